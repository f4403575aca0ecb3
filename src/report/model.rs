//! The neutral report: what is shown, without a word of prose, a format or a formatted number.
//!
//! Builders turn an appraisal into a `Report`; renderers turn a `Report` and a locale into bytes. Neither knows the other.

mod brief;
mod formula;

use std::borrow::Cow;
use std::marker::PhantomData;

use crate::calendar::NaiveDate;
use crate::derivation::Figure;
use crate::number::Number;
use crate::policy::rules::{Label, Unit};

pub use brief::{Brief, Matters, Weight};
pub use formula::{Formula, Operand, Operation, Spot};

/// A text of the locale by its id in `src/locale/terms.toml`, with what fills its braces; or a text of the user's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phrase {
    /// A term of the locale.
    Term {
        /// Its id.
        id: &'static str,
        /// What fills `{name}`.
        args: Vec<(&'static str, Cell)>,
    },
    /// A label of the policy, chosen by language.
    Label(Label),
    /// A text of the user's, the same in every language.
    Verbatim(String),
    /// Several, one after the other, with blanks between where the language has them.
    Joined(Vec<Phrase>),
    /// A name that is the same in every language for machines, and the phrase that people read.
    Called(String, Box<Phrase>),
}

impl Phrase {
    /// A term without arguments.
    pub fn term(id: &'static str) -> Self {
        Phrase::Term { id, args: Vec::new() }
    }

    /// Adds what fills `{name}`.
    pub fn with(mut self, name: &'static str, cell: Cell) -> Self {
        if let Phrase::Term { args, .. } = &mut self {
            args.push((name, cell));
        }
        self
    }
}

/// How a number is shown to people. Machine formats write it plainly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// With these decimals at least and grouped: 1,234.50.
    Money(u32),
    /// As money, but in machine formats with all decimals, as a fraction where no number of decimals is enough: it is read again.
    Exact(u32),
    /// A rounded score or points, with these decimals.
    Points(u32),
    /// As per cent with one decimal: 80.0 %.
    Rate,
    /// A whole number, grouped.
    Count,
    /// With the decimals it needs, at most four for people.
    Number,
    /// What is measured, such as a mean: as a number, but for people with two decimals at most from 1 on.
    Measured,
    /// One decimal and the unit.
    Hours,
    /// One decimal at most and the unit.
    Days,
}

impl Shape {
    /// The shape of a measure's values where nobody calculates with them again; `money` are the decimals of money.
    pub fn at_a_glance(unit: Unit, money: u32) -> Self {
        if unit == Unit::Number { Shape::Measured } else { Shape::of(unit, money) }
    }

    /// The shape of a measure's values; `money` are the decimals of money.
    pub fn of(unit: Unit, money: u32) -> Self {
        match unit {
            Unit::Money => Shape::Money(money),
            Unit::Count => Shape::Count,
            Unit::Rate => Shape::Rate,
            Unit::Points => Shape::Points(2),
            Unit::Hours => Shape::Hours,
            Unit::Days => Shape::Days,
            Unit::Number => Shape::Number,
        }
    }
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing belongs here: empty in every format.
    Empty,
    /// A value that should be here is missing: empty in machine formats, a word or dash for people.
    Missing,
    /// A text of the user's: a name, an id, a label.
    Text(String),
    /// A computed number; made from a figure only.
    Figure(Number, Shape),
    /// A number that is counted or placed, not computed from measures: a rank, a number of rows.
    Plain(Number, Shape),
    /// A day.
    Date(NaiveDate),
    /// Whether something is so.
    Flag(bool),
    /// A cell that leads to another file of the same folder, by its path with `/`; where nothing can be followed it is the cell.
    Link(Box<Cell>, String),
    /// Numbers drawn as bars, for people; machine formats have them in columns of their own.
    Bars(Vec<Option<Number>>),
    /// A phrase; machine formats write `id` of a term alone.
    Phrase(Box<Phrase>),
    /// The words of a row that parts those above it from those below.
    Divider(Box<Phrase>),
    /// What somebody, or a team, is called here, and who that is: rows are chosen by it.
    Of(String, RowOf),
}

/// Whose a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowOf {
    /// A person: index in the ledger.
    Person(usize),
    /// The team of that name.
    Team,
}

