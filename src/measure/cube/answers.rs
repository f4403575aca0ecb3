//! What the stages ask of what was gathered: totals, parts by label, orders, credits, days.

use std::collections::{BTreeMap, BTreeSet};

use super::signed::signed_parts;
use super::{Cube, Gathered, scaled};
use crate::calendar::{NaiveDate, months_since};
use crate::derivation::{NO_TEAM, Subject};
use crate::measure::accumulate::{DealsByCell, FirstOf, JointByCell, PartCell, Series, SumCell};
use crate::measure::one_deal::OneDeal;
use crate::measure::plan::{EVERY_ROW, Each, Keep, TEAM, said_by_rows};
use crate::measure::registers;
use crate::measure::totals::{Ask, Deal, Part, Total, Totals};
use crate::number::Number;
use crate::policy::rules::{DurationUnit, MeasureId, MeasureKind, MeasureRule};
use crate::spelling::folded;

/// Of a day in which nothing is said of work.
const HOURS_OF_A_DAY: i64 = 24;

const SECONDS_OF_AN_HOUR: i64 = 3600;

/// Parts while they are added up, by the label as it is looked up: as it is shown, the total, rows.
type PartsByLabel = BTreeMap<String, (String, Number, u64)>;

impl Totals for Cube<'_> {
    fn total_of_days(&self, ask: &Ask) -> Option<Total> {
        let is_of_people = |segments: std::ops::Range<usize>| self.of_people[segments].iter().all(|own| *own);
        self.plan.segments.exactly(ask.window).is_some_and(is_of_people).then(|| self.total(ask))
    }

    fn total(&self, ask: &Ask) -> Total {
        let measure = self.policy.measure(ask.measure);
        let is_known = matches!(ask.subject, Subject::Labelled { .. }) || self.segments_of(ask).is_some();
        if !is_known {
            return Total { value: None, rows: 0 };
        }
        if let Some(total) = registers::total(self.policy, (self.ledger, &self.of_registers), ask) {
            return with_enough_rows(measure, total);
        }
        let counted = |count: u64, rows: u64| Total { value: Some(Number::from(count as i64)), rows };
        let quotient = |part: Number, all: u64| part.checked_div(&Number::from(all as i64));
        let total = match &measure.kind {
            MeasureKind::Sum(_) => {
                let (sum, rows) = self.sum(ask);
                Total { value: Some(sum), rows }
            }
            MeasureKind::Mean(_) => {
                let (sum, rows) = self.sum(ask);
                Total { value: quotient(sum, rows), rows }
            }
            MeasureKind::Count(_) => {
                let rows = self.rows(ask);
                counted(rows, rows)
            }
            MeasureKind::Share(_) | MeasureKind::Filled(_) => {
                let share = self.share(ask);
                Total { value: quotient(Number::from(share.matching as i64), share.all), rows: share.all }
            }
            MeasureKind::Distinct(_) => {
                let (found, rows) = self.distinct(ask);
                counted(found, rows)
            }
            MeasureKind::First(..) => {
                let rows: BTreeSet<u32> = self.firsts(ask).into_iter().map(|first| first.row).collect();
                counted(rows.len() as u64, rows.len() as u64)
            }
            MeasureKind::Median(_) => {
                let (value, rows) = self.median(ask);
                Total { value, rows }
            }
            MeasureKind::SinceLast(_, unit) => Total { value: self.time_since(ask, *unit), rows: 0 },
            // Made of other measures: the book asks for those.
            MeasureKind::Total(_)
            | MeasureKind::Difference(..)
            | MeasureKind::Ratio(..)
            | MeasureKind::Growth(..)
            | MeasureKind::Target(_)
            | MeasureKind::Attainment(_)
            | MeasureKind::Workdays
            | MeasureKind::Score => Total { value: None, rows: 0 },
        };
        with_enough_rows(measure, total)
    }

    fn said_by_rows(&self, ask: &Ask) -> Option<Subject> {
        if !said_by_rows(self.policy, ask.measure) || !self.has_along(ask.measure, EVERY_ROW) {
            return None;
        }
        let (column, label) = match ask.subject {
            Subject::Department => (EVERY_ROW, ""),
            Subject::Team(team) if self.has_words_of(&[ask.measure], TEAM) => {
                (TEAM, if team == NO_TEAM { "" } else { team.as_str() })
            }
            _ => return None,
        };
        Some(Subject::Labelled { column: column.to_owned(), label: label.to_owned() })
    }

    fn parts(&self, ask: &Ask, column: &str) -> Vec<Part> {
        if self.has_too_few(ask) {
            return Vec::new();
        }
        let cells = self.cells_of(ask);
        let mut parts = PartsByLabel::new();
        for (measure, sign) in signed_parts(self.policy, ask.measure) {
            for gathered in self.of(measure, ask.subject).filter(|one| one.column == column) {
                for (label, sum) in self.labelled(gathered, ask, &cells) {
                    // Two sources may write a label differently: the first one's is shown.
                    let new = || (label.to_owned(), Number::zero(), 0);
                    let known = parts.entry(folded(label).into_owned()).or_insert_with(new);
                    known.1 = &known.1 + &scaled(sum.sum * sign, gathered.divisor);
                    known.2 += sum.rows;
                }
            }
            self.take_surplus((&Ask { measure, ..*ask }, sign), column, &cells, &mut parts);
        }
        let part = |(label, value, rows)| Part { label, value, rows };
        let mut list: Vec<Part> = parts.into_values().map(part).collect();
        list.sort_by(|one, other| one.label.cmp(&other.label));
        if list.iter().all(|part| Number::parse(&part.label).is_some()) {
            list.sort_by_key(|part| Number::parse(&part.label));
        }
        list
    }

    fn deals(&self, ask: &Ask, column: Option<&str>) -> Vec<Deal> {
        let cells = self.cells_of(ask);
        let Some(segments) = self.segments_of(ask).filter(|_| !self.has_too_few(ask)) else { return Vec::new() };
        let mut deals: BTreeMap<String, OneDeal> = BTreeMap::new();
        let sources = self.deals_of(ask.measure, column);
        for (kept, gathered, sign) in &sources {
            let is_in = self.is_in(gathered, ask);
            let own = cells.iter().filter_map(|cell| kept.parts.get(cell)).flatten();
            for part in own.filter(|part| is_in(part.of)) {
                // Two sources may write an order differently: the first one's is shown.
                let new = || OneDeal::new(&part.key, gathered.divisor);
                let deal = deals.entry(folded(&part.key).into_owned()).or_insert_with(new);
                deal.take_part(part, *sign);
            }
        }
        for (key, deal) in &mut deals {
            for (kept, gathered, sign) in &sources {
                let is_in = self.is_in(gathered, ask);
                let wholes = kept.wholes.get(key).into_iter().flatten();
                let here = wholes.filter(|whole| segments.contains(&whole.segment) && is_in(whole.of));
                here.for_each(|whole| deal.take_whole(whole, *sign));
            }
        }
        let mut deals: Vec<Deal> =
            deals.into_iter().map(|(key, deal)| deal.finish(key, |first| self.address(first))).collect();
        deals.sort_by(|one, other| (&one.order, &one.at).cmp(&(&other.order, &other.at)));
        deals
    }

    fn of_order(&self, ask: &Ask, order: &Deal) -> Total {
        let (mut value, mut rows) = (Number::zero(), 0);
        let segments = self.segments_of(ask).unwrap_or_default();
        for (kept, gathered, sign) in self.deals_of(ask.measure, None) {
            let is_in = self.is_in(gathered, ask);
            let wholes = kept.wholes.get(&order.key).into_iter().flatten();
            for whole in wholes.filter(|whole| segments.contains(&whole.segment) && is_in(whole.of)) {
                value = &value + &scaled(whole.sum.sum * sign, gathered.divisor);
                rows += whole.sum.rows;
            }
        }
        Total { value: Some(value), rows }
    }

    fn credited(&self, ask: &Ask) -> Total {
        let cells = self.cells_of(ask);
        let (mut value, mut rows) = (Number::zero(), 0);
        for gathered in self.of(ask.measure, ask.subject) {
            let (more, count) = match &gathered.series {
                Series::CreditedRows(by_cell) => by_cell.total(&cells, self.is_in(gathered, ask)),
                Series::CreditedKeys(by_cell) => by_cell.total(&cells, |cell| self.person_of(cell)),
                _ => continue,
            };
            value = &value + &more;
            rows += count;
        }
        for first in self.firsts(ask) {
            value = &value + &first.share.map_or_else(Number::one, |share| *share);
            rows += 1;
        }
        Total { value: Some(value).filter(|_| !self.has_too_few(ask)), rows }
    }

    fn is_split(&self, measure: MeasureId) -> bool {
        let has_share = |firsts: &Vec<FirstOf>| firsts.iter().any(|first| first.share.is_some());
        self.of(measure, &Subject::Department).any(|gathered| match &gathered.series {
            Series::Joint(joint) => joint.is_split,
            _ => gathered.firsts.iter().flat_map(|by_owner| by_owner.values()).any(has_share),
        })
    }

    fn last_day(&self, ask: &Ask) -> Option<NaiveDate> {
        let changed = self.latest(ask, &self.cells_of(ask));
        changed.max(self.last_new(ask)).max(self.firsts(ask).into_iter().map(|first| first.day).max())
    }
}

