//! The rules of a policy after validation: plain data that the stages read. Every number keeps where it stands.
//!
//! What is here is true: names are resolved, steps rise, required keys are there. Reading and checking is done in the rest of
//! `policy`; nothing here refuses.

mod aims;
pub mod attained;
mod close;
pub mod condition;
pub mod days;
pub mod formula;
pub mod input;
pub mod input_kind;
pub mod labels;
pub mod management;
pub mod measure;
pub mod pay;
pub mod pay_kinds;
mod said;
pub mod scoring;
mod staff_columns;
pub mod steps;

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{NaiveDate, Period, PeriodKind, WorkCalendar};
use crate::number::{Number, Rounding};
use crate::source::{Span, Spanned, Text};
use crate::spelling::alike;

pub use close::{CloseRules, KeptInputs};
pub use condition::{Change, Condition, Probation, Repeated, Test, Whose};
pub use days::DayRange;
pub use formula::{Apply, Beyond, Curve, CurveUnit, Formula, Over, TierPay, TiersBy};
pub use input::{
    AmountOf, ColumnRef, DateFormat, DecimalSign, Duplicates, Duration, DurationUnit, Filter, FilterTerm, FilterTest,
    InputRule, Layout, OwnSource, Returns, Sheets, Sign, TotalRows, WordList,
};
pub use input_kind::InputKind;
pub use management::ManagementRules;
pub use measure::{Against, Better, MeasureId, MeasureKind, MeasureRule, Quantity, Unit};
pub(crate) use measure::{adds_up, is_level};
pub use pay::{
    Amount, Component, CountOfShares, Factor, HoldBack, Leavers, Negative, PayUnit, Release, WhenPayMissing,
};
pub use pay_kinds::{
    Bonus, BonusAmount, Choice, Commission, Contest, Draw, Fund, Greater, Guarantee, Limit, Override, OverrideOf,
    PayKind, Pool, PoolBy, RecoverAtMost, Salary,
};
pub use scoring::{
    Distribution, FULL_SCORE, GradeRule, Grades, Indicator, IndicatorOf, On, RankPoints, Ranking, ScoreRule, Scorecard,
    SubjectOf, Ties, WhenMissing,
};
pub use steps::{Bound, Range, Step, Steps};

/// A number of the policy with where it stands.
pub type Parameter = Spanned<Number>;

/// No row of a department is older.
const EVER: i32 = 1900;

/// A whole policy, validated.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The text it was read from.
    pub text: Text,
    /// SHA-256 of that text, in hexadecimal.
    pub digest: String,
    /// `[policy]`.
    pub header: Header,
    /// `[rounding] money`.
    pub money: Rounding,
    /// `[rounding] score`.
    pub points: Rounding,
    /// `[calendar]`.
    pub calendar: WorkCalendar,
    /// Where its `holidays` are written; nothing where they are not.
    pub holidays: Option<Span>,
    /// `[input]`, in the order of the file.
    pub inputs: Vec<InputRule>,
    /// `[measures]` in the order of the file, then the built-in ones (`score`, `workdays`) that are used.
    pub measures: Vec<MeasureRule>,
    /// The policy's own measures that something is scored, ranked or paid by, and those that they are made of.
    pub used: BTreeSet<MeasureId>,
    /// `[crediting]`.
    pub crediting: Crediting,
    /// `[targets]`.
    pub targets: TargetRules,
    /// `[scorecards]` in the order of the file.
    pub scorecards: Vec<Scorecard>,
    /// `[grades]`.
    pub grades: Option<Grades>,
    /// `[ranking]`.
    pub ranking: Ranking,
    /// `[[pay]]` in the order of the file.
    pub pay: Vec<Component>,
    /// Components that only closed periods have, or that held something back only there, as long as something is held of them; each under the
    /// rule that ruled last. Filled by the run.
    pub gone: Vec<Component>,
    /// Known inputs that measures name and `[input]` does not: nothing is known of what they would hold.
    pub absent: BTreeSet<String>,
    /// The policy's own measures that no rule, watch, action, target or other measure names.
    pub unnamed: Vec<MeasureId>,
    /// The management half.
    pub management: ManagementRules,
    /// `[close]`.
    pub close: CloseRules,
    /// What was collected, where something is held until it is.
    pub collected: Option<MeasureId>,
    /// What orders are sold for, returns taken off, where something is held until they are collected.
    pub sold: Option<MeasureId>,
    /// What was taken by default: `(key, value)` as it could have been written.
    pub defaults: Vec<(String, String)>,
}

