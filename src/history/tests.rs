//! A computed period hides what is known of it without it; what was paid is known of closed periods alone.

use super::*;

fn month(text: &str) -> Period {
    Period::parse(text, 1).expect("a period")
}

fn scored(score: i64) -> Option<PastStanding> {
    Some(PastStanding { score: Some(Number::from(score)), ..PastStanding::default() })
}

/// September, as a closed folder might tell of it.
struct Closed(Period, Vec<Option<PastStanding>>);

impl History for Closed {
    fn standings(&self, period: &Period) -> Option<&[Option<PastStanding>]> {
        (*period == self.0).then_some(&self.1[..])
    }

    fn paid(&self, _: &str, _: usize, period: &Period) -> Option<Number> {
        (*period == self.0).then(|| Number::from(300))
    }

    fn balance(&self, _: BalanceKind, _: &str, _: usize, period: &Period) -> Option<Number> {
        (*period == self.0).then(|| Number::from(-20))
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
    assert_eq!(computed.balance(BalanceKind::Carry, "Commission", 1, &month("2026-09")), None);
}

#[test]
fn closed_periods_stand_behind_computed_ones() {
    let closed = Closed(month("2026-09"), vec![scored(70)]);
    let mut computed = Computed::before(&closed);
    assert_eq!(computed.standing(0, &month("2026-09")).cloned(), scored(70));
    computed.put(month("2026-09"), vec![scored(75)]);
    computed.put(month("2026-09"), vec![scored(80)]);
    assert_eq!(computed.standing(0, &month("2026-09")).cloned(), scored(80));
    assert_eq!(computed.paid("Commission", 0, &month("2026-09")), Some(Number::from(300)));
    assert_eq!(computed.paid("Commission", 0, &month("2026-10")), None);
    assert_eq!(computed.balance(BalanceKind::Draw, "Draw", 0, &month("2026-09")), Some(Number::from(-20)));
}
