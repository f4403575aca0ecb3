//! What the lines above a header say about the rows below it: the unit of the amounts, the year of the days.

use crate::ingest::cell::{
    Scaled, at_end_of_title, is_blank, is_of_ones, is_unsized, other_currency, republic_in, unit_in_remark,
};
use crate::ingest::sorting::is_footer;

/// The cells of the lines above a header.
#[derive(Debug, Default)]
pub(super) struct Title {
    cells: Vec<String>,
}

impl Title {
    /// Of these lines, as they stand.
    pub fn of<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let cells = lines.flat_map(|line| line.split([',', ';', '\t', '|', '"', '\n', '\r']));
        Title {
            cells: cells.map(|cell| cell.trim_matches(is_blank).to_owned()).filter(|cell| !cell.is_empty()).collect(),
        }
    }

    /// The units of the amounts, each once: `2026年10月 单位：万元`, `销售明细（万元）`, `Amounts in RMB'000`, `Kwoty w tys. zł`.
    pub fn units(&self) -> Vec<Scaled> {
        let mut units: Vec<Scaled> = Vec::new();
        for unit in self.cells.iter().filter_map(|cell| unit_of(cell)) {
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
        units
    }

    /// Whether they say that the amounts are single units of money: `单位：元`.
    pub fn says_ones(&self) -> bool {
        self.cells.iter().any(|cell| said_in(cell, |remark| is_of_ones(remark).then_some(())).is_some())
    }

    /// The cell that says a unit of which nobody knows how much it is, with the word: `Valores em EUR mil`.
    pub fn unsized_unit(&self) -> Option<(&str, String)> {
        let said = |cell: &str| said_in(cell, |remark| is_unsized(remark).then(|| remark.to_owned()));
        self.cells.iter().filter(|cell| unit_of(cell).is_none()).find_map(|cell| Some((cell.as_str(), said(cell)?)))
    }

    /// The cell that says that the amounts are in another currency than this one, with its sign: `单位：美元`.
    pub fn other_currency(&self, currency: &str) -> Option<(&str, &'static str)> {
        let said = |cell: &str| said_in(cell, |remark| other_currency(remark, currency));
        self.cells.iter().find_map(|cell| Some((cell.as_str(), said(cell)?)))
    }

    /// The year that the titles say that the list is of; nothing when they say none, or two.
    pub fn year_of_list(&self) -> Option<i32> {
        let mut years: Vec<i32> = self.cells.iter().filter_map(|cell| year_of_list(cell)).collect();
        years.sort_unstable();
        years.dedup();
        if let [year] = years[..] { Some(year) } else { None }
    }

    /// The year that the lines name, from 1980 to 2100; nothing when they name none, or two. When the list was printed says nothing.
    pub fn year(&self) -> Option<i32> {
        let mut is_of_footer = false;
        let parts = self.cells.iter().flat_map(|cell| cell.split(is_blank)).filter(|part| {
            let begins = part.starts_with(|c: char| c.is_ascii_digit());
            is_of_footer = is_footer(part) || (is_of_footer && begins);
            !is_of_footer
        });
        let mut years: Vec<i32> = parts.flat_map(years_in).collect();
        years.sort_unstable();
        years.dedup();
        if let [year] = years[..] { Some(year) } else { None }
    }
}

/// What stands in titles of lists of targets, in small letters.
const OF_TARGETS: [&str; 8] = ["target", "quota", "goal", "budget", "ziel", "plan", "objecti", "obiettiv"];

/// The year that a title says that its list is of: `115年度業績目標`, `2026年目标`, `Targets 2026`; nothing of a day.
fn year_of_list(cell: &str) -> Option<i32> {
    if is_footer(cell) || cell.contains(['日', '号', '號']) {
        return None;
    }
    if let Some((before, _)) = cell.split_once('年') {
        let at = before
            .rfind(|c: char| !c.is_ascii_digit())
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let digits = &before[at..];
        return match digits.len() {
            4 => years_in(digits).next(),
            _ => republic_in(digits),
        };
    }
    let lower = cell.to_lowercase();
    let mut years = years_in(cell);
    let year = years.next().filter(|_| OF_TARGETS.iter().any(|word| lower.contains(word)));
    year.filter(|_| years.next().is_none())
}

/// Words behind which, and behind a colon, a unit or currency stands: `Währung: EUR`, `Alle Beträge EUR`.
const BEFORE_UNITS: [&str; 36] = [
    "währung",
    "waehrung",
    "currency",
    "devise",
    "monnaie",
    "moneda",
    "moeda",
    "divisa",
    "valuta",
    "waluta",
    "měna",
    "pénznem",
    "валюта",
    "einheit",
    "unité",
    "unités",
    "unidad",
    "unidade",
    "unità",
    "unitate",
    "jednostka",
    "jednotka",
    "eenheid",
    "enhet",
    "beträge",
    "betraege",
    "amounts",
    "montants",
    "importes",
    "importi",
    "valores",
    "kwoty",
    "币种",
    "幣種",
    "币别",
    "幣別",
];

/// Words before a unit that are part of what is read.
const WITH_UNITS: [&str; 14] =
    ["单位", "單位", "単位", "단위", "unit", "in ", "en ", "em ", "w ", "v ", "i ", "в ", "(", "（"];

/// The unit that a cell says, wherever it stands, or ends with.
pub(in crate::ingest) fn unit_of(cell: &str) -> Option<Scaled> {
    said_in(cell, unit_in_remark).or_else(|| at_end_of_title(cell))
}

