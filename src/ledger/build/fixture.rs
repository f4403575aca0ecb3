//! A policy and registers in a few lines, for tests.

use std::sync::Arc;

use super::{CellsKept, build, build_customers, wanted};
use crate::calendar::{PeriodKind, WorkCalendar};
use crate::finding::Finding;
use crate::ingest::faults::{FaultPolicy, Faults, Rejected};
use crate::ingest::register::{Register, RegisterFile};
use crate::ledger::Ledger;
use crate::number::{Number, Rounding, RoundingMode};
use crate::policy::Policy;
use crate::policy::rules::{
    Better, Crediting, Filter, Header, Indicator, IndicatorOf, InputRule, Label, MeasureId, MeasureKind, MeasureRule,
    On, Ranking, ScoreRule, Scorecard, Steps, SubjectOf, TargetRules, Ties, Unit,
};
use crate::source::{Span, Spanned, Text};

/// The policy's text: places of measures and scales point into it.
const TEXT: &str = "[measures.revenue]\n[measures.visits]\n[scorecards.field]\nscale = 5\n";

fn spanned<T>(value: T, part: &str) -> Spanned<T> {
    let start = TEXT.find(part).unwrap_or(0);
    Spanned::new(value, Span { start, end: start + part.len() })
}

fn measure(name: &str) -> MeasureRule {
    MeasureRule {
        name: name.to_owned(),
        span: spanned((), name).span,
        kind: MeasureKind::Count("sales".to_owned()),
        filter: Filter::default(),
        of: None,
        unit: Unit::Count,
        better: Better::Higher,
        label: Label::One(name.to_owned()),
        min_rows: None,
        drivers: Vec::new(),
    }
}

fn indicator(name: &str, of: IndicatorOf, score: ScoreRule) -> Indicator {
    Indicator {
        name: name.into(),
        span: Span::default(),
        of,
        weight: spanned(Number::from(50), ""),
        score,
        score_span: Span::default(),
        against: spanned(crate::policy::rules::Against::Target, ""),
        subject: SubjectOf::Person,
        when_missing: None,
        rounding: None,
    }
}

fn scorecard() -> Scorecard {
    let rated = ScoreRule::Rating { scale: spanned(Number::from(5), "scale = 5") };
    let steps =
        ScoreRule::Steps { on: On::Value, steps: Steps { list: Vec::new(), below: None, span: Span::default() } };
    Scorecard {
        name: "field".into(),
        span: Span::default(),
        roles: ["Sales", "Sales Representative"].map(|role| spanned(role.to_owned(), "")).to_vec(),
        adjust: Vec::new(),
        floor: None,
        cap: None,
        total: spanned(Number::from(100), ""),
        crowded: None,
        indicators: vec![
            indicator("attitude", IndicatorOf::Rating("attitude".to_owned()), rated),
            indicator("revenue", IndicatorOf::Measure(MeasureId(0)), steps),
        ],
    }
}

/// A policy with the measures `revenue` and `visits`, a scorecard for `Sales` with the rated indicator `attitude` on a scale of 5, and
/// months as periods.
pub(crate) fn policy(inputs: Vec<InputRule>) -> Policy {
    let rounding = Rounding { to: Number::from_scaled(1, 2), mode: RoundingMode::HalfUp };
    Policy {
        text: Text::new("policy.toml", TEXT),
        digest: String::new(),
        header: Header {
            name: String::new(),
            version: String::new(),
            effective_from: None,
            effective_to: None,
            currency: "USD".to_owned(),
            period: PeriodKind::Month,
            period_span: Span::default(),
            fiscal_year_starts: 1,
            outside: Vec::new(),
            language: "en".to_owned(),
        },
        money: rounding.clone(),
        points: rounding,
        holidays: None,
        calendar: WorkCalendar::default(),
        inputs,
        measures: vec![measure("revenue"), measure("visits")],
        used: std::collections::BTreeSet::new(),
        crediting: Crediting::default(),
        targets: TargetRules::default(),
        scorecards: vec![scorecard()],
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

/// The input of that name.
pub(crate) fn input(name: &str) -> InputRule {
    InputRule { name: name.to_owned(), ..InputRule::default() }
}

/// Column and value as the policy writes them.
pub(crate) fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, Spanned<String>)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), spanned((*value).to_owned(), ""))).collect()
}

/// What a run found.
pub(crate) struct Built {
    pub ledger: Ledger,
    pub registers: Vec<Register>,
    pub findings: Vec<Finding>,
    pub rejected: Vec<Rejected>,
}

impl Built {
    /// Code and the addresses of all places of every finding that is not a note, in their order.
    pub fn told(&self) -> Vec<String> {
        let findings = self.findings.iter().filter(|finding| finding.severity != crate::finding::Severity::Note);
        let shown = findings.map(|finding| {
            let places: Vec<String> = finding.places.iter().map(|place| place.address()).collect();
            format!("{} {}", finding.code, places.join(" "))
        });
        shown.collect()
    }
}

/// Builds the ledger of inputs with their text, a file `<name>.csv` each.
pub(crate) fn built(files: &[(InputRule, &[u8])], policy_of_faults: FaultPolicy) -> Built {
    let policy = policy(files.iter().map(|(rule, _)| rule.clone()).collect());
    let mut faults = Faults::new(policy_of_faults);
    let read = |(rule, bytes): &(InputRule, &[u8]), faults: &mut Faults| {
        let name: Arc<str> = Arc::from(format!("{}.csv", rule.name));
        let wanted = wanted(&policy, rule).expect("a register of the ledger");
        Register::read(rule, &policy, &wanted, &[RegisterFile::utf8(name, *bytes)], faults)
    };
    let mut registers: Vec<Register> = files.iter().map(|file| read(file, &mut faults)).collect();
    let mut ledger = build(&policy, &registers, &CellsKept::All, &mut faults);
    if let Some(customers) = registers.iter().find(|register| register.name == "customers") {
        ledger.customers = build_customers(&ledger.people, customers, &CellsKept::All, &mut faults);
    }
    registers.iter_mut().for_each(|register| register.settle(&faults));
    let (findings, rejected) = faults.finish();
    let findings = findings.sorted().into_iter().cloned().collect();
    Built { ledger, registers, findings, rejected }
}

/// The same with plain inputs, where faults refuse.
pub(crate) fn plain(files: &[(&str, &str)]) -> Built {
    let files: Vec<(InputRule, &[u8])> = files.iter().map(|(name, text)| (input(name), text.as_bytes())).collect();
    built(&files, FaultPolicy::Refuse)
}
