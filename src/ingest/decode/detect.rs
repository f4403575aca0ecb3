//! `detect`: the encoding of a whole file, decided only by what cannot mislead, and otherwise refused.
//!
//! In this order: a byte order mark; the name that the policy or the command line gives; ASCII; UTF-8 with characters that tell, or with
//! known labels in its header; among UTF-8, GB18030 and Big5 the one with more known labels, and if none has any, with more people of
//! staff. Files are read in pieces, so that memory does not grow with them.

use std::io::{self, Read};

use super::alphabets;
use super::evidence::Evidence;
use super::readings::{PeopleCount, READINGS, Votes, is_utf8_with_labels, labels, winner};
use super::{BYTE_ORDER_MARK, Encoding, shown, western};
use crate::finding::Finding;
use crate::ingest::files::InputFile;
use crate::ingest::records::line_ends;
use crate::policy::rules::InputRule;
use crate::source::Place;

/// How much of a file is looked at for its header.
const HEAD_BYTES: u64 = 64 << 10;
/// How much of a file is read at a time.
const PIECE: usize = 256 << 10;
/// A piece without a line end or a blank grows to this at most.
const LONGEST_PIECE: usize = 8 << 20;
/// A longer line is not quoted.
const LONGEST_EXCERPT: usize = 4 << 10;
/// How many characters of a line a finding shows.
const SHOWN: usize = 40;

/// By what the encoding of a file is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// `encoding` of the input.
    NamedByPolicy,
    /// `--encoding`.
    NamedByOption,
    /// The file begins with one.
    ByteOrderMark,
    /// It has nothing else, and reads the same in all.
    Ascii,
    /// It can be nothing else.
    Utf8,
    /// More labels of its header are known than in any other.
    HeaderLabels,
    /// More people of staff are found than in any other.
    People,
    /// It cannot be told, and all that is read is ASCII.
    NothingReadDiffers,
}

impl How {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            How::NamedByPolicy => "named-by-policy",
            How::NamedByOption => "named-by-option",
            How::ByteOrderMark => "byte-order-mark",
            How::Ascii => "ascii",
            How::Utf8 => "utf-8",
            How::HeaderLabels => "header-labels",
            How::People => "people",
            How::NothingReadDiffers => "nothing-read-differs",
        }
    }
}

/// The encoding of a file, and by what it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detected {
    /// The encoding.
    pub encoding: Encoding,
    /// By what it is known.
    pub how: How,
}

/// What is known of a file before it is read.
#[derive(Clone, Copy, Debug)]
pub struct Clues<'a> {
    /// Its input.
    pub rule: &'a InputRule,
    /// The encoding that somebody names.
    pub named: Option<Detected>,
    /// The people of staff; empty while staff itself is read.
    pub people: &'a [String],
}

/// What the first bytes of a file say of its encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assumed {
    /// The rest of the file cannot change it.
    Known(Detected),
    /// UTF-8 so far. It is if `Evidence` of all of its parts, merged, settles it; otherwise `detect` decides.
    SoFar,
    /// `detect` decides.
    Open,
}

/// What the first bytes of a file, a MiB or less, say of its encoding.
pub fn assume(head: &[u8], clues: &Clues) -> Assumed {
    if let Some(known) = known_at_once(head, clues) {
        return Assumed::Known(known);
    }
    let whole = &head[..head.len() - cut_off(head)];
    match Evidence::of(whole) {
        Evidence { has_nul: true, .. } | Evidence { is_broken: true, .. } => Assumed::Open,
        _ => Assumed::SoFar,
    }
}

/// The encoding of a file.
///
/// # Errors
/// The finding: it cannot be read, or what it is in cannot be told.
pub fn detect(file: &InputFile, clues: &Clues) -> Result<Detected, Finding> {
    Detection { file, clues }.decide().unwrap_or_else(|error| Err(file.unreadable(&error)))
}

/// The encoding that a mark at the beginning says.
pub fn marked(head: &[u8]) -> Option<Encoding> {
    let by_mark = [
        (BYTE_ORDER_MARK, Encoding::UTF_8),
        (b"\xFF\xFE".as_slice(), Encoding::UTF_16LE),
        (b"\xFE\xFF".as_slice(), Encoding::UTF_16BE),
    ];
    let marked = by_mark.into_iter().find(|(mark, _)| head.starts_with(mark));
    marked.filter(|_| !is_utf32(head)).map(|(_, encoding)| encoding)
}

