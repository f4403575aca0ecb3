//! `Heading`: which field of a file is which column, and how its cells are read.

use std::sync::Arc;

use super::Rules;
use crate::calendar::NaiveDate;
use crate::finding::{Finding, Severity};
use crate::ingest::cell::{DateFormat, Scaled, is_blank, key, trimmed, unit_in_remark};
use crate::ingest::facts::ColumnFact;
use crate::ingest::faults::Faults;
use crate::ingest::header::{
    CellKind, HeaderMatch, MonthLabel, columns_of, delimiter, known_labels, match_header, month_column, normal_label,
    remark,
};
use crate::ingest::records::{Dialect, Records};
use crate::number::Rounding;
use crate::policy::rules::Layout;
use crate::source::Place;

/// How far down a header is looked for.
const HEADER_LINES: usize = 12;

/// A field of every row.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The column; its label where no column is known by it; empty where it has no label.
    pub name: String,
    /// Its label as written.
    pub label: String,
    /// How its cells are read; nothing for a column that no kind knows.
    pub kind: Option<CellKind>,
    /// The month that the label names, in a file with a column per month.
    pub month: Option<MonthLabel>,
    /// What its numbers are multiplied by.
    pub unit: Option<Scaled>,
    /// Whether its bare numbers are per cent.
    pub percent: bool,
    /// How its numbers are rounded on purpose.
    pub round: Option<Rounding>,
    /// The currency that its numbers are in, where a sign can contradict it.
    pub currency: Option<String>,
    /// Words in normal form and what they are read as.
    pub words: Vec<(String, String)>,
}

/// The value of a column that the policy gives to every row.
#[derive(Clone, Debug)]
pub struct Constant {
    /// The column.
    pub column: String,
    /// The value.
    pub text: String,
    /// Where the policy gives it.
    pub place: Place,
}

/// The header of one file.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The file.
    pub file: Arc<str>,
    /// In the order of the fields.
    pub slots: Vec<Slot>,
    /// Columns that the policy gives.
    pub constants: Vec<Constant>,
    /// How ambiguous days are written.
    pub dates: DateFormat,
    /// The header's line.
    pub place: Place,
    /// Its labels as written.
    pub labels: Vec<String>,
    /// Its labels in normal form.
    pub(super) normals: Vec<String>,
    /// Columns that files of this kind may have: what is none of them is found by its own header.
    known: Vec<&'static str>,
}

impl Heading {
    /// The field of that column, by its name or its own header.
    pub fn slot(&self, column: &str) -> Option<usize> {
        let by_name = self.slots.iter().position(|slot| slot.name == column);
        if by_name.is_some() || self.known.contains(&column) {
            return by_name;
        }
        let normal = normal_label(column);
        let own = |(slot, label): (&Slot, &String)| slot.kind.is_none() && *label == normal;
        self.slots.iter().zip(&self.normals).position(own)
    }

    /// The constant of that column.
    pub fn constant(&self, column: &str) -> Option<&Constant> {
        self.constants.iter().find(|constant| constant.column == column)
    }

    /// Whether rows can have that column.
    pub fn has(&self, column: &str) -> bool {
        self.slot(column).is_some() || self.constant(column).is_some()
    }
}

impl Slot {
    /// The text with its word replaced by what the policy reads it as.
    pub(super) fn meant(&self, text: &str) -> String {
        let text = trimmed(text);
        if self.words.is_empty() {
            return text.to_owned();
        }
        let normal = key::normal(text);
        let word = self.words.iter().find(|(word, _)| *word == normal);
        word.map_or_else(|| text.to_owned(), |(_, meant)| meant.clone())
    }

    /// Whether its cells are amounts that a total row adds up.
    pub(super) fn adds_up(&self) -> bool {
        matches!(self.kind, Some(CellKind::Money | CellKind::Number | CellKind::Count)) && self.name != "year"
            || self.month.is_some()
    }
}

