//! Whether what the rules need is there at all: somebody to credit the rows of a source to, rows in the period, rows up to its end.
//!
//! Only sources are looked at that something is scored or paid by, or a question shows. A period without returns is a good one, and one in which nobody was praised or warned
//! a usual one; files of praise and warnings without any row are told like others, those of returns and adjustments are not.

use std::collections::BTreeSet;

use super::empty_months;
use super::history;
use super::pauses;
use super::registers_of_others;
use super::series;
use super::strangers::{is_wrong, says_itself};
use super::streams::Opened;
use super::unlike_files;
use super::{Gathered, InputFacts, Reading, Rules};
use crate::calendar::{NaiveDate, Period};
use crate::finding::{Finding, Findings, Severity, quoted};
use crate::ingest::facts::FileFacts;
use crate::ingest::layout::{FileLayout, Whence};
use crate::ingest::register::Register;
use crate::ledger::{Ledger, build};
use crate::measure::plan::{Plan, gathered_in};
use crate::policy::Policy;
use crate::policy::rules::management::watch::WatchKind;
use crate::policy::rules::{InputKind, MeasureId, MeasureKind, MeasureRule, ScoreRule};
use crate::source::Place;

/// Rows up to a working day with so many others behind it in the period are rows to its end.
const LAST_WORKDAYS: usize = 2;

/// Reports sources whose rows can be nobody's but nobody's; whether there are any. The headers that nothing reads are named, for one of
/// them may be the person.
pub(super) fn report_sources_of_nobody(rules: Rules, opened: &[Opened], findings: &mut Findings) -> bool {
    let (policy, _, plan) = rules;
    let mut are_any = false;
    for one in opened {
        let is_listed = is_only_listed(policy, plan, one);
        let is_needed = is_used(policy, plan, one) || (is_looked_at(policy, plan, one) && !is_listed);
        let watches = |per: &[&str]| is_watched(policy, plan, one, per) && !says_itself(rules, one);
        let is_needed = is_needed || watches(&OF_PEOPLE);
        // What rows say themselves is of the department, whosever they are.
        let is_asked = is_listed || (watches(&["department"]) && !one.kind().is_said_by_rows());
        if !is_needed && !is_asked {
            continue;
        }
        for (layout, (header, ignored)) in one.layouts().iter().zip(one.headers()) {
            // Rows that are looked at one by one may be nobody's, where no header may be that of people.
            let is_anonymous = !is_needed && is_listed && ignored.is_empty();
            if leads_to_somebody(rules, one, layout) || is_anonymous {
                continue;
            }
            are_any |= is_needed;
            let finding =
                if is_needed { build::of_nobody(&one.name, ignored) } else { of_no_person(&one.name, ignored) };
            findings.push(finding.at(header.clone()));
        }
    }
    are_any
}

/// Of whom a watch is where somebody must have the rows.
const OF_PEOPLE: [&str; 3] = ["person", "person_id", "team"];

/// Whether a watch that is asked looks at what is made of the source, of one of these.
fn is_watched(policy: &Policy, plan: &Plan, one: &Opened, per: &[&str]) -> bool {
    let watches = policy.management.watches.iter().filter(|_| policy.management.is_watched);
    let of_measures = watches.filter_map(|rule| match &rule.kind {
        WatchKind::Measure(watch) if per.contains(&watch.per.value.as_str()) => Some(watch.measures()),
        _ => None,
    });
    let looked: BTreeSet<MeasureId> = of_measures.flatten().flat_map(|measure| gathered_in(policy, measure)).collect();
    plan.streams[one.stream].gathers.iter().any(|gather| looked.contains(&gather.measure))
}

/// That nobody has the rows of a source of which something of the whole department is asked.
fn of_no_person(input: &str, unread: &[String]) -> Finding {
    let finding = build::of_nobody(input, unread);
    Finding { code: "source-without-people", severity: Severity::Warning, ..finding }
}

/// Whether a rule scores, ranks or pays by what is made of the source's rows.
pub(super) fn is_used(policy: &Policy, plan: &Plan, one: &Opened) -> bool {
    let stream = &plan.streams[one.stream];
    stream.gathers.iter().any(|gather| policy.used.contains(&gather.measure))
}

