//! `holds.csv`: orders of which nothing is paid for now.

use super::staff::is_like_a_day;
use crate::finding::Finding;
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
    unread_end(register).into_iter().for_each(|finding| faults.push(finding));
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

/// Words in the headers of days on which a hold ends: their beginnings, whole ones, and those that stand anywhere.
const ENDS: [&str; 9] = ["until", "till", "releas", "expir", "lift", "frei", "aufgehoben", "ablauf", "jusqu"];
const WHOLE: [&str; 6] = ["end", "ends", "ended", "ending", "ende", "bis"];
const ENDS_IN_CHINESE: [&str; 8] = ["到期", "截止", "解除", "结束", "結束", "释放", "釋放", "至"];

/// A column of days, by its header of the end of a hold, that nothing reads, where no column says how long an order is on hold: it stays so for ever.
fn unread_end(register: &Register) -> Option<Finding> {
    let heading = &register.rows.first()?.heading;
    let says = |label: &str| {
        let label = label.to_lowercase();
        let mut words = label.split(|c: char| !c.is_alphanumeric());
        words.any(|own| WHOLE.contains(&own) || ENDS.iter().any(|word| own.starts_with(word)))
            || ENDS_IN_CHINESE.iter().any(|word| label.contains(word))
    };
    let are_days = |index: usize| {
        let texts = register.rows.iter().filter(|row| row.heading.file == heading.file);
        let mut texts = texts.filter_map(|row| row.text_in(index)).filter(|text| !text.trim().is_empty()).peekable();
        texts.peek().is_some() && texts.all(|text| is_like_a_day(&text))
    };
    let mut slots = heading.slots.iter().enumerate().filter(|(_, slot)| slot.is_unread() && says(&slot.label));
    let (_, slot) = slots.find(|(index, _)| are_days(*index)).filter(|_| !heading.has("until"))?;
    let line = format!("columns = {{ until = {:?} }}", slot.label);
    let finding = Finding::warning("hold-day-unread").with("column", &slot.label).with("line", line);
    Some(finding.at(heading.place.clone()))
}
