//! `staff.csv`: people, and what they were from when to when.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::grouping::{self, Written, in_turn, overlap};
use super::kept::{CellsKept, KeptIn};
use super::{lookup, reporting, row_numbers};
use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::faults::{FaultPolicy, Faults};
use crate::ingest::register::{Cells, Need, Register, RegisterRow, Wanted};
use crate::ledger::{People, Person, Spell, UnreadIds};
use crate::policy::Policy;
use crate::source::Place;
use crate::spelling::folded;

/// The column of what people would rather have than money.
pub(super) const PREFERENCE: &str = "reward_pref";

/// One row as it is written.
pub(super) struct StaffRow<'a> {
    pub row: &'a RegisterRow,
    pub person_id: Option<String>,
    /// Normal form.
    pub name_key: String,
    name: String,
    pub days: Written,
    hired: Option<NaiveDate>,
    left: Option<NaiveDate>,
    probation_end: Option<NaiveDate>,
}

impl StaffRow<'_> {
    /// What identifies the person.
    fn id(&self) -> &str {
        self.person_id.as_deref().unwrap_or(&self.name_key)
    }
}

/// The columns that the ledger reads; others may be named by the policy.
pub(super) fn wanted() -> Wanted {
    let optional = [
        "person_id",
        "team",
        "region",
        "role",
        "level",
        "manager",
        "mentor",
        "from",
        "to",
        "hired",
        "left",
        "probation_end",
        "regular_from",
        "base_pay",
        "performance_pay",
        "wage",
    ];
    Wanted::new(&["person"], &optional)
}

/// All people by id, with their managers and mentors.
pub(super) fn people(policy: &Policy, register: &Register, cells: &CellsKept, faults: &mut Faults) -> People {
    let mut rows: Vec<StaffRow<'_>> = register.rows.iter().filter_map(|row| staff_row(&mut row.read(faults))).collect();
    row_numbers::forget(&mut rows);
    reporting::refuse_alike(rows.iter().map(|row| (row.id(), row.row)), "person", faults);
    refuse_shared_names(&rows, faults);
    resolve_references(&mut rows, faults);
    let mut people = assembled(&rows, &cells.in_register(register), faults);
    people.written = written(&rows);
    write_alike(&mut people);
    note_columns(&mut people, register);
    people.unread_ids = unread_ids(&rows);
    reporting::refuse_cycles(&people, faults);
    note_roles_without_scorecard(policy, &people, faults);
    people
}

fn staff_row<'a>(cells: &mut Cells<'a, '_>) -> Option<StaffRow<'a>> {
    let name_key = cells.key("person", Need::Required);
    let written = cells.text("person", Need::Optional).unwrap_or_default();
    let name = key::split_tag(&written).0.to_owned();
    let person_id = cells.key("person_id", Need::Optional);
    let days = grouping::written(cells, Need::Optional);
    let [hired, left] = ["hired", "left"].map(|column| cells.date(column, Need::Optional));
    let probation_end = probation_end(cells);
    if let (Some(hired), Some(left)) = (hired, left)
        && left < hired
    {
        cells.fault("left", Finding::error("left-before-hired").with("hired", hired).with("left", left));
    }
    if let (Some(hired), Some(end)) = (hired, probation_end) {
        refuse_before_hired(cells, hired, end);
    }
    let row = cells.row();
    (!cells.failed()).then_some(StaffRow {
        row,
        person_id,
        name_key: name_key?,
        name,
        days,
        hired,
        left,
        probation_end,
    })
}

/// Who is a regular from the first day on has a probation that ends on the day before; nobody has one that ends earlier.
fn refuse_before_hired(cells: &mut Cells<'_, '_>, hired: NaiveDate, end: NaiveDate) {
    if end.succ_opt().is_none_or(|regular| regular >= hired) {
        return;
    }
    let is_regular = cells.row().text("regular_from").is_some();
    let column = if is_regular { "regular_from" } else { "probation_end" };
    let day = if is_regular { end.succ_opt().unwrap_or(end) } else { end };
    let finding = Finding::error("probation-before-hired").with("day", day).with("hired", hired);
    let finding = finding.at(cells.row().place("hired"));
    cells.fault(column, finding);
}

