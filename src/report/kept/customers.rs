//! Customers in words, and the largest of them with their running share.

use super::{MOST, chart, compared, in_words, table};
use crate::management::customers::entries::Entry;
use crate::number::Number;
use crate::report::customers::{View, columns, rate};
use crate::report::model::{Cell, ChartKind, Phrase, Section, Table};

/// What stands above the lists.
pub(in crate::report) fn above<'a>(view: View<'a>) -> Vec<Section<'a>> {
    let mut sections: Vec<Section> = in_words(words(view)).into_iter().collect();
    if buyers(view).next().is_some() {
        let series = ["amount", "cumulative_share"].map(str::to_owned).into();
        let drawn = chart("customers_drawn", ChartKind::Pareto, ("largest_customers", "customer"), series);
        sections.push(compared(drawn, (four_fifths(), Phrase::term("line_of_most"))));
    }
    sections
}

/// The table that the picture is drawn from.
pub(in crate::report) fn below<'a>(view: View<'a>) -> Option<Section<'a>> {
    let of = [("customer", false), ("amount", true), ("share", true), ("cumulative_share", true)];
    let row = |entry: &Entry| {
        vec![
            Cell::Text(view.member(entry).name.to_string()),
            view.amount(entry.amount.as_ref()),
            rate(entry.parts.as_ref().map(|(own, _)| own)),
            rate(entry.parts.as_ref().map(|(_, all)| all)),
        ]
    };
    let rows: Vec<Vec<Cell>> = buyers(view).take(MOST).map(row).collect();
    (!rows.is_empty()).then(|| table("largest_customers", Table { columns: columns(&of), rows: rows.into() }))
}

/// Customers with an amount, the largest first.
fn buyers<'a>(view: View<'a>) -> impl Iterator<Item = &'a Entry> {
    view.answer.entries.iter().filter(|entry| entry.parts.is_some())
}

/// 80 %.
fn four_fifths() -> Number {
    Number::from_scaled(8, 1)
}

/// How many bought how much, and how few of them make most of it.
fn words(view: View<'_>) -> Vec<Phrase> {
    let count = buyers(view).count();
    if count == 0 {
        return Vec::new();
    }
    let total: Number = buyers(view).filter_map(|entry| entry.amount.as_ref()).sum();
    let shares: Vec<&Number> = buyers(view).filter_map(|entry| entry.parts.as_ref().map(|(_, all)| all)).collect();
    let most = shares.iter().take_while(|all| ***all < four_fifths()).count().saturating_add(1).min(count);
    let phrase = Phrase::term("customers_in_words")
        .with("count", Cell::count(count as i64))
        .with("total", view.amount(Some(&total)))
        .with("most", Cell::count(most as i64))
        .with("share", rate(shares.get(most - 1).copied()));
    vec![phrase]
}
