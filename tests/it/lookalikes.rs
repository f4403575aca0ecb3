//! Right files that look like wrong ones: a folder each, of which nothing is told, whatever is asked.

use std::fs;

use crate::support::{appraise, root};

#[test]
fn nothing_is_told_of_right_files_that_look_like_wrong_ones() {
    let folder = root().join("tests/lookalikes");
    let mut names: Vec<_> =
        fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    names.sort();
    assert!(!names.is_empty());
    for case in names {
        for command in ["check", "pay"] {
            let run = appraise(&case, &[command, "--period", "2026-10", "--lang", "en", "--color", "never"]);
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{} of {}", command, case.display());
        }
    }
}

/// One change of such a case, and what is told of it then: its file, what is written there instead, and the finding of `check`.
const SPOILT: [(&str, &str, &str, &str, &str); 44] = [
    (
        "a-minimum-of-those-who-sell",
        "policy.toml",
        "roles = [\"Sales\"]\ncomponents",
        "components",
        "topped-up-without-component",
    ),
    (
        "an-order-total-on-lines-of-one-seller",
        "sales.csv",
        "bob,A2,2026-10-12,South,Valve",
        "ann,A2,2026-10-12,South,Valve",
        "once-per-of-several",
    ),
    ("levels-of-a-month-begun", "policy.toml", "levels = [\"csat\"]\n", "", "level-target-reduced"),
    ("a-sale-at-a-loss-that-came-back", "sales.csv", "A1,1000,-50,credit", "A1,1000,50,credit", "return-adds-to-sale"),
    ("answers-of-several-kinds", "sales.csv", ",open", ",x", "mark-among-answers"),
    ("a-floor-of-each-deal", "sales.csv", "A1,1000,credit", "A1,3000,credit", "floor-of-nothing"),
    ("visits-in-other-words", "activities.csv", ",会议", ",上们", "words-near-named"),
    ("orders-that-are-booked-and-billed", "erp.csv", ",billed", ",booked", "orders-of-two-exports"),
    ("a-month-of-larger-deals", "sales-10.csv", ".00\n", "00.00\n", "amounts-of-another-unit"),
    ("customers-of-long-numbers", "sales-10.csv", ",00", ",", "keys-differ-in-zeros"),
    (
        "customers-by-number-and-by-name",
        "sales-09.csv",
        "customer_id,customer,",
        "customer_id,note,",
        "keys-of-two-columns",
    ),
    ("files-of-two-branches", "west-10.csv", ",won", ",invoiced", "files-left-out-by-counted"),
    ("leave-of-whole-years", "leave.csv", "2026-10-11", "2026-10-15", "leave-of-another-year"),
    ("amounts-in-three-currencies", "sales.csv", "500,USD", "500,", "currency-missing"),
    ("amounts-in-three-currencies", "fx_rates.csv", "2026-10,USD,0.87", "2026-10,USD,1.1494", "fx-rate-turned-round"),
    (
        "amounts-in-three-currencies",
        "fx_rates.csv",
        "0.87\n2026-10,GBP,1.14",
        "1.14\n2026-10,GBP,0.87",
        "fx-rates-exchanged",
    ),
    ("marks-of-some-on-a-scorecard", "audits.csv", "2026-10-09,cara,9", "2026-10-09,eva,9", "rating-absent"),
    ("prices-of-one-piece", "sales.csv", "price,amount", "amount,price", "price-and-amount-swapped"),
    ("marks-that-add-up", "policy.toml", "from = 25", "from = 8", "sum-of-marks"),
    ("marks-of-a-bad-month", "audits.csv", ",6\n", ",60\n", "mark-outside-scale"),
    ("marks-of-some", "audits.csv", "2026-10-09,cara,9", "2026-10-09,eva,9", "mark-absent"),
    (
        "adjustments-of-the-month-before",
        "adjustments.csv",
        "2026-09,ben",
        "2026-09,cara,Phone,30,contract,mia\n2026-09,ben",
        "register-not-of-period",
    ),
    ("lines-of-nearly-equal-amounts", "sales.csv", "Chair,cara,1074.00", "Lamp,cara,1074.00", "order-twice"),
    ("totals-of-orders-of-their-own", "sales.csv", "2026-10-05,A2,C1", "2026-10-05,A2,C5", "order-number"),
    ("a-lead-with-a-sale", "staff.csv", ",gus\n", ",\n", "sales-without-commission"),
    ("targets-of-products-and-customers", "targets.csv", "product,Lamp C", "region,North", "targets-of-no-rule"),
    ("risks-on-their-scale", "risks.csv", ",1,5,", ",1,50,", "risk-beyond-scale"),
    ("targets-that-are-none", "targets.csv", "2026-10,-", "2026-08,-", "register-not-of-period"),
    ("nothing-came-back", "returns-2026-10.csv", "amount\n", "amount\n2026-10-30,X9,-20.00\n", "return"),
    ("a-golden-week", "sales.csv", "2026-10-1", "2026-10-2", "days-without-rows"),
    ("holidays-of-the-policy", "policy.toml", "2026-10-0", "2026-11-0", "days-without-rows"),
    ("discounts-of-lines", "sales-south.csv", "0.75,479.25", "0.75,497.25", "amount-differs"),
    ("totals-that-count-once", "policy.toml", "once_per = { amount = \"order\" }", "", "amount-differs"),
    ("invoices-paid-in-halves", "sales.csv", "Desk,1,240.00", "Desk,1,250.00", "same-record-twice"),
    ("refunds-of-what-was-paid", "collections.csv", "-50.00", "-250.00", "negative-rows"),
    ("cartons-and-pieces", "sales.csv", "1,180.00", "1,150.00", "price-out-of-line"),
    (
        "a-contest-of-two-months",
        "policy.toml",
        "2026-09-15, to = 2026-09-30",
        "2026-08-15, to = 2026-08-31",
        "days-outside",
    ),
    ("one-seller-by-name-and-number", "sales.csv", ",ann,", ",E2,", "order-of-two-sellers"),
    ("managers-of-nobody-yet", "staff.csv", "North,mia", "North,tom", "override-of-nobody"),
    ("adjustments-of-months-that-are-paid", "adjustments.csv", "2026-09", "2026-10", "adjustment-of-thousands"),
    (
        "a-help-desk-with-shifts",
        "tickets.csv",
        "2026-10-05 09:12,2026-10-05",
        "2026-11-05 09:12,2026-10-05",
        "reply-after-closing",
    ),
    (
        "a-help-desk-with-shifts",
        "shifts.csv",
        "2026-10-07,ben,South,day,6",
        "2026-10-07,ben,South,day,360",
        "hours-beyond-day",
    ),
    (
        "a-help-desk-with-shifts",
        "shifts.csv",
        "2026-10-07,ben,South,day",
        "2026-10-07,ben,day,South",
        "labels-exchanged",
    ),
    ("a-help-desk-with-shifts", "deals.csv", "D20,ann,won,1303", "D21,ann,won,1334", "opportunity-twice"),
];

