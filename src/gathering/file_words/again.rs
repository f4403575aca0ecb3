//! Rows of the month before that were entered again under new days: a stretch of rows, one behind the other, that equals one of the month before in all
//! but the day.
//!
//! What is sold again each month – subscriptions, rents, standing orders – is no copy: where anything else comes again too, where such a row stands in a third month,
//! or where the days of the stretch are few, nothing is told.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::kept::{At, Row, Rows, Source};
use crate::calendar::{Datelike, NaiveDate};
use crate::finding::Finding;
use crate::ingest::row::DayReader;
use crate::number::Number;
use crate::policy::rules::Duplicates;

/// Of more rows nothing is compared.
const MOST: usize = 20_000;
/// How long a stretch must be, on how many days, and how many rows must stand beside it: with the same numbers of orders, and without.
const WITH_ORDERS: Least = Least { rows: 4, days: 3, others: 2 };
const WITHOUT: Least = Least { rows: 6, days: 4, others: 3 };
/// Words of what comes again each month.
const RECURRING: [&str; 18] = [
    "subscri", "abonn", "abo ", "rent", "lease", "miete", "retainer", "licen", "lizenz", "hosting", "mainten",
    "wartung", "monthly", "订阅", "訂閱", "月费", "月費", "租",
];

/// So many rows are a whole month; a day of the month so close to another is about that.
const WHOLE: usize = 20;
const ABOUT: u32 = 3;
/// What a row says of what was sold.
const SOLD: [&str; 3] = ["person", "person_id", "amount"];
const GOODS: [&str; 4] = ["customer", "customer_id", "product", "product_id"];

struct Least {
    rows: usize,
    days: usize,
    others: usize,
}

/// A row in the order of files and lines.
struct Line<'r> {
    at: At,
    day: NaiveDate,
    order: &'r [u8],
    /// All cells but the day and the order.
    rest: Vec<&'r [u8]>,
}

impl Line<'_> {
    /// Months since the beginning of years.
    fn month(&self) -> i64 {
        i64::from(self.day.year()) * 12 + i64::from(self.day.month0())
    }
}

/// Rows from `later` on that are those from `earlier` on again.
struct Stretch {
    earlier: usize,
    later: usize,
    length: usize,
}

/// A warning of the longest stretch.
pub(super) fn told(source: &Source, rows: &Rows) -> Option<Finding> {
    let is_kept = source.rule.duplicates == Some(Duplicates::Keep) || !source.stream.once.is_empty();
    if is_kept || rows.rows.len() > MOST {
        return None;
    }
    let lines = lines(source, rows);
    let mut by_rest: HashMap<&[&[u8]], Vec<usize>> = HashMap::new();
    lines.iter().enumerate().for_each(|(at, line)| by_rest.entry(&line.rest[..]).or_default().push(at));
    let stretch = longest(source, &lines, &by_rest).filter(|stretch| source.is_copy(&lines, &by_rest, stretch));
    stretch.map(|stretch| source.again(&lines, &stretch)).or_else(|| whole_month(source, &lines))
}

