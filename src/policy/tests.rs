//! Policies that are refused, with code and line, and policies that are not.

use super::*;
use crate::finding::Finding;

const HEAD: &str = r#"schema = 1
[policy]
name = "Test"
version = "1"
currency = "CNY"
period = "month"
[input]
staff = "staff.csv"
sales = "sales.csv"
targets = "targets.csv"
surveys = "surveys.csv"
[measures.revenue]
sum = "sales.amount"
[measures.orders]
count = "sales"
[measures.satisfaction]
mean = "surveys.score"
[grades]
steps = [{ from = 0, grade = "B", coefficient = 1 }, { from = 80, grade = "A", coefficient = 1.2 }]
"#;

/// The line on which what is appended to `HEAD` begins.
const FIRST: u32 = 20;

fn findings_of(text: &str) -> (Option<Policy>, Vec<(String, u32)>) {
    let mut findings = Findings::new();
    let policy = read("policy.toml", text, &mut findings);
    let line = |finding: &Finding| finding.places.first().map_or(0, |place| place.line);
    let found = findings.sorted().into_iter().map(|finding| (finding.code.to_owned(), line(finding))).collect();
    (policy, found)
}

#[test]
fn the_head_of_these_tests_has_no_fault() {
    let (policy, found) = findings_of(HEAD);
    assert_eq!(found, []);
    assert_eq!(policy.map(|policy| policy.measures.len()), Some(4));
    assert_eq!(HEAD.lines().count() as u32 + 1, FIRST);
}
