//! What changed most.

use super::rows::TrendRow;
use crate::number::Number;

/// Which way something moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoverKind {
    /// More than before.
    Gain,
    /// Less.
    Loss,
    /// All others together.
    Rest,
}

impl MoverKind {
    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            MoverKind::Gain => "gain",
            MoverKind::Loss => "loss",
            MoverKind::Rest => "rest",
        }
    }
}

/// A label that moved.
#[derive(Clone, Debug)]
pub struct Mover {
    /// Which way.
    pub kind: MoverKind,
    /// Which label; nothing of rows without one, and of the rest.
    pub label: Option<String>,
    /// What people call it, where that is another.
    pub name: String,
    /// By how much.
    pub change: Number,
}

/// So many gains and losses are listed.
const LISTED: usize = 3;

/// The largest gains and losses, and the rest where changes add up.
pub(super) fn movers(rows: &[TrendRow], adds_up: bool) -> Vec<Mover> {
    let mut changes: Vec<(&TrendRow, Number)> =
        rows.iter().filter_map(|row| Some((row, row.change()?))).filter(|(_, change)| !change.is_zero()).collect();
    // Of equal changes the row that stands first comes first.
    changes.sort_by(|(_, one), (_, other)| other.cmp(one));
    let gains = changes.iter().take_while(|(_, change)| change.is_positive()).count();
    let (up, down) = changes.split_at(gains);
    let mut down: Vec<&(&TrendRow, Number)> = down.iter().collect();
    down.sort_by(|(_, one), (_, other)| one.cmp(other));
    let mover = |kind: MoverKind, (row, change): &(&TrendRow, Number)| Mover {
        kind,
        label: row.label.clone(),
        name: row.name.clone(),
        change: change.clone(),
    };
    let mut movers: Vec<Mover> = up.iter().take(LISTED).map(|one| mover(MoverKind::Gain, one)).collect();
    movers.extend(down.into_iter().take(LISTED).map(|one| mover(MoverKind::Loss, one)));
    if adds_up && changes.len() > movers.len() {
        let whole: Number = changes.iter().map(|(_, change)| change).sum();
        let listed: Number = movers.iter().map(|mover| &mover.change).sum();
        movers.push(Mover { kind: MoverKind::Rest, label: None, name: String::new(), change: &whole - &listed });
    }
    movers
}
