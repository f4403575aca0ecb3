//! Products that had one category in nearly all rows before the period, and have several in many rows of it: the column of categories was most likely sorted
//! alone, or pasted a row lower. A catalogue that changes gives a product one new word, and not several.

use std::collections::BTreeMap;

use super::kinds::{Kind, Pairs, by_product};
use crate::calendar::Period;
use crate::finding::Finding;
use crate::ingest::layout::FileLayout;

/// So many rows before say what is usual, if of so many of them one at most is otherwise.
const LEAST_EARLIER: u64 = 20;
const RARELY: u64 = 50;
/// So many rows of the period are otherwise, of so many products, which is so great a part of all.
const LEAST_ODD: u64 = 5;
const LEAST_PRODUCTS: usize = 3;
const PART: u64 = 4;
const SHOWN: usize = 8;

/// One warning for all such rows.
pub(super) fn told((input, period): (&str, &Period), files: &[(&FileLayout, &Pairs)]) -> Option<Finding> {
    let products: BTreeMap<String, Vec<Kind>> = by_product(files);
    let known = products.values().filter(|kinds| kinds.iter().any(|kind| kind.when.earlier > 0));
    let (mut earlier, mut was_odd, mut now, mut odd) = (0, 0, 0, Vec::new());
    for kinds in known {
        let Some(usual) = kinds.iter().max_by_key(|kind| kind.when.earlier) else { continue };
        let others = || kinds.iter().filter(|kind| kind.category != usual.category);
        earlier += kinds.iter().map(|kind| kind.when.earlier).sum::<u64>();
        was_odd += others().map(|kind| kind.when.earlier).sum::<u64>();
        now += kinds.iter().map(|kind| kind.when.now).sum::<u64>();
        // In another category alone it has been put there.
        if kinds.iter().filter(|kind| kind.when.now > 0).count() > 1 {
            odd.extend(others().filter(|kind| kind.when.now > 0).map(|kind| (kind, usual)));
        }
    }
    let rows: u64 = odd.iter().map(|(kind, _)| kind.when.now).sum();
    let mut of: Vec<&str> = odd.iter().map(|(kind, _)| kind.product.as_str()).collect();
    of.dedup();
    let is_usual = earlier >= LEAST_EARLIER && was_odd * RARELY <= earlier;
    if !is_usual || rows < LEAST_ODD || of.len() < LEAST_PRODUCTS || rows * PART < now {
        return None;
    }
    let (kind, usual) = odd[0];
    let finding = Finding::warning("categories-moved").with("input", input).with("period", period);
    let finding = finding.with("count", rows).with("rows", now).with("earlier", earlier);
    let finding =
        finding.with("product", &kind.product).with("category", &kind.category).with("usual", &usual.category);
    Some(odd.iter().take(SHOWN).fold(finding, |finding, (kind, _)| finding.at(kind.first.clone())))
}
