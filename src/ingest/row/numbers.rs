//! The numbers of a row: as its file writes them, and as they count when they are in the policy's currency and rounded.

use super::{Fixed, SCALE, not_in_encoding};
use crate::ingest::cell::{self, CellFault, NumberFormat, Scaled, vocabulary};
use crate::ingest::decode::Encoding;
use crate::ingest::layout::Placed;
use crate::number::{Number, Rounding, RoundingMode};

/// What a row says of its amounts.
#[derive(Clone, Copy, Default)]
pub struct InRow<'a> {
    /// What they are multiplied by.
    pub unit: Option<Scaled>,
    /// Their currency, where that is not the policy's.
    pub currency: Option<&'a str>,
    /// What a unit of it is in the policy's.
    pub rate: Option<&'a Number>,
}

impl InRow<'_> {
    fn is_plain(&self) -> bool {
        self.unit.is_none() && self.currency.is_none() && self.rate.is_none()
    }
}

/// A number that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// In the currency of the file, before it is rounded: what a total below it adds up.
    pub written: Fixed,
    /// In the policy's currency, and rounded where the policy says so.
    pub counts: Fixed,
}

/// Reads a number as its column writes it.
///
/// # Errors
/// What `cell::number::read` refuses, and what does not fit twelve decimals.
pub fn number(raw: &[u8], placed: &Placed, encoding: Encoding) -> Result<Option<Fixed>, CellFault> {
    Ok(number_in(raw, placed, encoding, InRow::default())?.map(|read| read.counts))
}

/// Reads a number of a row that says more of its amounts.
///
/// # Errors
/// As `number`.
pub fn number_in(raw: &[u8], placed: &Placed, encoding: Encoding, row: InRow) -> Result<Option<Read>, CellFault> {
    if row.is_plain()
        && placed.is_plain_number()
        && let Some(fixed) = Fixed::plain(raw)
        && !placed.doubts(fixed.scale)
        && (fixed.units >= 0 || placed.number.nature.may_be_negative())
    {
        return Ok(Some(Read { written: fixed, counts: fixed }));
    }
    let text = encoding.text(raw).ok_or_else(not_in_encoding)?;
    let text = &*text;
    let word = placed.word(&cell::key::normal(text));
    if word.is_none() && vocabulary::is_no_opinion(text) {
        return Ok(None);
    }
    let in_row = (!row.is_plain()).then(|| NumberFormat {
        unit: row.unit.or(placed.number.unit),
        currency: row.currency.map(str::to_owned).or_else(|| placed.number.currency.clone()),
        ..placed.number.clone()
    });
    let format = in_row.as_ref().unwrap_or(&placed.number);
    let Some(scaled) = cell::number::read(word.unwrap_or(text), format)? else { return Ok(None) };
    let too_long = || CellFault::new("number-too-long", text);
    // What is per cent is no money.
    let counts = match row.rate.filter(|_| !text.contains(['%', '％'])) {
        Some(rate) => exchanged(&scaled.to_number(), rate, placed.round),
        None => Fixed::from_scaled(placed.round.map_or(scaled, |step| rounded(scaled, step))),
    };
    let counts = counts.ok_or_else(too_long)?;
    // More decimals than fit are those of a column that is rounded.
    let written = Fixed::from_scaled(scaled).or_else(|| fixed(&scaled.to_number())).ok_or_else(too_long)?;
    Ok(Some(Read { written, counts }))
}

/// A number at a rate, and rounded. Of a rate that no decimal writes twelve decimals stay; nothing where another product has more.
pub fn exchanged(number: &Number, rate: &Number, round: Option<Scaled>) -> Option<Fixed> {
    let product = number * rate;
    let product = round.map_or(product.clone(), |step| to_step(&product, step));
    let is_cut = product.decimals().is_none_or(|decimals| decimals > SCALE);
    if is_cut && rate.decimals().is_some() { None } else { fixed(&product) }
}

/// With at most twelve decimals, those behind them left out; nothing where it does not fit.
fn fixed(number: &Number) -> Option<Fixed> {
    let cut = || {
        let units = (&number.abs() * &Number::from_scaled(10i128.pow(SCALE), 0)).floor().to_i128()?;
        Some(if number.is_negative() { -units } else { units })
    };
    let scale = number.decimals().filter(|scale| *scale <= SCALE).unwrap_or(SCALE);
    Some(Fixed { units: number.to_scaled(SCALE).or_else(cut)?, scale })
}

fn to_step(number: &Number, step: Scaled) -> Number {
    Rounding { to: step.to_number(), mode: RoundingMode::HalfUp }.apply(number)
}

fn rounded(value: Scaled, step: Scaled) -> Scaled {
    let rounded = to_step(&value.to_number(), step);
    let scale = rounded.decimals().unwrap_or(SCALE);
    rounded.to_scaled(scale).map_or(value, |mantissa| Scaled { mantissa, scale })
}
