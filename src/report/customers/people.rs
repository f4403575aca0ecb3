//! The lists for people: what asks for something first, then the largest.

use super::lists::{differing, due, lacking, moved};
use super::{View, columns, count, date, figure, place, rate, section, text};
use crate::management::customers::entries::Entry;
use crate::number::Number;
use crate::report::model::{Audience, Body, Brief, Cell, Phrase, Rows, Section, Shape, Weight};

/// All of them; a list without a row is left out.
pub(super) fn sections(view: View<'_>) -> Vec<Section<'_>> {
    let first = [contacts(view), discounts(view), classes(view), largest(view)];
    let others = [moves(view), differs(view), incomplete(view), alike(view)];
    let is_filled = |section: &Section| matches!(&section.body, Body::Table(table) if !table.rows.is_empty());
    first.into_iter().chain(others).filter(is_filled).collect()
}

/// What matters most where there is no room for everything.
pub(super) const BRIEF: [Brief; 8] = [
    Brief::of("contacts_due", 5).by(best_and_longest_due),
    Brief::of("discounts", 3),
    Brief::of("customers", 5),
    Brief::of("classes", 5),
    Brief::of("moves", 3),
    Brief::of("differs", 2),
    Brief::of("incomplete", 2),
    Brief::of("alike", 1),
];

/// The places of the class and of the days overdue among the cells of a row.
const CLASS_AND_DAYS: (usize, usize) = (2, 5);

/// By class, the longest overdue first; who was never contacted is overdue since ever.
fn best_and_longest_due(row: &[Cell]) -> Weight {
    let (class, days) = CLASS_AND_DAYS;
    let days = row.get(days).and_then(Cell::number).cloned();
    let size = days.or_else(|| Some(Number::from(i64::MAX)));
    match row.get(class) {
        Some(Cell::Text(class)) => Weight { group: class.clone(), size, ..Weight::default() },
        _ => Weight { size, ..Weight::of(false, None) },
    }
}

/// Rows of customers, for people.
fn shown<'a>(
    id: &'static str,
    of: &[(&'static str, bool)],
    (entries, row): (Vec<&'a Entry>, impl Fn(&'a Entry) -> Vec<Cell> + Copy + 'a),
) -> Section<'a> {
    section(id, Audience::People, (columns(of), Rows::made(move || entries.clone().into_iter().map(row))))
}

fn contacts(view: View<'_>) -> Section<'_> {
    let of = [
        ("owner", false),
        ("customer", false),
        ("class", false),
        ("last_contact", false),
        ("contact_due", false),
        ("overdue_days", true),
    ];
    let row = move |entry: &Entry| {
        let owner = view.called(entry.owner);
        vec![
            owner,
            Cell::Text(view.member(entry).name.to_string()),
            text(entry.class.as_deref()),
            date(entry.more().contacted),
            date(entry.contact_due()),
            count(entry.overdue_days(view.answer.last)),
        ]
    };
    shown("contacts_due", &of, (due(view), row))
}

fn discounts(view: View<'_>) -> Section<'_> {
    let of = [
        ("order", false),
        ("customer", false),
        ("class", false),
        ("discount", true),
        ("max", true),
        ("owner", false),
        ("place", false),
    ];
    let rows = view.answer.discounts.iter().map(|one| {
        let owner = view.called(one.owner);
        vec![
            text(one.order.as_deref()),
            Cell::Text(view.member_of(one.customer).name.to_string()),
            Cell::Text(one.class.to_string()),
            rate(Some(&one.discount)),
            rate(Some(&one.max)),
            owner,
            place(&one.place),
        ]
    });
    section("discounts", Audience::People, (columns(&of), rows.collect()))
}

fn moves(view: View<'_>) -> Section<'_> {
    let of = [("customer", false), ("owner", false), ("before", false), ("class", false), ("amount", true)];
    let row = move |entry: &Entry| {
        let owner = view.called(entry.owner);
        let name = Cell::Text(view.member(entry).name.to_string());
        let classes = [text(entry.class_before.as_deref()), text(entry.class.as_deref())];
        [name, owner].into_iter().chain(classes).chain([view.amount(entry.amount.as_ref())]).collect()
    };
    shown("moves", &of, (moved(view).collect(), row))
}

fn differs(view: View<'_>) -> Section<'_> {
    let of = [("customer", false), ("owner", false), ("class_recorded", false), ("class", false), ("amount", true)];
    let row = move |entry: &Entry| {
        let owner = view.called(entry.owner);
        let name = Cell::Text(view.member(entry).name.to_string());
        let classes = [text(entry.more().class_recorded.as_deref()), text(entry.class.as_deref())];
        [name, owner].into_iter().chain(classes).chain([view.amount(entry.amount.as_ref())]).collect()
    };
    let section = shown("differs", &of, (differing(view).collect(), row));
    Section { title: Phrase::term("recorded_otherwise"), ..section }
}

fn incomplete(view: View<'_>) -> Section<'_> {
    let of = [("class", false), ("customer", false), ("owner", false), ("filled", true)];
    let row = move |entry: &Entry| {
        let owner = view.called(entry.owner);
        vec![
            text(entry.class.as_deref()),
            Cell::Text(view.member(entry).name.to_string()),
            owner,
            rate(entry.more().filled.as_ref()),
        ]
    };
    shown("incomplete", &of, (lacking(view), row))
}

fn alike(view: View<'_>) -> Section<'_> {
    let of = [("customer", false), ("customer_id", false), ("other", false), ("other_id", false)];
    let rows = view.outcome.ledger.customers.alike.iter().map(|pair| {
        [&pair.own.1, &pair.own.0, &pair.other.1, &pair.other.0].map(|text| Cell::Text(text.clone())).into()
    });
    section("alike", Audience::People, (columns(&of), rows.collect()))
}

/// Each class as a whole.
fn classes(view: View<'_>) -> Section<'_> {
    let of = [
        ("class", false),
        ("customers", true),
        ("amount", true),
        ("share", true),
        ("orders", true),
        ("contacts_per_order", true),
        ("mean_discount", true),
    ];
    let rows = view.answer.classes.iter().map(|class| {
        vec![
            class.class.as_deref().map_or(Cell::Missing, |class| Cell::Text(class.to_owned())),
            Cell::count(class.customers as i64),
            view.amount(class.amount.as_ref()),
            rate(class.share.as_ref()),
            figure(class.orders.as_ref(), Shape::Count),
            figure(class.contacts_per_order().as_ref(), Shape::Measured),
            rate(class.mean_discount.as_ref()),
        ]
    });
    section("classes", Audience::People, (columns(&of), rows.collect()))
}

/// The customers who bought the most.
fn largest(view: View<'_>) -> Section<'_> {
    let of = [
        ("customer", false),
        ("owner", false),
        ("class", false),
        ("amount", true),
        ("share", true),
        ("cumulative_share", true),
        ("orders", true),
        ("last_order", false),
    ];
    let row = move |entry: &Entry| {
        let owner = view.called(entry.owner);
        vec![
            Cell::Text(view.member(entry).name.to_string()),
            owner,
            entry.class.as_deref().map_or(Cell::Missing, |class| Cell::Text(class.to_owned())),
            view.amount(entry.amount.as_ref()),
            rate(entry.parts.as_ref().map(|(own, _)| own)),
            rate(entry.parts.as_ref().map(|(_, all)| all)),
            figure(entry.orders.as_ref(), Shape::Count),
            date(entry.ordered.map(|(_, last)| last)),
        ]
    };
    shown("customers", &of, (view.answer.entries.iter().collect(), row))
}
