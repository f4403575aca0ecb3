//! `[[actions]]`: what is suggested of whom, when these conditions hold; never pay.

use std::collections::BTreeSet;

use super::watch::measures_of;
use crate::policy::rules::{Condition, InputKind, Parameter, Policy, Test};
use crate::source::{Span, Spanned};

/// The rule.
#[derive(Clone, Debug)]
pub struct ActionRule {
    /// Its name; no two have the same.
    pub name: Spanned<String>,
    /// What is suggested.
    pub suggest: Suggest,
    /// Of whom; nothing: of everybody.
    pub roles: Option<Vec<Spanned<String>>>,
    /// What must hold together; at least one.
    pub when: Vec<Condition>,
    /// Of a pay cut, which share of the wage.
    pub cut: Option<Parameter>,
    /// What a cut may be at most.
    pub limit: Option<CutLimit>,
    /// Where it stands.
    pub span: Span,
}

/// What a cut may be at most.
#[derive(Clone, Debug)]
pub struct CutLimit {
    /// This share of the wage.
    pub wage_share: Option<Parameter>,
    /// What leaves so much of the wage.
    pub minimum_wage: Option<Parameter>,
}

/// What is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is called as in the policy")]
pub enum Suggest {
    Warning,
    PayCut,
    Promotion,
    Confirm,
    ExtendProbation,
    Praise,
    Talk,
}

impl Suggest {
    /// Each with its name.
    pub const ALL: [(&'static str, Suggest); 7] = [
        ("warning", Suggest::Warning),
        ("pay_cut", Suggest::PayCut),
        ("promotion", Suggest::Promotion),
        ("confirm", Suggest::Confirm),
        ("extend_probation", Suggest::ExtendProbation),
        ("praise", Suggest::Praise),
        ("talk", Suggest::Talk),
    ];

    /// The name in the policy.
    pub fn id(self) -> &'static str {
        Self::ALL.iter().find(|(_, own)| *own == self).map_or("", |(id, _)| id)
    }
}

impl ActionRule {
    /// The inputs that it needs and the policy does not name.
    pub fn not_kept(&self, policy: &Policy) -> BTreeSet<String> {
        let of_targets = self.when.iter().any(|condition| matches!(condition.test, Test::Attainment(_)));
        let targets = (of_targets && policy.known_input(InputKind::Targets).is_none()).then(|| "targets".to_owned());
        let measures = self.when.iter().flat_map(measures_of);
        measures.flat_map(|measure| policy.not_kept(measure)).chain(targets).collect()
    }
}
