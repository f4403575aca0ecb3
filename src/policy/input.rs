//! `[input]`: the short and the long form of each input.

use super::columns::{has_key, is_no_share};
use super::document::{Entry, Node, Value};
use super::filter::filter;
use super::reading::{Reading, meant};
use super::rules::{
    AmountOf, DateFormat, DecimalSign, Duplicates, Duration, DurationUnit, InputKind, InputRule, Layout, OwnSource,
    Returns, Sheets, Sign, TotalRows, WordList,
};
use super::table::TableReader;
use super::value;
use crate::number::Number;
use crate::source::Spanned;

/// What parts the fields of a record.
pub(super) const DELIMITERS: [(&str, Option<u8>); 5] =
    [("auto", None), (",", Some(b',')), (";", Some(b';')), ("\t", Some(b'\t')), ("|", Some(b'|'))];
/// How a file of targets is laid out.
pub(super) const LAYOUTS: [(&str, Layout); 3] =
    [("rows", Layout::Rows), ("months", Layout::Months), ("measures", Layout::Measures)];
/// What becomes of rows that add up others.
pub(super) const TOTAL_ROWS: [(&str, TotalRows); 2] = [("check", TotalRows::Check), ("refuse", TotalRows::Refuse)];
/// What becomes of rows that stand in several files.
pub(super) const DUPLICATES: [(&str, Duplicates); 2] = [("keep", Duplicates::Keep), ("drop", Duplicates::Drop)];
/// How rows that take back are signed.
pub(super) const SIGNS: [(&str, Sign); 3] = [("flip", Sign::Flip), ("keep", Sign::Keep), ("minus", Sign::Minus)];
/// Whether a quote is an ordinary character.
pub(super) const UNQUOTED: [(&str, bool); 2] = [("double", false), ("none", true)];

/// Words for what a column's numbers are multiplied by.
pub(super) const MULTIPLES: [(&str, i64); 14] = [
    ("one", 1),
    ("hundred", 100),
    ("thousand", 1_000),
    ("million", 1_000_000),
    ("billion", 1_000_000_000),
    ("元", 1),
    ("百", 100),
    ("千", 1_000),
    ("万", 10_000),
    ("萬", 10_000),
    ("百万", 1_000_000),
    ("百萬", 1_000_000),
    ("亿", 100_000_000),
    ("億", 100_000_000),
];

/// Other spellings of them, as they stand in headers.
const MORE_MULTIPLES: [(&str, i64); 25] = [
    ("ones", 1),
    ("hundreds", 100),
    ("佰", 100),
    ("k", 1_000),
    ("仟", 1_000),
    ("'000", 1_000),
    ("’000", 1_000),
    ("thousands", 1_000),
    ("ten thousand", 10_000),
    ("10k", 10_000),
    ("十万", 100_000),
    ("十萬", 100_000),
    ("lakh", 100_000),
    ("mn", 1_000_000),
    ("mio", 1_000_000),
    ("millions", 1_000_000),
    ("千万", 10_000_000),
    ("千萬", 10_000_000),
    ("仟万", 10_000_000),
    ("仟萬", 10_000_000),
    ("crore", 10_000_000),
    ("bn", 1_000_000_000),
    ("billions", 1_000_000_000),
    ("十亿", 1_000_000_000),
    ("十億", 1_000_000_000),
];

/// Keys of one input, which no input of somebody's own is called by: who writes one for all means it for each.
const OF_ONE_INPUT: [&str; 12] = [
    "date_format",
    "decimal",
    "encoding",
    "delimiter",
    "header_row",
    "sheet",
    "columns",
    "constants",
    "values",
    "counted",
    "total_rows",
    "duplicates",
];

/// Reads `[input]`, in the order of the file.
pub(super) fn inputs(table: &TableReader<'_>) -> Vec<InputRule> {
    table.require("staff", "staff = \"staff.csv\"");
    let inputs = table.others().into_iter().filter_map(|entry| input(table.reading, entry)).collect();
    table.finish();
    inputs
}

