//! Numbers as people, ERPs and spreadsheets write them, read exactly or refused.

use std::borrow::Cow;

use super::currency::Sign;
use super::digits::{self, MOST_BEFORE_ROUNDING, MOST_DECIMALS, MOST_WHOLE, Trouble};
use super::nature::{Nature, Percent};
use super::peeled::Peeled;
use super::{CellFault, Scaled, missing, plain};
use crate::policy::rules::DecimalSign;

/// What the column and the policy say about the numbers of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumberFormat {
    /// The ISO code that a sign beside the digits must not contradict; nothing accepts any sign.
    pub currency: Option<String>,
    /// What every number is multiplied by; a unit in the cell is then refused.
    pub unit: Option<Scaled>,
    /// What a per cent sign means.
    pub percent: Percent,
    /// Whether the policy rounds its numbers, so that they may have more decimals than can be kept.
    pub is_rounded: bool,
    /// Which sign stands before the decimals.
    pub decimal: Decimal,
    /// Whether its numbers are taken off however they are signed: `扣分`.
    pub is_taken_off: bool,
    /// What they are of.
    pub nature: Nature,
}

/// Which sign stands before the decimals of a column's numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decimal {
    /// A point.
    #[default]
    Point,
    /// A comma.
    Comma,
    /// A point, but what may have either is refused: `1.000` and `1,000`.
    Doubtful,
}

impl Decimal {
    /// What a file's numbers are written with, by the policy and by what parts its fields.
    pub fn of(sign: DecimalSign, delimiter: u8) -> Self {
        match sign {
            DecimalSign::Comma => Decimal::Comma,
            DecimalSign::Auto if delimiter == b';' => Decimal::Doubtful,
            DecimalSign::Auto | DecimalSign::Point => Decimal::Point,
        }
    }

    /// The digits with a point before their decimals and commas between their groups.
    fn with_point(self, digits: &str) -> Cow<'_, str> {
        if self != Decimal::Comma || !digits.contains(['.', ',']) {
            return Cow::Borrowed(digits);
        }
        let swapped = |c| match c {
            '.' => ',',
            ',' => '.',
            c => c,
        };
        Cow::Owned(digits.chars().map(swapped).collect())
    }

    /// Whether digits may be a number of thousands and as well one with three decimals: `1.000`, `12,345`; not `0.125`.
    fn doubts(self, digits: &str) -> bool {
        let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        self == Decimal::Doubtful
            && digits.split_once(['.', ',']).is_some_and(|(whole, decimals)| {
                (1..=3).contains(&whole.len())
                    && !whole.starts_with('0')
                    && decimals.len() == 3
                    && is_digits(whole)
                    && is_digits(decimals)
            })
    }
}

impl NumberFormat {
    fn most_decimals(&self) -> usize {
        if self.is_rounded { MOST_BEFORE_ROUNDING } else { MOST_DECIMALS }
    }
}

/// A number with what stood around its digits.
pub(super) struct Written {
    pub value: Scaled,
    pub has_percent: bool,
    pub has_currency: bool,
    /// Whether single units of money are counted: `1.5元`, and not `1.5万元`.
    pub is_of_ones: bool,
    pub unit: Option<Scaled>,
}

/// Reads `-?digits(.digits)?` of up to 18 digits; nothing for every other text, number or not.
pub fn read_plain(bytes: &[u8]) -> Option<Scaled> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    if digits.len() > 19 {
        return None;
    }
    let (mut mantissa, mut point) = (0u64, None);
    for (at, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa * 10 + u64::from(digit);
        } else if *byte == b'.' && point.is_none() {
            point = Some(at);
        } else {
            return None;
        }
    }
    let (whole, decimals) = point.map_or((digits.len(), None), |at| (at, Some(digits.len() - at - 1)));
    let scale = decimals.unwrap_or(0);
    let fits =
        (1..=MOST_WHOLE).contains(&whole) && scale <= MOST_DECIMALS && decimals != Some(0) && whole + scale <= 18;
    let mantissa = i128::from(mantissa);
    fits.then_some(Scaled { mantissa: if negative { -mantissa } else { mantissa }, scale: scale as u32 })
}

