//! The register of risks: probability and impact are numbers from 1 to 5, or parts of the whole.

use crate::finding::Finding;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Register, RegisterRow, Wanted};
use crate::number::Number;
use crate::policy::rules::InputKind;

/// What a level is made of.
const FACTORS: [&str; 2] = ["probability", "impact"];

/// The most that a factor is.
const MOST: i64 = 5;

/// Adds them to what a register of risks is read for.
pub(super) fn add(kind: InputKind, wanted: &mut Wanted) {
    let factors = FACTORS.into_iter().filter(|_| kind == InputKind::Risks);
    wanted.optional.extend(factors.map(str::to_owned));
}

/// Reports factors below 0, which no scale has, and warns of others that are not from 1 to 5: their levels stand beside those of another scale. What is
/// no number is told by the watch that looks at it.
pub(super) fn check(register: &Register, faults: &mut Faults) {
    for column in FACTORS {
        let factors = register.rows.iter().filter_map(|row| Some((row, Factor::of(row, column)?)));
        let factors: Vec<(&RegisterRow, Factor)> = factors.collect();
        for (row, factor) in factors.iter().filter(|(_, factor)| factor.number.is_negative()) {
            let finding = Finding::error("risk-below-zero").with("column", column).with("text", &factor.text);
            row.read(faults).fault(column, finding);
        }
        let are_parts = factors.iter().any(|(_, factor)| factor.is_part());
        let is_beyond = |factor: &Factor| !factor.number.is_negative() && !factor.is_on_scale(are_parts);
        let beyond: Vec<&(&RegisterRow, Factor)> = factors.iter().filter(|(_, factor)| is_beyond(factor)).collect();
        if let Some((row, factor)) = beyond.first() {
            let finding = Finding::warning("risk-beyond-scale").with("column", column).with("count", beyond.len());
            faults.push(finding.with("text", &factor.text).at(row.place(column)));
        }
    }
}

/// A number and how it is written.
struct Factor {
    text: String,
    number: Number,
}

impl Factor {
    fn of(row: &RegisterRow, column: &str) -> Option<Self> {
        let text = row.text(column)?;
        let number = match text.strip_suffix(SIGNS) {
            Some(share) => Number::parse(share.trim_end())?.checked_div(&Number::from(100))?,
            None => Number::parse(&text)?,
        };
        Some(Factor { text, number })
    }

    fn is_signed(&self) -> bool {
        self.text.ends_with(SIGNS)
    }

    /// Whether it is a part of the whole.
    fn is_part(&self) -> bool {
        self.is_signed() || (self.number.is_positive() && self.number < Number::one())
    }

    fn is_on_scale(&self, are_parts: bool) -> bool {
        let most = if self.is_signed() { Number::one() } else { Number::from(MOST) };
        self.number <= most && (self.number.is_positive() || are_parts)
    }
}

/// Signs of per cent.
const SIGNS: [char; 2] = ['%', '％'];
