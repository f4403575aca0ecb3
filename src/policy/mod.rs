//! The policy: from TOML text to validated rules. The only module that names the TOML crate.
//!
//! Reading never stops at the first fault: whatever part of a rule is wrong is a finding, the rule is left out, and the rest
//! is read, so that faults of the policy and of the data show in one run.

mod below_zero;
mod bounds;
pub mod changes;
mod chinese;
mod close;
mod columns;
mod conditions;
mod crediting;
mod days;
mod document;
mod filter;
mod grades;
mod header;
mod highest;
mod homes;
mod hours;
mod input;
mod keys;
mod labels;
mod management;
mod measures;
mod mixed;
mod money;
mod names;
mod orders;
mod other_rules;
mod other_years;
mod pay;
mod reading;
pub mod rules;
mod scales;
pub mod schema;
mod scope;
mod score;
mod scorecards;
pub(crate) mod shares;
mod signs;
mod slips;
mod steps;
mod syntax;
mod table;
#[cfg(test)]
mod tests;
mod unfindable;
mod units;
mod value;
mod versions;
pub(crate) mod words;
mod written;

use crate::finding::Findings;
use crate::number::{Number, Rounding};
use crate::policy::rules::InputKind;
use crate::source::Text;

use document::Node;
use names::Names;
use reading::Reading;
use rules::{Crediting, InputRule, MeasureId};
use scope::Scope;
use table::TableReader;

pub use measures::add_collected;
pub use money::thousands;
pub use other_rules::of_other_rules;
pub use pay::{PayoutCurve, payout_curve};
pub use rules::Policy;
pub use versions::choose;

/// The only version of the language that there is.
const SCHEMA: i64 = 1;

/// The language that a policy asks for, also where the rest of it is no TOML.
pub fn language_of(text: &str) -> Option<String> {
    document::language(text)
}

/// Reads a policy. With errors among the findings the policy may still be there, without the rules that are wrong: the
/// data can be checked with it, but it must not pay. Nothing when the text is not TOML.
pub fn read(file_name: &str, text: &str, findings: &mut Findings) -> Option<Policy> {
    let reading = Reading::new(Text::new(file_name, text));
    let rules = document::parse(&reading).and_then(|root| sections(&reading, &root));
    let (found, defaults) = reading.into_parts();
    findings.extend(found);
    rules.map(|policy| with_adjust_measures(Policy { defaults, ..policy }))
}

/// Every column that a scorecard adds (`adjust`) is a measure of its own, called as the policy calls the column.
fn with_adjust_measures(mut policy: Policy) -> Policy {
    let columns: Vec<_> = policy.scorecards.iter().flat_map(|card| card.adjust.clone()).collect();
    for column in columns {
        let name = format!("{}.{}", column.value.source, column.value.column);
        policy.used.insert(policy.measure_named(&name).unwrap_or(rules::MeasureId(policy.measures.len())));
        if policy.measure_named(&name).is_none() {
            policy.measures.push(rules::MeasureRule {
                of: None,
                label: adjust_label(&column.value.source, &name),
                name,
                span: column.span,
                kind: rules::MeasureKind::Sum(column.value),
                filter: rules::Filter::default(),
                unit: rules::Unit::Points,
                better: rules::Better::Higher,
                min_rows: None,
                drivers: Vec::new(),
            });
        }
    }
    policy
}

/// What people call a column that a scorecard adds; one of a source that has no word of its own is called as in the policy.
fn adjust_label(source: &str, name: &str) -> rules::Label {
    if InputKind::of(source) != InputKind::Conduct {
        return rules::Label::One(name.to_owned());
    }
    let texts = [("en", "Conduct"), ("zh-Hans", "奖惩"), ("zh-Hant", "獎懲")];
    rules::Label::Each(texts.map(|(language, text)| (language.to_owned(), text.to_owned())).into())
}

