//! `[customers]`: how customers are classed, and what each class asks for.

use crate::number::Number;
use crate::policy::rules::{Bound, MeasureId, Parameter, Steps};
use crate::source::{Span, Spanned};
use crate::spelling::alike;

/// How many months figures of customers look back to, where the policy does not say.
pub const MONTHS: u32 = 12;

/// The rule.
#[derive(Clone, Debug)]
pub struct CustomersRule {
    /// How they are classed.
    pub class: Classing,
    /// How many months figures of customers look back to.
    pub window_months: u32,
    /// What each class asks for, in the order of the file.
    pub strategies: Vec<Strategy>,
    /// Where it stands.
    pub span: Span,
}

/// How customers are classed.
#[derive(Clone, Debug)]
pub enum Classing {
    /// By two columns of the register, as a table.
    Matrix(Matrix),
    /// By their part of a measure.
    Pareto(Pareto),
    /// By how long ago, how often and for how much they bought.
    Rfm(Rfm),
    /// By the sum of points that staff gave.
    Points(Points),
    /// As the register says.
    Recorded,
}

/// A table of classes: the row by one column of the register, the column by another.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// By what the row is found.
    pub rows: Side,
    /// By what the column is found.
    pub columns: Side,
    /// By row, then column.
    pub classes: Vec<Vec<Spanned<String>>>,
}

/// One side of a table.
#[derive(Clone, Debug)]
pub struct Side {
    /// The column of the register.
    pub by: Spanned<String>,
    /// Where each row or column begins.
    pub steps: Vec<Bound>,
}

/// The few who bring the most.
#[derive(Clone, Debug)]
pub struct Pareto {
    /// Of which their part is looked at.
    pub measure: Spanned<MeasureId>,
    /// Up to this part of the whole they are A.
    pub a: Parameter,
    /// Up to this part they are B.
    pub b: Parameter,
    /// Where the customer belongs with whom a bound is crossed.
    pub edge: Edge,
}

/// Where the customer belongs with whom a bound is crossed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Below it: a class is at most its part of the whole.
    Inclusive,
    /// Above it: a class is at least its part of the whole.
    Crossing,
}

/// How long ago, how often and for how much.
#[derive(Clone, Debug)]
pub struct Rfm {
    /// What the three are held against.
    pub against: RfmAgainst,
    /// Code and class.
    pub classes: Vec<(Spanned<String>, Spanned<String>)>,
    /// Of fewer customers with an order nobody is classed.
    pub min_customers: Option<Spanned<u32>>,
}

/// What the three digits of a code are.
#[derive(Clone, Debug)]
pub enum RfmAgainst {
    /// 1 at or better than the mean of customers with an order, else 0.
    Mean,
    /// How many of these steps are reached; of recency, how many are not.
    Steps {
        /// Days since the last order.
        recency: Vec<Bound>,
        /// Orders.
        frequency: Vec<Bound>,
        /// Amount.
        monetary: Vec<Bound>,
    },
}

/// Points that staff gave.
#[derive(Clone, Debug)]
pub struct Points {
    /// The columns of the register that are added up.
    pub columns: Vec<Spanned<String>>,
    /// The class from a sum on.
    pub steps: Steps<Spanned<String>>,
}

/// What a class asks for.
#[derive(Clone, Debug)]
pub struct Strategy {
    /// The class.
    pub class: Spanned<String>,
    /// What to do, for people.
    pub text: Option<String>,
    /// A contact at least once in so many days.
    pub contact_days: Option<Spanned<u32>>,
    /// The most that may be taken off an amount.
    pub max_discount: Option<Parameter>,
}

impl Default for CustomersRule {
    /// As the register says, where the policy says nothing.
    fn default() -> Self {
        CustomersRule {
            class: Classing::Recorded,
            window_months: MONTHS,
            strategies: Vec::new(),
            span: Span::default(),
        }
    }
}

impl CustomersRule {
    /// What a class asks for; nothing where the policy does not say.
    pub fn strategy(&self, class: &str) -> Option<&Strategy> {
        self.strategies.iter().find(|strategy| alike(&strategy.class.value, class))
    }

    /// The least of what classes may have taken off; nothing where none says.
    pub fn least_discount(&self) -> Option<&Number> {
        self.strategies.iter().filter_map(|strategy| strategy.max_discount.as_ref()).map(|most| &most.value).min()
    }

    /// Whether some class is to be contacted regularly.
    pub fn asks_for_contacts(&self) -> bool {
        self.strategies.iter().any(|strategy| strategy.contact_days.is_some())
    }
}

impl Classing {
    /// The columns of the register that it goes by, whether each holds numbers.
    pub fn columns(&self) -> Vec<(&Spanned<String>, bool)> {
        match self {
            Classing::Matrix(matrix) => vec![(&matrix.rows.by, true), (&matrix.columns.by, true)],
            Classing::Points(points) => points.columns.iter().map(|column| (column, true)).collect(),
            Classing::Pareto(_) | Classing::Rfm(_) | Classing::Recorded => Vec::new(),
        }
    }

    /// The classes that it can give, the best first, where their order follows from the rule.
    pub fn best_first(&self) -> Vec<String> {
        let texts = |classes: Vec<&Spanned<String>>| classes.into_iter().map(|class| class.value.clone()).collect();
        match self {
            Classing::Matrix(matrix) => texts(matrix.classes.iter().flatten().rev().collect()),
            Classing::Rfm(rfm) => texts(rfm.classes.iter().map(|(_, class)| class).collect()),
            Classing::Points(points) => {
                let steps = points.steps.list.iter().rev().map(|step| &step.value);
                texts(steps.chain(&points.steps.below).collect())
            }
            Classing::Pareto(_) | Classing::Recorded => Vec::new(),
        }
    }

    /// The classes that it can give; nothing where the register has the word.
    pub fn classes(&self) -> Option<Vec<&str>> {
        let given: Vec<&str> = match self {
            Classing::Matrix(matrix) => matrix.classes.iter().flatten().map(|class| class.value.as_str()).collect(),
            Classing::Pareto(_) => vec!["A", "B", "C"],
            Classing::Rfm(rfm) => rfm.classes.iter().map(|(_, class)| class.value.as_str()).collect(),
            Classing::Points(points) => {
                let below = points.steps.below.iter();
                below
                    .chain(points.steps.list.iter().map(|step| &step.value))
                    .map(|class| class.value.as_str())
                    .collect()
            }
            Classing::Recorded => return None,
        };
        let mut classes = given;
        classes.sort_unstable();
        classes.dedup();
        Some(classes)
    }
}
