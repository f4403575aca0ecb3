//! Whether a record has as many fields as the header, and nothing where the header is empty.

use super::{Sorting, bare};

/// How a record does not fit the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// Fewer fields than the header.
    TooFew,
    /// A value beyond the last field of the header; `split` is the field that looks like the first part of one that a delimiter cut.
    TooMany {
        /// Its index.
        split: Option<usize>,
    },
    /// A value in the field of that index, which has no label.
    NoHeader(usize),
}

impl Misfit {
    /// The code of its finding.
    pub fn code(self) -> &'static str {
        match self {
            Misfit::TooFew => "too-few-fields",
            Misfit::TooMany { .. } => "too-many-fields",
            Misfit::NoHeader(_) => "value-without-header",
        }
    }
}

impl Sorting {
    /// How many fields the header has.
    pub fn width(&self) -> usize {
        self.labelled.len()
    }

    /// How many fields a record must have at least: those down to the last label.
    pub fn least(&self) -> usize {
        self.least
    }

    /// How many empty fields a record may have beyond the header.
    pub fn beyond(&self) -> usize {
        self.beyond
    }

    /// Lets rows have so many empty fields beyond the header: as many as all rows have.
    pub fn allow_empty_beyond(&mut self, beyond: usize) {
        self.beyond = beyond;
    }

    /// What is wrong with the width of a row.
    pub fn misfit<T: AsRef<str>>(&self, cells: &[T]) -> Option<Misfit> {
        let texts: Vec<&str> = cells.iter().map(|cell| bare(cell.as_ref())).collect();
        let written = texts.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1);
        if written > self.labelled.len() || texts.len() > self.labelled.len() + self.beyond {
            return Some(Misfit::TooMany { split: split_field(&texts) });
        }
        if texts.len() < self.least {
            return Some(Misfit::TooFew);
        }
        if texts.len() > self.labelled.len()
            && let Some(split) = self.cut_number(&texts)
        {
            return Some(Misfit::TooMany { split: Some(split) });
        }
        (0..written).find(|field| !self.labelled[*field] && !texts[*field].is_empty()).map(Misfit::NoHeader)
    }
}

impl Sorting {
    /// Of a row with an empty field too many, the first half of a number that was cut in two beyond doubt: the second half begins with
    /// 0, or stands in a column of text.
    fn cut_number(&self, texts: &[&str]) -> Option<usize> {
        let (first, text) = (split_field(texts)?, |field: usize| texts[field]);
        let is_number = self.sums.contains(&(first + 1)) && text(first + 1).starts_with('0');
        (is_number || self.texts.contains(&(first + 1))).then_some(first)
    }
}

/// The field that a thousands separator cut in two: `1,200` is `1` and `200`.
fn split_field(texts: &[&str]) -> Option<usize> {
    let begins = |text: &str| {
        let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let goes_on = |text: &str| {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        whole.len() == 3 && whole.bytes().chain(decimals.bytes()).all(|byte| byte.is_ascii_digit())
    };
    texts.windows(2).position(|pair| begins(pair[0]) && goes_on(pair[1]))
}
