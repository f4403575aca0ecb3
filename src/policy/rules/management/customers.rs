//! `[customers]`: how customers are classed, and what each class asks for.

use crate::source::Span;

/// The rule.
#[derive(Clone, Debug)]
pub struct CustomersRule {
    /// Where it stands.
    pub span: Span,
}
