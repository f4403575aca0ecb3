//! Classes by the part of a measure: few bring the most.

use std::sync::Arc;

use super::{Rating, is_there};
use crate::calendar::Period;
use crate::management::View;
use crate::management::customers::roster::{CUSTOMER, Roster};
use crate::management::figures::Figures;
use crate::number::Number;
use crate::policy::rules::management::customers::{Edge, Pareto};

/// The ratings of a window, with the parts of the whole where these are told.
pub(super) fn ratings(
    view: &View,
    roster: &Roster,
    (rule, window): (&Pareto, &Period),
    are_parts_told: bool,
) -> Vec<Rating> {
    let figures = Figures::of(*view, rule.measure.value, CUSTOMER, std::slice::from_ref(window));
    let value = |place: usize| {
        let value = figures.value(&roster.list[place].id, 0);
        let is_there = || is_there(view, (roster, place), (Some(rule.measure.value), window.last()));
        value.filter(|value| !value.is_zero() || is_there())
    };
    let values: Vec<Option<Number>> = (0..roster.list.len()).map(value).collect();
    let ids: Vec<&str> = roster.list.iter().map(|member| &*member.id).collect();
    classed(&values, &ids, rule, are_parts_told)
}

/// The classes of these values: the largest come first, of equal ones the one whose id does. The whole is the sum of those above 0; who
/// is not above 0 is in the last class and has no part. Without a value nobody is classed.
fn classed(values: &[Option<Number>], ids: &[&str], rule: &Pareto, are_parts_told: bool) -> Vec<Rating> {
    let above = |place: &usize| values[*place].as_ref().is_some_and(Number::is_positive);
    let mut order: Vec<usize> = (0..values.len()).filter(above).collect();
    order.sort_by(|one, other| values[*other].cmp(&values[*one]).then_with(|| ids[*one].cmp(ids[*other])));
    let whole: Number = order.iter().filter_map(|place| values[*place].as_ref()).sum();
    let [a, b, c]: [Arc<str>; 3] = ["A", "B", "C"].map(Arc::from);
    let last = |value: &Option<Number>| Rating { class: value.as_ref().map(|_| c.clone()), ..Rating::default() };
    let mut ratings: Vec<Rating> = values.iter().map(last).collect();
    let [a_bound, b_bound] = [&rule.a.value, &rule.b.value].map(|bound| bound * &whole);
    let mut sum = Number::zero();
    for place in order {
        let Some(value) = &values[place] else { continue };
        let (before, now) = (sum.clone(), &sum + value);
        let is_within = |bound: &Number| match rule.edge {
            Edge::Inclusive => now <= *bound,
            Edge::Crossing => before < *bound,
        };
        let class = if is_within(&a_bound) {
            &a
        } else if is_within(&b_bound) {
            &b
        } else {
            &c
        };
        let parts = || value.checked_div(&whole).zip(now.checked_div(&whole));
        let parts = are_parts_told.then(parts).flatten();
        ratings[place] = Rating { class: Some(class.clone()), parts, ..Rating::default() };
        sum = now;
    }
    ratings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::rules::MeasureId;
    use crate::source::{Span, Spanned};

    /// Turnover of 43 customers of a dealer, in thousands, as it was published.
    const DEALER: [i64; 43] = [
        131, 66, 54, 48, 44, 39, 37, 34, 28, 28, 27, 27, 26, 26, 25, 25, 24, 22, 21, 21, 21, 21, 18, 17, 17, 16, 16,
        16, 15, 15, 13, 11, 11, 10, 10, 10, 10, 9, 8, 6, 6, 6, 5,
    ];

    fn rule(a: i64, b: i64, edge: Edge) -> Pareto {
        let part = |hundredths: i64| {
            Spanned::new(Number::from(hundredths).checked_div(&Number::from(100)).unwrap(), Span::default())
        };
        Pareto { measure: Spanned::new(MeasureId(0), Span::default()), a: part(a), b: part(b), edge }
    }

    fn counts(values: &[i64], rule: &Pareto) -> [usize; 3] {
        let values: Vec<Option<Number>> = values.iter().map(|value| Some(Number::from(*value))).collect();
        let ids: Vec<String> = (0..values.len()).map(|index| format!("{index:03}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let ratings = classed(&values, &ids, rule, false);
        ["A", "B", "C"].map(|class| ratings.iter().filter(|rating| rating.class.as_deref() == Some(class)).count())
    }

    #[test]
    fn parts_add_up_and_the_last_is_the_whole() {
        let values: Vec<Option<Number>> = [7, 0, -3, 5, 5].iter().map(|value| Some(Number::from(*value))).collect();
        let ratings = classed(&values, &["a", "b", "c", "e", "d"], &rule(70, 90, Edge::Inclusive), true);
        let parts: Number = ratings.iter().filter_map(|rating| rating.parts.as_ref()).map(|(own, _)| own).sum();
        assert_eq!(parts, Number::one());
        assert_eq!(ratings[3].parts.as_ref().map(|(_, all)| all.clone()), Some(Number::one()), "of equal ones by id");
        assert!(ratings[1].parts.is_none() && ratings[1].class.as_deref() == Some("C"));
        assert!(ratings[2].parts.is_none() && ratings[2].class.as_deref() == Some("C"));
    }

    #[test]
    fn a_bound_that_is_met_exactly_belongs_to_its_class_either_way() {
        for edge in [Edge::Inclusive, Edge::Crossing] {
            assert_eq!(counts(&[70, 20, 10], &rule(70, 90, edge)), [1, 1, 1]);
        }
        assert_eq!(counts(&[80, 15, 5], &rule(70, 90, Edge::Inclusive)), [0, 1, 2]);
        assert_eq!(counts(&[80, 15, 5], &rule(70, 90, Edge::Crossing)), [1, 1, 1]);
    }

    #[test]
    fn a_published_table_is_classed_as_it_was() {
        assert_eq!(DEALER.iter().sum::<i64>(), 1040);
        for (a, b, edge, expected) in [
            (55, 85, Edge::Inclusive, [12, 15, 16]),
            (55, 85, Edge::Crossing, [13, 15, 15]),
            (70, 90, Edge::Inclusive, [18, 12, 13]),
            (80, 95, Edge::Inclusive, [24, 11, 8]),
        ] {
            assert_eq!(counts(&DEALER, &rule(a, b, edge)), expected, "{a} {b} {edge:?}");
        }
    }
}