/// An input that another section names by its file alone.
pub(super) fn named_elsewhere(table: &TableReader<'_>, name: &'static str) -> Option<InputRule> {
    let entry = table.entry(name)?;
    let files = value::texts(table.reading, name, &entry.node);
    (!files.is_empty()).then(|| InputRule {
        name: name.to_owned(),
        span: entry.key_span,
        files,
        ..InputRule::default()
    })
}

fn input(reading: &Reading, entry: &Entry) -> Option<InputRule> {
    let name = entry.key.clone();
    let known = InputKind::of(&name) != InputKind::Own;
    let span = entry.key_span;
    if let Value::Table(_) = entry.node.value {
        let table = TableReader::open(reading, format!("input.{name}"), &entry.node)?;
        return Some(long_form(&table, name, entry, known));
    }
    let files = value::texts(reading, &name, &entry.node);
    if !known && OF_ONE_INPUT.contains(&name.as_str()) {
        // A key of one input that was written as one of all.
        let instead = format!("[input.sales] files = …, {name} = …");
        reading.error("misplaced-key", span, &[("key", &name), ("table", "[input]"), ("instead", &instead)]);
        return None;
    }
    if !known {
        let own = format!("[input.{name}] files = …, date = …");
        let instead = meant(&name, &InputKind::KNOWN.map(|(known, _)| known)).map_or(own, str::to_owned);
        reading.error("own-input-needs-date", span, &[("name", &name), ("instead", &instead)]);
    }
    note_defaults(reading, &name, |_| false);
    let own = (!known).then(OwnSource::default);
    Some(InputRule { name, span, files, own, ..InputRule::default() })
}

fn long_form(table: &TableReader<'_>, name: String, entry: &Entry, known: bool) -> InputRule {
    table.require("files", &format!("files = \"{name}.csv\""));
    let own = if known { None } else { Some(own_source(table)) };
    let entries = entries(table);
    // What is not asked for is refused as an unknown key.
    let has = |key: &str| has_key(InputKind::of(&name), key);
    let mut rule = InputRule {
        span: entry.key_span,
        files: entries.iter().map(|(path, _)| path.clone()).collect(),
        mended: table.text("mended"),
        delimiter: table.choice("delimiter", &DELIMITERS).and_then(|delimiter| delimiter.value),
        unquoted: table.choice("quotes", &UNQUOTED).is_some_and(|quotes| quotes.value),
        columns: pairs(table, "columns", value::text),
        constants: pairs(table, "constants", value::cell),
        layout: if has("layout") { layout(table) } else { Layout::default() },
        unit: pairs(table, "unit", multiple),
        percent: percent(table, &name),
        round: pairs(table, "round", rounding_step),
        amount_of: if has("amount_of") { amount_of(table) } else { None },
        fill_down: column_names(table, "fill_down"),
        values: values(table),
        durations: if has("durations") { durations(table) } else { Vec::new() },
        counted: table.table("counted").map(|counted| filter(&counted)),
        returns: if has("returns") { returns(table) } else { None },
        total_rows: table.choice("total_rows", &TOTAL_ROWS).map(|rows| rows.value).unwrap_or_default(),
        duplicates: if has("duplicates") {
            table.choice("duplicates", &DUPLICATES).map(|rows| rows.value)
        } else {
            None
        },
        unique: table.filled_texts("unique").unwrap_or_default(),
        once_per: if has("once_per") { pairs(table, "once_per", value::text) } else { Vec::new() },
        own,
        name,
        ..InputRule::default()
    };
    take_keys_of_files(table, &mut rule);
    let of_entry = |(index, (_, own)): (usize, &(Spanned<String>, Option<TableReader>))| {
        let mut of_entry = rule.clone();
        take_keys_of_files(own.as_ref()?, &mut of_entry);
        own.as_ref()?.finish();
        Some((index, of_entry))
    };
    rule.of_entries = entries.iter().enumerate().filter_map(of_entry).collect();
    note_defaults(table.reading, &rule.name, |key| table.has(key));
    table.finish();
    rule
}

