//! Steps of an explanation on a terminal: an indented tree, the value right after what was done, the rule at the end of the
//! line, the source rows below.

use crate::locale::{Locale, Precision};
use crate::report::model::Node;

use super::style::Style;
use super::{Glyphs, RenderOptions, text};

/// Columns that a line keeps for its words, however deep its step stands.
const LEAST: usize = 20;

/// The signs that a tree is drawn with.
struct Branches {
    /// Before a step that others follow.
    fork: &'static str,
    /// Before the last step.
    end: &'static str,
    /// Below a step that others follow.
    trunk: &'static str,
    /// Below the last step.
    blank: &'static str,
}

impl Branches {
    fn of(glyphs: Glyphs) -> &'static Self {
        match glyphs {
            Glyphs::Unicode => &Branches { fork: "├─ ", end: "└─ ", trunk: "│  ", blank: "   " },
            Glyphs::Ascii => &Branches { fork: "|- ", end: "`- ", trunk: "|  ", blank: "   " },
        }
    }
}

/// The lines of these trees, one tree after the other.
pub fn lines(nodes: &[Node], options: &RenderOptions, locale: &Locale) -> Vec<String> {
    let mut tree = Tree { options, locale, branches: Branches::of(options.glyphs), lines: Vec::new() };
    for node in nodes {
        tree.node(node, "", "");
    }
    tree.lines
}

struct Tree<'a> {
    options: &'a RenderOptions,
    locale: &'a Locale,
    branches: &'static Branches,
    lines: Vec<String>,
}

impl Tree<'_> {
    /// `first` stands before the step's first line, `below` before everything under it.
    fn node(&mut self, node: &Node, first: &str, below: &str) {
        let what = self.locale.phrase_at(&node.what, Precision::Exact);
        let value = self.locale.cell(&node.value, Precision::Exact, self.locale.term("missing"));
        let statement = format!("{what}{}{value}", self.locale.term("colon"));
        let inner = if node.inputs.is_empty() { self.branches.blank } else { self.branches.trunk };
        let continued = format!("{below}{inner}");
        self.statement(&statement, node.rule.as_deref(), first, &continued);
        for (place, record) in &node.rows {
            self.record(place, record, &continued);
        }
        let last = node.inputs.len().saturating_sub(1);
        for (index, input) in node.inputs.iter().enumerate() {
            let (sign, under) = if index == last {
                (self.branches.end, self.branches.blank)
            } else {
                (self.branches.fork, self.branches.trunk)
            };
            self.node(input, &format!("{below}{sign}"), &format!("{below}{under}"));
        }
    }

    /// The words, and the rule on their last line, or where it does not fit on a line of its own.
    fn statement(&mut self, statement: &str, rule: Option<&str>, first: &str, continued: &str) {
        let mut words = self.wrapped(statement, continued);
        let rule = rule.map(|rule| text::visible(rule).into_owned());
        let mut tails = vec![String::new(); words.len()];
        if let Some(rule) = rule {
            let used = words.last().map_or(0, |line| text::width(line));
            let room = self.room(continued);
            let fits = room.is_none_or(|room| used + 2 + text::width(&rule) <= room);
            let dimmed = self.options.color.paint(Style::Dim, &rule);
            match tails.last_mut().filter(|_| fits) {
                Some(tail) => *tail = format!("  {dimmed}"),
                None => {
                    words.push(String::new());
                    tails.push(dimmed);
                }
            }
        }
        for (index, (line, tail)) in words.iter().zip(tails).enumerate() {
            let start = if index == 0 { first } else { continued };
            self.lines.push(format!("{start}{line}{tail}"));
        }
    }

    /// A source row: its place and its text.
    fn record(&mut self, place: &str, record: &str, start: &str) {
        for (index, line) in self.wrapped(&format!("{place}  {record}"), &format!("{start}  ")).iter().enumerate() {
            let hanging = if index == 0 { "" } else { "  " };
            self.lines.push(format!("{start}{hanging}{line}"));
        }
    }

    fn wrapped(&self, sentence: &str, start: &str) -> Vec<String> {
        let sentence = text::visible(sentence);
        match self.room(start) {
            Some(room) => text::wrap(&sentence, room),
            None => vec![sentence.into_owned()],
        }
    }

    /// The columns that are left after what stands before a line.
    fn room(&self, start: &str) -> Option<usize> {
        self.options.width.map(|width| width.saturating_sub(text::width(start)).max(LEAST))
    }
}
