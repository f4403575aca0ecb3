//! Lists for machines: classes, who moved, who differs, who is to be contacted, what was taken off, whose file is empty, who may be one.

use super::{COLUMNS, View, columns, figure, place, rate, section, text};
use crate::ledger::alike::AlikeBy;
use crate::management::customers::entries::{ClassOrder, Entry};
use crate::management::customers::sums::ClassSum;
use crate::number::Number;
use crate::report::model::{Audience, Cell, Phrase, Rows, Section, Shape};

/// All of them; a list without a row is left out, but for the classes.
pub(super) fn sections(view: View<'_>) -> Vec<Section<'_>> {
    let lists = [moves(view), differs(view), contacts_due(view), discounts(view), incomplete(view), alike(view)];
    let is_filled = |section: &Section| match &section.body {
        crate::report::model::Body::Table(table) => !table.rows.is_empty(),
        _ => true,
    };
    std::iter::once(classes(view)).chain(lists).filter(is_filled).collect()
}

fn classes(view: View<'_>) -> Section<'_> {
    let columns = columns(&[
        ("class", false),
        ("customers", true),
        ("amount", true),
        ("share", true),
        ("orders", true),
        ("contacts", true),
        ("contacts_per_order", true),
        ("mean_discount", true),
    ]);
    let rows = view.answer.classes.iter().map(|class| class_row(view, class)).collect();
    section("classes", Audience::Machines, (columns, rows))
}

/// A row of a class, for machines.
fn class_row(view: View, class: &ClassSum) -> Vec<Cell> {
    let name = class.class.as_deref();
    vec![
        name.map_or(Cell::Missing, |class| Cell::Text(class.to_owned())),
        Cell::count(class.customers as i64),
        view.amount(class.amount.as_ref()),
        rate(class.share.as_ref()),
        figure(class.orders.as_ref(), Shape::Count),
        figure(class.contacts.as_ref(), Shape::Count),
        figure(class.contacts_per_order().as_ref(), Shape::Measured),
        rate(class.mean_discount.as_ref()),
    ]
}

/// Who has both classes, and not the same.
pub(super) fn moved<'a>(view: View<'a>) -> impl Iterator<Item = &'a Entry> + 'a {
    view.answer.entries.iter().filter(|entry| both_differ(entry.class.as_deref(), entry.class_before.as_deref()))
}

/// Whose recorded class is another than the computed one.
pub(super) fn differing<'a>(view: View<'a>) -> impl Iterator<Item = &'a Entry> + 'a {
    view.answer
        .entries
        .iter()
        .filter(|entry| both_differ(entry.class.as_deref(), entry.more().class_recorded.as_deref()))
}

fn both_differ(one: Option<&str>, other: Option<&str>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

/// Who is to be contacted, by owner, the longest overdue first; who never was comes before.
pub(super) fn due<'a>(view: View<'a>) -> Vec<&'a Entry> {
    let last = view.answer.last;
    let mut due: Vec<&Entry> = view.answer.entries.iter().filter(|entry| entry.is_due(last)).collect();
    let owner = |entry: &Entry| entry.owner.map(|index| view.outcome.ledger.people.list[index].id.as_str());
    due.sort_by(|one, other| {
        let owners = (owner(one).is_none(), owner(one)).cmp(&(owner(other).is_none(), owner(other)));
        let days = |entry: &Entry| entry.overdue_days(last).unwrap_or(i64::MAX);
        owners.then_with(|| days(other).cmp(&days(one))).then_with(|| view.member(one).id.cmp(&view.member(other).id))
    });
    due
}

/// Whose file lacks something, the best classes first, then the emptiest.
pub(super) fn lacking<'a>(view: View<'a>) -> Vec<&'a Entry> {
    let order = ClassOrder::of(&view.answer.rule);
    let lacks = |entry: &&Entry| entry.more().filled.as_ref().is_some_and(|filled| *filled < Number::one());
    let mut lacking: Vec<&Entry> = view.answer.entries.iter().filter(lacks).collect();
    lacking.sort_by(|one, other| {
        let by_class = order.key(one.class.as_deref()).cmp(&order.key(other.class.as_deref()));
        by_class
            .then_with(|| one.more().filled.cmp(&other.more().filled))
            .then_with(|| view.member(one).id.cmp(&view.member(other).id))
    });
    lacking
}

fn moves(view: View<'_>) -> Section<'_> {
    let columns = columns(&[("customer_id", false), ("customer", false), ("before", false), ("class", false)]);
    let row = |entry: &Entry| {
        let member = view.member(entry);
        let (id, name) = (Cell::Text(member.id.to_string()), Cell::Text(member.name.to_string()));
        vec![id, name, text(entry.class_before.as_deref()), text(entry.class.as_deref())]
    };
    section("moves", Audience::Machines, (columns, moved(view).map(row).collect()))
}

fn records_of<'a>(id: &'static str, view: View<'a>, entries: Vec<&'a Entry>) -> Section<'a> {
    let rows = Rows::made(move || entries.clone().into_iter().map(move |entry| view.record(entry)));
    section(id, Audience::Machines, (columns(&COLUMNS), rows))
}

fn differs(view: View<'_>) -> Section<'_> {
    records_of("differs", view, differing(view).collect())
}

fn contacts_due(view: View<'_>) -> Section<'_> {
    records_of("contacts_due", view, due(view))
}

fn incomplete(view: View<'_>) -> Section<'_> {
    records_of("incomplete", view, lacking(view))
}

fn discounts(view: View<'_>) -> Section<'_> {
    let columns = columns(&[
        ("order", false),
        ("customer_id", false),
        ("customer", false),
        ("class", false),
        ("discount", true),
        ("max", true),
        ("owner", false),
        ("place", false),
    ]);
    let rows = view.answer.discounts.iter().map(|one| {
        let (member, owner) = (view.member_of(one.customer), view.name(one.owner));
        vec![
            text(one.order.as_deref()),
            Cell::Text(member.id.to_string()),
            Cell::Text(member.name.to_string()),
            Cell::Text(one.class.to_string()),
            rate(Some(&one.discount)),
            rate(Some(&one.max)),
            owner,
            place(&one.place),
        ]
    });
    section("discounts", Audience::Machines, (columns, rows.collect()))
}

fn alike(view: View<'_>) -> Section<'_> {
    let columns = columns(&[
        ("customer_id", false),
        ("customer", false),
        ("other_id", false),
        ("other", false),
        ("by", false),
        ("place", false),
    ]);
    let rows = view.outcome.ledger.customers.alike.iter().map(|pair| {
        let by = match pair.by {
            AlikeBy::Name => "alike_by_name",
            AlikeBy::Phone => "alike_by_phone",
        };
        vec![
            Cell::Text(pair.own.0.clone()),
            Cell::Text(pair.own.1.clone()),
            Cell::Text(pair.other.0.clone()),
            Cell::Text(pair.other.1.clone()),
            Cell::phrase(Phrase::term(by)),
            place(&pair.place),
        ]
    });
    section("alike", Audience::Machines, (columns, rows.collect()))
}
