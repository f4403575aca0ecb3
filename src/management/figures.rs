//! Values of a measure by the words of a column in some windows, one after the other: of customers there may be very many, and what their figures are made
//! of is looked up once for all.

use super::View;
use crate::calendar::Period;
use crate::derivation::Subject;
use crate::measure::cube::Courses;
use crate::number::Number;
use crate::policy::rules::MeasureId;

/// The values of a measure, each that of `Book::value`.
pub struct Figures<'v> {
    view: View<'v>,
    measure: MeasureId,
    column: String,
    windows: Vec<Period>,
    /// Where they are sums or counts of rows.
    courses: Option<Courses<'v>>,
}

impl<'v> Figures<'v> {
    /// Those of a measure by the words of a column in these windows.
    pub fn of(view: View<'v>, measure: MeasureId, column: &str, windows: &[Period]) -> Self {
        let days: Vec<Period> = windows.iter().map(|window| view.book.days_of(measure, window)).collect();
        let courses = view.book.keeps(measure).then(|| view.cube.courses(measure, column, &days)).flatten();
        Figures { view, measure, column: column.to_owned(), windows: windows.to_vec(), courses }
    }

    /// That of a word in the window of that place.
    pub fn value(&self, label: &str, window: usize) -> Option<Number> {
        if let Some(courses) = &self.courses {
            return courses.of(label).total(window).value;
        }
        let subject = Subject::Labelled { column: self.column.clone(), label: label.to_owned() };
        self.view.book.value(self.measure, &subject, &self.windows[window])
    }
}
