//! What may only follow from another fault: codes of findings, by what they follow from.

/// What may only follow from people who could not be read.
pub(super) const OF_STAFF: [&str; 27] = [
    "component-can-pay-nobody",
    "component-pays-nobody",
    "credits-of-strangers",
    "customers-of-no-row",
    "ids-of-nobody",
    "manager-missing",
    "manager-not-employed",
    "missing-for-everybody",
    "names-differ-from-ids",
    "no-such-person",
    "no-such-person-near",
    "no-teams",
    "nobody-scored",
    "people-without-role",
    "pool-without-members",
    "role-mistyped",
    "role-of-nobody",
    "role-of-nobody-among",
    "row-of-unknown-person",
    "row-of-unknown-person-near",
    "rows-of-unknown-orderers",
    "rows-of-unknown-people",
    "rows-outside-employment",
    "staff-column-of-nobody",
    "unknown-person",
    "unknown-person-near",
    "unknown-team",
];

/// What may only follow from shares of orders that could not be read, or from people.
pub(super) const OF_SPLITS: [&str; 1] = ["split-without-seller"];

/// What may only follow from rows of sources that could not be read.
pub(super) const OF_SOURCES: [&str; 33] = [
    "amount-below-zero",
    "attainment-beyond-ten",
    "attainment-near-zero",
    "base-not-above-zero",
    "bound-of-another-scale",
    "bound-out-of-reach",
    "component-pays-nobody",
    "contest-without-days",
    "credits-of-no-order",
    "crowded-at-most",
    "crowded-at-zero",
    "customers-of-no-row",
    "grade-above-share",
    "history-begins-inside",
    "label-without-rate",
    "missing-comparison",
    "missing-for-everybody",
    "missing-value",
    "missing-value-in-pay",
    "no-period",
    "no-rows-in-earlier-period",
    "no-rows-in-part",
    "no-rows-in-period",
    "period-may-be-unfinished",
    "pool-without-members",
    "return-of-unknown-order",
    "returns-of-unknown-orders",
    "row-of-unknown-order",
    "rows-of-unknown-orders",
    "source-without-rows",
    "split-of-unknown-order",
    "words-of-blank-columns",
    "words-of-no-row",
];

/// What may only follow from a period that an odd row has chosen, beside what follows from rows of sources.
pub(super) const OF_PERIOD: [&str; 8] = [
    "missing-rating",
    "missing-target",
    "missing-target-in-pay",
    "missing-team-target",
    "policy-not-in-force",
    "register-not-of-period",
    "target-of-longer-period",
    "tiers-of-small-money",
];

/// What may only follow from roles that no column of staff gives.
pub(super) const OF_ROLES: [&str; 6] = [
    "component-can-pay-nobody",
    "people-without-role",
    "pool-without-members",
    "role-of-nobody",
    "role-of-nobody-among",
    "nobody-scored",
];
