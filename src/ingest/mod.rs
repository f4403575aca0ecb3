//! Files to rows: exact record boundaries, columns, values. All threads live here.

pub mod blocks;
pub mod cell;
pub mod decode;
pub mod doubts;
pub mod facts;
pub mod faults;
pub mod files;
pub mod header;
pub mod index;
pub mod interner;
pub mod layout;
pub mod mended;
pub mod packed;
pub mod personal;
pub mod progress;
pub mod records;
pub mod register;
pub mod row;
pub mod scan;
pub mod sheet;
pub mod sorting;
pub mod stamp;
mod workbooks;
