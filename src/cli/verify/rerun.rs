//! Whether the frozen rules make the frozen results of the frozen files, byte for byte.

use std::collections::BTreeMap;
use std::fs;

use super::Looking;
use crate::cli::close::tables;
use crate::cli::run::{Asked, HowRead};
use crate::closing::{self, Folder, INPUTS, KeptOptions, Manifest};
use crate::finding::{Finding, Findings};
use crate::gathering::Scope;
use crate::ingest::decode::Encoding;
use crate::report::TOOL;
use crate::report::verify::Looked;
use crate::run::{Outcome, Wanted};
use crate::source::Place;

/// The tables of a folder.
const TABLES: [&str; 7] = [
    closing::SCORE,
    closing::PAY,
    closing::LINES,
    closing::DEALS,
    closing::BALANCES,
    closing::CORRECTIONS,
    closing::FIGURES,
];

/// How the files of a closed period were read.
pub(super) fn how_read(options: &KeptOptions) -> HowRead {
    HowRead { allow_empty: options.allow_empty, encoding: Encoding::named(&options.encoding) }
}

impl Looking<'_> {
    /// Does a closed period again.
    pub(super) fn rerun(&self, folder: &Folder, found: &mut Findings) -> Looked {
        let (Some(manifest), Some(closed)) = (&folder.manifest, self.closed) else { return Looked::No };
        if !has_copies(manifest) {
            return Looked::No;
        }
        let mut told = Findings::new();
        let below = folder.path.join(INPUTS).join(&manifest.policy.folder);
        let outcome = self.frozen_policy(folder, &mut told).and_then(|policy| {
            let asked = Asked {
                folder: &below,
                period: Some(folder.period.clone()),
                scope: Scope::Again,
                audits: false,
                wanted: Wanted::Frozen,
                closed: closed.before(&folder.period),
                reading: how_read(&manifest.options),
            };
            self.session.run_apart(policy, asked, &mut told)
        });
        let Some(outcome) = outcome.filter(|_| !told.has_errors()) else {
            let refused = Finding::error("rerun-refused").with("period", &folder.period);
            found.push(with_tools(refused, manifest).at(folder.place(closing::POLICY)));
            found.extend(told);
            return Looked::Differs;
        };
        self.compare(folder, (manifest, &outcome), found)
    }

    fn compare(&self, folder: &Folder, (manifest, outcome): (&Manifest, &Outcome), found: &mut Findings) -> Looked {
        let made = match tables(outcome, self.session) {
            Ok(made) => made,
            Err(finding) => {
                found.push(finding);
                return Looked::Differs;
            }
        };
        let made: BTreeMap<&str, Vec<u8>> = made.into_iter().collect();
        let mut looked = Looked::Same;
        for name in TABLES {
            let frozen = fs::read(folder.path.join(name)).ok();
            // Folders that were written before it was kept have none.
            let is_older = name == closing::FIGURES && frozen.is_none();
            if !is_older && frozen.as_ref() != made.get(name) {
                let (was, is) = (frozen.unwrap_or_default(), made.get(name).cloned().unwrap_or_default());
                found.push(with_tools(differing(folder, name, (&was, &is)), manifest));
                looked = Looked::Differs;
            }
        }
        looked
    }
}

/// Where no copies were kept there is nothing to do again.
fn has_copies(manifest: &Manifest) -> bool {
    manifest.files.iter().all(|file| file.lines_each.is_none())
}

fn with_tools(finding: Finding, manifest: &Manifest) -> Finding {
    finding.with("tool", &manifest.tool).with("now", TOOL)
}

/// The first line of a table that differs.
fn differing(folder: &Folder, name: &str, (was, is): (&[u8], &[u8])) -> Finding {
    let (was, is) = (String::from_utf8_lossy(was), String::from_utf8_lossy(is));
    let (mut old, mut new) = (was.lines(), is.lines());
    let mut number = 0_u32;
    let (expected, found) = loop {
        number = number.saturating_add(1);
        match (old.next(), new.next()) {
            (Some(one), Some(other)) if one == other => {}
            (one, other) => break (one.unwrap_or_default(), other.unwrap_or_default()),
        }
    };
    let file = format!("{}/{name}", folder.shown);
    let finding = Finding::error("rerun-differs").with("file", &file).with("period", &folder.period);
    finding.with("found", found).with("expected", expected).at(Place::line(file, number, expected))
}
