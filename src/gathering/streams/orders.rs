//! Orders that rows refer to: learned by passes of their own, and what rows take back of them settled – before anything is counted, or, of
//! large sales whose rows lack nothing, afterwards.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::{Opened, Pace, Rules, context, one_rate, pass};
use crate::calendar::NaiveDate;
use crate::crediting::OrderBook;
use crate::crediting::exchange::Exchange;
use crate::crediting::orders::{APART, shown};
use crate::crediting::returns::{Odd, ReturnTerms, SettledReturns, TakenBack, Taking, Twice, settle};
use crate::crediting::shrunk::{ShrunkBy, shrunk};
use crate::finding::{Finding, Severity, quoted};
use crate::gathering::Scope;
use crate::ingest::faults::Faults;
use crate::ingest::layout::Whence;
use crate::measure::fold::{Folder, MOST_COMPARED, Purpose};
use crate::measure::plan::Plan;
use crate::policy::Policy;
use crate::policy::rules::{InputKind, ReturnsTo, Sign};
use crate::source::Place;

/// Of more bytes of sales, only a look at everything takes the time of the pass that compares such rows afterwards.
const COMPARED: u64 = if cfg!(test) { 8 << 10 } else { 512 << 20 };

/// What rows that refer to an order must know of it. Only orders that are referred to are kept.
pub fn order_book(rules: Rules, opened: &[Opened], pace: Pace, faults: &mut Faults) -> OrderBook {
    let (policy, ledger, plan) = rules;
    let mut book = OrderBook::default();
    let Some(sales) = opened.iter().find(|one| one.kind() == InputKind::Sales) else { return book };
    let empty = OrderBook::default();
    let mut taken = Vec::new();
    book.is_without_sales = is_without_sales((policy, plan), sales, opened);
    for one in opened.iter().filter(|one| refers_to_orders(policy, plan, one)) {
        if one.name == sales.name && book.is_without_sales {
            continue;
        }
        let context = context(rules, one, &empty, Purpose::Keys);
        // A file that cannot be read is told of, and refuses the run.
        let Some(listed) = pass(&context, one, pace, faults) else { continue };
        for (number, order) in listed.orders {
            book.orders.entry(number).or_default().merge(order);
        }
        taken.extend(listed.taken);
    }
    if book.orders.is_empty() {
        return book;
    }
    let context = context((policy, ledger, plan), sales, &book, Purpose::Orders);
    let Some(learned) = pass(&context, sales, pace, faults) else { return empty };
    let is_without_sales = book.is_without_sales;
    let mut known =
        OrderBook { orders: learned.orders, open: learned.open_orders, is_without_sales, ..book_of(plan, sales) };
    shrunk_returns(plan, sales, &known, &taken).into_iter().for_each(|warning| faults.push(warning));
    returned_in_other_currency(plan, &known, &taken, &policy.header.currency)
        .into_iter()
        .for_each(|told| faults.push(told));
    let settled = settled(rules, &mut known, taken);
    known.taken = settled.taken;
    odd_returns(plan, sales, settled.odd).into_iter().for_each(|odd| faults.push(odd));
    returned_twice(plan, &settled.twice).into_iter().for_each(|twice| faults.push(twice));
    known
}

/// A book without orders, by the columns of the sales.
fn book_of(plan: &Plan, sales: &Opened) -> OrderBook {
    let columns = plan.streams[sales.stream].slots.iter().map(|slot| slot.column.clone()).collect();
    OrderBook { columns, ..OrderBook::default() }
}

/// Settles what rows take back of the orders that are known.
fn settled((policy, ledger, _): Rules, known: &mut OrderBook, taken: Vec<TakenBack>) -> SettledReturns {
    known.orders.values_mut().for_each(|order| order.sold.sort_by_key(|row| row.at));
    let terms = ReturnTerms {
        to_sale: policy.crediting.returns == ReturnsTo::Original,
        period: policy.header.period,
        fiscal_year_starts: policy.header.fiscal_year_starts,
        is_split: &|order, customer| ledger.splits.of(order, customer).is_some(),
        has_one_rate: &|column, numbers| one_rate::has_one_rate(policy, column, numbers),
        is_one_entry: &|column, one, other| ledger.is_one_entry(column, one, other),
        currency: &policy.header.currency,
        id_of: &|person| ledger.people.list[person].id.clone(),
    };
    settle(known, taken, &terms)
}

/// Whether rows among the sales that take something back are not listed before they are counted: in large files, where none lacks what only
/// its order has, and no file of returns takes back of the same orders.
fn is_without_sales((policy, plan): (&Policy, &Plan), sales: &Opened, opened: &[Opened]) -> bool {
    let has_returns = opened.iter().any(|one| plan.streams[one.stream].takes_back);
    let lacks_nothing = sales.needy.get().is_none();
    sales.is_large() && lacks_nothing && !has_returns && policy.crediting.returns == ReturnsTo::Current
}

