//! Amounts with the tax among amounts without it: rows in which the amount is what the others have times one plus a rate of tax.
//!
//! What the others have is known by price and quantity, by another column of amounts, or by what the product costs in other rows. The rates are those of the
//! countries that pay in the policy's currency, so that a surcharge or a rise in prices is hardly ever one.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::{At, Rows, Source};
use crate::finding::Finding;
use crate::number::Number;
use crate::spelling::folded;

/// Of more rows nothing is compared.
const MOST: usize = 50_000;
/// So many rows with the tax are no chance, among so many times more without it, and at least so many.
const LEAST: usize = 3;
const TIMES: usize = 2;
const LEAST_OTHERS: usize = 10;
/// Of ten rows so many are the one or the other.
const OF_TEN: usize = 9;
/// So many rows of a file, of so many products, say that all of it is with the tax; prices may rise by less at once.
const LEAST_OF_FILE: usize = 5;
const LEAST_PRODUCTS: usize = 2;
const RISES: i64 = 1130;
/// Of ten rows of such a file so many are.
const OF_FILE: usize = 8;
/// Decimals of a price.
const CENTS: u32 = 2;
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

/// The numbers of a row.
struct Row {
    at: At,
    product: Option<String>,
    called: String,
    customer: Option<String>,
    amount: Number,
    count: Number,
    /// Price times quantity.
    made: Option<Number>,
    is_paid: bool,
}

impl Row {
    /// What a piece costs, in hundredths, where the amount is that of so many pieces at it.
    fn price(&self) -> Option<i128> {
        let price = rounded(&self.amount.checked_div(&self.count)?)?;
        is_same(&self.amount, &(&Number::from_scaled(price, CENTS) * &self.count)).then_some(price)
    }

    /// What a piece costs before the tax, where the amount is that of so many pieces at it, and the tax on each or on all.
    fn price_before<'r>(&'r self, times: &'r Number) -> impl Iterator<Item = i128> + 'r {
        let before = self.amount.checked_div(&self.count).and_then(|price| rounded(&price.checked_div(times)?));
        let near = before.into_iter().flat_map(|price| [price, price - 1, price + 1]);
        near.filter(move |price| {
            let with_tax = &Number::from_scaled(*price, CENTS) * times;
            let of_each = rounded(&with_tax).map(|price| &Number::from_scaled(price, CENTS) * &self.count);
            is_same(&self.amount, &(&with_tax * &self.count)) || of_each.is_some_and(|all| is_same(&self.amount, &all))
        })
    }
}

/// The nearest hundredth.
fn rounded(number: &Number) -> Option<i128> {
    (&(number * &Number::from(100)) + &Number::from_scaled(5, 1)).floor().to_i128()
}

/// What is to be told: the first of the three that says it.
pub(super) fn told(source: &Source, rows: &Rows, currency: &str) -> Option<Finding> {
    let rates = RATES.iter().find(|(known, _)| *known == currency).map(|(_, rates)| *rates)?;
    if rows.rows.len() > MOST {
        return None;
    }
    let numbers: Vec<Row> = rows.rows.iter().filter_map(|row| source.row_of(row.at, &rows.cells_of(row))).collect();
    let times: Vec<Number> = rates.iter().map(|rate| Number::from_scaled(i128::from(1000 + rate), 3)).collect();
    let by_price = times.iter().find_map(|times| source.by_price(&numbers, times));
    let by_column = || source.by_column(rows, &numbers, &times);
    let by_product = || times.iter().find_map(|times| source.by_product(&numbers, times));
    by_price.or_else(by_column).or_else(by_product)
}

