//! Which column is which.
