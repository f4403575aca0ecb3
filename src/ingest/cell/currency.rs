//! Currency signs beside an amount, and the currencies that each may stand for.

use super::plain::ordinary;

const DOLLARS: &[&str] = &["USD", "TWD", "HKD", "AUD", "CAD", "SGD", "NZD", "MXN", "MOP", "BND", "FJD"];
const YUAN: &[&str] = &["CNY", "TWD", "HKD", "MOP", "SGD"];

/// Signs as written with the ISO codes each may mean; Latin letters match in either case.
const SIGNS: &[(&str, &[&str])] = &[
    ("¥", &["CNY", "JPY"]),
    ("RMB¥", &["CNY"]),
    ("CN¥", &["CNY"]),
    ("RMB", &["CNY"]),
    ("CNY", &["CNY"]),
    ("人民币", &["CNY"]),
    ("人民幣", &["CNY"]),
    ("元", YUAN),
    ("圆", YUAN),
    ("圓", YUAN),
    ("元整", YUAN),
    ("圆整", YUAN),
    ("圓整", YUAN),
    ("$", DOLLARS),
    ("NT$", &["TWD"]),
    ("NTD", &["TWD"]),
    ("TWD", &["TWD"]),
    ("NT", &["TWD"]),
    ("新台币", &["TWD"]),
    ("新台幣", &["TWD"]),
    ("新臺幣", &["TWD"]),
    ("台币", &["TWD"]),
    ("台幣", &["TWD"]),
    ("US$", &["USD"]),
    ("USD", &["USD"]),
    ("美元", &["USD"]),
    ("美金", &["USD"]),
    ("HK$", &["HKD"]),
    ("HKD", &["HKD"]),
    ("港元", &["HKD"]),
    ("港币", &["HKD"]),
    ("港幣", &["HKD"]),
    ("MOP$", &["MOP"]),
    ("MOP", &["MOP"]),
    ("€", &["EUR"]),
    ("EUR", &["EUR"]),
    ("欧元", &["EUR"]),
    ("歐元", &["EUR"]),
    ("£", &["GBP"]),
    ("GBP", &["GBP"]),
    ("英镑", &["GBP"]),
    ("英鎊", &["GBP"]),
    ("JPY", &["JPY"]),
    ("JP¥", &["JPY"]),
    ("円", &["JPY"]),
    ("日元", &["JPY"]),
    ("日圆", &["JPY"]),
    ("日圓", &["JPY"]),
    ("S$", &["SGD"]),
    ("SGD", &["SGD"]),
    ("新加坡元", &["SGD"]),
    ("A$", &["AUD"]),
    ("AUD", &["AUD"]),
    ("C$", &["CAD"]),
    ("CAD", &["CAD"]),
    ("NZD", &["NZD"]),
    ("CHF", &["CHF"]),
    ("SEK", &["SEK"]),
    ("NOK", &["NOK"]),
    ("DKK", &["DKK"]),
    ("PLN", &["PLN"]),
    ("CZK", &["CZK"]),
    ("HUF", &["HUF"]),
    ("RON", &["RON"]),
    ("TRY", &["TRY"]),
    ("ZAR", &["ZAR"]),
    ("AED", &["AED"]),
    ("SAR", &["SAR"]),
    ("MXN", &["MXN"]),
    ("₩", &["KRW"]),
    ("KRW", &["KRW"]),
    ("韩元", &["KRW"]),
    ("韓元", &["KRW"]),
    ("₹", &["INR"]),
    ("INR", &["INR"]),
    ("฿", &["THB"]),
    ("THB", &["THB"]),
    ("₫", &["VND"]),
    ("VND", &["VND"]),
    ("RM", &["MYR"]),
    ("MYR", &["MYR"]),
    ("IDR", &["IDR"]),
    ("PHP", &["PHP"]),
    ("₽", &["RUB"]),
    ("RUB", &["RUB"]),
    ("R$", &["BRL"]),
    ("BRL", &["BRL"]),
    ("zł", &["PLN"]),
    ("Kč", &["CZK"]),
];

/// Words of two letters that are a currency right behind digits, and anything elsewhere: a foot, the end of a word.
const BEHIND_DIGITS: &[(&str, &[&str])] = &[("Ft", &["HUF"]), ("kr", &["SEK", "NOK", "DKK"])];