/// A mark, a name, or labels that only UTF-8 has.
fn known_at_once(head: &[u8], clues: &Clues) -> Option<Detected> {
    if let Some(encoding) = marked(head) {
        return Some(Detected { encoding, how: How::ByteOrderMark });
    }
    let is_utf8 = |votes: Votes| votes[0] > 0 && votes[1..].iter().all(|count| *count == 0);
    let has_labels =
        || !head.contains(&0) && (is_utf8_with_labels(head, clues.rule) || is_utf8(labels(head, clues.rule)));
    clues.named.or_else(|| has_labels().then_some(Detected { encoding: Encoding::UTF_8, how: How::Utf8 }))
}

fn is_utf32(head: &[u8]) -> bool {
    head.starts_with(b"\xFF\xFE\0\0") || head.starts_with(b"\0\0\xFE\xFF")
}

/// How many bytes at the end may be the first of a character of UTF-8 that goes on.
fn cut_off(bytes: &[u8]) -> usize {
    let tail = bytes.iter().rev().take(3);
    let of_character = tail.take_while(|byte| **byte >= 0x80).position(|byte| *byte >= 0xC0);
    of_character.map_or(0, |at| at + 1)
}

struct Detection<'a> {
    file: &'a InputFile,
    clues: &'a Clues<'a>,
}

type Decided = io::Result<Result<Detected, Finding>>;

impl Detection<'_> {
    fn decide(&self) -> Decided {
        let mut head = Vec::new();
        self.file.open()?.take(HEAD_BYTES).read_to_end(&mut head)?;
        if is_utf32(&head) {
            let finding = Finding::error("encoding-not-supported").with("encoding", "UTF-32");
            return Ok(Err(finding.at(Place::file(self.file.name.clone()))));
        }
        if let Some(known) = known_at_once(&head, self.clues) {
            return Ok(Ok(known));
        }
        let mut look = Look::default();
        self.pieces(|bytes, line| look.at(bytes, line))?;
        if let Some(line) = look.nul {
            return Ok(Err(self.with_nuls(&head, line)));
        }
        if let Some(how) = look.evidence.settles() {
            return Ok(Ok(Detected { encoding: Encoding::UTF_8, how }));
        }
        self.among_readings(&head, &look)
    }

    fn among_readings(&self, head: &[u8], look: &Look) -> Decided {
        // UTF-8 with characters of two bytes alone is GB18030 too, every time.
        let votes = labels(head, self.clues.rule);
        if votes.iter().any(|count| *count > 0) {
            let by_labels = winner(votes).map(|encoding| Detected { encoding, how: How::HeaderLabels });
            return Ok(by_labels.ok_or_else(|| self.undecided(look)));
        }
        let mut people = PeopleCount::new(self.clues);
        if !people.is_empty() {
            self.pieces(|bytes, _| {
                people.look_at(bytes);
                Go::On
            })?;
        }
        let by_people = winner(people.votes()).map(|encoding| Detected { encoding, how: How::People });
        Ok(by_people.ok_or_else(|| self.undecided(look)))
    }

    /// Gives the file piece by piece with the line on which each begins. A piece ends behind a line end, or else behind a byte that is
    /// part of no other character in any reading.
    fn pieces(&self, mut look: impl FnMut(&[u8], u32) -> Go) -> io::Result<()> {
        let mut input = self.file.open()?;
        let (mut bytes, mut line, mut wanted) = (Vec::new(), 1_u32, PIECE);
        loop {
            let missing = (wanted - bytes.len()) as u64;
            let has_ended = (input.by_ref().take(missing).read_to_end(&mut bytes)? as u64) < missing;
            let last = memchr::memrchr(b'\n', &bytes).or_else(|| bytes.iter().rposition(|byte| *byte < 0x30));
            let end = match last {
                _ if has_ended => bytes.len(),
                Some(at) => at + 1,
                None if bytes.len() >= LONGEST_PIECE => bytes.len(),
                None => {
                    wanted = bytes.len() + PIECE;
                    continue;
                }
            };
            if look(&bytes[..end], line) == Go::Stop || has_ended {
                return Ok(());
            }
            line = line.saturating_add(line_ends(&bytes[..end]));
            bytes.drain(..end);
            wanted = PIECE;
        }
    }

    fn with_nuls(&self, head: &[u8], line: u32) -> Finding {
        let odd = memchr::memchr_iter(0, head).filter(|at| at % 2 == 1).count();
        let even = memchr::memchr_iter(0, head).count() - odd;
        let encoding = if even > odd { Encoding::UTF_16BE } else { Encoding::UTF_16LE };
        let finding = Finding::error("encoding-with-nuls").with("input", &self.clues.rule.name);
        finding.with("encoding", encoding.id()).at(Place::line(self.file.name.clone(), line, ""))
    }

    /// The code pages in which the words of the file's beginning are those of a language, the most likely one first; else that of Western Europe, where
    /// its first line beyond ASCII looks like it.
    fn likely(&self, look: &Look, line: &[u8]) -> Vec<Encoding> {
        let mut head = Vec::new();
        let is_read = self.file.open().and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head)).is_ok();
        let head = if is_read && !head.is_ascii() { &head[..] } else { line };
        let pages = if look.evidence.is_broken { alphabets::likely(head) } else { Vec::new() };
        let in_west = western(line).and(Encoding::named("windows-1252"));
        if pages.is_empty() { in_west.into_iter().collect() } else { pages }
    }

    /// The first line that is not ASCII in every reading, and where it is not UTF-8.
    fn undecided(&self, look: &Look) -> Finding {
        let (line, bytes) = look.beyond_ascii.clone().unwrap_or_default();
        let is_possible = |reading: &&Encoding| **reading != Encoding::UTF_8 || !look.evidence.is_broken;
        let likely = self.likely(look, &bytes);
        let readings: Vec<String> = likely
            .iter()
            .chain(&READINGS)
            .filter(is_possible)
            .map(|reading| format!("`{}` ({})", clipped(&reading.lossy(&bytes)), reading.id()))
            .collect();
        let fits = likely.iter().chain(&READINGS).filter(is_possible).find(|reading| reading.text(&bytes).is_some());
        let finding = Finding::error("encoding-undecided")
            .with("input", &self.clues.rule.name)
            .with("readings", readings.join(", "))
            .with("encoding", fits.unwrap_or(&Encoding::GB18030).id());
        let mut finding = finding.at(Place::line(self.file.name.clone(), line, ""));
        let broken = look.broken.iter().filter(|place| place.0 != line);
        finding.places.extend(broken.map(|(line, column, excerpt)| Place {
            column: *column,
            width: 1,
            ..Place::line(self.file.name.clone(), *line, excerpt.clone())
        }));
        finding
    }
}

