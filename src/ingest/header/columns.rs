//! The columns that each kind of file may have: what they are called, how their cells are read, which are required.

use std::sync::LazyLock;

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Text that must match across files.
    Key,
    /// Text from a small set.
    Label,
    /// Text for people, kept as it stands.
    Text,
    /// An amount.
    Money,
    /// An exact decimal.
    Number,
    /// A whole number that is not negative.
    Count,
    /// `85%` or `0.85`.
    Rate,
    /// A rate that may also be written `85折`.
    Discount,
    /// A calendar day.
    Date,
    /// A day with a time of day.
    Moment,
    /// A period.
    Period,
    /// Yes or no.
    YesNo,
}

const KINDS: [(&str, CellKind); 12] = [
    ("key", CellKind::Key),
    ("label", CellKind::Label),
    ("text", CellKind::Text),
    ("money", CellKind::Money),
    ("number", CellKind::Number),
    ("count", CellKind::Count),
    ("rate", CellKind::Rate),
    ("discount", CellKind::Discount),
    ("date", CellKind::Date),
    ("moment", CellKind::Moment),
    ("period", CellKind::Period),
    ("yes/no", CellKind::YesNo),
];

/// One column of a kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Its name in policies.
    pub name: &'static str,
    /// How its cells are read.
    pub kind: CellKind,
    /// Whether every file of the kind has it. Where one of two columns is enough (`customer` or `customer_id`, `period`
    /// or `from` and `to`), neither is.
    pub required: bool,
}

static TABLE: LazyLock<Vec<(&'static str, Vec<ColumnSpec>)>> = LazyLock::new(|| table(include_str!("columns.txt")));

/// The columns of a kind of file, its own before those of every source. A name that is no kind is a source of the
/// department's own.
pub fn columns_of(kind: &str) -> &'static [ColumnSpec] {
    let find = |kind: &str| TABLE.iter().find(|(name, _)| *name == kind);
    find(kind).or_else(|| find("other")).map_or(&[], |(_, columns)| columns)
}

/// Every kind of file that has columns of its own.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(kind, _)| *kind)
}

fn table(text: &'static str) -> Vec<(&'static str, Vec<ColumnSpec>)> {
    let lines = || text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
    let every: Vec<ColumnSpec> =
        lines().filter(|(kind, _)| *kind == "every").flat_map(|(_, list)| specs(list)).collect();
    let own = lines().filter(|(kind, _)| *kind != "every");
    own.map(|(kind, list)| match kind.strip_prefix("+ ") {
        Some(source) => (source, with_every(specs(list).collect(), &every)),
        None => (kind, specs(list).collect()),
    })
    .collect()
}

fn with_every(mut own: Vec<ColumnSpec>, every: &[ColumnSpec]) -> Vec<ColumnSpec> {
    let missing: Vec<ColumnSpec> =
        every.iter().filter(|common| own.iter().all(|column| column.name != common.name)).copied().collect();
    own.extend(missing);
    own
}

fn specs(list: &'static str) -> impl Iterator<Item = ColumnSpec> {
    list.split(", ").filter_map(|column| {
        let (name, kind) = column.split_once(' ')?;
        let (_, kind) = KINDS.iter().find(|(word, _)| *word == kind)?;
        Some(ColumnSpec { name: name.trim_end_matches('*'), kind: *kind, required: name.ends_with('*') })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(kind: &str, name: &str) -> Option<(CellKind, bool)> {
        columns_of(kind).iter().find(|column| column.name == name).map(|column| (column.kind, column.required))
    }

    #[test]
    fn every_line_of_the_data_is_understood() {
        let lines = include_str!("columns.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        for (kind, list) in lines.map(|line| line.split_once(": ").expect("a kind and its columns")) {
            assert_eq!(specs(list).count(), list.split(',').count(), "{kind}");
        }
    }

    #[test]
    fn kinds_have_their_columns_and_sources_the_common_ones() {
        assert_eq!(column("sales", "amount"), Some((CellKind::Money, true)));
        assert_eq!(column("sales", "person"), Some((CellKind::Key, false)));
        assert_eq!(column("sales", "discount_pct"), Some((CellKind::Discount, false)));
        assert_eq!(column("tickets", "opened"), Some((CellKind::Moment, true)));
        assert_eq!(column("tickets", "date"), None);
        assert_eq!(column("conduct", "person"), Some((CellKind::Key, true)));
        assert_eq!(column("staff", "customer"), None);
        assert_eq!(column("returns", "returned"), Some((CellKind::YesNo, false)));
        assert_eq!(column("visits of our own", "date"), Some((CellKind::Date, true)));
        assert_eq!(column("visits of our own", "person"), Some((CellKind::Key, false)));
    }
}
