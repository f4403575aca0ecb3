//! The language of the system, in which messages are told until the language of a policy is known, and its day. No report depends on
//! them.

use std::ffi::OsString;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::calendar::{Days, NaiveDate};

use crate::locale::Language;

/// The language that `--lang` names among these arguments, else that of the system: in it help and wrong usage are told.
pub fn of_arguments(arguments: &[OsString]) -> Language {
    let texts: Vec<&str> =
        arguments.iter().map_while(|text| Some(text.to_str().unwrap_or("")).filter(|text| *text != "--")).collect();
    let next = texts.windows(2).filter(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    let named = next.chain(texts.iter().filter_map(|text| text.strip_prefix("--lang=")));
    named.filter_map(Language::named).next_back().unwrap_or_else(of_environment)
}

/// Whether a text means Chinese, and which, if it says so: `zh`, `zh-CN`, `zh_TW`, `cn`, `繁體`.
pub fn chinese_of(text: &str) -> Option<Option<Language>> {
    let text = text.to_lowercase().replace('_', "-");
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if has(&["tw", "hk", "mo", "hant", "trad", "繁"]) => Some(Some(Language::ZhHant)),
        () if has(&["zh-cn", "zh-sg", "hans", "simp", "简", "簡"]) => Some(Some(Language::ZhHans)),
        () => (has(&["chinese", "中", "汉", "漢", "华", "華"]) || ["zh", "cn", "ch"].contains(&text.as_str()))
            .then_some(None),
    }
}

/// What `LC_ALL`, `LC_MESSAGES` and `LANG` say, the first of them that is set; English where none does.
pub fn of_environment() -> Language {
    let set = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set).map_or(Language::En, |value| of_locale(&value))
}

/// Today, by universal time; nothing where the system's clock stands before 1970. No figure and no file depends on it.
pub fn today() -> Option<NaiveDate> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    NaiveDate::from_ymd_opt(1970, 1, 1)?.checked_add_days(Days::new(seconds / (24 * 60 * 60)))
}

/// The language of a locale's name, such as `zh_TW.UTF-8`.
fn of_locale(name: &str) -> Language {
    let name = name.to_ascii_lowercase();
    let parts: Vec<&str> = name.split(['_', '-', '.', '@']).collect();
    match parts.split_first() {
        Some((&"zh", rest)) if rest.iter().any(|part| ["tw", "hk", "mo", "hant"].contains(part)) => Language::ZhHant,
        Some((&"zh", _)) => Language::ZhHans,
        _ => Language::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_comes_before_the_system() {
        let of = |line: &str| of_arguments(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(of("appraise score --lang zh-Hant --help"), Language::ZhHant);
        assert_eq!(of("appraise --lang=zh-Hans scroe"), Language::ZhHans);
        let english = "appraise score --lang en";
        assert_eq!(of(english), Language::En);
    }

    #[test]
    fn locales_are_languages() {
        for (name, expected) in [
            ("zh_CN.UTF-8", Language::ZhHans),
            ("zh", Language::ZhHans),
            ("zh_SG", Language::ZhHans),
            ("zh_TW.Big5", Language::ZhHant),
            ("zh-Hant-HK", Language::ZhHant),
            ("zh_HK.UTF-8", Language::ZhHant),
            ("C.UTF-8", Language::En),
            ("de_DE", Language::En),
        ] {
            assert_eq!(of_locale(name), expected, "{name}");
        }
    }
}
