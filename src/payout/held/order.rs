//! What is known of an order: what is held of it, whether it is collected, when it was sold last.

use super::super::payee::{Payee, Run};
use super::base_of;
use crate::calendar::{NaiveDate, Period};
use crate::derivation::{Credit, Figure, Leaf, Past, PastOf, Subject, Worksheet};
use crate::history::{ClosedBalance, OpenBalance};
use crate::measure::plan::gathered_in;
use crate::measure::{Ask, Deal};
use crate::number::Number;
use crate::policy::rules::{InputKind, MeasureId, Unit};
use crate::results::BalanceKind;
use crate::spelling::alike;

/// What the person has open of an order when the period begins.
pub(super) fn open<'v>(run: Run<'v>, person: usize, kind: BalanceKind, order: &str) -> Option<&'v OpenBalance> {
    let book = run.view.book;
    let component = &run.component.name.value;
    let all = book.history.open(person, book.period).iter();
    all.into_iter().find(|open| open.kind == kind && open.component == *component && alike(&open.order, order))
}

/// The order as its balance is called: as it was when something was held for it first.
pub(super) fn called(payee: &Payee, kind: BalanceKind, order: &str) -> String {
    open(payee.run, payee.person, kind, order).map_or(order, |open| &open.order).to_owned()
}

/// The same as a figure; nothing where nothing is open.
pub(super) fn opening(payee: &mut Payee, kind: BalanceKind, order: &str) -> Option<Figure> {
    let open = open(payee.run, payee.person, kind, order)?;
    let (order, amount) = (open.order.as_str(), open.amount.clone());
    let figure = past(payee, PastOf::Open(kind.id()), order, amount);
    payee.sheet.name(&figure, "opening", Some(order), Some(payee.run.component.span));
    Some(figure)
}

/// What was paid already of what was held of the order.
pub(super) fn released(payee: &mut Payee, order: &str) -> Figure {
    let open = open(payee.run, payee.person, BalanceKind::HoldBack, order);
    let order = open.map_or(order, |open| &open.order);
    let amount = open.map(|open| open.released.clone()).unwrap_or_else(Number::zero);
    let figure = past(payee, PastOf::Released, order, amount);
    payee.sheet.name(&figure, "released_before", Some(order), Some(payee.run.component.span));
    figure
}

/// The part of what is held that goes with what comes back of the order, unrounded.
pub(super) fn share_of_returned(payee: &mut Payee, deal: &Deal) -> Option<Figure> {
    let open = open(payee.run, payee.person, BalanceKind::HoldBack, &deal.order)?;
    let back = deal.part.abs();
    let share = open.share_of_returned(&back);
    part(payee, deal);
    let figure = past(payee, PastOf::Share(back), &open.order, share);
    payee.sheet.name(&figure, "share_of_returned", Some(&deal.order), Some(payee.run.component.span));
    Some(figure)
}

/// What the period's own line has done to what is held of the order.
pub(super) fn moved(payee: &mut Payee, name: &'static str, order: &str, amount: &Number) -> Figure {
    let figure = past(payee, PastOf::Moved, order, amount.clone());
    payee.sheet.name(&figure, name, Some(order), Some(payee.run.component.span));
    figure
}

fn past(payee: &mut Payee, what: PastOf, order: &str, amount: Number) -> Figure {
    let past = Past {
        what,
        component: payee.run.component.name.value.clone(),
        person: payee.person,
        window: payee.run.view.book.period.clone(),
        order: order.to_owned(),
    };
    payee.sheet.leaf(Leaf::Closed(Box::new(past)), Some(amount), Unit::Money)
}

/// The person's part of an order in the period.
pub(super) fn part(payee: &mut Payee, deal: &Deal) -> Figure {
    let book = payee.run.view.book;
    let credit = Credit { overlays: payee.run.component.overlays, by_share: false };
    let Some(measure) = base_of(payee.run.component) else { return payee.sheet.leaf(Leaf::Absent, None, Unit::Money) };
    let leaf = Leaf::Total {
        measure,
        subject: Subject::Person(payee.person),
        window: book.period.clone(),
        part: Some(deal.called().to_owned()),
        credit,
        rows: deal.rows,
    };
    let figure = payee.sheet.leaf(leaf, Some(deal.part.clone()), book.policy.measure(measure).unit);
    payee.sheet.name(&figure, "deal_part", Some(deal.called()), Some(payee.run.component.span));
    figure
}

