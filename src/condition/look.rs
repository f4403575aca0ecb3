//! A person's figures as conditions and pay see them: measures from the book, score, grade and place from the standing.

use crate::derivation::{Figure, Leaf, Subject, Worksheet};
use crate::history::PastStanding;
use crate::measure::places::{ascending, place};
use crate::measure::{Attained, Book};
use crate::number::Number;
use crate::policy::rules::{Against, MeasureId, MeasureKind, Unit, Whose};
use crate::results::Standing;

/// A look at one person in one period.
#[derive(Clone, Copy)]
pub struct Look<'v> {
    /// The book of the period, whose history knows the period's standings.
    pub book: Book<'v>,
    /// Who: index in the ledger.
    pub person: usize,
    /// The person's standing where its figures stand on the worksheet that takes the steps; else values are carried over.
    own: Option<&'v Standing>,
}

impl<'v> Look<'v> {
    /// A look whose steps go to the worksheet on which this standing of the person was computed.
    pub fn own(book: Book<'v>, person: usize, standing: &'v Standing) -> Self {
        Look { book, person, own: Some(standing) }
    }

    /// A look whose steps go to another person's worksheet, or to that of another period.
    pub fn from_elsewhere(book: Book<'v>, person: usize) -> Self {
        Look { book, person, own: None }
    }

    /// The person's standing; nothing when not employed in the period.
    pub fn standing(&self) -> Option<&'v PastStanding> {
        self.book.history.standing(self.person, self.book.period)
    }

    /// Whose figure is meant: the person's, or that of the team of the last employed day; nothing for who is in no team.
    pub fn subject(&self, whose: Whose) -> Option<Subject> {
        match whose {
            Whose::Person => Some(Subject::Person(self.person)),
            Whose::Team => self.team().map(Subject::Team),
        }
    }

    fn team(&self) -> Option<String> {
        let book = &self.book;
        book.ledger.people.list.get(self.person)?.at_end_of(book.period)?.team_name()
    }

    /// The measure's value in the period; `score` is that of the standing.
    pub fn value(&self, sheet: &mut Worksheet, measure: MeasureId) -> Figure {
        self.value_of(sheet, measure, Whose::Person)
    }

    /// The value of the person or the team. A team's score is the mean of its people's; missing for who is in no team.
    pub fn value_of(&self, sheet: &mut Worksheet, measure: MeasureId, whose: Whose) -> Figure {
        self.payable_of(sheet, measure, (whose, true))
    }

    /// The same as pay counts it: credits beyond the whole (overlays) are in where `overlays` says so.
    pub fn payable_of(&self, sheet: &mut Worksheet, measure: MeasureId, (whose, overlays): (Whose, bool)) -> Figure {
        let book = &self.book;
        let is_score = matches!(book.policy.measure(measure).kind, MeasureKind::Score);
        match (self.subject(whose), whose) {
            (Some(_), Whose::Person) if is_score => self.score(sheet),
            (Some(_), Whose::Team) if is_score => self.attained(sheet, measure, &Against::TeamMean).against,
            (Some(subject), _) => book.payable(sheet, measure, &subject, overlays),
            (None, _) => self.no_team(sheet, measure),
        }
    }

    /// The measure against what it is compared with.
    pub fn attained(&self, sheet: &mut Worksheet, measure: MeasureId, against: &Against) -> Attained {
        self.attained_of(sheet, measure, against, Whose::Person)
    }

    /// The same of the person or the team; missing for who is in no team.
    pub fn attained_of(&self, sheet: &mut Worksheet, measure: MeasureId, against: &Against, whose: Whose) -> Attained {
        if let Some(subject) = self.subject(whose) {
            return self.book.attained(sheet, measure, &subject, against);
        }
        let absent = self.no_team(sheet, measure);
        Attained { actual: absent.clone(), against: absent.clone(), attainment: absent }
    }

    fn no_team(&self, sheet: &mut Worksheet, measure: MeasureId) -> Figure {
        let rule = self.book.policy.measure(measure);
        let absent = sheet.leaf(Leaf::Absent, None, rule.unit);
        sheet.name(&absent, "team", Some(&rule.name), None);
        absent
    }

    /// The complete score; missing where there is none.
    pub fn score(&self, sheet: &mut Worksheet) -> Figure {
        if let Some(own) = self.own.and_then(|standing| standing.score.as_ref()) {
            return own.clone();
        }
        self.carried(sheet, |standing| standing.score.clone(), ("score", Unit::Points))
    }

    /// The grade's coefficient; missing where there is no grade.
    pub fn coefficient(&self, sheet: &mut Worksheet) -> Figure {
        if let Some(own) = self.own.and_then(|standing| standing.coefficient.as_ref()) {
            return own.clone();
        }
        self.carried(sheet, |standing| standing.coefficient.clone(), ("coefficient", Unit::Number))
    }

    /// The place in the ranking, among all who are ranked in the same list; nothing where not ranked.
    pub fn rank(&self, sheet: &mut Worksheet) -> Option<Figure> {
        let standing = self.standing()?;
        let rank = standing.rank?;
        let alike = |other: &&PastStanding| other.rank.is_some() && other.apart == standing.apart;
        let all = self.book.history.standings(self.book.period)?;
        let among = all.iter().flatten().filter(alike).count();
        let figure = sheet.leaf(self.place_among(among), Some(Number::from(i64::from(rank))), Unit::Number);
        sheet.name(&figure, "rank", None, None);
        Some(figure)
    }

    /// The place by a measure among all people of the period who have a value; nothing where the person has none.
    pub fn place(&self, sheet: &mut Worksheet, measure: MeasureId) -> Option<Figure> {
        let own = self.value(sheet, measure);
        let own = own.value()?;
        let rule = self.book.policy.measure(measure);
        let values = match self.book.places {
            Some(places) => places.values(measure, self.book.period, || self.values_of_all(measure)),
            None => ascending(self.values_of_all(measure)).into(),
        };
        let place = place(&values, own, (rule.better, self.book.policy.ranking.ties));
        let place = Number::from(i64::try_from(place).ok()?);
        let figure = sheet.leaf(self.place_among(values.len()), Some(place), Unit::Number);
        sheet.name(&figure, "rank", Some(&rule.name), None);
        Some(figure)
    }

    fn place_among(&self, among: usize) -> Leaf {
        Leaf::Place { among, person: self.person, window: self.book.period.clone() }
    }

    fn values_of_all(&self, measure: MeasureId) -> Vec<Number> {
        let mut scratch = Worksheet::new();
        let people = self.book.ledger.people.employed_in(self.book.period);
        let looks = people.map(|person| Look::from_elsewhere(self.book, person));
        looks.filter_map(|look| look.value(&mut scratch, measure).value().cloned()).collect()
    }

    /// A number of the standing as a value from elsewhere.
    fn carried(
        &self,
        sheet: &mut Worksheet,
        number: impl Fn(&PastStanding) -> Option<Number>,
        (name, unit): (&'static str, Unit),
    ) -> Figure {
        let value = self.standing().filter(|_| self.own.is_none()).and_then(number);
        let elsewhere = || Leaf::Elsewhere { window: self.book.period.clone(), subject: Subject::Person(self.person) };
        let leaf = value.as_ref().map_or(Leaf::Absent, |_| elsewhere());
        let carried = sheet.leaf(leaf, value, unit);
        sheet.name(&carried, name, None, None);
        carried
    }
}
