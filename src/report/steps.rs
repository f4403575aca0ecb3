//! From a worksheet to the tree that people and machines read: every step with the steps it was made from.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::model::{Cell, Node, Phrase, Shape};
use crate::derivation::{Form, Leaf, Past, PastOf, Step, Subject, Worksheet, full_attainment};
use crate::ledger::Ledger;
use crate::measure::plan::EVERY_ROW;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::Label;
use crate::results::LineKind;

/// A row of a file that is in a total: its address and its text.
pub type SourceRow = (String, String);

/// Finds the source rows of a total; empty where they were not asked for.
pub type RowsOf<'a> = &'a dyn Fn(&Leaf) -> Vec<SourceRow>;

/// What a tree is made from.
pub(super) struct Sheet<'a> {
    pub policy: &'a Policy,
    pub ledger: &'a Ledger,
    pub sheet: &'a Worksheet,
    pub rows: RowsOf<'a>,
    /// So many levels of steps are shown.
    pub levels: usize,
    pub(super) shown: RefCell<BTreeSet<usize>>,
}

impl<'a> Sheet<'a> {
    /// What trees of that worksheet are made from.
    pub fn new(policy: &'a Policy, ledger: &'a Ledger, sheet: &'a Worksheet, rows: RowsOf<'a>) -> Self {
        Sheet { policy, ledger, sheet, rows, levels: usize::MAX, shown: RefCell::default() }
    }

    /// The tree of a step. One that was shown with its inputs before is shown without them.
    pub fn node(&self, index: usize) -> Node {
        self.node_of(index, self.levels)
    }

    /// The same with so many levels below it.
    fn node_of(&self, index: usize, levels: usize) -> Node {
        let step = &self.sheet.steps()[index];
        let is_last = levels == 0;
        let is_new = is_last || self.shown.borrow_mut().insert(index);
        let rows = match &step.form {
            _ if !is_new => Vec::new(),
            Form::Leaf(Leaf::Row(place)) => vec![(place.address(), place.excerpt.clone())],
            Form::Leaf(leaf @ Leaf::Total { .. }) => (self.rows)(leaf),
            _ => Vec::new(),
        };
        let is_cut = !is_new && !step.inputs.is_empty();
        let shows_inputs = is_new && !is_last;
        let inputs =
            step.inputs.iter().filter(|_| shows_inputs).map(|input| self.node_of(*input, levels - 1)).collect();
        let alone = self.alone(index, step);
        let above = |what| Phrase::Joined(vec![what, Phrase::term("shown_above")]);
        let what = if is_cut { above(alone.what) } else { alone.what };
        Node { what, rows, inputs, ..alone }
    }

    /// A step by itself, without those that it was made from and without rows.
    pub fn alone(&self, index: usize, step: &Step) -> Node {
        let shape = Shape::of(step.unit, self.policy.money_places());
        let rule = step.rule.map(|span| {
            let text = &self.policy.text;
            format!("{}:{}", text.file(), text.line_of(span.start))
        });
        Node {
            step: index,
            kind: step.form.id(),
            what: self.what(step),
            value: step.value.clone().map_or(Cell::Missing, |value| attained(value, shape)),
            rule,
            rows: Vec::new(),
            inputs: Vec::new(),
        }
    }

    /// `Attainment – Revenue: first ÷ second`, `Actual – Revenue, 2026-10, 12 rows`.
    fn what(&self, step: &Step) -> Phrase {
        let mut parts = Vec::new();
        match (&step.of, step.name) {
            (None, "") => {}
            (None, name) => parts.push(Phrase::term(name)),
            (Some(of), "") => parts.push(self.name_of(of)),
            (Some(of), name) => {
                let name = Cell::phrase(Phrase::term(name));
                parts.push(Phrase::term("name_of").with("name", name).with("of", Cell::phrase(self.name_of(of))));
            }
        }
        let kind = match &step.form {
            Form::Leaf(Leaf::Parameter | Leaf::Implied(_) | Leaf::Row(_)) if !parts.is_empty() => None,
            Form::Leaf(leaf) => self.leaf(leaf),
            Form::Part(division, _) => Some(among("share_among", division.among())),
            Form::Place(field, _) => Some(among("place_among", field.among())),
            form if form.id() == step.name => None,
            form => Some(Phrase::term("by_step").with("step", Cell::phrase(Phrase::term(form.id())))),
        };
        parts.extend(kind);
        Phrase::Joined(parts)
    }

