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
mod keys;
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
use crate::number::Number;
use crate::source::Text;

use document::Node;
use names::Names;
use reading::Reading;
use scope::Scope;
use table::TableReader;

pub use rules::Policy;
pub use versions::choose;

/// The only version of the language that there is.
const SCHEMA: i64 = 1;

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
    schema(&root)?;
    let header = header::header(&root.section("policy"));
    let rounding = root.section("rounding");
    let (money, points) = (header::rounding(&rounding, "money"), header::rounding(&rounding, "score"));
    rounding.finish();
    let calendar = header::calendar(&root.section("calendar"));
    let mut inputs = input::inputs(&root.section("input"));
    let (crediting, more_inputs) = crediting::crediting(&root.section("crediting"));
    add_inputs(reading, &mut inputs, more_inputs);
    let measure_table = root.section("measures");
    let names = Names::new(reading, &inputs, measures::names(&measure_table));
    let mut measures = measures::measures(&measure_table, &names);
    let grades = root.table("grades").and_then(|table| grades::grades(&table));
    let targets = crediting::targets(&root.section("targets"), &names);
    let scope = Scope { names: &names, measures: &measures, grades: grades.as_ref() };
    let scorecards = scorecards::scorecards(&root.section("scorecards"), &scope);
    let ranking = grades::ranking(&root.section("ranking"), &names);
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

/// Nothing when the policy is written in another version of the language: nothing in it can then be judged.
fn schema(root: &TableReader<'_>) -> Option<()> {
    root.require("schema", "schema = 1");
    let Some(schema) = root.number("schema") else { return Some(()) };
    if schema.value == Number::from(SCHEMA) {
        return Some(());
    }
    let (found, known) = (schema.value.to_string(), SCHEMA.to_string());
    root.reading.error("unknown-schema", schema.span, &[("found", &found), ("known", &known)]);
    None
}

/// Adds inputs that another section names; the same one in both places is a finding.
fn add_inputs(reading: &Reading, inputs: &mut Vec<rules::InputRule>, more: Vec<rules::InputRule>) {
    for input in more {
        match inputs.iter().find(|known| known.name == input.name) {
            Some(known) => {
                let facts = [("name", input.name.as_str()), ("table", "input")];
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
