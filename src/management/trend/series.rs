//! The values of a label over periods. There may be very many labels, so that values are kept in whole small units where all of them go into these.

use std::cmp::Ordering;

use crate::number::Number;

/// A value, in units of a ten-thousandth where it is a whole number of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// So many units.
    Small(i64),
    /// Any other.
    Any(Number),
}

impl Value {
    /// That of a number.
    pub fn of(number: Number) -> Self {
        let units = number.to_scaled(DECIMALS).and_then(|units| i64::try_from(units).ok());
        units.filter(|units| *units != MISSING).map_or(Value::Any(number), Value::Small)
    }

    /// The number.
    pub fn number(&self) -> Number {
        match self {
            Value::Small(units) => Number::from_scaled(i128::from(*units), DECIMALS),
            Value::Any(number) => number.clone(),
        }
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        *self == Value::Small(0)
    }

    /// How it compares with another.
    pub fn compare(&self, other: &Value) -> Ordering {
        match (self, other) {
            (Value::Small(own), Value::Small(other)) => own.cmp(other),
            _ => self.number().cmp(&other.number()),
        }
    }
}

/// Figures, the oldest first; some may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Course {
    /// In units of a ten-thousandth.
    Small(Box<[i64]>),
    /// Any.
    Any(Box<[Option<Number>]>),
}

/// Amounts have no more decimals, nearly always.
const DECIMALS: u32 = 4;

/// No value.
const MISSING: i64 = i64::MIN;

impl Course {
    /// These values.
    pub fn of(values: &[Option<Value>]) -> Self {
        let small = |value: &Option<Value>| match value {
            None => Some(MISSING),
            Some(Value::Small(units)) => Some(*units),
            Some(Value::Any(_)) => None,
        };
        let any = || Course::Any(values.iter().map(|value| value.as_ref().map(Value::number)).collect());
        values.iter().map(small).collect::<Option<Box<[i64]>>>().map_or_else(any, Course::Small)
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = Option<Number>> + '_ {
        (0..self.len()).map(|index| self.get(index))
    }

    /// The last.
    pub fn last(&self) -> Option<Number> {
        self.get(self.len().checked_sub(1)?)
    }

    fn len(&self) -> usize {
        match self {
            Course::Small(values) => values.len(),
            Course::Any(values) => values.len(),
        }
    }

    fn get(&self, index: usize) -> Option<Number> {
        match self {
            Course::Small(values) => {
                let units = *values.get(index).filter(|units| **units != MISSING)?;
                Some(Number::from_scaled(i128::from(units), DECIMALS))
            }
            Course::Any(values) => values.get(index)?.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were() {
        let number = |text: &str| Number::parse(text);
        let third = Number::fraction(1, 3);
        for values in [
            vec![number("1.2345"), None, number("-7"), number("0")],
            vec![number("0.00001"), None],
            vec![third, number("12345678901234567890.5")],
            Vec::new(),
        ] {
            let kept: Vec<Option<Value>> = values.iter().map(|value| value.clone().map(Value::of)).collect();
            let series = Course::of(&kept);
            assert_eq!(series.iter().collect::<Vec<_>>(), values);
            assert_eq!(series.last(), values.last().cloned().flatten());
        }
    }
}
