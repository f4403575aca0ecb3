//! Every record of a source is in the part that a plain count puts it in, whichever thread reads it in blocks of any size.

use proptest::prelude::*;

use super::*;
use crate::calendar::Period;
use crate::ingest::blocks::Block;
use crate::ingest::faults::FaultPolicy;
use crate::ingest::index::Traits;
use crate::ingest::records::{last_record_end, line_ends};
use crate::ingest::scan::Fold;

const POLICY: &str = r#"schema = 1
[policy]
name = "Parts"
version = "1"
currency = "CNY"
period = "month"

[input]
staff = "staff.csv"

[input.sales]
files = "sales.csv"
counted = { status = ["won"] }

[measures.revenue]
sum = "sales.amount"

[measures.customers]
first = "sales.customer"

[scorecards.field]
roles = ["Sales"]
[[scorecards.field.indicators]]
measure = "revenue"
weight = 100
score = "per_unit"
points = 1
max = 100
"#;

const HEADER: &str = "date,person,customer,status,amount,note";

/// What a line of the file is made as.
#[derive(Clone, Copy, Debug)]
enum Line {
    Row(u32, u32),
    Quoted(u32),
    Outside(u32),
    Lost(u32),
    Unreadable,
    TooMany,
    Blank,
    Empty,
    Header,
    MarkedHeader,
    Total,
    Subtotal,
    MonthTotal,
    WrongTotal,
    Footer,
    Text,
}

fn line() -> impl Strategy<Value = Line> {
    prop_oneof![
        6 => (1..31u32, 1..90_000u32).prop_map(|(day, cents)| Line::Row(day, cents)),
        2 => (1..90_000u32).prop_map(Line::Quoted),
        2 => (1..90_000u32).prop_map(Line::Outside),
        2 => (1..90_000u32).prop_map(Line::Lost),
        1 => Just(Line::Unreadable),
        1 => Just(Line::TooMany),
        1 => Just(Line::Blank),
        1 => Just(Line::Empty),
        1 => Just(Line::Header),
        1 => Just(Line::MarkedHeader),
        1 => Just(Line::Total),
        1 => Just(Line::Subtotal),
        1 => Just(Line::MonthTotal),
        1 => Just(Line::WrongTotal),
        1 => Just(Line::Footer),
        1 => Just(Line::Text),
    ]
}

/// The parts of a file, as counting the lines one by one gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Parts {
    records: u64,
    counted: u64,
    outside_period: u64,
    not_counted: u64,
    blank: u64,
    repeated_headers: u64,
    totals_agreed: u64,
    totals_not_compared: u64,
    set_aside: u64,
    cents: u64,
}

impl Parts {
    fn of(facts: &FileFacts) -> Self {
        let cents = facts.sums.iter().map(|sum| sum.all.to_scaled(2).expect("cents"));
        Parts {
            records: facts.records,
            counted: facts.counted,
            outside_period: facts.outside_period,
            not_counted: facts.not_counted,
            blank: facts.blank,
            repeated_headers: facts.repeated_headers,
            totals_agreed: facts.totals_agreed,
            totals_not_compared: facts.totals_not_compared,
            set_aside: facts.set_aside,
            cents: cents.sum::<i128>() as u64,
        }
    }
}

