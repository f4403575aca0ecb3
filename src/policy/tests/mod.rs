//! Policies that are refused, with code and line, and policies that are not.

use std::collections::BTreeSet;

mod refused;

use super::*;
use crate::calendar::Period;
use crate::finding::{Finding, Severity};
use refused::{COMMISSION, INDICATOR, refused};
use rules::{Against, Formula, IndicatorOf, MeasureKind, PayKind, TierPay, Unit};

const HEAD: &str = r#"schema = 1
[policy]
name = "Test"
version = "1"
currency = "CNY"
period = "month"
[input]
staff = "staff.csv"
sales = "sales.csv"
targets = "targets.csv"
surveys = "surveys.csv"
[measures.revenue]
sum = "sales.amount"
[measures.orders]
count = "sales"
[measures.satisfaction]
mean = "surveys.score"
[grades]
steps = [{ from = 0, grade = "B", coefficient = 1 }, { from = 80, grade = "A", coefficient = 1.2 }]
"#;

fn findings_of(text: &str) -> (Option<Policy>, Findings) {
    let mut findings = Findings::new();
    let policy = read("policy.toml", text, &mut findings);
    (policy, findings)
}

/// Codes with the line of the first place, counted from the end of `HEAD` where the line is behind it.
fn codes(text: &str) -> Vec<(String, i64)> {
    let head = HEAD.lines().count() as i64;
    let line = |finding: &Finding| finding.places.first().map_or(0, |place| i64::from(place.line));
    let relative = |line: i64| if text.starts_with(HEAD) && line > head { line - head } else { -line };
    let (_, findings) = findings_of(text);
    findings.sorted().into_iter().map(|finding| (finding.code.to_owned(), relative(line(finding)))).collect()
}

#[test]
fn the_head_of_these_tests_has_no_fault() {
    assert_eq!(codes(HEAD), []);
    assert_eq!(findings_of(HEAD).0.map(|policy| policy.measures.len()), Some(4));
}

/// Keys of an input that mean something for some inputs only, each with how it is written there.
const KEYS_OF_SOME: [(&str, &str); 6] = [
    ("layout", "layout = \"rows\""),
    ("amount_of", "amount_of = { price = \"price\", qty = \"qty\" }"),
    ("durations", "durations = { wait = { from = \"opened\", to = \"closed\", unit = \"days\" } }"),
    ("returns", "returns = { status = [\"back\"], sign = \"flip\" }"),
    ("once_per", "once_per = { amount = \"order\" }"),
    ("duplicates", "duplicates = \"keep\""),
];

