//! What separates the cells of a file, told by its header line alone.

use super::matching::match_with;
use super::synonyms::Synonyms;

const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The delimiter under which the most needed columns are found, then the most columns at all, then the most cells; the
/// first of comma, tab, semicolon and pipe where several are equal. `labels` gives the cells of the line under a delimiter.
pub fn delimiter(
    kind: &str,
    labels: impl Fn(u8) -> Vec<String>,
    overrides: &[(String, String)],
    needed: &[String],
) -> u8 {
    let synonyms = Synonyms::of(kind);
    let score = |delimiter| {
        let labels = labels(delimiter);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::records::{Dialect, Records};

    fn told(kind: &str, line: &str, overrides: &[(String, String)], needed: &[String]) -> u8 {
        let labels = |delimiter| {
            let mut records = Records::new(line.as_bytes(), Dialect { delimiter, quotes: true }, 1);
            records.advance();
            let cell = |field: &crate::ingest::records::Field| {
                String::from_utf8_lossy(&field.bytes(line.as_bytes())).into_owned()
            };
            records.fields().iter().map(cell).collect()
        };
        delimiter(kind, labels, overrides, needed)
    }

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
            ("\"订单\n日期\";\"金额\n(万元)\"", b';'),
        ] {
            assert_eq!(told("sales", line, &[], &needed), expected, "{line}");
        }
        let overrides = [("date".into(), "Buchung, Tag".into()), ("amount".into(), "Betrag".into())];
        assert_eq!(told("sales", "Buchung, Tag;Betrag;a,b,c,d", &overrides, &needed), b';');
        assert_eq!(told("targets", "EmployeeID|TargetAmount|TargetMonth", &[], &[]), b'|');
    }
}
