//! Rows that name no currency, in a file of which others do.

use crate::finding::{Finding, Severity};
use crate::ingest::faults::Faults;
use crate::ingest::layout::FileLayout;
use crate::measure::fold::CurrencyWords;
use crate::source::Place;

/// Beside so many rows in another currency one without any is no habit of leaving out the policy's own.
const BESIDE: u64 = 3;

/// Where rows name the policy's currency as well as others, one that names none is refused; where they name others only, few are told.
pub(super) fn report(words: CurrencyWords, own: &str, layout: &FileLayout, faults: &mut Faults) {
    let CurrencyWords { own: is_own_named, other: (named, other), nothing } = words;
    let Some(other) = other.filter(|_| is_own_named || nothing.count() * BESIDE <= named) else { return };
    let place = Place {
        column: other.column,
        width: other.width,
        ..Place::line(layout.name.clone(), other.line, other.excerpt.clone())
    };
    let code = if is_own_named { "currency-missing" } else { "currency-blank" };
    let Some(found) = nothing.finding(code, &layout.name) else { return };
    let severity = if is_own_named { Severity::Error } else { found.severity };
    let found = Finding { severity, ..found };
    faults.push(found.with("currency", &other.text).with("own", own).at(place));
}
