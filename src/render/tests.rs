//! The sample report in every format and language, as it stands in `tests/render/`.
//!
//! `UPDATE_EXPECT=1` writes those files anew.

use std::path::Path;

use super::sample::{column, figure, report, section, text as cell};
use super::*;
use crate::locale::{Language, Precision};
use crate::number::Number;
use crate::report::model::{Body, Brief, Cell, Chart, ChartKind, Column, Node, Phrase, Shape, Table, Weight};

fn rendered(report: &Report, format: &str, options: &RenderOptions, language: Language) -> String {
    let format = format_named(format).expect("a format");
    let bytes = render(report, format, options, &Locale::new(language)).expect("a table");
    String::from_utf8(bytes).expect("UTF-8")
}

fn expect(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/render").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, found).expect("written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "{}", path.display());
}

#[test]
fn every_format_in_every_language_is_as_expected() {
    for format in FORMATS.iter().filter(|format| format.content == Content::Text) {
        for (id, language) in Language::ALL {
            let found = rendered(&report(), format.id, &RenderOptions::default(), language);
            expect(&format!("sample.{id}.{}", format.extensions[0]), &found);
        }
    }
}

#[test]
fn options_change_the_form_and_never_a_value() {
    let excel = RenderOptions { csv: CsvDialect::Excel, ..RenderOptions::default() };
    expect("sample.excel.csv", &rendered(&report(), "csv", &excel, Language::En));
    let narrow = RenderOptions { width: Some(44), wide: true, glyphs: Glyphs::Ascii, ..RenderOptions::default() };
    expect("sample.narrow.txt", &rendered(&report(), "table", &narrow, Language::En));
    let styled = RenderOptions { color: Color::Styled, ..RenderOptions::default() };
    expect("sample.styled.txt", &rendered(&report(), "table", &styled, Language::ZhHans));
}

#[test]
fn machine_formats_are_the_same_in_every_language() {
    for format in ["csv", "json"] {
        let [en, hans, hant] =
            Language::ALL.map(|(_, language)| rendered(&report(), format, &RenderOptions::default(), language));
        assert_eq!((&en, &en), (&hans, &hant));
    }
}

#[test]
fn machine_formats_write_every_number_plainly() {
    let shapes = [
        (Number::fraction(1, 3).expect("not 0"), Shape::Money(2), "0.333333333333"),
        (super::sample::number("9282162.9729"), Shape::Money(2), "9282162.9729"),
        (super::sample::number("1234.5"), Shape::Money(2), "1234.50"),
        (super::sample::number("0.7995895"), Shape::Rate, "0.79959"),
        (super::sample::number("39.979455"), Shape::Points(2), "39.979455"),
        (super::sample::number("12"), Shape::Points(2), "12.00"),
        (super::sample::number("12304"), Shape::Count, "12304"),
    ];
    for (number, shape, expected) in shapes {
        assert_eq!(plain::number(&number, shape, Precision::Shown), expected);
    }
}

#[test]
fn a_report_without_a_table_is_no_csv() {
    let steps = Report { sections: Vec::new(), ..report() };
    let csv = format_named("csv").expect("a format");
    let error = render(&steps, csv, &RenderOptions::default(), &Locale::new(Language::En)).expect_err("no table");
    assert_eq!(error.finding().code, "format-without-table");
}

#[test]
fn extensions_name_their_format() {
    assert_eq!(format_of_extension("CSV").map(|format| format.id), Some("csv"));
    assert_eq!(format_of_extension("exe").map(|format| format.id), None);
}

/// A report of one table of texts in one column.
fn texts_of(texts: &[&str]) -> Report<'static> {
    let rows = texts.iter().map(|text| vec![cell(text)]).collect();
    let table = Table { columns: vec![column("name", false)], rows };
    Report { sections: vec![section("ranking", Audience::Everyone, Body::Table(table))], ..report() }
}

#[test]
fn only_the_excel_dialect_guards_formulas() {
    let texts = texts_of(&["=1", "+1", "-1", "@x", "\tx", "\rx", "'x", "x=1"]);
    let written = |csv| rendered(&texts, "csv", &RenderOptions { csv, ..RenderOptions::default() }, Language::En);
    assert_eq!(written(CsvDialect::Rfc4180), "name\n=1\n+1\n-1\n@x\n\tx\n\"\rx\"\n'x\nx=1\n");
    let guarded = "\u{FEFF}name\r\n'=1\r\n'+1\r\n'-1\r\n'@x\r\n'\tx\r\n\"'\rx\"\r\n'x\r\nx=1\r\n";
    assert_eq!(written(CsvDialect::Excel), guarded);
}

