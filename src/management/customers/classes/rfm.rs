//! Classes by how long ago, how often and for how much customers bought.

use std::sync::Arc;

use super::given::reached;
use super::{Rating, is_there};
use crate::calendar::{NaiveDate, Period};
use crate::management::View;
use crate::management::customers::asked::Measures;
use crate::management::customers::roster::Roster;
use crate::number::Number;
use crate::policy::rules::management::customers::{Rfm, RfmAgainst};

/// What a customer bought in a window.
struct Bought {
    /// Days since the last order; nothing where there never was one.
    recency: Option<Number>,
    orders: Number,
    amount: Number,
}

/// The ratings of a window.
pub(super) fn ratings(view: &View, roster: &Roster, (rule, window): (&Rfm, &Period)) -> Vec<Rating> {
    let bought: Vec<Bought> = (0..roster.list.len()).map(|place| bought(view, roster, place, window)).collect();
    let active: Vec<&Bought> = bought.iter().filter(|one| one.orders.is_positive()).collect();
    let is_few = rule.min_customers.as_ref().is_some_and(|least| active.len() < least.value as usize);
    if is_few || active.is_empty() {
        return vec![Rating::default(); roster.list.len()];
    }
    let means = means(&active);
    let classes: Vec<(&str, Arc<str>)> =
        rule.classes.iter().map(|(code, class)| (code.value.as_str(), Arc::from(class.value.as_str()))).collect();
    let rating = |(place, one): (usize, &Bought)| {
        let sales = Measures::of(view.book.policy).sales;
        if one.orders.is_zero() && !is_there(view, (roster, place), (sales, window.last())) {
            return Rating::default();
        }
        let code: String = digits(one, &rule.against, &means).iter().map(ToString::to_string).collect();
        let class = classes.iter().find(|(known, _)| *known == code).map(|(_, class)| class.clone());
        Rating { class, code: Some(code), ..Rating::default() }
    };
    bought.iter().enumerate().map(rating).collect()
}

fn bought(view: &View, roster: &Roster, place: usize, window: &Period) -> Bought {
    let (measures, subject) = (Measures::of(view.book.policy), roster.list[place].subject());
    let figure = |measure| view.book.value(measure, &subject, window).unwrap_or_else(Number::zero);
    let last = measures.sales.and_then(|sales| view.cube.ends(sales, &subject, window.last()));
    Bought {
        recency: last.map(|(_, last)| days_since(last, window.last())),
        orders: measures.orders.map_or_else(Number::zero, figure),
        amount: measures.sales.map_or_else(Number::zero, figure),
    }
}

/// Days from one day to another.
pub fn days_since(day: NaiveDate, last: NaiveDate) -> Number {
    Number::from((last - day).num_days())
}

/// The means of recency, frequency and amount.
fn means(active: &[&Bought]) -> [Number; 3] {
    let count = Number::from(active.len() as i64);
    let mean = |sum: Number| sum.checked_div(&count).unwrap_or_else(Number::zero);
    [
        mean(active.iter().filter_map(|one| one.recency.as_ref()).sum()),
        mean(active.iter().map(|one| &one.orders).sum()),
        mean(active.iter().map(|one| &one.amount).sum()),
    ]
}

fn digits(one: &Bought, against: &RfmAgainst, [recency, orders, amount]: &[Number; 3]) -> [usize; 3] {
    match against {
        RfmAgainst::Mean => [
            usize::from(one.recency.as_ref().is_some_and(|own| own <= recency)),
            usize::from(one.orders >= *orders),
            usize::from(one.amount >= *amount),
        ],
        RfmAgainst::Steps { recency, frequency, monetary } => {
            let count = |steps: &[_], value: &Number| reached(steps, value).map_or(0, |step| step + 1);
            // Of recency less is better: the first step has the largest digit.
            let recent = one.recency.as_ref().and_then(|own| reached(recency, own));
            [recent.map_or(0, |step| recency.len() - step), count(frequency, &one.orders), count(monetary, &one.amount)]
        }
    }
}
