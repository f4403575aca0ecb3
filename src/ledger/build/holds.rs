//! `holds.csv`: orders of which nothing is paid for now.

use crate::ingest::faults::Faults;
use crate::ingest::register::{Need, Register, Wanted};
use crate::ledger::{HeldOrder, Holds};
use crate::spelling::folded;

/// The columns.
pub(super) fn wanted() -> Wanted {
    Wanted::new(&["order", "reason"], &["until", "by"])
}

/// All orders on hold, in the order of the files.
pub(super) fn holds(register: &Register, faults: &mut Faults) -> Holds {
    let mut holds = Holds::default();
    for row in &register.rows {
        let mut cells = row.read(faults);
        let order = cells.key("order", Need::Required);
        let reason = cells.text("reason", Need::Required);
        let until = cells.date("until", Need::Optional);
        let by = cells.text("by", Need::Optional);
        if let (Some(order), Some(reason), false) = (order, reason, cells.failed()) {
            holds.keys.insert(folded(&order).into_owned());
            holds.rows.push(HeldOrder { order, reason, until, by, place: row.whole() });
        }
    }
    holds
}
