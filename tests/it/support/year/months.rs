//! What comes once a month: targets, marks, training, rewards, the index of the trade.

use super::{Department, Files, Seller, begin};
use sales_appraisal::calendar::{Datelike, Months, NaiveDate, Weekday};

/// A month of the files.
#[derive(Clone, Debug)]
pub struct Month {
    /// Which of them it is, from nought.
    pub place: usize,
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub work_days: Vec<NaiveDate>,
}

/// As the calendar of the policy has them: days off in the week, and days of work at a weekend.
const HOLIDAYS: [&str; 6] = ["2026-09-25", "2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"];
const EXTRA: [&str; 2] = ["2026-09-20", "2026-10-10"];

fn is_work_day(day: &NaiveDate) -> bool {
    let is = |days: &[&str]| days.contains(&day.to_string().as_str());
    is(&EXTRA) || !(is(&HOLIDAYS) || matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
}

impl Month {
    /// So many there are, from October 2025 to January 2027.
    pub const ALL: usize = 16;

    /// One of them.
    pub fn new(place: usize) -> Self {
        let begin: NaiveDate = "2025-10-01".parse().expect("a day");
        let first = begin + Months::new(u32::try_from(place).expect("small"));
        let next = first + Months::new(1);
        let work_days = first.iter_days().take_while(|day| *day < next).filter(is_work_day).collect();
        Month { place, first, last: next.pred_opt().expect("a day"), work_days }
    }

    /// As a column says which month it is.
    pub fn name(&self) -> String {
        self.first.format("%Y-%m").to_string()
    }
}

/// What somebody is asked to sell in a month.
pub fn target(seller: &Seller, month: &Month) -> usize {
    let grown = |amount: usize| (amount + amount * month.place / 100) / 100 * 100;
    match seller.name.as_str() {
        "丁小满" => 30_000,
        // Two have the customers of somebody who left.
        "彭秋实" | "袁可欣" if month.place > 8 => grown(96_000),
        "曹志远" if month.place > 8 => grown(133_000),
        "方雨晴" | "曹志远" => grown(100_000),
        _ => grown(75_000),
    }
}

/// What somebody sells in a month: the level above the target; who lies below it in two months has given a reason.
pub fn sold(seller: &Seller, month: &Month) -> usize {
    let level = match (seller.name.as_str(), month.name().as_str()) {
        ("邓海燕", "2026-02") | ("彭秋实", "2026-09") => 98,
        _ => seller.level,
    };
    // The youngest begins with a smaller target, and sells that.
    target(seller, month) * level / 100
}

/// Adds the files that have something every month.
pub fn add(files: &mut Files, department: &Department, months: &[Month]) {
    targets(begin(files, "targets.csv", "月份,层级,对象,指标,目标值"), department, months);
    ratings(begin(files, "ratings.csv", "考核月份,姓名,考核项目,评分,考核人,评分日期"), department, months);
    training(begin(files, "training.csv", "培训日期,姓名,培训主题,学时"), department, months);
    rewards(
        begin(files, "rewards.csv", "月份,姓名,奖励名称,奖励类型,奖励金额,天数,颁发日期,发放日期"),
        department,
        months,
    );
    let index = begin(files, "benchmarks.csv", "月份,系列,数值");
    index.extend(
        months
            .iter()
            .map(|month| format!("{},办公设备行业指数,{}.{}", month.name(), 100 + month.place / 10, month.place % 10)),
    );
}

fn targets(lines: &mut Vec<String>, department: &Department, months: &[Month]) {
    for month in months {
        let name = month.name();
        let mut of = |level: &str, whom: &str, amount: usize| {
            lines.push(format!("{name},{level},{whom},销售额,{amount}"));
            lines.push(format!("{name},{level},{whom},回款额,{}", amount * 85 / 100));
        };
        let selling: Vec<&Seller> = department.selling(month.last).collect();
        selling.iter().for_each(|seller| of("个人", &seller.name, target(seller, month)));
        let teams = ["东区组", "西区组"].map(|team| {
            let amounts: Vec<usize> =
                selling.iter().filter(|seller| seller.team == team).map(|seller| target(seller, month)).collect();
            (team, amounts.len(), amounts.iter().sum::<usize>())
        });
        teams.iter().for_each(|(team, _, amount)| of("小组", team, *amount));
        of("公司", "", teams.iter().map(|(_, _, amount)| amount).sum());
        lines.extend(teams.iter().map(|(team, count, _)| format!("{name},小组,{team},编制人数,{}", count + 1)));
        lines.extend(selling.iter().map(|seller| {
            format!("{name},个人,{},拜访次数,{}", seller.name, if seller.place % 4 == 2 { 8 } else { 4 })
        }));
    }
}

fn ratings(lines: &mut Vec<String>, department: &Department, months: &[Month]) {
    const MARKS: [&str; 8] = ["5", "4", "4", "3.5", "4.5", "4", "3.5", "4"];
    for month in months {
        let (name, last) = (month.name(), month.last);
        lines.extend(department.selling(last).map(|seller| {
            format!("{name},{},工作态度,{},{},{last}", seller.name, MARKS[seller.place], seller.manager)
        }));
        lines.extend(["韩素梅", "罗建业"].map(|lead| format!("{name},{lead},团队管理,4.5,沈立诚,{last}")));
    }
}

fn training(lines: &mut Vec<String>, department: &Department, months: &[Month]) {
    for month in months {
        let (day, topic) = (month.work_days[4], ["产品知识", "客户沟通", "合同与开票"][month.place % 3]);
        lines.extend(department.selling(day).map(|seller| format!("{day},{},{topic},2", seller.name)));
        lines.extend(["韩素梅", "罗建业"].map(|lead| format!("{day},{lead},{topic},4")));
    }
}

fn rewards(lines: &mut Vec<String>, department: &Department, months: &[Month]) {
    for (month, next) in months.iter().zip(&months[1..]) {
        let (name, awarded, paid) = (month.name(), next.work_days[4], next.work_days[9]);
        let best = department.selling(month.last).filter(|seller| [0, 4].contains(&seller.place));
        lines.extend(best.map(|seller| format!("{name},{},销售之星,现金,800,,{awarded},{paid}", seller.name)));
    }
}
