//! Words of a state by which a row says itself that nothing was sold in the end: returned, cancelled, lost.

use super::yes_no;
use crate::spelling::folded;

/// Columns that may say so.
pub const COLUMNS: [&str; 2] = ["returned", "status"];

const WORDS: &str = "returned refunded cancelled canceled void voided reversed chargeback lost closedlost closed-lost \
    退货 已退货 退款 已退款 退回 已退回 退单 已退单 销退 取消 已取消 作废 已作废 红字 红冲 冲销 已冲销 拒收 丢单 已丢单 输单 交易关闭 \
    退貨 已退貨 已退單 退單 銷退 作廢 已作廢 紅字 紅沖 沖銷 已沖銷 丟單 已丟單 輸單 交易關閉 \
    storniert storno retourniert retoure verloren annulé annulée retourné retournée remboursé cancelado anulado devuelto perdido";

/// Whether a word of one of these columns says that the row was undone.
pub fn says_so(column: &str, word: &str) -> bool {
    let word = folded(word);
    let is_yes = column == "returned" && matches!(yes_no::read(&word), Ok(Some(true)));
    is_yes || WORDS.split_whitespace().any(|known| folded(known) == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_itself_that_it_was_undone() {
        for (column, word) in [
            ("status", "Cancelled"),
            ("status", "已取消"),
            ("returned", "yes"),
            ("returned", "是"),
            ("status", "Closed Lost"),
        ] {
            assert!(says_so(column, word), "{column} {word}");
        }
        for (column, word) in
            [("status", "won"), ("status", "yes"), ("returned", "no"), ("status", "部分退款"), ("status", "")]
        {
            assert!(!says_so(column, word), "{column} {word}");
        }
    }
}
