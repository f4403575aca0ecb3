//! A component that is in every key but its name what an earlier one is: everybody is paid twice.

use crate::finding::Finding;
use crate::policy::table::TableReader;

/// Kinds that pay by what somebody did, and the keys of which one must be there: two allowances of one amount may well be meant.
const KINDS: [(&str, &[&str]); 3] = [("commission", &["base"]), ("override", &["base"]), ("bonus", &["each", "when"])];

/// Warns of each, with the earlier one.
pub(super) fn warn(tables: &[TableReader<'_>]) {
    for (index, table) in tables.iter().enumerate().filter(|(_, table)| is_of_kind(table)) {
        let earlier = tables[..index].iter().find(|earlier| earlier.is_like(table, "name"));
        let names = (table.written_text("name"), earlier.and_then(|earlier| earlier.written_text("name")));
        if let ((Some(name), Some(other)), Some(earlier)) = (names, earlier)
            && name != other
        {
            let finding = Finding::warning("component-twice").with("component", name).with("name", other);
            let places = [table, earlier].map(|table| table.reading.place(table.span));
            table.reading.push(places.into_iter().fold(finding, Finding::at));
        }
    }
}

fn is_of_kind(table: &TableReader<'_>) -> bool {
    let kind = table.written_text("kind");
    let known = KINDS.iter().find(|(known, _)| kind == Some(known));
    known.is_some_and(|(_, keys)| keys.iter().any(|key| table.has(key)))
}
