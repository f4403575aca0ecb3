//! `[progress]`.

use crate::policy::rules::management::ProgressRule;
use crate::policy::rules::management::progress::Pace;
use crate::policy::scope::Scope;
use crate::policy::steps::steps;
use crate::policy::table::TableReader;
use crate::source::Spanned;

/// Reads the table.
pub(super) fn progress(table: &TableReader<'_>, _scope: &Scope<'_>) -> ProgressRule {
    let pace = table.choice("pace", &Pace::ALL).map_or(Pace::default(), |pace| pace.value);
    let bands = steps(table, "bands", None, band);
    table.finish();
    ProgressRule { pace, bands, span: table.span }
}

fn band(step: &TableReader<'_>) -> Option<Spanned<String>> {
    step.require("band", "band = \"red\"");
    step.text("band")
}
