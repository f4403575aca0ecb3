//! What a file would say in each of the encodings that it may be in: known labels in its header, people of staff in its cells.

use rustc_hash::FxHashMap;

use super::Encoding;
use super::detect::Clues;
use crate::ingest::header::{is_known_label, month_column, normal_label};
use crate::policy::rules::{InputRule, Layout};

/// What a file without a mark can be in, if nobody names it.
pub(super) const READINGS: [Encoding; 3] = [Encoding::UTF_8, Encoding::GB18030, Encoding::BIG5];

/// A count for each reading.
pub(super) type Votes = [usize; READINGS.len()];

/// What separates cells; none of these bytes is part of a character of GB18030 or Big5, but for the last.
const SEPARATORS: &[u8] = b",;\t\"\r\n|";

/// The reading with more votes than every other.
pub(super) fn winner(votes: Votes) -> Option<Encoding> {
    let most = votes.into_iter().max().filter(|most| *most > 0)?;
    let mut of_most = READINGS.into_iter().zip(votes).filter(|(_, count)| *count == most).map(|(reading, _)| reading);
    of_most.next().filter(|_| of_most.next().is_none())
}

/// How many labels outside of ASCII each reading of the first lines knows: the most in any one line.
pub(super) fn labels(head: &[u8], rule: &InputRule) -> Votes {
    let lines = first_lines(head, rule);
    let known = Known::of(rule);
    READINGS.map(|reading| {
        let text = reading.lossy(lines);
        text.split(['\n', '\r']).map(|line| known.count(line)).max().unwrap_or(0)
    })
}

/// Whether the first lines are UTF-8 and know a label outside of ASCII so: what another encoding would make of such bytes is chance.
pub(super) fn is_utf8_with_labels(head: &[u8], rule: &InputRule) -> bool {
    let known = Known::of(rule);
    str::from_utf8(first_lines(head, rule)).is_ok_and(|text| text.split(['\n', '\r']).any(|line| known.count(line) > 0))
}

fn first_lines<'a>(head: &'a [u8], rule: &InputRule) -> &'a [u8] {
    let wanted = rule.header_row.map_or(crate::ingest::register::HEADER_LINES, |row| row as usize);
    let end = memchr::memchr2_iter(b'\n', b'\r', head)
        .filter(|at| !head[*at..].starts_with(b"\r\n"))
        .nth(wanted.saturating_sub(1));
    &head[..end.unwrap_or(head.len())]
}

/// The labels that a file of an input may have.
struct Known<'r> {
    rule: &'r InputRule,
    /// Those that the policy names, in normal form.
    named: Vec<String>,
}

impl<'r> Known<'r> {
    fn of(rule: &'r InputRule) -> Self {
        let own = rule.own.iter().flat_map(|own| {
            own.date.iter().chain(&own.person).chain(&own.numbers).chain(&own.labels).map(|header| &header.value)
        });
        let named = rule.columns.iter().map(|(_, header)| &header.value).chain(own);
        Known { rule, named: named.map(|header| normal_label(header)).collect() }
    }

    /// How many labels outside of ASCII a line has.
    fn count(&self, line: &str) -> usize {
        if line.is_ascii() {
            return 0;
        }
        let cells = line.split(|c: char| u8::try_from(c).is_ok_and(|byte| SEPARATORS.contains(&byte)));
        cells.filter(|cell| !cell.is_ascii() && self.has(cell.trim())).count()
    }

    /// Whether the lists have a label, the policy names it, or it is a month where columns are months.
    fn has(&self, label: &str) -> bool {
        let normal = normal_label(label);
        is_known_label(&self.rule.name, &normal)
            || self.named.contains(&normal)
            || (self.rule.layout == Layout::Months && month_column(label).is_some())
    }
}

/// Counts the people of staff that each reading finds in the cells of a file.
pub(super) struct PeopleCount {
    /// The bytes of a name in a reading: the reading and which name.
    names: FxHashMap<Vec<u8>, Vec<(usize, usize)>>,
    found: Vec<[bool; READINGS.len()]>,
}

impl PeopleCount {
    /// Of these people; those whose names are ASCII tell nothing.
    pub fn new(clues: &Clues) -> Self {
        let mut names: FxHashMap<Vec<u8>, Vec<(usize, usize)>> = FxHashMap::default();
        let people: Vec<&String> = clues.people.iter().filter(|name| !name.is_ascii()).collect();
        for (person, name) in people.iter().enumerate() {
            for (index, reading) in READINGS.into_iter().enumerate() {
                if let Some(bytes) = reading.bytes(name.trim()) {
                    names.entry(bytes).or_default().push((index, person));
                }
            }
        }
        PeopleCount { names, found: vec![[false; READINGS.len()]; people.len()] }
    }

    /// Whether there is anybody to look for.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Looks at whole lines.
    pub fn look_at(&mut self, bytes: &[u8]) {
        for cell in bytes.split(|byte| SEPARATORS.contains(byte)).filter(|cell| !cell.is_ascii()) {
            for (reading, person) in self.names.get(cell.trim_ascii()).into_iter().flatten() {
                self.found[*person][*reading] = true;
            }
        }
    }

    /// How many people each reading finds.
    pub fn votes(&self) -> Votes {
        std::array::from_fn(|reading| self.found.iter().filter(|found| found[reading]).count())
    }
}
