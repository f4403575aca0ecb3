//! The words that mark total rows and the lines below a table: one list for every reader.

use crate::ingest::cell::{is_blank, key};

const TOTALS: [&str; 10] = ["合计", "总计", "小计", "本页合计", "累计", "合計", "總計", "小計", "本頁合計", "累計"];
/// In the languages whose spreadsheets write them, beside English.
const LATIN_TOTALS: [&str; 64] = [
    "grand totals",
    "grand total",
    "subtotals",
    "sub-totals",
    "totals",
    "subtotal",
    "sub-total",
    "sub total",
    "total",
    "summe",
    "gesamt",
    "gesamtsumme",
    "gesamtergebnis",
    "übertrag",
    "uebertrag",
    "zwischensumme",
    "endsumme",
    "insgesamt",
    "total général",
    "total general",
    "total geral",
    "totaux",
    "sous-total",
    "sous total",
    "totale",
    "totale generale",
    "subtotale",
    "totaal",
    "subtotaal",
    "итого",
    "всего",
    "합계",
    "소계",
    "총계",
    "総計",
    "総合計",
    "razem",
    "ogółem",
    "łącznie",
    "suma częściowa",
    "suma końcowa",
    "celkem",
    "součet",
    "mezisoučet",
    "medzisúčet",
    "súčet",
    "összesen",
    "részösszeg",
    "végösszeg",
    "total parțial",
    "totalt",
    "delsumma",
    "slutsumma",
    "i alt",
    "yhteensä",
    "välisumma",
    "toplam",
    "genel toplam",
    "ara toplam",
    "eindtotaal",
    "усього",
    "разом",
    "σύνολο",
    "tổng cộng",
];
/// Words that a name may end or begin with: total words where they stand alone.
const LONE_TOTALS: [&str; 14] = [
    "suma",
    "somme",
    "somma",
    "soma",
    "summa",
    "jumlah",
    "tổng",
    "計",
    "共计",
    "共計",
    "总额",
    "總額",
    "총합계",
    "รวม",
];

/// As many strokes are a line; fewer may stand for a cell without a value.
const DRAWN: usize = 3;

const FOOTERS: [&str; 46] = [
    "制表",
    "制单",
    "審核",
    "审核",
    "审批",
    "審批",
    "复核",
    "覆核",
    "核准",
    "批准",
    "打印",
    "列印",
    "导出",
    "導出",
    "汇出",
    "匯出",
    "备注",
    "備註",
    "说明",
    "說明",
    "注",
    "註",
    "製表",
    "製單",
    "经办",
    "經辦",
    "主管",
    "财务",
    "財務",
    "页次",
    "頁次",
    "页码",
    "頁碼",
    "druckdatum",
    "gedruckt",
    "erstellt",
    "seite",
    "prepared",
    "printed",
    "exported",
    "reviewed",
    "approved",
    "checked",
    "note",
    "notes",
    "remark",
];

/// Whether a text can be or end in a total word: of ASCII texts only those with a `t`, or with the `om` or `um` of a sum, or the `em` of `razem`. Most texts are seen not to.
pub(super) fn may_say_total(text: &str) -> bool {
    let is_of_sum = |pair: &[u8]| matches!(pair[0] | 0x20, b'o' | b'u' | b'e') && pair[1] | 0x20 == b'm';
    !text.is_ascii()
        || text.starts_with('*')
        || text.bytes().any(|byte| byte.eq_ignore_ascii_case(&b't'))
        || text.as_bytes().windows(2).any(is_of_sum)
}

/// Whether a text, in the normal form of keys, is a total word: `合计`, `Total`, `小计：`, `【总计】`.
pub(super) fn is_total(text: &str) -> bool {
    let text = undressed(without_count(text));
    TOTALS.contains(&text) || {
        let lower = text.to_lowercase();
        LATIN_TOTALS.iter().chain(&LONE_TOTALS).any(|word| *word == lower)
    }
}

/// Whether it is the mark of a sum in lists of SAP: `*`, `**` for one of sums.
pub(super) fn is_marked_total(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c == '*')
}

