//! The usual faults of syntax in words that say what to write: looked for only where the parser found the text to be no TOML.
//!
//! A scanner of statements – headers, and keys with their values. It stops at the first fault of a statement and goes on with the
//! next, so that one slip is one finding. What it does not know is left to the parser.

mod signs;
mod values;

use crate::finding::Finding;
use crate::source::Span;
use signs::{FULL_WIDTH, ODD_BLANKS, is_odd};

/// A fault, and the statement that it spoils.
pub(super) struct Fault {
    pub finding: Finding,
    /// What is meant.
    pub span: Span,
    /// From the first byte of the statement to the end of its last line.
    pub statement: Span,
}

/// A fault on its way: code, facts, and what is meant.
type Slip = (&'static str, Vec<(&'static str, String)>, Span);

/// Every fault that this scanner knows, one a statement, in the order of the text.
pub(super) fn faults(source: &str) -> Vec<Fault> {
    let mut scanner = Scanner { source, at: 0 };
    let mut faults = Vec::new();
    while scanner.has_statement() {
        let start = scanner.at;
        if let Err((code, facts, span)) = scanner.statement() {
            scanner.at = span.end.max(start);
            scanner.skip_to_next_statement();
            let finding = Finding { args: facts, ..Finding::error(code) };
            faults.push(Fault { finding, span, statement: Span { start, end: scanner.at } });
        }
    }
    faults
}

/// The text with these statements blank, byte for byte, so that what the parser still finds is a fault of its own.
pub(super) fn without(source: &str, faults: &[Fault]) -> String {
    let mut bytes = source.as_bytes().to_vec();
    for fault in faults {
        let statement = &mut bytes[fault.statement.start..fault.statement.end];
        statement.iter_mut().filter(|byte| **byte != b'\n' && **byte != b'\r').for_each(|byte| *byte = b' ');
    }
    String::from_utf8(bytes).unwrap_or_default()
}

