//! Who should look at an alert about a subject.

use super::subjects::Whom;
use crate::management::View;
use crate::policy::rules::management::watch::WatchOwner;

/// The person that it is about, or who owns the customer, where that one is employed on the last day; that person's manager where the watch says so.
pub(super) fn of(view: View, owner: &WatchOwner, whom: &Whom) -> Option<usize> {
    let own = whom.person.or_else(|| owner_of_customer(view, whom.customer?));
    match owner {
        WatchOwner::Manager => manager(view, own?),
        WatchOwner::Own | WatchOwner::Column(_) => {
            let people = &view.book.ledger.people.list;
            own.filter(|person| whom.person.is_some() || people[*person].employed(view.last_day()))
        }
    }
}

fn owner_of_customer(view: View, customer: usize) -> Option<usize> {
    let day = view.last_day();
    let rows = &view.book.ledger.customers.list[customer].owners;
    rows.iter().find(|row| row.first <= day && day <= row.last)?.owner
}

fn manager(view: View, person: usize) -> Option<usize> {
    let seen = view.book.seen(view.book.period);
    view.book.ledger.people.list[person].at_end_of(&seen)?.manager
}
