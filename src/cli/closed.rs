//! `pay --closed`, `score --closed`: the figures of a closed period as they were closed.

use super::args::Options;
use super::exit::Exit;
use super::row_options::RowOptions;
use super::run::{Session, period_of};
use crate::calendar::Period;
use crate::closing::{self, Chain, Folder, Manifest, Store};
use crate::finding::Finding;
use crate::policy::Policy;
use crate::report::choice::Choice;
use crate::report::frozen::{Frozen, FrozenTable, frozen, summed};
use crate::report::model::Report;

/// The report, the term of its title, and the tables that it shows: id of the section, name of the file.
pub(super) type Shown<'s> = (&'static str, &'static str, &'s [(&'static str, &'static str)]);

/// Shows tables of the folder of the period asked for, without one of the last that is closed; of a longer period the sum of its own, where
/// these have one.
pub(super) fn execute(options: &Options, shown: Shown, rows: &RowOptions) -> Exit {
    let mut session = Session::new(options);
    let Some((policies, folder)) = session.policies() else { return session.refuse() };
    let Some(policy) = policies.last() else { return session.refuse() };
    let store = Store::of(policy, &folder);
    let chain = store.chain(&mut session.findings);
    if session.findings.has_errors() {
        return session.refuse();
    }
    let made = asked(options, &store, &chain).and_then(|(period, folders)| {
        let closed = Closed { policy, store: &store, period, folders };
        closed.report(shown, &rows.choice())
    });
    match made {
        Ok(report) => session.write(&report, Exit::Written),
        Err(finding) => session.fail(finding, Exit::Errors),
    }
}

/// The period asked for, and the folders that it is closed in.
fn asked<'c>(options: &Options, store: &Store, chain: &'c Chain) -> Result<(Period, Vec<&'c Folder>), Finding> {
    let not_closed = |period: &str| Finding::error("not-closed").with("period", period).with("folder", &store.shown);
    let Some(text) = &options.period else {
        let none = || Finding::error("nothing-closed").with("folder", &store.shown);
        let last = chain.last().ok_or_else(none)?;
        return Ok((last.period.clone(), vec![last]));
    };
    let period = period_of(text, store.fiscal_start)?;
    let parts = if chain.of(&period).is_some() { None } else { period.parts(store.kind) };
    let parts = parts.unwrap_or_else(|| vec![period.clone()]);
    let (known, missing): (Vec<&Period>, Vec<&Period>) = parts.iter().partition(|part| chain.of(part).is_some());
    if known.is_empty() {
        return Err(not_closed(&period.id()));
    }
    if !missing.is_empty() {
        let finding = Finding::error("closed-in-part").with("period", &period).with("folder", &store.shown);
        let finding = finding.with("missing", listed(&missing)).with("closed", listed(&known));
        // Periods are closed one after the other, and none before the first.
        let next = chain.next(store).filter(|next| missing.contains(&next));
        let begins = chain.folders.first().map(|first| &first.period);
        let begins = begins.filter(|begins| missing.iter().any(|part| part.last() < begins.first()));
        let finding = next.into_iter().fold(finding, |finding, next| finding.with("first", next));
        return Err(begins.into_iter().fold(finding, |finding, begins| finding.with("begins", begins)));
    }
    let folders = known.iter().filter_map(|part| chain.of(part)).collect();
    Ok((period, folders))
}

fn listed(periods: &[&Period]) -> String {
    periods.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// What is shown, and from which folders.
struct Closed<'a> {
    policy: &'a Policy,
    store: &'a Store,
    period: Period,
    folders: Vec<&'a Folder>,
}

impl Closed<'_> {
    fn report(&self, shown: Shown, choice: &Choice) -> Result<Report<'static>, Finding> {
        let (id, title, asked) = shown;
        let is_longer = self.folders.len() > 1;
        if is_longer && id != "pay" {
            let finding = Finding::error("closed-scores-apart").with("period", &self.period);
            return Err(finding.with("closed", self.paid_by()));
        }
        let mut tables = Vec::new();
        for asked in asked {
            let own =
                self.folders.iter().map(|folder| table(folder, self.store, *asked)).collect::<Result<Vec<_>, _>>()?;
            let mut own: Vec<FrozenTable> = own.into_iter().flatten().collect();
            tables.extend(if is_longer && !own.is_empty() { Some(summed(asked.0, &own)) } else { own.pop() });
        }
        let name = if is_longer { &self.store.shown } else { &self.folders[0].shown };
        let tables = choice.of_frozen(tables, name)?;
        let of = Frozen {
            period: &self.period.id(),
            paid_by: is_longer.then(|| self.paid_by()),
            folder: name,
            head: self.folders.last().and_then(|last| last.head.as_deref()).unwrap_or_default(),
            version: &self.said(|manifest| &manifest.policy.version),
            currency: &self.said(|manifest| &manifest.policy.currency),
            tool: &self.said(|manifest| &manifest.tool),
            places: self.policy.money_places(),
        };
        choice.arranged(frozen(id, title, &of, tables), &self.policy.header.language)
    }

    fn paid_by(&self) -> String {
        listed(&self.folders.iter().map(|folder| &folder.period).collect::<Vec<_>>())
    }

    /// What the folders say of themselves, each text once.
    fn said(&self, text: fn(&Manifest) -> &String) -> String {
        let mut said: Vec<&str> = Vec::new();
        for own in self.folders.iter().filter_map(|folder| folder.manifest.as_ref()).map(text) {
            if !said.contains(&own.as_str()) {
                said.push(own);
            }
        }
        said.join(", ")
    }
}

/// A table of a folder; nothing where it has none and need not have one.
fn table(
    folder: &Folder,
    store: &Store,
    (id, file): (&'static str, &'static str),
) -> Result<Option<FrozenTable>, Finding> {
    match folder.table(file, store.fiscal_start)? {
        Some(table) => Ok(Some((id, table.header, table.rows))),
        None if file == closing::BALANCES => Ok(None),
        None => Err(Finding::error("closed-without").with("folder", &folder.shown).with("file", file)),
    }
}
