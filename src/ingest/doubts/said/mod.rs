//! What columns that nothing reads say of the rows that count: that a row was undone, rejected or never came about, or which way its amount goes.
//!
//! A word is told only where it is nearly certain: by what the header says that it is about, by what kind of rows they are, and by what the others say.

mod header;
mod words;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::super::cell::{is_missing, key, yes_no};
use crate::spelling::folded;

pub use header::{About, about};
pub use words::Rows;

/// Of a column so many different texts are kept: one with more is of no words.
const KEPT: usize = 64;
/// A longer text is no word.
const LONGEST: usize = 60;

/// A word of a column: its rows, and what they come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// As its first row writes it.
    pub own: String,
    /// How many rows have it.
    pub rows: u64,
    /// How many of them have an amount below zero.
    pub below: u64,
    /// The sum of the amounts that are not, in units of 10⁻¹².
    pub sum: i128,
    /// File and line of the first.
    pub first: (usize, u32),
}

impl Word {
    fn add(&mut self, other: Word) {
        let (rows, below, sum) = (self.rows + other.rows, self.below + other.below, self.sum + other.sum);
        if other.first < self.first {
            (self.own, self.first) = (other.own, other.first);
        }
        (self.rows, self.below, self.sum) = (rows, below, sum);
    }
}

/// One column of one file.
#[derive(Clone, Debug)]
pub struct Column {
    /// What its header says that it is about.
    pub about: About,
    texts: FxHashMap<Vec<u8>, Word>,
    is_free: bool,
}

/// What is to be told of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Its words that say that a row was undone.
    Undone(Vec<Word>),
    /// Its two words that say which way an amount goes.
    Signs([Word; 2]),
}

impl Column {
    /// Of a header that may say something.
    pub fn new(about: About) -> Self {
        Column { about, texts: FxHashMap::default(), is_free: false }
    }

    /// Notes a cell of a row with that amount, as it stands; `own` is asked for its text where that is new.
    pub fn look_at(&mut self, bytes: &[u8], own: impl FnOnce() -> String, amount: i128, first: (usize, u32)) {
        if self.is_free {
            return;
        }
        let below = u64::from(amount < 0);
        let one = Word { own: String::new(), rows: 1, below, sum: amount.max(0), first };
        if let Some(known) = self.texts.get_mut(bytes) {
            let own = if first < known.first { own() } else { String::new() };
            return known.add(Word { own, ..one });
        }
        // What undid a row is another text in each.
        let own = own();
        // What is remarked is another text in each row, or nothing.
        if self.about == About::Remark && !words::is_undone_alone(&own) {
            return;
        }
        let is_answer = is_missing(&own) || matches!(yes_no::read(&own), Ok(Some(false)));
        let text = if self.about == About::UndoneBy && !is_answer { &b"\x01"[..] } else { bytes };
        self.is_free = self.texts.len() >= KEPT || text.len() > LONGEST;
        match self.texts.get_mut(text) {
            Some(known) => known.add(Word { own, ..one }),
            None => {
                self.texts.insert(text.to_vec(), Word { own, ..one });
            }
        }
    }

    /// Takes that of another thread, or of another file.
    pub fn merge(&mut self, other: Column) {
        self.is_free |= other.is_free;
        for (text, word) in other.texts {
            match self.texts.get_mut(&text) {
                Some(known) => known.add(word),
                None => {
                    self.texts.insert(text, word);
                }
            }
        }
        self.is_free |= self.texts.len() > KEPT;
    }

    /// What is to be told of it, of rows of that kind.
    pub fn told(&self, rows: Rows) -> Option<Said> {
        if self.is_free {
            return None;
        }
        let words = self.words();
        if self.about == About::Sign {
            if let Some(signs) = words::signs(&words, true) {
                return Some(Said::Signs(signs));
            }
        } else if let Some(signs) = words::signs(&words, false) {
            return Some(Said::Signs(signs));
        }
        let (undone, others): (Vec<&(String, Word)>, Vec<_>) =
            words.iter().partition(|(folded, word)| words::says_undone(rows, self.about, (folded, &word.own)));
        let others: Vec<&str> = others.into_iter().map(|(folded, _)| folded.as_str()).collect();
        let undone: Vec<Word> = undone.into_iter().map(|(_, word)| word.clone()).filter(Word::counts_up).collect();
        let mut undone = if words::are_opposite(rows, self.about, &others) { undone } else { Vec::new() };
        undone.sort_by_key(|word| word.first);
        (!undone.is_empty()).then_some(Said::Undone(undone))
    }

