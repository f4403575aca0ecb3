//! Words of the language: keys that were called otherwise or that people guess, and all keys, to tell a misplaced one from an unknown one.

use std::sync::LazyLock;

/// Keys that people know from elsewhere, or that were called so once, with today's name.
pub(super) const RENAMED: [(&str, &str); 8] = [
    ("rate_by", "tiers_by"),
    ("tier", "tiers"),
    ("quota", "target"),
    ("file", "files"),
    ("path", "files"),
    ("filter", "where"),
    ("missing", "when_missing"),
    ("conditions", "when"),
];

/// A key that people guess, and what to write for it: another key, or one with a value.
pub(super) struct Guess {
    pub guess: &'static str,
    /// The key.
    pub of: &'static str,
    /// `over = "deal"`; the key alone where it has the value that was written.
    pub instead: &'static str,
}

impl Guess {
    /// Whether it is a value of the key, and not its name.
    pub fn is_value(&self) -> bool {
        self.instead != self.of
    }
}

/// All of them.
pub(super) static GUESSED: LazyLock<Vec<Guess>> = LazyLock::new(|| {
    let lines = include_str!("guessed.txt").lines().filter(|line| !line.starts_with('#'));
    let lists = lines.filter_map(|line| line.rsplit_once(": "));
    let of = |instead: &'static str| instead.split_once(" = ").map_or(instead, |(key, _)| key);
    lists
        .flat_map(|(instead, list)| list.split(", ").map(move |guess| Guess { guess, of: of(instead), instead }))
        .collect()
});

/// Keys that stand only beside certain others: written elsewhere they are known, but have no effect.
pub(super) const KEYS: [&str; 69] = [
    "above",
    "accelerate",
    "against",
    "among",
    "amount",
    "apply",
    "attainment",
    "base",
    "below",
    "best",
    "beyond",
    "by",
    "cap",
    "choices",
    "column",
    "columns",
    "components",
    "constants",
    "date",
    "default",
    "each",
    "excess_over",
    "files",
    "floor",
    "from",
    "gate",
    "grade",
    "include_own",
    "labels",
    "max",
    "maximum",
    "measure",
    "members",
    "min_rows",
    "minimum",
    "mode",
    "multiply",
    "negative",
    "numbers",
    "of",
    "on",
    "otherwise",
    "over",
    "overlays",
    "partial",
    "per",
    "periods",
    "person",
    "points",
    "prizes",
    "prorate",
    "qualified",
    "rate",
    "rates",
    "reward",
    "rounding",
    "scale",
    "step",
    "steps",
    "table",
    "ties",
    "tiers",
    "tiers_by",
    "to",
    "total",
    "unit",
    "when_missing",
    "where",
    "within_months",
];