fn clipped(line: &str) -> String {
    let mut clipped: String = line.chars().take(SHOWN).collect();
    if line.chars().nth(SHOWN).is_some() {
        clipped.push('…');
    }
    clipped
}

/// Whether more pieces are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Go {
    On,
    Stop,
}

/// What a look at the whole file finds; it ends at the first sequence that is not UTF-8, behind which nothing is told.
#[derive(Default)]
struct Look {
    evidence: Evidence,
    /// Line of the first NUL.
    nul: Option<u32>,
    /// The first line that is not ASCII.
    beyond_ascii: Option<(u32, Vec<u8>)>,
    /// Line, column and text where it is not UTF-8.
    broken: Option<(u32, u32, String)>,
}

impl Look {
    fn at(&mut self, bytes: &[u8], line: u32) -> Go {
        let evidence = Evidence::of(bytes);
        if evidence.has_nul {
            self.nul = memchr::memchr(0, bytes).map(|at| line + line_ends(&bytes[..at]));
        }
        if evidence.is_beyond_ascii && self.beyond_ascii.is_none() {
            let at = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
            self.beyond_ascii = Some((line + line_ends(&bytes[..at]), line_around(bytes, at).to_vec()));
        }
        if evidence.is_broken {
            let at = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
            let start = line_start(bytes, at);
            let before = String::from_utf8_lossy(&bytes[start..at]).chars().count();
            let whole = Some(line_around(bytes, at)).filter(|line| line.len() <= LONGEST_EXCERPT);
            let excerpt = shown(Encoding::UTF_8, whole.unwrap_or_default()).into_owned();
            self.broken = Some((line + line_ends(&bytes[..at]), before as u32 + 1, excerpt));
        }
        self.evidence.merge(evidence);
        if evidence.has_nul || evidence.is_broken { Go::Stop } else { Go::On }
    }
}

fn line_start(bytes: &[u8], at: usize) -> usize {
    memchr::memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |before| before + 1)
}

fn line_around(bytes: &[u8], at: usize) -> &[u8] {
    let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |offset| at + offset);
    &bytes[line_start(bytes, at)..end]
}
