//! Words that say which way an amount goes: of what they name people expect less, not more.

/// Words of money that is taken off.
const DEDUCTIONS: [&str; 20] = [
    "扣款",
    "扣减",
    "扣減",
    "扣罚",
    "扣罰",
    "扣除",
    "扣回",
    "追回",
    "罚款",
    "罰款",
    "赔偿",
    "賠償",
    "deduction",
    "deduct",
    "clawback",
    "claw back",
    "penalty",
    "fine",
    "recovery",
    "chargeback",
];

/// Words that turn them round.
const UNDONE: [&str; 14] = [
    "补", "補", "返还", "返還", "退还", "退還", "撤销", "撤銷", "冲回", "沖回", "多扣", "refund", "reversal", "return",
];

/// Words of conduct that costs points.
const PENALTIES: [&str; 20] = [
    "处罚",
    "處罰",
    "惩罚",
    "懲罰",
    "惩处",
    "懲處",
    "扣分",
    "警告",
    "记过",
    "記過",
    "违纪",
    "違紀",
    "违规",
    "違規",
    "罚",
    "罰",
    "penalty",
    "warning",
    "demerit",
    "violation",
];

/// Words of conduct that earns points.
const PRAISES: [&str; 14] = [
    "嘉奖",
    "嘉獎",
    "表扬",
    "表揚",
    "表彰",
    "记功",
    "記功",
    "奖励",
    "獎勵",
    "praise",
    "commendation",
    "reward",
    "award",
    "merit",
];

/// Whether a name is that of a deduction: one of its words, and nothing that undoes it.
pub(super) fn is_of_deduction(name: &str) -> bool {
    says(name, &DEDUCTIONS)
}

/// Whether a kind of conduct is a penalty.
pub fn is_of_penalty(kind: &str) -> bool {
    says(kind, &PENALTIES)
}

/// Whether a kind of conduct is a praise.
pub fn is_of_praise(kind: &str) -> bool {
    says(kind, &PRAISES)
}

fn says(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    let has = |word: &str| match word.is_ascii() {
        true => lower
            .split(|c: char| !c.is_ascii_alphabetic())
            .any(|part| part == word || part.strip_suffix('s') == Some(word)),
        false => lower.contains(word),
    };
    words.iter().any(|word| has(word) || (word.contains(' ') && lower.contains(word)))
        && !UNDONE.iter().any(|word| has(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_scripts() {
        crate::spelling::assert_both_scripts([&DEDUCTIONS[..], &UNDONE, &PENALTIES, &PRAISES].concat());
    }
}
