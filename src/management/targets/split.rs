//! What `[targets.split]` makes of a target: a part for each person.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::super::View;
use super::super::progress::Who;
use super::division::{Bound, Claim, Forbidden, divide};
use super::levels::members;
use super::{before, periods};
use crate::calendar::{NaiveDate, Period};
use crate::derivation::Worksheet;
use crate::finding::nearest::nearest;
use crate::finding::{Finding, Findings, Severity, quoted};
use crate::measure::Ask;
use crate::measure::plan::gathered_in;
use crate::number::Number;
use crate::payout::staff_number;
use crate::policy::rules::MeasureId;
use crate::policy::rules::management::SplitRule;
use crate::policy::rules::management::split::{SplitBound, SplitBy, SplitOf};
use crate::source::Spanned;
use crate::spelling::alike;

/// A part of a target.
pub struct SplitRow {
    /// Whose: index in the ledger.
    pub person: usize,
    /// Of which measure.
    pub measure: MeasureId,
    /// How much.
    pub target: Number,
    /// In proportion to this.
    pub basis: Number,
    /// What that is of everybody's.
    pub share: Number,
    /// What it would be without bounds and steps.
    pub unbounded: Number,
    /// The bound that made it another.
    pub reason: Option<Bound>,
}

/// The parts of each target that is divided, by team, then person; nothing, with errors, where one cannot be.
pub(super) fn split(view: View, rule: &SplitRule, findings: &mut Findings) -> Option<Vec<SplitRow>> {
    let splitting = Splitting { view, rule, signed: OnceCell::new() };
    let whose = splitting.whose();
    if whose.is_empty() {
        let code = if rule.of == SplitOf::Team { "split-without-target-of-teams" } else { "split-without-target" };
        findings.push(splitting.told(code, &Who::Department));
        return None;
    }
    if let Some(finding) = splitting.without_column() {
        findings.push(finding);
        return None;
    }
    let parts: Vec<Option<Vec<SplitRow>>> =
        whose.iter().map(|(who, whole)| splitting.parts((who, whole), findings)).collect();
    findings.extend_with(splitting.empty_periods());
    splitting.passed_by(&whose).into_iter().for_each(|finding| findings.push(finding));
    let parts: Option<Vec<Vec<SplitRow>>> = parts.into_iter().collect();
    parts.map(|parts| parts.into_iter().flatten().collect())
}

/// Signs of a share.
const PER_CENT: [char; 2] = ['%', '％'];

struct Splitting<'a> {
    view: View<'a>,
    rule: &'a SplitRule,
    /// Whether some weight has a per cent sign.
    signed: OnceCell<bool>,
}

