//! The words of units.

/// Units as they stand behind the digits of a cell, longest first, with their power of ten.
pub(super) const IN_CELLS: [(&str, u32); 10] = [
    ("千万", 7),
    ("千萬", 7),
    ("百万", 6),
    ("百萬", 6),
    ("亿", 8),
    ("億", 8),
    ("万", 4),
    ("萬", 4),
    ("千", 3),
    ("百", 2),
];

/// Units that stand in remarks only, beside those of the cells, with their power of ten.
pub(super) const IN_REMARKS: &[(&str, i32)] = &[
    ("thousand", 3),
    ("thousands", 3),
    ("thsd", 3),
    ("tsd", 3),
    ("tausend", 3),
    ("'000", 3),
    ("'000s", 3),
    ("000", 3),
    ("000s", 3),
    ("000's", 3),
    ("仟", 3),
    ("million", 6),
    ("millions", 6),
    ("millionen", 6),
    ("mio", 6),
    ("mln", 6),
    ("mn", 6),
    ("billion", 9),
    ("billions", 9),
    ("bn", 9),
    ("mrd", 9),
    ("十万", 5),
    ("十萬", 5),
    ("仟万", 7),
    ("仟萬", 7),
    ("十亿", 9),
    ("十億", 9),
    ("lakh", 5),
    ("lakhs", 5),
    ("lac", 5),
    ("lacs", 5),
    ("crore", 7),
    ("crores", 7),
    ("hundreds", 2),
    ("hundred", 2),
    ("ten thousand", 4),
    ("ten thousands", 4),
    ("cents", -2),
    ("pence", -2),
    ("paise", -2),
    ("rappen", -2),
    ("centimes", -2),
    ("céntimos", -2),
    ("centavos", -2),
    ("centesimi", -2),
    ("groszach", -2),
    ("milliarden", 9),
    ("milliers", 3),
    ("milliards", 9),
    ("millones", 6),
    ("millón", 6),
    ("milhares", 3),
    ("milhões", 6),
    ("milhão", 6),
    ("bilhões", 9),
    ("migliaia", 3),
    ("milioni", 6),
    ("miliardi", 9),
    ("mld", 9),
    ("duizend", 3),
    ("duizenden", 3),
    ("miljoen", 6),
    ("miljard", 9),
    ("tys", 3),
    ("tysiące", 3),
    ("tysięcy", 3),
    ("tysiącach", 3),
    ("milionów", 6),
    ("milionach", 6),
    ("miliardów", 9),
    ("miliardach", 9),
    ("tis", 3),
    ("tisíc", 3),
    ("tisíce", 3),
    ("tisících", 3),
    ("miliónů", 6),
    ("milionů", 6),
    ("milionech", 6),
    ("tisuća", 3),
    ("tisućama", 3),
    ("tusen", 3),
    ("tusental", 3),
    ("tusind", 3),
    ("tusinde", 3),
    ("tusinder", 3),
    ("t.kr", 3),
    ("miljoner", 6),
    ("millioner", 6),
    ("miljarder", 9),
    ("milliarder", 9),
    ("tuhatta", 3),
    ("tuhansina", 3),
    ("milj", 6),
    ("miljoonaa", 6),
    ("miljoonina", 6),
    ("ezer", 3),
    ("ezer ft", 3),
    ("e ft", 3),
    ("millió", 6),
    ("millió ft", 6),
    ("m ft", 6),
    ("mft", 6),
    ("mrd ft", 9),
    ("mii lei", 3),
    ("mii de lei", 3),
    ("mil lei", 6),
    ("mil. lei", 6),
    ("milioane", 6),
    ("milioane lei", 6),
    ("milioane de lei", 6),
    ("bin tl", 3),
    ("milyon", 6),
    ("milyon tl", 6),
    ("milyar", 9),
    ("тыс", 3),
    ("тысяч", 3),
    ("тысячах", 3),
    ("тис", 3),
    ("млн", 6),
    ("миллионах", 6),
    ("млрд", 9),
    ("хил", 3),
    ("χιλ", 3),
    ("χιλιάδες", 3),
    ("εκατ", 6),
    ("ribu", 3),
    ("ribu rp", 3),
    ("rp ribu", 3),
    ("juta", 6),
    ("juta rp", 6),
    ("rp juta", 6),
    ("rs lakh", 5),
    ("rs. lakh", 5),
    ("rs lakhs", 5),
    ("rs. lakhs", 5),
    ("rs crore", 7),
    ("rs. crore", 7),
    ("nghìn", 3),
    ("ngàn", 3),
    ("triệu", 6),
    ("พัน", 3),
    ("ล้าน", 6),
    ("em mil", 3),
];

