//! The document: its head with what a browser may do, the facts of the run, and the sections in their order.

use crate::report::model::{Body, Cell, Phrase, Report, Section};

use super::chart::figure;
use super::steps::{Anchors, steps};
use super::table::{is_narrow, is_wide, links, table};
use super::{Words, for_pages};

/// How pages look.
const STYLE: &str = include_str!("style.css");

/// Sorts tables and finds rows; whatever it adds is not there without it.
const SCRIPT: &str = include_str!("script.js");

/// What a page may do: show itself in its own style and run its own script, and load nothing.
const MAY: &str = concat!(
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-",
    "muTfRRbXq4Zb1fJ3QDnQN7448UG/UZ5+lSeQWH3BViI=",
    "'; base-uri 'none'; form-action 'none'"
);

/// Facts that say how a report was made; they stand at the end of the page.
const OF_THE_RUN: [&str; 7] = ["policy_file", "digest", "tool", "rows_read", "rows_counted", "set_aside", "history"];

/// More sections than this have a list of contents.
const MANY: usize = 4;

/// A fact of the head of a report.
type Fact<'f> = &'f (&'static str, Phrase, Cell);

/// The page of a report.
pub fn page(report: &Report, words: &Words) -> String {
    let title = words.phrase(&report.title);
    let lang = words.locale.language().id();
    let sections: Vec<&Section> = for_pages(report).collect();
    let is_of_run = |fact: &Fact| OF_THE_RUN.contains(&fact.0);
    let (of_run, of_report): (Vec<Fact>, Vec<Fact>) = report.head.iter().partition(is_of_run);
    let period = of_report.iter().find(|(id, ..)| *id == "period").map(|(_, _, cell)| words.cell(cell));
    let named = period.map_or_else(|| title.clone(), |period| format!("{title} {period}"));
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{MAY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{named}</title>\n<style>\n{STYLE}</style>\n</head>\n"
    );
    html += &format!(
        "<body data-sort=\"{}\" data-find=\"{}\" data-found=\"{}\">\n<header>\n<h1>{title}</h1>\n{}",
        words.term("sort_rows"),
        words.term("find_rows"),
        words.term("found_rows"),
        facts(&of_report, words)
    );
    html += &contents(&sections, words);
    html += "</header>\n<main>\n";
    html += &body(report, &sections, words);
    html += &format!(
        "</main>\n<footer>\n{}</footer>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        facts(&of_run, words)
    );
    html
}

/// Facts with their titles; nothing where there are none.
fn facts(facts: &[Fact], words: &Words) -> String {
    if facts.is_empty() {
        return String::new();
    }
    let fact =
        |(_, title, cell): &Fact| format!("<div><dt>{}</dt><dd>{}</dd></div>\n", words.phrase(title), words.cell(cell));
    format!("<dl>\n{}</dl>\n", facts.iter().map(fact).collect::<String>())
}

/// Links to the sections of a long page.
fn contents(sections: &[&Section], words: &Words) -> String {
    if sections.len() <= MANY {
        return String::new();
    }
    let link = |(index, section): (usize, &&Section)| {
        format!("<li><a href=\"#s{}\">{}</a></li>\n", index + 1, words.phrase(&section.title))
    };
    let links: String = sections.iter().enumerate().map(link).collect();
    format!("<nav aria-label=\"{}\">\n<ul>\n{links}</ul>\n</nav>\n", words.term("contents"))
}

/// The sections one below the other; pictures that follow each other stand side by side where there is room, and so do narrow tables.
fn body(report: &Report, sections: &[&Section], words: &Words) -> String {
    let anchors = Anchors::of(sections);
    let placed: Vec<(usize, &Section, Option<&str>)> =
        sections.iter().enumerate().map(|(index, one)| (index + 1, *one, beside(one, words))).collect();
    let mut html = String::new();
    for run in placed.chunk_by(|(.., one), (.., other)| one.is_some() && one == other) {
        let shown: String =
            run.iter().map(|(number, one, _)| section(report, (*number, one), &anchors, words)).collect();
        html += &match run {
            [(.., Some(class)), ..] => format!("<div class=\"{class}\">\n{shown}</div>\n"),
            _ => shown,
        };
    }
    html
}

/// What a section stands in with others of its kind, if anything.
fn beside(section: &Section, words: &Words) -> Option<&'static str> {
    match &section.body {
        Body::Chart(_) => Some("charts"),
        Body::Table(table) if is_narrow(table, words) => Some("charts pairs"),
        _ => None,
    }
}

/// A section under its heading.
fn section(report: &Report, (number, section): (usize, &Section), anchors: &Anchors, words: &Words) -> String {
    let links = match &section.body {
        Body::Table(table) => links(table, words),
        _ => None,
    };
    let class = match &section.body {
        _ if links.is_some() => " class=\"links\"",
        Body::Notes => " class=\"words\"",
        Body::Table(table) if is_wide(table) => " class=\"across\"",
        _ => "",
    };
    let title = words.phrase(&section.title);
    let content = match &section.body {
        Body::Table(_) if links.is_some() => links.unwrap_or_default(),
        Body::Table(one) if !one.rows.is_empty() => table(one, (number, &title), anchors, words),
        Body::Table(_) => nothing(words),
        Body::Chart(chart) => figure(report, chart, (number, &title), words).unwrap_or_else(|| nothing(words)),
        Body::Steps(nodes) => steps(nodes, anchors, words),
        Body::Notes | Body::Formulas(_) => String::new(),
    };
    let notes: String = section.notes.iter().map(|note| format!("<p>{}</p>\n", words.phrase(note))).collect();
    format!("<section id=\"s{number}\"{class}>\n<h2 id=\"h{number}\">{title}</h2>\n{content}{notes}</section>\n")
}

/// What stands where there is nothing to list.
fn nothing(words: &Words) -> String {
    format!("<p>{}</p>\n", words.term("nothing_to_list"))
}
