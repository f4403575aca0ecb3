//! What the number format of a cell shows beside its digits: per cent, a unit, another currency, digits that it hides.
//!
//! A spreadsheet shows `1,200` for 1200000 under `#,##0,`, and `12万` for 12 under `0"万"`. Whoever reads the sheet, and a CSV made of it, has
//! what is shown; so the number is written with what the format says of it, in the form in which a text would say it.

use std::collections::BTreeMap;

use calamine::Style;

use super::value::shows_percent;
use crate::ingest::cell::number::says_more;
use crate::ingest::cell::{Below, Scaled, said};
use crate::ingest::header::remarks;
use crate::ingest::register::unit_of;
use crate::number::Number;
use crate::policy::rules::DecimalSign;

/// Lines of a sheet whose texts may say a unit above a column.
const FIRST_ROWS: u32 = 30;
/// Formats with other numbers than these are the program's own for every country: whose currency they show is not known.
const FIRST_OWN_FORMAT: u32 = 164;
/// Units by their power of ten, with a word for each that a number may have behind it.
const WORDS: [(u32, &str); 4] = [(3, "千"), (4, "万"), (6, "百万"), (8, "亿")];

/// How the numbers of a sheet are written as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Writing {
    /// What stands before the decimals.
    pub decimal: DecimalSign,
    /// The currency that amounts are in: the sign of another one that a format shows is written.
    pub currency: String,
}

/// What a format says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// Whether it shows a hundred times the number, and `%`.
    pub is_percent: bool,
    /// What stands before the number, and behind it, and is more than decoration.
    marks: (String, String),
    /// How many digits before the decimals are hidden.
    hidden: u32,
}

impl Shown {
    /// Of a style.
    pub fn of(style: &Style, writing: &Writing) -> Self {
        let Some(format) = &style.number_format else { return Shown::default() };
        let is_own = format.format_id.is_none_or(|id| id >= FIRST_OWN_FORMAT) || !format.format_code.contains('$');
        Shown::of_code(&format.format_code, if is_own { writing.currency.as_str() } else { "" })
    }

    /// Of a format's code; signs of currencies say nothing where none is asked for.
    pub fn of_code(code: &str, currency: &str) -> Self {
        let parts = Parts::of(code);
        let (before, after) = (parts.before.trim(), parts.after.trim());
        // `[>=10000]0.0,"万"` shows one number so and another otherwise.
        let is_percent = shows_percent(code);
        if parts.is_conditional || is_percent {
            return Shown { is_percent, ..Shown::default() };
        }
        let candidates = [(before, after), ("", after), (before, "")];
        let says = |(before, after): &(&str, &str)| says_more(&format!("{before} 1 {after}"), currency);
        // A unit that stands in labels only, `k€`, is written as its word.
        let of_label = || Some(("", word_of(said(&[after.to_owned()], Below::Money).units.into_iter().next()?)?));
        let marks = candidates.into_iter().find(says).or_else(of_label).unwrap_or_default();
        Shown { is_percent: false, marks: (marks.0.to_owned(), marks.1.to_owned()), hidden: parts.hidden }
    }

    /// The number with what the format says; `unit` is what the texts above the cell say that its number is multiplied by.
    pub fn written(&self, plain: String, writing: &Writing, unit: impl FnOnce() -> Option<Scaled>) -> String {
        let (before, after) = &self.marks;
        let shown = self.divided(&plain);
        let number = match &shown {
            _ if self.is_percent => times(&plain, 2).map(|number| number + "%"),
            Some(shown) if !after.is_empty() => Some(format!("{shown}{after}")),
            // The label says what is hidden.
            Some(shown) if unit() == Some(of_power(self.hidden)) => Some(shown.clone()),
            Some(shown) => word_of(of_power(self.hidden)).map(|word| format!("{shown}{word}")),
            None => Some(format!("{plain}{after}")),
        };
        let number = number.unwrap_or(plain);
        let number = if writing.decimal == DecimalSign::Comma { number.replace('.', ",") } else { number };
        if before.is_empty() { number } else { format!("{before} {number}") }
    }

    fn divided(&self, plain: &str) -> Option<String> {
        if self.hidden == 0 { None } else { times(plain, -i32::try_from(self.hidden).ok()?) }
    }
}

impl Shown {
    /// Of a cell that says itself that it is of per cent.
    pub fn percent() -> Self {
        Shown { is_percent: true, ..Shown::default() }
    }

    /// Of a cell that says itself in which currency it is.
    pub fn in_currency(code: &str, currency: &str) -> Self {
        let before = if says_more(&format!("{code} 1"), currency) { code.to_owned() } else { String::new() };
        Shown { marks: (before, String::new()), ..Shown::default() }
    }
}

fn of_power(power: u32) -> Scaled {
    Scaled::new(10i128.pow(power), 0)
}

fn word_of(unit: Scaled) -> Option<&'static str> {
    WORDS.iter().find(|(power, _)| of_power(*power) == unit).map(|(_, word)| *word)
}

/// A number in plain digits times a power of ten; nothing for one in another form.
fn times(plain: &str, power: i32) -> Option<String> {
    let number = Number::parse(plain)?;
    let factor = Number::from(10i64.pow(power.unsigned_abs()));
    let product = if power < 0 { number.checked_div(&factor)? } else { &number * &factor };
    Some(product.to_string())
}

