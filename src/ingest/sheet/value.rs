//! A cell of a workbook as the text that the cell readers take.
//!
//! Workbooks store numbers as binary fractions. The shortest decimal that names the stored one is what was typed, up to 15 digits;
//! days and times are computed from that decimal, exactly.

use std::borrow::Cow;

use calamine::{Data, DataRef, Style};
use chrono::NaiveDate;

use super::shown::{Shown, Writing};
use crate::ingest::cell::Scaled;

const SECONDS_OF_DAY: u128 = 86_400;
/// How many digits of a number a spreadsheet keeps; of one that has more before its point some are gone.
const KEPT_DIGITS: usize = 15;
/// More digits of a day than a stored number has.
const MOST_DIGITS: usize = 18;

/// How a workbook's numbers are days: from when it counts, and which styles show a time of day.
pub(super) struct Days {
    is_1904: bool,
    showing_time: Vec<bool>,
    showing: Vec<Shown>,
    striking: Vec<bool>,
    writing: Writing,
}

/// Whether a format of days (`yyyy-mm-dd hh:mm`) has hours or seconds outside of its literal text.
fn shows_time(code: &str) -> bool {
    has_sign(code, &['h', 'H', 's', 'S'])
}

/// Whether a format of numbers (`0.00%`) has a per cent sign outside of its literal text.
pub(super) fn shows_percent(code: &str) -> bool {
    has_sign(code, &['%'])
}

fn has_sign(code: &str, signs: &[char]) -> bool {
    let (mut is_quoted, mut is_escaped, mut is_bracketed) = (false, false, false);
    code.chars().any(|c| {
        let is_literal = std::mem::take(&mut is_escaped) || is_quoted || is_bracketed;
        match c {
            '"' if !is_literal || is_quoted => is_quoted = !is_quoted,
            '[' if !is_literal => is_bracketed = true,
            ']' if is_bracketed => is_bracketed = false,
            '\\' | '_' | '*' if !is_literal => is_escaped = true,
            _ => {}
        }
        !is_literal && signs.contains(&c)
    })
}

impl Days {
    /// Looks at the number format of each style.
    pub fn new(is_1904: bool, styles: &[Style], writing: &Writing) -> Self {
        let of = |style: &Style| style.number_format.as_ref().is_some_and(|format| shows_time(&format.format_code));
        let strikes = |style: &Style| style.font.as_ref().is_some_and(calamine::Font::has_strikethrough);
        let striking = styles.iter().map(strikes).collect();
        let showing = styles.iter().map(|style| Shown::of(style, writing)).collect();
        Days { is_1904, showing_time: styles.iter().map(of).collect(), showing, striking, writing: writing.clone() }
    }

    /// The text of a cell of that style; nothing for an empty one. `unit` is what the texts above it say of its numbers.
    pub fn text<'a>(
        &self,
        value: &'a DataRef<'_>,
        style: usize,
        unit: impl FnOnce() -> Option<Scaled>,
    ) -> Option<Cow<'a, str>> {
        let text: Cow<'a, str> = match value {
            DataRef::Empty => return None,
            DataRef::String(text) | DataRef::DurationIso(text) => text.into(),
            DataRef::SharedString(text) => (*text).into(),
            DataRef::DateTimeIso(text) => text.replacen('T', " ", 1).into(),
            DataRef::Int(number) => self.number(kept(number), style, unit).into(),
            DataRef::Float(number) => self.number(kept(number), style, unit).into(),
            DataRef::Bool(value) => value.to_string().into(),
            DataRef::Error(error) => error.to_string().into(),
            DataRef::DateTime(moment) => {
                let shows_time = self.showing_time.get(style).copied().unwrap_or(false);
                self.moment(&moment.as_f64().to_string(), moment.is_duration(), shows_time).into()
            }
        };
        (!text.is_empty()).then_some(text)
    }

    /// Whether a cell of that style is struck out.
    pub fn is_struck(&self, style: usize) -> bool {
        self.striking.get(style).copied().unwrap_or(false)
    }

    /// A number as its column writes numbers, with what its format says of it: 0.05 is `5%` where that is shown, whatever else says that the
    /// column is of per cent.
    fn number(&self, plain: String, style: usize, unit: impl FnOnce() -> Option<Scaled>) -> String {
        match self.showing.get(style) {
            Some(shown) => shown.written(plain, &self.writing, unit),
            None => Shown::default().written(plain, &self.writing, unit),
        }
    }

    /// `2024-03-05`, with a time of day where it has one or its format shows one; `14:22:10` for a time without a day, `26:30:00` for
    /// a duration; the number itself where it is no day of the calendar.
    fn moment(&self, serial: &str, is_duration: bool, shows_time: bool) -> String {
        let Some((days, time)) = days_and_seconds(serial) else { return serial.to_owned() };
        if is_duration {
            return clock(days * SECONDS_OF_DAY + time);
        }
        // The last moment of a day is of that day, however near the next one is.
        let time = time.min(SECONDS_OF_DAY - 1);
        if days == 0 && (shows_time || time > 0) {
            return clock(time);
        }
        match day(days, self.is_1904) {
            Some(day) if time > 0 || shows_time => format!("{day} {}", clock(time)),
            Some(day) => day.to_string(),
            None => serial.to_owned(),
        }
    }
}

