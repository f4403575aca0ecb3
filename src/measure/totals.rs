//! What the stages may ask of what was gathered from the files.

use crate::calendar::Period;
use crate::derivation::Subject;
use crate::number::Number;
use crate::policy::rules::MeasureId;

/// Which total.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// A measure that is gathered from rows (not one made of other measures).
    pub measure: MeasureId,
    /// Whose.
    pub subject: &'a Subject,
    /// When; one of the windows that were planned.
    pub window: &'a Period,
    /// Whether credits beyond the whole (overlays) are in.
    pub overlays: bool,
}

/// A total and how many rows are in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// The value; missing where a mean, share or median has no rows (or fewer than `min_rows`).
    pub value: Option<Number>,
    /// Rows in it.
    pub rows: u64,
}

/// One label's, or one step's, part of a total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The label (blank: empty), or the number of the row's column in full.
    pub label: String,
    /// Its total.
    pub value: Number,
    /// Rows in it.
    pub rows: u64,
}

/// One order: the whole of it, and the part that the subject has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deal {
    /// By what it is looked up.
    pub key: String,
    /// The order's key as first written; empty for a row without one, which is a deal of its own.
    pub order: String,
    /// `file:line` of its first row.
    pub at: String,
    /// The amount of the whole order in the window.
    pub whole: Number,
    /// The subject's part of it; equal to the whole where the order is not split.
    pub part: Number,
    /// Rows in it.
    pub rows: u64,
    /// The subject's part by the values of the column asked for, in the order of labels; empty without a column.
    pub labels: Vec<Part>,
    /// The whole by the same values.
    pub whole_labels: Vec<Part>,
}

impl Deal {
    /// The order's key, or where its only row stands.
    pub fn called(&self) -> &str {
        if self.order.is_empty() { &self.at } else { &self.order }
    }
}

/// Everything gathered from the files in one pass.
pub trait Totals: Sync {
    /// The total.
    fn total(&self, ask: &Ask) -> Total;

    /// The total of days that need be no window that was planned; nothing where it is not known.
    fn total_of_days(&self, _ask: &Ask) -> Option<Total> {
        None
    }

    /// The word by which rows are told apart that a total is made of, where rows themselves say what they are of, and no person; nothing where whose they are says it.
    fn said_by_rows(&self, _ask: &Ask) -> Option<Subject> {
        None
    }

    /// A count in which a row, or a value, of a split order counts as the subject's share of it; missing where the total is.
    fn credited(&self, ask: &Ask) -> Total {
        self.total(ask)
    }

    /// Whether some row of a measure gathered from rows is of a split order.
    fn is_split(&self, _measure: MeasureId) -> bool {
        false
    }

    /// The parts by the values of a label or number column of the measure's source, in the order of labels (code points; numbers by
    /// value). They add up to the total; none where it is missing.
    fn parts(&self, ask: &Ask, column: &str) -> Vec<Part>;

    /// The orders of a person, by order key, then place. Their parts add up to the total; none where it is missing. With a column of the measure's source, each
    /// also has that part by the values of that column.
    fn deals(&self, ask: &Ask, column: Option<&str>) -> Vec<Deal>;

    /// What a measure has of an order as a whole in the window, whosever its rows are: 0 where it has no row of it.
    fn of_order(&self, ask: &Ask, order: &Deal) -> Total {
        let deal = self.deals(ask, None).into_iter().find(|deal| deal.key == order.key);
        deal.map_or(Total { value: Some(Number::zero()), rows: 0 }, |deal| Total {
            value: Some(deal.whole),
            rows: deal.rows,
        })
    }

    /// For contests: the day on which the person's running total reached its final value; nothing without rows.
    fn last_day(&self, ask: &Ask) -> Option<crate::calendar::NaiveDate>;
}
