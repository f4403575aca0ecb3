//! Units of amounts: `万` behind the digits of a cell, `万元` beside a header.

mod below_header;
mod no_units;
mod words;

use super::currency::{End, Sign, take_named};
use super::{CellFault, Scaled};
pub use below_header::BelowHeader;
pub use no_units::is_of_things;
use no_units::{NO_UNITS, NO_UNITS_CHINESE, OF_THINGS};
pub use words::words_below;
use words::{
    BEFORE_CURRENCIES, BEFORE_UNITS, BEFORE_WORDS, BESIDE_LABELS, BESIDE_MONEY, BESIDE_SIGNS, BY_CURRENCY, IN_CELLS,
    IN_PLACE, IN_REMARKS, IN_UNIT_COLUMNS,
};

/// What the brackets beside a label say of the numbers below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// What they are multiplied by.
    pub units: Vec<Scaled>,
    /// Whether they are per cent.
    pub percent: bool,
    /// The first thing that is neither a unit nor known to be none.
    pub unknown: Option<String>,
}

/// What a column's numbers are, as far as that decides what a remark means: `分` beside points, and beside money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Below {
    /// Money.
    Money,
    /// Money, or things that are counted.
    Numbers,
}

/// What the remarks beside a label say.
pub fn said(remarks: &[String], below: Below) -> Said {
    let mut said = Said::default();
    for remark in remarks {
        let text = super::plain::ordinary(remark).replace(['’', '‘', '`'], "'");
        if !said.take(&text, below) {
            said.unknown.get_or_insert_with(|| remark.clone());
        }
    }
    said
}

impl Said {
    /// Takes what a text says; whether all of it is understood.
    fn take(&mut self, text: &str, below: Below) -> bool {
        let text = text.trim_matches([' ', ',', ';', '、', ':', '.']);
        if below == Below::Numbers && OF_THINGS.split(' ').any(|thing| is_same(thing, text)) {
            return true;
        }
        if ["%", "percent", "per cent", "pct", "in %", "百分比", "百分数", "百分率"]
            .iter()
            .any(|word| word.eq_ignore_ascii_case(text))
        {
            self.percent = true;
            return true;
        }
        let of_money: &[(&str, i32)] = if below == Below::Money { BESIDE_MONEY } else { &[] };
        if let Some((_, unit)) = taken_apart(text, &[IN_REMARKS, BESIDE_LABELS, of_money]) {
            self.units.extend(unit);
            return true;
        }
        is_no_unit(text) || self.take_halves(text, below)
    }

    /// `万元,含税`, `net USD thousand`: what stands before and behind a comma or a blank.
    fn take_halves(&mut self, text: &str, below: Below) -> bool {
        let borders = text.char_indices().filter(|(_, c)| matches!(c, ',' | ';' | '、' | ' ' | '·' | '+' | '&'));
        borders.into_iter().any(|(at, border)| {
            let mut both = self.clone();
            let (before, after) = (&text[..at], &text[at + border.len_utf8()..]);
            let is_understood = before.len() + after.len() < text.len()
                && !before.trim().is_empty()
                && both.take(before, below)
                && both.take(after.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '\'' && c != '%'), below);
            if is_understood {
                *self = both;
            }
            is_understood
        })
    }
}

