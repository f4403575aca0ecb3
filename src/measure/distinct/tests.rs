//! Counts of different keys are those of plain sets, counted at the end or early, by one thread or two.

use super::*;
use crate::ingest::interner::Interner;
use crate::ingest::packed::Packed;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn key(prefix: u8, number: u64) -> String {
    match prefix {
        0 => format!("SO{number:09}"),
        1 => format!("{number}"),
        2 => format!("a prefix of more than fifteen bytes {number}"),
        3 => format!("A{number}"),
        _ => format!("{number}x"),
    }
}

/// A prefix, a number, and the number of a cell.
type Row = (u8, u64, u32);

fn apart(key: &str) -> Option<(Shape, u32)> {
    Packed::of(key.as_bytes()).and_then(Packed::apart)
}

/// Counts rows as two threads in turn would, `turn` rows at a time; nothing where a key came late.
fn counted(
    rows: &[Row],
    turn: usize,
    spells: usize,
    groups: &[u32],
    patience: Option<Patience>,
) -> Option<DistinctCounts> {
    let shared = SharedKeys::new(spells, &Arc::from(groups), patience);
    let mut threads = [OwnKeys::new(&shared), OwnKeys::new(&shared)];
    let mut names = Interner::default();
    for (at, rows) in rows.chunks(turn).enumerate() {
        let own = &mut threads[at % 2];
        for (prefix, number, cell) in rows {
            let (key, cell) = (key(*prefix, *number), Cell { number: *cell, segment: cell / 2 % groups.len() as u32 });
            if let Some(numbered) = apart(&key) {
                own.add(cell, numbered);
            } else {
                own.add_other(cell, names.intern(key.as_bytes()));
            }
        }
        own.end_turn();
    }
    let [mut all, rest] = threads;
    all.merge(rest, |id| id);
    (!all.came_late()).then(|| all.finish())
}

fn plainly_counted(rows: &[Row], asked: &[u32]) -> u64 {
    let of_asked = rows.iter().filter(|(_, _, cell)| asked.contains(cell));
    of_asked.map(|(prefix, number, _)| key(*prefix, *number)).collect::<BTreeSet<_>>().len() as u64
}

proptest! {
    #[test]
    fn counts_are_those_of_a_plain_set(
        rows in proptest::collection::vec((0u8..5, 0u64..3_000, 0u32..900), 1..400),
        dense in 0u64..4_000,
        crowd in 0u64..3_000,
        few in any::<bool>(),
        many_spells in any::<bool>(),
        turn in 1usize..3_000,
        in_groups in any::<bool>(),
        asked in proptest::collection::vec(0u32..900, 0..6),
    ) {
        let mut rows = rows;
        rows.extend((0..dense).map(|number| (0, number, (number % 890) as u32)));
        // Keys that many cells have.
        rows.extend((0..crowd).map(|row| (3, row % 500, (row * 7 % 897) as u32)));
        if few {
            rows.iter_mut().for_each(|row| row.2 %= 5);
        }
        // Of so many spells, the cells of overlays have wide marks.
        let spells = if many_spells { 70_000 } else { 150 };
        let groups: &[u32] = if in_groups { &[0, 1, 1] } else { &[0, 0, 0] };
        let mut asked = asked;
        asked.retain(|cell| !in_groups || cell / 2 % 3 != 0);
        asked.sort_unstable();
        asked.dedup();
        let counts = counted(&rows, turn, spells, groups, None).expect("nothing is counted early");
        prop_assert_eq!(counts.count(&asked), plainly_counted(&rows, &asked));
    }

    #[test]
    fn what_is_counted_early_is_counted_right_or_told_to_be_late(
        steps in proptest::collection::vec((0u64..5, 0u32..40, 0u64..40), 1_000..4_000),
        back in prop_oneof![Just(0u64), 1u64..20_000],
        turn in 1usize..200,
        kept in 0usize..6,
        turns in 1u32..9,
        asked in proptest::collection::vec(0u32..40, 1..8),
    ) {
        let mut number = 0;
        let row = |(step, cell, often): (u64, u32, u64)| {
            number += step * 20;
            // Some rows belong to an order far behind.
            (0, if often == 0 { u64::saturating_sub(number, back) } else { number }, cell)
        };
        let rows: Vec<Row> = steps.into_iter().map(row).collect();
        let mut asked = asked;
        asked.sort_unstable();
        asked.dedup();
        let groups = [0, 0, 0, 0];
        if let Some(counts) = counted(&rows, turn, 5, &groups, Some(Patience { kept, turns })) {
            prop_assert_eq!(counts.count(&asked), plainly_counted(&rows, &asked));
        }
    }
}

/// So many orders of two rows each, in order, as threads hand them in.
fn in_order(orders: u64) -> Vec<Row> {
    (0..orders * 2).map(|row| (0, row / 2, (row / 2 % 7) as u32 * 2)).collect()
}

#[test]
fn keys_in_order_are_counted_early_and_their_marks_go() {
    let patience = Some(Patience { kept: 4, turns: 3 });
    let shared = SharedKeys::new(7, &Arc::from([0]), patience);
    let mut own = OwnKeys::new(&shared);
    for rows in in_order(50_000).chunks(1_000) {
        for (prefix, number, cell) in rows {
            own.add(Cell { number: *cell, segment: 0 }, apart(&key(*prefix, *number)).expect("a number"));
        }
        own.end_turn();
        assert!(shared.chunks() <= 10, "{} chunks", shared.chunks());
    }
    assert!(!own.came_late());
    assert_eq!(own.finish().count(&[0, 2]), 2 * 50_000u64.div_ceil(7));
}

#[test]
fn a_key_that_comes_late_is_told() {
    let patience = Some(Patience { kept: 4, turns: 3 });
    let mut rows = in_order(50_000);
    rows.push((0, 5, 0));
    assert!(counted(&rows, 1_000, 7, &[0], patience).is_none());
    assert!(counted(&rows, 1_000, 7, &[0], None).is_some());
}

#[test]
fn where_old_chunks_are_used_again_none_is_counted_early() {
    let patience = Some(Patience { kept: 4, turns: 3 });
    let mut rows = in_order(50_000);
    // Before there are as many chunks as are kept in any case.
    rows.splice(7_000..7_000, [(0, 5, 0)]);
    rows.push((0, 6, 0));
    let counts = counted(&rows, 1_000, 7, &[0], patience).expect("nothing is late");
    assert_eq!(counts.count(&[0]), plainly_counted(&rows, &[0]));
}

#[test]
fn months_that_no_window_joins_are_counted_apart() {
    let patience = Some(Patience { kept: 4, turns: 3 });
    // The same customers, in any order, first in one month and then in another.
    let month =
        |segment: u32| (0..60_000u64).map(move |row| (0, row * 7_919 % 6_000, (row % 3) as u32 * 4 + segment * 2));
    let rows: Vec<Row> = month(0).chain(month(1)).collect();
    let counts = counted(&rows, 1_000, 3, &[0, 1], patience).expect("nothing is late");
    for asked in [[0, 4], [2, 6]] {
        assert_eq!(counts.count(&asked), plainly_counted(&rows, &asked));
    }
    assert!(counted(&rows, 1_000, 3, &[0, 0], patience).is_some(), "of one window, they are used again in time");
}
