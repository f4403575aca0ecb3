//! What a shell, cron and finance rely on: exit codes, streams, whole files, the same bytes everywhere.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{APPRAISE, Run, appraise, csv_rows, root};
use tempfile::TempDir;

const POLICY: &str = r#"schema = 1

[policy]
name = "Small"
version = "1"
currency = "CNY"
period = "month"

[input]
staff = "staff.csv"
sales = "sales.csv"

[measures.revenue]
sum = "sales.amount"

[scorecards.field]
roles = ["Sales"]

[[scorecards.field.indicators]]
measure = "revenue"
weight = 100
score = "per_unit"
points = 1
max = 100

[[pay]]
name = "Commission"
kind = "commission"
base = "revenue"
over = "period"
rate = "10%"
negative = "zero"
"#;
const STAFF: &str = "person,role\nann,Sales\nbob,Sales\n张三,Sales\n";
const SALES: &str = "date,person,order,amount\n2026-10-05,ann,A1,50\n2026-10-06,bob,A2,30.25\n2026-10-30,张三,A3,1\n";

fn company() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("policy.toml", POLICY), ("staff.csv", STAFF), ("sales.csv", SALES)] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn shell(folder: &Path, line: &str) -> Run {
    let output = Command::new("bash")
        .args(["-c", &line.replace("appraise", APPRAISE)])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[test]
fn a_clean_run_writes_its_result_and_nothing_else() {
    let company = company();
    for command in ["score", "pay", "check", "explain ann", "pay --lines", "pay --lines deals", "score --format json"] {
        let arguments: Vec<&str> = command.split(' ').collect();
        let run = appraise(company.path(), &arguments);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{command}");
        assert!(!run.stdout.is_empty(), "{command}");
    }
}

#[test]
fn the_latest_period_with_rows_is_taken_and_an_empty_one_is_scored_with_zeros() {
    let company = company();
    let latest = appraise(company.path(), &["score", "--format", "json"]);
    assert!(latest.stdout.contains("\"period\": \"2026-10\""), "{}", latest.stdout);
    let of_december = ["score", "--format", "csv", "--period", "2026-12"];
    let refused = appraise(company.path(), &of_december);
    assert!(
        refused.code == 1 && refused.stdout.is_empty() && refused.stderr.contains("2026-10-30"),
        "{}",
        refused.stderr
    );
    let empty = appraise(company.path(), &[&of_december[..], &["--allow-empty"]].concat());
    let rows = csv_rows(&empty.stdout);
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row["score"] == "0.00" && row["revenue_actual"] == "0.00"));
}

#[test]
fn a_closed_pipe_is_no_error_and_a_full_device_is_one() {
    let company = company();
    let closed =
        shell(company.path(), "set -o pipefail; appraise explain ann | head -1 >/dev/null; echo ${PIPESTATUS[0]}");
    assert_eq!((closed.stdout.trim(), closed.stderr.as_str()), ("0", ""));
    let full = shell(company.path(), "appraise score > /dev/full");
    assert_eq!(full.code, 74);
    assert!(full.stderr.contains("output-disk-full"), "{}", full.stderr);
    let nowhere = shell(company.path(), "appraise score -o missing/score.csv");
    assert_eq!((nowhere.code, nowhere.stdout.as_str()), (74, ""));
    assert!(nowhere.stderr.contains("missing"), "{}", nowhere.stderr);
    assert!(!company.path().join("missing").exists());
}

#[test]
fn wrong_usage_is_2_and_says_how() {
    let company = company();
    for line in ["", "scroe", "score --format xls", "score -o score.doc", "explain", "score --threads 0"] {
        let run = shell(company.path(), &format!("appraise {line}"));
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{line}");
        assert!(
            run.stderr.contains("--help") || run.stderr.contains("tip") || run.stderr.contains("possible"),
            "{line}: {}",
            run.stderr
        );
    }
}