fn sections(reading: &Reading, root: &Node) -> Option<Policy> {
    let root = TableReader::open(reading, "", root)?;
    schema(&root)?;
    let (money, points) = roundings(&root.section("rounding"));
    let (inputs, crediting) = inputs(&root);
    let measure_table = root.section("measures");
    let names = Names::new(reading, &inputs, measures::names(&measure_table));
    names.let_inputs_be_absent(true);
    let own_measures = measures::measures(&measure_table, &names);
    names.let_inputs_be_absent(false);
    // That one measure is made of another is no use of either.
    let parts = names.take_referred();
    let grades = root.table("grades").and_then(|table| grades::grades(&table));
    let has_grades = root.has("grades");
    let header = header::header(&root.section("policy"));
    let fiscal_start = header.fiscal_year_starts;
    let scope = Scope {
        names: &names,
        measures: &own_measures,
        grades: grades.as_ref(),
        has_grades,
        fiscal_start,
        period: header.period,
    };
    let targets = root.section("targets");
    let mut policy = Policy {
        text: reading.text().clone(),
        digest: crate::digest::of_text(reading.text().text()),
        money,
        points,
        holidays: root.section("calendar").node("holidays").map(|node| node.span),
        calendar: header::calendar(&root.section("calendar")),
        crediting,
        targets: crediting::targets(&targets, &names),
        scorecards: scorecards::scorecards(&root.section("scorecards"), &scope),
        ranking: grades::ranking(&root.section("ranking"), &names),
        pay: pay::components(&root, &scope),
        close: close::close(&root.section("close"), (header.period, header.fiscal_year_starts)),
        header,
        // When every rule was read.
        used: measures::with_parts(names.take_referred(), &own_measures),
        management: looked_at((&root, &targets), &scope),
        // Last, when it is known which built-in measures were referred to.
        measures: own_measures.iter().cloned().chain(names.built_in().into_iter().map(measures::built_in)).collect(),
        defaults: Vec::new(),
        absent: std::collections::BTreeSet::new(),
        unnamed: Vec::new(),
        collected: None,
        sold: None,
        gone: Vec::new(),
        grades: grades.clone(),
        inputs: inputs.clone(),
    };
    policy.absent = names.report_absent(&own_measures, &policy.used);
    let looked_at = names.take_referred();
    let is_named = |id: &MeasureId| [&parts, &policy.used, &looked_at].into_iter().any(|named| named.contains(id));
    policy.unnamed = (0..own_measures.len()).map(MeasureId).filter(|id| !is_named(id)).collect();
    measures::add_collected(&mut policy);
    shares::check(reading, &policy);
    money::check(reading, &policy);
    scales::check(reading, &policy);
    signs::check(reading, &policy);
    bounds::check(reading, &policy);
    below_zero::check(reading, &policy);
    other_years::check(reading, &policy);
    slips::check(reading, &policy);
    orders::check(reading, &policy);
    mixed::check(reading, &policy);
    pay::check(reading, &policy);
    labels::check(reading, &policy);
    management::check(reading, &policy);
    if !root.section("calendar").has("hours") {
        hours::check(reading, &policy);
    }
    targets.finish();
    root.finish();
    // Of a policy with other faults, what is not found may be what could not be read.
    if !reading.has_errors() {
        unfindable::check(reading, &policy);
    }
    Some(policy)
}

/// The management half: what is only looked at needs no input that is not kept.
fn looked_at(tables: (&TableReader<'_>, &TableReader<'_>), scope: &Scope<'_>) -> rules::ManagementRules {
    scope.names.let_inputs_be_absent(true);
    let rules = management::management(tables, scope);
    scope.names.let_inputs_be_absent(false);
    rules
}

fn roundings(table: &TableReader<'_>) -> (Rounding, Rounding) {
    let roundings = (header::rounding(table, "money"), header::rounding(table, "score"));
    table.finish();
    roundings
}

/// Reads `[input]` and `[crediting]`, which names inputs too; the same one in both is a finding.
fn inputs(root: &TableReader<'_>) -> (Vec<InputRule>, Crediting) {
    let mut inputs = input::inputs(&root.section("input"));
    let (mut crediting, more) = crediting::crediting(&root.section("crediting"));
    for input in more {
        match inputs.iter().find(|known| known.name == input.name) {
            Some(known) => {
                let facts = [("name", input.name.as_str()), ("table", "input")];
                root.reading.conflict("duplicate-name", [input.span, known.span], &facts);
            }
            None => inputs.push(input),
        }
    }
    let declared = |kind: InputKind| inputs.iter().any(|input| input.kind() == kind);
    (crediting.splits, crediting.overlays) = (declared(InputKind::Splits), declared(InputKind::Overlays));
    (inputs, crediting)
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
