//! Amounts with the tax among amounts without it: rows in which the amount is what the others have times one plus a rate of tax.
//!
//! What the others have is known by price and quantity, by another column of amounts, or by what the product costs in other rows. The rates are those of the
//! countries that pay in the policy's currency, so that a surcharge or a rise in prices is hardly ever one.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::kept::{At, Rows, Source};
use crate::finding::Finding;
use crate::number::Number;
use crate::spelling::folded;

/// Of more rows nothing is compared.
const MOST: usize = 20_000;
/// So many rows with the tax are no chance, among so many times more without it, and at least so many.
const LEAST: usize = 3;
const TIMES: usize = 2;
const LEAST_OTHERS: usize = 10;
/// Of ten rows so many are the one or the other.
const OF_TEN: usize = 9;
/// So many rows of a file, of so many products, say that all of it is with the tax; prices may rise by less at once.
const LEAST_OF_FILE: usize = 5;
const LEAST_PRODUCTS: usize = 2;
const RISES: i128 = 1130;
/// Of ten rows of such a file so many are.
const OF_FILE: usize = 8;
/// Decimals of a price.
const CENTS: u32 = 2;
const HUNDRED: i128 = 100;
const THOUSAND: i128 = 1000;
/// A column that tells rows with the tax from those without has so few words in one of them.
const FEW_WORDS: usize = 3;

/// Rates of tax, in thousandths, by currency.
const RATES: [(&str, &[i64]); 24] = [
    ("AUD", &[100]),
    ("CHF", &[81, 77, 26, 25]),
    ("CLP", &[190]),
    ("CNY", &[130, 90, 60]),
    ("COP", &[190]),
    ("CZK", &[210]),
    ("DKK", &[250]),
    ("EUR", &[190, 200, 210, 220, 230, 240, 70, 255]),
    ("GBP", &[200]),
    ("HUF", &[270]),
    ("INR", &[180, 120]),
    ("JPY", &[100, 80]),
    ("KRW", &[100]),
    ("MAD", &[200]),
    ("MXN", &[160]),
    ("MYR", &[60, 80, 100]),
    ("NOK", &[250]),
    ("NZD", &[150]),
    ("PEN", &[180]),
    ("PLN", &[230]),
    ("RON", &[190, 210]),
    ("SEK", &[250]),
    ("TRY", &[200, 180]),
    ("TWD", &[50]),
];

/// The numbers of a row, amounts in hundredths.
struct Row {
    at: At,
    product: Option<String>,
    customer: Option<String>,
    amount: i128,
    count: i128,
    /// Price times quantity, in ten-thousandths.
    made: Option<i128>,
}

impl Row {
    /// What a piece costs, where the amount is that of so many pieces at it.
    fn price(&self) -> Option<i128> {
        let price = divided(self.amount, self.count);
        is_same(self.amount, price * self.count).then_some(price)
    }

    /// What a piece costs before the tax, where the amount is that of so many pieces at it, and the tax on each or on all.
    fn price_before(&self, times: i128) -> impl Iterator<Item = i128> + '_ {
        let before = divided(self.amount * THOUSAND, self.count * times);
        [before, before - 1, before + 1].into_iter().filter(move |price| {
            let of_all = divided(price * times * self.count, THOUSAND);
            let of_each = divided(price * times, THOUSAND) * self.count;
            is_same(self.amount, of_all) || is_same(self.amount, of_each)
        })
    }
}

/// The nearest whole number.
fn divided(number: i128, by: i128) -> i128 {
    (number + by / 2).div_euclid(by)
}

/// Whether two amounts are the same to a hundredth.
fn is_same(one: i128, other: i128) -> bool {
    (one - other).abs() <= 1
}

/// The rows of a product at one price, and the first and last file of them.
#[derive(Clone, Copy)]
struct Priced {
    rows: usize,
    files: (usize, usize),
}

impl Priced {
    fn is_beside(&self, file: usize) -> bool {
        self.files != (file, file)
    }
}

/// What is to be told: the first of the three that says it.
pub(super) fn told(source: &Source, rows: &Rows, currency: &str) -> Option<Finding> {
    let rates = RATES.iter().find(|(known, _)| *known == currency).map(|(_, rates)| *rates)?;
    if rows.rows.len() > MOST {
        return None;
    }
    let numbers: Vec<Row> = rows.rows.iter().filter_map(|row| source.row_of(row.at, &rows.cells_of(row))).collect();
    let times: Vec<i128> = rates.iter().map(|rate| THOUSAND + i128::from(*rate)).collect();
    let paid = Paid { source, rows };
    let by_price = times.iter().find_map(|times| paid.by_price(&numbers, *times));
    let by_column = || paid.by_column(&numbers, &times);
    by_price.or_else(by_column).or_else(|| paid.by_product(&numbers, &times))
}

