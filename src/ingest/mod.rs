//! Files to rows: exact record boundaries, columns, values. All threads live here.

pub mod records;
