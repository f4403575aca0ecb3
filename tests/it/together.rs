//! Closed periods that are computed together, from one reading, come out as a run of each: whatever came late, was edited or went since.
//!
//! Random histories – sales that come late, change or go, returns, splits, holds, collections, edited targets, roles and amounts of staff, files that are
//! renamed, a second version of the policy – are closed month by month. Before each close every closed month is computed both ways, and the month itself
//! with the way that asks of each closed month first whether it is settled, and with the one that runs each. `TOGETHER` says how many histories there
//! are, `TOGETHER_FROM` the first.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::support::random::Random;
use crate::support::{appraise, closed};
use sales_appraisal::calendar::Period;
use sales_appraisal::finding::Findings;
use sales_appraisal::gathering::Scope;
use sales_appraisal::history::{Closed, ClosedPeriod, Correction};
use sales_appraisal::ingest::faults::FaultPolicy;
use sales_appraisal::ingest::progress::Progress;
use sales_appraisal::policy::{self, Policy};
use sales_appraisal::run::{Now, Request, Ruled, Steps, Together, Wanted, Years, effect, frozen_policy, run};

const MONTHS: usize = 6;

/// A history in which a closed period comes out otherwise where what is corrected of earlier ones is not known.
const OF_CORRECTED: u64 = 18;

const PEOPLE: [&str; 4] = ["ann", "bob", "cyd", "dee"];

fn policy_text(random: &mut Random) -> String {
    let corrections =
        random.of(&["corrections = \"next\"\nlook_back = 2", "corrections = \"next\"\nlook_back = 4", ""]);
    let duplicates = random.of(&["", "duplicates = \"drop\"\n", "duplicates = \"keep\"\n"]);
    let mut text = format!(
        "schema = 1\n[policy]\nname = \"T\"\nversion = \"1\"\ncurrency = \"EUR\"\nperiod = \"month\"\noutside = [\"Office\"]\n[close]\n{corrections}\n\
         [input]\nstaff = \"staff.csv\"\ntargets = \"targets.csv\"\ncollections = \"collections.csv\"\nholds = \"holds.csv\"\n\
         [input.sales]\nfiles = \"sales*.csv\"\nreturns = {{ status = [\"returned\"], sign = \"flip\" }}\n{duplicates}\
         [measures.revenue]\nsum = \"sales.amount\"\n[measures.orders]\ndistinct = \"sales.order\"\n\
         [measures.customers]\nfirst = \"sales.customer\"\n[crediting]\nsplits = \"splits.csv\"\n"
    );
    let mut add = |name: &str, kind: &str, rest: &str| {
        text.push_str(&format!(
            "[[pay]]\nname = \"{name}\"\nkind = \"{kind}\"\nroles = [\"Sales\", \"Senior\"]\n{rest}"
        ));
    };
    let negative = random.of(&["carry", "pay", "zero"]);
    let over = random.of(&["period", "period", "deal"]);
    let hold = random.of(&[
        "",
        "hold_back = { share = \"30%\", release = \"collected\", leavers = \"release\" }\n",
        "hold_back = { share = \"50%\", release = { days = 45 }, leavers = \"release\" }\n",
    ]);
    add(
        "Flat",
        "commission",
        &format!("base = \"revenue\"\nover = \"{over}\"\nrate = \"10%\"\nnegative = \"{negative}\"\n{hold}"),
    );
    if random.is(60) {
        let apply = random.of(&["whole", "marginal"]);
        let tiers = "tiers = [{ from = 0, rate = \"1%\" }, { from = \"100%\", rate = \"2%\" }]";
        let rest = format!(
            "over = \"period\"\napply = \"{apply}\"\ntiers_by = \"attainment\"\n{tiers}\nnegative = \"zero\"\n"
        );
        add("Attained", "commission", &format!("base = \"revenue\"\n{rest}"));
    }
    if random.is(50) {
        add("Fixed", "bonus", "amount = \"staff.fixed\"\n");
    }
    if random.is(50) {
        add("Quota", "bonus", "amount = 50\nwhen = [{ attainment = \"revenue\", from = \"90%\" }]\n");
    }
    if random.is(40) {
        add("New", "bonus", "amount = 5\neach = \"customers\"\nsplit = \"whole\"\n");
    }
    if random.is(40) {
        let tiers = "tiers = [{ from = 0, rate = \"3%\" }, { from = 2000, rate = \"5%\" }]";
        let rest = format!(
            "over = \"year_to_date\"\napply = \"marginal\"\ntiers_by = \"amount\"\n{tiers}\nnegative = \"pay\"\n"
        );
        add("Year", "commission", &format!("base = \"revenue\"\n{rest}"));
    }
    if random.is(30) {
        let when = "when = [{ measure = \"revenue\", from = 1, periods = 2 }]\n";
        add("Steady", "bonus", &format!("amount = 20\n{when}"));
    }
    if random.is(40) {
        add("Draw", "draw", "components = [\"Flat\"]\nminimum = 200\nrecover_at_most = { share = \"50%\" }\n");
    }
    if over != "deal" { text.replace("holds = \"holds.csv\"\n", "") } else { text }
}

