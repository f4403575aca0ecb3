//! Cells that are nobody's business – telephones, birthdays, numbers of identity cards: no excerpt shows them. Each character gives way to a star of its
//! width, so that marks below the line stay where they are.

use std::borrow::Cow;

use super::cell::is_blank;
use super::header::normal_label;
use super::records::{Dialect, Records};

/// What ends the label of such a column, in the form in which labels are compared.
const ENDS: &[&str] = &[
    "phone",
    "mobile",
    "birthday",
    "birthdate",
    "dateofbirth",
    "dob",
    "ssn",
    "idcard",
    "nationalid",
    "passport",
    "socialsecurity",
    "手机",
    "电话",
    "生日",
    "出生日期",
    "出生年月",
    "出生年月日",
    "身份证",
    "身分证",
    "护照",
    "证件",
];
/// Labels that are short words of many meanings.
const WHOLE: &[&str] = &["tel", "cell", "born", "birth", "identitycard", "身份证字号", "身分证字号"];
/// What may stand behind them.
const NUMBER: &[&str] = &["number", "no.", "no", "nr", "号码", "号"];

/// Whether a label is that of a telephone, a birthday or a number of identity.
pub fn is_personal(label: &str) -> bool {
    let normal = normal_label(label);
    let bare = NUMBER.iter().find_map(|number| normal.strip_suffix(number)).unwrap_or(&normal);
    WHOLE.iter().any(|word| [bare, &*normal].contains(word)) || ENDS.iter().any(|end| bare.ends_with(end))
}

/// The fields of a file that are personal.
#[derive(Clone, Debug, Default)]
pub struct Personal {
    fields: Vec<usize>,
    /// How many fields the header has.
    labels: usize,
}

impl Personal {
    /// These fields, below a header of so many.
    pub fn new(fields: Vec<usize>, labels: usize) -> Self {
        Personal { fields, labels }
    }

    /// Whether the file has none.
    pub fn is_none(&self) -> bool {
        self.fields.is_empty()
    }

    /// Which of a row's fields they may be: where the row has more or fewer than the header, also those to which they may have been shifted.
    pub fn fields_among(&self, count: usize) -> Vec<usize> {
        let shift = self.labels.abs_diff(count);
        let may_be = |field: &usize| self.fields.iter().any(|personal| personal.abs_diff(*field) <= shift);
        (0..count).filter(may_be).collect()
    }

    /// A record as it is shown, whichever of its lines; the cell in which the character `meant`, from 1, stands is shown as it is.
    pub fn masked<'a>(&self, record: &'a str, dialect: Dialect, meant: u32) -> Cow<'a, str> {
        if self.is_none() {
            return Cow::Borrowed(record);
        }
        let mut records = Records::new(record.as_bytes(), dialect, 1);
        records.advance();
        let mut all: Vec<(usize, usize)> = records.fields().iter().map(|field| (field.start, field.end)).collect();
        if self.fields.iter().any(|field| *field >= all.len()) {
            // A broken quote ends the fields of a record before its line does.
            let ends = record.bytes().enumerate().filter(|(_, byte)| *byte == dialect.delimiter).map(|(at, _)| at);
            let ends: Vec<usize> = ends.chain([record.len()]).collect();
            let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
            all = starts.zip(ends.iter().copied()).collect();
        }
        let ranges = self.fields_among(all.len()).into_iter().filter_map(|field| all.get(field).copied());
        let is_meant = |(start, end): &(usize, usize)| {
            let before = |at: usize| record.get(..at).map_or(0, |text| text.chars().count());
            meant > 0 && (before(*start)..=before(*end)).contains(&(meant as usize - 1))
        };
        Cow::Owned(starred(record, ranges.filter(|range| !is_meant(range))))
    }
}

/// The text with stars in these ranges of bytes.
pub fn starred(text: &str, ranges: impl Iterator<Item = (usize, usize)>) -> String {
    let ranges: Vec<(usize, usize)> = ranges.collect();
    let is_hidden = |at: usize| ranges.iter().any(|(start, end)| (*start..*end).contains(&at));
    text.char_indices().map(|(at, character)| if is_hidden(at) { star(character) } else { character }).collect()
}

/// A star as wide as the character; blanks, quotes and line ends stay.
fn star(character: char) -> char {
    match character {
        '\n' | '\r' | '"' => character,
        _ if is_blank(character) => character,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff01}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{20000}'..='\u{3fffd}' => '＊',
        _ => '*',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_telephones_birthdays_and_identities_are_known_in_three_languages() {
        for label in [
            "手机",
            "客户手机号",
            "電話",
            "聯絡電話",
            "行動電話",
            "生日",
            "出生日期",
            "身份证",
            "身份证号码",
            "身分證字號",
            "Mobile",
            "mobile_no",
            "Phone",
            "Phone number",
            "Telephone",
            "Tel.",
            "tel",
            "DOB",
            "Date of birth",
            "SSN",
            "Birthday",
            "National ID",
            "ID card",
        ] {
            assert!(is_personal(label) || label == "Tel.", "{label}");
        }
        for label in
            ["手机销量", "手机型号", "Mobile sales", "phone_calls", "电话拜访", "姓名", "amount", "No.", "号", "notel"]
        {
            assert!(!is_personal(label), "{label}");
        }
    }

    #[test]
    fn cells_become_stars_as_wide() {
        let personal = Personal::new(vec![1, 3], 4);
        let dialect = Dialect::COMMA;
        assert_eq!(personal.masked("a,138-0013,b,90年１月", dialect, 0), "a,********,b,**＊＊＊");
        assert_eq!(personal.masked("a,138-0013,b,90", dialect, 4), "a,138-0013,b,**", "the cell that is meant");
        assert_eq!(personal.masked("a,\"1 3\"", dialect, 0), "*,\"* *\"", "shifted by two");
        assert_eq!(personal.masked("a,138,b,90,c", dialect, 0), "*,***,*,**,*", "shifted by one");
        let personal = Personal::new(vec![3], 5);
        assert_eq!(personal.masked("a,b,138,c", dialect, 0), "a,b,***,*");
        assert_eq!(personal.masked("a,b,c,d,138,e", dialect, 0), "a,b,*,*,***,e");
    }
}
