//! The texts are complete in all languages, and every code in the source has its words.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;
use crate::derivation::{CurveForm, Form};
use crate::number::Rounding;
use crate::policy::rules::Label;
use crate::report::model::{Phrase, Shape};

fn number(text: &str) -> Number {
    Number::parse(text).expect("a decimal")
}

fn shown(language: Language, text: &str, shape: Shape) -> String {
    Locale::new(language).number(&number(text), shape, Precision::Shown)
}

#[test]
fn the_texts_can_be_read_and_every_language_fills_the_same_braces() {
    let _: toml::Table = toml::from_str(include_str!("terms.toml")).expect("terms.toml");
    let _: toml::Table = toml::from_str(include_str!("findings.toml")).expect("findings.toml");
    let _: toml::Table = toml::from_str(include_str!("statements.toml")).expect("statements.toml");
    let _: toml::Table = toml::from_str(include_str!("choices.toml")).expect("choices.toml");
    let _: toml::Table = toml::from_str(include_str!("cli.toml")).expect("cli.toml");
    assert!(catalog::terms().entries().len() > 150);
    assert!(!catalog::findings().entries().is_empty());
    let braces = |text: &str| catalog::names(text).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    for (id, entry) in &catalog::terms().entries() {
        for (_, language) in Language::ALL {
            let text = entry.text(language);
            assert!(!text.trim().is_empty(), "{id}");
            assert_eq!(braces(text), braces(entry.text(Language::En)), "{id} in {}", language.id());
        }
        assert!(entry.text(Language::En).is_ascii(), "{id}: --ascii shows this");
    }
    for (id, entry) in &catalog::command_line().entries() {
        for (_, language) in Language::ALL {
            let text = entry.text(language);
            assert!(!text.trim().is_empty(), "{id}");
            assert_eq!(braces(text), braces(entry.text(Language::En)), "{id} in {}", language.id());
            assert_eq!(catalog::command_line().text(id, language), Some(text), "{id}");
        }
    }
    for (code, entry) in &catalog::findings().entries() {
        for (_, language) in Language::ALL {
            let ((message, help), english) = (entry.text(language), entry.text(Language::En));
            assert!(!message.trim().is_empty() && !help.trim().is_empty(), "{code}");
            assert_eq!(braces(message), braces(&english.0), "{code} in {}", language.id());
            assert_eq!(braces(help), braces(&english.1), "{code} in {}", language.id());
        }
    }
}

#[test]
fn a_text_that_is_asked_for_is_the_one_of_the_whole_file() {
    for (_, language) in Language::ALL {
        for (id, entry) in &catalog::terms().entries() {
            assert_eq!(catalog::terms().text(id, language), Some(entry.text(language)), "{id}");
        }
        for (code, entry) in &catalog::findings().entries() {
            assert_eq!(catalog::findings().text(code, language), Some(entry.text(language)), "{code}");
        }
    }
    assert_eq!(catalog::terms().text("no such term", Language::En), None);
}

#[test]
fn the_two_chinese_languages_do_not_mix_their_characters() {
    let simplified_only = "标档获资们单达级绩项额计数据报错误个团队产业务与时说过规则";
    let traditional_only = "標檔獲資們單達級績項額計數據報錯誤個團隊產業務與時說過規則";
    let check = |id: &str, text: &str, foreign: &str| {
        assert!(!text.chars().any(|character| foreign.contains(character)), "{id}: {text}");
    };
    for (id, entry) in &catalog::terms().entries() {
        check(id, entry.text(Language::ZhHans), traditional_only);
        check(id, entry.text(Language::ZhHant), simplified_only);
    }
    for (code, entry) in &catalog::findings().entries() {
        let [hans, hant] = [Language::ZhHans, Language::ZhHant].map(|language| entry.text(language));
        check(code, &format!("{}{}", hans.0, hans.1), traditional_only);
        check(code, &format!("{}{}", hant.0, hant.1), simplified_only);
    }
}

