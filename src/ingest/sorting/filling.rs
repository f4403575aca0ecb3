//! `Filling`: the blanks of merged cells repeat the value above, in the columns that the policy names.
//!
//! A row with an order, customer or date of its own begins something new: what stands above belongs to something else, so that the
//! blanks beside it stay blank, and below it too.

use super::bare;

/// The last value of each filled field. Rows must come in the order of the file, one `Filling` for each file; only rows are shown to
/// it – a total row, a footer or a repeated header neither gives a value nor takes one.
#[derive(Clone, Debug, Default)]
pub struct Filling {
    above: Vec<(usize, String)>,
    /// Those of the filled fields a text in which begins something new.
    stops: Vec<usize>,
    rows: u64,
}

/// Columns that say what a row is about.
const STOPS: [&str; 5] = ["order", "customer", "customer_id", "date", "opened"];

/// Whether a text in that column begins something new, so that nothing above is repeated beside it.
pub fn stops_filling(column: &str) -> bool {
    STOPS.contains(&column)
}

impl Filling {
    /// Fills these fields; a text in one of `stops`, which are among them, begins something new.
    pub fn new(fields: impl IntoIterator<Item = usize>, stops: &[usize]) -> Self {
        let above = fields.into_iter().map(|field| (field, String::new())).collect();
        Filling { above, stops: stops.to_vec(), rows: 0 }
    }

    /// Reads a row's filled fields; those that are blank and have a value above are given it by `fill`.
    pub fn row<T: AsRef<str>>(&mut self, cell: impl Fn(usize) -> Option<T>, mut fill: impl FnMut(usize, &str)) {
        let mut has_filled = false;
        let has_text = |field: &usize| cell(*field).is_some_and(|text| !bare(text.as_ref()).is_empty());
        let is_new = self.stops.iter().any(has_text);
        for (field, above) in &mut self.above {
            let cell = cell(*field);
            let text = cell.as_ref().map_or("", |text| bare(text.as_ref()));
            if !text.is_empty() {
                text.clone_into(above);
            } else if is_new {
                above.clear();
            } else if !above.is_empty() {
                fill(*field, above);
                has_filled = true;
            }
        }
        self.rows += u64::from(has_filled);
    }

    /// How many rows were given a value.
    pub fn rows(&self) -> u64 {
        self.rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_takes_the_value_above_and_the_first_stays_blank() {
        let mut filling = Filling::new([0, 2], &[]);
        let mut given = Vec::new();
        for row in [["", "x", ""], ["Ann", "x", "a"], ["", "", " "], ["Bo", "y", ""]] {
            filling.row(|field| row.get(field), |field, text| given.push((field, text.to_owned())));
        }
        assert_eq!(given, [(0, "Ann".to_owned()), (2, "a".to_owned()), (2, "a".to_owned())]);
        assert_eq!(filling.rows(), 2);
    }

    #[test]
    fn a_new_order_takes_nothing_from_the_one_above_nor_do_its_lines() {
        let mut filling = Filling::new([0, 1], &[0]);
        let mut given = Vec::new();
        for (line, row) in [["A1", "Ann"], ["", ""], ["A2", ""], ["", ""], ["", "Bo"], ["", ""]].iter().enumerate() {
            filling.row(|field| row.get(field), |field, text| given.push((line, field, text.to_owned())));
        }
        let given: Vec<(usize, usize, &str)> =
            given.iter().map(|(line, field, text)| (*line, *field, &**text)).collect();
        assert_eq!(given, [(1, 0, "A1"), (1, 1, "Ann"), (3, 0, "A2"), (4, 0, "A2"), (5, 0, "A2"), (5, 1, "Bo")]);
    }
}