/// A line of a file, the month in which it comes, and the one in which it is gone again.
struct Row {
    file: &'static str,
    comes: usize,
    goes: usize,
    text: String,
}

fn late(random: &mut Random, month: usize) -> usize {
    if random.is(12) { (month + 1 + random.below(3)).min(MONTHS) } else { month }
}

fn rows(random: &mut Random) -> Vec<Row> {
    let mut rows = Vec::new();
    for number in 1..=24 {
        let month = 1 + number % MONTHS;
        let (person, day, units) = (random.of(&PEOPLE), 1 + random.below(28), 1 + random.below(200));
        let (comes, customer) = (late(random, month), random.below(9));
        let sold = |units: usize, day: usize, status: &str| {
            format!("2026-{month:02}-{day:02},{person},A{number},C{customer},{units}0,{status}")
        };
        let mut add = |file, comes, goes, text| rows.push(Row { file, comes, goes, text });
        if random.is(10) {
            // Changed once, or gone.
            let goes = (comes + 1 + random.below(3)).min(MONTHS);
            add("sales", comes, goes, sold(units, day, "won"));
            let other = 1 + random.below(200);
            if random.is(60) && comes < goes {
                add("sales", goes, MONTHS + 1, sold(other, day, "won"));
            }
            continue;
        }
        add("sales", comes, MONTHS + 1, sold(units, day, "won"));
        if random.is(20) {
            add("sales", late(random, month).max(comes), MONTHS + 1, sold(1 + random.below(units), 28, "returned"));
        }
        if random.is(15) {
            let other = PEOPLE[(number + 1) % 4];
            let comes = late(random, comes);
            if other != person {
                add("splits", comes, MONTHS + 1, format!("A{number},{person},75%"));
                add("splits", comes, MONTHS + 1, format!("A{number},{other},25%"));
            }
        }
        if random.is(60) {
            let later = month + random.below(MONTHS + 1 - month);
            add(
                "collections",
                late(random, later).max(comes),
                MONTHS + 1,
                format!("2026-{later:02}-28,A{number},{units}0"),
            );
        }
        if random.is(10) {
            add("holds", comes, comes + 1 + random.below(3), format!("A{number},disputed"));
        }
    }
    rows
}

/// What of staff and targets changes from month to month.
struct Registers {
    /// By person: role, amount, last day.
    staff: BTreeMap<&'static str, (&'static str, usize, String)>,
    /// By person and month.
    targets: BTreeMap<(&'static str, usize), usize>,
}

impl Registers {
    fn new(random: &mut Random) -> Self {
        let staff = PEOPLE.iter().map(|person| (*person, ("Sales", 10 + random.below(90), String::new()))).collect();
        let of = PEOPLE.iter().flat_map(|person| (1..=MONTHS).map(move |month| (*person, month)));
        Registers { staff, targets: of.map(|of| (of, 200 + random.below(2_000))).collect() }
    }

