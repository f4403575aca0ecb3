//! Labels of registers that rules may name: `customers.class`, `products.line`, `staff.level`, each that of a row's customer, product or person.

use super::{Component, Formula, Policy};
use crate::source::Span;

/// Registers whose columns rows may be told apart by, through their customer, product or person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Described {
    /// The row's customer.
    Customers,
    /// Its product.
    Products,
    /// Whose it is.
    Staff,
}

impl Described {
    /// Each with the name of its input.
    pub const ALL: [(&'static str, Described); 3] =
        [("customers", Described::Customers), ("products", Described::Products), ("staff", Described::Staff)];

    /// The name of its input.
    pub fn input(self) -> &'static str {
        Self::ALL.iter().find(|(_, own)| *own == self).map_or("", |(name, _)| name)
    }

    /// What a register has by that name; nothing of every other input.
    pub fn of_input(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(own, _)| *own == name).map(|(_, described)| *described)
    }
}

/// The register and its column, where a column is named with one: `customers.class`.
pub fn of_register(column: &str) -> Option<(Described, &str)> {
    let (register, own) = column.split_once('.').filter(|(_, own)| !own.is_empty())?;
    Some((Described::of_input(register)?, own))
}

/// A label of a register that some rule names.
#[derive(Clone, Copy, Debug)]
pub struct NamedLabel<'a> {
    /// The register.
    pub register: Described,
    /// Its column.
    pub column: &'a str,
    /// Where it stands.
    pub span: Span,
}

fn named(column: &str, span: Span) -> Option<NamedLabel<'_>> {
    let (register, column) = of_register(column)?;
    Some(NamedLabel { register, column, span })
}

impl Policy {
    /// Every label of a register that a `where` or rates name, in the order of the rules.
    pub fn labels(&self) -> Vec<NamedLabel<'_>> {
        let terms = self.measures.iter().flat_map(|measure| &measure.filter.terms);
        let of_terms = terms.filter_map(|term| named(&term.column, term.span));
        let of_rates = self.pay.iter().filter_map(Component::formula).filter_map(|formula| match formula {
            Formula::ByLabel { column, .. } => named(&column.value, column.span),
            _ => None,
        });
        of_terms.chain(of_rates).collect()
    }

    /// The columns of a register that are named as labels of rows.
    pub fn labels_of(&self, register: &str) -> Vec<String> {
        let mine = self.labels().into_iter().filter(|label| label.register.input() == register);
        let mut columns: Vec<String> = mine.map(|label| label.column.to_owned()).collect();
        columns.sort();
        columns.dedup();
        columns
    }
}
