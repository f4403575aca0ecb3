//! Rows of sources: their files are read once more, a block at a time, and none is kept.

use std::io;

use super::Reader;
use crate::gathering::Opened;
use crate::gathering::streams::{self, Pace, blocks};
use crate::ingest::faults::Faults;
use crate::ingest::register::RegisterRow;
use crate::ledger::rows::{ListedRow, Look};
use crate::measure::fold::{Context, Folder, ListedRecord, Purpose};
use crate::source::Place;

impl Reader<'_> {
    /// Visits the rows of a source.
    pub(super) fn sources(&self, look: &Look, visit: &mut dyn FnMut(&ListedRow)) {
        for one in self.opened.iter().filter(|one| one.name == look.input) {
            let rules = (self.policy, self.ledger, self.plan);
            let book = self.book.get_or_init(|| {
                let pace = Pace { threads: 1, progress: self.progress };
                streams::orders::order_book(rules, self.opened, pace, &mut Faults::default())
            });
            let context = streams::context(rules, one, book, Purpose::List);
            if let Err(error) = self.read(&context, (one, look), visit)
                && let Some(file) = one.files().first()
            {
                self.faults.borrow_mut().push(file.unreadable(&error));
            }
        }
    }

    fn read(
        &self,
        context: &Context,
        (one, look): (&Opened, &Look),
        visit: &mut dyn FnMut(&ListedRow),
    ) -> io::Result<()> {
        let shared = context.shared(None);
        let mut folder = Folder::new(context, &shared);
        let mut buffer = Vec::new();
        for mut stream in blocks(one)? {
            while let Some(block) = stream.next_block(std::mem::take(&mut buffer))? {
                let records = folder.list_block(&block);
                records.into_iter().filter_map(|record| self.row(record, (one, look))).for_each(|row| visit(&row));
                buffer = block.bytes;
            }
        }
        Ok(())
    }

    /// A row as it is handed out; nothing of one that lies outside of the days, or was set aside.
    fn row(&self, record: ListedRecord, (one, look): (&Opened, &Look)) -> Option<ListedRow> {
        let ListedRecord { layout, line, day, person, record, filled, takes_back } = record;
        let is_behind = day.is_some_and(|day| day > self.last || look.first.is_some_and(|first| day < first));
        let (own, heading) = (&one.layouts()[layout], one.headings().nth(layout)?);
        if is_behind || self.rejected.contains(&(own.name.clone(), line)) {
            return None;
        }
        let row = RegisterRow::of_record(heading, line, record, (own.dialect, filled));
        let mut listed = self.listed(&row, Place::line(own.name.clone(), line, ""), look);
        let owner = || self.owner_of(listed.customer?, day.unwrap_or(self.last));
        (listed.person, listed.day, listed.takes_back) = (person.or_else(owner), day, takes_back);
        Some(listed)
    }
}