#[test]
fn titles_of_columns_stay_apart_and_are_guarded() {
    let named = |id: &str| Column { id: id.into(), title: Phrase::Verbatim("=x".into()), numeric: false };
    let table = Table { columns: vec![named("a"), named("b"), column("name", false)], rows: Vec::new().into() };
    let report = Report { sections: vec![section("ranking", Audience::Everyone, Body::Table(table))], ..report() };
    let options = |csv| RenderOptions { csv, csv_header: CsvHeader::Titles, ..RenderOptions::default() };
    let header = |csv| rendered(&report, "csv", &options(csv), Language::ZhHant);
    assert_eq!(header(CsvDialect::Rfc4180), "=x (a),=x (b),姓名\n");
    assert_eq!(header(CsvDialect::Excel), "\u{FEFF}'=x (a),'=x (b),姓名\r\n");
}

#[test]
fn markdown_takes_nothing_of_a_text_for_a_sign() {
    let found =
        rendered(&texts_of(&["a|b", "<b>*x*", "line\nbreak", "c\\d"]), "md", &RenderOptions::default(), Language::En);
    for line in ["| a\\|b |", "| &lt;b>\\*x\\* |", "| line break |", "| c\\\\d |"] {
        assert!(found.contains(line), "{line} is not in {found}");
    }
}

#[test]
fn an_empty_table_says_so() {
    let found = rendered(&texts_of(&[]), "table", &RenderOptions::default(), Language::ZhHant);
    assert!(found.ends_with("\n排名\n沒有內容\n"), "{found}");
    assert_eq!(rendered(&texts_of(&[]), "csv", &RenderOptions::default(), Language::En), "name\n");
}

/// Twelve columns of Chinese names and amounts.
fn wide_report() -> Report<'static> {
    let mut columns = vec![column("rank", true), column("name", false), column("team", false)];
    columns.extend((0..9).map(|_| column("gap_to_median", true)));
    let names = ["欧阳娜娜", "Mary Ann Müller", "王🙂小明", "é combining e\u{301}"];
    let row = |(index, name): (usize, &&str)| {
        let mut row = vec![Cell::count(index as i64 + 1), cell(name), cell("华东区大客户第一销售团队 East")];
        row.extend((1..10).map(|leading| figure(&format!("-{leading}12345.5"), Shape::Money(2))));
        row
    };
    let rows = names.iter().enumerate().map(row);
    let table = section("ranking", Audience::Everyone, Body::Table(Table { columns, rows: rows.collect() }));
    Report { sections: vec![table], ..report() }
}

#[test]
fn borders_align_whatever_the_width_and_the_script() {
    for (_, language) in Language::ALL {
        for width in [None, Some(100), Some(80), Some(60)] {
            let options = RenderOptions { width, wide: true, ..RenderOptions::default() };
            let found = rendered(&wide_report(), "table", &options, language);
            let grids =
                found.split("\n\n").map(|part| part.lines().filter(|line| line.starts_with(['┌', '│', '├', '└'])));
            for grid in grids {
                let widths: Vec<usize> = grid.map(text::width).collect();
                assert!(widths.windows(2).all(|pair| pair[0] == pair[1]), "{found}");
                assert!(widths.iter().all(|line| width.is_none_or(|width| *line <= width)), "{found}");
            }
            for leading in 1..10 {
                let amount = format!("-{leading}12,345.50");
                assert!(found.contains(&amount), "{amount} is cut at {width:?}");
            }
        }
    }
}

#[test]
fn steps_stay_inside_the_width() {
    let leaf = Node {
        step: 1,
        kind: "total",
        what: Phrase::Verbatim("各产品线当期已回款且未退货的销售额合计 of every product line".into()),
        value: figure("79958.91", Shape::Money(2)),
        rule: Some("policies/2026/field-sales.toml:88".into()),
        rows: vec![(
            "data/sales-2026-10.csv:1042".into(),
            "2026-10-05,wei,一二三四五六七八九十一二三四五六七八九十,79958.91".into(),
        )],
        inputs: Vec::new(),
    };
    let nested = (0..5).fold(leaf.clone(), |inner, _| Node { inputs: vec![inner, leaf.clone()], ..leaf.clone() });
    let steps = section("explanation", Audience::People, Body::Steps(vec![nested]));
    let options = RenderOptions { width: Some(60), ..RenderOptions::default() };
    let found = rendered(&Report { sections: vec![steps], ..report() }, "table", &options, Language::En);
    for line in found.lines() {
        assert!(text::width(line) <= 60, "{line}");
    }
    assert_eq!(found.matches("79,958.91").count(), 11);
}

