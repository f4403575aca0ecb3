//! Components as published commission tables and the language's decisions have them.

use super::fixture::*;
use crate::derivation::Form;
use crate::number::{Rounding, RoundingMode};
use crate::policy::rules::*;
use crate::results::{Remark, Standing};

fn paid_one(component: Component, sales: &[&str]) -> Vec<String> {
    let people = &["ann", "bob", "cat"][..sales.len()];
    let mut world = World::new(people, &["revenue"]).sales(sales);
    world.policy.pay = vec![component];
    world.paid(&[]).concat()
}

#[test]
fn published_tables_pay_what_they_print() {
    let small = [("0", "0.01"), ("10000", "0.02"), ("30000", "0.03")];
    let large = [("0", "0.05"), ("10000", "0.08"), ("50000", "0.12")];
    let split = [("0", "0.35"), ("100000", "0.5")];
    for (table, base, marginal, whole) in [
        (&small[..], "38000", "740.00", "1140.00"),
        (&large, "80000", "7300.00", "9600.00"),
        (&split, "120000", "45000.00", "60000.00"),
        (&[("0", "0.01"), ("300000", "0.015")], "299999", "2999.99", "2999.99"),
        (&[("0", "0.01"), ("300000", "0.015")], "300000", "3000.00", "4500.00"),
    ] {
        let pay = |apply| paid_one(commission("Commission", tiers(apply, TiersBy::Amount, table)), &[base]);
        assert_eq!(pay(Apply::Marginal), [marginal]);
        assert_eq!(pay(Apply::Whole), [whole]);
    }
}

#[test]
fn a_negative_base_is_taken_back_at_the_first_rate() {
    let table = [("0", "0.02"), ("10000", "0.04")];
    let component = commission("Commission", tiers(Apply::Marginal, TiersBy::Amount, &table));
    assert_eq!(paid_one(component.clone(), &["-500"]), ["-10.00"]);
    let floored = Component { negative: Some(spanned(Negative::Zero)), ..component };
    assert_eq!(paid_one(floored, &["-500"]), ["0.00"]);
}

#[test]
fn what_lies_under_the_first_step_is_at_the_rate_of_below() {
    let below = Some(TierPay::Rate(param("0.01")));
    let steps = Steps { below, ..rates(&[("10000", "0.05")]) };
    let formula = |apply| Formula::Tiers { apply: spanned(apply), by: spanned(TiersBy::Amount), steps: steps.clone() };
    assert_eq!(paid_one(commission("Commission", formula(Apply::Marginal)), &["12000", "9000"]), ["200.00", "90.00"]);
    assert_eq!(paid_one(commission("Commission", formula(Apply::Whole)), &["12000", "9000"]), ["600.00", "90.00"]);
}

#[test]
fn attainment_tiers_are_shares_of_the_persons_target() {
    for (table, base, target, marginal) in [
        (&[("0", "0.1"), ("1", "0.15"), ("1.2", "0.2")][..], "130000", "100000", "15000.00"),
        (&[("0", "0"), ("1", "1.25"), ("1.25", "1.5")], "14000", "10000", "5375.00"),
        (&[("0", "0.03"), ("1", "0.05")], "104000", "100000", "3200.00"),
    ] {
        let mut world = World::new(&["ann"], &["revenue"]).sales(&[base]);
        world.target(0, target);
        world.policy.pay = vec![commission("Commission", tiers(Apply::Marginal, TiersBy::Attainment, table))];
        assert_eq!(world.paid(&[]), [[marginal]]);
    }
}

#[test]
fn a_person_without_a_target_is_an_error_unless_the_component_says_otherwise() {
    let mut world = World::new(&["ann"], &["revenue"]).sales(&["1000"]);
    let table = [("0", "0.1"), ("1", "0.2")];
    for apply in [Apply::Marginal, Apply::Whole] {
        world.policy.pay = vec![commission("Commission", tiers(apply, TiersBy::Attainment, &table))];
        let (result, findings) = world.pay(&[]);
        assert!(result.people[0].lines.is_empty());
        let finding = findings.iter().next().expect("a finding");
        let args = [("person", "ann"), ("measure", "revenue"), ("period", "2026-10"), ("component", "Commission")];
        assert_eq!(finding.args, args.map(|(name, value)| (name, value.to_owned())));
        assert_eq!(finding.code, "missing-target-in-pay");
        world.policy.pay[0].when_missing = Some(spanned(WhenPayMissing::Zero));
        assert_eq!(world.paid(&[]), [["100.00"]]);
        world.policy.pay[0].when_missing = Some(spanned(WhenPayMissing::Skip));
        assert_eq!(world.codes(), ["component-pays-nobody"]);
    }
}

