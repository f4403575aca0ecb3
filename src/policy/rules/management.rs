//! The management half: classes of customers, the clock of progress, targets handed down, watches and suggestions. Nothing of it pays.

pub mod actions;
pub mod customers;
pub mod progress;
pub mod split;
pub mod watch;

pub use actions::ActionRule;
pub use customers::CustomersRule;
pub use progress::ProgressRule;
pub use split::SplitRule;
pub use watch::WatchRule;

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct ManagementRules {
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
}

impl ManagementRules {
    /// What is looked at of an input's rows, where they are looked at one by one.
    pub fn listed(&self, input: &str) -> Option<&Listed> {
        self.listed.iter().find(|listed| listed.input == input)
    }
}
