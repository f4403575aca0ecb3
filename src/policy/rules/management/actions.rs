//! `[[actions]]`: what is suggested of whom, when these conditions hold; never pay.

use crate::source::Span;

/// The rule.
#[derive(Clone, Debug)]
pub struct ActionRule {
    /// Where it stands.
    pub span: Span,
}
