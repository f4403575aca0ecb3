//! Files to rows: exact record boundaries, columns, values. All threads live here.

pub mod blocks;
pub mod cell;
pub mod facts;
pub mod faults;
pub mod header;
pub mod interner;
pub mod records;
pub mod register;
pub mod scan;
