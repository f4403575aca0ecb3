//! TOML as this program writes it: keys with texts, numbers and lists of texts, in the order given.

use std::fmt::{Display, Write};

/// A text on its way.
#[derive(Clone, Debug, Default)]
pub struct TomlText(String);

impl TomlText {
    /// A text that begins with a remark.
    pub fn remarked(remark: &str) -> Self {
        TomlText(format!("# {remark}\n"))
    }

    /// Begins a table.
    pub fn table(&mut self, name: &str) {
        self.line(&format!("\n[{name}]"));
    }

    /// Begins an element of a list of tables.
    pub fn element(&mut self, name: &str) {
        self.line(&format!("\n[[{name}]]"));
    }

    /// A key with a text.
    pub fn text(&mut self, key: &str, value: &str) {
        self.line(&format!("{key} = {}", quoted(value)));
    }

    /// A key with a whole number or a truth value.
    pub fn plain(&mut self, key: &str, value: impl Display) {
        self.line(&format!("{key} = {value}"));
    }

    /// A key with texts.
    pub fn texts(&mut self, key: &str, values: &[String]) {
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        self.line(&format!("{key} = [{}]", values.join(", ")));
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// The whole text.
    pub fn finish(self) -> String {
        self.0
    }
}

/// A basic string: one line, whatever is in it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() => {
                // Writing to a text cannot fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back() {
        for text in ["", "a\"b\\c", "行\n\t\r\u{7f}\u{0}\u{85}", "# [x] = 'y'"] {
            let mut written = TomlText::remarked("of a test");
            written.text("key", text);
            written.texts("list", &[text.to_owned(), "b".to_owned()]);
            let read: toml::Table = written.finish().parse().expect("TOML");
            assert_eq!(read["key"].as_str(), Some(text));
            assert_eq!(read["list"][0].as_str(), Some(text));
        }
    }
}
