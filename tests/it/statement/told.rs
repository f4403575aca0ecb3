//! What strangers found told wrongly, or told of a colleague, stays mended: in every language, of small companies.

use std::fs;
use std::path::Path;

use super::LANGUAGES;
use crate::support::appraise;
use serde_json::Value;
use tempfile::TempDir;

const POLICY: &str = r#"schema = 1

[policy]
name = "Small"
version = "1"
currency = "PLN"
period = "month"

[input]
staff = "staff.csv"
sales = "sales.csv"
targets = "targets.csv"
returns = "returns.csv"
collections = "collections.csv"
adjustments = "adjustments.csv"

[crediting]
returns = "current"

[close]
corrections = "next"
look_back = 3

[measures.revenue]
sum = "sales.amount"

[scorecards.sales]
roles = ["Sales", "Junior"]

[[scorecards.sales.indicators]]
measure = "revenue"
weight = 100
score = "linear"
cap = 1.2
when_missing = "zero"

[grades]
steps = [{ from = 0, grade = "C", coefficient = 0.5 }, { from = 90, grade = "A", coefficient = 1 }]

[[pay]]
name = "Commission"
kind = "commission"
roles = ["Sales", "Junior"]
base = "revenue"
over = "period"
rate = "2%"
negative = "pay"
hold_back = { share = "20%", release = "collected", leavers = "release" }

[[pay]]
name = "Parts"
kind = "commission"
roles = ["Service"]
base = "revenue"
over = "deal"
rate = "5%"
negative = "carry"

[[pay]]
name = "Performance"
kind = "salary"
roles = ["Sales"]
base = "staff.performance_pay"
by = "grade"

[[pay]]
name = "Bonus"
kind = "bonus"
roles = ["Sales"]
amount = 3_000
multiply = [{ attainment = "revenue", cap = 1.3 }]
negative = "zero"

[[pay]]
name = "Lead"
kind = "override"
roles = ["Lead"]
base = "revenue"
of = "direct"
include_own = false
excess_over = 200_000
rate = "0.8%"

[[pay]]
name = "Draw"
kind = "draw"
roles = ["Junior"]
components = ["Commission"]
minimum = "staff.performance_pay"

[[pay]]
name = "Extras"
kind = "adjustment"
"#;
const STAFF: &str = "person_id,person,role,manager,hired,performance_pay
1,Piotr Zieliński,Sales,6,2020-01-01,2400
2,Ewa Kowalczyk,Sales,6,2020-01-01,2400
3,Jan Dąbrowski,Sales,6,2020-01-01,2400
4,王志强,Service,6,2020-01-01,
5,Oskar Lis,Junior,6,2020-01-01,100
6,Halina Żak,Lead,,2020-01-01,
";
const TARGETS: &str = "period,scope,id,measure,target\n2026-01,person,1,revenue,6000\n2026-01,person,2,revenue,7000
2026-01,person,3,revenue,7000\n2026-01,person,5,revenue,7000\n2026-02,person,1,revenue,6000\n2026-02,person,2,revenue,7000
2026-02,person,3,revenue,7000\n2026-02,person,5,revenue,7000\n";
const SALES: &str = "date,person,order,amount
2026-01-05,1,SO-11,5990.45
2026-01-06,2,SO-12,5000
2026-01-06,2,SO-13,2347.46
2026-01-07,3,SO-14,7000
2026-01-08,4,SO-15,4000
2026-01-08,4,SO-16,2000
2026-01-09,5,SO-17,3000
2026-02-05,1,SO-21,5123.45
2026-02-06,2,SO-22,6020
2026-02-07,3,SO-23,7010
2026-02-09,5,SO-27,9000
";
const RETURNS: &str = "order,date,amount,reason\n";
const ADJUSTMENTS: &str = "period,person_id,name,amount,reason,approved_by\n";

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("written");
}

