//! What columns that nothing reads say of the rows that count: that they were undone, which way their amounts go, what of them was given back, at which
//! rate they are exchanged.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::kept::{Cells, Source};
use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::doubts::said::{About, Column, Rows, Said, Word, about};
use crate::ingest::layout::{FileLayout, Whence};
use crate::ingest::row::{SCALE, number};
use crate::measure::plan::Stream;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{FilterTest, InputKind};
use crate::source::Place;
use crate::spelling::{alike, folded};

/// Known columns that may say what became of a row; the others say what it is.
const STATES: [&str; 3] = ["status", "result", "kind"];
/// What the header of an amount says that was exchanged.
const EXCHANGED: [&str; 10] =
    ["本位", "本币", "本幣", "折算", "base", "local", "home", "converted", "hauswährung", "exchanged"];
/// How many words are listed, and how many places shown.
const LISTED: usize = 24;
const SHOWN: usize = 8;

/// What the rows of a source say.
pub(super) struct Sayings<'a> {
    source: Source<'a>,
    rows: Rows,
    has_returns: bool,
    currency: &'a str,
    /// By file, the columns with their fields.
    files: Vec<Vec<Saying>>,
}

/// One column of a file.
struct Saying {
    field: usize,
    column: Column,
    numbers: Numbers,
}

/// The numbers of a column that says how much was given back, or at which rate an amount is exchanged.
#[derive(Clone, Debug, Default)]
struct Numbers {
    told: Word,
    /// Rows without such a number.
    without: u64,
    /// Rows whose amount is another one's with the number taken into account already.
    settled: u64,
}

impl<'a> Sayings<'a> {
    /// Nothing seen yet.
    pub fn new(source: Source<'a>, policy: &'a Policy) -> Self {
        let rows = kind_of(&source.stream.kind);
        let of_file = |layout: &FileLayout| fields(&source, layout);
        let files = source.one.layouts().iter().map(|layout| rows.map_or_else(Vec::new, |_| of_file(layout)));
        let files = files.collect();
        let has_returns = source.rule.returns.is_some() || policy.known_input(InputKind::Returns).is_some();
        Sayings { rows: rows.unwrap_or(Rows::Own), has_returns, currency: &policy.header.currency, files, source }
    }

