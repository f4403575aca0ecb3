//! Names of columns in the policy, held against the header of a file: what no column is called by would be passed over in silence.

use super::Rules;
use super::slots::{Heading, Slot};
use crate::finding::Finding;
use crate::finding::nearest::{is_slip, nearest};
use crate::ingest::faults::Faults;
use crate::ingest::header::{CellKind, ColumnSpec, HeaderFault, columns_of, name_in, normal_label};
use crate::policy::rules::{InputKind, InputRule, Layout, MeasureRule};
use crate::source::{Place, Span, Spanned};

impl Heading {
    /// The field whose header this is, where it became another column.
    pub(super) fn read_as(&self, header: &str) -> Option<&Slot> {
        if self.slot(header).is_some() || self.known.contains(&header) {
            return None;
        }
        let normal = normal_label(header);
        let is_it = |(slot, label): (&Slot, &String)| *label == normal && !slot.name.is_empty() && slot.name != header;
        let fields: Vec<usize> =
            (0..self.slots.len()).filter(|at| is_it((&self.slots[*at], &self.normals[*at]))).collect();
        if let [field] = fields[..] { Some(&self.slots[field]) } else { None }
    }
}

impl Rules<'_> {
    /// Reports names that mean nothing in this file: the header of a field that is read as a column of another name, a setting of no column,
    /// and a constant beside the column itself.
    pub(super) fn check_names(&self, heading: &Heading, faults: &mut Faults) {
        let settings = settings(self.rule);
        let names = self.asked().chain(settings.iter().filter(|(key, _)| *key != "columns").map(|(_, name)| *name));
        let mut told: Vec<&str> = Vec::new();
        for name in names {
            if let (Some(slot), false) = (heading.read_as(name), told.contains(&name)) {
                told.push(name);
                let other = Finding::error("header-of-column").with("header", name).with("column", &slot.name);
                faults.push(other.at(heading.place.clone()).at(self.named_at(name)));
            }
        }
        for (key, name) in settings {
            let is_there = key != "columns" && heading.slot(name).is_some();
            if !is_there && !told.contains(&name) && !heading.known.contains(&name) && !self.is_named_by_rules(name) {
                told.push(name);
                faults.push(self.of_no_column(key, name, heading).at(self.named_at(name)));
            }
        }
        for (column, text) in &self.rule.constants {
            if let Some(slot) = heading.slot(column) {
                let twice = Finding::error("constant-of-column").with("column", column).with("text", &text.value);
                let twice = twice.with("header", &heading.slots[slot].label);
                faults.push(twice.at(heading.place.clone()).at(self.policy.text.place(text.span)));
            }
        }
    }

    /// Columns that some rule asks for, by the names that it gives them.
    fn asked(&self) -> impl Iterator<Item = &str> {
        let alternatives = self.wanted.any_of.iter().flatten().flatten();
        let wanted = self.wanted.needed.iter().chain(&self.wanted.optional).chain(alternatives);
        wanted.chain(&self.wanted.numbers).chain(&self.wanted.named).chain(&self.rule.fill_down).map(String::as_str)
    }

    fn of_no_column(&self, key: &str, name: &str, heading: &Heading) -> Finding {
        let headers = heading.labels.iter().map(String::as_str).filter(|label| key != "columns" && !label.is_empty());
        let known: Vec<&str> = heading.known.iter().copied().chain(headers).collect();
        let instead = nearest(name, known.iter().copied());
        let instead = instead.map_or_else(|| format!("`{}`", heading.known.join("`, `")), |near| format!("`{near}`"));
        let unknown = Finding::error("setting-of-no-column").with("key", key).with("column", name);
        unknown.with("input", &self.rule.name).with("instead", instead)
    }

    /// Where the policy first writes a name, but for headers under `columns`; the input where it does not write it just so.
    fn named_at(&self, name: &str) -> Place {
        let is_header = |at: usize| {
            let is_in = |span: Span| span.start <= at && at < span.end;
            self.rule.columns.iter().any(|(column, header)| column != name && is_in(header.span))
        };
        let at = occurrences(self.policy.text.text(), name).find(|at| !is_header(*at));
        let span = at.map_or(self.rule.span, |start| Span { start, end: start + name.len() });
        self.policy.text.place(span)
    }

    /// Whether anything but settings of columns has the name: it is a measure, or stands more often in the policy than these name it.
    fn is_named_by_rules(&self, name: &str) -> bool {
        if self.policy.measure_named(name).is_some() {
            return true;
        }
        let of_input = |rule: &InputRule| settings(rule).iter().filter(|(_, setting)| *setting == name).count();
        let settings: usize = self.policy.inputs.iter().map(of_input).sum();
        occurrences(self.policy.text.text(), name).count() > settings
    }

    /// What is read as which column: as the policy says, and in a file with a column for each measure the headers that are called like one.
    pub(super) fn overrides(&self, labels: &[String]) -> Vec<(String, String)> {
        let given = self.rule.columns.iter().map(|(column, header)| (column.clone(), header.value.clone()));
        let mut overrides: Vec<(String, String)> = given.collect();
        for own in self.own_columns(labels) {
            let is_free = overrides.iter().all(|(column, header)| *column != own && *header != own);
            overrides.extend(is_free.then(|| (own.clone(), own)));
        }
        for measure in self.measures_in_columns() {
            let header = names(measure).find_map(|name| labels.iter().find(|label| normal_label(label) == name));
            let header = header.filter(|header| overrides.iter().all(|(_, taken)| taken != *header));
            overrides.extend(header.map(|header| (measure.name.clone(), header.clone())));
        }
        overrides
    }

    /// Columns of a source of the department's own that a file has by just that header: they are what the policy says of them, though a common column be
    /// called so. Labels are where a rule asks for them by that name; those that name a person, a customer or an order are these.
    fn own_columns(&self, labels: &[String]) -> Vec<String> {
        let Some(own) = &self.rule.own else { return Vec::new() };
        let needed = self.needed();
        let is_asked = |name: &str| self.asked().any(|asked| asked == name);
        let is_taken = |name: &str| {
            let column = name_in(self.rule, name);
            let is_key = |spec: &ColumnSpec| spec.name == column && spec.kind == CellKind::Key;
            columns_of(&self.rule.name).iter().any(is_key)
                || needed.iter().any(|known| known == column && column != name)
        };
        let names = |list: &[Spanned<String>]| list.iter().map(|name| name.value.clone()).collect::<Vec<String>>();
        let mut columns = names(&own.numbers);
        columns.extend(names(&own.labels).into_iter().filter(|name| is_asked(name) && !is_taken(name)));
        columns.retain(|name| labels.iter().any(|label| normal_label(label) == normal_label(name)));
        columns
    }

    /// Measures that may be columns by their own names.
    fn measures_in_columns(&self) -> impl Iterator<Item = &MeasureRule> {
        let is_given = |name: &String| self.rule.columns.iter().any(|(column, _)| column == name);
        let is_known = |name: &String| columns_of("targets").iter().any(|spec| spec.name == name);
        let measures = self.policy.measures.iter().filter(|_| self.has_measures_in_columns());
        measures.filter(move |measure| !is_given(&measure.name) && !is_known(&measure.name))
    }

    fn has_measures_in_columns(&self) -> bool {
        self.rule.kind() == InputKind::Targets && self.rule.layout == Layout::Measures
    }

    /// Whether the column holds what a measure is to reach.
    pub(super) fn is_of_measure(&self, name: &str) -> bool {
        self.rule.columns.iter().any(|(column, _)| column == name)
            || self.measures_in_columns().any(|measure| measure.name == name)
    }

    /// Reports a file with a column for each measure that has none, and headers that are all but called like one.
    pub(super) fn check_measures(&self, heading: &Heading, faults: &mut Faults) {
        if !self.has_measures_in_columns() {
            return;
        }
        let is_read = |measure: &&MeasureRule| heading.slots.iter().any(|slot| slot.name == measure.name);
        let unread: Vec<&str> =
            heading.slots.iter().filter(|slot| slot.kind.is_none()).map(|slot| slot.label.as_str()).collect();
        let near = |name: &str| unread.iter().copied().find(|label| is_slip(label, name));
        let missing: Vec<&MeasureRule> = self.measures_in_columns().filter(|measure| !is_read(measure)).collect();
        let slips = missing.iter().filter_map(|measure| Some((measure.name.as_str(), near(&measure.name)?)));
        let mut told: Vec<HeaderFault> =
            slips.map(|(name, near)| HeaderFault::missing(name, &heading.labels, Some(near))).collect();
        if told.is_empty() && !self.policy.measures.iter().any(|measure| is_read(&measure)) {
            let first = missing.first().map(|measure| HeaderFault::missing(&measure.name, &heading.labels, None));
            told.extend(first);
        }
        told.into_iter().for_each(|fault| faults.push(fault.finding(heading.place.clone())));
    }
}