struct Scanner<'a> {
    source: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn skip(&mut self, is_skipped: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&is_skipped) {
            self.bump();
        }
    }

    fn blanks(&mut self) {
        self.skip(|c| c == ' ' || c == '\t');
    }

    /// Blanks, line ends and remarks, as they may stand inside of brackets and between statements.
    fn space(&mut self) {
        loop {
            self.skip(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
            if self.peek() != Some('#') {
                return;
            }
            self.skip_line();
        }
    }

    fn skip_line(&mut self) {
        self.skip(|c| c != '\n');
    }

    /// Whether there is another statement; stands at its first byte.
    fn has_statement(&mut self) -> bool {
        self.space();
        self.at < self.source.len()
    }

    /// To the end of the line before the next one that looks like the beginning of a statement.
    fn skip_to_next_statement(&mut self) {
        self.skip_line();
        while self.at < self.source.len() {
            let line = self.rest()[1..].split('\n').next().unwrap_or("");
            if begins_statement(line) {
                return;
            }
            self.at += 1 + line.len();
        }
    }

    /// The text from a place to the end of its line.
    fn line_from(&self, at: usize) -> &'a str {
        self.source[at..].split('\n').next().unwrap_or("").trim_end()
    }

    /// The characters up to one that ends them.
    fn token(&self, ends: &str) -> &'a str {
        let rest = self.rest();
        rest.split(|c: char| c == '\n' || c == '\r' || ends.contains(c)).next().unwrap_or("")
    }

    fn slip(&self, code: &'static str, facts: &[(&'static str, &str)], length: usize) -> Slip {
        let facts = facts.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        (code, facts, Span { start: self.at, end: self.at + length })
    }

    /// A sign of an input method, or an odd blank, at this place.
    fn odd_sign(&self) -> Result<(), Slip> {
        let Some(found) = self.peek() else { return Ok(()) };
        if ODD_BLANKS.contains(&found) {
            let name = format!("U+{:04X}", u32::from(found));
            return Err(self.slip("toml-odd-blank", &[("found", &name)], found.len_utf8()));
        }
        match FULL_WIDTH.iter().find(|(sign, _)| *sign == found) {
            Some((_, instead)) => {
                let facts = [("found", &*found.to_string()), ("instead", &*instead.to_string())];
                Err(self.slip("toml-full-width", &facts, found.len_utf8()))
            }
            None => Ok(()),
        }
    }

    fn statement(&mut self) -> Result<(), Slip> {
        self.odd_sign()?;
        match self.peek() {
            Some('[') => self.header(),
            _ => self.pair(),
        }
    }

    fn header(&mut self) -> Result<(), Slip> {
        let start = self.at;
        let is_list = self.rest().starts_with("[[");
        let close = if is_list { "]]" } else { "]" };
        self.at += close.len();
        self.key("]")?;
        if !self.rest().starts_with(close) {
            self.at = start;
            let line = self.line_from(start);
            return Err(self.slip("toml-bracket", &[("found", line), ("missing", close)], line.len().max(1)));
        }
        self.at += close.len();
        self.end_of_line(start)
    }

    /// A key, perhaps of several parts with points between.
    fn key(&mut self, ends: &str) -> Result<(), Slip> {
        loop {
            self.blanks();
            self.odd_sign()?;
            match self.peek() {
                Some('"' | '\'') => self.string()?,
                _ => self.bare_key(ends)?,
            }
            self.blanks();
            self.odd_sign()?;
            if self.peek() != Some('.') {
                return Ok(());
            }
            self.bump();
        }
    }

    /// Refuses digits where a key is due, behind a number and a comma: the number has a comma before its decimals.
    fn decimals(&mut self) -> Result<(), Slip> {
        let digits = self.rest().find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest().len());
        let is_end = self.source[self.at + digits..].trim_start_matches([' ', '\t']).starts_with([',', '}']);
        let before = self.source[..self.at].strip_suffix(',').unwrap_or_default();
        let first = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 || !is_end || first == 0 {
            return Ok(());
        }
        let length = first + 1 + digits;
        self.at -= first + 1;
        let whole = &self.rest()[..length];
        let instead = values::with_point_or_groups(whole);
        Err(self.slip("toml-number", &[("found", whole), ("instead", &instead)], length))
    }

    fn bare_key(&mut self, ends: &str) -> Result<(), Slip> {
        let length = self.rest().find(|c: char| !is_bare(c)).unwrap_or(self.rest().len());
        let after = self.source[self.at + length..].trim_start_matches([' ', '\t']);
        let goes_on = after.chars().next().is_some_and(|c| !is_bare_end(c, ends) && !is_odd(c));
        self.decimals()?;
        let whole = self.token(&format!("{ends}.=＝：:#\"'[]")).trim_end();
        // `my base = 1`, but not `base "x"`.
        let is_name = !whole.is_empty() && self.line_from(self.at).contains(['=', '＝', ']']);
        if goes_on && whole.len() > length && is_name {
            let whole = whole.trim_end_matches(is_odd);
            let instead = format!("\"{whole}\"");
            return Err(self.slip("toml-bare-key", &[("found", whole), ("instead", &instead)], whole.len()));
        }
        self.at += length;
        Ok(())
    }

    fn pair(&mut self) -> Result<(), Slip> {
        let start = self.at;
        self.key("=")?;
        let key = self.source[start..self.at].trim_end();
        self.equals(key)?;
        self.blanks();
        if matches!(self.peek(), None | Some('\n' | '\r' | '#')) {
            self.at = start;
            return Err(self.slip("toml-no-value", &[("key", key)], key.len().max(1)));
        }
        self.value("")?;
        self.end_of_line(start)
    }

    fn equals(&mut self, key: &str) -> Result<(), Slip> {
        if self.peek() != Some('=') {
            let found = self.token("=").trim_end();
            let found = if found.is_empty() { self.line_from(self.at) } else { found };
            let facts = [("key", key), ("found", found)];
            return Err(self.slip("toml-no-equals", &facts, found.chars().next().map_or(1, char::len_utf8)));
        }
        self.bump();
        Ok(())
    }

    /// Nothing but a remark may follow the statement that began at `start`.
    fn end_of_line(&mut self, start: usize) -> Result<(), Slip> {
        self.blanks();
        self.odd_sign()?;
        let found = self.line_from(self.at);
        match self.peek() {
            None | Some('\n' | '\r' | '#') => Ok(()),
            _ if self.line_from(start).matches('"').count() % 2 == 1 => {
                let line = self.line_from(start);
                Err(self.slip("toml-unclosed-quote", &[("found", line)], found.len()))
            }
            Some(']' | '}') => {
                let missing = if self.peek() == Some(']') { "[" } else { "{" };
                let facts = [("found", self.line_from(start)), ("missing", missing)];
                Err(self.slip("toml-bracket", &facts, 1))
            }
            Some(',') => {
                let line = self.line_from(start);
                let values = line.split_once('=').map_or(line, |(_, values)| values).trim();
                let values = values.trim_start_matches('[').trim_end_matches(']').trim_end_matches(',');
                let instead = format!("[{values}]");
                Err(self.slip("toml-list", &[("found", values), ("instead", &instead)], found.len()))
            }
            _ => Err(self.slip("toml-after-value", &[("found", found)], found.len())),
        }
    }
}

/// Whether a line looks like the beginning of a statement: `[header]`, or a key before `=`.
fn begins_statement(line: &str) -> bool {
    let line = line.trim();
    let is_header = line.starts_with('[') && line.trim_start_matches('[').starts_with(|c: char| is_bare(c) || c == '"');
    let is_pair = || {
        let key = line.split('=').next().unwrap_or("").trim();
        line.contains('=')
            && !key.is_empty()
            && key.chars().all(|c| is_bare(c) || matches!(c, '.' | '"' | '\'' | ' ') || !c.is_ascii())
    };
    !line.ends_with(',') && ((is_header && !line.contains(',') && !line.starts_with("[\"")) || is_pair())
}

