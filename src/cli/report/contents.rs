//! The files of the folder, from what the runs have found.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Choice, MARK, Piece};
use crate::cli::file_names::FileNames;
use crate::cli::folder::File;
use crate::cli::run::Session;
use crate::cli::statement;
use crate::digest;
use crate::finding::{Finding, quoted};
use crate::ingest::facts::FileFacts;
use crate::management::Answer;
use crate::render::{CSV, Format, HTML, RenderOptions, XLSX, render};
use crate::report::choice::{self, Choice as Rows};
use crate::report::folder::{self, Page};
use crate::report::model::{Cell, Report};
use crate::report::pay::{Rows as PayRows, pay};
use crate::report::{self, TOOL};
use crate::run::Outcome;

/// Where statements stand.
const STATEMENTS: &str = "statements";

/// All files, in the order of their paths, and what formats tell.
///
/// # Errors
/// A format cannot hold a report.
pub(super) fn files(
    outcomes: &[Outcome],
    choice: &Choice,
    session: &Session,
) -> Result<(Vec<File>, Vec<Finding>), Finding> {
    let mut folder = Folder {
        outcomes,
        choice,
        session,
        statements: Vec::new(),
        teams: Vec::new(),
        files: Vec::new(),
        told: Vec::new(),
    };
    let pages = folder.pages();
    folder.add_statements()?;
    folder.add_teams(&pages)?;
    folder.add_data(&pages)?;
    folder.add_workbook(&pages)?;
    folder.add_index(&pages)?;
    folder.add_pages(pages)?;
    let mut told = std::mem::take(&mut folder.told);
    told.extend(folder.empty_parts());
    Ok((folder.finish()?, told))
}

/// The folder while it is filled.
struct Folder<'a> {
    outcomes: &'a [Outcome],
    choice: &'a Choice,
    session: &'a Session<'a>,
    /// Whose statement is in which file.
    statements: Vec<(usize, String)>,
    /// Which team's page is at which path.
    teams: Vec<(String, String)>,
    files: Vec<File>,
    /// What a format tells of what it cannot hold as it is.
    told: Vec<Finding>,
}

/// A report that is shown, and of which part of the folder it is.
type Shown<'a> = (Piece, Page<'a>);

/// Where the page of a report stands.
fn path_of(name: &str) -> String {
    format!("{name}.html")
}

/// The reports to be shown together.
fn views<'p>(pages: &'p [Shown]) -> Vec<Page<'p>> {
    pages.iter().map(|(_, page)| Page::new(page.name.clone(), page.report.view())).collect()
}

