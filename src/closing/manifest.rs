//! `close.toml`: what a closed folder says of itself – which period, by which rules and tool, from which files, with which warnings, and
//! upon which folder before it.

use serde::Deserialize;

use super::toml_text::TomlText;
use crate::ingest::facts::FileFacts;

/// The form of the file that this program writes and reads.
pub const SCHEMA: u32 = 1;

/// What stands between a column and its header.
const BECAME: &str = " = ";

/// The whole file.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Manifest {
    /// The form of the file.
    pub schema: u32,
    /// The period's name.
    pub period: String,
    /// Its kind: `month`, `week`, `quarter`, `year`.
    pub kind: String,
    /// Its first day.
    pub first: String,
    /// Its last day, included.
    pub last: String,
    /// The tool with its version.
    pub tool: String,
    /// How many people were scored or paid.
    pub people: usize,
    /// The rules.
    pub policy: PolicyFacts,
    /// The folder before; absent of the first.
    pub previous: Option<Previous>,
    /// What the run was asked for beside the period.
    pub options: KeptOptions,
    /// What each component paid.
    #[serde(default)]
    pub paid: Vec<Paid>,
    /// Every file that the policy names.
    #[serde(default, rename = "file")]
    pub files: Vec<FileEntry>,
    /// What was read of them, by input; of a workbook by sheet.
    #[serde(default, rename = "read")]
    pub reads: Vec<ReadFacts>,
    /// What was told.
    #[serde(default, rename = "warning")]
    pub warnings: Vec<KeptWarning>,
}

/// The rules that held.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct PolicyFacts {
    /// What the policy is called.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Three letters.
    pub currency: String,
    /// The name of its file.
    pub file: String,
    /// SHA-256 of its bytes.
    pub digest: String,
    /// Where its folder is below `inputs`: the paths in it are relative to this. Empty: `inputs` itself.
    pub folder: String,
}

/// The folder before.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Previous {
    /// Its period.
    pub period: String,
    /// Its head.
    pub digest: String,
}

/// What the run was asked for.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct KeptOptions {
    /// `copy` or `digests`.
    pub inputs: String,
    /// Whether a source might have no row in the period.
    pub allow_empty: bool,
    /// The encoding of files whose policy names none, or `auto`.
    pub encoding: String,
}

/// What a component paid.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Paid {
    /// Its name.
    pub component: String,
    /// `money`, `leave_days` or `honour`.
    pub unit: String,
    /// How many people have a line.
    pub people: usize,
    /// The sum of the lines.
    pub amount: String,
}

/// A file that the policy names.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct FileEntry {
    /// As the policy names it, a glob replaced by what it found.
    pub file: String,
    /// The inputs that name it.
    pub inputs: Vec<String>,
    /// Its path below the closed folder, or that of the fingerprints of its lines.
    pub kept: String,
    /// Its bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub digest: String,
    /// Of a file of which fingerprints are kept: how many lines each is of.
    pub lines_each: Option<u32>,
}

/// What was read of a file or a sheet.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct ReadFacts {
    /// The input.
    pub input: String,
    /// The file.
    pub file: String,
    /// The sheet, where it is a workbook.
    pub sheet: Option<String>,
    /// The encoding in which it was read.
    pub encoding: String,
    /// What stands between two fields.
    pub delimiter: String,
    /// Whether quotes enclose fields.
    pub quotes: bool,
    /// Line of the header, from 1.
    pub header_line: u32,
    /// Which header became which column: `date = 日期`.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Records below the header.
    pub records: u64,
    /// Records that count.
    pub counted: u64,
    /// The other parts that are not zero: id and count, such as `outside_period 12`.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Control totals.
    #[serde(default)]
    pub sums: Vec<SumFacts>,
}

/// The sums of a number column.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct SumFacts {
    /// The column.
    pub column: String,
    /// Over all records.
    pub all: String,
    /// Over those that count.
    pub counted: String,
}

