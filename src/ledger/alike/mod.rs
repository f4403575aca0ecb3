//! Who is likely entered twice: names that differ in dress or by one edit, and shared telephones. Suggested only, never merged.

mod form;
mod neighbours;
mod people;
mod zeros;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{People, twins};
use crate::finding::Finding;
use crate::finding::meant::{Named, Nearness};
use crate::finding::nearest::nearest;
use crate::ingest::cell::key;
use crate::ingest::faults::Faults;
use crate::ingest::interner::Interner;
use crate::ingest::register::{Register, RegisterRow};
use crate::source::Place;
use crate::spelling::in_simplified;
use form::Form;
pub use people::{people, people_at_once, people_in_turn};
use zeros::bare_number;
pub use zeros::{Codes, in_zeros, is_same_number};

/// Of companies: one edit makes another of shorter names.
const SHORTEST_COMPANY: usize = 4;
/// Of people: one edit makes another of shorter names.
const SHORTEST_PERSON: usize = 3;
/// A telephone has so many digits at least.
const PHONE_DIGITS: usize = 7;
/// So many of them are told.
const SHOWN_DIGITS: usize = 4;

/// A company's name without what does not make another one, and what stands in brackets: where both of two names have some, it must be the same.
pub fn form_of_company(name: &str) -> (String, String) {
    let form = Form::of_company(name);
    (form.name.into_string(), form.remark.into_string())
}

/// A key or label without blanks, whatever its case, width and script.
pub fn form_of_key(text: &str) -> String {
    let bare: String = key::matching(text).chars().filter(|c| !c.is_whitespace()).collect();
    in_simplified(&bare).into_owned()
}

/// A customer by its first row. There may be millions: what is told of few of them is read again.
struct Entry<'a> {
    row: &'a RegisterRow,
    form: Form,
    phone: Option<Box<str>>,
}

/// By what customers are likely the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlikeBy {
    /// Their names.
    Name,
    /// A telephone.
    Phone,
}

/// A customer that is likely another one.
#[derive(Clone, Debug)]
pub struct Alike {
    /// Its id and name.
    pub own: (String, String),
    /// Those of the one that stands first.
    pub other: (String, String),
    /// By what.
    pub by: AlikeBy,
    /// The row.
    pub place: Place,
}

/// Customers that are likely the same: each once, with the first that it may be.
pub fn pairs(register: &Register) -> Vec<Alike> {
    let entries = entries(register);
    let named = |index: usize| entries[index].names();
    let pair = |(first, later, by): (usize, usize, AlikeBy)| Alike {
        own: named(later),
        other: named(first),
        by,
        place: entries[later].row.whole(),
    };
    found(&entries).into_iter().map(pair).collect()
}

/// Warns of customers that are likely the same: each is told once, with the first that it may be.
pub fn customers(register: &Register, faults: &mut Faults) {
    let entries = entries(register);
    for (first, later, by) in found(&entries) {
        let (one, other) = (&entries[later], &entries[first]);
        let finding = match by {
            AlikeBy::Phone => Finding::warning("customers-share-phone")
                .with("phone", last_digits(one.phone.as_deref().unwrap_or_default())),
            AlikeBy::Name => Finding::warning("customers-alike"),
        };
        let finding = finding.with("customer", one.shown()).with("other", other.shown());
        faults.push(finding.at(one.row.whole()).at(other.row.whole()));
    }
}

/// Pairs of the first and a later customer that are likely the same; a later one is in one pair only.
fn found(entries: &[Entry]) -> Vec<(usize, usize, AlikeBy)> {
    let mut told: Vec<bool> = vec![false; entries.len()];
    let names = same_names(entries).into_iter().chain(near_names(entries));
    let names = names.map(|(first, later)| (first, later, AlikeBy::Name));
    let phones = same_phones(entries).into_iter().map(|(first, later)| (first, later, AlikeBy::Phone));
    names.chain(phones).filter(|(_, later, _)| !std::mem::replace(&mut told[*later], true)).collect()
}

impl Entry<'_> {
    /// The id, and the name.
    fn names(&self) -> (String, String) {
        names(self.row).unwrap_or_default()
    }

    /// The name, and the number where there is one.
    fn shown(&self) -> String {
        let (id, name) = self.names();
        if id == name { name } else { format!("{name} ({id})") }
    }
}