/// Whether something else looks at the source: what orders wait for, a question of management.
pub(super) fn is_looked_at(policy: &Policy, plan: &Plan, one: &Opened) -> bool {
    let is_asked = |measure| policy.is_hidden(measure) || policy.collected == Some(measure);
    let mut gathers = plan.streams[one.stream].gathers.iter();
    policy.management.listed(&one.name).is_some() || gathers.any(|gather| is_asked(gather.measure))
}

/// Whether the source's rows make something that is scored, ranked, paid, or asked by a question.
pub(super) fn is_asked(policy: &Policy, plan: &Plan, one: &Opened) -> bool {
    let mut gathers = plan.streams[one.stream].gathers.iter();
    is_used(policy, plan, one)
        || is_looked_at(policy, plan, one)
        || gathers.any(|gather| plan.asked.contains(&gather.measure))
}

/// Whether the source's rows are looked at one by one, and nothing else looks at it.
fn is_only_listed(policy: &Policy, plan: &Plan, one: &Opened) -> bool {
    let is_made = |measure| policy.is_hidden(measure) || policy.collected == Some(measure);
    let mut gathers = plan.streams[one.stream].gathers.iter();
    policy.management.listed(&one.name).is_some() && !gathers.any(|gather| is_made(gather.measure))
}

/// Whether some column of the file says whose a row is, or says of what it is something else knows: of its order, of its customer.
fn leads_to_somebody((policy, ledger, plan): Rules, one: &Opened, layout: &FileLayout) -> bool {
    let stream = &plan.streams[one.stream];
    let has = |slot: usize| layout.slots[slot].whence != Whence::Absent;
    let are_orders_known = !ledger.splits.by_order.is_empty()
        || !ledger.overlays.by_order.is_empty()
        || (one.kind() != InputKind::Sales && policy.known_input(InputKind::Sales).is_some());
    has(stream.person)
        || has(stream.person_id)
        || (has(stream.order) && are_orders_known)
        || (has(stream.customer) && policy.known_input(InputKind::Customers).is_some())
}

/// The sources that must have rows.
fn looked_at<'a>(policy: &Policy, plan: &Plan, opened: &'a [Opened]) -> Vec<&'a Opened> {
    opened.iter().filter(|one| one.kind() != InputKind::Returns && is_used(policy, plan, one)).collect()
}

/// Reports sources that have no row of any day, and files without one between others.
pub(super) fn report_empty_sources(rules: Rules, opened: &[Opened], gathered: &Gathered, findings: &mut Findings) {
    let (policy, _, plan) = rules;
    for one in opened.iter().filter(|one| is_asked(policy, plan, one)) {
        let facts = gathered.facts.iter().find(|facts| facts.input == one.name);
        if may_be_empty(one.kind()) {
            continue;
        }
        if facts.is_some_and(|facts| facts.files.iter().all(|file| file.records == file.blank)) {
            report_empty(&one.name, one.headers().map(|(header, _)| header), findings);
        }
        findings.extend_with(facts.and_then(|facts| pauses::empty_between(facts, &plan.current)));
    }
}

/// Whether the sales have no row in the period, which is an error of its own: that others name orders which nobody sold then only follows.
pub(super) fn lacks_sales((policy, _, plan): Rules, opened: &[Opened], reading: &Reading, gathered: &Gathered) -> bool {
    let sales = looked_at(policy, plan, opened).into_iter().find(|one| one.kind() == InputKind::Sales);
    let facts = sales.and_then(|one| gathered.facts.iter().find(|facts| facts.input == one.name));
    !reading.allow_empty && facts.and_then(Days::of).is_some_and(|days| days.rows == 0)
}

