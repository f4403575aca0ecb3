//! Any text as a policy: no panic, no hang, and every finding stands at a place inside of the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sales_appraisal::finding::Findings;
use sales_appraisal::policy;

fuzz_target!(|text: &str| {
    let mut findings = Findings::new();
    let read = policy::read("policy.toml", text, &mut findings);
    assert!(read.is_some() || findings.has_errors(), "refused without a word");
    let lines: Vec<&str> = text.split('\n').collect();
    for finding in findings.iter() {
        for place in &finding.places {
            assert_eq!(&*place.file, "policy.toml");
            let line = lines[place.line as usize - 1];
            assert_eq!(place.excerpt, line.trim_end_matches('\r'), "another line in the excerpt of {}", finding.code);
            assert!(place.last_line >= place.line && place.last_line as usize <= lines.len());
            let columns = line.chars().count() as u32;
            assert!((1..=columns + 2).contains(&place.column), "column {} of {columns}", place.column);
            assert!(place.column - 1 + place.width <= columns.max(place.column), "wider than its line");
        }
    }
});
