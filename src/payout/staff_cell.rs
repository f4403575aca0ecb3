//! A number that stands in the person's row of `staff.csv`.

use super::payee::Payee;
use crate::derivation::{Figure, Leaf};
use crate::finding::Finding;
use crate::ledger::Spell;
use crate::number::Number;
use crate::policy::rules::{Amount, Unit, WhenPayMissing};
use crate::source::{Place, Spanned};

/// A number of the policy, or of the person's row.
pub(super) fn amount(payee: &mut Payee, amount: &Amount, name: &'static str, unit: Unit) -> Option<Figure> {
    match amount {
        Amount::Fixed(number) => Some(payee.parameter(name, number, unit)),
        Amount::Staff(column) => figure(payee, column, name, unit),
    }
}

/// The same where it is the most that may be paid: a blank cell is an error whatever holds for missing values, for as 0 it would take all, and
/// who is left out for it would be paid nothing where no bound was meant.
pub(super) fn maximum(payee: &mut Payee, of: &Amount, name: &'static str, unit: Unit) -> Option<Figure> {
    if let Some(column) = blank_column(payee, of) {
        let spell = payee.run.spell(payee.person);
        let place = spell.map(|spell| self::of(spell, &column.value).map_or(&spell.place, |(_, place)| place));
        report(payee, "staff-bound-missing", column, "", place);
        return None;
    }
    amount_from_zero(payee, of, name, unit)
}

/// Whether the person has nothing there, and `when_missing` leaves out who has not.
pub(super) fn is_skipped(payee: &Payee, of: &Amount) -> bool {
    let rule = payee.run.component.when_missing.as_ref();
    rule.is_some_and(|rule| rule.value == WhenPayMissing::Skip) && blank_column(payee, of).is_some()
}

/// The column that the number is taken from, where the person's cell in it is blank or absent.
fn blank_column<'a>(payee: &Payee, of: &'a Amount) -> Option<&'a Spanned<String>> {
    let Amount::Staff(column) = of else { return None };
    let cell = payee.run.spell(payee.person).and_then(|spell| self::of(spell, &column.value));
    cell.is_none_or(|(text, _)| is_blank(text)).then_some(column)
}

/// The same where it is a bound or a fund, which nobody means below 0: such a cell is an error.
pub(super) fn amount_from_zero(payee: &mut Payee, of: &Amount, name: &'static str, unit: Unit) -> Option<Figure> {
    let figure = amount(payee, of, name, unit)?;
    let Amount::Staff(column) = of else { return Some(figure) };
    if figure.value().is_none_or(|value| !value.is_negative()) {
        return Some(figure);
    }
    let cell = payee.run.spell(payee.person).and_then(|spell| self::of(spell, &column.value));
    if let Some((text, place)) = cell {
        report(payee, "staff-value-negative", column, text, Some(place));
    }
    None
}

/// The number, as a figure that points at its cell. A blank cell is a missing value; a cell that is no number is an error.
pub(super) fn figure(payee: &mut Payee, column: &Spanned<String>, name: &'static str, unit: Unit) -> Option<Figure> {
    let cell = payee.run.spell(payee.person).and_then(|spell| of(spell, &column.value));
    let Some((text, place)) = cell.filter(|(text, _)| !is_blank(text)) else {
        return blank(payee, column, name, unit);
    };
    let Some(value) = read(text) else {
        report(payee, "staff-value-unreadable", column, text, Some(place));
        return None;
    };
    let figure = payee.sheet.leaf(Leaf::Row(Box::new(place.clone())), Some(value), unit);
    payee.sheet.name(&figure, name, Some(&column.value), Some(column.span));
    Some(figure)
}

/// The rate by which money is multiplied; a bare number above 1 may be 5 % or 500 %, and is refused.
pub(super) fn rate_of_money(payee: &mut Payee, column: &Spanned<String>) -> Option<Figure> {
    let cell = payee.run.spell(payee.person).and_then(|spell| of(spell, &column.value));
    let is_beyond = |text: &str| read(text).is_some_and(|value| value.abs() > Number::one());
    if let Some((text, place)) = cell.filter(|(text, _)| !text.contains(['%', '％']) && is_beyond(text)) {
        let fault = Finding::error("rate-too-large").with("text", text).with("percent", format!("{}%", text.trim()));
        payee.findings.push(fault.at(place.clone()).at(payee.run.place(column.span)));
        return None;
    }
    if let Some((text, place)) = cell.filter(|(text, _)| read(text).is_some_and(|value| value.is_negative())) {
        report(payee, "staff-value-negative", column, text, Some(place));
        return None;
    }
    figure(payee, column, "rate", Unit::Rate)
}

/// Text and place of a cell of the row.
pub(super) fn of<'a>(spell: &'a Spell, column: &str) -> Option<(&'a str, &'a Place)> {
    spell.cells.iter().find(|(name, _, _)| name == column).map(|(_, text, place)| (text.as_str(), place))
}

/// A plain decimal, or one with a per cent sign; nothing else.
pub fn read(text: &str) -> Option<Number> {
    let text = text.trim();
    match text.strip_suffix(['%', '％']) {
        Some(percent) => Number::parse(percent.trim_end()).map(|value| &value * &Number::from_scaled(1, 2)),
        None => Number::parse(text),
    }
}

/// Nothing, or a dash that stands for it.
pub(super) fn is_blank(text: &str) -> bool {
    matches!(text.trim(), "" | "-" | "—")
}

fn blank(payee: &mut Payee, column: &Spanned<String>, name: &'static str, unit: Unit) -> Option<Figure> {
    let component = payee.run.component;
    match &component.when_missing {
        Some(rule) if rule.value == WhenPayMissing::Zero => Some(payee.nothing(name, rule.span, unit)),
        Some(_) => None,
        None => {
            let spell = payee.run.spell(payee.person);
            let place = spell.map(|spell| of(spell, &column.value).map_or(&spell.place, |(_, place)| place));
            report(payee, "staff-value-missing", column, "", place);
            None
        }
    }
}

fn report(payee: &mut Payee, code: &'static str, column: &Spanned<String>, found: &str, place: Option<&Place>) {
    let mut finding = Finding::error(code)
        .with("person", &payee.run.person(payee.person).id)
        .with("column", &column.value)
        .with("found", found)
        .with("component", &payee.run.component.name.value);
    finding.places.extend(place.cloned());
    payee.findings.push(finding.at(payee.run.place(column.span)));
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn rates_are_read_as_decimals_or_per_cent_and_nothing_else() {
        let shown = |text| read(text).map(|value| value.to_string());
        assert_eq!(shown(" 5.5 % ").as_deref(), Some("0.055"));
        assert_eq!(shown("0.055").as_deref(), Some("0.055"));
        for wrong in ["five", "1e2", "5%%", "%", "1,5"] {
            assert_eq!(shown(wrong), None, "{wrong}");
        }
    }
}
