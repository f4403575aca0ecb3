//! `improvements.csv`: what was decided, by whom it is done, and by which measure it is judged.

use crate::calendar::NaiveDate;
use crate::source::Place;

/// One improvement.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What names it; its address where it has no number.
    pub id: String,
    /// What is done.
    pub action: String,
    /// Who does it: index of a person.
    pub person: usize,
    /// By when.
    pub due: NaiveDate,
    /// By which measure it is judged, and where that stands.
    pub measure: Option<(String, Place)>,
    /// When it was done.
    pub done: Option<NaiveDate>,
    /// The row.
    pub place: Place,
}
