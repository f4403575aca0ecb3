//! `targets.csv` in its three shapes: a row per target, a column per month, a column per measure.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::{lookup, months, ratings::quoted};
use crate::calendar::{Period, PeriodKind};
use crate::finding::Finding;
use crate::finding::nearest::nearest;
use crate::ingest::cell::{UnitWord, is_blank, is_of_money, vocabulary};
use crate::ingest::faults::Faults;
use crate::ingest::header::columns_of;
use crate::ingest::register::{Cells, Need, Register, RegisterRow, UNIT, Wanted, units};
use crate::ledger::{BlankTarget, People, Scope, TargetRow, Targets};
use crate::number::Number;
use crate::policy::rules::{InputRule, Layout, MeasureId, Unit};
use crate::policy::{Policy, shares};
use crate::source::Place;
use crate::spelling::alike;

/// Scopes of subjects that the ledger does not list.
const OTHER_SCOPES: [&str; 5] = ["customer", "product", "region", "channel", "strategy"];
const DEPARTMENT: &str = "department";
const TEAMS_TOO: [&str; 2] = ["部门", "部門"];
const SCOPES: [&str; 8] = ["person", "team", "department", "customer", "product", "region", "channel", "strategy"];

/// The columns that this shape of file has.
pub(super) fn wanted(policy: &Policy, rule: &InputRule) -> Wanted {
    let is_department = rule
        .constants
        .iter()
        .any(|(column, text)| column == "scope" && vocabulary::scope(&text.value) == Some(DEPARTMENT));
    let id: &[&str] = if is_department { &[] } else { &["id"] };
    let with = |columns: &[&str]| -> Vec<String> {
        columns.iter().chain(&["scope"]).chain(id).map(|column| (*column).to_owned()).collect()
    };
    let period = |wanted: Wanted| wanted.any_of(&[&["period"], &["from", "to"]]);
    let mut wanted = match rule.layout {
        Layout::Rows => period(Wanted::default()),
        Layout::Months => Wanted::new(&[], &["year"]),
        Layout::Measures => period(Wanted::default()),
    };
    wanted.needed = match rule.layout {
        Layout::Rows => with(&["measure", "target"]),
        Layout::Months => with(&["measure"]),
        Layout::Measures => with(&[]),
    };
    wanted.implied.extend(policy.only_aim().map(|measure| ("measure", policy.measure(measure).name.clone())));
    wanted
}

/// What a row is about, whatever shape the file has.
struct Subject {
    scope: Scope,
    /// The subject's name for findings.
    shown: String,
}

/// A value of a row with what it is of.
pub(super) struct Value {
    pub period: Period,
    pub measure: MeasureId,
    /// Absent: there is none.
    pub value: Option<Number>,
    /// Where there is none, whether the file says so, and not only nothing.
    pub says_none: bool,
    pub place: Place,
}

/// Whether nothing stands in the cell; `-` and its like say that there is no target.
pub(super) fn is_empty(cells: &Cells<'_, '_>, slot: usize) -> bool {
    cells.row().raw(slot).chars().all(is_blank)
}

/// All targets, sorted by scope, measure and first day.
pub(super) fn targets(policy: &Policy, people: &People, register: &Register, faults: &mut Faults) -> Targets {
    let Some(rule) = policy.input(&register.name) else { return Targets::default() };
    if rule.layout == Layout::Months {
        months::refuse_files_without_months(register, faults);
    }
    let teams = teams(people);
    let columns = if rule.layout == Layout::Measures { measure_columns(policy, rule, faults) } else { Vec::new() };
    let mut collected = Collected::default();
    for row in &register.rows {
        let mut cells = row.read(faults);
        let subject = subject(&mut cells, people, &teams);
        if rule.layout == Layout::Months {
            collected.of_unsaid_years.extend(months::of_unsaid_year(row, policy));
        }
        let values = match rule.layout {
            Layout::Rows => single(&mut cells, policy),
            Layout::Months => months::values(&mut cells, policy),
            Layout::Measures => per_measure(&mut cells, policy, &columns),
        };
        if let (Some(subject), false) = (subject, cells.failed()) {
            values.into_iter().for_each(|value| collected.add(policy, people, &subject, value, faults));
        }
    }
    refuse_unread_measure(policy, register, faults);
    if rule.layout != Layout::Measures {
        units::check(&register.rows, |row| is_target_of_money(row, policy), faults);
    }
    collected.sorted()
}

