//! `[[pay]]`: components that turn measures into money, leave or an honour.

use super::Policy;
use super::condition::{Condition, Whose};
use super::measure::MeasureId;
use super::steps::{Bound, Steps};
use super::{Parameter, Proration};
use crate::calendar::{NaiveDate, Period};
use crate::number::Rounding;
use crate::source::{Span, Spanned};

/// One component. Its stages: formula → `prorate` → `multiply` → `gate` → `floor` → balance of `carry` → `cap` → `hold_back` → `negative` →
/// rounding.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its name, unique.
    pub name: Spanned<String>,
    /// The whole table.
    pub span: Span,
    /// What it pays.
    pub kind: PayKind,
    /// Whom it pays; absent: everybody on a scorecard, or everybody in a policy without scorecards.
    pub roles: Option<Vec<Spanned<String>>>,
    /// What must hold for it to pay.
    pub when: Vec<Condition>,
    /// What it pays in.
    pub unit: PayUnit,
    /// What a missing value means; absent: an error.
    pub when_missing: Option<Spanned<WhenPayMissing>>,
    /// Factors on the amount.
    pub multiply: Vec<Factor>,
    /// Conditions that reduce the amount when they do not hold.
    pub gate: Vec<Condition>,
    /// The amount is not below this.
    pub floor: Option<Amount>,
    /// The amount is not above this.
    pub cap: Option<Amount>,
    /// What becomes of an amount below 0.
    pub negative: Option<Spanned<Negative>>,
    /// Whether credits beyond the whole (overlays) are in the base.
    pub overlays: bool,
    /// Of a salary or bonus: by which days it shrinks for somebody employed for part of the period.
    pub prorate: Option<Spanned<Proration>>,
    /// How its money is rounded; absent: as the policy says.
    pub rounding: Option<Spanned<Rounding>>,
    /// How much of a row of a split order counts where it pays by a count.
    pub split: Option<Spanned<CountOfShares>>,
    /// What is not paid at once.
    pub hold_back: Option<HoldBack>,
}

/// `hold_back`: a share of a commission that is paid later, order by order.
#[derive(Clone, Debug)]
pub struct HoldBack {
    /// How much, from 0 to 1.
    pub share: Parameter,
    /// When it is paid.
    pub release: Release,
    /// Whether it is paid in proportion to what was collected; else when the order is paid in full.
    pub partial: bool,
    /// What becomes of what is held for somebody who has left; absent: an error as soon as there is such a person.
    pub leavers: Option<Spanned<Leavers>>,
    /// Where it stands.
    pub span: Span,
}

/// When what is held is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// When the order is collected.
    Collected,
    /// So many days after the order's last sale.
    Days(u32),
}

/// What becomes of what is held for somebody who has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leavers {
    /// It is paid.
    Release,
    /// It waits as before.
    Hold,
    /// It is lost.
    Forfeit,
}

impl PayKind {
    /// The measures by which an amount is multiplied or shared.
    pub fn multiplied(&self) -> Vec<&Spanned<MeasureId>> {
        match self {
            PayKind::Commission(commission) => vec![&commission.base],
            PayKind::Override(rule) => vec![&rule.base],
            PayKind::Bonus(bonus) => bonus.each.iter().collect(),
            PayKind::Pool(pool) => {
                if let Fund::Rate(_, base) = &pool.fund {
                    vec![base]
                } else {
                    Vec::new()
                }
            }
            _ => Vec::new(),
        }
    }
}

impl Component {
    /// Whether a row of a split order counts for each of its people as much as the share.
    pub fn is_by_share(&self) -> bool {
        self.split.as_ref().is_some_and(|split| split.value == CountOfShares::Share)
    }

    /// Whether an amount below 0 is carried to the next period.
    pub fn is_carried(&self) -> bool {
        self.negative.as_ref().is_some_and(|negative| negative.value == Negative::Carry)
    }

    /// Every condition, wherever in the component it stands.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let members = match &self.kind {
            PayKind::Pool(pool) => &pool.members[..],
            _ => &[],
        };
        self.when.iter().chain(&self.gate).chain(members)
    }
}