fn money(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Whether a row follows before anything else than blanks.
fn stands_above_rows(lines: &[Line]) -> bool {
    lines.iter().find(|line| !matches!(line, Line::Blank | Line::Empty)).is_some_and(is_row)
}

fn is_row(line: &Line) -> bool {
    use Line::{Lost, Outside, Quoted, Row, TooMany, Unreadable};
    matches!(line, Row(..) | Quoted(_) | Outside(_) | Lost(_) | Unreadable | TooMany)
}

/// Whether a blank line parts it from the last row, and no row follows.
fn stands_at_the_end(lines: &[Line], index: usize) -> bool {
    let above = lines[..index].iter().rev().take_while(|line| !is_row(line));
    above.into_iter().any(|line| matches!(line, Line::Blank | Line::Empty)) && !lines[index..].iter().any(is_row)
}

/// The text of the lines, and their parts.
fn written(lines: &[Line]) -> (String, Parts) {
    let mut text = format!("{HEADER}\n");
    let (mut parts, mut since, mut has_total) = (Parts::default(), 0, false);
    for (index, line) in lines.iter().enumerate() {
        parts.records += 1;
        let (part, cents) = match line {
            Line::Row(_, cents) | Line::Quoted(cents) => (&mut parts.counted, *cents),
            Line::Outside(cents) => (&mut parts.outside_period, *cents),
            Line::Lost(cents) => (&mut parts.not_counted, *cents),
            // Rows above it that could not be read may be what it lacks.
            Line::WrongTotal
                if lines[..index].iter().any(|above| matches!(above, Line::Unreadable | Line::TooMany)) =>
            {
                (&mut parts.totals_not_compared, 0)
            }
            Line::Unreadable | Line::TooMany | Line::WrongTotal => (&mut parts.set_aside, 0),
            Line::Blank | Line::Empty => (&mut parts.blank, 0),
            Line::Header | Line::MarkedHeader => (&mut parts.repeated_headers, 0),
            Line::Total | Line::Subtotal | Line::MonthTotal => (&mut parts.totals_agreed, 0),
            Line::Footer if has_total => (&mut parts.not_counted, 0),
            Line::Text if has_total && !stands_above_rows(&lines[index + 1..]) => (&mut parts.not_counted, 0),
            Line::Footer | Line::Text if stands_at_the_end(lines, index) => (&mut parts.not_counted, 0),
            Line::Footer | Line::Text => (&mut parts.set_aside, 0),
        };
        *part += 1;
        let all = parts.cents;
        let record = match line {
            Line::Row(day, cents) => format!("2026-10-{day:02},ann,C{},won,{},", cents % 7, money((*cents).into())),
            Line::Quoted(cents) => {
                format!("2026-10-03,ann,C1,\"won\",{},\"a \"\"quoted\"\"\nnote\"", money((*cents).into()))
            }
            Line::Outside(cents) => format!("2025-01-07,ann,C{},won,{},", cents % 7, money((*cents).into())),
            Line::Lost(cents) => format!("2026-10-04,ann,C1,lost,{},", money((*cents).into())),
            Line::Unreadable => "2026-10-04,ann,C1,won,1.2.3,".to_owned(),
            Line::TooMany => "2026-10-04,ann,C1,won,1,200,".to_owned(),
            Line::Blank => ",, ,,,".to_owned(),
            Line::Empty => String::new(),
            Line::Header => HEADER.to_owned(),
            Line::MarkedHeader => format!("\u{FEFF}\"{}\"", HEADER.replace(',', "\",\"")),
            Line::Total => format!("合计,,,,{},", money(all)),
            Line::Subtotal => format!(",小计,,,{},", money(since)),
            Line::MonthTotal => format!("2026年10月合计,,,,{},", money(all)),
            Line::WrongTotal => format!("Total,,,,{},", money(all + 2)),
            Line::Footer => "制表人：赵一,,审核：钱二,,,".to_owned(),
            Line::Text => "as of today,,,,,".to_owned(),
        };
        text.push_str(&record);
        text.push('\n');
        parts.cents += u64::from(cents);
        since += u64::from(cents);
        if matches!(line, Line::Total | Line::Subtotal | Line::MonthTotal | Line::WrongTotal) {
            (since, has_total) = (0, true);
        }
    }
    (text, parts)
}

/// A source of that one file.
pub(super) fn opened(policy: &Policy, plan: &mut Plan, text: &str) -> Opened {
    let encodings = Encodings::with_people(None, &Ledger::default());
    let file = InputFile::in_memory("sales.csv", text.as_bytes());
    let mut faults = Faults::default();
    let stream = &plan.streams[0];
    let rule = &policy.inputs[stream.input];
    let (layout, heading, head) = open((policy, &encodings), rule, stream, &file, &mut faults).expect("a header");
    let name = rule.name.clone();
    Opened {
        name,
        stream: 0,
        first_file: 0,
        files: vec![file],
        layouts: vec![layout],
        headings: vec![heading],
        heads: vec![head],
        doubles: OnceLock::new(),
        needy: OnceLock::new(),
    }
}

/// The blocks of the text below the header, cut at records' ends after about so many bytes.
fn cut(text: &str, one: &Opened, size: usize) -> Vec<Block> {
    let (mut rest, mut line) = (&text.as_bytes()[one.heads[0].skip..], one.heads[0].line);
    let mut blocks = Vec::new();
    let mut take = size;
    while !rest.is_empty() {
        let end =
            if take < rest.len() { last_record_end(&rest[..take], one.layouts[0].dialect) } else { Some(rest.len()) };
        let Some(end) = end else {
            take += size;
            continue;
        };
        let bytes = rest[..end].to_vec();
        let lines = line_ends(&bytes);
        blocks.push(Block {
            traits: Traits::of(&bytes),
            bytes,
            number: blocks.len() as u32,
            first_line: line,
            file: 0,
            is_overlong: false,
        });
        (rest, line, take) = (&rest[end..], line + lines, size);
    }
    blocks
}

/// The facts of the file and what was told, read by so many threads in turn.
fn facts_by(text: &str, size: usize, threads: usize, is_close: bool) -> (FileFacts, Vec<String>) {
    let mut findings = Findings::new();
    let policy = crate::policy::read("policy.toml", POLICY, &mut findings).expect("a policy");
    assert!(!findings.has_errors(), "{findings:?}");
    let ledger = Ledger::default();
    let mut plan = Plan::new(&policy, &ledger, vec![Period::parse("2026-10", 1).expect("a month")]);
    if is_close {
        plan.look_closely();
    }
    let one = opened(&policy, &mut plan, text);
    let book = OrderBook::default();
    let mut context = context((&policy, &ledger, &plan), &one, &book, Purpose::Gather);
    if is_close {
        context.look_closely();
    }
    let shared = context.shared(None);
    let mut folders: Vec<Folder> = (0..threads).map(|_| Folder::new(&context, &shared)).collect();
    // Threads are not done in the order in which they took their blocks.
    let mut blocks = cut(text, &one, size);
    blocks.chunks_mut(threads).for_each(<[Block]>::reverse);
    for (index, block) in blocks.iter().enumerate() {
        folders[index * 7 % threads].block(block);
    }
    let mut folders = folders.into_iter();
    let mut folder = folders.next().expect("a thread");
    folders.for_each(|other| folder.merge(other));
    let mut faults = Faults::new(FaultPolicy::SetAside);
    let settled = report::report(&mut folder, (&context, &one), &mut faults);
    let facts = report::facts(context.stream, (&one, 0), (&folder.tallies, &settled[0]), &faults);
    let (found, rejected) = faults.finish();
    let mut told: Vec<String> = found.iter().map(|finding| format!("{finding:?}")).collect();
    told.extend(rejected.iter().map(|row| format!("{row:?}")));
    told.sort();
    (facts, told)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_record_is_in_the_part_that_a_plain_count_puts_it_in(
        lines in prop::collection::vec(line(), 1..60),
        size in 40usize..900,
        threads in 1usize..5,
        is_close in any::<bool>(),
    ) {
        let (text, expected) = written(&lines);
        let (whole, told) = facts_by(&text, usize::MAX, 1, is_close);
        prop_assert!(whole.adds_up(), "{whole:?}\n{text}");
        prop_assert_eq!(Parts::of(&whole), expected, "{}", text);
        prop_assert_eq!(facts_by(&text, size, threads, is_close), (whole, told));
    }
}

#[test]
fn below_the_header_of_another_table_nothing_is_told() {
    let text = format!("{HEADER}\n2026-10-05,ann,C1,won,x,\n\ncustomer,region,product\nC1,North,A\n合计,,,,7,\n");
    for (size, threads) in [(usize::MAX, 1), (30, 3)] {
        let (facts, told) = facts_by(&text, size, threads, true);
        assert_eq!((facts.records, facts.set_aside), (5, 1));
        assert_eq!(told.len(), 2, "{told:#?}");
        assert!(told[0].contains("second-header") && told[0].contains("line: 4"), "{told:#?}");
        assert!(told[1].contains("not-a-number"), "{told:#?}");
    }
}