/// Every team of staff, in normal form, with its first row.
fn teams(people: &People) -> BTreeMap<&str, &Place> {
    let mut teams = BTreeMap::new();
    for spell in people.list.iter().flat_map(|person| &person.spells) {
        if let Some(team) = &spell.team {
            let first = teams.entry(&**team).or_insert(&spell.place);
            *first = (*first).min(&spell.place);
        }
    }
    teams
}

fn subject(cells: &mut Cells<'_, '_>, people: &People, teams: &BTreeMap<&str, &Place>) -> Option<Subject> {
    let scope = cells.key("scope", Need::Required)?;
    let shown = |cells: &mut Cells<'_, '_>| cells.text("id", Need::Optional).unwrap_or_default();
    let meant = vocabulary::scope(&scope).unwrap_or_default();
    match meant {
        DEPARTMENT => department(cells, &scope, people, teams),
        "person" => {
            let person = lookup::named(cells, "id", people, Need::Required)?;
            Some(Subject { scope: Scope::Person(person), shown: people.list[person].name.clone() })
        }
        "team" => {
            let id = cells.key("id", Need::Required)?;
            let Some(team) = teams.keys().find(|team| alike(team, &id)) else {
                cells.fault("id", unknown_team(&id, teams));
                return None;
            };
            Some(Subject { scope: Scope::Team((*team).to_owned()), shown: shown(cells) })
        }
        other if OTHER_SCOPES.contains(&other) => {
            let id = cells.key("id", Need::Required)?;
            Some(Subject { scope: Scope::Other(other.to_owned(), id), shown: shown(cells) })
        }
        _ => {
            let near = nearest(&scope, &SCOPES).unwrap_or("person");
            cells.fault("scope", Finding::error("unknown-scope").with("scope", &scope).with("near", near));
            None
        }
    }
}

/// A target of the whole, or, by the word that files of staff have for their teams too (`部门`), of the team that it names.
fn department(
    cells: &mut Cells<'_, '_>,
    scope: &str,
    people: &People,
    teams: &BTreeMap<&str, &Place>,
) -> Option<Subject> {
    let id = cells.key("id", Need::Optional).unwrap_or_default();
    let team = teams.keys().find(|team| alike(team, &id));
    match team {
        Some(team) if TEAMS_TOO.contains(&scope) => {
            Some(Subject { scope: Scope::Team((*team).to_owned()), shown: id.clone() })
        }
        _ if team.is_some() || people.find(&id).is_some() => {
            cells.fault("scope", Finding::error("department-with-id").with("scope", scope).with("id", &id));
            None
        }
        _ => Some(Subject { scope: Scope::Department, shown: scope.to_owned() }),
    }
}

/// With the row of staff that is nearest, or the first that has a team.
fn unknown_team(team: &str, teams: &BTreeMap<&str, &Place>) -> Finding {
    if teams.is_empty() {
        return Finding::error("no-teams").with("team", team);
    }
    let names: Vec<&str> = teams.keys().copied().collect();
    let near = nearest(team, names.iter().copied());
    let finding = Finding::error("unknown-team").with("team", team);
    let finding = finding.with("known", near.map_or_else(|| quoted(&names), |near| quoted(&[near])));
    let place = near.and_then(|near| teams.get(near)).or_else(|| teams.values().min());
    place.map_or(finding.clone(), |place| finding.at((*place).clone()))
}

