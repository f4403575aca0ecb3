//! The policy: from TOML text to validated rules. The only module that names the TOML crate.
//!
//! Reading never stops at the first fault: whatever part of a rule is wrong is a finding, the rule is left out, and the rest
//! is read, so that faults of the policy and of the data show in one run.

mod columns;
mod conditions;
mod crediting;
mod document;
mod filter;
mod grades;
mod header;
mod input;
mod measures;
mod names;
mod pay;
mod reading;
pub mod rules;
mod scope;
mod score;
mod scorecards;
mod steps;
mod table;
#[cfg(test)]
mod tests;
mod units;
mod value;
mod versions;
pub mod words;

use sha2::{Digest, Sha256};

use crate::finding::Findings;
use crate::source::{Span, Text};

use document::{Node, Value};
use names::Names;
use reading::Reading;
use scope::Scope;
use table::TableReader;

pub use rules::Policy;
pub use versions::choose;

/// The only version of the language that there is.
const SCHEMA: u32 = 1;

/// Reads a policy. With errors among the findings the policy may still be there, without the rules that are wrong: the
/// data can be checked with it, but it must not pay. Nothing when the text is not TOML.
pub fn read(file_name: &str, text: &str, findings: &mut Findings) -> Option<Policy> {
    let reading = Reading::new(Text::new(file_name, text));
    let rules = document::parse(&reading).and_then(|root| sections(&reading, &root));
    let (text, found, defaults) = reading.into_parts();
    findings.extend(found);
    rules.map(|policy| Policy { digest: digest(text.text()), text, defaults, ..policy })
}

fn sections(reading: &Reading, root: &Node) -> Option<Policy> {
    let root = TableReader::open(reading, "", root)?;
    schema(&root);
    let header = header::header(&section(&root, "policy"));
    let rounding = section(&root, "rounding");
    let (money, points) = (header::rounding(&rounding, "money"), header::rounding(&rounding, "score"));
    rounding.finish();
    let calendar = header::calendar(&section(&root, "calendar"));
    let mut inputs = input::inputs(&section(&root, "input"));
    let (crediting, more_inputs) = crediting::crediting(&section(&root, "crediting"));
    add_inputs(reading, &mut inputs, more_inputs);
    let measure_table = section(&root, "measures");
    let names = Names::new(reading, &inputs, measures::names(&measure_table));
    let mut measures = measures::measures(&measure_table, &names);
    let grades = root.has("grades").then(|| section(&root, "grades")).and_then(|table| grades::grades(&table));
    let targets = crediting::targets(&section(&root, "targets"), &names);
    root.node("grades");
    let scope = Scope { names: &names, measures: &measures, grades: grades.as_ref() };
    let scorecards = scorecards::scorecards(&section(&root, "scorecards"), &scope);
    let ranking = grades::ranking(&section(&root, "ranking"), &names);
    let pay = pay::components(&root, &scope);
    for key in ["actions", "customers", "watch", "progress"] {
        root.not_yet(key);
    }
    root.finish();
    measures.extend(names.built_in().into_iter().map(measures::built_in));
    Some(Policy {
        text: reading.text().clone(),
        digest: String::new(),
        header,
        money,
        points,
        calendar,
        measures,
        crediting,
        targets,
        scorecards,
        grades,
        ranking,
        pay,
        defaults: Vec::new(),
        inputs,
    })
}

/// The table of a section; one without keys where the policy leaves it out, so that what it requires is still asked for.
fn section<'a>(root: &TableReader<'a>, key: &'static str) -> TableReader<'a> {
    let name = format!("[{key}]");
    let found = root.node(key).and_then(|node| TableReader::open(root.reading, &name, node));
    found.unwrap_or_else(|| TableReader::absent(root.reading, &name, Span::default()))
}

fn schema(root: &TableReader<'_>) {
    root.require("schema", "schema = 1");
    if let Some(schema) = root.number("schema")
        && schema.value != crate::number::Number::from(i64::from(SCHEMA))
    {
        let facts = [("found", schema.value.to_string()), ("known", SCHEMA.to_string())];
        root.reading.error(
            "unknown-schema",
            schema.span,
            &[(facts[0].0, facts[0].1.as_str()), (facts[1].0, facts[1].1.as_str())],
        );
    }
}

/// Adds inputs that another section names; the same one in both places is a finding.
fn add_inputs(reading: &Reading, inputs: &mut Vec<rules::InputRule>, more: Vec<rules::InputRule>) {
    for input in more {
        match inputs.iter().find(|known| known.name == input.name) {
            Some(known) => {
                let facts = [("name", input.name.as_str()), ("table", "[input]")];
                reading.conflict("duplicate-name", [input.span, known.span], &facts);
            }
            None => inputs.push(input),
        }
    }
}

/// SHA-256 in hexadecimal.
fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The nodes of an array of tables; a single table is one too.
fn tables(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(nodes) => nodes,
        _ => std::slice::from_ref(node),
    }
}
