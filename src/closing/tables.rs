//! The tables of a closed folder as history: standings, lines of pay, balances, corrections.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::{BALANCES, CORRECTIONS, FIGURES, LINES, SCORE};
use crate::calendar::Period;
use crate::finding::Finding;
use crate::history::{
    Balance, BalanceKind, ClosedBalance, ClosedLine, Correction, Figures, Kept, Moved, Of, PastStanding,
};
use crate::number::Number;
use crate::policy::rules::PayUnit;
use crate::source::Place;

/// The list of people who are ranked apart.
const APART: &str = "probation";

/// A table as it stands in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainTable {
    /// Names of the columns.
    pub header: Vec<String>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<String>>,
}

/// The lines of pay of a folder.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// The lines.
    pub list: Vec<ClosedLine>,
    /// The roles of those who have one, by their ids.
    pub roles: BTreeMap<String, String>,
    /// Their names.
    pub names: BTreeMap<String, String>,
}

/// A closed folder of which tables are read.
pub struct Tables<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// As messages name it.
    pub shown: &'a str,
    /// The month in which fiscal years begin.
    pub fiscal_start: u32,
}

impl Tables<'_> {
    /// How people stood, by their ids; empty where nobody was scored.
    ///
    /// # Errors
    /// The first row that cannot be understood.
    pub fn standings(&self) -> Result<BTreeMap<String, PastStanding>, Finding> {
        let rows = self.rows(SCORE, |row| {
            let standing = PastStanding {
                score: row.number_or_none("score")?,
                grade: row.text_or_none("grade")?,
                coefficient: row.number_or_none("coefficient")?,
                rank: row.text_or_none("rank")?.map_or(Some(None), |rank| rank.parse().ok().map(Some))?,
                apart: row.text("list")? == APART,
            };
            Some((row.text("person")?.to_owned(), standing))
        })?;
        Ok(rows.into_iter().collect())
    }

    /// The bytes of the policy that ruled.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn policy(&self) -> Result<Vec<u8>, Finding> {
        fs::read(self.path.join(super::POLICY)).map_err(|error| {
            let file = format!("{}/{}", self.shown, super::POLICY);
            let finding = Finding::error("file-unreadable").with("file", &file).with("reason", error);
            finding.at(Place::file(file))
        })
    }

    /// What was paid, and what was said of whoever has a line.
    ///
    /// # Errors
    /// The first row that cannot be understood.
    pub fn lines(&self) -> Result<Lines, Finding> {
        let rows = self.rows(LINES, |row| {
            let unit = row.text("unit")?;
            let line = ClosedLine {
                person: row.text("person")?.to_owned(),
                component: row.text("component")?.to_owned(),
                line: row.text("line")?.to_owned(),
                unit: PayUnit::ALL.iter().find(|(id, _)| *id == unit).map(|(_, unit)| *unit)?,
                amount: row.number("amount")?,
            };
            Some((line, row.text("role")?.to_owned(), row.text("name")?.to_owned()))
        })?;
        let mut lines = Lines::default();
        for (line, role, name) in rows {
            lines.roles.insert(line.person.clone(), role);
            lines.names.insert(line.person.clone(), name);
            lines.list.push(line);
        }
        Ok(lines)
    }

    /// What was owed.
    ///
    /// # Errors
    /// The first row that cannot be understood, or that does not tie.
    pub fn balances(&self) -> Result<Vec<ClosedBalance>, Finding> {
        self.rows(BALANCES, |row| {
            let balance = Balance {
                kind: BalanceKind::named(row.text("kind")?)?,
                order: row.text("order")?.to_owned(),
                opening: row.number("opening")?,
                added: row.number("added")?,
                taken: row.number("taken")?,
                closing: row.number("closing")?,
                base: row.number("base")?,
                released: row.number("released")?,
            };
            let ties = balance.ties();
            let (person, component) = (row.text("person")?.to_owned(), row.text("component")?.to_owned());
            ties.then_some(ClosedBalance { person, component, balance })
        })
    }

    /// What was corrected of earlier periods.
    ///
    /// # Errors
    /// The first row that cannot be understood.
    pub fn corrections(&self) -> Result<Vec<Correction>, Finding> {
        self.rows(CORRECTIONS, |row| {
            let kind = row.text("kind")?;
            Some(Correction {
                period: Period::parse(row.text("period")?, self.fiscal_start)?,
                component: row.text("component")?.to_owned(),
                person: row.text("person")?.to_owned(),
                kind: if kind.is_empty() { None } else { Some(BalanceKind::named(kind)?) },
                order: row.text("order")?.to_owned(),
                amount: row.number("amount")?,
                balance: row.number("balance")?,
                moved: Moved {
                    base: row.number("base")?,
                    added: row.number("added")?,
                    released: row.number("released")?,
                },
            })
        })
    }

    /// What measures came to; nothing where the folder does not keep it.
    ///
    /// # Errors
    /// The first row that cannot be understood.
    pub fn figures(&self) -> Result<Figures, Finding> {
        let rows = self.rows(FIGURES, |row| {
            let (scope, id) = (row.text("scope")?, row.text("id")?);
            Of::named(scope, id)?;
            let kept = Kept {
                actual: row.number_or_none("actual")?,
                payable: row.number_or_none("payable")?,
                target: row.number_or_none("target")?,
            };
            Some((row.text("measure")?.to_owned(), scope.to_owned(), id.to_owned(), kept))
        })?;
        let mut figures = Figures::default();
        for (measure, scope, id, kept) in rows {
            Of::named(&scope, &id).into_iter().for_each(|of| figures.put(&measure, of, kept.clone()));
        }
        Ok(figures)
    }

    /// The header and the rows of a table as they stand; nothing where the folder has no such table.
    ///
    /// # Errors
    /// It cannot be read, or is no table.
    pub fn plain(&self, name: &str) -> Result<Option<PlainTable>, Finding> {
        let rows = self.rows(name, |row| Some(row.record.iter().map(str::to_owned).collect()))?;
        let header = self.header(name)?;
        Ok(header.map(|header| PlainTable { header, rows }))
    }

    fn header(&self, name: &str) -> Result<Option<Vec<String>>, Finding> {
        let file = format!("{}/{name}", self.shown);
        let bytes = match fs::read(self.path.join(name)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(&file, &error)),
        };
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let header = reader.headers().map_err(|_| not_understood(&file, 1))?;
        Ok(Some(header.iter().map(str::to_owned).collect()))
    }

    /// Each row of a table; none where the folder has no such table.
    fn rows<T>(&self, name: &str, read: impl Fn(&Row) -> Option<T>) -> Result<Vec<T>, Finding> {
        let file = format!("{}/{name}", self.shown);
        let bytes = match fs::read(self.path.join(name)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(&file, &error)),
        };
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let columns = reader.headers().map_err(|_| not_understood(&file, 1))?.clone();
        let mut rows = Vec::new();
        for (number, record) in (2..).zip(reader.records()) {
            let line = |record: &csv::StringRecord| record.position().map_or(number, csv::Position::line);
            let record = record.map_err(|_| not_understood(&file, number))?;
            let row = Row { columns: &columns, record: &record };
            rows.push(read(&row).ok_or_else(|| not_understood(&file, line(&record)))?);
        }
        Ok(rows)
    }
}