impl Source<'_> {
    fn row_of(&self, at: At, cells: &[&[u8]]) -> Option<Row> {
        let row = (at.0, cells);
        if self.layout(at.0).field_of(self.stream.unit).is_some() {
            return None;
        }
        let above = |name: &str| self.number_as_amount(row, name).filter(Number::is_positive);
        let product = self.text(row, "product").or_else(|| self.text(row, "product_id"));
        let customer = self.text(row, "customer_id").or_else(|| self.text(row, "customer"));
        let count = match above("qty") {
            Some(count) => Some(count.to_scaled(0)?),
            None => None,
        };
        let price = above("price").and_then(|price| price.to_scaled(2 * CENTS));
        Some(Row {
            at,
            product: product.as_deref().map(|product| folded(product).into_owned()),
            customer,
            amount: above("amount")?.to_scaled(CENTS)?,
            made: price.zip(count).map(|(price, count)| price * count),
            count: count.unwrap_or(1),
        })
    }

    /// The number of a column, written as amounts are, whether a figure reads it or not.
    fn number_as_amount(&self, row: super::kept::Cells, name: &str) -> Option<Number> {
        let (_, field) = self.layout(row.0).columns.iter().find(|(known, _)| known == name)?;
        self.number(row, name).or_else(|| self.field_as_amount(row, *field))
    }
}

/// The source whose rows are looked at, and its rows.
struct Paid<'a> {
    source: &'a Source<'a>,
    rows: &'a Rows,
}

