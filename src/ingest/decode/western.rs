//! Texts of Western Europe in windows-1252, which GB18030 and Big5 read as Chinese characters in the middle of words.

use super::Encoding;

/// The text in windows-1252, where the bytes look like it: what is not ASCII stands alone or in twos, mostly alone, and is all letters and
/// signs. Chinese characters take two bytes each and stand together.
pub fn western(bytes: &[u8]) -> Option<String> {
    let mut runs: Vec<&[u8]> = bytes.split(u8::is_ascii).filter(|run| !run.is_empty()).collect();
    runs.sort_by_key(|run| run.len());
    let alone = runs.iter().filter(|run| run.len() == 1).count();
    let longest = runs.last()?.len();
    let text = Encoding::named("windows-1252")?.text(bytes)?.into_owned();
    let is_plain = |c: char| c.is_ascii() || c.is_alphabetic() || "€‚„…‘’“”•–—™ \u{a0}§©«®°±²³´µ·»¼½¾ºª¿¡£".contains(c);
    (longest <= 2 && alone * 2 > runs.len() && text.chars().all(is_plain)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_an_umlaut_are_western_and_chinese_is_not() {
        assert_eq!(western(b"Verk\xE4ufer;Stra\xDFe").as_deref(), Some("Verkäufer;Straße"));
        let chinese = Encoding::GB18030.bytes("业务员,金额").expect("it has them");
        assert_eq!((western(&chinese), western(b"plain")), (None, None));
    }
}
