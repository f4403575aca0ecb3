//! A product that is of one category in all of its rows but one, while every other product is of one alone: the row is paid by the other's rate. And products
//! that have a new word for their category in some rows of the period.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxHashMap;

use super::Seen;
use super::renamed::When;
use crate::calendar::{NaiveDate, Period};
use crate::finding::Finding;
use crate::finding::meant::{Named, Nearness};
use crate::ingest::cell::key;
use crate::ingest::layout::FileLayout;
use crate::source::Place;
use crate::spelling::folded;

/// The columns of a product, the first that a file has, and the column of its category.
const PRODUCTS: [&str; 2] = ["product_id", "product"];
pub(super) const CATEGORY: &str = "category";
/// So many rows of the category that a product mostly has say what it is.
const LEAST_ROWS: u64 = 3;
/// So many rows with a new word, and how many places are shown.
const LEAST_NEW: u64 = 2;
const SHOWN: usize = 8;
/// More different pairs are of no catalogue.
const KEPT: usize = 20_000;

/// The pairs of product and category of one file, as they stand.
#[derive(Debug, Default)]
pub(super) struct Pairs(FxHashMap<(Vec<u8>, Vec<u8>), (Seen, When)>);

impl Pairs {
    /// The fields of product and category of a file that has both.
    pub(super) fn fields(layout: &FileLayout) -> Option<(usize, usize)> {
        let field = |name: &str| layout.columns.iter().find(|(known, _)| known == name).map(|(_, field)| *field);
        Some((PRODUCTS.into_iter().find_map(field)?, field(CATEGORY)?))
    }

    /// Notes the pair of a row, of that day where it has one.
    pub(super) fn look_at(
        &mut self,
        (product, category): (&[u8], &[u8]),
        line: u32,
        day: Option<(NaiveDate, &(Period, Period))>,
    ) {
        if product.is_empty() || category.is_empty() {
            return;
        }
        let is_full = self.0.len() >= KEPT;
        let pair = (product.to_vec(), category.to_vec());
        if is_full && !self.0.contains_key(&pair) {
            return;
        }
        let (seen, when) = self.0.entry(pair).or_insert((Seen { rows: 0, first: line }, When::default()));
        *seen = Seen { rows: seen.rows + 1, first: seen.first.min(line) };
        if let Some((day, (now, last))) = day {
            when.see(day, (now, last));
        }
    }

    /// Takes those of another thread.
    pub(super) fn merge(&mut self, other: Pairs) {
        for (pair, (seen, when)) in other.0 {
            let known = self.0.entry(pair).or_insert((Seen { rows: 0, first: seen.first }, When::default()));
            known.0 = Seen { rows: known.0.rows + seen.rows, first: known.0.first.min(seen.first) };
            known.1.add(when);
        }
    }
}

/// A category of a product: its rows, the first of them, and both as that writes them.
pub(super) struct Kind {
    rows: u64,
    pub when: When,
    pub first: Place,
    pub product: String,
    pub category: String,
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

/// A word that no rule names and no row before the period has, for products that were all of one category then, which a rule names: the word was most likely
/// written otherwise, or renamed for some rows.
pub(super) fn renamed(
    (input, period): (&str, &Period),
    files: &[(&FileLayout, &Pairs)],
    is_named: impl Fn(&str) -> bool,
) -> Option<Finding> {
    let products = by_product(files);
    let is_known = |word: &str| products.values().flatten().any(|kind| is(kind, word) && kind.when.earlier > 0);
    let new = products.values().flatten().filter(|kind| kind.when.now > 0 && !is_named(&kind.category));
    let mut words: Vec<&str> = new.map(|kind| kind.category.as_str()).filter(|word| !is_known(word)).collect();
    words.sort_by_key(|word| folded(word).into_owned());
    words.dedup_by_key(|word| folded(word).into_owned());
    words.into_iter().find_map(|word| {
        let of_word: Vec<&Vec<Kind>> =
            products.values().filter(|kinds| kinds.iter().any(|kind| is(kind, word))).collect();
        let (own, others): (Vec<&Kind>, Vec<&Kind>) =
            of_word.iter().flat_map(|kinds| kinds.iter()).partition(|kind| is(kind, word));
        let before: Vec<&Kind> = others.into_iter().filter(|kind| kind.when.earlier > 0).collect();
        let usual = before.first()?;
        let is_usual = |kind: &Kind| is(kind, &usual.category);
        let are_all = of_word.iter().all(|kinds| kinds.iter().any(|kind| is_usual(kind) && kind.when.earlier > 0));
        let rows: u64 = own.iter().map(|kind| kind.when.now).sum();
        let earlier: u64 = before.iter().map(|kind| kind.when.earlier).sum();
        let (named, form) = (Named::new(&usual.category), Named::new(word));
        let is_near = named.nearness_of(&form) == Nearness::Likely || named.is_another_form(&form);
        if !are_all
            || !before.iter().all(|kind| is_usual(kind))
            || !is_named(&usual.category)
            || is_near
            || rows < LEAST_NEW
            || earlier < LEAST_ROWS
        {
            return None;
        }
        let finding = Finding::warning("product-under-new-word").with("input", input).with("word", word);
        let finding = finding.with("usual", &usual.category).with("rows", rows).with("earlier", earlier);
        let finding = finding.with("product", &own[0].product).with("period", period);
        let mut places: Vec<&Place> = own.iter().map(|kind| &kind.first).collect();
        places.sort();
        Some(places.into_iter().take(SHOWN).fold(finding, |finding, place| finding.at(place.clone())))
    })
}

fn is(kind: &Kind, word: &str) -> bool {
    folded(&kind.category) == folded(word)
}

/// The one row of another category, and what the product is in all others.
fn odd_one(kinds: &[Kind]) -> Option<(&Kind, &Kind)> {
    let [one, other] = kinds else { return None };
    let (odd, usual) = if one.rows < other.rows { (one, other) } else { (other, one) };
    (odd.rows == 1 && usual.rows >= LEAST_ROWS).then_some((odd, usual))
}

/// What each product is, by its folded name.
pub(super) fn by_product(files: &[(&FileLayout, &Pairs)]) -> BTreeMap<String, Vec<Kind>> {
    let mut found: BTreeMap<(String, String), Kind> = BTreeMap::new();
    let mut read: HashMap<Vec<u8>, String> = HashMap::new();
    for (layout, pairs) in files {
        read.clear();
        for ((product, category), (seen, when)) in &pairs.0 {
            let mut own = |bytes: &Vec<u8>| {
                let text = || key::normal(&layout.encoding.lossy(bytes)).into_owned();
                read.entry(bytes.clone()).or_insert_with(text).clone()
            };
            let (product, category) = (own(product), own(category));
            let first = Place::line(layout.name.clone(), seen.first, "");
            let key = (folded(&product).into_owned(), folded(&category).into_owned());
            let known = found.entry(key).or_insert(Kind {
                rows: 0,
                when: When::default(),
                first: first.clone(),
                product,
                category,
            });
            known.rows += seen.rows;
            known.when.add(*when);
            known.first = known.first.clone().min(first);
        }
    }
    let mut products: BTreeMap<String, Vec<Kind>> = BTreeMap::new();
    for ((product, _), kind) in found {
        products.entry(product).or_default().push(kind);
    }
    products
}
