//! Inputs whose rows are looked at one by one.

use crate::policy::Policy;
use crate::policy::rules::management::Listed;

/// Inputs of these names, of which no column in particular is asked for.
pub fn named(inputs: &[&str]) -> Vec<Listed> {
    inputs.iter().map(|input| Listed { input: (*input).to_owned(), ..Listed::default() }).collect()
}

/// Each input that the policy has once, with all that is looked at of it.
pub fn joined(policy: &Policy, all: Vec<Listed>) -> Vec<Listed> {
    let mut joined: Vec<Listed> = Vec::new();
    for one in all.into_iter().filter(|one| policy.input(&one.input).is_some()) {
        match joined.iter_mut().find(|known| known.input == one.input) {
            Some(known) => join(known, one),
            None => joined.push(one),
        }
    }
    joined
}

fn join(known: &mut Listed, one: Listed) {
    let lists = [
        (&mut known.needed, one.needed),
        (&mut known.named, one.named),
        (&mut known.numbers, one.numbers),
        (&mut known.days, one.days),
        (&mut known.amounts, one.amounts),
    ];
    for (known, more) in lists {
        more.into_iter().for_each(|column| {
            if !known.contains(&column) {
                known.push(column);
            }
        });
    }
}
