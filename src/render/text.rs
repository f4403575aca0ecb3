//! Text on a terminal: how wide it is, where it breaks, and what of it may be shown.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Joins two emoji into one.
const JOINER: char = '\u{200D}';

/// How many columns the text takes; a Chinese character takes two.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text without characters that move the cursor, change its direction or start a sequence: a user's file must not
/// steer a user's terminal. Tabs and line ends become blanks, other control characters their pictures.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(visible_char).collect())
}

fn is_unsafe(character: char) -> bool {
    character.is_control() || is_unseen(character)
}

/// Whether a character parts lines or turns the direction of what is beside it, without being seen.
pub(super) fn is_unseen(character: char) -> bool {
    matches!(character, '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// So many digits tell a digest from others.
const DIGEST_SHOWN: usize = 12;

/// The text; of a SHA-256 digest, which no line has room for, its first digits.
pub fn digest_shortened(mut text: String) -> String {
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        text.truncate(DIGEST_SHOWN);
        text.push('…');
    }
    text
}

/// A JSON text whose unseen characters are escapes: they can only stand inside of strings, and mean the same there.
pub fn escaped_json(json: String) -> String {
    let is_meant = |c: char| is_unseen(c) || ('\u{7F}'..='\u{9F}').contains(&c);
    if !json.contains(is_meant) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        match is_meant(character) {
            true => escaped.push_str(&format!("\\u{:04x}", u32::from(character))),
            false => escaped.push(character),
        }
    }
    escaped
}

fn visible_char(character: char) -> char {
    match character {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => ' ',
        '\0'..='\u{1F}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{FFFD}'),
        '\u{7F}' => '\u{2421}',
        unsafe_one if is_unsafe(unsafe_one) => '\u{FFFD}',
        other => other,
    }
}

/// The text in lines of at most `limit` columns: broken at blanks and beside Chinese characters, and inside a word only
/// where the word is longer than a line.
pub fn wrap(text: &str, limit: usize) -> Vec<String> {
    if width(text) <= limit {
        return vec![text.trim_end().to_owned()];
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if !line.is_empty() && width(&line) + width(piece.trim_end()) > limit {
            lines.push(std::mem::take(&mut line));
        }
        for part in split(piece, limit) {
            if width(&line) >= limit {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(part);
        }
    }
    lines.push(line);
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// The widest piece that is not broken.
pub fn longest_piece(text: &str) -> usize {
    pieces(text).map(|piece| width(piece.trim_end())).max().unwrap_or(0)
}

/// The text in pieces between which a line may end: each with the blanks after it.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = piece_end(rest)?;
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

fn piece_end(text: &str) -> Option<usize> {
    let mut characters = text.char_indices().peekable();
    characters.peek()?;
    while let Some((_, before)) = characters.next() {
        let Some(&(index, after)) = characters.peek() else { break };
        let after_blank = before == ' ' && after != ' ';
        let beside_chinese = (is_wide(before) || is_wide(after)) && after != ' ';
        if after_blank || (beside_chinese && !may_not_begin(after) && !may_not_end(before)) {
            return Some(index);
        }
    }
    Some(text.len())
}

fn is_combined(character: char) -> bool {
    UnicodeWidthChar::width(character) == Some(0)
}

fn is_wide(character: char) -> bool {
    UnicodeWidthChar::width(character) == Some(2)
}

/// Punctuation that no Chinese line begins with, and what belongs to the character before it.
fn may_not_begin(character: char) -> bool {
    is_combined(character) || "，。、；：？！）」』》】”’…,.;:?!)%".contains(character)
}

/// Punctuation that no Chinese line ends with, and what joins two characters.
fn may_not_end(character: char) -> bool {
    character == JOINER || "（「『《【“‘(".contains(character)
}

/// A piece in parts of at most `limit` columns; a character wider than that is a part of its own.
fn split(piece: &str, limit: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (index, character) in piece.char_indices() {
        let wide = UnicodeWidthChar::width(character).unwrap_or(0);
        let whole = is_combined(character) || piece[..index].ends_with(JOINER);
        if used + wide > limit && used > 0 && character != ' ' && !whole {
            parts.push(&piece[start..index]);
            (start, used) = (index, 0);
        }
        used += wide;
    }
    parts.push(&piece[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_blanks_and_beside_chinese_characters() {
        assert_eq!(wrap("gap to next above", 8), ["gap to", "next", "above"]);
        assert_eq!(wrap("与上一名差距", 6), ["与上一", "名差距"]);
        assert_eq!(wrap("完成率，达标", 6), ["完成", "率，达", "标"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(wrap("fits", 4), ["fits"]);
    }

    #[test]
    fn what_is_one_character_to_the_eye_stays_one() {
        let family = "👨\u{200D}👩\u{200D}👧";
        assert_eq!(wrap(family, 2), [family]);
        assert_eq!(wrap(&format!("一{family}二"), 2), ["一", family, "二"]);
        assert_eq!(wrap("e\u{301}e\u{301}e\u{301}", 2), ["e\u{301}e\u{301}", "e\u{301}"]);
    }

    #[test]
    fn only_words_longer_than_a_line_are_broken() {
        assert_eq!(wrap("an extraordinary day", 6), ["an", "extrao", "rdinar", "y day"]);
        assert_eq!(longest_piece("an extraordinary day"), 13);
        assert_eq!(longest_piece("与上一名差距"), 2);
    }

    #[test]
    fn what_would_steer_the_terminal_is_shown_instead() {
        assert_eq!(visible("a\tb\u{1b}[31m"), "a b␛[31m");
        assert_eq!(visible("张三"), "张三");
        assert_eq!(visible("x\u{202E}y"), "x\u{FFFD}y");
    }
}
