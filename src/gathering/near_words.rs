//! Words of the period's rows that are nearly words of the policy, beside rows that have those; blanks where `counted` asks for a word; and words
//! of a column that nothing reads, which say that a row was undone. Such rows count otherwise than they look, and nothing is wrong with them: one warning a column.

use std::collections::BTreeMap;

use super::words::{Heard, place};
use crate::finding::meant::{Named, Nearness};
use crate::finding::{Finding, Findings};
use crate::ingest::cell::undone;
use crate::ingest::row::SCALE;
use crate::measure::fold::Stray;
use crate::measure::plan::{NamedWord, Plan};
use crate::measure::registers::RegisterWord;
use crate::number::Number;
use crate::policy::Policy;
use crate::source::Place;
use crate::spelling::alike;

/// How many places are shown of one finding, and how many words are listed.
const SHOWN: usize = 8;
const LISTED: usize = 24;
/// Of more rows than one in so many a blank may well be a word of its own.
const TIMES_OF_FEW: u64 = 10;

/// Reports the strays of the sources. `named` are the words of the policy: one that is named somewhere is none.
pub(super) fn report(plan: &Plan, heard: &[Heard], named: &[&str], findings: &mut Findings) {
    for of_source in heard {
        let mut columns: BTreeMap<usize, Vec<&Stray>> = BTreeMap::new();
        for ((slot, _), stray) in &of_source.strays {
            columns.entry(*slot).or_default().push(stray);
        }
        for (slot, mut strays) in columns {
            strays.sort_by_key(|stray| stray.first);
            let stream = &plan.streams[of_source.one.stream];
            let says_undone = |own: &str| undone::is_no_sale(&stream.slots[slot].column, own);
            let (of_state, strays): (Vec<&Stray>, Vec<&Stray>) =
                strays.into_iter().partition(|stray| stream.undone.contains(&slot) && says_undone(&stray.own));
            if !of_state.is_empty() {
                findings.push(Source { plan, heard: of_source, slot }.listed("rows-said-undone", &of_state));
            }
            let (blank, words): (Vec<&Stray>, Vec<&Stray>) = strays.into_iter().partition(|stray| stray.own.is_empty());
            let source = Source { plan, heard: of_source, slot };
            let column = &stream.slots[slot].column;
            let (back, words): (Vec<&Stray>, Vec<&Stray>) =
                words.into_iter().partition(|stray| stray.sum < 0 && undone::took_back(column, &stray.own));
            let has_returns = plan.streams.iter().any(|stream| stream.takes_back || stream.returns.is_some());
            if !back.is_empty() && !has_returns && stream.kind == "sales" {
                findings.push(source.listed("returns-left-out", &back));
            }
            let near = words.into_iter().filter(|stray| !named.iter().any(|word| alike(word, &stray.own)));
            let near: Vec<(&Stray, String)> =
                near.filter_map(|stray| Some((stray, source.meant(&stray.own)?))).collect();
            source.near(&near).into_iter().for_each(|finding| findings.push(finding));
            // A column without any word is told of as that.
            if let Some(blank) = blank.first().filter(|_| !of_source.words[slot].first().is_empty()) {
                findings.extend_with(source.blank(blank));
            }
        }
    }
}

/// The same of registers, of all their rows: words of `counted` and of measures.
pub(super) fn of_registers(policy: &Policy, words: &[RegisterWord], named: &[&str]) -> Vec<Finding> {
    let is_declared = |one: &RegisterWord, own: &str| {
        let values = policy.input(one.input).into_iter().flat_map(|rule| &rule.values);
        values.filter(|(column, _)| column == one.column).any(|(_, list)| list.iter().any(|(word, _)| alike(word, own)))
    };
    let is_named = |own: &str| named.iter().any(|word| alike(word, own));
    let mut columns: BTreeMap<(&str, &str), Vec<(&RegisterWord, &str)>> = BTreeMap::new();
    for one in words.iter().filter(|one| one.heard.has(one.word)) {
        let near = one.heard.likely(one.word).into_iter().filter(|own| !is_named(own) && !is_declared(one, own));
        let list = columns.entry((one.input, one.column)).or_default();
        for own in near {
            if !list.iter().any(|(_, known)| *known == own) {
                list.push((one, own));
            }
        }
    }
    let told = |((input, column), list): ((&str, &str), Vec<(&RegisterWord, &str)>)| {
        let (first, own) = list.first()?;
        let words: Vec<String> = list.iter().map(|(one, own)| format!("`{own}` (`{}`?)", one.word)).collect();
        let finding = Finding::warning("words-near-named").with("input", input).with("column", column);
        let finding = finding.with("words", words.join(", ")).with("word", own).with("near", first.word);
        Some(finding.at(place(policy, first.word, first.span)))
    };
    columns.into_iter().filter_map(told).collect()
}

