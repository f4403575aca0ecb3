//! What words are that name nobody, and no part of somebody's results, but stand in the rows: an order, a customer, a product; and how these are asked for.

use crate::calendar::{NaiveDate, Period};
use crate::finding::Finding;
use crate::gathering::Pace;
use crate::gathering::rows::Reader;
use crate::ingest::progress::Progress;
use crate::ledger::rows::{ListedRow, Look, RowReader};
use crate::run::Outcome;
use crate::spelling::alike;

/// The columns in which a word may stand, and the option that asks for what has it.
const OPTIONS: [(&str, &str); 4] =
    [("customer", "--customer"), ("customer_id", "--customer"), ("product", "--product"), ("product_id", "--product")];

/// An order's first row.
struct Sold {
    order: String,
    day: NaiveDate,
    person: usize,
}

/// What the rows have of the words.
#[derive(Default)]
struct Seen {
    sold: Option<Sold>,
    /// The word, its column, and the option that asks for it.
    subject: Option<(String, &'static str, &'static str)>,
}

/// How to ask for what the words name, of which `known` says what they do not; `asked` is whose results were looked through.
pub fn instead(outcome: &Outcome, words: &[String], asked: Option<usize>) -> Option<Finding> {
    let tried = parts_of(words);
    if let Some(team) = team(outcome, &tried) {
        return Some(of_subject(&team, "team", "--team"));
    }
    let seen = seen(outcome, &tried);
    let sold = seen.sold.filter(|sold| {
        let is_asked = asked == Some(sold.person) && outcome.appraisal.result.period.contains(sold.day);
        !is_asked && outcome.ledger.people.list.len() > sold.person
    });
    if let Some(sold) = sold {
        return Some(of_order(outcome, &sold));
    }
    seen.subject.map(|(word, column, option)| of_subject(&word, column, option))
}

/// Every run of the words, longer ones first.
fn parts_of(words: &[String]) -> Vec<String> {
    let all = words.len();
    let runs = (1..=all).rev().flat_map(|length| (0..=all - length).map(move |from| from..from + length));
    runs.map(|run| words[run].join(" ")).collect()
}

fn team(outcome: &Outcome, tried: &[String]) -> Option<String> {
    let spells = outcome.ledger.people.list.iter().flat_map(|person| &person.spells);
    let mut teams = spells.filter_map(|spell| spell.team.as_deref());
    teams.find(|team| tried.iter().any(|word| alike(word, team))).map(str::to_owned)
}

fn seen(outcome: &Outcome, tried: &[String]) -> Seen {
    let last = outcome.as_of.unwrap_or(outcome.appraisal.result.period.last());
    let (rules, progress) = ((&outcome.policy, &outcome.ledger, &outcome.plan), Progress::default());
    let pace = Pace { threads: outcome.threads, progress: &progress };
    let reader = Reader::new(rules, (&outcome.opened, &outcome.gathered), (last, pace));
    let columns: Vec<String> =
        ["order"].into_iter().chain(OPTIONS.iter().map(|(column, _)| *column)).map(str::to_owned).collect();
    let mut seen = Seen::default();
    let mut sources: Vec<&str> = outcome.opened.iter().map(|one| one.name.as_str()).collect();
    sources.dedup();
    for input in sources {
        let look = Look { columns: Some(&columns), ..Look::all(input) };
        reader.look(look, &mut |row| look_at(&mut seen, row, tried, outcome));
    }
    seen
}

fn look_at(seen: &mut Seen, row: &ListedRow, tried: &[String], outcome: &Outcome) {
    let has = |text: &str| tried.iter().any(|word| alike(word, text));
    if let (None, Some(order), Some(day), Some(person)) = (&seen.sold, row.cell("order"), row.day, row.person)
        && has(order)
    {
        seen.sold = Some(Sold { order: order.to_owned(), day, person });
    }
    if seen.subject.is_some() {
        return;
    }
    let own = OPTIONS.iter().filter_map(|(column, option)| Some((row.cell(column)?, *column, *option)));
    let register = row.customer.map(|index| &outcome.ledger.customers.list[index]);
    let known = register.into_iter().flat_map(|customer| [&*customer.id, &*customer.name]);
    let known = known.map(|name| (name, "customer", "--customer"));
    let found = own.chain(known).find(|(word, ..)| !word.is_empty() && has(word));
    seen.subject = found.map(|(word, column, option)| (word.to_owned(), column, option));
}

fn of_order(outcome: &Outcome, sold: &Sold) -> Finding {
    let header = &outcome.policy.header;
    let period = Period::containing(sold.day, header.period, header.fiscal_year_starts);
    let person = &outcome.ledger.people.list[sold.person].id;
    let command = format!("appraise explain {} {} --period {}", quoted(person), quoted(&sold.order), period.id());
    Finding::error("explain-names-order")
        .with("order", &sold.order)
        .with("day", sold.day)
        .with("person", person)
        .with("command", command)
}

fn of_subject(word: &str, column: &str, option: &str) -> Finding {
    Finding::error("explain-names-subject")
        .with("word", word)
        .with("column", column)
        .with("command", format!("appraise explain {option} {}", quoted(word)))
}

/// A word of several as a shell takes it for one.
fn quoted(word: &str) -> String {
    if word.contains(char::is_whitespace) { format!("\"{word}\"") } else { word.to_owned() }
}
