//! `[targets.split]`: how a target is handed down.

use crate::source::Span;

/// The rule.
#[derive(Clone, Debug)]
pub struct SplitRule {
    /// Where it stands.
    pub span: Span,
}
