//! The file of one customer.

use super::{View, columns, count, date, figure, number_in, place, rate, section, text};
use crate::calendar::{NaiveDate, Period};
use crate::management::customers::entries::Entry;
use crate::management::customers::file::{Due, File, Noted, Order, Receivable};
use crate::number::Number;
use crate::report::model::{Audience, Body, Brief, Cell, Phrase, Section, Shape, Weight};

/// What matters most where there is no room for everything.
pub(super) const BRIEF: [Brief; 9] = [
    Brief::of("due", 4).sparing(&["place"]),
    Brief::of("receivables", 3).sparing(&["place", "amount"]),
    Brief::of("contacts", 3).sparing(&["place"]),
    Brief::of("orders", 3).by(latest).sparing(&["place"]),
    Brief::of("periods", 12),
    Brief::of("tickets", 2).sparing(&["place"]),
    Brief::of("products", 3),
    Brief::of("surveys", 2).sparing(&["place"]),
    Brief::of("register", 15),
];

/// The latest first.
fn latest(row: &[Cell]) -> Weight {
    let day = row.iter().find_map(|cell| if let Cell::Date(day) = cell { Some(*day) } else { None });
    let size = day.map(|day| Number::from((day - NaiveDate::MIN).num_days()));
    Weight { size, ..Weight::default() }
}

/// All sections; one without a row is left out.
pub(super) fn sections<'a>(view: View<'a>, file: &'a File) -> Vec<Section<'a>> {
    let facts = view.answer.entries.iter().map(|entry| facts(view, entry));
    let [months, all_months] = periods(view, &file.periods);
    let [register, whole_register] = register(view, &file.register);
    let [products, all_products] = products(view, &file.products);
    let [orders, all_orders] = orders(view, &file.orders);
    let lists = [
        due(view, &file.due),
        receivables(view, &file.receivables),
        months,
        all_months,
        products,
        all_products,
        orders,
        all_orders,
        contacts(view, &file.contacts),
        tickets(view, &file.tickets),
        surveys(view, &file.surveys),
        register,
        whole_register,
    ];
    let is_filled = |section: &Section| matches!(&section.body, Body::Table(table) if !table.rows.is_empty());
    facts.chain(lists).filter(is_filled).collect()
}

/// What is known of the customer, a line each, for people.
fn facts<'a>(view: View<'a>, entry: &'a Entry) -> Section<'a> {
    let owner = view.called(entry.owner);
    let strategy = entry.class.as_deref().and_then(|class| view.answer.rule.strategy(class));
    let last = view.answer.last;
    let row = view.member(entry).row(&view.outcome.ledger, last);
    let all = [
        ("customer_id", Cell::Text(view.member(entry).id.to_string())),
        ("customer", Cell::Text(view.member(entry).name.to_string())),
        ("owner", owner),
        ("class", text(entry.class.as_deref())),
        ("class_before", text(entry.class_before.as_deref())),
        ("class_recorded", text(entry.more().class_recorded.as_deref())),
        ("need", number_in(row, "need")),
        ("power", number_in(row, "power")),
        ("points", figure(entry.more().points.as_ref(), Shape::Number)),
        ("rfm_code", text(entry.more().code.as_deref())),
        ("recency", count(entry.recency(last))),
        ("amount", view.amount(entry.amount.as_ref())),
        ("share", rate(entry.parts.as_ref().map(|(own, _)| own))),
        ("cumulative_share", rate(entry.parts.as_ref().map(|(_, all)| all))),
        ("orders", figure(entry.orders.as_ref(), Shape::Count)),
        ("mean_discount", rate(entry.more().discount.as_ref().map(|(mean, _)| mean))),
        ("first_order", date(entry.ordered.map(|(first, _)| first))),
        ("last_order", date(entry.ordered.map(|(_, last)| last))),
        ("last_contact", date(entry.more().contacted)),
        ("contact_due", date(entry.contact_due())),
        ("overdue_days", count(entry.overdue_days(last))),
        ("strategy", text(strategy.and_then(|strategy| strategy.text.as_deref()))),
        ("filled", rate(entry.more().filled.as_ref())),
    ];
    let is_known = |(_, cell): &(&str, Cell)| !matches!(cell, Cell::Empty | Cell::Missing);
    let rows = all.into_iter().filter(is_known).map(|(id, cell)| vec![Cell::phrase(super::title(id)), cell]);
    section("customer_facts", Audience::People, (columns(&[("what", false), ("value", false)]), rows.collect()))
}

/// For people without what stands among the facts, and with the headers of their own file.
fn register<'a>(view: View<'a>, cells: &'a [(String, String)]) -> [Section<'a>; 2] {
    for_both(|audience| {
        let is_for_people = audience == Audience::People;
        let is_told = |column: &str| is_for_people && AMONG_FACTS.contains(&column);
        let header = |column: &str| Some(view.header(column)?.to_owned()).filter(|_| is_for_people);
        let rows = cells.iter().filter(|(column, _)| !is_told(column)).map(|(column, text)| {
            vec![Cell::Text(header(column).unwrap_or_else(|| column.clone())), Cell::Text(text.clone())]
        });
        section("register", audience, (columns(&[("column", false), ("value", false)]), rows.collect()))
    })
}

