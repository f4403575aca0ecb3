//! The files of the folder, from what the runs have found.

use serde_json::json;

use super::{Choice, MARK, Piece};
use crate::cli::file_names::FileNames;
use crate::cli::run::Session;
use crate::cli::statement;
use crate::digest;
use crate::finding::{Finding, quoted};
use crate::management::Answer;
use crate::render::{FORMATS, Format, RenderOptions, format_named, render};
use crate::report::choice::{self, Choice as Rows};
use crate::report::folder::{self, Page};
use crate::report::model::{Cell, Report};
use crate::report::pay::{Rows as PayRows, pay};
use crate::report::{self, TOOL};
use crate::run::Outcome;

/// Where statements stand.
const STATEMENTS: &str = "statements";

/// A file of the folder.
pub(super) struct File {
    /// Its path below the folder, with `/`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

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
    folder.add_pages()?;
    folder.add_teams()?;
    folder.add_data(&pages)?;
    folder.add_workbook(&pages)?;
    folder.add_index()?;
    let mut told = std::mem::take(&mut folder.told);
    told.extend(folder.empty_parts());
    Ok((folder.finish(), told))
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

/// A format that there is.
fn format(id: &str) -> Format {
    format_named(id).unwrap_or(&FORMATS[0])
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

    /// The reports, in the order in which they are listed.
    fn pages(&self) -> Vec<Page<'a>> {
        let main = self.main();
        let mut pages = Vec::new();
        if self.choice.has(Piece::Score) && !main.policy.scorecards.is_empty() {
            pages.push(Page::new("score", report::score::score(main)));
        }
        if self.choice.has(Piece::Pay) && self.is_paid() {
            pages.push(Page::new("pay", pay(main, PayRows::People)));
        }
        pages.extend(self.outcomes.iter().filter_map(answered));
        pages
    }

    /// Adds a report in a format. In the folder no table is fit to a terminal.
    fn add(&mut self, path: String, report: &Report, id: &str) -> Result<(), Finding> {
        let locale = self.session.locale();
        let format = format(id);
        self.told.extend((format.told)(report, locale));
        let rendered = render(report, format, &RenderOptions::default(), locale);
        self.files.push(File { path, bytes: rendered.map_err(|error| error.finding())? });
        Ok(())
    }

    fn add_pages(&mut self) -> Result<(), Finding> {
        for page in self.pages() {
            let report = self.linked(page.report);
            self.add(format!("{}.html", page.name), &report, "html")?;
        }
        Ok(())
    }

    /// The report with names that lead to statements.
    fn linked(&self, report: Report<'a>) -> Report<'a> {
        let path_of = |name: &str| {
            let person = self.main().ledger.people.find(name)?;
            let (_, file) = self.statements.iter().find(|(known, _)| *known == person)?;
            Some(format!("{STATEMENTS}/{file}"))
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
            self.add(format!("{STATEMENTS}/{file}"), &report, "html")?;
            self.statements.push((person, file));
        }
        Ok(())
    }

    fn add_teams(&mut self) -> Result<(), Finding> {
        if !self.choice.has(Piece::Teams) {
            return Ok(());
        }
        let mut names = FileNames::default();
        for team in choice::teams(self.main()) {
            let rows = Rows { teams: vec![team.clone()], ..Rows::default() };
            let mut own = Vec::new();
            for page in self.pages() {
                own.push(Page { report: rows.of(page.report, self.main())?, name: page.name });
            }
            let report = folder::team(self.main(), &team, own);
            let path = format!("teams/{}", names.of(&team, "html"));
            self.add(path.clone(), &report, "html")?;
            self.teams.push((team, path));
        }
        Ok(())
    }

    fn add_data(&mut self, pages: &[Page]) -> Result<(), Finding> {
        if !self.choice.has(Piece::Data) {
            return Ok(());
        }
        for page in pages {
            self.add(format!("data/{}.csv", page.name), &page.report, "csv")?;
        }
        if pages.iter().any(|page| page.name == "pay") {
            self.add("data/pay-lines.csv".to_owned(), &pay(self.main(), PayRows::Components), "csv")?;
            self.add("data/pay-deals.csv".to_owned(), &pay(self.main(), PayRows::Deals), "csv")?;
        }
        Ok(())
    }

    fn add_workbook(&mut self, pages: &[Page]) -> Result<(), Finding> {
        if !self.choice.has(Piece::Workbook) || pages.is_empty() {
            return Ok(());
        }
        let report = folder::workbook(self.main(), self.pages());
        self.add("report.xlsx".to_owned(), &report, "xlsx")
    }

    fn add_index(&mut self) -> Result<(), Finding> {
        if !self.choice.has(Piece::Index) {
            return Ok(());
        }
        let files: Vec<(String, Option<Cell>)> =
            self.files.iter().map(|file| (file.path.clone(), self.whose(&file.path))).collect();
        let report = self.linked(folder::index(self.main(), self.pages(), &files));
        self.add("index.html".to_owned(), &report, "html")
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
        let lacking: Vec<&str> =
            self.choice.only.iter().filter(|piece| !is_there(piece)).map(|piece| piece.beginning()).collect();
        let names = lacking.iter().map(|name| name.trim_end_matches(['/', '-', '.']));
        (!lacking.is_empty()).then(|| Finding::warning("report-part-empty").with("parts", quoted(names)))
    }

    /// Adds what the folder says of itself.
    fn finish(mut self) -> Vec<File> {
        self.files.sort_by(|one, other| one.path.cmp(&other.path));
        let main = self.main();
        let listed: Vec<_> = self
            .files
            .iter()
            .map(
                |file| json!({ "path": file.path, "bytes": file.bytes.len(), "sha256": digest::of_bytes(&file.bytes) }),
            )
            .collect();
        let inputs: Vec<_> = main.gathered.facts.iter().flat_map(|one| &one.files).collect();
        let inputs = inputs.iter().map(|facts| {
            let digest = facts.digest.clone().or_else(|| self.session.digest_of(facts));
            json!({ "file": facts.file.to_string(), "bytes": facts.bytes, "records": facts.records, "sha256": digest })
        });
        let run = json!({
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
            "inputs": inputs.collect::<Vec<_>>(),
            "files": listed,
        });
        let text = serde_json::to_string_pretty(&run).unwrap_or_default() + "\n";
        self.files.push(File { path: MARK.to_owned(), bytes: text.into_bytes() });
        self.files.sort_by(|one, other| one.path.cmp(&other.path));
        let sums = self.files.iter().map(|file| format!("{}  {}\n", digest::of_bytes(&file.bytes), file.path));
        let sums: String = sums.collect();
        self.files.push(File { path: "SHA256SUMS".to_owned(), bytes: sums.into_bytes() });
        self.files
    }
}

/// The report of a question, and the name of its files.
fn answered(outcome: &Outcome) -> Option<Page<'_>> {
    let page = match outcome.answer.as_ref()? {
        Answer::Customers(answer) => Page::new("customers", report::customers::customers(outcome, answer)),
        Answer::Progress(answer) => Page::new("progress", report::progress::progress(outcome, answer)),
        Answer::Targets(answer) => Page::new("targets", report::targets::targets(outcome, answer)),
        Answer::Trend(answer) => Page::new(format!("trend-{}", answer.label), report::trend::trend(outcome, answer)),
        Answer::Watch(answer) => Page::new("watch", report::watch::watch(outcome, answer)),
    };
    Some(page)
}