/// The first line of a table whose row has these texts, by column, and the line.
pub fn line_of(path: &Path, texts: &[(&str, &String)]) -> Option<(u32, String)> {
    let bytes = fs::read(path).ok()?;
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let columns = reader.headers().ok()?.clone();
    let is_it = |record: &csv::StringRecord| {
        let row = Row { columns: &columns, record };
        texts.iter().all(|(column, text)| row.text(column) == Some(text.as_str()))
    };
    let record = reader.records().filter_map(Result::ok).find(is_it)?;
    let position = record.position()?;
    let rest = bytes.get(usize::try_from(position.byte()).ok()?..)?;
    let text = String::from_utf8_lossy(rest.split(|byte| *byte == b'\n').next()?).into_owned();
    Some((u32::try_from(position.line()).ok()?, text))
}

fn not_understood(file: &str, line: u64) -> Finding {
    let line = u32::try_from(line).unwrap_or(u32::MAX);
    Finding::error("closed-not-understood").with("file", file).at(Place::line(file, line, ""))
}

fn unreadable(file: &str, error: &io::Error) -> Finding {
    Finding::error("file-unreadable").with("file", file).with("reason", error).at(Place::file(file))
}

/// A row under its header.
struct Row<'a> {
    columns: &'a csv::StringRecord,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    fn text(&self, column: &str) -> Option<&str> {
        self.record.get(self.columns.iter().position(|known| known == column)?)
    }

    /// Nothing inside where the column is not there, or its cell is empty.
    fn text_or_none(&self, column: &str) -> Option<Option<String>> {
        Some(self.text(column).filter(|text| !text.is_empty()).map(str::to_owned))
    }

    fn number(&self, column: &str) -> Option<Number> {
        Number::parse_in_full(self.text(column)?)
    }

    fn number_or_none(&self, column: &str) -> Option<Option<Number>> {
        self.text_or_none(column)?.map_or(Some(None), |text| Number::parse_in_full(&text).map(Some))
    }
}
