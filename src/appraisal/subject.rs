//! The figures of a subject that is no person: a customer, a product, a team, everybody.

use crate::derivation::{Subject, Worksheet};
use crate::measure::Book;
use crate::policy::rules::{Against, MeasureId};

/// Every figure of one subject, on a worksheet of its own.
pub struct SubjectResult {
    /// Whose.
    pub subject: Subject,
    /// How the figures came about.
    pub sheet: Worksheet,
    /// The measures that it has.
    pub measures: Vec<MeasureId>,
}

/// Computes these measures of a subject for the book's period: each one's value, and its attainment where it has a target of it.
pub fn of_subject(book: &Book, subject: Subject, measures: Vec<MeasureId>) -> SubjectResult {
    let mut sheet = Worksheet::new();
    for measure in &measures {
        let has_target = !book.target(&mut Worksheet::new(), *measure, &subject, book.period).is_missing();
        if has_target {
            book.attained(&mut sheet, *measure, &subject, &Against::Target);
        } else {
            book.actual(&mut sheet, *measure, &subject, book.period);
        }
    }
    SubjectResult { subject, sheet, measures }
}
