//! Leave that is no whole days: by the time of day in its ends, or by what a column that nothing reads says. Each day of it counts whole.

use chrono::Timelike;

use super::said;
use crate::finding::Finding;
use crate::ingest::cell::{moment, time};
use crate::ingest::faults::Faults;
use crate::ingest::header::normal_label;
use crate::ingest::register::{Register, RegisterRow};
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::InputKind;
use crate::spelling::without_marks;

/// How many places are shown.
const SHOWN: usize = 8;
/// Leave that begins so late, or ends so early, leaves half of a day to work.
const LATE: u32 = 11;
const EARLY: u32 = 14;
/// So many hours are no whole day.
const HALF_DAY: i64 = 5;
const HOURS_OF_A_DAY: i64 = 24;
/// Words in headers that say that days are counted.
const DAY_WORDS: [&str; 7] = ["day", "tag", "jour", "dia", "giorni", "天", "日"];

/// Headers in normal form, with marks taken off where words have some.
const DAYS: &str = "days noofdays numberofdays dayscount totaldays leavedays duration durationdays tage anzahltage urlaubstage fehltage dauer jours \
    nombredejours nbjours duree dias giorni 天数 日数 请假天数 休假天数 请假时长 时长";
const HOURS: &str = "hours hrs hour noofhours numberofhours totalhours leavehours stunden std anzahlstunden heures nombredheures horas ore 小时 小时数 请假小时 \
    请假小时数 时数 工时";
const HALVES: &str = "halfday half-day half halbtag halbtags halbertag halbtägig demi-journee demijournee demi mediodia mezzagiornata 半天 半日 ½";
const HALVES_OF_A_DAY: &str =
    "am pm morning afternoon vormittag nachmittag matin apresmidi apres-midi 上午 下午 午前 午后 午後";

/// A column that says of each row with a part of a day, and its text there.
type Part = (String, String);

/// One warning of all rows that are no whole days, and one of those that say more than their days have.
pub(super) fn warn(policy: &Policy, register: &Register, faults: &mut Faults) {
    longer(policy, register).into_iter().for_each(|finding| faults.push(finding));
    let parts: Vec<(&RegisterRow, Part)> =
        register.rows.iter().filter_map(|row| Some((row, part_of(policy, row)?))).collect();
    let Some((_, (column, text))) = parts.first() else { return };
    let finding = Finding::warning("leave-in-parts").with("count", parts.len());
    let finding = finding.with("column", column).with("text", text);
    faults.push(parts.iter().take(SHOWN).map(|(row, _)| row.whole()).fold(finding, Finding::at));
}

/// Rows of which a column that nothing reads says more days, or more hours, than there are from the first day to the last, and no fewer that it fits.
fn longer(policy: &Policy, register: &Register) -> Option<Finding> {
    let rule = policy.known_input(InputKind::Leave)?;
    let of_row = |row: &RegisterRow| {
        let day = |column: &str| Some(moment::read(&row.text(column)?, row.heading.dates).ok()??.0);
        let days = (day("to")? - day("from")?).num_days() + 1;
        let unread = said::unread((policy, rule), row).into_iter();
        let mut columns = unread.filter_map(|column| Some((row.text_in(column.field)?, column.label)));
        columns.find_map(|(text, label)| Some((is_longer(&label, &text, days)?, (label, text, days))))
    };
    let (longer, fit): (Vec<_>, Vec<_>) = register
        .rows
        .iter()
        .filter_map(|row| of_row(row).map(|(is_longer, said)| (row, is_longer, said)))
        .partition(|(_, is_longer, _)| *is_longer);
    let (_, _, (column, text, days)) = longer.first().filter(|_| fit.len() >= longer.len())?;
    let finding = Finding::warning("leave-longer-than-days").with("count", longer.len()).with("days", days);
    let finding = finding.with("column", column).with("text", text);
    Some(longer.iter().take(SHOWN).map(|(row, ..)| row.whole()).fold(finding, Finding::at))
}

/// Whether a cell below a header of days or hours says more than so many days have; nothing where it says no number, or below another header. A header that
/// does not say what it counts in may count hours.
fn is_longer(label: &str, text: &str, days: i64) -> Option<bool> {
    let label = without_marks(&normal_label(label));
    let plain: String = without_marks(text).split_whitespace().collect();
    let number = Number::parse(plain.trim_end_matches(|c: char| c.is_alphabetic())).filter(Number::is_positive)?;
    let is_called = |words: &str| words.split_whitespace().any(|word| without_marks(word) == label);
    let says_days = DAY_WORDS.iter().any(|word| label.contains(&without_marks(word)));
    let most = match (is_called(DAYS), is_called(HOURS)) {
        (true, _) if says_days => days,
        (true, _) | (_, true) => days * HOURS_OF_A_DAY,
        _ => return None,
    };
    (days > 0).then(|| number > Number::from(most))
}

