//! What can be wrong with a header, as findings about it.

use crate::finding::{Finding, Severity};
use crate::source::Place;

/// A finding about a header; the caller knows the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderFault {
    /// The stable code, such as `column-missing`.
    pub code: &'static str,
    /// A column that is near another is a warning, everything else an error.
    pub severity: Severity,
    /// The facts that the text names.
    pub args: Vec<(&'static str, String)>,
    /// The label that is meant, where it is one.
    pub index: Option<usize>,
}

impl HeaderFault {
    /// The finding at the place of the header, or of the label that `index` names.
    pub fn finding(self, place: Place) -> Finding {
        Finding { code: self.code, severity: self.severity, args: self.args, places: vec![place] }
    }

    pub(super) fn error(code: &'static str) -> Self {
        HeaderFault { code, severity: Severity::Error, args: Vec::new(), index: None }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    pub(super) fn at(mut self, index: usize) -> Self {
        self.index = Some(index);
        self
    }

    /// A needed column that no label names; `near` are labels one edit from one of its own.
    pub(crate) fn missing(column: &str, labels: &[String], near: Option<&str>) -> Self {
        let code = if near.is_some() { "column-missing-near" } else { "column-missing" };
        let fault = HeaderFault::error(code).with("column", column).with("headers", quoted(labels));
        match near {
            Some(near) => fault.with("near", near).with("line", columns_line(column, near)),
            None => fault.with("line", columns_line(column, "…")),
        }
    }

    /// A needed column whose header the policy gives to another.
    pub(super) fn taken(column: &str, other: &str, header: &str) -> Self {
        let fault = HeaderFault::error("column-missing-taken").with("column", column).with("other", other);
        fault.with("header", header.trim())
    }

    /// A needed column that no label names, where one label below a group of the header may be it.
    pub(super) fn below_group(column: &str, labels: &[String], lower: &str) -> Self {
        let fault = HeaderFault::error("column-missing").with("column", column).with("headers", quoted(labels));
        fault.with("line", columns_line(column, lower))
    }

    /// Several labels for one needed column.
    pub(super) fn several(column: &str, labels: &[String], indices: &[usize]) -> Self {
        let found: Vec<String> = indices.iter().filter_map(|index| labels.get(*index)).cloned().collect();
        let first = found.first().map_or("", String::as_str).trim();
        let is_one = found.iter().all(|label| label.trim() == first);
        let code = match column {
            _ if is_one => "duplicate-header",
            "amount" => "several-amounts",
            _ => "several-columns",
        };
        let fault = HeaderFault::error(code).with("column", column).with("labels", quoted(&found));
        let fault = fault.with("line", columns_line(column, first));
        indices.get(1).map_or(fault.clone(), |second| fault.at(*second))
    }

    /// A header that the policy names and the file lacks.
    pub(super) fn not_in_header(column: &str, header: &str, labels: &[String]) -> Self {
        HeaderFault::error("column-not-in-header")
            .with("column", column)
            .with("header", header)
            .with("headers", quoted(labels))
    }

    /// A header that the policy gives to two columns.
    pub(super) fn shared(column: &str, other: &str, header: &str) -> Self {
        let fault = HeaderFault::error("header-for-two-columns").with("column", column).with("other", other);
        fault.with("header", header.trim())
    }

    /// A line of which no label is known.
    pub(super) fn no_header(needed: &[String], labels: &[String]) -> Self {
        HeaderFault::error("no-header").with("headers", quoted(labels)).with("columns", quoted(needed))
    }

    /// A label that is not matched and all but names a needed column.
    pub(super) fn near(column: &str, label: &str, index: usize) -> Self {
        let fault = HeaderFault::error("column-near").with("column", column).with("label", label).at(index);
        HeaderFault { severity: Severity::Warning, ..fault }
    }
}

/// The line of the policy that settles it.
fn columns_line(column: &str, header: &str) -> String {
    format!("columns = {{ {column} = \"{}\" }}", header.replace('\\', "\\\\").replace('"', "\\\""))
}

fn quoted(labels: &[String]) -> String {
    let labels: Vec<String> =
        labels.iter().filter(|label| !label.is_empty()).map(|label| format!("`{label}`")).collect();
    labels.join(", ")
}
