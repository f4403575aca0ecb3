//! What is told of the sources once they are read: of the files of each, of its rows, then of all together.

use std::collections::{BTreeMap, HashMap};

use super::streams::orders;
use super::words::Heard;
use super::{
    Gathered, InputFacts, Opened, Pace, Reading, Rules, Scope, add_digests, adjustments, apart, benchmarks,
    beyond_counted, days, draws, file_words, holds, labels, managers, marks, near_customers, out_of_line, penalties,
    periods, presence, raters, same_file, strangers, strangers_before, streams, target_gaps, target_scopes, teamless,
    undone, unlabelled, words,
};
use crate::crediting::OrderBook;
use crate::finding::{Finding, Findings, Severity};
use crate::ingest::facts::FileFacts;
use crate::ingest::faults::Faults;
use crate::measure::fold::{Counts, Folder};
use crate::measure::plan::{Keep, Plan};
use crate::policy::Policy;
use crate::policy::rules::InputKind;

/// What was heard of each source so far, for what is told of all.
pub(super) struct Telling<'a> {
    rules: Rules<'a>,
    reading: &'a Reading<'a>,
    heard: Vec<Heard<'a>>,
    credited: BTreeMap<String, Counts>,
    /// The orders of sales and of collections.
    orders: [Option<file_words::orders::Orders>; 2],
    /// Of rows before the period, which are told last.
    before: Vec<Finding>,
}

/// What else is known when the rows of a source are told of.
pub(super) struct Beside<'a> {
    /// The customers as the first rows of the source write them, by their folded form.
    pub customers: &'a HashMap<String, String>,
    /// The orders that others take back.
    pub book: &'a OrderBook,
}

impl<'a> Telling<'a> {
    pub fn new(rules: Rules<'a>, reading: &'a Reading<'a>) -> Self {
        Telling {
            rules,
            reading,
            heard: Vec::new(),
            credited: BTreeMap::new(),
            orders: [None, None],
            before: Vec::new(),
        }
    }

    fn is_of_everything(&self) -> bool {
        self.reading.scope == Scope::Everything
    }

    /// Of the files of a source, read or not; its customers as they are written.
    pub fn of_files(&mut self, one: &Opened, gathered: &mut Gathered, faults: &mut Faults) -> HashMap<String, String> {
        let (policy, _, plan) = self.rules;
        if self.is_of_everything() {
            let undeclared = labels::undeclared(policy, &plan.streams[one.stream], one, Pace::of(self.reading));
            gathered.labels.extend(undeclared);
        }
        penalties::warn(policy, one, faults);
        let looked = file_words::look(self.rules, one, self.reading);
        looked.findings.into_iter().for_each(|warning| faults.push(warning));
        match one.kind() {
            InputKind::Sales => self.orders[0] = Some(looked.orders),
            InputKind::Collections => self.orders[1] = Some(looked.orders),
            _ => {}
        }
        looked.customers
    }

    /// Of the rows of a source.
    pub fn of_rows(
        &mut self,
        one: &'a Opened,
        (folder, mut facts): (&mut Folder, Vec<FileFacts>),
        beside: Beside,
        (gathered, faults): (&mut Gathered, &mut Faults),
    ) {
        let (rules, pace) = (self.rules, Pace::of(self.reading));
        let (policy, ledger, plan) = rules;
        orders::compare_complete(rules, one, folder, pace, faults);
        let two_periods = orders::orders_of_two_periods(rules, one, folder, pace, faults);
        let mut told = Vec::from_iter(two_periods);
        add_digests(&mut facts, one.files(), self.reading.scope, faults);
        self.before.extend(strangers_before::report(rules, one, folder));
        self.before.extend(streams::firsts::of_nobody(rules, one, folder, (beside.book, pace)));
        gathered.unassigned.push((one.name.clone(), std::mem::take(&mut folder.unassigned)));
        if one.kind() == InputKind::Sales {
            let unknown = folder.newcomers.list.values().cloned().collect();
            gathered.unknown_customers.push((one.name.clone(), unknown));
        }
        gathered.facts.push(InputFacts { input: one.name.clone(), files: facts });
        // What is only paid of an order does not say that it was sold.
        let is_paid_alone = one.kind() == InputKind::Collections
            && !presence::is_used(policy, plan, one)
            && policy.known_input(InputKind::Sales).is_some();
        let credited = std::mem::take(&mut folder.credited);
        for (order, counts) in credited.into_iter().filter(|_| !is_paid_alone) {
            let known = self.credited.entry(order).or_insert(counts);
            *known = counts.max(*known);
        }
        if folder.knows_customers() == Some(false) || near_customers::are_all_strange(policy, ledger, folder) {
            told.extend(presence::customers_unknown(ledger, one));
        }
        told.extend(out_of_line::of_rows(rules, one, [folder.sizes, folder.sizes_of_all]));
        told.extend(unlabelled::report(plan, one, &folder.unlabelled));
        told.extend(streams::odd_rows(plan, one, folder));
        told.extend(near_customers::report(policy, (plan, ledger), one, (folder, beside.customers)));
        told.into_iter().for_each(|finding| faults.push(finding));
        self.heard.push(Heard::take(one, folder));
    }

