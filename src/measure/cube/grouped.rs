//! Words of a column in groups: customers by their computed class, of which nothing is known before their figures are.

use std::collections::BTreeMap;

use super::{Cube, Gathered};

/// The column of computed classes: no file has it.
pub const CLASS: &str = "(class)";

/// The column of what is classed.
const CUSTOMER: &str = "customer";

/// The numbers of the words of each class, by stream and slot; without a class under the empty word.
#[derive(Debug, Default)]
pub(super) struct Classes(BTreeMap<(usize, usize), BTreeMap<String, Vec<u32>>>);

/// The column of a source by whose words the rows of a column of groups are told apart.
pub(super) fn column_of(column: &str) -> &str {
    if column == CLASS { CUSTOMER } else { column }
}

impl Cube<'_> {
    /// Says in which class each customer is, by any name of it as words are compared; once.
    pub fn classify(&self, class_of: impl Fn(&str) -> Option<String>) {
        self.classes.get_or_init(|| {
            let is_of_customers =
                |(stream, slot): &(usize, usize)| self.plan.streams[*stream].slots[*slot].column == CUSTOMER;
            let slots = self.words.iter().filter(|(at, _)| is_of_customers(at));
            let classes = slots.map(|(at, words)| {
                let mut classes: BTreeMap<String, Vec<u32>> = BTreeMap::new();
                for (number, word) in (0..).zip(&words.shown) {
                    classes.entry(class_of(word).unwrap_or_default()).or_default().push(number);
                }
                (*at, classes)
            });
            Classes(classes.collect())
        });
        let customers = self.ledger.customers.list.iter();
        self.of_registers.classify(customers.map(|customer| class_of(&customer.id)).collect());
    }

    /// The numbers of the words of a class in the slot by which rows were told apart.
    pub(super) fn of_class(&self, gathered: &Gathered, class: &str) -> &[u32] {
        let of_slot = |slot: usize| self.classes.get()?.0.get(&(gathered.stream, slot))?.get(class);
        gathered.word.and_then(of_slot).map_or(&[], Vec::as_slice)
    }
}
