//! The period that a text probably means which is not written as one: `10/2026`, `October 2026`, `2026年第三季度`,
//! `115-10` of the Republic.

use super::Period;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const NUMERALS: [&str; 12] =
    ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"];
const QUARTERS: [&[&str]; 4] = [
    &["first quarter", "1st quarter", "一季", "第1季", "1季"],
    &["second quarter", "2nd quarter", "二季", "第2季", "2季"],
    &["third quarter", "3rd quarter", "三季", "第3季", "3季"],
    &["fourth quarter", "4th quarter", "四季", "第4季", "4季"],
];

/// The first year of the Republic is 1912.
const YEARS_BEFORE_REPUBLIC: u32 = 1911;
/// What stands for a year that the text does not say.
const SOME_YEAR: &str = "YYYY";

/// The nearest real period, as it is written; nothing for a text that is not near to one.
pub fn near(text: &str, fiscal_start: u32) -> Option<String> {
    let text = in_common_years(&text.trim().to_lowercase());
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    // Two dates are a stretch of days, which no single period is near to.
    if numbers.len() > 3 {
        return None;
    }
    let year = numbers.iter().find(|number| number.len() == 4).copied();
    let small = numbers.iter().filter(|number| number.len() <= 2).find_map(|number| number.parse::<u32>().ok());
    let Some((kind, number)) = part(&text, small, year.is_some()) else {
        let is_bare_year = numbers.len() == 1 && text.contains("民");
        return year.filter(|_| is_bare_year).map(str::to_owned);
    };
    let written = |number: u32| match kind {
        Part::Week => format!("{}-W{number:02}", year.unwrap_or(SOME_YEAR)),
        Part::Quarter => format!("{}-Q{number}", year.unwrap_or(SOME_YEAR)),
        Part::Month => format!("{}-{number:02}", year.unwrap_or(SOME_YEAR)),
    };
    // A number that no year has may be a slip for any; without a year any that every year has.
    let is_real = |written: &String| Period::parse(&written.replace(SOME_YEAR, "2026"), fiscal_start).is_some();
    Some(written(number)).filter(is_real)
}

/// The text with its first number as a year of four digits, where it is one of the Republic (`115`, `民國115年`) or short (`26-10`).
fn in_common_years(text: &str) -> String {
    let starts = |at: usize| text[at..].starts_with(|c: char| c.is_ascii_digit());
    let Some(first) = (0..text.len()).filter(|at| text.is_char_boundary(*at)).find(|at| starts(*at)) else {
        return text.to_owned();
    };
    let digits: String = text[first..].chars().take_while(char::is_ascii_digit).collect();
    let rest = &text[first + digits.len()..];
    let number: u32 = digits.parse().unwrap_or(0);
    let other: Option<u32> = rest.strip_prefix(['-', '/', '.']).and_then(|month| month.parse().ok());
    let has_year = text.split(|c: char| !c.is_ascii_digit()).any(|part| part.len() == 4);
    let year = match digits.len() {
        _ if has_year => return text.to_owned(),
        2 | 3 if text.contains("民國") || text.contains("民国") => number + YEARS_BEFORE_REPUBLIC,
        3 if (100..200).contains(&number) => number + YEARS_BEFORE_REPUBLIC,
        2 if number > 12 && other.is_some_and(|month| (1..=12).contains(&month)) => 2000 + number,
        _ => return text.to_owned(),
    };
    format!("{}{year}{rest}", &text[..first])
}

#[derive(Clone, Copy)]
enum Part {
    Week,
    Quarter,
    Month,
}

/// What part of a year is meant, and which.
fn part(text: &str, small: Option<u32>, has_year: bool) -> Option<(Part, u32)> {
    let words = || text.split(|c: char| !c.is_alphabetic());
    let has = |names: &[&str]| {
        names.iter().any(|name| if name.is_ascii() { words().any(|word| word == *name) } else { text.contains(name) })
    };
    let numbered = |at: usize| u32::try_from(at + 1).ok();
    let quarter = QUARTERS.iter().position(|names| names.iter().any(|name| text.contains(name)));
    let month = MONTHS.iter().position(|name| words().any(|word| is_month(word, name)));
    let month = month.or_else(|| NUMERALS.iter().rposition(|name| text.contains(name)));
    if let Some(at) = quarter {
        return Some((Part::Quarter, numbered(at)?));
    }
    if let Some(at) = month {
        return Some((Part::Month, numbered(at)?));
    }
    let number = small?;
    let is_bare = has_year && !text.contains(char::is_alphabetic);
    match () {
        () if has(&["q", "quarter"]) => Some((Part::Quarter, number)),
        () if has(&["w", "week", "周", "週"]) => Some((Part::Week, number)),
        () if is_bare || has(&["m", "month", "月"]) => Some((Part::Month, number)),
        () => None,
    }
}

/// The months in English, in full.
pub const MONTH_NAMES: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Three letters of the month's name, or more of it.
fn is_month(word: &str, name: &str) -> bool {
    word.starts_with(name) && MONTH_NAMES.iter().any(|whole| whole.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_period_is_written_as_one() {
        for (text, expected) in [
            ("october", "YYYY-10"),
            ("Oct 2026", "2026-10"),
            ("10/2026", "2026-10"),
            ("2026.10", "2026-10"),
            ("2026-10-05", "2026-10"),
            ("Q3 2026", "2026-Q3"),
            ("week 41 of 2026", "2026-W41"),
            ("third quarter 2026", "2026-Q3"),
            ("2026年第三季度", "2026-Q3"),
            ("2026年十一月", "2026-11"),
            ("十月", "YYYY-10"),
            ("10月份", "YYYY-10"),
            ("115-10", "2026-10"),
            ("115/10", "2026-10"),
            ("115年10月", "2026-10"),
            ("民國115年10月", "2026-10"),
            ("民国99年3月", "2010-03"),
            ("115Q3", "2026-Q3"),
            ("民國115年", "2026"),
            ("26-10", "2026-10"),
        ] {
            assert_eq!(near(text, 1).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "last month", "10", "octopus", "2026-10-", "now", "2026-10..2026-11"] {
            let found = near(text, 1);
            assert!(
                found.as_deref().is_none_or(|found| Period::parse(&found.replace("YYYY", "2026"), 1).is_some()),
                "{text}"
            );
        }
        assert_eq!([near("octopus", 1), near("last month", 1), near("10", 1)], [None, None, None]);
        assert_eq!(near("12-10", 1), None, "neither is a year");
        for text in ["2026-13", "2026-00", "2026-Q5", "2026-W60"] {
            assert_eq!(near(text, 1), None, "{text} may be a slip for any");
        }
    }
}
