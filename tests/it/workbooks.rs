//! Workbooks as input: cells are what they say, figures are those of the same rows as CSV, faults are told by cell.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use crate::support::{appraise, root};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use sales_appraisal::ingest::sheet::{self, SheetFault};

/// The text of a sheet without its byte order mark.
fn text(bytes: Vec<u8>, sheet: Option<&str>) -> Result<String, SheetFault> {
    let text = sheet::text(Cursor::new(bytes), sheet)?;
    Ok(String::from_utf8(text).expect("UTF-8").trim_start_matches('\u{feff}').to_owned())
}

fn saved(mut workbook: Workbook) -> Vec<u8> {
    workbook.save_to_buffer().expect("written")
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(root().join("tests/data/workbooks").join(name)).expect("a fixture")
}

#[test]
fn a_workbook_saved_by_libreoffice_is_read_as_it_says() {
    let october = "\
,Sales of October,,,,,,

date,person,order,customer,amount,rate,paid,note
2026-10-05,ann,4500012345,acme,1000,85%,true,\"two lines and a \"\"quote\"\", a comma\"
2026-10-06 14:22:10,bob,00123,zeta,500,0.3,false,#DIV/0!
2026-10-07 00:00:00,ann,A3,,19.99,,,
2026-10-08,bob,,,-0.5,,,09:30:00
";
    assert_eq!(text(fixture("libreoffice.xlsx"), None).as_deref(), Ok(october));
    let staff = text(fixture("libreoffice.xlsx"), Some("Staff"));
    assert_eq!(
        staff.as_deref(),
        Ok("person,role,team,manager\nann,Sales,North,mia\nbob,Sales,South,mia\nmia,Manager,North,\n")
    );
    assert_eq!(text(fixture("libreoffice.xlsx"), Some("Old")).as_deref(), Ok("left over\n"), "a hidden sheet");
}

#[test]
fn an_open_document_is_read_as_the_workbook_of_the_same_rows() {
    let read = |name: &str, sheet| text(fixture(name), sheet).expect("a sheet");
    // There a day with the time of midnight is a day, and a yes a number that is shown as one.
    let october = read("libreoffice.xlsx", None).replace(" 00:00:00", "").replace("true", "1").replace("false", "0");
    assert_eq!(read("libreoffice.ods", None), october);
    assert_eq!(read("libreoffice.ods", Some("Staff")), read("libreoffice.xlsx", Some("Staff")));
}

#[test]
fn a_formula_that_nobody_has_computed_is_an_error_and_no_blank() {
    let computed = text(fixture("not-computed.xlsx"), None).expect("a sheet");
    assert!(computed.starts_with("order,date,person,price,qty,amount,status\nS1,2026-10-01,Ann,10,2,#CALC!,won\n"));
    assert_eq!(
        (computed.matches("#CALC!").count(), computed.lines().count()),
        (4, 5),
        "a format alone, and a text of no length, are blank"
    );
}

#[test]
fn cells_are_what_the_workbook_stores() {
    let mut workbook = Workbook::new();
    let format = |code: &str| Format::new().set_num_format(code);
    let day = ExcelDateTime::from_ymd(2024, 3, 5).expect("a day");
    let sheet = workbook.add_worksheet();
    let write = |sheet: &mut Worksheet| {
        sheet.write_string(0, 0, "中文,逗号")?;
        sheet.write_number(1, 0, 123_456_789_012_345.0)?;
        sheet.write_number(1, 1, 0.07)?;
        sheet.write_number_with_format(1, 2, 0.855, &format("0%"))?;
        sheet.write_number_with_format(1, 3, 1234.5, &format("¥#,##0.00"))?;
        sheet.write_number(1, 4, 1e15)?;
        sheet.write_datetime_with_format(2, 0, &day, &format("yyyy\"年\"m\"月\"d\"日\""))?;
        sheet.write_datetime_with_format(2, 1, &day, &format("m/d/yy h:mm"))?;
        sheet.write_number_with_format(2, 2, 1.5, &format("[h]:mm:ss"))?;
        sheet.write_formula(2, 3, Formula::new("=A1&\"x\"").set_result("a\"x"))?;
        sheet.write_boolean(2, 4, true)?;
        sheet.merge_range(3, 1, 4, 2, "once", &Format::new())?;
        sheet.set_row_hidden(3).map(|_| ())
    };
    write(sheet).expect("written");
    let expected = "\
\"中文,逗号\",,,,
123456789012345,0.07,85.5%,1234.5,1E+15
2024-03-05,2024-03-05 00:00:00,36:00:00,\"a\"\"x\",true
,once,,,
";
    assert_eq!(text(saved(workbook), None).as_deref(), Ok(expected));
}