/// Reports sources without a row in the period, and those that end before it does.
pub(super) fn report_days(
    rules: Rules,
    opened: &[Opened],
    reading: &Reading,
    gathered: &Gathered,
    findings: &mut Findings,
) {
    let (policy, _, plan) = rules;
    let used = looked_at(policy, plan, opened);
    // Where nobody does anything wrong there is no row of it.
    let is_rare = |one: &Opened| one.kind() == InputKind::Conduct;
    let first = || used.iter().find(|one| !is_rare(one));
    let main = used.iter().find(|one| one.kind() == InputKind::Sales).or_else(first).map(|one| one.stream);
    for one in &used {
        let Some(facts) = gathered.facts.iter().find(|facts| facts.input == one.name) else { continue };
        let Some(days) = Days::of(facts) else { continue };
        let period = &plan.current;
        let is_rare = is_rare(one);
        if days.rows == 0 {
            let none = || days.told(Finding::error("no-rows-in-period"), one, period);
            let finding =
                if is_rare || is_of_before(policy, plan, one) { of_watched(rules, one, facts) } else { Some(none()) };
            findings.extend_with(finding.filter(|_| !reading.allow_empty));
            continue;
        }
        if !reading.allow_empty && !is_rare {
            let found = history::without_rows(rules, one, facts);
            let between = |finding: Finding| finding.with("first", days.first).with("last", days.last);
            found.into_iter().for_each(|finding| findings.push(between(finding)));
        }
        if days.first >= period.first() {
            history(rules, &one.name).into_iter().for_each(|finding| findings.push(days.told(finding, one, period)));
        }
        report_pauses(rules, facts, !is_rare && !reading.allow_empty, findings);
        let is_main = main == Some(one.stream);
        let is_asked = || is_main || (!is_rare && days.went_on(policy, period));
        let early = days.ends_early(policy, one, period).filter(|_| is_asked());
        findings.extend_with(early.filter(|_| !pauses::are_usual(facts, (period, end(policy, period)), days.last)));
    }
    report_watched_days(rules, (opened, gathered), reading, findings);
}

/// The same of sources by which nobody is paid, and that are only looked at.
fn report_watched_days(
    rules: Rules,
    (opened, gathered): (&[Opened], &Gathered),
    reading: &Reading,
    findings: &mut Findings,
) {
    let (policy, _, plan) = rules;
    let is_measured = |one: &Opened| policy.management.is_asked() && !plan.streams[one.stream].gathers.is_empty();
    let is_watched = |one: &Opened| is_measured(one) || is_looked_at(policy, plan, one);
    for one in opened.iter().filter(|one| !is_used(policy, plan, one) && !releases(policy, plan, one)) {
        let Some(facts) = gathered.facts.iter().find(|facts| facts.input == one.name) else { continue };
        // Where nobody asks for a figure of the period, it may well not be over.
        let ends = Some(facts).filter(|_| !reading.allow_empty && is_watched(one));
        findings.extend_with(ends.and_then(|facts| of_watched(rules, one, facts)));
        let may_pause = one.kind() == InputKind::Conduct || one.kind() == InputKind::Returns;
        if Days::of(facts).is_some_and(|days| days.rows > 0) && is_asked(policy, plan, one) && !may_pause {
            report_pauses(rules, facts, !reading.allow_empty, findings);
        }
    }
}

/// Reports series of files that end early or lack a period, and where pauses are asked for those inside of the period.
fn report_pauses(rules: Rules, facts: &InputFacts, are_pauses_asked: bool, findings: &mut Findings) {
    let unlike = unlike_files::report(facts, &rules.2.current);
    // The file of the period is there: it is of another year.
    let is_there = |finding: &Finding| {
        finding.code == "files-end-before-period" && unlike.iter().any(|one| one.code == "file-of-last-year")
    };
    series::report(rules, facts)
        .into_iter()
        .filter(|finding| !is_there(finding))
        .for_each(|finding| findings.push(finding));
    unlike.into_iter().for_each(|finding| findings.push(finding));
    if are_pauses_asked {
        let pause = pauses::report(rules, facts);
        let told = pause.as_ref().map(|(_, days)| *days);
        findings.extend_with(pause.map(|(finding, _)| finding));
        findings.extend_with(empty_months::report(rules, facts, told));
    }
}

