//! What is nobody's business – telephones, birthdays, numbers of identity – stands in no excerpt and no message, in sources and in registers, for
//! people and machines; the file of rejects, which goes back to be mended, keeps its rows as they are.

use std::fs;

use crate::support::appraise;

const POLICY: &str = r#"schema = 1
policy = { name = "P", version = "1", currency = "CNY", period = "month" }
input = { staff = "staff.csv", sales = "sales.csv", customers = "customers.csv" }
measures = { revenue = { sum = "sales.amount" } }

[[pay]]
kind = "commission"
name = "commission"
base = "revenue"
rate = "5%"
over = "period"
negative = "zero"
"#;

const SECRET: [&str; 6] =
    ["13800138000", "1990-01-02", "310101199001021234", "02162345678", "0912-345-678", "1988/7/6"];

#[test]
fn no_excerpt_shows_what_is_personal_and_rejects_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("policy.toml", POLICY);
    write("staff.csv", "person,role,手机,DOB\nann,Sales,13800138000,1990-01-02\nann,Sales,13800138000,1990-01-02\n");
    write(
        "sales.csv",
        "date,person,身份证号,聯絡電話,amount\n2026-10-05,ann,310101199001021234,02162345678,12x\n2026-10-05,ann,310101199001021234,02162345678,1,2\n2026-10-30,ann,310101199001021234,02162345678,-5\n2026-10-30,ann,310101199001021234,02162345678,-5\n",
    );
    write("customers.csv", "customer,phone,生日\nacme,0912-345-678,1988/7/6\nacme,0912-345-678,1988/7/6\n");
    for (command, format) in [("check", "human"), ("check", "json"), ("pay", "human")] {
        let run = appraise(folder.path(), &[command, "--period", "2026-10", "--message-format", format]);
        let told = run.stdout + &run.stderr;
        assert!(told.contains("12x") && told.contains("person-twice"), "{told}");
        for secret in SECRET {
            assert!(!told.contains(secret), "{command} {format} shows {secret}:\n{told}");
        }
    }
    write("staff.csv", "person,role,手机\nann,Sales,13800138000\n");
    write("customers.csv", "customer,phone\nacme,0912-345-678\n");
    let run = appraise(folder.path(), &["pay", "--period", "2026-10", "--rejects", "rejects.csv"]);
    assert!(run.code == 3 && !run.stderr.contains("310101199001021234"), "{}", run.stderr);
    let rejects = fs::read_to_string(folder.path().join("rejects.csv")).expect("rejects");
    assert!(rejects.contains("310101199001021234"), "{rejects}");
}

#[test]
fn rows_of_more_or_fewer_fields_show_no_shifted_cell() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("policy.toml", POLICY);
    write("staff.csv", "person,role,team,手机,DOB\nann,Sales,N,1,2\nbob,Sales,13800138000,1990-01-02\n");
    write(
        "sales.csv",
        "date,person,region,身份证号,聯絡電話,amount\n2026-10-05,ann,310101199001021234,02162345678,12\n2026-10-30,ann,x,y,310101199001021234,02162345678,5\n",
    );
    write("customers.csv", "customer,region,phone,生日\nacme,x,1,2\nbeta,0912-345-678,1988/7/6\n");
    for format in ["human", "json"] {
        let run = appraise(folder.path(), &["check", "--period", "2026-10", "--message-format", format]);
        let told = run.stdout + &run.stderr;
        assert!(told.matches("too-few-fields").count() >= 3 && told.contains("too-many-fields"), "{told}");
        for secret in SECRET {
            assert!(!told.contains(secret), "{format} shows {secret}:\n{told}");
        }
    }
}
