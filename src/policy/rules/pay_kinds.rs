//! Kinds of components in `[[pay]]`, each with what it alone has.

use super::condition::{Condition, Whose};
use super::formula::{Formula, Over, TiersBy};
use super::measure::MeasureId;
use super::pay::{Amount, PayUnit};
use super::{Parameter, Policy};
use crate::calendar::{NaiveDate, Period};
use crate::source::Spanned;

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

impl PayKind {
    /// The components that it tops up to a minimum.
    pub fn topped_up(&self) -> Option<&[Spanned<String>]> {
        match self {
            PayKind::Guarantee(guarantee) => Some(&guarantee.components),
            PayKind::Draw(draw) => Some(&draw.components),
            _ => None,
        }
    }

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