    fn edit(&mut self, random: &mut Random, month: usize) {
        let person = random.of(&PEOPLE);
        let own = self.staff.get_mut(person).expect("somebody");
        match random.below(12) {
            0 => own.0 = if own.0 == "Sales" { "Senior" } else { "Sales" },
            1 => own.1 = 10 + random.below(90),
            2 if month > 2 => own.2 = format!("2026-{month:02}-20"),
            3 | 4 => {
                let earlier = 1 + random.below(month);
                self.targets.insert((person, earlier), 200 + random.below(2_000));
            }
            _ => {}
        }
    }
}

fn write(folder: &Path, rows: &[Row], registers: &Registers, (month, parts): (usize, bool)) {
    let header = "date,person,order,customer,amount,status\n";
    let mut files = BTreeMap::from([
        ("splits".to_owned(), "order,person,share\n".to_owned()),
        ("collections".to_owned(), "date,order,amount\n".to_owned()),
        ("holds".to_owned(), "order,reason\n".to_owned()),
    ]);
    for file in std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok) {
        if file.file_name().to_string_lossy().starts_with("sales") {
            std::fs::remove_file(file.path()).expect("removed");
        }
    }
    let mut add = |name: &str, header: &str, text: &str| {
        let file = files.entry(name.to_owned()).or_insert_with(|| header.to_owned());
        *file = format!("{file}{text}\n");
    };
    for row in rows.iter().filter(|row| row.comes <= month && month < row.goes) {
        // Files of months are joined and parted again.
        let of_month = row.file == "sales" && parts;
        let name = if of_month { format!("sales{}", &row.text[5..7]) } else { row.file.to_owned() };
        add(&name, header, &row.text);
    }
    for month in 1..=month {
        let name = if parts { format!("sales{month:02}") } else { "sales".to_owned() };
        add(&name, header, &format!("2026-{month:02}-28,zoe,Z{month},C{month},2,won"));
        add(&name, header, &format!("2026-{month:02}-28,zoe,Z{month},C{month},1,returned"));
        add("collections", "", &format!("2026-{month:02}-28,Z{month},1"));
    }
    let staff = registers.staff.iter().map(|(id, (role, fixed, left))| format!("{id},{role},{fixed},{left}\n"));
    files.insert("staff".to_owned(), format!("person,role,fixed,left\n{}zoe,Office,,\n", staff.collect::<String>()));
    let targets =
        registers.targets.iter().map(|((id, of), target)| format!("person,{id},2026-{of:02},revenue,{target}\n"));
    files.insert("targets".to_owned(), format!("scope,id,period,measure,target\n{}", targets.collect::<String>()));
    for (name, text) in files {
        std::fs::write(folder.join(format!("{name}.csv")), text).expect("written");
    }
}

/// What was seen.
#[derive(Default)]
struct Seen {
    together: usize,
    settled: usize,
    alone: usize,
}

/// Each closed period as the reading that all share gives it, and as a run of its own does.
fn compare_closed(folder: &Path, request: &Request, seen: &mut Seen, shown: &str) {
    let all = &request.closed;
    let groups = Ruled::groups(request, &all.periods);
    let together: Vec<Together> = groups.iter().filter_map(Ruled::read).collect();
    let mut found: Vec<Correction> = Vec::new();
    for closed in &all.periods {
        let kept = Arc::new(Years::of(all, folder).trued_up(closed));
        let since = Arc::new(all.corrected_after(closed, &found));
        let quick = together.iter().find_map(|together| {
            let result = together.result(closed, (&kept, &since))?;
            Some(effect(closed, (all, &kept), together.now(&result)))
        });
        let own =
            Closed { kept_years: Arc::clone(&kept), corrected_since: Arc::clone(&since), ..all.until(&closed.period) };
        let period = Some(closed.period.clone());
        let own = Request { period, wanted: Wanted::Pay, allow_empty: true, closed: own, ..request.clone() };
        let full = alone(folder, closed, &own).map(|now| effect(closed, (all, &kept), Now::of(&now)));
        if let Some(quick) = &quick {
            seen.together += 1;
            seen.settled += usize::from(quick.is_empty());
            assert_eq!(Some(quick), full.as_ref(), "{} in {shown}", closed.period);
        } else {
            seen.alone += 1;
        }
        found.extend(full.unwrap_or_default());
    }
}

