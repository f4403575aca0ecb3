//! A computed period hides what is known of it without it; what was paid is known of closed periods alone.

use std::collections::BTreeMap;

use super::*;

fn month(text: &str) -> Period {
    Period::parse(text, 1).expect("a period")
}

fn scored(score: i64) -> Option<PastStanding> {
    Some(PastStanding { score: Some(Number::from(score)), ..PastStanding::default() })
}

/// September, as a closed folder might tell of it.
struct OneClosed(Period, Vec<Option<PastStanding>>);

impl History for OneClosed {
    fn standings(&self, period: &Period) -> Option<&[Option<PastStanding>]> {
        (*period == self.0).then_some(&self.1[..])
    }

    fn paid(&self, _: &str, _: usize, period: &Period) -> Option<Number> {
        (*period == self.0).then(|| Number::from(300))
    }

    fn open(&self, _: usize, _: &Period) -> &[OpenBalance] {
        &[]
    }

    fn people_with_open(&self, _: &Period) -> Vec<usize> {
        Vec::new()
    }
}

#[test]
fn without_a_closed_period_nothing_was_paid_and_nothing_is_owed() {
    let mut computed = Computed::before(&NoHistory);
    computed.put(month("2026-09"), vec![None, scored(80)]);
    assert_eq!(computed.standing(1, &month("2026-09")).cloned(), scored(80));
    assert_eq!(computed.standing(0, &month("2026-09")), None, "not employed");
    assert_eq!(computed.standing(7, &month("2026-09")), None, "hired later");
    assert_eq!(computed.standings(&month("2026-08")), None);
    assert_eq!(computed.paid("Commission", 1, &month("2026-09")), None);
    assert!(computed.open(1, &month("2026-09")).is_empty());
}

#[test]
fn closed_periods_stand_behind_computed_ones() {
    let closed = OneClosed(month("2026-09"), vec![scored(70)]);
    let mut computed = Computed::before(&closed);
    assert_eq!(computed.standing(0, &month("2026-09")).cloned(), scored(70));
    computed.put(month("2026-09"), vec![scored(75)]);
    computed.put(month("2026-09"), vec![scored(80)]);
    assert_eq!(computed.standing(0, &month("2026-09")).cloned(), scored(80));
    assert_eq!(computed.paid("Commission", 0, &month("2026-09")), Some(Number::from(300)));
    assert_eq!(computed.paid("Commission", 0, &month("2026-10")), None);
}

fn number(text: &str) -> Number {
    Number::parse(text).expect("a decimal")
}

#[test]
fn a_balance_is_added_away_from_0_taken_towards_it_and_both_through_it() {
    let moved = |from: &str, to: &str| {
        let balance = Balance::moved(BalanceKind::Carry, "", &number(from), &number(to));
        assert!(balance.ties(), "{from} to {to}");
        [balance.added, balance.taken].map(|amount| amount.to_string()).join(" ")
    };
    assert_eq!(moved("0", "-900"), "-900 0");
    assert_eq!(moved("-900", "-600"), "0 -300");
    assert_eq!(moved("-200", "0"), "0 -200");
    assert_eq!(moved("500", "125"), "0 375");
    assert_eq!(moved("-300", "100"), "100 -300");
    assert_eq!(moved("5", "5"), "0 0");
}

#[test]
fn what_comes_back_takes_its_part_of_what_is_held_the_earliest_first() {
    let part = |period: &str, base: &str, held: &str| HeldPart {
        period: month(period),
        base: number(base),
        held: number(held),
    };
    let open = |returned: &str| OpenBalance {
        component: "Commission".to_owned(),
        kind: BalanceKind::HoldBack,
        order: "A1".to_owned(),
        amount: number("300"),
        parts: vec![part("2026-01", "10000", "200"), part("2026-02", "1000", "100")],
        returned: number(returned),
        released: Number::zero(),
    };
    assert_eq!(open("0").share_of_returned(&number("4000")), number("80"));
    assert_eq!(open("0").share_of_returned(&number("10500")), number("250"));
    assert_eq!(open("9500").share_of_returned(&number("1000")), number("60"), "500 of the first, 500 of the second");
    assert_eq!(open("11000").share_of_returned(&number("7")), Number::zero(), "nothing of it is left");
}

#[test]
fn a_period_opens_with_what_the_one_before_closed_with_and_what_is_corrected() {
    let balance = |order: &str, to: &str| Balance::moved(BalanceKind::HoldBack, order, &Number::zero(), &number(to));
    let closed_balance = |person: &str, order: &str, to: &str| ClosedBalance {
        person: person.to_owned(),
        component: "Commission".to_owned(),
        balance: balance(order, to),
    };
    let january = ClosedPeriod {
        period: month("2026-01"),
        policy_name: "Example".to_owned(),
        version: "1".to_owned(),
        currency: "CNY".to_owned(),
        head: "h".to_owned(),
        policy: Vec::new(),
        standings: BTreeMap::new(),
        lines: Vec::new(),
        balances: vec![closed_balance("ann", "A1", "20"), closed_balance("gone", "A2", "5")],
        corrections: Vec::new(),
        figures: Figures::default(),
        facts: ClosedFacts::default(),
        lookup: Lookup::default(),
    };
    let correction = Correction {
        period: month("2026-01"),
        component: "Commission".to_owned(),
        person: "ann".to_owned(),
        kind: Some(BalanceKind::HoldBack),
        order: "A1".to_owned(),
        amount: Number::zero(),
        balance: number("-5"),
        moved: Moved::nothing(),
    };
    let closed = Closed { periods: vec![january.into()], ..Closed::default() };
    let mut known = Known::new(closed, ["ann"].into_iter());
    let unknown = known.open_period(&month("2026-02"), vec![correction]);
    assert_eq!(unknown.into_iter().collect::<Vec<_>>(), [("gone".to_owned(), true)]);
    assert_eq!(known.open(0, &month("2026-02")).iter().map(|open| &open.amount).collect::<Vec<_>>(), [&number("15")]);
    assert!(known.open_period(&month("2026-01"), Vec::new()).is_empty());
    assert!(known.open(0, &month("2026-01")).is_empty(), "the first closed period opens with nothing");
}