impl Cell {
    /// The cell of a figure; `Missing` where its value is.
    pub fn figure(figure: &Figure, shape: Shape) -> Self {
        figure.value().map_or(Cell::Missing, |value| Cell::Figure(value.clone(), shape))
    }

    /// The cell of a whole number that is counted.
    pub fn count(count: impl Into<i64>) -> Self {
        Cell::Plain(Number::from(count.into()), Shape::Count)
    }

    /// The number that it shows.
    pub fn number(&self) -> Option<&Number> {
        if let Cell::Figure(number, _) | Cell::Plain(number, _) = self { Some(number) } else { None }
    }

    /// The cell without what it leads to.
    pub fn without_link(&self) -> &Cell {
        if let Cell::Link(cell, _) = self { cell } else { self }
    }

    /// A phrase as a cell.
    pub fn phrase(phrase: Phrase) -> Self {
        Cell::Phrase(Box::new(phrase))
    }
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Stable id, the same in every language: the CSV header and the JSON key.
    pub id: String,
    /// What people read.
    pub title: Phrase,
    /// Whether its cells are numbers (aligned right, never guarded).
    pub numeric: bool,
}

/// Rows under columns; every row has as many cells as there are columns.
pub struct Table<'a> {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows in their documented order.
    pub rows: Rows<'a>,
}

/// Rows of a table, there already or made one by one while they are written: of a row for each person nothing is held.
pub enum Rows<'a> {
    /// There already.
    Listed(Vec<Vec<Cell>>),
    /// Those of another table.
    Of(&'a [Vec<Cell>]),
    /// Made again whenever they are asked for.
    Made(Box<dyn Maker + 'a>),
}

/// Makes the rows of a table.
pub trait Maker {
    /// One after the other.
    fn make(&self) -> Box<dyn Iterator<Item = Vec<Cell>> + '_>;
}

/// A function that begins with the first row, and what it returns.
struct Begins<F, I>(F, PhantomData<fn() -> I>);

impl<I: Iterator<Item = Vec<Cell>>, F: Fn() -> I> Maker for Begins<F, I> {
    fn make(&self) -> Box<dyn Iterator<Item = Vec<Cell>> + '_> {
        Box::new((self.0)())
    }
}

impl<'a> Rows<'a> {
    /// Rows that are made when they are asked for.
    pub fn made<I: Iterator<Item = Vec<Cell>> + 'a>(make: impl Fn() -> I + 'a) -> Self {
        Rows::Made(Box::new(Begins(make, PhantomData)))
    }

    /// One after the other.
    pub fn iter(&self) -> Box<dyn Iterator<Item = Cow<'_, [Cell]>> + '_> {
        match self {
            Rows::Listed(rows) => Box::new(rows.iter().map(|row| Cow::Borrowed(&row[..]))),
            Rows::Of(rows) => Box::new(rows.iter().map(|row| Cow::Borrowed(&row[..]))),
            Rows::Made(maker) => Box::new(maker.make().map(Cow::Owned)),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl FromIterator<Vec<Cell>> for Rows<'_> {
    fn from_iter<I: IntoIterator<Item = Vec<Cell>>>(rows: I) -> Self {
        Rows::Listed(rows.into_iter().collect())
    }
}

impl From<Vec<Vec<Cell>>> for Rows<'_> {
    fn from(rows: Vec<Vec<Cell>>) -> Self {
        Rows::Listed(rows)
    }
}

/// A step of an explanation with the steps it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Number of the step on its worksheet: the same step has the same number wherever it is shown.
    pub step: usize,
    /// Stable id of the kind of step, for machine formats.
    pub kind: &'static str,
    /// What was done, in words.
    pub what: Phrase,
    /// What came out.
    pub value: Cell,
    /// The policy line that ordered it: `policy.toml:88`.
    pub rule: Option<String>,
    /// Source rows, addresses such as `sales.csv:1042` with their text.
    pub rows: Vec<(String, String)>,
    /// The steps it was made from; none where they were shown with an earlier node of the same number.
    pub inputs: Vec<Node>,
}

/// How the figures of a table are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// A bar for each row and column, from zero.
    Bars,
    /// A bar for each row, in parts by column: what of it each column has.
    Shares,
    /// A line for each column, over the rows in their order.
    Lines,
    /// A bar for each row against the line to compare with: attainments.
    Bullets,
    /// Bars of the first column and a line of the second, a running share, in the order of the rows.
    Pareto,
    /// A dot for each row: the labels' column across, the first drawn column upwards.
    Dots,
}

