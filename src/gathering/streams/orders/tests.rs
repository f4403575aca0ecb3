//! What comes back is compared with what was sold however large the sales are, or it is told that it is not. Sizes are those of tests.

use super::super::tests::opened;
use super::*;
use crate::calendar::Period;
use crate::finding::Findings;
use crate::gathering::streams::read;
use crate::ledger::Ledger;
use crate::measure::fold::Context;

const POLICY: &str = r#"schema = 1
[policy]
name = "Large"
version = "1"
currency = "CNY"
period = "month"
[input]
staff = "staff.csv"
[input.sales]
files = "sales.csv"
returns = { status = ["returned"], sign = "keep" }
[measures.revenue]
sum = "sales.amount"
[[pay]]
name = "Commission"
kind = "commission"
base = "revenue"
over = "period"
rate = "5%"
negative = "pay"
"#;

/// What is told of sales with these rows among others of so many bytes: codes, and the lines that they point at.
fn told(rows: &str, bytes: usize, scope: Scope) -> Vec<(&'static str, u32)> {
    let mut findings = Findings::new();
    let policy = crate::policy::read("policy.toml", POLICY, &mut findings).expect("a policy");
    let ledger = Ledger::default();
    let mut plan = Plan::new(&policy, &ledger, vec![Period::parse("2026-10", 1).expect("a month")]);
    let other = |day: usize| format!("2026-10-0{day},bob,B1,Lamp,10,sold,{}\n", "x".repeat(bytes / 4));
    let others: String = (1..=4).map(other).collect();
    let text = format!("date,person,order,product,amount,status,note\n{rows}{others}");
    let one = [opened(&policy, &mut plan, &text)];
    plan.files.push(one[0].layouts[0].name.clone());
    let rules = (&policy, &ledger, &plan);
    let pace = Pace { threads: 1, progress: &crate::ingest::progress::Progress::default() };
    loop {
        let mut faults = Faults::default();
        let book = order_book(rules, &one, pace, &mut faults);
        let mut context: Context = context(rules, &one[0], &book, Purpose::Gather);
        context.lists_complete = lists_complete(&one[0], &book, scope);
        let Ok(Some((mut folder, _))) = read(&context, &one[0], pace, &mut faults) else { panic!("read") };
        if folder.is_needy && one[0].has_needy() {
            continue;
        }
        compare_complete(rules, &one[0], &mut folder, pace, &mut faults);
        let (found, _) = faults.finish();
        return found.iter().map(|found| (found.code, found.places.first().map_or(0, |place| place.line))).collect();
    }
}

const TOO_MUCH: &str = "2026-08-05,ann,A1,Lamp,1000,sold,\n2026-08-20,ann,A1,Lamp,-600,returned,\n\
                        2026-10-30,ann,A1,Lamp,-500,returned,\n2026-10-30,bob,B1,Lamp,-4,returned,\n";

#[test]
fn more_than_was_sold_is_told_of_sales_of_any_size() {
    for bytes in [1_000, 6_000] {
        assert_eq!(told(TOO_MUCH, bytes, Scope::Needed), [("returns-above-sold", 4)], "{bytes} bytes");
    }
}

#[test]
fn of_the_largest_it_is_told_that_nothing_was_compared_unless_every_input_is_looked_at() {
    assert_eq!(told(TOO_MUCH, 12_000, Scope::Needed), [("returns-not-compared", 0)]);
    assert_eq!(told(TOO_MUCH, 12_000, Scope::Everything), [("returns-above-sold", 4)]);
}

#[test]
fn nothing_is_told_where_no_more_came_back_than_was_sold() {
    let rows = "2026-08-05,ann,A1,Lamp,1000,sold,\n2026-10-30,ann,A1,Lamp,-1000,returned,\n";
    for bytes in [1_000, 6_000] {
        assert_eq!(told(rows, bytes, Scope::Needed), []);
    }
}

#[test]
fn another_product_comes_back_and_a_row_lacks_its_person() {
    let unsold = "2026-10-05,ann,A1,Lamp,1000,sold,\n2026-10-30,ann,A1,Desk,-50,returned,\n";
    let nobody = "2026-10-05,ann,A1,Lamp,1000,sold,\n2026-10-30,,A1,Lamp,-1050,returned,\n";
    for bytes in [1_000, 6_000] {
        assert_eq!(told(unsold, bytes, Scope::Needed), [("returns-of-unsold-product", 3)], "{bytes} bytes");
        assert_eq!(told(nobody, bytes, Scope::Needed), [("returns-above-sold", 3)], "{bytes} bytes");
    }
}
