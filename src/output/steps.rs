//! The steps of writing outputs: nothing by themselves, but tests let each of them fail, or be the last of the process.

/// Stands before every change to a file system.
///
/// # Errors
/// Only under test.
#[cfg(not(test))]
#[inline]
pub(super) fn step() -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(super) use faults::step;

/// Faults that tests ask for.
#[cfg(test)]
pub(super) mod faults {
    use std::cell::Cell;
    use std::io;

    /// How a process ends that was to end at a step.
    pub const ENDED: i32 = 99;

    /// What happens at a step.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Fault {
        /// The device is full.
        Full,
        /// The process ends as if it was killed: nothing is tidied up.
        End,
    }

    thread_local! {
        /// How many steps are taken before it happens.
        static AHEAD: Cell<Option<(usize, Fault)>> = const { Cell::new(None) };
    }

    /// Lets it happen after so many steps of this thread, once.
    pub fn after(steps: usize, fault: Fault) {
        AHEAD.set(Some((steps, fault)));
    }

    /// Whether the fault that was asked for has not happened; it will not any more.
    pub fn is_still_ahead() -> bool {
        AHEAD.take().is_some()
    }

    /// As outside of tests, but for the faults.
    pub fn step() -> io::Result<()> {
        match AHEAD.take() {
            Some((0, Fault::Full)) => Err(io::ErrorKind::StorageFull.into()),
            Some((0, Fault::End)) => std::process::exit(ENDED),
            ahead => {
                AHEAD.set(ahead.map(|(steps, fault)| (steps - 1, fault)));
                Ok(())
            }
        }
    }
}
