//! A small department in memory: a policy made by hand, people, rows, and what the totals say about them.

use std::collections::BTreeMap;

use crate::calendar::{NaiveDate, Period, WorkCalendar};
use crate::derivation::{Leaf, Subject, Worksheet};
use crate::finding::Findings;
use crate::history::{Computed, History, NoHistory};
use crate::ledger::{Ledger, Person, Scope, Spell, TargetRow};
use crate::measure::{Ask, Book, Deal, Part, Total, Totals};
use crate::number::{Number, Rounding};
use crate::policy::rules::*;
use crate::results::{PeriodResult, PersonResult, Standing};
use crate::source::{Place, Span, Spanned, Text};

pub fn number(text: &str) -> Number {
    Number::parse(text).expect("a decimal")
}

pub fn param(text: &str) -> Parameter {
    spanned(number(text))
}

pub fn fixed(text: &str) -> Amount {
    Amount::Fixed(param(text))
}

pub fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

pub fn date(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").expect("a date")
}

pub fn from(text: &str) -> Range {
    Range { lower: Some(Bound { at: param(text), inclusive: true }), upper: None }
}

pub fn steps<T: Clone>(list: &[(&str, T)], below: Option<T>) -> Steps<T> {
    let step = |(at, value): &(&str, T)| Step {
        bound: Bound { at: param(at), inclusive: true },
        value: value.clone(),
        span: Span::default(),
    };
    Steps { list: list.iter().map(step).collect(), below, span: Span::default() }
}

pub fn rates(list: &[(&str, &str)]) -> Steps<TierPay> {
    let list: Vec<(&str, TierPay)> = list.iter().map(|(at, rate)| (*at, TierPay::Rate(param(rate)))).collect();
    steps(&list, None)
}

pub fn condition(test: Test, range: Range) -> Condition {
    Condition { test, range, whose: Whose::Person, periods: None, otherwise: None, span: Span::default() }
}

pub fn component(name: &str, kind: PayKind) -> Component {
    Component {
        name: spanned(name.to_owned()),
        span: Span::default(),
        kind,
        roles: Some(vec![spanned("Sales".to_owned())]),
        when: Vec::new(),
        unit: PayUnit::Money,
        when_missing: None,
        multiply: Vec::new(),
        gate: Vec::new(),
        floor: None,
        cap: None,
        negative: None,
        overlays: false,
        prorate: None,
        rounding: None,
        split: None,
        hold_back: None,
    }
}

/// A commission on the first measure of the period, paid as it comes out.
pub fn commission(name: &str, formula: Formula) -> Component {
    let base = spanned(MeasureId(0));
    let kind = PayKind::Commission(Commission { base, over: spanned(Over::Period), formula });
    Component { negative: Some(spanned(Negative::Pay)), ..component(name, kind) }
}

pub fn tiers(apply: Apply, by: TiersBy, list: &[(&str, &str)]) -> Formula {
    Formula::Tiers { apply: spanned(apply), by: spanned(by), steps: rates(list) }
}

pub fn bonus(amount: &str) -> Bonus {
    Bonus { amount: BonusAmount::Of(fixed(amount)), each: None, choices: Vec::new(), of_mentees: false }
}

/// One row of what was gathered.
#[derive(Clone, Debug)]
pub struct Row {
    person: usize,
    measure: MeasureId,
    date: NaiveDate,
    order: String,
    label: String,
    value: Number,
    whole: Number,
}

/// Sums rows; measures of `means` are averaged.
#[derive(Clone, Debug, Default)]
pub struct Store {
    rows: Vec<Row>,
    means: Vec<MeasureId>,
    managers: Vec<Option<usize>>,
    teams: Vec<Option<String>>,
}

impl Store {
    fn rows(&self, ask: &Ask) -> Vec<&Row> {
        let is_in =
            |row: &&Row| row.measure == ask.measure && ask.window.contains(row.date) && self.is_of(row, ask.subject);
        self.rows.iter().filter(is_in).collect()
    }

    fn is_of(&self, row: &Row, subject: &Subject) -> bool {
        match subject {
            Subject::Person(person) => row.person == *person,
            Subject::Team(team) => self.teams[row.person].as_ref() == Some(team),
            Subject::Direct(manager) => self.managers[row.person] == Some(*manager),
            Subject::Department => true,
            Subject::Branch(_) | Subject::Mentees(_) | Subject::Labelled { .. } => false,
        }
    }
}

impl Totals for Store {
    fn total(&self, ask: &Ask) -> Total {
        let rows = self.rows(ask);
        let sum: Number = rows.iter().map(|row| &row.value).sum();
        let count = rows.len() as u64;
        let value =
            if self.means.contains(&ask.measure) { sum.checked_div(&Number::from(count as i64)) } else { Some(sum) };
        Total { value, rows: count }
    }

