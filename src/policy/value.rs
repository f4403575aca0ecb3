//! Single values: what a node says, or a finding that names the key and what was found.

use super::document::{Node, Value};
use super::reading::{Reading, instead_of, listed};
use super::rules::{Amount, Parameter};
use super::written;
use crate::calendar::{Datelike, NaiveDate};
use crate::number::Number;
use crate::source::Spanned;

pub(super) fn text(reading: &Reading, key: &str, node: &Node) -> Option<Spanned<String>> {
    match &node.value {
        Value::Text(text) => Some(Spanned::new(text.clone(), node.span)),
        _ => refuse(reading, "expected-text", key, node),
    }
}

/// A numeral, or a text that is one, with or without `%`.
pub(super) fn number(reading: &Reading, key: &str, node: &Node) -> Option<Parameter> {
    let (found, wrong) = match &node.value {
        Value::Numeral(numeral) => (Number::parse(numeral), "inexact-number"),
        Value::Text(text) => (number_in(text), "expected-number"),
        _ => (None, "expected-number"),
    };
    match found {
        Some(number) => Some(Spanned::new(number, node.span)),
        None => {
            let with_point = with_point(node).map(|instead| ("number-with-comma", instead));
            let plain = || Some(("number-written-otherwise", written::plain(plain_words(node)?)?));
            match with_point.or_else(plain) {
                Some((code, instead)) => {
                    let facts = [("key", key), ("found", reading.written(node.span)), ("instead", &instead)];
                    reading.error(code, node.span, &facts);
                    None
                }
                None => refuse(reading, wrong, key, node),
            }
        }
    }
}

fn plain_words(node: &Node) -> Option<&str> {
    if let Value::Text(text) = &node.value { Some(text) } else { None }
}

/// How a text whose decimals stand behind a comma is written: `"3,5%"` is `"3.5%"`. Three digits behind it may be thousands.
fn with_point(node: &Node) -> Option<String> {
    let Value::Text(text) = &node.value else { return None };
    let (_, behind) = text.split_once(',')?;
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    let point = text.replacen(',', ".", 1);
    number_in(&point).filter(|_| digits != 3)?;
    Some(if point.ends_with('%') { format!("\"{point}\"") } else { point })
}

/// A number of the policy, or `"staff.<column>"`.
pub(super) fn amount(reading: &Reading, key: &str, node: &Node) -> Option<Amount> {
    match staff_column(node) {
        Some(column) => Some(Amount::Staff(Spanned::new(column.to_owned(), node.span))),
        None => number(reading, key, node).map(Amount::Fixed),
    }
}

fn staff_column(node: &Node) -> Option<&str> {
    let Value::Text(text) = &node.value else { return None };
    text.strip_prefix("staff.").filter(|column| !column.is_empty())
}

/// `0.05`, `5%`, `5 %`.
pub(super) fn number_in(text: &str) -> Option<Number> {
    match text.strip_suffix('%') {
        Some(rate) => Number::parse(rate.trim_end())?.checked_div(&Number::from(100)),
        None => Number::parse(text),
    }
}

/// The number when `holds`; otherwise a finding that says in which `range` it must be.
pub(super) fn within(
    reading: &Reading,
    key: &str,
    number: Parameter,
    range: &str,
    holds: impl Fn(&Number) -> bool,
) -> Option<Parameter> {
    if holds(&number.value) {
        return Some(number);
    }
    let facts = [("key", key), ("found", reading.written(number.span)), ("range", range)];
    reading.error("out-of-range", number.span, &facts);
    None
}

/// A share of a whole, in `range`, up to all of it: of a bare number above 1 it is told how it is written.
pub(super) fn share(
    reading: &Reading,
    key: &str,
    number: Parameter,
    range: &str,
    holds: impl Fn(&Number) -> bool,
) -> Option<Parameter> {
    let written = reading.written(number.span).trim_matches(['"', '\'']);
    if number.value <= Number::one() || written.contains(['%', '％']) {
        return within(reading, key, number, range, holds);
    }
    let (percent, part) = (format!("{written}%"), number.value.checked_div(&Number::from(100))?.to_string());
    let facts = [("found", written), ("percent", percent.as_str()), ("number", part.as_str())];
    reading.error("share-of-money-without-sign", number.span, &facts);
    None
}

/// The longest look back, in periods or months: a hundred years of months. Each period looked at is computed.
const MOST_PERIODS: u32 = 1_200;

/// A count of periods or months to look back.
pub(super) fn periods(reading: &Reading, key: &str, node: &Node) -> Option<Spanned<u32>> {
    let count = whole(reading, key, node)?;
    if count.value > MOST_PERIODS {
        let (found, range) = (count.value.to_string(), format!("≤ {MOST_PERIODS}"));
        let facts = [("key", key), ("found", found.as_str()), ("range", range.as_str())];
        reading.error("out-of-range", count.span, &facts);
        return None;
    }
    Some(count)
}

