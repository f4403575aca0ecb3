//! `split`: how much of a row of a split order counts where an amount goes by a count.

use crate::policy::rules::{CountOfShares, InputKind, PayKind};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;
use crate::source::Spanned;

/// How much of a row of a split order counts.
pub(in crate::policy) const SHARES: [(&str, CountOfShares); 2] =
    [("share", CountOfShares::Share), ("whole", CountOfShares::Whole)];

/// Whether rows of the source are of orders, which the policy may split.
fn has_orders(source: &str) -> bool {
    matches!(InputKind::of(source), InputKind::Sales | InputKind::Collections)
}

/// What the component says; of a bonus it is required where `each` counts rows that may be split. Of others the run asks for it, where
/// rows that they count are.
pub(super) fn split(table: &TableReader<'_>, kind: &PayKind, scope: &Scope<'_>) -> Option<Spanned<CountOfShares>> {
    if !matches!(kind, PayKind::Bonus(_) | PayKind::Commission(_) | PayKind::Override(_) | PayKind::Pool(_)) {
        return None;
    }
    let written = table.choice("split", &SHARES);
    let measures = kind.multiplied();
    let sources: Vec<&str> = measures.iter().flat_map(|measure| scope.counted_sources(measure.value)).collect();
    let is_split = scope.names.splits_orders() && sources.iter().any(|source| has_orders(source));
    let name = measures.first().map_or_else(|| "each".to_owned(), |measure| scope.names.name_of(measure.value));
    match (kind, &written, measures.first()) {
        (PayKind::Bonus(_), None, Some(each)) if is_split && !table.has("split") => {
            table.reading.error("split-not-said", each.span, &[("measure", &name)]);
        }
        (_, Some(split), _) if sources.is_empty() => {
            table.reading.error("split-of-no-count", split.span, &[("measure", &name)]);
        }
        _ => {}
    }
    written
}
