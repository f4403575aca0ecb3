//! Signals that end the program: what stands beside outputs is removed, the terminal's line is wiped, and the exit code says which it was.

#[cfg(unix)]
mod unix {
    use std::thread;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    use crate::cli::progress;
    use crate::output;

    /// Begins to listen. Where no thread is to be had the system's own ways stay: the program ends, and the next run tidies up.
    pub fn listen() {
        let heard: Vec<i32> = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| !is_ignored(*signal)).collect();
        // The thread asks for the signals itself: asked for without a thread they would be lost.
        drop(thread::Builder::new().stack_size(64 * 1024).spawn(move || end_on(&heard)));
    }

    fn end_on(heard: &[i32]) {
        let Ok(mut signals) = Signals::new(heard) else { return };
        if let Some(signal) = signals.forever().next() {
            output::remove_all();
            progress::wipe();
            std::process::exit(128 + signal);
        }
    }

    /// Whether whoever started the program wants it to live through the signal (`nohup`).
    fn is_ignored(signal: i32) -> bool {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
    }
}

/// Begins to listen for the signals that end a program.
pub fn listen() {
    #[cfg(unix)]
    unix::listen();
}
