//! Measures that reach the steps of orders, and have no row of any order that is paid; and orders that are held against the target of all of them.

use super::payee::Run;
use super::whom;
use crate::derivation::{Subject, Worksheet};
use crate::finding::{Finding, Findings};
use crate::measure::{Ask, Deal};
use crate::number::Number;
use crate::policy::rules::{Apply, Commission, Formula, Over, PayKind, TiersBy};

/// Warns of each: every order would stand on the step that 0 reaches.
pub(super) fn warn(run: Run, findings: &mut Findings) {
    let PayKind::Commission(commission) = &run.component.kind else { return };
    findings.extend_with(of_targets(run, commission));
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

/// Marginal tiers by attainment of single orders: each is held against the whole target by itself. A warning where none comes to the first bound, and
/// somebody's orders together do.
fn of_targets(run: Run, commission: &Commission) -> Option<Finding> {
    let Formula::Tiers { apply, by, steps } = &commission.formula else { return None };
    let is_so = apply.value == Apply::Marginal && by.value == TiersBy::Attainment;
    if !is_so || commission.over.value != Over::Deal {
        return None;
    }
    let bound = steps.list.iter().map(|step| &step.bound.at).find(|at| at.value.is_positive())?;
    let people = run.view.result.people.iter().filter(|result| whom::takes(&run, result));
    let compared: Vec<Compared> = people.filter_map(|result| compared(run, commission, result.person)).collect();
    let reaching = compared.iter().filter(|one| one.together >= &one.target * &bound.value).count();
    let is_reached = compared.iter().any(|one| one.largest >= &one.target * &bound.value);
    if reaching == 0 || is_reached {
        return None;
    }
    let finding = Finding::warning("orders-below-target").with("measure", run.name_of(commission.base.value));
    let written = run.view.book.policy.text.text().get(bound.span.start..bound.span.end)?.trim_matches(['"', '\'']);
    let finding = finding.with("found", written).with("people", reaching);
    Some(finding.with("component", &run.component.name.value).at(run.place(commission.over.span)))
}

/// What somebody sold beside the target.
struct Compared {
    target: Number,
    together: Number,
    largest: Number,
}

/// Nothing of whoever has no target, or no order.
fn compared(run: Run, commission: &Commission, person: usize) -> Option<Compared> {
    let (book, subject, measure) = (run.view.book, Subject::Person(person), commission.base.value);
    let target = book.target(&mut Worksheet::new(), measure, &subject, book.period).value().cloned()?;
    let ask = Ask { measure, subject: &subject, window: book.period, overlays: run.component.overlays };
    let deals = book.totals.deals(&ask, None);
    let largest = deals.iter().map(|deal| deal.whole.clone()).max()?;
    let together: Number = deals.iter().map(|deal| &deal.part).sum();
    target.is_positive().then_some(Compared { target, together, largest })
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
