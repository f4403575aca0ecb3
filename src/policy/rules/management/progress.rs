//! `[progress]`: by which clock actual is held against target, and the bands of where it lands.

use crate::source::Span;

/// The rule.
#[derive(Clone, Debug, Default)]
pub struct ProgressRule {
    /// Where it stands.
    pub span: Span,
}
