//! A pass over the files of a source: their blocks below the headers, read by threads.

use std::io::{self, Read};

use super::{Opened, text_of};
use crate::gathering::Reading;
use crate::ingest::blocks::{Block, Blocks};
use crate::ingest::faults::Faults;
use crate::ingest::progress::Progress;
use crate::ingest::scan::scan;
use crate::measure::distinct::Patience;
use crate::measure::fold::{Context, Folder};

/// The blocks of every file below its header.
pub(in crate::gathering) fn blocks(one: &Opened) -> io::Result<Vec<Blocks<Box<dyn Read + Send>>>> {
    let mut all = Vec::with_capacity(one.files.len());
    for (index, (file, head)) in one.files.iter().zip(&one.heads).enumerate() {
        let layout = &one.layouts[index];
        let is_raw = layout.encoding == head.detected.encoding;
        let mut input = if is_raw { file.open()? } else { text_of(file, head.detected.encoding)? };
        io::copy(&mut input.by_ref().take(head.skip as u64), &mut io::sink())?;
        all.push(Blocks::new(input, layout.dialect, Vec::new(), head.line, index));
    }
    Ok(all)
}

/// How many bytes so many lines take.
pub(in crate::gathering) fn below_lines(bytes: &[u8], lines: u32) -> usize {
    let is_end = |at: &usize| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
    let mut ends = memchr::memchr2_iter(b'\n', b'\r', bytes).filter(is_end);
    lines.checked_sub(1).map_or(Some(0), |last| ends.nth(last as usize).map(|at| at + 1)).unwrap_or(bytes.len())
}

/// How a pass reads.
#[derive(Clone, Copy, Debug)]
pub struct Pace<'a> {
    /// How many threads.
    pub threads: usize,
    /// Told of all that is read.
    pub progress: &'a Progress,
}

impl<'a> Pace<'a> {
    /// As the run reads.
    pub fn of(reading: &Reading<'a>) -> Self {
        Pace { threads: reading.threads, progress: reading.progress }
    }
}

/// One pass, and a second one where keys came that may have been counted already.
pub(super) fn pass<'a>(context: &'a Context<'a>, one: &Opened, pace: Pace, faults: &mut Faults) -> Option<Folder<'a>> {
    let folder = pass_once(context, one, pace, Some(Patience::of(pace.threads)), faults)?;
    if folder.came_late() { pass_once(context, one, pace, None, faults) } else { Some(folder) }
}

/// One pass; a file that cannot be read to its end is reported.
fn pass_once<'a>(
    context: &'a Context<'a>,
    one: &Opened,
    pace: Pace,
    patience: Option<Patience>,
    faults: &mut Faults,
) -> Option<Folder<'a>> {
    let streams = match blocks(one) {
        Ok(streams) => streams,
        Err(error) => {
            faults.push(one.files.first()?.unreadable(&error));
            return None;
        }
    };
    one.files.iter().for_each(|file| pace.progress.expect(file.text_len()));
    let read = |block: &Block| pace.progress.add(block.bytes.len() as u64, u64::from(block.traits.feeds));
    // A blank that repeats the value above needs the rows in their order.
    let is_filled = one.layouts.iter().any(|layout| !layout.filled.is_empty());
    let threads = if is_filled { 1 } else { pace.threads };
    let shared = context.shared(patience);
    match scan(streams, threads, Folder::new(context, &shared), || Folder::new(context, &shared), read) {
        Ok(folder) => Some(folder),
        Err((file, error)) => {
            faults.push(one.files[file].unreadable(&error));
            None
        }
    }
}