#[test]
fn pages_take_nothing_of_a_text_for_a_sign() {
    let texts = ["<script>alert(1)</script>", "\"x\" 'y' & z", "a\u{202E}b", "a\u{1b}[31mb\tc", "=cmd()|' /C calc'!A0"];
    let found = rendered(&texts_of(&texts), "html", &RenderOptions::default(), Language::En);
    for cell in [
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&quot;x&quot; &#39;y&#39; &amp; z",
        "a\u{FFFD}b",
        "a␛[31mb c",
        "=cmd()|&#39; /C calc&#39;!A0",
    ] {
        assert!(found.contains(&format!(">{cell}</th>")), "{cell} is not in {found}");
    }
    assert_eq!(found.matches("<script").count(), 1, "the page's own");
}

#[test]
fn links_of_pages_stay_inside_of_the_folder() {
    let link = |path: &str| vec![Cell::Link(Box::new(Cell::Text("<x>".into())), path.into())];
    let rows = vec![link("teams/华东 1.html"), link("javascript:alert(1)"), link("\"><b>")];
    let table = Table { columns: vec![column("name", false)], rows: rows.into() };
    let report = Report { sections: vec![section("ranking", Audience::Everyone, Body::Table(table))], ..report() };
    let found = rendered(&report, "html", &RenderOptions::default(), Language::En);
    for address in ["teams/%E5%8D%8E%E4%B8%9C%201.html", "javascript%3Aalert%281%29", "%22%3E%3Cb%3E"] {
        assert!(found.contains(&format!("<a href=\"{address}\">&lt;x&gt;</a>")), "{address} is not in {found}");
    }
}

/// A report with a table of these rows and a picture of it.
fn drawn(kind: ChartKind, rows: Vec<Vec<Cell>>, line: Option<(Number, Phrase)>) -> String {
    let columns = vec![column("name", false), column("score", true), column("amount", true)];
    let table = section("ranking", Audience::People, Body::Table(Table { columns, rows: rows.into() }));
    let series = vec!["score".to_owned(), "amount".to_owned()];
    let chart = Chart { kind, of: "ranking", labels: "name".to_owned(), series, most: 20, line };
    let chart = section("notes", Audience::Kept, Body::Chart(chart));
    let report = Report { sections: vec![chart, table], ..report() };
    rendered(&report, "html", &RenderOptions::default(), Language::En)
}

const KINDS: [ChartKind; 6] =
    [ChartKind::Bars, ChartKind::Shares, ChartKind::Lines, ChartKind::Bullets, ChartKind::Pareto, ChartKind::Dots];

#[test]
fn pictures_of_odd_tables_stay_inside_of_themselves() {
    let money = |text: &str| figure(text, Shape::Money(2));
    let long = "一个非常非常长的客户名称有限责任公司华东分公司第二采购中心 of a very long name <b>".repeat(2);
    let tables = [
        vec![vec![cell("a"), money("-12.5"), money("3")], vec![cell("b"), money("40"), money("-41")]],
        vec![vec![cell(&long), money("123456789012345678"), Cell::Missing]],
        vec![vec![cell("a"), money("0"), money("0")], vec![cell("b"), money("0"), Cell::Missing]],
        vec![vec![cell("a"), money("0.000001"), money("0.000002")]],
        (0..30).map(|index| vec![cell(&format!("n{index}")), money(&index.to_string()), money("1")]).collect(),
    ];
    for rows in tables {
        for kind in KINDS {
            let line = Some((Number::one(), Phrase::term("attainment")));
            let page = drawn(kind, rows.clone(), line);
            let svg = page.split("<svg role").nth(1).and_then(|rest| rest.split("</svg>").next());
            let Some(svg) = svg else {
                assert_eq!(kind, ChartKind::Dots, "its labels are no numbers");
                continue;
            };
            let values = svg.split("=\"").skip(1).filter_map(|rest| rest.split('"').next());
            for part in values.filter_map(|value| value.strip_suffix('%')) {
                let part = number(part);
                assert!(!part.is_negative() && part <= Number::from(100), "{kind:?} {svg}");
            }
            assert!(svg.contains("<title ") && svg.contains("<desc ") && !svg.contains("<b>"), "{kind:?} {svg}");
        }
    }
}