/// Whether two amounts are the same to a cent.
fn is_same(one: &Number, other: &Number) -> bool {
    (one - other).abs() <= Number::from_scaled(1, 2)
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
        let count = above("qty");
        Some(Row {
            at,
            product: product.as_deref().map(|product| folded(product).into_owned()),
            called: product.unwrap_or_default(),
            customer,
            amount: above("amount")?,
            made: above("price").zip(count.as_ref()).map(|(price, count)| &price * count),
            count: count.unwrap_or_else(Number::one),
            is_paid: self.counts(row) && self.is_in_period(row),
        })
    }

    /// Rows whose amount is price times quantity and the tax, while in the others it is the one times the other, or those are of other files.
    fn by_price(&self, rows: &[Row], times: &Number) -> Option<Finding> {
        let made: Vec<(&Row, &Number)> = rows.iter().filter_map(|row| Some((row, row.made.as_ref()?))).collect();
        let plain = made.iter().filter(|(row, made)| is_same(&row.amount, made)).count();
        let is_odd =
            |(row, made): &&(&Row, &Number)| is_same(&row.amount, &(*made * times)) && !is_same(&row.amount, made);
        let odd: Vec<&Row> = made.iter().filter(is_odd).map(|(row, _)| *row).collect();
        let files: BTreeSet<usize> = odd.iter().map(|row| row.at.0).collect();
        let are_whole_files = made.iter().filter(|(row, _)| files.contains(&row.at.0)).count() == odd.len();
        let are_most = (odd.len() + plain) * 10 >= made.len() * OF_TEN;
        let are_few = plain >= odd.len() * TIMES || are_whole_files;
        if odd.len() < LEAST || plain < LEAST_OTHERS || !are_most || !are_few {
            return None;
        }
        let finding = Finding::warning("amount-with-tax").with("times", times).with("others", plain);
        let finding =
            finding.with("price", self.label(odd[0].at.0, "price")).with("qty", self.label(odd[0].at.0, "qty"));
        self.with_rows(finding, &odd)
    }

    /// Rows that have one amount in two columns, while in all others the one is the other and the tax, and the same customers pay it there.
    fn by_column(&self, rows: &Rows, numbers: &[Row], times: &[Number]) -> Option<Finding> {
        let of_row: BTreeMap<At, &Row> = numbers.iter().map(|row| (row.at, row)).collect();
        let cells: Vec<(&Row, Vec<&[u8]>)> =
            rows.rows.iter().filter_map(|row| Some((*of_row.get(&row.at)?, rows.cells_of(row)))).collect();
        let fields = cells.first().map_or(0, |(_, cells)| cells.len());
        (0..fields).find_map(|field| {
            let other = |(row, cells): &(&Row, Vec<&[u8]>)| self.field_as_amount((row.at.0, cells), field);
            let others: Vec<Option<Number>> = cells.iter().map(other).collect();
            let known = others.iter().flatten().count();
            (known * 10 >= cells.len() * OF_TEN)
                .then(|| times.iter().find_map(|times| self.of_column(&cells, (field, &others), times)))?
        })
    }

    fn of_column(
        &self,
        cells: &[(&Row, Vec<&[u8]>)],
        (field, others): (usize, &[Option<Number>]),
        times: &Number,
    ) -> Option<Finding> {
        let pairs = || cells.iter().zip(others).filter_map(|(row, other)| Some((row, &row.0.amount, other.as_ref()?)));
        let odd: Vec<_> = pairs().filter(|(_, amount, other)| amount == other).map(|(row, ..)| row).collect();
        let above = pairs().filter(|(_, amount, other)| is_same(other, &(*amount * times)));
        let below = pairs().filter(|(_, amount, other)| is_same(amount, &(*other * times)));
        let (above, below): (Vec<_>, Vec<_>) =
            (above.map(|(row, ..)| row).collect(), below.map(|(row, ..)| row).collect());
        let usual = if above.len() >= below.len() { above } else { below };
        let are_most = (usual.len() + odd.len()) * 10 >= cells.len() * OF_TEN;
        let is_rare = odd.len() >= LEAST && usual.len() >= LEAST_OTHERS.max(odd.len() * TIMES);
        let customers: BTreeSet<&String> = usual.iter().filter_map(|(row, _)| row.customer.as_ref()).collect();
        let pays = |(row, _): &&&(&Row, Vec<&[u8]>)| row.customer.as_ref().is_some_and(|own| customers.contains(own));
        let are_payers = odd.iter().filter(pays).count() * TIMES >= odd.len();
        let fields = cells.first().map_or(0, |(_, cells)| cells.len());
        if !are_most || !is_rare || !are_payers || says_why(&odd, &usual, fields) {
            return None;
        }
        let finding = Finding::warning("amount-of-two-columns").with("times", times).with("others", usual.len());
        let other = self.layout(odd[0].0.at.0).labels.get(field)?.trim();
        let odd: Vec<&Row> = odd.iter().map(|(row, _)| *row).collect();
        self.with_rows(finding.with("other", other), &odd)
    }

    /// Rows in which a piece costs what it costs in others and the tax: some, of customers who pay no tax in other rows, or all rows of a file.
    fn by_product(&self, rows: &[Row], times: &Number) -> Option<Finding> {
        let mut products: BTreeMap<&str, BTreeMap<i128, Vec<&Row>>> = BTreeMap::new();
        for row in rows {
            if let Some((product, price)) = row.product.as_deref().zip(row.price()) {
                products.entry(product).or_default().entry(price).or_default().push(row);
            }
        }
        let priced = |row: &Row, price: Option<i128>| -> Option<&Vec<&Row>> {
            products.get(row.product.as_deref()?)?.get(&price?)
        };
        let of_file = |file: usize| -> Option<Vec<(&Row, i128)>> {
            let is_elsewhere = |row: &Row, price: Option<i128>| {
                priced(row, price).is_some_and(|rows| rows.iter().any(|one| one.at.0 != file))
            };
            let own = || rows.iter().filter(|row| row.at.0 == file);
            let as_before = own().filter(|row| is_elsewhere(row, row.price())).count();
            let odd = own().filter(|row| !is_elsewhere(row, row.price()));
            let odd = odd
                .filter_map(|row| Some((row, row.price_before(times).find(|price| is_elsewhere(row, Some(*price)))?)));
            let odd: Vec<(&Row, i128)> = odd.collect();
            let is_rise = *times < Number::from_scaled(i128::from(RISES), 3);
            let are_most = odd.len() * 10 >= own().count() * OF_FILE && as_before * 10 <= odd.len();
            (odd.len() >= LEAST_OF_FILE && are_most && !is_rise).then_some(odd)
        };
        let files: BTreeSet<usize> = rows.iter().map(|row| row.at.0).collect();
        let of_files = files.into_iter().filter(|_| self.one.layouts().len() > 1).find_map(of_file);
        let some = || {
            let count = |row: &Row, price: Option<i128>| priced(row, price).map_or(0, Vec::len);
            let (mut odd, mut plain): (Vec<(&Row, i128)>, Vec<&Row>) = (Vec::new(), Vec::new());
            for row in rows {
                let alike = count(row, row.price()).max(1);
                let usual = row.price_before(times).find(|price| count(row, Some(*price)) >= (alike * TIMES).max(2));
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
        };
        let odd = of_files.or_else(some)?;
        let kinds: BTreeSet<&Option<String>> = odd.iter().map(|(row, _)| &row.product).collect();
        let (row, usual) = odd.first().filter(|_| kinds.len() >= LEAST_PRODUCTS)?;
        let found = row.amount.checked_div(&row.count)?;
        let finding = Finding::warning("price-with-tax").with("times", times).with("product", &row.called);
        let finding = finding.with("found", found.to_plain(0, 2));
        let finding = finding.with("usual", Number::from_scaled(*usual, CENTS).to_plain(0, 2));
        let odd: Vec<&Row> = odd.iter().map(|(row, _)| *row).collect();
        self.with_rows(finding, &odd)
    }

    /// The number of a column, written as amounts are, whether a figure reads it or not.
    fn number_as_amount(&self, row: super::kept::Cells, name: &str) -> Option<Number> {
        let (_, field) = self.layout(row.0).columns.iter().find(|(known, _)| known == name)?;
        self.number(row, name).or_else(|| self.field_as_amount(row, *field))
    }

    /// The finding, where some of the rows is paid.
    fn with_rows(&self, finding: Finding, rows: &[&Row]) -> Option<Finding> {
        let finding = finding.with("input", &self.rule.name).with("column", self.label(rows.first()?.at.0, "amount"));
        let finding = self.at_rows(finding.with("count", rows.len()), rows.iter().map(|row| row.at));
        rows.iter().any(|row| row.is_paid).then_some(finding)
    }
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
