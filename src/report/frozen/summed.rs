//! Closed periods added up: what is shown of a longer period that is made of them.
//!
//! Amounts are added; a balance opens as in the first period and closes as in the last, and what a correction moved between two was added. Of a
//! person the last period says name, team and role. Adjustments and honours stand one by one, as where pay is computed.

use std::collections::BTreeMap;

use super::FrozenTable;
use crate::number::Number;

/// What of a person may be another in each period.
const LAST: [&str; 4] = ["name", "team", "role", "closing"];

/// What only adjustments have.
const REASONS: [&str; 3] = ["reason", "approved_by", "remark"];

/// By what rows of a table are the same, by the id of its section.
fn keys(id: &str) -> &'static [&'static str] {
    match id {
        "pay_lines" => &["person", "component", "line", "unit"],
        "deals" => &["person", "component", "order", "row"],
        "balances" => &["person", "component", "kind", "order"],
        _ => &["person"],
    }
}

/// The same table of several periods, the earliest first, as one.
pub fn summed(id: &'static str, periods: &[FrozenTable]) -> FrozenTable {
    let (mut header, mut people) = (Vec::new(), Vec::new());
    for (_, own, rows) in periods {
        merge(&mut header, own);
        let person = own.iter().position(|column| column == "person");
        merge(&mut people, &rows.iter().filter_map(|row| row.get(person?).cloned()).collect::<Vec<_>>());
    }
    let mut summing = Summing { id, header: &header, rows: Vec::new(), places: BTreeMap::new() };
    for (period, (_, own, rows)) in periods.iter().enumerate() {
        rows.iter().enumerate().for_each(|(at, row)| summing.add((period, at), own, row));
    }
    let mut rows = summing.finished();
    let person = header.iter().position(|column| column == "person").unwrap_or_default();
    let ranks: BTreeMap<&String, usize> = people.iter().zip(0..).collect();
    rows.sort_by_key(|row: &Vec<String>| ranks.get(&row[person]).copied());
    (id, header, rows)
}

/// Puts what is not there yet behind what stands before it in the other.
fn merge(known: &mut Vec<String>, more: &[String]) {
    let mut places: BTreeMap<String, usize> = known.iter().cloned().zip(0..).collect();
    let mut behind = 0;
    for one in more {
        match places.get(one) {
            Some(place) => behind = place + 1,
            None => {
                known.insert(behind, one.clone());
                behind += 1;
                places = known.iter().cloned().zip(0..).collect();
            }
        }
    }
}

struct Summing<'a> {
    id: &'static str,
    header: &'a [String],
    rows: Vec<Vec<String>>,
    /// Where the row of each key is.
    places: BTreeMap<Vec<String>, usize>,
}

impl Summing<'_> {
    /// Adds a row of a period, whose place is also known.
    fn add(&mut self, (period, at): (usize, usize), own: &[String], row: &[String]) {
        let cells: BTreeMap<&str, &str> = own.iter().map(String::as_str).zip(row.iter().map(String::as_str)).collect();
        let text = |column: &str| cells.get(column).copied().unwrap_or_default().to_owned();
        let mut key: Vec<String> = keys(self.id).iter().map(|column| text(column)).collect();
        if self.id == "pay_lines" && (text("unit") == "honour" || REASONS.iter().any(|column| !text(column).is_empty()))
        {
            key.push(format!("{period}/{at}"));
        }
        let mut cells: Vec<String> = self.header.iter().map(|column| text(column)).collect();
        let Some(place) = self.places.get(&key) else {
            if let Some(opening) = self.opening().filter(|_| period > 0) {
                cells[opening] = add(&cells[opening], &negated(&cells[opening]));
            }
            self.places.insert(key, self.rows.len());
            return self.rows.push(cells);
        };
        let known = &mut self.rows[*place];
        for ((column, sum), cell) in self.header.iter().zip(known).zip(cells) {
            let is_key = keys(self.id).contains(&column.as_str());
            match column.as_str() {
                _ if is_key => {}
                "opening" if self.id == "balances" => {}
                column if LAST.contains(&column) => *sum = cell,
                _ => *sum = add(sum, &cell),
            }
        }
    }

    fn opening(&self) -> Option<usize> {
        let place = self.header.iter().position(|column| column == "opening");
        place.filter(|_| self.id == "balances")
    }

    /// The rows; balances tie.
    fn finished(mut self) -> Vec<Vec<String>> {
        let at = |name: &str| self.header.iter().position(|column| column == name);
        let places = (self.opening(), at("added"), at("taken"), at("closing"));
        if let (Some(opening), Some(added), Some(taken), Some(closing)) = places {
            for row in &mut self.rows {
                row[added] = add(&add(&row[closing], &row[taken]), &negated(&row[opening]));
            }
        }
        self.rows
    }
}