    /// Notes a row of a file.
    pub fn look_at<'b>(
        &mut self,
        at: (usize, u32),
        day: Option<NaiveDate>,
        cells: impl Iterator<Item = Cow<'b, [u8]>>,
    ) {
        let (file, line) = at;
        if self.files[file].is_empty() || !day.is_some_and(|day| self.source.is_asked(day)) {
            return;
        }
        let cells: Vec<Cow<[u8]>> = cells.collect();
        let cells: Vec<&[u8]> = cells.iter().map(|cell| cell.trim_ascii()).collect();
        let row = (file, &cells[..]);
        if !self.source.counts(row) || self.source.takes_back(row) || !self.source.is_gathered(row) {
            return;
        }
        let layout = self.source.layout(file);
        let amount = self.source.amount(row);
        for saying in &mut self.files[file] {
            let bytes = cells.get(saying.field).copied().unwrap_or_default();
            let text = || key::normal(&layout.encoding.lossy(bytes)).into_owned();
            saying.column.look_at(bytes, text, amount, (file, line));
            if matches!(saying.column.about, About::Refunded | About::Rate) {
                let found = self.source.field_as_amount(row, saying.field);
                saying.numbers.see(&self.source, (row, saying.field), saying.column.about, (found, amount, line));
            }
        }
    }

    /// Takes those of another thread.
    pub fn merge(&mut self, other: Sayings) {
        let theirs = other.files.into_iter().flatten();
        for (mine, theirs) in self.files.iter_mut().flatten().zip(theirs) {
            mine.column.merge(theirs.column);
            mine.numbers.merge(theirs.numbers);
        }
    }

    /// What is to be told, one warning for each column.
    pub fn told(&self) -> Vec<Finding> {
        let mut columns: BTreeMap<&str, (Column, Numbers)> = BTreeMap::new();
        for (file, sayings) in self.files.iter().enumerate() {
            for saying in sayings {
                let label = self.source.layout(file).labels[saying.field].trim();
                match columns.get_mut(label) {
                    Some((column, numbers)) => {
                        column.merge(saying.column.clone());
                        numbers.merge(saying.numbers.clone());
                    }
                    None => {
                        columns.insert(label, (saying.column.clone(), saying.numbers.clone()));
                    }
                }
            }
        }
        columns.into_iter().filter_map(|(label, (column, numbers))| self.of_column(label, &column, &numbers)).collect()
    }

    fn of_column(&self, label: &str, column: &Column, numbers: &Numbers) -> Option<Finding> {
        let told = |code: &'static str, words: &[Word]| self.finding((code, label), words);
        match column.told(self.rows) {
            Some(Said::Undone(words)) => return Some(told("rows-said-undone", &words)),
            Some(Said::Signs(words)) if self.has_money() => return Some(told("signs-unread", &words)),
            _ => {}
        }
        let is_odd = self.adds_money() && numbers.told.rows > 0 && numbers.settled == 0;
        match column.about {
            About::Refunded if is_odd && !self.has_returns => {
                Some(told("refunds-unread", std::slice::from_ref(&numbers.told)))
            }
            About::Rate if is_odd && numbers.without > 0 => {
                Some(told("exchange-rate-unread", std::slice::from_ref(&numbers.told)))
            }
            _ => None,
        }
    }

    fn finding(&self, (code, label): (&'static str, &str), words: &[Word]) -> Finding {
        let sum = |units: i128| Number::from_scaled(units, SCALE).to_plain(2, SCALE);
        let shown = |word: &Word| match self.has_money() {
            true => format!("`{}` ({}; {})", word.own, word.rows, sum(word.sum)),
            false => format!("`{}` ({})", word.own, word.rows),
        };
        let list: Vec<String> = words.iter().take(LISTED).map(shown).collect();
        let finding = Finding::warning(code).with("input", &self.source.rule.name).with("column", label);
        let finding = finding.with("rows", words.iter().map(|word| word.rows).sum::<u64>());
        let finding = finding
            .with("words", list.join(", "))
            .with("currency", self.currency)
            .with("first", words.first().map_or("", |word| word.own.as_str()));
        let finding = match self.has_money() {
            true => finding.with("sum", sum(words.iter().map(|word| word.sum).sum())),
            false => finding,
        };
        let place = |word: &Word| Place::line(self.source.layout(word.first.0).name.clone(), word.first.1, "");
        words.iter().take(SHOWN).map(place).fold(finding, Finding::at)
    }

    fn has_money(&self) -> bool {
        self.source.stream.slots.iter().any(|slot| slot.money)
    }

    /// Whether figures add amounts up.
    fn adds_money(&self) -> bool {
        let stream = self.source.stream;
        stream.gathers.iter().filter_map(|gather| gather.keep.number()).any(|slot| stream.slots[slot].money)
    }
}

impl Numbers {
    fn see(&mut self, source: &Source, (row, field): (Cells, usize), about: About, found: (Option<Number>, i128, u32)) {
        let (number, amount, line) = found;
        let Some(number) = number.filter(|number| !number.is_zero()) else {
            self.without += 1;
            return;
        };
        let sold = Number::from_scaled(amount, SCALE);
        let is_other = |expected: &Number| {
            let others = (0..row.1.len()).filter(|other| *other != field);
            others.filter_map(|other| source.field_as_amount(row, other)).any(|other| is_near(&other, expected))
        };
        let is_settled = match about {
            About::Refunded => amount <= 0 || number.abs() > sold || is_other(&(&sold + &number.abs())),
            _ if number == Number::from(1) || number.is_negative() => {
                self.without += 1;
                return;
            }
            _ => sold.checked_div(&number).is_some_and(|other| is_other(&other)),
        };
        if is_settled {
            self.settled += 1;
            return;
        }
        let layout = source.layout(row.0);
        let own = layout.encoding.lossy(row.1.get(field).copied().unwrap_or_default()).into_owned();
        let one = Word { own, rows: 1, below: 0, sum: amount.max(0), first: (row.0, line) };
        self.merge(Numbers { told: one, ..Numbers::default() });
    }

    fn merge(&mut self, other: Numbers) {
        self.without += other.without;
        self.settled += other.settled;
        if self.told.rows == 0 || (other.told.rows > 0 && other.told.first < self.told.first) {
            (self.told.own, self.told.first) = (other.told.own, other.told.first);
        }
        self.told.rows += other.told.rows;
        self.told.sum += other.told.sum;
    }
}

