//! The rules by which the labels of a header become columns, in their order.

use std::collections::BTreeSet;

use super::columns::columns_of;
use super::fault::HeaderFault;
use super::found::{HeaderMatch, MatchRule, MatchedColumn};
use super::label::{JOINT, Label};
use super::synonyms::{Rank, Synonym, Synonyms};
use crate::finding::nearest::is_one_edit;
use crate::ingest::cell::is_blank;
use crate::policy::rules::InputKind;

/// Matches the labels of a file of this kind. `overrides` are (column, header) as the policy writes them; a column in
/// `needed` that is not found, or found twice, is a fault; any other is then simply not there.
pub fn match_header(kind: &str, labels: &[String], overrides: &[(String, String)], needed: &[String]) -> HeaderMatch {
    match_with(&Synonyms::of(kind), kind, labels, overrides, needed)
}

/// As `match_header`, with the known labels at hand.
pub(super) fn match_with(
    synonyms: &Synonyms,
    kind: &str,
    labels: &[String],
    overrides: &[(String, String)],
    needed: &[String],
) -> HeaderMatch {
    let parsed: Vec<Label> = labels.iter().map(|label| Label::of(label)).collect();
    let is_register = InputKind::of(kind).is_register();
    let (found, faults, settled) = (Vec::new(), Vec::new(), Vec::new());
    let mut matcher = Matcher { labels, parsed, needed, synonyms, is_register, found, faults, settled };
    matcher.by_policy(overrides);
    matcher.by_own_name(kind);
    matcher.by_synonym();
    matcher.by_part();
    matcher.by_own_header(kind);
    matcher.look_for_missing();
    matcher.finish()
}

const CURRENCY: &str = "currency";
const AMOUNT: &str = "amount";
const PERSON: &str = "person";
/// What stands behind the label of an amount where another column says its currency.
const CURRENCY_WORDS: [&str; 9] =
    ["currency", "currency code", "ccy", "currency iso code", "währung", "devise", "币种", "货币", "幣別"];

/// Shorter labels are one letter away from too many.
const LETTERS: usize = 4;

struct Matcher<'a> {
    labels: &'a [String],
    parsed: Vec<Label>,
    needed: &'a [String],
    synonyms: &'a Synonyms,
    /// Whether the file is one of a register: it has few columns, and rules go by them without naming them.
    is_register: bool,
    /// Columns with the label that each is.
    found: Vec<(String, usize, MatchRule)>,
    faults: Vec<HeaderFault>,
    /// Columns that a fault already speaks of.
    settled: Vec<String>,
}