fn company() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let files = [("policy.toml", POLICY), ("staff.csv", STAFF), ("targets.csv", TARGETS), ("sales.csv", SALES)];
    let more = [("returns.csv", RETURNS), ("adjustments.csv", ADJUSTMENTS), ("collections.csv", "order,date,amount\n")];
    files.iter().chain(&more).for_each(|(name, text)| write(folder.path(), name, text));
    folder
}

/// A company with January closed.
fn closed() -> TempDir {
    let folder = company();
    let run = appraise(folder.path(), &["close", "--period", "2026-01"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    folder
}

fn page(folder: &TempDir, (person, period): (&str, &str), (format, language): (&str, &str)) -> String {
    let asked = ["statement", person, "--period", period, "--format", format, "--lang", language, "--quiet"];
    let run = appraise(folder.path(), &asked);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout
}

/// In each language the sentence is on the page, and the others are not.
fn told(folder: &TempDir, of: (&str, &str), sentences: [&str; 3]) {
    for (language, sentence) in LANGUAGES.into_iter().zip(sentences) {
        let page = page(folder, of, ("md", language));
        assert!(page.contains(sentence), "{sentence}\n{page}");
    }
}

#[test]
fn a_name_or_an_amount_of_a_colleague_is_in_no_name_of_a_line_and_no_reason() {
    let folder = company();
    let rows = "2026-01,1,Ewa Kowalczyk share,19.90,the tender,6
2026-01,1,Travel A,11,piotr zielinski helped jan dabrowski,6
2026-01,1,Travel B,12,小王的单子,6
2026-01,1,Travel C,13,half of 7347.46 of the best,6
2026-01,1,Travel D,14,za Jana Dąbrowskiego,6
2026-01,1,Travel E,15,\"fair in Hangzhou, 5 990,45 sold\",6
2026-02,1,SO-22 again,16,fair in Kraków,6
";
    write(folder.path(), "adjustments.csv", &(ADJUSTMENTS.to_owned() + rows));
    for language in LANGUAGES {
        for format in ["md", "json", "csv", "html"] {
            let page = page(&folder, ("1", "2026-01"), (format, language));
            for word in ["Ewa", "Kowalczyk", "dabrowski", "Dąbrowski", "小王", "7347", "7,347"] {
                assert!(!page.contains(word), "{word} in {page}");
            }
            assert!(format == "json" || format == "csv" || page.contains("5 990,45 sold"), "{page}");
        }
    }
    let kept = [
        "Extras: 19.90. The reason: the tender. What it is called in the records names somebody else; your manager will tell you.",
        "Extras：19.90。原因：the tender。记录中的名称提到其他人，请向主管了解。",
        "Extras：19.90。原因：the tender。紀錄中的名稱提到其他人，請向主管了解。",
    ];
    told(&folder, ("1", "2026-01"), kept);
    let run = appraise(folder.path(), &["close", "--period", "2026-01"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for format in ["md", "json"] {
        let page = page(&folder, ("1", "2026-02"), (format, "en"));
        assert!(!page.contains("Kowalczyk") && !page.contains("SO-22"), "{page}");
    }
}

#[test]
fn what_is_above_a_threshold_is_told_as_that() {
    let told_of = [
        "counts as far as it is above 200,000.00: 0.00. That part of 0.00 at 0.8 % gives 0.00.",
        "只计超过 200,000.00 的部分：0.00。该部分为 0.00，按 0.8% 计，得 0.00。",
        "只計超過 200,000.00 的部分：0.00。該部分為 0.00，按 0.8% 計，得 0.00。",
    ];
    told(&company(), ("6", "2026-01"), told_of);
}

#[test]
fn a_factor_has_the_decimals_that_give_the_product_again() {
    // 5990.45 of 6000 is a fraction with an end, 7347.46 of 7000 one without: times 3000 they are 2995.225 and 3148.911428….
    let folder = company();
    told(
        &folder,
        ("1", "2026-01"),
        ["Times 0.9984083, that is 2,995.225.", "再乘以 0.9984083，得 2,995.225。", "再乘以 0.9984083，得 2,995.225。"],
    );
    told(
        &folder,
        ("2", "2026-01"),
        ["Times 1.049637, that is 3,148.91.", "再乘以 1.049637，得 3,148.91。", "再乘以 1.049637，得 3,148.91。"],
    );
}

#[test]
fn what_came_back_goes_against_what_was_held_for_it() {
    let folder = closed();
    write(folder.path(), "sales.csv", &SALES.replace("2026-02-07,3,SO-23,7010\n", ""));
    write(folder.path(), "returns.csv", &(RETURNS.to_owned() + "SO-14,2026-02-10,7000,insolvent\n"));
    told(
        &folder,
        ("3", "2026-02"),
        [
            "gives -140.00. Of what was held, 28.00 was for what came back (orders: SO-14), and goes against it: -112.00.",
            "得 -140.00。退货订单（SO-14）原先暂扣的 28.00 用于抵减：-112.00。",
            "得 -140.00。退貨訂單（SO-14）原先保留的 28.00 用於抵減：-112.00。",
        ],
    );
    assert!(!page(&folder, ("3", "2026-02"), ("md", "en")).contains("paid now"));
}

#[test]
fn what_of_orders_is_below_0_is_carried() {
    let folder = closed();
    write(folder.path(), "returns.csv", &(RETURNS.to_owned() + "SO-15,2026-02-10,4000,late\n"));
    told(
        &folder,
        ("4", "2026-02"),
        [
            "It is below 0: 0.00 is paid, and -200.00 is carried, to be made up for by later amounts of this component.",
            "低于 0：本期发 0.00，-200.00 结转，由本项以后的金额抵减。",
            "低於 0：本期發 0.00，-200.00 結轉，由本項以後的金額抵減。",
        ],
    );
}

#[test]
fn a_correction_names_returns_the_grade_and_that_it_is_taken_back() {
    let folder = closed();
    write(folder.path(), "returns.csv", &(RETURNS.to_owned() + "SO-13,2026-01-30,2000,late note\n"));
    let of = ("2", "2026-02");
    told(
        &folder,
        of,
        [
            "Returns entered for 2026-01 since it was paid, orders: SO-13.",
            "发放以后为 2026-01 补录退货的订单：SO-13。",
            "發放以後為 2026-01 補錄退貨的訂單：SO-13。",
        ],
    );
    told(
        &folder,
        of,
        [
            "Your score of 2026-01 was 104.96, grade A, when it was paid; by today's files it is 76.39, grade C.",
            "发放时 2026-01 得分 104.96，等级 A；按现有数据为 76.39，等级 C。",
            "發放時 2026-01 得分 104.96，等第 A；按現有資料為 76.39，等第 C。",
        ],
    );
    told(
        &folder,
        of,
        [
            "117.56 was paid so far. That was too much, and the difference is taken back now: -32.00.",
            "已发 117.56，多发部分本期扣回：-32.00。",
            "已發 117.56，多發部分本期扣回：-32.00。",
        ],
    );
}

#[test]
fn a_correction_and_a_draw_name_what_was_released() {
    let folder = closed();
    let collected = "order,date,amount\nSO-17,2026-02-12,3000\nSO-12,2026-02-12,5000\n";
    write(folder.path(), "collections.csv", collected);
    told(
        &folder,
        ("5", "2026-02"),
        [
            "Commission came to 156.00, 56.00 above it, so that nothing is added. What they came to includes Commission, released 12.00.",
            "Commission共 156.00，高出 56.00，不用补足。其中含Commission（暂扣发放） 12.00。",
            "Commission共 156.00，高出 56.00，不用補足。其中含Commission（保留款發放） 12.00。",
        ],
    );
    let run = appraise(folder.path(), &["close", "--period", "2026-02"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    write(folder.path(), "sales.csv", &(SALES.replace("6020", "5020") + "2026-03-03,2,SO-32,4000\n"));
    let march: Vec<String> = TARGETS
        .lines()
        .filter(|line| line.starts_with("2026-02"))
        .map(|line| line.replace("-02", "-03") + "\n")
        .collect();
    let march = march.concat();
    write(folder.path(), "targets.csv", &(TARGETS.to_owned() + &march));
    told(
        &folder,
        ("2", "2026-03"),
        [
            "Both include what was released of what was held before: 20.00 by today's files, 20.00 as it was paid.",
            "两者都含暂扣发放：按现有数据 20.00，当时已发 20.00。",
            "兩者都含保留款發放：按現有資料 20.00，當時已發 20.00。",
        ],
    );
}

#[test]
fn a_closed_month_that_is_asked_for_again_says_what_was_paid() {
    let folder = closed();
    let of = ("2", "2026-01");
    for format in ["md", "table", "html", "json"] {
        let page = page(&folder, of, (format, "en"));
        assert!(!page.contains("As it was paid") && !page.contains("\"difference\""), "{page}");
    }
    write(folder.path(), "sales.csv", &SALES.replace("2347.46", "3347.46"));
    told(
        &folder,
        of,
        [
            "2026-01 was closed, and 5,666.47 was paid. By today's files and policy it comes to",
            "2026-01 已结账，已发 5,666.47。按现有数据和方案为",
            "2026-01 已結帳，已發 5,666.47。按現有資料和辦法為",
        ],
    );
    told(&folder, of, ["is settled with a later period.", "由以后的期间补差。", "由以後的期間補差。"]);
    for format in ["table", "html"] {
        assert!(page(&folder, of, (format, "en")).contains("5,666.47"));
    }
    assert!(!page(&folder, of, ("md", "en")).contains("What you earned"));
    let csv = page(&folder, of, ("csv", "en"));
    assert!(csv.contains(",paid_total\n") && csv.trim_end().ends_with(",5666.47"), "{csv}");
    let json: Value = serde_json::from_str(&page(&folder, of, ("json", "en"))).expect("JSON");
    assert_eq!(json["paid"][0]["paid"], "117.56", "{json}");
    let policy = POLICY.replace("corrections = \"next\"\nlook_back = 3\n", "");
    write(folder.path(), "policy.toml", &policy);
    told(
        &folder,
        of,
        [
            "What was paid stands; no later period corrects it by the difference of",
            "以已发金额为准；差额",
            "以已發金額為準；差額",
        ],
    );
}

#[test]
fn who_has_left_shares_an_order_or_sold_nothing_reads_so() {
    let folder = company();
    write(
        folder.path(),
        "staff.csv",
        &STAFF
            .replace("hired,", "hired,left,")
            .replace("2020-01-01,", "2020-01-01,,")
            .replace("3,Jan Dąbrowski,Sales,6,2020-01-01,,", "3,Jan Dąbrowski,Sales,6,2020-01-01,2026-01-20,"),
    );
    write(folder.path(), "splits.csv", "order,person,share\nSO-11,1,60%\nSO-11,2,40%\n");
    let policy = POLICY.replace("returns = \"current\"", "returns = \"current\"\nsplits = \"splits.csv\"").replacen(
        "rate = \"2%\"",
        "apply = \"marginal\"\ntiers_by = \"amount\"\ntiers = [{ from = 0, rate = \"2%\" }, { from = 90000, rate = \"3%\" }]",
        1,
    );
    write(folder.path(), "policy.toml", &policy);
    told(
        &folder,
        ("3", "2026-01"),
        ["- Last day employed: 2026-01-20", "- 在职最后一天：2026-01-20", "- 在職最後一天：2026-01-20"],
    );
    told(
        &folder,
        ("2", "2026-01"),
        [
            "Of these orders several share, and your part is: SO-11 40 %.",
            "多人合作的订单及您的份额：SO-11 40%。",
            "多人合作的訂單及您的份額：SO-11 40%。",
        ],
    );
    write(folder.path(), "sales.csv", &SALES.replace("2026-01-09,5,SO-17,3000\n", ""));
    told(
        &folder,
        ("5", "2026-01"),
        [
            "Your revenue was 0.00: nothing is earned by it.",
            "您的revenue为 0.00，不计发。",
            "您的revenue為 0.00，不計發。",
        ],
    );
}