/// Columns of the register that stand among the facts.
const AMONG_FACTS: [&str; 5] = ["customer_id", "customer", "owner", "need", "power"];

/// Rows of sales, for people with the names of products.
fn orders<'a>(view: View<'a>, orders: &'a [Order]) -> [Section<'a>; 2] {
    let of = [("order", false), ("date", false), ("product", false), ("amount", true), ("place", false)];
    for_both(|audience| {
        let row = |order: &Order| {
            vec![
                text(order.order.as_deref()),
                date(order.date),
                view.product(order.product.as_deref(), audience),
                money(view, order.amount.as_ref()),
                place(&order.place),
            ]
        };
        section("orders", audience, (columns(&of), orders.iter().map(row).collect()))
    })
}

/// A section for people, and one for machines.
fn for_both<'a>(of: impl Fn(Audience) -> Section<'a>) -> [Section<'a>; 2] {
    [Audience::People, Audience::Machines].map(of)
}

fn money(view: View, amount: Option<&Number>) -> Cell {
    figure(amount, Shape::Money(view.outcome.policy.money.places()))
}

/// Months: for machines all of them, for people those in which something was bought or came back.
fn periods<'a>(view: View<'a>, periods: &'a [(Period, Number)]) -> [Section<'a>; 2] {
    let is_bare = view.answer.measures.sales.is_none();
    let of = |audience: Audience| {
        let is_shown = |(_, sum): &&(Period, Number)| !is_bare && (audience == Audience::Machines || !sum.is_zero());
        let row = |(month, sum): &(Period, Number)| vec![Cell::Text(month.id()), money(view, Some(sum))];
        let rows = periods.iter().filter(is_shown).map(row).collect();
        let section = section("periods", audience, (columns(&[("period", false), ("amount", true)]), rows));
        Section { title: Phrase::term("by_month"), ..section }
    };
    for_both(of)
}

fn products<'a>(view: View<'a>, products: &'a [(Option<String>, Number)]) -> [Section<'a>; 2] {
    let of = [("product", false), ("amount", true)];
    for_both(|audience| {
        let row = |(product, sum): &(Option<String>, Number)| {
            vec![view.product(product.as_deref(), audience), money(view, Some(sum))]
        };
        section("products", audience, (columns(&of), products.iter().map(row).collect()))
    })
}

fn receivables<'a>(view: View<'a>, receivables: &'a [Receivable]) -> Section<'a> {
    let of = [
        ("order", false),
        ("date", false),
        ("due", false),
        ("amount", true),
        ("balance", true),
        ("overdue_days", true),
        ("age", false),
        ("place", false),
    ];
    let rows = receivables.iter().map(|one| {
        vec![
            text(one.order.as_deref()),
            date(one.date),
            date(one.due),
            money(view, one.amount.as_ref()),
            money(view, Some(&one.balance)),
            Cell::count(one.overdue_days),
            Cell::phrase(Phrase::term(one.age)),
            place(&one.place),
        ]
    });
    section("receivables", Audience::Everyone, (columns(&of), rows.collect()))
}

/// Rows of a source with these columns of theirs.
fn noted<'a>(id: &'static str, (view, rows): (View<'a>, &'a [Noted]), own: &'static [&'static str]) -> Section<'a> {
    let mut of = columns(&[("date", false), ("person", false)]);
    of.extend(columns(&own.iter().map(|column| (*column, false)).collect::<Vec<_>>()));
    of.extend(columns(&[("place", false)]));
    let rows = rows.iter().map(|row| {
        let person = view.name(row.person);
        let cells = own.iter().map(|column| text(row.cell(column)));
        [date(row.date), person].into_iter().chain(cells).chain([place(&row.place)]).collect()
    });
    section(id, Audience::Everyone, (of, rows.collect()))
}

fn contacts<'a>(view: View<'a>, rows: &'a [Noted]) -> Section<'a> {
    let section = noted("contacts", (view, rows), &["kind", "result", "next_date"]);
    Section { title: Phrase::term("contact_records"), ..section }
}

fn tickets<'a>(view: View<'a>, rows: &'a [Noted]) -> Section<'a> {
    noted("tickets", (view, rows), &["kind", "severity", "opened", "first_reply", "closed"])
}

fn surveys<'a>(view: View<'a>, rows: &'a [Noted]) -> Section<'a> {
    noted("surveys", (view, rows), &["kind", "score", "comment"])
}

fn due<'a>(view: View<'a>, due: &'a [Due]) -> Section<'a> {
    let of = [
        ("what", false),
        ("date", false),
        ("overdue_days", true),
        ("text", false),
        ("person", false),
        ("place", false),
    ];
    let rows = due.iter().map(|one| {
        let person = view.name(one.person);
        vec![
            Cell::phrase(Phrase::term(one.what)),
            date(one.date),
            count(one.overdue_days),
            text(one.text.as_deref()),
            person,
            one.place.as_ref().map_or(Cell::Empty, place),
        ]
    });
    section("due", Audience::Everyone, (columns(&of), rows.collect()))
}