/// Whether it is a line that is drawn and no text: `-----`, `=====`, `+---`.
pub(super) fn is_drawn(text: &str) -> bool {
    text.chars().count() >= DRAWN && text.chars().all(|c| matches!(c, '-' | '=' | '_' | '+' | '|' | ':' | '─' | '━'))
}

/// Whether it ends in one: `物料分类小计`, `张三 小计`, `North Total`.
pub(super) fn ends_in_total(text: &str) -> bool {
    let text = undressed(text);
    let lower = text.to_lowercase();
    let is_apart = |before: &str| before.ends_with([' ', '-', ':', '：', ')', '）']);
    TOTALS.iter().any(|word| text.ends_with(word))
        || LATIN_TOTALS.iter().any(|word| lower.strip_suffix(word).is_some_and(is_apart))
}

/// Whether it begins with one and goes on, parted from it: `Total Ann`, `小计：张三`.
pub(super) fn begins_in_total(text: &str) -> bool {
    let text = undressed(text);
    let lower = text.to_lowercase();
    let goes_on = |rest: &str| {
        let behind = rest.trim_start_matches(|c: char| is_blank(c) || matches!(c, '-' | ':' | '：' | '(' | '（'));
        behind.len() < rest.len() && !behind.is_empty()
    };
    let mut words = TOTALS.iter().chain(&LATIN_TOTALS);
    words.any(|word| lower.strip_prefix(word).is_some_and(goes_on))
}

/// What the text, in the normal form of keys, says that it is the sum of: `Böhm` of `Summe Böhm`, `Subtotal: Böhm`, `Böhm gesamt`, `小计：张三`.
pub fn sum_of(text: &str) -> Option<&str> {
    if !may_say_total(text) {
        return None;
    }
    let text = undressed(without_count(text));
    let is_sign = |c: char| is_blank(c) || matches!(c, '-' | ':' | '：' | '(' | '（' | ')' | '）');
    let bare = |rest: &str| rest.trim_matches(is_sign).len();
    let words = || TOTALS.iter().chain(&LATIN_TOTALS).chain(&LONE_TOTALS);
    // The longest first: `total` is the beginning of others.
    let parted = |rest: &str, word: &str| !word.is_ascii() || rest.is_empty();
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return None;
    }
    let behind = words().filter_map(|word| {
        let rest = lower.strip_prefix(word)?;
        (rest.starts_with(is_sign) || parted(rest, word)).then(|| &text[text.len() - rest.len()..])
    });
    let before = words().filter_map(|word| {
        let rest = lower.strip_suffix(word)?;
        (rest.ends_with(is_sign) || parted(rest, word)).then(|| &text[..rest.len()])
    });
    let rest = behind.chain(before).min_by_key(|rest| bare(rest))?;
    let of = ["of ", "de ", "von ", "du ", "di "].iter().find_map(|word| rest.trim_matches(is_sign).strip_prefix(word));
    Some(of.unwrap_or(rest).trim_matches(is_sign)).filter(|rest| !rest.is_empty())
}

/// Whether a cell says who made or checked the list, or begins a remark: `制表人：张三`, `打印时间 2026-11-02`, `备注：`.
pub fn is_footer(text: &str) -> bool {
    if text.is_ascii() && !text.contains(':') {
        return is_page(text);
    }
    let normal = key::normal(text);
    if is_page(&normal) || is_count(&normal) {
        return true;
    }
    let colon = normal.find([':', '：']);
    let head = &normal[..colon.unwrap_or(normal.len())];
    // `Prepared by: Ann` has a blank in the words; `打印时间 10:00` has its colon behind them.
    let (head, has_colon) = match head.split_once(is_blank) {
        Some((first, rest)) if !head.is_ascii() || colon.is_none() => (first, rest.trim_matches(is_blank).is_empty()),
        _ => (head, colon.is_some()),
    };
    let has_colon = has_colon && colon.is_some();
    let head = head.trim_matches(is_blank).to_lowercase();
    let is_short = head.chars().count() <= if head.is_ascii() { 16 } else { 6 };
    let names = |word: &str| {
        head.strip_prefix(word).is_some_and(|rest| match word.is_ascii() {
            true => has_colon && (rest.is_empty() || rest.starts_with([' ', 's'])),
            false => has_colon || matches!(rest, "人" | "时间" | "時間" | "日期" | "人员" | "人員"),
        })
    };
    is_short && FOOTERS.iter().any(|word| names(word))
}

