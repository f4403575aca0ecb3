//! Currency signs beside an amount, and the currencies that each may stand for.

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
];

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
    SIGNS
        .iter()
        .filter_map(|(sign, codes)| Some((Sign { text: sign, codes }, without(text, sign, end)?)))
        .max_by_key(|(sign, _)| sign.text.len())
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
    }

    #[test]
    fn a_remark_names_a_currency_only_if_there_is_one() {
        assert_eq!(currency_in("USD"), Some("USD"));
        assert_eq!(currency_in("万美元"), Some("USD"));
        assert_eq!(currency_in("元"), None);
        assert_eq!(currency_in("必填"), None);
    }
}
