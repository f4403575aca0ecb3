//! Mended records: the rows of a file that `--rejects` wrote and somebody corrected, each in the place of the record that it names.
//!
//! A row says by `file` and `line` which record it replaces, and by `record` what is read instead: with the header of its file, in its
//! place among the rows, so that total rows above and below see it. Its faults are told at the line of the mended file on which it
//! stands; columns count in the record. The record that it replaces is counted apart and not read.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::decode::{BYTE_ORDER_MARK, Encoding, bad_bytes};
use super::faults::Faults;
use super::files::{files_of, on_path};
use super::records::{Dialect, Record, Records, line_ends};
use super::sheet;
use crate::finding::{Finding, Findings};
use crate::policy::Policy;
use crate::policy::rules::InputRule;
use crate::source::Place;

/// The columns that are read; `--rejects` writes more.
const COLUMNS: [&str; 3] = ["file", "line", "record"];
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A record as it was mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MendedRecord {
    /// Its lines, without the last line end.
    pub text: String,
    /// Physical line of the mended file on which the text begins.
    pub line: u32,
    /// The row of the mended file.
    place: Place,
}

impl MendedRecord {
    /// What is wrong where too little of it stands in the record that it replaces: lines have moved since the row was set aside.
    pub fn strays_from(&self, record: &str, delimiter: u8, at: Place) -> Option<Finding> {
        let cells = |text| -> BTreeSet<&str> {
            let cells = str::split(text, [char::from(delimiter), '"', '\n', '\r']);
            cells.map(str::trim).filter(|cell| !cell.is_empty()).collect()
        };
        let (mine, theirs) = (cells(self.text.as_str()), cells(record));
        let common = mine.intersection(&theirs).count();
        let strays = 2 * common + 1 < mine.len().min(theirs.len());
        strays.then(|| Finding::error("mended-another-record").at(self.place.clone()).at(at))
    }
}

/// The mended records of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacements {
    /// The mended file.
    pub mended: Arc<str>,
    /// The file whose records they replace.
    pub replaced: Arc<str>,
    /// By the line on which the replaced record begins.
    records: BTreeMap<u32, MendedRecord>,
}

impl Replacements {
    /// What is read instead of the record that begins on a line.
    pub fn at(&self, line: u32) -> Option<&MendedRecord> {
        self.records.get(&line)
    }

    /// Whether some record that is replaced begins on one of these lines.
    pub fn are_in(&self, lines: Range<u32>) -> bool {
        self.records.range(lines).next().is_some()
    }

    /// The lines on which no record was met, as findings.
    pub fn unmet(&self, is_met: impl Fn(u32) -> bool) -> Vec<Finding> {
        let unmet = self.records.iter().filter(|(line, _)| !is_met(**line));
        let finding = |(line, record): (&u32, &MendedRecord)| {
            let missing = Finding::error("mended-no-record").with("named", &self.replaced).with("line", line);
            missing.at(record.place.clone())
        };
        unmet.map(finding).collect()
    }
}

/// The mended records of one input, by file.
#[derive(Clone, Debug, Default)]
pub struct Mended(BTreeMap<Arc<str>, Replacements>);

impl Mended {
    /// Those of a file; nothing where all of it is read as it stands.
    pub fn of(&self, file: &str) -> Option<&Replacements> {
        self.0.get(file)
    }

    /// Reads the mended file of an input, if it has one; `names` are the input's files. What is wrong with the file as a whole is
    /// told for the first input that names it.
    pub fn read(policy: &Policy, rule: &InputRule, names: &[Arc<str>], folder: &Path, faults: &mut Faults) -> Self {
        let Some(key) = &rule.mended else { return Mended::default() };
        let shares = |other: &&InputRule| other.mended.as_ref().is_some_and(|other| other.value == key.value);
        let is_first = policy.inputs.iter().find(shares).is_none_or(|first| first.name == rule.name);
        let mut of_file = Vec::new();
        let file: Arc<str> = key.value.as_str().into();
        let rows = match bytes_of(&file, folder).and_then(|bytes| rows(&file, &bytes, &mut of_file)) {
            Ok(rows) => rows,
            Err(finding) if finding.places.is_empty() => {
                of_file.push(finding.with("input", &rule.name).at(policy.text.place(key.span)));
                Vec::new()
            }
            Err(finding) => {
                of_file.push(finding);
                Vec::new()
            }
        };
        let (own, foreign): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| names.contains(&row.file));
        if is_first {
            of_file.into_iter().for_each(|finding| faults.push(finding));
            let known = names_of_others(policy, rule, folder);
            for row in foreign.iter().filter(|row| !known.contains(&row.file)) {
                faults.push(Finding::error("mended-of-no-file").with("named", &row.file).at(row.record.place.clone()));
            }
        }
        by_file(&file, own, faults)
    }
}