    /// A measure is called by its label, a line of pay as its kind is told, everything else by its own name.
    fn name_of(&self, of: &str) -> Phrase {
        let label = self.policy.measure_named(of).map(|id| &self.policy.measure(id).label);
        match label {
            Some(Label::One(text)) => Phrase::Verbatim(text.clone()),
            Some(each) => Phrase::Verbatim(each.text(&self.policy.header.language).to_owned()),
            None => self.line_of(of).unwrap_or_else(|| Phrase::Verbatim(of.to_owned())),
        }
    }

    /// The name in the language of what a component released or corrects.
    fn line_of(&self, name: &str) -> Option<Phrase> {
        let fiscal_start = self.policy.header.fiscal_year_starts;
        self.policy.pay.iter().find_map(|component| {
            let of = &component.name.value;
            let kind = LineKind::named(name, of, fiscal_start);
            (kind != LineKind::Own).then(|| super::statement::line_named(&kind, of, name))
        })
    }

    fn leaf(&self, leaf: &Leaf) -> Option<Phrase> {
        match leaf {
            Leaf::Total { subject, window, part, rows, .. } => {
                let mut parts = vec![Phrase::Verbatim(window.id())];
                parts.extend(self.subject(subject));
                parts.extend(part.as_ref().map(|part| Phrase::Verbatim(format!("[{part}]"))));
                parts.push(Phrase::term("rows_in_it").with("count", Cell::count(*rows as i64)));
                Some(Phrase::Joined(parts))
            }
            Leaf::Elsewhere { window, subject } => {
                let mut parts = vec![Phrase::term("elsewhere"), Phrase::Verbatim(window.id())];
                parts.extend(self.subject(subject));
                Some(Phrase::Joined(parts))
            }
            Leaf::Closed(past) => Some(self.past(past)),
            Leaf::Kept { subject, window, .. } => {
                let closed = Phrase::term("closed_in").with("period", Cell::Text(window.id()));
                Some(Phrase::Joined(std::iter::once(closed).chain(self.subject(subject)).collect()))
            }
            Leaf::Absent => Some(Phrase::term("absent")),
            Leaf::Calendar(_) => Some(Phrase::term("calendar")),
            Leaf::Place { among, .. } => Some(Phrase::term("place_among").with("count", Cell::count(*among as i64))),
            Leaf::Parameter | Leaf::Implied(_) => Some(Phrase::term("parameter")),
            Leaf::Row(_) => Some(Phrase::term("row")),
        }
    }

    /// `closed in 2026-09`, `open in 2026-10`.
    fn past(&self, past: &Past) -> Phrase {
        let term = match past.what {
            PastOf::Paid | PastOf::Line(_) => "closed_in",
            PastOf::Moved => "moved_in",
            PastOf::Corrected => "corrected_of",
            PastOf::SoFar => "paid_so_far_of",
            PastOf::Recomputed => "recomputed_of",
            PastOf::Open(_) | PastOf::Share(_) | PastOf::Released => "open_in",
        };
        Phrase::term(term).with("period", Cell::Text(past.window.id()))
    }

    fn subject(&self, subject: &Subject) -> Option<Phrase> {
        let person = |index: &usize| Cell::Text(self.ledger.people.list[*index].name.clone());
        match subject {
            Subject::Person(index) => Some(Phrase::Verbatim(self.ledger.people.list[*index].name.clone())),
            Subject::Team(team) => Some(Phrase::Verbatim(team.clone())),
            Subject::Direct(index) => Some(Phrase::term("direct_of").with("person", person(index))),
            Subject::Branch(index) => Some(Phrase::term("branch_of").with("person", person(index))),
            Subject::Mentees(index) => Some(Phrase::term("mentees_of").with("person", person(index))),
            Subject::Department => Some(Phrase::term("department")),
            Subject::Labelled { column, .. } if column == EVERY_ROW => Some(Phrase::term("department")),
            Subject::Labelled { label, .. } => Some(Phrase::Verbatim(label.clone())),
        }
    }
}

/// A value; of a full attainment, which is above every bound, the word for it.
pub(super) fn attained(value: Number, shape: Shape) -> Cell {
    if shape == Shape::Rate && value == full_attainment() {
        return Cell::phrase(Phrase::term("full_attainment"));
    }
    Cell::Figure(value, shape)
}

/// Whether a phrase is that word.
pub(super) fn is_full(phrase: &Phrase) -> bool {
    *phrase == Phrase::term("full_attainment")
}

/// `(share among 6)`.
fn among(term: &'static str, count: usize) -> Phrase {
    let among = Phrase::term(term).with("count", Cell::count(count as i64));
    Phrase::term("by_step").with("step", Cell::phrase(among))
}
