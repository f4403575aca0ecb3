//! Wrong usage in three languages: what was found, the values that there are, what is probably meant. Kinds of error that are not among ours
//! are told in clap's words.

use std::error::Error;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::environment::chinese_of;
use super::help::translated;
use crate::locale::Locale;

/// Commands of other programs, and those that answer the same question here.
const ANSWERS: [(&[&str], &str); 12] = [
    (&["compare", "diff", "rank", "ranking", "leaderboard", "grade", "grades", "排名"], "appraise score"),
    (&["commission", "commissions", "bonus", "incentive", "payout", "提成", "奖金", "獎金"], "appraise pay --lines"),
    (&["payroll", "export"], "appraise pay -o pay.csv"),
    (&["freeze", "lock", "archive", "结账", "結帳"], "appraise close"),
    (&["reports", "print", "show"], "appraise report -o october"),
    (&["run", "calc", "calculate", "compute", "计算", "計算"], "appraise score, appraise pay"),
    (&["validate", "lint", "test", "检查", "檢查"], "appraise check"),
    (&["audit", "recalculate"], "appraise check --audit"),
    (&["why", "trace", "detail"], "appraise explain PERSON"),
    (&["new", "start", "create", "template"], "appraise init"),
    (&["reopen", "unlock"], "appraise close --reopen PERIOD --reason TEXT"),
    (&["version"], "appraise --version"),
];

/// Formats of other programs, and the tip that names ours.
const FORMATS: [(&[&str], &str); 3] = [
    (&["xls", "xlsm", "ods", "excel", "spreadsheet", "tsv"], "tip-spreadsheet"),
    (&["pdf", "doc", "docx", "odt", "rtf", "text", "txt", "markdown"], "tip-document"),
    (&["xml", "yaml", "yml", "jsonl", "ndjson", "toml", "parquet", "sql"], "tip-data"),
];

/// What is wrong; nothing for a kind that clap tells itself.
pub fn told(error: &clap::Error, locale: &Locale) -> Option<String> {
    let error = Wrong { error, locale };
    let mut text = format!("{}{}{}\n", locale.term("error"), locale.term("colon"), error.message()?);
    let values = error.list(ContextKind::ValidValue);
    if !values.is_empty() {
        text += &format!("  {}{}]\n", error.text("help-values", &[]), values.join(", "));
    }
    let tips = error.tips();
    if !tips.is_empty() {
        text += &format!("\n{}", tips.iter().map(|tip| self::tip(locale, tip)).collect::<String>());
    }
    if let Some(ContextValue::StyledStr(usage)) = error.error.get(ContextKind::Usage) {
        text += &format!("\n{}\n", translated(&usage.to_string(), locale));
    }
    Some(text + &format!("\n{}\n", error.text("usage-more", &[])))
}

/// What is wrong with a name's extension or format, with the tips for it.
pub fn of_format(locale: &Locale, (id, args): (&str, &[(&str, &str)]), tips: &[String]) -> String {
    let tips: String = tips.iter().map(|text| tip(locale, text)).collect();
    format!("{}\n\n{}", locale.command_line_with(id, args), tips.trim_end())
}

/// The tip for a format of other programs.
pub fn tip_of_format(locale: &Locale, format: &str) -> Option<String> {
    let format = format.to_lowercase();
    let (_, id) = FORMATS.iter().find(|(names, _)| names.contains(&format.as_str()))?;
    Some(locale.command_line_with(id, &[]))
}

fn tip(locale: &Locale, text: &str) -> String {
    format!("  {}{text}\n", locale.command_line_with("tip-sign", &[]))
}

struct Wrong<'a> {
    error: &'a clap::Error,
    locale: &'a Locale,
}

