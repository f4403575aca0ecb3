//! `TotalMarks`: from which row on a total row adds up.
//!
//! Subtotals may nest: a total agrees when it is the sum of the rows since some total row above it, or of all. Those between are then
//! no starts of later groups. Rows must come in the order of the file.

/// Running sums at the places where a group of rows may begin: the start of the file and below every total row.
#[derive(Clone, Debug)]
pub struct TotalMarks<S> {
    starts: Vec<S>,
}

impl<S> TotalMarks<S> {
    /// At the start of a file; `zero` are the sums of no rows.
    pub fn new(zero: S) -> Self {
        TotalMarks { starts: vec![zero] }
    }

    /// Whether a total row was seen.
    pub fn seen(&self) -> bool {
        self.starts.len() > 1
    }

    /// Settles a total row; `now` are the running sums over all rows above it, and `agrees` tells whether its cells are the difference
    /// between these and earlier ones. The latest group is tried first, then all rows, then the groups between.
    pub fn settle(&mut self, now: S, agrees: impl Fn(&S, &S) -> bool) -> bool {
        let last = self.starts.len() - 1;
        let mut tried = [last, 0].into_iter().chain((1..last).rev());
        let start = tried.find(|start| agrees(&self.starts[*start], &now));
        if let Some(start) = start {
            self.starts.truncate(start + 1);
        }
        self.starts.push(now);
        start.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_of_groups_of_groups_agree() {
        let mut marks = TotalMarks::new(0);
        let mut settle = |now: i32, total: i32| marks.settle(now, |start, now| now - start == total);
        // Two people of one team, one of another, and all.
        assert_eq!(
            [settle(10, 10), settle(30, 20), settle(30, 30), settle(35, 5), settle(35, 5), settle(35, 35)],
            [true; 6]
        );
        assert!(!settle(40, 4) && settle(41, 1) && settle(41, 41));
        assert!(marks.seen());
    }

    #[test]
    fn a_total_of_a_part_of_a_settled_group_differs() {
        let mut marks = TotalMarks::new(0);
        assert!(marks.settle(10, |start, now| now - start == 10));
        assert!(marks.settle(30, |start, now| now - start == 20));
        assert!(marks.settle(30, |start, now| now - start == 30));
        assert!(!marks.settle(35, |start, now| now - start == 25));
    }
}
