//! How far a condition is from being met.

use super::Seen;
use crate::calendar::Period;
use crate::condition::{Held, Look};
use crate::number::Number;
use crate::policy::rules::{Condition, Repeated, Test};

/// A condition that does not hold, and what it lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// Which, in the order of the action.
    pub condition: usize,
    /// What it lacks: an amount, or periods where it must hold in several; nothing where that is no number.
    pub distance: Option<Number>,
    /// In how many periods it held of those that count still.
    pub has: Option<u32>,
}

/// What a condition lacks by what came of it in each period, the latest first.
pub(super) fn unmet((place, condition): (usize, &Condition), each: &[(Period, Option<Held>)]) -> Unmet {
    let held: Vec<bool> = each.iter().map(|(_, held)| matches!(held, Some(Held::Yes(_)))).collect();
    match condition.periods {
        Some(repeated) => {
            let to_go = periods_to_go(repeated, &held);
            let has = repeated.hits.saturating_sub(to_go);
            Unmet { condition: place, distance: Some(Number::from(i64::from(to_go))), has: Some(has) }
        }
        None => {
            let value = each.first().and_then(|(_, held)| value(held.as_ref()?));
            let distance = value.and_then(|value| short_of(condition, &value));
            Unmet { condition: place, distance, has: None }
        }
    }
}

/// In how many periods it must still hold, one after the other from the next on, until it holds in enough of the last ones.
fn periods_to_go(repeated: Repeated, held: &[bool]) -> u32 {
    let (hits, of) = (repeated.hits as usize, repeated.of as usize);
    let counted = |more: usize| held.iter().take(of - more).filter(|held| **held).count();
    let to_go = (0..=hits).find(|more| more + counted(*more) >= hits).unwrap_or(hits);
    u32::try_from(to_go).unwrap_or(repeated.hits)
}

/// How far a number is from the range that it must be in.
fn short_of(condition: &Condition, value: &Number) -> Option<Number> {
    let below =
        condition.range.lower.as_ref().filter(|bound| !bound.reached_by(value)).map(|bound| &bound.at.value - value);
    let above =
        condition.range.upper.as_ref().filter(|bound| value >= &bound.at.value).map(|bound| value - &bound.at.value);
    below.or(above)
}

fn value(held: &Held) -> Option<Number> {
    match held {
        Held::Yes(figure) | Held::No(figure) => figure.as_ref()?.value().cloned(),
        Held::Missing(_) => None,
    }
}

/// What a condition looked at in a period.
pub(super) fn seen(look: Look, condition: &Condition, (period, held): (&Period, Option<&Held>)) -> Seen {
    let Some(held) = held else { return Seen::Nothing };
    let who = &look.book.ledger.people.list[look.person];
    let word = |word: Option<&str>| word.map_or(Seen::Nothing, |word| Seen::Word(word.to_owned()));
    match &condition.test {
        Test::Grade(_) => {
            word(look.book.history.standing(look.person, period).and_then(|standing| standing.grade.as_deref()))
        }
        Test::Role(_) => word(who.at_end_of(period).and_then(|spell| spell.role.as_deref())),
        Test::Probation(_) => Seen::Fact(matches!(held, Held::Yes(_))),
        _ => value(held).map_or(Seen::Nothing, Seen::Value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_periods_begin_again_after_one_that_does_not_hold() {
        let running = Repeated { hits: 3, of: 3 };
        let to_go = |held: &[bool]| periods_to_go(running, held);
        assert_eq!(to_go(&[true, true, false]), 1);
        assert_eq!(to_go(&[true, false, true]), 2);
        assert_eq!(to_go(&[false, true, true]), 3);
        assert_eq!(to_go(&[true]), 2, "nothing is known of those before");
    }

    #[test]
    fn of_several_periods_those_that_still_count_are_counted() {
        let two_of_three = Repeated { hits: 2, of: 3 };
        let to_go = |held: &[bool]| periods_to_go(two_of_three, held);
        assert_eq!(to_go(&[false, true, false]), 1);
        assert_eq!(to_go(&[false, false, true]), 2, "the oldest falls out");
        assert_eq!(to_go(&[true, false, false]), 1);
    }
}