/// The text of a cell of an OpenDocument, which says itself what is a day; nothing for an empty one.
pub(super) fn text_of<'a>(value: &'a Data, shown: &Shown, writing: &Writing) -> Option<Cow<'a, str>> {
    let written = |plain: String| shown.written(plain, writing, || None);
    let text: Cow<'_, str> = match value {
        Data::Empty => return None,
        Data::String(text) => text.into(),
        Data::DateTimeIso(text) => without_fraction(text).replacen('T', " ", 1).into(),
        Data::DurationIso(text) => duration(text).map_or_else(|| text.into(), |seconds| clock(seconds).into()),
        Data::Int(number) => written(kept(number)).into(),
        Data::Float(number) => written(kept(number)).into(),
        Data::Bool(value) => value.to_string().into(),
        Data::Error(error) => error.to_string().into(),
        other => other.to_string().into(),
    };
    (!text.is_empty()).then_some(text)
}

/// A moment to the second: what is stored behind it comes from binary fractions.
fn without_fraction(moment: &str) -> &str {
    moment.split_once('.').map_or(moment, |(seconds, _)| seconds)
}

/// The seconds of `PT09H30M00S`.
fn duration(text: &str) -> Option<u128> {
    let mut rest = text.strip_prefix("PT")?;
    let mut seconds = 0;
    for (unit, of_unit) in [('H', 3600), ('M', 60), ('S', 1)] {
        if let Some((number, behind)) = rest.split_once(unit) {
            seconds += without_fraction(number).parse::<u128>().ok()?.checked_mul(of_unit)?;
            rest = behind;
        }
    }
    rest.is_empty().then_some(seconds)
}

/// A number in plain digits; in the form in which a spreadsheet shows one that it cannot hold, `4.5E+15`, where digits may be gone.
fn kept(number: &(impl std::fmt::Display + std::fmt::UpperExp)) -> String {
    let plain = number.to_string();
    let whole = plain.trim_start_matches('-').split('.').next().unwrap_or_default();
    if whole.len() <= KEPT_DIGITS { plain } else { format!("{number:E}").replacen('E', "E+", 1) }
}

fn clock(seconds: u128) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The whole days of a serial, and its seconds to the nearest: what binary fractions add or lose is far less than half of one.
fn days_and_seconds(serial: &str) -> Option<(u128, u128)> {
    let (whole, fraction) = serial.split_once('.').unwrap_or((serial, ""));
    let fraction = &fraction[..fraction.len().min(MOST_DIGITS)];
    if whole.len() > 7 {
        return None;
    }
    let unit = 10u128.pow(u32::try_from(fraction.len()).ok()?);
    let part: u128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let days: u128 = whole.parse().ok()?;
    Some((days, (part * SECONDS_OF_DAY + unit / 2) / unit))
}