/// The measure that a row names, by its name or by a label that no other has.
pub(super) fn measure(cells: &mut Cells<'_, '_>, policy: &Policy) -> Option<MeasureId> {
    let name = cells.key("measure", Need::Required)?;
    let found = policy.measure_called(&name);
    if found.is_none() {
        cells.fault("measure", unknown_measure(policy, &name));
    }
    found
}

/// Where the measure goes without saying, no column that nothing reads may say another.
fn refuse_unread_measure(policy: &Policy, register: &Register, faults: &mut Faults) {
    let is_given =
        |row: &&RegisterRow| row.heading.constant("measure").is_some_and(|one| one.place == row.heading.place);
    for row in register.rows.iter().filter(is_given) {
        let own = row.text("measure").unwrap_or_default();
        let unread = row.heading.slots.iter().enumerate().filter(|(_, slot)| slot.is_unread());
        let said = unread.filter_map(|(index, slot)| Some((index, slot, row.text_in(index)?)));
        let mut others = said.filter(|(.., text)| {
            policy.measure_called(text).is_some_and(|measure| policy.measure(measure).name != own)
        });
        if let Some((index, slot, text)) = others.next() {
            let finding = Finding::error("target-measure-unread").with("own", &own).with("text", &text);
            let finding = finding.with("line", format!("columns = {{ measure = {:?} }}", slot.label.trim()));
            let finding = finding.with("other", format!("constants = {{ measure = {own:?} }}"));
            faults.push(finding.with("header", &slot.label).at(row.place_in(index)));
            return;
        }
    }
}

/// With the measure of the policy that is nearest.
fn unknown_measure(policy: &Policy, name: &str) -> Finding {
    let names: Vec<&str> = policy.measures.iter().map(|measure| measure.name.as_str()).collect();
    let near = nearest(name, names.iter().copied());
    let finding = Finding::error("unknown-target-measure").with("measure", name);
    let finding = finding.with("known", near.map_or_else(|| quoted(&names), |near| quoted(&[near])));
    let finding = finding.with("first", near.or(names.first().copied()).unwrap_or("…"));
    let known = near.and_then(|near| policy.measures.iter().find(|measure| measure.name == near));
    known.map_or(finding.clone(), |measure| finding.at(policy.text.place(measure.span)))
}

/// The period of a row, from `period` or from `from` and `to`.
fn period(cells: &mut Cells<'_, '_>, policy: &Policy) -> Option<Period> {
    if cells.row().heading.has("period") {
        return cells.period("period", Need::Required, &policy.header);
    }
    let (first, last) = (cells.date("from", Need::Required)?, cells.date("to", Need::Required)?);
    let range = Period::range(first, last, policy.header.fiscal_year_starts);
    if range.is_none() {
        cells.fault("to", Finding::error("to-before-from").with("from", first).with("to", last));
    }
    range.map(|range| named(range, policy.header.fiscal_year_starts))
}

/// A range of exactly the days of a month, quarter, year or week is that period.
fn named(range: Period, fiscal_start: u32) -> Period {
    let kinds = [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year, PeriodKind::Week];
    let same = kinds.map(|kind| Period::containing(range.first(), kind, fiscal_start)).into_iter();
    let mut same = same.filter(|period| (period.first(), period.last()) == (range.first(), range.last()));
    same.next().unwrap_or(range)
}

fn single(cells: &mut Cells<'_, '_>, policy: &Policy) -> Vec<Value> {
    let (period, measure) = (period(cells, policy), measure(cells, policy));
    let value = cells.number("target", Need::Optional);
    if let (Some(measure), Some(slot)) = (measure, cells.row().heading.slot("target")) {
        check_written(cells, slot, policy, (measure, value.as_ref()));
    }
    let place = cells.row().place("target");
    let says_none = !cells.row().heading.slot("target").is_some_and(|slot| is_empty(cells, slot));
    match (period, measure) {
        (Some(period), Some(measure)) => vec![Value { period, measure, value, says_none, place }],
        _ => Vec::new(),
    }
}

