//! Computed classes of customers as what figures are told apart by.

use std::collections::BTreeSet;

use super::{LabelSubject, View};
use crate::derivation::Subject;
use crate::management::customers::classes;
use crate::measure::cube::CLASS;
use crate::policy::Policy;
use crate::policy::rules::management::customers::Classing;

/// Whether the register of customers says what class each is of, in some way.
pub(super) fn are_of_register(policy: &Policy) -> bool {
    let class = policy.management.customers.as_ref().map(|rule| &rule.class);
    !matches!(class, Some(Classing::Pareto(_) | Classing::Rfm(_)))
}

/// Every class that some customer has, and those without one.
pub(super) fn classed(view: &View) -> Vec<LabelSubject> {
    let classes = classes::classes(view);
    let class_of = |customer: &str| classes.of_name(view, customer).map(str::to_owned);
    view.cube.classify(class_of);
    let members = 0..classes.roster.list.len();
    let found: BTreeSet<&str> = members.filter_map(|member| classes.of_member(member)).collect();
    let subject = |class: &str| Subject::Labelled { column: CLASS.to_owned(), label: class.to_owned() };
    let mut list: Vec<LabelSubject> = found.into_iter().map(|class| LabelSubject::new(class, subject(class))).collect();
    list.push(LabelSubject { subject: subject(""), ..LabelSubject::nobody() });
    list
}
