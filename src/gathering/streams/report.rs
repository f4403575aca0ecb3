//! What a pass over a source told, as findings at their places, and the control totals of its files.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Opened;
use crate::crediting::Unassigned;
use crate::finding::Finding;
use crate::ingest::cell::Scaled;
use crate::ingest::cell::key::matching;
use crate::ingest::decode::bad_bytes;
use crate::ingest::doubts::{Doubt, Spot};
use crate::ingest::facts::{ColumnSum, FileFacts};
use crate::ingest::faults::{FaultPolicy, Faults};
use crate::ingest::layout::{FileLayout, Whence};
use crate::ingest::register::{UnitAt, differing_units};
use crate::ingest::row::SCALE;
use crate::measure::fold::{
    Context, EventKind, FileTally, Folder, RecordAt, RowFault, Settled, TotalCell, TotalEvent, UnitWords, differing,
};
use crate::measure::plan::{Stream, gathered_in};
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{InputKind, PayKind, TotalRows};
use crate::source::Place;

/// How many faults of one kind are kept of a file.
const KEPT: usize = 1_000;
/// How many places of one record a finding names.
const SHOWN: usize = 8;

/// Turns the faults of rows into findings, in the order of lines, whichever thread found them; what the total rows came to. Where
/// another table begins the file is refused, and nothing below that line is told.
pub(super) fn report(folder: &mut Folder, (context, one): (&Context, &Opened), faults: &mut Faults) -> Vec<Settled> {
    let all = first_of_each_kind(folder);
    let tables = (0..folder.tallies.len()).map(|layout| one.table_of(layout));
    let ends: Vec<u32> = tables.map(|table| end_of_table(&folder.tallies[table])).collect();
    let rule = context.rule.total_rows;
    let files = &folder.tallies[..one.files.len()];
    let settled: Vec<Settled> = files.iter().map(|tally| tally.settle(rule)).collect();
    let is_in_groups = |file: u32| settled.get(one.table_of(file as usize)).is_some_and(|of| !of.headings.is_empty());
    for (of_file, end) in settled.iter().zip(&ends) {
        if !of_file.headings.is_empty() {
            faults.push(in_groups(of_file, one));
            continue;
        }
        not_compared(of_file, (context.stream, one)).into_iter().for_each(|warning| faults.push(warning));
        let without_some = of_file.without_some.first().filter(|event| event.place.at < *end);
        let without_some = without_some.filter(|_| faults.policy() == FaultPolicy::SetAside);
        if let Some(event) = without_some {
            let place = whole(one, &event.place);
            let not_known = Finding::warning("total-of-unread-rows").with("text", bare_text(&place));
            faults.push(not_known.with("count", event.faulty).at(place));
        }
        for event in of_file.bad.iter().filter(|event| event.place.at < *end) {
            let RecordAt { line, record, .. } = &event.place;
            faults.row(bad_event(event, one, rule), *line, record);
        }
        for footer in of_file.footers.iter().filter(|footer| footer.at < *end) {
            faults.push(Finding::note("text-below-table").at(whole(one, footer)));
        }
    }
    let is_told = |fault: &&RowFault| fault.at < ends[fault.file as usize] && !is_in_groups(fault.file);
    for fault in all.iter().filter(is_told) {
        match fault.code {
            // What follows cannot be trusted: whole rows may be inside of the quotes.
            "unclosed-quote" | "record-too-long" => faults.push(finding(fault, one)),
            _ => faults.row(with_credits(finding(fault, one), context), fault.line, &fault.record),
        }
    }
    for (index, end) in ends.iter().take(one.files.len()).enumerate() {
        report_mended(folder, &one.layouts[index], *end, faults);
    }
    for index in 0..folder.tallies.len() {
        report_file(folder, (context, one), index, faults);
    }
    let is_whole = |file: u32| ends.get(file as usize) == Some(&u32::MAX);
    report_keys(folder.doubtful_keys(), (context.stream, one), is_whole, faults);
    super::doubles::report(folder, (context, one), faults);
    report_differing_units((context.stream, one), faults);
    // Whose the rows below a heading are is what the file does not say in them.
    folder.unassigned.retain(|(_, why), rows| {
        !matches!(why, Unassigned::Blank | Unassigned::CustomerOfNobody) || !is_in_groups(rows.first.0)
    });
    report_negatives(folder, (context, one), faults);
    report_shared_numbers(folder, (context, one), faults);
    mask(one, faults);
    settled
}

