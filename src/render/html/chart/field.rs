//! A field with an axis upwards on its left.

use super::scale::Scale;
use super::svg::{Anchor, Drawing, NARROWEST, WHOLE, pixels};

/// Pixels above a field: what its axis is called may stand there.
pub const TOP: i64 = 24;

/// A field.
pub struct Field {
    /// Where it begins across.
    pub left: i64,
    /// Pixels downwards.
    height: i64,
}

impl Field {
    /// A field with room for the numbers of its axis.
    pub fn of(scale: &Scale, height: i64) -> Self {
        let widest = scale.ticks.iter().map(|(_, text)| pixels(text)).max().unwrap_or(0) + 8;
        Field { left: (widest * WHOLE / NARROWEST).min(WHOLE / 2), height }
    }

    /// The place across of a part of it.
    pub fn across(&self, part: i64) -> i64 {
        self.left + part * (WHOLE - self.left) / WHOLE
    }

    /// The place downwards of a part of the axis.
    pub fn down(&self, part: i64) -> i64 {
        TOP + self.height - part * self.height / WHOLE
    }

    /// Draws the axis.
    pub fn draw(&self, drawing: &mut Drawing, scale: &Scale) {
        for (number, text) in &scale.ticks {
            let y = self.down(scale.at(number));
            drawing.line((self.left, y), (WHOLE, y), if number.is_zero() { "axis" } else { "grid" });
            drawing.text((self.left, -6, y + 4), Anchor::End, "soft", text);
        }
    }
}
