//! Rates of labels that the base's own filter leaves out: such a rate can never apply.

use crate::policy::reading::Reading;
use crate::policy::rules::{Component, FilterTest, Formula, MeasureId, MeasureKind, Policy};
use crate::spelling::alike;

/// Warns of each such rate.
pub(super) fn warn(reading: &Reading, policy: &Policy, component: &Component) {
    let Some((Formula::ByLabel { column, rates, .. }, base)) = component.rated() else { return };
    for (label, rate) in rates {
        if lets_pass(policy, base.value, (&column.value, label)) == Some(false) {
            let measure = &policy.measure(base.value).name;
            let facts = [("label", label.as_str()), ("column", column.value.as_str()), ("measure", measure.as_str())];
            reading.warning("rate-of-left-out-label", rate.span, &facts);
        }
    }
}

/// Whether rows with that label can be in the measure; nothing where its kind does not tell.
fn lets_pass(policy: &Policy, measure: MeasureId, (column, label): (&str, &str)) -> Option<bool> {
    let rule = policy.measure(measure);
    match &rule.kind {
        MeasureKind::Sum(of) => {
            let input = policy.input(&of.source);
            let counted = input.and_then(|input| input.counted.as_ref());
            // A file may write what is read as the label.
            let is_renamed = input.is_some_and(|input| input.values.iter().any(|(known, _)| known == column));
            let terms = rule.filter.terms.iter().chain(counted.into_iter().flat_map(|filter| &filter.terms));
            let mut tests = terms.filter(|term| term.column == column).map(|term| &term.test);
            let has = |words: &[String]| words.iter().any(|word| alike(word, label));
            Some(
                is_renamed
                    || tests.all(|test| match test {
                        FilterTest::OneOf(words) => has(words),
                        FilterTest::NoneOf(words) => !has(words),
                        _ => true,
                    }),
            )
        }
        MeasureKind::Total(parts) => {
            let parts: Vec<Option<bool>> = parts.iter().map(|part| lets_pass(policy, *part, (column, label))).collect();
            Some(parts.iter().any(|part| *part != Some(false)))
        }
        _ => None,
    }
}