#[test]
fn every_csv_may_have_titles_and_the_head_in_front() {
    let company = company();
    for command in ["score", "pay", "pay --lines", "pay --lines deals", "check"] {
        let csv = |more: &str| shell(company.path(), &format!("appraise {command} --format csv {more}"));
        let (plain, led) = (csv(""), csv("--with-head"));
        let lead = |(index, line): (usize, &str)| {
            format!("{},{line}\n", ["2026-10,CNY", "period,currency"][usize::from(index == 0)])
        };
        let expected: String = plain.stdout.lines().enumerate().map(lead).collect();
        assert_eq!((led.code, led.stdout, led.stderr.as_str()), (0, expected, ""), "{command}");
        let titled = csv("--titles --with-head --lang zh-Hans --csv-dialect excel");
        assert_eq!((titled.code, titled.stderr.as_str()), (0, ""), "{command}");
        let lines: Vec<&str> = titled.stdout.trim_start_matches('\u{FEFF}').split("\r\n").collect();
        let rows = &lines[1..lines.len() - 1];
        assert!(
            lines[0].starts_with("考核周期,币种,") && rows.iter().all(|row| row.starts_with("2026-10,CNY,")),
            "{lines:?}"
        );
        let ids = lines[0].split(',').filter(|title| title.contains('_')).count();
        assert!(
            ids == 0 && titled.stdout.matches("\r\n").count() == plain.stdout.matches('\n').count(),
            "{}",
            lines[0]
        );
    }
    let refused = shell(company.path(), "appraise score --titles -o score.json");
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
    assert!(refused.stderr.contains("--titles") && !company.path().join("score.json").exists(), "{}", refused.stderr);
}

