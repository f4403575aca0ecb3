//! What of a person's results can be asked for, by which names, and what a word means.

use std::collections::BTreeSet;

use crate::derivation::{Figure, Form, Leaf, Step, Worksheet};
use crate::finding::nearest::{by_distance, nearest};
use crate::finding::{Finding, quoted};
use crate::policy::Policy;
use crate::policy::rules::Label;
use crate::results::PersonResult;
use crate::run::Outcome;
use crate::spelling::{alike, folded};

/// A word of some language and the id that it stands for: `得分` for `score`.
pub type Word = (&'static str, String);

/// The ids that words stand for.
pub const IDS: [&str; 6] = ["score", "grade", "rank", "target", "attainment", "pay"];

/// What kind of part it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Named by the policy or by the tool.
    Named,
    /// An order in a line that pays by order.
    Deal,
}

/// A part of the results that can be asked for.
pub(super) struct Part {
    /// Its own name.
    pub id: String,
    /// All names that it is asked for by.
    pub names: Vec<String>,
    /// The section in which it is shown.
    pub section: &'static str,
    pub kind: Kind,
    /// The steps that it shows.
    pub steps: Vec<usize>,
}

/// What a word was found to mean.
pub(super) enum Meaning<'a> {
    /// These parts.
    Parts(Vec<&'a Part>),
    /// Perhaps an order: no part is called so.
    Unknown,
}

/// Every part, in the order of the statement.
pub(super) fn of(outcome: &Outcome, result: &PersonResult, words: &[Word]) -> Vec<Part> {
    let (policy, standing) = (&outcome.policy, &result.standing);
    let mut parts = Parts { words, list: Vec::new() };
    parts.add("score", "score", standing.score.iter());
    parts.add("grade", "grade", grade_figures(result));
    parts.add("rank", "rank", standing.rank_figure.iter());
    for scored in &standing.indicators {
        let names = names_of(policy, &scored.name);
        parts.add_named(&scored.name, names, "score", &[&scored.points]);
    }
    for (name, points) in &standing.adjustments {
        parts.add_named(name, Vec::new(), "score", &[points]);
    }
    for line in &result.lines {
        parts.add_named(&line.name, Vec::new(), "pay", &[&line.amount]);
        for deal in line.deals.iter().filter(|deal| !deal.order.is_empty()) {
            parts.add_named(&deal.order, Vec::new(), "pay", &[&deal.amount]);
            parts.list.iter_mut().last().into_iter().for_each(|part| part.kind = Kind::Deal);
        }
    }
    for (unit, total) in &result.totals {
        parts.add_named(&format!("total_{}", unit.id()), Vec::new(), "pay", &[total]);
    }
    parts.add("pay", "pay", result.totals.iter().map(|(_, total)| total));
    for measure in &policy.measures {
        let steps = steps_of_measure(&result.sheet, &measure.name);
        parts.add_steps(&measure.name, names_of(policy, &measure.name), "measures", steps);
    }
    for (id, name) in [("target", "target"), ("attainment", "attainment")] {
        let steps = outermost(&result.sheet, |step| step.name == name);
        let names = parts.words_of(id);
        parts.add_steps(id, names, "measures", steps);
    }
    parts.list
}

/// What gave the grade: its coefficient; without one, place and cut, or the score.
fn grade_figures(result: &PersonResult) -> impl Iterator<Item = &Figure> {
    let standing = &result.standing;
    let mut figures: Vec<&Figure> = standing.coefficient.iter().collect();
    if figures.is_empty() {
        figures = standing.placed.iter().flat_map(|placed| std::iter::once(&placed.place).chain(&placed.cut)).collect();
    }
    if figures.is_empty() {
        figures = standing.score.iter().collect();
    }
    figures.into_iter().filter(|_| standing.grade.is_some())
}

/// A measure's labels in every language.
pub(super) fn names_of(policy: &Policy, name: &str) -> Vec<String> {
    let label = policy.measure_named(name).map(|id| &policy.measure(id).label);
    match label {
        Some(Label::One(text)) => vec![text.clone()],
        Some(each) => ["en", "zh-Hans", "zh-Hant"].iter().map(|language| each.text(language).to_owned()).collect(),
        None => Vec::new(),
    }
}

/// Value, target and attainment of a measure, each with the steps it was made from and once.
pub(super) fn steps_of_measure(sheet: &Worksheet, measure: &str) -> Vec<usize> {
    let is_own = |step: &Step| {
        step.of.as_deref() == Some(measure) && matches!(step.name, "actual" | "target" | "attainment" | "part" | "sum")
    };
    outermost(sheet, is_own)
}