#[test]
fn every_deal_starts_at_the_first_tier_and_is_rounded() {
    let mut world = World::new(&["ann"], &["revenue"]);
    for (order, value) in [("A1", "200"), ("A2", "300"), ("A3", "1500"), ("A4", "1200"), ("A5", "2000"), ("A6", "4500")]
    {
        world.row(0, 0, "2026-10-15", order, value);
    }
    let table = [("0", "0.01"), ("1000", "0.02"), ("3000", "0.03"), ("8000", "0.05")];
    let mut component = commission("Commission", tiers(Apply::Marginal, TiersBy::Amount, &table));
    world.policy.pay = vec![component.clone()];
    assert_eq!(world.paid(&[]), [["285.00"]]);
    if let PayKind::Commission(commission) = &mut component.kind {
        commission.over = spanned(Over::Deal);
    }
    world.policy.pay = vec![component];
    let (result, _) = world.pay(&[]);
    assert_eq!(amounts(&result), [["164.00"]]);
    let deals: Vec<String> =
        result.people[0].lines[0].deals.iter().map(|deal| deal.amount.or_zero().to_fixed(2)).collect();
    assert_eq!(deals, ["2.00", "3.00", "20.00", "14.00", "30.00", "95.00"]);
}

#[test]
fn the_whole_order_reaches_the_tier_and_a_share_takes_its_part() {
    let mut world = World::new(&["ann"], &["revenue"]);
    world.split(0, "A1", "400", "1000");
    world.split(0, "A2", "100", "0");
    let mut component =
        commission("Commission", tiers(Apply::Whole, TiersBy::Amount, &[("0", "0.01"), ("1000", "0.1")]));
    if let PayKind::Commission(commission) = &mut component.kind {
        commission.over = spanned(Over::Deal);
    }
    world.policy.pay = vec![component];
    // Of an order that adds up to nothing the part counts for itself: 1 % of 100.
    assert_eq!(world.paid(&[]), [["41.00"]]);
}

#[test]
fn a_matrix_looks_its_rate_up_by_two_measures() {
    let mut world = World::new(&["ann", "bob"], &["collected", "revenue", "rate"]).sales(&["89999.99", "90000"]);
    world.row(0, 1, "2026-10-15", "", "100000").row(1, 1, "2026-10-15", "", "99999.99");
    world.policy.measures[2].kind = MeasureKind::Ratio(MeasureId(0), MeasureId(1));
    let bounds = |list: [&str; 2]| list.map(|at| Bound { at: param(at), inclusive: true }).to_vec();
    let formula = Formula::Matrix {
        rows: (spanned(TiersBy::Measure(MeasureId(1))), bounds(["0", "100000"])),
        columns: (spanned(TiersBy::Measure(MeasureId(2))), bounds(["0", "0.9"])),
        rates: vec![vec![param("0.01"), param("0.02")], vec![param("0.03"), param("0.04")]],
        span: Default::default(),
    };
    world.policy.pay = vec![commission("Commission", formula)];
    assert_eq!(world.paid(&[]), [["2700.00"], ["1800.00"]]);
}

#[test]
fn labels_and_numbers_have_rates_of_their_own_and_a_label_without_one_is_named() {
    let mut world = World::new(&["ann"], &["revenue"]);
    world.row(0, 0, "2026-10-01", "A", "1000").row(0, 0, "2026-10-02", "B", "200");
    let rates = vec![("A".to_owned(), param("0.02"))];
    let formula = |default| Formula::ByLabel { column: spanned("product".to_owned()), rates: rates.clone(), default };
    world.policy.pay = vec![commission("Commission", formula(Some(param("0.05"))))];
    assert_eq!(world.paid(&[]), [["30.00"]]);
    world.policy.pay = vec![commission("Commission", formula(None))];
    let (_, findings) = world.pay(&[]);
    assert_eq!(findings.iter().next().map(|finding| finding.args[0].1.as_str()), Some("B"));

    let mut world = World::new(&["ann"], &["revenue"]);
    world.row(0, 0, "2026-10-01", "30", "1000").row(0, 0, "2026-10-02", "61/2", "1000");
    let steps = steps(&[("0", param("0.02")), ("30.5", param("0.01"))], None);
    world.policy.pay = vec![commission("Commission", Formula::ByNumber { column: spanned("days".to_owned()), steps })];
    assert_eq!(world.paid(&[]), [["30.00"]]);
}