/// Words for a currency that stand alone in a cell, in small letters, beside the signs above.
const WORDS: &[(&str, &[&str])] = &[
    ("euro", &["EUR"]),
    ("euros", &["EUR"]),
    ("dollar", DOLLARS),
    ("dollars", DOLLARS),
    ("us dollar", &["USD"]),
    ("us dollars", &["USD"]),
    ("us-dollar", &["USD"]),
    ("u.s. dollar", &["USD"]),
    ("u.s. dollars", &["USD"]),
    ("hong kong dollar", &["HKD"]),
    ("singapore dollar", &["SGD"]),
    ("australian dollar", &["AUD"]),
    ("canadian dollar", &["CAD"]),
    ("ca$", &["CAD"]),
    ("au$", &["AUD"]),
    ("nz$", &["NZD"]),
    ("pound sterling", &["GBP"]),
    ("pounds sterling", &["GBP"]),
    ("british pound", &["GBP"]),
    ("swiss franc", &["CHF"]),
    ("swiss francs", &["CHF"]),
    ("schweizer franken", &["CHF"]),
    ("franken", &["CHF"]),
    ("sfr", &["CHF"]),
    ("sfr.", &["CHF"]),
    ("yuan", &["CNY"]),
    ("chinese yuan", &["CNY"]),
    ("renminbi", &["CNY"]),
    ("yen", &["JPY"]),
    ("japanese yen", &["JPY"]),
    ("kr", &["SEK", "NOK", "DKK"]),
    ("zł", &["PLN"]),
    ("kč", &["CZK"]),
];

/// Names of currencies in remarks about amounts, in small letters; too much like other words to stand for one in a cell.
const NAMES: &[(&str, &[&str])] = &[
    ("euro's", &["EUR"]),
    ("евро", &["EUR"]),
    ("dólares", DOLLARS),
    ("dollari", DOLLARS),
    ("dolarów", &["USD"]),
    ("долларов", &["USD"]),
    ("reais", &["BRL"]),
    ("pesos", &["MXN", "ARS", "CLP", "COP", "UYU", "DOP", "PHP", "CUP"]),
    ("zloty", &["PLN"]),
    ("złoty", &["PLN"]),
    ("złotych", &["PLN"]),
    ("korun", &["CZK"]),
    ("kronor", &["SEK"]),
    ("kroner", &["DKK", "NOK"]),
    ("forint", &["HUF"]),
    ("francs suisses", &["CHF"]),
    ("yens", &["JPY"]),
    ("원", &["KRW"]),
    ("руб", &["RUB"]),
    ("рублей", &["RUB"]),
    ("рублях", &["RUB"]),
    ("грн", &["UAH"]),
    ("₴", &["UAH"]),
    ("₺", &["TRY"]),
    ("₪", &["ILS"]),
    ("₱", &["PHP"]),
    ("rupiah", &["IDR"]),
    ("baht", &["THB"]),
    ("บาท", &["THB"]),
    ("đồng", &["VND"]),
];

/// The codes of ISO 4217.
const CODES: [&str; 6] = [
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD",
    "CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ",
    "GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR",
    "LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN",
    "PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS",
    "TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG",
];
/// Those that count in thousandths.
const THOUSANDTHS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// Whether amounts of a currency have three decimals.
pub fn has_thousandths(code: &str) -> bool {
    THOUSANDTHS.contains(&code)
}

/// Whether a cell says a currency, whichever: a code in capital letters, or a sign or a word for one.
pub fn says_any_currency(text: &str) -> bool {
    let own = ordinary(text);
    let is_code = || own.len() == 3 && CODES.iter().any(|line| line.split(' ').any(|code| code == own));
    let lower = own.to_lowercase();
    let is_sign = |(sign, _): &(&str, _)| !is_word_of_letters(sign) && lower == ordinary(sign).to_lowercase();
    is_code() || SIGNS.iter().any(is_sign) || WORDS.iter().any(|(word, _)| *word == lower && word.len() > 2)
}

/// `RM`, `NT`, `USD`: in small letters or beside other words these may be anything.
fn is_word_of_letters(sign: &str) -> bool {
    sign.bytes().all(|byte| byte.is_ascii_alphabetic()) && sign != "RMB"
}

/// Whether a cell of a column of currencies says this one: its code, or a sign or a word for it; or it is a day, and says none.
pub fn says_currency(text: &str, code: &str) -> bool {
    if is_day(text) {
        return true;
    }
    let text = ordinary(text).to_lowercase();
    let mut known = SIGNS.iter().chain(WORDS);
    text.eq_ignore_ascii_case(code)
        || known.any(|(sign, codes)| codes.contains(&code) && text == ordinary(sign).to_lowercase())
}

/// The code of the one currency that a cell says, by its code, a sign or a word; the text in capital letters where it may say several, or none that is known.
pub fn currency_code(text: &str) -> String {
    let own = ordinary(text).to_lowercase();
    let mut known = SIGNS.iter().chain(WORDS).filter(|(sign, _)| own == ordinary(sign).to_lowercase());
    match known.next() {
        Some((_, [code])) => (*code).to_owned(),
        _ => text.trim().to_uppercase(),
    }
}

/// Whether a cell holds a day: `Valuta` is a currency in some languages, and in German statements of accounts the day from which money counts.
fn is_day(text: &str) -> bool {
    let is_of_day = |c: char| c.is_ascii_digit() || "./- ".contains(c);
    text.chars().filter(char::is_ascii_digit).count() >= 6 && text.chars().all(is_of_day)
}

/// A sign found beside an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    /// As the table writes it.
    pub text: &'static str,
    codes: &'static [&'static str],
}

