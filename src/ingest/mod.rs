//! From the bytes of a file to typed rows.

pub mod cell;
pub mod header;
