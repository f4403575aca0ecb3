//! `[input]`: which files, and how they are read.

use super::days::DayRange;
use super::input_kind::InputKind;
use super::steps::Range;
use crate::number::Number;
use crate::source::{Span, Spanned};

/// One input: its files and how they are read.
#[derive(Clone, Debug, Default)]
pub struct InputRule {
    /// `sales`, `staff` …, or the department's own name.
    pub name: String,
    /// Its name in the policy.
    pub span: Span,
    /// Paths and globs relative to the policy; `-` is stdin.
    pub files: Vec<Spanned<String>>,
    /// How an entry of `files` is read that says more than its path, by its place among them: this rule with its own keys.
    pub of_entries: Vec<(usize, InputRule)>,
    /// Sheets of workbooks; nothing where the policy says nothing: then the first is read.
    pub sheet: Option<Sheets>,
    /// The file of mended records, relative to the policy.
    pub mended: Option<Spanned<String>>,
    /// `auto` is nothing.
    pub encoding: Option<Spanned<String>>,
    /// `auto` is nothing.
    pub delimiter: Option<u8>,
    /// Whether a quote is an ordinary character (`quotes = "none"`).
    pub unquoted: bool,
    /// Physical line of the header, from 1; `auto` is nothing.
    pub header_row: Option<u32>,
    /// Column and header.
    pub columns: Vec<(String, Spanned<String>)>,
    /// Column and the value of every row.
    pub constants: Vec<(String, Spanned<String>)>,
    /// Shape of a targets file.
    pub layout: Layout,
    /// Column and what its numbers are multiplied by.
    pub unit: Vec<(String, Spanned<Number>)>,
    /// Columns whose bare numbers are per cent.
    pub percent: Vec<String>,
    /// Column and the step to which its cells are rounded, half away from zero.
    pub round: Vec<(String, Spanned<Number>)>,
    /// An amount made of price and quantity.
    pub amount_of: Option<AmountOf>,
    /// How dates are written where they are ambiguous.
    pub date_format: DateFormat,
    /// Which sign stands before the decimals of numbers.
    pub decimal: DecimalSign,
    /// Columns whose blanks repeat the value above.
    pub fill_down: Vec<String>,
    /// Column, word, and what the word is read as.
    pub values: Vec<(String, WordList)>,
    /// Number columns made of two moments.
    pub durations: Vec<Duration>,
    /// Rows that count; absent: every row.
    pub counted: Option<Filter>,
    /// Rows that take a sale back.
    pub returns: Option<Returns>,
    /// What becomes of total rows.
    pub total_rows: TotalRows,
    /// What becomes of rows that are in several files; absent: they are refused.
    pub duplicates: Option<Duplicates>,
    /// Columns that together may have the same values in one row only.
    pub unique: Vec<Spanned<String>>,
    /// Number columns that repeat their value in every row with the same key, and the column of that key.
    pub once_per: Vec<(String, Spanned<String>)>,
    /// Columns of a source of the department's own; absent for a known input.
    pub own: Option<OwnSource>,
}

impl InputRule {
    /// Which input it is.
    pub fn kind(&self) -> InputKind {
        InputKind::of(&self.name)
    }

    /// Whether it is a number column of a source of the department's own, whatever a common column of that name holds.
    pub fn is_own_number(&self, column: &str) -> bool {
        self.own.as_ref().is_some_and(|own| own.numbers.iter().any(|number| number.value == column))
    }

    /// How the files of that entry are read.
    pub fn of_entry(&self, entry: usize) -> &InputRule {
        self.of_entries.iter().find(|(of, _)| *of == entry).map_or(self, |(_, rule)| rule)
    }

    /// This rule and those of its entries.
    pub fn all_mut(&mut self, mut change: impl FnMut(&mut InputRule)) {
        change(self);
        self.of_entries.iter_mut().for_each(|(_, rule)| change(rule));
    }
}

/// Which sheets of workbooks are read, each as a file of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sheets {
    /// Every sheet that has cells.
    All(Span),
    /// Those of these names, one or more.
    Named(Vec<Spanned<String>>),
}

impl Sheets {
    /// Where the policy says it.
    pub fn span(&self) -> Span {
        match self {
            Sheets::All(span) => *span,
            Sheets::Named(names) => names.first().map_or(Span::default(), |name| name.span),
        }
    }
}

/// Words of a column with what each is read as.
pub type WordList = Vec<(String, Spanned<String>)>;

/// A source of the department's own: which header is what.
#[derive(Clone, Debug, Default)]
pub struct OwnSource {
    /// Header of the date.
    pub date: Option<Spanned<String>>,
    /// Header of the person.
    pub person: Option<Spanned<String>>,
    /// Number columns.
    pub numbers: Vec<Spanned<String>>,
    /// Label columns.
    pub labels: Vec<Spanned<String>>,
}