/// A warning of the run.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct KeptWarning {
    /// Its code.
    pub code: String,
    /// What was told, in the language of the run.
    pub text: String,
    /// Where: `sales.csv:12:4`.
    #[serde(default)]
    pub places: Vec<String>,
}

impl ReadFacts {
    /// What is known of a file.
    pub fn of(input: &str, facts: &FileFacts) -> Self {
        let is_other = |(id, count): &(&str, u64)| *count > 0 && *id != "counted";
        let parts = facts.parts().into_iter().filter(is_other).map(|(id, count)| format!("{id} {count}"));
        let columns = facts.columns.iter().filter(|column| column.is_of_file());
        let sums = facts.sums.iter().map(|sum| SumFacts {
            column: sum.column.clone(),
            all: sum.all.to_string(),
            counted: sum.counted.to_string(),
        });
        ReadFacts {
            input: input.to_owned(),
            file: facts.file.to_string(),
            sheet: facts.sheet.clone(),
            encoding: facts.encoding.clone(),
            delimiter: char::from(facts.delimiter).to_string(),
            quotes: facts.quotes,
            header_line: facts.header_line,
            columns: columns.map(|column| format!("{}{BECAME}{}", column.column, column.label)).collect(),
            records: facts.records,
            counted: facts.counted,
            parts: parts.collect(),
            sums: sums.collect(),
        }
    }

    /// The file's name without that of a sheet, which it has where several of a workbook are read.
    pub fn stored_as(&self) -> &str {
        let without = |sheet: &String| self.file.strip_suffix(']')?.strip_suffix(sheet.as_str())?.strip_suffix('[');
        self.sheet.as_ref().and_then(without).unwrap_or(&self.file)
    }

    /// The headers of its columns.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter_map(|pair| pair.split_once(BECAME)).map(|(_, label)| label)
    }

    /// The header of a column.
    pub fn label_of(&self, column: &str) -> Option<&str> {
        let pairs = self.columns.iter().filter_map(|pair| pair.split_once(BECAME));
        pairs.filter(|(known, _)| *known == column).map(|(_, label)| label).next()
    }
}

impl Manifest {
    /// Reads the file.
    ///
    /// # Errors
    /// Why it cannot be read: in the words of the reader, or that it is of another form.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
        let manifest: Manifest = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        let known = manifest.schema == SCHEMA;
        known.then_some(()).ok_or_else(|| format!("schema = {}", manifest.schema))?;
        Ok(manifest)
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut text = TomlText::remarked(
            "Written by `appraise close`. `appraise verify` tells whether anything here has changed since.",
        );
        text.plain("schema", self.schema);
        text.text("period", &self.period);
        text.text("kind", &self.kind);
        text.text("first", &self.first);
        text.text("last", &self.last);
        text.text("tool", &self.tool);
        text.plain("people", self.people);
        self.policy.write(&mut text);
        if let Some(previous) = &self.previous {
            text.table("previous");
            text.text("period", &previous.period);
            text.text("digest", &previous.digest);
        }
        text.table("options");
        text.text("inputs", &self.options.inputs);
        text.plain("allow_empty", self.options.allow_empty);
        text.text("encoding", &self.options.encoding);
        self.paid.iter().for_each(|paid| paid.write(&mut text));
        self.files.iter().for_each(|file| file.write(&mut text));
        self.reads.iter().for_each(|read| read.write(&mut text));
        self.warnings.iter().for_each(|warning| warning.write(&mut text));
        text.finish()
    }
}

impl PolicyFacts {
    fn write(&self, text: &mut TomlText) {
        text.table("policy");
        text.text("name", &self.name);
        text.text("version", &self.version);
        text.text("currency", &self.currency);
        text.text("file", &self.file);
        text.text("digest", &self.digest);
        text.text("folder", &self.folder);
    }
}

impl Paid {
    fn write(&self, text: &mut TomlText) {
        text.element("paid");
        text.text("component", &self.component);
        text.text("unit", &self.unit);
        text.plain("people", self.people);
        text.text("amount", &self.amount);
    }
}

