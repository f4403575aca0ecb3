//! What small registers say of alerts: the risk that a watch announces, and who has seen what.

use std::collections::BTreeMap;

use super::{Alert, measures};
use crate::calendar::NaiveDate;
use crate::finding::{Finding, Findings};
use crate::ingest::cell::key;
use crate::ledger::rows::ListedRow;
use crate::management::View;
use crate::measure::values;
use crate::policy::rules::management::Listed;
use crate::source::Place;
use crate::spelling::alike;

/// The register of risks, and its column that names the watch which announces one.
const RISKS: (&str, &str) = ("risks", "watch");
/// The register of who has seen what, and its column that names an alert.
const ACKS: (&str, &str) = ("acks", "alert");

/// The columns of risks that name whoever answers to them.
const OWNERS: [&str; 2] = ["owner_id", "owner"];

/// Its column of the day on which it was seen.
const DAY: &str = "date";

/// A risk that some watch announces.
struct Risk {
    watch: usize,
    response: Option<String>,
    owner: Option<usize>,
    place: Place,
}

impl Risk {
    /// Whether it asks for something that another does not.
    fn asks_else(&self, other: &Risk) -> bool {
        let responds = self.response.is_some() && self.response != other.response;
        responds || (self.owner.is_some() && self.owner != other.owner)
    }
}

/// Adds what is to be done, and who does it where the subject is nobody's.
pub(super) fn risks(view: View, alerts: &mut [Alert], findings: &mut Findings) {
    let risks = announced(view, findings);
    for alert in alerts {
        let Some(risk) = risks.iter().find(|risk| risk.watch == alert.watch) else { continue };
        alert.response = risk.response.clone();
        alert.owner = alert.owner.or(risk.owner);
    }
}

fn announced(view: View, findings: &mut Findings) -> Vec<Risk> {
    let mut risks: Vec<Risk> = Vec::new();
    view.rows.each(RISKS.0, &mut |row| {
        let Some(name) = row.cell(RISKS.1) else { return };
        let Some(watch) = watch_named(view, name) else {
            findings.push(unknown_watch("risk-of-no-watch", name, &row.place));
            return;
        };
        let owner = row.person.or_else(|| person(view, row.cell("owner")));
        let stranger = OWNERS.iter().find_map(|column| row.cell(column)).filter(|_| owner.is_none());
        stranger.into_iter().for_each(|name| tell_of_stranger(name, &row.place, findings));
        let risk = Risk { watch, response: row.cell("response").map(str::to_owned), owner, place: row.place.clone() };
        let first: Option<&Risk> = risks.iter().find(|known| known.watch == watch);
        let other = first.filter(|first| risk.asks_else(first));
        findings.extend_with(other.map(|first| announced_twice(name, first, &row.place)));
        risks.push(risk);
    });
    risks
}

/// That the owner of a risk is nobody of staff; once, where a watch over the rows tells it too.
fn tell_of_stranger(name: &str, place: &Place, findings: &mut Findings) {
    let is_told = findings.iter().any(|told| told.code == "unknown-person" && told.places.first() == Some(place));
    let finding = Finding::warning("unknown-person").with("person", name).at(place.clone());
    findings.extend_with((!is_told).then_some(finding));
}

/// That a watch announces a second risk: its alerts show what the first asks for.
fn announced_twice(watch: &str, first: &Risk, place: &Place) -> Finding {
    Finding::warning("risk-of-announced-watch").with("name", watch).at(place.clone()).at(first.place.clone())
}

fn person(view: View, name: Option<&str>) -> Option<usize> {
    view.book.ledger.people.find(&key::normal(name?))
}

fn watch_named(view: View, name: &str) -> Option<usize> {
    view.book.policy.management.watches.iter().position(|rule| alike(&rule.name.value, name))
}

fn unknown_watch(code: &'static str, name: &str, place: &Place) -> Finding {
    Finding::warning(code).with("name", name).at(place.clone())
}

/// Without what it is of, a row says nothing.
pub(super) fn acks_listed() -> Listed {
    let needed = vec![ACKS.1.to_owned(), DAY.to_owned()];
    Listed { input: ACKS.0.to_owned(), needed, days: vec![DAY.to_owned()], ..Listed::default() }
}

/// Adds the last day on which somebody said to have seen each.
pub(super) fn acks(view: View, alerts: &mut [Alert], findings: &mut Findings) {
    let mut known = BTreeMap::new();
    view.rows.each(ACKS.0, &mut |row| {
        let Some(written) = row.cell(ACKS.1) else { return };
        let named = ["person", "person_id"].iter().find_map(|column| row.cell(column));
        if let Some(stranger) = named.filter(|_| row.person.is_none()) {
            findings.push(Finding::warning("unknown-person").with("person", stranger).at(row.place.clone()));
        }
        let Some((watch, id)) = parted(view, written) else {
            let is_whole = watch_named(view, written.trim()).is_some();
            let code = if is_whole { "ack-without-id" } else { "ack-of-no-watch" };
            findings.push(unknown_watch(code, written, &row.place));
            return;
        };
        if !measures::may_find(view, watch, id, &mut known) {
            let finding = Finding::warning("ack-of-no-subject").with("name", written).with("id", id);
            findings.push(finding.at(row.place.clone()));
            return;
        }
        let Some(day) = day_of(row) else {
            let is_blank = row.cell(DAY).is_none();
            findings.extend_with(
                is_blank.then(|| Finding::warning("ack-without-day").with("name", written).at(row.place.clone())),
            );
            return;
        };
        if day > view.last_day() {
            return;
        }
        let is_its =
            |alert: &&mut Alert| alert.watch == watch && alike(&alert.id, id) && begins(view, alert) <= Some(day);
        for alert in alerts.iter_mut().filter(is_its) {
            alert.acknowledged = alert.acknowledged.max(Some(day));
        }
    });
}

/// The first day on which somebody could have seen an alert: that since which a row stands, or of the first of the periods running; nothing of what is yet to
/// come, and of what may have run for longer than is looked at.
fn begins(view: View, alert: &Alert) -> Option<NaiveDate> {
    if let Some(since) = alert.since {
        return Some(since).filter(|since| *since <= view.last_day());
    }
    let periods = alert.running.filter(|periods| (*periods as usize) < measures::MOST_RUNNING)?;
    let earlier = std::iter::successors(Some(view.book.period.clone()), |period| Some(period.previous()));
    earlier.take(periods as usize).last().map(|period| period.first())
}

fn day_of(row: &ListedRow) -> Option<NaiveDate> {
    row.day.or_else(|| values::day(row.cell(DAY)?))
}

/// The watch and the id that an acknowledgement names; either may have a slash in it.
fn parted<'t>(view: View, written: &'t str) -> Option<(usize, &'t str)> {
    let slashes = written.match_indices(['/', '／']);
    let mut parts = slashes.map(|(at, slash)| (&written[..at], &written[at + slash.len()..]));
    parts.find_map(|(name, id)| Some((watch_named(view, name.trim())?, id.trim())))
}
