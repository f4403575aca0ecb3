//! The management half: classes of customers, the clock of progress, targets handed down, watches and suggestions. Nothing of it pays.

pub mod actions;
pub mod customers;
pub mod progress;
pub mod split;
pub mod watch;

use std::collections::BTreeSet;

use crate::calendar::{NaiveDate, Period};
use crate::policy::rules::Condition;
use watch::WatchKind;

pub use actions::ActionRule;
pub use customers::CustomersRule;
pub use progress::ProgressRule;
pub use split::SplitRule;
pub use watch::WatchRule;

/// A column of `customers` that a question looks at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LookedAt {
    /// Its name or header.
    pub column: String,
    /// Whether its cells must be numbers.
    pub is_number: bool,
    /// Whether a file without it is refused.
    pub is_needed: bool,
}

/// The columns of `staff` of which a pay cut is a share: the first that a person has.
pub const WAGES: [&str; 2] = ["wage", "base_pay"];

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct ManagementRules {
    /// The last day that counts, where that is not the period's own; filled by the run, before it asks what is needed.
    pub as_of: Option<NaiveDate>,
    /// Whether it is asked what needs a look; filled by the run.
    pub is_watched: bool,
    /// Whether targets are shown with how far they are reached; filled by the run.
    pub shows_targets: bool,
    /// The columns of `customers` that a question looks at; nothing where it does not look at customers. Filled by the run.
    pub looked_at: Option<BTreeSet<LookedAt>>,
    /// Whether customers are compared with each other; filled by the run.
    pub compares_customers: bool,
    /// `[customers]`; nothing where the policy has none.
    pub customers: Option<CustomersRule>,
    /// `[progress]`.
    pub progress: ProgressRule,
    /// `[targets.split]`; nothing where the policy has none.
    pub split: Option<SplitRule>,
    /// `[[watch]]` in the order of the file.
    pub watches: Vec<WatchRule>,
    /// `[[actions]]` in the order of the file.
    pub actions: Vec<ActionRule>,
    /// Inputs whose rows are looked at one by one; filled by the run, for what is asked.
    pub listed: Vec<Listed>,
    /// Whether products are called by their names.
    pub names_products: bool,
    /// Inputs whose rows some question looks at one by one, whether it is asked or not; filled by the run.
    pub looked_through: Vec<String>,
}

/// An input whose rows are looked at one by one.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// The input.
    pub input: String,
    /// Columns that its files must have.
    pub needed: Vec<String>,
    /// Other columns that are looked at: a file may lack them.
    pub named: Vec<String>,
    /// Columns that are read as numbers, whether a kind of file knows them or not.
    pub numbers: Vec<String>,
    /// Columns whose cells must be days, where they are not blank.
    pub days: Vec<String>,
    /// Columns whose cells must be amounts, where they are not blank.
    pub amounts: Vec<String>,
}

impl ManagementRules {
    /// The columns of `staff` that its rules take numbers from.
    pub fn staff_columns(&self) -> Vec<&str> {
        let weights = self.split.iter().filter_map(|split| split.by.column());
        let cuts = self.actions.iter().any(|action| action.cut.is_some());
        let wages = WAGES.into_iter().filter(|_| cuts);
        weights.map(|column| column.value.as_str()).chain(wages).collect()
    }

    /// The conditions of actions and watches.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let of_watches = self.watches.iter().flat_map(|watch| match &watch.kind {
            WatchKind::Measure(watch) => watch.conditions(),
            WatchKind::Rows(_) => &[],
        });
        self.actions.iter().flat_map(|action| &action.when).chain(of_watches)
    }

    /// Whether it is asked who the customers are, or what needs a look.
    pub fn is_asked(&self) -> bool {
        self.is_watched || self.compares_customers || !self.listed.is_empty()
    }

    /// What is looked at of an input's rows, where they are looked at one by one.
    pub fn listed(&self, input: &str) -> Option<&Listed> {
        self.listed.iter().find(|listed| listed.input == input)
    }
}

impl ManagementRules {
    /// The last day of a period that counts.
    pub fn last_day(&self, period: &Period) -> NaiveDate {
        self.as_of.filter(|day| period.contains(*day)).unwrap_or_else(|| period.last())
    }

    /// Adds columns of `customers` that a question looks at.
    pub fn look_at(&mut self, columns: impl IntoIterator<Item = LookedAt>) {
        self.looked_at.get_or_insert_default().extend(columns);
    }

    /// The columns of `customers` that a question looks at.
    pub fn looked_at(&self) -> impl Iterator<Item = &LookedAt> {
        self.looked_at.iter().flatten()
    }
}
