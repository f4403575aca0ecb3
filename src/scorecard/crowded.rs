//! Names an indicator that tells nobody apart: too many people have its most points, or none.

use super::{Draft, points};
use crate::finding::{Finding, Findings};
use crate::measure::Book;
use crate::number::Number;
use crate::policy::rules::{Indicator, Parameter, Scorecard};

/// Warns where more than the scorecard's share of the people with a value has the indicator's most points, or none.
/// A single person is no crowd.
pub(super) fn warn(book: &Book, card: &Scorecard, indicator: &Indicator, drafts: &[Draft], findings: &mut Findings) {
    let Some(limit) = &card.crowded else { return };
    let found: Vec<&Number> = drafts.iter().filter_map(|draft| draft.points.value()).collect();
    let crowd = |test: &dyn Fn(&Number) -> bool| found.iter().filter(|points| test(points)).count();
    let most = points::most(indicator);
    let counts = [
        ("crowded-at-most", crowd(&|points| most.as_ref().is_some_and(|most| points >= most))),
        ("crowded-at-zero", crowd(&|points| !points.is_positive())),
    ];
    for (code, count) in counts {
        if found.len() > 1 && beyond(count, found.len(), limit) {
            let finding = Finding::warning(code)
                .with("indicator", &indicator.name)
                .with("scorecard", &card.name)
                .with("count", count)
                .with("people", found.len())
                .at(book.policy.text.place(indicator.span))
                .at(book.policy.text.place(limit.span));
            findings.push(finding);
        }
    }
}

fn beyond(count: usize, of: usize, limit: &Parameter) -> bool {
    Number::fraction(count as i128, of as i128).is_some_and(|share| share > limit.value)
}
