//! Two texts compared by fingerprints of their lines: which lines of the one are not in the other, however they are ordered, and which of
//! them stand at the same place, so that one became the other.

use std::collections::HashMap;

/// Indexes of lines without a partner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmatched {
    /// Of the old text.
    pub gone: Vec<usize>,
    /// Of the new text.
    pub added: Vec<usize>,
}

/// The lines of each text that the other does not have; a line that stands several times has so many partners.
pub fn unmatched(old: &[u64], new: &[u64]) -> Unmatched {
    let start = old.iter().zip(new).take_while(|(one, other)| one == other).count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(one, other)| one == other).count();
    let (old_rest, new_rest) = (&old_rest[..old_rest.len() - end], &new_rest[..new_rest.len() - end]);
    let mut counts: HashMap<u64, i64> = HashMap::with_capacity(old_rest.len());
    old_rest.iter().for_each(|line| *counts.entry(*line).or_default() += 1);
    let mut found = Unmatched::default();
    for (index, line) in new_rest.iter().enumerate() {
        match counts.get_mut(line) {
            Some(count) if *count > 0 => *count -= 1,
            _ => found.added.push(start + index),
        }
    }
    // Of equal lines the last ones are those without a partner.
    for (index, line) in old_rest.iter().enumerate().rev() {
        match counts.get_mut(line) {
            Some(count) if *count > 0 => {
                *count -= 1;
                found.gone.push(start + index);
            }
            _ => {}
        }
    }
    found.gone.reverse();
    found
}

/// Lines that became others, and what is left of each text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paired {
    /// Index in the old text and in the new one.
    pub changed: Vec<(usize, usize)>,
    /// What is gone.
    pub gone: Vec<usize>,
    /// What was added.
    pub added: Vec<usize>,
}

/// Pairs lines that stand between the same two lines that both texts have. What is not paired stays gone or added; `is_meant` tells
/// which lines, of all without a partner, are looked at.
pub fn paired(
    all: &Unmatched,
    is_gone_meant: impl Fn(usize) -> bool,
    is_added_meant: impl Fn(usize) -> bool,
) -> Paired {
    let ranked = |lines: &[usize]| -> Vec<(usize, usize)> {
        lines.iter().enumerate().map(|(before, line)| (line - before, *line)).collect()
    };
    let mut gone = ranked(&all.gone).into_iter().filter(|(_, line)| is_gone_meant(*line)).peekable();
    let mut added = ranked(&all.added).into_iter().filter(|(_, line)| is_added_meant(*line)).peekable();
    let mut found = Paired::default();
    loop {
        match (gone.peek().copied(), added.peek().copied()) {
            (Some((rank, old)), Some((other, new))) if rank == other => {
                found.changed.push((old, new));
                gone.next();
                added.next();
            }
            (Some((rank, old)), next) if next.is_none_or(|(other, _)| rank < other) => {
                found.gone.push(old);
                gone.next();
            }
            (_, Some((_, new))) => {
                found.added.push(new);
                added.next();
            }
            (_, None) => return found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(old: &str, new: &str) -> Paired {
        let lines = |text: &str| text.bytes().map(u64::from).collect::<Vec<u64>>();
        paired(&unmatched(&lines(old), &lines(new)), |_| true, |_| true)
    }

    #[test]
    fn a_line_that_became_another_is_told_from_one_that_came_or_went() {
        for (old, new, changed, gone, added) in [
            ("abc", "abc", vec![], vec![], vec![]),
            ("abc", "axc", vec![(1, 1)], vec![], vec![]),
            ("abc", "ac", vec![], vec![1], vec![]),
            ("ac", "abc", vec![], vec![], vec![1]),
            ("abcd", "xbcdy", vec![(0, 0)], vec![], vec![4]),
            ("abcde", "axydez", vec![(1, 1), (2, 2)], vec![], vec![5]),
            ("aabb", "ab", vec![], vec![1, 2], vec![]),
            ("abc", "cab", vec![], vec![], vec![]),
            ("", "ab", vec![], vec![], vec![0, 1]),
            ("ab", "", vec![], vec![0, 1], vec![]),
        ] {
            assert_eq!(between(old, new), Paired { changed, gone, added }, "{old} {new}");
        }
    }
}