/// Both together: numbers are added, and texts stand one after the other.
fn add(one: &str, other: &str) -> String {
    let decimals = |text: &str| text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let least = u32::try_from(decimals(one).max(decimals(other))).unwrap_or_default();
    match (Number::parse_in_full(one), Number::parse_in_full(other)) {
        _ if one.is_empty() || other.is_empty() => format!("{one}{other}"),
        (Some(one), Some(other)) => (&one + &other).to_plain(least, least),
        _ => format!("{one}, {other}"),
    }
}

fn negated(text: &str) -> String {
    text.strip_prefix('-').map_or_else(|| format!("-{text}"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> FrozenTable {
        let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let header = lines.next().expect("a header");
        ("", header, lines.collect())
    }

    fn sum(id: &'static str, periods: &[&str]) -> String {
        let periods: Vec<FrozenTable> = periods.iter().map(|text| table(text)).collect();
        let (_, header, rows) = summed(id, &periods);
        std::iter::once(header).chain(rows).map(|cells| cells.join(",")).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn amounts_of_people_are_added_and_the_last_period_says_who_they_are() {
        let first = "person,name,team,role,total_amount,A\na,Ann,East,Junior,10.00,10.00\nc,Cyd,East,Sales,1.00,1.00";
        let second = "person,name,team,role,total_amount,leave_days,B,A\na,Ann,West,Sales,5.50,1,5.50,\nb,Bob,,Sales,2.00,,,2.00";
        assert_eq!(
            sum("pay_totals", &[first, second]),
            "person,name,team,role,total_amount,leave_days,B,A\na,Ann,West,Sales,15.50,1,5.50,10.00\n\
             b,Bob,,Sales,2.00,,,2.00\nc,Cyd,East,Sales,1.00,,,1.00"
        );
    }

    #[test]
    fn adjustments_and_honours_stand_one_by_one() {
        let month =
            "person,component,line,unit,amount,reason\na,A,A,money,10.00,\na,X,X,money,3.00,fuel\na,H,H,honour,Star,";
        assert_eq!(
            sum("pay_lines", &[month, month]),
            "person,component,line,unit,amount,reason\na,A,A,money,20.00,\na,X,X,money,3.00,fuel\na,H,H,honour,Star,\n\
             a,X,X,money,3.00,fuel\na,H,H,honour,Star,"
        );
    }

    #[test]
    fn balances_open_as_in_the_first_period_and_close_as_in_the_last() {
        let first = "person,component,kind,order,opening,added,taken,closing\na,A,carry,,-5.00,-2.00,-3.00,-4.00";
        let second = "person,component,kind,order,opening,added,taken,closing\na,A,carry,,-6.00,0.00,-6.00,0.00\na,A,hold,O1,2.00,3.00,0.00,5.00";
        assert_eq!(
            sum("balances", &[first, second]),
            "person,component,kind,order,opening,added,taken,closing\na,A,carry,,-5.00,-4.00,-9.00,0.00\n\
             a,A,hold,O1,0.00,5.00,0.00,5.00"
        );
    }
}
