//! What a row that takes a sale back takes: settled for all of them together, before any is counted.
//!
//! A row that names an order has that order's person, customer and labels where it lacks its own. One without any number is bare: it
//! takes back every row of the order, with that row's own labels, on that row's day. Nothing comes back twice, and no more than was sold.

mod naming;
mod twice;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Named;
use super::exchange::Exchange;
use super::orders::{ByColumn, Order, OrderBook, Sold, SoldLabel};
use crate::calendar::{NaiveDate, Period, PeriodKind};
use crate::ingest::cell::{CellFault, Scaled};
use crate::ingest::header::{CellKind, columns_of, is_of_either_sign};
use crate::ingest::row::{Fixed, SCALE, exchanged};
use crate::number::Number;

/// A row that takes something back, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack {
    /// File and line.
    pub at: (u32, u32),
    /// Whether it stands among the sales: a number that nobody sold is then a credit note.
    pub is_of_sales: bool,
    /// The order's number, in normal form.
    pub order: String,
    /// Its own customer, in the form in which keys are compared.
    pub customer: Option<String>,
    /// The same as its file writes it.
    pub customer_shown: String,
    /// Its own person; nothing where the cell is blank or there is none.
    pub named: Option<Named>,
    /// Its own day.
    pub day: Option<NaiveDate>,
    /// How many pieces, where the row says so, in units of 10⁻¹².
    pub pieces: Option<i128>,
    /// What it takes back, in units of 10⁻¹²; none at all: it is bare.
    pub numbers: ByColumn<i128>,
    /// Its currency.
    pub exchange: Exchange,
    /// Of its amounts, where rows have currencies, what the file writes.
    pub written: ByColumn<WrittenAmount>,
    /// Its own labels.
    pub labels: ByColumn<Arc<SoldLabel>>,
    /// What its source is asked.
    pub asked: Arc<AskedLabels>,
}

/// An amount as the file writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenAmount {
    /// In units of 10⁻¹², in the currency of the row.
    pub units: i128,
    /// To what it is rounded in the policy's.
    pub round: Option<Scaled>,
}

/// Which labels matter of rows of a source that take something back, by the book's columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedLabels {
    /// Columns whose label some rule needs.
    pub needed: Vec<usize>,
    /// Columns whose label may tell which rows came back.
    pub telling: Vec<usize>,
    /// Of the needed columns those of numbers: the row's own says how much comes back, its order's at which rate.
    pub measured: Vec<usize>,
    /// Columns of either sign in files whose signs are said: what comes back there has the sign opposite to what was sold.
    pub opposed: Vec<usize>,
}

/// One part of what a row takes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenPart {
    /// The day on which it counts; nothing: the row's own.
    pub day: Option<NaiveDate>,
    /// Whose it is.
    pub named: Named,
    /// The customer that it was sold to.
    pub customer: Option<String>,
    /// Labels that the row lacks.
    pub labels: ByColumn<Arc<SoldLabel>>,
    /// Of a bare row, what was sold.
    pub numbers: Option<ByColumn<Fixed>>,
    /// The numbers of the rows that it may take back.
    pub sold: Vec<ByColumn<Fixed>>,
    /// Of a row with numbers of its own, their currency and the rate at which they count.
    pub exchange: Option<Exchange>,
}

/// What becomes of a row that takes something back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taking {
    /// Nobody sold that number: a deal of its own, with what the row itself says.
    CreditNote,
    /// What it takes back.
    Parts(Vec<TakenPart>),
    /// It cannot be.
    Refused(CellFault),
}

/// What the policy says about returns.
pub struct ReturnTerms<'a> {
    /// Whether they count when the sale did.
    pub to_sale: bool,
    /// The policy's kind of period.
    pub period: PeriodKind,
    /// Month in which its fiscal year starts.
    pub fiscal_year_starts: u32,
    /// Whether a customer's order is split, so that its shares say whose it is.
    pub is_split: &'a dyn Fn(&str, Option<&str>) -> bool,
    /// Whether rates by that column are the same at all of these numbers.
    pub has_one_rate: &'a dyn Fn(&str, &[&str]) -> bool,
    /// Whether a register has two texts of a column as number and name of one: the column, the one, the other.
    pub is_one_entry: &'a dyn Fn(&str, &str, &str) -> bool,
    /// The policy's currency.
    pub currency: &'a str,
    /// The id of a person of the ledger.
    pub id_of: &'a dyn Fn(usize) -> String,
}

