//! Pay over time as a property: whatever comes late, closing month by month with corrections pays in all what the final files are worth.
//!
//! Random sales of six months, some of which come in later ones, are changed or go again, with returns, splits, a second version of the policy and
//! somebody who leaves, are closed month by month, and a month more. What was paid of each component, with what is still owed or held, is what
//! the final files pay month by month where nothing is carried, held or corrected, and of a year so far what the year pays as a whole. Balances
//! tie, nothing is left to correct, and the audit finds nothing. `OVER_TIME` says how many histories there are, `OVER_TIME_FROM` the first.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::random::Random;
use crate::support::{appraise, csv_rows};
use sales_appraisal::number::Number;

const MONTHS: usize = 7;
const PEOPLE: [&str; 3] = ["ann", "bob", "cyd"];

/// By person and component.
type Sums = BTreeMap<(String, String), Number>;

/// A line of a file, the month in which it comes, and the one in which it is gone again.
struct Row {
    file: &'static str,
    comes: usize,
    goes: usize,
    text: String,
}

/// A policy in three forms: as it is closed, without anything that looks at what was paid, and what of it the year pays as a whole.
struct Policies {
    closed: String,
    plain: String,
    year: Option<String>,
    /// The first month of its second version.
    second: usize,
}

impl Policies {
    /// A form of it in the version of a month.
    fn in_month(&self, text: &str, month: usize) -> String {
        if month < self.second { text.to_owned() } else { text.replace("10%", "12%").replace("\"1\"\n", "\"2\"\n") }
    }
}

/// Components that keep no balance, paid alike in both forms.
fn unbalanced(random: &mut Random) -> String {
    let bound = random.of(&["cap = 90\n", "floor = 20\n", "cap = \"70.55\"\nfloor = -30\n", ""]);
    let negative = random.of(&["pay", "zero"]);
    let mut text = format!(
        "[[pay]]\nname = \"Bounded\"\nkind = \"commission\"\nroles = [\"Sales\"]\nbase = \"revenue\"\nover = \"period\"\n\
         apply = \"marginal\"\ntiers_by = \"amount\"\ntiers = [{{ from = 0, rate = \"7%\" }}, {{ from = 900, rate = \"11%\" }}]\n\
         {bound}negative = \"{negative}\"\n"
    );
    if random.is(60) {
        text.push_str(
            "[[pay]]\nname = \"Least\"\nkind = \"guarantee\"\nroles = [\"Sales\"]\ncomponents = [\"Bounded\"]\nminimum = 45\n",
        );
    }
    text
}

/// A component that pays the year so far, and the same for the year as a whole.
fn of_the_year(over: &str) -> String {
    format!(
        "[[pay]]\nname = \"Year\"\nkind = \"commission\"\nroles = [\"Sales\"]\nbase = \"revenue\"\nover = \"{over}\"\n\
         apply = \"marginal\"\ntiers_by = \"amount\"\ntiers = [{{ from = 0, rate = \"3%\" }}, {{ from = 2000, rate = \"5%\" }}]\nnegative = \"pay\"\n"
    )
}

fn policies(random: &mut Random) -> Policies {
    let start = |close: &str| {
        format!(
            "schema = 1\n[policy]\nname = \"H\"\nversion = \"1\"\ncurrency = \"EUR\"\nperiod = \"month\"\noutside = [\"Office\"]\n\
             [input]\nstaff = \"staff.csv\"\ncollections = \"collections.csv\"\nholds = \"holds.csv\"\n\
             [input.sales]\nfiles = \"sales.csv\"\nreturns = {{ status = [\"returned\"], sign = \"flip\" }}\n\
             [measures.revenue]\nsum = \"sales.amount\"\n[crediting]\nsplits = \"splits.csv\"\n{close}"
        )
    };
    let (mut closed, mut plain) = (start("[close]\ncorrections = \"next\"\nlook_back = 6\n"), start(""));
    for name in ["Commission", "Second"].into_iter().take(1 + random.below(2)) {
        let over = random.of(&["period", "period", "deal"]);
        let rate = random.of(&[
            "rate = \"10%\"",
            "apply = \"marginal\"\ntiers_by = \"amount\"\ntiers = [{ from = 0, rate = \"10%\" }, { from = 1000, rate = \"20%\" }]",
        ]);
        let head = format!(
            "[[pay]]\nname = \"{name}\"\nkind = \"commission\"\nroles = [\"Sales\"]\nbase = \"revenue\"\nover = \"{over}\"\n{rate}\n"
        );
        plain.push_str(&format!("{head}negative = \"pay\"\n"));
        closed.push_str(&format!("{head}negative = \"{}\"\n", random.of(&["pay", "carry"])));
        if random.is(60) {
            let (share, partial) = (random.of(&["20%", "33%", "50%"]), random.of(&["", ", partial = true"]));
            let release =
                if partial.is_empty() { random.of(&["\"collected\"", "{ days = 45 }"]) } else { "\"collected\"" };
            closed.push_str(&format!(
                "hold_back = {{ share = \"{share}\", release = {release}{partial}, leavers = \"release\" }}\n"
            ));
        }
    }
    if random.is(50) {
        let most = random.of(&["", "recover_at_most = { share = \"50%\" }\n", "recover_at_most = { amount = 70 }\n"]);
        closed.push_str(&format!(
            "[[pay]]\nname = \"Draw\"\nkind = \"draw\"\nroles = [\"Sales\"]\ncomponents = [\"Commission\"]\nminimum = 300\n{most}"
        ));
    }
    if random.is(50) {
        let alike = unbalanced(random);
        [&mut closed, &mut plain].into_iter().for_each(|policy| policy.push_str(&alike));
    }
    let mut year = None;
    if random.is(40) {
        closed.push_str(&of_the_year("year_to_date"));
        year = Some(start("").replace("\"month\"", "\"year\"") + &of_the_year("period"));
    }
    let has_deals = closed.contains("\"deal\"");
    for policy in [&mut closed, &mut plain].into_iter().chain(&mut year) {
        // Orders are on hold where deals are paid.
        if !has_deals || !policy.contains("\"deal\"") {
            *policy = policy.replace("holds = \"holds.csv\"\n", "");
        }
    }
    let second = if random.is(30) { 2 + random.below(5) } else { MONTHS + 1 };
    Policies { closed, plain, year, second }
}

