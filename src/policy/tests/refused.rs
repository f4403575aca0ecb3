//! Fragments of policies with one fault each.

/// Parts of a commission, so that a case shows only what is wrong.
pub(super) const COMMISSION: &str =
    "[[pay]]\nname = \"C\"\nkind = \"commission\"\nbase = \"revenue\"\nover = \"period\"\nnegative = \"zero\"\n";
pub(super) const INDICATOR: &str = "[scorecards.s]\nroles = [\"Sales\"]\n[[scorecards.s.indicators]]\nmeasure = \"revenue\"\nweight = 100\nwhen_missing = \"zero\"\n";

/// What is appended to `HEAD`, the code it raises and the line of it, from 1.
pub(super) fn refused() -> Vec<(String, &'static str, i64)> {
    let plain = [
        ("[ranking]\nties = \"dense\"\nties = \"dense\"", "duplicate-key", 3),
        ("x = ", "toml-no-value", 1),
        ("x = \"a\u{7}\"", "toml-syntax", 1),
        ("[ranking]\nbyy = [\"score\"]", "unknown-key", 2),
        ("[ranking]\nties = \"densee\"", "wrong-choice", 2),
        ("[ranking]\nties = 1", "expected-text", 2),
        ("[ranking]\nby = []", "empty-list", 2),
        ("[ranking]\nby = [\"revenu\"]", "unknown-measure", 2),
        ("[[watch]]\nname = \"x\"\nper = \"person\"\nbelow = 1", "missing-key", 1),
        ("[[watch]]\nname = \"x\"\nper = \"person\"\nmeasure = \"revenue\"", "missing-one-of", 1),
        ("[[watch]]\nname = \"x\"\nmeasure = \"revenue\"\nbelow = 1", "missing-key", 1),
        (
            "[[watch]]\nname = \"x\"\nper = \"person\"\nmeasure = \"revenue\"\nbelow = 1\nmissing = true",
            "several-keys",
            6,
        ),
        (
            "[[watch]]\nname = \"x\"\nper = \"person\"\nmeasure = \"revenue\"\nbelow = 1\nseverity = \"urgent\"",
            "wrong-choice",
            6,
        ),
        ("[customers]\nclass = \"matrix\"", "missing-key", 1),
        ("[customers]\nwindow_months = 3", "missing-choice", 1),
        ("[targets]\nleave = \"relief\"", "input-needed", 2),
        ("[targets]\nramp = [\"120%\"]", "out-of-range", 2),
        ("[targets]\nramp = \"50%\"", "expected-list", 2),
        ("[targets]\nramp = [[1]]", "expected-number", 2),
        ("[rounding]\nmoney = { to = 0 , mode = \"half_up\" }", "out-of-range", 2),
        ("[rounding]\nmoney = { to = 1e-2, mode = \"half_up\" }", "inexact-number", 2),
        ("[rounding]\nmoney = { to = 0x1F, mode = \"half_up\" }", "inexact-number", 2),
        ("[rounding]\nmoney = { to = \"0.01\" }", "missing-choice", 2),
        ("[rounding]\nmoney = 2", "expected-table", 2),
        ("[calendar]\nhours = \"9 to 6\"", "wrong-hours", 2),
        ("[calendar]\nholidays = [\"2026-10-01\"]", "expected-date", 2),
        ("[crediting]\nsplits = 3", "expected-list", 2),
        ("[input.rides]\nfiles = \"r.csv\"", "missing-key", 1),
        ("[input.activities]\nfiles = \"a.csv\"\ndate = \"d\"", "misplaced-key", 3),
        ("[input.activities]\nfile = \"a.csv\"", "renamed-key", 2),
        ("[input.activities]\nfiles = \"a.csv\"\nheader_row = 0", "expected-whole-number", 3),
        ("[input.activities]\nfiles = \"a.csv\"\nreturns = { kind = [\"r\"] }", "missing-choice", 3),
        ("[input.activities]\nfiles = \"a.csv\"\ncounted = { qty = { from = 3, to = 1 } }", "empty-range", 3),
        ("[input.activities]\nfiles = \"a.csv\"\ncounted = { qty = {} }", "missing-one-of", 3),
        ("[input.activities]\nfiles = \"a.csv\"\nunit = { amount = \"dozens\" }", "wrong-choice", 3),
        ("[measures.score]\ncount = \"sales\"", "reserved-name", 1),
        ("[measures.x]\nsum = \"sales\"", "expected-column", 2),
        ("[measures.x]\nsum = \"sale.amount\"", "unknown-input", 2),
        ("[measures.x]\nsum = \"sales.customer\"", "column-without-numbers", 2),
        ("[measures.x]\ncountt = \"sales\"", "unknown-key", 2),
        ("[measures.x]\nlabel = \"X\"", "missing-one-of", 1),
        ("[measures.x]\ncount = \"sales\"\nmean = \"sales.amount\"", "several-keys", 3),
        ("[measures.x]\ncount = \"sales\"\nwithin_months = 12", "misplaced-key", 3),
        ("[measures.x]\nratio = [\"revenue\"]", "expected-pair", 2),
        ("[measures.x]\ngrowth = \"revenue\"", "missing-choice", 1),
        ("[measures.x]\nshare = \"sales\"", "missing-key", 1),
        ("[measures.x]\nmin_rows = 0\nmean = \"sales.qty\"", "expected-whole-number", 2),
        ("[measures.x]\nsum = [\"y\"]\n[measures.y]\nsum = [\"x\"]", "cyclic-measures", 1),
        (
            "[measures.x]\nmedian = { from = \"sales.date\", to = \"surveys.date\", unit = \"days\" }",
            "moments-of-two-inputs",
            2,
        ),
        (
            "[input.rides]\nfiles = \"r.csv\"\ndate = \"d\"\nnumbers = [\"km\"]\n[measures.x]\nsum = \"rides.kn\"",
            "unknown-column",
            6,
        ),
        (
            "[input.rides]\nfiles = \"r.csv\"\ndate = \"d\"\nnumbers = [\"km\"]\n[measures.x]\ncount = \"rides\"\nwhere = { kind = [\"a\"] }",
            "unknown-column",
            7,
        ),
        ("[scorecards.s]\nroles = [\"a\"]", "missing-key", 1),
        (
            "[scorecards.s]\nroles = [\"Sales\"]\n[[scorecards.s.indicators]]\nmeasure = \"orders\"\nweight = 100\nscore = \"deduct\"\non = \"value\"\nqualified = 10\nper = 1\npoints = 1\npartial = false\nminimum = \"60%\"",
            "bound-in-percent",
            12,
        ),
        ("[input.activities]\nfiles = \"a.csv\"\npercent = [\"points\"]", "percent-of-amounts", 3),
        ("[measures.x]\nshare = \"surveys\"\nwhere = { score = { from = \"80%\" } }", "bound-in-percent", 3),
    ];
    let plain = plain.map(|(text, code, line)| (text.to_owned(), code, line));
    let after = |head: &'static str, cases: &[(&'static str, &'static str, i64)]| {
        let lines = head.lines().count() as i64;
        let moved = |line: i64| if line > 0 { line + lines } else { 1 - line };
        cases.iter().map(|(text, code, line)| (format!("{head}{text}"), *code, moved(*line))).collect::<Vec<_>>()
    };
    plain.into_iter().chain(after(COMMISSION, &COMMISSIONS)).chain(after(INDICATOR, &INDICATORS)).collect()
}

