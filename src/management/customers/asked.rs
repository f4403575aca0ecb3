//! What is gathered of customers: hidden measures, and the windows in which figures are asked.

use std::sync::Arc;

use crate::calendar::Period;
use crate::management::window::{months_until, one_period_earlier};
use crate::management::{Needs, View};
use crate::measure::plan::{AskedAlong, gathered_in};
use crate::measure::registers::is_of_register;
use crate::policy::Policy;
use crate::policy::rules::management::LookedAt;
use crate::policy::rules::management::customers::{Classing, CustomersRule};
use crate::policy::rules::{Better, ColumnRef, Filter, InputKind, Label, MeasureId, MeasureKind, MeasureRule, Unit};
use crate::source::Span;

use super::roster::CUSTOMER;

/// What customers bought for.
const AMOUNT: &str = "customer amount";
/// How many orders they gave.
const ORDERS: &str = "customer orders";
/// What was taken off, on an average.
const DISCOUNT: &str = "customer discount";
/// How often they were contacted.
const CONTACTS: &str = "customer contacts";

/// The rule of customers; where the policy has none, they are classed as the register says.
pub fn rule(policy: &Policy) -> CustomersRule {
    policy.management.customers.clone().unwrap_or_default()
}

/// In which days figures are asked.
#[derive(Clone, Debug)]
pub struct Windows {
    /// The last months, up to the last day that counts.
    pub now: Period,
    /// As many months, up to the same day one period earlier.
    pub before: Period,
    /// All days up to the last that counts.
    pub ever: Period,
}

impl Windows {
    /// Those of a period.
    pub fn of(policy: &Policy, period: &Period) -> Self {
        let (months, start) = (rule(policy).window_months, policy.header.fiscal_year_starts);
        let last = policy.management.last_day(period);
        let now = months_until(last, months, start);
        Windows {
            before: months_until(one_period_earlier(last, period), months, start),
            ever: policy.ever_until(&now),
            now,
        }
    }

    fn all(&self) -> Vec<Period> {
        vec![self.now.clone(), self.before.clone(), self.ever.clone()]
    }
}

/// The measures of customers, where the policy has what they are made of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measures {
    /// What they bought for, or by which they are classed.
    pub amount: Option<MeasureId>,
    /// Orders.
    pub orders: Option<MeasureId>,
    /// What was taken off, on an average.
    pub discount: Option<MeasureId>,
    /// Contacts.
    pub contacts: Option<MeasureId>,
    /// What sales are: their days are those of orders.
    pub sales: Option<MeasureId>,
}

impl Measures {
    /// Those of a policy that was prepared.
    pub fn of(policy: &Policy) -> Self {
        let named = |name: &str| policy.measure_named(name);
        let sales = own_amount(policy).or(named(AMOUNT));
        Measures {
            amount: pareto_amount(policy).or(sales),
            orders: named(ORDERS),
            discount: named(DISCOUNT),
            contacts: named(CONTACTS),
            sales,
        }
    }
}

impl Measures {
    /// Those of which something was gathered by customer: files may lack a column.
    pub fn gathered(view: &View) -> Self {
        let is_along = |id: &MeasureId| {
            let parts = gathered_in(view.book.policy, *id);
            parts.iter().any(|part| view.cube.has_along(*part, CUSTOMER))
        };
        let all = Measures::of(view.book.policy);
        Measures {
            amount: all.amount.filter(|id| is_along(id) || is_of_register(view.book.policy.measure(*id))),
            orders: all.orders.filter(is_along),
            discount: all.discount.filter(is_along),
            contacts: all.contacts.filter(is_along),
            sales: all.sales.filter(is_along),
        }
    }
}

/// The measure by which customers are classed, where it is an amount of money.
fn pareto_amount(policy: &Policy) -> Option<MeasureId> {
    pareto(policy).filter(|measure| policy.measure(*measure).unit == Unit::Money)
}

/// The measure by which customers are classed.
pub fn pareto(policy: &Policy) -> Option<MeasureId> {
    match &policy.management.customers.as_ref()?.class {
        Classing::Pareto(pareto) => Some(pareto.measure.value),
        _ => None,
    }
}

/// Adds what classes of customers are made of.
pub fn class_prepare(policy: &mut Policy) {
    let rule = rule(policy);
    let is_asked = policy.management.customers.is_some();
    let column = |(column, is_number): (&crate::source::Spanned<String>, bool)| LookedAt {
        column: column.value.clone(),
        is_number,
        is_needed: true,
    };
    let columns: Vec<LookedAt> = match &rule.class {
        Classing::Recorded => vec![recorded(is_asked)],
        class => class.columns().into_iter().map(column).collect(),
    };
    policy.management.look_at(columns);
    if matches!(rule.class, Classing::Rfm(_)) {
        add_sales(policy);
    }
}