fn entries(register: &Register) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::with_capacity(register.rows.len());
    let mut known = Interner::default();
    for row in &register.rows {
        let Some((id, name)) = names(row) else { continue };
        let before = known.len();
        known.intern(id.as_bytes());
        if known.len() > before {
            let phone = row.text("phone").and_then(|text| phone(&text)).map(String::into_boxed_str);
            entries.push(Entry { row, form: Form::of_company(&name), phone });
        }
    }
    entries
}

/// The id and the name of the customer of a row, in normal form; nothing where it has no name.
fn names(row: &RegisterRow) -> Option<(String, String)> {
    let key = |column: &str| row.text(column).and_then(|text| key::read(&text).ok().flatten());
    let name = key("customer")?;
    Some((key("customer_id").unwrap_or_else(|| name.clone()), name))
}

/// The digits of a telephone without the country's code; nothing where they are no telephone.
fn phone(text: &str) -> Option<String> {
    let digits: String = key::normal(text).chars().filter(char::is_ascii_digit).collect();
    let bare = digits.strip_prefix("00").unwrap_or(&digits);
    let bare = bare.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(bare);
    let is_filler = bare.chars().all(|c| bare.starts_with(c));
    (bare.len() >= PHONE_DIGITS && !is_filler).then(|| bare.to_owned())
}

/// A telephone of which only the end is told: enough to find it by.
fn last_digits(phone: &str) -> String {
    let hidden = phone.len().saturating_sub(SHOWN_DIGITS);
    "*".repeat(hidden) + &phone[hidden..]
}

/// Pairs of the first and a later customer whose names are equal in form.
fn same_names(entries: &[Entry]) -> Vec<(usize, usize)> {
    let named = entries.iter().enumerate().filter(|(_, entry)| !entry.form.name.is_empty());
    let several = twins::several(named.map(|(at, entry)| (twins::hash_of(&*entry.form.name), at)));
    let mut by_name: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut pairs = Vec::new();
    for later in several {
        let entry = &entries[later];
        let same = by_name.entry(&entry.form.name).or_default();
        pairs.extend(same.iter().find(|first| entries[**first].form.fits(&entry.form)).map(|first| (*first, later)));
        // Of one name the first with each remark is enough to be compared with.
        if !same.iter().any(|first| entries[*first].form.remark == entry.form.remark) {
            same.push(later);
        }
    }
    pairs
}

/// Pairs of the first and a later customer whose names are one edit apart; of equal names the first alone is looked at.
fn near_names(entries: &[Entry]) -> Vec<(usize, usize)> {
    let mut seen: FxHashSet<&Form> = FxHashSet::default();
    let different: Vec<usize> = (0..entries.len()).filter(|index| seen.insert(&entries[*index].form)).collect();
    let forms: Vec<&Form> = different.iter().map(|index| &entries[*index].form).collect();
    let found = neighbours::earlier(&forms, SHORTEST_COMPANY);
    found.into_iter().enumerate().filter_map(|(later, first)| Some((different[first?], different[later]))).collect()
}

fn same_phones(entries: &[Entry]) -> Vec<(usize, usize)> {
    let phones = entries.iter().enumerate().filter_map(|(at, entry)| Some((twins::hash_of(entry.phone.as_ref()?), at)));
    let mut by_phone: FxHashMap<&str, usize> = FxHashMap::default();
    let mut pairs = Vec::new();
    for later in twins::several(phones) {
        let Some(phone) = &entries[later].phone else { continue };
        let first = *by_phone.entry(phone).or_insert(later);
        pairs.extend((first != later).then_some((first, later)));
    }
    pairs
}

/// For each of a few names the first of many others that it may be meant for: equal in form, or one edit away. Time grows with the many, memory
/// with the few. Codes are passed by: each of their characters matters.
pub fn meant_for<'n>(few: &[&str], many: impl Iterator<Item = &'n str>) -> Vec<Option<&'n str>> {
    let is_number = |name: &str| name.is_ascii() && name.bytes().any(|byte| byte.is_ascii_digit());
    let forms: Vec<Form> = few.iter().map(|name| Form::of_company(name)).collect();
    let known = neighbours::Known::new(forms.clone(), SHORTEST_COMPANY);
    let mut found: Vec<Option<&str>> = vec![None; few.len()];
    for other in many.filter(|other| !is_number(other)) {
        let form = Form::of_company(other);
        for one in known.alike(&form) {
            let is_other = key::matching(few[one]) != key::matching(other);
            if is_other && is_likely_slip(&forms[one].name, &form.name) && found[one].is_none_or(|known| other < known)
            {
                found[one] = Some(other);
            }
        }
    }
    found
}