impl Policy {
    /// The input of that name.
    pub fn input(&self, name: &str) -> Option<&InputRule> {
        self.inputs.iter().find(|input| input.name == name)
    }

    /// The rule of a known input, where the policy names it.
    pub fn known_input(&self, kind: InputKind) -> Option<&InputRule> {
        self.inputs.iter().find(|input| input.kind() == kind)
    }

    /// Whether something is scored, ranked or paid by the rows of that input, or could be without a measure of it. What is only managed by – who has
    /// seen an alert, what was done of a plan – goes on being written after a period is closed.
    pub fn pays_by_rows_of(&self, input: &str) -> bool {
        let is_used = |id: &MeasureId| self.measure(*id).kind.inputs().contains(&input);
        !InputKind::of(input).is_of_management() || self.used.iter().any(is_used)
    }

    /// The measure of that id.
    pub fn measure(&self, id: MeasureId) -> &MeasureRule {
        &self.measures[id.0]
    }

    /// The measure of that name.
    pub fn measure_named(&self, name: &str) -> Option<MeasureId> {
        self.measures.iter().position(|measure| measure.name == name).map(MeasureId)
    }

    /// The measure that a file calls so: by its name, or by a label that no other has.
    pub fn measure_called(&self, name: &str) -> Option<MeasureId> {
        if let Some(same) = self.measures.iter().position(|measure| measure.name == name) {
            return Some(MeasureId(same));
        }
        let by_name = self.measures.iter().position(|measure| alike(&measure.name, name));
        let is_called = |measure: &MeasureRule| measure.label.texts().into_iter().any(|label| alike(label, name));
        let mut called = (0..self.measures.len()).filter(|index| is_called(&self.measures[*index]));
        let by_label = called.next().filter(|_| called.next().is_none());
        by_name.or(by_label).map(MeasureId)
    }

    /// The inputs that a measure is made of, in any way, and that the policy does not name; targets among them.
    pub fn not_kept(&self, id: MeasureId) -> BTreeSet<String> {
        let (mut seen, mut left, mut absent) = (BTreeSet::new(), vec![id], BTreeSet::new());
        while let Some(id) = left.pop() {
            if !seen.insert(id) {
                continue;
            }
            let kind = &self.measure(id).kind;
            let is_of_targets = matches!(kind, MeasureKind::Target(_) | MeasureKind::Attainment(_));
            let targets = is_of_targets.then_some("targets");
            absent.extend(
                kind.inputs().into_iter().chain(targets).filter(|input| self.input(input).is_none()).map(str::to_owned),
            );
            // A target is there whether or not what it is of is.
            if !matches!(kind, MeasureKind::Target(_)) {
                left.extend(kind.parts());
            }
        }
        absent
    }

    /// Whether the measure is an attainment where lower is better, which has no largest value.
    pub fn is_unbounded(&self, id: MeasureId) -> bool {
        let of = |id: MeasureId| match self.measure(id).kind {
            MeasureKind::Attainment(of) => Some(of),
            _ => None,
        };
        of(id).is_some_and(|of| self.measure(of).better == Better::Lower)
    }

