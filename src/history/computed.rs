//! The periods that a run evaluates itself, from the same files and under the same rules, in front of what is known without it.

use std::collections::HashMap;

use super::{ClosedPeriod, Correction, History, Kept, OpenBalance, PastStanding, Recomputed};
use crate::calendar::{NaiveDate, Period};
use crate::derivation::{Figure, Subject};
use crate::number::Number;
use crate::results::{PeriodResult, Standing};

/// Periods as they were evaluated.
#[derive(Clone)]
pub struct Computed<'a> {
    known: &'a dyn History,
    periods: Vec<(Period, Vec<Option<PastStanding>>)>,
}

impl<'a> Computed<'a> {
    /// No period yet; what is asked of others is asked there. What was paid and is owed is known there alone.
    pub fn before(known: &'a dyn History) -> Self {
        Computed { known, periods: Vec::new() }
    }

    /// Takes the standings of a period, in place of what it had of it: grades and places come after scores.
    pub fn note(&mut self, result: &PeriodResult) {
        let mut standings = vec![None; result.people.last().map_or(0, |last| last.person + 1)];
        for person in &result.people {
            standings[person.person] = Some(PastStanding::of(&person.standing));
        }
        self.put(result.period.clone(), standings);
    }

    /// Takes these standings, by index of the person.
    pub fn put(&mut self, period: Period, standings: Vec<Option<PastStanding>>) {
        self.periods.retain(|(known, _)| *known != period);
        self.periods.push((period, standings));
    }
}

impl Computed<'_> {
    /// The periods that were evaluated, with their standings.
    pub fn into_periods(self) -> Vec<(Period, Vec<Option<PastStanding>>)> {
        self.periods
    }
}

impl History for Computed<'_> {
    fn standings(&self, period: &Period) -> Option<&[Option<PastStanding>]> {
        let own = self.periods.iter().find(|(known, _)| known == period);
        own.map(|(_, standings)| &standings[..]).or_else(|| self.known.standings(period))
    }

    fn paid(&self, component: &str, person: usize, period: &Period) -> Option<Number> {
        self.known.paid(component, person, period)
    }

    fn paid_since(&self, component: &str, person: usize, period: &Period, first: NaiveDate) -> Option<Number> {
        self.known.paid_since(component, person, period, first)
    }

    fn kept_year(&self, component: &str, person: usize, period: &Period) -> Option<Number> {
        self.known.kept_year(component, person, period)
    }

    fn open(&self, person: usize, period: &Period) -> &[OpenBalance] {
        self.known.open(person, period)
    }

    fn corrections(&self, person: usize, period: &Period) -> Vec<&Correction> {
        self.known.corrections(person, period)
    }

    fn paid_so_far(&self, component: &str, person: usize, period: &Period) -> Option<Number> {
        self.known.paid_so_far(component, person, period)
    }

    fn recomputed(&self, person: usize, period: &Period) -> Option<&Recomputed> {
        self.known.recomputed(person, period)
    }

    fn closed(&self, period: &Period) -> Option<(&ClosedPeriod, &HashMap<String, usize>)> {
        self.known.closed(period)
    }

    fn kept(&self, measure: &str, subject: &Subject, period: &Period) -> Option<&Kept> {
        self.known.kept(measure, subject, period)
    }

    fn people_with_open(&self, period: &Period) -> Vec<usize> {
        self.known.people_with_open(period)
    }
}

impl PastStanding {
    /// What is asked of a standing later.
    pub fn of(standing: &Standing) -> Self {
        let value = |figure: &Option<Figure>| figure.as_ref().and_then(|figure| figure.value().cloned());
        PastStanding {
            score: value(&standing.score),
            grade: standing.grade.clone(),
            coefficient: value(&standing.coefficient),
            rank: standing.rank,
            apart: standing.apart,
        }
    }
}