/// So many comparisons take no time.
const MOST_BY_PART: usize = 4_000_000;
/// A Chinese name of fewer characters, and a Latin one of fewer words, is the beginning of too many.
const SHORTEST_PART: usize = 4;
const FEWEST_WORDS: usize = 2;

/// For each of a few names the only one of many that begins with it and goes on, the company's form aside; none where there are very many of both.
pub fn begun_by<'n>(few: &[&str], many: &[&'n str]) -> Vec<Option<&'n str>> {
    if few.len().saturating_mul(many.len()) > MOST_BY_PART {
        return vec![None; few.len()];
    }
    let whole: Vec<Vec<String>> = many.iter().map(|name| form::parts(name)).collect();
    let of = |name: &&str| {
        let part = form::parts(name);
        let longer = whole.iter().zip(many).filter(|(other, _)| begins(other, &part)).map(|(_, name)| *name);
        match longer.take(2).collect::<Vec<_>>()[..] {
            [only] => Some(only),
            _ => None,
        }
    };
    few.iter().map(of).collect()
}

/// Whether a name begins with another: with its words, or, of a Chinese one, which has none, with its characters.
fn begins(whole: &[String], part: &[String]) -> bool {
    match (whole, part) {
        ([whole], [part]) if !part.is_ascii() => {
            part.chars().count() >= SHORTEST_PART && whole != part && whole.starts_with(part.as_str())
        }
        _ => part.len() >= FEWEST_WORDS && whole.len() > part.len() && whole.starts_with(part),
    }
}

/// From so many characters on, a name without one of them is likely the same one.
const LONG_COMPANY: usize = 6;

/// Whether names that are one edit apart are so by a slip: another character in a Chinese name makes another company, unless it sounds the
/// same; one that is left out of a long name, or doubled, does not.
fn is_likely_slip(one: &str, other: &str) -> bool {
    let (count, others) = (one.chars().count(), other.chars().count());
    let is_left_out = count != others && count.min(others) >= LONG_COMPANY;
    one == other || is_left_out || Named::new(other).nearness(one) >= Nearness::Likely
}

/// The people of staff, to find whom a name that staff does not have is meant for.
#[derive(Clone, Debug)]
pub struct Meant {
    keys: Vec<String>,
    by_form: HashMap<Box<str>, Vec<usize>>,
    known: neighbours::Known,
}

impl Meant {
    /// All people by name and by number.
    pub fn new(people: &People) -> Self {
        let keys: Vec<String> = people.shown_keys().into_iter().map(str::to_owned).collect();
        let forms: Vec<Form> = keys.iter().map(|key| Form::of_person(key)).collect();
        let mut by_form: HashMap<Box<str>, Vec<usize>> = HashMap::new();
        for (index, form) in forms.iter().enumerate() {
            by_form.entry(form.name.clone()).or_default().push(index);
        }
        Meant { keys, by_form, known: neighbours::Known::new(forms, SHORTEST_PERSON) }
    }

    /// The only one whose number a spreadsheet may have shortened to this, or whose name differs in case, blanks or script, or else, of a
    /// name that is no code, by one edit.
    pub fn by(&self, name: &str) -> Option<&str> {
        if let Some(number) = bare_number(name) {
            let mut same = self.keys.iter().filter(|key| bare_number(key) == Some(number));
            if let (Some(only), None) = (same.next(), same.next()) {
                return Some(only);
            }
        }
        let form = Form::of_person(name);
        let near = match self.by_form.get(&form.name) {
            Some(same) if !form.name.is_empty() => same.clone(),
            _ if is_code(name) => Vec::new(),
            _ => self.known.near(&form),
        };
        match near[..] {
            [only] => Some(&self.keys[only]),
            _ => None,
        }
    }
}

