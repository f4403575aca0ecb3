//! `[progress]`.

use crate::number::Number;
use crate::policy::rules::Steps;
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
    bands.iter().for_each(|bands| check_reach(table, bands));
    table.finish();
    ProgressRule { pace, bands, span: table.span }
}

/// Nobody lands at so many times a target.
const FAR: i64 = 3;
/// A larger bare number is refused.
const REFUSED: i64 = 10;

/// A bound that nobody reaches is most likely short of a per cent sign.
fn check_reach(table: &TableReader<'_>, bands: &Steps<Spanned<String>>) {
    for bound in bands.list.iter().map(|step| &step.bound.at) {
        let written = table.reading.written(bound.span);
        let is_far = bound.value >= Number::from(FAR) && bound.value <= Number::from(REFUSED);
        if is_far && !written.contains(['%', '％']) {
            let percent = format!("{}%", &bound.value * &Number::from(100));
            table.reading.warning("band-beyond-reach", bound.span, &[("found", written), ("percent", &percent)]);
        }
    }
}

fn band(step: &TableReader<'_>) -> Option<Spanned<String>> {
    step.require("band", "band = \"red\"");
    step.text("band")
}
