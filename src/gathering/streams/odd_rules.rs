//! Rules that cannot mean what they say in the files of a source: deals without orders, words that are read as none that a filter names.

use super::Opened;
use crate::finding::nearest::is_slip;
use crate::finding::{Finding, Severity};
use crate::ingest::faults::Faults;
use crate::ingest::layout::Whence;
use crate::measure::plan::{Keep, Stream};
use crate::policy::Policy;
use crate::policy::rules::InputRule;
use crate::spelling::alike;

/// Reports what is odd about the rules of a source whose headers were read.
pub(super) fn report(policy: &Policy, (rule, stream): (&InputRule, &Stream), one: &Opened, faults: &mut Faults) {
    deals_without_orders((rule, stream), one, faults);
    words_near_filters(policy, (rule, stream), faults);
}

/// Files without orders, of a source of which each deal is paid by itself.
fn deals_without_orders((rule, stream): (&InputRule, &Stream), one: &Opened, faults: &mut Faults) {
    if !stream.gathers.iter().any(|gather| matches!(gather.keep, Keep::Deals(..))) {
        return;
    }
    let severity = if rule.kind().has_orders() { Severity::Error } else { Severity::Warning };
    for (layout, head) in one.layouts.iter().zip(&one.heads) {
        if layout.slots[stream.order].whence == Whence::Absent {
            let without = Finding { severity, ..Finding::error("deal-without-order") }.with("input", &rule.name);
            let unread: Vec<String> = head.ignored.iter().map(|label| format!("`{label}`")).collect();
            let unread = if unread.is_empty() { "–".to_owned() } else { unread.join(", ") };
            faults.push(without.with("headers", unread).at(head.header.clone()));
        }
    }
}

/// Words that `values` reads as one that no filter names, one letter from one that some filter names. A word that is read as itself is declared
/// one of its own.
fn words_near_filters(policy: &Policy, (rule, stream): (&InputRule, &Stream), faults: &mut Faults) {
    for (column, words) in &rule.values {
        let of_column = |slot: usize| stream.slots[slot].column == *column;
        let named: Vec<&str> =
            stream.words.iter().filter(|named| of_column(named.slot)).map(|named| named.word.as_str()).collect();
        for (word, meant) in words.iter().filter(|(word, meant)| !alike(word, &meant.value)) {
            let is_named = named.iter().any(|named| alike(named, &meant.value));
            let near = named.iter().find(|named| !is_named && is_slip(&meant.value, named));
            if let Some(near) = near {
                let other = Finding::error("value-near-filter").with("column", column).with("word", word);
                let other = other.with("meant", &meant.value).with("near", near);
                faults.push(other.at(policy.text.place(meant.span)));
            }
        }
    }
}