/// Whether two amounts differ by less than one in two hundred.
fn is_near(one: &Number, other: &Number) -> bool {
    !other.is_zero() && &(one - other).abs() * &Number::from(200) <= other.abs()
}

fn kind_of(kind: &str) -> Option<Rows> {
    Some(match kind {
        "sales" => Rows::Sales,
        "collections" => Rows::Collections,
        "activities" | "training" | "events" => Rows::Doings,
        "surveys" | "feedback" => Rows::Surveys,
        "tickets" | "pipeline" | "conduct" => Rows::Cases,
        "own" => Rows::Own,
        _ => return None,
    })
}

/// The columns of a file that nothing reads and that may say something, with their fields.
fn fields(source: &Source, layout: &FileLayout) -> Vec<Saying> {
    let (rule, stream) = (source.rule, source.stream);
    let name_of =
        |field: usize| layout.columns.iter().find(|(_, known)| *known == field).map(|(name, _)| name.as_str());
    let is_in_slot = |field: usize| layout.fields.contains(&Some(field));
    let is_declared = |label: &str| rule.values.iter().any(|(column, _)| alike(column, label));
    let is_state = |name: &str| stream.kind != "sales" && STATES.contains(&name) && !is_declared(name);
    let is_free = |name: &str| is_state(name) || name == "note" && !is_declared(name);
    let is_unread =
        |field: usize, label: &str| !is_in_slot(field) && !is_declared(label) && name_of(field).is_none_or(is_free);
    let of_label = |(field, label): (usize, &String)| {
        let about = match name_of(field) {
            Some("kind") => About::Kind,
            Some("result") => About::Outcome,
            Some("note") => About::Remark,
            Some(_) => About::State,
            None => about(label)?,
        };
        let is_used = !label.trim().is_empty()
            && is_unread(field, label)
            && (about != About::Rate || is_of_unsaid_currency(stream, layout));
        is_used.then(|| Saying { field, column: Column::new(about), numbers: Numbers::default() })
    };
    layout.labels.iter().enumerate().filter_map(of_label).collect()
}

/// Whether nothing says in which currency the amounts of a file are.
fn is_of_unsaid_currency(stream: &Stream, layout: &FileLayout) -> bool {
    let amounts = (0..stream.slots.len()).filter(|slot| stream.slots[*slot].money);
    let mut labels = amounts.filter_map(|slot| Some(layout.labels.get(layout.field_of(slot)?)?.to_lowercase()));
    let says_none = |label: String| !EXCHANGED.iter().any(|word| label.contains(word));
    layout.slots[stream.currency].whence == Whence::Absent && labels.all(says_none)
}

impl Source<'_> {
    /// Whether the rows of that day are looked at.
    fn is_asked(&self, day: NaiveDate) -> bool {
        self.period.contains(day) || self.stream.looked.iter().any(|days| days.contains(day))
    }

    /// The first amount of a row, in units of 10⁻¹²; 0 where it has none.
    fn amount(&self, (file, cells): Cells) -> i128 {
        let layout = self.layout(file);
        let slot = (0..self.stream.slots.len())
            .find(|slot| self.stream.is_totalled(*slot) && layout.field_of(*slot).is_some());
        let read = |slot: usize| {
            number(cells.get(layout.field_of(slot)?)?, &layout.slots[slot], layout.encoding).ok().flatten()
        };
        slot.and_then(read).map_or(0, |fixed| fixed.units)
    }

    /// Whether some figure is made of the row, as far as its words tell.
    fn is_gathered(&self, row: Cells) -> bool {
        let passes = |term: &usize| {
            let term = &self.stream.terms[*term];
            let has = |labels: &[String]| self.has_one_of(row, term.slot, labels);
            match &term.test {
                FilterTest::OneOf(labels) => has(labels),
                FilterTest::NoneOf(labels) => !has(labels),
                _ => true,
            }
        };
        self.stream.gathers.iter().any(|gather| gather.terms.iter().all(passes))
    }

    fn has_one_of(&self, (file, cells): Cells, slot: usize, labels: &[String]) -> bool {
        let layout = self.layout(file);
        let Some(bytes) = layout.field_of(slot).and_then(|field| cells.get(field)) else { return true };
        let own = key::normal(&layout.encoding.lossy(bytes)).into_owned();
        let meant = layout.slots[slot].meaning(&own);
        labels.iter().any(|label| folded(label) == folded(&own) || folded(label) == folded(meant))
    }
}