/// The steps that pass and that no other one of them was made from; of equal ones the first.
fn outermost(sheet: &Worksheet, passes: impl Fn(&Step) -> bool) -> Vec<usize> {
    let steps = sheet.steps();
    let mut inside: BTreeSet<usize> = BTreeSet::new();
    let mut found: Vec<usize> = Vec::new();
    for index in (0..steps.len()).rev() {
        let is_inside = inside.contains(&index);
        let is_found = passes(&steps[index]);
        if is_inside || is_found {
            inside.extend(&steps[index].inputs);
        }
        if is_found && !is_inside {
            found.push(index);
        }
    }
    found.reverse();
    let is_repeated =
        |index: usize, earlier: &[usize]| earlier.iter().any(|other| shown(&steps[*other]) == shown(&steps[index]));
    let mut kept: Vec<usize> = Vec::new();
    for index in found {
        if !is_repeated(index, &kept) {
            kept.push(index);
        }
    }
    kept
}

/// What two steps that show the same have alike.
fn shown(step: &Step) -> (String, &str, String) {
    let form = match &step.form {
        Form::Leaf(Leaf::Total { measure, subject, window, part, credit, .. }) => {
            format!("{measure:?} {subject:?} {} {part:?} {credit:?}", window.id())
        }
        Form::Leaf(Leaf::Kept { measure, subject, window, overlays }) => {
            format!("{measure:?} {subject:?} {} {overlays:?}", window.id())
        }
        form => form.id().to_owned(),
    };
    (form, step.name, step.value.as_ref().map(ToString::to_string).unwrap_or_default())
}

struct Parts<'a> {
    words: &'a [Word],
    list: Vec<Part>,
}

impl Parts<'_> {
    fn words_of(&self, id: &str) -> Vec<String> {
        self.words.iter().filter(|(known, _)| *known == id).map(|(_, word)| word.clone()).collect()
    }

    fn add<'f>(&mut self, id: &str, section: &'static str, figures: impl Iterator<Item = &'f Figure>) {
        let steps = figures.map(Figure::step).collect();
        let names = self.words_of(id);
        self.add_steps(id, names, section, steps);
    }

    fn add_named(&mut self, id: &str, names: Vec<String>, section: &'static str, figures: &[&Figure]) {
        let steps = figures.iter().map(|figure| figure.step()).collect();
        self.add_steps(id, names, section, steps);
    }

    fn add_steps(&mut self, id: &str, mut names: Vec<String>, section: &'static str, steps: Vec<usize>) {
        if steps.is_empty() {
            return;
        }
        names.insert(0, id.to_owned());
        self.list.push(Part { id: id.to_owned(), names, section, kind: Kind::Named, steps });
    }
}

impl Part {
    fn is_called(&self, word: &str) -> bool {
        self.names.iter().any(|name| alike(name, word))
    }

    fn begins_with(&self, word: &str) -> bool {
        self.kind == Kind::Named && self.names.iter().any(|name| folded(name).starts_with(&*folded(word)))
    }
}

/// The parts that the word names, whatever its case and width; nothing of that name may still be an order.
pub(super) fn called<'a>(parts: &'a [Part], word: &str) -> Meaning<'a> {
    let found: Vec<&Part> = parts.iter().filter(|part| part.is_called(word)).collect();
    if found.iter().any(|part| part.kind == Kind::Named) { Meaning::Parts(found) } else { Meaning::Unknown }
}

/// The orders of that number in lines that pay by order.
pub(super) fn deals<'a>(parts: &'a [Part], word: &str) -> Vec<&'a Part> {
    parts.iter().filter(|part| part.kind == Kind::Deal && part.is_called(word)).collect()
}

/// The one thing whose name begins with the word.
///
/// # Errors
/// A finding that lists what begins so, or, where nothing does, all there is, the nearest first.
pub(super) fn begun<'a>(parts: &'a [Part], word: &str) -> Result<Vec<&'a Part>, Finding> {
    let found: Vec<&Part> = parts.iter().filter(|part| part.begins_with(word)).collect();
    let ids: BTreeSet<&str> = found.iter().map(|part| part.id.as_str()).collect();
    match ids.len() {
        1 => Ok(found),
        0 => Err(unknown(parts, word)),
        _ => {
            let known: Vec<&str> = ids.into_iter().collect();
            Err(Finding::error("several-of-that-name").with("what", word).with("known", quoted(known)))
        }
    }
}

fn unknown(parts: &[Part], word: &str) -> Finding {
    let named = parts.iter().filter(|part| part.kind == Kind::Named);
    let mut ids: Vec<&str> = Vec::new();
    for part in named {
        if !ids.contains(&part.id.as_str()) {
            ids.push(&part.id);
        }
    }
    let known = quoted(by_distance(word, &ids));
    let near = nearest(word, parts.iter().flat_map(|part| &part.names)).unwrap_or_default();
    let code = if near.is_empty() { "nothing-of-that-name" } else { "nothing-of-that-name-near" };
    Finding::error(code).with("what", word).with("known", known).with("nearest", near)
}
