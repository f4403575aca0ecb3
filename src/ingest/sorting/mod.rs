//! What a record of a file is, told from its cells alone: a row, blank, the header again, another header, a total row, a line below
//! the table. Registers and streams go by the same rules, which are compiled once for each file.
//!
//! Nothing here depends on the records before. What does is settled by line: whether a total agrees (`TotalMarks`), whether a line of
//! text stands below a total row, where another table ends the reading, what a blank repeats (`Filling`).

mod filling;
mod fit;
mod marks;
mod words;

use super::cell::{DateFormat, date, is_blank, is_missing, key};
use super::header::{CellKind, columns_of, known_columns, normal_label};

pub use filling::{Filling, stops_filling};
pub use fit::Misfit;
pub use marks::TotalMarks;
pub use words::{is_footer, is_prose, says_sum, sum_of};

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// A row, as far as its cells tell.
    Row,
    /// No cell has a text.
    Blank,
    /// The header, or one of its two lines, again: files pasted together.
    HeaderAgain,
    /// The header of another table: the file is refused there, and nothing below it is told.
    OtherHeader,
    /// A total row; not a row, whatever its sums.
    Total,
    /// A line of text. Below a total row it is a footer; above any it is a bad row of a source, and an ordinary row of a register,
    /// where one filled cell may be all that a row needs.
    TextOnly,
}

/// What a column is to the sorting of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortedColumn<'a> {
    /// Its label as written; empty where it has none.
    pub label: &'a str,
    /// How its cells are read; nothing for a column that no kind knows.
    pub kind: Option<CellKind>,
    /// Whether its cells are amounts that a total row adds up.
    pub adds_up: bool,
}

/// What tells the records of one file apart.
#[derive(Clone, Debug, Default)]
pub struct Sorting {
    kind: String,
    /// The lines of the header in normal form.
    headers: Vec<Vec<String>>,
    /// Whether each field has a label.
    labelled: Vec<bool>,
    keys: Vec<usize>,
    dates: Vec<usize>,
    sums: Vec<usize>,
    texts: Vec<usize>,
    /// Whether rows of this kind always have a day, so that one without is no row.
    has_days: bool,
    /// As many fields as a record must have.
    least: usize,
    /// How many empty fields a record may have beyond the header.
    beyond: usize,
}

impl Sorting {
    /// Of a file of this kind with these columns. `header_lines` are the lines that may come again: the labels, or, where two lines
    /// were joined, both as they stand.
    pub fn new(kind: &str, columns: &[SortedColumn], header_lines: &[Vec<String>]) -> Self {
        let of = |fits: &dyn Fn(&SortedColumn) -> bool| -> Vec<usize> {
            let numbered = columns.iter().enumerate();
            numbered.filter(|(_, column)| fits(column)).map(|(index, _)| index).collect()
        };
        let is_day = |kind: CellKind| matches!(kind, CellKind::Date | CellKind::Moment | CellKind::Period);
        let labelled: Vec<bool> = columns.iter().map(|column| !column.label.is_empty()).collect();
        let normal = |line: &Vec<String>| line.iter().map(|label| normal_label(label)).collect();
        Sorting {
            kind: kind.to_owned(),
            headers: header_lines.iter().map(normal).collect(),
            least: labelled.iter().rposition(|has_label| *has_label).map_or(0, |last| last + 1),
            labelled,
            has_days: columns_of(kind).iter().any(|column| column.required && is_day(column.kind)),
            keys: of(&|column| column.kind == Some(CellKind::Key)),
            dates: of(&|column| column.kind.is_some_and(is_day)),
            sums: of(&|column| column.adds_up),
            texts: of(&|column| column.kind == Some(CellKind::Text)),
            beyond: 0,
        }
    }

    /// Whether a record with as many fields as the header, the date cell of which begins with this byte, is a row unless that cell
    /// turns out to be no day (`2026年10月合计`); then neither `sort` nor `misfit` has to look at it. Only for kinds of file whose rows
    /// have a date, and only where every field has a label.
    #[inline]
    pub fn is_surely_row(first_of_date: u8, fields: usize, labels: usize) -> bool {
        first_of_date.is_ascii_digit() && fields == labels
    }

    /// Whether every field of the header has a label: where one has none, `misfit` must look at each record.
    pub fn is_fully_labelled(&self) -> bool {
        self.labelled.iter().all(|has_label| *has_label)
    }

    /// What a record is; `cells` are its fields as texts, doubled quotes made single.
    pub fn sort<T: AsRef<str>>(&self, cells: &[T]) -> Sorted {
        let texts: Vec<&str> = cells.iter().map(|cell| bare(cell.as_ref())).collect();
        let mut filled = (0..texts.len()).filter(|field| !texts[*field].is_empty());
        let Some(first) = filled.next() else { return Sorted::Blank };
        if words::is_drawn(texts[first]) && filled.clone().all(|field| words::is_drawn(texts[field])) {
            return Sorted::Blank;
        }
        let is_alone = filled.next().is_none();
        if self.is_header_again(&texts) {
            return Sorted::HeaderAgain;
        }
        if self.is_other_header(&texts) {
            return Sorted::OtherHeader;
        }
        if self.is_total(&texts, first, is_alone) {
            return Sorted::Total;
        }
        let is_text = (is_alone && self.labelled.len() > 1) || self.is_footer(&texts, first);
        let may_be_day = self.is_dated(&texts, &[]) && !(is_alone && is_sentence(texts[first]));
        if is_text && !may_be_day { Sorted::TextOnly } else { Sorted::Row }
    }