/// The first section of a format, taken apart.
#[derive(Debug, Default)]
struct Parts {
    before: String,
    after: String,
    is_conditional: bool,
    hidden: u32,
}

impl Parts {
    fn of(code: &str) -> Self {
        let mut parts = Parts::default();
        let (mut seen_digit, mut point_is_text, mut commas) = (false, false, 0);
        let mut rest = code.chars();
        while let Some(c) = rest.next() {
            let literal = match c {
                ';' => break,
                '"' => rest.by_ref().take_while(|c| *c != '"').collect(),
                '\\' | '!' => rest.next().map(String::from).unwrap_or_default(),
                '[' => parts.bracketed(&rest.by_ref().take_while(|c| *c != ']').collect::<String>()),
                '_' | '*' => {
                    rest.next();
                    String::new()
                }
                '0' | '#' | '?' => {
                    (seen_digit, commas) = (true, 0);
                    parts.hidden += u32::from(point_is_text);
                    continue;
                }
                ',' => {
                    commas += u32::from(seen_digit);
                    continue;
                }
                '.' => continue,
                other => other.to_string(),
            };
            // `0!.0000` shows a ten-thousandth.
            if seen_digit && literal == "." {
                point_is_text = true;
            } else if seen_digit {
                parts.after.push_str(&literal);
            } else {
                parts.before.push_str(&literal);
            }
        }
        // Commas behind the last digit divide by a thousand each; between digits they part thousands.
        parts.hidden += 3 * commas;
        parts
    }

    /// The sign of `[$€-407]`; nothing of a colour, a country or a condition.
    fn bracketed(&mut self, inner: &str) -> String {
        self.is_conditional |= inner.starts_with(['<', '>', '=']);
        let sign = inner.strip_prefix('$').map(|sign| sign.split('-').next().unwrap_or_default());
        sign.unwrap_or_default().to_owned()
    }
}

/// The texts that stand above the cells of a sheet so far.
#[derive(Debug, Default)]
pub(super) struct Above {
    labels: BTreeMap<u32, String>,
    titles: Vec<String>,
}

impl Above {
    /// Sees a text of a cell.
    pub fn see(&mut self, (row, column): (u32, u32), text: &str) {
        if row < FIRST_ROWS {
            self.titles.push(text.to_owned());
            self.labels.insert(column, text.to_owned());
        }
    }

    /// What the number of a cell of that column is multiplied by, by its label or a line above.
    pub fn unit(&self, column: u32) -> Option<Scaled> {
        let of_label = |label: &String| said(&remarks(label), Below::Money).units.into_iter().next();
        let label = self.labels.get(&column).and_then(of_label);
        label.or_else(|| self.titles.iter().find_map(|title| unit_of(title)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(code: &str, plain: &str, unit: Option<Scaled>) -> String {
        let writing = Writing { decimal: DecimalSign::Auto, currency: "EUR".into() };
        Shown::of_code(code, &writing.currency).written(plain.into(), &writing, || unit)
    }

    #[test]
    fn what_a_format_says_of_a_number_is_written_beside_it() {
        let cases = [
            ("0.00%", "0.05", "5%"),
            ("0.0\"%\"", "0.8", "0.8%"),
            ("0\\%", "5", "5%"),
            ("0\"万\"", "12", "12万"),
            ("#,##0\" k€\"", "12.5", "12.5千"),
            ("#,##0.00 \"€\"", "12", "12"),
            ("[$€-407] #,##0.00", "12", "12"),
            ("[$$-409]#,##0.00", "12", "$ 12"),
            ("\"$\"#,##0.00", "12", "$ 12"),
            ("#,##0.00 [$USD]", "-3", "-3USD"),
            ("$#,##0.00", "12", "$ 12"),
            ("#,##0", "1200", "1200"),
            ("#,##0.00", "1200", "1200"),
            ("#,##0_);[Red](#,##0)", "1200", "1200"),
            ("0\" 件\"", "12", "12"),
            ("0\"单\"", "12", "12"),
            ("_-* #,##0.00 \"kr\"_-", "12", "12kr"),
            ("0.0,\"千\"", "1250", "1.25千"),
            ("0!.0,\"万\"", "12345", "1.2345万"),
            ("[>=10000]0!.0,\"万\";0", "12345", "12345"),
            ("@", "12", "12"),
            ("General", "1.5", "1.5"),
        ];
        for (code, plain, expected) in cases {
            assert_eq!(written(code, plain, None), expected, "{code}");
        }
    }

    #[test]
    fn digits_that_a_format_hides_are_those_that_the_label_says_or_are_named() {
        let thousand = Some(Scaled::new(1000, 0));
        assert_eq!(written("#,##0,", "1200000", thousand), "1200");
        assert_eq!(written("#,##0,", "1200500", None), "1200.5千");
        assert_eq!(written("0.0,,", "1200000", None), "1.2百万");
        assert_eq!(written("0!.0000", "120000", Some(Scaled::new(10_000, 0))), "12");
        assert_eq!(written("#,##0,", "1200000", Some(Scaled::new(1_000_000, 0))), "1200千");
    }

    #[test]
    fn a_builtin_format_does_not_say_whose_currency_it_is() {
        assert_eq!(Shown::of_code("_($* #,##0.00_)", ""), Shown::default());
    }
}