/// A number of the policy, or one that stands in the person's row of `staff.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A number of the policy.
    Fixed(Parameter),
    /// A number column of `staff.csv`.
    Staff(Spanned<String>),
}

impl Amount {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Amount::Fixed(number) => number.span,
            Amount::Staff(column) => column.span,
        }
    }

    /// The number, where the policy says it.
    pub fn fixed(&self) -> Option<&Parameter> {
        match self {
            Amount::Fixed(number) => Some(number),
            Amount::Staff(_) => None,
        }
    }
}

/// What a component pays in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayUnit {
    /// The policy's currency.
    #[default]
    Money,
    /// Days of leave; never added to money.
    LeaveDays,
    /// An honour, named; never added to money.
    Honour,
}

impl PayUnit {
    /// Every unit with its name.
    pub const ALL: [(&'static str, PayUnit); 3] =
        [("money", PayUnit::Money), ("leave_days", PayUnit::LeaveDays), ("honour", PayUnit::Honour)];

    /// The name in the policy.
    pub fn id(self) -> &'static str {
        Self::ALL.iter().find(|(_, unit)| *unit == self).map_or("money", |(id, _)| id)
    }
}

/// What a missing value means for a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenPayMissing {
    /// It counts as 0.
    Zero,
    /// There is no line.
    Skip,
}

/// What becomes of an amount below 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Negative {
    /// Nothing is paid, and the amount is taken from later ones of the component.
    Carry,
    /// Nothing is paid.
    Zero,
    /// It is paid as it is.
    Pay,
}

/// What a component pays.
#[derive(Clone, Debug)]
pub enum PayKind {
    /// A share of a base.
    Commission(Commission),
    /// An amount when conditions hold.
    Bonus(Bonus),
    /// Performance salary.
    Salary(Salary),
    /// A share of what others made.
    Override(Override),
    /// A fund shared among members.
    Pool(Pool),
    /// Prizes by place.
    Contest(Contest),
    /// Tops other components up.
    Guarantee(Guarantee),
    /// Tops other components up in advance.
    Draw(Draw),
    /// Brings other components down.
    Limit(Limit),
    /// Keeps the largest of other components.
    Greater(Greater),
    /// The lines of `adjustments.csv`.
    Adjustment,
}

/// `kind = "commission"`.
#[derive(Clone, Debug)]
pub struct Commission {
    /// A money measure.
    pub base: Spanned<MeasureId>,
    /// What the formula is applied to.
    pub over: Spanned<Over>,
    /// How the amount comes from the base.
    pub formula: Formula,
}

/// What a formula is applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Each order.
    Deal,
    /// The period's total.
    Period,
    /// The total of the fiscal year so far, less what closed periods of it paid.
    YearToDate,
}

/// How an amount comes from a base.
#[derive(Clone, Debug)]
pub enum Formula {
    /// Base × rate.
    Rate(Parameter),
    /// Each label's part of the base at its own rate.
    ByLabel {
        /// Label column of the base's source.
        column: Spanned<String>,
        /// Label and rate.
        rates: Vec<(String, Parameter)>,
        /// Rate of the other labels; absent: an error that names the label.
        default: Option<Parameter>,
    },
    /// Base × the person's own rate.
    ByPerson {
        /// Column of `staff.csv`.
        column: Spanned<String>,
    },
    /// Each row at the rate of the step that its number column reaches.
    ByNumber {
        /// Number column, or duration, of the base's source.
        column: Spanned<String>,
        /// Rates.
        steps: Steps<Parameter>,
    },
    /// Whole or marginal tiers.
    Tiers {
        /// How a step applies.
        apply: Spanned<Apply>,
        /// What reaches the steps.
        by: Spanned<TiersBy>,
        /// What a step pays.
        steps: Steps<TierPay>,
    },
    /// Straight lines between points.
    Curve {
        /// What runs along the curve.
        by: Spanned<TiersBy>,
        /// The curve.
        curve: Curve,
    },
    /// Base × the rate of a cell.
    Matrix {
        /// What chooses the row, and the rows' bounds.
        rows: (Spanned<TiersBy>, Vec<Bound>),
        /// What chooses the column, and the columns' bounds.
        columns: (Spanned<TiersBy>, Vec<Bound>),
        /// A rate for each row and column.
        rates: Vec<Vec<Parameter>>,
        /// Where it stands.
        span: Span,
    },
}