    fn is_header_again(&self, texts: &[&str]) -> bool {
        self.headers.iter().any(|labels| {
            let shared = texts.len().min(labels.len());
            let rest_is_blank =
                texts[shared..].iter().all(|text| text.is_empty()) && labels[shared..].iter().all(String::is_empty);
            // Nearly every record differs from the header in its first cell, which is mostly seen without normalising it.
            let is_near = texts.iter().zip(labels).next().is_none_or(|(text, label)| may_be_label(text, label));
            is_near && rest_is_blank && texts.iter().zip(labels).all(|(text, label)| normal_label(text) == *label)
        })
    }

    /// Three labels of two columns of this kind of file, in half of the cells or more, and no digit anywhere: no row has that.
    fn is_other_header(&self, texts: &[&str]) -> bool {
        let filled: Vec<&str> = texts.iter().filter(|text| !text.is_empty()).copied().collect();
        if filled.len() < 3 || filled.iter().any(|text| text.bytes().any(|byte| byte.is_ascii_digit())) {
            return false;
        }
        let (labels, columns) = known_columns(&self.kind, &filled);
        labels >= 3 && columns >= 2 && labels * 2 >= filled.len()
    }

    /// Whether the first cell or a key says that the record is a total, and no day says that it is not. A cell that only ends in such
    /// a word may be a name, so that the record must have a number too.
    fn is_total(&self, texts: &[&str], first: usize, is_alone: bool) -> bool {
        let is_marked = |marks: fn(&str) -> bool| {
            let cells = [0, first].into_iter().chain(self.keys.iter().copied());
            let is_it = |text: &&str| words::may_say_total(text) && marks(&key::normal(text));
            let says = |field: &usize| texts.get(*field).is_some_and(is_it);
            let marked: Vec<usize> = cells.filter(says).collect();
            !marked.is_empty() && !self.is_dated(texts, &marked)
        };
        let has_number = || self.sums.iter().any(|field| texts.get(*field).is_some_and(|text| !is_missing(text)));
        // No row has such a word for its day.
        let is_day = self.has_days && self.dates.contains(&first);
        let is_of_something = || is_marked(words::ends_in_total) || self.has_days && is_marked(words::begins_in_total);
        let is_of_list = || self.has_days && is_marked(words::is_marked_total) && has_number();
        is_marked(words::is_total)
            || (!is_alone && is_of_list())
            || (!is_alone && is_of_something() && (is_day || has_number()))
    }

    /// Whether a total row says of whom or what it is one, other than a month: `Total Ann`, `张三 小计`.
    pub fn is_named_total<T: AsRef<str>>(&self, cells: &[T]) -> bool {
        let texts: Vec<String> = cells.iter().map(|cell| key::normal(bare(cell.as_ref())).into_owned()).collect();
        let says_whom = |text: &str| !text.chars().any(char::is_numeric);
        let is_named = |text: &String| says_whom(text) && (words::ends_in_total(text) || words::begins_in_total(text));
        let is_one = |text: &String| !text.is_empty() && words::is_total(text);
        !texts.iter().any(is_one) && texts.iter().any(is_named)
    }

    /// Whether a day, moment or period stands in a field that is not among `but`. Below a column of days a text without a digit is none.
    fn is_dated(&self, texts: &[&str], but: &[usize]) -> bool {
        let has_digit = |text: &&str| text.chars().any(|c| c.is_numeric());
        let says = |field: &usize| texts.get(*field).is_some_and(|text| has_digit(text) && !words::is_footer(text));
        self.dates.iter().any(|field| !but.contains(field) && says(field))
    }

    /// `制表人：张三`, with or without cells such as `审核：李四` beside it: the first says that it is a footer, and no amount is there.
    fn is_footer(&self, texts: &[&str], first: usize) -> bool {
        let is_empty = |field: &usize| texts.get(*field).is_none_or(|text| is_missing(text) || words::is_footer(text));
        words::is_footer(texts[first]) && self.sums.iter().filter(|field| **field != first).all(is_empty)
    }
}

/// Whether words stand there that are no day, however days are written: `Accrual Basis Saturday, January 3, 2026 09:14 AM`.
fn is_sentence(text: &str) -> bool {
    let begins_so = text.starts_with(char::is_alphabetic) && text.contains(is_blank) && words::is_prose(text);
    begins_so && date::read(text, DateFormat::Auto).is_err_and(|fault| fault.code == "not-a-date")
}

/// The text without blanks around it and without a byte order mark in front, which pasted files leave in the middle.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Whether a text may be the label of that normal form: labels with a different number of letters, or of digits, are different.
fn may_be_label(text: &str, normal: &str) -> bool {
    let count = |text: &str, is: fn(&u8) -> bool| text.bytes().filter(is).count();
    let have_as_many = |is| count(text, is) == count(normal, is);
    let is_near = || have_as_many(u8::is_ascii_alphabetic) && have_as_many(u8::is_ascii_digit);
    !(text.is_ascii() && normal.is_ascii()) || text.contains('(') || is_near()
}

#[cfg(test)]
mod tests;
