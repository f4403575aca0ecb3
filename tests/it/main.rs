//! Tests of the program and of what the library offers, as one binary: linking it is most of what they cost to build.

mod support;

mod additions;
mod arrows;
mod audit;
mod cli;
mod closing;
mod closing_odd;
mod control_totals;
mod dirty;
mod encodings;
mod examples;
mod findings;
mod golden;
mod history;
mod html;
mod init;
mod laws;
mod management;
mod mended;
mod over_time;
mod personal;
mod reader;
mod readme;
mod references;
mod report;
mod shells;
mod spoilt;
mod statement;
mod subjects;
mod traced;
mod watch_files;
mod ways;
mod workbooks;
mod worked;
mod xlsx;