fn alone(folder: &Path, closed: &ClosedPeriod, request: &Request) -> Option<sales_appraisal::run::Outcome> {
    let mut findings = Findings::new();
    let policy = frozen_policy(("policy.toml", &closed.policy), folder, &mut findings)?;
    let outcome = run(policy, request, &mut findings)?;
    (!findings.has_errors()).then_some(outcome)
}

/// What a run corrects, and all that it tells.
fn told(policy: &Policy, request: &Request) -> (Vec<Correction>, Vec<String>) {
    let mut findings = Findings::new();
    let outcome = run(policy.clone(), request, &mut findings);
    let period = request.period.as_ref().expect("a period");
    let corrections = outcome.map(|outcome| outcome.history.corrected_with(period).to_vec()).unwrap_or_default();
    (corrections, findings.sorted().into_iter().map(|finding| format!("{finding:?}")).collect())
}

fn check(seed: u64, seen: &mut Seen) {
    let mut random = Random(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed + 1) | 1);
    (0..9).for_each(|_| {
        random.below(2);
    });
    let (text, rows, mut registers) = (policy_text(&mut random), rows(&mut random), Registers::new(&mut random));
    let second = if random.is(30) { 2 + random.below(4) } else { MONTHS + 1 };
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let progress = Progress::default();
    for month in 1..=MONTHS {
        let ruled =
            if month < second { text.clone() } else { text.replace("10%", "12%").replace("\"1\"\n", "\"2\"\n") };
        std::fs::write(folder.join("policy.toml"), &ruled).expect("written");
        registers.edit(&mut random, month);
        write(folder, &rows, &registers, (month, random.is(50)));
        let name = format!("2026-{month:02}");
        let shown = format!("seed {seed}, before {name}:\n{ruled}");
        let mut findings = Findings::new();
        let Some(policy) = policy::read("policy.toml", &ruled, &mut findings) else { panic!("{shown} {findings:?}") };
        let request = Request {
            folder,
            period: Period::parse(&name, 1),
            threads: 1,
            bad_rows: FaultPolicy::Refuse,
            wanted: Wanted::Both,
            audits: false,
            steps: Steps::OfNobody,
            subject: None,
            questions: Vec::new(),
            as_of: None,
            scope: Scope::Again,
            allow_empty: false,
            encoding: None,
            notes: false,
            closed: closed(folder, &policy, &mut findings),
            progress: &progress,
        };
        compare_closed(folder, &request, seen, &shown);
        let request = Request { scope: Scope::Needed, ..request };
        let everybody = Request { steps: Steps::OfEverybody, ..request.clone() };
        assert_eq!(told(&policy, &request), told(&policy, &everybody), "{shown}");
        let closed = appraise(folder, &["close", "--period", &name]);
        if closed.code != 0 {
            // Somebody has a balance and no rule for it, or an edit was one that is refused.
            return;
        }
    }
}

#[test]
fn closed_periods_come_out_together_as_each_alone() {
    let count = std::env::var("TOGETHER").ok().and_then(|count| count.parse().ok()).unwrap_or(4);
    let first = std::env::var("TOGETHER_FROM").ok().and_then(|first| first.parse().ok()).unwrap_or(0);
    let mut seen = Seen::default();
    (first..first + count).chain([OF_CORRECTED]).for_each(|seed| check(seed, &mut seen));
    assert!(
        seen.settled * 4 > seen.together && seen.together > 4 * seen.alone,
        "{} {} {}",
        seen.together,
        seen.settled,
        seen.alone
    );
    assert!(seen.settled < seen.together, "something was late");
}
