//! What a missing value means for the points: the rule that meets it says so.

use super::{Draft, findings};
use crate::derivation::{Figure, Form, Worksheet};
use crate::finding::Findings;
use crate::measure::Book;
use crate::policy::rules::{Scorecard, Unit, WhenMissing};
use crate::results::PersonResult;
use crate::source::Span;

/// Whether an indicator counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Its points are in the score.
    Counts,
    /// Its weight goes to the others.
    GivenAway,
    /// Its value should be there: an error was found.
    Refused,
}

/// A draft whose missing value is settled.
pub(super) struct Settled<'a> {
    /// The draft.
    pub draft: Draft<'a>,
    /// Its points; missing unless it counts.
    pub points: Figure,
    /// Whether it counts.
    pub state: State,
}

/// Settles every indicator of a person; a missing value that the policy allows nowhere is a finding.
pub(super) fn settled<'a>(
    book: &Book,
    card: &Scorecard,
    result: &mut PersonResult,
    drafts: Vec<Draft<'a>>,
    findings: &mut Findings,
) -> Vec<Settled<'a>> {
    let mut list = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let (points, state) = settle(&mut result.sheet, &draft);
        if state == State::Refused {
            findings.push(findings::missing_value(book, card, result.person, &draft));
        }
        list.push(Settled { draft, points, state });
    }
    list
}

fn settle(sheet: &mut Worksheet, draft: &Draft) -> (Figure, State) {
    if !draft.points.is_missing() {
        return (draft.points.clone(), State::Counts);
    }
    let Some(rule) = &draft.indicator.when_missing else { return (draft.points.clone(), State::Refused) };
    match rule.value {
        WhenMissing::Zero => {
            let zero = sheet.implied("none", 0, rule.span, Unit::Points);
            (instead(sheet, draft, &zero, rule.span), State::Counts)
        }
        WhenMissing::Full => (instead(sheet, draft, &draft.weight, rule.span), State::Counts),
        WhenMissing::Redistribute => (draft.points.clone(), State::GivenAway),
        WhenMissing::Error => (draft.points.clone(), State::Refused),
    }
}

fn instead(sheet: &mut Worksheet, draft: &Draft, points: &Figure, span: Span) -> Figure {
    sheet.named(("points", &draft.indicator.name), span, Form::Otherwise, &[&draft.points, points], Unit::Points)
}