impl Meant {
    /// All whose number a spreadsheet may have shortened to this, where these are several: nobody knows which is meant.
    pub fn several_by(&self, name: &str) -> Vec<&str> {
        let Some(number) = bare_number(name) else { return Vec::new() };
        let same: Vec<&str> =
            self.keys.iter().map(String::as_str).filter(|key| bare_number(key) == Some(number)).collect();
        if same.len() > 1 { same } else { Vec::new() }
    }
}

/// The people of staff once more, for names that staff does not have: made when the first comes.
#[derive(Clone, Debug, Default)]
pub struct Strangers {
    meant: OnceLock<Meant>,
    near: Arc<Mutex<HashMap<String, Option<String>>>>,
}

/// Of so many different names that are unknown the nearest is looked for among all people, by several edits; further ones are no slips.
const LOOKED_UP: usize = 256;

impl Strangers {
    /// The only one whose number or name the text is by a slip of one sign, case, blanks or script.
    pub fn slip_of(&self, name: &str, people: &People) -> Option<&str> {
        self.meant.get_or_init(|| Meant::new(people)).by(name)
    }

    /// Whom a name is meant for that staff does not have: the only one near, or else, of a name that is no code, the nearest by several edits.
    pub fn nearest(&self, name: &str, people: &People) -> Option<String> {
        let meant = self.meant.get_or_init(|| Meant::new(people));
        if let Some(near) = meant.by(name) {
            return Some(near.to_owned());
        }
        // Each character matters of a code, and of a Chinese name of two.
        if is_code(name) || name.chars().count() <= 2 {
            return None;
        }
        let mut known = self.near.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= LOOKED_UP && !known.contains_key(name) {
            return None;
        }
        let near = || nearest(name, &meant.keys).map(str::to_owned);
        known.entry(name.to_owned()).or_insert_with(near).clone()
    }
}

/// Whether a text is a code and no name: capitals and digits, without a blank. Each of its characters matters.
pub fn is_code(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Person;

    #[test]
    fn a_short_name_is_of_the_only_one_that_goes_on() {
        let many = [
            "宁波海宏商贸有限公司",
            "苏州金鼎机电有限公司",
            "苏州金鼎贸易公司",
            "Alder Works Norwich Ltd",
            "Birch Mill Inc",
        ];
        for (name, found) in [
            ("宁波海宏", Some(many[0])),
            ("寧波海宏", Some(many[0])),
            ("苏州金鼎", None),
            ("宁波", None),
            ("宁波海宏商贸", None),
            ("Alder Works", Some(many[3])),
            ("Alder", None),
            ("Birch Mill", None),
        ] {
            assert_eq!(begun_by(&[name], &many), [found], "{name}");
        }
    }

    #[test]
    fn a_telephone_is_its_digits() {
        for text in ["138-0013-8000", "+86 138 0013 8000", "0086 13800138000", "１３８００１３８０００"] {
            assert_eq!(phone(text).as_deref(), Some("13800138000"), "{text}");
        }
        assert_eq!(phone("021-62345678").as_deref(), Some("02162345678"));
        for text in ["", "12345", "0000000", "暂无"] {
            assert_eq!(phone(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_is_meant_for_the_only_one_near() {
        let names = ["Ann Lee", "欧阳明", "王伟", "王芳", "Belle", "Bella", "E001", "0012", "07", "007"];
        let person = |name: &&str| Person {
            id: (*name).to_owned(),
            name: (*name).to_owned(),
            hired: None,
            left: None,
            probation_end: None,
            spells: Vec::new(),
        };
        let people = People { list: names.iter().map(person).collect(), ..People::default() };
        let meant = Meant::new(&people);
        for (name, person) in [
            ("ann lee", Some("Ann Lee")),
            ("AnnLee", Some("Ann Lee")),
            ("歐陽明", Some("欧阳明")),
            ("欧阳鸣", Some("欧阳明")),
            ("王强", None),
            ("Bell", None),
            ("E002", None),
            ("e001", Some("E001")),
            ("Zoe", None),
            ("12", Some("0012")),
            ("12.0", Some("0012")),
            ("7", None),
            ("0013", None),
        ] {
            assert_eq!(meant.by(name), person, "{name}");
        }
    }
}