/// Serial 1 is 1900-01-01 and 60 the 29 February 1900 that never was; or serial 0 is 1904-01-01.
fn day(serial: u128, is_1904: bool) -> Option<NaiveDate> {
    let first = match (is_1904, serial) {
        (true, _) => NaiveDate::from_ymd_opt(1904, 1, 1),
        (false, 1..=59) => NaiveDate::from_ymd_opt(1899, 12, 31),
        (false, 61..) => NaiveDate::from_ymd_opt(1899, 12, 30),
        (false, _) => None,
    };
    let day = first?.checked_add_days(chrono::Days::new(u64::try_from(serial).ok()?))?;
    (day <= NaiveDate::from_ymd_opt(9999, 12, 31)?).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::rules::DecimalSign;

    fn days_of(is_1904: bool, decimal: DecimalSign) -> Days {
        Days::new(is_1904, &[], &Writing { decimal, currency: "EUR".into() })
    }

    fn moment(serial: &str, shows_time: bool) -> String {
        days_of(false, DecimalSign::Auto).moment(serial, false, shows_time)
    }

    #[test]
    fn serials_are_days_and_times_to_the_nearest_second() {
        for (serial, text) in [
            ("45356", "2024-03-05"),
            ("45356.59872685185", "2024-03-05 14:22:10"),
            ("45356.999999999993", "2024-03-05 23:59:59"),
            ("45356.99999996528", "2024-03-05 23:59:59"),
            ("45356.99998842593", "2024-03-05 23:59:59"),
            ("0.99999999", "23:59:59"),
            ("1", "1900-01-01"),
            ("59", "1900-02-28"),
            ("61", "1900-03-01"),
            ("2958465", "9999-12-31"),
            ("0.75", "18:00:00"),
            ("60", "60"),
            ("0", "0"),
            ("2958466", "2958466"),
            ("-3", "-3"),
        ] {
            assert_eq!(moment(serial, false), text, "{serial}");
        }
    }

    #[test]
    fn a_midnight_that_the_format_shows_is_a_time_of_day() {
        assert_eq!(moment("45356", true), "2024-03-05 00:00:00");
        assert_eq!(moment("0", true), "00:00:00");
        let codes = ["m/d/yy h:mm", "[$-409]yyyy-mm-dd ss", "h:mm AM/PM"];
        assert_eq!(codes.map(shows_time), [true; 3]);
        let codes = ["yyyy-mm-dd", "yyyy\\h\\s", "\"this\" d", "[$-hs]d", "d_h", "General"];
        assert_eq!(codes.map(shows_time), [false; 6]);
    }

    #[test]
    fn a_number_that_shows_per_cent_keeps_its_sign() {
        let percent = Shown::percent();
        let with = |decimal| Days { showing: vec![percent.clone(), Shown::default()], ..days_of(false, decimal) };
        let text = |decimal, style| with(decimal).number("0.055".to_owned(), style, || None);
        assert_eq!(text(DecimalSign::Auto, 0), "5.5%");
        assert_eq!(text(DecimalSign::Auto, 1), "0.055");
        assert_eq!(text(DecimalSign::Comma, 0), "5,5%");
        let codes = ["0%", "0.00%", "#,##0.0 %;[Red]-0%"];
        assert_eq!(codes.map(shows_percent), [true; 3]);
        let codes = ["0.00", "0\\%", "0\"%\"", "General"];
        assert_eq!(codes.map(shows_percent), [false; 4]);
    }

    #[test]
    fn the_other_epoch_and_durations() {
        let days = days_of(true, DecimalSign::Auto);
        assert_eq!(days.moment("43894", false, false), "2024-03-05");
        assert_eq!(days.moment("0", false, false), "1904-01-01");
        assert_eq!(days.moment("1.1041666666666667", true, true), "26:30:00");
    }

    #[test]
    fn numbers_are_the_shortest_decimal_that_names_them() {
        let text = |value: &DataRef<'_>| days_of(false, DecimalSign::Auto).text(value, 0, || None).map(Cow::into_owned);
        let of = |written: &str| text(&DataRef::Float(written.parse().expect("a number")));
        for written in ["4500012345", "0.1", "1234.5", "19.99", "0.30000000000000004", "123456789012345", "-0.85"] {
            assert_eq!(of(written).as_deref(), Some(written));
        }
        assert_eq!(of("1e21").as_deref(), Some("1E+21"));
        assert_eq!(of("4500012345678900").as_deref(), Some("4.5000123456789E+15"));
        assert_eq!(text(&DataRef::Bool(true)).as_deref(), Some("true"));
        assert_eq!(text(&DataRef::SharedString("")), None);
    }
}
