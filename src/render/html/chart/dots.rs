//! A dot for each row, with its name where no other stands; a second series is the line that they stand about.

use super::super::Words;
use super::data::{Data, Row, extent};
use super::field::{Field, TOP};
use super::rows::numbers;
use super::scale::{Scale, label};
use super::svg::{Anchor, Drawing, LINE, NARROWEST, WHOLE, pixels};

/// Pixels of the field downwards.
const DOWN: i64 = 240;

/// What something takes of the field: from, to, top, bottom, in pixels at the least width.
type Taken = (i64, i64, i64, i64);

/// Rows as dots.
pub fn draw(data: &Data, words: &Words) -> Drawing {
    let (least, largest) = data.extent();
    let up = Scale::of((&least, &largest), DOWN * 2, &|number| label(words.locale, data.shape, number));
    let field = Field::of(&up, DOWN);
    let (least, largest) = extent(data.rows.iter().flat_map(|row| &row.across).map(|value| &value.number));
    let width = (WHOLE - field.left) * NARROWEST / WHOLE;
    let along = Scale::of((&least, &largest), width, &|number| label(words.locale, data.shape_across, number));
    let mut drawing = Drawing::default();
    field.draw(&mut drawing, &up);
    axis(&mut drawing, &field, &along);
    drawing.text((0, 0, 12), Anchor::Start, "bold", data.names.first().map_or("", String::as_str));
    drawing.text((WHOLE, 0, TOP + DOWN + 2 * LINE + 3), Anchor::End, "bold", &data.label);
    let places = data.rows.iter().filter_map(|row| {
        let (x, y) = (row.across.as_ref()?, row.values.first()?.as_ref()?);
        Some((row.label.as_str(), (field.across(along.at(&x.number)), field.down(up.at(&y.number)))))
    });
    let places: Vec<(&str, (i64, i64))> = places.collect();
    let along_line = |row: &Row| {
        let (x, y) = (row.across.as_ref()?, row.values.get(1)?.as_ref()?);
        Some((field.across(along.at(&x.number)), field.down(up.at(&y.number))))
    };
    let line: Vec<(i64, i64)> = data.rows.iter().filter_map(along_line).collect();
    line.windows(2).for_each(|pair| drawing.line(pair[0], pair[1], "l1"));
    let mut taken: Vec<Taken> = places.iter().map(|(_, place)| around(*place)).collect();
    for (name, place) in &places {
        drawing.dot(*place, 4, 0);
        name_dot(&mut drawing, (name, *place), field.left, &mut taken);
    }
    drawing.height = TOP + DOWN + 2 * LINE + 10;
    if !line.is_empty() {
        let mut signs = [Drawing::default(), Drawing::default()];
        signs[0].dot((WHOLE / 2, 6), 4, 0);
        signs[1].line((0, 6), (WHOLE, 6), "l1");
        drawing.name_signs(&signs, data.names.iter().take(2).map(String::as_str));
    }
    drawing
}

/// The axis across.
fn axis(drawing: &mut Drawing, field: &Field, along: &Scale) {
    for (number, _) in &along.ticks {
        let x = field.across(along.at(number));
        drawing.line((x, TOP), (x, TOP + DOWN), if number.is_zero() { "axis" } else { "grid" });
    }
    numbers(drawing, along, TOP + DOWN + LINE + 2, &|part| field.across(part));
}

/// The name of a dot after it, or before it, where nothing else stands.
fn name_dot(drawing: &mut Drawing, (name, (x, y)): (&str, (i64, i64)), left: i64, taken: &mut Vec<Taken>) {
    let pixel = x * NARROWEST / WHOLE;
    let wide = pixels(name);
    for (from, anchor, dx) in [(pixel + 6, Anchor::Start, 7), (pixel - 6 - wide, Anchor::End, -7)] {
        // A little more on both sides: on a wide page dots move apart, and names do not grow.
        let own = (from - 2, from + wide + 2, y - 6, y + 6);
        let is_inside = from >= left * NARROWEST / WHOLE && from + wide <= NARROWEST;
        if is_inside && !taken.iter().any(|other| meet(own, *other)) {
            drawing.text((x, dx, y + 4), anchor, "over", name);
            taken.push(own);
            return;
        }
    }
}

fn around((x, y): (i64, i64)) -> Taken {
    let pixel = x * NARROWEST / WHOLE;
    (pixel - 4, pixel + 4, y - 4, y + 4)
}

fn meet(a: Taken, b: Taken) -> bool {
    a.0 < b.1 && b.0 < a.1 && a.2 < b.3 && b.2 < a.3
}
