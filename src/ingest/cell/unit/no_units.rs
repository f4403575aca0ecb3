//! Words beside amounts that are no unit of money.

use super::is_same;

/// Words in brackets beside an amount that are no unit.
pub(super) const NO_UNITS: &str = "\
    net gross incl inclusive including excl exclusive excluding ex with without w/o of and or the vat tax taxes gst \
    tps hst mwst ust inkl exkl netto brutto ht ttc required mandatory optional total sum before after pre post \
    pre-tax post-tax pretax discount discounts rebate rebates returns shipping freight local base functional home \
    company document transaction reporting converted currency actual target targets plan planned budget forecast \
    invoiced booked ordered order paid received collected final signed value price amount revenue sales monthly \
    month per unit units in custom formula do not edit sin con sem com senza met zonder bez avec sans hors mit ohne \
    med utan uden uten ilman nélkül fără cu hariç dahil без с χωρίς με h.t t.t.c iva igv itbis btw tva dph moms mva \
    alv áfa áfával kdv ндс пдв φπα icms ipi exclusief inclusief exklusive inklusive inklusiv eksklusiv ekskl eks \
    exclu incluido incluida incluidos incluídos incluído incluída inclus incluse inclusa incluso esclusa escluso \
    esclusi ivato imponibile comprises toutes taxe impuesto impuestos imposto impostos podatek podatku podatkiem \
    steuer steuern mehrwertsteuer umsatzsteuer zzgl abzgl vč včetně вкл включая zawiera łącznie neto neta bruto \
    bruta líquido liquido lordo brut nettó bruttó нетто брутто veroton verollinen sis de del y o e und ou lub oder \
    sv avant après antes después vor nach obligatorio obligatoire obligatorisch erforderlich pflichtfeld opcional \
    optionnel soll haben kz soll-kz haben-kz 부가세 포함 별도 제외 세전 세후 필수";

/// The same in Chinese and Japanese; a remark is made of them.
pub(super) const NO_UNITS_CHINESE: &str = "\
    价税合计 本位币 不含 未含 含 税 未 前 后 去 完 已 必填 选填 可选 可不填 自动计算 自动 合计 小计 总计 总 净额 净 毛额 毛 实收 实付 实际 应收 应付 预计 计划 目标 预算 折扣 折 优惠 退货 \
    退款 运费 原币 本币 金额 价 额 本月 当月 每月 月度 本期 当期 累计 年 月 日 季度 季 第 按 每 / 销售 回款 开票 合同 订单 发票 公式 人民币 单位 元 的 和 与 及 到账 签约 込み 込 抜き 抜 \
    别 消费 内 外 必须 任意 见込 実绩 实绩 を む まず 円";

/// Things that are counted or measured, and no money.
pub(super) const OF_THINGS: &str = "\
    pcs pieces piece boxes items kg g t tons tonnes km m² m2 l litres h hrs hours hour min mins minutes days day \
    wk wks week weeks mth mths months quarters yr yrs year years times visits calls people persons customers orders points pts score \
    count number no qty quantity units 件 个 箱 台 套 只 把 张 条 盒 瓶 包 袋 吨 公斤 千克 克 公里 米 平方米 升 小时 分钟 天 日 周 个月 個月 \
    月数 月數 天数 天數 次 人 人次 户 家 单 笔 分 点 篇 场 份 名 Stück Stk szt sztuk uds unidades \
    unités pièces pezzi pz stuks ks kpl Std Stunden heures horas godz uur Tage jours días dni dagen 個 本 枚 冊 回 時間 개 건 \
    명";

/// Those that end a label of times, and nothing else: one alone, as in `Fee (month)`, may be what an amount is for.
const OF_TIME: &str = "\
    hrs hours mins minutes days wks weeks mths months quarters yrs years Stunden Tage Wochen Monate Jahre heures jours semaines mois années horas \
    días semanas meses años";
const OF_TIME_CHINESE: &str = "月数 月數 天数 天數 年数 年數 小时数 小時數 工时 工時";

/// What a label of money has: a price of so many pieces is money.
const OF_MONEY: &str = "\
    amount fee fees price revenue sale value cost charge rent pay turnover billing booking arr mrr acv tcv betrag preis umsatz wert kosten \
    gebühr miete montant prix chiffre valeur coût importe precio valor coste 额 額 价 價 费 費 款 钱 錢 元 租金 收入 成本";

/// Times of which one, in brackets, is more likely what an amount is for: `Support (year)`.
const PER_TIME: [&str; 9] = ["day", "hour", "hr", "month", "mth", "week", "wk", "year", "yr"];

/// Whether the label of a number column says that its numbers are things or times and so no money: `Term (Months)`, `Quantity`, `合同月数`.
pub fn is_of_things(label: &str) -> bool {
    let text = super::super::plain::ordinary(label).to_lowercase().replace('_', " ");
    let one_of = |list: &str, word: &str| list.split(' ').any(|known| is_same(known, word));
    let is_thing = |word: &str| one_of(OF_THINGS, word.trim_start_matches("in "));
    let text = text.trim();
    if OF_MONEY.split(' ').any(|word| text.contains(word)) || text.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let in_brackets = text.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    let last = text.rsplit(' ').next().unwrap_or(text);
    is_thing(text)
        || one_of(OF_TIME, last)
        || OF_TIME_CHINESE.split(' ').any(|word| text.ends_with(word))
        || in_brackets.is_some_and(|(_, remark)| is_thing(remark.trim()) && !PER_TIME.contains(&remark.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_says_that_its_numbers_are_no_money() {
        for label in [
            "Term (Months)",
            "Quantity",
            "Contract_Months",
            "Seats (units)",
            "合同月数",
            "数量（件）",
            "Term in months",
        ] {
            assert!(is_of_things(label), "{label}");
        }
        for label in [
            "Fee (month)",
            "Support (year)",
            "ACV",
            "Price (pcs)",
            "Revenue last 12 months",
            "Monthly fee",
            "Points value",
            "金额",
        ] {
            assert!(!is_of_things(label), "{label}");
        }
    }
}