impl Splitting<'_> {
    /// Whose targets are divided, and what they are.
    fn whose(&self) -> Vec<(Who, Number)> {
        let book = self.view.book;
        let is_one = |who: &Who| match self.rule.of {
            SplitOf::Department => *who == Who::Department,
            SplitOf::Team => matches!(who, Who::Team(_)),
        };
        let measure = self.rule.measure.value;
        let aims = super::super::progress::aims(book.ledger).into_iter();
        let whose = aims.filter(|(who, of)| *of == measure && is_one(who));
        let target = |who: &Who| book.target(&mut Worksheet::new(), measure, &who.subject(), book.period);
        whose
            .filter_map(|(who, _)| Some((target(&who).value().cloned()?, who)))
            .map(|(whole, who)| (who, whole))
            .collect()
    }

    fn parts(&self, (who, whole): (&Who, &Number), findings: &mut Findings) -> Option<Vec<SplitRow>> {
        let people = members(self.view.book.ledger, who, self.view.book.period);
        let bases: Vec<Option<Number>> = people.iter().map(|person| self.basis(*person, findings)).collect();
        let bases: Vec<Number> = bases.into_iter().collect::<Option<_>>()?;
        let all: Number = bases.iter().sum();
        if !all.is_positive() {
            let code = if people.is_empty() { "split-of-nobody" } else { "split-without-basis" };
            findings.push(self.told(code, who));
            return None;
        }
        let (least, most) = self.bounds((who, whole), people.len(), findings)?;
        let claim = |weight: &Number| Claim { weight: weight.clone(), least: least.clone(), most: most.clone() };
        let claims: Vec<Claim> = bases.iter().map(claim).collect();
        let parts = match divide(whole, &claims, &self.rule.step.value) {
            Ok(parts) => parts,
            Err(forbidden) => {
                findings.push(self.forbidden((who, whole), forbidden));
                return None;
            }
        };
        let row = |((person, basis), part): ((usize, Number), super::division::Part)| {
            let share = basis.checked_div(&all).unwrap_or_else(Number::zero);
            let unbounded = whole * &share;
            let measure = self.rule.measure.value;
            SplitRow { person, measure, target: part.value, basis, share, unbounded, reason: part.bound }
        };
        let rows: Vec<SplitRow> = people.into_iter().zip(bases).zip(parts).map(row).collect();
        findings.extend_with(self.empty_handed(who, &rows));
        Some(rows)
    }

    /// In proportion to what a person has a part.
    fn basis(&self, person: usize, findings: &mut Findings) -> Option<Number> {
        match &self.rule.by {
            SplitBy::Equal => Some(Number::one()),
            SplitBy::History(_) => Some(self.history(person)),
            SplitBy::Weights(column) => self.weight(person, column, findings),
            SplitBy::Capacity(None) => Some(self.capacity(person)),
            SplitBy::Capacity(Some(column)) => Some(&self.capacity(person) * &self.weight(person, column, findings)?),
        }
    }

    /// What the person did in the periods before; less than nothing is nothing.
    fn history(&self, person: usize) -> Number {
        let book = self.view.book;
        let (mut sheet, subject) = (Worksheet::new(), Who::Person(person).subject());
        let earlier = before(book.period, periods(book.policy));
        let done = earlier.iter().map(|window| book.actual(&mut sheet, self.rule.measure.value, &subject, window));
        let done: Vec<Number> = done.map(|figure| figure.or_zero()).collect();
        done.iter().sum::<Number>().max(Number::zero())
    }

    /// Teams that have people and no target, where others have one: a warning for each.
    fn passed_by(&self, whose: &[(Who, Number)]) -> Vec<Finding> {
        if self.rule.of != SplitOf::Team {
            return Vec::new();
        }
        let (ledger, period) = (self.view.book.ledger, self.view.book.period);
        let there = ledger.people.employed_in(period).filter_map(|person| ledger.people.list[person].at_end_of(period));
        let teams: BTreeSet<&str> = there.filter_map(|spell| spell.team.as_deref()).collect();
        let without = teams.into_iter().map(|team| Who::Team(team.to_owned()));
        let without = without.filter(|who| whose.iter().all(|(own, _)| own != who));
        let told = without.map(|who| {
            let people = members(ledger, &who, period).into_iter();
            let people: Vec<&str> = people.map(|person| ledger.people.list[person].name.as_str()).collect();
            let finding = self.told("split-gives-nothing", &who).with("people", people.join(", "));
            Finding { severity: Severity::Warning, ..finding }
        });
        told.collect()
    }

    /// Of a history, periods of which nobody has a row: it is shorter than the rule says.
    fn empty_periods(&self) -> Option<Finding> {
        let SplitBy::History(_) = self.rule.by else { return None };
        let (book, subject) = (self.view.book, Who::Department.subject());
        let mut earlier = before(book.period, periods(book.policy));
        earlier.sort();
        let parts = gathered_in(book.policy, self.rule.measure.value);
        let is_empty = |window: &&Period| {
            let ask = |measure| Ask { measure, subject: &subject, window, overlays: true };
            parts.iter().all(|part| book.gathered_total(ask(*part)).rows == 0)
        };
        let empty: Vec<String> = earlier.iter().filter(is_empty).map(ToString::to_string).collect();
        if empty.is_empty() || empty.len() == earlier.len() {
            return None;
        }
        let told = Finding { severity: Severity::Warning, ..self.told("split-history-shorter", &Who::Department) };
        Some(told.with("count", empty.len()).with("all", earlier.len()).with("periods", empty.join(", ")))
    }

    /// Employed working days of the period, less those of leave.
    fn capacity(&self, person: usize) -> Number {
        let book = self.view.book;
        let leave: Vec<_> = book.ledger.leave.iter().filter(|leave| leave.person == person).collect();
        let is_there = |day: &NaiveDate| {
            book.policy.calendar.is_workday(*day)
                && !leave.iter().any(|leave| leave.first <= *day && *day <= leave.last)
        };
        let there = book.ledger.people.list[person].stretches_in(book.period);
        let days = there.flat_map(|(first, last)| first.iter_days().take_while(move |day| *day <= last));
        Number::from(days.filter(is_there).count() as i64)
    }

    /// A number of the person's row in `staff`.
    fn weight(&self, person: usize, column: &Spanned<String>, findings: &mut Findings) -> Option<Number> {
        let book = self.view.book;
        let who = &book.ledger.people.list[person];
        let spell = who.at_end_of(book.period)?;
        let cell = spell.cells.iter().find(|(name, ..)| alike(name, &column.value));
        let text = cell.map_or("", |(_, text, _)| text.as_str());
        let number = staff_number(text).filter(|number| !number.is_negative());
        let is_bare = |number: &Number| !text.contains(PER_CENT) && *number > Number::one();
        let number = number.filter(|number| !(is_bare(number) && *self.signed.get_or_init(|| self.are_signed(column))));
        if number.is_none() {
            let finding = Finding::error("split-weight-unread").with("person", &who.id).with("column", &column.value);
            let place = cell.map_or(&spell.place, |(_, _, place)| place);
            findings.push(finding.with("found", text).at(place.clone()).at(book.policy.text.place(column.span)));
        }
        number
    }

    /// Whether some weight of the column has a per cent sign: a bare number above 1 is then of another scale.
    fn are_signed(&self, column: &Spanned<String>) -> bool {
        let book = self.view.book;
        let spells = book.ledger.people.list.iter().filter_map(|who| who.at_end_of(book.period));
        let mut cells = spells.flat_map(|spell| &spell.cells).filter(|(name, ..)| alike(name, &column.value));
        cells.any(|(_, text, _)| text.contains(PER_CENT))
    }

    /// That `staff` has no such column as the parts go by.
    fn without_column(&self) -> Option<Finding> {
        let (book, column) = (self.view.book, self.rule.by.column()?);
        let people = &book.ledger.people;
        let mut cells = people.list.iter().flat_map(|person| &person.spells).flat_map(|spell| &spell.cells);
        if people.list.is_empty() || cells.any(|(name, ..)| alike(name, &column.value)) {
            return None;
        }
        let known: BTreeSet<&str> = people.written.iter().map(String::as_str).collect();
        let near = nearest(&column.value, known.iter().copied());
        let shown: Vec<&str> = near.map_or_else(|| known.into_iter().collect(), |near| vec![near]);
        let finding = Finding::error("split-column-missing").with("column", &column.value);
        Some(finding.with("known", quoted(&shown)).at(book.policy.text.place(column.span)))
    }

    /// Whether the person's row in `staff` says so.
    fn weighs_nothing(&self, person: usize) -> bool {
        let Some(column) = self.rule.by.column() else { return false };
        self.weight(person, column, &mut Findings::new()).is_some_and(|weight| weight.is_zero())
    }

    /// The least and the most of a part, in whole steps; nothing, with an error, where nothing lies between them.
    fn bounds(
        &self,
        (who, whole): (&Who, &Number),
        people: usize,
        findings: &mut Findings,
    ) -> Option<(Number, Option<Number>)> {
        let equal = whole.checked_div(&Number::from(people as i64))?;
        let amount = |bound: &SplitBound| match bound {
            SplitBound::Share(share) => &equal * &share.value,
            SplitBound::Amount(amount) => amount.value.clone(),
        };
        let steps = |amount: &Number| amount.checked_div(&self.rule.step.value).unwrap_or_else(Number::zero);
        let up = |amount: Number| &-&(-&steps(&amount)).floor() * &self.rule.step.value;
        let down = |amount: Number| &steps(&amount).floor() * &self.rule.step.value;
        let least = self.rule.at_least.as_ref().map_or_else(Number::zero, |bound| up(amount(bound)));
        let most = self.rule.at_most.as_ref().map(|bound| down(amount(bound)));
        if let Some(most) = most.as_ref().filter(|most| **most < least) {
            let finding = self.told("split-bounds-cross", who).with("least", &least).with("most", most);
            findings.push(finding);
            return None;
        }
        Some((least, most))
    }

    fn forbidden(&self, (who, whole): (&Who, &Number), Forbidden { bound, by }: Forbidden) -> Finding {
        let code = match bound {
            Bound::AtLeast => "split-at-least-forbids",
            Bound::AtMost => "split-at-most-forbids",
        };
        self.told(code, who).with("whole", whole).with("by", by)
    }

    /// People without a past get nothing where no bound gives it to them; those whose weight is nought shall have nothing.
    fn empty_handed(&self, who: &Who, rows: &[SplitRow]) -> Option<Finding> {
        let people = &self.view.book.ledger.people.list;
        let empty = rows.iter().filter(|row| row.target.is_zero() && !self.weighs_nothing(row.person));
        let empty: Vec<&str> = empty.map(|row| people[row.person].name.as_str()).collect();
        (!empty.is_empty()).then(|| {
            let told = self.told("split-gives-nothing", who);
            Finding { severity: Severity::Warning, ..told }.with("people", empty.join(", "))
        })
    }

    fn told(&self, code: &'static str, who: &Who) -> Finding {
        let book = self.view.book;
        let (whose, rule) = (who.id(book.ledger), self.rule);
        let whose = if whose.is_empty() { who.scope() } else { whose };
        let finding = Finding::error(code).with("measure", &book.policy.measure(rule.measure.value).name);
        finding.with("whose", whose).with("period", book.period).at(book.policy.text.place(rule.span))
    }
}
