//! `pay --closed`, `score --closed`: the figures of a closed period as they were closed.

use super::args::Options;
use super::exit::Exit;
use super::run::{Session, period_of};
use crate::closing::{self, Folder, Store};
use crate::finding::Finding;
use crate::report::frozen::{Frozen, FrozenTable, frozen};

/// The report, the term of its title, and the tables that it shows: id of the section, name of the file.
pub(super) type Shown<'s> = (&'static str, &'static str, &'s [(&'static str, &'static str)]);

/// Shows tables of the folder of the period asked for, without one of the last that is closed.
pub(super) fn execute(options: &Options, shown: Shown) -> Exit {
    let mut session = Session::new(options);
    let Some((policies, folder)) = session.policies() else { return session.refuse() };
    let Some(policy) = policies.last() else { return session.refuse() };
    let store = Store::of(policy, &folder);
    let chain = store.chain(&mut session.findings);
    if session.findings.has_errors() {
        return session.refuse();
    }
    let asked = match options.period.as_ref().map(|text| period_of(text, store.fiscal_start)).transpose() {
        Ok(asked) => asked,
        Err(finding) => return session.fail(finding, Exit::Errors),
    };
    let Some(found) = asked.as_ref().map_or_else(|| chain.last(), |period| chain.of(period)) else {
        let period = asked.map_or_else(String::new, |period| period.id());
        let finding = Finding::error("not-closed").with("period", period).with("folder", &store.shown);
        return session.fail(finding, Exit::Errors);
    };
    let tables = match tables(found, &store, shown.2) {
        Ok(tables) => tables,
        Err(finding) => return session.fail(finding, Exit::Errors),
    };
    let Some(manifest) = &found.manifest else { return session.refuse() };
    let of = Frozen {
        period: &found.period.id(),
        folder: &found.shown,
        head: found.head.as_deref().unwrap_or_default(),
        version: &manifest.policy.version,
        currency: &manifest.policy.currency,
        tool: &manifest.tool,
        places: policy.money_places(),
    };
    session.write(&frozen(shown.0, shown.1, &of, tables), Exit::Written)
}

fn tables(folder: &Folder, store: &Store, asked: &[(&'static str, &'static str)]) -> Result<Vec<FrozenTable>, Finding> {
    let mut tables = Vec::new();
    for (id, file) in asked {
        match folder.table(file, store.fiscal_start)? {
            Some(table) => tables.push((*id, table.header, table.rows)),
            None if *file == closing::BALANCES => {}
            None => return Err(Finding::error("closed-without").with("folder", &folder.shown).with("file", file)),
        }
    }
    Ok(tables)
}
