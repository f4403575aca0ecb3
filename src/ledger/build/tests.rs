//! Every finding of the builders, and real files.

use super::fixture::{Built, built, input, pairs, plain};
use crate::calendar::{NaiveDate, Period};
use crate::finding::Severity;
use crate::ingest::faults::FaultPolicy;
use crate::ledger::Scope;
use crate::number::Number;
use crate::policy::rules::{InputRule, Layout, MeasureId};
use crate::source::{Span, Spanned};

const STAFF: &str =
    "person_id,name,team,role\n001,Ann Lee,North,Sales\n002,Bo Chen,South,Sales\n003,Bo Chen,South,Sales\n";

fn number(text: &str) -> Number {
    Number::parse(text).expect("a decimal")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn period(text: &str) -> Period {
    Period::parse(text, 1).expect("a period")
}

fn told(files: &[(&str, &str)]) -> Vec<String> {
    plain(files).told()
}

fn with_staff(name: &str, text: &str) -> Built {
    plain(&[("staff", STAFF), (name, text)])
}

fn arg<'a>(built: &'a Built, code: &str, name: &str) -> &'a str {
    let finding = built.findings.iter().find(|finding| finding.code == code).expect("the finding");
    finding.args.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
}

#[test]
fn people_have_spells_one_after_the_other() {
    let built = plain(&[(
        "staff",
        "name,team,role,manager,from,to,hired,left,commission_pct\n\
         Ann(试用),North,Sales,Bo,,,2024-03-01,2026-09-30,5%\n\
         Ann,South,Lead,,2026-01-01,,2024-03-01,2026-09-30,6%\n\
         Bo,South,Lead,,,,,,\n",
    )]);
    assert_eq!(built.told(), Vec::<String>::new());
    let people = &built.ledger.people;
    let ann = &people.list[people.find("Ann").expect("Ann")];
    assert_eq!((ann.id.as_str(), ann.name.as_str(), ann.spells.len()), ("Ann", "Ann", 2));
    assert_eq!((ann.spells[0].first, ann.spells[0].last), (day("2024-03-01"), day("2025-12-31")));
    assert_eq!((ann.spells[1].first, ann.spells[1].last), (day("2026-01-01"), day("2026-09-30")));
    assert_eq!(ann.spells[0].manager, people.find("Bo"));
    assert_eq!(ann.at_end_of(&period("2026-10")).map(|spell| spell.place.line), None);
    assert_eq!(ann.at_end_of(&period("2026-09")).and_then(|spell| spell.team.as_deref()), Some("South"));
    let pct = ann.spells[1].cells.iter().find(|(column, ..)| column == "commission_pct").expect("the rate");
    assert_eq!((pct.1.as_str(), pct.2.address().as_str()), ("6%", "staff.csv:3:51"));
    let bo = &people.list[people.find("Bo").expect("Bo")];
    assert_eq!((bo.spells[0].first, bo.spells[0].last), (NaiveDate::MIN, NaiveDate::MAX));
    assert!(built.findings.iter().any(|finding| finding.code == "role-without-scorecard"));
}

#[test]
fn rows_of_a_person_that_contradict_each_other_show_both_lines() {
    let header = "name,team,from,to,hired\n";
    let case = |rows: &str| told(&[("staff", &format!("{header}{rows}"))]);
    assert_eq!(case("Ann,N,,2026-05-31,\nAnn,S,2026-05-31,,\n"), ["spells-overlap staff.csv:3 staff.csv:2"]);
    assert_eq!(case("Ann,N,,,\nAnn,S,,,\n"), ["person-twice staff.csv:3 staff.csv:2"]);
    assert_eq!(case("Ann,N,2026-05-31,2026-05-01,\n"), ["to-before-from staff.csv:2:18"]);
    assert_eq!(
        case("Ann,N,,2025-12-31,2024-01-01\nAnn,S,2026-01-01,,2024-02-01\n"),
        ["person-differs staff.csv:3:19 staff.csv:2:19"]
    );
    assert_eq!(case("Ann,N,,2025-12-31,\nAnn,S,2026-02-01,,\n"), ["spells-apart staff.csv:3 staff.csv:2"]);
    let ids = "person_id,name,hired,left\n1,Ann,,\n,Ann,,\n";
    assert_eq!(told(&[("staff", ids)]), ["name-needs-person-id staff.csv:3:2 staff.csv:2:3"]);
    let left = "name,hired,left\nAnn,2026-02-01,2026-01-01\n";
    assert_eq!(told(&[("staff", left)]), ["left-before-hired staff.csv:2:16"]);
}

