//! `[policy]`, `[rounding]` and `[calendar]`.

use super::reading::Reading;
use super::rules::Header;
use super::table::TableReader;
use super::value;
use crate::calendar::{NaiveDate, NaiveTime, PeriodKind, Weekday, WorkCalendar};
use crate::number::{Rounding, RoundingMode};
use crate::source::Spanned;

/// The languages that a policy may name.
pub(super) const LANGUAGES: [(&str, &str); 3] = [("en", "en"), ("zh-Hans", "zh-Hans"), ("zh-Hant", "zh-Hant")];

/// The days of a week.
pub(super) const WEEKDAYS: [(&str, Weekday); 7] = [
    ("Mon", Weekday::Mon),
    ("Tue", Weekday::Tue),
    ("Wed", Weekday::Wed),
    ("Thu", Weekday::Thu),
    ("Fri", Weekday::Fri),
    ("Sat", Weekday::Sat),
    ("Sun", Weekday::Sun),
];

/// Reads `[policy]`; what is wrong or missing there is replaced by something harmless, and is a finding.
pub(super) fn header(table: &TableReader<'_>) -> Header {
    table.require("name", "name = \"Field sales\"");
    table.require("version", "version = \"2026-10\"");
    table.require("currency", "currency = \"CNY\"");
    let name = table.text("name");
    let version = table.text("version");
    let (effective_from, effective_to) = effective(table);
    let currency = currency(table);
    let period = table.required_choice("period", &PeriodKind::NAMED);
    let fiscal_year_starts = fiscal_year_starts(table);
    let outside = table.texts("outside").unwrap_or_default();
    let language = table.choice("language", &LANGUAGES);
    table.default("language", "\"en\"");
    table.finish();
    Header {
        name: name.map(|name| name.value).unwrap_or_default(),
        version: version.map(|version| version.value).unwrap_or_default(),
        effective_from,
        effective_to,
        currency: currency.map(|currency| currency.value).unwrap_or_default(),
        period_span: period.as_ref().map_or(table.span, |period| period.span),
        period: period.map_or(PeriodKind::Month, |period| period.value),
        fiscal_year_starts,
        outside,
        language: language.map_or("en", |language| language.value).to_owned(),
    }
}

fn effective(table: &TableReader<'_>) -> (Option<Spanned<NaiveDate>>, Option<Spanned<NaiveDate>>) {
    let (from, to) = (table.date("effective_from"), table.date("effective_to"));
    rising_dates(table.reading, from.as_ref(), to.as_ref());
    (from, to)
}

/// Reports a last day that is before the first.
pub(super) fn rising_dates(reading: &Reading, from: Option<&Spanned<NaiveDate>>, to: Option<&Spanned<NaiveDate>>) {
    let (Some(from), Some(to)) = (from, to) else { return };
    if from.value > to.value {
        let (first, last) = (from.value.to_string(), to.value.to_string());
        reading.conflict("dates-reversed", [to.span, from.span], &[("from", &first), ("to", &last)]);
    }
}

