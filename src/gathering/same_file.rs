//! One file under two inputs of which the one says what the other cannot: every sale would be collected, or returned, as well. And a file that is a copy of one
//! of another input, which was most likely saved under the wrong name.

use std::io::{self, Read};

use super::streams::Opened;
use crate::finding::{Finding, Findings};
use crate::ingest::files::InputFile;
use crate::ingest::layout::FileLayout;
use crate::policy::Policy;
use crate::policy::rules::InputKind;

/// So many bytes are compared at once.
const BLOCK: usize = 16 << 10;

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

/// A warning for each file that has, byte by byte, the rows of one of another input under another name, where no filter tells their rows apart.
pub(super) fn report_copies(policy: &Policy, opened: &[Opened], findings: &mut Findings) {
    let is_whole = |one: &&Opened| policy.input(&one.name).is_some_and(|rule| rule.counted.is_none());
    let all: Vec<&Opened> = opened.iter().filter(is_whole).collect();
    for (index, one) in all.iter().enumerate() {
        for file in one.files() {
            let others = || all[..index].iter().flat_map(|before| before.files().iter().map(move |of| (*before, of)));
            let copied = others().find(|(_, of)| of.name != file.name && is_copy(file, of).unwrap_or(false));
            let (Some((before, of)), Some(rule)) = (copied, policy.input(&one.name)) else { continue };
            let finding =
                Finding::warning("copy-of-another-input").with("input", &one.name).with("other", &before.name);
            let finding = finding.with("file", &*file.name).with("copied", &*of.name);
            findings.push(finding.at(policy.text.place(rule.span)));
        }
    }
}

/// Whether both have the same bytes, two lines of them at least.
fn is_copy(one: &InputFile, other: &InputFile) -> io::Result<bool> {
    if one.text_len() != other.text_len() {
        return Ok(false);
    }
    let (mut one, mut other) = (one.open()?, other.open()?);
    let (mut block, mut same) = ([0; BLOCK], [0; BLOCK]);
    let mut lines = 0;
    loop {
        let read = one.read(&mut block)?;
        if read == 0 {
            return Ok(lines > 1 && other.read(&mut same)? == 0);
        }
        let is_there = other.read_exact(&mut same[..read]);
        if is_there.is_err() || block[..read] != same[..read] {
            return Ok(false);
        }
        lines += block[..read].iter().filter(|byte| **byte == b'\n').count();
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