/// A row of the mended file.
struct Row {
    file: Arc<str>,
    line: u32,
    record: MendedRecord,
}

fn bytes_of(name: &Arc<str>, folder: &Path) -> Result<Vec<u8>, Finding> {
    let file = on_path(name, &folder.join(name.as_ref()))?;
    let mut bytes = Vec::new();
    file.open().and_then(|mut input| input.read_to_end(&mut bytes)).map_err(|error| file.unreadable(&error))?;
    if sheet::is_workbook(&bytes) {
        return Err(Finding::error("mended-workbook").with("file", name).at(Place::file(name.clone())));
    }
    // It was written in UTF-8.
    bad_bytes::first_in(name, &bytes, 1, Encoding::UTF_8).map_or(Ok(bytes), Err)
}

/// The files of other inputs that take records from the same file.
fn names_of_others(policy: &Policy, rule: &InputRule, folder: &Path) -> Vec<Arc<str>> {
    let value = |rule: &InputRule| rule.mended.as_ref().map(|mended| mended.value.clone());
    let others = policy.inputs.iter().filter(|other| other.name != rule.name && value(other) == value(rule));
    // What is wrong with these files is told when they are read.
    let mut unheard = Findings::new();
    others.flat_map(|other| files_of(policy, other, folder, &mut unheard)).map(|file| file.name).collect()
}

fn by_file(mended: &Arc<str>, rows: Vec<Row>, faults: &mut Faults) -> Mended {
    let mut files: BTreeMap<Arc<str>, Replacements> = BTreeMap::new();
    for row in rows {
        let empty = || Replacements { mended: mended.clone(), replaced: row.file.clone(), records: BTreeMap::new() };
        let records = &mut files.entry(row.file.clone()).or_insert_with(empty).records;
        if let Some(first) = records.get(&row.line) {
            let twice = Finding::error("mended-twice").with("named", &row.file).with("line", row.line);
            faults.push(twice.at(row.record.place).at(first.place.clone()));
        } else {
            records.insert(row.line, row.record);
        }
    }
    Mended(files)
}

/// The rows of the mended file; those that name no record are told.
fn rows(file: &Arc<str>, bytes: &[u8], told: &mut Vec<Finding>) -> Result<Vec<Row>, Finding> {
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let (columns, mut records) = header(file, text)?;
    let mut rows = Vec::new();
    while let Some(record) = records.advance() {
        let fields = records.fields();
        let is_blank = |field: &super::records::Field| field.bytes(text).iter().all(u8::is_ascii_whitespace);
        if fields.iter().all(is_blank) {
            continue;
        }
        let place = place(file, text, &record);
        let cell = |column: usize| {
            let field = fields.get(columns[column]);
            let cell = field.map_or_else(String::new, |field| String::from_utf8_lossy(&field.bytes(text)).into_owned());
            unguarded(&cell).to_owned()
        };
        let (named, line, mended) = (cell(0), cell(1), cell(2));
        let mended = mended.trim_end_matches(['\n', '\r']);
        match line.trim().parse::<u32>() {
            _ if record.fault.is_some() => told.push(broken(&record, place)),
            Err(_) | Ok(0) => told.push(Finding::error("mended-not-a-line").with("text", line.trim()).at(place)),
            Ok(_) if mended.trim().is_empty() => told.push(Finding::error("mended-empty").at(place)),
            Ok(line) => {
                let start = fields[columns[2]].start;
                let at = record.line + line_ends(&text[record.start..start]);
                let record = MendedRecord { text: mended.to_owned(), line: at, place };
                rows.push(Row { file: named.trim().into(), line, record });
            }
        }
    }
    Ok(rows)
}

/// The text as it was before it was written for a spreadsheet: an apostrophe before what may begin a formula, `="007"` for digits.
fn unguarded(text: &str) -> &str {
    let is_digits = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let digits = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).filter(is_digits);
    let is_guarded = |rest: &&str| rest.starts_with(|c: char| !c.is_alphanumeric());
    digits.or_else(|| text.strip_prefix('\'').filter(is_guarded)).unwrap_or(text)
}

