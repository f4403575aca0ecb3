//! Words that are UTF-8 read as Latin letters before the file was written: `BÃ¶hm` for `Böhm`. Read rightly, they stay wrong, and nothing knows them.

use std::collections::BTreeMap;

use super::FileWords;
use crate::finding::Finding;
use crate::ingest::decode::Encoding;
use crate::source::Place;

/// How many places are shown.
const SHOWN: usize = 8;

/// One warning for all files.
pub(super) fn told(files: &[FileWords]) -> Option<Finding> {
    let mut misread: BTreeMap<Place, (&str, String)> = BTreeMap::new();
    for file in files {
        let words = file.columns.iter().flat_map(|column| column.words.values());
        for (seen, own) in words {
            if let Some(meant) = meant(own) {
                misread.insert(Place::line(file.layout.name.clone(), seen.first, ""), (own, meant));
            }
        }
    }
    let (place, (found, meant)) = misread.first_key_value()?;
    let finding = Finding::warning("words-read-wrongly").with("file", &place.file).with("found", found);
    let finding = finding.with("meant", meant).with("count", misread.len());
    Some(misread.keys().take(SHOWN).fold(finding, |finding, place| finding.at(place.clone())))
}

/// What the bytes of the word say in UTF-8, where its letters are one byte each and several of them make a letter together.
fn meant(own: &str) -> Option<String> {
    if own.is_ascii() || !own.contains(['Ã', 'Â', 'Ä', 'Å', 'Ð', 'Ñ', 'Î', 'Ï', 'å', 'ä', 'ç', 'è', 'é', 'æ', 'ã'])
    {
        return None;
    }
    let bytes = Encoding::bytes_of_western(own)?;
    let text = String::from_utf8(bytes).ok()?;
    (text.chars().count() < own.chars().count()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_that_was_read_as_latin_letters_is_known() {
        for (own, text) in [("BÃ¶hm", "Böhm"), ("GerÃ¤te", "Geräte"), ("MÃ¼ller", "Müller"), ("Ã‰cole", "École")]
        {
            assert_eq!(meant(own).as_deref(), Some(text), "{own}");
        }
        for own in ["Böhm", "São", "Ångström", "Äpfel", "ANNÄ", "Böhm", "张三"] {
            assert_eq!(meant(own), None, "{own}");
        }
    }
}
