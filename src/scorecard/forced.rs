//! Which grade each place has under a forced distribution.
//!
//! Where every grade has a share, places are cut at the running sums of the shares from the best grade on. Where some have none, the
//! worst grades that have one take exactly theirs, running sums from the worst place on; of the others each that has one takes the
//! best places whose scores reach it, at most its share, and each without one those whose scores reach it; the worst without one takes
//! the rest. A running sum is heads rounded down. Equal scores have one place, the better one, so they stay together in the better
//! grade.

use crate::number::Number;
use crate::policy::rules::Parameter;

/// Somebody who is graded.
pub(super) struct Entrant {
    /// The rounded score.
    pub score: Number,
    /// The grade that the score alone gives, counted from the best.
    pub by_score: usize,
}

/// What a person is given.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Given {
    /// The grade, counted from the best.
    pub grade: usize,
    /// The place: one more than there are better scores.
    pub place: usize,
    /// The cut that decided: behind its place another grade begins; nothing where the score alone did.
    pub cut: Option<Cut>,
}

/// A cut: the last place that belongs to the grades on its upper side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// The running sum from the best grade to that one.
    FromTop(usize),
    /// All places but the running sum from the worst grade to that one.
    FromBottom(usize),
}

/// Shares of the grades, the best first.
pub(super) struct Shares<'a>(pub Vec<Option<&'a Parameter>>);