/// One word for one thing: what stands for it, and the words that would be a second one for it.
const ONE_WORD: [(Language, &str, &[&str]); 17] = [
    (Language::En, "scorecard", &["score card", "scoring sheet"]),
    (Language::En, "attainment", &["achievement rate", "completion rate"]),
    (Language::ZhHans, "方案", &["政策", "办法"]),
    (Language::ZhHans, "考核表", &["评分卡", "计分卡", "评分表的总分"]),
    (Language::ZhHans, "达成率", &["完成率", "达标率"]),
    (Language::ZhHans, "系数", &["乘数"]),
    (Language::ZhHans, "分数", &["分值"]),
    (Language::ZhHans, "人员编号", &["工号"]),
    (Language::ZhHans, "数据源、表头", &["数据来源", "任何来源", "标题列"]),
    (Language::ZhHant, "資料來源、表頭", &["資料源", "任何來源", "標題為"]),
    (Language::ZhHant, "辦法", &["方案", "政策"]),
    (Language::ZhHant, "考核表", &["評分卡", "計分卡"]),
    (Language::ZhHant, "達成率", &["完成率", "達標率"]),
    (Language::ZhHant, "係數", &["系數", "乘數"]),
    (Language::ZhHant, "分數、級距", &["分值", "首檔", "檔位", "各檔以", "第一檔"]),
    (Language::ZhHant, "員工編號、職稱", &["工號", "崗位", "職位"]),
    (Language::ZhHant, "客訴、四捨五入、缺值、獎金項目", &["投訴", "四舍五入", "缺失", "缺漏", "薪酬項目"]),
];

