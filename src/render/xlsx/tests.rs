//! Workbooks of reports that no command makes: every kind of chart, and tables that no sheet holds.

use super::*;
use crate::locale::Language;
use crate::number::Number;
use crate::render::sample::{column, figure, report, section, text};
use crate::report::model::{Chart, ChartKind, Phrase, Rows, Shape};

fn locale() -> Locale {
    Locale::new(Language::En)
}

fn rendered(report: &Report) -> Result<Vec<u8>, RenderError> {
    render(report, &RenderOptions::default(), &locale())
}

/// The sample with a chart of every kind, with and without something to compare with.
fn drawn() -> Report<'static> {
    let mut report = report();
    let kinds =
        [ChartKind::Bars, ChartKind::Shares, ChartKind::Lines, ChartKind::Bullets, ChartKind::Pareto, ChartKind::Dots];
    for kind in kinds {
        for line in [None, Some((Number::one(), Phrase::term("target")))] {
            let labels = if kind == ChartKind::Dots { "score" } else { "name" }.to_owned();
            let series = vec!["amount".to_owned(), "attainment".to_owned()];
            let chart = Chart { kind, of: "ranking", labels, series, most: 20, line };
            report.sections.push(section("drawn", Audience::Kept, Body::Chart(chart)));
        }
    }
    report
}

#[test]
fn a_report_with_every_kind_of_chart_is_the_same_bytes_twice() {
    let (one, two) = (rendered(&drawn()), rendered(&drawn()));
    assert!(one.is_ok() && one == two);
}

#[test]
fn a_table_of_more_rows_than_a_sheet_is_refused() {
    let rows = |count: u32| Table {
        columns: vec![column("name", false)],
        rows: Rows::made(move || (0..count).map(|_| vec![text("x")])),
    };
    let with =
        |count| Report { sections: vec![section("ranking", Audience::Everyone, Body::Table(rows(count)))], ..report() };
    assert_eq!(
        rendered(&with(table::MOST_ROWS)),
        Err(RenderError::TooManyRows { section: "ranking", most: table::MOST_ROWS })
    );
    assert!(rendered(&with(3)).is_ok());
}

#[test]
fn numbers_of_many_digits_are_told_with_how_many_there_are() {
    assert_eq!(told(&report(), &locale()), None);
    let mut long = report();
    long.head.push(("control_total", Phrase::term("control_total"), figure("1234567890123.456", Shape::Money(2))));
    let finding = told(&long, &locale()).expect("a finding");
    assert_eq!((finding.code, &finding.args[0].1[..]), ("numbers-as-text", "1"));
}
