//! `Filling`: the blanks of merged cells repeat the value above, in the columns that the policy names.

use super::bare;

/// The last value of each filled field. Rows must come in the order of the file, one `Filling` for each file; only rows are shown to
/// it – a total row, a footer or a repeated header neither gives a value nor takes one.
#[derive(Clone, Debug, Default)]
pub struct Filling {
    above: Vec<(usize, String)>,
    rows: u64,
}

impl Filling {
    /// Fills these fields.
    pub fn new(fields: impl IntoIterator<Item = usize>) -> Self {
        Filling { above: fields.into_iter().map(|field| (field, String::new())).collect(), rows: 0 }
    }

    /// Whether nothing is filled: then rows may come in any order.
    pub fn is_idle(&self) -> bool {
        self.above.is_empty()
    }

    /// Reads a row's filled fields; those that are blank and have a value above are given it by `fill`.
    pub fn row<T: AsRef<str>>(&mut self, cell: impl Fn(usize) -> Option<T>, mut fill: impl FnMut(usize, &str)) {
        let mut has_filled = false;
        for (field, above) in &mut self.above {
            let cell = cell(*field);
            let text = cell.as_ref().map_or("", |text| bare(text.as_ref()));
            if !text.is_empty() {
                text.clone_into(above);
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
        let mut filling = Filling::new([0, 2]);
        let mut given = Vec::new();
        for row in [["", "x", ""], ["Ann", "x", "a"], ["", "", " "], ["Bo", "y", ""]] {
            filling.row(|field| row.get(field), |field, text| given.push((field, text.to_owned())));
        }
        assert_eq!(given, [(0, "Ann".to_owned()), (2, "a".to_owned()), (2, "a".to_owned())]);
        assert_eq!((filling.rows(), filling.is_idle()), (2, false));
    }
}
