//! The JSON Schema of the policy (draft-07, which editors of TOML read): the keys of every table, the values that they take, and what the
//! reference says of each.
//!
//! Words to choose from are the tables that the readers look them up in. That keys and forms are those of the readers is held by `tests`: every
//! policy that is read without an error fits, and what the readers ask for is what the schema has.

mod about;
#[cfg(test)]
mod checker;
mod conditions;
mod input;
mod keys;
mod management;
mod measures;
mod pay;
mod scorecards;
mod sections;
mod shape;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use about::About;
use keys::Keys;
use shape::{Shape, named, number, tables};

/// The schema as it is written to a file.
pub fn text() -> String {
    format!("{:#}\n", schema())
}

/// The schema.
fn schema() -> Value {
    let about = About::reference();
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    schema.insert("title".to_owned(), json!("Policy of appraise"));
    if let Value::Object(root) = root(&about) {
        schema.extend(root);
    }
    schema.insert("definitions".to_owned(), Value::Object(definitions(&about)));
    Value::Object(schema)
}

/// The policy itself.
fn root(about: &About) -> Shape {
    Keys::of(about, &["section"])
        .must("schema", number())
        .must("policy", sections::header(about))
        .may("rounding", sections::roundings(about))
        .may("calendar", sections::calendar(about))
        .must("input", input::inputs(about))
        .may("crediting", sections::crediting(about))
        .may("measures", measures::measures())
        .may("targets", sections::targets(about))
        .may("scorecards", scorecards::scorecards(about))
        .may("grades", sections::grades(about))
        .may("ranking", sections::ranking(about))
        .may("pay", pay::components())
        .may("close", sections::close(about))
        .may("customers", management::customers(about))
        .may("progress", sections::progress(about))
        .may("watch", tables(named("watch")))
        .may("actions", tables(named("action")))
        .shape()
}

/// What stands in many tables, by name.
fn definitions(about: &About) -> Map<String, Value> {
    let own = vec![
        ("rounding", sections::rounding(about)),
        ("measure", measures::measure(about)),
        ("indicator", scorecards::indicator(about)),
        ("component", pay::component(about)),
        ("watch", management::watch(about)),
        ("action", management::action(about)),
    ];
    let all = input::definitions(about).into_iter().chain(conditions::definitions(about)).chain(own);
    all.map(|(name, shape)| (name.to_owned(), shape)).collect()
}
