//! One amount of a register that is a hundred times the middle of the others, or a hundredth of it, while they agree among themselves: it is most
//! likely in another unit.
//!
//! A target that is too small is told by the attainment that it makes.

use std::collections::BTreeMap;

use super::Rules;
use crate::finding::{Finding, Findings};
use crate::ledger::{Ledger, Scope};
use crate::number::Number;
use crate::policy::rules::{MeasureId, PayUnit};
use crate::source::Place;

/// Fewer amounts have no middle.
const LEAST: usize = 4;
/// An amount so many times another is out of line; those of which each is less than so many times the middle agree.
const TIMES: i64 = 90;
const AGREE: i64 = 20;

/// An amount, whose it is, and where it stands.
struct Amount<'a> {
    value: Number,
    whose: &'a str,
    place: &'a Place,
}

/// Amounts of `staff` that pay goes by, and targets of the period.
pub(super) fn report(rules: Rules, findings: &mut Findings) {
    for (column, amounts) in of_staff(rules) {
        let found = out_of_line(&amounts);
        findings.extend_with(found.map(|(odd, middle)| finding("staff", column, odd, &middle)));
    }
    let (policy, ledger, _) = rules;
    for ((measure, _), amounts) in of_targets(rules, ledger) {
        let found = out_of_line(&amounts).filter(|(odd, middle)| odd.value > *middle);
        let name = &policy.measure(measure).name;
        findings.extend_with(found.map(|(odd, middle)| finding("targets", name, odd, &middle)));
    }
}

fn finding(input: &str, name: &str, odd: &Amount, middle: &Number) -> Finding {
    let finding = Finding::warning("amount-out-of-line").with("input", input).with("name", name);
    let finding = finding.with("whose", odd.whose).with("found", odd.value.to_plain(0, 6));
    finding.with("middle", middle.to_plain(0, 6)).at(odd.place.clone())
}

/// By column, the amounts of money of those who are employed in the period.
fn of_staff<'a>((policy, ledger, plan): Rules<'a>) -> BTreeMap<&'a str, Vec<Amount<'a>>> {
    let of_money = policy.pay.iter().filter(|component| component.unit == PayUnit::Money);
    let columns = of_money.flat_map(|component| component.staff_columns()).filter(|(_, is_amount)| *is_amount);
    let mut found: BTreeMap<&str, Vec<Amount>> = BTreeMap::new();
    for (column, _) in columns {
        let employed = ledger.people.list.iter().filter_map(|person| Some((person, person.at_end_of(&plan.current)?)));
        let amounts = employed.filter_map(|(person, spell)| {
            let (_, text, place) = spell.cells.iter().find(|(name, ..)| *name == column.value)?;
            Some(Amount { value: Number::parse(text.trim())?, whose: &person.id, place })
        });
        found.insert(&column.value, amounts.collect());
    }
    found
}

/// By measure and kind of subject, the targets of the period or of a part of it.
fn of_targets<'a>((_, _, plan): Rules<'a>, ledger: &'a Ledger) -> BTreeMap<(MeasureId, bool), Vec<Amount<'a>>> {
    let is_asked = |first, last| plan.current.first() <= first && last <= plan.current.last();
    let mut found: BTreeMap<(MeasureId, bool), Vec<Amount>> = BTreeMap::new();
    for row in ledger.targets.rows.iter().filter(|row| is_asked(row.period.first(), row.period.last())) {
        let (is_person, whose) = match &row.scope {
            Scope::Person(person) => (true, ledger.people.list[*person].id.as_str()),
            Scope::Team(team) => (false, team.as_str()),
            Scope::Department | Scope::Other(..) => continue,
        };
        let amount = Amount { value: row.value.clone(), whose, place: &row.place };
        found.entry((row.measure, is_person)).or_default().push(amount);
    }
    found
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
