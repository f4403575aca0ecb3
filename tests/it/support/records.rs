//! The records of a file as JSON, for comparing with those of others: `records FILE [DELIMITER]`. One array of `{ line, fields, fault }`.

use std::io::Write;

use sales_appraisal::ingest::records::{Dialect, Records};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let bytes = std::fs::read(arguments.next().unwrap_or_default())?;
    let delimiter = arguments.next().and_then(|text| text.into_encoded_bytes().first().copied()).unwrap_or(b',');
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let mut records = Records::new(text, Dialect { delimiter, quotes: true }, 1);
    let mut all = Vec::new();
    while let Some(record) = records.advance() {
        let fields = records.fields().iter();
        let fields: Vec<String> =
            fields.map(|field| String::from_utf8_lossy(&field.bytes(text)).into_owned()).collect();
        let fault = record.fault.map(|(fault, _)| fault.code());
        all.push(serde_json::json!({ "line": record.line, "fields": fields, "fault": fault }));
    }
    writeln!(std::io::stdout(), "{}", serde_json::Value::Array(all))
}
