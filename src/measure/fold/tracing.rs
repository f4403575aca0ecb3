//! Rows of wanted totals, each with what of it is in the total: so that they add up to it.

use super::super::accumulate::SumCell;
use super::super::batch::Credited;
use super::super::plan::{Each, Keep, SlotKind};
use super::numbers::seconds_in;
use super::{Folder, Hit, Wanted, WantedOf};
use crate::calendar::NaiveDate;
use crate::crediting::orders;
use crate::ingest::row::{Cells, SCALE};
use crate::number::Number;
use crate::spelling::folded;

impl Folder<'_> {
    /// Notes the row for every wanted total that it is in.
    pub(super) fn note_hits(&mut self, cells: &Cells, day: NaiveDate, credits: &[Credited]) {
        let context = self.context;
        for wanted in &context.wanted {
            let gather = &context.stream.gathers[wanted.gather];
            let keep = &gather.keep;
            let credited = match &wanted.of {
                WantedOf::Cells(_) => credits.iter().any(|credit| wanted.has(credit)),
                WantedOf::Words(slot, words, window) => {
                    window.contains(day) && words.contains(&*folded(&self.label_text(*slot, cells)))
                }
            };
            if !gather.may_be_on(day)
                || !self.row.passes[wanted.gather]
                || !credited
                || (self.row.back && keep.taken_back().is_none())
            {
                continue;
            }
            if wanted.new.as_ref().is_some_and(|(slot, keys)| !keys.contains(&self.label_text(*slot, cells))) {
                continue;
            }
            let key = self.traced_key(cells, keep);
            if wanted.part.as_ref().is_some_and(|part| key.as_deref().map(folded) != Some(folded(part))) {
                continue;
            }
            if self.is_passed_by(keep, key.as_deref()) {
                continue;
            }
            let first = match (keep, key) {
                (Keep::First(..), Some(key)) => {
                    Some((key.into_bytes(), self.first_row(wanted.gather, day, cells, credits)))
                }
                (Keep::First(..), None) => continue,
                _ => None,
            };
            let line = if context.notes_parts { "\n" } else { "" };
            let record = self.verbatim(cells.bytes) + line + &self.shown_of(cells, keep, (wanted, credits));
            let order = self.key_text(cells, context.stream.order);
            let number = keep.number().and_then(|slot| self.row.numbers[slot]);
            self.hits.push((wanted.id, Hit { at: self.place_of_part(), record, first, order, day, number }));
        }
    }

    /// File, line, and which part of what the row takes back.
    fn place_of_part(&self) -> (u32, u32, u32) {
        let (file, line) = self.place();
        (file, line, self.row.part)
    }

    /// The label or order by which a part of a total is asked for.
    fn traced_key(&mut self, cells: &Cells, keep: &Keep) -> Option<String> {
        if !matches!(keep, Keep::Deals(..)) {
            let slot = keep.key_slot(self.context.stream)?;
            return match keep {
                Keep::Parts(..) => Some(self.label(cells, slot)),
                _ if self.context.stream.slots[slot].kind != SlotKind::Text => {
                    Some(self.label(cells, slot)).filter(|value| !value.is_empty())
                }
                _ => self.key_text(cells, slot),
            };
        }
        if let Some(id) = self.order_id(cells) {
            return Some(orders::shown(&self.texts[self.context.stream.order].keys.text(id)));
        }
        let (file, line) = self.place();
        let name = self.context.plan.files.get(file as usize)?;
        Some(format!("{name}:{line}"))
    }

    /// Whether a total passes by the row, for it lacks the number that is added up, or the value that is counted.
    fn is_passed_by(&self, keep: &Keep, key: Option<&str>) -> bool {
        let lacks_number = keep.number().is_some_and(|slot| self.row.numbers[slot].is_none());
        lacks_number || (matches!(keep, Keep::Distinct(_) | Keep::Credited(Some(_))) && key.is_none())
    }

    /// What of the row is in the total, where that is not the whole of it.
    fn shown_of(&mut self, cells: &Cells, keep: &Keep, (wanted, credits): (&Wanted, &[Credited])) -> String {
        match keep {
            Keep::Share(terms) => {
                let matches = terms.iter().all(|term| self.holds(cells, *term));
                format!("  [= {}]", u8::from(matches))
            }
            Keep::Filled(slots) => {
                let filled = slots.iter().filter(|slot| !cells.is_missing(**slot)).count();
                format!("  [= {filled}/{}]", slots.len())
            }
            Keep::Credited(_) | Keep::First(..) if wanted.by_share => self.shares_shown(wanted, credits),
            _ => keep
                .number()
                .map_or_else(String::new, |slot| self.parts_shown(cells, (slot, keep.each()), (wanted, credits))),
        }
    }

    /// The shares of a row that counts as such.
    fn shares_shown(&self, wanted: &Wanted, credits: &[Credited]) -> String {
        let mine = credits.iter().filter(|credit| wanted.has(credit));
        let shown = mine.filter_map(|credit| self.shares.of(credit).map(|credit| format!("  [= {}]", credit.share)));
        shown.collect()
    }

    /// What of a row that is split, or takes something back, is added up.
    fn parts_shown(
        &self,
        cells: &Cells,
        (slot, each): (usize, Each),
        (wanted, credits): (&Wanted, &[Credited]),
    ) -> String {
        let seconds = Number::from(seconds_in(&self.context.stream.slots[slot].kind));
        let at_sale = if let SlotKind::AtSale(of) = self.context.stream.slots[slot].kind { Some(of) } else { None };
        let rate = self.row.exchange.rate.as_ref().filter(|_| self.context.needs.converted[at_sale.unwrap_or(slot)]);
        let rate = rate.filter(|_| at_sale.is_none() && !cells.layout.slots[slot].is_local);
        if let WantedOf::Words(..) = &wanted.of {
            let amount = self.row.numbers[slot].and_then(|number| number.to_number().checked_div(&seconds));
            return match (amount.map(|amount| amount.to_plain(2, SCALE)), rate) {
                (Some(amount), _) if self.row.back => format!("  [= {amount}]"),
                (Some(amount), Some(rate)) => format!("  [× {rate} = {amount}]"),
                _ => String::new(),
            };
        }
        let cut = self.context.stream.parts[slot];
        let number = self.row.numbers[slot].map(|number| number.in_parts(cut));
        let parts = match (each, number) {
            (Each::Whole, Some(number)) => vec![SumCell { sum: number.units, rows: 1 }; credits.len()],
            _ => self.shares.parts(number, credits),
        };
        let seconds = &seconds * &Number::from(cut);
        let mine = credits.iter().zip(parts).filter(|(credit, _)| wanted.has(credit));
        let is_shown =
            |credit: &Credited| credit.share.is_some() || self.row.back || self.context.notes_parts || rate.is_some();
        let shown = mine.filter(|(credit, _)| is_shown(credit)).map(|(credit, part)| {
            let amount = Number::from_scaled(part.sum, SCALE).checked_div(&seconds).unwrap_or_else(Number::zero);
            let amount = amount.to_plain(2, SCALE);
            match (self.shares.of(credit), rate) {
                (Some(credit), _) if each == Each::Part => format!("  [{} = {amount}]", credit.share),
                (_, Some(rate)) => format!("  [× {} = {amount}]", rate),
                _ => format!("  [= {amount}]"),
            }
        });
        shown.collect()
    }
}