impl<'a> Folder<'a> {
    /// The outcome that scores and pays.
    fn main(&self) -> &'a Outcome {
        &self.outcomes[0]
    }

    /// Whether something is paid of the period: of a part of it nothing is.
    fn is_paid(&self) -> bool {
        !self.main().policy.pay.is_empty() && self.main().as_of.is_none()
    }

    /// The reports that are shown, in the order in which they are listed.
    fn pages(&self) -> Vec<Shown<'a>> {
        let main = self.main();
        let mut pages = Vec::new();
        if self.choice.shows(Piece::Score) && !main.policy.scorecards.is_empty() {
            pages.push((Piece::Score, Page::new("score", report::score::score(main).listed())));
        }
        if self.choice.shows(Piece::Pay) && self.is_paid() {
            pages.push((Piece::Pay, Page::new("pay", pay(main, PayRows::People).listed())));
        }
        let answers =
            self.outcomes.iter().flat_map(|outcome| outcome.answers.iter().map(move |answer| (outcome, answer)));
        pages.extend(answers.map(answered));
        pages
    }

    /// How tables for programs are written; in the folder nothing is fit to a terminal.
    fn tables(&self) -> RenderOptions {
        let options = self.session.options;
        let (csv, csv_header, csv_lead) = (options.csv_dialect, options.csv_header(), options.csv_lead());
        RenderOptions { csv, csv_header, csv_lead, ..RenderOptions::default() }
    }

    /// Adds a report in a format.
    fn add(&mut self, path: String, report: &Report, format: Format) -> Result<(), Finding> {
        let locale = self.session.locale();
        self.told.extend((format.told)(report, locale));
        let rendered = render(report, format, &self.tables(), locale);
        self.files.push(File { path, bytes: rendered.map_err(|error| error.finding())? });
        Ok(())
    }

    /// A page of each report, with everybody's steps.
    fn add_pages(&mut self, pages: Vec<Shown>) -> Result<(), Finding> {
        for (_, page) in pages.into_iter().filter(|(piece, _)| self.choice.has(*piece)) {
            let report = self.linked(page.report, "");
            self.add(path_of(&page.name), &report, HTML)?;
        }
        Ok(())
    }

    /// The report with names that lead to statements, from the folder `from` of this one: nothing, or its way back.
    fn linked<'r>(&self, report: Report<'r>, from: &str) -> Report<'r> {
        let path_of = |person: usize| {
            let (_, file) = self.statements.iter().find(|(known, _)| *known == person)?;
            Some(format!("{from}{STATEMENTS}/{file}"))
        };
        folder::linked(report, &path_of)
    }

    /// A page for each person; of a part of a period there is none, for nothing is paid of it.
    fn add_statements(&mut self) -> Result<(), Finding> {
        let main = self.main();
        let has_any = !main.policy.pay.is_empty() || !main.policy.scorecards.is_empty();
        if !self.choice.has(Piece::Statements) || !has_any || main.as_of.is_some() {
            return Ok(());
        }
        for (person, file) in statement::files(main, "html") {
            let Some(report) = report::statement::statement(main, person) else { continue };
            self.add(format!("{STATEMENTS}/{file}"), &report, HTML)?;
            self.statements.push((person, file));
        }
        Ok(())
    }

    fn add_teams(&mut self, pages: &[Shown]) -> Result<(), Finding> {
        if !self.choice.has(Piece::Teams) {
            return Ok(());
        }
        let mut names = FileNames::default();
        for team in choice::teams(self.main()) {
            let rows = Rows { teams: vec![team.clone()], ..Rows::default() };
            let mut own = Vec::new();
            for page in views(pages) {
                own.push(Page { report: rows.of(page.report, self.main())?, name: page.name });
            }
            let report = self.linked(folder::team(self.main(), &team, own), "../");
            let path = format!("teams/{}", names.of(&team, "html"));
            self.add(path.clone(), &report, HTML)?;
            self.teams.push((team, path));
        }
        Ok(())
    }

    fn add_data(&mut self, pages: &[Shown]) -> Result<(), Finding> {
        if !self.choice.has(Piece::Data) {
            return Ok(());
        }
        for (_, page) in pages {
            self.add(format!("data/{}.csv", page.name), &page.report, CSV)?;
        }
        if pages.iter().any(|(piece, _)| *piece == Piece::Pay) {
            self.add("data/pay-lines.csv".to_owned(), &pay(self.main(), PayRows::Components), CSV)?;
            self.add("data/pay-deals.csv".to_owned(), &pay(self.main(), PayRows::Deals), CSV)?;
        }
        Ok(())
    }

    fn add_workbook(&mut self, pages: &[Shown]) -> Result<(), Finding> {
        if !self.choice.has(Piece::Workbook) || pages.is_empty() {
            return Ok(());
        }
        let report = folder::workbook(self.main(), views(pages));
        self.add("report.xlsx".to_owned(), &report, XLSX)
    }

    fn add_index(&mut self, pages: &[Shown]) -> Result<(), Finding> {
        if !self.choice.has(Piece::Index) {
            return Ok(());
        }
        let own = pages.iter().filter(|(piece, _)| self.choice.has(*piece)).map(|(_, page)| path_of(&page.name));
        let paths = own.chain(self.files.iter().map(|file| file.path.clone()));
        let files: Vec<(String, Option<Cell>)> = paths.map(|path| (path.clone(), self.whose(&path))).collect();
        let report = self.linked(folder::index(self.main(), views(pages), &files), "");
        self.add("index.html".to_owned(), &report, HTML)
    }

    /// Whose file that is: a person's or a team's.
    fn whose(&self, path: &str) -> Option<Cell> {
        let is_own = |(_, file): &&(usize, String)| path == format!("{STATEMENTS}/{file}");
        let person = self.statements.iter().find(is_own).map(|(person, _)| *person);
        let person = person.map(|person| self.main().ledger.people.list[person].name.clone());
        let team = self.teams.iter().find(|(_, known)| known == path).map(|(team, _)| team.clone());
        person.or(team).map(Cell::Text)
    }

    /// That parts which were asked for by name have nothing.
    fn empty_parts(&self) -> Option<Finding> {
        let is_there = |piece: &Piece| {
            let beginning = piece.beginning();
            self.files.iter().any(|file| file.path.starts_with(beginning))
        };
        let lacking = self.choice.only.iter().filter(|piece| !is_there(piece));
        let names: Vec<String> = lacking.map(|piece| piece.name()).collect();
        (!names.is_empty()).then(|| Finding::warning("report-part-empty").with("parts", quoted(names)))
    }

    /// The files in the order of their paths, with what the folder says of itself.
    ///
    /// # Errors
    /// A file of an input is not what was read any more.
    fn finish(mut self) -> Result<Vec<File>, Finding> {
        self.files.sort_by(|one, other| one.path.cmp(&other.path));
        let bytes = format!("{:#}\n", self.of_run()?).into_bytes();
        self.files.push(File { path: MARK.to_owned(), bytes });
        self.files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(self.files)
    }

    /// What the folder was made from and with, and its files.
    fn of_run(&self) -> Result<Value, Finding> {
        let main = self.main();
        let listed = self.files.iter().map(
            |file| json!({ "path": file.path, "bytes": file.bytes.len(), "sha256": digest::of_bytes(&file.bytes) }),
        );
        Ok(json!({
            "schema": 1,
            "report": "folder",
            "tool": TOOL,
            "period": main.appraisal.result.period.id(),
            "as_of": main.as_of.map(|day| day.to_string()),
            "language": self.session.locale().language().id(),
            "policy": {
                "name": main.policy.header.name,
                "version": main.policy.header.version,
                "currency": main.policy.header.currency,
                "sha256": main.policy.digest,
            },
            "inputs": self.inputs()?,
            "files": listed.collect::<Vec<_>>(),
        }))
    }

    /// Every file that some report was made from, once, in the order in which they were read.
    fn inputs(&self) -> Result<Vec<Value>, Finding> {
        let facts = self.outcomes.iter().flat_map(|outcome| &outcome.gathered.facts).flat_map(|one| &one.files);
        let mut known = BTreeSet::new();
        let files = facts.filter(|facts| known.insert((facts.file.clone(), facts.sheet.clone())));
        let input = |facts: &FileFacts| {
            let digest = self.session.digest_of(facts)?;
            Ok(
                json!({ "file": facts.file.to_string(), "bytes": facts.bytes, "records": facts.records, "sha256": digest }),
            )
        };
        files.map(input).collect()
    }
}

/// The report of a question, and the name of its files.
fn answered<'a>((outcome, answer): (&'a Outcome, &'a Answer)) -> Shown<'a> {
    let (piece, report) = match answer {
        Answer::Customers(answer) => (Piece::Customers, report::customers::customers(outcome, answer)),
        Answer::Progress(answer) => (Piece::Progress, report::progress::progress(outcome, answer)),
        Answer::Targets(answer) => (Piece::Targets, report::targets::targets(outcome, answer)),
        Answer::Trend(answer) => (Piece::Trend, report::trend::trend(outcome, answer)),
        Answer::Watch(answer) => (Piece::Watch, report::watch::watch(outcome, answer)),
    };
    let name = match answer {
        Answer::Trend(answer) => format!("trend-{}", answer.label),
        _ => piece.name(),
    };
    (piece, Page::new(name, report.listed()))
}
