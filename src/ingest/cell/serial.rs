//! Spreadsheet serials: days since 1900 or 1904, the fraction a time of day.

use chrono::{Days, NaiveDate, NaiveTime};

use super::{CellFault, DateFormat};

/// A moment read from a serial, or the refusal.
type Read = Result<(NaiveDate, Option<NaiveTime>), CellFault>;

/// The most digits of a serial: six are a day after 2173, or rather something else (`202403`, `1130305`).
const MOST_DIGITS: usize = 5;

/// Reads a serial under the two spreadsheet formats and refuses what looks like one under the others; nothing for a
/// text that is no serial.
pub(super) fn read(text: &str, format: DateFormat) -> Option<Read> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let serial: u64 = whole.parse().ok()?;
    let day = match format {
        DateFormat::Excel if whole.len() <= MOST_DIGITS => since_1900(serial),
        DateFormat::Excel1904 if whole.len() <= MOST_DIGITS => since_1904(serial),
        DateFormat::Excel | DateFormat::Excel1904 => return None,
        _ if whole.len() == 5 => return Some(Err(refusal(text, serial))),
        _ => return None,
    };
    let time = text.contains('.').then(|| time_of_day(fraction)).flatten();
    Some(day.map(|day| (day, time)).ok_or_else(|| CellFault::new("no-such-day", text)))
}

fn refusal(text: &str, serial: u64) -> CellFault {
    let shown = |date: Option<NaiveDate>| date.map_or(String::new(), |date| date.to_string());
    CellFault::new("spreadsheet-serial", text)
        .with("date", shown(since_1900(serial)))
        .with("date1904", shown(since_1904(serial)))
}

/// Serial 1 is 1900-01-01; 60 is the 29 February 1900 that never was.
fn since_1900(serial: u64) -> Option<NaiveDate> {
    let before_first = match serial {
        1..=59 => NaiveDate::from_ymd_opt(1899, 12, 31)?,
        61..=99_999 => NaiveDate::from_ymd_opt(1899, 12, 30)?,
        _ => return None,
    };
    before_first.checked_add_days(Days::new(serial))
}

/// Serial 0 is 1904-01-01.
fn since_1904(serial: u64) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1904, 1, 1)?.checked_add_days(Days::new(serial))
}

/// The nearest second; a fraction that rounds to midnight stays on its day.
fn time_of_day(fraction: &str) -> Option<NaiveTime> {
    let digits = &fraction[..fraction.len().min(15)];
    let unit = 10u64.pow(u32::try_from(digits.len()).ok()?);
    let seconds = (u128::from(digits.parse::<u64>().ok()?) * 86_400 + u128::from(unit / 2)) / u128::from(unit);
    NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(seconds).ok()?.min(86_399), 0)
}
