//! Values: texts, lists, tables in a line, and bare words, of which only some are values.

use super::signs::half_width;
use super::{Scanner, Slip, begins_statement};

impl Scanner<'_> {
    /// A value; a bare one ends at a character of `ends`, which is what closes the brackets around it.
    pub(super) fn value(&mut self, ends: &str) -> Result<(), Slip> {
        self.odd_sign()?;
        match self.peek() {
            Some('"' | '\'') => self.string(),
            Some('[') => self.list(),
            Some('{') => self.inline_table(),
            _ => self.bare_value(ends),
        }
    }

    pub(super) fn string(&mut self) -> Result<(), Slip> {
        let start = self.at;
        let quote = if self.rest().starts_with('"') { '"' } else { '\'' };
        let long = quote.to_string().repeat(3);
        if self.rest().starts_with(&long) {
            return self.long_string(&long);
        }
        self.bump();
        loop {
            match self.peek() {
                Some(c) if c == quote => {
                    self.bump();
                    return Ok(());
                }
                None | Some('\n' | '\r') => {
                    self.at = start;
                    let line = self.line_from(start);
                    return Err(self.slip("toml-unclosed-quote", &[("found", line)], line.len()));
                }
                Some('\\') if quote == '"' => self.escape(start)?,
                Some(_) => self.bump(),
            }
        }
    }

    fn long_string(&mut self, quotes: &str) -> Result<(), Slip> {
        match self.rest()[3..].find(quotes) {
            Some(length) => {
                self.at += 3 + length + 3;
                // Two more quotes may belong to the text.
                self.skip(|c| quotes.starts_with(c));
                Ok(())
            }
            None => {
                let line = self.line_from(self.at);
                Err(self.slip("toml-unclosed-quote", &[("found", line)], line.len()))
            }
        }
    }

    /// A backslash in a text that began at `start`; only a few letters may follow it.
    fn escape(&mut self, start: usize) -> Result<(), Slip> {
        let after = self.rest()[1..].chars().next();
        let digits = match after {
            Some('u') => 4,
            Some('U') => 8,
            Some('x') => 2,
            Some('b' | 'e' | 'f' | 'n' | 'r' | 't' | '"' | '\\') => 0,
            _ => usize::MAX,
        };
        let hexadecimal = self.rest()[1..].chars().skip(1).take_while(char::is_ascii_hexdigit).count();
        if digits == usize::MAX || hexadecimal < digits {
            self.at = start;
            let text = self.line_from(start);
            let length = text[1..].find('"').map_or(text.len(), |end| end + 2);
            let text = &text[..length];
            let instead = text.replace('\\', "/");
            return Err(self.slip("toml-backslash", &[("found", text), ("instead", &instead)], length));
        }
        self.bump();
        self.bump();
        Ok(())
    }

    fn list(&mut self) -> Result<(), Slip> {
        let start = self.at;
        self.bump();
        loop {
            self.space();
            match self.peek() {
                Some(']') => {
                    self.bump();
                    return Ok(());
                }
                _ if self.runs_away(start) => return Err(self.unclosed(start, "]")),
                _ => self.value(",]")?,
            }
            let after = self.at;
            self.space();
            match self.peek() {
                Some(',') => self.bump(),
                Some(']') => {}
                _ if self.runs_away(start) => return Err(self.unclosed(start, "]")),
                _ => return Err(self.no_comma(start, after)),
            }
        }
    }

    fn inline_table(&mut self) -> Result<(), Slip> {
        let start = self.at;
        self.bump();
        loop {
            self.space();
            match self.peek() {
                Some('}') => {
                    self.bump();
                    return Ok(());
                }
                None | Some('[') => return Err(self.unclosed(start, "}")),
                _ => {}
            }
            let begin = self.at;
            self.key("=")?;
            self.equals(self.source[begin..self.at].trim_end())?;
            self.blanks();
            self.value(",}")?;
            let after = self.at;
            self.space();
            match self.peek() {
                Some(',') => self.bump(),
                Some('}') => {}
                _ if self.source[after..self.at].contains('\n') || self.peek().is_none() => {
                    return Err(self.unclosed(start, "}"));
                }
                _ => return Err(self.no_comma(start, after)),
            }
        }
    }

    /// Whether what follows on a later line than the bracket belongs to the next statement.
    fn runs_away(&self, start: usize) -> bool {
        let is_later = self.source[start..self.at].contains('\n');
        self.at >= self.source.len() || (is_later && begins_statement(self.line_from(self.at)))
    }

    fn unclosed(&mut self, start: usize, missing: &str) -> Slip {
        self.at = start;
        let line = self.line_from(start);
        self.slip("toml-bracket", &[("found", line), ("missing", missing)], line.len().max(1))
    }

    /// Two values without a comma between – or a quote that is missing, which makes the rest look so.
    fn no_comma(&mut self, start: usize, after: usize) -> Slip {
        if let Err(slip) = self.odd_sign() {
            return slip;
        }
        let line = self.line_from(start);
        if line.matches('"').count() % 2 == 1 {
            self.at = start + line.find('"').unwrap_or(0);
            let found = self.line_from(self.at);
            return self.slip("toml-unclosed-quote", &[("found", found)], found.len());
        }
        let found = self.token(",]}#").trim_end();
        let before = self.source[..after].rsplit(['[', '{', ',', '\n']).next().unwrap_or("").trim();
        self.slip("toml-no-comma", &[("before", before), ("after", found)], found.len().max(1))
    }

    fn bare_value(&mut self, ends: &str) -> Result<(), Slip> {
        let token = self.token(if ends.is_empty() { "#" } else { ends }).split('#').next().unwrap_or("").trim_end();
        let first = token.split([' ', '\t', ',', ']', '}', ';']).next().unwrap_or("");
        if ends.is_empty() && is_value(first) {
            self.at += first.len();
            return self.grouped(first);
        }
        if is_value(first) {
            self.at += first.len();
            return Ok(());
        }
        if token.is_empty() {
            // `[, 1]`, `]` without its partner: the parser's words do.
            self.bump();
            return Ok(());
        }
        let (code, instead) = instead_of_bare(token);
        Err(self.slip(code, &[("found", token), ("instead", &instead)], token.len()))
    }

    /// A number with commas between its digits.
    fn grouped(&mut self, first: &str) -> Result<(), Slip> {
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(rest.len());
        let is_grouped = rest.starts_with(',') && length > 1 && first.bytes().all(|b| b.is_ascii_digit());
        if !is_grouped {
            return Ok(());
        }
        self.at -= first.len();
        let whole = &self.rest()[..first.len() + length];
        let instead = with_point_or_groups(whole);
        Err(self.slip("toml-number", &[("found", whole), ("instead", &instead)], whole.len()))
    }
}