/// An order, and the two rows, by file and line, that take the same of it back.
pub type Twice = (String, (u32, u32), (u32, u32));

/// A row, by file and line, and what is odd about it.
pub type Odd = ((u32, u32), CellFault);

/// What was settled.
#[derive(Debug, Default)]
pub struct SettledReturns {
    /// What becomes of each row, by file and line.
    pub taken: BTreeMap<(u32, u32), Taking>,
    /// What is odd about rows among the sales, which stand as they are: file and line, and what it is.
    pub odd: Vec<Odd>,
    /// Rows of the returns that a row among the sales takes back too: the order, the row of the sales, the row of the returns.
    pub twice: Vec<Twice>,
}

/// Settles every row, in the order of files and lines.
pub fn settle(book: &OrderBook, mut rows: Vec<TakenBack>, terms: &ReturnTerms) -> SettledReturns {
    rows.sort_by_key(|row| row.at);
    let mut so_far: BTreeMap<&str, SoFar> = BTreeMap::new();
    let SettledReturns { mut taken, mut odd, .. } = SettledReturns::default();
    for row in &rows {
        let known = book.orders.get_key_value(row.order.as_str());
        let taking = match known.filter(|(_, order)| !order.sold.is_empty()) {
            None if row.is_of_sales => {
                odd.push((row.at, CellFault::new("return-of-unknown-order", &row.order)));
                Taking::CreditNote
            }
            None => Taking::Refused(CellFault::new("return-of-unknown-order", &row.order)),
            Some((number, order)) => {
                let settling = Settling {
                    row,
                    order,
                    columns: &book.columns,
                    amounts: book.amounts(),
                    terms,
                    odd: RefCell::default(),
                };
                let parts = settling.parts(so_far.entry(number).or_default());
                odd.extend(settling.odd.into_inner().into_iter().map(|fault| (row.at, fault)));
                match parts {
                    Ok(parts) => Taking::Parts(parts),
                    Err(fault) => Taking::Refused(fault),
                }
            }
        };
        taken.insert(row.at, taking);
    }
    let twice = twice::told(&rows, &taken);
    SettledReturns { taken, odd, twice }
}

/// What of a number came back so far.
#[derive(Default)]
struct SoFar {
    /// By the rows that may have come back, what did, by column.
    sums: BTreeMap<Vec<(u32, u32)>, BTreeMap<usize, i128>>,
    /// Rows that a bare row took back.
    whole: BTreeSet<(u32, u32)>,
}

struct Settling<'a> {
    row: &'a TakenBack,
    order: &'a Order,
    columns: &'a [String],
    /// The column of what orders are sold for.
    amounts: Option<usize>,
    terms: &'a ReturnTerms<'a>,
    odd: RefCell<Vec<CellFault>>,
}

impl<'a> Settling<'a> {
    /// A row among the sales says itself what it is worth: what is odd about it is told, and it stands. A row of the returns file is
    /// refused.
    fn refused_or_odd(&self, fault: CellFault) -> Result<(), CellFault> {
        if !self.row.is_of_sales {
            return Err(fault);
        }
        self.odd.borrow_mut().push(fault);
        Ok(())
    }

    fn parts(&self, so_far: &mut SoFar) -> Result<Vec<TakenPart>, CellFault> {
        let of_customer = self.of_customer()?;
        let rows = self.narrowed(of_customer.clone())?;
        self.note_other_person(&of_customer);
        let is_bare = self.row.numbers.is_empty();
        self.check_signs(&rows)?;
        let exchange = if is_bare { Exchange::default() } else { self.exchange(&rows)? };
        let numbers = if is_bare { self.sums(&rows) } else { self.numbers_at(&exchange) };
        let parts = if is_bare { self.bare(&rows, so_far)? } else { vec![self.partial(&rows, exchange)?] };
        self.check_sums([&of_customer, &rows], &numbers, so_far)?;
        if is_bare {
            so_far.whole.extend(rows.iter().map(|row| row.at));
        }
        Ok(parts)
    }