#[test]
fn a_persons_own_rate_is_read_from_staff() {
    let mut world = World::new(&["ann", "bob", "cat"], &["revenue"]).sales(&["1000", "1000", "1000"]);
    world.cell(0, "commission_pct", "5.5%");
    world.cell(1, "commission_pct", "0.1");
    world.cell(2, "commission_pct", "five");
    world.policy.pay =
        vec![commission("Commission", Formula::ByPerson { column: spanned("commission_pct".to_owned()) })];
    let (result, findings) = world.pay(&[]);
    assert_eq!(amounts(&result), [vec!["55.00"], vec!["100.00"], vec![]]);
    let finding = findings.iter().next().expect("a finding");
    let files: Vec<&str> = finding.places.iter().map(|place| &*place.file).collect();
    assert_eq!((finding.code, files), ("staff-value-unreadable", vec!["staff.csv", "policy.toml"]));
}

#[test]
fn stages_follow_in_their_order_and_round_once() {
    let factor = |measure, list: &[(&str, &str)]| {
        let list: Vec<(&str, Parameter)> = list.iter().map(|(at, by)| (*at, param(by))).collect();
        Factor::Steps {
            measure: spanned(MeasureId(measure)),
            attainment: false,
            whose: Whose::Person,
            steps: steps(&list, None),
        }
    };
    let mut world = World::new(&["ann"], &["revenue", "goal", "unit"]).sales(&["50000"]);
    world.row(0, 1, "2026-10-15", "", "0.8").row(0, 2, "2026-10-15", "", "0.9");
    let factors = vec![factor(1, &[("0", "0.75"), ("1", "1")]), factor(2, &[("0", "0.95"), ("1", "1")])];
    world.policy.pay =
        vec![Component { multiply: factors, ..commission("Commission", Formula::Rate(param("0.0375"))) }];
    assert_eq!(world.paid(&[]), [["1335.94"]]);
    world.policy.pay[0].floor = Some(fixed("1500"));
    assert_eq!(world.paid(&[]), [["1500.00"]]);
    world.policy.pay[0].cap = Some(fixed("1400"));
    assert_eq!(world.paid(&[]), [["1400.00"]]);
    world.policy.money = Rounding { to: number("1"), mode: RoundingMode::HalfUp };
    world.policy.pay = vec![commission("Commission", Formula::Rate(param("0.00025")))];
    assert_eq!(world.paid(&[]), [["13.00"]]);
}

#[test]
fn attainment_times_a_rate_pays_the_printed_amounts() {
    let half_below_80 = Factor::Steps {
        whose: Whose::Person,
        measure: spanned(MeasureId(0)),
        attainment: true,
        steps: steps(&[("0", param("0.5")), ("0.8", param("1")), ("1.2", param("1.3"))], None),
    };
    let by_value = Factor::Value {
        measure: spanned(MeasureId(0)),
        attainment: true,
        whose: Whose::Person,
        cap: Some(param("1.5")),
    };
    // 900,000 of a million at 5 %; 1.5 of 1.2 million at 7 %; 700,000 of a million at 5 %.
    for (base, target, rate, printed) in [
        ("900000", "1000000", "0.05", "40500.00"),
        ("1500000", "1200000", "0.07", "170625.00"),
        ("700000", "1000000", "0.05", "12250.00"),
    ] {
        let mut world = World::new(&["ann"], &["revenue"]).sales(&[base]);
        world.target(0, target);
        let multiply = vec![half_below_80.clone(), by_value.clone()];
        world.policy.pay = vec![Component { multiply, ..commission("Commission", Formula::Rate(param(rate))) }];
        assert_eq!(world.paid(&[]), [[printed]]);
    }
}

