//! Words in code pages of one byte a character, told apart by the letters of languages: `Łódź` in windows-1250 is `£ódŸ` in windows-1252, and no
//! language of Western Europe is written so.

use super::Encoding;

/// Of so many words it is looked in what they are written.
const WORDS: usize = 2_000;
/// What may stand beside a word without being a letter of it.
const SIGNS: &str = "\u{A0}–—‘’“”„…«»•™§°©®€";

/// The letters beyond ASCII of a language, and the page in which it is written; of two that fit as many words the first is taken.
const LANGUAGES: [(&str, &str); 13] = [
    ("windows-1252", "äöüß"),
    ("windows-1252", "àâæçéèêëîïôœùûüÿ"),
    ("windows-1252", "áéíñóúüºª"),
    ("windows-1252", "àáâãçéêíóôõúºª"),
    ("windows-1252", "àèéìíòóùú"),
    ("windows-1252", "åäöæøé"),
    ("windows-1252", "àçèéíïòóúü"),
    ("windows-1250", "ąćęłńóśźż"),
    ("windows-1250", "áčďéěíňóřšťúůýž"),
    ("windows-1250", "áäčďéíĺľňóôŕšťúýž"),
    ("windows-1250", "áéíóöőúüű"),
    ("windows-1250", "čćđšž"),
    ("windows-1251", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
];

/// The pages in which words of the bytes are those of a language, the one that fits most first; none where a quarter of the words fits no
/// language in the best one.
pub(super) fn likely(bytes: &[u8]) -> Vec<Encoding> {
    let words = |page: &str| Some(words(&Encoding::named(page)?.lossy(bytes)));
    let mut pages: Vec<(usize, usize, Encoding)> = Vec::new();
    for (name, letters) in LANGUAGES {
        let (Some(page), Some(words)) = (Encoding::named(name), words(name)) else { continue };
        let fitting: Vec<&String> = words.iter().filter(|word| is_of(word, letters)).collect();
        // A language of Latin letters has ASCII letters in most words; two bytes of a Chinese character may be two letters of it.
        let with_ascii = fitting.iter().filter(|word| word.contains(|c: char| c.is_ascii_alphabetic())).count();
        let is_latin = !letters.starts_with('а');
        let fits = if is_latin && with_ascii * 2 < fitting.len() { 0 } else { fitting.len() };
        match pages.iter_mut().find(|(.., known)| *known == page) {
            Some((most, ..)) => *most = fits.max(*most),
            None => pages.push((fits, words.len(), page)),
        }
    }
    pages.sort_by_key(|(fits, ..)| std::cmp::Reverse(*fits));
    let is_known = pages.first().is_some_and(|(fits, all, _)| fits * 4 > all * 3);
    let pages = pages.into_iter().filter(|(fits, ..)| is_known && *fits > 0);
    pages.map(|(.., page)| page).collect()
}

/// The different words with letters beyond ASCII.
fn words(text: &str) -> Vec<String> {
    let ends = |c: char| SIGNS.contains(c) || c.is_ascii() && !c.is_ascii_alphabetic();
    let mut words: Vec<String> =
        text.split(ends).filter(|word| !word.is_ascii()).take(WORDS).map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Whether all letters beyond ASCII are among these, and no capital stands behind a small letter; in Russian no ASCII letter stands among them.
fn is_of(word: &str, letters: &str) -> bool {
    let is_letter = |c: char| c.is_ascii() || c.to_lowercase().all(|small| letters.contains(small));
    let is_cased =
        word.chars().zip(word.chars().skip(1)).all(|(one, next)| !(one.is_lowercase() && next.is_uppercase()));
    let is_mixed = letters.starts_with('а') && word.contains(|c: char| c.is_ascii_alphabetic());
    !is_mixed && is_cased && word.chars().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(page: &str, text: &str) -> Vec<&'static str> {
        let bytes = Encoding::named(page).and_then(|page| page.bytes(text)).expect("the page has them");
        likely(&bytes).into_iter().map(Encoding::id).collect()
    }

    #[test]
    fn words_are_written_in_the_page_of_their_language() {
        for (page, text) in [
            ("windows-1250", "data;handlowiec;kwota\n1;Łukasz Żółć;5\n2;Świętokrzyskie Łódź;7\n"),
            ("windows-1250", "Částka;Zákazník\nPříbram;Třešť"),
            ("windows-1250", "Vevő;Összeg\nGyőr;Szűcs Tamás;Kőszeg;Zöld út"),
            ("windows-1252", "Verkäufer;Straße"),
            ("windows-1252", "Prénom;Crème;Noël;garçon"),
            ("windows-1252", "José;Muñoz;Peña"),
            ("windows-1251", "Иванов;Петров;Сумма;ООО Ромашка"),
        ] {
            assert_eq!(ids(page, text).first(), Some(&page), "{text}");
        }
    }

    #[test]
    fn chinese_is_in_none_of_them() {
        for text in ["业务员,金额,客户\n张三,5,天地公司\n李四,6,A站\n", "日期,单位：万元,合同\n苏州工业园区东方电子"]
        {
            assert_eq!(ids("gb18030", text), Vec::<&str>::new(), "{text}");
        }
        assert_eq!(ids("big5", "業務員,金額\n陳志明,高雄\n"), Vec::<&str>::new());
    }
}