/// Where each of the columns stands, under the delimiter that shows most of them, and the records below.
fn header<'a>(file: &Arc<str>, text: &'a [u8]) -> Result<([usize; 3], Records<'a>), Finding> {
    let read = |delimiter: u8| {
        let mut records = Records::new(text, Dialect { delimiter, quotes: true }, 1);
        records.advance();
        let label = |field: &super::records::Field| String::from_utf8_lossy(&field.bytes(text)).trim().to_lowercase();
        let labels: Vec<String> = records.fields().iter().map(label).collect();
        (COLUMNS.map(|column| labels.iter().position(|label| label == column)), records)
    };
    let found = DELIMITERS.map(read).into_iter();
    let best = found.max_by_key(|(columns, records)| (columns.iter().flatten().count(), records.fields().len()));
    let missing = |column: &str| {
        let excerpt = String::from_utf8_lossy(text.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or(b""));
        Finding::error("mended-without-column").with("column", column).at(Place::line(file.clone(), 1, excerpt))
    };
    match best {
        Some(([Some(name), Some(line), Some(record)], records)) => Ok(([name, line, record], records)),
        Some((columns, _)) => {
            let lacking = columns.iter().position(Option::is_none).unwrap_or(0);
            Err(missing(COLUMNS[lacking]))
        }
        None => Err(missing(COLUMNS[0])),
    }
}

fn place(file: &Arc<str>, text: &[u8], record: &Record) -> Place {
    let whole = String::from_utf8_lossy(&text[record.start..record.end]);
    let excerpt = whole.split(['\n', '\r']).next().unwrap_or("");
    Place::line(file.clone(), record.line, excerpt)
}

fn broken(record: &Record, place: Place) -> Finding {
    Finding::error(record.fault.map_or("text-after-quote", |(fault, _)| fault.code())).at(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// File, line, text, and the line on which that stands.
    type Shown = (String, u32, String, u32);

    fn read(text: &str) -> (Vec<Shown>, Vec<String>) {
        let mut told = Vec::new();
        let rows = rows(&"m.csv".into(), text.as_bytes(), &mut told);
        let shown = |finding: &Finding| format!("{} {}", finding.code, finding.places[0].address());
        let row = |row: Row| (row.file.to_string(), row.line, row.record.text, row.record.line);
        match rows {
            Ok(rows) => (rows.into_iter().map(row).collect(), told.iter().map(shown).collect()),
            Err(finding) => (Vec::new(), vec![shown(&finding)]),
        }
    }

    #[test]
    fn rows_name_a_record_and_know_their_line() {
        let (rows, told) = read(
            "file,line,column,code,reason,record\na.csv,7,,x,\"why, oh\nwhy\",\"1,\"\"two\nlines\"\"\"\n\nb.csv,9,1,x,y,2\n",
        );
        let expected = [("a.csv", 7, "1,\"two\nlines\"", 3), ("b.csv", 9, "2", 6)];
        assert_eq!(rows, expected.map(|(file, line, text, at)| (file.into(), line, text.into(), at)));
        assert_eq!(told, Vec::<String>::new());
        let (rows, _) = read("\u{FEFF}Record;line;file\r\n\"a;b\";3;a.csv\r\n");
        assert_eq!(rows, [("a.csv".into(), 3, "a;b".into(), 2)]);
    }

    #[test]
    fn what_names_no_record_is_told() {
        let (rows, told) = read("file,line,record\na.csv,x,1\na.csv,0,1\na.csv,3,\" \"\na.csv,4,\"1\"2\n");
        assert!(rows.is_empty());
        let expected = [
            "mended-not-a-line m.csv:2",
            "mended-not-a-line m.csv:3",
            "mended-empty m.csv:4",
            "text-after-quote m.csv:5",
        ];
        assert_eq!(told, expected);
        assert_eq!(read("file,line,row\n").1, ["mended-without-column m.csv:1"]);
        assert_eq!(read("").1, ["mended-without-column m.csv:1"]);
    }

    #[test]
    fn what_was_guarded_for_a_spreadsheet_is_read_as_it_was() {
        let (rows, _) = read(
            "\u{FEFF}file,line,record\r\n'-,3,\"'-5,ann\"\r\na.csv,4,\"=\"\"007\"\"\"\r\na.csv,5,''=x\r\na.csv,6,'tis\r\n",
        );
        let read: Vec<(&str, &str)> = rows.iter().map(|row| (row.0.as_str(), row.2.as_str())).collect();
        assert_eq!(read, [("-", "-5,ann"), ("a.csv", "007"), ("a.csv", "'=x"), ("a.csv", "'tis")]);
    }

    #[test]
    fn a_record_that_shares_little_is_another_one() {
        let mended = |text: &str| MendedRecord { text: text.into(), line: 2, place: Place::line("m.csv", 2, "") };
        let strays = |text: &str, record: &str| mended(text).strays_from(record, b',', Place::file("a.csv")).is_some();
        assert!(!strays("2026-10-05,ann,A3,12.30", "2026-10-05,ann,A3,12.3.0"));
        assert!(!strays("1,\"5\"\" pipe\",3", "1,5\" pipe,3"));
        assert!(!strays("a", "b"));
        assert!(strays("2026-10-05,ann,A3,12.30", "2026-10-05,bob,B7,8"));
        assert!(strays("2026-10-05,ann", "2026-11-05,bob"));
    }
}