/// A warning of all rows of the period, where they are those of the month before in another order and under other days.
fn whole_month(source: &Source, lines: &[Line]) -> Option<Finding> {
    let of_period: Vec<&Line> = lines.iter().filter(|line| source.period.contains(line.day)).collect();
    let month = of_period.first()?.month();
    let before: Vec<&Line> = lines.iter().filter(|line| line.month() == month - 1).collect();
    let is_one_month = of_period.iter().all(|line| line.month() == month);
    if of_period.len() < WHOLE || of_period.len() != before.len() || !is_one_month {
        return None;
    }
    let keyed = |lines: &[&Line]| -> Option<BTreeMap<Vec<Vec<u8>>, Vec<usize>>> {
        let mut keyed: BTreeMap<Vec<Vec<u8>>, Vec<usize>> = BTreeMap::new();
        for (at, line) in lines.iter().enumerate() {
            keyed.entry(source.sold(line)?).or_default().push(at);
        }
        Some(keyed)
    };
    let (now, then) = (keyed(&of_period)?, keyed(&before)?);
    let is_same = now.len() == then.len()
        && now.iter().zip(&then).all(|(one, other)| (one.0, one.1.len()) == (other.0, other.1.len()));
    if !is_same {
        return None;
    }
    let pairs = now.values().zip(then.values()).flat_map(|(now, then)| now.iter().zip(then));
    let pairs: Vec<(&Line, &Line)> = pairs.map(|(one, other)| (of_period[*one], before[*other])).collect();
    // What is billed again each month is so on the same day, or about it.
    let is_moved = |pair: &&(&Line, &Line)| pair.0.day.day().abs_diff(pair.1.day.day()) > ABOUT;
    let copies: Vec<&Line> = pairs.iter().map(|(line, _)| *line).collect();
    let is_told = pairs.iter().filter(is_moved).count() * 2 > pairs.len()
        && !copies.iter().any(|line| is_recurring(line))
        && !third_month(lines, month).any(|line| source.sold(line).is_some_and(|sold| now.contains_key(&sold)))
        && source.are_odd(&copies);
    let shown = |line: &Line| line.day.format("%Y-%m").to_string();
    let finding = Finding::warning("month-before-again").with("input", &source.rule.name);
    let finding = finding.with("count", pairs.len()).with("period", shown(copies[0])).with("before", shown(before[0]));
    let first = |lines: &[&Line]| lines.iter().map(|line| line.at).min();
    is_told.then(|| source.at_rows(finding, first(&before).into_iter().chain(first(&copies))))
}

/// The rows of other months than this one and the one before.
fn third_month<'l, 'r>(lines: &'l [Line<'r>], month: i64) -> impl Iterator<Item = &'l Line<'r>> {
    lines.iter().filter(move |line| ![month, month - 1].contains(&line.month()))
}

fn lines<'r>(source: &Source, rows: &'r Rows) -> Vec<Line<'r>> {
    let mut days = DayReader::default();
    let mut line = |row: &'r Row| {
        let layout = source.layout(row.at.0);
        let (date, order) = (layout.field_of(source.stream.date)?, layout.field_of(source.stream.order));
        let cells = rows.cells_of(row);
        let day = days.read(cells.get(date)?, layout.dates, layout.encoding).ok()??;
        let rest = |field: &usize| *field != date && Some(*field) != order;
        Some(Line {
            at: row.at,
            day,
            order: order.and_then(|field| cells.get(field).copied()).unwrap_or_default(),
            rest: (0..cells.len()).filter(rest).map(|field| cells[field]).collect(),
        })
    };
    let mut lines: Vec<Line> = rows.rows.iter().filter_map(&mut line).collect();
    lines.sort_unstable_by_key(|line| line.at);
    lines
}

/// The longest stretch of rows of the period that equal rows of the month before.
fn longest(source: &Source, lines: &[Line], by_rest: &HashMap<&[&[u8]], Vec<usize>>) -> Option<Stretch> {
    let follows = |earlier: usize, later: usize| {
        let (Some(one), Some(other)) = (lines.get(earlier), lines.get(later)) else { return false };
        one.month() + 1 == other.month()
            && source.period.contains(other.day)
            && one.rest == other.rest
            && (one.order == other.order || other.order.is_empty())
            && source.layout(one.at.0).labels == source.layout(other.at.0).labels
    };
    let length = |earlier: usize, later: usize| {
        let is_next = |step: &usize| {
            let at = |first: usize| lines.get(first + step).is_some_and(|line| line.at.0 == lines[first].at.0);
            at(earlier) && at(later) && follows(earlier + step, later + step)
        };
        (0..).take_while(is_next).count()
    };
    let (mut found, mut later): (Option<Stretch>, usize) = (None, 0);
    while later < lines.len() {
        let earlier = by_rest[&lines[later].rest[..]].iter().map(|earlier| (length(*earlier, later), *earlier));
        let (length, earlier) = earlier.max().unwrap_or_default();
        if length > found.as_ref().map_or(0, |found| found.length) {
            found = Some(Stretch { earlier, later, length });
        }
        later += length.max(1);
    }
    found
}