/// Whether rows of that source which take something back and lack nothing are listed while they are counted: where they were not before,
/// and the run may take the time that it takes to compare them.
pub(in super::super) fn lists_complete(one: &Opened, book: &OrderBook, scope: Scope) -> bool {
    one.kind() == InputKind::Sales
        && book.is_without_sales
        && (scope == Scope::Everything || one.text_len() <= COMPARED)
}

/// Compares rows among large sales that take something back and lack nothing with what was sold, after they were counted. Where they are
/// too many, or the files so large that it would take long, it is told that they are not.
pub(in super::super) fn compare_complete(
    rules: Rules,
    one: &Opened,
    folder: &mut Folder,
    pace: Pace,
    faults: &mut Faults,
) {
    let (count, listed) = std::mem::take(&mut folder.uncompared);
    if count == 0 {
        return;
    }
    if listed.len() as u64 != count || listed.len() > MOST_COMPARED {
        let warning = Finding::warning("returns-not-compared").with("input", &one.name).with("count", count);
        let warning = warning.with("most", MOST_COMPARED).with("size", COMPARED >> 20);
        return faults
            .push(one.files.first().map_or(warning.clone(), |file| warning.at(Place::file(file.name.clone()))));
    }
    let mut book = OrderBook::default();
    let mut places = BTreeSet::new();
    for (at, order) in listed {
        places.insert(at);
        book.orders.entry(order).or_default().is_taken_back = true;
    }
    let mut context = context(rules, one, &book, Purpose::Orders);
    context.lists_taken = true;
    let Some(learned) = pass(&context, one, pace, faults) else { return };
    let mut known = OrderBook { orders: learned.orders, ..book_of(rules.2, one) };
    let mut settled = settled(rules, &mut known, learned.taken);
    settled.odd.retain(|(at, _)| places.contains(at));
    odd_returns(rules.2, one, settled.odd).into_iter().for_each(|odd| faults.push(odd));
    let refused = settled.taken.iter().filter(|(at, _)| places.contains(at));
    refused.filter_map(|row| refused_among(rules.2, row)).for_each(|refused| faults.push(refused));
}

/// A row that the short way counted and that cannot be: of smaller files it is a bad row.
fn refused_among(plan: &Plan, (at, taking): (&(u32, u32), &Taking)) -> Option<Finding> {
    let Taking::Refused(fault) = taking else { return None };
    let place = Place::line(plan.files.get(at.0 as usize)?.clone(), at.1, "");
    Some(fault.clone().finding(Severity::Error, place))
}

/// Rows among the sales that take back what their order did not sell, one warning a kind.
///
/// A row whose amount is written as a sale's is, of an order that no row sold, is most likely the sale itself with its state written over;
/// one below 0 is a credit note as they are.
fn odd_returns(plan: &Plan, one: &Opened, mut odd: Vec<Odd>) -> Vec<Finding> {
    let is_flipped = matches!(plan.streams[one.stream].returns, Some((_, Sign::Flip)));
    odd.retain(|(_, fault)| is_flipped || fault.code != "return-of-unknown-order");
    let mut kinds: BTreeMap<&str, Vec<Odd>> = BTreeMap::new();
    odd.into_iter().for_each(|one| kinds.entry(one.1.code).or_default().push(one));
    let warning = |(code, list): (&str, Vec<Odd>)| {
        let ((file, line), fault) = list.first()?;
        let code = match code {
            "return-of-more-than-sold" => "returns-above-sold",
            "return-before-sale" => "returns-before-sale",
            "return-across-bound" => "returns-across-bound",
            "return-of-other-person" => "returns-of-other-people",
            "return-of-unknown-order" => "returns-of-unknown-orders",
            _ => "returns-of-unsold-product",
        };
        let args = fault.args.iter().cloned();
        let warning = args.fold(Finding::warning(code), |warning, (name, value)| warning.with(name, value));
        let name = plan.files.get(*file as usize)?.clone();
        Some(warning.with("count", list.len()).with("input", &one.name).at(Place::line(name, *line, "")))
    };
    kinds.into_iter().filter_map(warning).collect()
}

/// A warning where returns are in a larger unit than what was sold.
fn shrunk_returns(plan: &Plan, sales: &Opened, known: &OrderBook, taken: &[TakenBack]) -> Option<Finding> {
    let slots = plan.streams[sales.stream].slots.iter().enumerate();
    let money = slots.filter(|(_, slot)| slot.money).map(|(index, slot)| (index, &slot.column));
    let (found, column) = money.into_iter().find_map(|(index, column)| Some((shrunk(known, taken, index)?, column)))?;
    // One row is no habit: a part of a sale may well come back.
    if found.count < 2 && matches!(found.by, ShrunkBy::Amount) {
        return None;
    }
    let (file, line) = found.first;
    let code = match found.by {
        ShrunkBy::Amount => "returns-in-other-unit",
        ShrunkBy::Price => "returns-priced-in-other-unit",
    };
    let warning = Finding::warning(code).with("column", column).with("count", found.count);
    Some(warning.with("times", found.times).at(Place::line(plan.files.get(file as usize)?.clone(), line, "")))
}

