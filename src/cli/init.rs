//! What `appraise init` writes: a policy with every key of the language, the schema that editors check it by, sample files, and a worked case.
//!
//! The rules are the same in every language, and so are the figures; people, headers, names and files are in the language.

use std::borrow::Cow;
use std::path::Path;

use super::args::Options;
use super::exit::Exit;
use super::run::{Session, shown};
use crate::finding::Finding;
use crate::locale::Language;
use crate::output::{self, OutputError, Set, Target};
use crate::policy::schema;

/// The file of that name in one language.
macro_rules! in_language {
    (En, $name:literal) => {
        include_str!(concat!("init/en/", $name, ".csv"))
    };
    (ZhHans, $name:literal) => {
        include_str!(concat!("init/zh-Hans/", $name, ".csv"))
    };
    (ZhHant, $name:literal) => {
        include_str!(concat!("init/zh-Hant/", $name, ".csv"))
    };
}

/// The input that a sample file is for, then its path and contents in each language.
type Sample = (&'static str, [(&'static str, &'static str); 3]);

/// The sample files from a table of their names.
macro_rules! samples {
    ($($name:literal: $en:literal, $hans:literal, $hant:literal;)*) => {
        [$(($name, [
            ($en, in_language!(En, $name)),
            ($hans, in_language!(ZhHans, $name)),
            ($hant, in_language!(ZhHant, $name)),
        ])),*]
    };
}

/// What the first line of the policy names for editors.
const SCHEMA: &str = "policy.schema.json";

const SAMPLES: [Sample; 16] = samples! {
    "staff": "data/staff.csv", "数据/员工.csv", "資料/員工.csv";
    "customers": "data/customers.csv", "数据/客户.csv", "資料/客戶.csv";
    "targets": "data/targets.csv", "数据/目标.csv", "資料/目標.csv";
    "sales": "data/sales.csv", "数据/销售.csv", "資料/銷售.csv";
    "returns": "data/returns.csv", "数据/退货.csv", "資料/退貨.csv";
    "collections": "data/collections.csv", "数据/回款.csv", "資料/收款.csv";
    "splits": "data/splits.csv", "数据/业绩分摊.csv", "資料/業績分攤.csv";
    "overlays": "data/overlays.csv", "数据/协同业绩.csv", "資料/協同業績.csv";
    "activities": "data/activities.csv", "数据/拜访记录.csv", "資料/拜訪紀錄.csv";
    "surveys": "data/surveys.csv", "数据/满意度.csv", "資料/滿意度.csv";
    "tickets": "data/tickets.csv", "数据/投诉.csv", "資料/客訴.csv";
    "training": "data/training.csv", "数据/培训.csv", "資料/訓練.csv";
    "ratings": "data/ratings.csv", "数据/评分.csv", "資料/評分.csv";
    "conduct": "data/conduct.csv", "数据/奖惩.csv", "資料/獎懲.csv";
    "leave": "data/leave.csv", "数据/请假.csv", "資料/請假.csv";
    "adjustments": "data/adjustments.csv", "数据/调整.csv", "資料/調整.csv";
};

/// Path, relative to the folder asked for, and contents of each file; the policy first.
pub fn files(language: Language) -> Vec<(&'static str, Cow<'static, str>)> {
    let samples = SAMPLES.iter().map(|(_, languages)| languages[language as usize]);
    let own = [("policy.toml", policy(language)), ("policy.cases.toml", cases(language))];
    let written = own.into_iter().chain(samples).map(|(path, contents)| (path, Cow::Borrowed(contents)));
    written.chain([(SCHEMA, Cow::Owned(schema::text()))]).collect()
}

/// Runs the command: all files or, where one is there already, none.
pub fn execute(options: &Options, folder: &Path) -> Exit {
    let mut session = Session::new(options);
    let files = files(session.locale().language());
    // A link that leads nowhere is in the way too: what it would make stands somewhere else.
    let there = files.iter().map(|(path, _)| folder.join(path)).filter(|path| path.symlink_metadata().is_ok());
    there.for_each(|path| session.findings.push(Finding::error("file-in-the-way").with("file", shown(&path))));
    if session.findings.has_errors() {
        return session.refuse();
    }
    if let Err(error) = write(folder, &files) {
        return session.fail(error.finding(), Exit::of(&error));
    }
    let locale = session.locale();
    let count = files.len().to_string();
    let text = locale.fill("init_done", &[("count", &count), ("folder", &shown(folder))]);
    match output::write(&Target::Stdout, format!("{text}\n").as_bytes()) {
        Ok(()) => Exit::Written,
        Err(error) => session.fail(error.finding(), Exit::of(&error)),
    }
}

/// Writes all files or none.
fn write(folder: &Path, files: &[(&str, Cow<'_, str>)]) -> Result<(), OutputError> {
    let mut set = Set::default().making_folders();
    for (path, contents) in files {
        set = set.with(Target::File(folder.join(path)), contents.as_bytes());
    }
    set.write()
}

fn policy(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("init/policy.en.toml"),
        Language::ZhHans => include_str!("init/policy.zh-Hans.toml"),
        Language::ZhHant => include_str!("init/policy.zh-Hant.toml"),
    }
}

fn cases(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("init/policy.cases.en.toml"),
        Language::ZhHans => include_str!("init/policy.cases.zh-Hans.toml"),
        Language::ZhHant => include_str!("init/policy.cases.zh-Hant.toml"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::finding::{Finding, Findings};
    use crate::ingest::header::{columns_of, match_header};
    use crate::policy::{self, Policy};

    fn read(language: Language) -> Policy {
        let mut findings = Findings::new();
        let policy = policy::read("policy.toml", policy(language), &mut findings);
        assert_eq!(findings.sorted(), Vec::<&Finding>::new(), "{}", language.id());
        policy.expect("a policy without findings is there")
    }

    /// The keys and numbers in force: each line up to its comment, without names. No text of the template holds `#`.
    fn rules(language: Language) -> Vec<String> {
        let lines = policy(language).lines().map(|line| line.split('#').next().unwrap_or("").trim_end());
        let own = |line: &&str| {
            ["language", "currency", "name", "label", "values", "durations", "holidays", "extra_workdays"]
                .iter()
                .any(|key| line.starts_with(key))
        };
        let names = |line: &str| {
            let parts = line.split('"').enumerate();
            parts
                .map(|(at, part)| if at % 2 == 1 && !is_number(part) { "…" } else { part })
                .collect::<Vec<_>>()
                .join("\"")
        };
        let plain = |line: &str| {
            let line = if line.starts_with('[') { names(line).replace("\"…\"", "…") } else { names(line) };
            line.split_once(" = ").map_or(line.clone(), |(_, value)| value.to_owned())
        };
        lines.filter(|line| !line.is_empty() && !line.starts_with('[') && !own(line)).map(plain).collect()
    }

    fn is_number(text: &str) -> bool {
        text.starts_with(|c: char| c.is_ascii_digit())
    }

    #[test]
    fn the_template_is_read_without_a_finding_in_every_language() {
        for (id, language) in Language::ALL {
            assert_eq!(read(language).header.language, id);
        }
    }

    #[test]
    fn an_editor_finds_the_schema_that_the_policy_names() {
        for (id, language) in Language::ALL {
            let named = policy(language).lines().next().and_then(|line| line.strip_prefix("#:schema ./"));
            assert_eq!(named, Some(SCHEMA), "{id}");
            assert!(files(language).iter().any(|(path, _)| *path == SCHEMA), "{id}");
        }
    }

    #[test]
    fn the_rules_are_the_same_in_every_language() {
        for (id, language) in Language::ALL {
            assert_eq!(rules(language), rules(Language::En), "{id}");
        }
    }

    #[test]
    fn the_policy_reads_exactly_the_sample_files() {
        for (id, language) in Language::ALL {
            let named: BTreeSet<String> =
                read(language).inputs.into_iter().flat_map(|input| input.files).map(|file| file.value).collect();
            let written =
                files(language).into_iter().map(|(path, _)| path.to_owned()).filter(|path| path.ends_with(".csv"));
            assert_eq!(named, written.collect(), "{id}");
        }
    }

    #[test]
    fn every_sample_file_has_a_known_header_and_whole_rows() {
        for (kind, languages) in SAMPLES {
            for (path, contents) in languages {
                let mut rows = contents.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
                let header = rows.next().expect("a header");
                let required = columns_of(kind).iter().filter(|column| column.required);
                let needed: Vec<String> = required.map(|column| column.name.to_owned()).collect();
                let found = match_header(kind, &header, &[], &needed);
                assert_eq!((found.ignored, found.faults), (Vec::new(), Vec::new()), "{path}");
                let rows: Vec<_> = rows.inspect(|row| assert_eq!(row.len(), header.len(), "{path}: {row:?}")).collect();
                assert!((1..=25).contains(&rows.len()), "{path}");
            }
        }
    }
}