/// Refuses a cell whose unit or sign is none that a target of the measure has.
pub(super) fn check_written(
    cells: &mut Cells<'_, '_>,
    slot: usize,
    policy: &Policy,
    (measure, value): (MeasureId, Option<&Number>),
) {
    refuse_other_unit(cells, slot, policy, measure);
    warn_of_percent(cells, slot, policy, measure);
    if let Some(value) = value {
        refuse_negative(cells, slot, policy, (measure, value));
        refuse_bare_share(cells, slot, policy, (measure, value));
    }
}

/// A target below 0 can be meant of a growth or a difference only.
fn refuse_negative(cells: &mut Cells<'_, '_>, slot: usize, policy: &Policy, (measure, value): (MeasureId, &Number)) {
    let rule = policy.measure(measure);
    if value.is_negative() && !rule.kind.is_change() {
        let found = cells.row().text_in(slot).unwrap_or_default();
        let finding = Finding::error("target-negative").with("found", found).with("measure", &rule.name);
        cells.report(finding.at(cells.row().place_in(slot)));
    }
}

/// `85` is no target of a share, of which `85%` is one; below a label with the sign it is.
fn refuse_bare_share(cells: &mut Cells<'_, '_>, slot: usize, policy: &Policy, (measure, value): (MeasureId, &Number)) {
    let row = cells.row();
    let is_marked = row.heading.slots.get(slot).is_some_and(|slot| slot.percent);
    let text = row.text_in(slot).unwrap_or_default();
    if let Some(bare) = shares::bare_value(policy, measure, &text, value).filter(|_| !is_marked) {
        let finding =
            bare.facts().into_iter().fold(Finding::error(bare.code), |told, (name, fact)| told.with(name, fact));
        cells.report(finding.at(row.place_in(slot)));
    }
}

/// `85%` is a target of a share, never one of money; `件` is no unit of money, and `万元` one of nothing else.
fn refuse_other_unit(cells: &mut Cells<'_, '_>, slot: usize, policy: &Policy, measure: MeasureId) {
    let row = cells.row();
    let text = row.text_in(slot).unwrap_or_default();
    let is_money = policy.measure(measure).unit == Unit::Money;
    let unit = row.text(UNIT).unwrap_or_default();
    let is_wrong = match row.unit_word(slot) {
        UnitWord::Things => is_money,
        UnitWord::Ones | UnitWord::Times(_) => !is_money && is_of_money(&unit),
        UnitWord::Nothing | UnitWord::OtherCurrency(_) | UnitWord::Unsized => false,
    };
    if is_wrong {
        let wrong = Finding::error("unit-of-other-measure").with("text", &unit);
        cells.fault(UNIT, wrong.with("measure", &policy.measure(measure).name));
    }
    if is_money && text.contains(['%', '％']) {
        cells.report(Finding::error("percent-not-amount").with("text", text).at(row.place_in(slot)));
    }
}

/// A per cent sign behind a target of what is counted, or lasts: it is read as a hundredth of what stands there.
fn warn_of_percent(cells: &mut Cells<'_, '_>, slot: usize, policy: &Policy, measure: MeasureId) {
    let rule = policy.measure(measure);
    let is_counted = matches!(rule.unit, Unit::Count | Unit::Hours | Unit::Days);
    let text = cells.row().text_in(slot).unwrap_or_default();
    if is_counted && text.contains(['%', '％']) {
        let warning = Finding::warning("target-in-percent").with("text", text).with("measure", &rule.name);
        cells.warn_in(slot, warning);
    }
}

/// Whether the row's target is of money, as far as it says so.
fn is_target_of_money(row: &RegisterRow, policy: &Policy) -> bool {
    let measure = row.text("measure").and_then(|name| policy.measure_named(&name));
    measure.is_none_or(|measure| policy.measure(measure).unit == Unit::Money)
}