#[test]
fn managers_are_people_and_do_not_go_round() {
    let round = plain(&[("staff", "person_id,name,manager\n1,Ann,2\n2,Bo,Cy\n3,Cy,Ann\n4,Di,1\n")]);
    assert_eq!(round.told(), ["manager-cycle staff.csv:2 staff.csv:3 staff.csv:4"]);
    assert_eq!(arg(&round, "manager-cycle", "people"), "`Ann` → `Bo` → `Cy` → `Ann`");
    assert_eq!(told(&[("staff", "name,manager\nAnn,Ann\n")]), ["manager-cycle staff.csv:2"]);
    let unknown = plain(&[("staff", "name,manager,mentor\nAnna,Bella,\nBelle,,Zoe\n")]);
    assert_eq!(unknown.told(), ["unknown-person-near staff.csv:2:6", "unknown-person staff.csv:3:8"]);
    assert_eq!(arg(&unknown, "unknown-person-near", "nearest"), "Belle");
    let in_turn = "name,manager,from,to\nAnn,Bo,,2025-12-31\nAnn,,2026-01-01,\nBo,,,2025-12-31\nBo,Ann,2026-01-01,\n";
    assert_eq!(told(&[("staff", in_turn)]), Vec::<String>::new());
}

#[test]
fn a_name_of_two_people_asks_for_the_id() {
    let built = with_staff("leave", "person,from,to\nBo Chen,2026-10-01,2026-10-02\n002,2026-10-01,2026-10-02\n");
    assert_eq!(built.told(), ["shared-name leave.csv:2:1 staff.csv:3 staff.csv:4"]);
    assert_eq!(arg(&built, "shared-name", "ids"), "`002`, `003`");
    assert_eq!(built.ledger.leave.len(), 1);
}

#[test]
fn leave_does_not_overlap() {
    let rows = "person,from,to,kind\nAnn Lee,2026-10-01,2026-10-09,annual\n001,2026-10-03,2026-10-04,\n001,2026-10-09,2026-10-12,\n002,2026-10-02,2026-10-03,\n";
    let built = with_staff("leave", rows);
    assert_eq!(built.told(), ["leave-overlaps leave.csv:3 leave.csv:2", "leave-overlaps leave.csv:4 leave.csv:2"]);
    assert_eq!(built.ledger.leave[0].kind, "annual");
    let open = with_staff("leave", "person,from,to\n001,2026-10-03,\n001,2026-10-03,2026-10-01\n");
    assert_eq!(open.told(), ["cell-required leave.csv:2:16", "to-before-from leave.csv:3:16"]);
}

#[test]
fn targets_name_known_people_teams_and_measures() {
    let built = with_staff(
        "targets",
        "period,scope,id,measure,target\n\
         2026-10,person,001,revenue,100000\n\
         2026-10,person,Ann Lee,revenue,90000\n\
         2026-10,team,Nroth,revenue,5\n\
         2026-10,teem,North,revenue,5\n\
         2026-10,team,North,revenu,5\n\
         2026-10,department,,visits,-\n\
         2026-10,department,,revenue,1.5万\n\
         2026-10-02,region,East,visits,8\n\
         2026-11-01,region,East,visits,8\n",
    );
    let told = built.told();
    let expected = [
        "target-twice targets.csv:3:32 targets.csv:2:28",
        "unknown-team targets.csv:4:14 staff.csv:2",
        "unknown-scope targets.csv:5:9",
        "unknown-target-measure targets.csv:6:20 policy.toml:1:11",
        "not-first-day targets.csv:9:1",
    ];
    assert_eq!(told, expected);
    assert_eq!(arg(&built, "unknown-team", "known"), "`North`");
    let targets = &built.ledger.targets;
    assert_eq!(targets.rows.len(), 3);
    let of = |scope: Scope, measure, text: &str| {
        targets.of(&scope, MeasureId(measure), &period(text)).map(|row| row.value.to_string())
    };
    assert_eq!(of(Scope::Person(0), 0, "2026-10").as_deref(), Some("100000"));
    assert_eq!(of(Scope::Department, 0, "2026-10").as_deref(), Some("15000"));
    assert_eq!(of(Scope::Other("region".into(), "East".into()), 1, "2026-11").as_deref(), Some("8"));
}