/// A picture of a table of the same report. It has no figure of its own, so that none is without its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// How it is drawn.
    pub kind: ChartKind,
    /// The id of the section whose table is drawn: one that people see.
    pub of: &'static str,
    /// The id of the column that names the rows; of dots the one that is drawn across.
    pub labels: String,
    /// The ids of the columns that are drawn. Rows that have none of their cells are left out.
    pub series: Vec<String>,
    /// At most so many rows, the first.
    pub most: usize,
    /// What is compared with, as the columns count, and what it is called.
    pub line: Option<(Number, Phrase)>,
}

/// What a section holds.
pub enum Body<'a> {
    /// A table.
    Table(Table<'a>),
    /// A picture of a table; its section is for who keeps reports.
    Chart(Chart),
    /// How cells of tables follow from others; its section is for workbooks.
    Formulas(Vec<Formula>),
    /// Trees of steps.
    Steps(Vec<Node>),
    /// Nothing but the notes.
    Notes,
}

/// For whom a section is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// table, md, html, xlsx.
    People,
    /// csv and json.
    Machines,
    /// csv alone: a file that is read again.
    Csv,
    /// html and xlsx: what is kept and looked at, such as charts.
    Kept,
    /// html alone: what opens on a page, such as the steps of each figure.
    Pages,
    /// xlsx alone: what a workbook calculates again.
    Workbook,
    /// Every format.
    Everyone,
}

/// One part of a report.
pub struct Section<'a> {
    /// Stable id: the JSON key.
    pub id: &'static str,
    /// Its heading.
    pub title: Phrase,
    /// For whom it is.
    pub audience: Audience,
    /// What it holds.
    pub body: Body<'a>,
    /// Sentences below it.
    pub notes: Vec<Phrase>,
}

impl<'a> Table<'a> {
    /// The same with rows that are there.
    fn listed(self) -> Self {
        let rows = match self.rows {
            Rows::Made(maker) => maker.make().collect(),
            rows => rows,
        };
        Table { rows, ..self }
    }

    /// The same, whose rows are those of this one.
    fn view(&self) -> Table<'_> {
        let rows = match &self.rows {
            Rows::Listed(rows) => Rows::Of(rows),
            Rows::Of(rows) => Rows::Of(rows),
            Rows::Made(maker) => Rows::made(|| maker.make()),
        };
        Table { columns: self.columns.clone(), rows }
    }
}

impl<'a> Section<'a> {
    /// The same, whose rows are those of this one; nothing of steps.
    fn view(&self) -> Option<Section<'_>> {
        let body = match &self.body {
            Body::Table(table) => Body::Table(table.view()),
            Body::Chart(chart) => Body::Chart(chart.clone()),
            Body::Formulas(formulas) => Body::Formulas(formulas.clone()),
            Body::Notes => Body::Notes,
            Body::Steps(_) => return None,
        };
        let Section { id, title, audience, notes, .. } = self;
        Some(Section { id, title: title.clone(), audience: *audience, body, notes: notes.clone() })
    }
}

impl<'a> Report<'a> {
    /// The same with rows that are there, to be shown more than once.
    #[must_use]
    pub fn listed(self) -> Self {
        let listed = |section: Section<'a>| match section.body {
            Body::Table(table) => Section { body: Body::Table(table.listed()), ..section },
            body => Section { body, ..section },
        };
        Report { sections: self.sections.into_iter().map(listed).collect(), ..self }
    }

    /// The same without steps, whose rows are those of this one.
    pub fn view(&self) -> Report<'_> {
        let sections = self.sections.iter().filter_map(Section::view).collect();
        let brief = self.brief.clone();
        Report { id: self.id, title: self.title.clone(), head: self.head.clone(), sections, brief }
    }
}

/// A whole report. CSV writes the first table for machines (or everyone); JSON writes the head and all of them.
pub struct Report<'a> {
    /// Stable id: `score`, `pay`, `explain`, `check`.
    pub id: &'static str,
    /// Its heading.
    pub title: Phrase,
    /// Facts about the run: id, title, value.
    pub head: Vec<(&'static str, Phrase, Cell)>,
    /// Its parts.
    pub sections: Vec<Section<'a>>,
    /// Which of its parts may be cut where there is no room for all of it; of a report without any nothing is.
    pub brief: Vec<Brief>,
}