/// How a step applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apply {
    /// The whole base at the rate of the step reached.
    Whole,
    /// The part of the base inside each step at its rate.
    Marginal,
}

/// What reaches the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TiersBy {
    /// The base itself.
    Amount,
    /// Attainment of the base's target.
    Attainment,
    /// Another measure.
    Measure(MeasureId),
}

impl Formula {
    /// What reaches its steps.
    pub fn looked_by(&self) -> Vec<&Spanned<TiersBy>> {
        match self {
            Formula::Tiers { by, .. } | Formula::Curve { by, .. } => vec![by],
            Formula::Matrix { rows, columns, .. } => vec![&rows.0, &columns.0],
            Formula::Rate(_) | Formula::ByLabel { .. } | Formula::ByPerson { .. } | Formula::ByNumber { .. } => {
                Vec::new()
            }
        }
    }
}

impl Commission {
    /// The measures that reach the steps of each order as what that order has of them.
    pub fn measures_of_orders(&self, policy: &Policy) -> Vec<Spanned<MeasureId>> {
        let by = self.formula.looked_by().into_iter().filter(|_| self.over.value == Over::Deal);
        let measures = by.filter_map(|by| match by.value {
            TiersBy::Measure(measure) => Some(Spanned::new(measure, by.span)),
            TiersBy::Amount | TiersBy::Attainment => None,
        });
        measures.filter(|measure| policy.is_of_orders(measure.value)).collect()
    }
}

/// What a step pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TierPay {
    /// A share of the base.
    Rate(Parameter),
    /// An amount; with `apply = "whole"` only.
    Amount(Amount),
}

/// Straight lines between points.
#[derive(Clone, Debug)]
pub struct Curve {
    /// x and y, x rising; at least two.
    pub points: Vec<(Parameter, Parameter)>,
    /// What y is.
    pub unit: CurveUnit,
    /// What holds outside of the points.
    pub beyond: Beyond,
    /// Where it stands.
    pub span: Span,
}

/// What a curve's y is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurveUnit {
    /// The amount itself.
    Amount,
    /// A rate of the base.
    Rate,
}

/// What holds outside of a curve's points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// The nearest point's value.
    Flat,
    /// The nearest line goes on.
    Extend,
}

/// A factor on an amount.
#[derive(Clone, Debug)]
pub enum Factor {
    /// The coefficient of the grade.
    Grade(Span),
    /// What the step reached by a measure says.
    Steps {
        /// Which measure.
        measure: Spanned<MeasureId>,
        /// Whether its attainment is meant, else its value.
        attainment: bool,
        /// Whose it is.
        whose: Whose,
        /// Factors.
        steps: Steps<Parameter>,
    },
    /// The value itself.
    Value {
        /// Which measure.
        measure: Spanned<MeasureId>,
        /// Whether its attainment is meant, else its value.
        attainment: bool,
        /// Whose it is.
        whose: Whose,
        /// At most this.
        cap: Option<Parameter>,
    },
}

/// `kind = "bonus"`.
#[derive(Clone, Debug)]
pub struct Bonus {
    /// What it is; with choices, the first of them.
    pub amount: BonusAmount,
    /// Paid once for each unit of this measure.
    pub each: Option<Spanned<MeasureId>>,
    /// What `staff.reward_pref` picks from; empty: no choice.
    pub choices: Vec<Choice>,
    /// Whether conditions and measure are the mentees', and the money the mentor's.
    pub of_mentees: bool,
}

/// How much of a row of a split order counts for each of its people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountOfShares {
    /// The person's share.
    Share,
    /// The whole row.
    Whole,
}

/// One of several rewards.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What it is.
    pub amount: BonusAmount,
    /// In what.
    pub unit: PayUnit,
}

/// An amount, or an honour.
#[derive(Clone, Debug)]
pub enum BonusAmount {
    /// An amount.
    Of(Amount),
    /// An honour's name.
    Named(Spanned<String>),
}

