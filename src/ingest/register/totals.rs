//! Total rows (合计, Total): not counted, but compared with the sum of the rows above them.

use super::heading::Heading;
use super::row::RegisterRow;
use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::faults::Faults;
use crate::ingest::header::CellKind;
use crate::number::Number;
use crate::policy::rules::TotalRows;

const CHINESE: [&str; 9] = ["合计", "总计", "小计", "本页合计", "累计", "合計", "總計", "小計", "累計"];
const ENGLISH: [&str; 4] = ["grand total", "subtotal", "sub-total", "total"];

/// The sums of the number columns: over all rows, and over those since the last total row.
pub(super) struct Totals {
    rule: TotalRows,
    keys: Vec<usize>,
    dates: Vec<usize>,
    sums: Vec<ColumnSums>,
    seen: bool,
}

struct ColumnSums {
    slot: usize,
    all: Sum,
    since: Sum,
}

#[derive(Clone)]
struct Sum {
    value: Number,
    /// Whether every cell could be read.
    whole: bool,
}

impl Sum {
    fn none() -> Self {
        Sum { value: Number::zero(), whole: true }
    }
}

impl Totals {
    pub fn new(heading: &Heading, rule: TotalRows) -> Self {
        let of = |fits: fn(CellKind) -> bool| -> Vec<usize> {
            let slots = heading.slots.iter().enumerate();
            slots.filter(|(_, slot)| slot.kind.is_some_and(fits)).map(|(index, _)| index).collect()
        };
        let adding = heading.slots.iter().enumerate().filter(|(_, slot)| slot.adds_up());
        let sums = adding.map(|(slot, _)| ColumnSums { slot, all: Sum::none(), since: Sum::none() }).collect();
        Totals {
            rule,
            keys: of(|kind| kind == CellKind::Key),
            dates: of(|kind| matches!(kind, CellKind::Date | CellKind::Moment | CellKind::Period)),
            sums,
            seen: false,
        }
    }

    /// Whether a total row was seen.
    pub fn seen(&self) -> bool {
        self.seen
    }

    /// Adds a row that counts.
    pub fn add(&mut self, row: &RegisterRow) {
        for column in &mut self.sums {
            let text = row.text_in(column.slot);
            let number = row.readable_in(column.slot);
            for sum in [&mut column.all, &mut column.since] {
                match &number {
                    Some(number) => sum.value = &sum.value + number,
                    None => sum.whole &= text.is_none(),
                }
            }
        }
    }

    /// Whether the first cell or a key says that the row is a total, and no day says that it is not. A key that only ends in such a
    /// word may be a name, so that the row must have a number too.
    pub fn is_total(&self, row: &RegisterRow) -> bool {
        let is_marked = |marks: fn(&str) -> bool| {
            let cells = std::iter::once(0).chain(self.keys.iter().copied());
            let marked: Vec<usize> = cells.filter(|slot| marks(&key::normal(&row.raw(*slot)))).collect();
            let is_dated = self.dates.iter().any(|slot| !marked.contains(slot) && row.text_in(*slot).is_some());
            !marked.is_empty() && !is_dated
        };
        is_marked(is_total_word) || (is_marked(ends_in_total_word) && self.has_number(row))
    }

    fn has_number(&self, row: &RegisterRow) -> bool {
        self.sums.iter().any(|column| row.text_in(column.slot).is_some())
    }

    /// Compares a total row; whether it agrees. One that does not, and any where the policy refuses them, is a fault of the row.
    pub fn check(&mut self, row: &RegisterRow, faults: &mut Faults) -> bool {
        self.seen = true;
        if self.rule == TotalRows::Refuse {
            faults.row(Finding::error("total-row").at(row.whole()), row.line, row.record());
            return false;
        }
        let mut agrees = true;
        for column in &self.sums {
            let Some(total) = row.readable_in(column.slot) else { continue };
            let tolerance = row.half_a_unit_in(column.slot);
            let is_near = |sum: &Sum| !sum.whole || (&sum.value - &total).abs() <= tolerance;
            if !is_near(&column.all) && !is_near(&column.since) {
                agrees = false;
                let label = &row.heading.slots[column.slot].label;
                let differs = Finding::error("total-differs").with("column", label).with("found", &total);
                let differs = differs.with("sum", &column.all.value).at(row.place_in(column.slot));
                faults.row(differs, row.line, row.record());
            }
        }
        self.sums.iter_mut().for_each(|column| column.since = Sum::none());
        agrees
    }
}

fn is_total_word(text: &str) -> bool {
    CHINESE.contains(&text) || ENGLISH.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// `物料分类小计`, `张三 小计`, `North Total`.
fn ends_in_total_word(text: &str) -> bool {
    let lower = text.to_lowercase();
    CHINESE.iter().any(|word| text.ends_with(word))
        || ENGLISH.iter().any(|word| lower.strip_suffix(word).is_some_and(|before| before.ends_with(' ')))
}
