//! A word that a rule names, that earlier periods had and this one has none of, while this one has a word that no rule names and none had before: the
//! word was most likely renamed, and its rows are in no rule any more.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{FileWords, KEPT};
use crate::calendar::{NaiveDate, Period};
use crate::finding::{Finding, quoted};
use crate::ingest::cell::{english_month, key, undone, vocabulary};
use crate::ingest::header::columns_of;
use crate::ingest::layout::Placed;
use crate::measure::plan::{NamedBy, NamedWord, Stream};
use crate::source::Place;
use crate::spelling::{alike, folded};

/// Fewer rows, of the word before or of the new one, are chance.
const LEAST_ROWS: u64 = 2;
/// With fewer rows before the period nobody knows which words there are.
const LEAST_EARLIER: u64 = 10;
/// So many rows of the last period, and so many of those before it, are of a word that is always there.
const STEADY: u64 = 5;
/// So many rows are told whenever they are; of more, one in so many that count is few.
const RARE: u64 = 2;
const TIMES_OF_FEW: u64 = 100;
/// Columns of how a row stands, of which each period may have other words.
const STATES: [&str; 7] = ["kind", "method", "reason", "result", "returned", "stage", "status"];

/// Those of which the rows of a period have other words than they will have later: what is open is won or paid by and by.
const LATER: [&str; 3] = ["returned", "stage", "status"];

/// When the rows of a word are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct When {
    /// In the period that is asked for.
    pub now: u64,
    /// In the one before it.
    last: u64,
    /// On any earlier day.
    pub earlier: u64,
}

impl When {
    /// Notes a row of that day.
    pub(super) fn see(&mut self, day: NaiveDate, (now, last): (&Period, &Period)) {
        self.now += u64::from(now.contains(day));
        self.last += u64::from(last.contains(day));
        self.earlier += u64::from(day < now.first());
    }

    /// Whether there were many rows of the last period and of those before it.
    fn is_steady(&self) -> bool {
        self.last >= STEADY && self.earlier >= self.last + STEADY
    }

    /// Takes those of another thread or file.
    pub(super) fn add(&mut self, other: When) {
        self.now += other.now;
        self.last += other.last;
        self.earlier += other.earlier;
    }
}

/// The words of a column by when their rows are, as they stand in a file.
pub(super) type Words = FxHashMap<Vec<u8>, When>;

/// Notes a row of that day with a word.
pub(super) fn see(words: &mut Words, bytes: &[u8], (day, (now, last)): (NaiveDate, &(Period, Period))) {
    let is_full = words.len() >= KEPT;
    match words.get_mut(bytes) {
        Some(when) => when.see(day, (now, last)),
        None if is_full => {}
        None => words.entry(bytes.to_vec()).or_default().see(day, (now, last)),
    }
}

/// Takes those of another thread.
pub(super) fn merge(words: &mut Words, other: Words) {
    for (word, when) in other {
        words.entry(word).or_default().add(when);
    }
}

/// The columns of words of a file, and when the rows of each word are.
#[derive(Clone, Copy)]
pub(super) struct OfFile<'a> {
    pub file: &'a FileWords<'a>,
    pub when: &'a [Words],
}

/// One warning for each column of labels in which it is so, be it in the files of one system alone.
pub(super) fn report(stream: &Stream, (input, period): (&str, &Period), files: &[OfFile]) -> Vec<Finding> {
    let groups = of_systems(files);
    let of_slot = |slot: usize| {
        let of_one = || groups.iter().find_map(|own| told(stream, slot, (input, period), (own, files)));
        told(stream, slot, (input, period), (files, files)).or_else(of_one)
    };
    (0..stream.slots.len()).filter_map(of_slot).collect()
}

/// The files of one name but for its digits, where several systems write files.
fn of_systems<'a>(files: &[OfFile<'a>]) -> Vec<Vec<OfFile<'a>>> {
    let mut groups: BTreeMap<String, Vec<OfFile>> = BTreeMap::new();
    for one in files {
        let name = one.file.layout.name.chars().filter(|letter| !letter.is_ascii_digit()).collect();
        groups.entry(name).or_default().push(*one);
    }
    if groups.len() < 2 { Vec::new() } else { groups.into_values().collect() }
}

