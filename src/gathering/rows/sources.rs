//! Rows of sources: their files are read once more, some blocks at a time, and none is kept.

use std::io::{self, Read};

use super::columns::Columns;
use super::{Reader, Scene};
use crate::calendar::NaiveDate;
use crate::gathering::Opened;
use crate::gathering::streams::{self, blocks};
use crate::ingest::blocks::{Block, Blocks};
use crate::ingest::faults::Faults;
use crate::ingest::register::RegisterRow;
use crate::ingest::scan::beside;
use crate::ledger::rows::{ListedRow, Look};
use crate::measure::fold::{Context, Folder, ListedRecord, Purpose};
use crate::source::Place;

/// So many blocks for each thread are looked at before their rows are handed out.
const AHEAD: usize = 4;

/// A block, and then its rows.
type Work = (Block, Vec<ListedRow>);

impl Reader<'_> {
    /// Visits the rows of a source.
    pub(super) fn sources(&self, look: &Look, visit: &mut dyn FnMut(&ListedRow)) {
        let Scene { policy, ledger, opened, last, .. } = self.scene;
        let rules = (policy, ledger, self.plan);
        for one in opened.iter().filter(|one| one.name == look.input) {
            let learn = || streams::orders::order_book(rules, opened, self.pace, &mut Faults::default());
            let mut context = streams::context(rules, one, self.book.get_or_init(learn), Purpose::List);
            context.listed = Some((look.first.unwrap_or(NaiveDate::MIN), last));
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
        // A blank that repeats the value above needs the rows in their order.
        let is_filled = one.layouts().iter().any(|layout| !layout.filled.is_empty());
        let threads = if is_filled { 1 } else { self.pace.threads.max(1) };
        let mut folders: Vec<Folder> = (0..threads).map(|_| Folder::new(context, &shared)).collect();
        let columns: Vec<Columns> = one.headings().map(|heading| Columns::of(heading, look)).collect();
        let mut streams = blocks(one)?.into_iter();
        let mut current = streams.next();
        loop {
            let mut work = next_blocks((&mut current, &mut streams), threads * AHEAD)?;
            if work.is_empty() {
                return Ok(());
            }
            self.scene.list(&mut folders, &mut work, (one, &columns));
            work.iter().flat_map(|(_, rows)| rows).for_each(&mut *visit);
        }
    }
}

/// The next blocks of the files, at most so many.
fn next_blocks<R: Read>(
    (current, rest): (&mut Option<Blocks<R>>, &mut impl Iterator<Item = Blocks<R>>),
    most: usize,
) -> io::Result<Vec<Work>> {
    let mut work = Vec::new();
    while let Some(stream) = current.as_mut().filter(|_| work.len() < most) {
        match stream.next_block(Vec::new())? {
            Some(block) => work.push((block, Vec::new())),
            None => *current = rest.next(),
        }
    }
    Ok(work)
}

impl Scene<'_> {
    /// Finds the rows of blocks, each thread those of some.
    fn list(&self, folders: &mut [Folder], work: &mut [Work], look: (&Opened, &[Columns])) {
        let few = work.len().div_ceil(folders.len()).max(1);
        if work.len() == 1 || folders.len() == 1 {
            let folder = &mut folders[0];
            return work.iter_mut().for_each(|one| self.list_block(folder, one, look));
        }
        std::thread::scope(|scope| {
            for (folder, part) in folders.iter_mut().zip(work.chunks_mut(few)) {
                beside(scope, move || part.iter_mut().for_each(|one| self.list_block(folder, one, look)));
            }
        });
    }

    fn list_block(&self, folder: &mut Folder, (block, rows): &mut Work, look: (&Opened, &[Columns])) {
        let records = folder.list_block(block).into_iter();
        rows.extend(records.filter_map(|record| self.row(record, look)));
    }

    /// A row as it is handed out; nothing of one that was set aside.
    fn row(&self, record: ListedRecord, (one, columns): (&Opened, &[Columns])) -> Option<ListedRow> {
        let ListedRecord { layout, line, day, person, record, filled, takes_back, numbers } = record;
        let (own, heading) = (&one.layouts()[layout], one.headings().nth(layout)?);
        if !self.rejected.is_empty() && self.rejected.contains(&(own.name.clone(), line)) {
            return None;
        }
        let row = RegisterRow::of_record(heading, line, record, (own.dialect, filled));
        let mut listed = self.listed(&row, Place::line(own.name.clone(), line, ""), &columns[layout]);
        let owner = || self.owner_of(listed.customer?, day.unwrap_or(self.last));
        (listed.person, listed.day, listed.takes_back) = (person.or_else(owner), day, takes_back);
        listed.numbers = numbers;
        Some(listed)
    }
}
