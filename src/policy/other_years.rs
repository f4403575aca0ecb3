//! Rules with days of their own – a contest, a measure that keeps some days – of which the policy has none: left over from another year.

use super::reading::Reading;
use super::rules::{FilterTest, PayKind, Policy};
use crate::calendar::{Datelike, NaiveDate};
use crate::source::{Span, Spanned};

/// Reports days that lie wholly outside of those of the policy: those that it holds for, or else the years that its name or version says.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    let Some(own) = Own::of(policy) else { return };
    for one in dated(policy).into_iter().filter(|one| own.excludes(one)) {
        let (from, to) = (one.first.to_string(), one.last.to_string());
        let facts = [("name", one.name), ("from", &from), ("to", &to), ("policy", &own.shown)];
        reading.warning("days-of-another-year", one.span, &facts);
    }
}

/// What the policy is for.
struct Own {
    first: Option<NaiveDate>,
    last: Option<NaiveDate>,
    shown: String,
}

impl Own {
    fn of(policy: &Policy) -> Option<Own> {
        let header = &policy.header;
        let day = |date: &Option<Spanned<NaiveDate>>| date.as_ref().map(|date| date.value);
        let (first, last) = (day(&header.effective_from), day(&header.effective_to));
        if first.is_some() || last.is_some() {
            let shown = |day: Option<NaiveDate>| day.map_or("…".to_owned(), |day| day.to_string());
            return Some(Own { first, last, shown: format!("{} – {}", shown(first), shown(last)) });
        }
        let years = named_years(&[&header.version, &header.name]);
        let least = *years.iter().min()?;
        // A fiscal year may be called by the year in which it ends, and a policy by that in which it begins to hold.
        let spare = i32::from(header.fiscal_year_starts > 1);
        Some(Own {
            first: NaiveDate::from_ymd_opt(least - spare, 1, 1),
            last: None,
            shown: years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        })
    }

    /// Whether the days lie in one year, which is another than those of the policy.
    fn excludes(&self, one: &Dated) -> bool {
        let (from, to) = (one.first.year(), one.last.year());
        from == to
            && (self.first.is_some_and(|first| to < first.year()) || self.last.is_some_and(|last| from > last.year()))
    }
}

/// The years that a text names: four digits by themselves that begin with 20.
fn named_years(texts: &[&str]) -> Vec<i32> {
    let mut years: Vec<i32> = Vec::new();
    for number in texts.iter().flat_map(|text| text.split(|c: char| !c.is_ascii_digit())) {
        let year = number.parse().ok().filter(|_| number.len() == 4 && number.starts_with("20"));
        years.extend(year.filter(|year| !years.contains(year)));
    }
    years
}

/// What has days of its own, all of which are known.
struct Dated<'p> {
    name: &'p str,
    span: Span,
    first: NaiveDate,
    last: NaiveDate,
}

fn dated(policy: &Policy) -> Vec<Dated<'_>> {
    let contests = policy.pay.iter().filter_map(|component| match &component.kind {
        PayKind::Contest(contest) => {
            let (first, last) = (contest.from.value, contest.to.value);
            Some(Dated { name: &component.name.value, span: contest.from.span, first, last })
        }
        _ => None,
    });
    let measures = policy.measures.iter().flat_map(|measure| {
        measure.filter.terms.iter().filter_map(|term| match &term.test {
            FilterTest::On(range) if term.column == "date" => {
                let (first, last) = (range.first.as_ref()?, range.last.as_ref()?);
                Some(Dated { name: &measure.name, span: first.span, first: first.value, last: last.value })
            }
            _ => None,
        })
    });
    contests.chain(measures).collect()
}
