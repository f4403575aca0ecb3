//! Numbers below zero of rows that nothing says to take something back. Amounts of known columns are told wherever they are read; pieces of
//! sales, and numbers of a source of one's own, where something that is paid or scored adds them up.

use super::super::plan::{Gather, Keep, SlotKind, Stream};
use crate::ingest::header::{is_of_deductions, is_of_either_sign, normal_label};
use crate::ingest::layout::FileLayout;
use crate::policy::Policy;
use crate::policy::rules::{Better, FilterTest, InputKind, Unit};

/// What stands in names of numbers that are below zero by nature, beside those of either sign: what is changed, what is taken off.
const BY_NATURE: &str = "change adjust correct balanc saldo growth deduct penal clawback chargeback refund creditnote return revers cancel \
    discount rebate malus point score temperatur index korrektur abzug abzüg storno gutschrift änderung wachstum rabatt punkt nachlass verlust \
    erstattung retenue remise solde ajuste descuento devoluc variação desconto rettific sconto zmian korekt zwrot potrąc korting correctie \
    justering 变动 调整 更正 冲 扣 增减 增长 退 积分 得分 评分 分数 绩点 温度 余额 返 赔 罚 조정 환불";

/// Numbers of a slot that are told where they are below zero.
#[derive(Clone, Debug)]
pub(super) struct Below {
    pub slot: usize,
    /// Gathers that add them up; none of money, which is told whatever is made of it.
    pub gathers: Vec<usize>,
}

/// Those of a stream.
pub(super) fn told(policy: &Policy, stream: &Stream, files: &[FileLayout]) -> Vec<Below> {
    let slots = 0..stream.slots.len();
    let of_slot = |slot: usize| {
        let spec = &stream.slots[slot];
        let is_of_pieces = spec.column == "qty" && InputKind::of(&stream.kind) == InputKind::Sales;
        if spec.money {
            return Some(Below { slot, gathers: Vec::new() });
        }
        let is_own = spec.kind == SlotKind::Number && !spec.is_known && !is_by_nature(policy, stream, files, slot);
        let gathers = if is_own || is_of_pieces { adding(policy, stream, slot) } else { Vec::new() };
        (!gathers.is_empty()).then_some(Below { slot, gathers })
    };
    slots.filter_map(of_slot).collect()
}

/// The gathers that add up the slot for something that is scored, ranked or paid by; none where a rule asks for its range, and so knows of its sign.
fn adding(policy: &Policy, stream: &Stream, slot: usize) -> Vec<usize> {
    let asks_range = stream.terms.iter().any(|term| term.slot == slot && matches!(term.test, FilterTest::In(_)));
    let adds = |gather: &Gather| {
        let measure = policy.measure(gather.measure);
        matches!(gather.keep, Keep::Sum(of) | Keep::Parts(Some(of), _) | Keep::Deals(Some(of), _) if of == slot)
            && policy.used.contains(&gather.measure)
            && measure.better != Better::Lower
            && matches!(measure.unit, Unit::Money | Unit::Number | Unit::Count)
    };
    (0..stream.gathers.len()).filter(|index| !asks_range && adds(&stream.gathers[*index])).collect()
}

/// Whether the names of a column, its header or its source say that it has both signs.
fn is_by_nature(policy: &Policy, stream: &Stream, files: &[FileLayout], slot: usize) -> bool {
    let headers = files.iter().filter_map(|layout| layout.labels.get(layout.field_of(slot)?));
    let names = [&stream.slots[slot].column, &policy.inputs[stream.input].name].into_iter().chain(headers);
    names.into_iter().any(|name| {
        let normal = normal_label(name);
        is_of_deductions(name)
            || is_of_either_sign(name)
            || BY_NATURE.split_whitespace().any(|word| normal.contains(word))
    })
}