fn told(
    stream: &Stream,
    slot: usize,
    (input, period): (&str, &Period),
    (files, every): (&[OfFile], &[OfFile]),
) -> Option<Finding> {
    let name = stream.slots[slot].column.as_str();
    let is_state = STATES.contains(&name);
    let named: Vec<&NamedWord> = stream.words.iter().filter(|named| named.slot == slot).collect();
    let counted = |one: &NamedWord| one.by == NamedBy::Counted;
    let is_named = |word: &str, of: &dyn Fn(&NamedWord) -> bool| {
        named.iter().any(|named| of(named) && folded(&named.word) == word)
    };
    let all = words((slot, name), &named, files);
    let before = words((slot, name), &named, every);
    let are_all_gone = is_state && !LATER.contains(&name) && are_replaced(&all, |word| is_named(word, &|_| true));
    // Of how a row stands only what counts is always there, and what always was.
    let meant = |word: &str, when: &When| {
        let is_steady = when.is_steady() || are_all_gone && when.last >= STEADY;
        is_named(word, &counted) || is_named(word, &|_| true) && (!is_state || is_steady)
    };
    let is_gone =
        |(word, (when, _)): &(&String, &(When, String))| meant(word, when) && when.now == 0 && when.last >= LEAST_ROWS;
    let is_new = |(word, (when, own)): &(&String, &(When, String))| {
        let is_other = is_state && (undone::is_no_sale(name, own) || is_declared(files, slot, own));
        let is_known = before.get(*word).is_some_and(|(when, _)| when.earlier > 0);
        !is_named(word, &|_| true) && !is_known && when.now >= LEAST_ROWS && !is_other
    };
    let shown = |(_, (_, own)): (&String, &(When, String))| own.clone();
    let gone: Vec<String> = all.iter().filter(is_gone).map(shown).collect();
    let new: Vec<String> = all.iter().filter(is_new).map(shown).collect();
    let counts = all.iter().filter(|(word, _)| is_named(word, &counted)).any(|(_, (when, _))| when.now > 0);
    let rows: u64 = all.values().map(|(when, _)| when.now).sum();
    let of_gone: u64 = all.iter().filter(is_gone).map(|(_, (when, _))| when.last).sum();
    let of_new: u64 = all.iter().filter(is_new).map(|(_, (when, _))| when.now).sum();
    let is_most = !counts && of_new * 2 >= rows;
    // As many as there were of the one before.
    let is_instead = of_gone >= STEADY && of_new * 2 >= of_gone && of_gone * 2 >= of_new;
    let gone_ones = || all.iter().filter(is_gone).map(|(_, (when, own))| (own.as_str(), *when));
    let is_own = columns_of(&stream.kind).iter().all(|spec| spec.name != name);
    let is_strong = is_instead && are_constant(gone_ones()) && !churns(&all, |word| is_named(word, &|_| true));
    if gone.is_empty() || new.is_empty() || is_state && !is_most && !is_instead || is_own && !is_strong {
        return None;
    }
    let finding = Finding::warning("word-gone-and-new").with("input", input).with("column", name);
    let finding = finding.with("period", period).with("gone", quoted(gone.iter().map(String::as_str)));
    Some(finding.with("new", quoted(new.iter().map(String::as_str))))
}

/// Whether with one period before, which cannot show that a word was always there, nothing that a rule names is there any more, all other words are, and one
/// that is new stands in the place of those.
fn are_replaced(all: &BTreeMap<String, (When, String)>, is_named: impl Fn(&str) -> bool) -> bool {
    let is_short = all.values().all(|(when, _)| when.earlier == when.last);
    let (named, others): (Vec<_>, Vec<_>) = all.iter().partition(|(word, _)| is_named(word));
    let stay = others.iter().filter(|(_, (when, _))| when.last > 0);
    let are_there = stay.clone().count() > 0 && stay.into_iter().all(|(_, (when, _))| when.now > 0);
    let new = others.iter().filter(|(_, (when, _))| when.last == 0 && when.now > 0).count();
    is_short && new == 1 && are_there && named.iter().all(|(_, (when, _))| when.now == 0)
}

/// Whether words of a column of one's own were there before all the time, and are no names of a time, which end with it: `Q3`, `Summer 2025`.
fn are_constant<'w>(gone: impl Iterator<Item = (&'w str, When)>) -> bool {
    let mut sum = When::default();
    let mut is_of_time = false;
    for (word, when) in gone {
        sum.add(when);
        is_of_time |= names_time(word);
    }
    sum.is_steady() && !is_of_time
}