#[test]
fn a_gate_is_met_at_its_bound_and_its_missing_value_is_an_error() {
    let mut world = World::new(&["ann", "bob"], &["revenue", "satisfaction"]).sales(&["1000", "1000"]);
    world.mean(1);
    for (person, score) in [(0, "3"), (0, "5"), (1, "4"), (1, "4"), (1, "3")] {
        world.row(person, 1, "2026-10-05", "", score);
    }
    let test = Test::Measure(spanned(MeasureId(1)));
    let gate = vec![Condition { otherwise: Some(param("0.5")), ..condition(test, from("4")) }];
    world.policy.pay = vec![Component { gate, ..commission("Commission", Formula::Rate(param("0.1"))) }];
    assert_eq!(world.paid(&[]), [["100.00"], ["50.00"]]);
    let mut silent = World::new(&["ann"], &["revenue", "satisfaction"]).sales(&["1000"]);
    silent.mean(1);
    silent.policy.pay = world.policy.pay.clone();
    assert_eq!(silent.codes(), ["missing-value-in-pay"]);
    silent.policy.pay[0].when_missing = Some(spanned(WhenPayMissing::Zero));
    assert_eq!(silent.paid(&[]), [["50.00"]]);
}

#[test]
fn a_bonus_at_target_is_paid_at_exactly_the_target() {
    let mut world = World::new(&["ann", "bob"], &["revenue"]).sales(&["10000", "9999.99"]);
    (0..2).for_each(|person| world.target(person, "10000"));
    let when = vec![condition(Test::Attainment(spanned(MeasureId(0))), from("1"))];
    world.policy.pay = vec![Component { when, ..component("Target bonus", PayKind::Bonus(bonus("500"))) }];
    assert_eq!(world.paid(&[]), [vec!["500.00"], vec![]]);
    let (result, _) = world.pay(&[]);
    let last = result.people[0].sheet.step_of(&result.people[0].lines[0].amount).expect("kept");
    assert!(matches!(last.form, Form::Chosen(1)), "the condition stands in the explanation");
}

#[test]
fn a_preference_chooses_the_reward_and_leaves_the_money_beside_it() {
    let mut world = World::new(&["ann", "bob", "cat"], &["revenue"]);
    world.cell(0, "reward_pref", "荣誉");
    world.cell(1, "reward_pref", "leave_days");
    let choices = vec![
        Choice { amount: BonusAmount::Of(fixed("3000")), unit: PayUnit::Money },
        Choice { amount: BonusAmount::Named(spanned("certificate".to_owned())), unit: PayUnit::Honour },
        Choice { amount: BonusAmount::Of(fixed("2")), unit: PayUnit::LeaveDays },
    ];
    world.policy.pay = vec![component("Reward", PayKind::Bonus(Bonus { choices, ..bonus("3000") }))];
    let (result, findings) = world.pay(&[]);
    assert!(findings.is_empty());
    assert_eq!(amounts(&result).concat(), ["1.00", "2.00", "3000.00"]);
    let honour = &result.people[0].lines[0];
    let instead = Remark::Instead("3000.00".to_owned(), PayUnit::Money);
    assert_eq!(honour.remarks, [Remark::Honour("certificate".to_owned()), instead]);
    assert_eq!(result.people[0].totals.iter().map(|(unit, _)| *unit).collect::<Vec<_>>(), [PayUnit::Honour]);
}

#[test]
fn a_mentor_is_paid_for_each_mentee_who_qualifies() {
    let mut world = World::new(&["ann", "bob", "cat", "mia"], &["collected"]).sales(&["30000", "29999", "30000"]);
    (0..3).for_each(|person| world.spell(person).mentor = Some(3));
    let when = vec![condition(Test::Measure(spanned(MeasureId(0))), from("30000"))];
    let kind = PayKind::Bonus(Bonus { of_mentees: true, ..bonus("500") });
    world.policy.pay = vec![Component { when, ..component("Mentor", kind) }];
    assert_eq!(world.paid(&[]), [vec![], vec![], vec![], vec!["1000.00"]]);
}

#[test]
fn performance_salary_follows_the_score() {
    let points = [("60", "0.6"), ("80", "0.8"), ("90", "1"), ("100", "1"), ("110", "1.2")];
    let points = points.iter().map(|(x, y)| (param(x), param(y))).collect();
    let base = Amount::Staff(spanned("performance_pay".to_owned()));
    let mut world = World::new(&["ann", "bob", "cat", "dan"], &["revenue"]);
    (0..4).for_each(|person| world.cell(person, "performance_pay", "1500"));
    world.policy.pay =
        vec![component("Salary", PayKind::Salary(Salary::ByScore { base, points, below: Some(param("0")) }))];
    let paid = world.paid(&[(0, "80"), (1, "95"), (2, "110"), (3, "59")]);
    assert_eq!(paid.concat(), ["1200.00", "1500.00", "1800.00", "0.00"]);
}