fn late(random: &mut Random, month: usize) -> usize {
    if random.is(25) { (month + 1 + random.below(3)).min(MONTHS) } else { month }
}

/// The order as somebody else writes it.
fn spelled(random: &mut Random, order: &str) -> String {
    match random.below(5) {
        0 => order.to_lowercase(),
        1 => order.replace('A', "A "),
        _ => order.to_owned(),
    }
}

fn rows(random: &mut Random) -> Vec<Row> {
    let mut rows = Vec::new();
    for number in 1..=20 {
        let (month, order) = (1 + random.below(MONTHS - 1), format!("A{number}"));
        let (person, units, comes) = (random.of(&PEOPLE), 1 + random.below(200), late(random, month));
        let day = 1 + random.below(28);
        if number > 14 {
            rows.extend(changed(random, comes, |units| {
                format!("2026-{month:02}-{day:02},{person},{order},{units}0,won")
            }));
            continue;
        }
        let mut add = |file, comes, text| rows.push(Row { file, comes, goes: MONTHS + 1, text });
        add("sales", comes, format!("2026-{month:02}-{day:02},{person},{order},{}0,won", units));
        if random.is(35) {
            let (back, later) = (1 + random.below(units), month + random.below(MONTHS - month));
            let (comes, name) = (late(random, later).max(comes), spelled(random, &order));
            add("sales", comes, format!("2026-{later:02}-28,{person},{name},{back}0,returned"));
        }
        if random.is(30) {
            let (other, comes) = (PEOPLE[(number + 1) % 3], late(random, comes));
            let (own, rest) = if other == person { ("100%", None) } else { ("75%", Some(other)) };
            add("splits", comes, format!("{order},{person},{own}"));
            rest.into_iter().for_each(|other| add("splits", comes, format!("{order},{other},25%")));
        }
        if random.is(60) {
            let later = month + random.below(MONTHS - month);
            let (part, name, comes) =
                (1 + random.below(units), spelled(random, &order), late(random, later).max(comes));
            add("collections", comes, format!("2026-{later:02}-28,{name},{part}0"));
            add("collections", comes, format!("2026-{later:02}-28,{name},{}0", units - part));
        }
        if random.is(15) {
            add("holds", comes, format!("{order},disputed"));
        }
    }
    rows
}

/// A row that goes again, and perhaps comes with another amount.
fn changed(random: &mut Random, comes: usize, text: impl Fn(usize) -> String) -> Vec<Row> {
    let goes = (comes + 1 + random.below(3)).min(MONTHS);
    let of = |comes, goes, units| Row { file: "sales", comes, goes, text: text(units) };
    let first = of(comes, goes, 1 + random.below(200));
    let second = random.is(60).then(|| of(goes, MONTHS + 1, 1 + random.below(200)));
    [first].into_iter().chain(second).filter(|row| row.comes < row.goes).collect()
}