/// What `read` takes from the first remark of a cell: behind `单位`, `unit`, `in` or a word for units or currencies, or in brackets.
fn said_in<T>(cell: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let lower = cell.to_lowercase();
    // Letters below U+1100 part words by blanks.
    let goes_on = |c: char| c.is_alphanumeric() && c < '\u{1100}';
    let said = WITH_UNITS.iter().flat_map(|word| {
        lower.match_indices(*word).filter_map(|(at, word)| {
            let is_word = !word.starts_with(goes_on) || !lower[..at].ends_with(goes_on);
            is_word.then(|| lower[at..].trim_start_matches(['(', '（']))
        })
    });
    let behind = BEFORE_UNITS.iter().filter_map(|word| {
        let (before, behind) = lower.split_once(word)?;
        let is_word = before.is_empty() || before.ends_with(|c: char| is_blank(c) || !c.is_ascii());
        let behind = behind.strip_prefix([':', '：', ' ']).filter(|_| is_word)?;
        Some(behind.trim_matches(|c: char| is_blank(c) || c == ':'))
    });
    said.chain(behind)
        .filter_map(|said| {
            let said = said.split(['(', '（', ')', '）', '，', '；', '、']).next()?;
            // The unit may be followed by anything: `单位：万元 打印人：…`, `in RMB'000 unless stated`.
            let ends = said.char_indices().filter(|(_, c)| is_blank(*c)).map(|(at, _)| at).chain([said.len()]);
            ends.into_iter().find_map(|end| read(&said[..end]))
        })
        .next()
}

fn years_in(text: &str) -> impl Iterator<Item = i32> {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    numbers.filter_map(|digits| digits.parse().ok()).filter(|year| (1980..=2100).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(text: &str) -> Title {
        Title::of(text.lines())
    }

    #[test]
    fn the_unit_of_the_amounts_is_read_wherever_it_stands() {
        for (text, factor) in [
            ("2026年10月 单位：万元", 10_000),
            ("编制单位：某某公司,,单位：千元", 1_000),
            ("单位：万元 打印人：张三", 10_000),
            ("金额单位:人民币万元", 10_000),
            ("销售明细（万元）", 10_000),
            ("Amounts in RMB'000 unless stated", 1_000),
            ("Unit: thousand RMB", 1_000),
            ("Sales (in thousands)", 1_000),
            ("單位：百萬元", 1_000_000),
            ("Montants en k€", 1_000),
            ("En milliers d'euros", 1_000),
            ("Importes en miles de euros", 1_000),
            ("Valores em R$ mil", 1_000),
            ("Valores em mil", 1_000),
            ("Kwoty w tys. zł", 1_000),
            ("Raport sprzedaży (tys. zł)", 1_000),
            ("Tržby v mil. Kč", 1_000_000),
            ("Importi in migliaia di euro", 1_000),
            ("Bedragen in duizend euro", 1_000),
            ("Belopp i tkr", 1_000),
            ("Данные в млн руб.", 1_000_000),
            ("金額単位：千円", 1_000),
            ("単位：百万円", 1_000_000),
            ("(단위: 천원)", 1_000),
            ("Unidad: miles de euros", 1_000),
            ("Umsätze Region Nord TEUR", 1_000),
            ("k€", 1_000),
        ] {
            assert_eq!(title(text).units(), [Scaled::new(factor, 0)], "{text}");
        }
        for text in [
            "单位：元",
            "单位名称：万元公司",
            "Units sold in October",
            "某某公司（上海）",
            "Made in China",
            "Ziel 500 TEUR",
            "Objectif : 2 M€",
            "Sales by Miles Davis",
            "Distance in miles",
            "Vendite di Mila",
            "Umsatz EUR",
        ] {
            assert_eq!(title(text).units(), [], "{text}");
        }
        assert_eq!(title("单位：万元\n单位：千元").units().len(), 2);
        assert_eq!(title("Amounts in mil").unsized_unit(), Some(("Amounts in mil", "in mil".to_owned())));
        assert_eq!(title("Valores em R$ mil").unsized_unit(), None);
    }

    #[test]
    fn another_currency_is_told_where_the_unit_stands() {
        for text in ["Währung: EUR", "Alle Beträge EUR", "Devise : EUR", "Currency USD", "币种：美元"] {
            assert!(title(text).other_currency("CHF").is_some(), "{text}");
        }
        for text in ["Währung: CHF", "Alle Beträge CHF netto", "Currency desk", "Beträge ohne Mehrwertsteuer"] {
            assert_eq!(title(text).other_currency("CHF"), None, "{text}");
        }
        for text in ["单位：美元", "2026年10月 单位：万美元", "Sales (USD)", "Amounts in US$ thousands"] {
            assert!(title(text).other_currency("CNY").is_some(), "{text}");
        }
        for text in ["单位：元", "单位：人民币万元", "美元业务部", "Sales in USA", "销售明细（上海）"]
        {
            assert_eq!(title(text).other_currency("CNY"), None, "{text}");
        }
    }

    #[test]
    fn the_year_is_the_one_that_the_lines_name() {
        assert_eq!(title("2026年10月销售明细\n打印时间： 2027-01-02 10:00").year(), Some(2026));
        assert_eq!(title("期间：2026-10-01 至 2026-10-31").year(), Some(2026));
        assert_eq!(title("期间：2025-12-01 至 2026-01-31").year(), None);
        assert_eq!(title("销售明细").year(), None);
        for text in ["115年度業績目標,,,\n單位：千元", "民國115年責任額", "2026年目标", "Sales targets 2026"]
        {
            assert_eq!(title(text).year_of_list(), Some(2026), "{text}");
        }
        for text in ["2026年10月8日", "打印日期：2026年10月", "Targets 2025/2026", "Report 2026", "目标"] {
            assert_eq!(title(text).year_of_list(), None, "{text}");
        }
    }
}
