//! Words of a state by which a row says itself that nothing was sold: returned, cancelled, lost, or not sold yet.

use super::yes_no;
use crate::spelling::folded;

/// Columns that may say so.
pub const COLUMNS: [&str; 2] = ["returned", "status"];

const WORDS: &str = "returned refunded cancelled canceled void voided reversed chargeback lost closedlost closed-lost \
    refund creditnote creditmemo withdrawn 退货单 退貨單 销售退回 銷貨退回 gutschrift rückgabe avoir abono \
    salesreturn salereturn return returns rma creditinvoice creditadvice stornobeleg stornogutschrift rechnungsstorno gutschriftsanzeige retourengutschrift \
    avoirclient facturedavoir facturerectificative 销售退货单 销售退货 销货退回 销货退回单 退货入库单 退货入库 销售退库 红字发票 红字销售发票 红字出库单 \
    红字销售出库单 销退单 贷项通知单 贷项凭证 折让 折让单 销货折让 销货退回及折让 已红冲 冲红 已撤销 撤销 銷售退貨單 銷售退貨 銷貨退回單 退貨入庫單 退貨入庫 \
    銷售退庫 紅字發票 紅字銷售發票 紅字出庫單 紅字銷售出庫單 銷退單 折讓 折讓單 銷貨折讓 銷貨退回及折讓 已紅沖 沖紅 已撤銷 撤銷 \
    退货 已退货 退款 已退款 退回 已退回 退单 已退单 销退 取消 已取消 作废 已作废 红字 红冲 冲销 已冲销 拒收 丢单 已丢单 输单 交易关闭 \
    退貨 已退貨 已退單 退單 銷退 作廢 已作廢 紅字 紅沖 沖銷 已沖銷 丟單 已丟單 輸單 交易關閉 \
    storniert storno retourniert retoure verloren annulé annulée retourné retournée remboursé cancelado anulado devuelto perdido \
    stornorechnung erstattet rückerstattet zurückgegeben annule annulee retour retourne retournee remboursée rembourse remboursee remboursement \
    notedecrédit notedecredit perdu perdue cancelada anulada devuelta devolución devolucion reembolsado reembolsada reembolso notadecrédito \
    notadecredito notadeabono perdida devolvido devolvida devolução devolucao estorno estornado estornada annullato annullata cancellato \
    cancellata stornato stornata reso rimborsato rimborsata rimborso notadicredito notacredito notadiaccredito perso persa geannuleerd \
    geretourneerd teruggestuurd terugbetaald gecrediteerd creditnota creditfactuur anulowane anulowany anulowana anulowano zwrot zwrócone \
    zwrócony zwrócona zwrócono zwrocone zwrocony zwrocona zwrocono fakturakorygująca przegrana przegrane stracona annullerad makulerad \
    avbeställd avbokad returnerad återbetald krediterad kreditnota kreditfaktura förlorad annulleret returneret refunderet tilbagebetalt \
    krediteret tabt annullert kansellert returnert refundert kreditert tapt zrušeno zrušená zrušený zruseno zrusena zruseny stornováno \
    stornovaná stornovaný stornovano vráceno vrácená vrácený vraceno dobropis ztraceno prohráno iptal İptal iptaledildi İptaledildi iade İade \
    iadeedildi İadeedildi iadefaturası kaybedildi キャンセル キャンセル済 キャンセル済み 取消済 取消済み 取り消し 取り消し済み 返品 返品済 返品済み \
    返金 返金済 返金済み 赤伝 赤伝票 失注 취소 취소됨 취소완료 주문취소 반품 반품됨 반품완료 환불 환불됨 환불완료 실주";

/// Words of a deal that nobody won.
const NEVER_SOLD: &str = "lost closedlost closed-lost 丢单 已丢单 输单 丟單 已丟單 輸單 verloren perdido \
    perdida perdu perdue perso persa przegrana przegrane stracona förlorad tabt tapt ztraceno prohráno kaybedildi 失注 실주";

/// Words of a deal that was won.
const WON: &str =
    "won closedwon closed-won 赢单 已赢单 成交 已成交 贏單 已贏單 gewonnen ganado ganada gagné gagnée vinto ganho";

/// Stages in which a deal is before it is won, as programs for them call them; words that orders may have too are none of them.
const OPEN: &str = "prospecting qualification needsanalysis valueproposition iddecisionmakers perceptionanalysis proposal proposal/pricequote \
    negotiation negotiation/review appointmentscheduled qualifiedtobuy presentationscheduled decisionmakerbought-in contractsent draft entwurf brouillon borrador 草稿 \
    quote quotation proforma proformainvoice pro-forma angebot offerte devis presupuesto cotización preventivo orçamento 报价单 形式发票 報價單 形式發票 \
    rascunho bozza concept szkic wersjarobocza utkast udkast kladde koncept taslak 下書き 초안 \
    线索 商机 初步接洽 需求确认 方案报价 报价中 谈判 谈判中 商务谈判 跟进中 意向 \
    線索 商機 初步接洽 需求確認 方案報價 報價中 談判 談判中 商務談判 跟進中";

/// Whether a word of one of these columns says that the row is no sale: undone, or not done yet.
pub fn is_no_sale(column: &str, word: &str) -> bool {
    says_so(column, word) || column == "status" && has(OPEN, &folded(word))
}

/// Whether a word of a state says that nothing was ever sold, so that nothing can come back.
pub fn was_never_sold(word: &str) -> bool {
    let word = folded(word);
    has(NEVER_SOLD, &word) || has(OPEN, &word)
}

/// Whether a word of one of these columns says that what was sold has come back.
pub fn took_back(column: &str, word: &str) -> bool {
    says_so(column, word) && !was_never_sold(word)
}

/// Whether a word of a state says that the deal was won.
pub fn was_won(word: &str) -> bool {
    has(WON, &folded(word))
}

fn has(words: &str, folded_word: &str) -> bool {
    words.split_whitespace().any(|known| folded(known) == *folded_word)
}

/// Whether a word of one of these columns says that the row was undone.
pub fn says_so(column: &str, word: &str) -> bool {
    let word = folded(word);
    let is_yes = column == "returned" && matches!(yes_no::read(&word), Ok(Some(true)));
    is_yes || has(WORDS, &word)
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
            ("status", "Credit Note"),
            ("status", "Nota de crédito"),
            ("status", "Estornado"),
            ("status", "Note de crédit"),
            ("status", "Geannuleerd"),
            ("status", "Zwrócone"),
            ("status", "Återbetald"),
            ("status", "Dobropis"),
            ("status", "İptal edildi"),
            ("status", "返品済み"),
            ("status", "환불 완료"),
        ] {
            assert!(says_so(column, word), "{column} {word}");
        }
        for (column, word) in
            [("status", "won"), ("status", "yes"), ("returned", "no"), ("status", "部分退款"), ("status", "")]
        {
            assert!(!says_so(column, word), "{column} {word}");
        }
    }

    #[test]
    fn what_was_lost_was_never_sold() {
        assert!(["Lost", "Closed Lost", "输单", "Negotiation", "Rascunho", "失注"].into_iter().all(was_never_sold));
        assert!(!["Returned", "Cancelled", "退货", "won"].into_iter().any(was_never_sold));
    }

    #[test]
    fn a_deal_says_itself_that_it_is_open() {
        for word in ["Negotiation/Review", "Value Proposition", "商务谈判", "Closed Lost"] {
            assert!(is_no_sale("status", word), "{word}");
        }
        for word in ["Closed Won", "open", "pending", "报价", ""] {
            assert!(!is_no_sale("status", word), "{word}");
        }
    }
}
