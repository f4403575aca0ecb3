//! What the header of a column that nothing reads says that its cells say of their rows.

use crate::ingest::header::normal_label;

/// What the cells of a column say of their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// In what state the row is: `Status`, `审批状态`.
    State,
    /// What came of it: `Result`, `Ergebnis`.
    Outcome,
    /// What kind of document or of doing it is: `Belegart`, `单别`.
    Kind,
    /// Whether it was undone: `Void`, `作废`.
    Undone,
    /// When, or by what, it was undone: `Cancelled at`.
    UndoneBy,
    /// Whether it holds: `是否有效`.
    Valid,
    /// Whether it is confirmed, by a letter of its own for what was undone: `確認碼`.
    Code,
    /// Anything that somebody remarked: `备注`.
    Remark,
    /// Which way its amount goes: `S/H`, `借贷方向`.
    Sign,
    /// How much of it was given back: `退款金额`.
    Refunded,
    /// At which rate its amount would be exchanged: `汇率`.
    Rate,
    /// Something else; a kind of document may stand there all the same.
    Other,
}

/// Of what else than the row itself a state may be. Labels are compared in their normal form: small letters, Simplified, without blanks.
const OF_OTHERS: &str = "customer client kunde kunden cliente account product produkt produit artikel article member employee mitarbeiter \
    previous prior former last old vorherig alter ancien précédent precedent competitor wettbewerb warranty insurance versicherung assurance subscription \
    abonnement lead contact kontakt reason grund motif cause card karte carte method sample muster deposit anzahlung acompte next delivery \
    discount rabatt remise credit bonität kredit crédit price preis prix quality qualität qualité inspection survey umfrage \
    客户 产品 商品 物料 会员 员工 原因 原状态 原单 上次 上期 之前 竞争 竞品 质保 保险 订阅 线索 联系人 样品 押金 定金 支付方式 付款方式 物流方式 下次 折扣 信用 质检 检验 价格 调查";

const STATES: &str = "status state zustand statut état etat estado stato stage phase approval approbation genehmigung freigabe decision entscheidung 状态 阶段 审批 审核 核准 批准情况 票况 支票情况 兑现情况";

const OUTCOMES: &str = "outcome result ergebnis résultat resultat resultado esito 结果";

const KINDS: &str = "documenttype doctype transactiontype transtype trxtype txntype recordtype invoicetype entrytype ordertype postingtype \
    paymenttype receipttype typeofdocument typeoftransaction documentkind voucher beleg belegart belegtyp buchungsart vorgang vorgangsart vorgangstyp \
    umsatzart auftragsart rechnungsart typedepièce typedepiece typededocument typedopération typedoperation naturedelapièce nature \
    tipodedocumento tipodocumento 单据 单别 单种 凭证 票据 发票类型 发票种类 交易类型 业务类型 业务性质 收款类型 回款类型 款项类型 款项性质 收支 性质 类型 类别 种类";
const KINDS_ALONE: [&str; 7] = ["type", "art", "typ", "kind", "tipo", "kennzeichen", "flag"];

/// What a flag is called, alone or behind `is`, `是否`; and what stands around it.
const UNDONE: &str = "void voided cancel cancelled canceled cancellation deleted delete reversed reversal storno storniert gelöscht geloescht ungültig \
    annulé annulée annule annulee supprimé supprime cancelado anulado annullato invalid 作废 取消 撤销 红冲 冲销 冲红 删除 无效 退货 退单 退款 \
    returned refunded chargeback rejected abgelehnt refusé 驳回";
const VALID: &str = "valid gültig gueltig valide válido valido 有效 有效性 生效";
const WON: &str = "won gewonnen gagné 成交 赢单";
/// Codes `Y`, `N`, `V` by which programs say whether a document is confirmed, not yet, or void.
const CODES: &str = "确认码 审核码 核准码 签核码 复核码 确认否 审核否";
const REMARKS: &str = "note notes remark remarks bemerkung bemerkungen 备注 说明 摘要";
const AROUND: [&str; 7] = ["是否", "已", "是否已", "is", "has", "was", "isthe"];
const BEHIND: [&str; 11] = ["标志", "标识", "标记", "状态", "flag", "indicator", "kennzeichen", "kz", "yn", "y/n", "?"];

const UNDONE_BY: &str = "cancelledat canceledat cancelledon canceledon cancellationdate canceldate voidedat voidedon voiddate reversedby reversedon \
    reversedwith reversaldate reversaldocument reversaldoc deletedat deletedon storniertam storniertmit stornodatum stornobeleg stornobelegnr stornobelegnummer \
    annuléle datedannulation dateannulation 作废日期 作废时间 作废人 取消日期 取消时间 撤销日期 撤销时间 红冲单号 红冲日期 冲销单号 冲销日期 冲销凭证 \
    冲销凭证号 红冲凭证";

