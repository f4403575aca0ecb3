//! What names of files and sheets that come one after the other have in common.

const MONTHS: [&str; 12] = [
    "jan jän januar january janvier enero gennaio janeiro ene gen",
    "feb februar february fev fév février fevrier febrero febbraio fevereiro",
    "mar mär mrz märz maerz march mars marzo março marco",
    "apr april avr avril abr abril aprile",
    "mai may mayo maggio maio mag",
    "jun juni june juin junio giugno junho giu",
    "jul juli july juillet juil julio luglio julho lug",
    "aug august aou aoû août aout agosto ago",
    "sep sept september septembre septiembre settembre setembro set",
    "okt oct oktober october octobre octubre ottobre outubro ott out",
    "nov november novembre noviembre novembro",
    "dez dec dezember december déc décembre decembre dic diciembre dicembre dezembro",
];
const NUMERALS: &str = "一二三四五六七八九十";

/// Endings of names that say in what a file is written.
const ENDINGS: [&str; 7] = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods"];

/// The name without numbers, months, and in what the file is written.
pub fn stem(name: &str) -> String {
    let kind = |c: char| (c.is_numeric() || NUMERALS.contains(c), c.is_alphabetic());
    let mut parts: Vec<String> = Vec::new();
    let mut before = None;
    for c in name.chars().flat_map(char::to_lowercase) {
        match parts.last_mut().filter(|_| before == Some(kind(c))) {
            Some(part) => part.push(c),
            None => parts.push(c.to_string()),
        }
        before = Some(kind(c));
    }
    let is_month = |part: &str| MONTHS.iter().any(|names| names.split(' ').any(|name| name == part));
    parts.retain(|part| !part.chars().all(|c| kind(c).0) && !is_month(part) && !ENDINGS.contains(&part.as_str()));
    parts.concat()
}

/// Whether the name of a file or sheet says that month, in digits or by a name of it, and no other year: `sales-2026-09.csv`, `2026年9月`, `Umsatz Sept`.
pub fn names_month(name: &str, (year, month): (i32, u32)) -> bool {
    let name = name.to_lowercase();
    let numbers: Vec<&str> = name.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect();
    let is_of_year = |digits: &str| digits.parse() == Ok(year);
    let is_of_month = |digits: &str| digits.parse() == Ok(month);
    let is_both = |digits: &str| digits.len() == 6 && is_of_year(&digits[..4]) && is_of_month(&digits[4..]);
    let years = || numbers.iter().filter(|digits| digits.len() == 4);
    let in_words = name
        .split(|c: char| !c.is_alphabetic())
        .any(|word| MONTHS.iter().zip(1..).any(|(names, of)| of == month && names.split(' ').any(|name| name == word)));
    let in_digits = numbers.iter().any(|digits| digits.len() <= 2 && is_of_month(digits));
    let is_other_year = years().count() > 0 && !years().any(|digits| is_of_year(digits));
    (in_words || in_digits || numbers.iter().any(|digits| is_both(digits))) && !is_other_year
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_known_without_numbers_and_months() {
        assert_eq!(stem("romandie-09.csv"), stem("Romandie-2026.csv").to_lowercase());
        assert_eq!(stem("umsatz_oktober.csv"), stem("umsatz_November.csv"));
        assert_eq!(stem("华东十月.csv"), stem("华东11月.csv"));
        assert_eq!(stem("umsatz_2026-08.csv"), stem("Umsatz_2026-09.xlsx"));
        assert_ne!(stem("bern-09.csv"), stem("romandie-09.csv"));
        assert_ne!(stem("marseille.csv"), stem("seille.csv"));
    }

    #[test]
    fn a_name_says_its_month_in_digits_or_words() {
        for name in
            ["sales-2026-09.csv", "202609.csv", "2026年9月.csv", "Umsatz Sept.xlsx", "ventas_septiembre.csv", "09.csv"]
        {
            assert!(names_month(name, (2026, 9)), "{name}");
        }
        for name in ["sales.csv", "sales-2026-08.csv", "sales-2025-09.csv", "2026.csv", "umsatz_oktober.csv"] {
            assert!(!names_month(name, (2026, 9)), "{name}");
        }
    }
}
