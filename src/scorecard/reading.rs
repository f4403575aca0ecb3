//! What an indicator looks at, before any points.

use crate::derivation::{Figure, Leaf, Subject, Worksheet};
use crate::ledger::Rating;
use crate::measure::Book;
use crate::policy::rules::{Better, Indicator, IndicatorOf, MeasureId, On, SubjectOf, Unit};

/// A measure's value or a rating, and the attainment where points are read from it.
pub(super) struct Reading {
    /// The measure's value or the rating.
    pub actual: Figure,
    /// What attainment is measured by.
    pub against: Option<Figure>,
    /// The attainment.
    pub attainment: Option<Figure>,
}

impl Reading {
    /// What points are read from.
    pub fn looked_at(&self) -> &Figure {
        self.attainment.as_ref().unwrap_or(&self.actual)
    }
}

/// The indicator's reading for the person; missing for the team's figure where the person has no team.
pub(super) fn read(book: &Book, sheet: &mut Worksheet, person: usize, indicator: &Indicator) -> Reading {
    let measure = match indicator.of {
        IndicatorOf::Measure(measure) => measure,
        IndicatorOf::Rating(_) => return rated(book, sheet, person, indicator),
    };
    let Some(subject) = subject(book, person, indicator.subject) else {
        return without_team(book, sheet, measure);
    };
    if indicator.score.on() != Some(On::Attainment) {
        let actual = book.actual(sheet, measure, &subject, book.period);
        return Reading { actual, against: None, attainment: None };
    }
    let attained = book.attained(sheet, measure, &subject, &indicator.against.value);
    let of = book.policy.measure(measure).name.clone();
    sheet.name(&attained.attainment, "attainment", Some(&of), Some(indicator.against.span));
    Reading { actual: attained.actual, against: Some(attained.against), attainment: Some(attained.attainment) }
}

/// Whether more of what the indicator looks at is better; a rating is.
pub(super) fn better(book: &Book, indicator: &Indicator) -> Better {
    match indicator.of {
        IndicatorOf::Measure(measure) => book.policy.measure(measure).better,
        IndicatorOf::Rating(_) => Better::Higher,
    }
}

/// The row that rates the person for the period under that name.
pub(super) fn rating_row<'a>(book: &Book<'a>, person: usize, indicator: &Indicator) -> Option<&'a Rating> {
    let IndicatorOf::Rating(name) = &indicator.of else { return None };
    let days = (book.period.first(), book.period.last());
    book.ledger.ratings.iter().find(|rating| {
        rating.person == person && rating.indicator == *name && (rating.period.first(), rating.period.last()) == days
    })
}

fn subject(book: &Book, person: usize, of: SubjectOf) -> Option<Subject> {
    match of {
        SubjectOf::Person => Some(Subject::Person(person)),
        SubjectOf::Team => {
            let spell = book.ledger.people.list[person].at_end_of(book.period)?;
            spell.team_name().map(Subject::Team)
        }
    }
}

fn rated(book: &Book, sheet: &mut Worksheet, person: usize, indicator: &Indicator) -> Reading {
    let actual = match rating_row(book, person, indicator) {
        Some(row) => sheet.leaf(Leaf::Row(Box::new(row.place.clone())), Some(row.rating.clone()), Unit::Number),
        None => sheet.leaf(Leaf::Absent, None, Unit::Number),
    };
    sheet.name(&actual, "rating", Some(&indicator.name), Some(indicator.span));
    Reading { actual, against: None, attainment: None }
}

fn without_team(book: &Book, sheet: &mut Worksheet, measure: MeasureId) -> Reading {
    let rule = book.policy.measure(measure);
    let actual = sheet.leaf(Leaf::Absent, None, rule.unit);
    sheet.name(&actual, "actual", Some(&rule.name), Some(rule.span));
    Reading { actual, against: None, attainment: None }
}