/// Whether a cell says which page it is on: `Page 3 of 4`, `Seite 3`, `第3页`, `第 1 頁，共 2 頁`.
fn is_page(text: &str) -> bool {
    let lower = text.trim_matches(is_blank).to_lowercase();
    let parts = |rest: &str| {
        let is_part =
            |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()) || matches!(part, "of" | "von" | "sur");
        rest.starts_with([' ', ':'])
            && rest.bytes().any(|byte| byte.is_ascii_digit())
            && rest.split([' ', ':', '/', '.']).all(is_part)
    };
    let in_latin = ["page", "seite"].iter().any(|word| lower.strip_prefix(word).is_some_and(parts));
    let is_of_pages = |c: char| c.is_ascii_digit() || is_blank(c) || "第共页頁/,，、".contains(c);
    let has_number = lower.chars().any(|c| c.is_ascii_digit());
    in_latin || lower.starts_with('第') && has_number && lower.ends_with(['页', '頁']) && lower.chars().all(is_of_pages)
}

/// What lists count at their end.
const COUNTED: [char; 18] =
    ['人', '位', '名', '笔', '筆', '条', '條', '行', '项', '項', '件', '户', '戶', '家', '张', '張', '页', '頁'];

/// Whether a cell says how many entries the list has: `共 4 人`, `共12条记录`.
fn is_count(text: &str) -> bool {
    let Some(rest) = text.trim_matches(is_blank).strip_prefix('共') else { return false };
    let rest = rest.trim_start_matches(|c| is_blank(c) || c == '计' || c == '計' || c == ':');
    let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',');
    let unit = ["记录", "記錄", "紀錄", "资料", "資料", "数据", "數據"]
        .iter()
        .fold(unit.trim_matches(is_blank), |unit, word| unit.strip_suffix(word).unwrap_or(unit));
    rest.starts_with(|c: char| c.is_ascii_digit()) && unit.chars().count() == 1 && unit.starts_with(COUNTED)
}

/// Whether a line says something, and is neither a number nor a key such as `S-101`: `Copyright 2026`, `As of 2026-01-31 09:14`.
pub fn is_prose(line: &str) -> bool {
    let count = |is: fn(char) -> bool| line.chars().filter(|c| is(*c)).count();
    let letters = count(char::is_alphabetic);
    letters > count(char::is_numeric) || letters > 1 && line.trim_matches(is_blank).contains(is_blank)
}

/// Words of a sum that is carried on from the page or month before, or to the next; they may be followed by which.
const CARRIED: [&str; 24] = [
    "结转",
    "結轉",
    "上期结转",
    "上期結轉",
    "上月结转",
    "上月結轉",
    "承前页",
    "承前頁",
    "过次页",
    "過次頁",
    "vortrag",
    "saldovortrag",
    "übertrag",
    "uebertrag",
    "carried forward",
    "carry forward",
    "brought forward",
    "balance brought forward",
    "report à nouveau",
    "à reporter",
    "a reporter",
    "saldo anterior",
    "riporto",
    "solde reporté",
];

/// Whether the whole text, in the normal form of keys, says that its row sums up others or carries a sum on: `Total`, `Vortrag Oktober`.
pub fn says_sum(text: &str) -> bool {
    let lower = undressed(text).to_lowercase();
    let goes_on = |word: &str| {
        lower.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ':', '：', '-']))
    };
    is_total(text) || CARRIED.iter().any(|word| goes_on(word))
}

/// Without how many rows it says that there are, in brackets: `Grand Totals (12 records)`, `合计（12笔）`.
fn without_count(text: &str) -> &str {
    let open = |c: char| matches!(c, '(' | '（' | '[');
    let Some((word, count)) = text.split_once(open) else { return text };
    let count = count.trim_start_matches('共').trim_start();
    let is_count = count.starts_with(|c: char| c.is_ascii_digit()) && count.ends_with([')', '）', ']']);
    if is_count && !word.trim_matches(is_blank).is_empty() { word } else { text }
}

