//! Mended records: each is read in the place of the one that it replaces, and told of at its line of the mended file.

use super::Folder;
use crate::ingest::blocks::Block;
use crate::ingest::layout::FileLayout;
use crate::ingest::mended::MendedRecord;
use crate::ingest::records::{Record, Records};

/// Whether some record of the block may be replaced by a mended one.
pub(super) fn has_mended(block: &Block, layout: &FileLayout) -> bool {
    layout.instead.as_ref().is_some_and(|instead| instead.records.are_in(block.lines()))
}

impl Folder<'_> {
    /// Reads the mended record, if there is one for a record of the block.
    pub(super) fn reads_instead(&mut self, record: &Record, block: &Block, layout: &FileLayout) -> bool {
        let Some((instead, mended)) = layout.instead_of(record.line) else { return false };
        let replaced = layout.shown(&block.bytes[record.start..record.end]).into_owned();
        self.tallies[instead].replaced.insert(record.line, replaced);
        self.read_mended(mended, instead, (block.file, record.line));
        true
    }

    /// Reads a mended record: in the place of the one that it replaces, under the name of its own file.
    fn read_mended(&mut self, mended: &MendedRecord, file: usize, (table, at): (usize, u32)) {
        let layout = &self.context.files[file];
        self.begin_file(file);
        let mut records = Records::new(mended.text.as_bytes(), layout.dialect, mended.line);
        while let Some(record) = records.advance() {
            self.tallies[table].records += 1;
            self.tallies[file].mended.push(record.line);
            self.row.begin(file, record.line, record.start, record.end);
            (self.row.table, self.row.at) = (table as u32, at);
            self.read_record(&record, &records, layout);
        }
        self.begin_file(table);
    }
}
