//! Steps of an explanation: each opens what it was made from.

use std::collections::BTreeMap;

use crate::report::model::{Body, Cell, Node, Section};

use super::{Words, escape};

/// The id of the column whose texts the rules of steps are links to.
const RULE: &str = "rule";

/// Rows that rules of steps are links to, by the text of their first cell.
pub struct Anchors(BTreeMap<String, usize>);

impl Anchors {
    /// The rows of tables whose first column is that of rules.
    pub fn of(sections: &[&Section]) -> Self {
        let mut found = BTreeMap::new();
        for section in sections {
            let Body::Table(table) = &section.body else { continue };
            if table.columns.first().is_none_or(|column| column.id != RULE) {
                continue;
            }
            for row in table.rows.iter() {
                let next = found.len() + 1;
                if let Some(Cell::Text(rule)) = row.first() {
                    found.entry(rule.clone()).or_insert(next);
                }
            }
        }
        Anchors(found)
    }

    /// The id of the row whose first cell that is, where it has one.
    pub fn id_of(&self, cell: Option<&Cell>) -> Option<String> {
        let Some(Cell::Text(rule)) = cell else { return None };
        self.0.get(rule).map(|number| format!("r{number}"))
    }

    /// A rule as a link to its row, where there is one.
    fn link(&self, rule: &str) -> String {
        let shown = escape(rule);
        match self.0.get(rule) {
            Some(number) => format!("<a href=\"#r{number}\">{shown}</a>"),
            None => format!("<code class=\"r\">{shown}</code>"),
        }
    }
}

/// The trees of these steps.
pub fn steps(nodes: &[Node], anchors: &Anchors, words: &Words) -> String {
    format!("<ul class=\"steps\">\n{}</ul>\n", nodes.iter().map(|node| item(node, anchors, words)).collect::<String>())
}

fn item(node: &Node, anchors: &Anchors, words: &Words) -> String {
    let (what, value) = (words.exact_phrase(&node.what), words.exact(&node.value));
    // Beside what opens and not in it: a link must not be part of a button.
    let rule = node.rule.as_ref().map(|rule| anchors.link(rule)).unwrap_or_default();
    let said = format!("{what}{}<b>{value}</b>", words.term("colon"));
    if node.inputs.is_empty() && node.rows.is_empty() {
        return format!("<li>{rule}<span>{said}</span></li>\n");
    }
    let row = |(place, record): &(String, String)| {
        format!("<li><code>{}</code> <code class=\"pre\">{}</code></li>\n", escape(place), escape(record))
    };
    let rows: String = node.rows.iter().map(row).collect();
    let inputs: String = node.inputs.iter().map(|input| item(input, anchors, words)).collect();
    format!("<li>{rule}<details><summary>{said}</summary>\n<ul>\n{rows}{inputs}</ul>\n</details></li>\n")
}