impl FileEntry {
    fn write(&self, text: &mut TomlText) {
        text.element("file");
        text.text("file", &self.file);
        text.texts("inputs", &self.inputs);
        text.text("kept", &self.kept);
        text.plain("bytes", self.bytes);
        text.text("digest", &self.digest);
        if let Some(lines) = self.lines_each {
            text.plain("lines_each", lines);
        }
    }
}

impl ReadFacts {
    fn write(&self, text: &mut TomlText) {
        text.element("read");
        text.text("input", &self.input);
        text.text("file", &self.file);
        if let Some(sheet) = &self.sheet {
            text.text("sheet", sheet);
        }
        text.text("encoding", &self.encoding);
        text.text("delimiter", &self.delimiter);
        text.plain("quotes", self.quotes);
        text.plain("header_line", self.header_line);
        text.texts("columns", &self.columns);
        text.plain("records", self.records);
        text.plain("counted", self.counted);
        text.texts("parts", &self.parts);
        for sum in &self.sums {
            text.element("read.sums");
            text.text("column", &sum.column);
            text.text("all", &sum.all);
            text.text("counted", &sum.counted);
        }
    }
}

impl KeptWarning {
    fn write(&self, text: &mut TomlText) {
        text.element("warning");
        text.text("code", &self.code);
        text.text("text", &self.text);
        text.texts("places", &self.places);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A manifest with something in each part.
    pub(crate) fn sample() -> Manifest {
        let text = |text: &str| text.to_owned();
        Manifest {
            schema: SCHEMA,
            period: text("2026-02"),
            kind: text("month"),
            first: text("2026-02-01"),
            last: text("2026-02-28"),
            tool: text("appraise 0.1.0"),
            people: 2,
            policy: PolicyFacts {
                name: text("Plan \"A\""),
                version: text("1"),
                currency: text("CNY"),
                file: text("policy.toml"),
                digest: "ab".repeat(32),
                folder: text("rules"),
            },
            previous: Some(Previous { period: text("2026-01"), digest: "cd".repeat(32) }),
            options: KeptOptions { inputs: text("copy"), allow_empty: false, encoding: text("auto") },
            paid: vec![Paid { component: text("提成"), unit: text("money"), people: 2, amount: text("300.50") }],
            files: vec![FileEntry {
                file: text("../data/sales.csv"),
                inputs: vec![text("sales")],
                kept: text("inputs/data/sales.csv"),
                bytes: 77,
                digest: "ef".repeat(32),
                lines_each: Some(1),
            }],
            reads: vec![ReadFacts {
                input: text("sales"),
                file: text("../data/sales.csv"),
                sheet: Some(text("Oct")),
                encoding: text("gb18030"),
                delimiter: text("\t"),
                quotes: true,
                header_line: 2,
                columns: vec![text("date = 日期")],
                records: 9,
                counted: 5,
                parts: vec![text("outside_period 4")],
                sums: vec![SumFacts { column: text("amount"), all: text("12.5"), counted: text("10") }],
            }],
            warnings: vec![KeptWarning { code: text("x"), text: text("told\nso"), places: vec![text("a.csv:1:2")] }],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let manifest = sample();
        assert_eq!(Manifest::read(manifest.text().as_bytes()), Ok(manifest));
        let first = Manifest { previous: None, ..sample() };
        assert_eq!(Manifest::read(first.text().as_bytes()), Ok(first));
    }

    #[test]
    fn another_form_is_refused() {
        let later = Manifest { schema: 2, ..sample() };
        assert_eq!(Manifest::read(later.text().as_bytes()), Err("schema = 2".to_owned()));
        assert!(Manifest::read(b"schema = 1").is_err());
    }

    #[test]
    fn headers_are_found_by_their_columns() {
        assert_eq!(sample().reads[0].label_of("date"), Some("日期"));
        assert_eq!(sample().reads[0].label_of("person"), None);
    }
}