impl Sign {
    /// Whether it is the name of a single unit of money, as in `1.5元`, so that nothing else can be meant.
    pub fn counts_ones(self) -> bool {
        self.text.ends_with(['元', '圆', '圓', '整'])
    }

    /// Whether the sign stands for this currency and no other.
    pub fn is_only(self, currency: &str) -> bool {
        self.codes == [currency]
    }

    /// Whether the sign may stand for this currency.
    pub fn may_mean(self, currency: &str) -> bool {
        self.codes.iter().any(|code| code.eq_ignore_ascii_case(currency))
    }
}

/// Which end of a text is looked at.
#[derive(Clone, Copy)]
pub(super) enum End {
    Front,
    Back,
}

/// The longest sign at one end, and the text without it.
pub(super) fn take_sign(text: &str, end: End) -> Option<(Sign, &str)> {
    take(SIGNS.iter(), text, end)
}

/// The longest sign or name of a currency at one end of a remark in small letters, and the remark without it.
pub(super) fn take_named(text: &str, end: End) -> Option<(Sign, &str)> {
    take(SIGNS.iter().chain(WORDS).chain(NAMES), text, end)
}

type Known = (&'static str, &'static [&'static str]);

fn take(known: impl Iterator<Item = &'static Known>, text: &str, end: End) -> Option<(Sign, &str)> {
    known
        .filter_map(|(sign, codes)| Some((Sign { text: sign, codes }, without(text, sign, end)?)))
        .max_by_key(|(sign, _)| sign.text.len())
}

/// The same behind digits, where a word of two letters is one too.
pub(super) fn take_sign_behind_digits(text: &str) -> Option<(Sign, &str)> {
    let words = || BEHIND_DIGITS.iter().find_map(|(sign, codes)| Some((sign, codes, without(text, sign, End::Back)?)));
    take_sign(text, End::Back).or_else(|| {
        let (sign, codes, rest) = words()?;
        let is_behind_digits = rest.trim_end().ends_with(|c: char| c.is_ascii_digit());
        is_behind_digits.then_some((Sign { text: sign, codes }, rest))
    })
}

fn without<'a>(text: &'a str, sign: &str, end: End) -> Option<&'a str> {
    let cut = match end {
        End::Front => sign.len(),
        End::Back => text.len().checked_sub(sign.len())?,
    };
    let (front, back) = text.split_at_checked(cut)?;
    let (found, rest) = match end {
        End::Front => (front, back),
        End::Back => (back, front),
    };
    found.eq_ignore_ascii_case(sign).then_some(rest)
}

/// The one currency that a remark such as `USD` or `万美元` names; nothing for `元` and `$`, which several currencies use.
pub fn currency_in(remark: &str) -> Option<&'static str> {
    let (sign, _) = take_sign(remark, End::Front)
        .filter(|(sign, _)| sign.codes.len() == 1)
        .or_else(|| take_sign(remark, End::Back))?;
    match sign.codes {
        [code] => Some(code),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_scripts() {
        crate::spelling::assert_both_scripts(SIGNS.iter().map(|(sign, _)| *sign));
    }

    #[test]
    fn the_longest_sign_is_taken() {
        let taken = |text, end| take_sign(text, end).map(|(sign, rest)| (sign.text, rest));
        assert_eq!(taken("NT$1", End::Front), Some(("NT$", "1")));
        assert_eq!(taken("1美元", End::Back), Some(("美元", "1")));
        assert_eq!(taken("rmb 12", End::Front), Some(("RMB", " 12")));
        assert_eq!(taken("12", End::Front), None);
        assert_eq!(taken("7 734,71 zł", End::Back), Some(("zł", "7 734,71 ")));
        let behind = |text| take_sign_behind_digits(text).map(|(sign, rest)| (sign.text, rest));
        assert_eq!((behind("12 kr"), behind("Gutschrift"), behind("kr")), (Some(("kr", "12 ")), None, None));
    }

    #[test]
    fn a_cell_says_its_currency_by_code_sign_or_word() {
        for (text, code) in
            [("€", "EUR"), ("Euro", "EUR"), ("eur", "EUR"), ("￥", "CNY"), ("元", "CNY"), ("US$", "USD"), ("£", "GBP")]
        {
            assert!(says_currency(text, code) && !says_currency(text, "SEK"), "{text}");
        }
        assert!(!says_currency("US$", "CAD") && !says_currency("", "EUR") && !says_currency("CHF", "EUR"));
    }

    #[test]
    fn one_currency_has_one_code_however_it_is_written() {
        for text in ["HKD", "hkd", "港幣", "港币", "港元", "HK$"] {
            assert_eq!(currency_code(text), "HKD", "{text}");
        }
        assert_eq!([currency_code("元"), currency_code(" kes ")], ["元", "KES"]);
    }

    #[test]
    fn a_remark_names_a_currency_only_if_there_is_one() {
        assert_eq!(currency_in("USD"), Some("USD"));
        assert_eq!(currency_in("万美元"), Some("USD"));
        assert_eq!(currency_in("元"), None);
        assert_eq!(currency_in("必填"), None);
    }
}