/// Reads a number in any of the forms that section "Numbers" of the file reference lists; `None` is missing.
///
/// # Errors
/// What is not exactly one number, has lost digits, contradicts the currency, or has more than 13 digits before the
/// point or 12 after it (24 where the policy rounds them).
pub fn read(text: &str, format: &NumberFormat) -> Result<Option<Scaled>, CellFault> {
    if format.unit.is_none()
        && format.percent != Percent::Bare
        && format.decimal == Decimal::Point
        && !format.is_taken_off
        && let Some(number) = read_plain(text.as_bytes())
    {
        return format.nature.settled(number, text).map(Some);
    }
    let digits = Digits { most_decimals: format.most_decimals(), decimal: format.decimal };
    let Some(written) = parse_within(text, format.currency.as_deref(), digits)? else {
        return Ok(None);
    };
    let is_of_ones = written.is_of_ones && format.unit.is_some_and(|unit| unit != Scaled::new(1, 0));
    if is_of_ones || written.unit.is_some() && format.unit.is_some() {
        return Err(CellFault::new("number-unit-twice", text));
    }
    if format.nature.contradicts(written.unit.is_some(), written.has_percent, written.has_currency) {
        return Err(CellFault::new("unit-of-other-kind", text));
    }
    if written.has_percent && format.percent == Percent::Refused {
        return Err(CellFault::new("percent-not-amount", text));
    }
    let is_percent = written.has_percent || format.percent == Percent::Bare;
    let hundredth = is_percent.then_some(Scaled::new(1, 2));
    let factors = [written.unit, format.unit, hundredth];
    let product = multiplied(written.value, factors.into_iter().flatten(), format.most_decimals())
        .ok_or_else(|| CellFault::new("number-too-long", text))?;
    let product = format.nature.settled(product, text)?;
    Ok(Some(if format.is_taken_off { Scaled { mantissa: -product.mantissa.abs(), ..product } } else { product }))
}

/// The product, with no more decimals than it needs; nothing when it is too long.
fn multiplied(value: Scaled, factors: impl Iterator<Item = Scaled>, most_decimals: usize) -> Option<Scaled> {
    let mut product = value;
    for factor in factors {
        let mantissa = product.mantissa.checked_mul(factor.mantissa)?;
        product = Scaled { mantissa, scale: product.scale + factor.scale }.shortest();
    }
    let whole = product.mantissa.unsigned_abs() / 10u128.checked_pow(product.scale)?;
    let fits = whole < 10u128.pow(MOST_WHOLE as u32) && product.scale <= most_decimals as u32;
    fits.then_some(product)
}

/// Takes a number apart; neither the unit nor the per cent sign is applied.
pub(super) fn parse(text: &str, currency: Option<&str>, decimal: Decimal) -> Result<Option<Written>, CellFault> {
    parse_within(text, currency, Digits { most_decimals: MOST_DECIMALS, decimal })
}

/// Whether the text of a number says more than the number: a unit, per cent, a currency that is not this one; of no currency all signs say
/// nothing.
pub(crate) fn says_more(text: &str, currency: &str) -> bool {
    match parse(text, Some(currency).filter(|code| !code.is_empty()), Decimal::Point) {
        Ok(written) => written.is_some_and(|written| written.unit.is_some() || written.has_percent),
        Err(fault) => fault.code == "currency-contradiction",
    }
}

/// How the digits of a number may be written.
#[derive(Clone, Copy)]
struct Digits {
    most_decimals: usize,
    decimal: Decimal,
}