/// Units that are other words too: they say so beside a currency, or behind a word for `in` of their own language.
pub(super) const IN_PLACE: &[(&str, i32)] = &[
    ("miles", 3),
    ("mila", 3),
    ("mille", 3),
    ("mii", 3),
    ("bin", 3),
    ("mia", 9),
    ("tỷ", 9),
    ("천", 3),
    ("만", 4),
    ("백만", 6),
    ("천만", 7),
    ("억", 8),
    ("십억", 9),
];

/// Units that say so in brackets beside money, where a distance cannot stand.
pub(super) const BESIDE_MONEY: &[(&str, i32)] = &[("miles", 3), ("천", 3), ("만", 4), ("백만", 6), ("억", 8)];

/// Currencies with the size that a unit has beside them.
pub(super) type OfCurrencies = (&'static [&'static str], i32);

/// Units whose size depends on the language, with that of the countries of a currency: `R$ mil` are thousands, `mil. Kč` millions.
pub(super) const BY_CURRENCY: &[(&str, &[OfCurrencies])] =
    &[("mil", &[(&["BRL", "MXN", "ARS", "CLP", "COP", "PEN", "UYU"], 3), (&["CZK", "RON"], 6)])];

/// Words for `in` before a unit, but for the English one, which German and others share.
pub(super) const BEFORE_UNITS: [&str; 7] = ["en ", "em ", "w ", "v ", "i ", "в ", "în "];

/// Words between a unit and its currency: `miles de euros`, `milliers d'euros`.
pub(super) const BEFORE_CURRENCIES: [&str; 6] = [" de", " d'", " di", " of", " von", " do"];

/// Words for a unit, before the unit itself: `单位：千元`, `Unit: thousand`.
pub(super) const BEFORE_WORDS: [&str; 6] = ["单位", "單位", "単位", "단위", "units", "unit"];

/// Units that say nothing else in brackets beside a label, and too little above a table.
pub(super) const BESIDE_LABELS: &[(&str, i32)] = &[
    ("k", 3),
    ("x1000", 3),
    ("x 1000", 3),
    ("×1000", 3),
    ("x1,000", 3),
    ("1000", 3),
    ("1000s", 3),
    ("1,000", 3),
    ("1,000s", 3),
    ("10k", 4),
    ("m", 6),
    ("mm", 6),
    ("mill", 6),
    ("cr", 7),
    ("cent", -2),
    ("ct", -2),
    ("¢", -2),
    ("分", -2),
    ("角", -1),
];

/// Units that say so with a currency beside them only: `T€`, `$B`.
pub(super) const BESIDE_SIGNS: &[(&str, i32)] =
    &[("t", 3), ("k", 3), ("m", 6), ("mm", 6), ("b", 9), ("md", 9), ("mds", 9), ("cr", 7)];

/// Units of money beside an amount; `m` and `t` may be metres and tons there.
pub(super) const IN_UNIT_COLUMNS: &[(&str, i32)] = &[("k", 3), ("分", -2), ("角", -1)];

/// What words mean below a header of units in a language where they are no other word: `miles` is a distance below `unit`.
const BELOW: &[(&str, &[(&str, &str)])] = &[
    ("unidad", &[("miles", "thousand"), ("mil", "thousand")]),
    ("unité", &[("mille", "thousand")]),
    ("unità", &[("mila", "thousand"), ("mille", "thousand")]),
    ("unitate", &[("mii", "thousand"), ("mil", "million"), ("mil.", "million")]),
    ("jednotka", &[("mil", "million"), ("mil.", "million")]),
    ("birim", &[("bin", "thousand"), ("mil", "million")]),
];

/// What words below this header of a column of units mean, beside those that mean the same everywhere.
pub fn words_below(label: &str) -> &'static [(&'static str, &'static str)] {
    let label = label.trim().to_lowercase();
    BELOW.iter().find(|(start, _)| label.starts_with(start)).map_or(&[], |(_, words)| words)
}