#[test]
fn the_grades_coefficient_multiplies_and_whoever_has_none_is_named() {
    let mut world = World::new(&["ann", "bob"], &["revenue"]).sales(&["10000", "10000"]);
    world.standings.insert(0, Standing { grade: Some("C".to_owned()), ..Standing::default() });
    let multiply = vec![Factor::Grade(Default::default())];
    world.policy.pay = vec![Component { multiply, ..commission("Commission", Formula::Rate(param("0.1"))) }];
    let base = fixed("1000");
    world.policy.pay.push(component("Salary", PayKind::Salary(Salary::ByGrade { base })));
    let (result, findings) = world.pay(&[(0, "62.5")]);
    assert_eq!(amounts(&result), [vec!["800.00", "800.00"], vec![]]);
    let args: Vec<&str> = findings.iter().flat_map(|finding| &finding.args).map(|(_, value)| value.as_str()).collect();
    assert_eq!(args, ["bob", "grade", "2026-10", "Commission", "bob", "grade", "2026-10", "Salary"]);
}

#[test]
fn an_override_pays_the_manager_for_the_team() {
    let mut world = World::new(&["ann", "bob", "mia"], &["revenue"]).sales(&["75000", "60000", "1000"]);
    world.manager(0, 2);
    world.manager(1, 2);
    world.spell(2).role = Some("Manager".into());
    let rule = Override {
        base: spanned(MeasureId(0)),
        of: spanned(OverrideOf::Direct),
        include_own: false,
        excess_over: None,
        formula: Formula::Rate(param("0.03")),
    };
    let roles = Some(vec![spanned("Manager".to_owned())]);
    let with = |rule| Component { roles: roles.clone(), ..component("Override", PayKind::Override(rule)) };
    world.policy.pay = vec![with(rule.clone())];
    assert_eq!(world.paid(&[])[2], ["4050.00"]);
    world.policy.pay = vec![with(Override { include_own: true, excess_over: Some(param("100000")), ..rule.clone() })];
    assert_eq!(world.paid(&[])[2], ["1080.00"]);
    world.target(2, "100000");
    let formula = tiers(Apply::Whole, TiersBy::Attainment, &[("0", "0.01"), ("1.35", "0.02")]);
    world.policy.pay = vec![with(Override { formula, ..rule })];
    assert_eq!(world.paid(&[])[2], ["2700.00"]);
}

#[test]
fn a_pool_is_shared_to_the_cent() {
    let pool = |fund, by| {
        component(
            "Pool",
            PayKind::Pool(Pool { fund, by: spanned(by), whose: Whose::Person, per_team: false, members: Vec::new() }),
        )
    };
    let mut world = World::new(&["ann", "bob", "cat"], &["revenue", "score"]);
    let scores = [(0, "50"), (1, "30"), (2, "20")];
    world.policy.pay = vec![pool(Fund::Amount(fixed("1000")), PoolBy::Measure(MeasureId(1)))];
    assert_eq!(world.paid(&scores).concat(), ["500.00", "300.00", "200.00"]);
    world.policy.pay = vec![pool(Fund::Amount(fixed("100")), PoolBy::Equal)];
    assert_eq!(world.paid(&[]).concat(), ["33.34", "33.33", "33.33"]);
    world.policy.pay = vec![pool(Fund::Amount(fixed("100")), PoolBy::Measure(MeasureId(0)))];
    assert_eq!(world.codes(), ["pool-without-members"]);
}

fn contest(share_ties: bool, teams: bool) -> Component {
    let kind = PayKind::Contest(Contest {
        measure: spanned(MeasureId(0)),
        from: spanned(date("2026-10-01")),
        to: spanned(date("2026-10-31")),
        teams,
        prizes: ["1500", "1000", "500"].map(param).to_vec(),
        share_ties,
    });
    component("Contest", kind)
}

#[test]
fn tied_people_share_the_prizes_of_their_places_or_the_first_to_get_there_wins() {
    let people = ["ann", "bob", "cat", "dan"];
    let mut world = World::new(&people, &["revenue"]).sales(&["900", "900", "700", "0"]);
    world.policy.pay = vec![contest(true, false)];
    assert_eq!(world.paid(&[]).concat(), ["1250.00", "1250.00", "500.00", "0.00"]);
    let mut world = World::new(&people, &["revenue"]);
    world.row(0, 0, "2026-10-20", "", "900").row(1, 0, "2026-10-10", "", "900").row(2, 0, "2026-10-10", "", "700");
    world.policy.pay = vec![contest(false, false)];
    assert_eq!(world.paid(&[]).concat(), ["1000.00", "1500.00", "500.00", "0.00"]);
}