/// Whether a word has a year, a quarter, a half-year, a month or a season in it.
fn names_time(word: &str) -> bool {
    let word = word.to_lowercase();
    let is_year =
        |token: &str| token.len() == 4 && token.starts_with("20") && token.bytes().all(|b| b.is_ascii_digit());
    let is_part = |token: &str| {
        token.strip_prefix(['q', 'h']).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    let is_season = |token: &str| ["spring", "summer", "autumn", "fall", "winter"].contains(&token);
    let mut tokens = word.split(|c: char| !c.is_alphanumeric());
    word.contains(['季', '月', '年', '期'])
        || tokens.any(|token| is_year(token) || is_part(token) || is_season(token) || english_month(token).is_some())
}

/// Whether the last period had words too that no rule names and no period before it had: there are new ones all the time.
fn churns(all: &BTreeMap<String, (When, String)>, is_named: impl Fn(&str) -> bool) -> bool {
    all.iter().any(|(word, (when, _))| !is_named(word) && when.last > 0 && when.earlier == when.last)
}

/// Words of how a row stands that `counted` leaves out, that no earlier row has and of this period's hardly any, and that say nothing known; fewer rows
/// than these are told whenever they are.
pub(super) fn new_and_few(stream: &Stream, (input, _): (&str, &Period), files: &[OfFile]) -> Vec<Finding> {
    let of_slot = |slot: usize| few_in(stream, slot, input, files);
    (0..stream.slots.len()).filter_map(of_slot).collect()
}

fn few_in(stream: &Stream, slot: usize, input: &str, files: &[OfFile]) -> Option<Finding> {
    let named: Vec<&NamedWord> = stream.words.iter().filter(|named| named.slot == slot).collect();
    let name = stream.slots[slot].column.as_str();
    if !STATES.contains(&name) || !named.iter().any(|named| named.by == NamedBy::Counted) {
        return None;
    }
    let all = words((slot, name), &named, files);
    let is_named = |word: &str| named.iter().any(|named| folded(&named.word) == word);
    let earlier: u64 = all.values().map(|(when, _)| when.earlier).sum();
    let counts: u64 = all.iter().filter(|(word, _)| is_named(word)).map(|(_, (when, _))| when.now).sum();
    let is_few = |(word, (when, own)): &(&String, &(When, String))| {
        let says_else = vocabulary::is_known(&stream.kind, name, own) || undone::is_no_sale(name, own);
        let is_few = when.now > RARE && when.now * TIMES_OF_FEW <= counts;
        is_few && when.earlier == 0 && !is_named(word) && !says_else && !is_declared(files, slot, own)
    };
    let few: Vec<(u64, &String)> = all.iter().filter(is_few).map(|(_, (when, own))| (when.now, own)).collect();
    let (_, own) = few.first().filter(|_| earlier >= LEAST_EARLIER)?;
    let finding = Finding::warning("rare-word-left-out").with("input", input).with("column", name);
    let finding = finding.with("words", quoted(few.iter().map(|(_, own)| own.as_str())));
    let finding = finding.with("rows", few.iter().map(|(rows, _)| rows).sum::<u64>());
    Some(placed(files, name, own).into_iter().fold(finding, Finding::at))
}

/// Whether the policy says what a word means, be it itself.
fn is_declared(files: &[OfFile], slot: usize, own: &str) -> bool {
    files.iter().any(|one| one.file.layout.slots[slot].word(own).is_some())
}

/// Where a word of a column stands first.
fn placed(files: &[OfFile], name: &str, own: &str) -> Option<Place> {
    files.iter().find_map(|OfFile { file, .. }| {
        let column = file.columns.iter().find(|column| column.name == name)?;
        let (seen, _) = column.words.get(&*folded(own))?;
        Some(Place::line(file.layout.name.clone(), seen.first, ""))
    })
}

/// A word that no rule names and no row before the period has, which says what a named word says, shorter or with something behind it: `RG` of `Rechnung`,
/// `Geräte neu`. One that says itself that nothing was sold is no other word for what was.
pub(super) fn like_named(stream: &Stream, (input, period): (&str, &Period), files: &[OfFile]) -> Vec<Finding> {
    let of_slot = |slot: usize| alike_in(stream, slot, (input, period), files);
    (0..stream.slots.len()).filter_map(of_slot).collect()
}

fn alike_in(stream: &Stream, slot: usize, (input, period): (&str, &Period), files: &[OfFile]) -> Option<Finding> {
    let of_slot: Vec<&NamedWord> = stream.words.iter().filter(|named| named.slot == slot).collect();
    let named: Vec<&str> = of_slot.iter().map(|named| named.word.as_str()).collect();
    let name = stream.slots[slot].column.as_str();
    let all = words((slot, name), &of_slot, files);
    let earlier: u64 = all.values().map(|(when, _)| when.earlier).sum();
    if named.is_empty() || earlier < LEAST_EARLIER {
        return None;
    }
    let is_named = |word: &str| named.iter().any(|named| folded(named) == word);
    let meant = |own: &str| {
        // How a row stands may well be told in more words.
        let fits = |named: &&&str| is_short_for(own, named) || !STATES.contains(&name) && goes_on(own, named);
        named.iter().find(fits).filter(|named| all.get(&*folded(named)).is_some_and(|(when, _)| when.earlier > 0))
    };
    let is_new = |word: &str, when: &When, own: &str| {
        let says_else = vocabulary::is_known(&stream.kind, name, own) || undone::is_no_sale(name, own);
        !is_named(word) && when.earlier == 0 && when.now >= LEAST_ROWS && !says_else
    };
    let (own, rows, meant) = all.iter().find_map(|(word, (when, own))| {
        let meant = meant(own).filter(|_| is_new(word, when, own))?;
        Some((own, when.now, *meant))
    })?;
    let finding = Finding::warning("new-word-like-named").with("input", input).with("column", name);
    let finding = finding.with("word", own).with("rows", rows).with("near", meant).with("period", period);
    Some(placed(files, name, own).into_iter().fold(finding, Finding::at))
}

/// Whether a word of two to four letters begins like another and has its letters in the same order: `Rg.` of `Rechnung`.
fn is_short_for(own: &str, named: &str) -> bool {
    let letters = |word: &str| folded(word).chars().filter(|c| c.is_alphabetic()).collect::<Vec<char>>();
    let (short, long) = (letters(own), letters(named));
    let is_plain = own.chars().all(|c| c.is_alphabetic() || c == '.');
    let mut rest = long.iter();
    let is_within = short.iter().all(|letter| rest.any(|other| other == letter));
    is_plain
        && is_within
        && (2..=4).contains(&short.len())
        && long.len() >= 2 * short.len()
        && short.first() == long.first()
}

/// Whether a word is another with something behind it, parted from it.
fn goes_on(own: &str, named: &str) -> bool {
    let (own, named) = (folded(own), folded(named));
    own.strip_prefix(&*named).is_some_and(|rest| rest.starts_with([' ', '(', '（', '-', '/', '.']))
}

/// What a word is told apart by: what it is read as. One that means what a named word means, which only the named word itself finds, is a word of its own.
fn read<'w>(placed: &'w Placed, named: &[&NamedWord], own: &'w str) -> &'w str {
    let meant = placed.meaning(own);
    let is_found = named.iter().any(|named| alike(&named.word, meant));
    let is_apart = !is_found
        && placed.word(own).is_none()
        && named.iter().any(|named| alike(&named.word, own) || named.others.iter().any(|other| alike(other, meant)));
    if is_apart { own } else { meant }
}

/// The words of all files as they are read, each with when its rows are and as it is written.
fn words((slot, name): (usize, &str), named: &[&NamedWord], files: &[OfFile]) -> BTreeMap<String, (When, String)> {
    let mut all: BTreeMap<String, (When, String)> = BTreeMap::new();
    for OfFile { file, when } in files {
        let columns = file.columns.iter().zip(*when).filter(|(column, _)| column.name == name && column.is_label);
        for (bytes, when) in columns.flat_map(|(_, words)| words.iter()) {
            let own = key::normal(&file.layout.encoding.lossy(bytes)).into_owned();
            let meant = read(&file.layout.slots[slot], named, &own).to_owned();
            let known = all.entry(folded(&meant).into_owned()).or_insert((When::default(), own.clone()));
            known.0.add(*when);
            if own < known.1 {
                known.1 = own;
            }
        }
    }
    all
}