#[test]
fn one_thing_has_one_word_in_each_language() {
    let check = |id: &str, language: Language, text: &str| {
        for (_, word, others) in ONE_WORD.iter().filter(|(of, ..)| *of == language) {
            let other = others.iter().find(|other| text.contains(**other));
            assert_eq!(other, None, "{id} in {}: it is called {word}: {text}", language.id());
        }
    };
    for (_, language) in Language::ALL {
        for (id, entry) in &catalog::terms().entries() {
            check(id, language, entry.text(language));
        }
        for (id, entry) in catalog::command_line().entries().iter().filter(|(id, _)| !id.contains("init")) {
            check(id, language, entry.text(language));
        }
        for (code, entry) in &catalog::findings().entries() {
            let (message, help) = entry.text(language);
            check(code, language, &format!("{message} {help}"));
        }
    }
    check("init", Language::ZhHans, include_str!("../cli/init/policy.zh-Hans.toml"));
    check("init", Language::ZhHant, include_str!("../cli/init/policy.zh-Hant.toml"));
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// The string literals that follow any of these openings in the program, tests left out.
fn literals(openings: &[&str]) -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut literals = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(file).expect("a source file");
        let program = text.split("#[cfg(test)]\nmod tests").next().unwrap_or("");
        for opening in openings {
            let quoted = program.split(opening).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
            literals.extend(quoted.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
    }
    literals
}

#[test]
fn every_code_and_every_term_that_the_program_names_has_its_words() {
    let codes = literals(&["Finding::error(", "Finding::warning(", "Finding::note("]);
    let silent: Vec<_> = codes.iter().filter(|code| !catalog::findings().entries().contains_key(*code)).collect();
    assert!(silent.is_empty(), "no entry in findings.toml: {silent:?}");
    let terms = literals(&["Phrase::term(", ".term(", "locale.fill("]);
    let silent: Vec<_> = terms.iter().filter(|id| !catalog::terms().entries().contains_key(*id)).collect();
    assert!(silent.is_empty(), "no entry in terms.toml: {silent:?}");
}

#[test]
fn every_kind_of_step_has_its_words() {
    let forms = [
        Form::Sum,
        Form::Difference,
        Form::Product,
        Form::Quotient,
        Form::Attainment,
        Form::Growth,
        Form::Least,
        Form::Greatest,
        Form::Round(Rounding::cents()),
        Form::Otherwise,
        Form::Chosen(1),
        Form::Marginal,
        Form::Curve(CurveForm::Flat),
        Form::Accelerate,
        Form::WholeTimes,
    ];
    let leaves = ["parameter", "total", "row", "absent", "calendar", "elsewhere", "place", "share"];
    for id in forms.iter().map(Form::id).chain(leaves) {
        assert!(catalog::terms().entries().contains_key(id), "{id}");
    }
    assert_eq!(Locale::new(Language::ZhHans).term("marginal"), "分段计算（超额累进）");
}

#[test]
fn numbers_are_grouped_and_carry_the_units_of_the_language() {
    assert_eq!(shown(Language::En, "1234.5", Shape::Money(2)), "1,234.50");
    assert_eq!(shown(Language::En, "-1234567.891", Shape::Money(2)), "-1,234,567.891");
    assert_eq!(shown(Language::En, "999", Shape::Count), "999");
    assert_eq!(shown(Language::En, "0.799589", Shape::Rate), "80.0 %");
    assert_eq!(shown(Language::ZhHans, "0.799589", Shape::Rate), "80.0%");
    assert_eq!(shown(Language::ZhHant, "1.25", Shape::Hours), "1.3 小時");
    assert_eq!(shown(Language::En, "1", Shape::Days), "1 day");
    assert_eq!(shown(Language::ZhHans, "12", Shape::Days), "12 天");
    assert_eq!(shown(Language::En, "39.97945", Shape::Points(2)), "39.98");
    let third = Number::fraction(1000, 3).expect("not 0");
    assert_eq!(Locale::new(Language::En).number(&third, Shape::Money(2), Precision::Shown), "333.33");
}

#[test]
fn explanations_show_enough_decimals_to_calculate_again() {
    let exact = |text: &str, shape| Locale::new(Language::En).number(&number(text), shape, Precision::Exact);
    assert_eq!(exact("0.799589", Shape::Rate), "79.9589 %");
    assert_eq!(exact("0.05", Shape::Rate), "5.0 %");
    assert_eq!(exact("39.97945", Shape::Points(2)), "39.97945");
}

#[test]
fn phrases_are_filled_once_and_joined_as_the_language_writes() {
    let joined = |language| {
        let label = Label::Each([("en", "Revenue"), ("zh-Hans", "销售额")].map(|(k, v)| (k.into(), v.into())).into());
        let parts = vec![Phrase::Label(label), Phrase::term("attainment"), Phrase::Verbatim("Q3".into())];
        Locale::new(language).phrase(&Phrase::Joined(parts))
    };
    assert_eq!(joined(Language::En), "Revenue Attainment Q3");
    assert_eq!(joined(Language::ZhHans), "销售额达成率 Q3");
    let phrase = Phrase::term("of_person").with("name", Cell::Text("{person}".into())).with("person", Cell::Missing);
    assert_eq!(Locale::new(Language::En).phrase(&phrase), "{person} (missing)");
    assert_eq!(Locale::new(Language::ZhHant).phrase(&phrase), "{person}（缺值）");
}

#[test]
fn findings_speak_every_language_and_an_unknown_code_shows_its_facts() {
    let finding = Finding::error("output-disk-full").with("path", "out/{x}.csv");
    let (message, help) = Locale::new(Language::En).finding(&finding);
    assert_eq!(message, "cannot write `out/{x}.csv`: no space is left on the device");
    assert_eq!(help, "free some space, or name a file on another disk with `-o`");
    assert_eq!(Locale::new(Language::ZhHant).finding(&finding).0, "無法寫入 `out/{x}.csv`：磁碟空間不足");
    let unknown = Finding { code: "of-tomorrow", ..finding };
    assert_eq!(Locale::new(Language::En).finding(&unknown).0, "of-tomorrow, path `out/{x}.csv`");
}

#[test]
fn what_each_choice_does_is_said_and_words_that_say_it_themselves_stand_alone() {
    let help = |key: &str, choices: &str, language| {
        let finding =
            Finding::error("missing-choice").with("key", key).with("table", "pay[A]").with("choices", choices);
        Locale::new(language).finding(&finding).1
    };
    let beyond = help("beyond", "flat | extend", Language::En);
    assert!(beyond.contains(": `flat`: outside") && beyond.contains("; `extend`: "), "{beyond}");
    assert!(help("beyond", "flat | extend", Language::ZhHans).contains("：`flat`："));
    assert_eq!(help("period", "week | month", Language::En), "write the one that the rules in words mean");
}