    /// Of all sources together, and of the registers beside them.
    pub fn of_all(self, opened: &[Opened], gathered: &Gathered, findings: &mut Findings) {
        let (rules, reading) = (self.rules, self.reading);
        let (policy, ledger, plan) = rules;
        words::report(policy, (plan, ledger), (&self.heard, &gathered.filtered), findings);
        if let [Some(sales), Some(collections)] = &self.orders {
            file_words::orders::compare(ledger, sales, collections).into_iter().for_each(|told| findings.push(told));
        }
        if let [sales, Some(collections)] = &self.orders {
            let are_sums = sums_collections(policy, plan);
            findings.retain(|told| !collections.explains(told, sales.as_ref(), are_sums));
        }
        undone::report_counted(policy, findings);
        beyond_counted::report(policy, findings);
        undone::report_returns(policy, findings);
        words::report_orders(ledger, &self.credited, findings);
        if !presence::report_sources_of_nobody(rules, opened, findings) {
            self.of_people(opened, gathered, findings);
        }
        presence::report_empty_sources(rules, opened, gathered, findings);
        // Where something could not be read, what is not there only follows; an order that nobody sold may be of rows that are not there.
        if !gathered.rejected.is_empty() || findings.iter().any(is_of_rows_there) {
            return;
        }
        let are_all_there = !findings.has_errors();
        presence::report_days(rules, opened, reading, gathered, findings);
        if are_all_there {
            if !reading.allow_empty {
                presence::report_collected(rules, opened, gathered, findings);
                same_file::report(rules.0, opened, findings);
                same_file::report_copies(rules.0, opened, findings);
            }
            if reading.scope != Scope::Again {
                report_apart(rules, opened, reading, gathered, findings);
            }
        }
    }

    /// Of whose the rows are, and when.
    fn of_people(self, opened: &[Opened], gathered: &Gathered, findings: &mut Findings) {
        let rules = self.rules;
        strangers::report_rows(rules, (opened, self.reading), gathered, findings);
        strangers::report_unsure(rules, opened, gathered, findings);
        self.before.into_iter().for_each(|warning| findings.push(warning));
        presence::report_registers(rules, self.reading.allow_empty, gathered, findings);
        benchmarks::report(rules, findings);
        if self.reading.scope != Scope::Again {
            Self::of_odd(rules, self.reading, (opened, gathered), findings);
        }
    }

    /// Of what stands out among rows that are as they may be.
    fn of_odd(rules: Rules, reading: &Reading, (opened, gathered): (&[Opened], &Gathered), findings: &mut Findings) {
        let (policy, ledger, plan) = rules;
        if policy.management.is_asked() {
            presence::contacts_of_no_customer(policy, opened).into_iter().for_each(|told| findings.push(told));
            let strange = near_customers::of_registers(ledger, &gathered.registers);
            strange.into_iter().for_each(|finding| findings.push(finding));
        }
        periods::report(rules, findings);
        days::report(rules, findings);
        out_of_line::report(rules, findings);
        adjustments::report(rules, findings);
        managers::report(rules, findings);
        managers::astray(rules, findings);
        marks::report(rules, opened, findings);
        holds::report(rules, findings);
        draws::report(rules, findings);
        raters::report(rules, findings);
        target_gaps::report(rules, findings);
        target_scopes::report(rules, opened).into_iter().for_each(|finding| findings.push(finding));
        if reading.scope == Scope::Everything {
            findings.extend_with(target_gaps::not_handed_down((policy, ledger), plan));
            findings.extend_with(teamless::report(rules));
        }
    }
}

/// Whether an error is of rows that are there.
fn is_of_rows_there(told: &Finding) -> bool {
    told.severity == Severity::Error && told.code != "return-of-unknown-order"
}

/// Whether of collections nothing but sums is used.
fn sums_collections(policy: &Policy, plan: &Plan) -> bool {
    let streams = plan.streams.iter().filter(|stream| stream.kind == "collections");
    let mut used = streams.flat_map(|stream| &stream.gathers).filter(|gather| policy.used.contains(&gather.measure));
    used.all(|gather| matches!(gather.keep, Keep::Sum(_)))
}

/// Reports rows that lie years from all others, of sources that some rule or question reads and of registers.
fn report_apart(rules: Rules, opened: &[Opened], reading: &Reading, gathered: &Gathered, findings: &mut Findings) {
    for one in opened.iter().filter(|one| presence::is_asked(rules.0, rules.2, one)) {
        let facts = gathered.facts.iter().find(|facts| facts.input == one.name);
        let apart = facts.map(|facts| apart::of_source(rules, one, facts, Pace::of(reading)));
        apart.into_iter().flatten().for_each(|warning| findings.push(warning));
    }
    apart::of_registers(rules, &gathered.facts).into_iter().for_each(|warning| findings.push(warning));
}
