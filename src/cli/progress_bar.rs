//! A line on the terminal that says how far the reading is: bytes, rows, rate and the time left.
//!
//! It appears when a run lasts over a second, only where standard error is a terminal, and is wiped before anything else is written
//! there. A run that is shorter, quiet, or told to a machine never writes a byte of it, and no run waits for it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::args::{MessageFormat, Options, Verbosity};
use super::terminal::error_width;
use super::told::told;
use crate::finding::Finding;
use crate::ingest::files::waited_for;
use crate::ingest::progress::{Progress, Seen};
use crate::locale::Locale;
use crate::policy::Policy;
use crate::render::Glyphs;
use crate::render::text::width as width_of;

/// A run that is over by then needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);
const BETWEEN_DRAWINGS: Duration = Duration::from_millis(100);
/// Moves to the line's beginning and wipes it.
const WIPE: &str = "\r\x1b[K";
const LONGEST_BAR: usize = 30;
const SHORTEST_BAR: usize = 8;

/// Whether a line stands on the terminal.
static IS_DRAWN: AtomicBool = AtomicBool::new(false);

/// Wipes the line, if one stands there: the program ends.
pub(super) fn wipe() {
    if IS_DRAWN.load(Ordering::Relaxed) {
        let mut terminal = told();
        // Where the terminal is gone nothing is left to wipe.
        let _ = write!(terminal, "{WIPE}").and_then(|()| terminal.flush());
    }
}

/// The bar of one run, from its making until it is dropped.
pub(super) struct Bar {
    running: Option<(Arc<Ending>, JoinHandle<()>)>,
}

/// The first input of a policy that is a pipe, and so can be read once only.
pub(super) fn first_pipe(policy: &Policy, folder: &Path) -> Option<PathBuf> {
    let mut files = policy.inputs.iter().flat_map(|rule| &rule.files).map(|file| folder.join(&file.value));
    files.find(|path| is_pipe(path))
}

/// Whether what is there is neither a file nor a folder.
pub(super) fn is_pipe(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|data| !data.is_file() && !data.is_dir())
}

/// Tells of a pipe whose other end nobody opens, from its making until it is dropped. Unlike the bar it is for logs too.
pub(super) fn watch_pipes(policy: &Policy, folder: &Path, tell: impl FnOnce(Finding) + Send + 'static) -> Bar {
    if first_pipe(policy, folder).is_none() {
        return Bar { running: None };
    }
    let ending = Arc::new(Ending::default());
    let watched = ending.clone();
    let until_told = move || {
        while !watched.within(PATIENCE) {
            if let Some(path) = waited_for() {
                return tell(Finding::warning("waiting-for-pipe").with("file", path.display()));
            }
        }
    };
    let thread = std::thread::Builder::new().spawn(until_told);
    Bar { running: thread.ok().map(|thread| (ending, thread)) }
}

/// How the drawing thread is told that the run is over.
#[derive(Default)]
struct Ending {
    is_over: Mutex<bool>,
    told: Condvar,
}

