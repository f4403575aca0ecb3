//! A product that is of one category in all of its rows but one, while every other product is of one alone: the row is paid by the other's rate.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxHashMap;

use super::Seen;
use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::layout::FileLayout;
use crate::source::Place;
use crate::spelling::folded;

/// The columns of a product, the first that a file has, and the column of its category.
const PRODUCTS: [&str; 2] = ["product_id", "product"];
pub(super) const CATEGORY: &str = "category";
/// So many rows of the category that a product mostly has say what it is.
const LEAST_ROWS: u64 = 3;
/// More different pairs are of no catalogue.
const KEPT: usize = 20_000;

/// The pairs of product and category of one file, as they stand.
#[derive(Debug, Default)]
pub(super) struct Pairs(FxHashMap<(Vec<u8>, Vec<u8>), Seen>);

impl Pairs {
    /// The fields of product and category of a file that has both.
    pub(super) fn fields(layout: &FileLayout) -> Option<(usize, usize)> {
        let field = |name: &str| layout.columns.iter().find(|(known, _)| known == name).map(|(_, field)| *field);
        Some((PRODUCTS.into_iter().find_map(field)?, field(CATEGORY)?))
    }

    /// Notes the pair of a row.
    pub(super) fn look_at(&mut self, (product, category): (&[u8], &[u8]), line: u32) {
        if product.is_empty() || category.is_empty() {
            return;
        }
        let is_full = self.0.len() >= KEPT;
        match self.0.get_mut(&(product.to_vec(), category.to_vec())) {
            Some(seen) => *seen = Seen { rows: seen.rows + 1, first: seen.first.min(line) },
            None if is_full => {}
            None => {
                self.0.insert((product.to_vec(), category.to_vec()), Seen { rows: 1, first: line });
            }
        }
    }

    /// Takes those of another thread.
    pub(super) fn merge(&mut self, other: Pairs) {
        for (pair, seen) in other.0 {
            let known = self.0.entry(pair).or_insert(Seen { rows: 0, first: seen.first });
            *known = Seen { rows: known.rows + seen.rows, first: known.first.min(seen.first) };
        }
    }
}

/// A category of a product: its rows, the first of them, and both as that writes them.
struct Kind {
    rows: u64,
    first: Place,
    product: String,
    category: String,
}

/// One warning for all such rows.
pub(super) fn told(input: &str, files: &[(&FileLayout, &Pairs)]) -> Option<Finding> {
    let products = by_product(files);
    let of_several: Vec<&Vec<Kind>> = products.values().filter(|kinds| kinds.len() > 1).collect();
    let of_one = products.values().filter(|kinds| kinds.len() == 1).count();
    let is_repeated = products.values().any(|kinds| kinds.len() == 1 && kinds[0].rows >= 2);
    let odd: Vec<(&Kind, &Kind)> = of_several.iter().filter_map(|kinds| odd_one(kinds)).collect();
    // Where products are of several categories by their nature, none is odd.
    if odd.is_empty() || odd.len() < of_several.len() || of_one < 2 * odd.len() || !is_repeated {
        return None;
    }
    let (kind, usual) = odd[0];
    let finding = Finding::warning("product-of-other-category").with("input", input).with("product", &kind.product);
    let finding = finding.with("category", &kind.category).with("usual", &usual.category).with("rows", usual.rows);
    Some(odd.iter().fold(finding, |finding, (kind, _)| finding.at(kind.first.clone())))
}

/// The one row of another category, and what the product is in all others.
fn odd_one(kinds: &[Kind]) -> Option<(&Kind, &Kind)> {
    let [one, other] = kinds else { return None };
    let (odd, usual) = if one.rows < other.rows { (one, other) } else { (other, one) };
    (odd.rows == 1 && usual.rows >= LEAST_ROWS).then_some((odd, usual))
}

fn by_product(files: &[(&FileLayout, &Pairs)]) -> BTreeMap<String, Vec<Kind>> {
    let mut found: BTreeMap<(String, String), Kind> = BTreeMap::new();
    let mut read: HashMap<Vec<u8>, String> = HashMap::new();
    for (layout, pairs) in files {
        read.clear();
        for ((product, category), seen) in &pairs.0 {
            let mut own = |bytes: &Vec<u8>| {
                let text = || key::normal(&layout.encoding.lossy(bytes)).into_owned();
                read.entry(bytes.clone()).or_insert_with(text).clone()
            };
            let (product, category) = (own(product), own(category));
            let first = Place::line(layout.name.clone(), seen.first, "");
            let key = (folded(&product).into_owned(), folded(&category).into_owned());
            let known = found.entry(key).or_insert(Kind { rows: 0, first: first.clone(), product, category });
            known.rows += seen.rows;
            known.first = known.first.clone().min(first);
        }
    }
    let mut products: BTreeMap<String, Vec<Kind>> = BTreeMap::new();
    for ((product, _), kind) in found {
        products.entry(product).or_default().push(kind);
    }
    products
}
