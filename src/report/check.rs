//! What the policy and the files hold: control totals, columns, rules and defaults in words, and the audit.

use super::head::head;
use super::model::{Audience, Body, Cell, Column, Phrase, Report, Section, Table};
use super::{files, inputs, number_column, text_column};
use crate::appraisal::{Audited, Taken};
use crate::policy::words;
use crate::run::Outcome;

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// A row per file of each table.
    Totals,
    /// Also each column with its rule, digests, the rules and the defaults.
    Everything,
}

/// Whether every step was done again.
#[derive(Clone, Copy, Debug)]
pub enum Audit<'a> {
    /// It was not asked for.
    NotAsked,
    /// How many steps there are, and what became of those that were taken from outside.
    Clean(usize, &'a Audited),
}

/// Builds the report. Machines are given everything at any depth.
pub fn check(outcome: &Outcome, depth: Depth, audit: Audit, warnings: usize) -> Report<'static> {
    let mut sections = of_files(outcome, depth);
    sections.extend([rules(outcome), defaults(outcome)].map(|section| Section { audience: deep(depth), ..section }));
    let mut notes = vec![match warnings {
        0 => Phrase::term("check_clean"),
        _ => Phrase::term("check_warned").with("count", Cell::count(warnings as i64)),
    }];
    if let Audit::Clean(steps, audited) = audit {
        notes.push(counted("audit_clean", steps));
        if depth == Depth::Everything {
            notes.extend(leaves(audited));
        }
    }
    let body = Body::Notes;
    sections.push(Section { id: "notes", title: Phrase::term("notes"), audience: Audience::Everyone, body, notes });
    Report { id: "check", title: Phrase::term("check_report"), head: head(outcome), sections, brief: Vec::new() }
}

/// How many values from outside were derived again, and how many were not, with the reason.
fn leaves(audited: &Audited) -> impl Iterator<Item = Phrase> {
    let taken = audited.taken.iter().map(|(why, count)| match why {
        Taken::Follows => counted("audit_missing", *count),
        Taken::Recomputed => counted("audit_recomputed", *count),
    });
    std::iter::once(counted("audit_leaves", audited.leaves)).chain(taken)
}

fn counted(term: &'static str, count: usize) -> Phrase {
    Phrase::term(term).with("count", Cell::count(count as i64))
}

/// What could be read of the files, where something is wrong with them: for the eye only, no result.
pub fn recognised(outcome: &Outcome) -> Report<'static> {
    let sections = of_files(outcome, Depth::Everything);
    Report { id: "check", title: Phrase::term("recognised_report"), head: Vec::new(), sections, brief: Vec::new() }
}

fn of_files(outcome: &Outcome, depth: Depth) -> Vec<Section<'static>> {
    let mut sections = vec![inputs::inputs(outcome), files::parts(outcome, depth), files::reading(outcome, depth)];
    if depth == Depth::Totals {
        sections.push(files::recognised(outcome));
    } else {
        sections.extend([files::crediting(outcome), files::digests(outcome)]);
    }
    sections.push(Section { audience: deep(depth), ..columns(outcome) });
    sections.push(labels(outcome));
    sections.extend(files::labels(outcome).filter(|_| depth == Depth::Everything));
    sections.push(inputs::control_totals(outcome, Audience::Everyone));
    sections.extend(inputs::unassigned(outcome, Audience::Everyone));
    sections.extend(inputs::unknown_customers(outcome));
    sections
}

/// Who is shown what is only looked at closely.
fn deep(depth: Depth) -> Audience {
    match depth {
        Depth::Totals => Audience::Machines,
        Depth::Everything => Audience::Everyone,
    }
}

/// Which label became which column, and by which rule.
fn columns(outcome: &Outcome) -> Section<'static> {
    let columns: Vec<Column> = ["input", "file", "column", "label", "how"].map(text_column).into();
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut rows = Vec::new();
    for (input, facts) in inputs::each_file(outcome) {
        for column in &facts.columns {
            let how = Cell::phrase(Phrase::term(how(column.how)));
            rows.push(vec![text(input), text(&facts.file), text(&column.column), text(&column.label), how]);
        }
        for label in &facts.ignored {
            let how = Cell::phrase(Phrase::term("ignored"));
            rows.push(vec![text(input), text(&facts.file), Cell::Empty, text(label), how]);
        }
    }
    table("columns", Table { columns, rows: rows.into() })
}

/// What is told of a word that no rule names.
pub(super) fn columns_of_labels() -> Vec<Column> {
    let texts = ["input", "column", "word"].map(text_column).into_iter();
    texts.chain([number_column("records"), text_column("paid_by_default")]).collect()
}

/// Words of the columns that the policy compares with words which are neither known nor declared, all of them.
fn labels(outcome: &Outcome) -> Section<'static> {
    let columns = columns_of_labels();
    let text = |text: &str| Cell::Text(text.to_owned());
    let rows = outcome.gathered.labels.iter().map(|found| {
        let rows = Cell::count(i64::try_from(found.rows).unwrap_or(i64::MAX));
        vec![text(&found.input), text(&found.column), text(&found.label), rows, text(&found.by_default.join(", "))]
    });
    Section { audience: Audience::Machines, ..table("labels", Table { columns, rows: rows.collect() }) }
}

/// The term of a rule by which a label became a column.
fn how(id: &'static str) -> &'static str {
    match id {
        "policy" => "by_policy",
        "synonym" => "by_synonym",
        "lenient" => "by_lenient",
        "contains" => "by_part",
        "own-header" => "by_header",
        "constant" => "by_constant",
        "implied" => "by_implication",
        other => other,
    }
}

/// Every rule of the policy with its line.
fn rules(outcome: &Outcome) -> Section<'static> {
    let columns = vec![text_column("key"), text_column("value"), number_column("line")];
    let text = &outcome.policy.text;
    let row = |(key, span, value): (String, crate::source::Span, String)| {
        vec![Cell::Text(key), Cell::Text(value), Cell::count(text.line_of(span.start))]
    };
    let rows = words::describe(&outcome.policy).into_iter().map(row);
    table("rules", Table { columns, rows: rows.collect() })
}

/// What was taken by default, as if it had been written.
fn defaults(outcome: &Outcome) -> Section<'static> {
    let columns = vec![text_column("key"), text_column("value")];
    let row = |(key, value): &(String, String)| vec![Cell::Text(key.clone()), Cell::Text(value.clone())];
    table("defaults", Table { columns, rows: outcome.policy.defaults.iter().map(row).collect() })
}

fn table(id: &'static str, table: Table<'static>) -> Section<'static> {
    let body = Body::Table(table);
    Section { id, title: Phrase::term(id), audience: Audience::Everyone, body, notes: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::header::MatchRule;

    #[test]
    fn every_rule_of_a_header_has_a_word_of_its_own() {
        use MatchRule::{Contains, Lenient, OwnHeader, Policy, Synonym};
        let words: Vec<&str> = [Policy, Synonym, Lenient, Contains, OwnHeader].map(|rule| how(rule.id())).into();
        assert_eq!(words, ["by_policy", "by_synonym", "by_lenient", "by_part", "by_header"]);
        assert_eq!([how("constant"), how("implied")], ["by_constant", "by_implication"]);
    }
}