#[test]
fn a_key_that_means_nothing_for_an_input_is_refused_at_its_line() {
    let mut wrong = Vec::new();
    for (input, kind) in InputKind::KNOWN {
        for (key, line) in KEYS_OF_SOME {
            let text = format!(
                "schema = 1\n[policy]\nname = \"T\"\nversion = \"1\"\ncurrency = \"CNY\"\nperiod = \"month\"\n[input.{input}]\nfiles = \"x.csv\"\n{line}\n"
            );
            let refused = codes(&text).iter().any(|(code, at)| code.ends_with("-key") && *at == -9);
            let means_something = match key {
                "layout" => kind == InputKind::Targets,
                "duplicates" => kind.adds_up(),
                _ => kind.is_source(),
            };
            if refused == means_something {
                wrong.push(format!("{input}.{key}: {:?}", codes(&text)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_fault_is_one_finding_at_its_line() {
    let mut wrong = Vec::new();
    for (text, code, line) in refused() {
        let mut found = codes(&format!("{HEAD}{text}\n"));
        // Remarks on the scale of bounds and points, which these texts do not mean.
        found.retain(|(code, _)| !["tiers-of-small-money", "grade-above-scores"].contains(&code.as_str()));
        if found != [(code.to_owned(), line)] {
            wrong.push(format!("{text}\n  expected {code} {line}\n  found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn faults_of_the_head_are_found_too() {
    let replaced = [
        ("schema = 1", "schema = 2", "unknown-schema", -1),
        ("schema = 1", "", "missing-key", -1),
        ("currency = \"CNY\"", "currency = \"yuan\"", "wrong-currency", -5),
        ("period = \"month\"", "period = \"day\"", "wrong-choice", -6),
        ("period = \"month\"", "perod = \"month\"", "unknown-key", -6),
        ("version = \"1\"", "", "missing-key", -2),
        ("version = \"1\"", "version = 1", "expected-text", -4),
        ("name = \"Test\"", "name = \"T\"\nfiscal_year_starts = 13", "out-of-range", -4),
        ("name = \"Test\"", "name = \"T\"\nlanguage = \"zh\"", "wrong-choice", -4),
        (
            "name = \"Test\"",
            "name = \"T\"\neffective_from = 2026-02-01\neffective_to = 2026-01-31",
            "dates-reversed",
            -5,
        ),
        ("staff = \"staff.csv\"", "", "missing-key", -7),
        ("surveys = \"surveys.csv\"", "surveys = \"s.csv\"\nslaes = \"x.csv\"", "own-input-needs-date", -12),
        ("grade = \"B\"", "grade = \"A\"", "duplicate-name", -19),
        ("from = 0, grade", "from = 1, grade", "steps-leave-hole", -19),
        (
            "grades]\n",
            "grades]\ndistribution = { mode = \"force\", shares = { A = \"60%\", B = \"50%\" } }\n",
            "shares-above-whole",
            -19,
        ),
        ("grades]\n", "grades]\ndistribution = { mode = \"force\", shares = { C = \"60%\" } }\n", "unknown-grade", -19),
    ];
    for (old, new, code, line) in replaced {
        assert!(HEAD.contains(old), "{old}");
        assert_eq!(codes(&HEAD.replacen(old, new, 1)), [(code.to_owned(), line)], "{new}");
    }
    let without_coefficients = HEAD.replace(", coefficient = 1 }", " }");
    let text = format!("{without_coefficients}{COMMISSION}rate = 1\nmultiply = [\"grade\"]\n");
    assert_eq!(codes(&text), [("coefficient-missing".to_owned(), -19)]);
    let without_grades = HEAD.split("[grades]").next().unwrap_or("");
    let text = format!("{without_grades}{COMMISSION}rate = 1\nmultiply = [\"grade\"]\n");
    assert_eq!(codes(&text), [("grades-needed".to_owned(), -25)]);
}

#[test]
fn what_is_paid_over_time_is_read_and_what_excludes_itself_is_refused() {
    let year = COMMISSION.replace("\"period\"", "\"year_to_date\"");
    let carry = COMMISSION.replace("\"zero\"", "\"carry\"");
    let draw = "[[pay]]\nname = \"D\"\nkind = \"draw\"\ncomponents = [\"C\"]\nminimum = 1\n";
    for read in [format!("{year}rate = 1"), format!("{carry}rate = 1"), format!("{COMMISSION}rate = 1\n{draw}")] {
        assert_eq!(codes(&format!("{HEAD}{read}\n")), [], "{read}");
    }
    let both = year.replace("\"zero\"", "\"carry\"");
    assert_eq!(codes(&format!("{HEAD}{both}rate = 1\n")), [("carry-of-year-to-date".to_owned(), 6)]);
    let held = format!("{year}rate = 1\nhold_back = {{ share = 0.2, release = {{ days = 9 }} }}\n");
    assert_eq!(codes(&format!("{HEAD}{held}")), [("hold-back-of-year-to-date".to_owned(), 8)]);
    for (bare, told) in [
        ("\"50%\"", None),
        ("300", None),
        ("0.5", Some("recovery-in-doubt")),
        ("\"150%\"", Some("recovery-beyond-whole")),
    ] {
        let text = format!("{HEAD}{COMMISSION}rate = 1\n{draw}recover_at_most = {bare}\n");
        let found = codes(&text);
        assert_eq!(found.first().map(|(code, _)| code.as_str()), told, "{bare}: {found:?}");
    }
}

#[test]
fn negative_is_asked_for_where_the_amount_can_go_below_zero() {
    let asks = |text: &str| codes(&format!("{HEAD}{text}\n")) == [("missing-choice".to_owned(), 1)];
    let without = COMMISSION.replace("negative = \"zero\"\n", "");
    assert!(asks(&format!("{without}rate = 1")));
    for enough in [
        format!("{without}rate = 1\nfloor = 0"),
        format!("{}rate = 1", without.replace("revenue", "orders")),
        format!("{without}apply = \"whole\"\ntiers_by = \"amount\"\ntiers = [{{ from = 0, amount = 1 }}]"),
        format!("{without}apply = \"curve\"\ntiers_by = \"amount\"\nbeyond = \"flat\"\npoints = [[0, 0], [1, 1]]"),
    ] {
        assert_eq!(codes(&format!("{HEAD}{enough}\n")), [], "{enough}");
    }
    assert!(asks(&format!("{without}rate = 1\nfloor = -1")));
}

#[test]
fn ten_faults_are_ten_findings() {
    let text = r#"schema = 1
[policy]
name = "Ten"
version = "1"
currency = "yuan"
period = "monthly"
[input]
staff = "staff.csv"
sales = "sales.csv"
[measures.revenue]
sum = "sale.amount"
[measures.orders]
count = "sales"
min_row = 3
[ranking]
by = ["scores"]
[scorecards.field]
roles = ["Sales"]
[[scorecards.field.indicators]]
measure = "orders"
weight = 60
score = "per_unit"
points = 1
max = 60
[[pay]]
name = "Commission"
kind = "commission"
base = "revenu"
rate = "5%"
negative = "zero"
[[pay]]
name = "Bonus"
kind = "bonus"
amount = "lots"
when = [{ attainment = "orders", from = 1 }]
"#;
    let expected = [
        ("wrong-currency", 5),
        ("wrong-choice", 6),
        ("unknown-input", 11),
        ("unknown-key", 14),
        ("unknown-measure", 16),
        ("weights-do-not-add-up", 17),
        ("missing-choice", 25),
        ("unknown-measure", 28),
        ("expected-number", 34),
        ("input-needed", 35),
    ];
    let expected: Vec<(String, i64)> = expected.map(|(code, line)| (code.to_owned(), -line)).to_vec();
    assert_eq!(codes(text), expected);
    let (policy, _) = findings_of(text);
    let policy = policy.expect("a policy that data can be checked with");
    assert_eq!((policy.inputs.len(), policy.scorecards.len(), policy.pay.len()), (2, 1, 0));
}

#[test]
fn numbers_are_read_from_their_own_text() {
    for (written, expected) in [
        ("0.05", "0.05"),
        ("\"0.05\"", "0.05"),
        ("1_000", "1000"),
        ("0.1234567890123456789", "0.1234567890123456789"),
        ("+3", "3"),
        ("12345678901234567890123", "12345678901234567890123"),
    ] {
        let (policy, findings) = findings_of(&format!("{HEAD}{COMMISSION}rate = 1\ncap = {written}\n"));
        assert!(findings.is_empty(), "{written}");
        let policy = policy.expect("a policy");
        let cap = policy.pay[0].cap.as_ref().and_then(|cap| cap.fixed()).expect("a cap");
        assert_eq!(cap.value.to_string(), expected);
        assert_eq!(&policy.text.text()[cap.span.start..cap.span.end], written);
    }
}

#[test]
fn units_follow_from_what_a_measure_is_made_of() {
    let text = format!(
        r#"{HEAD}
[calendar]
hours = "09:00-18:00"
[measures.mean_order]
ratio = ["revenue", "orders"]
[measures.a_day]
ratio = ["orders", "workdays"]
[measures.ahead]
difference = ["revenue", "wanted"]
[measures.wanted]
target = "revenue"
[measures.change]
growth = "revenue"
against = "last_year"
[measures.quiet]
since_last = "surveys"
[measures.reply]
median = {{ from = "surveys.date", to = "surveys.closed", unit = "working_hours" }}
[measures.tonnes]
sum = "sales.qty"
unit = "money"
"#
    );
    let (policy, findings) = findings_of(&text);
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), Vec::<&str>::new());
    let policy = policy.expect("a policy");
    let units: Vec<(&str, Unit)> = policy.measures.iter().map(|rule| (rule.name.as_str(), rule.unit)).collect();
    let expected = [
        ("revenue", Unit::Money),
        ("orders", Unit::Count),
        ("satisfaction", Unit::Number),
        ("mean_order", Unit::Money),
        ("a_day", Unit::Number),
        ("ahead", Unit::Money),
        ("wanted", Unit::Money),
        ("change", Unit::Rate),
        ("quiet", Unit::Days),
        ("reply", Unit::Hours),
        ("tonnes", Unit::Money),
        ("workdays", Unit::Days),
        ("score", Unit::Points),
    ];
    assert_eq!(units, expected);
    assert!(matches!(policy.measures[11].kind, MeasureKind::Workdays));
}

#[test]
fn a_whole_policy_is_read_as_written() {
    let text = format!(
        "{HEAD}[crediting]\nsplits = \"s.csv\"\n{INDICATOR}score = \"linear\"\ncap = 1.2\nagainst = \"last_year\"\n{COMMISSION}apply = \"whole\"\ntiers_by = \"revenue\"\nbelow = 0\ntiers = [{{ above = 500, amount = 7 }}]\n"
    );
    let (policy, findings) = findings_of(&text);
    assert!(findings.is_empty());
    let policy = policy.expect("a policy");
    assert_eq!(policy.inputs.last().map(|input| input.name.as_str()), Some("splits"));
    let indicator = &policy.scorecards[0].indicators[0];
    assert_eq!(indicator.of, IndicatorOf::Measure(rules::MeasureId(0)));
    assert_eq!(indicator.against.value, Against::LastYear);
    assert_eq!(policy.scorecards[0].total.value, Number::from(100));
    let PayKind::Commission(commission) = &policy.pay[0].kind else { panic!("a commission") };
    let Formula::Tiers { by, steps, .. } = &commission.formula else { panic!("tiers") };
    assert_eq!(by.value, rules::TiersBy::Amount);
    assert!(
        matches!(&steps.below, Some(TierPay::Amount(below)) if below.fixed().is_some_and(|below| below.value.is_zero()))
    );
    assert!(!steps.list[0].bound.inclusive);
    assert!(policy.defaults.contains(&("policy.language".to_owned(), "\"en\"".to_owned())));
    assert!(policy.defaults.contains(&("targets.proration".to_owned(), "\"none\"".to_owned())));
    let described = words::describe(&policy);
    let line = |path: &str| described.iter().find(|(known, _, _)| known == path).map(|(_, _, value)| value.as_str());
    assert_eq!(line("pay[C].apply"), Some("\"whole\""));
    assert_eq!(line("scorecards.s.indicators[revenue].cap"), Some("1.2"));
    assert_eq!(line("input.sales"), Some("\"sales.csv\""));
    assert_eq!(policy.digest.len(), 64);
}

#[test]
fn the_version_that_covers_the_period_is_chosen() {
    let version = |from: &str, to: &str| {
        let dates = format!("name = \"T\"\neffective_from = {from}\neffective_to = {to}");
        findings_of(&HEAD.replacen("name = \"Test\"", &dates, 1)).0.expect("a policy")
    };
    let versions = [version("2026-01-01", "2026-06-30"), version("2026-07-01", "2026-12-31")];
    let period = |text: &str| Period::parse(text, 1).expect("a period");
    assert_eq!(choose(&versions, &period("2026-10")), Ok(1));
    let code = |text: &str, versions: &[Policy]| choose(versions, &period(text)).map_err(|finding| finding.code);
    assert_eq!(code("2026", &versions), Err("no-version-for-period"));
    let parts = |text: &str, versions: &[Policy]| {
        let finding = choose(versions, &period(text)).expect_err("no version");
        finding.args.into_iter().find(|(name, _)| *name == "parts").map(|(_, parts)| parts)
    };
    let months = "`2026-06`, `2026-07`";
    assert_eq!(parts("2026-06-01..2026-07-31", &versions).as_deref(), Some(months));
    assert_eq!(parts("2026-12-01..2027-01-31", &versions), None, "a month without a version");
    let twice = [versions[0].clone(), versions[0].clone()];
    assert_eq!(code("2026-01", &twice), Err("several-versions-for-period"));
}

#[test]
fn every_finding_has_its_words_and_names_only_its_facts() {
    let words: toml::Table = include_str!("../../locale/findings.toml").parse().expect("TOML");
    let mut raised = BTreeSet::new();
    for (text, _, _) in refused() {
        let (_, findings) = findings_of(&format!("{HEAD}{text}\n"));
        for finding in findings.iter() {
            let entry = words.get(finding.code).unwrap_or_else(|| panic!("no words for {}", finding.code));
            raised.insert(finding.code);
            let texts = entry["en"].as_array().expect("two texts").iter().filter_map(|text| text.as_str());
            // What words mean is made of the key and its choices.
            for brace in texts.flat_map(braces).filter(|brace| brace != "meanings") {
                assert!(finding.args.iter().any(|(name, _)| *name == brace), "{} lacks {brace}", finding.code);
            }
            let is_of_scale = ["tiers-of-small-money", "grade-above-scores"].contains(&finding.code);
            let is_warned = finding.code.starts_with("more-pays-less") || is_of_scale;
            assert_eq!(finding.severity == Severity::Warning, is_warned, "{}", finding.code);
        }
    }
    assert!(raised.len() > 40, "{raised:?}");
}

/// The names in braces of a text.
fn braces(text: &str) -> Vec<String> {
    let named = |part: &str| part.split_once('}').map(|(name, _)| name.to_owned());
    text.split('{').skip(1).filter_map(named).filter(|name| name.bytes().all(|b| b.is_ascii_lowercase())).collect()
}

#[test]
fn what_follows_from_a_fault_is_not_reported_again() {
    let broken = HEAD.replace("from = 0, grade", "form = 0, grade");
    let text = format!("{broken}{COMMISSION}rate = 1\nmultiply = [\"grade\"]\nwhen = [{{ grade = [\"A\"] }}]\n");
    assert_eq!(codes(&text), [("unknown-key".to_owned(), -19)]);
    let broken = HEAD.replace("sum = \"sales.amount\"", "summ = \"sales.amount\"");
    assert_eq!(codes(&format!("{broken}{COMMISSION}rate = 1\n")), [("unknown-key".to_owned(), -13)]);
    let twice = "rate = 1\nwhen = [{ attainment = \"revenue\", from = 1 }, { attainment = \"orders\", from = 1 }]\n";
    let without_targets = HEAD.replace("targets = \"targets.csv\"\n", "");
    assert_eq!(codes(&format!("{without_targets}{COMMISSION}{twice}")), [("input-needed".to_owned(), -26)]);
}

#[test]
fn splits_are_known_wherever_their_file_is_named() {
    let text = HEAD.replace("surveys = ", "splits = \"s.csv\"\nsurveys = ");
    let (policy, findings) = findings_of(&text);
    assert!(findings.is_empty());
    assert!(policy.is_some_and(|policy| policy.crediting.splits && !policy.crediting.overlays));
    let twice = format!("{text}[crediting]\nsplits = \"s.csv\"\n");
    assert_eq!(codes(&twice).iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["duplicate-name"]);
}

#[test]
fn what_was_found_is_cut_where_it_is_long() {
    let many = "张, ".repeat(100);
    let (_, findings) = findings_of(&format!("{HEAD}[targets]\nramp = [[\"{many}\"]]\n"));
    let found = findings.iter().flat_map(|finding| &finding.args).find(|(name, _)| *name == "found");
    let found = found.map(|(_, found)| found.clone()).unwrap_or_default();
    assert_eq!((found.chars().count(), found.chars().last()), (81, Some('…')));
}

#[test]
fn a_per_cent_sign_is_of_shares_and_rates_and_one_that_lacks_is_told_across_components() {
    let component = |name: &str, rest: &str| {
        format!("[[pay]]\nname = \"{name}\"\nkind = \"commission\"\nover = \"period\"\nnegative = \"zero\"\n{rest}\n")
    };
    let first = component("A", "base = \"revenue\"\nrate = \"2%\"");
    let found = |rest: &str| {
        let all = codes(&format!("{HEAD}{first}{}", component("B", rest)));
        all.into_iter().map(|(code, _)| code).collect::<Vec<_>>()
    };
    for (rest, expected) in [
        ("base = \"revenue\"\nrate = 0.4", Some("rate-without-sign-among-signed")),
        ("base = \"revenue\"\nrate = 0.03", None),
        ("base = \"revenue\"\nrate = \"40%\"", None),
        ("base = \"orders\"\nrate = 5", None),
        ("base = \"orders\"\nrate = \"5%\"", Some("rate-of-count")),
        ("base = \"orders\"\nrates = { by = \"person\", column = \"commission_pct\" }", Some("rate-of-count")),
        ("base = \"orders\"\nrates = { by = \"person\", column = \"piece rate\" }", None),
        (
            "base = \"revenue\"\nrate = \"1%\"\nwhen = [{ measure = \"orders\", from = \"80%\" }]",
            Some("bound-in-percent"),
        ),
        ("base = \"revenue\"\nrate = \"1%\"\nwhen = [{ attainment = \"orders\", from = \"80%\" }]", None),
        ("base = \"revenue\"\nrate = \"1%\"\nwhen = [{ rank = { to = 0 } }]", Some("out-of-range")),
        ("base = \"revenue\"\nrate = \"1%\"\nwhen = [{ rank = { by = \"revenue\", below = 2 } }]", None),
    ] {
        assert_eq!(found(rest), expected.map_or(Vec::new(), |code| vec![code.to_owned()]), "{rest}");
    }
}

#[test]
fn a_key_that_is_guessed_for_a_value_is_told_what_to_write_alone() {
    let pay = |rest: &str| format!("{HEAD}[[pay]]\nname = \"C\"\nkind = \"commission\"\nbase = \"revenue\"\n{rest}\n");
    let tiers =
        "negative = \"zero\"\nover = \"period\"\ntiers_by = \"amount\"\ntiers = [{ from = 0, rate = \"1%\" }]\n";
    let when = "negative = \"zero\"\nover = \"period\"\nrate = \"1%\"\nwhen = ";
    for (text, code, instead) in [
        (pay("rate = \"1%\"\nnegative = \"zero\"\nyear_to_date = true"), "unknown-key", "over = \"year_to_date\""),
        (pay("rate = \"1%\"\nnegative = \"zero\"\nmonthly = true"), "unknown-key", "over = \"period\""),
        (pay(&format!("{tiers}marginal = true")), "unknown-key", "apply = \"marginal\""),
        (pay("rate = \"1%\"\nover = \"period\"\ncarry_forward = true"), "unknown-key", "negative = \"carry\""),
        (pay(&format!("{when}[{{ attainment = \"revenue\", at_least = 1 }}]")), "renamed-key", "from"),
        (pay(&format!("{when}[{{ measure = \"revenue\", over = 1 }}]")), "renamed-key", "above"),
        (
            format!(
                "{HEAD}[[pay]]\nname = \"G\"\nkind = \"guarantee\"\ncomponents = []\nminimum = 1\nrecoverable = true"
            ),
            "unknown-key",
            "kind = \"draw\"",
        ),
        (HEAD.replace("period = \"month\"", "monthly = true"), "unknown-key", "period = \"month\""),
        (
            format!("{HEAD}[measures.late]\ncount = \"sales\"\nlower_is_better = true"),
            "unknown-key",
            "better = \"lower\"",
        ),
    ] {
        let (_, findings) = findings_of(&text);
        let found: Vec<&Finding> = findings.sorted().into_iter().filter(|one| one.code.ends_with("-key")).collect();
        let [finding] = found[..] else { panic!("{text}: {found:?}") };
        let fact = if code == "renamed-key" { "new" } else { "instead" };
        assert_eq!(
            (finding.code, finding.args.iter().find(|(name, _)| *name == fact)),
            (code, Some(&(fact, instead.to_owned())))
        );
    }
    assert_eq!(
        codes(&pay("rate = \"1%\"\nover = \"period\"\nnegative = \"zero\"\nmarginal = false"))[0].0,
        "unknown-key"
    );
}

#[test]
fn every_guess_is_of_a_key_that_there_is_and_none_is_a_key_of_its_own_table() {
    assert!(super::keys::GUESSED.len() > 100);
    for one in super::keys::GUESSED.iter() {
        assert!(one.guess != one.of && !one.guess.contains(' '), "{}", one.guess);
        assert!(schema::text().contains(&format!("\"{}\"", one.of)), "{}", one.of);
    }
}
