//! Words that say which way an amount goes: of what they name people expect less, not more.

use crate::spelling::without_marks;

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
const UNDONE: [&str; 24] = [
    "补",
    "補",
    "返还",
    "返還",
    "退还",
    "退還",
    "撤销",
    "撤銷",
    "冲回",
    "沖回",
    "多扣",
    "refund",
    "reversal",
    "return",
    "returned",
    "refunded",
    "reversed",
    "repaid",
    "reimbursed",
    "reimbursement",
    "waived",
    "cancelled",
    "canceled",
    "lifted",
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
const PRAISES: [&str; 22] = [
    "嘉奖",
    "嘉獎",
    "好人好事",
    "拾金不昧",
    "见义勇为",
    "見義勇為",
    "助人为乐",
    "助人為樂",
    "锦旗",
    "錦旗",
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

/// The same in German, French, Spanish and Italian, without marks (`without_marks`): a text says one that it has anywhere, for German joins its words; what stands
/// between blanks here are words of which each must be there.
const DEDUCTIONS_LATIN: [&str; 30] = [
    "abzug",
    "ruckforder",
    "ruckbelast",
    "ruckbuch",
    "ruckzahl vorschus",
    "storno provision",
    "storno pramie",
    "storno bonus",
    "strafe",
    "busgeld",
    "pfandung",
    "kurzung",
    "einbehalt",
    "uberzahl",
    "schadenersatz",
    "schadensersatz",
    "retenu",
    "penalit",
    "reprise",
    "trop percu",
    "prelevement",
    "decommission",
    "descuento",
    "retencion",
    "penaliza",
    "sancion",
    "trattenut",
    "detrazion",
    "recupero",
    "decurtazion",
];
const UNDONE_LATIN: [&str; 16] = [
    "zuruckgezahl",
    "zuruckgegeb",
    "erstat",
    "gutschrift",
    "aufhebung",
    "aufgehoben",
    "nachzahl",
    "remboursement",
    "annulation",
    "annule",
    "restitu",
    "reembols",
    "devoluc",
    "anulac",
    "rimbors",
    "annullament",
];
const PENALTIES_LATIN: [&str; 22] = [
    "verwarnung",
    "abmahnung",
    "mahnung",
    "tadel",
    "verweis",
    "verstos",
    "strafpunkt",
    "strafe",
    "avertisement",
    "sanction",
    "penalit",
    "manquement",
    "rappel ordre",
    "advertencia",
    "amonestac",
    "sancion",
    "infracc",
    "penaliza",
    "ammonizion",
    "richiam",
    "sanzion",
    "infrazion",
];
const PRAISES_LATIN: [&str; 14] = [
    "belobigung",
    "anerkennung",
    "auszeichnung",
    "belohnung",
    "felicit",
    "eloge",
    "louange",
    "recompens",
    "elogio",
    "reconocimient",
    "encomio",
    "premio",
    "riconosciment",
    "remerciement",
];

/// Those of further languages, one text: of Portuguese, Czech, Slovak, Polish, Hungarian, Romanian, Croatian, Dutch, Swedish, Norwegian, Danish, Finnish, Turkish,
/// Indonesian and Vietnamese.
const DEDUCTIONS_FURTHER: &str = "desconto deducao dedução retencao penalização srazka srážka zrazka zrážka pokuta potracen potrącen levonas bírság \
    retiner reținer deducere odbitak odbitek inhouding terugvorder boete avdrag fradrag lonnstrekk lønnstrekk återkrav vähenny vahenny kesinti potongan \
    khautru";
const UNDONE_FURTHER: &str =
    "vrácen vracen vratka zwrot korekta visszatér terugbetal återbetal tilbagebetal palautus iade";

/// The same in scripts that are not Latin: Japanese, Korean, Russian, Ukrainian, Bulgarian, Greek, Thai, Arabic and Hebrew.
const DEDUCTIONS_OF_SCRIPTS: &str = "控除 天引 減給 返納 공제 차감 환수 벌금 удержан вычет штраф утриман відрахуван удръжк κρατησ κράτησ παρακρατ หัก خصم ניכוי";
const UNDONE_OF_SCRIPTS: &str = "返金 戻し 取消 환급 취소 возврат отмен повернен επιστροφ คืน";

/// Whole words of these: they stand in others that mean something else.
const DEDUCTIONS_ALONE: [&str; 11] =
    ["malus", "amende", "saisie", "multa", "penale", "embargo", "deduccion", "deduction", "trekk", "denda", "kazna"];
const PENALTIES_ALONE: [&str; 6] = ["malus", "ruge", "blame", "faute", "falta", "multa"];
const PRAISES_ALONE: [&str; 3] = ["lob", "lode", "prime"];

/// Whether a name is that of a deduction: one of its words, and nothing that undoes it.
pub(super) fn is_of_deduction(name: &str) -> bool {
    says(name, &DEDUCTIONS)
        || says_latin(name, (&DEDUCTIONS_LATIN, &DEDUCTIONS_ALONE))
        || says_further(name, DEDUCTIONS_FURTHER, UNDONE_FURTHER)
        || says_further(name, DEDUCTIONS_OF_SCRIPTS, UNDONE_OF_SCRIPTS)
}

/// Whether a kind of conduct is a penalty.
pub fn is_of_penalty(kind: &str) -> bool {
    says(kind, &PENALTIES) || says_latin(kind, (&PENALTIES_LATIN, &PENALTIES_ALONE))
}

/// Whether a kind of conduct is a praise.
pub fn is_of_praise(kind: &str) -> bool {
    says(kind, &PRAISES) || says_latin(kind, (&PRAISES_LATIN, &PRAISES_ALONE))
}

fn says(text: &str, words: &[&str]) -> bool {
    has_any(text, words) && !is_undone(text)
}

fn is_undone(text: &str) -> bool {
    has_any(text, &UNDONE)
}

fn has_any(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    let has = |word: &str| match word.is_ascii() {
        true => lower
            .split(|c: char| !c.is_ascii_alphabetic())
            .any(|part| part == word || part.strip_suffix('s') == Some(word)),
        false => lower.contains(word),
    };
    words.iter().any(|word| has(word) || (word.contains(' ') && lower.contains(word)))
}

/// Whether a text has one of these parts, written with marks and blanks or without, and none that undoes it.
fn says_further(text: &str, parts: &str, undone: &str) -> bool {
    let plain: String = without_marks(text).split_whitespace().collect();
    let has = |parts: &str| parts.split_whitespace().any(|part| plain.contains(&without_marks(part)));
    has(parts) && !has(undone) && !is_undone(text)
}

/// The same of words in other Latin languages: those that may be parts of words, and those that stand alone.
fn says_latin(text: &str, (parts, alone): (&[&str], &[&str])) -> bool {
    let plain = without_marks(text);
    let has = |words: &&str| words.split(' ').all(|word| plain.contains(&without_marks(word)));
    let is_alone = |word: &&str| plain.split(|c: char| !c.is_alphabetic()).any(|part| part == without_marks(word));
    (parts.iter().any(has) || alone.iter().any(is_alone)) && !UNDONE_LATIN.iter().any(has) && !is_undone(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_languages_are_known_alone_and_joined() {
        for name in [
            "Rückforderung",
            "Provisionsrueckforderung",
            "Storno Provision",
            "Rückzahlung Vorschuss",
            "Retenue",
            "Abzug",
            "Pénalité retard",
            "Trop-perçu",
            "Descuento",
            "Retención",
            "Trattenuta",
            "Recupero",
            "Malus",
            "Déduction",
            "Überzahlung Mai",
            "Srážka",
            "Srazka za mobil",
            "Potrącenie",
            "Desconto",
            "Dedução",
            "Levonás",
            "Inhouding",
            "Avdrag",
            "Kesinti",
            "Lønnstrekk",
            "Khấu trừ",
            "控除",
            "공제",
            "Удержание",
            "Κράτηση",
        ] {
            assert!(is_of_deduction(name), "{name}");
        }
        for name in [
            "Spesenkorrektur",
            "Vorschuss",
            "Rückerstattung Abzug",
            "Rückzahlung Spesen",
            "Annulation retenue",
            "Prime",
            "Enterprise",
            "Zwrot potrącenia",
            "Vrácení srážky",
            "Trekking",
            "Kara",
            "控除の返金",
        ] {
            assert!(!is_of_deduction(name), "{name}");
        }
        for kind in ["Verwarnung", "Avertissement", "Rüge", "Verstoß", "Blâme", "Amonestación", "Richiamo", "Abmahnung"]
        {
            assert!(is_of_penalty(kind) && !is_of_praise(kind), "{kind}");
        }
        for kind in ["Lob", "Belobigung", "Félicitations", "Elogio", "Lode"] {
            assert!(is_of_praise(kind) && !is_of_penalty(kind), "{kind}");
        }
    }

    #[test]
    fn every_word_is_there_in_both_scripts() {
        crate::spelling::assert_both_scripts([&DEDUCTIONS[..], &UNDONE, &PENALTIES, &PRAISES].concat());
    }
}