#[test]
fn what_is_no_workbook_of_cells_is_named() {
    assert_eq!(text(fixture("protected.xlsx"), None), Err(SheetFault::Protected));
    assert_eq!(text(fixture("libreoffice.xls"), None), Err(SheetFault::OtherKind(".xls")));
    let sheets = ["October", "Staff", "Old"].map(str::to_owned).to_vec();
    assert_eq!(text(fixture("libreoffice.xlsx"), Some("Sales")), Err(SheetFault::UnknownSheet(sheets)));
    let mut half = fixture("libreoffice.xlsx");
    half.truncate(4000);
    assert!(matches!(text(half, None), Err(SheetFault::Unreadable(_))));
    let mut empty = Workbook::new();
    empty.add_worksheet();
    assert_eq!(text(saved(empty), None).as_deref(), Ok(""), "a sheet without cells");
}

/// An `.xlsx` made by hand: its only sheet, and its table of shared strings.
fn raw(sheet: &str, strings: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let related = |id: u8, kind: &str, target: &str| {
        format!("<Relationship Id=\"rId{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let all = |inner: String| format!("<Relationships xmlns=\"{PACKAGE}\">{inner}</Relationships>");
    let sheets = "<sheets><sheet name=\"October\" sheetId=\"1\" r:id=\"rId1\"/></sheets>";
    let of_book = related(1, "worksheet", "worksheets/sheet1.xml") + &related(2, "sharedStrings", "sharedStrings.xml");
    let parts = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", all(related(1, "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\">{sheets}</workbook>")),
        ("xl/_rels/workbook.xml.rels", all(of_book)),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{MAIN}\">{sheet}</worksheet>")),
        ("xl/sharedStrings.xml", strings.to_owned()),
    ];
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        archive.write_all(text.as_bytes()).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}

/// An `.ods` made by hand, of these tables.
fn raw_open_document(tables: &str) -> Vec<u8> {
    let names: String = ["office", "table", "text"]
        .map(|name| format!(" xmlns:{name}=\"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0\""))
        .concat();
    let body = format!("<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>");
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
        ("META-INF/manifest.xml", "<manifest:manifest/>".to_owned()),
        ("content.xml", format!("<office:document-content{names}>{body}</office:document-content>")),
    ];
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        archive.write_all(text.as_bytes()).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}

#[test]
fn an_open_document_that_repeats_without_end_is_refused() {
    let table = |rows: &str| format!("<table:table table:name=\"Oct\">{rows}</table:table>");
    let one = "<table:table-cell office:value-type=\"float\" office:value=\"1\"/>";
    let row =
        |repeated: &str| format!("<table:table-row table:number-rows-repeated=\"{repeated}\">{one}</table:table-row>");
    let blanks = "<text:p>a<text:s text:c=\"4000000000\"/></text:p>";
    let blanks = format!("<table:table-cell office:value-type=\"string\">{blanks}</table:table-cell>");
    for rows in [
        row("18446744073709551615"),
        row("1")
            + "<table:table-row table:number-rows-repeated=\"999999999\"><table:table-cell/></table:table-row>"
            + &row("1"),
        format!("<table:table-row>{blanks}</table:table-row>"),
    ] {
        assert_eq!(text(raw_open_document(&table(&rows)), None), Err(SheetFault::TooLarge), "{rows}");
    }
    let many: String = (0..50).map(|_| table(&row("1000000"))).collect();
    assert_eq!(text(raw_open_document(&many), None), Err(SheetFault::TooLarge));
    assert_eq!(text(raw_open_document(&table(&row("2"))), None).as_deref(), Ok("1\n1\n"));
}

