//! The time of day behind a date: `14:22:10.123`, `下午 02:22`, `2:22 PM`, `14时22分`, with or without a zone mark.

use chrono::NaiveTime;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

const HALVES: [(&str, Half); 18] = [
    ("上午", Half::Morning),
    ("早上", Half::Morning),
    ("凌晨", Half::Morning),
    ("清晨", Half::Morning),
    ("a.m.", Half::Morning),
    ("A.M.", Half::Morning),
    ("am", Half::Morning),
    ("AM", Half::Morning),
    ("下午", Half::Afternoon),
    ("中午", Half::Afternoon),
    ("傍晚", Half::Afternoon),
    ("晚上", Half::Afternoon),
    ("晚间", Half::Afternoon),
    ("晚間", Half::Afternoon),
    ("p.m.", Half::Afternoon),
    ("P.M.", Half::Afternoon),
    ("pm", Half::Afternoon),
    ("PM", Half::Afternoon),
];

/// Parts a text into the day in front and the time behind it; nothing when what looks like a time is none.
pub(super) fn split(text: &str) -> Option<(&str, Option<NaiveTime>)> {
    if text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit()) {
        let (day, clock) = text.split_at(8);
        let clock = format!("{}:{}:{}", &clock[..2], &clock[2..4], &clock[4..]);
        return Some((day, Some(read_clock(&clock, None)?)));
    }
    let Some(after_hour) = text.find([':', '时', '時', '点', '點']) else {
        return Some((split_half(text).map_or(text, |(day, _)| day), None));
    };
    let before = text[..after_hour].trim_end_matches(|c: char| c.is_ascii_digit());
    let (day, half) = without_half(before.trim_end());
    let day = day.trim_end();
    let is_iso = day.ends_with('T') && day.trim_end_matches('T').ends_with(|c: char| c.is_ascii_digit());
    let day = if is_iso { &day[..day.len() - 1] } else { day };
    let clock = text[before.len()..].replace(['时', '時', '点', '點', '分'], ":").replace('秒', "");
    Some((day, Some(read_clock(&clock, half)?)))
}

/// A day and the half of it behind it: `2026-10-29 上午`, `2026-10-29 PM`; nothing where no half is written behind a blank, or a Chinese one behind a day.
fn split_half(text: &str) -> Option<(&str, Half)> {
    let (day, half) = HALVES.iter().find_map(|(word, half)| {
        let day = text.strip_suffix(word)?;
        let is_apart =
            day.ends_with(' ') || !word.is_ascii() && day.ends_with(|c: char| c.is_ascii_digit() || c == '日');
        is_apart.then(|| (day.trim_end(), *half))
    })?;
    day.ends_with(|c: char| c.is_ascii_digit() || c == '日').then_some((day, half))
}

/// Whether only a half of a day is written behind it, and whether that is the second.
pub fn second_half(text: &str) -> Option<bool> {
    split_half(text.trim()).map(|(_, half)| half == Half::Afternoon)
}

fn without_half(text: &str) -> (&str, Option<Half>) {
    let chinese = HALVES.iter().filter(|(word, _)| !word.is_ascii());
    chinese.into_iter().find_map(|(word, half)| Some((text.strip_suffix(word)?, Some(*half)))).unwrap_or((text, None))
}

/// Reads `14:22:10.123 PM +08:00`.
fn read_clock(text: &str, half: Option<Half>) -> Option<NaiveTime> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.')).unwrap_or(text.len());
    let (clock, mark) = text.split_at(end);
    let (mark, half) = match HALVES.iter().find_map(|(word, half)| Some((mark.trim().strip_prefix(word)?, *half))) {
        Some(_) if half.is_some() => return None,
        Some((mark, half)) => (mark, Some(half)),
        None => (mark, half),
    };
    if !is_zone(mark.trim()) {
        return None;
    }
    let mut parts = clock.trim_end_matches(':').split(':');
    let hour = hour_of_day(two_digits(parts.next()?)?, half)?;
    let minute = two_digits(parts.next().unwrap_or("0"))?;
    let (second, fraction) = parts.next().map_or(("0", "0"), |part| part.split_once('.').unwrap_or((part, "0")));
    if parts.next().is_some() {
        return None;
    }
    NaiveTime::from_hms_nano_opt(hour, minute, two_digits(second)?, nanoseconds(fraction)?)
}

fn two_digits(text: &str) -> Option<u32> {
    let shaped = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    shaped.then(|| text.parse().ok())?
}

fn nanoseconds(fraction: &str) -> Option<u32> {
    let shaped = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|b| b.is_ascii_digit());
    shaped.then(|| format!("{fraction:0<9}").parse().ok())?
}

/// 12 is the first hour of either half; an afternoon may also be written with 13 … 23.
fn hour_of_day(hour: u32, half: Option<Half>) -> Option<u32> {
    match (half, hour) {
        (None, hour) => Some(hour),
        (Some(Half::Morning), 0..=12) => Some(hour % 12),
        (Some(Half::Afternoon), 1..=11) => Some(hour + 12),
        (Some(Half::Afternoon), 12..=23) => Some(hour),
        _ => None,
    }
}

/// Whether a text is nothing or names a time zone: `Z`, `UTC`, `GMT+8`, `CST`, `+08:00`, `-0800`; no place is further than 14 hours
/// ahead or 12 behind.
fn is_zone(text: &str) -> bool {
    let rest = ["UTC", "GMT", "CST", "Z"].iter().find_map(|name| text.strip_prefix(name)).unwrap_or(text);
    let furthest = match rest.chars().next() {
        None => return true,
        Some('+') => 14 * 60,
        Some('-') => 12 * 60,
        Some(_) => return false,
    };
    minutes_of_offset(&rest[1..]).is_some_and(|minutes| minutes <= furthest)
}

/// The minutes of `8`, `08`, `800`, `0800`, `8:00` or `08:00`.
fn minutes_of_offset(text: &str) -> Option<u32> {
    let (hours, minutes) = match text.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if text.len() > 2 && text.is_ascii() => text.split_at(text.len() - 2),
        None => (text, "00"),
    };
    let minutes = two_digits(minutes).filter(|minutes| text.len() < 6 && *minutes < 60)?;
    Some(two_digits(hours)? * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_scripts() {
        crate::spelling::assert_both_scripts(HALVES.iter().map(|(word, _)| *word));
    }

    #[test]
    fn half_a_day_changes_no_day() {
        for (text, half) in [
            ("2026-10-29 上午", false),
            ("2026-10-29下午", true),
            ("2026年10月29日 上午", false),
            ("29.10.2026 PM", true),
        ] {
            assert_eq!(second_half(text), Some(half), "{text}");
            assert!(
                split(text).is_some_and(|(day, time)| !day.ends_with(['午', 'M', ' ']) && time.is_none()),
                "{text}"
            );
        }
        for text in ["2026-10-29", "AM", "29PM", "上午"] {
            assert_eq!(second_half(text), None, "{text}");
        }
    }

    #[test]
    fn offsets_are_those_of_some_place() {
        for zone in ["", "Z", "UTC", "CST", "GMT+8", "+08:00", "+8:00", "-0800", "+800", "+14:00", "-12:00", "+05:45"] {
            assert!(is_zone(zone), "{zone}");
        }
        for none in
            ["+99:99", "+15:00", "+14:30", "-12:30", "+08:60", "+", "+:", "+:30", "+08:00:00", "+080000", "PST", "+８"]
        {
            assert!(!is_zone(none), "{none}");
        }
    }
}
