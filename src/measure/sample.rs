//! A small policy, registers and totals in memory, for the tests of the stages.

use super::{Ask, Book, Deal, Part, Total, Totals};
use crate::calendar::{NaiveDate, Period, PeriodKind, WorkCalendar};
use crate::derivation::Subject;
use crate::history::{Computed, NoHistory};
use crate::ledger::{Ledger, People, Person, Scope, Spell, TargetRow};
use crate::number::{Number, Rounding};
use crate::policy::rules::{
    Against, Better, ColumnRef, Crediting, Filter, Header, Indicator, IndicatorOf, Label, MeasureId, MeasureKind,
    MeasureRule, Parameter, Policy, Ranking, ScoreRule, Scorecard, SubjectOf, TargetRules, Ties, Unit, WhenMissing,
};
use crate::results::{PeriodResult, PersonResult};
use crate::source::{Place, Span, Spanned, Text};

pub(crate) fn number(text: &str) -> Number {
    Number::parse(text).expect("a decimal")
}

pub(crate) fn parameter(text: &str) -> Parameter {
    Spanned::new(number(text), Span::default())
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub(crate) fn period(text: &str) -> Period {
    Period::parse(text, 1).expect("a period")
}

pub(crate) fn here<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

/// The columns' total, as most measures here are.
pub(crate) fn sum(column: &str) -> MeasureKind {
    MeasureKind::Sum(ColumnRef { source: "sales".into(), column: column.into() })
}

/// What was gathered: every total that was given; another one is 0 without rows.
#[derive(Default)]
pub(crate) struct Given(Vec<(MeasureId, Subject, Period, Option<Number>)>);

impl Totals for Given {
    fn total(&self, ask: &Ask) -> Total {
        let found = self.0.iter().find(|(measure, subject, window, _)| {
            *measure == ask.measure && subject == ask.subject && window == ask.window
        });
        match found {
            Some((.., value)) => Total { value: value.clone(), rows: u64::from(value.is_some()) },
            None => Total { value: Some(Number::zero()), rows: 0 },
        }
    }

    fn parts(&self, _: &Ask, _: &str) -> Vec<Part> {
        Vec::new()
    }

    fn deals(&self, _: &Ask, _: Option<&str>) -> Vec<Deal> {
        Vec::new()
    }

    fn last_day(&self, _: &Ask) -> Option<NaiveDate> {
        None
    }
}

/// A company: rules, people of role `Sales` and what they did.
pub(crate) struct World {
    pub policy: Policy,
    pub ledger: Ledger,
    pub totals: Given,
    pub period: Period,
    pub history: Computed<'static>,
}

/// The first measure: the score. The second: revenue.
pub(crate) const SCORE: MeasureId = MeasureId(0);
pub(crate) const REVENUE: MeasureId = MeasureId(1);

impl World {
    pub fn new(period_text: &str, people: &[&str]) -> Self {
        let mut world = World {
            policy: policy(),
            ledger: Ledger::default(),
            totals: Given::default(),
            period: period(period_text),
            history: Computed::before(&NoHistory),
        };
        world.measure("score", MeasureKind::Score, Unit::Points);
        world.measure("revenue", sum("amount"), Unit::Money);
        world.ledger.people = People { list: people.iter().map(|id| person(id)).collect(), ..People::default() };
        world
    }

    pub fn measure(&mut self, name: &str, kind: MeasureKind, unit: Unit) -> MeasureId {
        self.policy.measures.push(MeasureRule {
            name: name.into(),
            span: Span::default(),
            kind,
            filter: Filter::default(),
            of: None,
            unit,
            better: Better::Higher,
            label: Label::One(name.into()),
            min_rows: None,
            drivers: Vec::new(),
        });
        MeasureId(self.policy.measures.len() - 1)
    }

    /// Totals of the measure in the world's period, of the first people; `-` is missing.
    pub fn totals(&mut self, measure: MeasureId, values: &[&str]) {
        let window = self.period.clone();
        for (person, value) in values.iter().enumerate() {
            self.totals.0.push((measure, Subject::Person(person), window.clone(), Number::parse(value)));
        }
    }

    /// A total of any subject in any window.
    pub fn total(&mut self, measure: MeasureId, subject: Subject, window: &str, value: &str) {
        self.totals.0.push((measure, subject, period(window), Number::parse(value)));
    }

    /// A target row.
    pub fn target(&mut self, scope: Scope, measure: MeasureId, window: &str, value: &str) {
        let line = u32::try_from(self.ledger.targets.rows.len()).expect("few rows") + 2;
        let place = Place::line("targets.csv", line, "");
        let row = TargetRow { period: period(window), scope, measure, value: number(value), place };
        let rows = &mut self.ledger.targets.rows;
        rows.push(row);
        rows.sort_by_key(|row| (row.scope.clone(), row.measure, row.period.first()));
    }

    /// The same target of the measure for everybody in the world's period.
    pub fn targets(&mut self, measure: MeasureId, value: &str) {
        let window = self.period.id();
        for person in 0..self.ledger.people.list.len() {
            self.target(Scope::Person(person), measure, &window, value);
        }
    }

    /// The scorecard of everybody, with these indicators.
    pub fn card(&mut self, total: &str, indicators: Vec<Indicator>) {
        self.policy.scorecards = vec![Scorecard {
            name: "field".into(),
            span: Span::default(),
            roles: vec![here("Sales".into())],
            adjust: Vec::new(),
            floor: None,
            cap: None,
            total: parameter(total),
            crowded: None,
            indicators,
        }];
    }

    pub fn book(&self) -> Book<'_> {
        Book {
            policy: &self.policy,
            ledger: &self.ledger,
            totals: &self.totals,
            period: &self.period,
            asked: Some(&self.period),
            history: &self.history,
            as_of: None,
            witness: None,
            kept: None,
            places: None,
        }
    }

    /// Empty results of everybody employed in the period.
    pub fn results(&self) -> PeriodResult {
        let list = &self.ledger.people.list;
        let employed = (0..list.len()).filter(|person| list[*person].employed_in(&self.period).is_some());
        let people = employed.map(PersonResult::new);
        PeriodResult { period: self.period.clone(), people: people.collect(), gone: Vec::new() }
    }
}