#[test]
fn a_target_outside_of_employment_is_a_warning() {
    let staff = "name,left\nAnn,2026-09-30\n";
    let rows = "from,to,scope,id,measure,target\n2026-10-01,2026-10-31,person,Ann,revenue,5\n";
    let built = plain(&[("staff", staff), ("targets", rows)]);
    assert_eq!(built.told(), ["target-outside-employment targets.csv:2:42"]);
    assert!(built.findings.iter().all(|finding| finding.severity != Severity::Error));
    assert_eq!(built.ledger.targets.rows[0].period.id(), "2026-10");
}

#[test]
fn a_constant_that_is_wrong_is_the_policys_and_not_the_rows() {
    let rule = InputRule { constants: pairs(&[("scope", "person"), ("measure", "revenues")]), ..input("targets") };
    let built = built(
        &[(input("staff"), STAFF.as_bytes()), (rule, b"period,id,target\n2026-10,001,5\n2026-11,001,6\n")],
        FaultPolicy::SetAside,
    );
    assert_eq!(built.told(), ["unknown-target-measure policy.toml:1:1 policy.toml:1:11"]);
    assert!(built.rejected.is_empty());
}

#[test]
fn a_column_per_month_and_per_measure() {
    let months = InputRule {
        layout: Layout::Months,
        constants: pairs(&[("scope", "person"), ("measure", "revenue"), ("year", "2026")]),
        unit: vec![("target".into(), Spanned::new(number("1000"), Span::default()))],
        ..input("targets")
    };
    let text = "姓名,1月,2月,2027-01,Q1,合计\nAnn Lee,1.5,-,2,3.5,3.5\n002,1,1,1,3,4\n";
    let found = built(&[(input("staff"), STAFF.as_bytes()), (months.clone(), text.as_bytes())], FaultPolicy::Refuse);
    assert_eq!(found.told(), ["row-total-differs targets.csv:3:13"]);
    let values: Vec<(String, String)> =
        found.ledger.targets.rows.iter().map(|row| (row.period.id(), row.value.to_string())).collect();
    assert_eq!(values, [("2026-01".into(), "1500".into()), ("2027-01".into(), "2000".into())]);
    let none = built(&[(input("staff"), STAFF.as_bytes()), (months, b"name,hired\nAnn Lee,\n")], FaultPolicy::Refuse);
    assert_eq!(none.told(), ["no-month-columns targets.csv:1"]);
    let measures = InputRule {
        layout: Layout::Measures,
        constants: pairs(&[("scope", "person")]),
        columns: pairs(&[("revenue", "销售目标"), ("visits", "拜访目标")]),
        ..input("targets")
    };
    let text = "月份,姓名,销售目标,拜访目标\n2026年10月,Ann Lee,\"¥1,200\",8\n".replace('¥', "$");
    let found = built(&[(input("staff"), STAFF.as_bytes()), (measures, text.as_bytes())], FaultPolicy::Refuse);
    assert_eq!(found.told(), Vec::<String>::new());
    let values: Vec<String> = found.ledger.targets.rows.iter().map(|row| row.value.to_string()).collect();
    assert_eq!(values, ["1200", "8"]);
}

#[test]
fn the_shares_of_an_order_are_exactly_one() {
    let rows = "order,person,share\n\
                A1,001,72.68%\nA1,002,10.93%\nA1,003,2.73%\nA1,001,13.66%\n\
                A2,001,0.5\nA2,002,49%\nA3,001,0\nA4,Ann Lea,1\n";
    let built = with_staff("splits", rows);
    let expected = [
        "credit-twice splits.csv:5 splits.csv:2",
        "splits-not-whole splits.csv:6 splits.csv:7",
        "share-not-positive splits.csv:8:8",
        "unknown-person-near splits.csv:9:4",
    ];
    assert_eq!(built.told(), expected);
    assert_eq!(arg(&built, "splits-not-whole", "sum"), "99%");
    let whole = built.findings.iter().find(|finding| finding.code == "splits-not-whole").expect("the sum");
    assert_eq!((whole.places[0].line, whole.places[0].last_line), (6, 7));
    let shares: Vec<String> =
        built.ledger.splits.by_order["A1"].iter().map(|credit| credit.share.to_string()).collect();
    assert_eq!(shares, ["0.8634", "0.1093", "0.0273"]);
    assert_eq!(with_staff("overlays", "order,person,share\nA1,001,30%\n").told(), Vec::<String>::new());
}