/// Whether a remark is nothing but words that are no unit, years, months and shares of tax: `excl. 13% VAT`, `2026年10月`.
fn is_no_unit(text: &str) -> bool {
    let is_number = |word: &str| {
        let digits = word.trim_end_matches('%');
        let is_year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
        (is_year || word.ends_with('%') || digits.len() <= 2) && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let is_known = |word: &str| {
        let word = word.trim_matches(['.', ',', ':', ';', '*', '-', '#', '+', '&']);
        word.is_empty()
            || is_number(word)
            || NO_UNITS.split(' ').any(|known| is_same(known, word))
            || super::english::month(word).is_some()
            || is_in_chinese(word)
    };
    text.split([' ', '/']).all(is_known)
}

fn is_in_chinese(word: &str) -> bool {
    let simple: String = word.chars().map(crate::spelling::simplified).collect();
    let mut rest = simple.trim_start_matches(|c: char| c.is_ascii_digit() || c == '%');
    while !rest.is_empty() {
        let Some(known) = NO_UNITS_CHINESE.split(' ').find_map(|known| rest.strip_prefix(known)) else { return false };
        rest = known.trim_start_matches(|c: char| c.is_ascii_digit() || c == '%');
    }
    !word.is_empty()
}

/// The unit that stands in a label without brackets around it, at its end or before it: `销售额万元`, `Amount in thousands`, `Sales k€ net`,
/// `TEUR Umsatz`.
pub fn beside_label(label: &str) -> Option<Scaled> {
    let text = super::plain::ordinary(label).replace('_', "'").replace(['’', '‘'], "'").trim().to_owned();
    // `cent` alone ends `per cent` too.
    let in_cents = |end: &str| ["in cent", "in ct"].iter().any(|known| end.eq_ignore_ascii_case(known));
    let of = |end: &str| if in_cents(end) { Some(power_of_ten(-2)) } else { taken_apart(end, &[IN_REMARKS])?.1 };
    ends_of_label(&text).find_map(of).or_else(|| in_front(&text)).or_else(|| {
        let (before, last) = text.rsplit_once(' ')?;
        if is_no_unit(last) { beside_label(before) } else { None }
    })
}

/// Whether a label ends in a unit, or is one, whose size nobody knows: `Amount mil`.
pub fn beside_label_unsized(label: &str) -> Option<String> {
    let text = super::plain::ordinary(label).trim().to_owned();
    ends_of_label(&text).find(|end| is_unsized(end)).map(str::to_owned)
}

/// The ends of a label that may be a unit, longest first.
fn ends_of_label(text: &str) -> impl Iterator<Item = &str> {
    let starts = text.char_indices().skip(1).filter(|(at, c)| {
        let before = text[..*at].chars().next_back();
        let parts = before.is_some_and(|before| !before.is_ascii_alphanumeric());
        parts || !c.is_ascii()
    });
    let ends = starts.map(|(at, _)| text[at..].trim_start_matches([' ', '-', '/', ':', ',', '·', '\'']));
    ends.filter(|end| !end.is_empty() && !end.bytes().all(|b| b.is_ascii_digit()))
}

/// The unit with its currency before a label: `TEUR Umsatz`, `k€ CA`.
fn in_front(text: &str) -> Option<Scaled> {
    let fronts = text.match_indices(' ').take(3).map(|(at, _)| &text[..at]);
    fronts.into_iter().find_map(with_sign)
}

/// What an amount is multiplied by according to a text of a unit and a currency.
fn with_sign(text: &str) -> Option<Scaled> {
    let (signs, unit) = taken_apart(text, &[IN_REMARKS])?;
    unit.filter(|_| signs.iter().any(Option::is_some))
}

/// The unit that a line above a table is, or ends with beside its currency: `TEUR`, `Umsätze k€`; never behind a number, for
/// `Ziel 500 TEUR` is an amount.
pub fn at_end_of_title(title: &str) -> Option<Scaled> {
    let text = super::plain::ordinary(title).trim().to_owned();
    let words = text.match_indices(' ').map(|(at, _)| at);
    let ends = words.map(|at| text.split_at(at)).chain([("", text.as_str())]);
    let is_of_title = |before: &str| !before.ends_with(|c: char| c.is_ascii_digit());
    ends.filter(|(before, _)| is_of_title(before)).find_map(|(_, end)| with_sign(end.trim()))
}

/// What an amount is multiplied by according to a remark above a table, or beside a column of any kind: `万元`, `单位：千元`, `RMB'000`,
/// `USD thousand`. Nothing for `元` alone and for any other remark.
pub fn in_remark(remark: &str) -> Option<Scaled> {
    taken_apart(remark, &[IN_REMARKS])?.1
}

/// Whether a remark is a unit whose size nobody knows, for in one language it is a thousand and in another a million: `mil`.
pub fn is_unsized(remark: &str) -> bool {
    let text = without_words(remark);
    let (text, _) = without_in(&text);
    let (_, text) = without_signs(text);
    BY_CURRENCY.iter().any(|(name, _)| *name == text) && taken_apart(remark, &[IN_REMARKS]).is_none()
}

/// The sign in a remark of nothing but currency and unit (`USD`, `单位：万美元`) that cannot stand for this currency.
pub fn other_currency(remark: &str, currency: &str) -> Option<&'static str> {
    let (signs, _) = taken_apart(remark, &[IN_REMARKS])?;
    signs.into_iter().flatten().find(|sign| !sign.may_mean(currency)).map(|sign| sign.text)
}