/// An indicator named after its measure, scored against target, with a finding where a value is missing.
pub(crate) fn indicator(world: &World, measure: MeasureId, weight: &str, score: ScoreRule) -> Indicator {
    Indicator {
        name: world.policy.measure(measure).name.as_str().into(),
        span: Span::default(),
        of: IndicatorOf::Measure(measure),
        weight: parameter(weight),
        score,
        score_span: Span::default(),
        against: here(Against::Target),
        subject: SubjectOf::Person,
        when_missing: Some(here(WhenMissing::Error)),
        rounding: None,
    }
}

fn person(id: &str) -> Person {
    let spell = Spell {
        first: NaiveDate::MIN,
        last: NaiveDate::MAX,
        team: Some("north".into()),
        region: None,
        role: Some("Sales".into()),
        level: None,
        manager: None,
        mentor: None,
        cells: Vec::new(),
        place: Place::line("staff.csv", 2, id),
    };
    Person { id: id.into(), name: id.into(), hired: None, left: None, probation_end: None, spells: vec![spell] }
}

fn policy() -> Policy {
    Policy {
        text: Text::new("policy.toml", ""),
        digest: String::new(),
        header: Header {
            name: "Sample".into(),
            version: "1".into(),
            effective_from: None,
            effective_to: None,
            currency: "CNY".into(),
            period: PeriodKind::Month,
            period_span: Span::default(),
            fiscal_year_starts: 1,
            outside: Vec::new(),
            language: "en".into(),
        },
        money: Rounding::cents(),
        points: Rounding::cents(),
        holidays: None,
        calendar: WorkCalendar::default(),
        inputs: Vec::new(),
        measures: Vec::new(),
        used: std::collections::BTreeSet::new(),
        crediting: Crediting::default(),
        targets: TargetRules::default(),
        scorecards: Vec::new(),
        grades: None,
        ranking: Ranking { by: vec![here(SCORE)], ties: Ties::Standard, probation_apart: false, span: Span::default() },
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
