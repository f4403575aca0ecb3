//! Signals that end the program: what stands beside outputs is removed, the terminal's line is wiped, and the exit code says which it was.
//!
//! Where no memory is left, Rust's runtime raises SIGABRT. Nothing can be allocated then, so what is told stands ready from the start,
//! and what was begun beside an output is left to the next run, which removes it.

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io::{self, ErrorKind, PipeReader, Write};
    use std::os::fd::{AsFd, OwnedFd};
    use std::os::unix::net::UnixStream;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::{SyncSender, sync_channel};
    use std::thread;

    use signal_hook::consts::{SIGABRT, SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::{exit, pipe, unregister};
    use signal_hook::{SigId, flag};

    use crate::cli::exit::Exit;
    use crate::cli::progress_bar;
    use crate::cli::told::{Told, told};
    use crate::output;

    /// Whether an abort means that there is no memory left; a panic aborts too, and says why itself.
    static IS_OF_MEMORY: AtomicBool = AtomicBool::new(true);

    /// What holds up whoever aborts.
    static HOLDING: OnceLock<SigId> = OnceLock::new();

    /// So much is written to a pipe whole or not at all.
    const PAGE: usize = 4096;

    /// Begins to listen. Where no thread is to be had the system's own ways stay: the program ends, and the next run tidies up.
    pub fn listen(out_of_memory: String, internal_fault: String) {
        let ending = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| !is_ignored(*signal));
        let heard: Vec<i32> = ending.chain([SIGABRT]).collect();
        let seen = match told() {
            Told::Held(file) => file.try_clone(),
            Told::Usual(stream) => stream.as_fd().try_clone_to_owned().map(File::from),
        };
        tell_panics(internal_fault);
        let (listens, listening) = sync_channel(1);
        // The thread asks for the signals itself: asked for without a thread they would be lost. Until it has, nothing else is begun.
        let end = move || end_on(&heard, seen, out_of_memory.as_bytes(), &listens);
        if thread::Builder::new().stack_size(64 * 1024).spawn(end).is_ok() {
            listening.recv().ok();
        }
    }

    fn end_on(heard: &[i32], told: io::Result<File>, out_of_memory: &[u8], listens: &SyncSender<()>) {
        let Ok(mut signals) = Signals::new(heard) else { return };
        // In this order: the thread is woken, and has as long as it needs; where it cannot be held up, the code alone says what happened.
        let held = hold_on_abort();
        drop(flag::register_conditional_shutdown(SIGABRT, Exit::OutOfMemory as i32, &IS_OF_MEMORY));
        listens.send(()).ok();
        // While a pager shows a report, an interrupt is the pager's.
        match signals.forever().find(|signal| *signal != SIGINT || !output::is_paging()) {
            Some(SIGABRT) if IS_OF_MEMORY.load(Ordering::SeqCst) => {
                drop(told.map(|mut stream| stream.write_all(out_of_memory)));
                exit(Exit::OutOfMemory as i32);
            }
            Some(SIGABRT) | None => {}
            Some(signal) => {
                output::remove_all();
                progress_bar::wipe();
                std::process::exit(128 + signal);
            }
        }
        drop(held);
    }

    /// Whoever aborts waits from then on for room in a pipe that is full, and so for the thread to end the program.
    fn hold_on_abort() -> io::Result<PipeReader> {
        let (reader, writer) = io::pipe()?;
        let (mut filled, waiting) = (writer.try_clone()?, OwnedFd::from(writer.try_clone()?));
        let holding = pipe::register(SIGABRT, writer)?;
        // Asking for it made the pipe one that nobody waits for, which is just right to fill it.
        let mut fill = |with: &[u8]| loop {
            if let Err(error) = filled.write(with) {
                break error;
            }
        };
        // Byte by byte alone it takes 65,536 calls; where no page has room any more, a byte may.
        fill(&[0; PAGE]);
        let full = fill(&[0]);
        let is_full = full.kind() == ErrorKind::WouldBlock;
        match UnixStream::from(waiting).set_nonblocking(false) {
            Ok(()) if is_full => drop(HOLDING.set(holding)),
            Ok(()) | Err(_) => {
                unregister(holding);
            }
        }
        Ok(reader)
    }

    /// A panic is told in a sentence, with its place and text, and aborts.
    fn tell_panics(internal_fault: String) {
        std::panic::set_hook(Box::new(move |panic| {
            IS_OF_MEMORY.store(false, Ordering::SeqCst);
            if let Some(holding) = HOLDING.get() {
                unregister(*holding);
            }
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            let payload = panic.payload();
            let text = payload.downcast_ref::<&str>().copied();
            let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or_default();
            // Where standard error is gone there is nobody left to tell.
            let _ = told().write_all(format!("{internal_fault}: {place}: {text}\n").as_bytes());
        }));
    }

    /// Whether whoever started the program wants it to live through the signal (`nohup`).
    fn is_ignored(signal: i32) -> bool {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
    }
}

/// Begins to listen for the signals that end a program; `out_of_memory` is told where no memory is left, `internal_fault` before what is
/// wrong with the program itself.
pub fn listen(out_of_memory: String, internal_fault: String) {
    #[cfg(unix)]
    unix::listen(out_of_memory, internal_fault);
    #[cfg(not(unix))]
    drop((out_of_memory, internal_fault));
}
