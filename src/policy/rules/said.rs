//! What the policy says of roles and files as a whole.

use super::{Leave, MeasureRule, Policy};
use crate::source::Span;
use crate::spelling::alike;

impl Policy {
    /// Whether the policy says that nothing shall score or pay that role.
    pub fn is_outside(&self, role: &str) -> bool {
        self.header.outside.iter().any(|known| alike(&known.value, role))
    }

    /// Whether days of leave change anything, or the policy says that they shall not.
    pub fn goes_by_leave(&self) -> bool {
        let rule = &self.targets.leave;
        let is_said = rule.value == Leave::Relief || rule.span != Span::default();
        let is_measured = |measure: &MeasureRule| measure.kind.inputs().contains(&"leave");
        is_said || self.management.split.is_some() || self.measures.iter().any(is_measured)
    }
}
