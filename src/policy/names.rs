//! Which names may be referred to: inputs, columns, measures and grades, each with the nearest one when it is unknown.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use super::columns::{may_be_day, may_be_number};
use super::reading::{Reading, instead_of};
use super::rules::labels::of_register;
use super::rules::{ColumnRef, Filter, FilterTest, InputKind, InputRule, MeasureId, MeasureKind, MeasureRule};
use crate::source::{Span, Spanned};

/// Measures that every policy has; they are appended to the policy's own when something refers to them.
pub(super) const BUILT_IN: [&str; 2] = ["score", "workdays"];

/// Names that mean something wherever a measure may be named, so that no measure may have them.
pub(super) const RESERVED: [&str; 6] = ["score", "workdays", "target", "attainment", "amount", "equal"];

/// What a column is wanted for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnUse {
    /// To be added, averaged or compared.
    Number,
    /// To be compared with days.
    Day,
    /// Anything that a cell can hold.
    Any,
}

/// Declared inputs and measures.
pub(super) struct Names<'a> {
    pub reading: &'a Reading,
    pub inputs: &'a [InputRule],
    own: Vec<String>,
    built_in: RefCell<Vec<&'static str>>,
    asked_for: RefCell<Vec<InputKind>>,
    referred: RefCell<BTreeSet<MeasureId>>,
    /// Whether it is only said what something would be made of, so that a known input need not be there.
    is_lenient: Cell<bool>,
    absent: RefCell<Vec<Absent>>,
}

/// A known input that a measure names and the policy does not.
struct Absent {
    /// The measure is made of its rows; else it needs the input without naming it.
    is_named: bool,
    name: Spanned<String>,
}

/// An input that a rule names.
#[derive(Clone, Debug)]
pub(super) struct Named<'a> {
    /// Its name.
    pub name: String,
    /// How it is read; nothing of a known one that is not kept.
    pub rule: Option<&'a InputRule>,
}

impl<'a> Names<'a> {
    /// `own` are the policy's measures in the order of the file.
    pub fn new(reading: &'a Reading, inputs: &'a [InputRule], own: Vec<String>) -> Self {
        Names {
            reading,
            inputs,
            own,
            built_in: RefCell::default(),
            asked_for: RefCell::default(),
            referred: RefCell::default(),
            is_lenient: Cell::default(),
            absent: RefCell::default(),
        }
    }