/// Hides what is personal in the lines of the source's files.
fn mask(one: &Opened, faults: &mut Faults) {
    let personal = one.layouts.iter().filter(|layout| !layout.personal.is_none());
    let layouts: BTreeMap<&str, &FileLayout> = personal.map(|layout| (&*layout.name, layout)).collect();
    let headers: Vec<&Place> = one.heads.iter().map(|head| &head.header).collect();
    faults.edit_places(|place| {
        let layout = layouts.get(&*place.file).filter(|_| place.line > 0 && !headers.contains(&&*place));
        if let Some(layout) = layout {
            let shown = layout.personal.masked(&place.excerpt, layout.dialect, place.column).into_owned();
            place.excerpt = shown;
        }
    });
}

/// A report in groups is no table: what its rows lack stands above them.
fn in_groups(settled: &Settled, one: &Opened) -> Finding {
    let text = settled.headings.first().map(|first| bare_text(&whole(one, &first.place))).unwrap_or_default();
    let places = settled.headings.iter().take(SHOWN).map(|heading| whole(one, &heading.place));
    places.fold(Finding::error("report-in-groups").with("text", text), Finding::at)
}

/// Total rows that were compared with nothing, where there was something to compare.
fn not_compared(settled: &Settled, (stream, one): (&Stream, &Opened)) -> Option<Finding> {
    // `Grand Totals (12 records)` alone, as reports end that show no sums, says nothing that could be wrong.
    let says = |event: &&TotalEvent| {
        let is_count = event.place.record.to_lowercase().contains(" records)");
        !is_count || event.cells.iter().any(|cell| *cell != TotalCell::Blank)
    };
    let first = settled.not_compared.iter().find(says)?;
    let layout = &one.layouts[first.place.file as usize];
    let is_summed = |slot: usize| stream.is_totalled(slot) && layout.field_of(slot).is_some();
    let warning = Finding::warning("total-not-compared").with("text", bare_text(&whole(one, &first.place)));
    let places = settled.not_compared.iter().filter(says).take(SHOWN).map(|event| whole(one, &event.place));
    (0..stream.slots.len()).any(is_summed).then(|| places.fold(warning, Finding::at))
}

/// The line without the delimiters around its cells.
fn bare_text(place: &Place) -> String {
    place.excerpt.trim_matches([',', ';', '\t', '|', '"', ' ']).to_owned()
}