impl Matcher<'_> {
    fn is_open(&self, column: &str) -> bool {
        self.found.iter().all(|(name, ..)| name != column) && self.settled.iter().all(|name| name != column)
    }

    fn is_taken(&self, index: usize) -> bool {
        self.found.iter().any(|(_, taken, _)| *taken == index)
    }

    fn is_needed(&self, column: &str) -> bool {
        self.needed.iter().any(|name| name == column)
    }

    /// One label is the column; several are a fault where the column is needed, and otherwise none of them is.
    fn decide(&mut self, column: &str, candidates: &[usize], rule: MatchRule) {
        match candidates {
            [] => {}
            [index] => self.found.push((column.to_owned(), *index, rule)),
            several => {
                if rule == MatchRule::Policy || self.is_needed(column) {
                    self.faults.push(HeaderFault::several(column, self.labels, several));
                }
                self.settled.push(column.to_owned());
            }
        }
    }

    /// The labels that fit, by index.
    fn which(&self, fits: impl Fn(usize) -> bool) -> Vec<usize> {
        (0..self.labels.len()).filter(|index| !self.parsed[*index].normal.is_empty() && fits(*index)).collect()
    }

    /// The header as the policy writes it; where the file has none just so, one that is equal in normal form. A field is one column:
    /// a header that the policy gives to two is refused, for the second would be read as blank.
    fn by_policy(&mut self, overrides: &[(String, String)]) {
        for (column, header) in overrides {
            let exact = header.trim_matches(is_blank);
            let mut candidates = self.which(|index| self.labels[index].trim_matches(is_blank) == exact);
            let normal = Label::of(header).normal;
            if candidates.is_empty() {
                candidates = self.which(|index| self.parsed[index].normal == normal);
            }
            if candidates.is_empty() {
                candidates = self.which(|index| self.parsed[index].below() == Some(&*normal));
            }
            if candidates.is_empty() {
                self.faults.push(HeaderFault::not_in_header(column, header, self.labels));
                self.settled.push(column.clone());
            }
            let other = self.found.iter().find(|(_, taken, _)| candidates == [*taken]);
            if let Some((other, index, _)) = other {
                self.faults.push(HeaderFault::shared(column, other, &self.labels[*index]));
                self.settled.push(column.clone());
                continue;
            }
            self.decide(column, &candidates, MatchRule::Policy);
        }
    }

    /// The own name of a column that something needs, where it is also a label of another: `discount` is the money that was taken off where that is added
    /// up. One with a per cent sign is a rate.
    fn by_own_name(&mut self, kind: &str) {
        for column in self.needed {
            if !self.is_open(column) || columns_of(kind).iter().all(|spec| spec.name != column) {
                continue;
            }
            let normal = Label::of(column).normal;
            let is_of_other = |label: &Label| self.synonyms.of_label(label).is_some_and(|of| of.column != column);
            let is_it = |label: &Label| label.normal == normal && !label.has_percent() && is_of_other(label);
            let candidates = self.which(|index| !self.is_taken(index) && is_it(&self.parsed[index]));
            if !self.says_whose(column, &candidates) {
                self.decide(column, &candidates, MatchRule::Synonym);
            }
        }
    }

    /// Whether the label must be that of people, for no other is, and the column has another one: of `Name, Item` the first says whose it is.
    fn says_whose(&self, column: &str, candidates: &[usize]) -> bool {
        let of = |index: usize| self.synonyms.of_label(&self.parsed[index]).map(|synonym| synonym.column);
        let [index] = candidates else { return false };
        let labels_of = |column: &str| self.which(|index| !self.is_taken(index) && of(index) == Some(column));
        of(*index) == Some(PERSON)
            && self.is_open(PERSON)
            && labels_of(PERSON) == [*index]
            && !labels_of(column).is_empty()
    }

    /// A known label, whole; where several are, those of the first rank.
    fn by_synonym(&mut self) {
        let known: Vec<(usize, &Synonym)> = (0..self.labels.len())
            .filter(|index| !self.is_taken(*index))
            .filter_map(|index| Some((index, self.synonyms.of_label(&self.parsed[index])?)))
            .collect();
        // Whose a column of currencies is goes by which amount is read.
        let mut columns = distinct(known.iter().map(|(_, synonym)| synonym.column));
        columns.sort_by_key(|column| *column == CURRENCY);
        for column in columns {
            if !self.is_open(column) {
                continue;
            }
            let of = |rank| -> Vec<usize> {
                let fits = |synonym: &Synonym| synonym.column == column && synonym.rank == rank;
                known.iter().filter(|(_, synonym)| fits(synonym)).map(|(index, _)| *index).collect()
            };
            let best = Rank::ALL.into_iter().map(|rank| (rank, of(rank))).find(|(_, labels)| !labels.is_empty());
            match best {
                Some((Rank::Lenient | Rank::Last, labels)) => self.decide(column, &labels, MatchRule::Lenient),
                Some((_, labels)) if column == CURRENCY => {
                    let of_amounts = self.currencies_of_what_is_read(labels);
                    self.decide(column, &of_amounts, MatchRule::Synonym);
                }
                Some((_, labels)) => self.decide(column, &labels, MatchRule::Synonym),
                None => {}
            }
        }
    }

    /// Of columns of currencies those of an amount that is read: `Amount (converted) Currency` beside `Amount (converted)`; where none is, those
    /// that are of no other column.
    fn currencies_of_what_is_read(&self, candidates: Vec<usize>) -> Vec<usize> {
        let of = |index: &usize| said_of(self.labels, *index);
        let (paired, alone): (Vec<usize>, Vec<usize>) = candidates.into_iter().partition(|index| of(index).is_some());
        let is_read = |index: &usize| of(index).is_some_and(|amount| self.is_taken(amount));
        let read: Vec<usize> = paired.iter().copied().filter(is_read).collect();
        match (read.is_empty(), self.is_open(AMOUNT)) {
            (false, _) => read,
            (true, true) => paired.into_iter().chain(alone).collect(),
            (true, false) => alone,
        }
    }

    /// A label that no list has and that holds the labels of exactly one column, at its end or before a dash, or whose lower of
    /// two lines is a known label. Never for `qty` and `amount`: `数量合计` is not an amount.
    fn by_part(&mut self) {
        let held: Vec<(usize, &'static str)> = (0..self.labels.len())
            .filter(|index| !self.is_taken(*index) && self.synonyms.of_label(&self.parsed[*index]).is_none())
            .filter_map(|index| Some((index, self.held_column(&self.parsed[index])?)))
            .filter(|(_, column)| !matches!(*column, "qty" | "amount") && self.is_open(column))
            .collect();
        for column in distinct(held.iter().map(|(_, column)| *column)) {
            let candidates: Vec<usize> =
                held.iter().filter(|(_, name)| *name == column).map(|(index, _)| *index).collect();
            self.decide(column, &candidates, MatchRule::Contains);
        }
    }

    fn held_column(&self, label: &Label) -> Option<&'static str> {
        if let Some(below) = label.below().and_then(|below| self.synonyms.get(below)) {
            return Some(below.column);
        }
        let parts = self.synonyms.iter().filter(|synonym| synonym.may_be_part);
        let hits: Vec<_> = parts.filter_map(|part| Some((label.find(&part.normal)?, part.column))).collect();
        let is_inner = |range: &std::ops::Range<usize>| {
            hits.iter().any(|(other, _)| other.start <= range.start && range.end <= other.end && other != range)
        };
        let outer: Vec<_> = hits.iter().filter(|(range, _)| !is_inner(range)).collect();
        match outer[..] {
            [(range, column)] if label.ends_at(range.end) => Some(column),
            _ => None,
        }
    }

    /// A needed column that no kind knows is found by its own header, even where that header is another column too.
    fn by_own_header(&mut self, kind: &str) {
        for column in self.needed {
            if !self.is_open(column) || columns_of(kind).iter().any(|spec| spec.name == column) {
                continue;
            }
            let normal = Label::of(column).normal;
            let candidates = self.which(|index| self.parsed[index].normal == normal);
            self.decide(column, &candidates, MatchRule::OwnHeader);
        }
    }

    fn look_for_missing(&mut self) {
        let missing: Vec<&String> = self.needed.iter().filter(|column| self.is_open(column)).collect();
        let any_known = self.parsed.iter().any(|label| self.synonyms.of_label(label).is_some());
        if !missing.is_empty() && self.found.is_empty() && self.faults.is_empty() && !any_known {
            self.faults.push(HeaderFault::no_header(self.needed, self.labels));
            return;
        }
        for column in missing {
            let below = self.below_group(column);
            if let [first, rest @ ..] = &below[..] {
                let lower = self.lower_label(*first);
                self.faults.push(match rest {
                    [] => HeaderFault::below_group(column, self.labels, lower),
                    _ => HeaderFault::several(column, self.labels, &below),
                });
                continue;
            }
            if let Some((other, index, _)) = self.taken_by_policy(column) {
                self.faults.push(HeaderFault::taken(column, other, &self.labels[*index]));
                continue;
            }
            let near = self.unmatched_near(column).next().map(|index| self.labels[index].as_str());
            self.faults.push(HeaderFault::missing(column, self.labels, near));
        }
        let is_chosen =
            |column: &String| self.found.iter().any(|(name, _, by)| name == column && *by == MatchRule::Policy);
        // Whoever names a header has seen the others.
        let found_needed: Vec<&String> =
            self.needed.iter().filter(|column| !self.is_open(column) && !is_chosen(column)).collect();
        for column in found_needed {
            let near: Vec<usize> = self.unmatched_near(column).collect();
            self.faults.extend(near.into_iter().map(|index| HeaderFault::near(column, &self.labels[index], index)));
        }
        self.look_for_slips();
    }

    /// A header of the column that the policy gives to another one.
    fn taken_by_policy(&self, column: &str) -> Option<&(String, usize, MatchRule)> {
        let is_of_it =
            |index: usize| self.synonyms.of_label(&self.parsed[index]).is_some_and(|synonym| synonym.column == column);
        self.found.iter().find(|(_, index, by)| *by == MatchRule::Policy && is_of_it(*index))
    }

    /// A label of some letters that is one letter away from a column which the file lacks was probably meant to be it.
    fn look_for_slips(&mut self) {
        let columns: BTreeSet<&str> = self.synonyms.iter().map(|synonym| synonym.column).collect();
        let lacking = columns.into_iter().filter(|column| self.is_open(column));
        let is_optional = |column: &&str| !self.needed.iter().any(|needed| needed == column);
        let mut slips = Vec::new();
        for column in lacking.filter(is_optional) {
            let near = self.unmatched_near(column).filter(|index| self.is_slip(*index, column));
            slips.extend(near.map(|index| HeaderFault::near(column, &self.labels[index], index)));
        }
        for slip in slips {
            if !self.faults.iter().any(|known| known.index == slip.index) {
                self.faults.push(slip);
            }
        }
    }

    /// Whether a label that is near the column is long enough for that to be no chance. Of a register three letters are, where they are near the
    /// column's own name and no word themselves: `rol` and `eam`, and not `age` for `wage`.
    fn is_slip(&self, index: usize, column: &str) -> bool {
        let label = &self.parsed[index].normal;
        let is_short_slip = || is_near(label, &Label::of(column).normal) && label != "age";
        match label.chars().count() {
            LETTERS.. => true,
            length => length + 1 == LETTERS && self.is_register && is_short_slip(),
        }
    }

    /// Labels of two lines of which one is known for the column. Amounts and quantities are never taken from these: `金额` may stand above
    /// amounts with and without tax.
    fn below_group(&self, column: &str) -> Vec<usize> {
        let is_it = |part: Option<&str>| {
            part.and_then(|part| self.synonyms.get(part)).is_some_and(|synonym| synonym.column == column)
        };
        self.which(|index| {
            !self.is_taken(index) && (is_it(self.parsed[index].above()) || is_it(self.parsed[index].below()))
        })
    }

    /// The lower of two labels, as written, where it stands once; else both.
    fn lower_label(&self, index: usize) -> &str {
        let below = self.parsed[index].below();
        let is_one =
            self.parsed.iter().filter(|label| label.below() == below || Some(&*label.normal) == below).count() == 1;
        let label = &self.labels[index];
        label.rsplit_once(JOINT).filter(|_| is_one).map_or(label, |(_, lower)| lower)
    }

    /// Labels that nothing matched, one edit from a label of the column. Words of two Chinese or three Latin characters
    /// are all near each other and tell nothing.
    fn unmatched_near<'b>(&'b self, column: &'b str) -> impl Iterator<Item = usize> + 'b {
        let is_unknown =
            |index: &usize| !self.is_taken(*index) && self.synonyms.of_label(&self.parsed[*index]).is_none();
        let own = Label::of(column).normal;
        (0..self.labels.len()).filter(is_unknown).filter(move |index| {
            let label = &self.parsed[*index].normal;
            let names = self.synonyms.iter().filter(|synonym| synonym.column == column).map(|synonym| &synonym.normal);
            names.chain([&own]).any(|name| is_near(label, name))
        })
    }

    fn finish(mut self) -> HeaderMatch {
        self.found.sort_by_key(|(_, index, _)| *index);
        let told = |index: usize| self.faults.iter().any(|fault| fault.index == Some(index));
        let ignored = self.which(|index| !self.is_taken(index) && !told(index));
        let columns = self.found.iter().map(|(name, index, by)| self.column(name, *index, *by)).collect();
        let ignored = ignored.into_iter().map(|index| self.labels[index].clone()).collect();
        HeaderMatch { columns, ignored, implied: Vec::new(), faults: self.faults }
    }

    fn column(&self, name: &str, index: usize, by: MatchRule) -> MatchedColumn {
        let remark = self.parsed[index].remark();
        MatchedColumn {
            name: name.to_owned(),
            index,
            label: self.labels[index].clone(),
            by,
            unit: remark.unit,
            currency: remark.currency,
            percent: remark.percent,
        }
    }
}

/// The column whose currency a label says: `Amount (converted) Currency` is of `Amount (converted)`.
pub fn said_of(labels: &[String], currency: usize) -> Option<usize> {
    let normal = |label: &str| label.trim_matches(is_blank).to_lowercase();
    let own = normal(&labels[currency]);
    let is_it = |label: &String| {
        let rest = Some(normal(label)).filter(|label| !label.is_empty()).and_then(|label| own.strip_prefix(&*label));
        rest.is_some_and(|rest| CURRENCY_WORDS.contains(&rest.trim_matches(|c| is_blank(c) || "-_:".contains(c))))
    };
    labels.iter().position(is_it)
}

/// Each name once, in the order of its first.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut once = Vec::new();
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once
}

fn is_near(label: &str, name: &str) -> bool {
    let least = if name.is_ascii() { 4 } else { 3 };
    name.chars().count() >= least && is_one_edit(label, name)
}
