//! Measures that reach the steps of orders, and have no row of any order that is paid.

use super::payee::Run;
use super::whom;
use crate::derivation::Subject;
use crate::finding::{Finding, Findings};
use crate::measure::{Ask, Deal};
use crate::policy::rules::{Commission, PayKind};

/// Warns of each: every order would stand on the step that 0 reaches.
pub(super) fn warn(run: Run, findings: &mut Findings) {
    let PayKind::Commission(commission) = &run.component.kind else { return };
    let book = run.view.book;
    let looked = commission.measures_of_orders(book.policy);
    if looked.is_empty() {
        return;
    }
    let deals = deals(run, commission);
    for measure in looked {
        let (window, subject) = (book.period, &Subject::Department);
        let ask = Ask { measure: measure.value, subject, window, overlays: false };
        if !deals.is_empty() && deals.iter().all(|deal| book.totals.of_order(&ask, deal).rows == 0) {
            let finding = Finding::warning("tiers-by-of-no-order").with("measure", run.name_of(measure.value));
            let finding = finding.with("component", &run.component.name.value).with("period", window);
            findings.push(finding.with("orders", deals.len()).at(run.place(measure.span)));
        }
    }
}

/// The orders of those whom the component is for.
fn deals(run: Run, commission: &Commission) -> Vec<Deal> {
    let book = run.view.book;
    let (measure, overlays) = (commission.base.value, run.component.overlays);
    let people = run.view.result.people.iter().filter(|result| whom::takes(&run, result));
    let of = |person: usize| {
        let subject = Subject::Person(person);
        book.totals.deals(&Ask { measure, subject: &subject, window: book.period, overlays }, None)
    };
    people.flat_map(|result| of(result.person)).collect()
}
