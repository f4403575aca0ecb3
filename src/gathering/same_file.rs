//! One file under two inputs of which the one says what the other cannot: every sale would be collected, or returned, as well.

use super::streams::Opened;
use crate::finding::{Finding, Findings};
use crate::ingest::layout::FileLayout;
use crate::policy::Policy;
use crate::policy::rules::InputKind;

/// Inputs of which no row is also one of another of them.
const APART: [InputKind; 3] = [InputKind::Sales, InputKind::Returns, InputKind::Collections];

/// A warning for two such inputs that read the same day and the same amount of the same file, where no filter tells their rows apart.
pub(super) fn report(policy: &Policy, opened: &[Opened], findings: &mut Findings) {
    let is_meant = |one: &&Opened| {
        APART.contains(&one.kind()) && policy.input(&one.name).is_some_and(|rule| rule.counted.is_none())
    };
    let all: Vec<&Opened> = opened.iter().filter(is_meant).collect();
    for (index, one) in all.iter().enumerate() {
        let before = all[..index].iter().find(|before| has_same_columns(one, before));
        if let (Some(before), Some(rule)) = (before, policy.input(&one.name)) {
            let finding = Finding::warning("same-file-under-two").with("input", &one.name).with("other", &before.name);
            findings.push(finding.at(policy.text.place(rule.span)));
        }
    }
}

fn has_same_columns(one: &Opened, other: &Opened) -> bool {
    let is_same = |layout: &FileLayout| {
        other.layouts().iter().any(|known| {
            known.name == layout.name
                && ["date", "amount"].iter().all(|column| {
                    let field = field_of(layout, column);
                    field.is_some() && field == field_of(known, column)
                })
        })
    };
    one.layouts().iter().any(is_same)
}

fn field_of(layout: &FileLayout, column: &str) -> Option<usize> {
    layout.columns.iter().find(|(known, _)| known == column).map(|(_, field)| *field)
}
