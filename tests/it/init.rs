//! What `init` writes works as it stands: no finding, and in every language the figures that were computed by hand.

use std::collections::BTreeMap;

use crate::support::{appraise, csv_rows};

/// Person and component, or line of an adjustment, by their place in the policy and the pay of October 2026.
///
/// Commission: Ann collected 7,200 + 21,440 + 60 % of 6,000.75 = 32,240.45, so 600 + 12,240.45 × 5 % = 1,212.0225; Ben 14,900 × 3 %;
/// Cho 12,300.30 × 3 %; Dan 4,500 × 3 % halved, for 3,000 ÷ 6,193.55 is under 50 %; Ema 600 + 5,360 × 5 %. Machines: 18,500 × 1.5 % +
/// 9,900 × 1 %, Ben 9,900 × 1 %. Performance salary: 2,000 × 1.0401 at 94.01 points, 1,500 × 0.843066… at 78.23, 2,500 × 1.0758 at 97.58.
/// The lead's override: (89,300.75 − 20,000) × 1 %. The guarantee: 1,000 − 369.01.
const PAID: [(&str, &str, &str); 17] = [
    ("001", "Performance salary", "2080.20"),
    ("001", "Commission", "1212.02"),
    ("001", "Machine commission", "376.50"),
    ("001", "Target bonus", "500.00"),
    ("001", "New customers", "200.00"),
    ("001", "Mentor", "300.00"),
    ("001", "Travel allowance", "120.50"),
    ("002", "Performance salary", "1264.60"),
    ("002", "Commission", "447.00"),
    ("002", "Machine commission", "99.00"),
    ("003", "Commission", "369.01"),
    ("003", "Guarantee", "630.99"),
    ("004", "Commission", "67.50"),
    ("005", "Commission", "868.00"),
    ("005", "Machine commission", "376.50"),
    ("006", "Performance salary", "2689.50"),
    ("006", "Lead's override", "693.01"),
];

/// Names of lines in the three languages.
const NAMES: [[&str; 3]; 9] = [
    ["Performance salary", "绩效工资", "績效薪資"],
    ["Commission", "提成", "業績獎金"],
    ["Machine commission", "设备提成", "設備獎金"],
    ["Target bonus", "达标奖", "達標獎金"],
    ["New customers", "新客户奖", "新客戶獎金"],
    ["Mentor", "带徒奖", "輔導獎金"],
    ["Travel allowance", "差旅补贴", "差旅補貼"],
    ["Guarantee", "保底", "保障獎金"],
    ["Lead's override", "主管提成", "主管獎金"],
];

fn name(english: &str, language: usize) -> &str {
    NAMES.iter().find(|names| names[0] == english).map_or(english, |names| names[language])
}

#[test]
fn the_trial_is_right_and_quiet_in_every_language() {
    for (language, id) in ["en", "zh-Hans", "zh-Hant"].into_iter().enumerate() {
        let folder = tempfile::tempdir().expect("a folder");
        let run = |arguments: &[&str]| {
            let run = appraise(folder.path(), arguments);
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{id}: {arguments:?}");
            run.stdout
        };
        run(&["init", "--lang", id]);
        run(&["check", "--audit"]);
        run(&["score"]);
        run(&["pay"]);
        let rows = csv_rows(&run(&["pay", "--lines", "--format", "csv"]));
        let paid: BTreeMap<(&str, &str), &str> =
            rows.iter().map(|row| ((row["person"].as_str(), row["line"].as_str()), row["amount"].as_str())).collect();
        for (person, line, amount) in PAID {
            assert_eq!(paid.get(&(person, name(line, language))), Some(&amount), "{id}: {person} {line}");
        }
    }
}

#[test]
fn tables_of_the_chinese_trial_have_no_english_in_them() {
    for id in ["zh-Hans", "zh-Hant"] {
        let folder = tempfile::tempdir().expect("a folder");
        appraise(folder.path(), &["init", "--lang", id]);
        for command in [&["score"][..], &["pay"], &["pay", "--lines"]] {
            let table = appraise(folder.path(), command).stdout;
            // The head names the file and the program; control totals name inputs and their columns as policies do.
            let blocks = table.split("\n\n").skip(1).filter(|block| !block.starts_with("控制"));
            let has_word = |block: &&str| block.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word.len() > 1);
            let found: Vec<&str> = blocks.filter(has_word).collect();
            assert_eq!(found, Vec::<&str>::new(), "{id} {command:?}");
        }
    }
}
