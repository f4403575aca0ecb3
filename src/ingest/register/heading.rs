//! From the header of a file to its `Heading`: which field of a file is which column, and how its cells are read.

use std::sync::Arc;

use super::candidate::Candidate;
use super::first_rows::FirstRows;
use super::row::UNIT;
use super::slots::{Constant, Heading, Slot};
use super::target_lines::is_of_target_columns;
use super::title::Title;
use super::{Rules, month_order, republic};
use crate::finding::{Finding, Severity};
use crate::ingest::cell::{
    Below, DateFormat, Decimal, Scaled, beside_label, beside_label_unsized, is_of_ones, key, lines_of_unit,
    other_currency, other_currency_beside, said, words_below,
};
use crate::ingest::decode::Encoding;
use crate::ingest::facts::{ColumnFact, became};
use crate::ingest::faults::Faults;
use crate::ingest::header::{
    CellKind, HeaderFault, HeaderMatch, MatchRule, MatchedColumn, MonthLabel, columns_of, is_of_deductions,
    is_of_local_currency, match_header, month_column, month_number_column, normal_label, remark, remarks,
};
use crate::ingest::personal::{Personal, is_personal};
use crate::ingest::records::Dialect;
use crate::ingest::sorting::{SortedColumn, Sorting};
use crate::number::Rounding;
use crate::policy::rules::{InputKind, Layout};
use crate::source::Place;

/// So many labels of months are no chance.
const LEAST_MONTHS: usize = 3;

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