    fn parts(&self, ask: &Ask, _column: &str) -> Vec<Part> {
        let mut parts: BTreeMap<&str, Part> = BTreeMap::new();
        for row in self.rows(ask) {
            let new = Part { label: row.label.clone(), value: Number::zero(), rows: 0 };
            let part = parts.entry(&row.label).or_insert(new);
            part.value = &part.value + &row.value;
            part.rows += 1;
        }
        parts.into_values().collect()
    }

    fn deals(&self, ask: &Ask, _: Option<&str>) -> Vec<Deal> {
        let deal = |row: &Row| Deal {
            key: row.order.clone(),
            order: row.order.clone(),
            at: String::new(),
            whole: row.whole.clone(),
            part: row.value.clone(),
            rows: 1,
            labels: Vec::new(),
            whole_labels: Vec::new(),
        };
        self.rows(ask).into_iter().map(deal).collect()
    }

    fn last_day(&self, ask: &Ask) -> Option<NaiveDate> {
        self.rows(ask).iter().map(|row| row.date).max()
    }
}

/// The department.
#[derive(Clone, Debug)]
pub struct World {
    pub policy: Policy,
    pub ledger: Ledger,
    pub store: Store,
    pub period: Period,
    /// By person.
    pub standings: BTreeMap<usize, Standing>,
}

impl World {
    /// People `ann`, `bob`, … in `2026-10`, each with the role `Sales`; measures that are sums, the first of them money.
    pub fn new(people: &[&str], measures: &[&str]) -> Self {
        let mut ledger = Ledger::default();
        ledger.people.list = people.iter().map(|id| person(id)).collect();
        let store = Store { managers: vec![None; people.len()], teams: vec![None; people.len()], ..Store::default() };
        let period = Period::parse("2026-10", 1).expect("a period");
        World { policy: policy(measures), ledger, store, period, standings: BTreeMap::new() }
    }

    /// A row: person, measure, order, amount.
    pub fn row(&mut self, person: usize, measure: usize, day: &str, order: &str, value: &str) -> &mut Self {
        let value = number(value);
        let whole = value.clone();
        self.store.rows.push(Row {
            person,
            measure: MeasureId(measure),
            date: date(day),
            order: order.to_owned(),
            label: order.to_owned(),
            value,
            whole,
        });
        self
    }

    /// Rows of the first measure, one for each person in turn, on 15 October.
    pub fn sales(mut self, values: &[&str]) -> Self {
        for (person, value) in values.iter().enumerate() {
            self.row(person, 0, "2026-10-15", "", value);
        }
        self
    }

    /// A person's part of an order.
    pub fn split(&mut self, person: usize, order: &str, part: &str, whole: &str) {
        self.row(person, 0, "2026-10-15", order, part);
        if let Some(row) = self.store.rows.last_mut() {
            row.whole = number(whole);
        }
    }

    pub fn target(&mut self, person: usize, value: &str) {
        let row = TargetRow {
            period: self.period.clone(),
            scope: Scope::Person(person),
            measure: MeasureId(0),
            value: number(value),
            place: Place::file("targets.csv"),
        };
        self.ledger.targets.rows.push(row);
        self.ledger.targets.rows.sort_by_key(|row| row.scope.clone());
    }

    pub fn mean(&mut self, measure: usize) {
        self.policy.measures[measure].kind = MeasureKind::Mean(column());
        self.store.means.push(MeasureId(measure));
    }

    pub fn spell(&mut self, person: usize) -> &mut Spell {
        &mut self.ledger.people.list[person].spells[0]
    }

    pub fn manager(&mut self, person: usize, manager: usize) {
        self.spell(person).manager = Some(manager);
        self.store.managers[person] = Some(manager);
    }

    pub fn team(&mut self, person: usize, team: &str) {
        self.spell(person).team = Some(team.into());
        self.store.teams[person] = Some(team.to_owned());
    }

    pub fn cell(&mut self, person: usize, column: &str, text: &str) {
        let cell = (column.to_owned(), text.to_owned(), Place::line("staff.csv", 2, text));
        self.spell(person).cells.push(cell);
        self.ledger.people.written.insert(column.to_owned());
    }