/// The last day of the probation: the one before the first day as a regular. A row may say either, or both alike.
fn probation_end(cells: &mut Cells<'_, '_>) -> Option<NaiveDate> {
    let [end, regular] = ["probation_end", "regular_from"].map(|column| cells.date(column, Need::Optional));
    let last = regular.and_then(|day| day.pred_opt());
    if let (Some(end), Some(last), Some(regular)) = (end, last, regular)
        && end != last
    {
        let differs = Finding::error("probation-differs").with("end", end).with("regular", regular).with("last", last);
        cells.fault("regular_from", differs.at(cells.row().place("probation_end")));
    }
    end.or(last)
}

/// A name that stands once with a `person_id` and once without may be one person or two.
fn refuse_shared_names(rows: &[StaffRow<'_>], faults: &mut Faults) {
    let mut by_name: BTreeMap<&str, Vec<&StaffRow<'_>>> = BTreeMap::new();
    let have_ids = rows.iter().filter(|row| row.person_id.is_some()).count();
    if have_ids == 0 || have_ids == rows.len() {
        return;
    }
    for row in rows.iter() {
        by_name.entry(&row.name_key).or_default().push(row);
    }
    for (name, rows) in by_name {
        let with_id = rows.iter().find(|row| row.person_id.is_some());
        let without = rows.iter().find(|row| row.person_id.is_none());
        if let (Some(with_id), Some(without)) = (with_id, without) {
            let finding = Finding::error("name-needs-person-id").with("person", name);
            faults.push(finding.at(without.row.place("person")).at(with_id.row.place("person")));
        }
    }
}

/// Checks that managers and mentors are people of these rows. A row that is set aside for it takes its person along, so that the rest
/// is looked at again until nothing changes.
fn resolve_references(rows: &mut Vec<StaffRow<'_>>, faults: &mut Faults) {
    loop {
        let known = known(rows);
        let count = rows.len();
        let set_aside = faults.policy() == FaultPolicy::SetAside;
        rows.retain(|row| references_hold(row, &known, faults) || !set_aside);
        if rows.len() == count {
            return;
        }
    }
}

fn references_hold(row: &StaffRow<'_>, known: &People, faults: &mut Faults) -> bool {
    let mut cells = row.row.read(faults);
    lookup::named(&mut cells, "manager", known, Need::Optional);
    let mentor = lookup::named(&mut cells, "mentor", known, Need::Optional);
    if mentor.is_some_and(|mentor| known.list[mentor].id == row.id()) {
        cells.fault("mentor", Finding::error("mentor-of-oneself").with("person", &row.name));
    }
    !cells.failed()
}

/// The rows in the order of their ids, those of one id in the order of the files.
fn by_id<'r, 'a>(rows: &'r [StaffRow<'a>]) -> Vec<&'r StaffRow<'a>> {
    let mut sorted: Vec<&StaffRow<'_>> = rows.iter().collect();
    sorted.sort_by(|one, other| one.id().cmp(other.id()));
    sorted
}