fn number(text: &str) -> Number {
    super::sample::number(text)
}

#[test]
fn pictures_of_nothing_say_so_and_cut_ones_how_many_there_are() {
    for kind in KINDS {
        let page = drawn(kind, vec![vec![cell("a"), Cell::Missing, Cell::Missing]], None);
        assert!(!page.contains("<svg"), "{kind:?}");
        assert!(page.contains("<p>nothing to list</p>"), "{page}");
    }
    let row = |index: i64| vec![cell("n"), Cell::count(index), Cell::count(1)];
    let page = drawn(ChartKind::Bars, (0..30).map(row).collect(), None);
    assert!(page.contains("The first 20 of 30 are drawn."), "{page}");
}

#[test]
fn pictures_leave_out_what_is_counted_in_something_else() {
    let rows = vec![
        vec![cell("a"), figure("10", Shape::Money(2)), Cell::Missing],
        vec![cell("b"), figure("77", Shape::Days), Cell::Missing],
    ];
    let page = drawn(ChartKind::Bars, rows, None);
    let svg = page.split("<svg role").nth(1).and_then(|rest| rest.split("</svg>").next()).expect("a picture");
    assert!(svg.contains(">10.00<") && !svg.contains("77"), "{svg}");
}

/// A report of two tables of so many rows, of which the second matters more.
fn of_two(first: usize, second: usize) -> Report<'static> {
    let rows =
        |count: usize| -> Vec<Vec<Cell>> { (1..=count).map(|row| vec![Cell::count(row as i64), cell("x")]).collect() };
    let columns = || vec![column("rank", true), column("name", false)];
    let table = |id, count| {
        section(id, Audience::Everyone, Body::Table(Table { columns: columns(), rows: rows(count).into() }))
    };
    let last = |row: &[Cell]| Weight { size: row[0].number().cloned(), ..Weight::default() };
    let brief = vec![Brief::of("ranking", 3).by(last), Brief::of("people", 2)];
    Report { head: Vec::new(), sections: vec![table("people", first), table("ranking", second)], brief, ..report() }
}

#[test]
fn a_report_takes_no_more_lines_than_there_is_room_for() {
    let of = |height, report: &Report| {
        let options = RenderOptions { height, width: Some(100), ..RenderOptions::default() };
        rendered(report, "table", &options, Language::En)
    };
    for (height, counts) in [(40, (30, 300)), (24, (80, 90)), (21, (100, 1)), (15, (50, 50))] {
        let text = of(Some(height), &of_two(counts.0, counts.1));
        assert!(text.lines().count() <= height, "{height}: {text}");
        assert!(text.contains("--all shows them"), "{text}");
    }
    // What fits is shown whole, in its own order; without a height everything is.
    let small = of_two(3, 4);
    assert_eq!(of(Some(60), &small), of(None, &small));
    assert!(!of(None, &of_two(30, 300)).contains("--all"));
    let cut = of(Some(24), &of_two(2, 300));
    let place = |text: &str| cut.find(text).unwrap_or_else(|| panic!("{text}: {cut}"));
    assert!(place("300 │") < place("299 │") && cut.contains("more. --all shows them."), "{cut}");
    // A section that has no row left is named.
    let folded = of(Some(15), &of_two(50, 50));
    assert!(folded.contains("Not shown for want of room: ") && folded.contains("(50)"), "{folded}");
    // What goes into other formats is never cut.
    let options = RenderOptions { height: Some(10), ..RenderOptions::default() };
    for format in ["csv", "json", "md", "html"] {
        let [cut, whole] = [&options, &RenderOptions::default()]
            .map(|options| rendered(&of_two(30, 300), format, options, Language::En));
        assert_eq!(cut, whole, "{format}");
    }
}

#[test]
fn a_narrow_table_goes_on_beside_itself_where_lines_are_short() {
    let options = RenderOptions { height: Some(40), width: Some(100), ..RenderOptions::default() };
    let text = rendered(&of_two(3, 60), "table", &options, Language::En);
    let line = text.lines().find(|line| line.contains(" 60 │")).unwrap_or_default();
    assert_eq!(line.matches('x').count(), 3, "{text}");
}