fn part_of(policy: &Policy, row: &RegisterRow) -> Option<Part> {
    of_times(row).or_else(|| of_kind(row)).or_else(|| of_unread(policy, row))
}

/// The end that is at noon.
fn of_times(row: &RegisterRow) -> Option<Part> {
    let hour = |column: &str| {
        let text = row.text(column)?;
        let (_, time) = moment::read(&text, row.heading.dates).ok()??;
        Some((text, time?.hour(), time?.num_seconds_from_midnight() > 0))
    };
    let half = |column: &str, is_second: bool| {
        let text = row.text(column).filter(|text| time::second_half(text) == Some(is_second))?;
        Some((column.to_owned(), text))
    };
    if let Some(part) = half("from", true).or_else(|| half("to", false)) {
        return Some(part);
    }
    let late = hour("from").filter(|(_, hour, _)| *hour >= LATE).map(|(text, ..)| ("from".to_owned(), text));
    let early = || hour("to").filter(|(_, hour, is_time)| *is_time && *hour < EARLY);
    late.or_else(|| early().map(|(text, ..)| ("to".to_owned(), text)))
}

/// The kind of leave, where that is one of half days.
fn of_kind(row: &RegisterRow) -> Option<Part> {
    let text = row.text("kind")?;
    let plain: String = without_marks(&text).split_whitespace().collect();
    let halves = ["halfday", "half-day", "半天", "半日", "halbertag", "halbtag", "demi-journee"];
    halves.iter().any(|half| plain.contains(&without_marks(half))).then(|| ("kind".to_owned(), text))
}

fn of_unread(policy: &Policy, row: &RegisterRow) -> Option<Part> {
    let rule = policy.known_input(InputKind::Leave)?;
    let is_one_day = row.text("from") == row.text("to");
    let unread = said::unread((policy, rule), row);
    unread.into_iter().find_map(|column| {
        let text = row.text_in(column.field)?;
        is_part(&column.label, &text, is_one_day).then_some((column.label, text))
    })
}

/// Whether a cell below a header says a part of a day.
fn is_part(label: &str, text: &str, is_one_day: bool) -> bool {
    let label = without_marks(&normal_label(label));
    let plain: String = without_marks(text).split_whitespace().collect();
    let is_one_of = |words: &str, own: &str| words.split_whitespace().any(|word| without_marks(word) == own);
    let number = || Number::parse(plain.trim_end_matches(|c: char| c.is_alphabetic()));
    let is_end = ["start", "end", "from", "to", "von", "bis", "beginn", "开始", "结束", "起", "止"];
    if is_one_of(DAYS, &label) {
        return number().is_some_and(|days| !days.is_whole());
    }
    if is_one_of(HOURS, &label) {
        let is_short = |hours: Number| hours.is_positive() && hours <= Number::from(HALF_DAY);
        return is_one_day && number().is_some_and(is_short);
    }
    let is_half = is_one_of(HALVES_OF_A_DAY, &plain)
        && is_one_day
        && !is_end.iter().any(|word| label.contains(&without_marks(word)));
    is_one_of(HALVES, &plain) || is_half
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_days_are_told_from_whole_ones() {
        for (label, text) in [
            ("days", "0.5"),
            ("天数", "0.5天"),
            ("Hours", "4"),
            ("Length", "Half day"),
            ("Umfang", "halber Tag"),
            ("Durée", "1.5"),
            ("时段", "上午"),
        ] {
            assert!(is_part(label, text, true), "{label} {text}");
        }
        for (label, text) in
            [("days", "5"), ("天数", "1"), ("Hours", "8"), ("Start half", "PM"), ("Note", "4"), ("Length", "full day")]
        {
            assert!(!is_part(label, text, true), "{label} {text}");
        }
        assert!(!is_part("Hours", "5", false));
    }

    #[test]
    fn more_than_the_days_have_is_longer() {
        let longer = |label, text, days| is_longer(label, text, days) == Some(true);
        assert!(longer("時數", "80", 1) && longer("天数", "3", 2) && longer("Hours", "80 h", 1));
        assert!(
            !longer("時數", "8", 1)
                && !longer("天数", "1.5", 2)
                && !longer("Note", "80", 1)
                && !longer("Dauer", "8", 1)
        );
    }
}
