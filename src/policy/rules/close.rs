//! `[close]`: how periods are closed, and what becomes of what files say of closed ones later.

use crate::calendar::NaiveDate;
use crate::source::{Span, Spanned};

/// `[close]`.
#[derive(Clone, Debug)]
pub struct CloseRules {
    /// The folder of closed periods, relative to the policy's folder.
    pub folder: String,
    /// Where it is named; the whole table, or the policy's begin, where it is not.
    pub span: Span,
    /// What is kept of the files that were read.
    pub inputs: KeptInputs,
    /// The day on which the year so far begins, where it is not the fiscal year's first: the first one of a period.
    pub starts: Option<Spanned<NaiveDate>>,
    /// How many closed periods before the one asked for are corrected with it; absent: none, they are listed.
    pub look_back: Option<Spanned<u32>>,
}

/// What a closed folder keeps of the files that were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptInputs {
    /// Copies.
    Copy,
    /// Fingerprints of their lines.
    Digests,
}

impl Default for CloseRules {
    fn default() -> Self {
        CloseRules {
            folder: "closed".to_owned(),
            span: Span::default(),
            inputs: KeptInputs::Copy,
            starts: None,
            look_back: None,
        }
    }
}
