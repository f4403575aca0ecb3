//! Cells that figures go by and that say nothing, or something else than the others of their column: a label that a filter or a rate asks for,
//! a key of which different ones are counted, a per cent sign among bare numbers, answers far below what is asked for.

use super::super::plan::{Gather, Keep, SlotKind, Stream};
use super::Folder;
use crate::calendar::NaiveDate;
use crate::ingest::cell::{Percent, done};
use crate::ingest::header::columns_of;
use crate::ingest::row::Cells;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{Component, FilterTest, Formula, MeasureId};

/// Labels that every row of sales has, though a file may lack the column.
const ALWAYS_THERE: [&str; 2] = ["product", "category"];

/// What is told of cells with a per cent sign where others of the column have numbers above 1 without.
pub const SIGNED: &str = "percent-among-numbers";
/// That there are such numbers; by itself it is nothing to tell.
pub const BARE: &str = "numbers-above-one";

/// What is told of answers that are all far below the bound of a filter.
pub const FAR: &str = "answers-far-below";
/// That some are not; by itself it is nothing to tell.
pub const NEAR: &str = "answers-near-bound";
/// So many times an answer a bound has another scale.
const OTHER_SCALE: i64 = 5;

/// What is told of rows of which nothing says when the time began that `counted` asks for.
pub const UNKNOWN_TIME: &str = "blanks-before-counted-time";

/// The column of the moment at which a time began that a term asks for; of what may well not have come yet nothing says so.
fn begin_of(stream: &Stream, term: usize) -> Option<usize> {
    let term = &stream.terms[term];
    let SlotKind::Duration(from, ..) = stream.slots[term.slot].kind else { return None };
    let may_lack = done::COLUMNS.contains(&stream.slots[from].column.as_str());
    (matches!(term.test, FilterTest::In(_)) && !may_lack).then_some(from)
}

/// The lower bound that a filter asks answers for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    slot: usize,
    bound: Number,
}

/// The bounds of answers that filters of used measures ask for.
pub(super) fn asked(policy: &Policy, stream: &Stream) -> Vec<Asked> {
    let gathers = stream.gathers.iter().filter(|gather| policy.used.contains(&gather.measure));
    let terms = gathers.flat_map(|gather| gather.terms.iter().chain(further(gather)));
    let asked = terms.filter_map(|term| {
        let term = &stream.terms[*term];
        let FilterTest::In(range) = &term.test else { return None };
        let bound = range.lower.as_ref()?.at.value.clone();
        (stream.slots[term.slot].column == "score" && bound.is_positive()).then_some(Asked { slot: term.slot, bound })
    });
    asked.collect()
}

/// The terms that choose the rows of a share.
fn further(gather: &Gather) -> &[usize] {
    if let Keep::Share(terms) = &gather.keep { terms } else { &[] }
}

/// A cell that something of the row goes by.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    slot: usize,
    /// What is told where it is blank.
    code: &'static str,
    /// Whether rows before the period go by it too: they say who is new.
    of_first: bool,
    /// Terms of other columns that the row must pass for its figure to be asked.
    others: Vec<usize>,
}

/// What is told of rows without the number by whose steps their rate goes, where that stops a figure.
pub const WITHOUT_NUMBER: &str = "blanks-in-rate-steps";

/// A number of rows by whose steps rates go.
#[derive(Clone, Debug)]
pub(super) struct RateNumber {
    gather: usize,
    slot: usize,
}

impl RateNumber {
    /// Those of a stream.
    pub(super) fn all(stream: &Stream) -> Vec<RateNumber> {
        let of = |(gather, of): (usize, &Gather)| match of.keep {
            Keep::Parts(_, slot) | Keep::Deals(_, Some(slot)) => Some(RateNumber { gather, slot }),
            _ => None,
        };
        let all = stream.gathers.iter().enumerate().filter_map(of);
        all.filter(|one| stream.slots[one.slot].kind.is_of_numbers()).collect()
    }

    /// The columns that it is read from.
    fn columns(&self, stream: &Stream) -> Vec<usize> {
        match stream.slots[self.slot].kind {
            SlotKind::Duration(from, to, _) => vec![from, to],
            _ => vec![self.slot],
        }
    }
}

/// The cells of a stream that are looked at for blanks.
pub(super) fn watched(policy: &Policy, stream: &Stream) -> Vec<Watch> {
    let gathers = stream.gathers.iter().filter(|gather| policy.used.contains(&gather.measure));
    let mut watched: Vec<Watch> = gathers.flat_map(|gather| of_gather(policy, stream, gather)).collect();
    let said = |one: &Watch| (one.slot, one.code, one.of_first, one.others.clone());
    watched.dedup_by(|one, other| said(one) == said(other));
    watched
}

