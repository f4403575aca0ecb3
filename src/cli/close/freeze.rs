//! What a closed folder holds, from the outcome of a run: its tables as the commands write them, and what it says of itself.

use std::path::Path;
use std::path::is_separator;

use super::Closing;
use crate::cli::run::Session;
use crate::closing::{
    self, FileEntry, Frozen, KeptOptions, KeptWarning, Manifest, Paid, PolicyFacts, ReadFacts, Ready, SCHEMA, Snapshot,
};
use crate::digest;
use crate::finding::{Finding, Severity};
use crate::history::{ClosedBalance, Correction};
use crate::policy::Policy;
use crate::policy::rules::KeptInputs;
use crate::render::{self, RenderOptions, render};
use crate::report::close::{self as reports};
use crate::report::model::Report;
use crate::report::pay::{Rows, pay};
use crate::report::score::score;
use crate::report::{self};
use crate::run::Outcome;
use crate::source::Place;

/// Everything that the folder holds, ready to be written. A file that has changed since it was read is told.
///
/// # Errors
/// The policy is not the one any more that ruled.
pub(super) fn freeze(
    closing: &Closing,
    outcome: &Outcome,
    snapshot: &Snapshot,
    session: &mut Session,
) -> Result<Ready, Finding> {
    let policy = policy_bytes(&outcome.policy)?;
    let tables = tables(outcome, session)?;
    let contents = snapshot.contents(&mut session.findings);
    let manifest = manifest(closing, outcome, (snapshot, contents.entries), session);
    Ok(Frozen { manifest, policy: &policy, tables, snapshot, prints: contents.prints }.ready())
}

/// The bytes of the policy that ruled.
fn policy_bytes(policy: &Policy) -> Result<Vec<u8>, Finding> {
    let file = policy.text.file();
    let bytes = std::fs::read(Path::new(&**file)).ok().filter(|bytes| digest::of_bytes(bytes) == policy.digest);
    bytes.ok_or_else(|| Finding::error("file-changed").with("file", file).at(Place::file(file.clone())))
}

/// The tables by name: those that the policy has something for.
pub(in crate::cli) fn tables(outcome: &Outcome, session: &Session) -> Result<Vec<(&'static str, Vec<u8>)>, Finding> {
    let mut reports: Vec<(&'static str, Report)> = Vec::new();
    if !outcome.policy.scorecards.is_empty() {
        reports.push((closing::SCORE, score(outcome)));
    }
    if !outcome.policy.pay.is_empty() {
        let places = outcome.policy.money_places();
        reports.extend([
            (closing::PAY, pay(outcome, Rows::People)),
            (closing::LINES, pay(outcome, Rows::Components)),
            (closing::DEALS, pay(outcome, Rows::Deals)),
            (closing::BALANCES, reports::balances(&balances(outcome), places)),
            (closing::CORRECTIONS, reports::corrections(&corrections(outcome), places)),
        ]);
    }
    if !outcome.appraisal.figures.is_empty() {
        reports.push((closing::FIGURES, reports::figures(&outcome.appraisal.figures)));
    }
    let rendered = |(name, report): (&'static str, Report)| {
        let bytes = render(&report, render::CSV, &RenderOptions::default(), session.locale());
        bytes.map(|bytes| (name, bytes)).map_err(|error| error.finding())
    };
    reports.into_iter().map(rendered).collect()
}

/// What is owed at the period's end.
fn balances(outcome: &Outcome) -> Vec<ClosedBalance> {
    let people =
        outcome.appraisal.result.paid().flat_map(|person| person.balances.iter().map(move |own| (person, own)));
    let closed = people.map(|(person, (component, balance))| ClosedBalance {
        person: outcome.ledger.people.list[person.person].id.clone(),
        component: component.clone(),
        balance: balance.clone(),
    });
    closed.collect()
}

/// What the period corrects of earlier ones.
fn corrections(outcome: &Outcome) -> Vec<Correction> {
    outcome.history.corrected_with(&outcome.appraisal.result.period).to_vec()
}

/// The warnings of the run, in the order in which they are told. Their places are relative to the policy's folder: from wherever a period is
/// closed, the same is kept.
pub(super) fn warnings(session: &Session) -> Vec<KeptWarning> {
    let base = session.base();
    let relative = |place: &Place| {
        let address = place.address();
        let own = address.strip_prefix(&*base.to_string_lossy()).map(|own| own.trim_start_matches(is_separator));
        own.filter(|_| !base.as_os_str().is_empty()).map(str::to_owned).unwrap_or(address)
    };
    let findings = session.findings.sorted().into_iter().filter(|finding| finding.severity == Severity::Warning);
    let kept = findings.map(|finding| KeptWarning {
        code: finding.code.to_owned(),
        text: session.locale().finding(finding).0,
        places: finding.places.iter().map(relative).collect(),
    });
    kept.collect()
}

fn manifest(
    closing: &Closing,
    outcome: &Outcome,
    (snapshot, files): (&Snapshot, Vec<FileEntry>),
    session: &Session,
) -> Manifest {
    let facts = outcome.gathered.facts.iter();
    let reads = facts.flat_map(|one| one.files.iter().map(|facts| ReadFacts::of(&one.input, facts)));
    let paid = report::totals::totals(outcome).into_iter().map(|total| Paid {
        component: total.component,
        unit: total.unit.id().to_owned(),
        people: total.people,
        amount: total.amount.to_string(),
    });
    let (period, options) = (closing.period, session.options);
    Manifest {
        schema: SCHEMA,
        period: period.id(),
        kind: period.kind().id().to_owned(),
        first: period.first().to_string(),
        last: period.last().to_string(),
        tool: report::TOOL.to_owned(),
        people: outcome.appraisal.result.paid().count(),
        policy: policy_facts(&outcome.policy, snapshot),
        previous: closing.chain.last().and_then(|last| last.as_previous()),
        options: KeptOptions {
            inputs: if snapshot.keeps == KeptInputs::Copy { "copy" } else { "digests" }.to_owned(),
            allow_empty: options.allow_empty,
            encoding: options.encoding.0.map_or("auto", |encoding| encoding.id()).to_owned(),
        },
        paid: paid.collect(),
        files,
        reads: reads.collect(),
        warnings: warnings(session),
    }
}

fn policy_facts(policy: &Policy, snapshot: &Snapshot) -> PolicyFacts {
    let name = Path::new(&**policy.text.file()).file_name().unwrap_or_default();
    PolicyFacts {
        name: policy.header.name.clone(),
        version: policy.header.version.clone(),
        currency: policy.header.currency.clone(),
        file: name.to_string_lossy().into_owned(),
        digest: policy.digest.clone(),
        folder: snapshot.folder.clone(),
    }
}
