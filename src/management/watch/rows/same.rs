//! Rows that are alike in some columns once what does not make another is set aside.

use std::collections::HashMap;

use super::columns::canonical;
use crate::ingest::cell::{key, moment, number};
use crate::ingest::header::{CellKind, columns_of};
use crate::ledger::alike;
use crate::ledger::rows::ListedRow;
use crate::management::View;
use crate::number::Number;
use crate::policy::rules::InputKind;
use crate::source::Spanned;

/// How the cells of a column are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compared {
    /// As names of companies.
    Name,
    /// By their digits.
    Phone,
    /// As days.
    Day,
    /// As numbers.
    Number,
    /// As keys: case, width and script aside.
    Key,
}

/// What stood in brackets in each name of a row.
type Remarks = Vec<String>;

/// The rows that were seen so far.
pub(super) struct Same {
    columns: Vec<(String, Compared)>,
    /// By what is compared: of each different row what stands in brackets, and its id.
    first: HashMap<String, Vec<(Remarks, String)>>,
}

impl Same {
    /// Of columns as the policy names them; nothing where there are none.
    pub(super) fn of(view: View, input: &str, names: &[Spanned<String>]) -> Option<Self> {
        let compared = |name: &Spanned<String>| {
            let column = canonical(view.book.policy, input, &name.value);
            let compared = how(input, &column);
            (column, compared)
        };
        (!names.is_empty()).then(|| Same { columns: names.iter().map(compared).collect(), first: HashMap::new() })
    }

    /// The id of the first row that this one is like; nothing of the first of its kind, and of a row with a blank.
    pub(super) fn first_like(&mut self, row: &ListedRow, id: String) -> Option<String> {
        let (key, remarks) = self.key(row)?;
        let known = self.first.entry(key).or_default();
        let fits = |(other, _): &&(Remarks, String)| {
            let pairs = other.iter().zip(&remarks);
            pairs.into_iter().all(|(one, other)| one.is_empty() || other.is_empty() || one == other)
        };
        match known.iter().find(fits) {
            Some((_, first)) => Some(first.clone()),
            None => {
                known.push((remarks, id));
                None
            }
        }
    }

    fn key(&self, row: &ListedRow) -> Option<(String, Remarks)> {
        let (mut key, mut remarks) = (String::new(), Remarks::new());
        for (column, compared) in &self.columns {
            let text = row.cell(column)?;
            let (form, remark) = match compared {
                Compared::Name => alike::form_of_company(text),
                _ => (plain(row, text, *compared), String::new()),
            };
            key.push('\u{1f}');
            key.push_str(&form);
            remarks.push(remark);
        }
        Some((key, remarks))
    }
}

fn plain(row: &ListedRow, text: &str, compared: Compared) -> String {
    let as_key = || alike::form_of_key(text);
    match compared {
        Compared::Phone => digits(text).unwrap_or_else(as_key),
        Compared::Day => {
            let day = moment::read(text, row.dates).ok().flatten();
            day.map_or_else(as_key, |(day, time)| time.map_or(day.to_string(), |time| format!("{day} {time}")))
        }
        Compared::Number => {
            let number = number::read(text, &number::NumberFormat::default()).ok().flatten();
            number.map(|number| number.to_number()).map_or_else(as_key, |number: Number| number.to_string())
        }
        Compared::Name | Compared::Key => as_key(),
    }
}

/// The digits of a telephone, without the number of China before a mobile one.
fn digits(text: &str) -> Option<String> {
    let digits: String = key::normal(text).chars().filter(char::is_ascii_digit).collect();
    let mobile = ["0086", "86"].iter().find_map(|country| digits.strip_prefix(country));
    let mobile = mobile.filter(|rest| rest.len() == 11 && rest.starts_with('1')).map(str::to_owned);
    mobile.or(Some(digits)).filter(|digits| !digits.is_empty())
}

fn how(input: &str, column: &str) -> Compared {
    let spec = columns_of(input).iter().find(|spec| spec.name == column);
    let is_name = ["customer", "parent", "competitor", "name"].contains(&column);
    match spec.map(|spec| spec.kind) {
        _ if crate::ingest::personal::is_personal(column) && column != "birthday" => Compared::Phone,
        Some(CellKind::Date | CellKind::Moment) => Compared::Day,
        Some(CellKind::Money | CellKind::Number | CellKind::Count | CellKind::Rate | CellKind::Discount) => {
            Compared::Number
        }
        _ if is_name && InputKind::of(input) != InputKind::Staff => Compared::Name,
        _ => Compared::Key,
    }
}