/// Behind `COMMISSION`; line 0 is its first, 1 the first of the fragment.
const COMMISSIONS: [(&str, &str, i64); 61] = [
    ("", "missing-one-of", 0),
    ("rate = \"5%\"\nrates = { by = \"product\", A = 1 }", "several-keys", 2),
    ("rate = \"5%\"\ncapp = 3", "unknown-key", 2),
    ("rate = \"5%\"\nbeyond = \"flat\"", "misplaced-key", 2),
    ("rate = inf", "inexact-number", 1),
    ("rate = nan", "inexact-number", 1),
    ("rate = 5e-2", "inexact-number", 1),
    ("rate = \"5 percent\"", "number-written-otherwise", 1),
    ("rate = \"high\"", "expected-number", 1),
    ("rate = true", "expected-number", 1),
    ("rate = 1\nhold_back = { share = \"20%\" }", "missing-key", 2),
    ("rate = 1\nfloor = 5\ncap = 4", "empty-range", 3),
    ("rate = 1\noverlays = true", "input-needed", 2),
    ("rate = 1\noverlays = \"yes\"", "expected-flag", 2),
    ("rate = 1\nwhen = [{ grade = [\"S\"] }]", "unknown-grade", 2),
    ("rate = 1\nwhen = [{ measure = \"revenue\" }]", "missing-one-of", 2),
    ("rate = 1\nwhen = [{ from = 3 }]", "missing-one-of", 2),
    ("rate = 1\nwhen = [{ measure = \"revenue\", from = 1, above = 2 }]", "several-keys", 2),
    ("rate = 1\nwhen = [{ measure = \"revenue\", from = 1, periods = 3, of = 2 }]", "out-of-range", 2),
    ("rate = 1\nwhen = [{ measure = \"revenue\", from = 1, periods = 100_000 }]", "out-of-range", 2),
    ("rate = 1\nwhen = [{ measure = \"revenue\", drop = { of = 0.3, against = \"mean\" } }]", "missing-key", 2),
    ("rate = 1\nwhen = [{ measure = \"revenue\", drop = { of = 0.3 } }]", "missing-choice", 2),
    ("rate = 1\nwhen = [{ measure = \"revenue\", from = 3, to = 2 }]", "empty-range", 2),
    (
        "rate = 1\nwhen = [{ measure = \"revenue\", from = 3 }, { measure = \"revenue\", below = 3 }]",
        "empty-range",
        2,
    ),
    ("rate = 1\nwhen = [{ probation = \"off\" }]", "wrong-choice", 2),
    ("rate = 1\nwhen = []", "empty-list", 2),
    ("rate = 1\ngate = [{ measure = \"satisfaction\", from = 4 }]", "missing-key", 2),
    ("rate = 1\nwhen = [{ measure = \"satisfaction\", from = 4, otherwise = 0 }]", "misplaced-key", 2),
    ("rate = 1\nmultiply = [\"grades\"]", "wrong-choice", 2),
    ("rate = 1\nmultiply = [{ measure = \"orders\", steps = [{ from = 5, by = 1 }] }]", "steps-leave-hole", 2),
    ("rate = 1\nmultiply = [{ cap = 2 }]", "missing-one-of", 2),
    ("rates = { by = \"person\" }", "missing-key", 1),
    ("rates = { by = \"product\" }", "rates-without-labels", 1),
    ("tiers_by = \"amount\"\ntiers = [{ from = 0, rate = 1 }]", "missing-choice", 0),
    ("apply = \"whole\"\ntiers = [{ from = 0, rate = 1 }]", "missing-key", 0),
    ("apply = \"whole\"\nrate_by = \"amount\"\ntiers = [{ from = 0, rate = 1 }]", "renamed-key", 2),
    ("apply = \"whole\"\ntiers_by = \"amount\"\ntier = [{ from = 0, rate = 1 }]", "renamed-key", 3),
    ("apply = \"whole\"\ntiers_by = \"amount\"\ntiers = [{ from = 0 }]", "missing-one-of", 3),
    (
        "apply = \"whole\"\ntiers_by = \"amount\"\ntiers = [{ from = 0, rate = 0.5 }, { from = 0, rate = 1 }]",
        "steps-not-rising",
        3,
    ),
    ("apply = \"whole\"\ntiers_by = \"amount\"\ntiers = [{ above = 0, rate = 1 }]", "steps-leave-hole", 3),
    ("apply = \"whole\"\ntiers_by = \"amount\"\ntiers = [{ from = 10, rate = 1 }]", "steps-leave-hole", 3),
    (
        "apply = \"whole\"\ntiers_by = \"amount\"\ntiers = [{ from = 0, rate = 1 }, { from = 9, rate = 0.5 }]",
        "more-pays-less",
        3,
    ),
    (
        "apply = \"whole\"\ntiers_by = \"amount\"\ntiers = [{ from = 0, amount = 20 }, { from = 9, rate = 1 }]",
        "more-pays-less",
        3,
    ),
    ("apply = \"marginal\"\ntiers_by = \"orders\"\ntiers = [{ from = 0, rate = 1 }]", "marginal-by-another-measure", 2),
    ("apply = \"marginal\"\ntiers_by = \"amount\"\ntiers = [{ from = 0, amount = 1 }]", "amount-in-marginal-step", 3),
    ("apply = \"marginal\"\ntiers_by = \"amount\"\ntiers = [{ from = 0, rate = -1 }]", "more-pays-less-between", 3),
    ("apply = \"curve\"\ntiers_by = \"amount\"\ntiers = [{ from = 0, rate = 1 }]", "missing-key", 1),
    ("apply = \"curve\"\ntiers_by = \"amount\"\npoints = [[0, 0], [1, 1]]", "missing-choice", 0),
    ("apply = \"curve\"\ntiers_by = \"amount\"\nbeyond = \"flat\"\npoints = [[0, 0]]", "curve-of-one-point", 4),
    ("apply = \"curve\"\ntiers_by = \"amount\"\nbeyond = \"flat\"\npoints = [[0, 0], [0, 1]]", "steps-not-rising", 4),
    (
        "apply = \"curve\"\ntiers_by = \"amount\"\nbeyond = \"flat\"\npoints = [[0, 2], [1, 1]]",
        "more-pays-less-between",
        4,
    ),
    ("apply = \"curve\"\ntiers_by = \"amount\"\nbeyond = \"flat\"\npoints = [[0, 0, 1], [1, 1]]", "expected-pair", 4),
    (
        "apply = \"curve\"\ntiers_by = \"amount\"\nbeyond = \"flat\"\npoints = [[0, \"1%\"], [1, \"2%\"]]",
        "curve-of-rates-without-unit",
        4,
    ),
    (
        "table = { rows = { by = \"amount\", steps = [{ from = 0 }] }, columns = { by = \"orders\", steps = [{ from = 0 }] }, rates = [[0.5, 1]] }",
        "matrix-shape",
        1,
    ),
    ("table = { rows = { by = \"amount\", steps = [{ from = 0 }] }, rates = [[1, 2]] }", "missing-key", 1),
    (
        "rate = 1\n[[pay]]\nname = \"D\"\nkind = \"salary\"\nby = \"score\"\nbase = 1\npoints = [[60, 1], [90, 2]]",
        "steps-leave-hole",
        7,
    ),
    (
        "rate = 1\n[[pay]]\nname = \"D\"\nkind = \"override\"\nbase = \"revenue\"\nof = \"branch\"\nrate = 1",
        "missing-choice",
        2,
    ),
    (
        "rate = 1\n[[pay]]\nname = \"D\"\nkind = \"pool\"\nbase = \"satisfied\"\nrate = 1\nby = \"equal\"\n[measures.satisfied]\nfilled = [\"sales.customer\"]",
        "base-is-no-amount",
        5,
    ),
    (
        "rate = 1\n[[pay]]\nname = \"D\"\nkind = \"contest\"\nmeasure = \"score\"\nfrom = 2026-10-31\nto = 2026-10-01\namong = \"teams\"\nties = \"first\"\nprizes = [1]",
        "dates-reversed",
        7,
    ),
    ("rate = 1\n[[pay]]\nname = \"C\"\nkind = \"bonus\"\namount = 1", "duplicate-name", 3),
    ("rate = 1\n[[pay]]\nname = \"D\"\nkind = \"bonus\"\nreward = 1\nunit = \"money\"", "reward-and-unit-differ", 5),
    (
        "rate = 1\n[[pay]]\nname = \"D\"\nkind = \"guarantee\"\ncomponents = [\"E\"]\nminimum = 1",
        "unknown-component",
        5,
    ),
];

