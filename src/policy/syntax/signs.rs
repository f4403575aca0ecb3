//! Signs of an input method that was left on, and blanks that are none.

/// Signs of an input method that was left on, and what TOML wants.
pub(super) const FULL_WIDTH: [(char, char); 21] = [
    ('＝', '='),
    ('“', '"'),
    ('”', '"'),
    ('„', '"'),
    ('＂', '"'),
    ('「', '"'),
    ('」', '"'),
    ('‘', '\''),
    ('’', '\''),
    ('＇', '\''),
    ('，', ','),
    ('、', ','),
    ('【', '['),
    ('】', ']'),
    ('［', '['),
    ('］', ']'),
    ('｛', '{'),
    ('｝', '}'),
    ('＃', '#'),
    ('：', '='),
    ('．', '.'),
];

/// Blanks that TOML does not take for blanks.
pub(super) const ODD_BLANKS: [char; 6] = ['\u{A0}', '\u{3000}', '\u{2003}', '\u{2009}', '\u{200B}', '\u{FEFF}'];

pub(super) fn is_odd(c: char) -> bool {
    ODD_BLANKS.contains(&c) || FULL_WIDTH.iter().any(|(sign, _)| *sign == c)
}

/// `５％` as `5%`.
pub(super) fn half_width(c: char) -> char {
    match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        0xFFE5 => '¥',
        _ => c,
    }
}