/// Whether the source is used for how long ago its last row is, and nothing else: rows of the period need not be there.
fn is_of_before(policy: &Policy, plan: &Plan, one: &Opened) -> bool {
    let gathers = plan.streams[one.stream].gathers.iter().filter(|gather| policy.used.contains(&gather.measure));
    gathers.into_iter().all(|gather| matches!(policy.measure(gather.measure).kind, MeasureKind::SinceLast(..)))
}

/// So many days with rows in the period before are what is usual.
const USUAL_DAYS: usize = 5;

/// That a source which is only looked at, and by which nobody is paid, has no row of the period, or ends before it does: sales always, others where
/// rows are usual.
fn of_watched((policy, _, plan): Rules, one: &Opened, facts: &InputFacts) -> Option<Finding> {
    let (days, period) = (Days::of(facts)?, &plan.current);
    let known: Vec<NaiveDate> = facts.files.iter().flat_map(|file| file.days.days()).collect();
    let within = |period: &Period| known.iter().filter(|day| period.contains(**day)).collect::<BTreeSet<_>>().len();
    let is_main = one.kind() == InputKind::Sales;
    let is_usual = || within(&period.previous()) >= USUAL_DAYS;
    match within(period) {
        0 if is_main || is_usual() => Some(days.told(Finding::warning("no-rows-in-period"), one, period)),
        0 => None,
        _ => {
            let early = days.ends_early(policy, one, period).filter(|_| is_main);
            early.filter(|_| !pauses::are_usual(facts, (period, end(policy, period)), days.last))
        }
    }
}

/// Reports collections by which orders are released, where there were some before and none are in the period, or where they end in it much longer
/// before its end than they ever paused.
pub(super) fn report_collected(rules: Rules, opened: &[Opened], gathered: &Gathered, findings: &mut Findings) {
    let (policy, _, plan) = rules;
    let period = &plan.current;
    for one in opened.iter().filter(|one| releases(policy, plan, one)) {
        let facts = gathered.facts.iter().find(|facts| facts.input == one.name);
        let Some((facts, days)) = facts.and_then(|facts| Some((facts, Days::of(facts)?))) else { continue };
        if days.rows == 0 {
            let is_odd = days.before.is_some();
            let told = || days.told(Finding::warning("nothing-collected-in-period"), one, period);
            findings.extend_with(is_odd.then(told));
        } else if stops(facts, end(policy, period), days.last) {
            findings.extend_with(days.ends_early(policy, one, period));
        }
    }
}

/// Whether nobody is paid by the source itself, but by what orders wait for.
fn releases(policy: &Policy, plan: &Plan, one: &Opened) -> bool {
    let mut gathers = plan.streams[one.stream].gathers.iter();
    !is_used(policy, plan, one) && gathers.any(|gather| policy.collected == Some(gather.measure))
}

/// So many days with rows say how long a source pauses, and no pause is shorter.
const PAUSES: (usize, i64) = (6, 8);

/// Whether the source ends before that day by much more than it ever paused.
fn stops(facts: &InputFacts, end: NaiveDate, last: NaiveDate) -> bool {
    let days: Vec<NaiveDate> = pauses::days(facts).into_iter().filter(|day| *day <= last).collect();
    let longest = pauses::lengths(&days).max().unwrap_or(0);
    let pause = (end - last).num_days();
    days.len() >= PAUSES.0 && pause >= PAUSES.1 && pause * 2 > longest * 3
}

