//! `kind = "draw"`.

use super::guarantee::components;
use crate::calendar::Period;
use crate::number::Number;
use crate::policy::rules::{Draw, PayKind, RecoverAtMost};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;
use crate::policy::value;
use crate::source::Spanned;

pub(super) fn draw(table: &TableReader<'_>, scope: &Scope<'_>, earlier: &[&str]) -> Option<PayKind> {
    table.require("minimum", "minimum = 2_000");
    let components = components(table, earlier);
    let minimum = table.own_amount_from_zero("minimum");
    table.default("recoverable", "true");
    let recoverable = table.flag("recoverable").unwrap_or(Spanned::new(true, table.span));
    let recover_at_most = recover_at_most(table);
    let from_period = from_period(table, scope);
    for (key, is_there) in [("recover_at_most", recover_at_most.is_some()), ("from_period", from_period.is_some())] {
        if is_there && !recoverable.value {
            table.reading.error("recovery-of-nothing", recoverable.span, &[("key", key)]);
        }
    }
    Some(PayKind::Draw(Draw { components: components?, minimum: minimum?, recover_at_most, from_period, recoverable }))
}

/// `{ amount = 300 }`, `{ share = "50%" }`; bare, a percentage is a share and a number above 1 an amount.
fn recover_at_most(table: &TableReader<'_>) -> Option<RecoverAtMost> {
    const KEY: &str = "recover_at_most";
    let node = table.node(KEY)?;
    let written = table.reading.written(node.span);
    if !written.starts_with('{') {
        let number = table.amount_from_zero(KEY)?;
        let is_share = written.contains(['%', '％']);
        return match (is_share, number.value > Number::one()) {
            (true, false) => Some(RecoverAtMost::Share(number)),
            (false, true) => Some(RecoverAtMost::Amount(number)),
            _ => {
                let code = if is_share { "recovery-beyond-whole" } else { "recovery-in-doubt" };
                table.reading.error(code, number.span, &[("found", written)]);
                None
            }
        };
    }
    let own = table.table(KEY)?;
    let which = own.one_of(&["amount", "share"], "share = \"50%\"");
    let (amount, share) = (own.amount_from_zero("amount"), own.amount_from_zero("share"));
    own.finish();
    match which? {
        "amount" => amount.map(RecoverAtMost::Amount),
        _ => {
            let is_share = |share: &Number| *share <= Number::one();
            value::share(own.reading, "share", share?, "0 % .. 100 %", is_share).map(RecoverAtMost::Share)
        }
    }
}

/// The first period in which something is recovered.
fn from_period(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<Spanned<Period>> {
    let text = table.text("from_period")?;
    match Period::parse(&text.value, scope.fiscal_start) {
        Some(period) if period.kind() == scope.period => Some(Spanned::new(period, text.span)),
        Some(period) => {
            let first = Period::containing(period.first(), scope.period, scope.fiscal_start).id();
            let facts = [("text", &*text.value), ("kind", scope.period.id()), ("first", &*first)];
            table.reading.error("from-period-of-other-kind", text.span, &facts);
            None
        }
        None => {
            table.reading.error("not-a-period-asked", text.span, &[("text", &text.value)]);
            None
        }
    }
}
