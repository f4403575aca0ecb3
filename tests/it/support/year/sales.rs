//! Orders and what follows from them: bills, money that comes in.

use super::months::{Month, sold};
use super::{Department, Files, Owned, begin};
use sales_appraisal::calendar::{Days, NaiveDate};

/// A line of an order.
#[derive(Clone, Debug)]
pub struct Line {
    pub product: &'static str,
    pub kind: &'static str,
    pub amount: usize,
}

/// An order.
#[derive(Clone, Debug)]
pub struct Order {
    pub id: String,
    pub day: NaiveDate,
    pub customer: String,
    pub person: String,
    pub lines: Vec<Line>,
}

const PRODUCTS: [(&str, &str); 5] =
    [("复合机M7", "设备"), ("会议平板T8", "设备"), ("投影仪P5", "设备"), ("硒鼓", "耗材"), ("维保服务", "服务")];
/// Of these orders a part came back.
const RETURNED: [&str; 3] = ["XS2511041", "XS2604040", "XS2608041"];
/// This one was called off.
const CANCELLED: &str = "XS2603044";
/// So many working days of a month have the large orders.
const LARGE: usize = 17;

fn line(product: usize, amount: usize) -> Line {
    let (product, kind) = PRODUCTS[product % PRODUCTS.len()];
    Line { product, kind, amount }
}

/// The orders of all months by day, numbered.
pub fn orders(department: &Department, months: &[Month]) -> Vec<Order> {
    months.iter().flat_map(|month| of_month(department, month)).collect()
}

fn of_month(department: &Department, month: &Month) -> Vec<Order> {
    let owning: Vec<&Owned> = department.owning(month.last).collect();
    let mut orders: Vec<Order> =
        owning.iter().filter(|owned| owned.is_old).map(|owned| large(department, month, owned)).collect();
    orders.extend(small(month, &owning));
    orders.extend(first(month, &owning));
    orders.sort_by_key(|order| order.day);
    for (place, order) in orders.iter_mut().enumerate() {
        order.id = format!("XS{}{:03}", month.first.format("%y%m"), place + 1);
    }
    orders
}

fn order(owned: &Owned, day: NaiveDate, lines: Vec<Line>) -> Order {
    Order { id: String::new(), day, customer: owned.customer.clone(), person: owned.owner.clone(), lines }
}

/// What a customer buys every month: its part of what its owner sells, of two products.
fn large(department: &Department, month: &Month, owned: &Owned) -> Order {
    let seller = department.sellers.iter().find(|seller| seller.name == owned.owner).expect("a seller");
    let parts = department.owning(month.last).filter(|other| other.is_old && other.owner == owned.owner).count();
    let amount = sold(seller, month) / parts;
    let (place, most) = (owned.place + month.place, amount * 3 / 5);
    order(
        owned,
        month.work_days[(owned.place + 8 * month.place) % LARGE],
        vec![line(place, most), line(place + 2, amount - most)],
    )
}

/// Towards the end of a month somebody buys a little on every working day.
fn small<'m>(month: &'m Month, owning: &'m [&Owned]) -> impl Iterator<Item = Order> + 'm {
    let old: Vec<&Owned> = owning.iter().copied().filter(|owned| owned.is_old).collect();
    let days = month.work_days.iter().enumerate().skip(LARGE);
    days.map(move |(place, day)| {
        order(old[(month.place * 7 + place) % old.len()], *day, vec![line(3, 480 + 10 * place)])
    })
}

/// Two new customers a month buy something small.
fn first<'m>(month: &'m Month, owning: &'m [&Owned]) -> impl Iterator<Item = Order> + 'm {
    let new = owning.iter().filter(|owned| !owned.is_old);
    let new = new.skip(month.place * 2).take(2).enumerate();
    new.map(|(place, owned)| order(owned, month.work_days[6 + place], vec![line(4, 900)]))
}

/// Adds the files that are made of orders.
pub fn add(files: &mut Files, department: &Department, orders: &[Order], end: NaiveDate) {
    let sales =
        begin(files, "sales.csv", "订单号,日期,业务员,客户名称,产品名称,产品类别,数量,金额,状态,渠道,策略,折扣");
    for (place, order) in orders.iter().enumerate() {
        let Order { id, day, person, customer, .. } = order;
        let status = if id == CANCELLED { "已取消" } else { "已签收" };
        let channel = ["直销", "直销", "经销"][place % 3];
        sales.extend(order.lines.iter().map(|line| {
            format!(
                "{id},{day},{person},{customer},{},{},1,{},{status},{channel},老客户续购,",
                line.product, line.kind, line.amount
            )
        }));
    }
    sales.extend(orders.iter().filter(|order| RETURNED.contains(&order.id.as_str())).map(|order| {
        let (day, line) = (order.day + Days::new(12), &order.lines[0]);
        format!(
            "{},{day},{},{},{},{},1,{},退货,直销,老客户续购,",
            order.id, order.person, order.customer, line.product, line.kind, 100
        )
    }));
    let orders: Vec<&Order> = orders.iter().filter(|order| order.id != CANCELLED).collect();
    let paid: Vec<Option<NaiveDate>> = orders.iter().map(|order| paid(order, end)).collect();
    let money = begin(files, "collections.csv", "收款单号,回款日期,业务员,客户名称,订单号,回款金额,回款方式");
    for (order, day) in orders.iter().zip(&paid).filter_map(|(order, day)| Some((order, (*day)?))) {
        let owner = department.owner(&order.customer, day);
        money.push(format!("SK{},{day},{owner},{},{},{},转账", &order.id[2..], order.customer, order.id, total(order)));
    }
    let bills = begin(files, "receivables.csv", "客户名称,订单号,开票日期,到期日,应收金额,未收金额,收款日期,核销状态");
    for (order, paid) in orders.iter().zip(&paid) {
        let (amount, due) = (total(order), order.day + Days::new(45));
        let rest = paid.map_or_else(|| format!("{amount},,未核销"), |day| format!("0,{day},已核销"));
        bills.push(format!("{},{},{},{due},{amount},{rest}", order.customer, order.id, order.day));
    }
}

fn total(order: &Order) -> usize {
    order.lines.iter().map(|line| line.amount).sum()
}

/// Money comes after twenty days, unless the files end before.
fn paid(order: &Order, end: NaiveDate) -> Option<NaiveDate> {
    Some(order.day + Days::new(20)).filter(|day| *day <= end)
}
