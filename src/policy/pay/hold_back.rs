//! `hold_back`: what of a commission is paid later.

use crate::number::Number;
use crate::policy::rules::{Commission, HoldBack, InputKind, Leavers, Negative, Over, PayKind, Release};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;
use crate::policy::value;
use crate::source::Spanned;

/// What becomes of what is held for who has left.
pub(in crate::policy) const LEAVERS: [(&str, Leavers); 3] =
    [("release", Leavers::Release), ("hold", Leavers::Hold), ("forfeit", Leavers::Forfeit)];

/// Reads the key, which commissions on orders alone have.
pub(super) fn hold_back(table: &TableReader<'_>, kind: Option<&PayKind>, scope: &Scope<'_>) -> Option<HoldBack> {
    let own = table.table("hold_back")?;
    own.require("share", "share = \"20%\"");
    let is_share = |share: &Number| share.is_positive() && *share <= Number::one();
    let share = own.number("share");
    let share = share.and_then(|share| value::share(own.reading, "share", share, "0 % .. 100 %", is_share));
    let release = release(&own);
    let partial = own.flag("partial");
    let leavers = own.choice("leavers", &LEAVERS);
    own.finish();
    let (share, release) = (share?, release?);
    let Some(PayKind::Commission(commission)) = kind else {
        if kind.is_some() {
            own.reading.error("hold-back-of-other-kind", own.span, &[]);
        }
        return None;
    };
    check(&own, commission, (&release.value, partial.as_ref()), scope)?;
    Some(HoldBack {
        share,
        release: release.value,
        partial: partial.is_some_and(|flag| flag.value),
        leavers,
        span: own.span,
    })
}

/// `"collected"`, or `{ days = 90 }`.
fn release(own: &TableReader<'_>) -> Option<Spanned<Release>> {
    own.require("release", "release = \"collected\"");
    let node = own.node("release")?;
    if value::plain_text(node, "days").is_some() || own.reading.written(node.span).starts_with('{') {
        let days = own.table("release")?;
        days.require("days", "days = 90");
        let count = days.whole("days");
        days.finish();
        return count.map(|count| Spanned::new(Release::Days(count.value), node.span));
    }
    value::choice(own.reading, "release", node, &[("collected", Release::Collected)])
}

fn check(
    own: &TableReader<'_>,
    commission: &Commission,
    (release, partial): (&Release, Option<&Spanned<bool>>),
    scope: &Scope<'_>,
) -> Option<()> {
    if commission.over.value == Over::YearToDate {
        own.reading.conflict("hold-back-of-year-to-date", [own.span, commission.over.span], &[]);
        return None;
    }
    match (release, partial) {
        (Release::Collected, _) => scope.names.needs_input(InputKind::Collections, &Spanned::new((), own.span)),
        (Release::Days(_), Some(partial)) if partial.value => {
            own.reading.error("partial-without-collections", partial.span, &[]);
        }
        (Release::Days(_), _) => {}
    }
    Some(())
}

/// A loss that is carried, and a year so far that trues up by itself, would be made up for twice.
pub(super) fn check_carry(table: &TableReader<'_>, kind: Option<&PayKind>, negative: Option<&Spanned<Negative>>) {
    let Some(carry) = negative.filter(|negative| negative.value == Negative::Carry) else { return };
    match kind {
        Some(PayKind::Commission(commission)) if commission.over.value == Over::YearToDate => {
            table.reading.conflict("carry-of-year-to-date", [carry.span, commission.over.span], &[]);
        }
        Some(PayKind::Commission(_) | PayKind::Bonus(_) | PayKind::Override(_)) | None => {}
        Some(_) => table.reading.error("carry-of-other-kind", carry.span, &[]),
    }
}
