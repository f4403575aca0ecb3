//! Persons and teams as what figures are told apart by, and what is nobody's.

use std::collections::{BTreeMap, BTreeSet};

use super::{By, LabelSubject, View, difference};
use crate::calendar::Period;
use crate::derivation::{Figure, Form, Leaf, NO_TEAM, Subject, Worksheet};
use crate::ingest::header::{columns_of, name_in};
pub(super) use crate::measure::plan::TEAM;
use crate::measure::plan::{EVERY_ROW, made_of, said_by_rows};
use crate::policy::Policy;
use crate::policy::rules::{InputKind, MeasureId, MeasureKind};
use crate::spelling::folded;

/// Everybody who is employed in a window.
pub(super) fn persons(view: &View, windows: &[Period]) -> Vec<LabelSubject> {
    let people = view.book.ledger.people.list.iter().enumerate();
    let there = people.filter(|(_, person)| windows.iter().any(|window| person.employed_in(window).is_some()));
    let subject = |(index, person): (usize, &crate::ledger::Person)| LabelSubject {
        name: person.name.clone(),
        ..LabelSubject::new(&person.id, Subject::Person(index))
    };
    let mut list: Vec<LabelSubject> = there.map(subject).collect();
    list.sort_by(|one, other| one.id.cmp(&other.id));
    list.push(LabelSubject::nobody());
    list
}

/// Every team that somebody is in, or that rows name.
pub(super) fn teams(view: &View, measure: MeasureId, windows: &[Period]) -> Vec<LabelSubject> {
    let own = made_of(view.book.policy, measure);
    let named = view.cube.words_of(&own, TEAM).into_iter().filter(|team| !team.is_empty()).map(str::to_owned);
    let found: BTreeMap<String, String> = of_people(view, windows).into_iter().chain(named).fold(
        BTreeMap::new(),
        |mut found: BTreeMap<String, String>, team| {
            found.entry(folded(&team).into_owned()).or_insert(team);
            found
        },
    );
    let mut list: Vec<LabelSubject> =
        found.into_values().map(|team| LabelSubject::new(&team, Subject::Team(team.clone()))).collect();
    list.sort_by(|one, other| one.id.cmp(&other.id));
    list.push(LabelSubject::nobody());
    list
}

fn of_people(view: &View, windows: &[Period]) -> BTreeSet<String> {
    let spells = view.book.ledger.people.list.iter().flat_map(|person| &person.spells);
    let there = spells
        .filter(|spell| windows.iter().any(|window| spell.first <= window.last() && window.first() <= spell.last));
    there.filter_map(|spell| spell.team_name()).collect()
}

/// Whether rows of a part may say themselves of which team they are, and no person: events.
pub(super) fn may_name_teams(policy: &Policy, part: MeasureId) -> bool {
    let inputs = policy.measure(part).kind.inputs();
    let mut rules = inputs.iter().filter_map(|input| policy.input(input));
    rules.any(|rule| {
        let is_own = |label: &crate::source::Spanned<String>| name_in(rule, &label.value) == TEAM;
        let is_labelled = rule.own.as_ref().is_some_and(|own| own.labels.iter().any(is_own));
        rule.kind().is_source() && (is_labelled || columns_of(&rule.name).iter().any(|spec| spec.name == TEAM))
    })
}

/// The subject of a team in a part: what its people have, or rows that name the team.
pub(super) fn team(view: &View, part: MeasureId, team: &str) -> Subject {
    match names_teams(view, part) {
        true => Subject::Labelled { column: TEAM.to_owned(), label: team.to_owned() },
        false => Subject::Team(team.to_owned()),
    }
}

fn names_teams(view: &View, part: MeasureId) -> bool {
    view.cube.has_words_of(&[part], TEAM)
}

/// What of a part is nobody's, or of nobody who is in a team: the rest of what is added up; missing of anything else.
pub(super) fn nobodys(by: &By, view: &View, sheet: &mut Worksheet, (part, window): (MeasureId, &Period)) -> Figure {
    let rule = view.book.policy.measure(part);
    if *by == By::Team && names_teams(view, part) {
        let subject = Subject::Labelled { column: TEAM.to_owned(), label: String::new() };
        return view.book.actual(sheet, part, &subject, window);
    }
    if !matches!(rule.kind, MeasureKind::Sum(_) | MeasureKind::Count(_)) {
        return sheet.leaf(Leaf::Absent, None, rule.unit);
    }
    let of_register = rule.kind.inputs().into_iter().any(|input| InputKind::of(input).is_register());
    let all = match of_register {
        true => Subject::Department,
        false => Subject::Labelled { column: EVERY_ROW.to_owned(), label: String::new() },
    };
    let all = view.book.without_overlays(sheet, part, (&all, window));
    let somebodys = match by {
        By::Team if of_register => {
            let teams = of_people(view, std::slice::from_ref(window)).into_iter();
            let teams: Vec<Figure> =
                teams.map(|team| view.book.without_overlays(sheet, part, (&Subject::Team(team), window))).collect();
            sheet.step(Form::Sum, &teams.iter().collect::<Vec<_>>(), rule.unit)
        }
        // All its rows are in the department's figure, whosever they are.
        _ if said_by_rows(view.book.policy, part) => {
            let people = 0..view.book.ledger.people.list.len();
            let own = people.map(|person| view.book.without_overlays(sheet, part, (&Subject::Person(person), window)));
            let own: Vec<Figure> = own.collect();
            sheet.step(Form::Sum, &own.iter().collect::<Vec<_>>(), rule.unit)
        }
        _ => view.book.without_overlays(sheet, part, (&Subject::Department, window)),
    };
    let nobodys = difference(sheet, (&all, &somebodys), rule.unit);
    if *by != By::Team || of_register {
        return nobodys;
    }
    // A row that several teams share counts in each of them: what is left of all is not what no team has.
    let no_teams = view.book.without_overlays(sheet, part, (&Subject::Team(NO_TEAM.to_owned()), window));
    sheet.step(Form::Sum, &[&nobodys, &no_teams], rule.unit)
}
