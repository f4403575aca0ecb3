//! Every rule of a policy as it is written, for `check -v`.

use super::document::{self, Node, Value};
use super::reading::Reading;
use super::rules::Policy;
use super::value;
use crate::source::Span;

/// Every key with its path, where its value stands, and the value as written, in the order of the file: free of any
/// language. A component or another element of a list of tables is called by its `name`,
/// else its `measure`, else its place from 1.
pub fn describe(policy: &Policy) -> Vec<(String, Span, String)> {
    let reading = Reading::new(policy.text.clone());
    let mut lines = Vec::new();
    if let Some(root) = document::parse(&reading) {
        collect(&reading, "", &root, &mut lines);
    }
    lines.sort_by_key(|(_, span, _)| *span);
    lines
}

fn collect(reading: &Reading, path: &str, node: &Node, lines: &mut Vec<(String, Span, String)>) {
    match &node.value {
        Value::Table(entries) if !is_inline(reading, node) => {
            for entry in entries {
                let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
                collect(reading, &path, &entry.node, lines);
            }
        }
        Value::List(nodes) if !is_inline(reading, node) => {
            for (index, node) in nodes.iter().enumerate() {
                collect(reading, &format!("{path}[{}]", value::name_of(node, index)), node, lines);
            }
        }
        _ => lines.push((path.to_owned(), node.span, reading.written(node.span).to_owned())),
    }
}

/// Whether the value stands behind `=`; a table under a header of its own does not, nor does the whole file.
fn is_inline(reading: &Reading, node: &Node) -> bool {
    match &node.value {
        Value::Table(_) => reading.written(node.span).starts_with('{'),
        // A list of tables under headers begins with its first header.
        Value::List(nodes) => nodes.first().is_none_or(|first| first.span.start != node.span.start),
        _ => true,
    }
}