/// Behind `INDICATOR`; line -2 is the indicator, 0 the scorecard.
const INDICATORS: [(&str, &str, i64); 16] = [
    ("", "missing-choice", -2),
    ("score = \"linear\"", "missing-key", -2),
    ("score = \"linear\"\ncap = 1\nmax = 2", "misplaced-key", 3),
    ("score = \"linear\"\ncap = 1\nagainst = 0", "out-of-range", 3),
    ("score = \"linear\"\ncap = 1\nagainst = \"lastyear\"", "wrong-choice", 3),
    ("score = \"steps\"\non = \"value\"\nsteps = [{ from = 0, points = 101 }]", "points-above-weight", 3),
    ("score = \"steps\"\non = \"value\"\nsteps = [{ from = 1, points = 1 }]", "steps-leave-hole", 3),
    ("score = \"curve\"\non = \"value\"\npoints = [[0, 1], [1, 101]]", "points-above-weight", 3),
    ("score = \"curve\"\npoints = [[0, 1], [1, 100]]", "missing-choice", -2),
    ("score = \"deduct\"\non = \"value\"\nqualified = 1\nper = 1\npoints = 1", "missing-choice", -2),
    ("score = \"per_unit\"\npoints = 1", "missing-key", -2),
    ("score = \"rank\"\nbest = 20", "missing-key", -2),
    ("score = \"rating\"\nscale = 5", "input-needed", -3),
    (
        "score = \"per_unit\"\npoints = 1\nmax = 1\n[scorecards.t]\nroles = [\"Sales\"]\n[[scorecards.t.indicators]]\nmeasure = \"orders\"\nweight = 100\nscore = \"per_unit\"\npoints = 1\nmax = 1",
        "role-on-two-scorecards",
        5,
    ),
    (
        "score = \"per_unit\"\npoints = 1\nmax = 1\n[[scorecards.s.indicators]]\nmeasure = \"orders\"\nweight = 5\nscore = \"per_unit\"\npoints = 1\nmax = 1",
        "weights-do-not-add-up",
        0,
    ),
    (
        "score = \"per_unit\"\npoints = 1\nmax = 1\n[scorecards.t]\ntotal = 20\nroles = [\"T\"]\n[[scorecards.t.indicators]]\nmeasure = \"satisfaction\"\nweight = 20\nscore = \"rank\"\npoints = [1]",
        "missing-choice",
        7,
    ),
];
