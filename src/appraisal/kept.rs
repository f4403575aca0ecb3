//! What measures came to in a period, for what will look back to it once it is closed.

use std::collections::BTreeSet;

use crate::derivation::{Subject, Worksheet};
use crate::history::{Figures, Kept, Of};
use crate::measure::Book;
use crate::policy::rules::{MeasureId, MeasureKind};

/// Of each measure that something is scored, ranked or paid by: of everybody employed in the book's period, of their teams, of the department.
/// Scores are not among them: they are kept as standings.
pub(super) fn of(book: &Book) -> Figures {
    let people = &book.ledger.people;
    let employed: Vec<usize> = people.employed_in(book.period).collect();
    let spells = employed.iter().flat_map(|person| &people.list[*person].spells);
    let teams: BTreeSet<String> = spells.filter_map(|spell| spell.team_name()).collect();
    let mut figures = Figures::default();
    let used = book.policy.used.iter().filter(|id| !matches!(book.policy.measure(**id).kind, MeasureKind::Score));
    for measure in used {
        let name = &book.policy.measure(*measure).name;
        figures.put(name, Of::Department, kept(book, *measure, &Subject::Department));
        for team in &teams {
            figures.put(name, Of::Team(team), kept(book, *measure, &Subject::Team(team.clone())));
        }
        for person in &employed {
            figures.put(name, Of::Person(&people.list[*person].id), kept(book, *measure, &Subject::Person(*person)));
        }
    }
    figures
}

fn kept(book: &Book, measure: MeasureId, subject: &Subject) -> Kept {
    let mut sheet = Worksheet::new();
    let actual = book.actual(&mut sheet, measure, subject, book.period);
    let payable = book.without_overlays(&mut sheet, measure, (subject, book.period));
    let target = book.target(&mut sheet, measure, subject, book.period);
    let [actual, payable, target] = [actual, payable, target].map(|figure| figure.value().cloned());
    Kept { actual, payable, target }
}
