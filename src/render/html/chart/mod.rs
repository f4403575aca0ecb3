//! Pictures of tables, drawn so that they fit any width: across in hundredths of a per cent of the picture, downwards in pixels.
//!
//! Whole numbers alone: the same figures give the same picture on every machine.

mod bars;
mod data;
mod dots;
mod field;
mod lines;
mod pareto;
mod rows;
mod scale;
mod shares;
mod svg;

use crate::report::model::{Cell, Chart, ChartKind, Report, Shape};

use super::Words;
use data::{Data, table_of};

/// The picture with its legend, and where its figures stand; nothing where there is nothing to draw.
pub fn figure(report: &Report, chart: &Chart, (number, title): (usize, &str), words: &Words) -> Option<String> {
    let (place, section, table) = table_of(report, chart)?;
    let data = Data::of(table, chart, words).filter(|data| !data.rows.is_empty())?;
    let drawing = match chart.kind {
        ChartKind::Bars | ChartKind::Bullets => bars::draw(&data, chart, words),
        ChartKind::Shares => shares::draw(&data, words),
        ChartKind::Lines => lines::draw(&data, words),
        ChartKind::Pareto => pareto::draw(&data, chart, words),
        ChartKind::Dots => dots::draw(&data, words),
    };
    let table_title = words.locale.phrase(&section.title);
    let rows = words.locale.count(data.rows.len());
    let series = data.names.join(words.locale.term("list_comma"));
    let said = words.fill("drawn_from", &[("series", &series), ("count", &rows), ("table", &table_title)]);
    let cut = match data.count > data.rows.len() {
        true => {
            let count = words.locale.count(data.count);
            format!(" {}", words.fill("drawn_first", &[("shown", &rows), ("count", &count)]))
        }
        false => String::new(),
    };
    let link = format!("<a href=\"#s{place}\">{}</a>", words.phrase(&section.title));
    let unit = currency(report, &data, words).unwrap_or_default();
    Some(format!(
        "<figure>\n<svg role=\"img\" aria-labelledby=\"t{number} d{number}\" height=\"{}\">\n<title id=\"t{number}\">{title}</title>\n\
         <desc id=\"d{number}\">{said}</desc>\n{}</svg>\n{}<figcaption>{}{}{link}{unit}{cut}</figcaption>\n</figure>\n",
        drawing.height,
        drawing.shapes,
        drawing.legend,
        words.term("figures_in"),
        words.term("colon"),
    ))
}

/// In which currency amounts are drawn, where some are.
fn currency(report: &Report, data: &Data, words: &Words) -> Option<String> {
    let is_money = |shape: Shape| matches!(shape, Shape::Money(_));
    let (.., currency) = report.head.iter().find(|(id, ..)| *id == "currency")?;
    let is_any = (is_money(data.shape) || is_money(data.shape_across)) && *currency != Cell::Text(String::new());
    is_any.then(|| format!(" ({})", words.cell(currency)))
}