#[test]
fn ratings_stay_on_their_scale_and_are_given_once() {
    let built = with_staff(
        "ratings",
        "period,person,indicator,rating,by,date\n\
         2026-10,001,attitude,4.5,Zoe,2026-11-02\n\
         2026-10,Ann Lee,attitude,4,Zoe,2026-11-03\n\
         2026-10,002,atitude,4,Zoe,2026-11-03\n\
         2026-10,002,attitude,6,Zoe,2026-11-03\n\
         2026-10,002,attitude,-1,Zoe,2026-11-03\n\
         2026-10,004,attitude,,Zoe,2026-11-03\n",
    );
    let expected = [
        "rating-twice ratings.csv:3 ratings.csv:2",
        "unknown-indicator ratings.csv:4:13",
        "rating-above-scale ratings.csv:5:22 policy.toml:4:1",
        "rating-negative ratings.csv:6:22",
        "unknown-person ratings.csv:7:9",
        "value-required ratings.csv:7:22",
    ];
    assert_eq!(built.told(), expected);
    assert_eq!(arg(&built, "unknown-indicator", "known"), "`attitude`");
    assert_eq!((built.ledger.ratings.len(), built.ledger.ratings[0].rating.to_string()), (1, "4.5".to_owned()));
}

#[test]
fn adjustments_are_explained_and_approved() {
    let rows = "period,person,line,amount,reason,approved by\n\
                2026-10,001,Correction,-120.50,late return,CFO\n\
                2026-10,001,Bonus,10, ,\n";
    let built = with_staff("adjustments", rows);
    assert_eq!(built.told(), ["cell-required adjustments.csv:3:22", "cell-required adjustments.csv:3:24"]);
    let first = &built.ledger.adjustments[0];
    assert_eq!((first.name.as_str(), first.amount.to_string().as_str()), ("Correction", "-120.5"));
}

#[test]
fn customers_have_owners_in_turn() {
    let built = with_staff(
        "customers",
        "customer_id,customer name,owner,from,to,industry\n\
         C1,Acme,001,,2025-12-31,toys\nC1,Acme,Ann Lee,2026-01-01,,toys\n\
         C2,Beta,,,,\nC2,Beta,,,,\nC3,Beta,Zed,,,\n",
    );
    assert_eq!(built.told(), ["customer-twice customers.csv:5 customers.csv:4", "unknown-person customers.csv:6:9"]);
    let customers = &built.ledger.customers;
    assert_eq!(customers.owner_on("Acme", day("2026-05-01")), Some(0));
    assert_eq!(
        customers.list[0].owners[1].cells.last().map(|(column, text, _)| (column.as_str(), text.as_str())),
        Some(("industry", "toys"))
    );
    assert_eq!(told(&[("customers", "city,industry,phone\nRome,toys,1\n")]), ["column-missing customers.csv:1"]);
}

#[test]
fn a_row_set_aside_is_skipped_and_kept_verbatim() {
    let files = [
        (input("staff"), STAFF.as_bytes()),
        (input("adjustments"), b"period,person,line,amount,reason,approved by\n2026-10,009,A,x,\"two\nlines\",CFO\n2026-10,001,B,1,r,CFO\n".as_slice()),
    ];
    let built = built(&files, FaultPolicy::SetAside);
    assert_eq!(built.told(), Vec::<String>::new());
    assert_eq!(built.rejected.len(), 1);
    let rejected = &built.rejected[0];
    assert_eq!((rejected.line, rejected.column, rejected.code), (2, 9, "unknown-person"));
    assert_eq!(rejected.record, "2026-10,009,A,x,\"two\nlines\",CFO");
    let facts = &built.registers[1].facts[0];
    assert_eq!((facts.records, facts.counted, facts.set_aside), (2, 1, 1));
    assert!(facts.adds_up());
    assert_eq!(facts.sums[0].counted, number("1"));
    assert_eq!(built.ledger.adjustments.len(), 1);
}

