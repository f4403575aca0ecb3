//! The keys of a table, of which any other is refused: which must be there, which exclude each other, and which belong to one way alone.

use serde_json::{Map, Value, json};

use super::about::About;
use super::shape::Shape;

/// A table's keys.
pub(super) struct Keys<'a> {
    about: &'a About,
    /// Where the reference tells of them.
    places: Vec<&'static str>,
    entries: Vec<Entry>,
    /// What holds for several keys together.
    rules: Vec<Shape>,
    /// Keys that belong to one way alone.
    ways: Vec<Way<'a>>,
    /// What names that the policy gives may hold.
    others: Shape,
}

/// A key.
struct Entry {
    key: &'static str,
    shape: Shape,
    is_required: bool,
    about: Option<String>,
}

/// When a way holds, and its keys.
struct Way<'a> {
    test: Shape,
    keys: Keys<'a>,
}

impl<'a> Keys<'a> {
    /// No key yet, of a table that the reference tells of in these places.
    pub fn of(about: &'a About, places: &[&'static str]) -> Self {
        Keys {
            about,
            places: places.to_vec(),
            entries: Vec::new(),
            rules: Vec::new(),
            ways: Vec::new(),
            others: json!(false),
        }
    }

    /// A key that may be there.
    pub fn may(mut self, key: &'static str, shape: Shape) -> Self {
        let about = self.about.of(&self.places, key);
        self.entries.push(Entry { key, shape, is_required: false, about });
        self
    }

    /// A key that must be there.
    pub fn must(self, key: &'static str, shape: Shape) -> Self {
        let mut keys = self.may(key, shape);
        if let Some(entry) = keys.entries.last_mut() {
            entry.is_required = true;
        }
        keys
    }

    /// Keys that the row of their way tells of, whatever the places say of others of that name.
    pub fn told_by(self, add: impl FnOnce(Self) -> Self) -> Self {
        let places = self.places.clone();
        let mut keys = add(Keys { places: Vec::new(), ..self });
        keys.places = places;
        keys
    }

    /// Keys of one shape.
    pub fn each(self, keys: &[&'static str], shape: impl Fn() -> Shape) -> Self {
        keys.iter().fold(self, |own, key| own.may(key, shape()))
    }

    /// Of these keys exactly one must be there.
    pub fn one_of(mut self, keys: &[&'static str]) -> Self {
        self.rules.push(json!({ "oneOf": keys.iter().map(|key| json!({ "required": [key] })).collect::<Vec<_>>() }));
        self
    }

    /// At least one of these keys must be there.
    pub fn some_of(mut self, keys: &[&'static str]) -> Self {
        self.rules.push(json!({ "anyOf": keys.iter().map(|key| json!({ "required": [key] })).collect::<Vec<_>>() }));
        self
    }

    /// A key that says something beside one of others only.
    pub fn beside(mut self, key: &'static str, others: &[&'static str]) -> Self {
        let others: Vec<Shape> = others.iter().map(|other| json!({ "required": [other] })).collect();
        self.rules.push(json!({ "dependencies": { key: { "anyOf": others } } }));
        self
    }

    /// Keys that belong to the way that `key = "word"` chooses; the reference tells of each way in the table of that name.
    pub fn way(mut self, (key, word): (&'static str, &'static str), table: &'static str, keys: Keys<'a>) -> Self {
        let told = self.about.of_way(table, word).map(|told| format!("`{word}`: {told}"));
        let test = json!({ "properties": { key: { "const": word } }, "required": [key] });
        self.ways.push(Way { test, keys: keys.told(told) });
        self
    }

    /// Keys that belong to the way that `key = "word"` chooses, where no other way has keys of its own.
    pub fn only(mut self, (key, word): (&'static str, &'static str), keys: Keys<'a>) -> Self {
        let none = Keys::of(self.about, &[]);
        let test = json!({ "properties": { key: { "const": word } }, "required": [key] });
        self.ways.push(Way { test: json!({ "not": test }), keys: none });
        self.way((key, word), "", keys)
    }

    /// Keys that belong to a table with that key.
    pub fn with(mut self, key: &'static str, keys: Keys<'a>) -> Self {
        self.ways.push(Way { test: json!({ "required": [key] }), keys });
        self
    }

    /// Keys that belong to a table without that key.
    pub fn without(mut self, key: &'static str, keys: Keys<'a>) -> Self {
        self.ways.push(Way { test: json!({ "not": { "required": [key] } }), keys });
        self
    }

    /// The keys that follow are told of in these places.
    pub fn at(mut self, places: &[&'static str]) -> Self {
        self.places = places.to_vec();
        self
    }

    /// What else holds for several keys together.
    pub fn rules(mut self, rules: impl IntoIterator<Item = Shape>) -> Self {
        self.rules.extend(rules);
        self
    }

    /// Any other name may hold this.
    pub fn others(mut self, shape: Shape) -> Self {
        self.others = shape;
        self
    }

    /// What keys without words of their own are told by.
    fn told(mut self, told: Option<String>) -> Self {
        for entry in self.entries.iter_mut().filter(|entry| entry.about.is_none()) {
            entry.about.clone_from(&told);
        }
        self
    }

    /// The names of the keys, those of ways left out.
    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.entries.iter().map(|entry| entry.key)
    }

    fn required(&self) -> Vec<&'static str> {
        self.entries.iter().filter(|entry| entry.is_required).map(|entry| entry.key).collect()
    }

    /// The table's shape.
    pub fn shape(self) -> Shape {
        let ways: Vec<Shape> = self.ways.iter().map(|way| self.of_way(way)).collect();
        let mut shape = Map::new();
        shape.insert("type".to_owned(), json!("object"));
        shape.insert("properties".to_owned(), Value::Object(self.properties()));
        shape.insert("additionalProperties".to_owned(), self.others.clone());
        let rules: Vec<Shape> = self.rules.iter().cloned().chain(ways).collect();
        let required = self.required();
        for (name, list) in [("required", json!(required)), ("allOf", json!(rules))] {
            if list.as_array().is_some_and(|list| !list.is_empty()) {
                shape.insert(name.to_owned(), list);
            }
        }
        Value::Object(shape)
    }

    /// Every key of the table and of its ways.
    fn properties(&self) -> Map<String, Value> {
        let all = self.entries.iter().chain(self.ways.iter().flat_map(|way| &way.keys.entries));
        let mut properties: Vec<(&str, Vec<Shape>, Vec<&str>)> = Vec::new();
        for entry in all {
            let at = properties.iter().position(|(key, ..)| *key == entry.key).unwrap_or(properties.len());
            if at == properties.len() {
                properties.push((entry.key, Vec::new(), Vec::new()));
            }
            let (_, shapes, told) = &mut properties[at];
            if !shapes.contains(&entry.shape) {
                shapes.push(entry.shape.clone());
            }
            told.extend(entry.about.as_deref().filter(|about| !told.contains(about)));
        }
        let one = |mut shapes: Vec<Shape>| match shapes.len() {
            1 => shapes.remove(0),
            _ => super::shape::either(shapes),
        };
        let described = |(key, shapes, told): (&str, Vec<Shape>, Vec<&str>)| {
            (key.to_owned(), described(one(shapes), &told.join("\n")))
        };
        properties.into_iter().map(described).collect()
    }

    /// What holds where a way is taken: its keys and those of every way, none else.
    fn of_way(&self, way: &Way<'_>) -> Shape {
        let mut then = Map::new();
        if self.others == json!(false) {
            let mut names: Vec<&str> = self.names().chain(way.keys.names()).collect();
            names.dedup();
            then.insert("propertyNames".to_owned(), json!({ "enum": names }));
        }
        let is_open = |entry: &&Entry| {
            let elsewhere = self.ways.iter().flat_map(|way| &way.keys.entries).chain(&self.entries);
            elsewhere.into_iter().any(|other| other.key == entry.key && other.shape != entry.shape)
        };
        let own = way.keys.entries.iter().filter(is_open);
        let own: Map<String, Value> = own.map(|entry| (entry.key.to_owned(), entry.shape.clone())).collect();
        let required = way.keys.required();
        let rules = &way.keys.rules;
        for (name, value, is_empty) in [
            ("properties", json!(own), own.is_empty()),
            ("required", json!(required), required.is_empty()),
            ("allOf", json!(rules), rules.is_empty()),
        ] {
            if !is_empty {
                then.insert(name.to_owned(), value);
            }
        }
        json!({ "if": way.test, "then": then })
    }
}

/// A shape with what is said of it. Beside a reference nothing else may stand.
fn described(shape: Shape, about: &str) -> Shape {
    let mut described = Map::new();
    if !about.is_empty() {
        described.insert("description".to_owned(), json!(about));
    }
    match shape {
        Value::Object(shape) if !shape.contains_key("$ref") => described.extend(shape),
        shape if described.is_empty() => return shape,
        shape => {
            described.insert("allOf".to_owned(), json!([shape]));
        }
    }
    Value::Object(described)
}
