//! The results of a period, as every stage adds to them: scores, grades, places, lines of pay, each with its worksheet.

mod balance;

pub use balance::{Balance, BalanceKind};

use std::sync::Arc;

use crate::calendar::Period;
use crate::derivation::{Figure, Worksheet};
use crate::number::Number;
use crate::policy::rules::PayUnit;

/// One indicator of one person.
#[derive(Clone, Debug)]
pub struct ScoredIndicator {
    /// Its name.
    pub name: Arc<str>,
    /// The measure's value or the rating; missing where there is none.
    pub actual: Figure,
    /// What attainment was measured by, where the indicator has an attainment.
    pub against: Option<Figure>,
    /// Attainment, where the indicator has one.
    pub attainment: Option<Figure>,
    /// Points as they count in the score (after redistribution); missing where the weight went to others.
    pub points: Figure,
    /// The weight as it counted; nothing where it went to others.
    pub weight: Option<Figure>,
    /// Whether a missing value gave its weight to the others.
    pub redistributed: bool,
}

impl ScoredIndicator {
    /// The weight as it counted, 0 where it went to others.
    pub fn counted_weight(&self) -> Number {
        self.weight.as_ref().and_then(|weight| weight.value().cloned()).unwrap_or_else(Number::zero)
    }
}

/// What a person scored; before grades and ranks of all people are known, those are empty.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Name of the scorecard; nothing: not appraised.
    pub scorecard: Option<Arc<str>>,
    /// In the order of the scorecard.
    pub indicators: Vec<ScoredIndicator>,
    /// Lines added after the indicators (`adjust`): name and points.
    pub adjustments: Vec<(String, Figure)>,
    /// The complete, rounded score; nothing without a scorecard or when every indicator is missing.
    pub score: Option<Figure>,
    /// The grade's letter.
    pub grade: Option<String>,
    /// The grade's coefficient.
    pub coefficient: Option<Figure>,
    /// The grade before a forced distribution changed it.
    pub grade_before: Option<String>,
    /// Where a forced distribution gave the grade: by which place and cut.
    pub placed: Option<Box<Placed>>,
    /// Place among those ranked together.
    pub rank: Option<u32>,
    /// The same with what decided it.
    pub rank_figure: Option<Figure>,
    /// Whether ranked in the list of people in probation.
    pub apart: bool,
}

/// What gave a grade under a forced distribution.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The place by score among the people of the scorecard.
    pub place: Figure,
    /// The last place before the cut that decided; nothing where the score alone did.
    pub cut: Option<Figure>,
    /// Among how many.
    pub among: usize,
}

/// One line of pay.
#[derive(Clone, Debug)]
pub struct PayLine {
    /// Index of its component in the policy; `usize::MAX` of one that only closed periods have.
    pub component: usize,
    /// The component's name.
    pub of: String,
    /// Its name: the component's, or the adjustment's, with what else it is.
    pub name: String,
    /// Whether it is earned in the period.
    pub kind: LineKind,
    /// What it pays in.
    pub unit: PayUnit,
    /// The rounded amount; of an honour 1.
    pub amount: Figure,
    /// The honour's name, an adjustment's reason and approval, a choice not taken: shown beside the line.
    pub remarks: Vec<Remark>,
    /// With `over = "deal"`: one entry for each order.
    pub deals: Vec<DealLine>,
    /// The balances that it opened, moved and closed.
    pub balances: Vec<Balance>,
}

/// When a line was earned.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineKind {
    /// In the period.
    #[default]
    Own,
    /// Before: it was held, and is paid now.
    Released,
    /// In that closed period, whose files say now something else.
    Correction(Period),
}

impl LineKind {
    /// The name of such a line of a component, the same in every language.
    pub fn name_of(&self, component: &str) -> String {
        match self {
            LineKind::Own => component.to_owned(),
            LineKind::Released => format!("{component}, released"),
            LineKind::Correction(period) => format!("{component}, correction of {period}"),
        }
    }

    /// Of which kind a line of that name of the component is.
    pub fn named(name: &str, component: &str, fiscal_start: u32) -> LineKind {
        let more = name.strip_prefix(component).unwrap_or("");
        let corrected = more.strip_prefix(", correction of ").and_then(|period| Period::parse(period, fiscal_start));
        match corrected {
            Some(period) => LineKind::Correction(period),
            None if more == LineKind::Released.name_of("") => LineKind::Released,
            None => LineKind::Own,
        }
    }
}