/// A whole number not below 1.
pub(super) fn whole(reading: &Reading, key: &str, node: &Node) -> Option<Spanned<u32>> {
    if let Value::Text(text) = &node.value
        && number_in(text).is_none()
    {
        return refuse(reading, "expected-whole-number", key, node);
    }
    let number = number(reading, key, node)?;
    let whole = number.value.to_i128().and_then(|whole| u32::try_from(whole).ok()).filter(|whole| *whole > 0);
    match whole {
        Some(whole) => Some(Spanned::new(whole, node.span)),
        None => refuse(reading, "expected-whole-number", key, node),
    }
}

pub(super) fn flag(reading: &Reading, key: &str, node: &Node) -> Option<Spanned<bool>> {
    match node.value {
        Value::Flag(flag) => Some(Spanned::new(flag, node.span)),
        _ => refuse(reading, "expected-flag", key, node),
    }
}

pub(super) fn date(reading: &Reading, key: &str, node: &Node) -> Option<Spanned<NaiveDate>> {
    match node.value {
        Value::Date(date) => of_this_era(reading, date, node),
        _ => refuse(reading, "expected-date", key, node),
    }
}

/// A year before this is none of any rule; up to so many one of the Republic's count, which began so many years later.
const FIRST_YEAR: i32 = 1900;
const MOST_OF_REPUBLIC: i32 = 199;
const REPUBLIC: i32 = 1911;

/// The day, if its year is one in which there are rules: `0115-10-01` is meant to be of 2026.
pub(super) fn of_this_era(reading: &Reading, date: NaiveDate, node: &Node) -> Option<Spanned<NaiveDate>> {
    let year = date.year();
    if year >= FIRST_YEAR {
        return Some(Spanned::new(date, node.span));
    }
    let meant = if (1..=MOST_OF_REPUBLIC).contains(&year) { year + REPUBLIC } else { year.rem_euclid(100) + 2000 };
    let meant = NaiveDate::from_ymd_opt(meant, date.month(), date.day()).map(|day| day.to_string());
    let facts = [("found", &*date.to_string()), ("date", meant.as_deref().unwrap_or("…"))];
    reading.error("year-of-no-rule", node.span, &facts);
    None
}

pub(super) fn list<'a>(reading: &Reading, key: &str, node: &'a Node) -> Option<&'a [Node]> {
    match &node.value {
        Value::List(nodes) => Some(nodes),
        _ => refuse(reading, "expected-list", key, node),
    }
}

/// A list with at least one element.
pub(super) fn filled_list<'a>(reading: &Reading, key: &str, node: &'a Node) -> Option<&'a [Node]> {
    match list(reading, key, node)? {
        [] => refuse(reading, "empty-list", key, node),
        nodes => Some(nodes),
    }
}

/// A list of texts, or one text; what is no text is a finding and left out.
pub(super) fn texts(reading: &Reading, key: &str, node: &Node) -> Vec<Spanned<String>> {
    match &node.value {
        Value::Text(text) => vec![Spanned::new(text.clone(), node.span)],
        _ => {
            let nodes = list(reading, key, node).unwrap_or_default();
            nodes.iter().filter_map(|node| text(reading, key, node)).collect()
        }
    }
}

/// A text, numeral, date or flag as a cell would have it.
pub(super) fn cell(reading: &Reading, key: &str, node: &Node) -> Option<Spanned<String>> {
    let text = match &node.value {
        Value::Text(text) | Value::Numeral(text) => text.clone(),
        Value::Date(date) => date.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Moment | Value::List(_) | Value::Table(_) => return refuse(reading, "expected-text", key, node),
    };
    Some(Spanned::new(text, node.span))
}

pub(super) fn choice<T: Clone>(
    reading: &Reading,
    key: &str,
    node: &Node,
    choices: &[(&'static str, T)],
) -> Option<Spanned<T>> {
    let word = text(reading, key, node)?;
    if let Some((_, value)) = choices.iter().find(|(name, _)| *name == word.value) {
        return Some(Spanned::new(value.clone(), node.span));
    }
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    let (choices, instead) = (listed(&names), instead_of(&word.value, &names));
    let facts = [("key", key), ("found", &word.value), ("choices", &choices), ("instead", &instead)];
    reading.error("wrong-choice", node.span, &facts);
    None
}

/// Reports a value that is not what its key takes.
pub(super) fn refuse<T>(reading: &Reading, code: &'static str, key: &str, node: &Node) -> Option<T> {
    let found = reading.written(node.span).lines().next().unwrap_or("");
    reading.error(code, node.span, &[("key", key), ("found", found)]);
    None
}

/// A number, without a finding when there is none.
pub(super) fn plain_number(node: &Node) -> Option<Number> {
    node.value.as_number()
}

/// What an element of a list is called: its `name`, else its `measure`, else its place from 1.
pub(super) fn name_of(node: &Node, index: usize) -> String {
    ["name", "measure"].into_iter().find_map(|key| plain_text(node, key)).map_or((index + 1).to_string(), str::to_owned)
}

/// The text under a key of a table, or nothing, without a finding.
pub(super) fn plain_text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    let Value::Table(entries) = &node.value else { return None };
    match &entries.iter().find(|entry| entry.key == key)?.node.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}