/// The name and the labels of a measure, in normal form.
fn names(measure: &MeasureRule) -> impl Iterator<Item = String> {
    let labels = measure.label.texts();
    std::iter::once(measure.name.as_str()).chain(labels).map(normal_label)
}

/// Columns that an input says something of, with the key of the policy.
fn settings(rule: &InputRule) -> Vec<(&'static str, &str)> {
    fn of<'a, T>(key: &'static str, list: &'a [(String, T)]) -> impl Iterator<Item = (&'static str, &'a str)> {
        list.iter().map(move |(column, _)| (key, column.as_str()))
    }
    let mut settings: Vec<(&'static str, &str)> = of("columns", &rule.columns).collect();
    settings.extend(of("constants", &rule.constants));
    settings.extend(of("values", &rule.values));
    settings.extend(of("unit", &rule.unit));
    settings.extend(of("round", &rule.round));
    settings.extend(rule.percent.iter().map(|column| ("percent", column.as_str())));
    settings
}

/// Bytes at which a name stands as a word of its own in a policy, comments left out.
fn occurrences<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    text.match_indices(name).map(|(at, _)| at).filter(move |at| {
        let (before, behind) = (&text[..*at], &text[*at + name.len()..]);
        let line = before.rsplit('\n').next().unwrap_or(before);
        !line.trim_start().starts_with('#') && !before.ends_with(is_part) && !behind.starts_with(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_word_of_its_own() {
        let text = "unit = { amount = 1, amount_net = 2 }\n# amount\nsum = \"sales.amount\"";
        assert_eq!(occurrences(text, "amount").collect::<Vec<_>>(), [9, 60]);
    }
}