#[test]
fn what_is_wrong_with_files_like_them_is_told() {
    for (name, file, from, to, code) in SPOILT {
        let (case, folder) = (root().join("tests/lookalikes").join(name), tempfile::tempdir().expect("a folder"));
        for entry in fs::read_dir(&case).expect("a folder") {
            let entry = entry.expect("an entry");
            let text = fs::read_to_string(entry.path()).expect("a text");
            let is_it = entry.file_name() == file;
            assert!(!is_it || text.contains(from), "{name}");
            let text = if is_it { text.replace(from, to) } else { text };
            fs::write(folder.path().join(entry.file_name()), text).expect("written");
        }
        let run = appraise(folder.path(), &["check", "--period", "2026-10", "--lang", "en", "--color", "never"]);
        assert!(run.stderr.contains(&format!("[{code}")), "{name}: {}", run.stderr);
    }
}

/// Two months of rows with these words of `status`, and what `pay` of the second tells.
fn told_of_states(september: &[(&str, usize)], october: &[(&str, usize)]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let mut sales = "date,order,person,amount,status\n".to_owned();
    for (month, words) in [("2026-09", september), ("2026-10", october)] {
        let rows = words.iter().flat_map(|(word, count)| std::iter::repeat_n(*word, *count));
        for (row, word) in rows.enumerate() {
            let (day, person, amount) = (row % 28 + 1, ["ann", "ben"][row % 2], 100 + row * 37 % 800);
            sales += &format!("{month}-{day:02},{month}{row},{person},{amount}.50,{word}\n");
        }
    }
    let policy = "schema = 1\n[policy]\nname = \"P\"\nversion = \"1\"\ncurrency = \"EUR\"\nperiod = \"month\"\n[input]\n\
        staff = \"staff.csv\"\n[input.sales]\nfiles = \"sales.csv\"\ncounted = { status = [\"Confirmado\"] }\n\
        [measures.revenue]\nsum = \"sales.amount\"\n[[pay]]\nname = \"Commission\"\nkind = \"commission\"\nroles = [\"Sales\"]\n\
        base = \"revenue\"\nover = \"period\"\nrate = \"5%\"\nnegative = \"zero\"\n";
    let files = [("policy.toml", policy), ("sales.csv", &sales), ("staff.csv", "person,role\nann,Sales\nben,Sales\n")];
    files.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).expect("written"));
    let run = appraise(folder.path(), &["pay", "--period", "2026-10", "--lang", "en", "--color", "never"]);
    run.stderr
}

