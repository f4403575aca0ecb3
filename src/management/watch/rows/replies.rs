//! Tickets that are all answered after they were closed: the two columns stand the other way round.

use std::cell::{Cell, RefCell};

use super::clock;
use crate::finding::Finding;
use crate::ledger::rows::ListedRow;
use crate::source::Place;

/// The column of the first answer, and that of the end.
pub(super) const REPLY: &str = "first_reply";
const CLOSED: &str = "closed";

/// So many rows say how all are.
const LEAST: u64 = 3;

/// How many rows are answered before they are closed, and after that.
#[derive(Default)]
pub(super) struct Replies {
    before: Cell<u64>,
    after: Cell<u64>,
    first: RefCell<Option<Place>>,
}

impl Replies {
    /// Looks at a row.
    pub fn see(&self, row: &ListedRow) {
        let moment = |column: &str| clock::moment(row, row.cell(column)?);
        let (Some(reply), Some(closed)) = (moment(REPLY), moment(CLOSED)) else { return };
        let count = if reply > closed { &self.after } else { &self.before };
        count.set(count.get() + 1);
        if reply > closed && self.first.borrow().is_none() {
            *self.first.borrow_mut() = Some(row.place.clone());
        }
    }

    /// A warning where all of several are.
    pub fn told(&self, input: &str) -> Option<Finding> {
        let are_all = self.before.get() == 0 && self.after.get() >= LEAST;
        let finding = Finding::warning("tickets-closed-before-reply").with("input", input);
        let finding = finding.with("count", self.after.get()).with("reply", REPLY).with("closed", CLOSED);
        self.first.borrow().clone().filter(|_| are_all).map(|place| finding.at(place))
    }
}