/// What people write for a currency that has a code of its own, in capital letters.
const CURRENCY_WORDS: [(&str, &str); 22] = [
    ("RMB", "CNY"),
    ("CNH", "CNY"),
    ("¥", "CNY"),
    ("￥", "CNY"),
    ("元", "CNY"),
    ("人民币", "CNY"),
    ("人民幣", "CNY"),
    ("NTD", "TWD"),
    ("NT$", "TWD"),
    ("新台币", "TWD"),
    ("新台幣", "TWD"),
    ("新臺幣", "TWD"),
    ("HK$", "HKD"),
    ("港币", "HKD"),
    ("港幣", "HKD"),
    ("$", "USD"),
    ("US$", "USD"),
    ("美元", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("欧元", "EUR"),
    ("歐元", "EUR"),
];

fn currency(table: &TableReader<'_>) -> Option<Spanned<String>> {
    let currency = table.text("currency")?;
    let other = currency.value.trim().to_uppercase();
    if let Some((_, code)) = CURRENCY_WORDS.iter().find(|(word, _)| *word == other) {
        let facts = [("found", currency.value.as_str()), ("instead", code)];
        table.reading.error("wrong-currency-near", currency.span, &facts);
        return Some(Spanned::new((*code).to_owned(), currency.span));
    }
    if currency.value.len() == 3 && currency.value.bytes().all(|b| b.is_ascii_uppercase()) {
        return Some(currency);
    }
    let facts = [("found", currency.value.as_str())];
    match letters_of(&currency.value) {
        Some(instead) => {
            let facts = [facts[0], ("instead", &instead)];
            table.reading.error("currency-not-in-letters", currency.span, &facts);
        }
        None => table.reading.error("wrong-currency", currency.span, &facts),
    }
    None
}

/// Signs and words of currencies, with the letters that stand for each.
const CURRENCIES: [(&str, &str); 21] = [
    ("€", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("£", "GBP"),
    ("$", "USD"),
    ("us$", "USD"),
    ("¥", "CNY"),
    ("￥", "CNY"),
    ("rmb", "CNY"),
    ("元", "CNY"),
    ("人民币", "CNY"),
    ("人民幣", "CNY"),
    ("nt$", "TWD"),
    ("ntd", "TWD"),
    ("新台幣", "TWD"),
    ("新臺幣", "TWD"),
    ("新台币", "TWD"),
    ("hk$", "HKD"),
    ("港币", "HKD"),
    ("港幣", "HKD"),
    ("fr.", "CHF"),
];

/// The three letters that a sign, a word or small letters mean.
fn letters_of(found: &str) -> Option<String> {
    let word = found.trim().to_lowercase();
    let known = CURRENCIES.iter().find(|(known, _)| *known == word).map(|(_, letters)| (*letters).to_owned());
    let is_letters = word.len() == 3 && word.bytes().all(|b| b.is_ascii_lowercase());
    known.or_else(|| is_letters.then(|| word.to_uppercase()))
}

fn fiscal_year_starts(table: &TableReader<'_>) -> u32 {
    table.default("fiscal_year_starts", "1");
    let Some(month) = table.whole("fiscal_year_starts") else { return 1 };
    if month.value > 12 {
        let found = month.value.to_string();
        let facts = [("key", "fiscal_year_starts"), ("found", found.as_str()), ("range", "1–12")];
        table.reading.error("out-of-range", month.span, &facts);
        return 1;
    }
    month.value
}

/// Reads one of the roundings of `[rounding]`.
pub(super) fn rounding(table: &TableReader<'_>, key: &'static str) -> Rounding {
    table.default(key, "{ to = \"0.01\", mode = \"half_up\" }");
    written_rounding(table, key).map_or_else(Rounding::cents, |rounding| rounding.value)
}

/// Reads `{ to = "0.1", mode = "half_up" }` where it is written.
pub(super) fn written_rounding(table: &TableReader<'_>, key: &'static str) -> Option<Spanned<Rounding>> {
    let rounding = table.table(key)?;
    rounding.require("to", "to = \"0.01\"");
    let to = rounding.positive("to");
    let mode = rounding.required_choice("mode", &RoundingMode::ALL);
    rounding.finish();
    Some(Spanned::new(Rounding { to: to?.value, mode: mode?.value }, rounding.span))
}

/// Reads `[calendar]`.
pub(super) fn calendar(table: &TableReader<'_>) -> WorkCalendar {
    table.default("workdays", "[\"Mon\", \"Tue\", \"Wed\", \"Thu\", \"Fri\"]");
    let workdays = table.filled_list("workdays").map(|nodes| {
        let days = nodes.iter().filter_map(|node| value::choice(table.reading, "workdays", node, &WEEKDAYS));
        days.map(|day| day.value).collect()
    });
    let calendar = WorkCalendar {
        workdays: workdays.unwrap_or_else(|| WorkCalendar::default().workdays),
        holidays: dates(table, "holidays"),
        extra_workdays: dates(table, "extra_workdays"),
        hours: hours(table),
    };
    check_extra(table, &calendar);
    table.finish();
    calendar
}

/// A day that is worked anyway, said to be worked nevertheless: another was meant.
fn check_extra(table: &TableReader<'_>, calendar: &WorkCalendar) {
    let without = WorkCalendar { extra_workdays: Vec::new(), ..calendar.clone() };
    for node in table.list("extra_workdays").unwrap_or_default() {
        let Some(day) = value::date(table.reading, "extra_workdays", node) else { continue };
        if without.is_workday(day.value) {
            table.reading.warning("extra-workday-is-one", day.span, &[("day", &day.value.to_string())]);
        }
    }
}

fn dates(table: &TableReader<'_>, key: &'static str) -> Vec<NaiveDate> {
    let nodes = table.list(key).unwrap_or_default().iter();
    let dates = nodes.filter_map(|node| value::date(table.reading, key, node));
    dates.map(|date| date.value).collect()
}

fn hours(table: &TableReader<'_>) -> Option<(NaiveTime, NaiveTime)> {
    let written = table.text("hours")?;
    let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
    let hours = written.value.split_once('-').and_then(|(open, close)| Some((time(open)?, time(close)?)));
    let hours = hours.filter(|(open, close)| open < close);
    if hours.is_none() {
        table.reading.error("wrong-hours", written.span, &[("found", &written.value)]);
    }
    hours
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_scripts() {
        crate::spelling::assert_both_scripts(CURRENCY_WORDS.iter().map(|(word, _)| *word));
    }
}