impl Source<'_> {
    /// Whether a stretch is most likely a copy.
    fn is_copy(&self, lines: &[Line], by_rest: &HashMap<&[&[u8]], Vec<usize>>, stretch: &Stretch) -> bool {
        let copies = &lines[stretch.later..stretch.later + stretch.length];
        let least = if copies.iter().all(|line| !line.order.is_empty()) { WITH_ORDERS } else { WITHOUT };
        let days: BTreeSet<NaiveDate> = copies.iter().map(|line| line.day).collect();
        let is_inside = |at: usize, first: usize| (first..first + stretch.length).contains(&at);
        let others: Vec<usize> =
            (0..lines.len()).filter(|at| !is_inside(*at, stretch.earlier) && !is_inside(*at, stretch.later)).collect();
        let comes_once = |line: &Line| by_rest[&line.rest[..]].len() == 2;
        let comes_again = |at: &usize| {
            let months: BTreeSet<i64> =
                by_rest[&lines[*at].rest[..]].iter().map(|other| lines[*other].month()).collect();
            months.len() > 1
        };
        stretch.length >= least.rows
            && days.len() >= least.days
            && others.len() >= least.others
            && copies.iter().all(comes_once)
            && !others.iter().any(comes_again)
            && !are_orders_again(lines, &others)
            && !copies.iter().any(is_recurring)
            && self.are_odd(&copies.iter().collect::<Vec<_>>())
    }

    /// Whether nearly all amounts are different, and most no round numbers.
    fn are_odd(&self, copies: &[&Line]) -> bool {
        let amount = |line: &Line| Number::parse(std::str::from_utf8(self.cell(line, "amount")?).ok()?);
        let amounts: Vec<Number> = copies.iter().filter_map(|line| amount(line)).collect();
        let different: BTreeSet<&Number> = amounts.iter().collect();
        let is_round = |amount: &&Number| {
            let hundreds = amount.checked_div(&Number::from(100));
            hundreds.is_some_and(|hundreds| hundreds.is_whole())
        };
        let round = amounts.iter().filter(is_round).count();
        let are_known = amounts.len() == copies.len() && amounts.iter().all(Number::is_positive);
        are_known && different.len() + 1 >= copies.len() && round * 2 <= copies.len()
    }

    /// A cell of a row, but of its day and order.
    fn cell<'l>(&self, line: &'l Line, column: &str) -> Option<&'l [u8]> {
        let layout = self.layout(line.at.0);
        let (_, field) = layout.columns.iter().find(|(name, _)| name == column)?;
        let (date, order) = (layout.field_of(self.stream.date), layout.field_of(self.stream.order));
        let left_out = [date, order].into_iter().flatten().filter(|own| own < field).count();
        line.rest.get(field - left_out).copied()
    }

    /// Who sold what to whom for how much; nothing where the file has no customer and no product.
    fn sold(&self, line: &Line) -> Option<Vec<Vec<u8>>> {
        let cell = |column: &&str| self.cell(line, column).map(<[u8]>::to_vec);
        let of_goods = GOODS.iter().filter_map(cell).any(|own| !own.is_empty());
        of_goods.then(|| SOLD.iter().chain(&GOODS).map(|column| cell(column).unwrap_or_default()).collect())
    }

    fn again(&self, lines: &[Line], stretch: &Stretch) -> Finding {
        let (earlier, later) = (&lines[stretch.earlier], &lines[stretch.later]);
        let month = |line: &Line| line.day.format("%Y-%m").to_string();
        let finding = Finding::warning("rows-of-month-before-again").with("input", &self.rule.name);
        let finding = finding.with("count", stretch.length).with("period", month(later)).with("before", month(earlier));
        self.at_rows(finding, [earlier.at, later.at].into_iter())
    }
}

/// Whether another order comes again in another month.
fn are_orders_again(lines: &[Line], others: &[usize]) -> bool {
    let mut months: HashMap<&[u8], i64> = HashMap::new();
    let mut named = others.iter().map(|at| &lines[*at]).filter(|line| !line.order.is_empty());
    named.any(|line| *months.entry(line.order).or_insert(line.month()) != line.month())
}

/// Whether a row says itself that it comes again.
fn is_recurring(line: &Line) -> bool {
    let says = |cell: &&[u8]| {
        let text = String::from_utf8_lossy(cell).to_lowercase();
        RECURRING.iter().any(|word| text.contains(word))
    };
    line.rest.iter().any(says)
}