impl Wrong<'_> {
    fn message(&self) -> Option<String> {
        let argument = || self.one(ContextKind::InvalidArg);
        let value = || self.one(ContextKind::InvalidValue);
        Some(match self.error.kind() {
            ErrorKind::UnknownArgument => self.text("usage-unknown-argument", &[("given", &argument()?)]),
            ErrorKind::InvalidSubcommand => {
                self.text("usage-unknown-command", &[("given", &self.one(ContextKind::InvalidSubcommand)?)])
            }
            ErrorKind::MissingSubcommand => {
                self.text("usage-missing-command", &[("given", &self.one(ContextKind::InvalidSubcommand)?)])
            }
            ErrorKind::MissingRequiredArgument => self.text("usage-missing-argument", &[("given", &argument()?)]),
            ErrorKind::InvalidValue if value().is_none_or(|value| value.is_empty()) => {
                self.text("usage-missing-value", &[("option", &argument()?)])
            }
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
                let message = self.text("usage-invalid-value", &[("given", &value()?), ("option", &argument()?)]);
                let why = self.error.source().map(|why| format!("{}{why}", self.locale.term("colon")));
                message + &why.unwrap_or_default()
            }
            ErrorKind::ArgumentConflict => {
                let (given, other) = (argument()?, self.one(ContextKind::PriorArg)?);
                let id = if given == other { "usage-twice" } else { "usage-conflict" };
                let args: &[(&str, &str)] = &[("given", &given), ("other", &other)];
                self.text(id, args)
            }
            _ => return None,
        })
    }

    /// What is probably meant.
    fn tips(&self) -> Vec<String> {
        let near = [ContextKind::SuggestedArg, ContextKind::SuggestedValue, ContextKind::SuggestedSubcommand];
        let near = near.into_iter().flat_map(|kind| self.list(kind));
        let near = near.map(|near| self.text("tip-similar", &[("near", &near)]));
        match self.slip() {
            Some(tip) => vec![tip],
            None => near.collect(),
        }
    }

    /// The tip for a usual slip: a habit of another program, a language or a file that is written otherwise.
    fn slip(&self) -> Option<String> {
        match self.error.kind() {
            ErrorKind::InvalidSubcommand => {
                let given = self.one(ContextKind::InvalidSubcommand)?.to_lowercase();
                let (_, command) = ANSWERS.iter().find(|(names, _)| names.contains(&given.as_str()))?;
                Some(self.text("tip-command", &[("command", command)]))
            }
            ErrorKind::UnknownArgument => {
                let given = self.one(ContextKind::InvalidArg)?;
                given.ends_with(".toml").then(|| self.text("tip-policy", &[]))
            }
            ErrorKind::InvalidValue => {
                let (option, given) = (self.one(ContextKind::InvalidArg)?, self.one(ContextKind::InvalidValue)?);
                match option.split(' ').next() {
                    Some("--format") => tip_of_format(self.locale, &given),
                    Some("--lang") => Some(match chinese_of(&given)? {
                        Some(language) => self.text("tip-language", &[("near", language.id())]),
                        None => self.text("tip-chinese", &[]),
                    }),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn text(&self, id: &str, args: &[(&str, &str)]) -> String {
        self.locale.command_line_with(id, args)
    }

    fn one(&self, kind: ContextKind) -> Option<String> {
        self.error.get(kind).map(|_| self.list(kind).join(", "))
    }

    fn list(&self, kind: ContextKind) -> Vec<String> {
        match self.error.get(kind) {
            Some(ContextValue::String(text)) => vec![text.clone()],
            Some(ContextValue::Strings(texts)) => texts.clone(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::cli::args::Cli;
    use crate::locale::Language;

    fn read(line: &str) -> Result<Cli, clap::Error> {
        Cli::read(line.split(' ').map(OsString::from))
    }

    fn said(line: &str, language: Language) -> String {
        told(&read(line).expect_err("wrong usage"), &Locale::new(language)).expect("a kind of ours")
    }

    #[test]
    fn a_slip_is_told_with_what_is_meant() {
        for (line, expected) in [
            ("appraise score --lang zh", "zh-Hans"),
            ("appraise score --lang zh-TW", "write zh-Hant"),
            ("appraise score --lang zh_CN", "write zh-Hans"),
            ("appraise score --format XLS", "--format xlsx"),
            ("appraise score --format ods", "--format xlsx"),
            ("appraise score --format pdf", "--format md"),
            ("appraise pay policy.toml", "--policy FILE"),
            ("appraise scroe", "'score'"),
            ("appraise score --perod 2026", "'--period'"),
            ("appraise audit", "appraise check --audit"),
            ("appraise Commission", "appraise pay --lines"),
            ("appraise score --lang", "a value is required for '--lang <LANGUAGE>'"),
            ("appraise explain", "<PERSON>"),
            ("appraise score --width 10", "40"),
            ("appraise score -q -v", "cannot be used with"),
            ("appraise score --ascii --ascii", "multiple times"),
        ] {
            let told = said(line, Language::En);
            assert!(told.contains(expected) && told.ends_with("try '--help'.\n"), "{line}: {told}");
        }
    }

    #[test]
    fn wrong_usage_is_told_in_chinese() {
        for (line, expected) in [
            ("appraise score --perod 2026", "错误：没有 '--perod' 这个参数"),
            ("appraise rank", "提示：请用：appraise score"),
            ("appraise score --format pdf", "可选值：table, csv"),
            ("appraise explain", "缺少必需的参数：<PERSON>"),
        ] {
            let told = said(line, Language::ZhHans);
            assert!(told.contains(expected) && told.ends_with("'--help'。\n"), "{line}: {told}");
        }
    }

    #[test]
    fn the_commands_that_tips_name_are_there() {
        for command in ANSWERS.iter().flat_map(|(_, commands)| commands.split(", ")) {
            let is_one = read(command).map_or_else(|error| error.exit_code() == 0, |_| true);
            assert!(is_one, "{command}");
        }
    }
}
