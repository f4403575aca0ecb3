//! Whether a value fits a schema, for the keywords that the policy's schema has; any other keyword is a fault of the test.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::shape::{AMOUNT, COLUMN, CURRENCY, NUMERAL};
use crate::number::Number;
use crate::policy::value::number_in;

/// A schema with its definitions.
pub(super) struct Checker<'s> {
    pub root: &'s Value,
}

impl Checker<'_> {
    /// What of the value does not fit, with its path.
    pub fn faults(&self, value: &Value) -> Vec<String> {
        self.check(self.root, value, "")
    }

    /// Whether the value fits this part of the schema.
    pub fn fits(&self, schema: &Value, value: &Value) -> bool {
        self.check(schema, value, "").is_empty()
    }

    /// The part of the schema that another part refers to.
    pub fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(name) => &self.root["definitions"][name.trim_start_matches("#/definitions/")],
            None => schema,
        }
    }

    fn check(&self, schema: &Value, value: &Value, path: &str) -> Vec<String> {
        if let Value::Bool(any) = schema {
            return if *any { Vec::new() } else { vec![format!("{path}: nothing may stand here")] };
        }
        let Value::Object(keywords) = self.resolved(schema) else { panic!("{path}: no schema: {schema}") };
        keywords.iter().flat_map(|(keyword, says)| self.keyword(keywords, (keyword, says), value, path)).collect()
    }

    fn keyword(
        &self,
        all: &Map<String, Value>,
        (keyword, says): (&str, &Value),
        value: &Value,
        path: &str,
    ) -> Vec<String> {
        let told = |holds: bool| if holds { Vec::new() } else { vec![format!("{path}: {keyword} {says}: {value}")] };
        let fitting = || list(says).iter().filter(|one| self.fits(one, value)).count();
        let length = value.as_array().map(|items| Number::from(items.len() as i64));
        match keyword {
            "$schema" | "title" | "description" | "definitions" | "format" | "then" | "else" => Vec::new(),
            "type" => told(list(says).iter().any(|kind| is_of(kind.as_str().expect("a type"), value))),
            "enum" => told(list(says).contains(value)),
            "const" => told(says == value),
            "pattern" => told(value.as_str().is_none_or(|text| matches(says.as_str().expect("a pattern"), text))),
            "minimum" => told(number(value).is_none_or(|found| found >= bound(says))),
            "exclusiveMinimum" => told(number(value).is_none_or(|found| found > bound(says))),
            "maximum" => told(number(value).is_none_or(|found| found <= bound(says))),
            "minItems" => told(length.is_none_or(|length| length >= bound(says))),
            "maxItems" => told(length.is_none_or(|length| length <= bound(says))),
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                items.flat_map(|(at, item)| self.check(says, item, &format!("{path}[{at}]"))).collect()
            }
            "properties" => {
                let entries = value.as_object().into_iter().flatten();
                let known = entries.filter_map(|(key, value)| Some((key, value, says.get(key)?)));
                known.flat_map(|(key, value, says)| self.check(says, value, &format!("{path}.{key}"))).collect()
            }
            "additionalProperties" => {
                let known = all.get("properties").and_then(Value::as_object);
                let entries = value.as_object().into_iter().flatten();
                let others = entries.filter(|(key, _)| known.is_none_or(|known| !known.contains_key(*key)));
                others.flat_map(|(key, value)| self.check(says, value, &format!("{path}.{key}"))).collect()
            }
            "propertyNames" => {
                let keys = value.as_object().into_iter().flatten().map(|(key, _)| Value::from(key.as_str()));
                keys.flat_map(|key| self.check(says, &key, &format!("{path}.<{key}>"))).collect()
            }
            "required" => {
                let is_there = |key: &Value| value.get(key.as_str().expect("a key")).is_some();
                told(!value.is_object() || list(says).iter().all(is_there))
            }
            "dependencies" => {
                let present = says.as_object().expect("keys").iter().filter(|(key, _)| value.get(key).is_some());
                present.flat_map(|(_, says)| self.check(says, value, path)).collect()
            }
            "allOf" => list(says).iter().flat_map(|one| self.check(one, value, path)).collect(),
            "anyOf" => told(fitting() > 0),
            "oneOf" => told(fitting() == 1),
            "not" => told(!self.fits(says, value)),
            "if" if self.fits(says, value) => self.check(&all["then"], value, path),
            "if" => all.get("else").map_or_else(Vec::new, |says| self.check(says, value, path)),
            "$ref" => unreachable!("a reference is resolved"),
            other => panic!("{path}: the keyword {other}"),
        }
    }

    /// The keys that a table may have at this place of the schema; nothing where it names them freely.
    pub fn keys(&self, schema: &Value, table: &Value) -> Option<BTreeSet<String>> {
        let schema = self.resolved(schema);
        if schema.get("additionalProperties") != Some(&Value::Bool(false)) {
            return None;
        }
        let mut keys: BTreeSet<String> = schema["properties"].as_object()?.keys().cloned().collect();
        self.take_off(schema, table, &mut keys);
        for way in list(&schema["allOf"]).iter().filter(|way| way.get("if").is_some_and(|test| self.fits(test, table)))
        {
            if let Some(names) = way["then"].get("propertyNames") {
                keys.retain(|key| list(&names["enum"]).iter().any(|name| name == key));
            }
            self.take_off(&way["then"], table, &mut keys);
        }
        Some(keys)
    }

    /// Takes off the keys beside which something stands that is not there.
    fn take_off(&self, schema: &Value, table: &Value, keys: &mut BTreeSet<String>) {
        let rules = list(&schema["allOf"]).iter().filter_map(|rule| rule.get("dependencies")?.as_object());
        let absent = rules.flatten().filter(|(_, says)| !self.fits(says, table));
        for (key, _) in absent {
            keys.remove(key);
        }
    }

    /// The parts of the schema that say what may stand here, each without alternatives, and with the name of the definition that it is of.
    pub fn parts<'a>(&'a self, schema: &'a Value, place: &str) -> Vec<(String, &'a Value)> {
        let place = schema["$ref"].as_str().unwrap_or(place);
        let schema = self.resolved(schema);
        let of =
            |keyword: &str| list(&schema[keyword]).iter().flat_map(|one| self.parts(one, place)).collect::<Vec<_>>();
        let alternatives = of("anyOf");
        match schema.get("type") {
            Some(_) => vec![(place.to_owned(), schema)],
            None if !alternatives.is_empty() => alternatives,
            None => of("allOf"),
        }
    }
}

/// A list, or one value as a list of one.
fn list(value: &Value) -> &[Value] {
    match value {
        Value::Array(list) => list,
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => number(value).is_some_and(|number| number.to_i128().is_some()),
        other => panic!("the type {other}"),
    }
}

fn number(value: &Value) -> Option<Number> {
    // One of very many digits comes back with an exponent, and has no bound that matters.
    value.as_number().and_then(|number| Number::parse(&number.to_string()))
}

fn bound(says: &Value) -> Number {
    number(says).expect("a number")
}

fn matches(pattern: &str, text: &str) -> bool {
    match pattern {
        NUMERAL => number_in(text).is_some(),
        AMOUNT => number_in(text).is_some() || text.strip_prefix("staff.").is_some_and(|column| !column.is_empty()),
        COLUMN => text.split_once('.').is_some_and(|(source, column)| !source.is_empty() && !column.is_empty()),
        CURRENCY => text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
        other => panic!("the pattern {other}"),
    }
}
