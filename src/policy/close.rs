//! `[close]`.

use super::reading::Reading;
use super::rules::{CloseRules, KeptInputs};
use super::table::TableReader;
use crate::calendar::{Period, PeriodKind};
use crate::source::Spanned;

const FOLDER: &str = "closed";

/// What a close keeps of the files.
pub(super) const INPUTS: [(&str, KeptInputs); 2] = [("copy", KeptInputs::Copy), ("digests", KeptInputs::Digests)];

/// Whether corrections are paid.
pub(super) const CORRECTIONS: [(&str, bool); 2] = [("list", false), ("next", true)];

/// Reads the table.
pub(super) fn close(table: &TableReader<'_>, (kind, fiscal_start): (PeriodKind, u32)) -> CloseRules {
    table.default("folder", "\"closed\"");
    table.default("inputs", "\"copy\"");
    table.default("corrections", "\"list\"");
    let folder = table.text("folder").filter(|folder| is_below(table.reading, folder));
    let inputs = table.choice("inputs", &INPUTS).map_or(KeptInputs::Copy, |inputs| inputs.value);
    let starts = table.date("starts").filter(|day| {
        let period = Period::containing(day.value, kind, fiscal_start);
        let is_first = period.first() == day.value;
        if !is_first {
            let (day_text, first) = (day.value.to_string(), period.first().to_string());
            table.reading.error("starts-inside-period", day.span, &[("day", &day_text), ("first", &first)]);
        }
        is_first
    });
    let look_back = look_back(table);
    table.finish();
    CloseRules {
        span: folder.as_ref().map_or(table.span, |folder| folder.span),
        folder: folder.map_or_else(|| FOLDER.to_owned(), |folder| folder.value),
        inputs,
        starts,
        look_back,
    }
}

/// `look_back` is required with corrections that are paid, and means nothing without.
fn look_back(table: &TableReader<'_>) -> Option<Spanned<u32>> {
    let corrections = table.choice("corrections", &CORRECTIONS);
    if corrections.as_ref().is_some_and(|corrections| corrections.value) {
        table.require("look_back", "look_back = 3");
        return table.periods("look_back");
    }
    if let Some(look_back) = table.periods("look_back") {
        table.reading.error("look-back-without-corrections", look_back.span, &[]);
    }
    None
}

/// A folder beside the policy: one that leads elsewhere would be written there.
fn is_below(reading: &Reading, folder: &Spanned<String>) -> bool {
    let path = std::path::Path::new(&folder.value);
    let is_plain = path.components().next().is_some()
        && path.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if !is_plain {
        reading.error("close-folder-elsewhere", folder.span, &[("folder", &folder.value)]);
    }
    is_plain
}
