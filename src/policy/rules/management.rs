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
}
