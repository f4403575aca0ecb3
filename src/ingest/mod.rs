//! Files to rows: exact record boundaries, columns, values. All threads live here.

pub mod blocks;
pub mod cell;
pub mod header;
pub mod interner;
pub mod records;
pub mod scan;