impl Shares<'_> {
    /// The grade of everybody, in the order of the entrants.
    pub fn grades(&self, entrants: &[Entrant]) -> Vec<Given> {
        let mut scores: Vec<&Number> = entrants.iter().map(|entrant| &entrant.score).collect();
        scores.sort_by(|a, b| b.cmp(a));
        let place = |entrant: &Entrant| scores.partition_point(|other| **other > entrant.score) + 1;
        let mut order: Vec<(usize, usize)> =
            entrants.iter().enumerate().map(|(index, entrant)| (place(entrant), index)).collect();
        order.sort_unstable();
        let worst_named = self.worst_named();
        let found = if worst_named == 0 {
            order.iter().map(|(place, _)| self.of_place(*place, entrants.len())).collect()
        } else {
            self.partly(entrants, &order, worst_named)
        };
        let mut given: Vec<(usize, Given)> = order.iter().map(|(_, index)| *index).zip(found).collect();
        given.sort_by_key(|(index, _)| *index);
        given.into_iter().map(|(_, given)| given).collect()
    }

    /// The first of the worst grades that all have a share.
    fn worst_named(&self) -> usize {
        self.0.iter().rposition(Option::is_none).map_or(0, |unnamed| unnamed + 1)
    }

    /// Every grade has a share.
    fn of_place(&self, place: usize, people: usize) -> Given {
        let last = self.0.len() - 1;
        let grade = (0..last).find(|grade| place <= self.cut(Cut::FromTop(*grade), people)).unwrap_or(last);
        let cut = grade.min(last.saturating_sub(1));
        Given { grade, place, cut: Some(Cut::FromTop(cut)) }
    }

    /// Some grades have none; `order` holds places with the index of who has it, the best first.
    fn partly(&self, entrants: &[Entrant], order: &[(usize, usize)], worst_named: usize) -> Vec<Given> {
        let people = entrants.len();
        let first_cut = Cut::FromBottom(worst_named);
        let has_worst = worst_named < self.0.len();
        let above = if has_worst { self.cut(first_cut, people) } else { people };
        let upper = order.partition_point(|(place, _)| *place <= above);
        let mut given = self.upper(entrants, &order[..upper], worst_named);
        for (given, (_, index)) in given.iter_mut().zip(order) {
            if given.cut.is_none() && has_worst && entrants[*index].by_score >= worst_named {
                given.cut = Some(first_cut);
            }
        }
        given.extend(order[upper..].iter().map(|(place, _)| {
            let grades = (worst_named..self.0.len()).rev();
            let grade = grades.into_iter().find(|grade| *place > self.cut(Cut::FromBottom(*grade), people));
            let grade = grade.unwrap_or(worst_named);
            Given { grade, place: *place, cut: Some(Cut::FromBottom(grade)) }
        }));
        given
    }

    /// The places above those of the worst grades that have shares.
    fn upper(&self, entrants: &[Entrant], order: &[(usize, usize)], worst_named: usize) -> Vec<Given> {
        let mut given = Vec::with_capacity(order.len());
        let mut taken = 0;
        for grade in 0..worst_named {
            let start = given.len();
            let room = if self.0[grade].is_some() { self.room(grade, taken, entrants.len()) } else { order.len() };
            let takes_rest = grade + 1 == worst_named;
            for (place, index) in &order[start..] {
                let by_score = entrants[*index].by_score;
                let is_full =
                    given.len() >= start + room && given.last().is_none_or(|last: &Given| last.place != *place);
                if !takes_rest && (by_score > grade || is_full || room == 0) {
                    break;
                }
                let passed = (by_score..grade).rev().find(|better| self.0[*better].is_some());
                let own = self.0[grade].map(|_| grade);
                given.push(Given { grade, place: *place, cut: passed.or(own).map(Cut::FromTop) });
            }
            if self.0[grade].is_some() {
                taken += given.len() - start;
            }
        }
        given
    }

    /// How many a grade may take at most: its part of the running sums, less what ties have taken of it before.
    fn room(&self, grade: usize, taken: usize, people: usize) -> usize {
        let to = self.cut(Cut::FromTop(grade), people);
        let before = if grade == 0 { 0 } else { self.cut(Cut::FromTop(grade - 1), people) };
        (to - before).min(to.saturating_sub(taken))
    }

    /// The shares whose running sum is cut.
    pub fn summed(&self, cut: Cut) -> Vec<&Parameter> {
        let grades = match cut {
            Cut::FromTop(grade) => 0..grade + 1,
            Cut::FromBottom(grade) => grade..self.0.len(),
        };
        self.0[grades].iter().copied().flatten().collect()
    }

    /// The last place on the upper side of the cut.
    fn cut(&self, cut: Cut, people: usize) -> usize {
        let share: Number = self.summed(cut).into_iter().map(|share| &share.value).sum();
        let heads = (&share * &Number::from_scaled(people as i128, 0)).floor();
        // Shares add up to the whole at most, so that the heads are no more than the people.
        let heads =
            heads.to_i128().and_then(|heads| usize::try_from(heads).ok()).map_or(people, |heads| heads.min(people));
        match cut {
            Cut::FromTop(_) => heads,
            Cut::FromBottom(_) => people - heads,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::sample::{number, parameter};

    /// Grades of these scores, written as digits from 0 for the best; the scores' own grades begin at 95, 80 and 60.
    fn given(shares: [&str; 4], scores: &[&str]) -> String {
        let shares: Vec<Option<Parameter>> =
            shares.iter().map(|share| (!share.is_empty()).then(|| parameter(share))).collect();
        let by_score = |score: &Number| ["95", "80", "60"].iter().filter(|bound| *score < number(bound)).count();
        let entrants: Vec<Entrant> =
            scores.iter().map(|text| Entrant { score: number(text), by_score: by_score(&number(text)) }).collect();
        let given = Shares(shares.iter().map(Option::as_ref).collect()).grades(&entrants);
        given.iter().map(|given| given.grade.to_string()).collect()
    }

    #[test]
    fn all_shares_cut_the_places_whatever_the_scores() {
        let shares = ["0.2", "0.5", "0.2", "0.1"];
        assert_eq!(given(shares, &["99", "98", "97", "96", "95", "94", "93", "92", "91", "90"]), "0011111223");
        assert_eq!(given(shares, &["9", "9", "9", "8", "8", "8", "8", "7", "7", "7"]), "0001111222");
        assert_eq!(
            given(shares, &["1", "99", "50"]),
            "311",
            "a fifth of three is nobody, seven tenths of them are two; the worst grade takes the rest"
        );
    }

    #[test]
    fn the_best_take_at_most_their_share_and_the_worst_exactly_theirs() {
        let ten = ["99", "97", "96", "90", "85", "82", "75", "66", "64", "61"];
        assert_eq!(given(["0.2", "", "", "0.1"], &ten), "0011112223");
        assert_eq!(given(["0.1", "0.2", "", ""], &ten), "0112222222");
        assert_eq!(given(["", "0.2", "0.3", "0.1"], &ten), "0000112223");
        assert_eq!(
            given(["0.2", "", "", "0.1"], &["70", "69", "50", "40", "30", "20", "10", "9", "8", "7"]),
            "2222222223"
        );
        assert_eq!(given(["", "0.2", "", ""], &ten), "0001122222", "between two without a share");
    }

    #[test]
    fn equal_scores_stay_together_in_the_better_grade() {
        let ten = ["99", "97", "97", "97", "85", "82", "75", "66", "61", "61"];
        assert_eq!(given(["0.2", "", "", "0.1"], &ten), "0000112222");
        assert_eq!(given(["0.2", "0.3", "", ""], &ten), "0000122222", "what ties took of the running sum is gone");
    }
}