/// The recorded class.
pub fn recorded(is_needed: bool) -> LookedAt {
    LookedAt { column: "class".to_owned(), is_number: false, is_needed }
}

/// What customers bought, how often and when.
pub fn add_sales(policy: &mut Policy) {
    if policy.known_input(InputKind::Sales).is_some() {
        if own_amount(policy).is_none() {
            add(policy, AMOUNT, MeasureKind::Sum(column("sales", "amount")), Unit::Money);
        }
        add(policy, ORDERS, MeasureKind::Distinct(column("sales", "order")), Unit::Count);
    }
}

/// The policy's own measure of what was bought, where it has one.
fn own_amount(policy: &Policy) -> Option<MeasureId> {
    let amount = column("sales", "amount");
    let is_it = |rule: &MeasureRule| {
        let is_whole = rule.filter.terms.is_empty() && rule.of.is_none() && rule.min_rows.is_none();
        is_whole && matches!(&rule.kind, MeasureKind::Sum(column) if *column == amount)
    };
    policy.measures.iter().position(|rule| !rule.name.contains(' ') && is_it(rule)).map(MeasureId)
}

/// What was taken off, and how often customers were contacted.
pub fn add_care(policy: &mut Policy) {
    if policy.known_input(InputKind::Sales).is_some() {
        add(policy, DISCOUNT, MeasureKind::Mean(column("sales", "discount_pct")), Unit::Rate);
    }
    if policy.known_input(InputKind::Activities).is_some() {
        add(policy, CONTACTS, MeasureKind::Count("activities".to_owned()), Unit::Count);
    }
}

fn column(source: &str, column: &str) -> ColumnRef {
    ColumnRef { source: source.to_owned(), column: column.to_owned() }
}

fn add(policy: &mut Policy, name: &str, kind: MeasureKind, unit: Unit) {
    if policy.measure_named(name).is_none() {
        policy.measures.push(MeasureRule {
            name: name.to_owned(),
            span: Span::default(),
            kind,
            filter: Filter::default(),
            of: None,
            unit,
            better: Better::Higher,
            label: Label::One(name.to_owned()),
            min_rows: None,
            drivers: Vec::new(),
        });
    }
}

/// What classes need gathered.
pub fn class_needs(policy: &Policy, period: &Period) -> Needs {
    class_needs_in(policy, Windows::of(policy, period).all())
}

/// What the classes of several periods need gathered, each as of its last day.
pub fn class_needs_of(policy: &Policy, periods: &[Period]) -> Needs {
    class_needs_in(policy, periods.iter().map(|period| Windows::of(policy, period).now).collect())
}

fn class_needs_in(policy: &Policy, windows: Vec<Period>) -> Needs {
    let windows: Arc<[Period]> = Arc::from(windows);
    let measures = Measures::of(policy);
    let along = |measures: Vec<MeasureId>, last_days| AskedAlong {
        column: CUSTOMER.to_owned(),
        measures,
        windows: windows.clone(),
        last_days,
    };
    let asked = match &rule(policy).class {
        Classing::Pareto(pareto) => vec![along(gathered_in(policy, pareto.measure.value).into_iter().collect(), true)],
        Classing::Rfm(_) => {
            vec![along(measures.sales.into_iter().collect(), true), along(measures.orders.into_iter().collect(), false)]
        }
        Classing::Matrix(_) | Classing::Points(_) | Classing::Recorded => return Needs::default(),
    };
    Needs { along: asked, windows: Vec::new() }
}

/// What the tables of customers need gathered.
pub fn needs(policy: &Policy, period: &Period) -> Needs {
    let (windows, measures) = (Windows::of(policy, period), Measures::of(policy));
    let along = |measures: Vec<MeasureId>, last_days| AskedAlong {
        column: CUSTOMER.to_owned(),
        measures,
        windows: Arc::from(windows.all()),
        last_days,
    };
    let classed = pareto(policy).into_iter().flat_map(|measure| gathered_in(policy, measure));
    let mut dated: Vec<MeasureId> = classed.chain(measures.sales).chain(measures.contacts).collect();
    dated.sort_unstable();
    dated.dedup();
    let others = [measures.orders, measures.discount].into_iter().flatten().collect();
    Needs { along: vec![along(dated, true), along(others, false)], windows: Vec::new() }
}