fn is_bare(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

fn is_bare_end(c: char, ends: &str) -> bool {
    ends.contains(c) || matches!(c, '.' | '\n' | '\r' | '#' | '"' | '\'' | '[' | ']' | ':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&'static str, String, &str)> {
        let last = |fault: &Fault| fault.finding.args.last().map(|(_, value)| value.clone()).unwrap_or_default();
        let meant = |fault: &Fault| &text[fault.span.start..fault.span.end];
        faults(text).iter().map(|fault| (fault.finding.code, last(fault), meant(fault))).collect()
    }

    #[test]
    fn usual_slips_say_what_to_write() {
        for (text, code, instead, meant) in [
            ("rate ＝ \"5%\"", "toml-full-width", "=", "＝"),
            ("rate = “5%”", "toml-full-width", "\"", "“"),
            ("roles = [\"甲\"， \"乙\"]", "toml-full-width", ",", "，"),
            ("roles = 【\"甲\"】", "toml-full-width", "[", "【"),
            ("rate = 5%", "toml-unquoted", "\"5%\"", "5%"),
            ("rate = ５％ # x", "toml-unquoted", "\"5%\"", "５％"),
            ("base = 销售额", "toml-unquoted", "\"销售额\"", "销售额"),
            ("roles = [Sales]", "toml-unquoted", "\"Sales\"", "Sales"),
            ("x = { a = 5%, b = 1 }", "toml-unquoted", "\"5%\"", "5%"),
            ("amount = 1,000.50", "toml-number", "1_000.50", "1,000.50"),
            ("amount = 0,85", "toml-number", "0.85", "0,85"),
            ("amount = 1,000", "toml-number", "1_000", "1,000"),
            ("a = { from = 0,8, points = 6 }", "toml-number", "0.8", "0,8"),
            ("amount = ￥500", "toml-number", "500", "￥500"),
            ("amount = 500元", "toml-number", "500", "500元"),
            ("x = True", "toml-number", "true", "True"),
            ("x = 2026/3/1", "toml-number", "2026-03-01", "2026/3/1"),
            ("[measures.销售额]", "toml-bare-key", "\"销售额\"", "销售额"),
            ("销售额 = 1", "toml-bare-key", "\"销售额\"", "销售额"),
            ("x = { 甲级 = 1 }", "toml-bare-key", "\"甲级\"", "甲级"),
            ("a = \"x", "toml-unclosed-quote", "\"x", "\"x"),
            ("a = [\"x, \"y\"]", "toml-unclosed-quote", "\"x, \"y\"]", "\"x, \"y\"]"),
            ("a = [\"x\" \"y\"]", "toml-no-comma", "\"y\"", "\"y\""),
            ("a = { b = 1 c = 2 }", "toml-no-comma", "c = 2", "c = 2"),
            ("a = \"x\", \"y\"]", "toml-list", "[\"x\", \"y\"]", ", \"y\"]"),
            ("a = [1, 2", "toml-bracket", "]", "[1, 2"),
            ("[input", "toml-bracket", "]", "[input"),
            ("[[pay]", "toml-bracket", "]]", "[[pay]"),
            ("a \"x\"", "toml-no-equals", "\"x\"", "\""),
            ("a: 1", "toml-no-equals", ": 1", ":"),
            ("a =", "toml-no-value", "a", "a"),
            ("a = \"x\" // y", "toml-after-value", "// y", "// y"),
            ("a\u{A0}= 1", "toml-odd-blank", "U+00A0", "\u{A0}"),
            ("a = \"C:\\data\"", "toml-backslash", "\"C:/data\"", "\"C:\\data\""),
        ] {
            assert_eq!(found(text), [(code, instead.to_owned(), meant)], "{text}");
        }
    }

    #[test]
    fn a_slip_spoils_its_own_statement_only() {
        let text = "a = [1, 2\nb = 5%\n[x]\nc = 1\nd = [\n  甲,\n]\ne = 3\n";
        let codes: Vec<&str> = found(text).into_iter().map(|(code, ..)| code).collect();
        assert_eq!(codes, ["toml-bracket", "toml-unquoted", "toml-unquoted"]);
        let rest = without(text, &faults(text));
        assert_eq!(rest.split_whitespace().collect::<Vec<_>>(), ["[x]", "c", "=", "1", "e", "=", "3"]);
        assert_eq!(rest.len(), text.len());
    }

    #[test]
    fn sound_toml_has_no_slip() {
        let text = concat!(
            "a = 1_000 # ，\n'b c'.\"d\" = [ \"x，\", 'y', [1, 2.5], { e = true } ]\n[[f.\"g\"]]\n",
            "h = 2026-10-01\ni = \"\"\"\n【\n\"\"\"\nj = [\n  1, # one\n  [2],\n]\nk = \"a\\\"b\\u00e9\"\nl = -1e6\n",
            "m = 2026-10-01T08:00:00Z\nn = 0x1F\no = {}\np = []\n"
        );
        assert_eq!(found(text), []);
    }
}