    /// A history that knows the standings of these periods.
    pub fn knowing(results: &[&PeriodResult]) -> Computed<'static> {
        let mut history = Computed::before(&NoHistory);
        results.iter().for_each(|result| history.note(result));
        history
    }

    pub fn book<'a>(&'a self, history: &'a dyn History) -> Book<'a> {
        Book {
            policy: &self.policy,
            ledger: &self.ledger,
            totals: &self.store,
            period: &self.period,
            asked: Some(&self.period),
            history,
            as_of: None,
            witness: None,
            kept: None,
            places: None,
        }
    }

    /// The result before pay, with these scores; whoever has a grade has the coefficient 0.8.
    pub fn result(&self, scores: &[(usize, &str)]) -> PeriodResult {
        let employed = |(_, person): &(usize, &Person)| person.employed_in(&self.period).is_some();
        let people = self.ledger.people.list.iter().enumerate().filter(employed);
        let result = |(index, _): (usize, &Person)| {
            let mut sheet = Worksheet::new();
            let mut standing = self.standings.get(&index).cloned().unwrap_or_default();
            if let Some((_, score)) = scores.iter().find(|(person, _)| *person == index) {
                standing.scorecard = Some("field".into());
                standing.coefficient =
                    standing.grade.as_ref().map(|_| sheet.leaf(Leaf::Parameter, Some(number("0.8")), Unit::Number));
                standing.score = Some(sheet.leaf(Leaf::Parameter, Some(number(score)), Unit::Points));
            }
            PersonResult { sheet, standing, ..PersonResult::new(index) }
        };
        PeriodResult { period: self.period.clone(), people: people.map(result).collect(), gone: Vec::new() }
    }

    /// Pays everybody, and holds that every worksheet is what its steps say.
    pub fn pay(&self, scores: &[(usize, &str)]) -> (PeriodResult, Findings) {
        let (mut result, mut findings) = (self.result(scores), Findings::new());
        let history = Self::knowing(&[&result]);
        let mut sheets = result.take_sheets();
        let pay = super::pay(self.book(&history), &result, &mut sheets, &mut findings);
        result.give_sheets(sheets);
        result.give_pay(pay);
        for person in &result.people {
            assert_eq!(person.sheet.audit(), Vec::<usize>::new());
        }
        (result, findings)
    }

    /// The amounts of everybody's lines, as printed; without findings.
    pub fn paid(&self, scores: &[(usize, &str)]) -> Vec<Vec<String>> {
        let (result, findings) = self.pay(scores);
        assert!(findings.is_empty(), "{findings:?}");
        amounts(&result)
    }

    /// The codes of all findings.
    pub fn codes(&self) -> Vec<&'static str> {
        self.pay(&[]).1.iter().map(|finding| finding.code).collect()
    }
}

/// The amounts of everybody's lines.
pub fn amounts(result: &PeriodResult) -> Vec<Vec<String>> {
    let lines = |person: &PersonResult| person.lines.iter().map(|line| line.amount.or_zero().to_fixed(2)).collect();
    result.people.iter().map(lines).collect()
}

fn person(id: &str) -> Person {
    let spell = Spell {
        first: NaiveDate::MIN,
        last: NaiveDate::MAX,
        team: None,
        region: None,
        role: Some("Sales".into()),
        level: None,
        manager: None,
        mentor: None,
        cells: Vec::new(),
        place: Place::line("staff.csv", 2, id),
    };
    Person { id: id.to_owned(), name: id.to_owned(), hired: None, left: None, probation_end: None, spells: vec![spell] }
}

fn column() -> ColumnRef {
    ColumnRef { source: "sales".to_owned(), column: "amount".to_owned() }
}

fn policy(measures: &[&str]) -> Policy {
    let measure = |(index, name): (usize, &&str)| MeasureRule {
        name: (*name).to_owned(),
        span: Span::default(),
        kind: if *name == "score" { MeasureKind::Score } else { MeasureKind::Sum(column()) },
        filter: Filter::default(),
        of: None,
        unit: if index == 0 { Unit::Money } else { Unit::Number },
        better: Better::Higher,
        label: Label::One((*name).to_owned()),
        min_rows: None,
        drivers: Vec::new(),
    };
    Policy {
        text: Text::new("policy.toml", ""),
        digest: String::new(),
        header: Header {
            name: "Test".to_owned(),
            version: "1".to_owned(),
            effective_from: None,
            effective_to: None,
            currency: "CNY".to_owned(),
            period_span: Span::default(),
            period: crate::calendar::PeriodKind::Month,
            fiscal_year_starts: 1,
            outside: Vec::new(),
            language: "en".to_owned(),
        },
        money: Rounding::cents(),
        points: Rounding::cents(),
        holidays: None,
        calendar: WorkCalendar::default(),
        inputs: Vec::new(),
        measures: measures.iter().enumerate().map(measure).collect(),
        used: std::collections::BTreeSet::new(),
        crediting: Crediting::default(),
        targets: TargetRules::default(),
        scorecards: Vec::new(),
        grades: None,
        ranking: Ranking { by: Vec::new(), ties: Ties::Standard, probation_apart: false, span: Span::default() },
        pay: Vec::new(),
        close: crate::policy::rules::CloseRules::default(),
        management: crate::policy::rules::ManagementRules::default(),
        absent: std::collections::BTreeSet::new(),
        unnamed: Vec::new(),
        collected: None,
        sold: None,
        gone: Vec::new(),
        defaults: Vec::new(),
    }
}
