//! Findings on standard error: for people, or one JSON object a line.
//!
//! Both tell the same findings in the same order; for people, repeated ones of a file are folded.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::args::{MessageFormat, Verbosity};
use super::excerpt::Excerpt;
use crate::finding::{Finding, Findings, Severity};
use crate::locale::Locale;
use crate::render::Color;
use crate::render::style::Style;
use crate::render::text::{escaped_json, visible, width};
use crate::source::Place;

/// How many findings of one code in one file people are shown.
const SHOWN: usize = 20;

/// The fact of a finding that has the headers of its file and what became of them.
const BECAME: &str = "became";

/// How findings are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiagnosticOptions {
    /// For people or machines.
    pub format: MessageFormat,
    /// How much is told.
    pub verbosity: Verbosity,
    /// Whether severities stand out by colour.
    pub color: Color,
}

/// Writes all findings that the verbosity asks for, by file, line and column; for people, then their counts.
pub fn write(
    findings: &Findings,
    locale: &Locale,
    options: &DiagnosticOptions,
    output: &mut impl Write,
) -> io::Result<()> {
    let told = |finding: &&Finding| match finding.severity {
        Severity::Error => true,
        Severity::Warning => options.verbosity >= Verbosity::Normal,
        Severity::Note => options.verbosity >= Verbosity::Verbose,
    };
    let findings: Vec<&Finding> = findings.sorted().into_iter().filter(told).collect();
    match options.format {
        MessageFormat::Json => write_lines(&findings, locale, output),
        MessageFormat::Human => Page { locale, color: options.color }.write(&findings, output),
    }
}

fn write_lines(findings: &[&Finding], locale: &Locale, output: &mut impl Write) -> io::Result<()> {
    findings.iter().try_for_each(|finding| writeln!(output, "{}", escaped_json(object(finding, locale).to_string())))
}

fn object(finding: &Finding, locale: &Locale) -> Value {
    let (message, help) = locale.finding(finding);
    let args: serde_json::Map<String, Value> =
        finding.args.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    json!({
        "code": finding.code,
        "severity": finding.severity.id(),
        "message": message,
        "help": help,
        "args": args,
        "places": finding.places.iter().map(place_object).collect::<Vec<_>>(),
    })
}

fn place_object(place: &Place) -> Value {
    json!({
        "file": &*place.file,
        "line": place.line,
        "last_line": place.last_line,
        "column": place.column,
        "width": place.width,
        "excerpt": place.excerpt,
    })
}

/// The file that a finding is counted under; nothing for one without a place.
fn file_of<'a>(finding: &&'a Finding) -> Option<&'a str> {
    finding.places.first().map(|place| &*place.file)
}

struct Page<'a> {
    locale: &'a Locale,
    color: Color,
}

