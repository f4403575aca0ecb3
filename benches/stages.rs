//! What each stage of reading costs: `cargo bench --bench stages`. Rates are bytes or values a second of one thread.

use std::fmt::Write;
use std::hint::black_box;
use std::io::Read;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sales_appraisal::ingest::blocks::Blocks;
use sales_appraisal::ingest::cell::{DateFormat, NumberFormat, date, key, number};
use sales_appraisal::ingest::decode::{Encoding, Evidence, Transcoder};
use sales_appraisal::ingest::index::{Index, Traits};
use sales_appraisal::ingest::interner::Interner;
use sales_appraisal::ingest::packed::Packed;
use sales_appraisal::ingest::records::{Dialect, Records};
use sales_appraisal::ingest::row::Fixed;
use sales_appraisal::measure::distinct::{Cell, OwnKeys, Patience, SharedKeys};
use sales_appraisal::number::Number;

const ROWS: u32 = 20_000;
const WIDTH: usize = 8;

/// Rows like those of a sales export; `quoted` puts every text in quotes.
fn sales(quoted: bool) -> String {
    let mut text = String::new();
    let quote = if quoted { "\"" } else { "" };
    for row in 0..ROWS {
        let customer = row.wrapping_mul(2_654_435_761) % 50_000;
        let (person, day) = (row % 200, row / 700 % 28 + 1);
        writeln!(
            text,
            "SO{row:09},2026-10-{day:02},{quote}S{person:04}{quote},{quote}C{customer:06}{quote},{quote}变频器{quote},online,{}.{:02},won",
            row % 7000,
            row % 100,
        )
        .expect("a string");
    }
    text
}

fn reading(c: &mut Criterion) {
    let mut group = c.benchmark_group("reading");
    for (name, text) in [("plain", sales(false)), ("quoted", sales(true))] {
        let bytes = text.as_bytes();
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(format!("blocks, {name}"), |b| {
            b.iter(|| {
                let mut blocks = Blocks::new(bytes, Dialect::COMMA, Vec::new(), 1, 0);
                let (mut buffer, mut count) = (Vec::new(), 0);
                while let Some(block) = blocks.next_block(buffer).expect("memory can be read") {
                    count += block.bytes.len();
                    buffer = block.bytes;
                }
                count
            });
        });
        group.bench_function(format!("index, {name}"), |b| {
            let mut index = Index::default();
            b.iter(|| assert!(index.fill(black_box(bytes), Dialect::COMMA, WIDTH, Traits::of(bytes))));
        });
        group.bench_function(format!("records with care, {name}"), |b| {
            b.iter(|| {
                let mut records = Records::new(black_box(bytes), Dialect::COMMA, 1);
                let mut fields = 0;
                while records.advance().is_some() {
                    fields += records.fields().len();
                }
                fields
            });
        });
    }
    group.finish();
}

fn decoding(c: &mut Criterion) {
    let text = sales(false);
    let mut group = c.benchmark_group("decoding");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("evidence for UTF-8", |b| b.iter(|| Evidence::of(black_box(text.as_bytes()))));
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    group.bench_function("UTF-16 to UTF-8", |b| {
        let mut out = Vec::new();
        b.iter(|| {
            out.clear();
            Transcoder::new(black_box(&utf16[..]), Encoding::UTF_16LE)
                .read_to_end(&mut out)
                .expect("memory can be read")
        });
    });
    group.finish();
}

fn cells(c: &mut Criterion) {
    let mut group = c.benchmark_group("cells");
    group.throughput(Throughput::Elements(1));
    group.bench_function("number, plain", |b| b.iter(|| Fixed::plain(black_box(b"2186.04"))));
    let format = NumberFormat::default();
    group.bench_function("number, dressed", |b| b.iter(|| number::read(black_box("¥1,234.50"), &format)));
    group.bench_function("date, plain", |b| b.iter(|| date::read_plain(black_box(b"2026-10-05"))));
    group.bench_function("date, Chinese", |b| b.iter(|| date::read(black_box("2026年10月5日"), DateFormat::Auto)));
    group.bench_function("key, Chinese", |b| b.iter(|| key::read(black_box("上海 天地贸易有限公司"))));
    group.finish();
}

fn keys(c: &mut Criterion) {
    let names: Vec<String> = (0..ROWS).map(|row| format!("C{:06}", row.wrapping_mul(2_654_435_761) % 50_000)).collect();
    let mut group = c.benchmark_group("keys");
    group.throughput(Throughput::Elements(u64::from(ROWS)));
    let mut interner = Interner::default();
    names.iter().for_each(|name| {
        interner.intern(name.as_bytes());
    });
    group.bench_function("interned, seen before", |b| {
        b.iter(|| names.iter().map(|name| u64::from(interner.intern(name.as_bytes()))).sum::<u64>());
    });
    group.bench_function("distinct", |b| {
        b.iter(|| {
            let mut keys = OwnKeys::new(&SharedKeys::new(200, &[0].into(), Some(Patience::of(1))));
            for (row, name) in (0..).zip(&names) {
                let numbered = Packed::of(name.as_bytes()).and_then(Packed::apart).expect("a number");
                keys.add(Cell { number: row % 200 * 2, segment: 0 }, numbered);
            }
            keys.finish().count(&[0, 2])
        });
    });
    group.finish();
}

fn numbers(c: &mut Criterion) {
    let mut group = c.benchmark_group("numbers");
    let (sold, target) = (Number::from_scaled(23_012_387, 2), Number::from(200_000));
    group.bench_function("quotient", |b| b.iter(|| black_box(&sold).checked_div(&target)));
    group.bench_function("comparison", |b| b.iter(|| black_box(&sold) < &target));
    group.bench_function("text", |b| b.iter(|| black_box(&sold).to_plain(2, 12)));
    group.finish();
}

criterion_group!(benches, reading, decoding, cells, keys, numbers);
criterion_main!(benches);
