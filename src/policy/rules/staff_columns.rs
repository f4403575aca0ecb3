//! Columns of `staff` that components take amounts and rates from.

use super::formula::{Formula, TierPay};
use super::pay::{Amount, Component};
use super::pay_kinds::{BonusAmount, Fund, PayKind, Salary};
use crate::source::Spanned;

impl Component {
    /// The columns, each with whether it is an amount of the component's unit, and no rate.
    pub fn staff_columns(&self) -> Vec<(&Spanned<String>, bool)> {
        let amounts = self.amounts().into_iter().chain(&self.floor).chain(&self.cap);
        let columns = amounts.filter_map(|amount| if let Amount::Staff(column) = amount { Some(column) } else { None });
        let amounts = columns.map(|column| (column, true));
        let mut columns: Vec<_> = amounts.chain(self.own_rates().map(|column| (column, false))).collect();
        columns.dedup_by(|(a, _), (b, _)| a.span == b.span);
        columns
    }

    /// The column with the rate of each person.
    pub fn own_rates(&self) -> Option<&Spanned<String>> {
        if let Some(Formula::ByPerson { column }) = self.formula() { Some(column) } else { None }
    }

    /// Whether each person takes what `staff` says to be preferred.
    pub fn has_choices(&self) -> bool {
        matches!(&self.kind, PayKind::Bonus(bonus) if !bonus.choices.is_empty())
    }

    /// What its kind itself pays or compares with, of the policy or of `staff`, in the unit that it pays in.
    pub fn amounts(&self) -> Vec<&Amount> {
        match &self.kind {
            PayKind::Bonus(bonus) => {
                let all = std::iter::once(&bonus.amount).chain(bonus.choices.iter().map(|choice| &choice.amount));
                all.filter_map(amount_of).collect()
            }
            PayKind::Salary(Salary::ByGrade { base } | Salary::ByScore { base, .. }) => vec![base],
            PayKind::Pool(pool) => {
                if let Fund::Amount(amount) = &pool.fund {
                    vec![amount]
                } else {
                    Vec::new()
                }
            }
            PayKind::Guarantee(guarantee) => vec![&guarantee.minimum],
            PayKind::Draw(draw) => vec![&draw.minimum],
            PayKind::Limit(limit) => vec![&limit.maximum],
            _ => self.formula().map(tier_amounts).unwrap_or_default(),
        }
    }
}

fn amount_of(reward: &BonusAmount) -> Option<&Amount> {
    match reward {
        BonusAmount::Of(amount) => Some(amount),
        BonusAmount::Named(_) => None,
    }
}

fn tier_amounts(formula: &Formula) -> Vec<&Amount> {
    let Formula::Tiers { steps, .. } = formula else { return Vec::new() };
    let pays = steps.list.iter().map(|step| &step.value).chain(&steps.below);
    pays.filter_map(|pay| if let TierPay::Amount(amount) = pay { Some(amount) } else { None }).collect()
}
