//! `Grid`: cells that come row by row, as the text of a CSV: comma, quotes by RFC 4180, LF, a line for each row.

use super::SheetFault;
use crate::ingest::decode::BYTE_ORDER_MARK;

/// Rows and columns of the largest sheet that Excel makes.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;

/// A line that was written.
#[derive(Clone, Copy)]
struct Line {
    /// Its end in the text, which has no line ends yet.
    end: usize,
    fields: u32,
}

/// The text of a sheet on its way.
pub(super) struct Grid {
    text: Vec<u8>,
    /// All but the last, which is open.
    lines: Vec<Line>,
    /// How many fields the open line has.
    fields: u32,
    most: usize,
}

impl Grid {
    /// An empty sheet whose text may have that many bytes.
    pub fn new(most: usize) -> Self {
        Grid { text: Vec::new(), lines: Vec::new(), fields: 0, most }
    }

    /// Adds a cell that is not empty, by row and column from 0; cells come row by row and from left to right.
    ///
    /// # Errors
    /// A cell outside of any sheet or behind another one; a text that is too long.
    pub fn put(&mut self, (row, column): (u32, u32), text: &str) -> Result<(), SheetFault> {
        let open = self.lines.len() as u32;
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(SheetFault::TooLarge);
        }
        if row < open || (row == open && column < self.fields) {
            return Err(SheetFault::Unreadable(format!("its cells are not in order at row {}", row + 1)));
        }
        (open..row).for_each(|_| self.end_line());
        let commas = if self.fields == 0 { column } else { column + 1 - self.fields };
        self.text.extend(std::iter::repeat_n(b',', commas as usize));
        self.fields = column + 1;
        self.field(text);
        if self.text.len() + self.lines.len() > self.most { Err(SheetFault::TooLarge) } else { Ok(()) }
    }

    fn end_line(&mut self) {
        self.lines.push(Line { end: self.text.len(), fields: self.fields });
        self.fields = 0;
    }

    /// A line break becomes a blank: rows are lines.
    fn field(&mut self, text: &str) {
        let quoted = text.contains([',', '"', '\n', '\r']);
        let mut after_return = false;
        self.text.extend(quoted.then_some(b'"'));
        for byte in text.bytes() {
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => self.text.push(b' '),
                b'"' => self.text.extend(b"\"\""),
                byte => self.text.push(byte),
            }
            after_return = byte == b'\r';
        }
        self.text.extend(quoted.then_some(b'"'));
    }

    /// The text; every line that is not blank has as many fields as the longest.
    ///
    /// # Errors
    /// A text that is too long.
    pub fn finish(mut self) -> Result<Vec<u8>, SheetFault> {
        if self.fields > 0 {
            self.end_line();
        }
        let width = self.lines.iter().map(|line| line.fields).max().unwrap_or(0);
        let missing = |line: &Line| if line.fields == 0 { 0 } else { (width - line.fields) as usize };
        let commas: usize = self.lines.iter().map(missing).sum();
        let length = BYTE_ORDER_MARK.len() + self.text.len() + self.lines.len() + commas;
        if length > self.most {
            return Err(SheetFault::TooLarge);
        }
        let mut whole = Vec::with_capacity(length);
        whole.extend_from_slice(BYTE_ORDER_MARK);
        let mut start = 0;
        for line in &self.lines {
            whole.extend_from_slice(&self.text[start..line.end]);
            whole.extend(std::iter::repeat_n(b',', missing(line)));
            whole.push(b'\n');
            start = line.end;
        }
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cells: &[((u32, u32), &str)]) -> Result<String, SheetFault> {
        let mut grid = Grid::new(200);
        cells.iter().try_for_each(|(at, text)| grid.put(*at, text))?;
        let text = grid.finish()?;
        Ok(String::from_utf8(text[BYTE_ORDER_MARK.len()..].to_vec()).expect("UTF-8"))
    }

    #[test]
    fn lines_are_rows_and_fields_are_columns() {
        let cells = [((2, 1), "a"), ((2, 3), "b"), ((4, 0), "1,5"), ((5, 1), "5\" pipe\r\nlong\nthin")];
        assert_eq!(written(&cells).as_deref(), Ok("\n\n,a,,b\n\n\"1,5\",,,\n,\"5\"\" pipe long thin\",,\n"));
        assert_eq!(written(&[]).as_deref(), Ok(""));
    }

    #[test]
    fn what_no_sheet_has_is_refused() {
        assert_eq!(written(&[((1 << 20, 0), "a")]), Err(SheetFault::TooLarge));
        assert_eq!(written(&[((0, 1 << 14), "a")]), Err(SheetFault::TooLarge));
        assert_eq!(written(&[((300, 0), "a")]), Err(SheetFault::TooLarge));
        assert_eq!(written(&[((0, 150), "a"), ((1, 0), "b")]), Err(SheetFault::TooLarge));
        assert!(matches!(written(&[((1, 0), "a"), ((0, 0), "b")]), Err(SheetFault::Unreadable(_))));
        assert!(matches!(written(&[((0, 1), "a"), ((0, 1), "b")]), Err(SheetFault::Unreadable(_))));
    }
}
