//! Which encoding each file of a run is in: what the policy names, what the command line names, or what the file tells.

use crate::finding::{Finding, Findings};
use crate::ingest::decode::{Clues, Detected, Encoding, How, detect};
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
}

impl Encodings {
    /// With the people of the ledger.
    pub fn with_people(by_option: Option<Encoding>, ledger: &Ledger) -> Self {
        Encodings { by_option, people: ledger.people.list.iter().map(|person| person.name.clone()).collect() }
    }

    /// The encoding of a file.
    ///
    /// # Errors
    /// What it is in cannot be told.
    pub fn of(&self, rule: &InputRule, file: &InputFile) -> Result<Detected, Finding> {
        let by_policy = rule.encoding.as_ref().and_then(|name| Encoding::named(&name.value));
        let by_policy = by_policy.map(|encoding| Detected { encoding, how: How::NamedByPolicy });
        let by_option = self.by_option.map(|encoding| Detected { encoding, how: How::NamedByOption });
        detect(file, &Clues { rule, named: by_policy.or(by_option), people: &self.people })
    }
}

/// Reports names of encodings in the policy that nothing is known by.
pub(super) fn report_unknown(policy: &Policy, findings: &mut Findings) {
    for name in policy.inputs.iter().filter_map(|rule| rule.encoding.as_ref()) {
        if Encoding::named(&name.value).is_none() {
            let finding = match Encoding::nearest(&name.value) {
                Some(near) => Finding::error("unknown-encoding-near").with("near", near),
                None => Finding::error("unknown-encoding"),
            };
            findings.push(finding.with("name", &name.value).at(policy.text.place(name.span)));
        }
    }
}
