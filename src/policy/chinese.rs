//! What Chinese words for keys and choices of the language are called in it.

/// A word of the language, and the words that mean it.
const WORDS: [(&str, &str); 74] = [
    ("commission", "提成 佣金 销售提成 銷售提成 抽成"),
    ("bonus", "奖金 獎金 奖励 獎勵"),
    ("salary", "工资 工資 薪资 薪資 绩效工资 績效工資 绩效 績效"),
    ("override", "管理提成 团队提成 團隊提成"),
    ("pool", "奖金池 獎金池 奖池 獎池"),
    ("contest", "竞赛 競賽 比赛 比賽"),
    ("guarantee", "保底 保障"),
    ("adjustment", "调整 調整"),
    ("week", "周 週 每周 每週"),
    ("month", "月 月度 每月 按月"),
    ("quarter", "季 季度 每季 按季"),
    ("year", "年 年度 每年 按年"),
    ("sales", "销售 銷售 销售额 銷售額 订单 訂單"),
    ("staff", "人员 人員 员工 員工 花名册 名冊"),
    ("targets", "目标 目標 任务 任務"),
    ("target", "目标 目標 任务 任務"),
    ("collections", "回款 收款"),
    ("customers", "客户 客戶"),
    ("returns", "退货 退貨"),
    ("activities", "拜访 拜訪 活动 活動"),
    ("surveys", "满意度 滿意度 调查 調查"),
    ("tickets", "工单 工單 投诉 投訴"),
    ("training", "培训 培訓"),
    ("adjustments", "调整 調整"),
    ("ratings", "评分 評分 打分"),
    ("splits", "分成 拆分"),
    ("leave", "请假 請假"),
    ("name", "名称 名稱"),
    ("version", "版本"),
    ("currency", "币种 幣種 货币 貨幣 幣別"),
    ("period", "周期 週期 期间 期間"),
    ("language", "语言 語言"),
    ("measures", "指标 指標"),
    ("measure", "指标 指標"),
    ("scorecards", "评分卡 評分卡 考核表"),
    ("indicators", "指标 指標 考核项 考核項"),
    ("grades", "等级 等級"),
    ("grade", "等级 等級"),
    ("ranking", "排名"),
    ("rank", "排名 名次"),
    ("weight", "权重 權重"),
    ("score", "得分 分数 分數 评分 評分"),
    ("points", "分数 分數 积分 積分"),
    ("roles", "岗位 崗位 角色 职位 職位"),
    ("role", "岗位 崗位 角色 职位 職位"),
    ("kind", "类型 類型 种类 種類"),
    ("base", "基数 基數 基础 基礎"),
    ("rate", "费率 費率 比例 提成比例 点数 點數"),
    ("rates", "费率 費率 比例"),
    ("tiers", "阶梯 階梯 档位 檔位 分档 分檔"),
    ("steps", "阶梯 階梯 档位 檔位 分档 分檔"),
    ("cap", "上限 封顶 封頂"),
    ("floor", "下限 保底"),
    ("minimum", "最低 保底"),
    ("amount", "金额 金額"),
    ("when", "条件 條件"),
    ("gate", "门槛 門檻"),
    ("multiply", "系数 係數"),
    ("negative", "负数 負數"),
    ("linear", "线性 線性"),
    ("whole", "全额 全額"),
    ("marginal", "超额 超額 分段"),
    ("person", "个人 個人 人"),
    ("team", "团队 團隊 小组 小組"),
    ("department", "部门 部門"),
    ("sum", "合计 合計 求和 总和 總和"),
    ("count", "计数 計數 次数 次數"),
    ("mean", "平均"),
    ("ratio", "比率"),
    ("where", "筛选 篩選"),
    ("counted", "计入 計入"),
    ("columns", "列 列名 欄位 字段"),
    ("deal", "单 單 每单 每單 订单 訂單"),
    ("zero", "零 清零 归零 歸零"),
];

/// The first of the candidates that the word means.
pub(super) fn meant<'a, S: AsRef<str>>(word: &str, candidates: &'a [S]) -> Option<&'a str> {
    let is_it = |candidate: &&str| {
        WORDS.iter().any(|(name, words)| name == candidate && words.split(' ').any(|known| known == word))
    };
    candidates.iter().map(AsRef::as_ref).find(is_it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_means_a_candidate_or_nothing() {
        assert_eq!(meant("提成", &["bonus", "commission"]), Some("commission"));
        assert_eq!(meant("月", &["week", "month"]), Some("month"));
        assert_eq!(meant("目標", &["staff", "targets"]), Some("targets"));
        assert_eq!(meant("月", &["person"]), None);
        assert_eq!(meant("", &["month"]), None);
    }
}
