//! `[progress]`: by which clock actual is held against target, and the bands of where it lands.

use crate::number::Number;
use crate::policy::rules::steps::Steps;
use crate::source::{Span, Spanned};

/// The rule.
#[derive(Clone, Debug, Default)]
pub struct ProgressRule {
    /// By which clock.
    pub pace: Pace,
    /// Names of where a target lands, by the attainment at the period's end.
    pub bands: Option<Steps<Spanned<String>>>,
    /// Where it stands.
    pub span: Span,
}

/// By which clock time goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// Days of work.
    #[default]
    WorkDays,
    /// All days.
    CalendarDays,
    /// The share that earlier periods had done by the same day.
    History,
}

impl Pace {
    /// Each with its name.
    pub const ALL: [(&'static str, Pace); 3] =
        [("work_days", Pace::WorkDays), ("calendar_days", Pace::CalendarDays), ("history", Pace::History)];

    /// The name in the policy.
    pub fn id(self) -> &'static str {
        Self::ALL.iter().find(|(_, own)| *own == self).map_or("", |(id, _)| id)
    }
}

impl ProgressRule {
    /// The band that holds an attainment; what lies under the first one is in the first.
    pub fn band(&self, attainment: &Number) -> Option<&str> {
        let bands = self.bands.as_ref()?;
        let band = bands.at(attainment).or_else(|| bands.list.first().map(|step| &step.value));
        band.map(|band| band.value.as_str())
    }
}