/// Without the colon behind it and the brackets around it.
fn undressed(text: &str) -> &str {
    text.trim_matches(|c: char| is_blank(c) || matches!(c, ':' | '：' | '【' | '】' | '[' | ']' | '(' | ')' | '*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_scripts() {
        crate::spelling::assert_both_scripts(TOTALS.into_iter().chain(FOOTERS).chain(CARRIED));
    }

    #[test]
    fn every_total_word_of_three_scripts_is_one() {
        for text in TOTALS.iter().chain(&[
            "Total",
            "TOTAL:",
            "Grand total",
            "Subtotal",
            "Sub-total",
            "合 计",
            "小计：",
            "【总计】",
            "Summe",
            "Gesamtergebnis",
            "Übertrag",
            "GESAMT:",
            "Total général",
            "TOTAL GÉNÉRAL",
            "Sous-total",
            "Totale",
            "Suma",
            "Totals",
            "Grand Totals (12 records)",
            "Total (1,204)",
            "合计（共12笔）",
        ]) {
            assert!(is_total(&key::normal(text)) && may_say_total(text), "{text}");
        }
        for text in ["物料分类小计", "张三 小计", "North Total", "华东区合计：", "Hamburg gesamt"] {
            assert!(ends_in_total(&key::normal(text)) && !is_total(&key::normal(text)), "{text}");
            assert!(may_say_total(text), "{text}");
        }
        for text in ["小计算器", "Totalsystem", "Contotal", "张三", "Ana Suma", "Insgesamt-Verlag"] {
            assert!(!ends_in_total(&key::normal(text)), "{text}");
        }
    }

    #[test]
    fn lists_draw_lines_and_mark_sums() {
        for text in ["*", "**", "***"] {
            assert!(is_marked_total(text) && may_say_total(text), "{text}");
        }
        for text in ["---", "=======", "+-----+", "─────"] {
            assert!(is_drawn(text), "{text}");
        }
        for text in ["-", "--", "", "- 5", "A-1", "—"] {
            assert!(!is_drawn(text), "{text}");
        }
    }

    #[test]
    fn a_sum_says_what_it_is_of() {
        for (text, of) in [
            ("Summe Böhm", Some("Böhm")),
            ("Subtotal: Ann", Some("Ann")),
            ("Ann Lee gesamt", Some("Ann Lee")),
            ("小计：张三", Some("张三")),
            ("张三小计", Some("张三")),
            ("Total de Ana", Some("Ana")),
            ("Total", None),
            ("Totalsystem", None),
            ("Böhm", None),
        ] {
            assert_eq!(sum_of(&key::normal(text)), of, "{text}");
        }
    }

    #[test]
    fn prose_is_no_number_and_no_key() {
        for text in ["Copyright (c) 2000-2026 x.com, inc.", "Confidential", "As of 2026-01-31 09:14", "共12条记录"]
        {
            assert!(is_prose(text), "{text}");
        }
        for text in ["S-101", "12345.00", "12 345,00", "2026-01-31", ",,,,5"] {
            assert!(!is_prose(text), "{text}");
        }
    }

    #[test]
    fn a_footer_says_who_made_the_list_or_begins_a_remark() {
        for text in [
            "制表人：张三",
            "审核:",
            "打印时间 2026-11-02 10:00",
            "备注：含税",
            "製表人",
            "Prepared by: Ann",
            "Note: net",
            "頁次：1/1",
            "Druckdatum: 02.11.2026",
            "Seite 3",
            "Page 3 of 4",
            "第 1 頁，共 2 頁",
            "共 4 人",
            "共12条记录",
        ] {
            assert!(is_footer(text), "{text}");
        }
        for text in [
            "注册会计师",
            "主管",
            "Note",
            "Notes Ltd",
            "Approved",
            "华东贸易公司:备注",
            "2026-10-05",
            "Page Ltd",
            "Seiter 3",
            "共和广场",
            "共 4",
        ] {
            assert!(!is_footer(text), "{text}");
        }
    }
}