fn of_gather(policy: &Policy, stream: &Stream, gather: &Gather) -> Vec<Watch> {
    let terms: Vec<usize> = gather.terms.iter().chain(further(gather)).copied().collect();
    let apart = |slot: usize| terms.iter().copied().filter(|term| stream.terms[*term].slot != slot).collect();
    let asked = terms.iter().filter(|term| is_asked(stream, **term)).map(|term| stream.terms[*term].slot);
    let asked = asked.chain(terms.iter().filter_map(|term| begin_of(stream, *term)));
    let mut watched: Vec<Watch> =
        asked.map(|slot| Watch { slot, code: "blanks-in-filter", of_first: false, others: apart(slot) }).collect();
    let by_rule = match gather.keep {
        Keep::Parts(_, slot) | Keep::Deals(_, Some(slot)) if has_default(policy, stream, gather.measure, slot) => {
            Some((slot, "blanks-in-rates"))
        }
        Keep::Distinct(slot) if slot == stream.order => Some((slot, "blanks-in-keys")),
        Keep::First(slot, _) => Some((slot, "blanks-in-keys")),
        _ => None,
    };
    let of_new = gather.of.map(|of| (of.slot, "blanks-in-new-keys"));
    let of_first = matches!(gather.keep, Keep::First(..));
    let of_key = |(slot, code)| Watch { slot, code, of_first, others: terms.clone() };
    watched.extend(by_rule.into_iter().chain(of_new).map(of_key));
    watched
}

/// Whether a filter asks for a word or a number that no row of such a file lacks.
fn is_asked(stream: &Stream, term: usize) -> bool {
    let term = &stream.terms[term];
    let column = &stream.slots[term.slot].column;
    let is_required = columns_of(&stream.kind).iter().any(|spec| spec.name == column && spec.required);
    match term.test {
        FilterTest::OneOf(_) => is_required || ALWAYS_THERE.contains(&column.as_str()),
        FilterTest::In(_) | FilterTest::On(_) => is_required,
        FilterTest::NoneOf(_) | FilterTest::Missing(_) => false,
    }
}

/// Whether rates of that base go by the labels of the column, and rows of any other label have one too.
fn has_default(policy: &Policy, stream: &Stream, base: MeasureId, slot: usize) -> bool {
    let spec = &stream.slots[slot];
    let is_it = |formula: &Formula| matches!(formula, Formula::ByLabel { column, default: Some(_), .. } if column.value == spec.column);
    spec.kind == SlotKind::Text
        && policy.pay.iter().filter_map(Component::rated).any(|(formula, of)| of.value == base && is_it(formula))
}

impl Folder<'_> {
    /// Notes the key that a row before the period leaves blank, where first rows say who is new in it.
    pub(super) fn note_blank_firsts(&mut self, cells: &Cells) {
        self.context.watched.iter().filter(|watch| watch.of_first).for_each(|watch| self.note_blank(cells, watch));
    }

    fn note_blank(&mut self, cells: &Cells, watch: &Watch) {
        let is_blank = cells.layout.field_of(watch.slot).is_some() && cells.is_missing(watch.slot);
        if is_blank && watch.others.iter().all(|term| self.holds(cells, *term)) {
            self.remark(cells, watch.code, &self.context.stream.slots[watch.slot].column);
        }
    }

    /// Notes what a row that counts leaves blank or signs otherwise, of those that are looked at.
    pub(super) fn note_blanks(&mut self, cells: &Cells) {
        let context = self.context;
        context.watched.iter().for_each(|watch| self.note_blank(cells, watch));
        for number in &context.rated {
            let mut columns = number.columns(context.stream).into_iter();
            let blank = columns.find(|slot| cells.layout.field_of(*slot).is_some() && cells.is_missing(*slot));
            if let Some(blank) = blank.filter(|_| self.row.passes[number.gather]) {
                let column = &context.stream.slots[number.slot].column;
                self.remark_text(WITHOUT_NUMBER, column, context.stream.slots[blank].column.clone());
            }
        }
        for slot in &context.needs.numbers {
            if !context.stream.slots[*slot].money && cells.layout.slots[*slot].number.percent == Percent::Marked {
                self.note_percent(cells, *slot);
            }
        }
    }

    /// Notes a row that `counted` leaves out because nothing says when the time began that it asks for.
    pub(super) fn note_unknown_time(&mut self, cells: &Cells, day: NaiveDate) {
        let stream = self.context.stream;
        let begins = stream.counted.iter().flatten().filter_map(|term| begin_of(stream, *term));
        let mut blank = begins.filter(|slot| cells.layout.field_of(*slot).is_some() && cells.is_missing(*slot));
        if let Some(slot) = blank.next().filter(|_| self.place_of(day).is_looked_at) {
            self.remark(cells, UNKNOWN_TIME, &stream.slots[slot].column);
        }
    }

    /// Notes whether an answer comes near the bounds that are asked for.
    pub(super) fn note_answers(&mut self, cells: &Cells) {
        let context = self.context;
        for asked in &context.asked {
            let Some(answer) = self.number(cells, asked.slot) else { continue };
            let is_near = &answer.to_number() * &Number::from(OTHER_SCALE) > asked.bound;
            let code = if is_near { NEAR } else { FAR };
            self.remark_text(code, &context.stream.slots[asked.slot].column, asked.bound.to_string());
        }
    }

    fn note_percent(&mut self, cells: &Cells, slot: usize) {
        let column = &self.context.stream.slots[slot].column;
        let raw = cells.raw(slot).unwrap_or_default();
        if memchr::memchr(b'%', &raw).is_some() {
            let text = cells.layout.shown(&raw).trim().to_owned();
            self.remark_text(SIGNED, column, text);
        } else if self.row.numbers[slot].is_some_and(|number| number.to_number() > Number::one()) {
            self.remark_text(BARE, column, String::new());
        }
    }
}