impl Paid<'_> {
    /// Rows whose amount is price times quantity and the tax, while in the others it is the one times the other, or those are of other files.
    fn by_price(&self, rows: &[Row], times: i128) -> Option<Finding> {
        let made: Vec<(&Row, i128)> = rows.iter().filter_map(|row| Some((row, divided(row.made?, HUNDRED)))).collect();
        let plain = made.iter().filter(|(row, made)| is_same(row.amount, *made)).count();
        let with_tax = |row: &Row| row.made.map(|made| divided(made * times, HUNDRED * THOUSAND));
        let is_odd = |(row, made): &&(&Row, i128)| {
            with_tax(row).is_some_and(|made| is_same(row.amount, made)) && !is_same(row.amount, *made)
        };
        let odd: Vec<&Row> = made.iter().filter(is_odd).map(|(row, _)| *row).collect();
        let files: BTreeSet<usize> = odd.iter().map(|row| row.at.0).collect();
        let are_whole_files = made.iter().filter(|(row, _)| files.contains(&row.at.0)).count() == odd.len();
        let are_most = (odd.len() + plain) * 10 >= made.len() * OF_TEN;
        let are_few = plain >= odd.len() * TIMES || are_whole_files;
        if odd.len() < LEAST || plain < LEAST_OTHERS || !are_most || !are_few {
            return None;
        }
        let label = |name| self.source.label(odd[0].at.0, name);
        let finding = Finding::warning("amount-with-tax").with("others", plain);
        let finding = finding.with("price", label("price")).with("qty", label("qty"));
        self.with_rows(finding, times, &odd)
    }

    /// Rows that have one amount in two columns, while in all others the one is the other and the tax, and the same customers pay it there.
    fn by_column(&self, numbers: &[Row], times: &[i128]) -> Option<Finding> {
        let of_row: BTreeMap<At, &Row> = numbers.iter().map(|row| (row.at, row)).collect();
        let rows = self.rows.rows.iter();
        let cells: Vec<(&Row, Vec<&[u8]>)> =
            rows.filter_map(|row| Some((*of_row.get(&row.at)?, self.rows.cells_of(row)))).collect();
        let fields = cells.first().map_or(0, |(_, cells)| cells.len());
        let in_cents = |number: Number| number.to_scaled(CENTS).filter(|number| *number > 0);
        (0..fields).find_map(|field| {
            let other = |(row, cells): &(&Row, Vec<&[u8]>)| {
                self.source.field_as_amount((row.at.0, cells), field).and_then(in_cents)
            };
            // Most columns are seen to hold no amounts by their first rows.
            let first = cells.iter().take(LEAST_OTHERS).filter_map(other).count();
            if first * TIMES < LEAST_OTHERS {
                return None;
            }
            let others: Vec<Option<i128>> = cells.iter().map(other).collect();
            let known = others.iter().flatten().count();
            let is_of_amounts = known * 10 >= cells.len() * OF_TEN;
            let told = || times.iter().find_map(|times| self.of_column(&cells, (field, &others), *times));
            is_of_amounts.then(told)?
        })
    }

    fn of_column(
        &self,
        cells: &[(&Row, Vec<&[u8]>)],
        (field, others): (usize, &[Option<i128>]),
        times: i128,
    ) -> Option<Finding> {
        let pairs = || cells.iter().zip(others).filter_map(|(row, other)| Some((row, row.0.amount, (*other)?)));
        let with_tax = |amount: i128| divided(amount * times, THOUSAND);
        let are = |is: &dyn Fn(i128, i128) -> bool| -> Vec<&(&Row, Vec<&[u8]>)> {
            pairs().filter(|(_, amount, other)| is(*amount, *other)).map(|(row, ..)| row).collect()
        };
        let odd = are(&|amount, other| amount == other);
        if odd.len() < LEAST || odd.len() * TIMES > cells.len() {
            return None;
        }
        let above = are(&|amount, other| is_same(other, with_tax(amount)));
        let below = are(&|amount, other| is_same(amount, with_tax(other)));
        let usual = if above.len() >= below.len() { above } else { below };
        let are_most = (usual.len() + odd.len()) * 10 >= cells.len() * OF_TEN;
        let is_rare = usual.len() >= LEAST_OTHERS.max(odd.len() * TIMES);
        let customers: BTreeSet<&String> = usual.iter().filter_map(|(row, _)| row.customer.as_ref()).collect();
        let pays = |(row, _): &&&(&Row, Vec<&[u8]>)| row.customer.as_ref().is_some_and(|own| customers.contains(own));
        let are_payers = odd.iter().filter(pays).count() * TIMES >= odd.len();
        let fields = cells.first().map_or(0, |(_, cells)| cells.len());
        if !are_most || !is_rare || !are_payers || says_why(&odd, &usual, fields) {
            return None;
        }
        let other = self.source.layout(odd[0].0.at.0).labels.get(field)?.trim();
        let finding = Finding::warning("amount-of-two-columns").with("others", usual.len()).with("other", other);
        let odd: Vec<&Row> = odd.iter().map(|(row, _)| *row).collect();
        self.with_rows(finding, times, &odd)
    }

    /// Rows in which a piece costs what it costs in others and the tax: all rows of a file, or some, of customers who pay no tax in other rows.
    fn by_product(&self, rows: &[Row], times: &[i128]) -> Option<Finding> {
        let mut prices: FxHashMap<(&str, i128), Priced> = FxHashMap::default();
        for row in rows {
            if let Some(key) = row.product.as_deref().zip(row.price()) {
                let file = row.at.0;
                let known = prices.entry(key).or_insert(Priced { rows: 0, files: (file, file) });
                known.rows += 1;
                known.files = (known.files.0.min(file), known.files.1.max(file));
            }
        }
        let several = self.source.one.layouts().len() > 1;
        times.iter().find_map(|times| {
            let of_file = || if several { of_file(rows, &prices, *times) } else { None };
            let odd = of_file().or_else(|| some(rows, &prices, *times))?;
            let kinds: BTreeSet<&Option<String>> = odd.iter().map(|(row, _)| &row.product).collect();
            let (row, usual) = odd.first().filter(|_| kinds.len() >= LEAST_PRODUCTS)?;
            let shown = |price: i128| Number::from_scaled(price, CENTS).to_plain(0, 2);
            let finding = Finding::warning("price-with-tax").with("product", self.product(row)?);
            let finding = finding.with("found", shown(divided(row.amount, row.count))).with("usual", shown(*usual));
            let odd: Vec<&Row> = odd.iter().map(|(row, _)| *row).collect();
            self.with_rows(finding, *times, &odd)
        })
    }

    fn product(&self, row: &Row) -> Option<String> {
        let kept = self.rows.rows.iter().find(|kept| kept.at == row.at)?;
        let cells = self.rows.cells_of(kept);
        let cells = (row.at.0, &cells[..]);
        self.source.text(cells, "product").or_else(|| self.source.text(cells, "product_id"))
    }

    /// The finding, where some of the rows is paid.
    fn with_rows(&self, finding: Finding, times: i128, rows: &[&Row]) -> Option<Finding> {
        let source = self.source;
        let odd: BTreeSet<At> = rows.iter().map(|row| row.at).collect();
        let is_paid = |row: &&super::kept::Row| {
            let cells = self.rows.cells_of(row);
            source.counts((row.at.0, &cells)) && source.is_looked_at((row.at.0, &cells))
        };
        let finding = finding.with("input", &source.rule.name).with("times", Number::from_scaled(times, 3));
        let finding = finding.with("column", source.label(rows.first()?.at.0, "amount"));
        let finding = source.at_rows(finding.with("count", rows.len()), odd.iter().copied());
        self.rows.rows.iter().filter(|row| odd.contains(&row.at)).any(|row| is_paid(&row)).then_some(finding)
    }
}