    /// A row that says itself whose it is, and its order was somebody else's: it stands, and is told. The shares of an order that is split
    /// say whose both are.
    fn note_other_person(&self, rows: &[&Sold]) {
        let Some(Named::Person(own)) = self.row.named else { return };
        let sold_by: BTreeSet<Named> = rows.iter().map(|row| row.named).collect();
        let are_known = sold_by.iter().all(|named| matches!(named, Named::Person(_)));
        let is_split = || (self.terms.is_split)(&self.row.order, customer_of(rows));
        if are_known && !sold_by.is_empty() && !sold_by.contains(&Named::Person(own)) && !is_split() {
            let person = |named: &Named| match named {
                Named::Person(person) => (self.terms.id_of)(*person),
                Named::Nobody | Named::Unknown | Named::Shared => String::new(),
            };
            let sold_by: Vec<String> = sold_by.iter().map(person).collect();
            let fault = self.fault("return-of-other-person").with("person", (self.terms.id_of)(own));
            self.odd.borrow_mut().push(fault.with_words("sold_by", sold_by));
        }
    }

    fn fault(&self, code: &'static str) -> CellFault {
        CellFault::new(code, &self.row.order)
    }

    /// The rows of the customer's order.
    fn of_customer(&self) -> Result<Vec<&'a Sold>, CellFault> {
        let customers = self.order.customers();
        let own = self.row.customer.as_deref().map(|own| self.as_sold_to(own));
        match own.filter(|own| !customers.is_empty() && !customers.contains(own)) {
            Some(_) => {
                let shown = |key: &&str| self.order.sold.iter().find(|row| row.customer.as_deref() == Some(key));
                let sold_to = customers.iter().filter_map(shown).map(|row| row.customer_shown.as_str());
                let fault = self.fault("return-of-other-customer").with("customer", &self.row.customer_shown);
                Err(fault.with_words("sold_to", sold_to))
            }
            None => self.order.of_customer(own).ok_or_else(|| self.fault("order-of-several-customers")),
        }
    }

    /// Those of the rows that the row's own labels and person tell.
    fn narrowed(&self, mut rows: Vec<&'a Sold>) -> Result<Vec<&'a Sold>, CellFault> {
        for column in &self.row.asked.telling {
            let Some(own) = self.row.labels.get(*column) else { continue };
            let mine = self.labelled(&rows, *column, own);
            let is_labelled = rows.iter().any(|row| label_of(row, *column).is_some());
            match mine.is_empty() {
                false => rows = mine,
                true if is_labelled && self.columns[*column] == "product" => {
                    let fault = self.fault("return-of-other-product").with("product", &own.written);
                    self.refused_or_odd(fault.with_words("sold", self.labels_of(&rows, *column)))?;
                }
                true => {}
            }
        }
        let mine: Vec<&Sold> = rows.iter().copied().filter(|row| Some(row.named) == self.row.named).collect();
        Ok(if mine.is_empty() { rows } else { mine })
    }

    fn labels_of(&self, rows: &[&Sold], column: usize) -> Vec<String> {
        let labels = rows.iter().filter_map(|row| row.labels.get(column));
        let labels: BTreeMap<&String, &String> = labels.map(|label| (&label.canonical, &label.meant)).collect();
        labels.into_values().cloned().collect()
    }

    /// Of numbers of either sign, that what comes back is on the other side of 0 than all that was sold.
    fn check_signs(&self, rows: &[&Sold]) -> Result<(), CellFault> {
        for column in &self.row.asked.opposed {
            let Some(own) = self.row.numbers.get(*column).filter(|own| **own != 0) else { continue };
            let sold = || rows.iter().filter_map(|row| row.numbers.get(*column)).map(|number| number.units);
            if sold().any(|units| units != 0) && sold().all(|units| units == 0 || (units > 0) == (*own > 0)) {
                let amount = |units: i128| Number::from_scaled(units, SCALE);
                let fault = self.fault("return-adds-to-sale").with("label", &self.columns[*column]);
                return Err(fault.with("sold", amount(sold().sum())).with("returned", amount(*own)));
            }
        }
        Ok(())
    }

    fn bare(&self, rows: &[&Sold], so_far: &SoFar) -> Result<Vec<TakenPart>, CellFault> {
        if !self.terms.to_sale {
            return Err(self.fault("bare-return-needs-original"));
        }
        if rows.iter().any(|row| so_far.whole.contains(&row.at)) {
            return Err(self.fault("order-taken-back-twice"));
        }
        let part = |row: &&Sold| TakenPart {
            day: Some(row.day),
            named: self.row.named.unwrap_or(row.named),
            customer: row.customer.clone(),
            labels: row.labels.clone(),
            numbers: Some(row.numbers.clone()),
            sold: vec![row.numbers.clone()],
            exchange: None,
        };
        Ok(rows.iter().map(part).collect())
    }

    /// The row's currency, its order's where it has none, and the rate at which it counts.
    fn exchange(&self, rows: &[&Sold]) -> Result<Exchange, CellFault> {
        self.row.exchange.beside(rows, self.amounts).map_err(|codes| {
            let codes = codes.into_iter().map(|code| code.unwrap_or_else(|| self.terms.currency.to_owned()));
            self.fault("return-of-several-labels").with("label", "currency").with_words("values", codes)
        })
    }

    /// What the row takes back at that rate.
    fn numbers_at(&self, exchange: &Exchange) -> ByColumn<i128> {
        let at = |(column, units): (usize, &i128)| {
            let written = self.row.written.get(column).zip(exchange.rate.as_ref());
            let amount = |written: &WrittenAmount, rate| {
                let number = Number::from_scaled(written.units.abs(), SCALE);
                Some(exchanged(&number, rate, written.round)?.units * units.signum())
            };
            (column, written.and_then(|(written, rate)| amount(written, rate)).unwrap_or(*units))
        };
        self.row.numbers.iter().map(at).collect()
    }

    fn partial(&self, rows: &[&Sold], exchange: Exchange) -> Result<TakenPart, CellFault> {
        Ok(TakenPart {
            day: self.day(rows)?,
            named: self.person(rows)?,
            customer: customer_of(rows).map(str::to_owned),
            labels: self.labels(rows)?,
            numbers: None,
            sold: rows.iter().map(|row| row.numbers.clone()).collect(),
            exchange: Some(exchange),
        })
    }

    /// The day on which it counts; nothing: its own, which is not of a period before the first sale.
    fn day(&self, rows: &[&Sold]) -> Result<Option<NaiveDate>, CellFault> {
        if self.terms.to_sale {
            return self.day_of_sale(rows).map(Some);
        }
        let period = |day: NaiveDate| Period::containing(day, self.terms.period, self.terms.fiscal_year_starts);
        if let (Some(own), Some(first)) = (self.row.day, rows.iter().map(|row| row.day).min())
            && own < first
            && period(own) != period(first)
        {
            self.refused_or_odd(self.fault("return-before-sale").with("sold", first).with("day", own))?;
        }
        Ok(None)
    }

    fn person(&self, rows: &[&Sold]) -> Result<Named, CellFault> {
        if let Some(own) = self.row.named {
            return Ok(own);
        }
        let people: BTreeSet<Named> = rows.iter().map(|row| row.named).collect();
        match people.first() {
            Some(first) if people.len() == 1 => Ok(*first),
            Some(first) if (self.terms.is_split)(&self.row.order, customer_of(rows)) => Ok(*first),
            _ => Err(self.fault("return-of-several-people")),
        }
    }

    /// The labels that the row lacks, or has by another name, and some rule needs.
    fn labels(&self, rows: &[&Sold]) -> Result<ByColumn<Arc<SoldLabel>>, CellFault> {
        let mut labels = Vec::new();
        let is_measured = |column: &usize| self.row.asked.measured.contains(column);
        let lacks =
            |column: &usize| self.row.labels.get(*column).is_none_or(|own| self.is_named_else(rows, *column, own));
        let is_lacking = |column: &&usize| lacks(column) || is_measured(column);
        for column in self.row.asked.needed.iter().filter(is_lacking) {
            let of_rows: BTreeSet<Option<&String>> = rows.iter().map(|row| label_of(row, *column)).collect();
            let is_one_rate = || {
                let numbers: Option<Vec<&str>> = of_rows.iter().map(|label| label.map(String::as_str)).collect();
                numbers.is_some_and(|numbers| (self.terms.has_one_rate)(&self.columns[*column], &numbers))
            };
            if of_rows.len() > 1 && !(is_measured(column) && is_one_rate()) {
                let values = self.labels_of(rows, *column);
                if is_measured(column) {
                    let fault = self.fault("return-across-bound").with("label", &self.columns[*column]);
                    self.refused_or_odd(fault.with_words("values", values))?;
                    continue;
                }
                let fault = self.fault("return-of-several-labels").with("label", &self.columns[*column]);
                return Err(fault.with_words("values", values));
            }
            let label = rows.iter().find_map(|row| row.labels.get(*column));
            labels.extend(label.map(|label| (*column, label.clone())));
        }
        Ok(labels.into_iter().collect())
    }

    /// The last of the days on which it was sold that is not after the row's; of a sale later in the same period its first. A row without
    /// a day needs an order of one period.
    fn day_of_sale(&self, rows: &[&Sold]) -> Result<NaiveDate, CellFault> {
        let days: BTreeSet<NaiveDate> = rows.iter().map(|row| row.day).collect();
        let period = |day: NaiveDate| Period::containing(day, self.terms.period, self.terms.fiscal_year_starts);
        let first = *days.first().ok_or_else(|| self.fault("return-of-unknown-order"))?;
        match self.row.day {
            Some(own) => {
                let in_period = || Some(first).filter(|first| period(*first) == period(own));
                let last = days.range(..=own).next_back().copied().or_else(in_period);
                last.ok_or_else(|| self.fault("return-before-sale").with("sold", first).with("day", own))
            }
            None if days.iter().all(|day| period(*day) == period(first)) => Ok(first),
            None => Err(self.fault("return-needs-date")),
        }
    }

    /// By column, what the rows sold; nothing where none has a number.
    fn sums(&self, rows: &[&Sold]) -> ByColumn<i128> {
        let mut sums: BTreeMap<usize, i128> = BTreeMap::new();
        for (column, number) in rows.iter().flat_map(|row| row.numbers.iter()) {
            *sums.entry(column).or_default() += number.units;
        }
        sums.into_iter().collect()
    }

    /// Adds what comes back to what came back of each of the two lists of rows, if neither then has more than was sold.
    fn check_sums(
        &self,
        lists: [&Vec<&'a Sold>; 2],
        numbers: &ByColumn<i128>,
        so_far: &mut SoFar,
    ) -> Result<(), CellFault> {
        let places = |rows: &Vec<&Sold>| -> Vec<(u32, u32)> { rows.iter().map(|row| row.at).collect() };
        let mut more = BTreeMap::new();
        for rows in lists {
            let known = so_far.sums.get(&places(rows)).cloned();
            let mut sums = known.unwrap_or_default();
            for (column, sold) in
                self.sums(rows).iter().filter(|(column, _)| !has_both_signs(rows, *column, &self.columns[*column]))
            {
                let Some(number) = numbers.get(column).filter(|_| adds_up(&self.columns[column])) else { continue };
                let returned = sums.entry(column).or_default();
                *returned += number.abs();
                if *returned > sold.abs() {
                    let returned = *returned;
                    let amount = |units: i128| Number::from_scaled(units, SCALE);
                    let fault = self.fault("return-of-more-than-sold").with("label", &self.columns[column]);
                    self.refused_or_odd(fault.with("sold", amount(*sold)).with("returned", amount(returned)))?;
                }
            }
            more.insert(places(rows), sums);
        }
        so_far.sums.extend(more);
        Ok(())
    }
}

/// Whether some rows gain and some lose in a column of either sign: how much came back of it, no sum says.
fn has_both_signs(rows: &[&Sold], column: usize, name: &str) -> bool {
    let has =
        |is_it: fn(i128) -> bool| rows.iter().any(|row| row.numbers.get(column).is_some_and(|own| is_it(own.units)));
    is_of_either_sign(name) && has(|units| units > 0) && has(|units| units < 0)
}

/// Whether what several rows have of a column is as much together: a rate is none of that.
fn adds_up(column: &str) -> bool {
    let spec = columns_of("sales").iter().find(|spec| spec.name == column);
    !spec.is_some_and(|spec| matches!(spec.kind, CellKind::Rate | CellKind::Discount))
}

/// The customer of an order.
fn customer_of<'s>(rows: &[&'s Sold]) -> Option<&'s str> {
    rows.iter().find_map(|row| row.customer.as_deref())
}

fn label_of(row: &Sold, column: usize) -> Option<&String> {
    row.labels.get(column).map(|label| &label.canonical)
}
