//! A dot for each row, with its name where no other stands.

use super::super::Words;
use super::data::{Data, extent};
use super::scale::{Scale, label};
use super::svg::{Anchor, Drawing, LINE, NARROWEST, WHOLE, pixels};

/// Pixels of the field downwards.
const FIELD: i64 = 240;

/// Pixels above the field: what the axis upwards is called stands there.
const TOP: i64 = 24;

/// What a name takes of the field: from, to, top, bottom, in pixels at the least width.
type Taken = (i64, i64, i64, i64);

/// Rows as dots.
pub fn draw(data: &Data, words: &Words) -> Drawing {
    let (least, largest) = data.extent();
    let up = Scale::of((&least, &largest), FIELD * 2, &|number| label(words.locale, data.shape, number));
    let widest = up.ticks.iter().map(|(_, text)| pixels(text)).max().unwrap_or(0) + 8;
    let left = widest * WHOLE / NARROWEST;
    let (least, largest) = extent(data.rows.iter().flat_map(|row| &row.across).map(|value| &value.number));
    let width = (WHOLE - left) * NARROWEST / WHOLE;
    let along = Scale::of((&least, &largest), width, &|number| label(words.locale, data.shape_across, number));
    let mut drawing = Drawing::default();
    let across = |part: i64| left + part * (WHOLE - left) / WHOLE;
    let down = |part: i64| TOP + FIELD - part * FIELD / WHOLE;
    for (number, text) in &up.ticks {
        let y = down(up.at(number));
        drawing.line((left, y), (WHOLE, y), if number.is_zero() { "axis" } else { "grid" });
        drawing.text((left, -6, y + 4), Anchor::End, "soft", text);
    }
    for (index, (number, text)) in along.ticks.iter().enumerate() {
        let x = across(along.at(number));
        drawing.line((x, TOP), (x, TOP + FIELD), if number.is_zero() { "axis" } else { "grid" });
        let anchor = if index + 1 == along.ticks.len() { Anchor::End } else { Anchor::Middle };
        drawing.text((x, 0, TOP + FIELD + LINE + 2), anchor, "soft", text);
    }
    drawing.text((0, 0, 12), Anchor::Start, "bold", data.names.first().map_or("", String::as_str));
    drawing.text((WHOLE, 0, TOP + FIELD + 2 * LINE + 3), Anchor::End, "bold", &data.label);
    let places = data.rows.iter().filter_map(|row| {
        let (x, y) = (row.across.as_ref()?, row.values.first()?.as_ref()?);
        Some((row.label.as_str(), (across(along.at(&x.number)), down(up.at(&y.number)))))
    });
    let places: Vec<(&str, (i64, i64))> = places.collect();
    let mut taken: Vec<Taken> = places.iter().map(|(_, place)| around(*place)).collect();
    for (name, (x, y)) in &places {
        drawing.dot((*x, *y), 4, 0);
        let pixel = x * NARROWEST / WHOLE;
        let room = pixels(name);
        let sides = [(pixel + 6, Anchor::Start, 7), (pixel - 6 - room, Anchor::End, -7)];
        for (from, anchor, dx) in sides {
            let own = (from, from + room, y - 6, y + 6);
            if from >= left * NARROWEST / WHOLE && own.1 <= NARROWEST && !taken.iter().any(|other| meet(own, *other)) {
                drawing.text((*x, dx, y + 4), anchor, "over", name);
                taken.push(own);
                break;
            }
        }
    }
    drawing.height = TOP + FIELD + 2 * LINE + 10;
    drawing
}

fn around((x, y): (i64, i64)) -> Taken {
    let pixel = x * NARROWEST / WHOLE;
    (pixel - 4, pixel + 4, y - 4, y + 4)
}

fn meet(a: Taken, b: Taken) -> bool {
    a.0 < b.1 && b.0 < a.1 && a.2 < b.3 && b.2 < a.3
}