    /// The built-in measures that were referred to, in the order of their ids.
    pub fn built_in(&self) -> Vec<&'static str> {
        self.built_in.borrow().clone()
    }

    /// Whether the policy splits orders among people.
    pub fn splits_orders(&self) -> bool {
        self.inputs.iter().any(|input| input.kind() == InputKind::Splits)
    }

    /// The id of a measure; an unknown one is a finding.
    pub fn measure(&self, name: &Spanned<String>) -> Option<Spanned<MeasureId>> {
        if let Some(id) = self.known_measure(&name.value) {
            return Some(Spanned::new(id, name.span));
        }
        let candidates: Vec<&str> = self.own.iter().map(String::as_str).chain(BUILT_IN).collect();
        let instead = instead_of(&name.value, &candidates);
        self.reading.error("unknown-measure", name.span, &[("name", &name.value), ("instead", &instead)]);
        None
    }

    /// The id of a measure that is there, without a finding.
    pub fn known_measure(&self, name: &str) -> Option<MeasureId> {
        if let Some(index) = self.own.iter().position(|own| own == name) {
            self.referred.borrow_mut().insert(MeasureId(index));
            return Some(MeasureId(index));
        }
        let built_in = BUILT_IN.iter().find(|built_in| **built_in == name)?;
        let mut used = self.built_in.borrow_mut();
        let index = used.iter().position(|used| used == built_in).unwrap_or_else(|| {
            used.push(built_in);
            used.len() - 1
        });
        Some(MeasureId(self.own.len() + index))
    }

    /// Takes the measures of the policy's own that were referred to since it was last asked.
    pub fn take_referred(&self) -> BTreeSet<MeasureId> {
        self.referred.take()
    }

    /// The name of a measure.
    pub fn name_of(&self, id: MeasureId) -> String {
        match self.own.get(id.0) {
            Some(name) => name.clone(),
            None => self.built_in.borrow().get(id.0 - self.own.len()).copied().unwrap_or_default().to_owned(),
        }
    }

    /// From now on known inputs that rules name need not be there; what turns out to pay or score is told by `report_absent`.
    pub fn let_inputs_be_absent(&self, lenient: bool) {
        self.is_lenient.set(lenient);
    }

    /// The input of that name; an unknown one is a finding, and so is a known one that the policy does not name, unless it need not be there.
    pub fn input(&self, name: &Spanned<String>) -> Option<Named<'a>> {
        let rule = self.inputs.iter().find(|input| input.name == name.value);
        let named = Named { name: name.value.clone(), rule };
        if rule.is_some() {
            return Some(named);
        }
        if self.is_lenient.get() && InputKind::of(&name.value) != InputKind::Own {
            self.absent.borrow_mut().push(Absent { is_named: true, name: name.clone() });
            return Some(named);
        }
        self.report_unknown(name);
        None
    }

    fn report_unknown(&self, name: &Spanned<String>) {
        let declared: Vec<&str> = self.inputs.iter().map(|input| input.name.as_str()).collect();
        let instead = instead_of(&name.value, &declared);
        self.reading.error("unknown-input", name.span, &[("name", &name.value), ("instead", &instead)]);
    }

    /// The inputs that measures are made of and the policy does not name; those are reported that measures need which pay or score.
    pub fn report_absent(&self, measures: &[MeasureRule], used: &BTreeSet<MeasureId>) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        let of_used: Vec<Span> =
            used.iter().filter_map(|measure| measures.get(measure.0)).map(|measure| measure.span).collect();
        for absent in self.absent.take() {
            let at = absent.name.span;
            all.extend(absent.is_named.then(|| absent.name.value.clone()));
            if !of_used.iter().any(|span| span.start <= at.start && at.end <= span.end) {
                continue;
            }
            if absent.is_named {
                self.report_unknown(&absent.name);
            } else {
                self.needs_input(InputKind::of(&absent.name.value), &absent.name);
            }
        }
        all
    }

    /// Says that a rule needs an input that the policy does not name itself, such as `targets`; once for each input.
    pub fn needs_input<T>(&self, input: InputKind, because: &Spanned<T>) {
        let declared = self.inputs.iter().any(|known| known.kind() == input);
        let Some(name) = input.name().filter(|_| !declared) else { return };
        if self.is_lenient.get() {
            let name = Spanned::new(name.to_owned(), because.span);
            self.absent.borrow_mut().push(Absent { is_named: false, name });
            return;
        }
        let mut asked_for = self.asked_for.borrow_mut();
        if !asked_for.contains(&input) {
            asked_for.push(input);
            let example = example_of_input(name);
            self.reading.error("input-needed", because.span, &[("name", name), ("example", &example)]);
        }
    }

    /// Reads `source.column`.
    pub fn column(&self, written: &Spanned<String>, usage: ColumnUse) -> Option<ColumnRef> {
        let Some((source, column)) = written.value.split_once('.').filter(|(_, column)| !column.is_empty()) else {
            self.reading.error("expected-column", written.span, &[("found", &written.value)]);
            return None;
        };
        let input = self.input(&Spanned::new(source.to_owned(), written.span))?;
        let column_ref = ColumnRef { source: source.to_owned(), column: column.to_owned() };
        self.check_column(input.rule, &column_ref, usage, written).then_some(column_ref)
    }

    /// Only a source of the department's own says all of its columns; what a known input holds shows in its header.
    fn check_column(
        &self,
        input: Option<&InputRule>,
        wanted: &ColumnRef,
        usage: ColumnUse,
        written: &Spanned<String>,
    ) -> bool {
        let columns = input.and_then(|input| declared_columns(input, usage));
        let fits = match &columns {
            Some(columns) => columns.contains(&wanted.column.as_str()),
            None => match usage {
                ColumnUse::Any => true,
                ColumnUse::Day => may_be_day(&wanted.column),
                ColumnUse::Number => may_be_number(&wanted.column),
            },
        };
        if !fits {
            // A source of one's own without any number column has not yet been given one.
            let declared = || format!("numbers = [\"{}\"]", wanted.column);
            let instead = match &columns {
                Some(columns) if columns.is_empty() && usage == ColumnUse::Number => declared(),
                Some(columns) => instead_of(&wanted.column, columns),
                None => String::new(),
            };
            let code = match usage {
                _ if !instead.is_empty() => "unknown-column",
                ColumnUse::Day => "column-without-days",
                ColumnUse::Number | ColumnUse::Any => "column-without-numbers",
            };
            let facts = [("column", written.value.as_str()), ("input", &wanted.source), ("instead", &instead)];
            self.reading.error(code, written.span, &facts);
        }
        fits
    }
}

impl Names<'_> {
    /// Reports columns of a `where` that a source of the department's own does not have.
    pub fn check_filter(&self, kind: &MeasureKind, filter: &Filter) {
        let Some(input) = kind.source().and_then(|name| self.inputs.iter().find(|input| input.name == name)) else {
            return;
        };
        for term in filter.terms.iter().filter(|term| of_register(&term.column).is_none()) {
            let usage = match term.test {
                FilterTest::In(_) => ColumnUse::Number,
                FilterTest::On(_) => ColumnUse::Day,
                _ => ColumnUse::Any,
            };
            let column = ColumnRef { source: input.name.clone(), column: term.column.clone() };
            self.check_column(Some(input), &column, usage, &Spanned::new(term.column.clone(), term.span));
        }
    }
}

/// How an input is named.
pub(super) fn example_of_input(name: &str) -> String {
    format!("{name} = \"{name}.csv\"")
}

/// All columns of a source of the department's own that fit the use; nothing for a known input.
fn declared_columns(input: &InputRule, usage: ColumnUse) -> Option<Vec<&str>> {
    let own = input.own.as_ref()?;
    let numbers = own.numbers.iter().map(|column| column.value.as_str());
    let durations = input.durations.iter().map(|duration| duration.name.as_str());
    let mut columns: Vec<&str> = if usage == ColumnUse::Day { Vec::new() } else { numbers.chain(durations).collect() };
    if usage != ColumnUse::Number {
        columns.extend(own.labels.iter().map(|column| column.value.as_str()));
        columns.extend(own.person.iter().chain(&own.date).map(|column| column.value.as_str()));
        columns.extend(["date", "person"]);
    }
    Some(columns)
}
