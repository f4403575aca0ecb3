//! What rules name and files do not have, with the rules: the line of a filter whose column is not there, the row without the number that a rate
//! goes by.

use super::consequences::fact;
use crate::finding::nearest::nearest;
use crate::finding::{Finding, Severity};
use crate::measure::fold::WITHOUT_NUMBER;
use crate::policy::Policy;
use crate::policy::rules::management::watch::{WatchKind, Without};
use crate::policy::rules::{Component, Filter, Formula};
use crate::source::{Place, Span, Spanned};

/// How many rules are shown of a column.
const SHOWN: usize = 3;

/// The places of a policy at which filters and rates name columns of inputs.
pub(super) struct NamedColumns(Vec<(String, String, Place)>);

impl NamedColumns {
    /// Those of a policy, in its order.
    pub fn of(policy: &Policy) -> Self {
        let mut named: Vec<(String, String, Span)> = Vec::new();
        let mut add = |inputs: &[&str], column: &str, span: Span| {
            named.extend(inputs.iter().map(|input| ((*input).to_owned(), column.to_owned(), span)));
        };
        for measure in &policy.measures {
            let inputs: Vec<&str> = measure.kind.inputs().into_iter().collect();
            measure.filter.terms.iter().for_each(|term| add(&inputs, &term.column, term.span));
        }
        for rule in &policy.inputs {
            let terms = rule.counted.iter().flat_map(|counted: &Filter| &counted.terms);
            terms.for_each(|term| add(&[&rule.name], &term.column, term.span));
        }
        for (formula, base) in policy.pay.iter().filter_map(Component::rated) {
            let inputs: Vec<&str> = policy.measure(base.value).kind.inputs().into_iter().collect();
            if let Formula::ByLabel { column, .. } | Formula::ByNumber { column, .. } = formula {
                add(&inputs, &column.value, column.span);
            }
        }
        let add = &mut |inputs: &[&str], column: &Spanned<String>| {
            named.extend(inputs.iter().map(|input| ((*input).to_owned(), column.value.clone(), column.span)));
        };
        of_management(policy, add);
        named.sort_by_key(|(_, _, span)| span.start);
        let placed = named.into_iter().map(|(input, column, span)| (input, column, policy.text.place(span)));
        NamedColumns(placed.collect())
    }

    /// Shows the rules that name the columns which a header lacks.
    pub fn show(&self, list: &mut [Finding], input_of: impl Fn(&Finding) -> Option<String>) {
        for finding in list.iter_mut().filter(|finding| LACKING_COLUMNS.contains(&finding.code)) {
            let Some(input) = input_of(finding) else { continue };
            let lacks = |column: &str| {
                fact(finding, "column") == Some(column)
                    || fact(finding, "columns").is_some_and(|columns| columns.contains(&format!("`{column}`")))
            };
            let rules = self.0.iter().filter(|(of, column, _)| *of == input && lacks(column));
            let mut places: Vec<Place> = rules.map(|(_, _, place)| place.clone()).collect();
            places.dedup();
            if !places.is_empty() {
                name_near(finding);
            }
            finding.places.extend(places.into_iter().take(SHOWN));
        }
    }
}

/// The columns that classes of customers and watches over rows name.
fn of_management(policy: &Policy, add: &mut dyn FnMut(&[&str], &Spanned<String>)) {
    let classes = policy.management.customers.iter().flat_map(|rule| rule.class.columns());
    classes.for_each(|(column, _)| add(&["customers"], column));
    for rule in &policy.management.watches {
        let WatchKind::Rows(watch) = &rule.kind else { continue };
        let since = watch.clock.iter().map(|clock| &clock.since);
        let without = watch.without.iter().flat_map(|without| match without {
            Without::Columns(columns) => columns.as_slice(),
            Without::Rows(_) => &[],
        });
        let columns = watch.open.iter().chain(since).chain(&watch.same).chain(without);
        columns.for_each(|column| add(&[&watch.input.value], column));
    }
}

/// Of a column that a rule names and no header is, the header that is nearest.
fn name_near(finding: &mut Finding) {
    let of = |name| fact(finding, name).unwrap_or_default().to_owned();
    let (column, headers) = (of("column"), of("headers"));
    let headers: Vec<&str> = headers.trim_matches('`').split("`, `").collect();
    let near = nearest(&column, headers).filter(|near| *near != column);
    if let Some(near) = near.filter(|_| finding.code == "column-missing") {
        finding.args.push(("near", near.to_owned()));
        finding.code = "column-missing-named";
    }
}

const LACKING_COLUMNS: [&str; 3] = ["column-missing", "column-missing-near", "columns-missing"];

/// Where a figure lacks the number by whose steps a rate goes, the row without it is the cause; where none does, such a row is nothing to tell.
pub(super) fn name_blank_numbers(list: &mut Vec<Finding>) {
    let (blank, mut others): (Vec<Finding>, Vec<Finding>) =
        std::mem::take(list).into_iter().partition(|finding| finding.code == WITHOUT_NUMBER);
    for cause in blank {
        let column = fact(&cause, "label").map(str::to_owned);
        let follows = |finding: &Finding| {
            finding.code == "missing-value-in-pay" && fact(finding, "measure") == column.as_deref() && column.is_some()
        };
        let Some(first) = others.iter().position(follows) else { continue };
        let component = fact(&others[first], "component").unwrap_or_default().to_owned();
        let places = others[first].places.clone();
        others.retain(|finding| !follows(finding));
        let told = Finding { severity: Severity::Error, ..cause.with("component", component) };
        others.push(places.into_iter().fold(told, Finding::at));
    }
    *list = others;
}
