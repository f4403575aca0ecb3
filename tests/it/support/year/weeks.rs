//! What happens between orders: visits and calls, surveys, plans, opportunities, tickets, feedback.

use super::months::Month;
use super::{Department, Files, Owned, begin};
use sales_appraisal::calendar::{Datelike, Days, NaiveDate};

/// Adds their files.
pub fn add(files: &mut Files, department: &Department, months: &[Month]) {
    activities(
        begin(files, "activities.csv", "拜访日期,业务员,客户名称,拜访方式,拜访结果,下次联系时间"),
        department,
        months,
    );
    surveys(begin(files, "surveys.csv", "调查日期,业务员,客户名称,调查对象,满意度,不满意原因"), department, months);
    plans(begin(files, "plan.csv", "负责人,客户名称,计划内容,截止日期,完成日期"), department, months);
    let header = "商机编号,创建日期,业务员,客户名称,阶段,进入阶段时间,预计金额,预计成交日期,结单日期,结果,竞争对手";
    pipeline(begin(files, "pipeline.csv", header), department, months);
    tickets(
        begin(files, "tickets.csv", "投诉时间,首次回复时间,解决时间,责任人,客户名称,投诉类型,处理结果"),
        department,
        months,
    );
    feedback(
        begin(files, "feedback.csv", "编号,反馈日期,负责人,反馈来源,客户名称,反馈内容,问题分类,关闭日期"),
        department,
        months,
    );
}

/// Those who buy every month, with their owners.
fn old<'d>(department: &'d Department, month: &Month) -> impl Iterator<Item = &'d Owned> {
    department.owning(month.last).filter(|owned| owned.is_old)
}

fn visit_day(owned: &Owned, month: &Month) -> NaiveDate {
    month.work_days[owned.place % 9]
}

fn activities(lines: &mut Vec<String>, department: &Department, months: &[Month]) {
    for month in months {
        let next = Month::new(month.place + 1);
        for owned in old(department, month) {
            let Owned { customer, owner, .. } = owned;
            let (visit, call) = (visit_day(owned, month), month.work_days[9 + owned.place % 8]);
            let again = visit_day(owned, &next);
            lines.push(format!("{visit},{owner},{customer},上门拜访,了解采购计划,{call}"));
            lines.push(format!("{call},{owner},{customer},电话,答复咨询,{again}"));
        }
        for owned in department.owning(month.last) {
            lines.extend(
                greeted(owned, month).map(|day| format!("{day},{},{},生日,问候,", owned.owner, owned.customer)),
            );
        }
    }
    let feast = months.iter().filter(|month| month.name() == "2027-01");
    let first_class = feast.flat_map(|month| old(department, month)).filter(|owned| owned.class == "A");
    lines.extend(first_class.map(|owned| format!("2027-01-30,{},{},节日,春节问候,", owned.owner, owned.customer)));
}

/// The day of the month on which a customer is greeted: seven before the birthday, in this year or the next.
fn greeted(owned: &Owned, month: &Month) -> Option<NaiveDate> {
    let years = [month.first.year(), month.first.year() + 1];
    let days = years.into_iter().filter_map(|year| Some(owned.birthday?.with_year(year)? - Days::new(7)));
    days.into_iter().find(|day| (month.first..=month.last).contains(day))
}

fn surveys(lines: &mut Vec<String>, department: &Department, months: &[Month]) {
    for month in months {
        for owned in old(department, month) {
            let words = ["非常满意", "满意", "满意"];
            let (day, word) = (month.work_days[7 + owned.place % 7], words[(owned.place + month.place) % words.len()]);
            lines.push(format!("{day},{},{},客户,{word},", owned.owner, owned.customer));
        }
        if [1, 7, 13].contains(&month.place) {
            let day = month.work_days[11];
            lines.extend(department.selling(day).map(|seller| format!("{day},{},,员工,满意,", seller.name)));
        }
    }
}

fn plans(lines: &mut Vec<String>, department: &Department, months: &[Month]) {
    for month in months {
        for owned in old(department, month).filter(|owned| owned.class == "A") {
            let (due, done) = (month.work_days[12], month.work_days[10]);
            lines.push(format!("{},{},季度回访，收集需求,{due},{done}", owned.owner, owned.customer));
        }
    }
}

fn pipeline(lines: &mut Vec<String>, department: &Department, months: &[Month]) {
    for month in months {
        let owning: Vec<&Owned> = old(department, month).collect();
        for place in 0..6 {
            let Owned { customer, owner, .. } = owning[(month.place * 5 + place * 6) % owning.len()];
            let (made, id) = (month.work_days[1 + place], format!("SJ{:03}", month.place * 6 + place + 1));
            let (expected, amount) = (month.work_days[14], 6000 + 500 * place);
            let rest = match place {
                4 | 5 if month.place == 15 => format!("线索,{made},{amount},,,,"),
                _ if month.place == 15 => format!("跟进,{},{amount},2027-02-26,,,", month.work_days[8]),
                5 => format!("丢单,{expected},{amount},{expected},{expected},输单,"),
                _ => format!("成交,{expected},{amount},{expected},{expected},赢单,"),
            };
            lines.push(format!("{id},{made},{owner},{customer},{rest}"));
        }
    }
}

fn tickets(lines: &mut Vec<String>, department: &Department, months: &[Month]) {
    for month in months {
        let owning: Vec<&Owned> = old(department, month).collect();
        for place in 0..3 {
            let Owned { customer, owner, .. } = owning[(month.place * 3 + place * 12) % owning.len()];
            let reply = ["11:30", "10:40", "15:30"][place];
            let (day, next) = (month.work_days[4 + place], month.work_days[5 + place]);
            lines.push(format!("{day} 10:00,{day} {reply},{next} 16:00,{owner},{customer},设备故障,已解决"));
        }
    }
}

fn feedback(lines: &mut Vec<String>, department: &Department, months: &[Month]) {
    for month in months {
        let owning: Vec<&Owned> = old(department, month).collect();
        let Owned { customer, owner, .. } = owning[month.place * 5 % owning.len()];
        let (day, done, id) = (month.work_days[5], month.work_days[8], month.place * 2 + 1);
        lines.push(format!("F{id:02},{day},{owner},客户,{customer},希望有备用机,产品,{done}"));
        let (source, text, topic) =
            [("员工", "周报填写重复", "流程"), ("市场", "同行推出以租代售", "价格")][month.place % 2];
        lines.push(format!("F{:02},{day},韩素梅,{source},,{text},{topic},{done}", id + 1));
    }
}
