//! Files to rows: exact record boundaries, columns, values. All threads live here.

pub mod blocks;
pub mod cell;
pub mod decode;
pub(crate) mod doubts;
pub mod facts;
pub mod faults;
pub mod files;
pub(crate) mod header;
pub mod index;
pub mod interner;
pub(crate) mod layout;
pub(crate) mod mended;
pub mod packed;
pub(crate) mod personal;
pub mod progress;
pub mod records;
pub(crate) mod register;
pub mod row;
pub(crate) mod scan;
pub mod sheet;
pub(crate) mod sorting;
pub(crate) mod stamp;
mod workbooks;
