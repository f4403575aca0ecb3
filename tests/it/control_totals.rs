//! Every record of every file is in exactly one part of the control totals: in the examples, in the gallery of findings, and in files
//! with everything in them that is no row.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::root;
use sales_appraisal::calendar::Period;
use sales_appraisal::finding::Findings;
use sales_appraisal::gathering::Scope;
use sales_appraisal::ingest::facts::FileFacts;
use sales_appraisal::ingest::faults::FaultPolicy;
use sales_appraisal::ingest::progress::Progress;
use sales_appraisal::policy;
use sales_appraisal::run::{Outcome, Request, Steps, Wanted, run};

/// What a policy's run comes to with bad rows set aside; nothing where it cannot be read.
fn outcome(policy_file: &Path, period: Option<&str>, threads: usize) -> Option<(Outcome, Findings)> {
    let text = fs::read_to_string(policy_file).ok()?;
    let mut findings = Findings::new();
    let policy = policy::read("policy.toml", &text, &mut findings)?;
    let period = period.and_then(|period| Period::parse(period, policy.header.fiscal_year_starts));
    let folder = policy_file.parent().expect("a folder");
    let closed = crate::support::closed(folder, &policy, &mut findings);
    let request = Request {
        allow_empty: false,
        folder,
        period,
        threads,
        bad_rows: FaultPolicy::SetAside,
        wanted: Wanted::Either,
        audits: false,
        steps: Steps::OfEverybody,
        subject: None,
        questions: Vec::new(),
        as_of: None,
        scope: Scope::Everything,
        encoding: None,
        closed,
        notes: false,
        progress: &Progress::default(),
    };
    let outcome = run(policy, &request, &mut findings)?;
    Some((outcome, findings))
}

fn files(outcome: &Outcome) -> impl Iterator<Item = &FileFacts> {
    outcome.gathered.facts.iter().flat_map(|one| &one.files)
}

#[test]
fn the_parts_add_up_in_every_example() {
    let mut seen = 0;
    for folder in ["adventureworks", "adventureworks/variants", "chinook", "handbook"] {
        for path in crate::support::files(&format!("examples/{folder}"), "toml") {
            let Some((outcome, findings)) = outcome(&path, None, 2) else { continue };
            assert!(!findings.has_errors(), "{}: {findings:?}", path.display());
            for facts in files(&outcome) {
                assert!(facts.adds_up() && facts.records > 0, "{}: {facts:?}", path.display());
                assert!(facts.header_line > 0 && facts.digest.is_some() && !facts.encoding.is_empty(), "{facts:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 30, "{seen} files");
}

#[test]
fn the_parts_add_up_beside_every_finding() {
    let folders = fs::read_dir(root().join("tests/findings")).expect("a folder");
    let folders: Vec<PathBuf> =
        folders.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
    // What follows a file's own fault is not read, so that its records are none of the parts; and the number of an order is looked at
    // only after its row was counted.
    let unread = [
        "second-header",
        "unclosed-quote",
        "report-in-groups",
        "return-with-unread-numbers",
        "return-with-blank-amounts",
    ];
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for folder in folders {
        let Some((outcome, findings)) = outcome(&folder.join("policy.toml"), Some("2026-10"), 2) else { continue };
        if findings.iter().any(|finding| unread.contains(&finding.code)) {
            continue;
        }
        for facts in files(&outcome) {
            if !facts.adds_up() {
                wrong.push(format!("{}: {facts:?}", folder.display()));
            }
            seen += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 200, "{seen} files");
}

const POLICY: &str = r#"schema = 1
[policy]
name = "Dirt"
version = "1"
currency = "CNY"
period = "month"
[input]
staff = "staff.csv"
[input.sales]
files = "sales.csv"
counted = { status = ["已收款"] }
returns = { status = ["退货"], sign = "flip" }
[crediting]
unassigned = "list"
[measures.revenue]
sum = "sales.amount"
[scorecards.field]
roles = ["业务员"]
[[scorecards.field.indicators]]
measure = "revenue"
weight = 100
score = "per_unit"
points = 1
max = 100
[grades]
steps = [{ from = 0, grade = "A", coefficient = 1 }]
"#;

const STAFF: &str = "\u{FEFF}人员名册,,\n姓名,岗位,小组\n张三,业务员,一组\n\n姓名,岗位,小组\n李四,业务员,二组\n";

const SALES: &str = "2026年10月,,,,\n日期,业务员,订单号,状态,金额\n2026-10-01,张三,A1,已收款,100\n,,,,\n\
日期,业务员,订单号,状态,金额\n2026-10-02,李四,A2,已收款,50.5\n2026-09-02,李四,A3,已收款,7\n2020-01-02,李四,A9,已收款,3\n\
2026-10-03,李四,A4,待审,9\n2026-10-04,王五,A5,已收款,11\n2026-10-05,张三,A6,退货,10\n2026-10-06,张三,A7,已收款,x\n\
合计,,,,190.5\n\n制表人：赵六,,,,\n";

/// A folder of files that is removed with it.
fn dirt() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("policy.toml", POLICY), ("staff.csv", STAFF), ("sales.csv", SALES)] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

#[test]
fn what_is_no_row_is_in_a_part_of_its_own() {
    let folder = dirt();
    for threads in [1, 4] {
        let (outcome, findings) =
            outcome(&folder.path().join("policy.toml"), Some("2026-10"), threads).expect("an outcome");
        assert!(!findings.has_errors(), "{findings:?}");
        let all: Vec<&FileFacts> = files(&outcome).collect();
        let [staff, sales] = all[..] else { panic!("two files: {all:?}") };
        assert!(staff.adds_up() && sales.adds_up(), "{all:?}");
        assert_eq!((staff.records, staff.counted, staff.blank, staff.repeated_headers), (4, 2, 1, 1));
        assert_eq!((staff.header_line, staff.encoding_by, staff.bom), (2, "byte-order-mark", true));
        let parts = sales.parts().map(|(_, count)| count);
        assert_eq!((sales.records, parts.iter().sum::<u64>()), (13, 13), "{sales:?}");
        assert_eq!((sales.blank, sales.repeated_headers, sales.header_line), (2, 1, 2));
        assert_eq!((sales.set_aside > 0, sales.unassigned, sales.returned), (true, 1, 1), "{sales:?}");
        assert_eq!(sales.first_date.map(|day| day.to_string()).as_deref(), Some("2020-01-02"));
    }
}