#[test]
fn a_manager_set_aside_takes_its_row_along() {
    let text = "name,manager\nAnn,Nobody Known\nBo,Ann\nCy,\n";
    let found = built(&[(input("staff"), text.as_bytes())], FaultPolicy::SetAside);
    let ids: Vec<&str> = found.ledger.people.list.iter().map(|person| person.id.as_str()).collect();
    assert_eq!(ids, ["Cy"]);
    assert_eq!(found.rejected.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3]);
}

mod adventure_works {
    use super::*;

    const STAFF: &[u8] = include_bytes!("../../../tests/data/adventureworks/staff.csv");
    const TARGETS: &[u8] = include_bytes!("../../../tests/data/adventureworks/targets.csv");
    const PIPE: &[u8] = include_bytes!("../../../tests/data/adventureworks/targets_pipe.csv");
    const TAB: &[u8] = include_bytes!("../../../tests/data/adventureworks/targets_tab_usd_longdate.tsv");
    const WIDE: &[u8] = include_bytes!("../../../tests/data/adventureworks/targets_wide_utf16le_thousands.csv");
    const CUSTOMERS: &[u8] = include_bytes!("../../../tests/data/adventureworks/customers.csv");

    /// Number and sum of the targets of each year.
    fn per_year(found: &Built) -> Vec<(String, usize, String)> {
        let rows = |year: i32| {
            let first = format!("{year}-");
            found.ledger.targets.rows.iter().filter(move |row| row.period.id().starts_with(&first))
        };
        let year = |year: i32| {
            (year.to_string(), rows(year).count(), rows(year).map(|row| &row.value).sum::<Number>().to_string())
        };
        (2017..=2021).map(year).collect()
    }

    fn expected() -> Vec<(String, usize, String)> {
        [
            ("2017", 71, "35950000"),
            ("2018", 162, "98700000"),
            ("2019", 198, "156775000"),
            ("2020", 216, "192435000"),
            ("2021", 162, "192350000"),
        ]
        .map(|(year, count, sum)| (year.to_owned(), count, sum.to_owned()))
        .to_vec()
    }

    fn found(rule: InputRule, bytes: &[u8]) -> Built {
        let found = built(&[(input("staff"), STAFF), (rule, bytes)], FaultPolicy::Refuse);
        assert_eq!(found.told(), Vec::<String>::new());
        assert_eq!(found.ledger.people.list.len(), 18);
        found
    }

    #[test]
    fn one_plan_in_three_forms_is_the_same_809_targets() {
        let constants = pairs(&[("scope", "person"), ("measure", "revenue")]);
        let long = InputRule { constants: constants.clone(), ..input("targets") };
        let thousand = vec![("target".into(), Spanned::new(number("1000"), Span::default()))];
        let wide = InputRule { layout: Layout::Months, constants, unit: thousand, ..input("targets") };
        let units: Vec<u16> = WIDE[2..].chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        let decoded = String::from_utf16(&units).expect("UTF-16");
        for (rule, bytes, delimiter) in [
            (input("targets"), TARGETS, b','),
            (long.clone(), PIPE, b'|'),
            (long, TAB, b'\t'),
            (wide, decoded.as_bytes(), b','),
        ] {
            let found = found(rule, bytes);
            assert_eq!(per_year(&found), expected());
            assert_eq!(found.ledger.targets.rows.len(), 809);
            let facts = &found.registers[1].facts[0];
            assert_eq!(facts.delimiter, delimiter);
            assert!(facts.adds_up() && facts.counted == facts.records);
        }
    }

    #[test]
    fn managers_and_shops_are_found() {
        let found = built(&[(input("staff"), STAFF), (input("customers"), CUSTOMERS)], FaultPolicy::Refuse);
        assert_eq!(found.told(), Vec::<String>::new());
        let people = &found.ledger.people;
        let jose = &people.list[people.find("José Saraiva").expect("José")];
        let manager = jose.spells[0].manager.map(|manager| people.list[manager].name.as_str());
        assert_eq!(manager, Some("Stephen Jiang"));
        assert_eq!(found.ledger.customers.list.len(), 701);
        assert_eq!(found.registers[1].facts[0].ignored, ["name", "type", "city", "state", "country"]);
    }
}
