//! Rates of exchange: one of a currency that is far from all others of it, in the periods of one file.

use std::collections::BTreeMap;

use super::Rules;
use super::beside::{self, Bounds, far_from};
use crate::finding::Findings;
use crate::ledger::labels::cell;
use crate::number::Number;
use crate::source::Place;
use crate::spelling::folded;

const REGISTER: &str = "fx_rates";

/// A currency is hardly ever worth three times what it was, and a point that has slipped makes ten times of it.
const OF_OTHERS: Bounds = Bounds { least: 2, times: 8, agree: Some(3) };

/// A rate, and where it stands.
type Rate<'a> = (Number, &'a Place);

/// A warning for each such rate.
pub(super) fn report((_, ledger, _): Rules, findings: &mut Findings) {
    let mut rates: BTreeMap<String, Vec<Rate>> = BTreeMap::new();
    for row in ledger.measured.get(REGISTER).into_iter().flatten() {
        let text = |column: &str| cell(&row.cells, column);
        if let (Some(currency), Some(rate)) =
            (text("currency"), text("rate").and_then(|text| Number::parse(text.trim())))
        {
            rates.entry(folded(&currency).into_owned()).or_default().push((rate, &row.place));
        }
    }
    for (currency, rates) in rates {
        for (at, (rate, place)) in rates.iter().enumerate() {
            let others = (0..).zip(&rates).filter(|(other, _)| *other != at);
            let others: Vec<Number> = others.map(|(_, (other, _))| other.clone()).collect();
            let Some(nearest) = far_from(rate, &others, &OF_OTHERS) else { continue };
            let found = (rate.to_plain(0, 6), others.len());
            let finding = beside::finding(REGISTER, "rate", &currency.to_uppercase(), found);
            findings.push(finding.with("nearest", nearest.to_plain(0, 6)).at((*place).clone()));
        }
    }
}