impl Ending {
    /// Waits so long; whether the run is over by then.
    fn within(&self, time: Duration) -> bool {
        let is_over = self.is_over.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.told.wait_timeout_while(is_over, time, |is_over| !*is_over);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Bar {
    /// Begins to watch, if anybody can see it.
    pub fn watch(progress: &Arc<Progress>, options: &Options, locale: Locale) -> Self {
        let is_heard = options.verbosity() > Verbosity::Quiet && options.message_format == MessageFormat::Human;
        let is_dumb = || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        if !is_heard || !told().is_terminal() || is_dumb() {
            return Bar { running: None };
        }
        let (ending, progress) = (Arc::new(Ending::default()), progress.clone());
        let drawing = Drawing { locale, glyphs: options.glyphs() };
        let watched = ending.clone();
        let thread = std::thread::Builder::new().spawn(move || drawing.until(&watched, &progress));
        // Where no thread is to be had the run goes on without a bar.
        Bar { running: thread.ok().map(|thread| (ending, thread)) }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some((ending, thread)) = self.running.take() {
            *ending.is_over.lock().unwrap_or_else(PoisonError::into_inner) = true;
            ending.told.notify_all();
            let _ = thread.join();
        }
    }
}

#[derive(Clone, Copy)]
struct Drawing {
    locale: Locale,
    glyphs: Glyphs,
}

impl Drawing {
    fn until(self, ending: &Ending, progress: &Progress) {
        let begun = Instant::now();
        if ending.within(PATIENCE) {
            return;
        }
        let mut terminal = told();
        loop {
            let columns = error_width().unwrap_or(80).saturating_sub(1);
            let line = self.line(progress.seen(), begun.elapsed(), columns);
            // Where the terminal is gone nobody is left to see it.
            IS_DRAWN.store(true, Ordering::Relaxed);
            let _ = write!(terminal, "{WIPE}{line}").and_then(|()| terminal.flush());
            if ending.within(BETWEEN_DRAWINGS) {
                wipe();
                IS_DRAWN.store(false, Ordering::Relaxed);
                return;
            }
        }
    }

    /// The line in at most so many columns: what does not fit is left out, the time left first to stay.
    fn line(self, seen: Seen, elapsed: Duration, columns: usize) -> String {
        let rate = seen.bytes.saturating_mul(1000) / u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
        let percent = seen.bytes.saturating_mul(100).checked_div(seen.total_bytes).unwrap_or(0);
        // When all is read and only the computing is left, neither a rate nor a time means anything.
        let is_reading = seen.bytes < seen.total_bytes;
        let left = (seen.total_bytes - seen.bytes).checked_div(rate).filter(|_| is_reading).map(clock);
        let rows = (seen.rows > 0).then(|| self.locale.count(usize::try_from(seen.rows).unwrap_or(usize::MAX)));
        let fill = |id, value: &str| self.locale.fill(id, &[("value", value)]);
        let parts = [
            Some(self.locale.fill("percent", &[("number", &format!("{percent:>3}"))])),
            left.map(|left| fill("progress_left", &left)),
            Some(format!("{} / {}", size(seen.bytes), size(seen.total_bytes))),
            rows.map(|rows| fill("progress_rows", &rows)),
            is_reading.then(|| format!("{}/s", size(rate))),
        ];
        let mut line = String::new();
        for part in parts.into_iter().flatten() {
            let longer = if line.is_empty() { part } else { format!("{line}  {part}") };
            if width_of(&longer) > columns {
                break;
            }
            line = longer;
        }
        let room = columns.saturating_sub(width_of(&line) + 2).min(LONGEST_BAR);
        if room < SHORTEST_BAR { line } else { format!("{}  {line}", self.bar(percent, room)) }
    }

    fn bar(self, percent: u64, columns: usize) -> String {
        let (done, open) = match self.glyphs {
            Glyphs::Unicode => ("█", "░"),
            Glyphs::Ascii => ("#", "-"),
        };
        let filled = columns * usize::try_from(percent.min(100)).unwrap_or(100) / 100;
        done.repeat(filled) + &open.repeat(columns - filled)
    }
}

/// `45 B`, `1.2 GB`, by thousands.
fn size(bytes: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match units.into_iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{}.{} {name}", bytes / unit, bytes % unit / (unit / 10)),
        None => format!("{bytes} B"),
    }
}

/// `0:07`, `12:30`, `1:02:03`.
fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours == 0 { format!("{minutes}:{seconds:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;

    fn line(language: Language, seen: (u64, u64, u64), seconds: u64, columns: usize) -> String {
        let drawing = Drawing { locale: Locale::new(language), glyphs: Glyphs::Ascii };
        let (bytes, total_bytes, rows) = seen;
        drawing.line(Seen { total_bytes, bytes, rows }, Duration::from_secs(seconds), columns)
    }

    const HALF: (u64, u64, u64) = (1_300_000_000, 2_600_000_000, 12_345_678);

    #[test]
    fn the_line_says_how_far_it_is() {
        let whole = "###############---------------   50 %  0:04 left  1.3 GB / 2.6 GB  12,345,678 rows  325.0 MB/s";
        assert_eq!(line(Language::En, HALF, 4, 120), whole);
        let chinese = line(Language::ZhHans, HALF, 4, 120);
        assert!(chinese.contains("剩余 0:04") && chinese.contains("12,345,678 行"), "{chinese}");
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        for columns in 0..=130 {
            for language in [Language::En, Language::ZhHant] {
                assert!(width_of(&line(language, HALF, 4, columns)) <= columns);
            }
        }
        assert_eq!(line(Language::En, HALF, 4, 40), " 50 %  0:04 left  1.3 GB / 2.6 GB");
        assert_eq!(line(Language::En, HALF, 4, 5), " 50 %");
    }

    #[test]
    fn before_and_after_the_reading_no_time_is_left() {
        assert_eq!(line(Language::En, (0, 0, 0), 1, 40), "----------------------    0 %  0 B / 0 B");
        assert_eq!(line(Language::En, (50, 50, 7), 9, 40), "############  100 %  50 B / 50 B  7 rows");
        assert!(!line(Language::En, (0, 5_000, 0), 1, 80).contains("left"));
    }

    #[test]
    fn sizes_and_times() {
        assert_eq!([0, 999, 1_000, 1_999_999, 5_040_000_000].map(size), ["0 B", "999 B", "1.0 kB", "1.9 MB", "5.0 GB"]);
        assert_eq!([7, 750, 3_723].map(clock), ["0:07", "12:30", "1:02:03"]);
    }

    #[test]
    fn the_end_is_not_waited_for() {
        let ending = Arc::new(Ending::default());
        let watched = ending.clone();
        let drawing = Drawing { locale: Locale::new(Language::En), glyphs: Glyphs::Ascii };
        let thread = std::thread::spawn(move || drawing.until(&watched, &Progress::default()));
        let begun = Instant::now();
        drop(Bar { running: Some((ending, thread)) });
        assert!(begun.elapsed() < PATIENCE);
    }
}