impl Cube<'_> {
    fn sum(&self, ask: &Ask) -> (Number, u64) {
        let cells = self.cells_of(ask);
        let (mut total, mut rows) = (Number::zero(), 0);
        for gathered in self.of(ask.measure, ask.subject) {
            let groups = self.groups(gathered, ask, &cells);
            let sum = match (&gathered.series, &gathered.keep) {
                (Series::Sums(sums), _) => sums.total(&groups),
                (Series::Keyed(keyed), Keep::Sum(_)) => keyed.total(&groups, self.is_in(gathered, ask)),
                _ => continue,
            };
            rows += sum.rows;
            total = &total + &scaled(sum.sum, gathered.divisor);
        }
        for (gathered, joint) in self.joint(ask, |of| matches!(of, Keep::Mean(_, Each::Whole))) {
            let surplus = joint.surplus_of_wholes(&cells);
            total = &total - &scaled(surplus.sum, gathered.divisor);
            rows -= surplus.rows;
        }
        (total, rows - self.surplus(ask, &cells).all)
    }

    fn share(&self, ask: &Ask) -> PartCell {
        let cells = self.cells_of(ask);
        let mut total = registers::filled(self.policy, (self.ledger, &self.of_registers), ask);
        for gathered in self.of(ask.measure, ask.subject) {
            let Series::Shares(shares) = &gathered.series else { continue };
            total.add(shares.total(&self.groups(gathered, ask, &cells)));
        }
        let surplus = self.surplus(ask, &cells);
        PartCell { matching: total.matching - surplus.matching, all: total.all - surplus.all }
    }

    fn rows(&self, ask: &Ask) -> u64 {
        let cells = self.cells_of(ask);
        let of = |gathered: &Gathered| match (&gathered.series, &gathered.keep) {
            (Series::Rows(rows), _) => rows.total(&self.groups(gathered, ask, &cells)),
            (Series::Keyed(keyed), Keep::Rows) => {
                keyed.total(&self.groups(gathered, ask, &cells), self.is_in(gathered, ask)).rows
            }
            _ => 0,
        };
        let rows: u64 = self.of(ask.measure, ask.subject).map(of).sum();
        rows - self.surplus(ask, &cells).all
    }

    fn distinct(&self, ask: &Ask) -> (u64, u64) {
        let cells = self.cells_of(ask);
        let (mut found, mut rows) = (0, 0);
        for gathered in self.of(ask.measure, ask.subject) {
            let Series::Distinct(keys) = &gathered.series else { continue };
            let (keys, counts) = keys.total(&self.groups(gathered, ask, &cells));
            rows += counts;
            found += keys;
        }
        (found, rows - self.surplus(ask, &cells).all)
    }

    fn median(&self, ask: &Ask) -> (Option<Number>, u64) {
        let cells = self.cells_of(ask);
        let (mut all, mut divisor) = (Vec::new(), 1);
        for gathered in self.of(ask.measure, ask.subject) {
            let Series::Values(values) = &gathered.series else { continue };
            divisor = gathered.divisor;
            all.extend(values.all(&self.groups(gathered, ask, &cells)));
        }
        for (_, joint) in self.joint(ask, |of| matches!(of, Keep::Values(..))) {
            all = joint.joined(&cells, all);
        }
        all.sort_unstable();
        let rows = all.len();
        if rows == 0 {
            return (None, 0);
        }
        let (low, high) = (all[(rows - 1) / 2], all[rows / 2]);
        (Some(scaled(low + high, divisor * 2)), rows as u64)
    }

    /// The time from the end of the last row's day to the end of the window.
    fn time_since(&self, ask: &Ask, unit: DurationUnit) -> Option<Number> {
        let until = self.plan.segments.of(ask.window.last()) + 1;
        let last = self.latest(ask, &self.cells(ask.subject, 0..until, ask.overlays))?;
        let days = (ask.window.last() - last).num_days();
        let calendar = &self.policy.calendar;
        let worked = || Some(calendar.workdays_between(last.succ_opt()?, ask.window.last()));
        match unit {
            DurationUnit::Days => Some(Number::from(days)),
            DurationUnit::Hours => Some(Number::from(days * HOURS_OF_A_DAY)),
            DurationUnit::Months => Some(Number::from(months_since(last, ask.window.last()))),
            DurationUnit::WorkDays => worked().map(Number::from),
            DurationUnit::WorkingHours => {
                // A policy without hours was refused.
                let seconds = worked()? * calendar.seconds_of_a_workday()?;
                Number::from(seconds).checked_div(&Number::from(SECONDS_OF_AN_HOUR))
            }
        }
    }

    /// The last day of the cells; of a word every day up to the end of the window.
    fn latest(&self, ask: &Ask, cells: &[u32]) -> Option<NaiveDate> {
        let of = |gathered: &Gathered| {
            let days = match (&gathered.series, &gathered.keep) {
                (Series::Days(days), _) => days,
                (Series::Keyed(keyed), Keep::LastDay | Keep::LastChange(_)) => {
                    return keyed.last(cells, self.is_in(gathered, ask));
                }
                _ => return None,
            };
            match ask.subject {
                Subject::Labelled { column, label } => {
                    days.last(&self.groups_until(gathered, (column, label), ask.window.last()))
                }
                _ => days.last(cells),
            }
        };
        self.of(ask.measure, ask.subject).filter_map(of).max()
    }

    /// The first and the last day on which a word has a row that takes nothing back, of all days up to that one, where they were asked for
    /// (`AskedAlong::last_days`); nothing without a row.
    pub fn ends(&self, measure: MeasureId, word: &Subject, last: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let Subject::Labelled { column, label } = word else { return None };
        self.ends_by(measure, column, last).of(label)
    }

    /// The day on which the last of the different values came: of each value, the first day counts.
    fn last_new(&self, ask: &Ask) -> Option<NaiveDate> {
        let cells = self.cells_of(ask);
        let of = |gathered: &Gathered| match &gathered.series {
            Series::FirstDays(days) => days.last_new(&cells),
            _ => None,
        };
        self.of(ask.measure, ask.subject).filter_map(of).max()
    }

    /// Whether the total is missing because it has fewer rows than `min_rows`: then nothing is made of its parts either.
    fn has_too_few(&self, ask: &Ask) -> bool {
        self.policy.measure(ask.measure).min_rows.is_some() && self.total(ask).value.is_none()
    }

    /// What is kept of rows of several people beside what the measure keeps in such a way.
    fn joint(&self, ask: &Ask, is_it: impl Fn(&Keep) -> bool) -> impl Iterator<Item = (&Gathered, &JointByCell)> {
        let of = move |keep: &Keep| matches!(keep, Keep::Joint(of) if is_it(of));
        self.of(ask.measure, ask.subject).filter(move |gathered| of(&gathered.keep)).filter_map(|gathered| {
            match &gathered.series {
                Series::Joint(joint) => Some((gathered, joint)),
                _ => None,
            }
        })
    }

    /// How many rows of the measure's own series stand in several of the cells, each as often as it stands there too often.
    fn surplus(&self, ask: &Ask, cells: &[u32]) -> PartCell {
        let mut total = PartCell::default();
        let is_counted = |of: &Keep| !matches!(of, Keep::Parts(..) | Keep::Values(..) | Keep::Mean(_, Each::Whole));
        for (gathered, joint) in self.joint(ask, is_counted) {
            joint.surplus(cells, self.is_in(gathered, ask)).into_iter().for_each(|(_, rows)| total.add(rows));
        }
        total
    }

    /// The parts of cells by label.
    fn labelled<'a>(&self, gathered: &'a Gathered, ask: &Ask, cells: &'a [u32]) -> Vec<(&'a str, SumCell)> {
        match (&gathered.series, &gathered.keep) {
            (Series::Parts(by_cell), _) => by_cell.of(cells).map(|(label, sum)| (label.as_str(), *sum)).collect(),
            (Series::Keyed(keyed), Keep::Parts(..)) => keyed.parts(cells, self.is_in(gathered, ask)).collect(),
            _ => Vec::new(),
        }
    }

    /// Takes from parts by label the rows that several of the cells have, and where rows are counted their number.
    fn take_surplus(&self, (ask, sign): (&Ask, i128), column: &str, cells: &[u32], parts: &mut PartsByLabel) {
        let is_it = |gathered: &&Gathered| gathered.column == column;
        for gathered in self.of(ask.measure, &Subject::Department).filter(is_it) {
            let (Keep::Joint(of), Series::Joint(joint)) = (&gathered.keep, &gathered.series) else { continue };
            let is_of_rows = matches!(**of, Keep::Parts(None, _));
            for (label, surplus) in joint.surplus(cells, self.is_in(gathered, ask)) {
                let Some((_, value, rows)) = parts.get_mut(&*folded(label)) else { continue };
                *rows -= surplus.all;
                if is_of_rows {
                    *value = &*value - &Number::from(surplus.all as i64 * sign as i64);
                }
            }
        }
    }

    /// Orders of every source that the measure is made of, each with the sign it counts with. Gathers of one source that differ in their
    /// column only hold the same orders: one of each source is enough.
    fn deals_of(&self, measure: MeasureId, column: Option<&str>) -> Vec<(&DealsByCell, &Gathered, i128)> {
        let is_it = |gathered: &&Gathered| column.is_none_or(|column| gathered.column == column);
        let mut found = Vec::new();
        for (measure, sign) in signed_parts(self.policy, measure) {
            let mut sources = BTreeSet::new();
            for gathered in self.of(measure, &Subject::Department).filter(is_it) {
                if let Series::Deals(deals) = &gathered.series
                    && sources.insert(gathered.stream)
                {
                    found.push((deals, gathered, sign));
                }
            }
        }
        found
    }

    fn address(&self, (file, line): (u32, u32)) -> String {
        let name = self.plan.files.get(file as usize).map_or("", |name| name);
        format!("{name}:{line}")
    }
}

/// The total; missing where it has too few rows.
fn with_enough_rows(measure: &MeasureRule, total: Total) -> Total {
    let is_too_few = measure.min_rows.as_ref().is_some_and(|least| total.rows < u64::from(least.value));
    if is_too_few { Total { value: None, ..total } } else { total }
}
