//! What is odd about rows that stand as they are.

use super::Opened;
use crate::finding::Finding;
use crate::measure::fold::{BARE, FAR, Folder, LACKING, NEAR, Remark, SIGNED, UNKNOWN_NUMBER};
use crate::measure::plan::Plan;
use crate::source::Place;

/// So many times more rows have the number that the register has for their name.
const MOST: u64 = 2;

/// What is odd about rows that stand as they are, one warning a kind.
pub(in crate::gathering) fn odd_rows(plan: &Plan, one: &Opened, folder: &Folder) -> Vec<Finding> {
    let remarks = &folder.remarks;
    let warning = |((code, column), remark): (&(&'static str, String), &Remark)| {
        let (file, line) = remark.first;
        let has = |code| remarks.contains_key(&(code, column.clone()));
        let slot = || plan.streams[one.stream].slots.iter().position(|slot| slot.column == *column);
        let agreeing = || slot().and_then(|slot| folder.agreeing.get(&slot)).copied().unwrap_or(0);
        match *code {
            BARE | NEAR => return None,
            // A file may have numbers of its own.
            UNKNOWN_NUMBER if agreeing() < remark.rows * MOST => return None,
            SIGNED if !has(BARE) => return None,
            FAR if has(NEAR) => return None,
            _ => {}
        }
        let warning = if [SIGNED, LACKING].contains(code) { Finding::error(code) } else { Finding::warning(code) };
        let warning = warning.with("input", &one.name).with("count", remark.rows);
        let warning = warning.with("text", &remark.order).with("label", column);
        let head = one.heads.get((file as usize).checked_sub(one.first_file)?);
        Some(match head.filter(|_| ["returns-without-column", LACKING].contains(code)) {
            Some(head) => {
                let unread: Vec<String> = head.ignored.iter().map(|header| format!("`{header}`")).collect();
                warning.with("unread", unread.join(", ")).at(head.header.clone())
            }
            None => warning.at(Place::line(plan.files.get(file as usize)?.clone(), line, "")),
        })
    };
    remarks.iter().filter_map(warning).collect()
}