    /// Its words, folded; a blank is one too.
    fn words(&self) -> Vec<(String, Word)> {
        let mut words: BTreeMap<String, Word> = BTreeMap::new();
        for word in self.texts.values() {
            let own =
                if is_missing(&word.own) && !matches!(word.own.trim(), "-" | "–") { "" } else { word.own.trim() };
            let form = match own {
                "-" | "–" | "−" => own.to_owned(),
                _ => folded(&key::normal(own)).into_owned(),
            };
            match words.get_mut(&form) {
                Some(known) => known.add(word.clone()),
                None => {
                    words.insert(form, Word { own: own.to_owned(), ..word.clone() });
                }
            }
        }
        words.into_iter().collect()
    }
}

impl Word {
    /// Whether it has rows whose amount does not say by its sign that something is taken back.
    fn counts_up(&self) -> bool {
        self.rows > self.below
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(rows: Rows, label: &str, cells: &[&str]) -> Option<Vec<String>> {
        let mut column = Column::new(about(label)?);
        for (cell, line) in cells.iter().zip(2..) {
            column.look_at(cell.as_bytes(), || (*cell).to_owned(), 100, (0, line));
        }
        column.told(rows).map(|said| match said {
            Said::Undone(words) => words.into_iter().map(|word| word.own).collect(),
            Said::Signs(words) => words.into_iter().map(|word| word.own).collect(),
        })
    }

    #[test]
    fn rows_that_say_themselves_that_they_are_none_are_told() {
        for (rows, label, cells, expected) in [
            (Rows::Sales, "Belegart", &["Rechnung", "Storno", "Rechnung"][..], &["Storno"][..]),
            (Rows::Sales, "单别", &["销货", "销退"], &["销退"]),
            (Rows::Sales, "Void", &["No", "Yes"], &["Yes"]),
            (Rows::Sales, "確認碼", &["Y", "V", "Y"], &["V"]),
            (Rows::Sales, "單別", &["銷貨", "報價", "借出"], &["報價", "借出"]),
            (Rows::Sales, "備註", &["", "作廢", "含稅", "客戶取消一次後重下"], &["作廢"]),
            (Rows::Collections, "票況", &["兌現", "退票"], &["退票"]),
            (Rows::Collections, "核准狀態", &["已核准", "未核准"], &["未核准"]),
            (Rows::Own, "狀態", &["核准", "已取消"], &["已取消"]),
            (Rows::Sales, "作废", &["", "x"], &["x"]),
            (Rows::Sales, "Cancelled at", &["", "2026-10-05", "2026-10-06"], &["2026-10-05"]),
            (Rows::Sales, "IsWon", &["true", "false"], &["false"]),
            (Rows::Sales, "S/H", &["S", "H", "S"], &["S", "H"]),
            (Rows::Sales, "+/-", &["+", "-"], &["+", "-"]),
            (Rows::Sales, "方向", &["贷", "借"], &["贷", "借"]),
            (Rows::Surveys, "是否有效", &["是", "否"], &["否"]),
            (Rows::Collections, "Status", &["cleared", "bounced"], &["bounced"]),
            (Rows::Doings, "Status", &["Completed", "Cancelled", "Planned"], &["Cancelled", "Planned"]),
            (Rows::Agreed, "Status", &["approved", "rejected"], &["rejected"]),
            (Rows::Own, "State", &["done", "cancelled"], &["cancelled"]),
        ] {
            let expected = expected.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(told(rows, label, cells), Some(expected), "{label} {cells:?}");
        }
    }

    #[test]
    fn rows_of_which_words_only_look_so_are_not() {
        for (rows, label, cells) in [
            (Rows::Sales, "Customer status", &["active", "cancelled"][..]),
            (Rows::Sales, "Type", &["A", "B"]),
            (Rows::Sales, "Void", &["No", "No"]),
            (Rows::Sales, "作废", &["", ""]),
            (Rows::Sales, "Class", &["D", "C"]),
            (Rows::Sales, "Size", &["S", "H"]),
            (Rows::Sales, "Card", &["Debit", "Credit"]),
            (Rows::Sales, "Colour", &["红", "蓝"]),
            (Rows::Sales, "Sign", &["+", "+"]),
            (Rows::Sales, "Approval status", &["open", "closed"]),
            (Rows::Sales, "Comment by phone", &["returned", "friendly"]),
            (Rows::Doings, "Result", &["cancelled", "renewed"]),
            (Rows::Doings, "Type", &["planned", "ad hoc"]),
            (Rows::Own, "Status", &["cancelled", "downgraded"]),
            (Rows::Cases, "Status", &["cancelled", "done"]),
            (Rows::Agreed, "Status", &["approved", "pending"]),
        ] {
            assert_eq!(told(rows, label, cells), None, "{label} {cells:?}");
        }
    }
}