/// The people of the rows, by id and by name, without their spells.
fn known(rows: &[StaffRow<'_>]) -> People {
    let mut firsts = by_id(rows);
    firsts.dedup_by(|later, first| later.id() == first.id());
    let list = firsts.iter().map(|row| Person {
        id: row.id().to_owned(),
        name: row.name.clone(),
        hired: row.hired,
        left: row.left,
        probation_end: row.probation_end,
        spells: Vec::new(),
    });
    let list: Vec<Person> = list.collect();
    let (by_key, shared_names) =
        reporting::keys_of(list.iter().map(|person| (person.id.as_str(), person.name.as_str())));
    People { list, by_key, shared_names, ..People::default() }
}

/// People with their spells, the managers found.
fn assembled(rows: &[StaffRow<'_>], cells: &KeptIn, faults: &mut Faults) -> People {
    let mut people = known(rows);
    let sorted = by_id(rows);
    let groups = || sorted.chunk_by(|one, next| one.id() == next.id());
    let spells: Vec<Vec<Spell>> = groups().map(|rows| spells(rows, (&people, cells), faults)).collect();
    for ((person, spells), rows) in people.list.iter_mut().zip(spells).zip(groups()) {
        person.probation_end = rows.iter().rev().find_map(|row| row.probation_end);
        let ends = spells.last().map(|spell| spell.last).filter(|last| *last < NaiveDate::MAX);
        person.left = person.left.or(ends);
        person.spells = spells;
    }
    people
}

fn spells(rows: &[&StaffRow<'_>], known: (&People, &KeptIn), faults: &mut Faults) -> Vec<Spell> {
    let Some(first) = rows.first() else { return Vec::new() };
    refuse_differences(rows, faults);
    let before = rows.iter().find(|row| ends_before_hired(row));
    before.into_iter().for_each(|row| report_before_hired(row, faults));
    // What is told of is no overlap as well.
    let opens = if before.is_some() { NaiveDate::MIN } else { first.hired.unwrap_or(NaiveDate::MIN) };
    let closes = first.left.unwrap_or(NaiveDate::MAX);
    let undated = rows.iter().all(|row| row.days == Written::default());
    let has_id = rows.iter().all(|row| row.row.text("person_id").is_some_and(|id| !id.trim().is_empty()));
    let code = match undated {
        true if has_id => "person-id-twice",
        true => "person-twice",
        false => "spells-overlap",
    };
    let mut turns: Vec<(Written, Place, &StaffRow<'_>)> =
        rows.iter().map(|row| (row.days, row.row.whole(), *row)).collect();
    let overlap = overlap(code, &first.name, rows.iter().map(|row| row.row));
    let days = in_turn(&mut turns, (opens, closes), &overlap, faults);
    warn_of_gaps(&turns, &days, &first.name, faults);
    turns.iter().zip(days).map(|((_, place, row), days)| spell(row.row, place, days, known)).collect()
}

/// Whether a row that holds from the first day of employment ends before it.
fn ends_before_hired(row: &StaffRow<'_>) -> bool {
    row.days.from.is_none() && row.days.to.zip(row.hired).is_some_and(|(to, hired)| to < hired)
}

fn report_before_hired(row: &StaffRow<'_>, faults: &mut Faults) {
    let (Some(last), Some(hired)) = (row.days.to, row.hired) else { return };
    let finding = Finding::error("row-ends-before-hired").with("person", &row.name).with("last", last);
    faults.push(finding.with("hired", hired).at(row.row.place("to")).at(row.row.place("hired")));
}

/// `hired` and `left` say when a person is employed, so that all rows of a person must say the same, and the name as well.
fn refuse_differences(rows: &[&StaffRow<'_>], faults: &mut Faults) {
    let Some((first, others)) = rows.split_first() else { return };
    for other in others {
        let differs = [
            ("person", first.name_key != other.name_key),
            ("hired", first.hired != other.hired),
            ("left", first.left != other.left),
        ];
        for (column, _) in differs.into_iter().filter(|(_, differs)| *differs) {
            let finding = Finding::error("person-differs").with("person", &first.name).with("column", column);
            faults.push(finding.at(other.row.place(column)).at(first.row.place(column)));
        }
    }
}

/// Days between two rows belong to no team: rows of sources dated there are nobody's.
fn warn_of_gaps(
    turns: &[(Written, Place, &StaffRow<'_>)],
    days: &[(NaiveDate, NaiveDate)],
    name: &str,
    faults: &mut Faults,
) {
    for (at, pair) in days.windows(2).enumerate() {
        let (last, first) = (pair[0].1, pair[1].0);
        if last.succ_opt().is_some_and(|next| next < first) {
            let gap = Finding::warning("spells-apart").with("person", name).with("last", last).with("first", first);
            faults.push(gap.at(turns[at + 1].1.clone()).at(turns[at].1.clone()));
        }
    }
}

fn spell(
    row: &RegisterRow,
    place: &Place,
    (first, last): (NaiveDate, NaiveDate),
    (people, cells): (&People, &KeptIn),
) -> Spell {
    let label = |column: &str| row.text(column).map(|text| Arc::from(&*key::normal(&text)));
    let person = |column: &str| row.text(column).and_then(|text| people.find(&key::normal(&text)));
    Spell {
        first,
        last,
        team: label("team"),
        region: label("region"),
        role: label("role"),
        level: label("level"),
        manager: person("manager"),
        mentor: person("mentor"),
        cells: cells.of(row),
        place: place.clone(),
    }
}

/// Columns in which some row has something.
fn written(rows: &[StaffRow<'_>]) -> BTreeSet<String> {
    let mut written: BTreeSet<String> = BTreeSet::new();
    for row in rows {
        let heading = &row.row.heading;
        let slots = heading.slots.iter().enumerate().filter(|(_, slot)| !slot.label.is_empty());
        for (index, slot) in slots {
            if !written.contains(&slot.name) && row.row.text_in(index).is_some() {
                written.insert(slot.name.clone());
            }
        }
        written.extend(heading.constants.iter().map(|constant| constant.column.clone()));
    }
    written
}

/// Which columns there are, and which labels say nothing.
fn note_columns(people: &mut People, register: &Register) {
    let has = |column: &String| register.rows.iter().any(|row| row.heading.has(column));
    people.columns = wanted().optional.into_iter().chain([PREFERENCE.to_owned()]).filter(has).collect();
    for row in &register.rows {
        for (index, slot) in row.heading.slots.iter().enumerate() {
            if !slot.is_unread() {
                continue;
            }
            if !people.unread.contains(&slot.label) {
                people.unread.push(slot.label.clone());
            }
            let is_day = row.text_in(index).is_some_and(|text| is_like_a_day(&text));
            if is_day && !people.unread_days.contains(&slot.label) {
                people.unread_days.push(slot.label.clone());
            }
        }
    }
}

/// Columns that nothing reads and that may be the numbers of people: everybody has a word of the own there. None where numbers are read.
fn unread_ids(rows: &[StaffRow<'_>]) -> Vec<UnreadIds> {
    let Some(heading) = rows.first().map(|row| &row.row.heading).filter(|heading| !heading.has("person_id")) else {
        return Vec::new();
    };
    let of_slot = |index: usize| -> Option<BTreeSet<String>> {
        let mut whose: BTreeMap<String, &str> = BTreeMap::new();
        for row in rows {
            let is_alike = Arc::ptr_eq(&row.row.heading, heading) || row.row.heading.labels == heading.labels;
            let text = row.row.text_in(index).filter(|_| is_alike)?;
            if *whose.entry(folded(&key::normal(&text)).into_owned()).or_insert(&row.name_key) != row.name_key {
                return None;
            }
        }
        Some(whose.into_keys().collect())
    };
    let unread = heading.slots.iter().enumerate().filter(|(_, slot)| slot.is_unread());
    let found = unread.filter_map(|(index, slot)| {
        Some(UnreadIds { label: slot.label.clone(), words: of_slot(index)?, place: heading.place.clone() })
    });
    found.collect()
}

/// `2026-09-18`, `18.9.2026`, `2026年9月18日`: three numbers apart, one of them a year.
pub(super) fn is_like_a_day(text: &str) -> bool {
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let is_year = |part: &&str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    numbers.len() >= 3 && numbers.iter().take(3).any(is_year)
}

/// A word of a row.
type Word = fn(&mut Spell) -> &mut Option<Arc<str>>;

/// Words of one kind that are alike are written as the first row has them.
fn write_alike(people: &mut People) {
    let columns: [Word; 4] =
        [|spell| &mut spell.team, |spell| &mut spell.region, |spell| &mut spell.role, |spell| &mut spell.level];
    for column in columns {
        let mut spells: Vec<&mut Spell> = people.list.iter_mut().flat_map(|person| &mut person.spells).collect();
        spells.sort_by(|one, other| one.place.cmp(&other.place));
        let mut first: BTreeMap<String, Arc<str>> = BTreeMap::new();
        for word in spells.into_iter().filter_map(|spell| column(spell).as_mut()) {
            let known = first.entry(folded(word).into_owned()).or_insert_with(|| word.clone());
            word.clone_from(known);
        }
    }
}

/// A role that no scorecard names is appraised by none, which may be meant.
fn note_roles_without_scorecard(policy: &Policy, people: &People, faults: &mut Faults) {
    if policy.scorecards.is_empty() {
        return;
    }
    let mut told: BTreeMap<&str, (&Place, u64)> = BTreeMap::new();
    for person in &people.list {
        let Some(spell) = person.spells.last() else { continue };
        let role = spell.role.as_deref().unwrap_or("");
        if policy.scorecard_of(role).is_none() {
            told.entry(role).or_insert((&spell.place, 0)).1 += 1;
        }
    }
    for (role, (place, count)) in told {
        let finding = match role {
            "" => Finding::note("people-without-role"),
            role => Finding::note("role-without-scorecard").with("role", role),
        };
        faults.push(finding.with("count", count).at(place.clone()));
    }
}
