//! Pages: the same figures as everywhere else, nothing from elsewhere, and not too much.

use std::path::Path;
use std::sync::OnceLock;

use crate::support::{APPRAISE, appraise, root};
use sales_appraisal::digest;

/// Examples with their period, and what is asked of them.
const ASKED: [(&str, &str, &[&[&str]]); 3] = [
    (
        "handbook",
        "2026-10",
        &[
            &["score"],
            &["pay"],
            &["pay", "--lines", "components"],
            &["explain", "高远"],
            &["progress"],
            &["customers"],
            &["trend", "--by", "customer", "--periods", "3"],
            &["targets"],
            &["watch"],
            &["check", "-v"],
        ],
    ),
    ("adventureworks", "2019-11", &[&["score"], &["pay"], &["explain", "Jae Pak"], &["check"]]),
    ("chinook", "2024", &[&["score"], &["pay"]]),
];

/// Bytes that a page of the handbook may have.
const MOST: usize = 300_000;

/// What a report says in that format and language.
fn report(example: &str, asked: &[&str], (period, format, language): (&str, &str, &str)) -> String {
    let folder = root().join("examples").join(example);
    let arguments = [asked, &["--period", period, "--format", format, "--lang", language]].concat();
    let run = appraise(&folder, &arguments);
    assert_eq!(run.code, 0, "{example} {asked:?}: {}", run.stderr);
    run.stdout
}

/// A page: the example, what is asked of it, and the text.
type Page = (&'static str, &'static [&'static str], String);

/// Every report of every example as a page.
fn pages() -> &'static [Page] {
    static PAGES: OnceLock<Vec<Page>> = OnceLock::new();
    let of = |(example, period, asked): (&'static str, &'static str, &'static [&'static [&'static str]])| {
        asked.iter().map(move |asked| (example, *asked, report(example, asked, (period, "html", "en"))))
    };
    PAGES.get_or_init(|| ASKED.into_iter().flat_map(of).collect())
}

/// Rows of texts under a title.
type Listed = (String, Vec<Vec<String>>);

fn without_marks(html: &str) -> String {
    let mut text = String::new();
    for (index, part) in html.split('<').enumerate() {
        text += if index == 0 { part } else { part.split_once('>').map_or("", |(_, rest)| rest) };
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (mark, character)| text.replace(mark, character))
        .trim()
        .to_owned()
}

/// The parts of a text between two signs.
fn between<'t>(text: &'t str, open: &'t str, close: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(open).skip(1).filter_map(move |rest| rest.split(close).next())
}

/// The tables of a page.
fn tables_of_page(page: &str) -> Vec<Listed> {
    let cells = |row: &str| {
        let row = row.replace("<th", "<td").replace("</th>", "</td>");
        between(&row, "<td", "</td>").map(|cell| without_marks(&format!("<td{cell}"))).collect()
    };
    let section = |section: &str| {
        let title = without_marks(between(section, "<h2", "</h2>").next().map(|h2| format!("<h2{h2}"))?.as_str());
        let rows: Vec<Vec<String>> = between(section, "<tr", "</tr>").map(|row| cells(&format!("<tr{row}"))).collect();
        (!rows.is_empty()).then_some((title, rows))
    };
    between(page, "<section", "</section>").filter_map(section).collect()
}

/// The tables of a Markdown text.
fn tables_of_markdown(text: &str) -> Vec<Listed> {
    let mut tables: Vec<Listed> = Vec::new();
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            tables.push((plain(heading), Vec::new()));
        } else if line.starts_with("| ") && !line.starts_with("| --") {
            let (_, rows) = tables.last_mut().expect("a heading");
            rows.push(cells_of_markdown(line));
        }
    }
    tables.retain(|(_, rows)| !rows.is_empty());
    tables
}

fn cells_of_markdown(line: &str) -> Vec<String> {
    let hidden = line.replace("\\|", "\u{1}");
    let inner = hidden.trim_start_matches("| ").trim_end_matches('|');
    inner.split(" | ").map(|cell| plain(&cell.replace('\u{1}', "\\|"))).collect()
}

fn plain(text: &str) -> String {
    let mut shown = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        shown.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    shown.replace("&lt;", "<").replace("&amp;", "&").trim().to_owned()
}

/// Every table of a text is one of the page, cell by cell.
fn same_figures((example, asked): (&str, &[&str]), page: &str, text: &str) {
    let (page, text) = (tables_of_page(page), tables_of_markdown(text));
    assert!(!text.is_empty() || asked[0] == "explain", "{example} {asked:?}");
    for (title, rows) in text {
        let same = page.iter().any(|(other, found)| *other == title && *found == rows);
        let found: Vec<_> = page.iter().filter(|(other, _)| *other == title).collect();
        assert!(same, "{example} {asked:?} {title}: {rows:#?}, in the page {found:#?}");
    }
}