/// Reports of measured registers that none of their rows counts in the period, but where that is allowed, and rows that count and lead to nobody, a line for
/// each register.
pub(super) fn report_registers(
    (policy, ledger, plan): Rules,
    allow_empty: bool,
    gathered: &Gathered,
    findings: &mut Findings,
) {
    let is_owner_wrong =
        [InputKind::Staff, InputKind::Customers].into_iter().any(|kind| is_wrong(kind, gathered, findings));
    let period = &plan.current;
    let of_used = policy.used.iter().flat_map(|measure| policy.measure(*measure).kind.inputs());
    let used: Vec<&str> = of_used.collect();
    let rated = policy.scorecards.iter().flat_map(|card| &card.indicators);
    let is_rated = rated.into_iter().any(|indicator| matches!(indicator.score, ScoreRule::Rating { .. }));
    let are_none = !ledger
        .ratings
        .iter()
        .any(|rating| rating.period.first() <= period.last() && period.first() <= rating.period.last());
    if let Some(last) = ledger.ratings.last().filter(|_| is_rated && are_none) {
        let finding = Finding::warning("register-not-of-period").with("input", "ratings").with("period", period);
        findings.push(finding.at(last.place.clone()));
    }
    findings.extend_with(registers_of_others::receivables_of_earlier(ledger, period));
    findings.extend_with(
        registers_of_others::adjustments_of_others(ledger, period)
            .filter(|_| !allow_empty && registers_of_others::pays_adjustments(policy)),
    );
    findings.extend_with(
        registers_of_others::targets_of_others(ledger, period).filter(|_| registers_of_others::needs_targets(policy)),
    );
    for (register, rows) in &ledger.measured {
        let is_empty = !allow_empty && !rows.is_empty() && !rows.iter().any(|row| row.counts_in(period));
        if let Some(last) = rows.last().filter(|_| is_empty && used.contains(&register.as_str())) {
            let finding = Finding::warning("register-not-of-period").with("input", register).with("period", period);
            findings.push(finding.at(last.place.clone()));
        }
        let nobodys = build::without_owner(rows, &ledger.customers, period);
        // Without a register of customers their invoices are nobody's, which is meant where nobody is scored or paid by them.
        let may_be_owned = InputKind::of(register) != InputKind::Receivables
            || policy.known_input(InputKind::Customers).is_some()
            || used.contains(&register.as_str());
        let is_asked = !is_owner_wrong && !InputKind::of(register).is_of_nobody() && may_be_owned;
        if let Some(first) = nobodys.first().filter(|_| is_asked) {
            let finding = Finding::warning("register-rows-of-nobody").with("input", register);
            findings.push(finding.with("rows", nobodys.len()).at(first.place.clone()));
        }
    }
}

/// A measure that takes for new whatever had no row before, of a source without any row before the period: everybody is new. Where customers
/// say when their first order was, the source need not.
fn history((policy, ledger, _): Rules, source: &str) -> Option<Finding> {
    let is_of_source =
        |measure: &MeasureRule| matches!(&measure.kind, MeasureKind::First(column, _) if column.source == source);
    let used = policy.measures.iter().enumerate().filter(|(index, _)| policy.used.contains(&MeasureId(*index)));
    let measure = used.map(|(_, measure)| measure).find(|measure| is_of_source(measure))?;
    let is_said = ledger.customers.list.iter().any(|customer| customer.first_order.is_some());
    let warning = Finding::warning("history-begins-inside").with("measure", &measure.name);
    let warning = warning.at(policy.text.place(measure.span));
    (!is_said).then_some(warning)
}

/// Reports a source without any row, at the headers of its files.
pub(super) fn report_empty<'a>(input: &str, headers: impl Iterator<Item = &'a Place>, findings: &mut Findings) {
    let empty = |header: &Place| Finding::warning("source-without-rows").with("input", input).at(header.clone());
    headers.for_each(|header| findings.push(empty(header)));
}

/// That the register of customers has none of those that a source names: it is most likely keyed by another column.
pub(super) fn customers_unknown(ledger: &Ledger, one: &Opened) -> Option<Finding> {
    let (columns, header) = ledger.customers.known_by.as_ref()?;
    let columns: Vec<String> = columns.iter().map(|label| format!("`{label}`")).collect();
    let finding = Finding::warning("customers-of-no-row").with("input", &one.name).with("columns", columns.join(", "));
    let own = one.headers().next().map(|(own, _)| own.clone());
    Some(own.into_iter().fold(finding.at(header.clone()), Finding::at))
}

