//! A measure whose `where` asks for words that `counted` of its input leaves out: no row is in it, whatever the files hold.

use crate::finding::{Finding, Findings};
use crate::ingest::cell::vocabulary;
use crate::policy::Policy;
use crate::policy::rules::{Filter, FilterTerm, FilterTest, InputRule, MeasureId};
use crate::spelling::alike;

/// A warning for each such filter of a measure that something is made of.
pub(super) fn report(policy: &Policy, findings: &mut Findings) {
    for id in &policy.used {
        let Some(measure) = policy.measures.get(id.0).filter(|_| !is_hidden(policy, *id)) else { continue };
        let Some(rule) = measure.kind.source().and_then(|source| policy.input(source)) else { continue };
        let Some(counted) = &rule.counted else { continue };
        for term in &measure.filter.terms {
            if let Some((words, of_counted)) = outside(rule, counted, term) {
                let shown: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                let finding = Finding::warning("where-beyond-counted").with("measure", &measure.name);
                let finding = finding.with("column", &term.column).with("words", shown.join(", "));
                let finding = finding.with("input", &rule.name).at(policy.text.place(term.span));
                findings.push(finding.at(policy.text.place(of_counted.span)));
            }
        }
    }
}

fn is_hidden(policy: &Policy, id: MeasureId) -> bool {
    policy.is_hidden(id)
}

/// The words of a filter, and what of `counted` lets no row with any of them pass.
fn outside<'p>(rule: &InputRule, counted: &'p Filter, term: &'p FilterTerm) -> Option<(&'p [String], &'p FilterTerm)> {
    let FilterTest::OneOf(words) = &term.test else { return None };
    let is_same = |one: &str, other: &str| {
        let column = term.column.as_str();
        alike(meant(rule, column, one), meant(rule, column, other))
    };
    let is_among = |word: &str, list: &[String]| list.iter().any(|own| is_same(word, own));
    let leaves_out = |of: &&FilterTerm| match &of.test {
        FilterTest::OneOf(list) => words.iter().all(|word| !is_among(word, list)),
        FilterTest::NoneOf(list) => words.iter().all(|word| is_among(word, list)),
        _ => false,
    };
    let of_column = counted.terms.iter().filter(|own| own.column == term.column);
    of_column.into_iter().find(leaves_out).map(|of| (words.as_slice(), of))
}

/// What a word is read as, by the input's `values` or by itself.
fn meant<'w>(rule: &'w InputRule, column: &str, word: &'w str) -> &'w str {
    let lists = rule.values.iter().filter(|(of, _)| of == column).flat_map(|(_, list)| list);
    let declared = lists.into_iter().find(|(own, _)| alike(own, word)).map(|(_, meant)| meant.value.as_str());
    declared.or_else(|| vocabulary::activity_kind(word).filter(|_| column == "kind")).unwrap_or(word)
}