/// The entries of `files`: a path or glob, or a table of one and keys of its own.
fn entries<'a>(table: &TableReader<'a>) -> Vec<(Spanned<String>, Option<TableReader<'a>>)> {
    let Some(node) = table.node("files") else { return Vec::new() };
    let nodes = match &node.value {
        Value::List(_) => value::filled_list(table.reading, "files", node).unwrap_or_default(),
        _ => std::slice::from_ref(node),
    };
    let entry = |(index, node): (usize, &'a Node)| match &node.value {
        Value::Table(_) => {
            let own = TableReader::open(table.reading, format!("{}.files[{}]", table.path, index + 1), node)?;
            own.require("path", "path = \"sales.xlsx\"");
            let path = own.text("path");
            if path.is_none() {
                take_keys_of_files(&own, &mut InputRule::default());
                own.finish();
            }
            Some((path?, Some(own)))
        }
        _ => Some((value::text(table.reading, "files", node)?, None)),
    };
    nodes.iter().enumerate().filter_map(entry).collect()
}

/// The keys that an input has for all of its files and each entry of `files` may have for its own.
fn take_keys_of_files(table: &TableReader<'_>, rule: &mut InputRule) {
    if table.entry("sheet").is_some() {
        rule.sheet = sheets(table);
    }
    if table.entry("encoding").is_some() {
        rule.encoding = encoding(table);
    }
    if table.entry("header_row").is_some() {
        rule.header_row = header_row(table);
    }
    if let Some(format) = table.choice("date_format", &DateFormat::ALL) {
        rule.date_format = format.value;
    }
    if let Some(sign) = table.choice("decimal", &DecimalSign::ALL) {
        rule.decimal = sign.value;
    }
}

/// One name, a list of names, or `*` for all.
fn sheets(table: &TableReader<'_>) -> Option<Sheets> {
    let names = table.filled_texts("sheet")?;
    match names.iter().find(|name| name.value == "*") {
        Some(all) => Some(Sheets::All(all.span)),
        None => (!names.is_empty()).then_some(Sheets::Named(names)),
    }
}

fn note_defaults(reading: &Reading, name: &str, written: impl Fn(&str) -> bool) {
    let defaults =
        [("encoding", "\"auto\""), ("date_format", "\"auto\""), ("total_rows", "\"check\""), ("counted", "{}")];
    let applies = |key: &str| key != "counted" || InputKind::of(name).is_source();
    for (key, value) in defaults.into_iter().filter(|(key, _)| !written(key) && applies(key)) {
        reading.default(format!("input.{name}.{key}"), value);
    }
}

fn own_source(table: &TableReader<'_>) -> OwnSource {
    table.require("date", "date = \"date\"");
    OwnSource {
        date: table.text("date"),
        person: table.text("person"),
        numbers: table.texts("numbers").unwrap_or_default(),
        labels: table.texts("labels").unwrap_or_default(),
    }
}

/// The name as written: what it means, and whether anything is known by it, is for the reader of files to say.
fn encoding(table: &TableReader<'_>) -> Option<Spanned<String>> {
    table.text("encoding").filter(|encoding| !encoding.value.eq_ignore_ascii_case("auto"))
}

fn header_row(table: &TableReader<'_>) -> Option<u32> {
    let node = table.node("header_row")?;
    if matches!(&node.value, Value::Text(text) if text == "auto") {
        return None;
    }
    value::whole(table.reading, "header_row", node).map(|row| row.value)
}

/// A table of column and value.
fn pairs<T>(
    table: &TableReader<'_>,
    key: &'static str,
    read: fn(&Reading, &str, &Node) -> Option<Spanned<T>>,
) -> Vec<(String, Spanned<T>)> {
    let Some(inner) = table.table(key) else { return Vec::new() };
    let others = inner.others().into_iter();
    others.filter_map(|entry| Some((entry.key.clone(), read(table.reading, &entry.key, &entry.node)?))).collect()
}

fn column_names(table: &TableReader<'_>, key: &'static str) -> Vec<String> {
    table.texts(key).unwrap_or_default().into_iter().map(|column| column.value).collect()
}