/// Of a file the rows that are odd, how many are at prices of other files, and how many there are.
type OfFile<'r> = (Vec<(&'r Row, i128)>, usize, usize);
type Prices<'r> = FxHashMap<(&'r str, i128), Priced>;

/// The rows of a file, each with what a piece costs in others, where nearly all of them are at that and the tax.
fn of_file<'r>(rows: &'r [Row], prices: &Prices, times: i128) -> Option<Vec<(&'r Row, i128)>> {
    if times < RISES {
        return None;
    }
    let mut files: BTreeMap<usize, OfFile> = BTreeMap::new();
    for row in rows {
        let (odd, as_before, all) = files.entry(row.at.0).or_default();
        *all += 1;
        let Some(product) = row.product.as_deref() else { continue };
        let is_beside = |price: i128| prices.get(&(product, price)).is_some_and(|priced| priced.is_beside(row.at.0));
        match row.price().is_some_and(is_beside) {
            true => *as_before += 1,
            false => odd.extend(row.price_before(times).find(|price| is_beside(*price)).map(|price| (row, price))),
        }
    }
    let mut files = files.into_values();
    let told = files.find(|(odd, as_before, all)| {
        odd.len() >= LEAST_OF_FILE && odd.len() * 10 >= all * OF_FILE && as_before * 10 <= odd.len()
    });
    told.map(|(odd, ..)| odd)
}

/// Rows at prices that hardly any row has, each the tax above one that many have.
fn some<'r>(rows: &'r [Row], prices: &Prices, times: i128) -> Option<Vec<(&'r Row, i128)>> {
    let (mut odd, mut plain): (Vec<(&Row, i128)>, Vec<&Row>) = (Vec::new(), Vec::new());
    for row in rows {
        let Some(product) = row.product.as_deref() else { continue };
        let count = |price: i128| prices.get(&(product, price)).map_or(0, |priced| priced.rows);
        let alike = row.price().map_or(0, count).max(1);
        let usual = row.price_before(times).find(|price| count(*price) >= (alike * TIMES).max(2));
        match usual {
            Some(price) => odd.push((row, price)),
            None if alike > 1 => plain.push(row),
            None => {}
        }
    }
    let payers: BTreeSet<&String> = plain.iter().filter_map(|row| row.customer.as_ref()).collect();
    let pays = |(row, _): &&(&Row, i128)| row.customer.as_ref().is_some_and(|own| payers.contains(own));
    let are_payers = odd.iter().filter(pays).count() * 3 >= odd.len() * 2;
    let is_rare = odd.len() >= LEAST && plain.len() >= LEAST_OTHERS.max(odd.len() * TIMES);
    (is_rare && are_payers).then_some(odd)
}

/// Whether some column has other words in the odd rows than in the others, a few in all: the rate of tax, or the country.
fn says_why(odd: &[&(&Row, Vec<&[u8]>)], usual: &[&(&Row, Vec<&[u8]>)], fields: usize) -> bool {
    let words = |rows: &[&(&Row, Vec<&[u8]>)], field: usize| -> BTreeSet<Vec<u8>> {
        rows.iter().filter_map(|(_, cells)| cells.get(field)).map(|cell| cell.to_vec()).collect()
    };
    (0..fields).any(|field| {
        let (mine, theirs) = (words(odd, field), words(usual, field));
        theirs.len() <= FEW_WORDS && mine.is_disjoint(&theirs)
    })
}
