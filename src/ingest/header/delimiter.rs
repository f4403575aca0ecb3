//! What separates the cells of a file, told by its header line alone.

use super::matching::match_with;
use super::synonyms::Synonyms;

const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The delimiter under which the most needed columns are found, then the most columns at all, then the most cells; the
/// first of comma, tab, semicolon and pipe where several are equal.
pub fn delimiter(kind: &str, header_line: &str, overrides: &[(String, String)], needed: &[String]) -> u8 {
    let synonyms = Synonyms::of(kind);
    let score = |delimiter| {
        let labels = split(header_line, delimiter);
        let columns = match_with(&synonyms, kind, &labels, overrides, needed).columns;
        let found = needed.iter().filter(|name| columns.iter().any(|column| column.name == **name)).count();
        (found, columns.len(), labels.len())
    };
    let (mut best, mut best_score) = (b',', score(b','));
    for delimiter in DELIMITERS.into_iter().skip(1) {
        let score = score(delimiter);
        if score > best_score {
            (best, best_score) = (delimiter, score);
        }
    }
    best
}

/// The cells of one line; a delimiter inside quotes is text, doubled quotes are one.
fn split(line: &str, delimiter: u8) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut in_quotes = false;
    for c in line.trim_end_matches(['\r', '\n']).chars() {
        if c == '"' {
            in_quotes = !in_quotes;
        } else if c == char::from(delimiter) && !in_quotes {
            cells.push(String::new());
        } else if let Some(cell) = cells.last_mut() {
            cell.push(c);
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_that_finds_the_needed_columns_is_taken() {
        let needed = ["date".to_owned(), "amount".to_owned()];
        for (line, expected) in [
            ("date,amount,person", b','),
            ("订单日期\t金额\t业务员\r\n", b'\t'),
            ("date;amount;\"a,b\"", b';'),
            ("日期|金额|客户名称,简称", b'|'),
            ("\"x;y\",date,amount", b','),
            ("Buchung;Betrag", b';'),
            ("date", b','),
        ] {
            assert_eq!(delimiter("sales", line, &[], &needed), expected, "{line}");
        }
        let overrides = [("date".into(), "Buchung, Tag".into()), ("amount".into(), "Betrag".into())];
        assert_eq!(delimiter("sales", "Buchung, Tag;Betrag;a,b,c,d", &overrides, &needed), b';');
        assert_eq!(delimiter("targets", "EmployeeID|TargetAmount|TargetMonth", &[], &[]), b'|');
    }
}