/// The faults of rows in the order of lines, of one kind in one file the first 1,000, as if one thread had met them; the others are
/// counted in the tally of the file.
fn first_of_each_kind(folder: &mut Folder) -> Vec<RowFault> {
    let mut all = std::mem::take(&mut folder.faults);
    all.sort();
    let mut seen: BTreeMap<(u32, &'static str), usize> = BTreeMap::new();
    all.retain(|fault| {
        let count = seen.entry((fault.file, fault.code)).or_default();
        *count += 1;
        if *count > KEPT {
            folder.tallies[fault.file as usize].more(fault.code);
        }
        *count <= KEPT
    });
    all
}

/// The line on which another table begins; the last of all lines where none does.
fn end_of_table(tally: &FileTally) -> u32 {
    tally.other_header.as_ref().map_or(u32::MAX, |header| header.at)
}

/// Mended records that have little in common with what they replace, and those that replace nothing.
fn report_mended(folder: &Folder, layout: &FileLayout, end: u32, faults: &mut Faults) {
    let Some(instead) = &layout.instead else { return };
    let replaced = &folder.tallies[instead.layout].replaced;
    for (line, record) in replaced.range(..end) {
        let at = Place::line(layout.name.clone(), *line, record.lines().next().unwrap_or_default());
        let strays =
            instead.records.at(*line).and_then(|mended| mended.strays_from(record, layout.dialect.delimiter, at));
        strays.into_iter().for_each(|finding| faults.push(finding));
    }
    let is_met = |line: u32| line >= end || replaced.contains_key(&line);
    instead.records.unmet(is_met).into_iter().for_each(|finding| faults.push(finding));
}

/// What is told of a file as a whole.
fn report_file(folder: &mut Folder, (context, one): (&Context, &Opened), index: usize, faults: &mut Faults) {
    let (layout, filled, table) = (&one.layouts[index], folder.filled_rows(index), one.table_of(index));
    if let Some(header) = &folder.tallies[table].other_header {
        if index == table {
            let second = Finding::error("second-header").at(whole(one, header));
            faults.push(second.at(one.heads[table].header.clone()));
        }
        return;
    }
    let tally = &mut folder.tallies[index];
    report_returns(tally, (context, one, index), faults);
    let file = || Place::file(layout.name.clone());
    for (code, count) in &tally.more {
        let code = if *code == bad_bytes::IN_CELL { bad_bytes::CODE } else { code };
        faults.push(Finding::error("more-of-the-same").with("code", code).with("count", count).at(file()));
    }
    if filled > 0 {
        let columns = context.rule.fill_down.join(", ");
        faults.push(Finding::note("filled-down").with("columns", columns).with("count", filled).at(file()));
    }
    let column = |slot: usize| &context.stream.slots[slot].column;
    for (slot, doubt) in std::mem::take(&mut tally.decimals) {
        let found = doubt.finding("many-decimals", &layout.name);
        found.into_iter().for_each(|found| faults.push(found.with("column", column(slot))));
    }
    report_units(&tally.units, layout, faults);
    super::currencies::report(std::mem::take(&mut tally.currencies), &context.policy.header.currency, layout, faults);
    if let Some(check) = &context.stream.amount_check {
        let found = std::mem::take(&mut tally.amounts).finding("amount-differs", &layout.name);
        found.into_iter().for_each(|found| faults.push(found.with("column", column(check.amount))));
    }
}

/// Files whose amounts are in different units by their headers and the lines above them; one with a column of units says so itself.
fn report_differing_units((stream, one): (&Stream, &Opened), faults: &mut Faults) {
    let files = one.layouts.iter().zip(&one.heads);
    let files: Vec<_> = files.filter(|(layout, _)| layout.field_of(stream.unit).is_none()).collect();
    for (index, slot) in stream.slots.iter().enumerate().filter(|(_, slot)| slot.money) {
        let of_file = |(layout, head): &(&'_ FileLayout, &'_ super::Head)| {
            layout.field_of(index).map(|_| layout.slots[index].number.unit).map(|unit| (unit, head.header.clone()))
        };
        let found: Vec<(Option<Scaled>, Place)> = files.iter().filter_map(of_file).collect();
        let label = |(layout, _): &(&FileLayout, &super::Head)| layout.labels.get(layout.field_of(index)?).cloned();
        let label = files.iter().find_map(label);
        let column = label.as_ref().unwrap_or(&slot.column);
        let units: Vec<UnitAt> = found.iter().map(|(unit, header)| UnitAt { column, unit: *unit, header }).collect();
        differing_units(&units).into_iter().for_each(|warning| faults.push(warning));
    }
}

/// A column of units that is of money in some rows and of things in others, or says nothing in some although it multiplies in others.
fn report_units(words: &UnitWords, layout: &FileLayout, faults: &mut Faults) {
    let place = |spot: &Spot| Place {
        column: spot.column,
        width: spot.width,
        ..Place::line(layout.name.clone(), spot.line, spot.excerpt.clone())
    };
    if let (Some(money), Some(things)) = (&words.money, &words.things) {
        let mixed = Finding::error("unit-column-mixed").with("money", &money.text).with("things", &things.text);
        faults.push(mixed.at(place(things)).at(place(money)));
    }
    if let (Some(factor), Some(nothing)) = (&words.factor, &words.nothing) {
        let missing = Finding::error("unit-missing").with("unit", &factor.text);
        faults.push(missing.at(place(nothing)).at(place(factor)));
    }
}

fn report_keys(
    doubts: BTreeMap<(u32, usize), Doubt>,
    (stream, one): (&Stream, &Opened),
    is_whole: impl Fn(u32) -> bool,
    faults: &mut Faults,
) {
    for ((file, slot), doubt) in doubts.into_iter().filter(|((file, _), _)| is_whole(*file)) {
        let found = doubt.finding("key-with-decimals", &one.layouts[file as usize].name);
        found.into_iter().for_each(|found| faults.push(found.with("column", &stream.slots[slot].column)));
    }
}

/// Negative amounts of rows that are not said to take something back: one warning, at the first.
/// Points off are negative by nature; so are numbers of one's own of which most are.
fn report_negatives(folder: &mut Folder, (context, one): (&Context, &Opened), faults: &mut Faults) {
    if one.kind() == InputKind::Conduct {
        return;
    }
    let code = if context.stream.returns.is_some() { "negative-rows-beside-returns" } else { "negative-rows" };
    let mut columns: BTreeMap<usize, (Finding, u64, i128)> = BTreeMap::new();
    for (index, tally) in folder.tallies.iter_mut().enumerate() {
        for (slot, (doubt, sum)) in std::mem::take(&mut tally.negatives) {
            let count = doubt.count();
            let Some(found) = doubt.finding(code, &one.layouts[index].name) else { continue };
            let known = columns.entry(slot).or_insert((found, 0, 0));
            (known.1, known.2) = (known.1 + count, known.2 + sum);
        }
    }
    let counted: u64 = folder.tallies.iter().map(|tally| tally.looked_at).sum();
    for (slot, (found, count, sum)) in columns {
        let others = folder.tallies.iter().map(|tally| tally.looked_sums[slot]).sum::<i128>() - sum;
        let is_usual = count * 2 > counted || (others <= -sum && context.stream.is_totalled(slot));
        if is_usual && !context.stream.slots[slot].money {
            continue;
        }
        let places = found.places.into_iter();
        let sum = Number::from_scaled(sum, SCALE).to_plain(2, SCALE);
        let warning = Finding::warning(code).with("count", count).with("sum", sum);
        let warning = warning.with("column", &context.stream.slots[slot].column).with("input", &one.name);
        let warning = warning.with("by", &context.stream.slots[told_by(context.stream, one, slot)].column);
        faults.push(places.fold(warning, Finding::at));
    }
}

/// By which number rows that take a sale back are told: one of either sign says nothing of it where an amount stands beside it.
fn told_by(stream: &Stream, one: &Opened, slot: usize) -> usize {
    let is_there = |guide: &usize| one.layouts.iter().any(|layout| layout.field_of(*guide).is_some());
    stream.guide.filter(|_| stream.is_of_either_sign(slot)).filter(is_there).unwrap_or(slot)
}

/// Numbers that several customers share: one warning, with the first of them; an error where something is held for such an order, for what is
/// paid, or told, of one would release the other's.
fn report_shared_numbers(folder: &mut Folder, (context, one): (&Context, &Opened), faults: &mut Faults) {
    let told = std::mem::take(&mut folder.shared_numbers);
    let shared = told.into_iter().filter(|(_, shared)| shared.customers.len() > 1);
    let is_held = holds_for_orders_of(context.policy, &one.name);
    let (held, others): (Vec<_>, Vec<_>) =
        shared.partition(|(number, _)| is_held || context.ledger.holds.keys.contains(number));
    let told = [
        (Finding::error("held-order-of-several-customers"), held),
        (Finding::warning("order-number-of-several-customers"), others),
    ];
    for (finding, numbers) in told {
        let count = numbers.len();
        let Some((_, first)) = numbers.into_iter().next() else { continue };
        let (file, line) = first.first;
        let names = &context.plan.files;
        let name = names.get(file as usize).cloned().unwrap_or_else(|| Arc::from(one.name.as_str()));
        let finding = finding.with("customers", first.shown_customers());
        let finding = finding.with("order", first.shown).with("count", count).with("input", &one.name);
        faults.push(finding.at(Place::line(name, line, "")));
    }
}

/// Whether something is held back for orders that rows of this input have.
fn holds_for_orders_of(policy: &Policy, input: &str) -> bool {
    let bases = policy.holding().filter_map(|component| match &component.kind {
        PayKind::Commission(commission) => Some(commission.base.value),
        _ => None,
    });
    let mut measures = bases.flat_map(|base| gathered_in(policy, base)).chain(policy.collected);
    measures.any(|measure| policy.measure(measure).kind.inputs().contains(&input))
}

/// Of a file of returns: numbers of both signs where nothing says what a sign means, and columns of numbers that nothing reads.
fn report_returns(tally: &mut FileTally, (context, one, index): (&Context, &Opened, usize), faults: &mut Faults) {
    let layout = &one.layouts[index];
    let place = |spot: &Spot| Place {
        column: spot.column,
        width: spot.width,
        ..Place::line(layout.name.clone(), spot.line, spot.excerpt.clone())
    };
    for (slot, signs) in std::mem::take(&mut tally.signs) {
        let (Some(negative), Some(positive)) = signs else { continue };
        let found = Finding::error("return-signs-differ").with("column", &context.stream.slots[slot].column);
        let found = found.with("negative", &negative.text).with("positive", &positive.text);
        faults.push(found.at(place(&negative)).at(place(&positive)));
    }
    let unread = std::mem::take(&mut tally.unread);
    let Some((line, record)) = unread.values().min() else { return };
    let labels = unread.keys().filter_map(|field| layout.labels.get(*field));
    let labels: Vec<String> = labels.map(|label| format!("`{}`", label.trim())).collect();
    let is_back = |slot: &usize| context.stream.gathers.iter().any(|gather| gather.keep.taken_back() == Some(*slot));
    let lacks = (0..layout.slots.len()).find(|slot| is_back(slot) && layout.slots[*slot].whence == Whence::Absent);
    let has = (0..layout.slots.len()).find(is_back).filter(|_| lacks.is_none());
    let code = if has.is_some() { "return-with-blank-amounts" } else { "return-with-unread-numbers" };
    let column = lacks.or(has).map_or("amount", |slot| &context.stream.slots[slot].column);
    let found = Finding::error(code).with("columns", labels.join(", ")).with("column", column);
    let header = one.heads[one.table_of(index)].header.clone();
    let row = Place::line(layout.name.clone(), *line, record.lines().next().unwrap_or_default());
    let [first, second] = if has.is_some() { [row, header] } else { [header, row] };
    faults.push(found.at(first).at(second));
}

/// A record as a whole.
fn whole(one: &Opened, record: &RecordAt) -> Place {
    let name = one.layouts[record.file as usize].name.clone();
    Place::line(name, record.line, record.record.lines().next().unwrap_or_default())
}

/// A total row that differs from the rows above it or is refused, or a line of text among them.
fn bad_event(event: &TotalEvent, one: &Opened, rule: TotalRows) -> Finding {
    let (place, layout) = (whole(one, &event.place), &one.layouts[event.place.file as usize]);
    let is_total = matches!(event.kind, EventKind::Total { .. });
    if is_total && rule == TotalRows::Refuse {
        return Finding::error("total-row").at(place);
    }
    let differing = differing(&event.cells, &event.above).and_then(|slot| match event.cells[slot] {
        TotalCell::Units(units, _) => Some((slot, units)),
        TotalCell::Blank | TotalCell::Unread => None,
    });
    let Some((slot, units)) = differing.filter(|_| is_total) else {
        return Finding::error("text-among-rows").with("text", bare_text(&place)).at(place);
    };
    let label = layout.field_of(slot).and_then(|field| layout.labels.get(field)).map_or("", String::as_str);
    let number = |units| Number::from_scaled(units, SCALE);
    let differs = Finding::error("total-differs").with("column", label.trim());
    differs.with("found", number(units)).with("sum", number(event.above[slot])).at(place)
}

fn finding(fault: &RowFault, one: &Opened) -> Finding {
    let layout = &one.layouts[fault.file as usize];
    let meant = if fault.cell_line == fault.line { fault.column } else { 0 };
    let shown = layout.personal.masked(&fault.record, layout.dialect, meant);
    let lines: Vec<&str> = shown.lines().collect();
    let excerpt = lines.get((fault.cell_line - fault.line) as usize).copied().unwrap_or_default();
    let file = one.layouts[fault.file as usize].name.clone();
    let place = Place { column: fault.column, width: fault.width, ..Place::line(file, fault.cell_line, excerpt) };
    if fault.code == bad_bytes::IN_CELL {
        return bad_bytes::in_cell(place, one.heads[one.table_of(fault.file as usize)].detected.encoding);
    }
    let mut finding = Finding::error(fault.code).at(place);
    finding.args.clone_from(&fault.args);
    if fault.cell_line != fault.line {
        // A quote that swallowed line ends stands on the first line of its record.
        let name = one.layouts[fault.file as usize].name.clone();
        finding = finding.at(Place::line(name, fault.line, lines.first().copied().unwrap_or_default()));
    }
    finding
}

/// With the rows that divide an order and do not say whose.
fn with_credits(found: Finding, context: &Context) -> Finding {
    let order = found.args.iter().find(|(name, _)| *name == "text" && found.code == "split-of-several-customers");
    let Some(order) = order.map(|(_, order)| matching(order).into_owned()) else { return found };
    let lists = [&context.ledger.splits, &context.ledger.overlays].map(|credits| credits.of(&order, None));
    let credits = lists.into_iter().flatten().flat_map(|(credits, _)| credits).take(SHOWN);
    credits.fold(found, |found, credit| found.at(credit.place.clone()))
}

/// The row's own person; without such a column, of what is no sale, the person of its order; without that too the owner of its customer.
fn credited_by(stream: &Stream, layout: &FileLayout) -> &'static str {
    let has = |slot: usize| layout.slots[slot].whence != Whence::Absent;
    match () {
        () if has(stream.person) || has(stream.person_id) => "person",
        () if has(stream.order) && InputKind::of(&stream.kind) != InputKind::Sales => "order",
        () if has(stream.customer) => "customer",
        () => "nobody",
    }
}

