//! Bounds of rates that nobody comes near: `from = 9` where 9 % is meant.

use super::payee::Run;
use super::whom;
use crate::condition::Look;
use crate::derivation::Worksheet;
use crate::finding::{Finding, Findings};
use crate::number::Number;
use crate::policy::rules::{Factor, MeasureId, MeasureKind, Parameter, Test, Unit, Whose};

/// Warns of every bound without a per cent sign, above 1, of which the highest value of all people is not the half.
pub(super) fn warn(run: Run, findings: &mut Findings) {
    let conditions =
        run.component.conditions().filter_map(|condition| match (&condition.test, &condition.range.lower) {
            (Test::Measure(measure), Some(bound)) => Some((measure.value, condition.whose, &bound.at)),
            _ => None,
        });
    let factors = run.component.multiply.iter().filter_map(|factor| match factor {
        Factor::Steps { measure, attainment: false, whose, steps } => {
            let first = steps.list.iter().map(|step| &step.bound.at).find(|at| at.value.is_positive())?;
            Some((measure.value, *whose, first))
        }
        _ => None,
    });
    for (measure, whose, bound) in conditions.chain(factors) {
        findings.extend_with(out_of_reach(run, (measure, whose), bound));
    }
}

fn out_of_reach(run: Run, (measure, whose): (MeasureId, Whose), bound: &Parameter) -> Option<Finding> {
    let policy = run.view.book.policy;
    let rule = policy.measure(measure);
    let written = policy.text.text().get(bound.span.start..bound.span.end)?.trim_matches(['"', '\'']);
    if matches!(rule.kind, MeasureKind::Mean(_)) {
        return beyond_scale(run, (measure, whose), bound, written);
    }
    let is_rate = rule.unit == Unit::Rate && !matches!(rule.kind, MeasureKind::Growth(..));
    if !is_rate || bound.value <= Number::one() || written.contains(['%', '％']) {
        return None;
    }
    let most = most(run, measure, whose)?;
    if &most * &Number::from(2) >= bound.value {
        return None;
    }
    let finding = Finding::warning("bound-out-of-reach").with("measure", &rule.name).with("found", written);
    let finding =
        finding.with("times", format!("{}%", &bound.value * &Number::from(100))).with("most", most.to_plain(0, 4));
    Some(finding.with("percent", format!("{written}%")).at(run.place(bound.span)))
}

/// The highest value of those whom the component is for.
fn most(run: Run, measure: MeasureId, whose: Whose) -> Option<Number> {
    let mut scratch = Worksheet::new();
    let people = run.view.result.people.iter().filter(|result| whom::takes(&run, result));
    let looks = people.map(|result| Look::from_elsewhere(run.view, result.person));
    looks.filter_map(|look| look.value_of(&mut scratch, measure, whose).value().cloned()).max()
}

/// A mean of answers has the scale of the answers: `from = 70` of answers from 1 to 5, or `from = "80%"`, is of another.
fn beyond_scale(run: Run, (measure, whose): (MeasureId, Whose), bound: &Parameter, written: &str) -> Option<Finding> {
    let most = most(run, measure, whose)?;
    let is_share = written.contains(['%', '％']) && most > Number::from(2);
    if !is_share && (!most.is_positive() || bound.value <= &most * &Number::from(5)) {
        return None;
    }
    let finding =
        Finding::warning("bound-of-another-scale").with("measure", &run.view.book.policy.measure(measure).name);
    Some(finding.with("found", written).with("most", most.to_plain(0, 4)).at(run.place(bound.span)))
}