fn parse_within(text: &str, currency: Option<&str>, how: Digits) -> Result<Option<Written>, CellFault> {
    super::one_line(text)?;
    let ordinary = plain::ordinary(text);
    if missing::is_missing_value(&ordinary) {
        return Ok(None);
    }
    missing::refuse_spreadsheet_error(&ordinary)?;
    let peeled = Peeled::of(&ordinary);
    if how.decimal.doubts(peeled.core) {
        return Err(in_doubt(text, peeled.core));
    }
    let core = without_apostrophes(peeled.core).map_or(Cow::Borrowed(peeled.core), Cow::Owned);
    let mut value = digits::read_within(&how.decimal.with_point(&core), how.most_decimals)
        .map_err(|trouble| fault((text, &ordinary), peeled.core, how.decimal, trouble))?;
    for sign in [peeled.front, peeled.back].into_iter().flatten() {
        refuse_other_currency(text, sign, currency)?;
    }
    let has_currency = peeled.front.or(peeled.back).is_some();
    if peeled.has_percent && (peeled.unit.is_some() || has_currency) {
        return Err(CellFault::new("not-a-number", text));
    }
    if peeled.is_negative {
        value.mantissa = -value.mantissa;
    }
    let is_of_ones = peeled.unit.is_none() && peeled.back.is_some_and(Sign::counts_ones);
    Ok(Some(Written { value, has_percent: peeled.has_percent, has_currency, is_of_ones, unit: peeled.unit }))
}

fn refuse_other_currency(text: &str, sign: Sign, currency: Option<&str>) -> Result<(), CellFault> {
    match currency {
        Some(code) if !sign.may_mean(code) => {
            Err(CellFault::new("currency-contradiction", text).with("sign", sign.text).with("currency", code))
        }
        _ => Ok(()),
    }
}

/// `1.000` may be a thousand, and may be one.
fn in_doubt(text: &str, core: &str) -> CellFault {
    let thousands = core.replace(['.', ','], "");
    let decimals = core.replace(',', ".");
    let (of_point, of_comma) = if core.contains('.') { (decimals, thousands) } else { (thousands, decimals) };
    CellFault::new("number-in-doubt", text).with("point", of_point).with("comma", of_comma)
}

/// A number whose thousands are parted by apostrophes, as is done in Switzerland, without them: they can mean nothing else.
fn without_apostrophes(core: &str) -> Option<String> {
    const APOSTROPHES: [char; 3] = ['\'', '’', '`'];
    let mut groups = core.split(APOSTROPHES);
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()))?;
    let rest: Vec<&str> = groups.collect();
    let digits = |group: &str| group.bytes().take_while(u8::is_ascii_digit).count();
    let (last, between) = rest.split_last()?;
    let are_whole = between.iter().all(|group| group.len() == 3 && digits(group) == 3);
    let ends = last.get(3..).is_some_and(|decimals| decimals.is_empty() || decimals.starts_with(['.', ',']));
    (digits(first) == first.len() && are_whole && digits(last) == 3 && ends).then(|| core.replace(APOSTROPHES, ""))
}

fn fault((text, ordinary): (&str, &str), core: &str, decimal: Decimal, trouble: Trouble) -> CellFault {
    let has_comma_before_decimals = || digits::read(&Decimal::Comma.with_point(core)).is_ok();
    // Where blanks part the thousands a comma can only stand before decimals.
    let has_blanks = || core.contains(' ') && core.contains(',');
    match trouble {
        Trouble::TooLong => CellFault::new("number-too-long", text),
        Trouble::Grouping | Trouble::DecimalComma | Trouble::NotDigits if decimal == Decimal::Comma => {
            let is_with_point = digits::read(core).is_ok();
            CellFault::new(if is_with_point { "number-decimal-point" } else { "not-a-number-comma" }, text)
        }
        Trouble::DecimalComma | Trouble::NotDigits if has_comma_before_decimals() => decimal_comma(text, core),
        Trouble::Grouping if has_blanks() && has_comma_before_decimals() => decimal_comma(text, core),
        Trouble::Grouping | Trouble::DecimalComma => CellFault::new("number-grouping", text),
        Trouble::NotDigits if has_exponent(core) => CellFault::new("number-lost-digits", text),
        Trouble::NotDigits if is_in_words(ordinary) => CellFault::new("number-in-words", text),
        Trouble::NotDigits if is_word(ordinary) => CellFault::new("word-not-number", text),
        Trouble::NotDigits => CellFault::new("not-a-number", text),
    }
}

fn decimal_comma(text: &str, core: &str) -> CellFault {
    CellFault::new("number-decimal-comma", text).with("reading", core.replace(['.', ' '], "").replace(',', "."))
}