const SIGNS: &str = "s/h sh s/hkz s/hkennzeichen shkz shkennzeichen soll/haben sollhaben soll/habenkennzeichen sollhabenkennzeichen soll/habenkz d/c dc \
    d/cindicator dr/cr drcr cr/dr crdr c/d debit/credit debitcredit debit/creditindicator debitcreditindicator credit/debit débit/crédit debitoucredit sens \
    +/ + ± +/sign sign vorzeichen signe plus/minus plusminus 借贷 借/贷 借贷方向 借贷标志 借贷标识 余额方向 方向 正负 正/负 正负号 正负标志 符号 红蓝 \
    红/蓝 红蓝字 红蓝字标志 红蓝标志 红蓝标识 增减 加减 加扣 奖扣 奖罚 增减方向";

const REFUNDED: &str = "refundedamount amountrefunded refundamount refunded refundtotal totalrefunded refundedtotal refund refunds \
    returnedamount amountreturned erstattet erstatteterbetrag erstattungsbetrag rückerstattet rückerstattung gutgeschrieben montantremboursé remboursé \
    montantrembourse importereembolsado 退款金额 退款额 已退款金额 退款 已退金额 已退款 实际退款 实际退款金额 退货金额 退货额 累计退款 累计退款金额";

const RATES: &str = "exchangerate exchrate fxrate fx currencyrate conversionrate rateofexchange wechselkurs umrechnungskurs devisenkurs kurs tauxdechange \
    coursdechange cours tipodecambio tassodicambio 汇率 兑换率 记账汇率 折算汇率 换算汇率 本位币汇率 结算汇率";

/// What the header of a column says of it; nothing of one that says something of another thing than its rows.
pub fn about(label: &str) -> Option<About> {
    let normal = normal_label(label);
    let is_one_of = |words: &str| words.split_whitespace().any(|word| normal == word);
    let has_one_of = |words: &str| words.split_whitespace().any(|word| normal.contains(word));
    if is_one_of(SIGNS) {
        return Some(About::Sign);
    }
    if is_one_of(REFUNDED) {
        return Some(About::Refunded);
    }
    if is_one_of(RATES) {
        return Some(About::Rate);
    }
    if normal.is_empty() || has_one_of(OF_OTHERS) {
        return None;
    }
    let flag = bare(&normal);
    let is_flag = |words: &str| words.split_whitespace().any(|word| flag == word);
    Some(match () {
        () if is_one_of(CODES) => About::Code,
        () if is_one_of(REMARKS) => About::Remark,
        () if is_one_of(UNDONE_BY) => About::UndoneBy,
        () if is_flag(UNDONE) => About::Undone,
        () if is_flag(VALID) || is_flag(WON) => About::Valid,
        () if has_one_of(STATES) => About::State,
        () if has_one_of(OUTCOMES) => About::Outcome,
        () if has_one_of(KINDS) || KINDS_ALONE.contains(&normal.as_str()) => About::Kind,
        () => About::Other,
    })
}

/// A label in normal form without what only says that it is a flag.
fn bare(normal: &str) -> &str {
    let mut rest = normal;
    for around in AROUND {
        rest = rest.strip_prefix(around).filter(|rest| !rest.is_empty()).unwrap_or(rest);
    }
    for behind in BEHIND {
        rest = rest.strip_suffix(behind).filter(|rest| !rest.is_empty()).unwrap_or(rest);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_say_what_is_below_them() {
        for (label, expected) in [
            ("Status", Some(About::State)),
            ("审批状态", Some(About::State)),
            ("行状态", Some(About::State)),
            ("Estado", Some(About::State)),
            ("Type", Some(About::Kind)),
            ("Belegart", Some(About::Kind)),
            ("單別", Some(About::Kind)),
            ("Void", Some(About::Undone)),
            ("Is Deleted", Some(About::Undone)),
            ("是否作废", Some(About::Undone)),
            ("作废标志", Some(About::Undone)),
            ("Cancelled at", Some(About::UndoneBy)),
            ("是否有效", Some(About::Valid)),
            ("IsWon", Some(About::Valid)),
            ("S/H", Some(About::Sign)),
            ("Soll/Haben-Kennzeichen", Some(About::Sign)),
            ("借貸方向", Some(About::Sign)),
            ("+/-", Some(About::Sign)),
            ("Refunded Amount", Some(About::Refunded)),
            ("退款金额", Some(About::Refunded)),
            ("匯率", Some(About::Rate)),
            ("Customer status", None),
            ("客户状态", None),
            ("Previous status", None),
            ("Payment method", None),
            ("確認碼", Some(About::Code)),
            ("票況", Some(About::State)),
            ("備註", Some(About::Remark)),
            ("Region", Some(About::Other)),
            ("Party", Some(About::Other)),
        ] {
            assert_eq!(about(label), expected, "{label}");
        }
    }
}
