//! A small report with everything that a format must be able to show.

use crate::calendar::NaiveDate;
use crate::number::Number;
use crate::policy::rules::Label;
use crate::report::model::{Audience, Body, Cell, Column, Node, Phrase, Report, Section, Shape, Table};

pub fn number(text: &str) -> Number {
    Number::parse(text).expect("a decimal")
}

pub fn figure(text: &str, shape: Shape) -> Cell {
    Cell::Figure(number(text), shape)
}

pub fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

pub fn column(id: &'static str, numeric: bool) -> Column {
    Column { id: id.to_owned(), title: Phrase::term(id), numeric }
}

pub fn section(id: &'static str, audience: Audience, body: Body<'static>) -> Section<'static> {
    Section { id, title: Phrase::term(id), audience, body, notes: Vec::new() }
}

fn ranking() -> Table<'static> {
    let columns = vec![
        column("rank", true),
        column("name", false),
        column("score", true),
        column("attainment", true),
        column("amount", true),
        column("reason", false),
    ];
    let rows = vec![
        vec![
            Cell::count(1),
            text("欧阳娜"),
            figure("97.4", Shape::Points(2)),
            figure("1.2", Shape::Rate),
            figure("1234567.5", Shape::Money(2)),
            text("=SUM(A1)"),
        ],
        vec![
            Cell::count(2),
            text("Li, Wei"),
            figure("88.42", Shape::Points(2)),
            figure("0.7995891", Shape::Rate),
            figure("-42", Shape::Money(2)),
            Cell::phrase(Phrase::term("probation")),
        ],
        vec![Cell::Empty, text("a|b"), Cell::Missing, Cell::Missing, Cell::Missing, Cell::Empty],
    ];
    Table { columns, rows: rows.into() }
}

fn steps() -> Node {
    let leaf = |what, value: &str, rows| Node {
        step: 1,
        kind: "total",
        what: Phrase::term(what),
        value: figure(value, Shape::Money(2)),
        rule: None,
        rows,
        inputs: Vec::new(),
    };
    let row = ("sales.csv:1042".to_owned(), "2026-10-05,wei,\"79,958.91\"".to_owned());
    Node {
        step: 2,
        kind: "attainment",
        what: Phrase::term("attainment"),
        value: figure("0.7995891", Shape::Rate),
        rule: Some("policy.toml:88".to_owned()),
        rows: Vec::new(),
        inputs: vec![leaf("actual", "79958.91", vec![row]), leaf("target", "100000", Vec::new())],
    }
}

pub fn report() -> Report<'static> {
    let label = Label::Each(
        [("en", "Field sales"), ("zh-Hans", "外勤销售"), ("zh-Hant", "外勤業務")]
            .map(|(language, text)| (language.to_owned(), text.to_owned()))
            .into(),
    );
    let date = NaiveDate::from_ymd_opt(2026, 10, 1).expect("a day");
    let needs = Phrase::term("points_more").with("points", figure("6.58", Shape::Points(2)));
    let mut table = section("ranking", Audience::Everyone, Body::Table(ranking()));
    table.notes.push(needs.clone());
    let mut facts = section("notes", Audience::Machines, Body::Notes);
    facts.notes.push(needs);
    Report {
        id: "score",
        title: Phrase::term("score_report"),
        head: vec![
            ("period", Phrase::term("period"), text("2026-10")),
            ("from", Phrase::term("dates"), Cell::Date(date)),
            ("policy", Phrase::term("policy"), Cell::phrase(Phrase::Label(label))),
            ("rows_read", Phrase::term("rows_read"), Cell::count(12304)),
            ("control_total", Phrase::term("control_total"), figure("9282162.9729", Shape::Money(2))),
        ],
        sections: vec![table, section("explanation", Audience::Everyone, Body::Steps(vec![steps()])), facts],
        brief: Vec::new(),
    }
}
