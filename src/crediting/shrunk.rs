//! Returns in a larger unit than their sales: told by the amounts of whole orders, and, where both say how many pieces, by the price of one.

use super::orders::{OrderBook, Sold};
use super::returns::TakenBack;
use crate::ingest::row::{Fixed, SCALE};
use crate::number::Number;

/// Returns that are a hundredth, a thousandth or a ten thousandth of what their order sold: how many, and the first, by file and line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shrunk {
    /// How many times smaller.
    pub times: i128,
    /// Returns that are.
    pub count: usize,
    /// The first of them.
    pub first: (u32, u32),
    /// What is so much smaller.
    pub by: ShrunkBy,
}

/// What of returns is compared with what was sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShrunkBy {
    /// All that comes back, of half of the returns and more.
    Amount,
    /// The price of a piece.
    Price,
}

/// By how much a unit may be mistaken: cents, thousands, ten thousands.
const UNITS: [i128; 3] = [100, 1_000, 10_000];

/// What is given back for a piece is now and then a hundredth of its price; it is never less.
const UNITS_OF_PRICES: [i128; 2] = [1_000, 10_000];

/// A return beside the rows of its order.
type Beside<'a> = (&'a TakenBack, Vec<&'a Sold>);

/// Whether half of the returns with a number in that column and more are one of these parts of their order or of one of its rows, to within a
/// hundredth; or whether some are of a price that is one of these parts of the price of such a row: they are most likely in another unit.
pub fn shrunk(book: &OrderBook, rows: &[TakenBack], column: usize) -> Option<Shrunk> {
    let is_written = |row: &&TakenBack| row.numbers.get(column).is_some_and(|units| *units != 0);
    let sold = |row: &TakenBack| {
        let of_order = book.orders.get(&row.order)?.sold.iter();
        Some(of_order.filter(|sold| sold.numbers.get(column).is_some()).collect::<Vec<_>>())
            .filter(|all| !all.is_empty())
    };
    let all: Vec<Beside> = rows.iter().filter(is_written).filter_map(|row| Some((row, sold(row)?))).collect();
    let of_unit = |times: i128, by: ShrunkBy| {
        let is_part = |one: &&Beside| match by {
            ShrunkBy::Amount => is_part_of_amount(one, column, times),
            ShrunkBy::Price => is_part_of_price(one, column, times),
        };
        let parts = || all.iter().filter(is_part).map(|(row, _)| row.at);
        Some(Shrunk { times, count: parts().count(), first: parts().min()?, by })
    };
    let of_amounts = UNITS.into_iter().filter_map(|times| of_unit(times, ShrunkBy::Amount));
    let of_prices = || UNITS_OF_PRICES.into_iter().filter_map(|times| of_unit(times, ShrunkBy::Price));
    let found = of_amounts.into_iter().find(|shrunk| shrunk.count * 2 >= all.len());
    found.or_else(|| of_parts(&all, column)).or_else(|| of_prices().next())
}

/// Of fewer returns each may well be a little of what its order sold.
const LEAST_OF_PARTS: usize = 3;
/// What the second decimal may be rounded up by.
const HALF_A_CENT: i128 = 5 * 10_i128.pow(SCALE - 3);

/// Whether each return would be a part of its order if it were in another unit, and none is more than a thousandth of it as it stands.
fn of_parts(all: &[Beside], column: usize) -> Option<Shrunk> {
    let is_part = |(row, sold): &Beside, times: i128| {
        let taken = row.numbers.get(column).map_or(0, |units| units.abs()) * times;
        let sold: i128 = sold.iter().filter_map(|row| Some(row.numbers.get(column)?.units.abs())).sum();
        sold > 0 && taken * 100 >= sold && taken * 100 <= sold * 101 + HALF_A_CENT * times * 100
    };
    let of_unit = |times: &i128| all.iter().all(|one| is_part(one, *times));
    let times = [10_000, 1_000].into_iter().find(of_unit).filter(|_| all.len() >= LEAST_OF_PARTS)?;
    let first = all.iter().map(|(row, _)| row.at).min()?;
    Some(Shrunk { times, count: all.len(), first, by: ShrunkBy::Amount })
}

fn is_part_of_amount((row, sold): &Beside, column: usize, times: i128) -> bool {
    let Some(taken) = row.numbers.get(column).map(|units| units.abs()) else { return false };
    let sold: Vec<i128> = sold.iter().filter_map(|row| Some(row.numbers.get(column)?.units.abs())).collect();
    let is_it = |sold: i128| (taken * times - sold).abs() * 100 <= sold;
    is_it(sold.iter().sum()) || sold.iter().any(|sold| is_it(*sold))
}

fn is_part_of_price((row, sold): &Beside, column: usize, times: i128) -> bool {
    let Some(price) = price(row.numbers.get(column).copied(), row.pieces) else { return false };
    let larger = &price * &Number::from_scaled(times, 0);
    let is_it = |sold: &&Sold| {
        let own = price_of(sold, column);
        own.is_some_and(|own| &(&own - &larger).abs() * &Number::from(100) <= own)
    };
    sold.iter().any(is_it)
}

fn price_of(sold: &Sold, column: usize) -> Option<Number> {
    price(sold.numbers.get(column).map(|fixed| fixed.units), sold.pieces)
}

/// What one piece is worth; nothing where nothing says how many there are.
fn price(amount: Option<i128>, pieces: Option<i128>) -> Option<Number> {
    let number = |units: i128| Fixed { units: units.abs(), scale: SCALE }.to_number();
    number(amount?).checked_div(&number(pieces.filter(|pieces| *pieces != 0)?))
}