/// What is shown beside a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The name of an honour.
    Honour(String),
    /// Why, and who approved it.
    Approved {
        /// Why.
        reason: String,
        /// By whom.
        by: String,
    },
    /// A line that is 0 because another is kept: the other's name.
    Less {
        /// The line that is kept.
        than: String,
    },
    /// Another reward that could have been chosen: amount and unit.
    Instead(String, PayUnit),
}

/// One order's part of a line.
#[derive(Clone, Debug)]
pub struct DealLine {
    /// Its key; empty for a row without one.
    pub order: String,
    /// `file:line` of its first row.
    pub at: String,
    /// The person's part of the order.
    pub base: Number,
    /// The rounded amount.
    pub amount: Figure,
}

/// What one person is paid.
#[derive(Clone, Debug, Default)]
pub struct Pay {
    /// In the order of the policy.
    pub lines: Vec<PayLine>,
    /// Totals of the rounded lines, per unit that occurs.
    pub totals: Vec<(PayUnit, Figure)>,
    /// What is owed, each with the component's name.
    pub balances: Vec<(String, Balance)>,
}

/// One person's results in a period.
#[derive(Clone, Debug)]
pub struct PersonResult {
    /// Index in the ledger.
    pub person: usize,
    /// Every step.
    pub sheet: Worksheet,
    /// Score, grade, place.
    pub standing: Standing,
    /// Pay, in the order of the policy.
    pub lines: Vec<PayLine>,
    /// Totals of the rounded lines, per unit that occurs.
    pub totals: Vec<(PayUnit, Figure)>,
    /// What is owed, each with the component's name.
    pub balances: Vec<(String, Balance)>,
    /// Of a period longer than the policy's: its periods, by their ids, with the grade of each.
    pub grades: Vec<(String, String)>,
}

impl PersonResult {
    /// A person without results.
    pub fn new(person: usize) -> Self {
        PersonResult {
            person,
            sheet: Worksheet::new(),
            standing: Standing::default(),
            lines: Vec::new(),
            totals: Vec::new(),
            balances: Vec::new(),
            grades: Vec::new(),
        }
    }
}

/// A period's results: a person for every one employed on some day of it, in the order of the ledger.
#[derive(Clone, Debug)]
pub struct PeriodResult {
    /// The period.
    pub period: Period,
    /// By ascending index in the ledger.
    pub people: Vec<PersonResult>,
    /// Who is not employed in the period and has something open, or something corrected; by ascending index in the ledger.
    pub gone: Vec<PersonResult>,
}

impl PeriodResult {
    /// The results of that person; nothing when neither employed in the period nor owed something.
    pub fn of(&self, person: usize) -> Option<&PersonResult> {
        let gone = || self.gone.iter().find(|gone| gone.person == person);
        self.position(person).map(|index| &self.people[index]).or_else(gone)
    }

    /// The same, to be written on.
    pub fn of_mut(&mut self, person: usize) -> Option<&mut PersonResult> {
        match self.position(person) {
            Some(index) => self.people.get_mut(index),
            None => self.gone.iter_mut().find(|gone| gone.person == person),
        }
    }

    /// Everybody who may have lines of pay: those employed, then who is gone.
    pub fn paid(&self) -> impl Iterator<Item = &PersonResult> {
        self.people.iter().chain(&self.gone)
    }

    /// The same, to be written on.
    pub fn paid_mut(&mut self) -> impl Iterator<Item = &mut PersonResult> {
        self.people.iter_mut().chain(&mut self.gone)
    }

    /// Where the person stands among those of the period.
    pub fn position(&self, person: usize) -> Option<usize> {
        self.people.binary_search_by_key(&person, |result| result.person).ok()
    }

    /// The worksheets of everybody, for a stage to write on while it reads the results.
    pub fn take_sheets(&mut self) -> Vec<Worksheet> {
        self.paid_mut().map(|person| std::mem::take(&mut person.sheet)).collect()
    }

    /// Gives everybody the own worksheet back.
    pub fn give_sheets(&mut self, sheets: Vec<Worksheet>) {
        self.paid_mut().zip(sheets).for_each(|(person, sheet)| person.sheet = sheet);
    }

    /// Gives everybody the own pay.
    pub fn give_pay(&mut self, pay: Vec<Pay>) {
        for (person, Pay { lines, totals, balances }) in self.paid_mut().zip(pay) {
            (person.lines, person.totals, person.balances) = (lines, totals, balances);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_line_is_known_by_its_name() {
        let corrected = Period::parse("2026-09", 1).map(LineKind::Correction);
        for kind in [Some(LineKind::Own), Some(LineKind::Released), corrected].into_iter().flatten() {
            assert_eq!(LineKind::named(&kind.name_of("Bonus"), "Bonus", 1), kind);
        }
    }
}
