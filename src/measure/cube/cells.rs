//! The cells of subjects: which spells, in which segments, belong to a person, a team, a branch.

use std::collections::HashMap;
use std::ops::Range;

use super::Cube;
use crate::calendar::NaiveDate;
use crate::crediting::spell_on;
use crate::derivation::{NO_TEAM, Subject};
use crate::ledger::Spell;

/// Who is at or below the top of a branch, by segment: each manager is looked up once.
struct BranchOf {
    top: Option<usize>,
    first: usize,
    known: Vec<HashMap<usize, bool>>,
}

impl BranchOf {
    fn new(subject: &Subject, first: usize) -> Self {
        let top = if let Subject::Branch(top) = subject { Some(*top) } else { None };
        BranchOf { top, first, known: Vec::new() }
    }

    /// Whether a manager is the top or below. Inside of a segment nobody changes manager, so its first day stands for all of it.
    fn holds(&mut self, manager: usize, segment: usize, cube: &Cube) -> bool {
        let place = segment - self.first;
        if self.known.len() <= place {
            self.known.resize_with(place + 1, HashMap::new);
        }
        let (known, day) = (&mut self.known[place], cube.plan.segments.first_day(segment));
        let mut way = Vec::new();
        let mut at = Some(manager);
        let holds = loop {
            let Some(manager) = at else { break false };
            if let Some(known) = known.get(&manager) {
                break *known;
            }
            way.push(manager);
            if Some(manager) == self.top {
                break true;
            }
            // A circle of managers, which the ledger refuses, would end here.
            known.insert(manager, false);
            at = cube.ledger.people.list[manager].on(day).and_then(|spell| spell.manager);
        };
        known.extend(way.into_iter().map(|manager| (manager, holds)));
        holds
    }
}

impl Cube<'_> {
    /// The cells of a subject in a range of segments.
    pub(super) fn cells(&self, subject: &Subject, segments: Range<usize>, overlays: bool) -> Vec<u32> {
        let mut cells = Vec::new();
        let mut branch = BranchOf::new(subject, segments.start);
        let people = match subject {
            Subject::Person(person) => *person..*person + 1,
            _ => 0..self.ledger.people.list.len(),
        };
        for person in people {
            for (number, spell) in self.ledger.people.list[person].spells.iter().enumerate() {
                for segment in segments.clone() {
                    if self.belongs(subject, person, spell, (segment, &mut branch)) {
                        let spell = self.plan.first_spell[person] as usize + number;
                        let cell = ((spell * self.plan.segments.len() + segment) * 2) as u32;
                        cells.push(cell);
                        cells.extend(overlays.then_some(cell + 1));
                    }
                }
            }
        }
        cells
    }

    fn belongs(
        &self,
        subject: &Subject,
        person: usize,
        spell: &Spell,
        (segment, branch): (usize, &mut BranchOf),
    ) -> bool {
        match subject {
            Subject::Person(one) => person == *one,
            Subject::Department => true,
            Subject::Team(team) => spell.team.as_deref().unwrap_or(NO_TEAM) == team,
            Subject::Direct(manager) => spell.manager == Some(*manager),
            Subject::Mentees(mentor) => spell.mentor == Some(*mentor),
            // A word has no spells: its totals are along an axis of their own.
            Subject::Labelled { .. } => false,
            Subject::Branch(_) => spell.manager.is_some_and(|manager| branch.holds(manager, segment, self)),
        }
    }

    pub(super) fn is_subject_on(&self, subject: &Subject, person: usize, day: NaiveDate) -> bool {
        let Some(spell) = spell_on(self.ledger, person, day) else { return false };
        let spell = &self.ledger.people.list[person].spells[spell];
        let segment = self.plan.segments.of(day);
        self.belongs(subject, person, spell, (segment, &mut BranchOf::new(subject, segment)))
    }

    /// Whose a cell is.
    pub(super) fn person_of(&self, cell: u32) -> usize {
        let spell = cell as usize / 2 / self.plan.segments.len();
        self.plan.first_spell.partition_point(|first| *first as usize <= spell) - 1
    }
}