#[test]
fn a_state_that_is_called_otherwise_is_told_and_one_that_was_there_is_not() {
    let all = told_of_states(&[("Confirmado", 30)], &[("Facturado", 30), ("Anulado", 3)]);
    assert!(all.contains("[word-gone-and-new]") && all.contains("`Facturado`"), "{all}");
    let few = told_of_states(&[("Confirmado", 30)], &[("Confirmado", 320), ("Facturado", 3)]);
    assert!(few.contains("[rare-word-left-out]") && few.contains("(rows: 3)"), "{few}");
    let known = [("Confirmado", 300), ("Facturado", 3)];
    assert_eq!(told_of_states(&known, &known), "");
    let open = told_of_states(&[("Confirmado", 30), ("Anulado", 3)], &[("Confirmado", 28), ("Abierto", 20)]);
    assert_eq!(open, "");
}

/// What `pay` of a July tells of sales on every day of June and July, of which the last ten bear another year.
fn told_of_years(days_again: bool) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let mut sales = "date,order,person,amount\n".to_owned();
    let mut row = |day: String| sales += &format!("{day},{day},ann,{}.50\n", 100 + day.len());
    (1..=30).for_each(|day| row(format!("2026-06-{day:02}")));
    let left = if days_again { 31 } else { 21 };
    (1..=left).for_each(|day| row(format!("2026-07-{day:02}")));
    (22..=31).for_each(|day| row(format!("2027-07-{day:02}")));
    let policy = "schema = 1\n[policy]\nname = \"P\"\nversion = \"1\"\ncurrency = \"EUR\"\nperiod = \"month\"\n[input]\n\
        staff = \"staff.csv\"\nsales = \"sales.csv\"\n[measures.revenue]\nsum = \"sales.amount\"\n[[pay]]\n\
        name = \"Commission\"\nkind = \"commission\"\nroles = [\"Sales\"]\nbase = \"revenue\"\nover = \"period\"\n\
        rate = \"5%\"\nnegative = \"zero\"\n";
    let files = [("policy.toml", policy), ("sales.csv", &sales), ("staff.csv", "person,role\nann,Sales\n")];
    files.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).expect("written"));
    appraise(folder.path(), &["pay", "--period", "2026-07", "--lang", "en", "--color", "never"]).stderr
}

#[test]
fn the_last_days_of_a_month_in_another_year_are_told_and_a_fair_of_the_next_year_is_not() {
    let slipped = told_of_years(false);
    assert!(slipped.contains("[rows-years-apart]") && slipped.contains("(rows: 10)"), "{slipped}");
    assert_eq!(told_of_years(true), "");
}