#[test]
fn a_table_of_strings_that_announces_more_than_it_holds_is_refused() {
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>";
    for count in ["2147483648", "9223372036854775808", "18446744073709551615", "1e9", "-1"] {
        let strings = format!("<sst uniqueCount=\"{count}\"><si><t>date</t></si></sst>");
        let read = text(raw(sheet, &strings), None);
        assert!(matches!(&read, Err(SheetFault::Unreadable(why)) if why.contains(count)), "{count}: {read:?}");
    }
    let strings = "<sst uniqueCount=\"1\"><si><t>date</t></si></sst>";
    assert_eq!(text(raw(sheet, strings), None).as_deref(), Ok("date\n"));
}

#[test]
fn a_reference_to_no_string_is_an_error_of_its_cell() {
    let cell = |name: &str, index: &str| format!("<c r=\"{name}\" t=\"s\"><v>{index}</v></c>");
    let row = [("A1", "0"), ("B1", "-1"), ("C1", "x"), ("D1", "1 "), ("E1", "99999999999999999999")];
    let cells: String = row.map(|(name, index)| cell(name, index)).concat();
    // A sheet that announces more rows and columns than it has is read as what it has.
    let sheet = format!("<dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\">{cells}</row></sheetData>");
    let strings = "<sst uniqueCount=\"2\"><si><t>ann</t></si><si><t>bob</t></si></sst>";
    assert_eq!(text(raw(&sheet, strings), None).as_deref(), Ok("ann,#REF!,#REF!,#REF!,#REF!\n"));
    let beyond = format!("<sheetData><row r=\"1\">{}</row></sheetData>", cell("A1", "7"));
    assert!(matches!(text(raw(&beyond, strings), None), Err(SheetFault::Unreadable(_))));
}

/// A cell as a spreadsheet would store it: a number, a moment, or text.
fn write_cell(sheet: &mut Worksheet, at: (u32, u16), column: &str, cell: &str) {
    let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    let day = Format::new().set_num_format("d/m/yyyy");
    let is_amount = !matches!(column, "customer" | "person" | "name" | "order" | "id");
    let written = match (ExcelDateTime::parse_from_str(&cell.replace('/', "-")), cell.parse::<i64>()) {
        (Ok(value), _) if column == "date" && cell.len() == 10 => {
            sheet.write_datetime_with_format(at.0, at.1, value, &day)
        }
        (Ok(value), _) if column == "date" || column == "hired" => {
            sheet.write_datetime_with_format(at.0, at.1, value, &moment)
        }
        (_, Ok(whole)) => sheet.write_number(at.0, at.1, whole as i32),
        _ if is_amount && cell.contains('.') => sheet.write_number(at.0, at.1, cell.parse().unwrap_or(0.0)),
        _ => sheet.write_string(at.0, at.1, cell),
    };
    written.expect("a cell");
}

/// Writes the rows of a CSV as a workbook.
fn convert(csv: &Path, workbook: &Path) {
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_path(csv).expect("a CSV");
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a record")).collect();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (line, row) in rows.iter().enumerate() {
        for (field, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let column = if line == 0 { "" } else { &rows[0][field] };
            write_cell(sheet, (line as u32, field as u16), column, cell);
        }
    }
    book.save(workbook).expect("written");
}

