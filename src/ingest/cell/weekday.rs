//! Names of weekdays beside a date: read only to see whether they agree with it.

use chrono::{Datelike, NaiveDate, Weekday};

use super::CellFault;

const ENGLISH: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

/// The weekday that an English word names, in full or by three letters or more.
pub(super) fn english(word: &str) -> Option<Weekday> {
    let word = word.to_ascii_lowercase();
    let named = ENGLISH.iter().find(|(name, _)| word.len() >= 3 && name.starts_with(&word));
    named.map(|(_, weekday)| *weekday)
}

/// Takes `星期二`, `周二`, `週二`, `礼拜二` or `(二)` off the end of a date.
pub(super) fn take_chinese(text: &str) -> (&str, Option<Weekday>) {
    let inner = text.trim_end_matches([')', ']']);
    let Some(numeral) = inner.chars().next_back() else {
        return (text, None);
    };
    let Some(weekday) = numbered(numeral) else {
        return (text, None);
    };
    let before = &inner[..inner.len() - numeral.len_utf8()];
    let named = ["星期", "周", "週", "礼拜", "禮拜"].iter().find_map(|word| before.strip_suffix(word));
    let day = match inner.len() < text.len() {
        true => named.unwrap_or(before).strip_suffix(['(', '[']),
        false => named,
    };
    day.map_or((text, None), |day| (day.trim_end(), Some(weekday)))
}

fn numbered(numeral: char) -> Option<Weekday> {
    let at = "一二三四五六日天".chars().position(|c| c == numeral)?;
    ENGLISH.get(at.min(6)).map(|(_, weekday)| *weekday)
}

/// The day, unless the weekday written beside it is another.
pub(super) fn agreed(date: NaiveDate, weekday: Option<Weekday>, text: &str) -> Result<NaiveDate, CellFault> {
    match weekday {
        Some(weekday) if weekday != date.weekday() => Err(CellFault::new("weekday-disagrees", text).with("date", date)),
        _ => Ok(date),
    }
}
