//! A report in a number of lines: the rows that matter most, and what of it is left out.

use std::collections::BTreeMap;

use super::{Screen, count, joined};
use crate::render::columns::fitting;
use crate::render::is_for_people;
use crate::render::room::{self, Part};
use crate::report::model::{Body, Cell, Phrase, Report, Section, Table};

/// A narrow table stands at most so often beside itself.
const BESIDE: usize = 3;

impl Screen<'_> {
    /// The report in so many lines: whole where it fits, else with the rows that matter most.
    pub(super) fn fitted(&self, report: &Report, lines: usize) -> String {
        let places: Vec<usize> =
            (0..report.sections.len()).filter(|place| is_for_people(&report.sections[*place])).collect();
        let is_short = |place: &usize| match &report.sections[*place].body {
            Body::Table(table) => table.rows.iter().nth(lines).is_none(),
            _ => true,
        };
        let whole = places.iter().all(is_short).then(|| self.whole(report));
        let tight = || Screen { is_tight: true, ..*self }.cut(report, &places, lines);
        whole.filter(|text| count(text) <= lines).unwrap_or_else(tight)
    }

    /// The report with the rows that matter most, and what of it is left out.
    fn cut(&self, report: &Report, places: &[usize], lines: usize) -> String {
        let parts = Part::all(report, places, lines);
        let place_of = |place: usize| parts.iter().position(|part| part.place == place);
        let others = places.iter().filter(|place| place_of(**place).is_none());
        let others: BTreeMap<usize, String> =
            others.map(|place| (*place, self.section(&report.sections[*place]))).collect();
        let (head, names) =
            (self.head(report), parts.iter().map(|part| self.counted(report, part)).collect::<Vec<_>>());
        let taken = count(&head) + others.values().map(|text| count(text) + 1).sum::<usize>();
        let taken = taken + 1 + count(&self.folded(&names));
        let shown = room::share(&parts, lines.saturating_sub(taken), |part, rows| self.cost(report, part, rows));
        let mut texts = vec![head];
        for place in places {
            match place_of(*place).map(|index| (&parts[index], shown[index])) {
                Some((_, 0)) => {}
                Some((part, rows)) => texts.push(self.part(report, part, rows)),
                None => texts.extend(others.get(place).cloned()),
            }
        }
        let folded: Vec<String> =
            names.into_iter().zip(&shown).filter(|(_, rows)| **rows == 0).map(|(name, _)| name).collect();
        texts.extend((!folded.is_empty()).then(|| self.folded(&folded)));
        texts.join("\n")
    }

    /// So many rows of a section, and how many more there are.
    fn part(&self, report: &Report, part: &Part, rows: usize) -> String {
        let section = &report.sections[part.place];
        let left_out = part.left_out(rows);
        let more = Phrase::term("rows_left_out").with("count", Cell::count(left_out as i64));
        let notes = (left_out > 0).then_some(more).into_iter().chain(section.notes.iter().cloned()).collect();
        let title = section.title.clone();
        Screen { spare: part.spare, ..*self }.section(&Section {
            id: section.id,
            title,
            audience: section.audience,
            body: Body::Table(part.cut(rows)),
            notes,
        })
    }

    /// The lines that so many rows of a section take, with the one above them.
    fn cost(&self, report: &Report, part: &Part, rows: usize) -> usize {
        if rows == 0 { 0 } else { count(&self.part(report, part, rows)) + 1 }
    }

    /// What a section is called that is left out, and how many rows it has.
    fn counted(&self, report: &Report, part: &Part) -> String {
        let title = Cell::phrase(report.sections[part.place].title.clone());
        let phrase = Phrase::term("section_with_rows")
            .with("section", title)
            .with("count", Cell::count(part.left_out(0) as i64));
        self.title(&phrase)
    }

    /// That sections are left out, and how to see them.
    fn folded(&self, names: &[String]) -> String {
        let names = Cell::Text(names.join(self.locale.term("list_comma")));
        joined(&self.wrapped(&self.locale.phrase(&Phrase::term("sections_left_out").with("sections", names)), 0))
    }

    /// A narrow table in fewer lines: its rows go on beside themselves.
    pub(super) fn beside(&self, table: &Table) -> String {
        let rows: Vec<Vec<Cell>> = table.rows.iter().map(|row| row.into_owned()).collect();
        let times = |times: usize| {
            let lines = rows.len().div_ceil(times);
            let row = |line: usize| {
                let places = (0..times).map(|time| rows.get(time * lines + line));
                places.flat_map(|row| row.cloned().unwrap_or_else(|| vec![Cell::Empty; table.columns.len()])).collect()
            };
            let columns = table.columns.iter().cycle().take(times * table.columns.len()).cloned().collect();
            Table { columns, rows: (0..lines).map(row).collect() }
        };
        let most = if table.columns.len() < BESIDE { BESIDE } else { 1 };
        let texts = (2..=most).map(times).filter(|table| self.fits(table)).map(|table| self.table(&table));
        let whole = self.table(table);
        texts.filter(|text| count(text) < count(&whole)).min_by_key(|text| count(text)).unwrap_or(whole)
    }

    /// Whether a line of the terminal has room for all columns.
    fn fits(&self, table: &Table) -> bool {
        let (_, _, extents) = self.measured(table);
        self.options.width.is_some_and(|limit| fitting(&extents, (0, &|_| false), limit).1.is_empty())
    }
}