/// A file of activities by which customers are due to be met, and that names none of them: its headers that nothing reads are named.
pub(super) fn contacts_of_no_customer(policy: &Policy, opened: &[Opened]) -> Vec<Finding> {
    let rule = policy.management.customers.as_ref().filter(|_| policy.management.compares_customers);
    let is_due = rule.is_some_and(|rule| rule.strategies.iter().any(|strategy| strategy.contact_days.is_some()));
    let mut told = Vec::new();
    for one in opened.iter().filter(|one| is_due && one.kind() == InputKind::Activities) {
        for (layout, (header, ignored)) in one.layouts().iter().zip(one.headers()) {
            let names = |(name, _): &(String, usize)| name == "customer" || name == "customer_id";
            if layout.columns.iter().any(names) {
                continue;
            }
            let line = format!("columns = {{ customer = \"{}\" }}", ignored.first().map_or("…", |label| label.trim()));
            let finding = Finding::warning("contacts-of-no-customer").with("input", &one.name).with("line", line);
            let headers =
                if ignored.is_empty() { "–".to_owned() } else { quoted(ignored.iter().map(|one| one.trim())) };
            told.push(finding.with("headers", headers).at(header.clone()));
        }
    }
    told
}

/// Files of a register that have a header and nothing below it; a row that is at fault is one. Of `staff` that is an error, told where it is read.
pub(super) fn files_without_rows(register: &Register) -> Vec<Finding> {
    let empty = register.facts.iter().filter(|file| !file.has_rows() && !may_be_empty(register.kind()));
    let finding = |file: &FileFacts| {
        Finding::warning("source-without-rows").with("input", &register.name).at(Place::file(file.file.clone()))
    };
    empty.map(finding).collect()
}

/// Whether no rows are what is usual there, or told where it is read.
fn may_be_empty(kind: InputKind) -> bool {
    matches!(
        kind,
        InputKind::Staff
            | InputKind::Holds
            | InputKind::Acks
            | InputKind::Returns
            | InputKind::Adjustments
            | InputKind::Leave
            | InputKind::Splits
            | InputKind::Overlays
    )
}

/// The last day of the period that was asked for: its own, or that as of which it is looked at.
fn end(policy: &Policy, period: &Period) -> NaiveDate {
    policy.management.as_of.map_or(period.last(), |day| day.min(period.last()))
}

/// What the files of a source together say of days.
struct Days {
    /// The first day with a row that counts.
    first: NaiveDate,
    /// The last one, and the file that has it.
    last: NaiveDate,
    file: std::sync::Arc<str>,
    /// Rows in the period.
    rows: u64,
    /// The last day in the period before.
    before: Option<NaiveDate>,
}

impl Days {
    /// Nothing where no row counts.
    fn of(facts: &InputFacts) -> Option<Self> {
        let last = facts.files.iter().filter_map(|file| Some((file.last_date?, file.file.clone())));
        // Of files that end on the same day the first.
        let (last, file) = last.reduce(|known, other| if other.0 > known.0 { other } else { known })?;
        Some(Days {
            first: facts.files.iter().filter_map(|file| file.first_date).min()?,
            last,
            file,
            rows: facts.files.iter().map(|file| file.counted).sum(),
            before: facts.files.iter().filter_map(|file| file.last_before).max(),
        })
    }

    /// What is found of a source, at the file that ends last.
    fn told(&self, finding: Finding, one: &Opened, period: &Period) -> Finding {
        let finding = finding.with("input", &one.name).with("period", period);
        finding.with("first", self.first).with("last", self.last).at(Place::file(self.file.clone()))
    }

    /// That the rows end before what was asked for of the period does.
    fn ends_early(&self, policy: &Policy, one: &Opened, period: &Period) -> Option<Finding> {
        let from = policy.calendar.workday_from_end(&period.until(end(policy, period)), LAST_WORKDAYS);
        let told = || self.told(Finding::warning("period-may-be-unfinished"), one, period).with("from", from);
        (self.last < from).then(told)
    }

    /// Whether the source had rows up to the end of the period before.
    fn went_on(&self, policy: &Policy, period: &Period) -> bool {
        let end = policy.calendar.workday_from_end(&period.previous(), LAST_WORKDAYS);
        self.before.is_some_and(|last| last >= end)
    }
}