/// The columns whose bare numbers are per cents; of amounts and pieces they would be a hundredth.
fn percent(table: &TableReader<'_>, input: &str) -> Vec<String> {
    let columns = table.texts("percent").unwrap_or_default();
    for column in columns.iter().filter(|column| is_no_share(&column.value)) {
        let facts = [("input", input), ("column", &column.value)];
        table.reading.error("percent-of-amounts", column.span, &facts);
    }
    columns.into_iter().map(|column| column.value).collect()
}

fn multiple(reading: &Reading, key: &str, node: &Node) -> Option<Spanned<Number>> {
    match &node.value {
        Value::Text(word) if super::value::number_in(word).is_none() => {
            if let Some(factor) = multiple_in(word) {
                return Some(Spanned::new(Number::from(factor), node.span));
            }
            let known = value::choice(reading, key, node, &MULTIPLES)?;
            Some(Spanned::new(Number::from(known.value), known.span))
        }
        _ => rounding_step(reading, key, node),
    }
}

/// A multiple as headers write it: `万元`, `RMB'000`, `千`, `thousands`.
fn multiple_in(word: &str) -> Option<i64> {
    let lower = word.trim().to_lowercase();
    let bare = ["人民币", "人民幣", "rmb", "cny", "元", "圆", "圓"].iter().fold(lower.as_str(), |rest, sign| {
        let front = rest.strip_prefix(sign).filter(|rest| !rest.is_empty()).unwrap_or(rest);
        front.strip_suffix(sign).filter(|rest| !rest.is_empty()).unwrap_or(front).trim()
    });
    MULTIPLES.iter().chain(&MORE_MULTIPLES).find(|(known, _)| *known == bare).map(|(_, factor)| *factor)
}

fn rounding_step(reading: &Reading, key: &str, node: &Node) -> Option<Spanned<Number>> {
    let number = value::number(reading, key, node)?;
    value::within(reading, key, number, "> 0", Number::is_positive)
}

fn layout(table: &TableReader<'_>) -> Layout {
    table.choice("layout", &LAYOUTS).map(|layout| layout.value).unwrap_or_default()
}

fn amount_of(table: &TableReader<'_>) -> Option<AmountOf> {
    let inner = table.table("amount_of")?;
    inner.require("price", "price = \"price\"");
    inner.require("qty", "qty = \"qty\"");
    let (price, qty, less) = (inner.text("price"), inner.text("qty"), inner.text("less"));
    inner.finish();
    Some(AmountOf { price: price?.value, qty: qty?.value, less: less.map(|less| less.value), span: inner.span })
}

fn values(table: &TableReader<'_>) -> Vec<(String, WordList)> {
    let Some(inner) = table.table("values") else { return Vec::new() };
    let column = |entry: &Entry| {
        let words = TableReader::open(table.reading, &entry.key, &entry.node)?;
        let read = |word: &&Entry| Some((word.key.clone(), value::cell(table.reading, &word.key, &word.node)?));
        let named = words.others();
        words.refuse_words_alike(&named);
        Some((entry.key.clone(), named.iter().filter_map(read).collect()))
    };
    inner.others().into_iter().filter_map(column).collect()
}

fn durations(table: &TableReader<'_>) -> Vec<Duration> {
    let Some(inner) = table.table("durations") else { return Vec::new() };
    inner.others().into_iter().filter_map(|entry| duration(table.reading, entry)).collect()
}

fn duration(reading: &Reading, entry: &Entry) -> Option<Duration> {
    let table = TableReader::open(reading, &entry.key, &entry.node)?;
    table.require("from", "from = \"opened\"").require("to", "to = \"closed\"");
    let (from, to) = (table.text("from"), table.text("to"));
    let unit = table.required_choice("unit", &DurationUnit::ALL);
    table.finish();
    Some(Duration {
        name: entry.key.clone(),
        from: from?.value,
        to: to?.value,
        unit: unit?.value,
        span: entry.node.span,
    })
}

fn returns(table: &TableReader<'_>) -> Option<Returns> {
    let inner = table.table("returns")?;
    let sign = inner.required_choice("sign", &SIGNS);
    let rows = filter(&inner);
    inner.finish();
    Some(Returns { rows, sign: sign?.value })
}
