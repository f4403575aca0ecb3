//! Words by which a row says that it was undone, rejected or never came about, by the kind of its rows and what its column is about.

use super::{About, Word};
use crate::ingest::cell::{key, undone, yes_no};
use crate::spelling::folded;

/// What kind of rows a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Sales.
    Sales,
    /// Money received.
    Collections,
    /// What people did, or took part in: visits, trainings, events.
    Doings,
    /// Answers.
    Surveys,
    /// What may well end by being cancelled: tickets, opportunities.
    Cases,
    /// A source of one's own.
    Own,
    /// What somebody has to agree to: adjustments, splits, leave.
    Agreed,
}

/// Whatever it is said of is none.
const CORE: &str = "cancelled canceled void voided reversed reversal deleted annulled storniert storno stornorechnung gelöscht ungültig annulé annulée annule annulee \
    annulation supprimé cancelado cancelada anulado anulada annullato annullata cancellato stornato geannuleerd anulowane anulowany annullerad makulerad \
    annulleret annullert zrušeno stornováno iptal iptaledildi キャンセル キャンセル済み 取消済み 취소 취소됨 \
    取消 已取消 作废 已作废 撤销 已撤销 红冲 已红冲 冲销 已冲销 冲红 删除 已删除 无效 作廢 已作廢 撤銷 已撤銷 紅沖 已紅沖 沖銷 已沖銷 沖紅 刪除 已刪除 無效";

/// Of anything that holds or does not.
const INVALID: &str = "不成立 void voided invalid deleted ungültig gelöscht invalide supprimé inválido anulado 作废 已作废 无效 删除 已删除 作廢 已作廢 無效 刪除 已刪除";

/// What nobody agreed to.
const REJECTED: &str = "rejected declined denied refused disapproved notapproved withdrawn abgelehnt zurückgewiesen zurückgezogen nichtgenehmigt refusé refusée \
    refuse refusee rejeté rejetée rejete rejetee rechazado rechazada respinto respinta rejeitado afgewezen odrzucone avvisad afvist avvist zamítnuto reddedildi 却下 반려 \
    驳回 已驳回 拒绝 已拒绝 被拒绝 未通过 不通过 审批不通过 审核不通过 审批未通过 审核未通过 未批准 未核准 不同意 已退回 退回 已撤回 撤回 \
    駁回 已駁回 拒絕 已拒絕 被拒絕 未通過 不通過 審批不通過 審核不通過 審批未通過 審核未通過";

/// Money that did not come in, or went back.
const BOUNCED: &str = "bounced dishonoured dishonored returned failed unpaid chargeback refund refunded rejected declined nsf reversed geplatzt rücklastschrift \
    rückbuchung zurückgebucht fehlgeschlagen impayé rejeté échoué remboursement remboursé devuelto rechazado insoluto respinto \
    退票 已退票 跳票 拒付 未兑现 未兌現 退款 已退款 退回 已退回 付款失败 收款失败 支付失败 失败 退款单 付款失敗 收款失敗 支付失敗 失敗 退款單";

/// Documents of which nothing was sold: a price that was offered, or things that were lent.
const NO_SALE: &str = "quote quotation angebot devis presupuesto preventivo 报价 报价单 估价单 借出 借出单 借货 借货单 报价單 報價 報價單 估價單 借出單 借貨 借貨單";

/// What was not done.
const NOT_DONE: &str = "noshow no-show nottakenplace didnottakeplace nothappened calledoff abgesagt ausgefallen entfallen nichterschienen nichtstattgefunden absent \
    nichtdurchgeführt annulé 爽约 未到访 未拜访 未执行 未完成 未参加 缺席 爽約 未到訪 未拜訪 未執行 未參加";
/// What is not done yet, said of a state.
const TO_DO: &str = "planned scheduled notstarted geplant planifié prévu planificado pianificato 计划 计划中 已计划 待执行 待拜访 未开始 計劃中 已計劃 待執行 待拜訪 未開始";

/// Words that say that a row is what it looks like.
const RIGHT: &str = "核准 已核准 成立 兑现 已兑现 兌現 已兌現 done completed complete held attended finished confirmed active valid paid approved won closedwon invoiced invoice shipped delivered sale sales sold \
    sell posted booked receipt received order salesorder salesinvoice ok yes normal cleared successful success erledigt abgeschlossen durchgeführt bestätigt gültig \
    genehmigt rechnung ausgangsrechnung verkauf gebucht bezahlt geliefert terminé terminée effectué effectuée confirmé validé valide approuvé approuvée facture vente \
    payé payée réalisé 完成 已完成 正常 有效 已审核 已审批 审核通过 审批通过 通过 已通过 已确认 销售 销货 出库 销售出库 销售出库单 销售单 销售订单 销售发票 已执行 \
    已签到 已到访 是 已审 蓝字 正常销售 已審核 已審批 審核通過 審批通過 通過 已通過 已確認 銷售 銷貨 銷售出庫 銷售單 銷售訂單 銷售發票 已執行 已簽到 已到訪 藍字";

