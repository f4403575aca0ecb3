//! Any text as a day, a moment and a period, under every format: no panic, the same day on every path, and a day that was
//! read reads as itself when it is printed; so does a period.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sales_appraisal::calendar::{Datelike, PeriodKind};
use sales_appraisal::ingest::cell::{DateFormat, date, moment, period};

const FORMATS: [DateFormat; 8] = [
    DateFormat::Auto,
    DateFormat::Ymd,
    DateFormat::Mdy,
    DateFormat::Dmy,
    DateFormat::Md { year: None },
    DateFormat::Md { year: Some(2024) },
    DateFormat::Excel,
    DateFormat::Excel1904,
];

const KINDS: [PeriodKind; 4] =
    [PeriodKind::Week, PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year];

fuzz_target!(|text: &str| {
    let auto = date::read(text, DateFormat::Auto);
    for format in FORMATS {
        let read = date::read(text, format);
        let moment = moment::read(text, format).map(|moment| moment.map(|(day, _)| day));
        assert_eq!(read, moment, "another day as a moment");
        if let Err(fault) = &read {
            assert_eq!(fault.args[0].0, "text");
        }
        if let Ok(Some(day)) = read {
            assert!((1..=9999).contains(&day.year()), "a year that no cell writes");
            for other in FORMATS {
                assert_eq!(date::read(&day.to_string(), other), Ok(Some(day)), "printed under {other:?}");
            }
            let marked = text.contains(|c: char| c.is_numeric() || "零〇一二三四五六七八九十".contains(c));
            assert!(marked, "a day without a digit");
        }
        // What needs no format is the same day under each, but for serials and years of two digits.
        if let (Ok(Some(sure)), Ok(Some(day))) = (&auto, &read) {
            assert_eq!(sure, day, "another day under {format:?}");
        }
        periods(text, format);
    }
});

fn periods(text: &str, format: DateFormat) {
    for kind in KINDS {
        for fiscal_start in [1, 4] {
            let Ok(Some(read)) = period::read(text, kind, fiscal_start, format) else { continue };
            assert!(read.first() <= read.last());
            let again = period::read(&read.id(), kind, fiscal_start, format);
            let again = again.expect("a printed period").expect("a period");
            assert_eq!((again.first(), again.last()), (read.first(), read.last()), "printed as {}", read.id());
        }
    }
}