/// Scores an example as it is and with all its files as workbooks.
fn same_figures(example: &str, policy: &str, period: &str) {
    let source = root().join("examples").join(example);
    let folder = tempfile::tempdir().expect("a folder");
    let text = fs::read_to_string(source.join(policy)).expect("a policy");
    for entry in fs::read_dir(&source).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            convert(&path, &folder.path().join(name + ".xlsx"));
        }
    }
    fs::write(folder.path().join("policy.toml"), text.replace(".csv\"", ".xlsx\"")).expect("written");
    let score = |folder: &Path, policy: &str| {
        appraise(folder, &["score", "--policy", policy, "--period", period, "--format", "csv"])
    };
    let (csv, workbooks) = (score(&source, policy), score(folder.path(), "policy.toml"));
    assert_eq!((csv.code, workbooks.code), (0, 0), "{}", workbooks.stderr);
    assert!(csv.stdout.lines().count() > 3);
    assert_eq!(workbooks.stdout, csv.stdout);
}

#[test]
fn figures_from_workbooks_are_those_from_csv() {
    same_figures("chinook", "policy.toml", "2024");
}

const POLICY: &str = r#"
schema = 1
[policy]
name = "Example"
version = "1"
currency = "CNY"
period = "month"
[input]
staff = "staff.csv"
[input.sales]
files = "sales*"
[measures.revenue]
sum = "sales.amount"
[scorecards.field]
roles = ["Sales"]
[[scorecards.field.indicators]]
measure = "revenue"
weight = 100
score = "linear"
cap = 1.2
against = "last_year"
when_missing = "zero"
"#;

/// A folder with a policy, two people, and a workbook of their sales.
fn folder(name: &str, amount: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).expect("written");
    write("policy.toml", POLICY.as_bytes());
    write("staff.csv", b"person,role\nann,Sales\nbob,Sales\n");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows = [["date", "person", "note", "amount"], ["2026-10-05", "ann", "a, \"b\"", amount]];
    for (line, row) in rows.iter().enumerate() {
        for (field, cell) in row.iter().enumerate() {
            sheet.write_string(line as u32 + 2, field as u16 + 1, *cell).expect("a cell");
        }
    }
    write(name, &saved(workbook));
    folder
}

#[test]
fn a_fault_is_told_by_its_cell() {
    let folder = folder("sales.xlsx", "1.2.3");
    let told = appraise(folder.path(), &["check", "--period", "2026-10", "--lang", "en"]);
    assert_eq!(told.code, 1);
    assert!(told.stderr.contains(" --> sales.xlsx:E4\n"), "{}", told.stderr);
    assert!(told.stderr.contains("\n4 | ,2026-10-05,ann,\"a, \"\"b\"\"\",1.2.3\n"), "{}", told.stderr);
    let told = appraise(folder.path(), &["check", "--period", "2026-10", "--message-format", "json"]);
    let found: serde_json::Value = serde_json::from_str(told.stderr.lines().next().expect("a line")).expect("JSON");
    let place = &found["places"][0];
    assert_eq!(
        (place["file"].as_str(), place["line"].as_u64(), place["column"].as_u64()),
        (Some("sales.xlsx"), Some(4), Some(28))
    );
    let rejected = appraise(folder.path(), &["score", "--period", "2026-10", "--rejects", "rejects.csv"]);
    assert_eq!(rejected.code, 3);
    let rejects = fs::read_to_string(folder.path().join("rejects.csv")).expect("rejects");
    assert!(rejects.contains("\nsales.xlsx,4,28,not-a-number,"), "{rejects}");
}

#[test]
fn the_content_decides_and_not_the_name() {
    let folder = folder("sales.csv", "1000");
    fs::write(folder.path().join("sales-2.xlsx"), "date,person,amount\n2026-10-06,bob,250\n").expect("written");
    let run = appraise(folder.path(), &["score", "--period", "2026-10", "--format", "csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let revenue = |person: &str| {
        let row = crate::support::csv_rows(&run.stdout).into_iter().find(|row| row["person"] == person).expect("a row");
        row["revenue_actual"].clone()
    };
    assert_eq!((revenue("ann").as_str(), revenue("bob").as_str()), ("1000.00", "250.00"));
}
