//! Which encoding each file of a run is in: what the policy names, what the command line names, or what the file tells.

use crate::finding::{Finding, Findings};
use std::io::{self, Read};

use crate::ingest::blocks::BLOCK_BYTES;
use crate::ingest::decode::{Assumed, Clues, Detected, Encoding, How, assume, detect};
use crate::ingest::files::InputFile;
use crate::ledger::Ledger;
use crate::policy::Policy;
use crate::policy::rules::InputRule;

/// What a run knows of encodings before it reads a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Encodings {
    /// Of files whose policy names none.
    pub by_option: Option<Encoding>,
    /// The names of people, once staff is read.
    pub people: Vec<String>,
    /// Whether a large file may be taken for UTF-8 by its first bytes, if the rest is looked at while it is read.
    pub assumes: bool,
}

impl Encodings {
    /// With the people of the ledger.
    pub fn with_people(by_option: Option<Encoding>, ledger: &Ledger) -> Self {
        let people = ledger.people.list.iter().map(|person| person.name.clone()).collect();
        Encodings { by_option, people, assumes: false }
    }

    /// The encoding of a file.
    ///
    /// # Errors
    /// What it is in cannot be told.
    pub fn of(&self, rule: &InputRule, file: &InputFile) -> Result<Detected, Finding> {
        detect(file, &self.clues(rule.of_entry(file.entry)))
    }

    /// The encoding of a file that is read in blocks, and whether it is only assumed.
    ///
    /// # Errors
    /// What it is in cannot be told.
    pub fn of_stream(&self, rule: &InputRule, file: &InputFile) -> Result<(Detected, bool), Finding> {
        if self.assumes && file.len() > BLOCK_BYTES as u64 {
            let head = first_bytes(file).map_err(|error| file.unreadable(&error))?;
            match assume(&head, &self.clues(rule.of_entry(file.entry))) {
                Assumed::Known(detected) => return Ok((detected, false)),
                Assumed::SoFar => return Ok((Detected { encoding: Encoding::UTF_8, how: How::Utf8 }, true)),
                Assumed::Open => {}
            }
        }
        self.of(rule, file).map(|detected| (detected, false))
    }

    fn clues<'a>(&'a self, rule: &'a InputRule) -> Clues<'a> {
        let by_policy = rule.encoding.as_ref().and_then(|name| Encoding::named(&name.value));
        let by_policy = by_policy.map(|encoding| Detected { encoding, how: How::NamedByPolicy });
        let by_option = self.by_option.map(|encoding| Detected { encoding, how: How::NamedByOption });
        Clues { rule, named: by_policy.or(by_option), people: &self.people }
    }
}

/// The first block of a file, as it is stored.
pub(super) fn first_bytes(file: &InputFile) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(BLOCK_BYTES);
    file.open()?.take(BLOCK_BYTES as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reports names of encodings in the policy that nothing is known by.
pub(super) fn report_unknown(policy: &Policy, findings: &mut Findings) {
    let of_entries = policy.inputs.iter().flat_map(|rule| &rule.of_entries).map(|(_, rule)| rule);
    for name in policy.inputs.iter().chain(of_entries).filter_map(|rule| rule.encoding.as_ref()) {
        if Encoding::named(&name.value).is_none() {
            let finding = match Encoding::nearest(&name.value) {
                Some(near) => Finding::error("unknown-encoding-near").with("near", near),
                None => Finding::error("unknown-encoding"),
            };
            findings.push(finding.with("name", &name.value).at(policy.text.place(name.span)));
        }
    }
}