#[test]
fn errors_are_1_and_nothing_is_written_over_what_was_there() {
    let company = company();
    fs::write(company.path().join("score.csv"), "old\n").expect("written");
    fs::write(company.path().join("sales.csv"), "date,person,amount\n2026-10-05,ann,1.2.3\n").expect("written");
    let run = appraise(company.path(), &["score", "-o", "score.csv"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("sales.csv:2:16") && run.stderr.contains("`1.2.3`"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(company.path().join("score.csv")).expect("there"), "old\n");
    for arguments in
        [&["score", "--policy", "nowhere.toml"][..], &["score", "--period", "October"], &["explain", "zoe"]]
    {
        let run = appraise(company.path(), arguments);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn files_are_whole_with_the_mode_of_the_umask_and_inputs_stay_as_they_are() {
    let company = company();
    let run = shell(company.path(), "umask 027; appraise pay -o pay.csv && stat -c %a pay.csv");
    assert_eq!((run.code, run.stdout.trim(), run.stderr.as_str()), (0, "640", ""));
    let direct = appraise(company.path(), &["pay", "--format", "csv"]);
    assert_eq!(fs::read_to_string(company.path().join("pay.csv")).expect("there"), direct.stdout);
    let excel = fs::read(company.path().join("pay.csv")).expect("there");
    assert!(!excel.starts_with(b"\xEF\xBB\xBF"));
    appraise(company.path(), &["pay", "--csv-dialect", "excel", "-o", "excel.csv"]);
    let excel = fs::read(company.path().join("excel.csv")).expect("there");
    assert!(excel.starts_with(b"\xEF\xBB\xBF") && excel.ends_with(b"\r\n"));
    for (name, text) in [("policy.toml", POLICY), ("staff.csv", STAFF), ("sales.csv", SALES)] {
        assert_eq!(fs::read_to_string(company.path().join(name)).expect("there"), text);
    }
    let left: Vec<_> =
        fs::read_dir(company.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(left.len(), 5, "{left:?}");
}

#[test]
fn rejected_rows_are_set_aside_verbatim_and_the_rest_goes_on() {
    let company = company();
    let dirty = format!("{SALES}2026-10-08,ann,A4,\"oops\"\n31/13/2026,bob,A5,7\n2026-10-09,bob,A6,1,2\n");
    fs::write(company.path().join("sales.csv"), dirty).expect("written");
    assert_eq!(appraise(company.path(), &["pay", "--format", "csv"]).code, 1);
    let run = appraise(company.path(), &["pay", "--format", "csv", "--rejects", "rejects.csv"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let rows = csv_rows(&fs::read_to_string(company.path().join("rejects.csv")).expect("there"));
    let seen: Vec<(&str, &str, &str)> =
        rows.iter().map(|row| (row["line"].as_str(), row["code"].as_str(), row["record"].as_str())).collect();
    assert_eq!(seen.len(), 3);
    assert_eq!(seen[0], ("5", "not-a-number", "2026-10-08,ann,A4,\"oops\""));
    assert_eq!((seen[2].0, seen[2].1), ("7", "too-many-fields"));
    let paid: Vec<String> = csv_rows(&run.stdout).into_iter().map(|row| row["total_amount"].clone()).collect();
    assert_eq!(paid, ["5.00", "3.03", "0.10"]);
    let clean = company_with_sales(SALES);
    let run = appraise(clean.path(), &["pay", "--format", "csv", "--rejects", "rejects.csv"]);
    assert_eq!(run.code, 0);
}

fn company_with_sales(sales: impl AsRef<[u8]>) -> TempDir {
    let company = company();
    fs::write(company.path().join("sales.csv"), sales).expect("written");
    company
}

fn pay_of(company: &TempDir) -> Vec<(String, String)> {
    let run = appraise(company.path(), &["pay", "--format", "csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    csv_rows(&run.stdout).into_iter().map(|row| (row["person"].clone(), row["total_amount"].clone())).collect()
}

#[test]
fn one_table_in_many_forms_pays_the_same() {
    let expected = pay_of(&company());
    let with = |delimiter: &str, end: &str| SALES.replace(',', delimiter).replace('\n', end);
    let forms = [
        with(",", "\r\n"),
        with(",", "\r"),
        with(";", "\n"),
        with("\t", "\r\n"),
        with("|", "\n"),
        format!("\u{FEFF}{SALES}"),
        format!("sep=;\r\n{}", with(";", "\r\n")),
        SALES.trim_end().to_owned(),
        SALES.replace("date,person,order,amount", "订单日期,业务员,订单号,金额"),
        SALES.replace("date,person,order,amount", "訂單日期,業務員,訂單編號,金額"),
        SALES
            .replace("2026-10-05", "2026/10/5")
            .replace("2026-10-06", "2026年10月6日")
            .replace("2026-10-30", "20261030"),
        SALES.replace(",50\n", ",\"¥50.00\"\n").replace(",1\n", ",1.00\n"),
        format!("{SALES}\n,,,\n合计,,,81.25\n制表人：李四,,,\n"),
        SALES.replace("张三", " 张 三 "),
    ];
    for form in forms {
        assert_eq!(pay_of(&company_with_sales(&form)), expected, "{form:?}");
    }
    let differs = company_with_sales(format!("{SALES}合计,,,81.26\n"));
    let run = appraise(differs.path(), &["pay"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("total-differs") && run.stderr.contains("sales.csv:5"), "{}", run.stderr);
}

#[test]
fn surroundings_change_no_byte() {
    let company = company();
    let plain = shell(company.path(), "appraise pay --format json; appraise score; appraise explain ann --rows").stdout;
    let commands = "appraise pay --format json; appraise score; appraise explain ann --rows";
    for surroundings in [
        "env -i PATH=/usr/bin:/bin",
        "TZ=Asia/Shanghai",
        "LANG=zh_CN.GBK LC_ALL=zh_CN.GBK",
        "HOME=/nonexistent",
        "COLUMNS=40 LINES=5",
        "TERM=dumb NO_COLOR=1",
    ] {
        let line = commands.replace("appraise", &format!("{surroundings} appraise"));
        let run = shell(company.path(), &line);
        assert_eq!((run.stdout.as_str(), run.stderr.as_str()), (plain.as_str(), ""), "{surroundings}");
    }
    for threads in ["1", "2", "3", "7", "64"] {
        let line = commands.replace("appraise ", &format!("appraise --threads {threads} "));
        assert_eq!(shell(company.path(), &line).stdout, plain, "{threads} threads");
    }
}

#[test]
fn a_policy_may_be_read_from_another_folder_and_sales_from_a_pipe() {
    let company = company();
    let here = appraise(company.path(), &["pay", "--format", "csv"]).stdout;
    let policy = company.path().join("policy.toml");
    let there = appraise(Path::new("/"), &["pay", "--format", "csv", "--policy", policy.to_str().expect("UTF-8")]);
    assert_eq!(there.stdout, here);
    fs::write(company.path().join("piped.toml"), POLICY.replace("\"sales.csv\"", "\"-\"")).expect("written");
    let piped = shell(company.path(), "cat sales.csv | appraise pay --format csv --policy piped.toml");
    assert_eq!((piped.code, piped.stdout), (0, here));
}

#[test]
fn messages_for_machines_are_one_object_a_line_with_the_same_places() {
    let company = company_with_sales("date,person,amount\n2026-10-05,ann,x\n2026-99-05,bob,1\n");
    let human = appraise(company.path(), &["check"]);
    let machine = appraise(company.path(), &["check", "--message-format", "json"]);
    let places: Vec<String> = machine
        .stderr
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .map(|found| {
            format!(
                "{}:{}:{}",
                found["places"][0]["file"].as_str().expect("a file"),
                found["places"][0]["line"],
                found["places"][0]["column"]
            )
        })
        .collect();
    assert_eq!(places, ["sales.csv:2:16", "sales.csv:3:1"]);
    assert!(places.iter().all(|place| human.stderr.contains(place)), "{}", human.stderr);
    assert!(human.stderr.contains("2 errors"));
}

#[test]
fn a_clean_check_says_nothing_on_standard_error_in_an_empty_environment() {
    let company = company();
    let output = Command::new(APPRAISE)
        .args(["check", "--policy"])
        .arg(company.path().join("policy.toml"))
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    let (told, shown) = (String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
    assert_eq!((output.status.code(), &*told), (Some(0), ""));
    assert!(shown.contains("6 rows read = 6 (Counted)"), "{shown}");
}

#[test]
fn under_errors_a_verbose_check_shows_what_was_recognised_and_writes_nothing() {
    let company = company_with_sales("日期,业务员,订单号,金额,天气\n2026-10-05,ann,A1,x,晴\n");
    let check = |more: &str| shell(company.path(), &format!("appraise check --period 2026-10 --lang en {more}"));
    let (quiet, verbose, machine) = (check(""), check("-v"), check("-v --message-format json"));
    for run in [&quiet, &verbose, &machine] {
        assert_eq!((run.code, run.stdout.as_str()), (1, ""));
        assert!(run.stderr.contains("not-a-number"), "{}", run.stderr);
    }
    assert!(verbose.stderr.contains("What was recognised") && verbose.stderr.contains("天气"), "{}", verbose.stderr);
    assert!(!quiet.stderr.contains("What was recognised"), "{}", quiet.stderr);
    assert!(machine.stderr.lines().all(|line| line.starts_with('{')), "{}", machine.stderr);
}

#[test]
fn words_that_nobody_declared_are_listed_once_with_their_rows() {
    let company = company();
    let policy = POLICY.replace("sales = \"sales.csv\"", "")
        + "[input.sales]\nfiles = \"sales.csv\"\ncounted = { status = [\"done\"] }\nvalues = { status = { fin = \"done\" } }\n";
    fs::write(company.path().join("policy.toml"), policy).expect("written");
    let head = "date,person,order,amount,status\n";
    let rows = ["done", "fin", "paid", "Done", "weird", "Done", "", "done"];
    let row = |(index, status): (usize, &&str)| format!("2026-10-05,ann,A{index},1,{status}\n");
    fs::write(
        company.path().join("sales.csv"),
        head.to_owned() + &rows.iter().enumerate().map(row).collect::<String>(),
    )
    .expect("written");
    let told = shell(company.path(), "appraise check --format json --threads 1").stdout;
    assert_eq!(told, shell(company.path(), "appraise check --format json --threads 4").stdout);
    let report: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let word = |word: &str, records: u32| serde_json::json!({ "input": "sales", "column": "status", "word": word, "records": records, "paid_by_default": "" });
    assert_eq!(report["labels"], serde_json::json!([word("weird", 1)]));
    let text = shell(company.path(), "appraise check -v --lang en").stdout;
    assert!(text.contains("Words that are neither known nor declared"), "{text}");
}

#[test]
fn init_writes_a_policy_that_works_and_replaces_nothing() {
    for language in ["en", "zh-Hans", "zh-Hant"] {
        let folder = tempfile::tempdir().expect("a folder");
        let run = appraise(folder.path(), &["init", "trial", "--lang", language]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        let trial = folder.path().join("trial");
        for command in ["check", "score", "pay"] {
            let run = appraise(&trial, &[command]);
            assert_eq!(run.code, 0, "{language} {command}: {}", run.stderr);
        }
        let mut before = String::new();
        fs::File::open(trial.join("policy.toml")).and_then(|mut file| file.read_to_string(&mut before)).expect("there");
        let again = appraise(folder.path(), &["init", "trial"]);
        assert_eq!((again.code, again.stdout.as_str()), (1, ""));
        assert_eq!(fs::read_to_string(trial.join("policy.toml")).expect("there"), before);
    }
}

#[test]
fn the_root_policy_needs_no_options() {
    let run = appraise(&root(), &["score", "--format", "csv"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(csv_rows(&run.stdout).len(), 18);
}

#[test]
fn rejects_that_were_mended_are_read_again() {
    let folder = company();
    let path = folder.path();
    let targets = |amount: &str| {
        format!("period,scope,id,measure,target\n2026-10,person,ann,revenue,{amount}\n2026-10,person,bob,revenue,40\n")
    };
    let policy = POLICY
        .replace("sales = \"sales.csv\"\n", "sales = \"sales.csv\"\n\n[input.targets]\nfiles = \"targets.csv\"\n");
    let policy = policy.replace(
        "score = \"per_unit\"\npoints = 1\nmax = 100\n",
        "score = \"linear\"\ncap = 2\nwhen_missing = \"zero\"\n",
    );
    let write = |name: &str, text: &str| fs::write(path.join(name), text).expect("written");
    let score = |more: &[&str]| appraise(path, &[&["score", "--period", "2026-10", "--format", "csv"], more].concat());
    write("policy.toml", &policy);
    write("targets.csv", &targets("50.00"));
    let clean = score(&[]);
    assert_eq!(clean.code, 0, "{}", clean.stderr);
    write("targets.csv", &targets("5O.00"));
    let aside = score(&["--rejects", "rejects.csv"]);
    assert_eq!(aside.code, 3, "{}", aside.stderr);
    assert_ne!(aside.stdout, clean.stdout);
    let rejects = fs::read_to_string(path.join("rejects.csv")).expect("rejects");
    write("mended.csv", &rejects.replace(",5O.00", ",50.00"));
    write("policy.toml", &policy.replace("targets.csv\"\n", "targets.csv\"\nmended = \"mended.csv\"\n"));
    assert_eq!(score(&[]), clean);
    let check = appraise(path, &["check", "--period", "2026-10", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&check.stdout).expect("JSON");
    assert!(report.to_string().contains("\"replaced\":1"), "{report}");
    let again = score(&["--rejects", "mended.csv"]);
    assert!(again.code == 1 && again.stderr.contains("rejects-over-mended"), "{}", again.stderr);
    assert!(fs::read_to_string(path.join("mended.csv")).expect("still there").contains(",50.00"));
}

#[test]
fn a_pipe_is_read_once_and_serves_every_pass() {
    let folder = company();
    let expected = shell(folder.path(), "appraise score --format csv");
    for pipes in ["sales.csv", "staff.csv sales.csv"] {
        let folder = company();
        let line = format!(
            "set -e; for f in {pipes}; do mv $f $f.kept; mkfifo $f; cat $f.kept > $f & done; timeout 20 appraise score --format csv"
        );
        let run = shell(folder.path(), &line);
        assert_eq!((run.code, &run.stdout), (0, &expected.stdout), "{pipes}: {}", run.stderr);
    }
    // What asks several times does not wait for a second reading.
    let piped = |command: &str| {
        let folder = company();
        let pipe = "sed '1s/$/,region/; 2,$s/$/,North/' sales.csv > kept.csv; rm sales.csv; mkfifo sales.csv; cat kept.csv > sales.csv & timeout 20 appraise";
        shell(folder.path(), &format!("{pipe} {command}"))
    };
    let run = piped("check");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = piped("report -o out");
    assert!(run.code == 2 && run.stderr.contains("report-of-pipe"), "{}: {}", run.code, run.stderr);
}

#[test]
fn what_is_no_file_that_can_be_read_is_told_by_name() {
    for (break_it, code) in [
        ("mv sales.csv other.csv", "file-not-found"),
        ("rm sales.csv; mkdir sales.csv", "file-is-folder"),
        ("rm sales.csv; ln -s sales.csv sales.csv", "file-unreadable"),
        ("rm sales.csv; ln -s /proc/self/mem sales.csv", "file-unreadable"),
    ] {
        let folder = company();
        let run = shell(folder.path(), &format!("{break_it}; appraise score"));
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{break_it}");
        assert!(run.stderr.contains(code) && run.stderr.contains("sales.csv"), "{break_it}: {}", run.stderr);
    }
}

#[test]
fn another_table_in_a_file_refuses_it_even_with_rejects() {
    let company = company_with_sales(format!("{SALES}\ncustomer,region,product\nC1,North,A\n"));
    for rejects in [&[][..], &["--rejects", "rejects.csv"][..]] {
        let arguments = [&["pay", "--format", "csv"], rejects].concat();
        let run = appraise(company.path(), &arguments);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""));
        assert!(run.stderr.contains("error[second-header]") && run.stderr.contains("sales.csv:6"), "{}", run.stderr);
        assert!(!run.stderr.contains("too-few-fields"), "{}", run.stderr);
    }
}

#[test]
fn how_many_bad_rows_are_kept_is_the_same_in_any_number_of_threads() {
    let row = |index: u32| match index % 100 {
        50 => format!("2026-10-05,ann,A{index},bad\n"),
        _ => format!("2026-10-05,ann,A{index},1.00\n"),
    };
    let rows: String = (0..150_000).map(row).collect();
    let company = company_with_sales(format!("date,person,order,amount\n{rows}"));
    for rejects in [&[][..], &["--rejects", "rejects.csv"][..]] {
        let run =
            |threads| appraise(company.path(), &[&["pay", "--format", "csv", "--threads", threads], rejects].concat());
        let (one, four) = (run("1"), run("4"));
        assert_eq!((one.code, &one.stderr), (four.code, &four.stderr));
        assert_eq!(one.stderr.matches("more-of-the-same").count(), 1, "{}", one.stderr);
    }
}

#[test]
fn a_filter_on_a_column_that_the_file_does_not_have_is_refused() {
    let company = company();
    let with = |key: &str| {
        let input = format!("\n[input.sales]\nfiles = \"sales.csv\"\n{key}");
        fs::write(company.path().join("policy.toml"), POLICY.replace("sales = \"sales.csv\"", &input))
            .expect("written");
        appraise(company.path(), &["pay", "--period", "2026-10", "--format", "csv"])
    };
    for key in [
        "counted = { status = [\"won\"] }",
        "counted = { not = { status = [\"lost\"] } }",
        "counted = { own = [\"x\"] }",
        "returns = { status = [\"returned\"], sign = \"flip\" }",
        "fill_down = [\"persn\"]",
    ] {
        let run = with(key);
        assert!(run.code == 1 && run.stderr.contains("column-missing"), "{key}: {}", run.stderr);
    }
    for key in [
        "constants = { status = \"won\" }\ncounted = { status = [\"won\"] }",
        "counted = { status = { missing = true } }",
    ] {
        let run = with(key);
        assert_eq!(run.code, 0, "{key}: {}", run.stderr);
    }
}

#[test]
fn nothing_that_was_read_is_written_over() {
    let company = company();
    for arguments in [
        "-o sales.csv",
        "-o ./staff.csv",
        "-o policy.toml --format csv",
        "--rejects sales.csv",
        "-o a.csv --rejects a.csv",
    ] {
        let run = shell(company.path(), &format!("appraise pay {arguments}"));
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments}: {}", run.stderr);
    }
    for (name, text) in [("policy.toml", POLICY), ("staff.csv", STAFF), ("sales.csv", SALES)] {
        assert_eq!(fs::read_to_string(company.path().join(name)).expect("there"), text);
    }
    assert!(!company.path().join("a.csv").exists());
}

#[test]
fn total_rows_and_texts_among_the_rows_are_set_aside_once() {
    let totals = "note to all,,,\nann 小计,,,50\n合计,,,80\nprepared by: eve,,,\n";
    let company = company_with_sales(format!("{SALES}{totals}2026-10-08,ann,A4,1\n"));
    let set_aside = |policy: &str| {
        fs::write(company.path().join("policy.toml"), policy).expect("written");
        let run = appraise(company.path(), &["check", "--format", "json", "--rejects", "rejects.csv"]);
        assert_eq!(run.code, 3, "{}", run.stderr);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        let rows = csv_rows(&fs::read_to_string(company.path().join("rejects.csv")).expect("there"));
        fs::remove_file(company.path().join("rejects.csv")).expect("removed");
        let rows = rows.into_iter().map(|row| format!("{} {}", row["line"], row["code"])).collect::<Vec<_>>();
        (rows, report.to_string())
    };
    let (rows, report) = set_aside(POLICY);
    assert_eq!(rows, ["5 text-among-rows", "6 total-differs", "7 total-differs"]);
    assert!(report.contains("\"records\":8"), "{report}");
    let refusing =
        POLICY.replace("sales = \"sales.csv\"", "\n[input.sales]\nfiles = \"sales.csv\"\ntotal_rows = \"refuse\"");
    assert_eq!(set_aside(&refusing).0, ["5 text-among-rows", "6 total-row", "7 total-row"]);
}

#[test]
fn a_bare_order_is_taken_back_where_the_file_has_other_columns() {
    let policy = POLICY.replace(
        "[measures.revenue]",
        "returns = \"returns.csv\"\n\n[crediting]\nreturns = \"original\"\n\n[measures.revenue]",
    );
    let company = company();
    fs::write(company.path().join("policy.toml"), policy).expect("written");
    fs::write(company.path().join("returns.csv"), "order,date,amount\nA1,,\n\n").expect("written");
    let run = appraise(company.path(), &["pay", "--format", "csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let paid: Vec<String> = csv_rows(&run.stdout).into_iter().map(|row| row["total_amount"].clone()).collect();
    assert_eq!(paid, ["0.00", "3.03", "0.10"]);
}

#[test]
fn a_row_that_takes_back_an_order_of_several_lines_is_one_row() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["policy.toml", "staff.csv", "targets.csv", "returns.csv"] {
        let from = root().join("tests/findings/bare-return-needs-original").join(name);
        fs::copy(from, folder.path().join(name)).expect("copied");
    }
    let policy = fs::read_to_string(folder.path().join("policy.toml")).expect("a policy");
    let policy = policy + "\n[crediting]\nreturns = \"original\"\n";
    fs::write(folder.path().join("policy.toml"), policy).expect("written");
    let sales = "date,person,order,customer,amount\n2026-10-05,ann,A1,acme,1000\n2026-10-05,bob,A1,acme,300\n";
    fs::write(folder.path().join("sales.csv"), sales).expect("written");
    let run = appraise(folder.path(), &["check", "--period", "2026-10"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout.contains("│ returns │ returns.csv │       1 │       1 │                  0 │       1 │"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_long_record_is_set_aside_verbatim() {
    let company = company();
    let long = format!("2026-10-06,ann,A9,\"{}\",many", "长".repeat(20_000));
    let sales = fs::read_to_string(company.path().join("sales.csv")).expect("sales") + &long + "\n";
    fs::write(company.path().join("sales.csv"), sales).expect("written");
    let run = appraise(company.path(), &["score", "--format", "csv", "--rejects", "rejects.csv"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let rejects = fs::read_to_string(company.path().join("rejects.csv")).expect("rejects");
    let rows = csv_rows(&rejects);
    assert_eq!((rows.len(), rows[0]["column"].as_str(), rows[0]["record"].trim_end()), (1, "20022", long.as_str()));
}

#[test]
fn report_and_rejects_are_one_set() {
    let company = company();
    for line in [
        "pay -o a.csv --rejects ./a.csv",
        "pay -o a.csv --rejects sub/../a.csv",
        "pay --rejects -",
        "pay -o policy.toml",
    ] {
        let run = shell(company.path(), &format!("mkdir -p sub; appraise {line} --format csv"));
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{line}: {}", run.stderr);
        assert!(!company.path().join("a.csv").exists(), "{line}");
    }
    let halfway = shell(company.path(), "appraise pay -o a.csv --rejects none/b.csv");
    assert_eq!((halfway.code, company.path().join("a.csv").exists()), (74, false));
}

#[test]
fn runs_at_once_leave_one_whole_set_and_no_other_file() {
    let company = company();
    let line = "for i in 1 2 3 4 5 6 7 8; do (appraise pay -q -o a.csv --rejects b.csv; echo $?) & done; wait; ls -a";
    let run = shell(company.path(), &format!("{{ {line}; }} 2>/dev/null"));
    let codes: Vec<&str> = run.stdout.lines().filter(|line| line.parse::<u8>().is_ok()).collect();
    assert!(codes.iter().all(|code| ["0", "75"].contains(code)) && codes.contains(&"0"), "{codes:?}");
    assert!(run.stdout.contains("a.csv\nb.csv\n") && !run.stdout.contains(".appraise-"), "{}", run.stdout);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_with_its_code_and_leaves_nothing() {
    let company = company();
    for (signal, code) in [("TERM", 143), ("INT", 130), ("HUP", 129)] {
        let wait = "mkfifo slow 2>/dev/null; set -m; appraise pay -o a.csv --policy slow & p=$!; sleep 0.3";
        let run = shell(company.path(), &format!("{wait}; kill -{signal} $p; wait $p; echo $?; ls -a"));
        assert!(run.stdout.starts_with(&format!("{code}\n")), "{signal}: {run:?}");
        assert!(!run.stdout.contains(".appraise-") && !run.stdout.contains("a.csv"), "{}", run.stdout);
    }
}

#[cfg(unix)]
#[test]
fn where_memory_is_not_enough_a_sentence_is_told_and_nothing_is_half_written() {
    let company = company();
    let staff: String = (0..60_000).map(|person| format!("{person},Sales\n")).collect();
    fs::write(company.path().join("staff.csv"), format!("{STAFF}{staff}")).expect("written");
    fs::write(company.path().join("out.csv"), "before").expect("written");
    for traces in ["0", "1", "full"] {
        let asked = format!(
            "ulimit -v 70000; export RUST_BACKTRACE={traces}; exec appraise score --period 2026-10 -o out.csv --lang en"
        );
        let run = shell(company.path(), &asked);
        assert_eq!(run.code, 71, "{}", run.stderr);
        assert!(run.stderr.starts_with("error: there is not enough memory"), "{}", run.stderr);
        assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    }
    assert_eq!(fs::read_to_string(company.path().join("out.csv")).expect("there"), "before");
}

#[test]
fn a_link_that_leads_nowhere_is_in_the_way_of_a_trial() {
    let folder = tempfile::tempdir().expect("a folder");
    std::os::unix::fs::symlink("elsewhere.toml", folder.path().join("policy.toml")).expect("a link");
    let run = appraise(folder.path(), &["init", "."]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("policy.toml") && !folder.path().join("elsewhere.toml").exists());
    assert!(!folder.path().join("data").exists());
}

#[test]
fn an_open_quote_and_an_endless_record_refuse_their_file_even_with_rejects() {
    let company = company();
    let sales = fs::read_to_string(company.path().join("sales.csv")).expect("sales");
    let long = "z".repeat(17 << 20);
    for (code, tail) in [
        ("unclosed-quote", "2026-10-06,ann,A9,\"10\n2026-10-07,ann,A10,20\n".to_owned()),
        ("record-too-long", format!("2026-10-06,ann,\"{long}\",10\n2026-10-07,ann,A10,20\n")),
        ("record-too-long", format!("2026-10-06,ann,{long},10\n2026-10-07,ann,A10,20\n")),
    ] {
        fs::write(company.path().join("sales.csv"), sales.clone() + &tail).expect("written");
        let run = appraise(company.path(), &["score", "--rejects", "rejects.csv"]);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{code}");
        assert!(run.stderr.contains(code) && run.stderr.len() < 2_000, "{}", &run.stderr[..200]);
        assert!(!company.path().join("rejects.csv").exists());
    }
}

#[test]
fn a_record_of_too_many_fields_is_a_bad_row() {
    let company = company();
    let sales = fs::read_to_string(company.path().join("sales.csv")).expect("sales") + &",".repeat(20_000) + "\n";
    fs::write(company.path().join("sales.csv"), sales).expect("written");
    let run = appraise(company.path(), &["score", "--rejects", "rejects.csv"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(fs::read_to_string(company.path().join("rejects.csv")).expect("rejects").contains("record-too-wide"));
}

#[test]
fn a_header_that_is_longer_than_any_is_told_as_that() {
    let company = company();
    let sales = fs::read_to_string(company.path().join("sales.csv")).expect("sales");
    let (header, rows) = sales.split_once('\n').expect("a header");
    let long = "x".repeat(300 << 10);
    for begin in [format!("{header},\"{long}\"\n"), format!("{long}\n{header}\n"), format!("{header},{long}\n")] {
        let rows = if begin.starts_with('x') { rows.to_owned() } else { rows.replace('\n', ",\n") };
        fs::write(company.path().join("sales.csv"), begin + &rows).expect("written");
        let run = appraise(company.path(), &["score", "--period", "2026-10"]);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""));
        assert!(run.stderr.contains("header-too-long") && !run.stderr.contains("unclosed"), "{}", &run.stderr[..200]);
    }
}

#[test]
fn any_number_of_threads_may_be_asked_for() {
    let company = company();
    let run = appraise(company.path(), &["score", "--threads", "18446744073709551615"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[cfg(unix)]
#[test]
fn a_pipe_that_nobody_writes_to_is_told() {
    let company = company();
    let line =
        "rm sales.csv; mkfifo sales.csv; set -m; appraise score & p=$!; sleep 2.5; kill -TERM $p; wait $p; echo $?";
    let run = shell(company.path(), line);
    assert!(run.stderr.contains("waiting-for-pipe") && run.stderr.contains("sales.csv"), "{}", run.stderr);
    assert_eq!(run.stdout, "143\n");
}

#[test]
fn a_policy_of_any_size_is_told_at_once() {
    let company = company();
    fs::write(company.path().join("large.toml"), "# nothing\n".repeat(200_000)).expect("written");
    for policy in
        ["large.toml", "/dev/zero"].into_iter().filter(|path| !path.starts_with('/') || Path::new(path).exists())
    {
        let run = appraise(company.path(), &["score", "--policy", policy]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(run.stderr.contains("policy-too-large"), "{}", run.stderr);
    }
}
