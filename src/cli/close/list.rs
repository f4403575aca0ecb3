//! `appraise close --list`: the chain of closed periods.

use crate::cli::args::Options;
use crate::cli::exit::Exit;
use crate::cli::run::Session;
use crate::closing::{Folder, Manifest, Store};
use crate::number::Number;
use crate::report::close::{self as reports, Link};

/// The unit of which a total is shown.
const MONEY: &str = "money";

/// Runs the command.
pub fn execute(options: &Options) -> Exit {
    let mut session = Session::new(options);
    let Some((policies, folder)) = session.policies() else { return session.refuse() };
    let Some(policy) = policies.last() else { return session.refuse() };
    let store = Store::of(policy, &folder);
    let chain = store.chain(&mut session.findings);
    if session.findings.has_errors() {
        return session.refuse();
    }
    let links: Vec<Link> = chain.folders.iter().filter_map(link).collect();
    let next = chain.next(&store);
    session.write(&reports::chain(&links, &store.shown, next.as_ref(), policy.money_places()), Exit::Written)
}

fn link(folder: &Folder) -> Option<Link> {
    let Manifest { policy, people, paid, warnings, tool, .. } = folder.manifest.clone()?;
    let amounts = paid.iter().filter(|paid| paid.unit == MONEY);
    let amounts: Vec<Number> = amounts.filter_map(|paid| Number::parse_in_full(&paid.amount)).collect();
    Some(Link {
        period: folder.period.id(),
        head: folder.head.clone()?,
        version: policy.version,
        people,
        total: amounts.iter().sum(),
        currency: policy.currency,
        warnings: warnings.len(),
        tool,
    })
}
