//! The language of the system, in which messages are told until the language of a policy is known. No report depends on it.

use crate::locale::Language;

/// What `LC_ALL`, `LC_MESSAGES` and `LANG` say, the first of them that is set; English where none does.
pub fn of_environment() -> Language {
    let set = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set).map_or(Language::En, |value| of_locale(&value))
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