/// The sign in a label of amounts, brackets and what is in them aside, that cannot stand for this currency: `Nettobetrag CHF`,
/// `Amount in USD`, `CHF-Betrag`, `销售额万美元`. Nothing where the label names this currency too.
pub fn other_currency_beside(label: &str, currency: &str) -> Option<&'static str> {
    let text = super::plain::ordinary(label);
    let is_edge = |c: char| !(c.is_alphanumeric() || "$¥€£₩₹฿₫₽".contains(c));
    let words = text.split(is_edge).filter(|word| !word.is_empty());
    let ends = text.char_indices().filter(|(_, c)| !c.is_alphanumeric() || !c.is_ascii()).map(|(at, _)| &text[at..]);
    let signs = |part: &str| taken_apart(part, &[IN_REMARKS]).map(|(signs, _)| signs).unwrap_or_default();
    let found = words.chain(ends).flat_map(signs).flatten();
    let found: Vec<Sign> = found.filter(|sign| !(sign.text.len() == 2 && sign.text.is_ascii())).collect();
    let is_ours = found.iter().any(|sign| sign.may_mean(currency));
    found.into_iter().find(|_| !is_ours).map(|sign| sign.text)
}

/// Whether a remark says that the numbers are single units of money: `元`, `单位：元`.
pub fn is_of_ones(remark: &str) -> bool {
    matches!(taken_apart(remark, &[IN_REMARKS]), Some((signs, None)) if signs.into_iter().flatten().any(Sign::counts_ones))
}

/// What a word in a column of units says of the amounts beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnitWord {
    /// Nothing: the cell is empty.
    #[default]
    Nothing,
    /// They are single units of the currency.
    Ones,
    /// They are multiplied.
    Times(Scaled),
    /// They are in another currency, by this sign.
    OtherCurrency(&'static str),
    /// They are multiplied, nobody knows by what: `mil`.
    Unsized,
    /// What is counted is no money: `件`, `箱`, `pcs`.
    Things,
}

impl UnitWord {
    /// Reads a cell of a column of units.
    pub fn of(text: &str, currency: &str) -> Self {
        let text = text.trim_matches(super::is_blank);
        if super::is_missing(text) {
            return UnitWord::Nothing;
        }
        match taken_apart(text, &[IN_REMARKS, IN_UNIT_COLUMNS]) {
            Some((signs, unit)) => match signs.into_iter().flatten().find(|sign| !sign.may_mean(currency)) {
                Some(sign) => UnitWord::OtherCurrency(sign.text),
                None => match unit {
                    Some(unit) => UnitWord::Times(unit),
                    None if signs.iter().any(Option::is_some) => UnitWord::Ones,
                    None => UnitWord::Things,
                },
            },
            None if text.eq_ignore_ascii_case("one") || text.eq_ignore_ascii_case("ones") => UnitWord::Ones,
            None => match (by_currency(text, |code| code == currency), is_unsized(text)) {
                (Some(unit), _) => UnitWord::Times(unit),
                (None, true) => UnitWord::Unsized,
                (None, false) => UnitWord::Things,
            },
        }
    }
}

/// A word of a column of units of which nobody knows how much it is, beside the amounts of `column`.
pub fn unsized_unit(word: &str, column: &str) -> CellFault {
    let (line, one) = lines_of_unit(column);
    CellFault::new("unit-unknown", word).with("remark", word).with("line", line).with("one", one)
}

/// How a policy writes that a column is in thousands, and in ones.
pub fn lines_of_unit(column: &str) -> (String, String) {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let key = if column.chars().all(is_bare) { column.to_owned() } else { format!("\"{column}\"") };
    (format!("unit = {{ {key} = \"thousand\" }}"), format!("{key} = \"one\""))
}

/// Whether a unit says that it is one of money, and not a mere factor as `万` or `k`.
pub fn is_of_money(unit: &str) -> bool {
    taken_apart(unit, &[IN_REMARKS, IN_UNIT_COLUMNS]).is_some_and(|(signs, _)| signs.iter().any(Option::is_some))
}

/// The signs at both ends of a remark and the unit between them; nothing where anything else is in it.
fn taken_apart(remark: &str, lists: &[&[(&str, i32)]]) -> Option<([Option<Sign>; 2], Option<Scaled>)> {
    let text = without_words(remark);
    // `Cent` ends as a sign does.
    if let Some(unit) = named(&text, lists) {
        return Some(([None, None], Some(unit)));
    }
    let (text, is_in_own_language) = without_in(&text);
    let (signs, text) = without_signs(text);
    let has_sign = signs.iter().any(Option::is_some);
    let unit = named(text, lists)
        .or_else(|| named(text, &[BESIDE_SIGNS]).filter(|_| has_sign))
        .or_else(|| named(text, &[IN_PLACE]).filter(|_| has_sign || is_in_own_language))
        .or_else(|| by_currency(text, |code| signs.iter().flatten().any(|sign| sign.is_only(code))));
    (text.is_empty() || unit.is_some()).then_some((signs, unit))
}