/// Words of two signs; the first two columns hold under a header of signs alone, the last is certain whatever the header.
const SIGNS: [[&str; 2]; 20] = [
    ["s", "h"],
    ["d", "c"],
    ["d", "h"],
    ["dr", "cr"],
    ["debit", "credit"],
    ["débit", "crédit"],
    ["debe", "haber"],
    ["dare", "avere"],
    ["+", "-"],
    ["+", "–"],
    ["plus", "minus"],
    ["positive", "negative"],
    ["正", "负"],
    ["正数", "负数"],
    ["红", "蓝"],
    ["增", "减"],
    ["加", "减"],
    ["加", "扣"],
    ["奖", "扣"],
    ["1", "-1"],
];
const CERTAIN_SIGNS: [[&str; 2]; 4] = [["借", "贷"], ["借方", "贷方"], ["soll", "haben"], ["红字", "蓝字"]];

fn has(words: &str, form: &str) -> bool {
    words.split_whitespace().any(|known| folded(known) == *form)
}

/// Whether a word, folded and as it is written, says that its row is none.
pub(super) fn says_undone(rows: Rows, about: About, (form, own): (&str, &str)) -> bool {
    match about {
        About::UndoneBy => !form.is_empty() && !matches!(yes_no::read(own), Ok(Some(false))),
        About::Undone => is_marked(form, own),
        About::Code => form == "V" || matches!(yes_no::read(own), Ok(Some(false))) || has(CORE, form),
        About::Remark => has(CORE, form),
        About::Valid => matches!(yes_no::read(own), Ok(Some(false))) || has(INVALID, form),
        About::Refunded => own.parse::<i128>().is_err() && is_marked(form, own),
        About::Sign | About::Rate => false,
        About::State => of_state(rows, form, own),
        About::Outcome => of_outcome(rows, form, own),
        About::Kind => of_kind(rows, form, own),
        About::Other => rows == Rows::Sales && of_kind(rows, form, own),
    }
}

/// Whether a remark is a word and nothing else that says that its row is none.
pub(super) fn is_undone_alone(own: &str) -> bool {
    has(CORE, &folded(&key::normal(own.trim())))
}

/// Whether a flag is set.
fn is_marked(form: &str, own: &str) -> bool {
    let is_yes = matches!(yes_no::read(own), Ok(Some(true)));
    is_yes || matches!(form, "X" | "V" | "*") || has(CORE, form) || undone::says_so("status", own)
}

fn of_state(rows: Rows, form: &str, own: &str) -> bool {
    match rows {
        Rows::Sales => undone::says_so("status", own) || has(CORE, form) || has(REJECTED, form),
        Rows::Collections => has(CORE, form) || has(BOUNCED, form) || has(REJECTED, form),
        Rows::Doings => has(CORE, form) || has(NOT_DONE, form) || has(TO_DO, form),
        Rows::Surveys => has(CORE, form) || has(INVALID, form),
        Rows::Cases => has(INVALID, form),
        Rows::Own => has(CORE, form),
        Rows::Agreed => has(CORE, form) || has(REJECTED, form),
    }
}

fn of_kind(rows: Rows, form: &str, own: &str) -> bool {
    match rows {
        Rows::Sales => undone::took_back("status", own) || has(CORE, form) || has(NO_SALE, form),
        Rows::Collections => has(CORE, form) || has(BOUNCED, form),
        Rows::Own => has(CORE, form) || undone::took_back("status", own),
        Rows::Doings => has(CORE, form),
        Rows::Surveys | Rows::Cases => has(INVALID, form),
        // What is reversed, or given back, is adjusted.
        Rows::Agreed => false,
    }
}

fn of_outcome(rows: Rows, form: &str, own: &str) -> bool {
    match rows {
        Rows::Doings => has(CORE, form) || has(NOT_DONE, form),
        Rows::Surveys | Rows::Cases => has(INVALID, form),
        Rows::Agreed => has(CORE, form) || has(REJECTED, form),
        Rows::Sales | Rows::Collections | Rows::Own => of_kind(rows, form, own),
    }
}

/// Whether the other words of the column let those be told that say so.
pub(super) fn are_opposite(rows: Rows, about: About, others: &[&str]) -> bool {
    let is_right = |word: &&str| has(RIGHT, word);
    match (rows, about) {
        // What was undone is marked beside rows that are not.
        (_, About::Code) => others.iter().any(|word| is_right(word) || *word == "Y"),
        (_, About::Remark) => true,
        (_, About::Undone | About::UndoneBy | About::Valid | About::Refunded) => !others.is_empty(),
        (_, About::Other) | (Rows::Own | Rows::Doings, _) => others.iter().any(is_right),
        (_, About::Kind) => !others.is_empty(),
        _ => true,
    }
}

/// The two signs that are all the words of a column; amounts that have signs themselves need none.
pub(super) fn signs(words: &[(String, Word)], is_of_signs: bool) -> Option<[Word; 2]> {
    let words: Vec<&(String, Word)> = words.iter().filter(|(form, _)| !form.is_empty()).collect();
    let [(one, first), (other, second)] = words[..] else { return None };
    let is_pair = |pair: &[&str; 2]| {
        let [left, right] = pair.map(|word| folded(word).into_owned());
        (*one == left && *other == right) || (*one == right && *other == left)
    };
    let is_known = CERTAIN_SIGNS.iter().any(is_pair) || (is_of_signs && SIGNS.iter().any(is_pair));
    let has_none = first.below == 0 && second.below == 0;
    let mut signs = [first.clone(), second.clone()];
    signs.sort_by_key(|word| word.first);
    (is_known && has_none).then_some(signs)
}
