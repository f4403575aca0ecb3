//! What columns of a register that nothing reads say of its rows: that they were rejected or cancelled, or which way their amounts go.

use super::wanted;
use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::doubts::said::{About, Column, Rows, Said, Word, about};
use crate::ingest::faults::Faults;
use crate::ingest::register::{Register, RegisterRow};
use crate::policy::Policy;
use crate::policy::rules::{InputKind, InputRule};
use crate::source::Place;
use crate::spelling::alike;

/// How many places are shown.
const SHOWN: usize = 8;

/// The registers whose rows somebody has to agree to before they hold.
const AGREED: [InputKind; 8] = [
    InputKind::Adjustments,
    InputKind::Splits,
    InputKind::Overlays,
    InputKind::Leave,
    InputKind::Ratings,
    InputKind::Targets,
    InputKind::Holds,
    InputKind::Rewards,
];

/// A column of a register that no rule reads: its field, and what its header says that it is about.
pub(super) struct Unread {
    pub field: usize,
    pub label: String,
    pub about: About,
}

/// The columns of a row's file that no rule reads and that may say something of its rows.
pub(super) fn unread((policy, rule): (&Policy, &InputRule), row: &RegisterRow) -> Vec<Unread> {
    let wanted = wanted(policy, rule).unwrap_or_default();
    let read: Vec<&String> =
        [&wanted.needed, &wanted.optional, &wanted.named, &wanted.numbers].into_iter().flatten().collect();
    let declared = || rule.values.iter().map(|(column, _)| column).chain(read.iter().copied());
    let is_read = |label: &str| declared().any(|column| alike(column, label));
    let slots = row.heading.slots.iter().enumerate().filter(|(_, slot)| slot.is_unread() && !is_read(&slot.label));
    let of_slot = |(field, slot): (usize, &crate::ingest::register::Slot)| {
        Some(Unread { field, label: slot.label.trim().to_owned(), about: about(&slot.label)? })
    };
    slots.filter_map(of_slot).collect()
}

/// Warns, once for each column.
pub(super) fn warn(policy: &Policy, register: &Register, faults: &mut Faults) {
    let kind = register.kind();
    let Some(rule) = policy.known_input(kind).filter(|_| AGREED.contains(&kind)) else { return };
    for rows in register.rows.chunk_by(|one, other| one.heading.file == other.heading.file) {
        let unread = rows.first().map(|row| unread((policy, rule), row)).unwrap_or_default();
        for column in unread.iter().filter(|column| is_asked(kind, column.about)) {
            of_column((register, rows), column).into_iter().for_each(|finding| faults.push(finding));
        }
    }
}

/// Which way an amount goes matters where there are amounts.
fn is_asked(kind: InputKind, about: About) -> bool {
    match about {
        About::State
        | About::Outcome
        | About::Kind
        | About::Undone
        | About::UndoneBy
        | About::Valid
        | About::Code
        | About::Remark => true,
        About::Sign => kind == InputKind::Adjustments,
        About::Refunded | About::Rate | About::Other => false,
    }
}

fn of_column((register, rows): (&Register, &[RegisterRow]), unread: &Unread) -> Option<Finding> {
    let mut column = Column::new(unread.about);
    for row in rows {
        let text = row.raw(unread.field);
        let text = key::normal(text.trim()).into_owned();
        let amount = row.text("amount").is_some_and(|amount| amount.trim_start().starts_with(['-', '(', '−', '－']));
        column.look_at(text.as_bytes(), || text.clone(), -i128::from(amount), (0, row.line));
    }
    let (code, words): (&'static str, Vec<Word>) = match column.told(Rows::Agreed)? {
        Said::Undone(words) => ("rows-said-undone", words),
        Said::Signs(words) => ("signs-unread", words.to_vec()),
    };
    let list: Vec<String> = words.iter().map(|word| format!("`{}` ({})", word.own, word.rows)).collect();
    let finding = Finding::warning(code).with("input", &register.name).with("column", &unread.label);
    let finding = finding.with("rows", words.iter().map(|word| word.rows).sum::<u64>()).with("words", list.join(", "));
    let at = |word: &Word| rows.iter().find(|row| row.line == word.first.1).map(RegisterRow::whole);
    let places: Vec<Place> = words.iter().take(SHOWN).filter_map(at).collect();
    Some(places.into_iter().fold(finding, Finding::at))
}
