//! Which of a bonus's choices somebody takes: what `staff.reward_pref` says; the first where it is blank, and where it says what is not
//! among them, which is told.

use std::collections::BTreeMap;

use super::payee::Run;
use super::staff_cell;
use crate::finding::nearest::nearest;
use crate::finding::{Finding, Findings};
use crate::policy::rules::{Bonus, BonusAmount, Choice, PayUnit};
use crate::source::Place;
use crate::spelling::folded;

/// Words by which `staff.reward_pref` names a kind of reward, beside the unit's own id.
const WORDS: [(PayUnit, &[&str]); 3] = [
    (PayUnit::Money, &["cash", "bonus", "现金", "現金", "奖金", "獎金", "钱", "錢"]),
    (PayUnit::LeaveDays, &["leave", "leave days", "days off", "holiday", "假期", "休假", "额外假期", "額外假期"]),
    (PayUnit::Honour, &["honor", "award", "certificate", "荣誉", "榮譽", "证书", "證書"]),
];

/// What the person prefers, else the first.
pub(super) fn chosen<'b>(run: &Run, person: usize, bonus: &'b Bonus) -> Option<&'b Choice> {
    let wanted = wish(run, person).and_then(|(wish, _)| offered(bonus, wish));
    wanted.or(bonus.choices.first())
}

/// Tells of wishes that no choice is: a word that is nearly one is an error at its cell, any other is warned of once for all.
pub(super) fn check(run: &Run, bonus: &Bonus, findings: &mut Findings) {
    let mut others: BTreeMap<&str, (usize, &Place)> = BTreeMap::new();
    let takes = run.view.result.people.iter().filter(|result| super::whom::takes(run, result));
    for (wish, place) in takes.filter_map(|result| wish(run, result.person)) {
        if bonus.choices.is_empty() || offered(bonus, wish).is_some() {
            continue;
        }
        match meant(bonus, wish) {
            Some(instead) => findings.push(misspelt(run, (wish, instead), place)),
            None => others.entry(wish).or_insert((0, place)).0 += 1,
        }
    }
    if let Some(finding) = not_offered(run, bonus, &others) {
        findings.push(finding);
    }
}

/// What the cell says; nothing where it is blank.
fn wish<'v>(run: &Run<'v>, person: usize) -> Option<(&'v str, &'v Place)> {
    let (text, place) = staff_cell::of(run.spell(person)?, "reward_pref")?;
    (!staff_cell::is_blank(text)).then_some((text.trim(), place))
}

fn offered<'b>(bonus: &'b Bonus, wish: &str) -> Option<&'b Choice> {
    let wish = folded(wish);
    bonus.choices.iter().find(|choice| words(choice).any(|word| folded(word) == wish))
}

/// Every word for a choice: the unit's, and the name of what is given.
fn words(choice: &Choice) -> impl Iterator<Item = &str> {
    let name = match &choice.amount {
        BonusAmount::Named(name) => Some(name.value.as_str()),
        BonusAmount::Of(_) => None,
    };
    name.into_iter().chain(words_of(choice.unit).map(|word| -> &str { word }))
}

fn words_of(unit: PayUnit) -> impl Iterator<Item = &'static str> {
    let words = WORDS.iter().find(|(of, _)| *of == unit).map_or(&[][..], |(_, words)| *words);
    std::iter::once(unit.id()).chain(words.iter().copied())
}

/// The word of a choice that is nearly that one; nothing where it is right for something that is no choice.
fn meant<'b>(bonus: &'b Bonus, wish: &str) -> Option<&'b str> {
    let mut known = WORDS.iter().flat_map(|(unit, _)| words_of(*unit));
    let is_known = known.any(|word| folded(word) == folded(wish));
    nearest(wish, bonus.choices.iter().flat_map(words)).filter(|_| !is_known)
}

fn misspelt(run: &Run, (wish, instead): (&str, &str), place: &Place) -> Finding {
    Finding::error("reward-misspelt")
        .with("text", wish)
        .with("component", &run.component.name.value)
        .with("instead", instead)
        .at(place.clone())
}

/// One warning for all; nothing where there is nobody.
fn not_offered(run: &Run, bonus: &Bonus, others: &BTreeMap<&str, (usize, &Place)>) -> Option<Finding> {
    let (_, place) = others.values().min_by_key(|(_, place)| *place)?;
    let wishes: Vec<&str> = others.keys().copied().collect();
    let choices: Vec<&str> = bonus.choices.iter().filter_map(|choice| words(choice).next()).collect();
    let finding = Finding::warning("reward-not-offered")
        .with("text", wishes.join("`, `"))
        .with("people", others.values().map(|(people, _)| people).sum::<usize>())
        .with("component", &run.component.name.value)
        .with("instead", choices.first().copied().unwrap_or_default())
        .with("choices", choices.join(" | "));
    Some(finding.at((*place).clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_scripts() {
        crate::spelling::assert_both_scripts(WORDS.iter().flat_map(|(_, words)| words.iter().copied()));
    }
}