/// Shape of a targets file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A row per period, subject and measure.
    #[default]
    Rows,
    /// A column per month.
    Months,
    /// A column per measure, as `columns` names them.
    Measures,
}

/// An amount made of other columns: price × quantity × (1 − discount).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmountOf {
    /// Column of the price.
    pub price: String,
    /// Column of the quantity.
    pub qty: String,
    /// Column of the discount rate, if any.
    pub less: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// How dates are written where they are ambiguous.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateFormat {
    /// Only what has one meaning.
    #[default]
    Auto,
    /// Year, month, day.
    Ymd,
    /// Month, day, year.
    Mdy,
    /// Day, month, year.
    Dmy,
    /// Month and day; the year from the title lines.
    Md,
    /// Serials of a workbook that counts from 1900.
    Excel,
    /// Serials of a workbook that counts from 1904.
    Excel1904,
}

impl DateFormat {
    /// Every format with its name.
    pub const ALL: [(&'static str, DateFormat); 7] = [
        ("auto", DateFormat::Auto),
        ("ymd", DateFormat::Ymd),
        ("mdy", DateFormat::Mdy),
        ("dmy", DateFormat::Dmy),
        ("md", DateFormat::Md),
        ("excel", DateFormat::Excel),
        ("excel1904", DateFormat::Excel1904),
    ];
}

/// Which sign stands before the decimals of a file's numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DecimalSign {
    /// A point, where that is beyond doubt: in a file whose fields are parted by `;` a cell such as `1.000` is not.
    #[default]
    Auto,
    /// A point: `1,234.50`.
    Point,
    /// A comma: `1.234,50`.
    Comma,
}

impl DecimalSign {
    /// Every sign with its name.
    pub const ALL: [(&'static str, DecimalSign); 3] =
        [("auto", DecimalSign::Auto), (".", DecimalSign::Point), (",", DecimalSign::Comma)];
}

/// A number column made of two moments of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duration {
    /// Its name as a column.
    pub name: String,
    /// Column of the first moment.
    pub from: String,
    /// Column of the second.
    pub to: String,
    /// In what it counts.
    pub unit: DurationUnit,
    /// Where it stands.
    pub span: Span,
}

/// In what a duration counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationUnit {
    /// Calendar days from day to day.
    Days,
    /// Working days after the first day up to the second.
    WorkDays,
    /// Hours by the clock.
    Hours,
    /// Hours of the policy's working time.
    WorkingHours,
    /// Complete months from day to day.
    Months,
}

impl DurationUnit {
    /// Every unit of a time between two moments with its name.
    pub const ALL: [(&'static str, DurationUnit); 4] = [
        ("days", DurationUnit::Days),
        ("work_days", DurationUnit::WorkDays),
        ("hours", DurationUnit::Hours),
        ("working_hours", DurationUnit::WorkingHours),
    ];

    /// Those in which it may be counted how long ago something was, each with its name.
    pub const SINCE: [(&'static str, DurationUnit); 5] =
        [Self::ALL[0], Self::ALL[1], Self::ALL[2], Self::ALL[3], ("months", DurationUnit::Months)];
}

/// Rows that take a sale back, and how the file signs them.
#[derive(Clone, Debug)]
pub struct Returns {
    /// Which rows.
    pub rows: Filter,
    /// How their numbers are signed in the file.
    pub sign: Sign,
}

/// How the file signs rows that take a sale back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// They are positive in the file.
    Flip,
    /// They are negative in the file.
    Keep,
    /// Every amount and quantity is taken off, however it is signed.
    Minus,
}

/// What becomes of rows that are in several files of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplicates {
    /// Each counts.
    Keep,
    /// Each counts as often as the file has it that has it most often.
    Drop,
}

/// What becomes of total rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TotalRows {
    /// Not counted, and compared as control totals.
    #[default]
    Check,
    /// A bad row.
    Refuse,
}

/// `source.column`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnRef {
    /// The input.
    pub source: String,
    /// Its column: canonical name, or the header for a column that has none.
    pub column: String,
}

/// Terms that must hold together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// All of them must hold; none: every row.
    pub terms: Vec<FilterTerm>,
}

/// What one column must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterTerm {
    /// Canonical column name.
    pub column: String,
    /// What it must be.
    pub test: FilterTest,
    /// Where it stands.
    pub span: Span,
}

/// What one column must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilterTest {
    /// Equal to one of these labels.
    OneOf(Vec<String>),
    /// Equal to none of these labels; blank is none of them.
    NoneOf(Vec<String>),
    /// A number in this range; blank is not.
    In(Range),
    /// A day in this range; blank is not.
    On(DayRange),
    /// Blank, or (false) not blank.
    Missing(bool),
}
