//! Amounts of registers that are far from all that they can be compared with: a digit, a point or the unit has most likely slipped.
//!
//! Of `staff` and targets one that is a hundred times the middle of the others, or a hundredth of it, while they agree among themselves; and, with
//! narrower bounds, one beside the person's earlier rows, the others of the role, all others (`beside`). Of `customers` one that is a thousand times all others. A target that is too small beside others is told by
//! the attainment that it makes.

mod beside;
mod customers;
mod days;
mod leaves;
mod staff;
mod targets;

use super::Rules;
use super::streams::Opened;
use crate::finding::{Finding, Findings};
use crate::ingest::row::SCALE;
use crate::ledger::Adjustment;
use crate::measure::fold::Sizes;
use crate::number::Number;
use crate::policy::rules::InputKind;
use crate::source::Place;

use beside::{Bounds, far_from};

/// Fewer amounts have no middle.
const LEAST: usize = 4;
/// An amount so many times another is out of line; those of which each is less than so many times the middle agree.
const TIMES: i64 = 90;
const AGREE: i64 = 20;

/// An adjustment is far above some others, and above a few where it is farther still: they differ by nature.
const OF_SOME: Bounds = Bounds { least: 5, times: 8, agree: None };
const OF_A_FEW: Bounds = Bounds { least: 2, times: 30, agree: None };

/// An amount, whose it is, and where it stands.
struct Amount<'a> {
    value: Number,
    whose: &'a str,
    place: &'a Place,
}

/// Amounts, rates and days of `staff` that pay goes by, leave, targets and adjustments of the period.
pub(super) fn report(rules: Rules, findings: &mut Findings) {
    customers::report(rules, findings);
    days::report(rules, findings);
    leaves::report(rules, findings);
    staff::report(rules, findings);
    targets::report(rules, findings);
    let (_, ledger, plan) = rules;
    let of_period =
        |row: &&Adjustment| row.period.first() <= plan.current.last() && plan.current.first() <= row.period.last();
    for row in ledger.adjustments.iter().filter(of_period) {
        let others = ledger.adjustments.iter().filter(|other| other.place != row.place);
        let others: Vec<Number> = others.map(|other| other.amount.abs()).collect();
        let found = [OF_SOME, OF_A_FEW].iter().find_map(|bounds| far_from(&row.amount.abs(), &others, bounds));
        let whose = &ledger.people.list[row.person].id;
        let finding = found.filter(|nearest| *nearest < row.amount.abs()).map(|nearest| {
            let finding = beside::finding("adjustments", &row.name, whose, (row.amount.to_plain(0, 6), others.len()));
            finding.with("nearest", nearest.to_plain(0, 6)).at(row.place.clone())
        });
        findings.extend_with(finding);
    }
}

/// A row of the sales or collections whose amount is many times that of any other: of the period, else of all days that are looked at.
pub(super) fn of_rows((_, _, plan): Rules, one: &Opened, [of_period, of_all]: [Sizes; 2]) -> Option<Finding> {
    let sizes = if of_period.are_odd() { of_period } else { of_all };
    let slots = &plan.streams[one.stream].slots;
    let is_sold = matches!(one.kind(), InputKind::Sales | InputKind::Collections);
    let column = slots.iter().find(|slot| slot.money).filter(|_| is_sold && sizes.are_odd())?;
    let shown = |units: i128| Number::from_scaled(units, SCALE).to_plain(2, SCALE);
    let finding = Finding::warning("amount-of-one-row").with("input", &one.name).with("column", &column.column);
    let finding = finding.with("found", shown(sizes.largest)).with("nearest", shown(sizes.next));
    let file = plan.files.get(one.first_file + sizes.at.0 as usize)?.clone();
    Some(finding.with("count", sizes.rows - 1).at(Place::line(file, sizes.at.1, "")))
}

fn finding(input: &str, name: &str, odd: &Amount, middle: &Number) -> Finding {
    let finding = Finding::warning("amount-out-of-line").with("input", input).with("name", name);
    let finding = finding.with("whose", odd.whose).with("found", odd.value.to_plain(0, 6));
    finding.with("middle", middle.to_plain(0, 6)).at(odd.place.clone())
}

/// The first amount out of line, and the middle of all; nothing where more than a fourth are, or the others do not agree.
fn out_of_line<'a, 'b>(amounts: &'b [Amount<'a>]) -> Option<(&'b Amount<'a>, Number)> {
    let mut positive: Vec<&Amount> = amounts.iter().filter(|amount| amount.value.is_positive()).collect();
    positive.sort_by(|one, other| one.value.cmp(&other.value));
    let middle = positive.get(positive.len() / 2).filter(|_| positive.len() >= LEAST)?.value.clone();
    let is_beyond = |amount: &Amount, times: i64| {
        let times = Number::from(times);
        amount.value >= &middle * &times || &amount.value * &times <= middle
    };
    let (odd, others): (Vec<&Amount>, Vec<&Amount>) = positive.into_iter().partition(|amount| is_beyond(amount, TIMES));
    let do_agree = !others.iter().any(|amount| is_beyond(amount, AGREE));
    let first = odd.iter().min_by(|one, other| one.place.cmp(other.place)).filter(|_| do_agree)?;
    (odd.len() * LEAST <= amounts.len()).then(|| (*first, middle.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_several_is_out_of_line_and_two_kinds_are_not() {
        let place = Place::file("staff.csv");
        let odd = |values: &[&str]| {
            let amount =
                |text: &&str| Amount { value: Number::parse(text).expect("a number"), whose: "x", place: &place };
            let amounts: Vec<Amount> = values.iter().map(amount).collect();
            out_of_line(&amounts).map(|(odd, middle)| (odd.value.to_string(), middle.to_string()))
        };
        let told = |odd: &str, middle: &str| Some((odd.to_owned(), middle.to_owned()));
        assert_eq!(odd(&["1100", "1200", "1.3", "1000"]), told("1.3", "1100"));
        assert_eq!(odd(&["1100", "1200", "120000", "1000", "0"]), told("120000", "1200"));
        assert_eq!(odd(&["1100", "1200", "1.3"]), None, "three have no middle");
        assert_eq!(odd(&["1100", "1200", "1.3", "30", "900"]), None, "the others do not agree");
        assert_eq!(odd(&["1100", "1200", "1.1", "1.2"]), None, "two of four");
        assert_eq!(odd(&["1100", "1200", "20000", "1000"]), None, "twenty times");
    }
}
