//! `Peeled`: a number without what stands around its digits – sign, brackets, currency, unit, per cent.

use super::currency::{End, Sign, take_sign, take_sign_behind_digits};
use super::{Scaled, unit};

/// The digits of a cell and what was taken off around them, each at most once.
#[derive(Default)]
pub(super) struct Peeled<'a> {
    pub core: &'a str,
    has_sign: bool,
    pub is_negative: bool,
    pub front: Option<Sign>,
    pub back: Option<Sign>,
    pub unit: Option<Scaled>,
    pub has_percent: bool,
}

impl<'a> Peeled<'a> {
    pub fn of(text: &'a str) -> Self {
        let mut peeled = Peeled { core: text, ..Peeled::default() };
        while peeled.peel_sign() || peeled.peel_currency() || peeled.peel_unit() {}
        peeled
    }

    fn leave(&mut self, rest: &'a str) -> bool {
        self.core = rest.trim();
        true
    }

    /// `(1,200)`, `-1,200`, `1,200-`, `+1,200`.
    fn peel_sign(&mut self) -> bool {
        if self.has_sign {
            return false;
        }
        let core = self.core;
        let bracketed = core.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let minus = bracketed.or_else(|| core.strip_prefix('-')).or_else(|| core.strip_suffix('-'));
        self.is_negative = minus.is_some();
        let Some(rest) = minus.or_else(|| core.strip_prefix('+')) else {
            return false;
        };
        self.has_sign = true;
        self.leave(rest)
    }

    fn peel_currency(&mut self) -> bool {
        if self.front.is_none()
            && let Some((sign, rest)) = take_sign(self.core, End::Front)
        {
            self.front = Some(sign);
            return self.leave(rest);
        }
        if self.back.is_none()
            && let Some((sign, rest)) = take_sign_behind_digits(self.core)
        {
            self.back = Some(sign);
            return self.leave(rest);
        }
        false
    }

    fn peel_unit(&mut self) -> bool {
        if !self.has_percent
            && let Some(rest) = self.core.strip_suffix('%')
        {
            self.has_percent = true;
            return self.leave(rest);
        }
        match unit::take(self.core) {
            Some((unit, rest)) if self.unit.is_none() => {
                self.unit = Some(unit);
                self.leave(rest)
            }
            _ => false,
        }
    }
}