#[test]
fn a_teams_prize_is_shared_by_its_members_and_paid_in_the_last_days_period() {
    let mut world = World::new(&["ann", "bob", "cat", "dan"], &["revenue"]).sales(&["100", "800", "700", "0"]);
    for (person, team) in [(0, "east"), (1, "east"), (2, "west"), (3, "east")] {
        world.team(person, team);
    }
    world.policy.pay = vec![contest(true, true)];
    assert_eq!(world.paid(&[]).concat(), ["500.00", "500.00", "1000.00", "500.00"]);
    world.period = world.period.previous();
    assert_eq!(world.paid(&[]).concat(), Vec::<String>::new());
}

#[test]
fn a_guarantee_tops_up_to_the_prorated_minimum() {
    let mut world = World::new(&["ann", "bob", "cat"], &["revenue"]).sales(&["8000", "25000", "0"]);
    let components = vec![spanned("Commission".to_owned())];
    let guarantee = PayKind::Guarantee(Guarantee { components, minimum: fixed("2000") });
    world.policy.pay = vec![commission("Commission", Formula::Rate(param("0.1"))), component("Guarantee", guarantee)];
    world.policy.targets.proration = spanned(Proration::CalendarDays);
    world.ledger.people.list[2].hired = Some(date("2026-10-17"));
    let paid = world.paid(&[]);
    assert_eq!(paid, [["800.00", "1200.00"], ["2500.00", "0.00"], ["0.00", "967.74"]]);
    let (result, _) = world.pay(&[]);
    assert_eq!(result.people[0].totals[0].1.or_zero().to_fixed(2), "2000.00");
}

#[test]
fn adjustments_stand_as_they_are_and_none_is_lost() {
    let mut world = World::new(&["ann", "bob"], &["revenue"]);
    world.ledger.people.list[1].left = Some(date("2026-09-30"));
    let row = |person, period: &str, amount: &str| crate::ledger::Adjustment {
        period: crate::calendar::Period::parse(period, 1).expect("a period"),
        person,
        name: "Car allowance".to_owned(),
        amount: number(amount),
        reason: "contract".to_owned(),
        approved_by: "mia".to_owned(),
        place: crate::source::Place::line("adjustments.csv", 2, ""),
    };
    world.ledger.adjustments = vec![row(0, "2026-10", "350"), row(0, "2026-10", "-40.5"), row(0, "2026-09", "350")];
    world.policy.pay = vec![component("Adjustments", PayKind::Adjustment)];
    assert_eq!(world.paid(&[]), [["350.00", "-40.50"]]);
    world.ledger.adjustments.push(row(1, "2026-10", "100"));
    assert_eq!(world.codes(), ["adjustment-unpaid"]);
}

#[test]
fn a_component_without_roles_pays_those_on_a_scorecard() {
    let mut world = World::new(&["ann", "bob"], &["revenue"]).sales(&["1000", "1000"]);
    world.policy.pay = vec![Component { roles: None, ..commission("Commission", Formula::Rate(param("0.1"))) }];
    assert_eq!(world.paid(&[]), [["100.00"], ["100.00"]]);
    world.policy.scorecards.push(Scorecard {
        name: "field".into(),
        span: Default::default(),
        roles: vec![spanned("Sales".to_owned())],
        adjust: Vec::new(),
        floor: None,
        cap: None,
        total: param("100"),
        crowded: None,
        indicators: Vec::new(),
    });
    assert_eq!(world.paid(&[(0, "80")]), [vec!["100.00"], vec![]]);
}

#[test]
fn a_component_that_can_pay_nobody_is_an_error() {
    let mut world = World::new(&["ann"], &["revenue"]);
    let roles = Some(vec![spanned("Clerk".to_owned())]);
    let (gate, kind) = (Vec::new(), PayKind::Adjustment);
    let adjusted = Component { cap: Some(fixed("1")), gate, ..component("Adjustments", kind) };
    world.policy.pay = vec![Component { roles, ..commission("Commission", Formula::Rate(param("0.1"))) }, adjusted];
    let mut findings = crate::finding::Findings::new();
    super::check(&world.policy, &world.ledger, &mut findings);
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["component-can-pay-nobody", "stage-not-for-kind"]);
    assert_eq!(world.codes(), ["component-pays-nobody"]);
}