/// A header that was found: the heading, what is below it, and how.
pub(super) struct Found {
    pub heading: Heading,
    pub dialect: Dialect,
    /// First byte below the header.
    pub below: usize,
    /// The line on which that byte stands.
    pub line: u32,
    pub columns: Vec<ColumnFact>,
    pub ignored: Vec<String>,
}

/// A line that may be the header.
struct Candidate {
    labels: Vec<String>,
    dialect: Dialect,
    line: u32,
    below: usize,
    below_line: u32,
    excerpt: String,
    matched: HeaderMatch,
    known: usize,
}

impl Candidate {
    /// Whether the line is the header beyond doubt: it has every column that is needed, or three known labels.
    fn is_header(&self) -> bool {
        self.known >= 3 || !has_errors(&self.matched)
    }
}

impl Rules<'_> {
    /// Finds the header of a file; its faults, and that there is none, are reported. Nothing where the file cannot be read.
    pub(super) fn find_header(&self, file: &Arc<str>, bytes: &[u8], faults: &mut Faults) -> Option<Found> {
        let (mut candidates, titles) = self.candidates(bytes);
        let chosen = candidates.iter().position(Candidate::is_header).or_else(|| {
            let most = candidates.iter().map(|line| line.known).max()?;
            candidates.iter().position(|line| line.known == most)
        });
        let Some(chosen) = chosen else {
            faults.push(Finding::error("file-without-header").at(Place::file(file.clone())));
            return None;
        };
        let candidate = candidates.swap_remove(chosen);
        let title: Vec<&str> =
            titles.iter().filter(|(line, _)| *line < candidate.line).map(|(_, text)| text.as_str()).collect();
        let place = Place::line(file.clone(), candidate.line, candidate.excerpt.clone());
        self.report(&candidate, &place, faults).then(|| self.found(candidate, place, &title, faults))
    }

    /// The first lines down to the header, each read as if it were it, and their texts. A line of the policy's choice is the only
    /// candidate.
    fn candidates(&self, bytes: &[u8]) -> (Vec<Candidate>, Vec<(u32, String)>) {
        let (mut candidates, mut texts) = (Vec::new(), Vec::new());
        let (mut at, mut line, mut given) = (0, 1, self.rule.delimiter);
        let last = self.rule.header_row.unwrap_or(HEADER_LINES as u32);
        while at < bytes.len() && line <= last {
            let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |offset| at + offset);
            let text = String::from_utf8_lossy(&bytes[at..end]).into_owned();
            if let Some(separator) = text.strip_prefix("sep=").filter(|rest| line == 1 && rest.len() == 1) {
                given = given.or(separator.bytes().next());
            } else if !text.chars().all(is_blank) && self.rule.header_row.is_none_or(|row| row == line) {
                candidates.push(self.candidate(bytes, at, line, given, &text));
            }
            texts.push((line, text));
            if candidates.last().is_some_and(Candidate::is_header) {
                break;
            }
            let is_crlf = bytes[end..].starts_with(b"\r\n");
            at = end + if is_crlf { 2 } else { 1 };
            line += 1;
        }
        (candidates, texts)
    }

    fn candidate(&self, bytes: &[u8], at: usize, line: u32, given: Option<u8>, text: &str) -> Candidate {
        let kind = &self.rule.name;
        let overrides: Vec<(String, String)> =
            self.rule.columns.iter().map(|(column, header)| (column.clone(), header.value.clone())).collect();
        let needed = self.needed();
        let delimiter = given.unwrap_or_else(|| delimiter(kind, text, &overrides, &needed));
        let dialect = Dialect { delimiter, quotes: !self.rule.unquoted };
        let mut records = Records::new(&bytes[at..], dialect, line);
        records.advance();
        let read = |field: &crate::ingest::records::Field| {
            let bytes = field.bytes(&bytes[at..]);
            String::from_utf8_lossy(&bytes).trim_matches(is_blank).to_owned()
        };
        let labels: Vec<String> = records.fields().iter().map(read).collect();
        Candidate {
            matched: self.matched(&labels, &overrides, needed),
            known: known_labels(kind, &labels),
            labels,
            dialect,
            line,
            below: at + records.position(),
            below_line: records.line(),
            excerpt: text.to_owned(),
        }
    }

    /// The columns needed that the policy does not give.
    fn needed(&self) -> Vec<String> {
        self.wanted.needed.iter().filter(|column| !self.is_constant(column)).cloned().collect()
    }

    fn is_constant(&self, column: &str) -> bool {
        self.rule.constants.iter().any(|(name, _)| name == column)
    }

    /// Matches the labels; where of several alternatives none is there whole, the first is missing; two labels for an optional column
    /// are a fault too.
    fn matched(&self, labels: &[String], overrides: &[(String, String)], mut needed: Vec<String>) -> HeaderMatch {
        let first = match_header(&self.rule.name, labels, overrides, &needed);
        let is_there = |column: &String| first.column(column).is_some() || self.is_constant(column);
        for group in &self.wanted.any_of {
            if !group.iter().any(|alternative| alternative.iter().all(is_there)) {
                needed.extend(group.first().into_iter().flatten().filter(|column| !is_there(column)).cloned());
            }
        }
        let alternatives = self.wanted.any_of.iter().flatten().flatten();
        let absent: Vec<String> = self.wanted.optional.iter().chain(alternatives).cloned().collect();
        let absent: Vec<String> = absent.into_iter().filter(|column| !is_there(column)).collect();
        let twice = match_header(&self.rule.name, labels, overrides, &absent).faults.into_iter();
        let mut matched = match_header(&self.rule.name, labels, overrides, &needed);
        matched
            .faults
            .extend(twice.filter(|fault| fault.code == "several-columns" || fault.code == "duplicate-header"));
        matched
    }

    /// Reports what is wrong with the header; whether the file can be read.
    fn report(&self, candidate: &Candidate, place: &Place, faults: &mut Faults) -> bool {
        for fault in candidate.matched.faults.clone() {
            let mut finding = fault.finding(place.clone());
            if finding.code == "column-not-in-header" {
                let named = self.rule.columns.iter().find(|(name, _)| finding.args.contains(&("column", name.clone())));
                finding.places.extend(named.map(|(_, header)| self.policy.text.place(header.span)));
            }
            faults.push(finding);
        }
        !has_errors(&candidate.matched)
    }

    fn found(&self, candidate: Candidate, place: Place, title: &[&str], faults: &mut Faults) -> Found {
        let title_unit = title.iter().find_map(|text| unit_in_title(text));
        let slots = candidate.labels.iter().enumerate();
        let slots: Vec<Slot> =
            slots.map(|(index, label)| self.slot(&candidate.matched, index, label, title_unit)).collect();
        self.refuse_two_units(&slots, title_unit, &place, faults);
        let matched = candidate.matched.columns.iter();
        let mut columns: Vec<ColumnFact> = matched
            .map(|found| ColumnFact { column: found.name.clone(), label: found.label.clone(), how: found.by.id() })
            .collect();
        let constants = self.constants();
        columns.extend(constants.iter().map(|constant| ColumnFact {
            column: constant.column.clone(),
            label: constant.text.clone(),
            how: "constant",
        }));
        let (ignored, labels) = (candidate.matched.ignored, candidate.labels);
        let ignored = ignored.into_iter().filter(|label| !self.is_month(label)).collect();
        let dates = self.dates(title);
        let normals = labels.iter().map(|label| normal_label(label)).collect();
        let known = columns_of(&self.rule.name).iter().map(|spec| spec.name).collect();
        let heading = Heading { file: place.file.clone(), slots, constants, dates, place, labels, normals, known };
        let (below, line) = (candidate.below, candidate.below_line);
        Found { heading, dialect: candidate.dialect, below, line, columns, ignored }
    }

    fn is_month(&self, label: &str) -> bool {
        self.rule.layout == Layout::Months && month_column(label).is_some()
    }

    fn slot(&self, matched: &HeaderMatch, index: usize, label: &str, title_unit: Option<Scaled>) -> Slot {
        let found = matched.columns.iter().find(|column| column.index == index);
        let name = found.map_or(label, |column| &column.name).to_owned();
        let month = if found.is_none() && self.is_month(label) { month_column(label) } else { None };
        let kind = match found {
            Some(_) => columns_of(&self.rule.name).iter().find(|spec| spec.name == name).map(|spec| spec.kind),
            None => None,
        };
        let is_value =
            month.is_some() || (kind.is_none() && self.rule.columns.iter().any(|(column, _)| *column == name));
        let kind = if is_value { Some(CellKind::Number) } else { kind };
        let remark = remark(label);
        let is_amount = is_value || kind == Some(CellKind::Money) || name == "target";
        // Columns of totals beside those of months are in the same unit.
        let is_beside_months = self.rule.layout == Layout::Months && found.is_none();
        let ordered = self.unit_ordered(&name, is_value || is_beside_months);
        Slot {
            unit: ordered.or(remark.unit).or(title_unit.filter(|_| is_amount)),
            percent: remark.percent || self.rule.percent.contains(&name),
            round: self
                .rule
                .round
                .iter()
                .find(|(column, _)| *column == name)
                .map(|(_, step)| Rounding { to: step.value.clone(), mode: crate::number::RoundingMode::HalfUp }),
            currency: is_amount.then(|| self.policy.header.currency.clone()),
            words: self.words(&name),
            label: label.to_owned(),
            name,
            kind,
            month,
        }
    }

    /// The unit that the policy orders; that of `target` holds for every column of targets.
    fn unit_ordered(&self, name: &str, is_value: bool) -> Option<Scaled> {
        let of = |name: &str| self.rule.unit.iter().find(|(column, _)| column == name);
        let (_, unit) = of(name).or_else(|| of("target").filter(|_| is_value))?;
        let scale = unit.value.decimals()?;
        Some(Scaled::new(unit.value.to_scaled(scale)?, scale))
    }

    fn words(&self, name: &str) -> Vec<(String, String)> {
        let lists = self.rule.values.iter().filter(|(column, _)| column == name);
        lists
            .flat_map(|(_, words)| words)
            .map(|(word, meant)| (key::normal(word).into_owned(), meant.value.clone()))
            .collect()
    }

    fn constants(&self) -> Vec<Constant> {
        let place = |span| self.policy.text.place(span);
        let constants = self.rule.constants.iter();
        constants
            .map(|(column, text)| Constant {
                column: column.clone(),
                text: text.value.clone(),
                place: place(text.span),
            })
            .collect()
    }

    /// A unit in the policy, in the label and in the title lines exclude each other.
    fn refuse_two_units(&self, slots: &[Slot], title_unit: Option<Scaled>, place: &Place, faults: &mut Faults) {
        for slot in slots.iter().filter(|slot| slot.adds_up()) {
            let ordered = self.unit_ordered(&slot.name, slot.month.is_some());
            let units = [ordered, remark(&slot.label).unit, title_unit.filter(|_| slot.unit.is_some())];
            if units.iter().flatten().count() > 1 {
                faults.push(Finding::error("unit-twice").with("column", &slot.label).at(place.clone()));
            }
        }
    }

    fn dates(&self, title: &[&str]) -> DateFormat {
        DateFormat::of(self.rule.date_format, title.iter().find_map(|text| year_in(text)))
    }
}

fn has_errors(matched: &HeaderMatch) -> bool {
    matched.faults.iter().any(|fault| fault.severity == Severity::Error)
}

/// What a line such as `2026年10月 单位：万元` says about the amounts below it.
fn unit_in_title(text: &str) -> Option<Scaled> {
    let at = ["单位", "單位", "Unit", "unit"].iter().find_map(|word| text.find(word))?;
    let said = text[at..].split([',', ';', '\t', '|', '"', ')', '）']).next()?;
    unit_in_remark(said.trim_matches(is_blank))
}

/// The first year of four digits in a line, from 1980 to 2100.
fn year_in(text: &str) -> Option<i32> {
    let years = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    let years = years.filter_map(|digits| digits.parse::<i32>().ok());
    years.into_iter().find(|year| (1980..=2100).contains(year) && NaiveDate::from_ymd_opt(*year, 1, 1).is_some())
}
