//! Where pay falls along one axis: at a bound, or inside of a piece.

use super::Stairs;
use super::pay::Pay;
use crate::number::Number;
use crate::source::Span;

/// A fall: at a bound, or from one place to another.
pub(super) struct Fall {
    pub span: Span,
    pub at: Number,
    pub to: Option<Number>,
    pub before: Number,
    pub after: Number,
}

/// A formula with all factors of the same axis.
pub(super) struct Along<'a> {
    pub pay: &'a Pay<'a>,
    pub stairs: &'a [&'a Stairs],
    /// The least and the most that is paid.
    pub limits: (Option<&'a Number>, Option<&'a Number>),
}

/// From one bound to the next; the last has no end.
struct Piece<'a> {
    low: Number,
    high: Option<Number>,
    /// A place strictly inside.
    inside: Number,
    /// What stands at both ends in the policy.
    spans: (Option<Span>, Option<Span>),
    along: &'a Along<'a>,
}

impl Along<'_> {
    /// Every fall, in rising order of where it is.
    pub fn falls(&self) -> Vec<Fall> {
        let pieces = self.pieces();
        let mut falls = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            if let Some(before) = index.checked_sub(1).and_then(|index| pieces.get(index)) {
                falls.extend(self.at_bound(before, piece));
            }
            falls.extend(piece.falls());
        }
        falls
    }

    fn pieces(&self) -> Vec<Piece<'_>> {
        let mut bounds: Vec<(Number, Span)> = Vec::new();
        let mut low = (Number::zero(), None);
        let of_stairs =
            self.stairs.iter().flat_map(|stairs| &stairs.steps).map(|(bound, _, span)| (&bound.at.value, *span));
        for (at, span) in self.pay.bounds().into_iter().chain(of_stairs) {
            if !at.is_positive() {
                low.1 = Some(span);
            } else if bounds.iter().all(|(known, _)| known != at) {
                bounds.push((at.clone(), span));
            }
        }
        bounds.sort_by(|a, b| a.0.cmp(&b.0));
        let mut pieces = Vec::with_capacity(bounds.len() + 1);
        for (at, span) in bounds.into_iter().map(|(at, span)| (Some(at), Some(span))).chain([(None, None)]) {
            let end = at.clone().unwrap_or_else(|| &low.0 + &Number::from(2));
            let inside = &(&low.0 + &end) * &Number::from_scaled(5, 1);
            pieces.push(Piece { low: low.0, high: at, inside, spans: (low.1, span), along: self });
            low = (end, span);
        }
        pieces
    }

    /// Both sides of the bound between two pieces. The bound itself belongs to one of them.
    fn at_bound(&self, before: &Piece, after: &Piece) -> Option<Fall> {
        let at = &after.low;
        let (left, right) = (before.value(at)?, after.value(at)?);
        let span = after.spans.0.filter(|_| right < left)?;
        Some(Fall { span: self.falling_at(at).unwrap_or(span), at: at.clone(), to: None, before: left, after: right })
    }

    /// The factor that falls at the bound, where one does.
    fn falling_at(&self, at: &Number) -> Option<Span> {
        self.stairs.iter().find_map(|stairs| stairs.falling_at(at))
    }

    fn limited(&self, value: Number) -> Number {
        let floored = self.limits.0.map_or(value.clone(), |floor| value.max(floor.clone()));
        self.limits.1.map_or(floored.clone(), |cap| floored.min(cap.clone()))
    }
}

impl Stairs {
    fn at(&self, inside: &Number) -> &Number {
        let reached = self.steps.iter().rev().find(|(bound, _, _)| bound.reached_by(inside));
        reached.map_or(&self.before, |(_, value, _)| value)
    }

    fn falling_at(&self, at: &Number) -> Option<Span> {
        let before = std::iter::once(&self.before).chain(self.steps.iter().map(|(_, value, _)| value));
        let pairs = before.zip(&self.steps);
        pairs
            .filter(|(before, (bound, value, _))| bound.at.value == *at && value < *before)
            .map(|(_, step)| step.2)
            .next()
    }
}

impl Piece<'_> {
    /// The pay at a place of the piece or at its ends, after factors, before the limits.
    fn bare(&self, x: &Number) -> Option<Number> {
        let pay = self.along.pay.at(x, &self.inside)?;
        Some(self.along.stairs.iter().fold(pay, |pay, stairs| &pay * stairs.at(&self.inside)))
    }

    fn value(&self, x: &Number) -> Option<Number> {
        self.bare(x).map(|value| self.along.limited(value))
    }

    /// Falls between the ends and the extreme between them. A piece without an end that falls does so for ever: looked at is twice as
    /// far as the extreme, where a rate that goes on falling has used the pay up.
    fn falls(&self) -> Vec<Fall> {
        let Some(extreme) = self.extreme() else { return Vec::new() };
        let end = match (&self.high, &extreme) {
            (Some(high), _) => high.clone(),
            (None, Some(at)) => at + at,
            (None, None) => &(&self.low + &self.low) + &Number::one(),
        };
        let mut places = vec![self.low.clone()];
        places.extend(extreme);
        places.push(end);
        let span = self.spans.1.or(self.spans.0);
        let fall = |pair: &[Number]| {
            let (before, after) = (self.value(&pair[0])?, self.value(&pair[1])?);
            let span = span.filter(|_| after < before)?;
            Some(Fall { span, at: pair[0].clone(), to: Some(pair[1].clone()), before, after })
        };
        places.windows(2).filter_map(fall).collect()
    }

    /// Where the pay turns strictly inside of the piece, by the parabola through three of its places; nothing where the pay is not
    /// known.
    fn extreme(&self) -> Option<Option<Number>> {
        let high = self.high.clone().unwrap_or_else(|| &self.low + &Number::from(2));
        let half = &(&high - &self.low) * &Number::from_scaled(5, 1);
        let middle = &self.low + &half;
        let (first, second, third) = (self.bare(&self.low)?, self.bare(&middle)?, self.bare(&high)?);
        let two = Number::from(2);
        // a·h² and f'(low)·h of f(low + t) = a·t² + f'(low)·t + f(low), with h half of the piece.
        let bend = &(&(&first + &third) - &(&second * &two)) * &Number::from_scaled(5, 1);
        let rise = &(&(&second * &Number::from(4)) - &third) - &(&first * &Number::from(3));
        let rise = &rise * &Number::from_scaled(5, 1);
        let turn = (-&rise).checked_div(&(&bend * &two)).map(|times| &self.low + &(&times * &half));
        Some(turn.filter(|at| *at > self.low && self.high.as_ref().is_none_or(|high| at < high)))
    }
}
