//! A mark that answers neither yes nor no – `x`, `o`, `?` – in a column that a rule asks for yes or no, and that answers so otherwise.

use std::collections::BTreeSet;

use super::words::Heard;
use crate::finding::{Finding, Findings};
use crate::ingest::cell::yes_no::answer;
use crate::measure::plan::{Plan, Stream};
use crate::source::Place;

/// One warning for each such column. A longer word may well be an answer of its own.
pub(super) fn report(plan: &Plan, heard: &[Heard], findings: &mut Findings) {
    for of_source in heard {
        let stream = &plan.streams[of_source.one.stream];
        let asked: BTreeSet<usize> =
            stream.words.iter().filter(|named| answer(&named.word).is_some()).map(|named| named.slot).collect();
        asked.into_iter().for_each(|slot| findings.extend_with(of_column(plan, (of_source, stream), slot)));
    }
}

fn of_column(plan: &Plan, (heard, stream): (&Heard, &Stream), slot: usize) -> Option<Finding> {
    let words = &heard.words[slot];
    let (answers, others): (Vec<&str>, Vec<&str>) = words.all().partition(|word| answer(word).is_some());
    let are_both = ["yes", "no"].into_iter().all(|asked| answers.iter().any(|word| answer(word) == Some(asked)));
    let is_named = |word: &str| stream.words.iter().any(|named| named.slot == slot && named.word == word);
    let [mark] = others[..] else { return None };
    if !are_both || mark.chars().count() != 1 || is_named(mark) {
        return None;
    }
    let (file, line) = words.first_of(mark)?;
    let finding = Finding::warning("mark-among-answers").with("input", &heard.one.name).with("mark", mark);
    let finding = finding.with("column", &stream.slots[slot].column);
    Some(finding.at(Place::line(plan.files.get(file as usize)?.clone(), line, "")))
}
