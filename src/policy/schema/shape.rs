//! Shapes of single values, each that of a reader in `value`: every form that the reader takes.

use serde_json::{Value, json};

/// A piece of a JSON Schema.
pub(super) type Shape = Value;

/// A numeral in a text, with or without a per cent sign.
pub(super) const NUMERAL: &str = r"^[+-]?[0-9]+(\.[0-9]+)?(\s*%)?$";

/// The same, or a column of staff.
pub(super) const AMOUNT: &str = r"^([+-]?[0-9]+(\.[0-9]+)?(\s*%)?|staff\..+)$";

/// `source.column`.
pub(super) const COLUMN: &str = r"^[^.]+\..+$";

/// A currency.
pub(super) const CURRENCY: &str = "^[A-Z]{3}$";

/// Any text.
pub(super) fn text() -> Shape {
    json!({ "type": "string" })
}

/// `source.column`.
pub(super) fn column() -> Shape {
    json!({ "type": "string", "pattern": COLUMN })
}

/// A number, or a text that is one.
pub(super) fn number() -> Shape {
    json!({ "type": ["number", "string"], "pattern": NUMERAL })
}

/// A number not below 0.
pub(super) fn from_zero() -> Shape {
    json!({ "type": ["number", "string"], "minimum": 0, "pattern": NUMERAL })
}

/// A number above 0.
pub(super) fn positive() -> Shape {
    json!({ "type": ["number", "string"], "exclusiveMinimum": 0, "pattern": NUMERAL })
}

/// A whole number not below 1.
pub(super) fn whole() -> Shape {
    json!({ "type": ["integer", "string"], "minimum": 1, "pattern": NUMERAL })
}

/// A number, or `staff.column`.
pub(super) fn amount() -> Shape {
    json!({ "type": ["number", "string"], "pattern": AMOUNT })
}

/// An amount that is not below 0 where the policy says it.
pub(super) fn amount_from_zero() -> Shape {
    json!({ "type": ["number", "string"], "minimum": 0, "pattern": AMOUNT })
}

/// `true` or `false`.
pub(super) fn flag() -> Shape {
    json!({ "type": "boolean" })
}

/// A day.
pub(super) fn date() -> Shape {
    json!({ "type": "string", "format": "date" })
}

/// What a cell of a file may hold; a date is a text to those who read the schema.
pub(super) fn cell() -> Shape {
    json!({ "type": ["string", "number", "boolean"] })
}

/// A list of at least so many of a shape.
pub(super) fn list(least: usize, items: Shape) -> Shape {
    match least {
        0 => json!({ "type": "array", "items": items }),
        _ => json!({ "type": "array", "items": items, "minItems": least }),
    }
}

/// A list of exactly two.
pub(super) fn pair(items: Shape) -> Shape {
    json!({ "type": "array", "items": items, "minItems": 2, "maxItems": 2 })
}

/// Texts, or one text alone.
pub(super) fn texts() -> Shape {
    json!({ "type": ["string", "array"], "items": text() })
}

/// Texts, at least one.
pub(super) fn filled_texts() -> Shape {
    json!({ "type": ["string", "array"], "items": text(), "minItems": 1 })
}

/// Points of a line.
pub(super) fn points() -> Shape {
    list(2, pair(number()))
}

/// One of the words that a reader lets choose from.
pub(super) fn choice<T>(choices: &[(&'static str, T)]) -> Shape {
    json!({ "enum": choices.iter().map(|(word, _)| *word).collect::<Vec<_>>() })
}

/// One of two shapes or more.
pub(super) fn either(shapes: impl IntoIterator<Item = Shape>) -> Shape {
    json!({ "anyOf": shapes.into_iter().collect::<Vec<_>>() })
}

/// A shape that stands among the definitions.
pub(super) fn named(definition: &str) -> Shape {
    json!({ "$ref": format!("#/definitions/{definition}") })
}

/// A list of tables; a single table is a list of one. Editors tell what is wrong in a table of a list where the list is no alternative.
pub(super) fn tables(table: Shape) -> Shape {
    json!({ "type": ["array", "object"], "minItems": 1, "items": table, "if": { "type": "object" }, "then": table })
}

/// Names that the policy gives, each with a value of one shape.
pub(super) fn named_freely(values: Shape) -> Shape {
    json!({ "type": "object", "additionalProperties": values })
}