/// The files as they are in a month; a hold is there in the month of its sale alone.
fn write(folder: &Path, rows: &[Row], left: usize, month: usize) {
    let mut files = BTreeMap::from([
        ("sales", "date,person,order,amount,status\n".to_owned()),
        ("splits", "order,person,share\n".to_owned()),
        ("collections", "date,order,amount\n".to_owned()),
        ("holds", "order,reason\n".to_owned()),
    ]);
    for row in
        rows.iter().filter(|row| row.comes <= month && month < row.goes && (row.file != "holds" || row.comes == month))
    {
        let file = files.get_mut(row.file).expect("a file");
        *file = format!("{file}{}\n", row.text);
    }
    for month in 1..=MONTHS {
        let day = format!("2026-{month:02}-28");
        files
            .get_mut("sales")
            .expect("a file")
            .push_str(&format!("{day},zoe,Z{month},2,won\n{day},zoe,Z{month},1,returned\n"));
        files.get_mut("collections").expect("a file").push_str(&format!("{day},Z{month},1\n"));
    }
    let left = if left <= month { format!("2026-{left:02}-20") } else { String::new() };
    files.insert("staff", format!("person,role,left\nann,Sales,{left}\nbob,Sales,\ncyd,Sales,\nzoe,Office,\n"));
    for (name, text) in files {
        std::fs::write(folder.join(format!("{name}.csv")), text).expect("written");
    }
}

fn add(sums: &mut Sums, person: &str, component: &str, amount: &str) {
    let amount = if amount.is_empty() { Number::zero() } else { Number::parse(amount).expect("a number") };
    let sum = sums.entry((person.to_owned(), component.to_owned())).or_insert_with(Number::zero);
    *sum = &*sum + &amount;
}

fn told(folder: &Path, arguments: &[&str]) -> String {
    let run = appraise(folder, arguments);
    assert_eq!(run.code, 0, "{arguments:?} in {}: {}", folder.display(), run.stderr);
    run.stdout
}

/// What was paid in all, and is still owed or held; every balance ties.
fn paid_over_time(folder: &Path) -> Sums {
    let mut sums = Sums::new();
    for month in 1..=MONTHS {
        let read = |name: &str| {
            let path = folder.join(format!("closed/2026-{month:02}/{name}.csv"));
            csv_rows(&std::fs::read_to_string(path).expect("a table"))
        };
        read("lines").iter().for_each(|row| add(&mut sums, &row["person"], &row["component"], &row["amount"]));
        for row in read("balances") {
            let of = |column: &str| Number::parse(&row[column]).expect("a number");
            assert_eq!(&(&of("opening") + &of("added")) - &of("taken"), of("closing"), "{row:?}");
            if month == MONTHS {
                // What the person owes of a draw was paid before it was earned.
                let sign = if row["kind"] == "draw" { "-" } else { "" };
                let amount = format!("{sign}{}", row["closing"]).replace("--", "");
                add(&mut sums, &row["person"], &row["component"], &amount);
            }
        }
    }
    sums.retain(|_, sum| !sum.is_zero());
    sums
}

fn paid_at_once(folder: &Path, policies: &Policies) -> Sums {
    let mut sums = Sums::new();
    let mut pay = |policy: &str, period: &str| {
        std::fs::write(folder.join("policy.toml"), policy).expect("written");
        let rows = csv_rows(&told(folder, &["pay", "--lines", "--period", period, "--format", "csv"]));
        rows.iter().for_each(|row| add(&mut sums, &row["person"], &row["component"], &row["amount"]));
    };
    for month in 1..=MONTHS {
        pay(&policies.in_month(&policies.plain, month), &format!("2026-{month:02}"));
    }
    policies.year.iter().for_each(|policy| pay(policy, "2026"));
    sums.retain(|_, sum| !sum.is_zero());
    sums
}

fn check(seed: u64) {
    let mut random = Random(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed + 1) | 1);
    (0..9).for_each(|_| {
        random.below(2);
    });
    let (policies, rows) = (policies(&mut random), rows(&mut random));
    let left = if random.is(50) { 2 + random.below(5) } else { MONTHS + 1 };
    let (closed, plain) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    for month in 1..=MONTHS {
        let policy = policies.in_month(&policies.closed, month);
        std::fs::write(closed.path().join("policy.toml"), policy).expect("written");
        write(closed.path(), &rows, left, month);
        told(closed.path(), &["close", "--period", &format!("2026-{month:02}")]);
    }
    // What is on hold is earned all the same.
    let paid: Vec<Row> = rows.into_iter().filter(|row| row.file != "holds").collect();
    write(plain.path(), &paid, left, MONTHS);
    if std::env::var_os("OVER_TIME_KEEP").is_some() {
        eprintln!("{} {}", closed.keep().display(), plain.keep().display());
        return;
    }
    assert_eq!(
        paid_over_time(closed.path()),
        paid_at_once(plain.path(), &policies),
        "seed {seed}:\n{}",
        policies.closed
    );
    told(closed.path(), &["verify", "--only", "effect"]);
    told(closed.path(), &["check", "--audit", "--period", &format!("2026-{MONTHS:02}")]);
}

#[test]
fn what_is_paid_over_time_is_what_the_final_files_are_worth() {
    let count = std::env::var("OVER_TIME").ok().and_then(|count| count.parse().ok()).unwrap_or(3);
    let first = std::env::var("OVER_TIME_FROM").ok().and_then(|first| first.parse().ok()).unwrap_or(0);
    (first..first + count).for_each(check);
}
