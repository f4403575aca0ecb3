//! Which of today's files are others than were closed. A difference that several closed periods show is told once.

use std::io;

use super::Looking;
use crate::closing::{FileDifference, FileEntry, Folder, LineAt, Live, Today};
use crate::finding::{Finding, Findings};
use crate::policy::{Policy, changes};
use crate::report::TOOL;
use crate::report::verify::Looked;
use crate::source::Place;

/// What was found, and of which periods.
#[derive(Default)]
pub(super) struct Told {
    list: Vec<Found>,
}

/// Something that is told once for all the periods that show it.
struct Found {
    /// What is the same where the same is found of another period.
    key: (&'static str, String, u64),
    periods: Vec<String>,
    finding: Finding,
}

impl Told {
    fn add(&mut self, folder: &Folder, (file, key): (&str, u64), finding: Finding) {
        let (key, period) = ((finding.code, file.to_owned(), key), folder.period.id());
        match self.list.iter_mut().find(|found| found.key == key) {
            Some(found) => found.periods.push(period),
            None => self.list.push(Found { key, periods: vec![period], finding }),
        }
    }

    /// How much is to be told.
    fn count(&self) -> usize {
        self.list.iter().map(|one| one.periods.len()).sum()
    }

    /// Tells everything.
    pub fn tell(self, findings: &mut Findings) {
        for found in self.list {
            findings.push(found.finding.with("periods", found.periods.join(", ")));
        }
    }
}

impl Looking<'_> {
    /// Compares the files of a closed period with today's.
    pub(super) fn files(
        &self,
        folder: &Folder,
        policies: &[Policy],
        (told, found): (&mut Told, &mut Findings),
    ) -> Looked {
        let Some(manifest) = &folder.manifest else { return Looked::No };
        let Some(policy) = self.frozen_policy(folder, found) else { return Looked::No };
        let before = told.count();
        let live = Live { folder, policy: &policy, today: self.folder };
        let matters = |entry: &&FileEntry| entry.inputs.iter().any(|input| policy.pays_by_rows_of(input));
        manifest.files.iter().filter(matters).for_each(|entry| tell_file(&live, entry, (told, found)));
        let new_files = live.new_files().into_iter().filter(|(input, _)| policy.pays_by_rows_of(input));
        new_files.for_each(|new| tell_new(&live, &new, (told, found)));
        self.policy_today(folder, policies, told);
        if manifest.tool != TOOL {
            let other = Finding::note("closed-by-other-version").with("period", &folder.period);
            found.push(other.with("tool", &manifest.tool).with("now", TOOL));
        }
        if told.count() > before { Looked::Differs } else { Looked::Same }
    }

    /// Whether the rules of that version are still the same, where there are any.
    fn policy_today(&self, folder: &Folder, policies: &[Policy], told: &mut Told) {
        let Some(closed) = folder.manifest.as_ref().map(|manifest| &manifest.policy) else { return };
        let mut same_version = policies.iter().filter(|policy| policy.header.version == closed.version).peekable();
        let Some(today) = same_version.peek().copied() else { return };
        if same_version.all(|policy| policy.digest != closed.digest) {
            let edited = Finding::error("live-policy-edited").with("version", &closed.version);
            let edited = edited.with("file", today.text.file()).at(Place::file(today.text.file().clone()));
            let before = std::fs::read(folder.path.join(crate::closing::POLICY)).unwrap_or_default();
            let edited = changes::told(edited, &String::from_utf8_lossy(&before), today.text.text());
            told.add(folder, (today.text.file(), 0), edited.at(folder.place(crate::closing::POLICY)));
        }
    }
}

/// Compares a file that was closed.
fn tell_file(live: &Live, entry: &FileEntry, (told, found): (&mut Told, &mut Findings)) {
    let folder = live.folder;
    match live.compare(entry) {
        Ok(Today::Same) => {}
        Ok(Today::Gone) => {
            let gone = Finding::error("live-file-gone").with("file", &entry.file).at(Place::file(entry.file.as_str()));
            told.add(folder, (&entry.file, 0), gone.at(folder.place(&entry.kept)));
        }
        Ok(Today::Differs(difference)) => {
            let finding = differing(&entry.file, &format!("{}/{}", folder.shown, entry.kept), &difference);
            finding.into_iter().for_each(|finding| told.add(folder, (&entry.file, difference.key), finding));
        }
        Err(error) => found.push(unreadable(&entry.file, &error)),
    }
}

/// Looks at a file that was not there.
fn tell_new(live: &Live, (input, file): &(String, String), (told, found): (&mut Told, &mut Findings)) {
    match live.compare_new(input, file) {
        Ok(difference) if !difference.has_lines() => {}
        Ok(difference) => told.add(live.folder, (file, difference.key), new_file(file, input, &difference)),
        Err(error) => found.push(unreadable(file, &error)),
    }
}

fn unreadable(file: &str, error: &io::Error) -> Finding {
    Finding::error("file-unreadable").with("file", file).with("reason", error).at(Place::file(file))
}

/// What is told of a file that is another; nothing of one that only grew by lines of later days.
fn differing(file: &str, kept: &str, difference: &FileDifference) -> Option<Finding> {
    if !difference.has_lines() {
        let only = Finding::warning("live-order-differs").with("file", file).at(Place::file(file));
        return (difference.later == 0).then_some(only);
    }
    let mut finding = counted("live-lines-differ", difference).with("file", file);
    for (was, is) in &difference.changed {
        finding = finding.at(place(file, is)).at(place(kept, was));
    }
    finding = difference.added.iter().fold(finding, |finding, line| finding.at(place(file, line)));
    finding = difference.gone.iter().fold(finding, |finding, line| finding.at(place(kept, line)));
    Some(finding)
}

fn new_file(file: &str, input: &str, difference: &FileDifference) -> Finding {
    let finding = counted("live-file-new", difference).with("file", file).with("input", input);
    difference.added.iter().fold(finding, |finding, line| finding.at(place(file, line)))
}

/// How many lines of which kinds, and of whom.
fn counted(code: &'static str, difference: &FileDifference) -> Finding {
    let [changed, gone, added] = difference.counts;
    let finding = Finding::error(code).with("changed", changed).with("gone", gone).with("added", added);
    if difference.people.is_empty() {
        return finding;
    }
    let people: Vec<String> = difference.people.iter().map(|(person, lines)| format!("`{person}` {lines}")).collect();
    finding.with("people", people.join(", "))
}

fn place(file: &str, line: &LineAt) -> Place {
    Place { last_line: line.last_line, ..Place::line(file, line.line, line.text.as_str()) }
}