/// A remark in small letters without `单位` or `unit` before it.
fn without_words(remark: &str) -> String {
    let text = super::plain::ordinary(remark).to_lowercase().replace(['’', '‘', '`'], "'");
    let said = BEFORE_WORDS.iter().find_map(|word| text.strip_prefix(word));
    said.unwrap_or(&text).trim_start_matches([':', ' ']).to_owned()
}

/// A remark without `in` before it, and whether that is one of another language than English.
fn without_in(text: &str) -> (&str, bool) {
    let of_another = BEFORE_UNITS.iter().find_map(|word| text.strip_prefix(word));
    let rest = of_another.or_else(|| text.strip_prefix("in ")).unwrap_or(text);
    (rest.trim_start(), of_another.is_some())
}

/// The signs at both ends of a remark, and what stands between them.
fn without_signs(text: &str) -> ([Option<Sign>; 2], &str) {
    let mut text = text.trim_end_matches('.');
    let signs = [End::Front, End::Back].map(|end| {
        let (sign, rest) = take_named(text, end)?;
        text = rest.trim().trim_matches('.').trim();
        text = BEFORE_CURRENCIES.iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text);
        Some(sign)
    });
    (signs, text.trim_end_matches('.'))
}

/// A unit whose size the currency tells.
fn by_currency(text: &str, is_it: impl Fn(&str) -> bool) -> Option<Scaled> {
    let (_, sizes) = BY_CURRENCY.iter().find(|(name, _)| *name == text.to_lowercase())?;
    sizes.iter().find(|(codes, _)| codes.iter().any(|code| is_it(code))).map(|(_, power)| power_of_ten(*power))
}

fn named(text: &str, lists: &[&[(&str, i32)]]) -> Option<Scaled> {
    let in_cells = IN_CELLS.iter().map(|(name, power)| (*name, *power as i32));
    let known = in_cells.chain(lists.iter().copied().flatten().copied());
    known.into_iter().find(|(name, _)| is_same(name, text)).map(|(_, power)| power_of_ten(power))
}

/// Whether a word is that of a list, which has small letters beyond ASCII.
fn is_same(known: &str, word: &str) -> bool {
    known.eq_ignore_ascii_case(word) || (!word.is_ascii() && known.to_lowercase() == word.to_lowercase())
}

fn power_of_ten(power: i32) -> Scaled {
    match u32::try_from(power) {
        Ok(power) => Scaled::new(10i128.pow(power), 0),
        Err(_) => Scaled::new(1, power.unsigned_abs()),
    }
}

