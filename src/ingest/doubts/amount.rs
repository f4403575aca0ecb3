//! Whether an amount is its price times its quantity.

use crate::number::Number;

/// Whether |amount| and |price × qty × (1 − `less`) − `off`| are more than 0.01 apart; `less` is the discount as a share, `off` as an
/// amount. Signs are left out: a file signs the quantity of a return, its amount, or both.
pub fn is_off(amount: &Number, (price, qty): (&Number, &Number), less: Option<&Number>, off: Option<&Number>) -> bool {
    let mut made = price * qty;
    if let Some(less) = less {
        made = &made * &(&Number::one() - less);
    }
    if let Some(off) = off {
        made = &made - off;
    }
    (&amount.abs() - &made.abs()).abs() > Number::from_scaled(1, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cent_is_rounding_and_more_is_a_difference() {
        let number = |text: &str| Number::parse(text).expect("a number");
        let off =
            |amount: &str, price: &str, qty: &str| is_off(&number(amount), (&number(price), &number(qty)), None, None);
        assert!(!off("33.33", "11.11", "3") && !off("33.34", "11.11", "3") && off("33.35", "11.11", "3"));
        assert!(!off("-1200", "600", "-2") && !off("-1200", "600", "2"));
        let (price, qty) = (number("100"), number("2"));
        assert!(!is_off(&number("170"), (&price, &qty), Some(&number("0.15")), None));
        assert!(!is_off(&number("170"), (&price, &qty), None, Some(&number("30"))));
        assert!(is_off(&number("200"), (&price, &qty), Some(&number("0.15")), None));
    }
}