/// A column of a source.
struct Source<'a> {
    plan: &'a Plan,
    heard: &'a Heard<'a>,
    slot: usize,
}

impl Source<'_> {
    /// The named word, of those that rows have, that another one is most likely meant for.
    fn meant(&self, own: &str) -> Option<String> {
        let stream = &self.plan.streams[self.heard.one.stream];
        let named = stream.words.iter().filter(|named| named.slot == self.slot);
        let mut named = named.filter(|named| self.heard.has(self.slot, &named.word));
        let is_meant = |word: &str| {
            let word = Named::new(word);
            word.nearness(own) == Nearness::Likely || word.is_another_form(&Named::new(own)) || word.is_among(own)
        };
        let words = |named: &'_ NamedWord| -> Vec<String> {
            std::iter::once(&named.word).chain(&named.others).cloned().collect()
        };
        named.find_map(|named| words(named).into_iter().find(|word| is_meant(word)))
    }

    /// Rows with a blank: where `counted` asks for a word they do not count. Elsewhere they are few beside rows that all have a word that some rule names.
    fn blank(&self, blank: &Stray) -> Option<Finding> {
        let stream = &self.plan.streams[self.heard.one.stream];
        if !stream.is_told_apart(self.slot) {
            return Some(self.told("rows-without-word", &[blank]));
        }
        let named: Vec<Named> =
            stream.words.iter().filter(|named| named.slot == self.slot).map(|named| Named::new(&named.word)).collect();
        let words = self.heard.words[self.slot].all();
        let is_named = |own: &str| {
            named.iter().any(|word| {
                word.is(own)
                    || self.heard.one.layouts().iter().any(|layout| layout.slots[self.slot].word(own).is_some())
            })
        };
        let (are_few, mut words) = (blank.rows * TIMES_OF_FEW <= self.heard.counted, words.peekable());
        let are_all = words.peek().is_some() && words.all(is_named);
        (are_few && are_all).then(|| self.told("rows-in-no-where", &[blank]))
    }

    fn near(&self, near: &[(&Stray, String)]) -> Option<Finding> {
        let (first, meant) = near.first()?;
        let has_money = self.has_money();
        let shown = |(stray, meant): &(&Stray, String)| match has_money {
            true => format!("`{}` ({}; {}; `{meant}`?)", stray.own, stray.rows, sum(&[*stray])),
            false => format!("`{}` ({}; `{meant}`?)", stray.own, stray.rows),
        };
        let mut words = near.iter().take(LISTED).map(shown).collect::<Vec<_>>().join(", ");
        if near.len() > LISTED {
            words.push_str(" …");
        }
        let strays: Vec<&Stray> = near.iter().map(|(stray, _)| *stray).collect();
        let finding = self.told("words-near-named", &strays).with("words", words);
        Some(finding.with("word", &first.own).with("near", meant))
    }

    /// A finding of rows whose words say that they were returned, cancelled or lost: those that count, or that are left out.
    fn listed(&self, code: &'static str, strays: &[&Stray]) -> Finding {
        let has_money = self.has_money();
        let shown = |stray: &&Stray| match has_money {
            true => format!("`{}` ({}; {})", stray.own, stray.rows, sum(&[*stray])),
            false => format!("`{}` ({})", stray.own, stray.rows),
        };
        let words: Vec<String> = strays.iter().take(LISTED).map(shown).collect();
        self.told(code, strays).with("words", words.join(", "))
    }

    fn has_money(&self) -> bool {
        self.plan.streams[self.heard.one.stream].slots.iter().any(|slot| slot.money)
    }

    fn told(&self, code: &'static str, strays: &[&Stray]) -> Finding {
        let rows: u64 = strays.iter().map(|stray| stray.rows).sum();
        let column = &self.plan.streams[self.heard.one.stream].slots[self.slot].column;
        let finding = Finding::warning(code).with("input", &self.heard.one.name).with("column", column);
        let finding = finding.with("rows", rows);
        let finding = if self.has_money() { finding.with("sum", sum(strays)) } else { finding };
        let place = |stray: &&Stray| {
            let (file, line) = stray.first;
            Some(Place::line(self.plan.files.get(file as usize)?.clone(), line, ""))
        };
        strays.iter().take(SHOWN).filter_map(place).fold(finding, Finding::at)
    }
}

fn sum(strays: &[&Stray]) -> String {
    Number::from_scaled(strays.iter().map(|stray| stray.sum).sum(), SCALE).to_plain(2, SCALE)
}