/// The unit behind the digits of a cell, and the cell without it.
pub(super) fn take(text: &str) -> Option<(Scaled, &str)> {
    IN_CELLS.iter().find_map(|(name, power)| Some((Scaled::new(10i128.pow(*power), 0), text.strip_suffix(name)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_of_headers_are_understood() {
        for (text, factor) in [
            ("万元", 10_000),
            ("单位：万元", 10_000),
            ("千美元", 1_000),
            ("RMB'000", 1_000),
            ("USD thousand", 1_000),
            ("Unit: thousand", 1_000),
            ("in RMB'000", 1_000),
            ("單位:萬元", 10_000),
        ] {
            assert_eq!(in_remark(text), Some(Scaled::new(factor, 0)), "{text}");
        }
        for none in ["元", "必填", "%", "USD", "含税"] {
            assert_eq!(in_remark(none), None, "{none}");
        }
    }

    #[test]
    fn what_stands_in_brackets_is_a_unit_or_known_to_be_none() {
        let of = |text: &str| said(&[text.to_owned()], Below::Money);
        for (text, unit) in [
            ("M", "1000000"),
            ("000's", "1000"),
            ("'000", "1000"),
            ("T€", "1000"),
            ("TEUR", "1000"),
            ("Tsd. €", "1000"),
            ("mio", "1000000"),
            ("Mio. EUR", "1000000"),
            ("k", "1000"),
            ("K€", "1000"),
            ("$M", "1000000"),
            ("lakh", "100000"),
            ("₹ crore", "10000000"),
            ("cents", "0.01"),
            ("Cent", "0.01"),
            ("in Cent", "0.01"),
            ("分", "0.01"),
            ("thousands", "1000"),
            ("in thousands, excl. VAT", "1000"),
            ("万", "10000"),
            ("万元，含税", "10000"),
            ("含税,单位:万元", "10000"),
            ("net USD thousand", "1000"),
            ("1,000", "1000"),
            ("net·T€", "1000"),
            ("含税、万元", "10000"),
        ] {
            let said = of(text);
            let units: Vec<String> = said.units.iter().map(|unit| unit.to_number().to_string()).collect();
            assert_eq!((units, said.unknown), (vec![unit.to_owned()], None), "{text}");
        }
        for text in [
            "net",
            "gross",
            "含税",
            "不含税",
            "含13%税",
            "未税金额",
            "incl. VAT",
            "excl. 19% VAT",
            "USD",
            "元",
            "元/月",
            "必填",
            "本位币",
            "2026",
            "2026年10月",
            "Oct 2026",
            "monthly",
            "converted",
            "net·EUR",
        ] {
            assert_eq!(of(text), Said::default(), "{text}");
        }
        for text in ["dz", "mil", "annual", "T", "打", "Stück", "annual, net", "含税,打", "‰"] {
            assert_eq!(of(text).unknown.as_deref(), Some(text), "{text}");
        }
        assert_eq!(said(&["分".into()], Below::Numbers), Said::default());
        assert_eq!(said(&["件".into()], Below::Money).unknown.as_deref(), Some("件"));
        assert!(of("per cent").percent);
    }

    #[test]
    fn words_of_a_column_of_units_are_of_money_or_of_things() {
        let of = |text: &str| UnitWord::of(text, "CNY");
        for (text, unit) in
            [("万元", 10_000), ("千元", 1_000), ("thousand", 1_000), ("k", 1_000), ("万", 10_000), ("RMB'000", 1_000)]
        {
            assert_eq!(of(text), UnitWord::Times(Scaled::new(unit, 0)), "{text}");
        }
        assert!(["元", "CNY", "人民币", "RMB"].into_iter().all(|text| of(text) == UnitWord::Ones));
        assert!(
            ["件", "箱", "pcs", "m", "t", "元/件", "千件", "单位"].into_iter().all(|text| of(text) == UnitWord::Things)
        );
        assert!(["", " ", "-"].into_iter().all(|text| of(text) == UnitWord::Nothing));
        assert_eq!(of("万美元"), UnitWord::OtherCurrency("美元"));
    }

    #[test]
    fn a_unit_may_end_a_label_without_brackets() {
        for (label, unit) in [
            ("销售额万元", 10_000),
            ("Amount in thousands", 1_000),
            ("Sales k€", 1_000),
            ("Revenue, USD thousand", 1_000),
            ("金额_千元", 1_000),
        ] {
            assert_eq!(beside_label(label), Some(Scaled::new(unit, 0)), "{label}");
        }
        assert_eq!(beside_label("Betrag in Cent"), Some(power_of_ten(-2)));
        for label in ["金额", "Amount", "Total 000", "Amount k", "销售额元", "万元", "Amount USD", "Per cent"] {
            assert_eq!(beside_label(label), None, "{label}");
        }
    }

    #[test]
    fn remarks_of_another_currency_and_of_ones_are_told() {
        for (text, sign) in [("USD", "USD"), ("单位：万美元", "美元"), ("US$'000", "US$"), ("港币", "港币"), ("€", "€")]
        {
            assert_eq!(other_currency(text, "CNY"), Some(sign), "{text}");
        }
        for text in ["元", "万元", "人民币万元", "RMB'000", "含税", "RMA no", "必填", "Rm 5 only", ""] {
            assert_eq!(other_currency(text, "CNY"), None, "{text}");
        }
        assert_eq!(other_currency("元", "USD"), Some("元"));
        for (label, sign) in [
            ("Nettobetrag CHF", "CHF"),
            ("Betrag in CHF", "CHF"),
            ("amount_usd", "USD"),
            ("USD amount", "USD"),
            ("Betrag CHF netto", "CHF"),
            ("Net amount $", "$"),
            ("Amount$", "$"),
            ("Net TCHF", "CHF"),
            ("销售额万美元", "美元"),
        ] {
            assert_eq!(other_currency_beside(label, "EUR"), Some(sign), "{label}");
        }
        for label in ["Nettobetrag", "Amount EUR", "Betrag k€", "EUR from USD", "Sales RM", "Net·EUR", "金额", ""]
        {
            assert_eq!(other_currency_beside(label, "EUR"), None, "{label}");
        }
        assert!(["元", "单位：元", "人民币元"].into_iter().all(is_of_ones));
        assert!(!["万元", "USD", "含税", ""].into_iter().any(is_of_ones));
    }
}