    /// Whether an order has a value of its own of the measure: a sum or count of rows of a source, or made of such by adding and taking away.
    pub fn is_of_orders(&self, id: MeasureId) -> bool {
        let (mut seen, mut left) = (BTreeSet::new(), vec![id]);
        while let Some(id) = left.pop() {
            let measure = self.measure(id);
            let is_it = match &measure.kind {
                MeasureKind::Sum(_) | MeasureKind::Count(_) => {
                    measure.kind.inputs().into_iter().all(|input| InputKind::of(input).is_source())
                }
                kind => !kind.summands().is_empty(),
            };
            if !is_it {
                return false;
            }
            left.extend(measure.kind.parts().into_iter().filter(|part| seen.insert(*part)));
        }
        true
    }

    /// Whether the measure is the score, or made of it in any way.
    pub fn is_of_score(&self, id: MeasureId) -> bool {
        // Each measure once: many may be made of one.
        let (mut seen, mut left) = (BTreeSet::new(), vec![id]);
        while let Some(id) = left.pop() {
            let kind = &self.measure(id).kind;
            if matches!(kind, MeasureKind::Score) {
                return true;
            }
            left.extend(kind.parts().into_iter().filter(|part| seen.insert(*part)));
        }
        false
    }

    /// All days up to the period's last.
    pub fn ever_until(&self, period: &Period) -> Period {
        Period::range(self.ever(), period.last(), self.header.fiscal_year_starts).unwrap_or_else(|| period.clone())
    }

    /// The day before which no row of a department is.
    pub fn ever(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(EVER, 1, 1).unwrap_or_default()
    }

    /// Whether a measure was added by the run to answer a question: its name holds a blank, and files need not have its columns.
    pub fn is_hidden(&self, id: MeasureId) -> bool {
        self.measure(id).name.contains(' ')
    }

    /// Whether a measure is held beside another by orders, at the rates at which these were sold.
    pub fn is_held_at_sale(&self, id: MeasureId) -> bool {
        (self.collected == Some(id) || self.sold == Some(id)) && self.known_input(InputKind::FxRates).is_some()
    }

    /// The components that hold something back, or still have something held.
    pub fn holding(&self) -> impl Iterator<Item = &Component> {
        self.pay.iter().filter(|component| component.hold_back.is_some()).chain(&self.gone)
    }

    /// The component of a closed policy whose rule that name's held parts go by.
    pub fn gone_named(&self, name: &str) -> Option<&Component> {
        self.gone.iter().find(|component| component.name.value == name)
    }

    /// Whether something is held for orders, so that they are looked at as a whole.
    pub fn holds_for_orders(&self) -> bool {
        self.holding().next().is_some()
    }

    /// The days of the fiscal year so far, up to the period's last, or since `[close] starts`. A period belongs to the year of its last day, and
    /// the year begins with a whole period.
    pub fn year_so_far(&self, period: &Period) -> Period {
        let fiscal_start = self.header.fiscal_year_starts;
        let year = Period::containing(period.last(), PeriodKind::Year, fiscal_start);
        let first = Period::containing(year.first(), self.header.period, fiscal_start).first();
        let starts = self.close.starts.as_ref().map(|starts| starts.value);
        let first = starts.filter(|starts| *starts > first && *starts <= period.first()).unwrap_or(first);
        Period::range(first.min(period.first()), period.last(), fiscal_start).unwrap_or_else(|| period.clone())
    }

    /// The periods of the fiscal year before that one, the earliest first.
    pub fn before_in_year(&self, period: &Period) -> Vec<Period> {
        let year = self.year_so_far(period);
        let mut before = Vec::new();
        let mut earlier = period.previous();
        while earlier.first() >= year.first() {
            before.push(earlier.clone());
            earlier = earlier.previous();
        }
        before.reverse();
        before
    }

    /// The conditions of pay; where `watched`, those of actions and watches too.
    pub fn conditions(&self, watched: bool) -> impl Iterator<Item = &Condition> {
        let of_pay = self.pay.iter().flat_map(Component::conditions);
        of_pay.chain(self.management.conditions().filter(move |_| watched))
    }

    /// The decimal places that pay can have: those of the finest rounding of money.
    pub fn money_places(&self) -> u32 {
        let own = self.pay.iter().filter_map(|component| component.rounding.as_ref());
        own.map(|rounding| rounding.value.places()).fold(self.money.places(), u32::max)
    }