/// Whether somebody has put the order on hold in the period: a row without an end, or one that ends after the period's last day. A row that is gone
/// ends in the period that is open: what was on hold when a period was closed stays so in it.
pub(in super::super) fn is_on_hold(run: Run, order: &str) -> bool {
    let (ledger, last) = (run.view.book.ledger, run.view.book.period.last());
    let mut rows = ledger.holds.rows.iter().filter(|hold| alike(&hold.order, order)).peekable();
    match rows.peek() {
        Some(_) => rows.any(|hold| hold.until.is_none_or(|until| until > last)),
        None => was_on_hold(run, order),
    }
}

/// Whether the period was closed with something on hold of the order.
fn was_on_hold(run: Run, order: &str) -> bool {
    let Some((closed, _)) = run.view.book.history.closed(run.view.book.period) else { return false };
    let is_it = |one: &ClosedBalance| {
        one.balance.kind == BalanceKind::Hold
            && one.component == run.component.name.value
            && alike(&one.balance.order, order)
            && one.balance.closing.is_positive()
    };
    closed.balances.iter().any(is_it)
}

/// What files say of orders up to the period's end, whosever they are.
pub(super) struct Facts<'v> {
    run: Run<'v>,
    window: Period,
}

impl<'v> Facts<'v> {
    pub fn new(run: Run<'v>) -> Self {
        Facts { run, window: run.view.book.policy.ever_until(run.view.book.period) }
    }

    fn subject(order: &str) -> Subject {
        Subject::Labelled { column: "order".to_owned(), label: order.to_owned() }
    }

    /// The day of the order's last sale; nothing where it has none.
    pub fn last_sale(&self, order: &str) -> Option<NaiveDate> {
        let book = self.run.view.book;
        let subject = Self::subject(order);
        let of = |measure| {
            let ask = Ask { measure, subject: &subject, window: &self.window, overlays: false };
            book.totals.last_day(&ask)
        };
        gathered_in(book.policy, base_of(self.run.component)?).into_iter().filter_map(of).max()
    }

    /// The day on which something was collected for it last.
    pub fn last_payment(&self, order: &str) -> Option<NaiveDate> {
        let book = self.run.view.book;
        let (measure, subject) = (book.policy.collected?, Self::subject(order));
        book.totals.last_day(&Ask { measure, subject: &subject, window: &self.window, overlays: false })
    }

    /// What the order is sold for, returns taken off, whatever the commission goes by; nothing where no row of it is there.
    pub fn amount(&self, sheet: &mut Worksheet, order: &str) -> Option<Figure> {
        self.last_sale(order)?;
        let (book, base) = (self.run.view.book, base_of(self.run.component)?);
        let measure = self.sold(base).unwrap_or(base);
        Some(book.actual(sheet, measure, &Self::subject(order), &self.window))
    }

    /// What sales are, where the commission goes by something of them.
    fn sold(&self, base: MeasureId) -> Option<MeasureId> {
        let policy = self.run.view.book.policy;
        let is_of_sales =
            |part: &MeasureId| policy.measure(*part).kind.inputs().into_iter().any(|input| input == "sales");
        policy.sold.filter(|_| gathered_in(policy, base).iter().any(is_of_sales))
    }

    /// Whether the amount of an order is what it was sold for, and nothing comes back that was paid before.
    pub fn is_sold(&self) -> bool {
        let policy = self.run.view.book.policy;
        let sales = policy.known_input(InputKind::Sales);
        let takes_back =
            policy.known_input(InputKind::Returns).is_some() || sales.is_some_and(|rule| rule.returns.is_some());
        !takes_back && base_of(self.run.component).is_some_and(|base| self.sold(base).is_some())
    }

    /// What was collected for the order; nothing where the policy reads no collections.
    pub fn collected(&self, sheet: &mut Worksheet, order: &str) -> Option<Figure> {
        let book = self.run.view.book;
        Some(book.actual(sheet, book.policy.collected?, &Self::subject(order), &self.window))
    }
}
