//! `[input]`: the short and the long form of each input.

use serde_json::json;

use super::about::About;
use super::conditions::filter;
use super::keys::Keys;
use super::shape::{Shape, cell, choice, either, filled_texts, list, named, named_freely, positive, text, texts};
use crate::policy::columns::has_key;
use crate::policy::input::{DELIMITERS, DUPLICATES, LAYOUTS, MULTIPLES, SIGNS, TOTAL_ROWS, UNQUOTED};
use crate::policy::rules::{DateFormat, DecimalSign, DurationUnit, InputKind};

/// Where the reference tells of inputs.
const PLACES: [&str; 2] = ["key of `[input.<name>]`", "`[input]`"];

/// Keys that some inputs have and others have not.
const OF_SOME: [&str; 6] = ["layout", "amount_of", "durations", "returns", "once_per", "duplicates"];

/// `[input]`.
pub(super) fn inputs(about: &About) -> Shape {
    let keys = InputKind::KNOWN.iter().fold(Keys::of(about, &PLACES), |keys, (name, kind)| {
        let shape = either([texts(), named(definition_of(*kind))]);
        if *kind == InputKind::Staff { keys.must(name, shape) } else { keys.may(name, shape) }
    });
    keys.others(named(definition_of(InputKind::Own))).shape()
}

/// The long forms by their names: inputs that have the same keys have one.
pub(super) fn definitions(about: &About) -> Vec<(&'static str, Shape)> {
    let kinds = InputKind::KNOWN.iter().map(|(_, kind)| *kind).chain([InputKind::Own]);
    let mut definitions: Vec<(&'static str, Shape)> = Vec::new();
    for kind in kinds {
        let name = definition_of(kind);
        if definitions.iter().all(|(known, _)| *known != name) {
            definitions.push((name, long_form(about, kind)));
        }
    }
    definitions
}

/// What the long form of an input is called among the definitions.
fn definition_of(kind: InputKind) -> &'static str {
    match kind {
        InputKind::Own => "own-source",
        InputKind::Targets => "targets-input",
        kind if kind.is_source() => "source",
        kind if kind.adds_up() => "list",
        _ => "register",
    }
}

fn long_form(about: &About, kind: InputKind) -> Shape {
    let keys = of_files(Keys::of(about, &PLACES).must("files", files(about)))
        .may("mended", text())
        .may("delimiter", choice(&DELIMITERS))
        .may("quotes", choice(&UNQUOTED))
        .may("columns", named_freely(text()))
        .may("constants", named_freely(cell()))
        .may("unit", named_freely(multiple()))
        .each(&["percent", "fill_down"], texts)
        .may("round", named_freely(positive()))
        .may("values", named_freely(named_freely(cell())))
        .may("counted", named("filter"))
        .may("total_rows", choice(&TOTAL_ROWS))
        .may("unique", filled_texts());
    let keys = OF_SOME.iter().filter(|key| has_key(kind, key)).fold(keys, |keys, key| {
        let shape = of_some(about, key);
        keys.may(key, shape)
    });
    match kind {
        InputKind::Own => own(keys).shape(),
        _ => keys.shape(),
    }
}

/// The keys of a source of the department's own.
fn own(keys: Keys<'_>) -> Keys<'_> {
    keys.must("date", text()).may("person", text()).each(&["numbers", "labels"], texts)
}

/// Keys that an input has for all of its files and each of its files may have for its own.
fn of_files(keys: Keys<'_>) -> Keys<'_> {
    let row = either([json!({ "const": "auto" }), super::shape::whole()]);
    keys.may("sheet", filled_texts())
        .may("encoding", text())
        .may("header_row", row)
        .may("date_format", choice(&DateFormat::ALL))
        .may("decimal", choice(&DecimalSign::ALL))
}

/// A number above 0, or a word for one, also as headers write it.
fn multiple() -> Shape {
    either([choice(&MULTIPLES), json!({ "type": ["number", "string"], "exclusiveMinimum": 0 })])
}

fn files(about: &About) -> Shape {
    let entry = of_files(Keys::of(about, &PLACES).must("path", text())).shape();
    either([text(), entry.clone(), list(1, either([text(), entry]))])
}

fn of_some(about: &About, key: &str) -> Shape {
    match key {
        "layout" => choice(&LAYOUTS),
        "amount_of" => {
            let keys = Keys::of(about, &PLACES).must("price", text()).must("qty", text());
            keys.may("less", text()).shape()
        }
        "durations" => {
            let keys = Keys::of(about, &PLACES).must("from", text()).must("to", text());
            named_freely(keys.must("unit", choice(&DurationUnit::ALL)).shape())
        }
        "returns" => filter(about).must("sign", choice(&SIGNS)).shape(),
        "once_per" => named_freely(text()),
        _ => choice(&DUPLICATES),
    }
}