#[test]
fn pages_have_the_figures_of_every_other_format_for_people() {
    for (example, asked, page) in pages() {
        let period = ASKED.iter().find(|(known, ..)| known == example).map_or("", |(_, period, _)| period);
        same_figures((example, asked), page, &report(example, asked, (period, "md", "en")));
    }
    let chinese = |format| report("handbook", &["pay"], ("2026-10", format, "zh-Hant"));
    same_figures(("handbook", &["pay"]), &chinese("html"), &chinese("md"));
    assert_eq!(chinese("html"), chinese("html"), "the same again");
}

#[test]
fn a_page_asks_for_nothing_from_elsewhere_and_is_not_large() {
    for (example, asked, page) in pages() {
        for sign in ["http:", "https:", "src=", "url(", "@import", "<link", "<iframe", "<object", "<embed"] {
            assert!(!page.contains(sign), "{example} {asked:?} has {sign}");
        }
        let tags = only_tags(page);
        assert!(!tags.contains(" on") && !tags.contains("style="), "{example} {asked:?} has code or style in a tag");
        assert!(page.len() <= MOST, "{example} {asked:?}: {} bytes", page.len());
    }
}

/// The tags of a page, without its style and its script.
pub fn only_tags(page: &str) -> String {
    let outside = |text: &str, open: &str, close: &str| {
        let (before, rest) = text.split_once(open).unwrap_or((text, ""));
        format!("{before}{}", rest.split_once(close).map_or("", |(_, after)| after))
    };
    let page = outside(&outside(page, "<style>", "</style>"), "<script>", "</script>");
    between(&page, "<", ">").map(|tag| format!("<{tag}>")).collect()
}

#[test]
fn every_tag_is_closed_and_every_id_is_there_once() {
    const ALONE: [&str; 7] = ["meta", "line", "rect", "circle", "br", "input", "!DOCTYPE"];
    for (example, asked, page) in pages() {
        let mut open: Vec<String> = Vec::new();
        let mut ids: Vec<String> = Vec::new();
        let mut named: Vec<String> = Vec::new();
        for tag in only_tags(page).split_inclusive('>') {
            let tag = tag.trim_start_matches('<').trim_end_matches('>');
            let name = tag.split([' ', '/']).find(|name| !name.is_empty()).expect("a name").to_owned();
            if tag.starts_with('/') {
                assert_eq!(open.pop().as_ref(), Some(&name), "{example} {asked:?}: {tag}");
            } else if !ALONE.contains(&name.as_str()) {
                open.push(name);
            }
            ids.extend(between(tag, " id=\"", "\"").map(str::to_owned));
            named.extend(between(tag, "labelledby=\"", "\"").flat_map(|list| list.split(' ')).map(str::to_owned));
            named.extend(between(tag, "href=\"#", "\"").map(str::to_owned));
        }
        assert!(open.is_empty(), "{example} {asked:?}: {open:?}");
        let missing: Vec<_> = named.iter().filter(|id| !ids.contains(id)).collect();
        assert!(missing.is_empty(), "{example} {asked:?}: {missing:?}");
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{example} {asked:?}: {ids:?}");
    }
}

#[test]
fn the_script_is_the_one_that_the_page_allows() {
    let page = report("chinook", &["score"], ("2024", "html", "en"));
    let script = between(&page, "<script>", "</script>").next().expect("a script").replace('\r', "");
    let allowed = between(&page, "'sha256-", "'").next().expect("a digest");
    let digest = digest::of_bytes(script.as_bytes());
    let bytes: Vec<u8> =
        (0..digest.len() / 2).map(|at| u8::from_str_radix(&digest[2 * at..2 * at + 2], 16).expect("hex")).collect();
    assert_eq!(allowed, base64(&bytes), "the digest in src/render/html/page.rs is that of another script");
}

/// Bytes in Base64.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |group: &[u8]| {
        let number = (0..3).fold(0_u32, |number, at| number << 8 | u32::from(*group.get(at).unwrap_or(&0)));
        let sign = |at: usize| char::from(SIGNS[(number >> (18 - 6 * at) & 63) as usize]);
        (0..4).map(|at| if at <= group.len() { sign(at) } else { '=' }).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

#[test]
fn explanations_open_under_the_figures_of_everybody() {
    let page = report("handbook", &["pay"], ("2026-10", "html", "zh-Hans"));
    let steps = page.split("<ul class=\"steps\">").nth(1).expect("steps");
    for name in ["高远", "李晓明", "周文静"] {
        assert!(steps.contains(name), "{name}");
    }
    assert!(page.contains(">policy.toml:"), "no rule");
    let text = report("handbook", &["pay"], ("2026-10", "md", "zh-Hans"));
    assert!(!text.contains("policy.toml:"), "steps are for pages alone");
}

#[test]
fn a_file_of_that_name_is_a_page() {
    assert!(Path::new(APPRAISE).exists());
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["score.html", "score.HTM"] {
        let path = folder.path().join(name);
        let file = path.to_str().expect("UTF-8");
        let example = root().join("examples/chinook");
        let run = appraise(&example, &["score", "--period", "2024", "-o", file]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let page = std::fs::read_to_string(&path).expect("written");
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "{}", &page[..60]);
    }
}