impl Page<'_> {
    fn write(&self, findings: &[&Finding], output: &mut impl Write) -> io::Result<()> {
        for of_file in findings.chunk_by(|one, next| file_of(one) == file_of(next)) {
            self.write_file(of_file, output)?;
        }
        match self.counts(findings) {
            Some(counts) => writeln!(output, "{counts}"),
            None => Ok(()),
        }
    }

    /// The findings of one file; those of a code beyond `SHOWN` in a line at the end.
    fn write_file(&self, findings: &[&Finding], output: &mut impl Write) -> io::Result<()> {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let first_of_headers = findings.iter().position(|finding| finding.args.iter().any(|(name, _)| *name == BECAME));
        for (index, finding) in findings.iter().enumerate() {
            let count = seen.entry(finding.code).or_default();
            *count += 1;
            if *count <= SHOWN {
                let table = if first_of_headers == Some(index) { self.headers(finding) } else { String::new() };
                writeln!(output, "{}{table}", self.finding(finding))?;
            }
        }
        let file = findings.first().and_then(file_of);
        for (code, count) in seen.into_iter().filter(|(_, count)| *count > SHOWN) {
            writeln!(output, "{}\n", self.more(code, count - SHOWN, file))?;
        }
        Ok(())
    }

    fn more(&self, code: &str, count: usize, file: Option<&str>) -> String {
        let count = self.locale.count(count);
        match file {
            Some(file) => self.locale.fill("more_of", &[("count", &count), ("code", code), ("file", &visible(file))]),
            None => self.locale.fill("more_of_nowhere", &[("count", &count), ("code", code)]),
        }
    }

    /// Severity, code and message; the places; the remedy.
    fn finding(&self, finding: &Finding) -> String {
        let (message, help) = self.locale.finding(finding);
        let style = severity_style(finding.severity);
        let word = format!("{}[{}]", self.locale.term(finding.severity.id()), finding.code);
        let message = format!("{}{}", self.locale.term("colon"), visible(&message));
        let head = format!("{}{}\n", self.color.paint(style, &word), self.color.paint(Style::Bold, &message));
        let margin = finding.places.iter().map(|place| place.last_line.max(place.line)).max().unwrap_or(0);
        let margin = if margin == 0 { 1 } else { margin.to_string().len() };
        let mut text = head;
        for (index, place) in finding.places.iter().enumerate() {
            let (mark, style) = if index == 0 { ('^', style) } else { ('-', Style::Mark) };
            text.push_str(&Excerpt { place, margin, mark, style, color: self.color }.text());
        }
        let sign = self.color.paint(Style::Mark, "=");
        let more = finding.args.iter().find(|(name, _)| *name == "more").and_then(|(_, count)| count.parse().ok());
        if let Some(count) = more {
            let more = self.locale.fill("more_cells", &[("count", &self.locale.count(count))]);
            text.push_str(&format!("{:margin$} {sign} {more}\n", ""));
        }
        if !help.is_empty() {
            let (word, colon) = (self.locale.term("help"), self.locale.term("colon"));
            text.push_str(&format!("{:margin$} {sign} {word}{colon}{}\n", "", visible(&help)));
        }
        text
    }

    /// The headers of the finding's file, a line each with its column, or that nothing uses it.
    fn headers(&self, finding: &Finding) -> String {
        let Some((_, became)) = finding.args.iter().find(|(name, _)| *name == BECAME) else { return String::new() };
        let pairs: Vec<(String, &str)> = became
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .map(|(label, column)| (visible(label).into(), column))
            .collect();
        let widest = pairs.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
        let line = |(label, column): &(String, &str)| {
            let column = if column.is_empty() { self.locale.term("not_used") } else { column };
            format!("    {label}{:1$}  {column}\n", "", widest - width(label))
        };
        let sign = self.color.paint(Style::Mark, "=");
        let title = self.locale.term("headers_became");
        format!(
            "  {sign} {title}{}\n{}",
            self.locale.term("colon").trim_end(),
            pairs.iter().map(line).collect::<String>()
        )
    }

    /// `3 errors, 1 warning`; nothing when there is nothing to count.
    fn counts(&self, findings: &[&Finding]) -> Option<String> {
        let words = [
            (Severity::Error, "one_error", "errors"),
            (Severity::Warning, "one_warning", "warnings"),
            (Severity::Note, "one_note", "note_count"),
        ];
        let count = |(severity, one, many): (Severity, &str, &str)| match findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
        {
            0 => None,
            1 => Some(self.locale.term(one).to_owned()),
            count => Some(self.locale.fill(many, &[("count", &self.locale.count(count))])),
        };
        let counts: Vec<String> = words.into_iter().filter_map(count).collect();
        (!counts.is_empty()).then(|| counts.join(self.locale.term("comma")))
    }
}

fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Error => Style::Error,
        Severity::Warning => Style::Warning,
        Severity::Note => Style::Mark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;

    const TEXTS: &str = r#"
        [unknown-key]
        en = ["unknown key `{key}` in {table}", "write `{nearest}`, or remove it"]
        zh-Hans = ["{table} 中有未知的键 `{key}`", "请改为 `{nearest}`，或删除它"]
        zh-Hant = ["{table} 中有未知的鍵 `{key}`", "請改為 `{nearest}`，或刪除它"]

        [not-a-number]
        en = ["expected an amount, found `{found}`", "write 1234.50"]
        zh-Hans = ["应为金额，却是 `{found}`", "请写成 1234.50"]
        zh-Hant = ["應為金額，卻是 `{found}`", "請寫成 1234.50"]
    "#;

    fn place(file: &str, line: u32, column: u32, width: u32, excerpt: &str) -> Place {
        Place { column, width, ..Place::line(file, line, excerpt) }
    }

    fn of(code: &'static str, severity: Severity) -> Finding {
        Finding { code, severity, args: Vec::new(), places: Vec::new() }
    }

    fn unknown_key() -> Finding {
        of("unknown-key", Severity::Error)
            .with("key", "capp")
            .with("table", "[[pay]]")
            .with("nearest", "cap")
            .at(place("policy.toml", 24, 1, 4, "capp = 1_000"))
    }

    fn not_a_number(line: u32) -> Finding {
        of("not-a-number", Severity::Error).with("found", "x").at(place(
            "sales.csv",
            line,
            16,
            1,
            "2026-10-05,欧阳娜,x,note",
        ))
    }

    fn told_in(language: Language, options: DiagnosticOptions, list: Vec<Finding>) -> String {
        let mut findings = Findings::new();
        list.into_iter().for_each(|finding| findings.push(finding));
        let mut told = Vec::new();
        write(&findings, &Locale::with_findings(language, TEXTS), &options, &mut told).expect("memory");
        String::from_utf8(told).expect("UTF-8")
    }

    fn told(list: Vec<Finding>) -> String {
        told_in(Language::En, DiagnosticOptions::default(), list)
    }

    #[test]
    fn a_finding_shows_code_place_excerpt_and_remedy() {
        let expected = "\
error[unknown-key]: unknown key `capp` in [[pay]]
  --> policy.toml:24:1
   |
24 | capp = 1_000
   | ^^^^
   = help: write `cap`, or remove it

1 error
";
        assert_eq!(told(vec![unknown_key()]), expected);
    }

    #[test]
    fn several_places_share_a_margin_and_chinese_excerpts_stay_aligned() {
        let finding = not_a_number(9).at(place("policy.toml", 1042, 0, 0, "[input.sales]"));
        let expected = "\
错误[not-a-number]：应为金额，却是 `x`
    --> sales.csv:9:16
     |
   9 | 2026-10-05,欧阳娜,x,note
     |                   ^
    --> policy.toml:1042
     |
1042 | [input.sales]
     = 建议：请写成 1234.50

1 个错误
";
        assert_eq!(told_in(Language::ZhHans, DiagnosticOptions::default(), vec![finding]), expected);
    }

    #[test]
    fn findings_without_an_excerpt_or_a_place_are_told_too() {
        let nowhere = of("not-a-number", Severity::Error).with("found", "?");
        let whole = nowhere.clone().at(Place::file("sales.csv"));
        let expected = "\
error[not-a-number]: expected an amount, found `?`
  = help: write 1234.50

error[not-a-number]: expected an amount, found `?`
 --> sales.csv
  = help: write 1234.50

2 errors
";
        assert_eq!(told(vec![whole, nowhere]), expected);
    }

    #[test]
    fn long_excerpts_are_cut_around_the_column() {
        let record = format!("{}BAD{}", "a,".repeat(200), ",z".repeat(200));
        let text =
            told(vec![of("not-a-number", Severity::Error).with("found", "BAD").at(place("s.csv", 7, 401, 3, &record))]);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[3].starts_with("7 | …a,") || lines[3].starts_with("7 | …,a"), "{text}");
        assert!(lines[3].ends_with('…') && width(lines[3]) <= 104, "{text}");
        let at = lines[4].find('^').expect("a mark");
        assert_eq!(lines[3].chars().skip(at).take(3).collect::<String>(), "BAD");
        assert_eq!(lines[4].trim_start_matches([' ', '|']), "^^^");
    }

    #[test]
    fn repeated_findings_of_a_file_are_folded_for_people_only() {
        let list = || (1..=12_324).map(not_a_number).chain([unknown_key()]).collect::<Vec<_>>();
        let text = told(list());
        assert_eq!(text.matches("error[not-a-number]").count(), 20);
        assert_eq!(text.matches("error[unknown-key]").count(), 1);
        assert!(text.contains("\nand 12,304 more of `not-a-number` in sales.csv\n"), "{text}");
        assert!(text.ends_with("\n12,325 errors\n"));
        let json = DiagnosticOptions { format: MessageFormat::Json, ..DiagnosticOptions::default() };
        assert_eq!(told_in(Language::En, json, list()).lines().count(), 12_325);
    }

    #[test]
    fn verbosity_chooses_what_is_told() {
        let list = || {
            let warning = Finding { severity: Severity::Warning, ..not_a_number(1) };
            let note = Finding { severity: Severity::Note, ..not_a_number(2) };
            vec![unknown_key(), warning, note]
        };
        let last = |verbosity| {
            let options = DiagnosticOptions { verbosity, ..DiagnosticOptions::default() };
            told_in(Language::En, options, list()).lines().last().map(str::to_owned)
        };
        assert_eq!(last(Verbosity::Quiet).as_deref(), Some("1 error"));
        assert_eq!(last(Verbosity::Normal).as_deref(), Some("1 error, 1 warning"));
        assert_eq!(last(Verbosity::Verbose).as_deref(), Some("1 error, 1 warning, 1 note"));
        assert_eq!(told(vec![Finding { severity: Severity::Note, ..not_a_number(2) }]), "");
    }

    #[test]
    fn json_lines_carry_every_field() {
        let json = DiagnosticOptions { format: MessageFormat::Json, ..DiagnosticOptions::default() };
        let expected = concat!(
            r#"{"code":"unknown-key","severity":"error","message":"unknown key `capp` in [[pay]]","#,
            r#""help":"write `cap`, or remove it","args":{"key":"capp","table":"[[pay]]","nearest":"cap"},"#,
            r#""places":[{"file":"policy.toml","line":24,"last_line":24,"column":1,"width":4,"excerpt":"capp = 1_000"}]}"#,
            "\n"
        );
        assert_eq!(told_in(Language::En, json, vec![unknown_key()]), expected);
    }

    #[test]
    fn colours_only_where_asked_and_a_file_cannot_bring_its_own() {
        let hostile = || {
            vec![of("not-a-number", Severity::Error).with("found", "\u{1b}[2J").at(place(
                "s.csv",
                1,
                1,
                4,
                "\u{1b}[2J",
            ))]
        };
        assert!(!told(hostile()).contains('\u{1b}'));
        let styled = DiagnosticOptions { color: Color::Styled, ..DiagnosticOptions::default() };
        let text = told_in(Language::En, styled, hostile());
        assert!(text.starts_with("\u{1b}[1;31merror[not-a-number]\u{1b}[0m"));
        assert!(!text.contains("\u{1b}[2J"));
    }
}