/// Whether a text is a word of its own, that may stand for a number: in Chinese, or of five letters and more.
fn is_word(text: &str) -> bool {
    let least = if text.is_ascii() { 5 } else { 2 };
    text.chars().count() >= least && text.chars().all(char::is_alphabetic)
}

/// Whether a text is digits with an exponent, as spreadsheets shorten long numbers.
pub(super) fn has_exponent(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_digits(exponent) && is_digits(&mantissa.replacen('.', "", 1))
}

fn is_in_words(text: &str) -> bool {
    const NUMERALS: &str = "壹贰貳叁參肆伍陆陸柒捌玖拾佰仟零〇一二三四五六七八九十百千万萬亿億两兩";
    const AROUND: &str = "点點元圆圓角分整正负負";
    text.chars().any(|c| NUMERALS.contains(c)) && text.chars().all(|c| NUMERALS.contains(c) || AROUND.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Result<Option<String>, &'static str> {
        let format = NumberFormat { currency: Some("CNY".into()), ..NumberFormat::default() };
        shown(read(text, &format))
    }

    fn shown(read: Result<Option<Scaled>, CellFault>) -> Result<Option<String>, &'static str> {
        read.map(|number| number.map(|number| number.to_number().to_string())).map_err(|fault| fault.code)
    }

    fn number(text: &str) -> Result<Option<String>, &'static str> {
        Ok(Some(text.to_owned()))
    }

    #[test]
    fn every_written_form_is_its_number() {
        for (text, value) in [
            ("1234.50", "1234.5"),
            ("1,234.50", "1234.5"),
            ("１，２３４．５０", "1234.5"),
            ("1 234.50", "1234.5"),
            ("1\u{A0}234.50", "1234.5"),
            ("¥1,200", "1200"),
            ("￥1,200", "1200"),
            ("RMB 1200", "1200"),
            ("1,200元", "1200"),
            ("1200元整", "1200"),
            (" 5320 ", "5320"),
            ("1.2万", "12000"),
            ("1.2万元", "12000"),
            ("3千", "3000"),
            ("1.5亿", "150000000"),
            ("12萬", "120000"),
            ("(1,200)", "-1200"),
            ("（1,200）", "-1200"),
            ("(¥1,200)", "-1200"),
            ("-1,200", "-1200"),
            ("－1,200", "-1200"),
            ("−1,200", "-1200"),
            ("1,200-", "-1200"),
            ("-¥1,200", "-1200"),
            ("¥-1,200", "-1200"),
            ("+1,200", "1200"),
            ("1199.9999999998", "1199.9999999998"),
            ("9999999999999.123456789012", "9999999999999.123456789012"),
            ("-0", "0"),
            ("14'500.00", "14500"),
            ("1’234’567.5", "1234567.5"),
            ("-14'500", "-14500"),
        ] {
            assert_eq!(money(text), number(value), "{text}");
        }
    }

    #[test]
    fn words_for_nothing_are_missing_and_never_zero() {
        for text in ["", " ", "\u{3000}", "-", "—", "--", "/", "无", "無", "N/A", "n/a", "NULL", "#N/A", "－"] {
            assert_eq!(money(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn what_is_not_exactly_a_number_is_refused_with_the_reason() {
        for (text, code) in [
            ("#DIV/0!", "spreadsheet-error"),
            ("#REF!", "spreadsheet-error"),
            ("#VALUE!", "spreadsheet-error"),
            ("#NAME?", "spreadsheet-error"),
            ("1.23457E+15", "number-lost-digits"),
            ("1e2", "number-lost-digits"),
            ("1_000", "not-a-number"),
            ("0x1F", "not-a-number"),
            ("inf", "not-a-number"),
            ("nan", "not-a-number"),
            ("壹万贰仟元整", "number-in-words"),
            ("1.234,50", "number-decimal-comma"),
            ("7 734,71", "number-decimal-comma"),
            ("7\u{202F}734,71\u{A0}元", "number-decimal-comma"),
            ("1,23", "number-grouping"),
            ("1 23", "number-grouping"),
            ("1.2.3", "not-a-number"),
            ("10²", "not-a-number"),
            ("1万5千", "not-a-number"),
            ("万", "number-in-words"),
            ("--5", "not-a-number"),
            ("(-5)", "not-a-number"),
            ("'-42.00", "not-a-number"),
            ("3件", "not-a-number"),
            ("14'50", "not-a-number"),
            ("1'234'56", "not-a-number"),
            ("1.234.567", "number-decimal-comma"),
            ("85%", "percent-not-amount"),
            ("12345678901234", "number-too-long"),
            ("0.1234567890123", "number-too-long"),
            ("999999亿", "number-too-long"),
            ("NT$1,200", "currency-contradiction"),
            ("$5,320 ", "currency-contradiction"),
            ("1,200美元", "currency-contradiction"),
        ] {
            assert_eq!(money(text), Err(code), "{text}");
        }
        let fault = read("1.234,50", &NumberFormat::default()).expect_err("a decimal comma");
        assert_eq!(fault.args, [("text", "1.234,50".to_owned()), ("reading", "1234.50".to_owned())]);
    }

    #[test]
    fn a_sign_must_fit_the_currency_and_any_fits_where_none_is_known() {
        for (currency, text) in [("TWD", "NT$1,200"), ("USD", "$1,200"), ("TWD", "$1,200元"), ("JPY", "¥1,200")] {
            let format = NumberFormat { currency: Some(currency.into()), ..NumberFormat::default() };
            assert_eq!(shown(read(text, &format)), number("1200"), "{text}");
        }
        assert_eq!(shown(read("€1,200", &NumberFormat::default())), number("1200"));
        for (currency, text) in [
            ("PLN", "7\u{A0}734,71\u{A0}zł"),
            ("CZK", "7\u{202F}734,71 Kč"),
            ("HUF", "7734,71 Ft"),
            ("SEK", "7 734,71 kr"),
        ] {
            let of_comma =
                NumberFormat { currency: Some(currency.into()), decimal: Decimal::Comma, ..NumberFormat::default() };
            assert_eq!(shown(read(text, &of_comma)), number("7734.71"), "{text}");
            let fault = read(text, &NumberFormat { decimal: Decimal::Point, ..of_comma }).expect_err("a comma");
            assert!(["number-decimal-comma", "number-grouping"].contains(&fault.code), "{text}: {}", fault.code);
        }
    }

    #[test]
    fn a_unit_multiplies_and_two_units_are_refused() {
        let ten_thousand = NumberFormat { unit: Some(Scaled::new(10_000, 0)), ..NumberFormat::default() };
        assert_eq!(read("1.2", &ten_thousand), Ok(Some(Scaled::new(12_000, 0))));
        assert_eq!(shown(read("1.2万", &ten_thousand)), Err("number-unit-twice"));
        assert_eq!(shown(read("1.2元", &ten_thousand)), Err("number-unit-twice"));
        assert_eq!(shown(read("12345678901", &ten_thousand)), Err("number-too-long"));
    }

    #[test]
    fn a_per_cent_sign_divides_where_it_is_allowed() {
        let with = |percent| NumberFormat { percent, ..NumberFormat::default() };
        assert_eq!(shown(read("90%", &with(Percent::Marked))), number("0.9"));
        assert_eq!(shown(read("90", &with(Percent::Marked))), number("90"));
        assert_eq!(shown(read("90", &with(Percent::Bare))), number("0.9"));
        assert_eq!(shown(read("90%", &with(Percent::Bare))), number("0.9"));
    }

    #[test]
    fn the_fast_path_agrees_with_the_grammar_or_stands_aside() {
        assert_eq!(read_plain(b"-1234.50"), Some(Scaled::new(-123_450, 2)));
        assert_eq!(read_plain(b"123456.789012345678"), Some(Scaled::new(123_456_789_012_345_678, 12)));
        for text in ["", "-", ".", ".5", "5.", "1.2.3", "+1", " 1", "12345678901234", "0.1234567890123", "1e2"] {
            assert_eq!(read_plain(text.as_bytes()), None, "{text}");
        }
    }
}