/// A number with commas as TOML has it: with a point where a single one stands before decimals, else without those of groups of three.
pub(super) fn with_point_or_groups(number: &str) -> String {
    match number.split_once(',') {
        Some((whole, decimals)) if !decimals.contains([',', '.']) && (decimals.len() != 3 || whole == "0") => {
            format!("{whole}.{decimals}")
        }
        _ => number.replace(',', "_"),
    }
}

/// A number, a day, a moment, `true` or `false`, as TOML writes them. Numbers are told roughly: the parser knows the rest.
fn is_value(token: &str) -> bool {
    let number = token.trim_start_matches(['+', '-']);
    let is_word = matches!(number, "true" | "false" | "inf" | "nan");
    let starts = number.starts_with(|c: char| c.is_ascii_digit());
    let numeral = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | '_' | '-' | '+' | ':' | 'T' | 'Z' | 'x' | 'o');
    let zeros = number.len() > 1 && number.starts_with('0') && number.bytes().all(|b| b.is_ascii_digit());
    is_word || (starts && number.chars().all(numeral) && !zeros && !number.ends_with('.'))
}

/// The code for a bare text that is no value, and what to write instead of it.
fn instead_of_bare(token: &str) -> (&'static str, String) {
    let token = &*token.chars().map(half_width).collect::<String>();
    let money = token.trim_start_matches(['¥', '$', '€']).trim_end_matches('元').trim();
    if is_value(token) || (money != token && is_value(money)) {
        return ("toml-number", money.to_owned());
    }
    let plain = token.to_ascii_lowercase();
    if plain == "true" || plain == "false" {
        return ("toml-number", plain);
    }
    if token.starts_with('.') && token[1..].bytes().all(|b| b.is_ascii_digit()) {
        return ("toml-number", format!("0{token}"));
    }
    if token.ends_with('.') && token[..token.len() - 1].bytes().all(|b| b.is_ascii_digit()) {
        return ("toml-number", token.trim_end_matches('.').to_owned());
    }
    if token.bytes().all(|b| b.is_ascii_digit()) {
        let digits = token.trim_start_matches('0');
        return ("toml-number", if digits.is_empty() { "0".to_owned() } else { digits.to_owned() });
    }
    let parts: Vec<&str> = token.split(['/', '.']).collect();
    if let [year, month, day] = parts[..]
        && year.len() == 4
        && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    {
        return ("toml-number", format!("{year}-{month:0>2}-{day:0>2}"));
    }
    ("toml-unquoted", format!("\"{}\"", token.trim_matches(['"', '\''])))
}
