//! What the reference of the policy says of a key: the first sentence of its row, or of the prose that names it.
//!
//! The reference is a part of the program, so that nothing is said of a key in two places.

/// The reference.
const REFERENCE: &str = include_str!("../../../docs/policy.md");

/// The reference, by its headings.
pub(super) struct About {
    sections: Vec<Section>,
}

/// What stands below a heading.
#[derive(Default)]
struct Section {
    title: String,
    rows: Vec<Row>,
    paragraphs: Vec<String>,
}

/// A row of a table.
struct Row {
    /// What the table's first column is called.
    table: String,
    cells: Vec<String>,
}

impl About {
    /// Reads the reference.
    pub fn reference() -> Self {
        let mut about = About { sections: vec![Section::default()] };
        let (mut header, mut is_new) = (String::new(), true);
        for line in REFERENCE.lines() {
            if line.starts_with('#') {
                let title = line.trim_start_matches('#').trim().to_owned();
                about.sections.push(Section { title, ..Section::default() });
            }
            let Some(section) = about.sections.last_mut() else { continue };
            if let Some(row) = line.strip_prefix('|') {
                let cells = cells(row);
                if is_new {
                    header = cells.into_iter().next().unwrap_or_default();
                } else if !row.starts_with("---") {
                    section.rows.push(Row { table: header.clone(), cells });
                }
            } else {
                section.take_prose(line);
            }
            is_new = !line.starts_with('|');
        }
        about
    }

    /// The first sentence about a key in these places – tables by what their first column is called, sections by their heading: of the row or the
    /// sentence that begins with it, else of one that has it anywhere.
    pub fn of(&self, places: &[&str], key: &str) -> Option<String> {
        let rows = || places.iter().flat_map(|place| self.rows(place));
        let of_row = |names: fn(&str, &str) -> bool| {
            let row = rows().find(|row| row.cells.first().is_some_and(|cell| names(cell, key)))?;
            sentences(row.cells.get(1)?).first().copied().map(plain)
        };
        // A key of a table that is a value is told of where that value is.
        let of_value = || {
            let cells = rows().filter_map(|row| row.cells.get(1));
            cells.flat_map(|cell| sentences(cell)).find(|sentence| has(sentence, key)).map(plain)
        };
        of_row(begins)
            .or_else(|| self.prose_of(places, |sentence| begins(sentence, key)))
            .or_else(|| of_row(has))
            .or_else(of_value)
            .or_else(|| self.prose_of(places, |sentence| has(sentence, key)))
            .filter(|text| !text.is_empty())
    }

    /// The first sentence about one of several ways, whose keys stand in the second column.
    pub fn of_way(&self, place: &str, way: &str) -> Option<String> {
        let row = self.rows(place).find(|row| row.cells.first().is_some_and(|cell| begins(cell, way)))?;
        sentences(row.cells.get(2)?).first().copied().map(plain)
    }

    /// The rows below a heading, or of a table wherever it stands.
    fn rows<'a>(&'a self, place: &'a str) -> impl Iterator<Item = &'a Row> {
        let all = self.sections.iter().flat_map(|section| section.rows.iter().map(move |row| (section, row)));
        all.filter(move |(section, row)| section.title == place || row.table == place).map(|(_, row)| row)
    }

    fn prose_of(&self, places: &[&str], names: impl Fn(&str) -> bool) -> Option<String> {
        let of = |place: &&str| self.sections.iter().find(|section| section.title == **place);
        let paragraphs = places.iter().filter_map(of).flat_map(|section| &section.paragraphs);
        let mut sentences = paragraphs.flat_map(|paragraph| sentences(paragraph));
        sentences.find(|sentence| names(sentence)).map(plain)
    }
}

impl Section {
    /// Adds a line to the paragraph that it belongs to.
    fn take_prose(&mut self, line: &str) {
        let line = line.trim();
        match self.paragraphs.last_mut() {
            Some(paragraph) if !line.is_empty() && !line.starts_with("* ") && !paragraph.is_empty() => {
                paragraph.push(' ');
                paragraph.push_str(line);
            }
            _ => self.paragraphs.push(line.trim_start_matches("* ").to_owned()),
        }
    }
}

/// The cells of a row; `\|` is no border.
fn cells(row: &str) -> Vec<String> {
    let row = row.trim().trim_end_matches('|').replace("\\|", "\u{1}");
    row.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect()
}

/// Whether a text has code that begins with the key, be it in the brackets of a header.
fn begins(text: &str, key: &str) -> bool {
    code(text).any(|code| words(code.trim_start_matches('[')).next() == Some(key))
}

/// Whether a text has the key anywhere in its code.
fn has(text: &str, key: &str) -> bool {
    code(text).any(|code| words(code).any(|word| word == key))
}

fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')
}

/// The sentences of a text: a stop inside of code or brackets ends none.
fn sentences(text: &str) -> Vec<&str> {
    let (mut found, mut begin, mut is_code, mut depth) = (Vec::new(), 0, false, 0_u32);
    for (at, sign) in text.char_indices() {
        match sign {
            '`' => is_code = !is_code,
            '(' if !is_code => depth += 1,
            ')' if !is_code => depth = depth.saturating_sub(1),
            '.' if !is_code && depth == 0 && text[at + 1..].starts_with(' ') => {
                found.push(text[begin..at].trim());
                begin = at + 1;
            }
            _ => {}
        }
    }
    found.push(text[begin..].trim().trim_end_matches('.'));
    found
}

/// A text without emphasis and links.
fn plain(text: &str) -> String {
    let text = text.replace("**", "");
    let mut parts = text.split("](");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once(')').map_or(part, |(_, after)| after));
    rest.fold(first, |text, part| {
        let opened = text.rfind('[').map_or(text.clone(), |at| format!("{}{}", &text[..at], &text[at + 1..]));
        opened + part
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_told_by_its_row_or_by_the_prose_that_names_it() {
        let about = About::reference();
        let of = |place, key| about.of(&[place], key).unwrap_or_default();
        assert_eq!(of("`[policy]`", "currency"), "ISO code, three capitals");
        assert_eq!(of("`[rounding]`", "to"), "`to` is the step, above 0");
        assert_eq!(of("key of an indicator", "weight"), "points at full score, above 0");
        assert!(of("`[input]`", "delimiter").contains("`|`"), "{}", of("`[input]`", "delimiter"));
        assert_eq!(about.of_way("kind", "greater").unwrap_or_default().split(':').next(), Some("nothing"));
    }

    #[test]
    fn links_and_emphasis_are_plain() {
        assert_eq!(plain("**`on`** as [files](files.md#x) say, [too](y.md)"), "`on` as files say, too");
        assert_eq!(sentences("one (a. b) `c. d`. Two."), ["one (a. b) `c. d`", "Two"]);
    }
}