    /// The first scorecard for that role.
    pub fn scorecard_of(&self, role: &str) -> Option<&Scorecard> {
        self.scorecards.iter().find(|card| card.roles.iter().any(|known| alike(&known.value, role)))
    }
}

/// `[policy]`.
#[derive(Clone, Debug)]
pub struct Header {
    /// What the policy is called.
    pub name: String,
    /// Its version, as written.
    pub version: String,
    /// First day on which it holds; open when absent.
    pub effective_from: Option<Spanned<NaiveDate>>,
    /// Last day on which it holds, included; open when absent.
    pub effective_to: Option<Spanned<NaiveDate>>,
    /// Three letters.
    pub currency: String,
    /// What a bare run appraises, and pay is paid for.
    pub period: PeriodKind,
    /// Where it stands.
    pub period_span: Span,
    /// Month, 1 to 12.
    pub fiscal_year_starts: u32,
    /// Roles whose people no rule is for, on purpose.
    pub outside: Vec<Spanned<String>>,
    /// `en`, `zh-Hans` or `zh-Hant`.
    pub language: String,
}

/// A label: one text, or one per language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// The same in every language.
    One(String),
    /// By language id.
    Each(BTreeMap<String, String>),
}

impl Label {
    /// Every text of it.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Label::One(text) => vec![text],
            Label::Each(texts) => texts.values().map(String::as_str).collect(),
        }
    }

    /// The text for that language, else the English, else the first one.
    pub fn text(&self, language: &str) -> &str {
        match self {
            Label::One(text) => text,
            Label::Each(texts) => texts
                .get(language)
                .or_else(|| texts.get("en"))
                .or_else(|| texts.values().next())
                .map_or("", |text| text),
        }
    }
}

/// `[crediting]`.
#[derive(Clone, Debug, Default)]
pub struct Crediting {
    /// The files of order, person, share; absent: rows belong to one person each. Also an input named `splits`.
    pub splits: bool,
    /// Whether there is an input named `overlays`.
    pub overlays: bool,
    /// Which period a return counts against.
    pub returns: ReturnsTo,
    /// What becomes of rows without a known person.
    pub unassigned: Unassigned,
    /// Where `[crediting]` stands.
    pub span: Span,
}

/// Which period a return counts against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReturnsTo {
    /// The one it is dated in.
    #[default]
    Current,
    /// The one of the sale.
    Original,
}

/// What becomes of rows without a known person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unassigned {
    /// Reported, credited to nobody.
    #[default]
    List,
    /// An error.
    Error,
}

/// `[targets]`.
#[derive(Clone, Debug, Default)]
pub struct TargetRules {
    /// How a target shrinks for somebody employed for part of the period.
    pub proration: Spanned<Proration>,
    /// Shares of the target in the 1st, 2nd, … full month after hiring; then the whole.
    pub ramp: Vec<Parameter>,
    /// Whether days of leave lower the target too.
    pub leave: Spanned<Leave>,
    /// Measures whose targets are levels, the same for a part of the period as for the whole: nothing makes them smaller, and a longer period has
    /// the mean of its parts'. Absent where the policy does not say which.
    pub levels: Option<Vec<Spanned<MeasureId>>>,
}

impl TargetRules {
    /// Whether the target of a measure is a level.
    pub fn is_level(&self, measure: MeasureId) -> bool {
        self.levels.iter().flatten().any(|level| level.value == measure)
    }
}

/// How a target shrinks for somebody employed for part of the period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Proration {
    /// It does not.
    #[default]
    None,
    /// Employed days ÷ days of the period.
    CalendarDays,
    /// Employed working days ÷ working days of the period.
    WorkDays,
}

/// Whether days of leave lower the target too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leave {
    /// They do not.
    #[default]
    None,
    /// They count as days not employed.
    Relief,
}

impl<T: Default> Default for Spanned<T> {
    fn default() -> Self {
        Spanned { value: T::default(), span: Span::default() }
    }
}