/// `kind = "salary"`: performance salary.
#[derive(Clone, Debug)]
pub enum Salary {
    /// Base × the grade's coefficient.
    ByGrade {
        /// Base.
        base: Amount,
    },
    /// Base × the factor of the score: lines between points, flat after the last.
    ByScore {
        /// Base.
        base: Amount,
        /// Score and factor, score rising.
        points: Vec<(Parameter, Parameter)>,
        /// Factor under the first point; absent: the first point's score is 0 or lower.
        below: Option<Parameter>,
    },
}

/// `kind = "override"`.
#[derive(Clone, Debug)]
pub struct Override {
    /// What is counted.
    pub base: Spanned<MeasureId>,
    /// Whose.
    pub of: Spanned<OverrideOf>,
    /// Whether the manager's own is in.
    pub include_own: bool,
    /// Only what is above this.
    pub excess_over: Option<Parameter>,
    /// Rate or tiers.
    pub formula: Formula,
}

/// Whose figures an override counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverrideOf {
    /// Rows of people who reported to the manager on the row's date.
    Direct,
    /// Those, and those who reported to them, all the way down.
    Branch,
    /// Rows of the people whose mentor it is.
    Mentees,
}

/// `kind = "pool"`.
#[derive(Clone, Debug)]
pub struct Pool {
    /// What there is to share.
    pub fund: Fund,
    /// By what it is shared.
    pub by: Spanned<PoolBy>,
    /// Whose measure it is shared by.
    pub whose: Whose,
    /// Whether each team has a fund of its own.
    pub per_team: bool,
    /// Who shares, beside `roles`; empty: everybody with that role.
    pub members: Vec<Condition>,
}

/// What a pool has to share.
#[derive(Clone, Debug)]
pub enum Fund {
    /// An amount.
    Amount(Amount),
    /// A rate of the department's measure, or of the team's where each team has a fund.
    Rate(Parameter, Spanned<MeasureId>),
}

/// By what a pool is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolBy {
    /// Equal parts.
    Equal,
    /// In proportion to the member's measure (`score` is one).
    Measure(MeasureId),
}

/// `kind = "contest"`.
#[derive(Clone, Debug)]
pub struct Contest {
    /// What decides.
    pub measure: Spanned<MeasureId>,
    /// First day.
    pub from: Spanned<NaiveDate>,
    /// Last day, included.
    pub to: Spanned<NaiveDate>,
    /// Whether teams compete, else persons.
    pub teams: bool,
    /// Prizes of the first, second, ….
    pub prizes: Vec<Parameter>,
    /// Whether tied people share the prizes of their places; otherwise who got there first.
    pub share_ties: bool,
}

/// `kind = "guarantee"`.
#[derive(Clone, Debug)]
pub struct Guarantee {
    /// Names of earlier components.
    pub components: Vec<Spanned<String>>,
    /// What they are topped up to, prorated as targets are.
    pub minimum: Amount,
}

/// `kind = "draw"`: what is paid up to the minimum is owed, and recovered from later excess.
#[derive(Clone, Debug)]
pub struct Draw {
    /// Names of earlier components.
    pub components: Vec<Spanned<String>>,
    /// What they are topped up to, prorated as targets are.
    pub minimum: Amount,
    /// The most that is recovered of one period's excess; absent: all of it.
    pub recover_at_most: Option<RecoverAtMost>,
    /// The first period in which something is recovered; absent: the first one.
    pub from_period: Option<Spanned<Period>>,
    /// Whether it is owed.
    pub recoverable: Spanned<bool>,
}

/// The most that a draw recovers.
#[derive(Clone, Debug)]
pub enum RecoverAtMost {
    /// An amount.
    Amount(Parameter),
    /// A share of the excess, from 0 to 1.
    Share(Parameter),
}

/// `kind = "limit"`.
#[derive(Clone, Debug)]
pub struct Limit {
    /// Names of earlier components.
    pub components: Vec<Spanned<String>>,
    /// What their sum is brought down to.
    pub maximum: Amount,
}

/// `kind = "greater"`.
#[derive(Clone, Debug)]
pub struct Greater {
    /// Names of earlier components.
    pub components: Vec<Spanned<String>>,
}
