//! `[[pay]]`: components that turn measures into money, leave or an honour.

use super::condition::{Condition, Whose};
use super::formula::Formula;
use super::measure::MeasureId;
use super::pay_kinds::PayKind;
use super::steps::Steps;
use super::{Parameter, Proration};
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

impl Component {
    /// Its formula, and the measure that the formula is applied to; of a kind that has one.
    pub fn rated(&self) -> Option<(&Formula, &Spanned<MeasureId>)> {
        match &self.kind {
            PayKind::Commission(commission) => Some((&commission.formula, &commission.base)),
            PayKind::Override(rule) => Some((&rule.formula, &rule.base)),
            _ => None,
        }
    }

    /// Its formula, where it has one.
    pub fn formula(&self) -> Option<&Formula> {
        self.rated().map(|(formula, _)| formula)
    }

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

/// How much of a row of a split order counts for each of its people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountOfShares {
    /// The person's share.
    Share,
    /// The whole row.
    Whole,
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