/// The control totals of a file.
pub(super) fn facts(
    stream: &Stream,
    (one, index): (&Opened, usize),
    (tallies, settled): (&[FileTally], &Settled),
    faults: &Faults,
) -> FileFacts {
    let tally = &tallies[index];
    let (head, layout, file) = (&one.heads[index], &one.layouts[index], &one.files[index]);
    let number = |units: i128| Number::from_scaled(units, SCALE);
    let totalled = stream.slots.iter().enumerate().filter(|(slot, _)| stream.is_totalled(*slot));
    let sums = totalled
        .filter(|(slot, _)| layout.slots[*slot].whence != Whence::Absent)
        .map(|(slot, spec)| ColumnSum {
            column: spec.column.clone(),
            all: number(tally.all_sums[slot]),
            counted: number(tally.counted_sums[slot]),
        })
        .collect();
    let instead = layout.instead.as_ref().map(|instead| (&instead.records.mended, &tallies[instead.layout]));
    let places = |(name, tally): (&Arc<str>, &FileTally)| {
        let mut lines = tally.mended.clone();
        lines.sort_unstable();
        lines.into_iter().map(|line| (name.clone(), line)).collect()
    };
    let mended: Vec<(Arc<str>, u32)> = instead.map(places).unwrap_or_default();
    let mended_aside = mended.iter().filter(|(name, line)| faults.is_set_aside(name, *line)).count();
    FileFacts {
        file: layout.name.clone(),
        sheet: file.sheet().map(|sheet| sheet.to_string()),
        digest: None,
        bytes: file.len(),
        stamp: file.stamp().cloned(),
        lines: u64::from(tally.last_line(head.line)),
        records: tally.records,
        counted: tally.counted,
        outside_period: tally.outside_period,
        not_counted: tally.not_counted + settled.footers.len() as u64,
        returned: tally.returned,
        unassigned: tally.unassigned,
        blank: tally.blank,
        repeated_headers: tally.repeated_headers,
        totals_agreed: settled.agreed,
        totals_not_compared: (settled.not_compared.len() + settled.without_some.len()) as u64,
        set_aside: faults.set_aside_in(&layout.name) + mended_aside as u64,
        replaced: instead.map_or(0, |(_, tally)| tally.replaced.len() as u64),
        mended,
        columns: head.columns.clone(),
        ignored: head.ignored.clone(),
        encoding: head.detected.encoding.id().to_owned(),
        encoding_by: head.detected.how.id(),
        header_line: head.header.line,
        delimiter: layout.dialect.delimiter,
        quotes: layout.dialect.quotes,
        bom: head.bom,
        credited_by: credited_by(stream, layout),
        first_date: tally.days.map(|(first, _)| first),
        last_date: tally.days.map(|(_, last)| last),
        days: tally.all_days.clone(),
        last_before: tally.last_before,
        in_segments: tally.in_segments.clone(),
        sums,
    }
}