impl Rules<'_> {
    /// Finds the header of a file; its faults, and that there is none, are reported. Nothing where the file cannot be read.
    pub(super) fn find_header(&self, file: &Arc<str>, bytes: &[u8], faults: &mut Faults) -> Option<Found> {
        let (mut candidates, texts) = self.candidates(bytes);
        let chosen = candidates.iter().position(Candidate::is_header).or_else(|| {
            let most = candidates.iter().map(|line| line.known).max()?;
            candidates.iter().position(|line| line.known == most)
        });
        let Some(chosen) = chosen else {
            faults.push(Finding::error("file-without-header").at(Place::file(file.clone())));
            return None;
        };
        let candidate = candidates.swap_remove(chosen);
        let above = texts.iter().filter(|(line, _)| *line < candidate.line).map(|(_, text)| text.as_str());
        let title = Title::of(above);
        let place = Place::line(file.clone(), candidate.line, candidate.excerpt.clone());
        if !self.report(&candidate, &place, faults) {
            return None;
        }
        if let Some(fault) = &candidate.fault {
            let line = Place::line(file.clone(), fault.line, fault.excerpt.clone());
            faults.push(Finding::error(fault.code).at(Place { column: fault.column, width: 1, ..line }));
            return None;
        }
        let first_rows = FirstRows::of(&bytes[candidate.below..], candidate.dialect);
        let mut found = self.found(candidate, place, &title, faults);
        let heading = &mut found.heading;
        heading.dates = republic::dates_of(heading, &bytes[found.below..], found.dialect);
        let (labels, least) = (heading.sorting.width(), heading.sorting.least());
        if let Some(fields) = first_rows.unlike(labels, least) {
            let unlike = Finding::error("header-unlike-rows").with("labels", labels).with("fields", fields);
            faults.push(unlike.at(heading.place.clone()));
            return None;
        }
        heading.sorting.allow_empty_beyond(first_rows.empty_beyond(labels));
        let mut of_names = Faults::default();
        self.check_names(heading, &mut of_names);
        self.check_measures(heading, &mut of_names);
        let can_be_read = !of_names.has_errors();
        faults.merge(of_names);
        can_be_read.then_some(found)
    }

    /// The columns needed that the policy does not give.
    pub(super) fn needed(&self) -> Vec<String> {
        self.wanted.needed.iter().filter(|column| !self.is_constant(column)).cloned().collect()
    }

    fn is_constant(&self, column: &str) -> bool {
        self.rule.constants.iter().any(|(name, _)| name == column)
    }

    /// Matches the labels; where of several alternatives none is there whole, the first is missing; two labels for an optional column
    /// are a fault too.
    pub(super) fn matched(
        &self,
        labels: &[String],
        overrides: &[(String, String)],
        mut needed: Vec<String>,
    ) -> HeaderMatch {
        let first = match_header(&self.rule.name, labels, overrides, &needed);
        let implied = self.implied(&first, labels);
        needed.retain(|column| implied.iter().all(|(given, _)| given != column));
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
        matched.implied = implied;
        self.leave_to_policy(&mut matched);
        matched
    }

    /// What may be a label of many things is none of a column that may be absent where the policy names the header, and in a file of targets of none that
    /// the policy gives: `类别` beside targets of people is most likely of products.
    fn leave_to_policy(&self, matched: &mut HeaderMatch) {
        let wanted = || self.wanted.optional.iter().chain(&self.wanted.named).chain(&self.wanted.numbers);
        let is_named = |column: &MatchedColumn| {
            !self.wanted.needed.contains(&column.name)
                && wanted().any(|name| *name != column.name && normal_label(name) == normal_label(&column.label))
        };
        let is_left = |column: &MatchedColumn| {
            let is_given = self.rule.kind() == InputKind::Targets && self.is_constant(&column.name);
            column.by == MatchRule::Lenient && (is_given || is_named(column))
        };
        let (left, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut matched.columns).into_iter().partition(is_left);
        matched.columns = kept;
        matched.ignored.extend(left.into_iter().map(|column| column.label));
    }

    /// Reports what is wrong with the header; whether the file can be read.
    fn report(&self, candidate: &Candidate, place: &Place, faults: &mut Faults) -> bool {
        let is_wide = has_errors(&candidate.matched) && self.has_months_in_columns(&candidate.labels);
        if is_wide {
            faults.push(self.by_month(candidate).at(place.clone()));
        }
        let without = self.without_target_columns(candidate);
        let is_told = |fault: &HeaderFault| without.is_some() && is_of_target_columns(fault);
        without.clone().filter(|_| !is_wide).into_iter().for_each(|without| faults.push(without.at(place.clone())));
        let is_of_layout = |fault: &HeaderFault| {
            let of = ["period", "from", "to", "target"].map(|column| ("column", column.to_owned()));
            fault.code == "no-header"
                || fault.code.starts_with("column-missing") && of.iter().any(|of| fault.args.contains(of))
        };
        let is_shown = |fault: &&HeaderFault| !(is_wide && is_of_layout(fault) || is_told(fault));
        for fault in candidate.matched.faults.iter().filter(is_shown).cloned() {
            let mut finding = fault.finding(place.clone());
            if matches!(finding.code, "column-not-in-header" | "header-for-two-columns") {
                let named = self.rule.columns.iter().find(|(name, _)| finding.args.contains(&("column", name.clone())));
                finding.places.extend(named.map(|(_, header)| self.policy.text.place(header.span)));
                let misread = named.and_then(|(_, header)| self.misread(&header.value, &candidate.labels));
                if let Some((label, encoding)) = misread.filter(|_| finding.code == "column-not-in-header") {
                    finding.code = "header-in-other-encoding";
                    finding = finding.with("label", label).with("encoding", encoding).with("input", &self.rule.name);
                }
            }
            if finding.severity == Severity::Error {
                finding = finding.with("became", became(&column_facts(&candidate.matched), &candidate.matched.ignored));
            }
            faults.push(finding);
        }
        !has_errors(&candidate.matched)
    }

    /// The label that is this header in another encoding than the one that the policy names, and that other encoding.
    fn misread(&self, header: &str, labels: &[String]) -> Option<(String, &'static str)> {
        let stated = Encoding::named(&self.rule.encoding.as_ref()?.value)?;
        let normal = normal_label(header);
        let others = ["utf-8", "windows-1252", "gb18030", "big5"].into_iter().filter_map(Encoding::named);
        let others: Vec<Encoding> = others.filter(|other| *other != stated).collect();
        labels.iter().filter(|label| !label.is_ascii()).find_map(|label| {
            let bytes = stated.bytes(label)?;
            let is_header = |other: &&Encoding| other.text(&bytes).is_some_and(|text| normal_label(&text) == normal);
            others.iter().find(is_header).map(|other| (label.trim().to_owned(), other.id()))
        })
    }

    fn found(&self, candidate: Candidate, place: Place, title: &Title, faults: &mut Faults) -> Found {
        let units = (title.units(), title.says_ones());
        let labels = candidate.labels.iter().enumerate();
        let mut slots: Vec<Slot> = labels
            .map(|(index, label)| self.slot(&candidate, (index, label), (&units.0, units.1), (&place, faults)))
            .collect();
        let mut columns = column_facts(&candidate.matched);
        let mut constants = self.constants();
        let implied = candidate.matched.implied.iter().map(|(column, text)| Constant {
            column: (*column).to_owned(),
            text: text.clone(),
            place: place.clone(),
        });
        let implied: Vec<Constant> = implied.collect();
        columns.extend(constants.iter().map(|constant| fact_of(constant, "constant")));
        columns.extend(implied.iter().map(|constant| fact_of(constant, "implied")));
        constants.extend(implied);
        self.mark_other_currency(&mut slots, (&place, title), faults);
        self.refuse_unsized(&slots, (&place, title), faults);
        month_order::out_of_order(&slots).into_iter().for_each(|odd| faults.push(odd.at(place.clone())));
        let (ignored, labels) = (candidate.matched.ignored, candidate.labels);
        let ignored = ignored.into_iter().filter(|label| !self.is_month(label)).collect();
        let dates = DateFormat::of(self.rule.date_format, title.year());
        let normals = labels.iter().map(|label| normal_label(label)).collect();
        let known = columns_of(&self.rule.name).iter().map(|spec| spec.name).collect();
        let sorting = self.sorting(&slots, &candidate.lines);
        let file = place.file.clone();
        let personal = self.personal(&slots);
        let year = title.year_of_list();
        let heading = Heading { file, slots, constants, dates, year, place, labels, normals, personal, sorting, known };
        for column in self.rule.fill_down.iter().filter(|column| heading.slot(column).is_none()) {
            if heading.read_as(column).is_none() {
                faults.push(HeaderFault::missing(column, &heading.labels, None).finding(heading.place.clone()));
            }
        }
        let (below, line) = (candidate.below, candidate.below_line);
        Found { heading, dialect: candidate.dialect, below, line, columns, ignored }
    }

    /// The fields that no excerpt shows: what is read as something else is none of them.
    fn personal(&self, slots: &[Slot]) -> Personal {
        let is_personal = |slot: &Slot| match slot.kind {
            Some(_) => ["phone", "birthday"].contains(&&*slot.name),
            None => is_personal(&slot.label) && !self.wanted.numbers.contains(&slot.name),
        };
        Personal::new((0..slots.len()).filter(|index| is_personal(&slots[*index])).collect(), slots.len())
    }

    /// Amounts that are read and that the label, or a line above the header, says to be in another currency: refused but where the rows name their own,
    /// which is then that of each row.
    fn mark_other_currency(&self, slots: &mut [Slot], (place, title): (&Place, &Title), faults: &mut Faults) {
        let code = &self.policy.header.currency;
        let rows_name_it = !self.rule.kind().is_register() && slots.iter().any(|slot| slot.name == "currency");
        let of_title = title.other_currency(code);
        let mut told_of_title = false;
        for slot in slots {
            if slot.currency.is_none() || !self.is_read(slot) {
                continue;
            }
            let in_brackets = remarks(&slot.label).iter().find_map(|remark| other_currency(remark, code));
            let of_label = in_brackets.or_else(|| other_currency_beside(&slot.label, code));
            let said = of_label.map(|sign| (slot.label.clone(), sign));
            let Some((text, sign)) = said.or_else(|| of_title.map(|(text, sign)| (text.to_owned(), sign))) else {
                continue;
            };
            if rows_name_it {
                slot.marked = Some(sign);
            } else if of_label.is_some() || !std::mem::replace(&mut told_of_title, true) {
                let other = Finding::error("currency-contradiction").with("text", text).with("sign", sign);
                faults.push(other.with("currency", code).at(place.clone()));
            }
        }
    }

    /// Whether the column is asked for, or holds what a month or a measure is to reach.
    pub(super) fn is_read(&self, slot: &Slot) -> bool {
        let alternatives = self.wanted.any_of.iter().flatten().flatten();
        let mut wanted = self.wanted.needed.iter().chain(&self.wanted.optional).chain(alternatives);
        let is_measure = self.rule.kind() == InputKind::Targets && self.is_of_measure(&slot.name);
        slot.month.is_some()
            || is_measure
            || self.wanted.numbers.contains(&slot.name)
            || wanted.any(|name| *name == slot.name)
    }

    fn sorting(&self, slots: &[Slot], header_lines: &[Vec<String>]) -> Sorting {
        let adds_up = |slot: &Slot| slot.adds_up() || self.wanted.numbers.contains(&slot.name);
        let columns =
            slots.iter().map(|slot| SortedColumn { label: &slot.label, kind: slot.kind, adds_up: adds_up(slot) });
        Sorting::new(&self.rule.name, &columns.collect::<Vec<_>>(), header_lines)
    }

    /// The month that a label names where the policy says that columns are months.
    fn month_of(&self, label: &str) -> Option<MonthLabel> {
        let month = || month_column(label).or_else(|| month_number_column(label));
        if self.rule.layout == Layout::Months { month() } else { None }
    }

    /// Whether columns are months in a file of targets whose rows are said to be targets.
    fn has_months_in_columns(&self, labels: &[String]) -> bool {
        let months = labels.iter().filter(|label| month_column(label).is_some()).count();
        let numbers = labels.iter().filter(|label| month_number_column(label).is_some()).count();
        self.rule.kind() == InputKind::Targets
            && self.rule.layout == Layout::Rows
            && (months >= LEAST_MONTHS || numbers >= 12)
    }

    fn is_month(&self, label: &str) -> bool {
        self.month_of(label).is_some()
    }

    /// A field; a unit in the policy, in the label and in the title lines exclude each other.
    fn slot(
        &self,
        candidate: &Candidate,
        (index, label): (usize, &str),
        (title, title_says_ones): (&[Scaled], bool),
        (place, faults): (&Place, &mut Faults),
    ) -> Slot {
        let found = candidate.matched.columns.iter().find(|column| column.index == index);
        let is_of_another =
            candidate.matched.columns.iter().any(|column| column.index != index && column.name == label);
        let name = found.map_or(if is_of_another { "" } else { label }, |column| &column.name).to_owned();
        let month = if found.is_none() { self.month_of(label) } else { None };
        let kind = match found {
            Some(_) if self.rule.is_own_number(&name) => None,
            Some(_) => columns_of(&self.rule.name).iter().find(|spec| spec.name == name).map(|spec| spec.kind),
            None => None,
        };
        let is_value = month.is_some() || (kind.is_none() && self.is_of_measure(&name));
        let kind = if is_value { Some(CellKind::Number) } else { kind };
        let remark = remark(label);
        let is_number_asked = kind.is_none() && self.wanted.numbers.contains(&name);
        let is_amount = is_value || is_number_asked || kind == Some(CellKind::Money) || name == "target";
        let below = if kind == Some(CellKind::Money) { Below::Money } else { Below::Numbers };
        let said = said(&remarks(label), below);
        // Columns of totals beside those of months are in the same unit.
        let is_beside_months = self.rule.layout == Layout::Months && found.is_none();
        let ordered = self.unit_ordered(&name, is_value || is_beside_months);
        let of_title: &[Scaled] = if is_amount || is_beside_months { title } else { &[] };
        let is_by_policy = found.is_some_and(|found| found.by == MatchRule::Policy);
        // A label that no column is known by may end with a unit too, as one that the policy names.
        let may_end_so = is_amount && (is_by_policy || is_number_asked) && ordered.is_none();
        let at_end = if may_end_so { beside_label(label) } else { None };
        let of_label: Vec<Scaled> = match is_amount {
            true => said.units.iter().copied().chain(at_end.filter(|_| said.units.is_empty())).collect(),
            false => remark.unit.into_iter().collect(),
        };
        let mut units = ordered.iter().chain(&of_label).chain(of_title);
        let unit = units.next().copied();
        let is_number = is_number_asked || matches!(kind, Some(CellKind::Money | CellKind::Number | CellKind::Count));
        if is_number && units.next().is_some() {
            faults.push(Finding::error("unit-twice").with("column", label).at(place.clone()));
        }
        let slot = Slot {
            unit,
            percent: remark.percent || self.rule.percent.contains(&name),
            round: self
                .rule
                .round
                .iter()
                .find(|(column, _)| *column == name)
                .map(|(_, step)| Rounding { to: step.value.clone(), mode: crate::number::RoundingMode::HalfUp }),
            currency: (is_amount || self.is_lone_number(&candidate.matched, &name))
                .then(|| self.policy.header.currency.clone()),
            marked: None,
            is_local: is_amount && is_of_local_currency(label, &self.policy.header.currency),
            words: self.words(&name, label),
            decimal: Decimal::of(self.rule.decimal, candidate.dialect.delimiter),
            is_taken_off: name == "points" && is_of_deductions(label),
            label: label.to_owned(),
            name,
            kind,
            month,
        };
        self.refuse_other_kind(&slot, place, faults);
        // `元` in the label, or above it, is a unit too: of which another place says another.
        let is_times = |units: &[Scaled]| units.iter().any(|unit| *unit != Scaled::new(1, 0));
        let label_says_ones = of_label.is_empty() && remarks(label).iter().any(|remark| is_of_ones(remark));
        let of_policy: Vec<Scaled> = ordered.into_iter().collect();
        let is_other = (label_says_ones && (is_times(of_title) || is_times(&of_policy)))
            || (title_says_ones && of_title.is_empty() && is_amount && (is_times(&of_label) || is_times(&of_policy)));
        if is_other && self.is_read(&slot) {
            faults.push(Finding::error("unit-twice").with("column", label).at(place.clone()));
        }
        let is_percent_of_money = below == Below::Money && remark.percent && !self.rule.percent.contains(&slot.name);
        let not_understood = said.unknown.or_else(|| is_percent_of_money.then(|| "%".to_owned()));
        let is_unsized = may_end_so && slot.unit.is_none();
        let not_understood = not_understood.or_else(|| beside_label_unsized(label).filter(|_| is_unsized));
        if let Some(remark) = not_understood.filter(|_| is_amount && ordered.is_none() && self.is_read(&slot)) {
            faults.push(self.unit_unknown(&slot, &slot.label, &remark).at(place.clone()));
        }
        slot
    }

    /// Whether it is the number that measures are made of in a register without a column of money: then a column of units is its own.
    fn is_lone_number(&self, matched: &HeaderMatch, name: &str) -> bool {
        let kind = |name: &str| columns_of(&self.rule.name).iter().find(|spec| spec.name == name).map(|spec| spec.kind);
        self.rule.kind().is_register()
            && kind(name) == Some(CellKind::Number)
            && self.wanted.numbers.iter().any(|number| number == name)
            && !matched.columns.iter().any(|column| kind(&column.name) == Some(CellKind::Money))
    }

    /// What stands beside a label of amounts, or above it, and may be their unit.
    fn unit_unknown(&self, slot: &Slot, beside: &str, remark: &str) -> Finding {
        let column = if slot.month.is_some() { "target" } else { &slot.name };
        let unknown = Finding::error("unit-unknown").with("column", beside).with("remark", remark);
        let (line, one) = lines_of_unit(column);
        unknown.with("line", line).with("one", one)
    }

    /// The unit that the policy orders; that of `target` holds for every column of targets.
    fn unit_ordered(&self, name: &str, is_value: bool) -> Option<Scaled> {
        let of = |name: &str| self.rule.unit.iter().find(|(column, _)| column == name);
        let (_, unit) = of(name).or_else(|| of("target").filter(|_| is_value))?;
        let scale = unit.value.decimals()?;
        Some(Scaled::new(unit.value.to_scaled(scale)?, scale))
    }

    fn words(&self, name: &str, label: &str) -> Vec<(String, String)> {
        let lists = self.rule.values.iter().filter(|(column, _)| column == name);
        let ordered = lists.flat_map(|(_, words)| words).map(|(word, meant)| (word.as_str(), meant.value.as_str()));
        let of_units = if name == UNIT { words_below(label) } else { &[] };
        let words = ordered.chain(of_units.iter().copied());
        words.map(|(word, meant)| (key::matching(word).into_owned(), meant.to_owned())).collect()
    }

    /// Amounts that are read below a line that says a unit of which nobody knows how much it is.
    fn refuse_unsized(&self, slots: &[Slot], (place, title): (&Place, &Title), faults: &mut Faults) {
        let is_amount = |slot: &&Slot| slot.currency.is_some() && slot.unit.is_none() && self.is_read(slot);
        let Some((slot, (cell, word))) = slots.iter().find(is_amount).zip(title.unsized_unit()) else { return };
        faults.push(self.unit_unknown(slot, cell, &word).at(place.clone()));
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
}

fn fact_of(constant: &Constant, how: &'static str) -> ColumnFact {
    ColumnFact { column: constant.column.clone(), label: constant.text.clone(), how }
}

fn column_facts(matched: &HeaderMatch) -> Vec<ColumnFact> {
    let fact = |found: &MatchedColumn| ColumnFact {
        column: found.name.clone(),
        label: found.label.clone(),
        how: found.by.id(),
    };
    matched.columns.iter().map(fact).collect()
}

pub(super) fn has_errors(matched: &HeaderMatch) -> bool {
    matched.faults.iter().any(|fault| fault.severity == Severity::Error)
}