/// A warning of rows that say another currency than the orders that they take back.
fn returned_in_other_currency(plan: &Plan, known: &OrderBook, taken: &[TakenBack], own: &str) -> Option<Finding> {
    let code = |exchange: &Exchange| exchange.code.as_deref().unwrap_or(own).to_owned();
    let other = |row: &TakenBack| {
        let sold = known.orders.get(&row.order)?.of_customer(row.customer.as_deref())?;
        let codes: BTreeSet<String> = sold.iter().map(|sold| code(&sold.exchange)).collect();
        (row.exchange.is_said && !codes.is_empty() && !codes.contains(&code(&row.exchange))).then_some(codes)
    };
    let mut odd: Vec<(&TakenBack, BTreeSet<String>)> =
        taken.iter().filter_map(|row| Some((row, other(row)?))).collect();
    odd.sort_by_key(|(row, _)| row.at);
    let (row, codes) = odd.first()?;
    let finding = Finding::warning("returns-in-other-currency").with("order", shown(&row.order));
    let finding = finding.with("currency", code(&row.exchange)).with("count", odd.len());
    let finding = finding.with("other", quoted(codes.iter().map(String::as_str)));
    Some(finding.at(Place::line(plan.files.get(row.at.0 as usize)?.clone(), row.at.1, "")))
}

/// A warning of returns that stand among the sales and in their own file.
fn returned_twice(plan: &Plan, twice: &[Twice]) -> Option<Finding> {
    let (order, of_sales, of_returns) = twice.first()?;
    let place = |(file, line): &(u32, u32)| Some(Place::line(plan.files.get(*file as usize)?.clone(), *line, ""));
    let warning = Finding::warning("returned-twice").with("order", order).with("count", twice.len());
    Some([of_sales, of_returns].into_iter().filter_map(place).fold(warning, Finding::at))
}

/// A warning where an order has rows in the period and outside of it, and pay depends on how large it is as a whole.
pub fn orders_of_two_periods(
    rules: Rules,
    one: &Opened,
    folder: &Folder,
    pace: Pace,
    faults: &mut Faults,
) -> Option<Finding> {
    let (_, _, plan) = rules;
    if !plan.streams[one.stream].looks_at_wholes {
        return None;
    }
    let mut book = OrderBook::default();
    for key in folder.deals() {
        let number = key.split_once(APART).map_or(key.as_str(), |(number, _)| number);
        book.orders.entry(number.to_owned()).or_default();
    }
    let context = context(rules, one, &book, Purpose::Orders);
    let learned = pass(&context, one, pace, faults)?;
    let days = |key: &String| {
        let (number, customer) = key.split_once(APART).map_or((key.as_str(), None), |(one, other)| (one, Some(other)));
        let days = learned.orders.get(number)?.of_customer(customer)?.into_iter().map(|row| row.day);
        let days: BTreeSet<NaiveDate> = days.collect();
        let is_in = |day: &&NaiveDate| plan.current.contains(**day);
        let is_of_two = days.iter().any(|day| plan.current.contains(*day)) && !days.iter().all(|day| is_in(&day));
        Some((*days.first()?, *days.last()?)).filter(|_| is_of_two)
    };
    let mut found = folder.deals().into_iter().filter_map(|key| Some((days(&key)?, key)));
    let ((first, last), order) = found.next()?;
    let warning =
        Finding::warning("order-of-two-periods").with("order", shown(&order)).with("count", 1 + found.count());
    let warning = warning.with("first", first).with("last", last).with("period", plan.current.id());
    Some(warning.with("input", &one.name).at(Place::file(one.files.first()?.name.clone())))
}

fn refers_to_orders(policy: &Policy, plan: &Plan, one: &Opened) -> bool {
    let stream = &plan.streams[one.stream];
    let has_order = one.layouts.iter().any(|layout| layout.slots[stream.order].whence != Whence::Absent);
    let returns_to_sale = policy.crediting.returns == ReturnsTo::Original;
    let is_of_sales = one.kind() == InputKind::Sales;
    let lacks_person = one.lacks_person(plan) && !is_of_sales;
    let refers = if is_of_sales { stream.is_lowered() } else { returns_to_sale };
    let takes_back = stream.takes_back || (stream.returns.is_some() && refers);
    has_order && (lacks_person || takes_back || stream.is_collected_at_sale())
}