/// The columns of measures: those that the policy names, and any other measure, whose header may be its name.
fn measure_columns(policy: &Policy, rule: &InputRule, faults: &mut Faults) -> Vec<(String, MeasureId)> {
    let mut columns = Vec::new();
    for (column, header) in &rule.columns {
        if columns_of("targets").iter().any(|spec| spec.name == column) {
            continue;
        }
        match policy.measure_named(column) {
            Some(measure) => columns.push((column.clone(), measure)),
            None => {
                let mut finding = unknown_measure(policy, column);
                finding.places.insert(0, policy.text.place(header.span));
                faults.push(finding);
            }
        }
    }
    let is_given = |name: &str| {
        columns_of("targets").iter().any(|spec| spec.name == name)
            || columns.iter().any(|(column, _): &(String, MeasureId)| column == name)
    };
    let by_name = policy.measures.iter().enumerate().filter(|(_, measure)| !is_given(&measure.name));
    let by_name: Vec<(String, MeasureId)> =
        by_name.map(|(id, measure)| (measure.name.clone(), MeasureId(id))).collect();
    columns.extend(by_name);
    columns
}

fn per_measure(cells: &mut Cells<'_, '_>, policy: &Policy, columns: &[(String, MeasureId)]) -> Vec<Value> {
    let Some(period) = period(cells, policy) else { return Vec::new() };
    let values = columns.iter().map(|(column, measure)| {
        let value = cells.number(column, Need::Optional);
        let slot = cells.row().heading.slot(column);
        if let (Some(slot), Some(value)) = (slot, &value) {
            check_written(cells, slot, policy, (*measure, Some(value)));
        }
        let says_none = !slot.is_some_and(|slot| is_empty(cells, slot));
        Value { period: period.clone(), measure: *measure, value, says_none, place: cells.row().place(column) }
    });
    values.collect()
}

#[derive(Default)]
struct Collected {
    rows: Vec<TargetRow>,
    blanks: Vec<BlankTarget>,
    without: Vec<BlankTarget>,
    of_unsaid_years: BTreeSet<Place>,
    first: FxHashMap<(Scope, MeasureId, Period), usize>,
}

impl Collected {
    /// Adds a target; a second one for the same period, subject and measure is an error that shows both.
    fn add(&mut self, policy: &Policy, people: &People, subject: &Subject, value: Value, faults: &mut Faults) {
        let Value { period, measure, value, says_none, place } = value;
        let Some(value) = value else {
            let list = if says_none { &mut self.without } else { &mut self.blanks };
            return list.push(BlankTarget { period, scope: subject.scope.clone(), measure, place });
        };
        let key = (subject.scope.clone(), measure, period.clone());
        if let Some(earlier) = self.first.get(&key) {
            let twice = Finding::error("target-twice").with("subject", &subject.shown).with("period", &period);
            let twice = twice.with("measure", &policy.measure(measure).name);
            faults.push(twice.at(place).at(self.rows[*earlier].place.clone()));
            return;
        }
        if let Scope::Person(person) = subject.scope
            && people.list[person].employed_in(&period).is_none()
        {
            let outside = Finding::warning("target-outside-employment").with("person", &subject.shown);
            faults.push(outside.with("period", &period).at(place.clone()));
        }
        self.first.insert(key, self.rows.len());
        self.rows.push(TargetRow { period, scope: subject.scope.clone(), measure, value, place });
    }

    fn sorted(mut self) -> Targets {
        self.rows.sort_by(|a, b| {
            let days = |row: &TargetRow| (row.period.first(), row.period.last());
            a.scope.cmp(&b.scope).then(a.measure.cmp(&b.measure)).then_with(|| days(a).cmp(&days(b)))
        });
        Targets { rows: self.rows, blanks: self.blanks, without: self.without, of_unsaid_years: self.of_unsaid_years }
    }
}
