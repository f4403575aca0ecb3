//! Companies made at random, each with one thing spoilt: a name, a word, a sign, a unit, a sheet, a period, a column. What is paid and
//! scored must be what the clean company pays, or the run refuses, or it says something that the clean company does not hear.
//!
//! `SPOILT=10000 APPRAISE=$PWD/target/release/appraise cargo test --test it spoilt` runs that many with a release build; `SPOILT_FROM` sets the
//! first seed. A failure names its seed.

use std::fmt::Write as _;
use std::path::Path;

use crate::support::appraise;
use rust_xlsxwriter::Workbook;

/// Numbers that look random and are the same for a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }

    fn one_of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

/// A file as rows of cells, the header first.
#[derive(Clone)]
struct File {
    name: &'static str,
    rows: Vec<Vec<String>>,
    delimiter: char,
}

impl File {
    fn new(name: &'static str, header: &str) -> Self {
        File { name, rows: vec![header.split(',').map(str::to_owned).collect()], delimiter: ',' }
    }

    fn add(&mut self, row: &[&str]) {
        self.rows.push(row.iter().map(|cell| (*cell).to_owned()).collect());
    }

    fn column(&self, name: &str) -> usize {
        self.rows[0].iter().position(|label| label == name).expect("a column of the company")
    }

    fn each(&mut self, column: &str, change: impl Fn(&str) -> String) {
        let column = self.column(column);
        self.rows.iter_mut().skip(1).for_each(|row| row[column] = change(&row[column]));
    }

    fn text(&self) -> String {
        let quoted = |cell: &String| if cell.contains(self.delimiter) { format!("\"{cell}\"") } else { cell.clone() };
        let line =
            |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(&self.delimiter.to_string()) + "\n";
        self.rows.iter().map(line).collect()
    }
}

#[derive(Clone)]
struct Company {
    policy: String,
    staff: File,
    sales: File,
    returns: File,
    targets: File,
    splits: File,
    /// Files beside the company's own.
    others: Vec<(&'static str, Vec<u8>)>,
    period: &'static str,
}

const PRODUCTS: [&str; 3] = ["Hardware", "Software", "Service"];
const STATES: [&str; 3] = ["won", "lost", "open"];
const ROLES: [&str; 2] = ["Sales", "Senior"];

impl Company {
    fn new(dice: &mut Dice) -> Self {
        let mut staff = File::new("staff.csv", "person,role,team,hired,commission_pct");
        for (at, person) in ["ann", "bob", "cara", "dan"].into_iter().enumerate() {
            let team = dice.one_of(&["North", "South"]);
            staff.add(&[person, ROLES[at % 2], team, "2024-01-01", dice.one_of(&["2%", "3.5%", "4%"])]);
        }
        staff.rows[1][2] = "North".into();
        staff.rows[2][2] = "South".into();
        let mut sales = File::new("sales.csv", "date,person,customer,order,product,status,amount");
        for order in 0..24 + dice.below(20) {
            let month = if order % 3 == 0 { "09" } else { "10" };
            let day = if order < 3 { "30".to_owned() } else { format!("{:02}", 1 + dice.below(28)) };
            let person = dice.one_of(&["ann", "bob", "cara", "dan"]);
            let customer = format!("C{}", 1 + dice.below(6));
            let product = PRODUCTS[order % 3];
            let status = if order % 7 < 5 { STATES[0] } else { STATES[order % 7 - 4] };
            let amount = format!("{}.{:02}", 100 + dice.below(900_000), dice.below(100));
            sales.add(&[
                &format!("2026-{month}-{day}"),
                person,
                &customer,
                &format!("A{order}"),
                product,
                status,
                &amount,
            ]);
        }
        sales.add(&["2026-10-31", "ann", "C1", "A900", "Hardware", "won", "12345.60"]);
        sales.add(&["2026-10-30", "bob", "C2", "A901", "Software", "won", "2345.70"]);
        sales.add(&["2026-10-29", "cara", "C3", "A902", "Service", "won", "345.80"]);
        let mut returns = File::new("returns.csv", "date,order,customer,product,amount");
        returns.add(&["2026-10-31", "A900", "C1", "Hardware", "345.60"]);
        let mut targets = File::new("targets.csv", "period,scope,id,measure,target");
        for person in ["ann", "bob", "cara", "dan"] {
            let target = (100_000 + dice.below(900_000)).to_string();
            targets.add(&["2026-10", "person", person, "revenue", &target]);
            targets.add(&["2026-09", "person", person, "revenue", &target]);
        }
        let mut splits = File::new("splits.csv", "order,person,share");
        splits.add(&["A901", "bob", "60%"]);
        splits.add(&["A901", "dan", "40%"]);
        let policy = policy(dice);
        Company { policy, staff, sales, returns, targets, splits, others: Vec::new(), period: "2026-10" }
    }

    fn write(&self, folder: &Path) {
        std::fs::write(folder.join("policy.toml"), &self.policy).expect("written");
        for file in [&self.staff, &self.sales, &self.returns, &self.targets, &self.splits] {
            std::fs::write(folder.join(file.name), file.text()).expect("written");
        }
        for (name, bytes) in &self.others {
            std::fs::write(folder.join(name), bytes).expect("written");
        }
    }

    /// The CSV of both reports, and the codes of what was told; nothing of a run that refused.
    fn run(&self) -> Option<(String, Vec<String>)> {
        let folder = tempfile::tempdir().expect("a folder");
        self.write(folder.path());
        let (mut reports, mut told) = (String::new(), Vec::new());
        for command in ["score", "pay"] {
            let arguments = [command, "--period", self.period, "--format", "csv", "--message-format", "json"];
            let run = appraise(folder.path(), &arguments);
            if run.code != 0 {
                assert!(run.code == 1 && run.stdout.is_empty(), "{run:?}");
                return None;
            }
            reports += &run.stdout;
            told.extend(run.stderr.lines().map(str::to_owned));
        }
        Some((reports, told))
    }
}

/// One of several plans over the same files.
fn policy(dice: &mut Dice) -> String {
    let mut text = String::from(
        "schema = 1\n[policy]\nname = \"P\"\nversion = \"1\"\ncurrency = \"CNY\"\nperiod = \"month\"\n\
         [input]\nstaff = \"staff.csv\"\ntargets = \"targets.csv\"\nreturns = \"returns.csv\"\n\
         [input.sales]\nfiles = \"sales.csv\"\ncounted = { status = [\"won\"] }\n\
         [crediting]\nsplits = \"splits.csv\"\nreturns = \"current\"\n\
         [measures.revenue]\nsum = \"sales.amount\"\n\
         [measures.goods]\nsum = \"sales.amount\"\nwhere = { product = [\"Hardware\", \"Software\"] }\n\
         [scorecards.field]\nroles = [\"Sales\", \"Senior\"]\n\
         [[scorecards.field.indicators]]\nmeasure = \"revenue\"\nweight = 100\nscore = \"linear\"\ncap = 1.5\nwhen_missing = \"error\"\n",
    );
    let over = dice.one_of(&["period", "deal"]);
    let formula = match dice.below(5) {
        0 => "rate = \"5%\"".to_owned(),
        1 => "rates = { by = \"product\", Hardware = \"5%\", Software = \"8%\", default = \"1%\" }".to_owned(),
        2 => "apply = \"marginal\"\ntiers_by = \"amount\"\ntiers = [{ from = 0, rate = \"1%\" }, { from = 50_000, rate = \"3%\" }]".to_owned(),
        3 => "apply = \"whole\"\ntiers_by = \"amount\"\ntiers = [{ from = 0, rate = \"1%\" }, { from = 50_000, rate = \"3%\" }]".to_owned(),
        _ => "rates = { by = \"person\", column = \"commission_pct\" }".to_owned(),
    };
    let base = dice.one_of(&["revenue", "goods"]);
    let _ = write!(
        text,
        "[[pay]]\nname = \"Commission\"\nkind = \"commission\"\nroles = [\"Sales\", \"Senior\"]\nbase = \"{base}\"\n\
         over = \"{over}\"\n{formula}\nnegative = \"pay\"\n\
         [[pay]]\nname = \"Bonus\"\nkind = \"bonus\"\namount = 500\nwhen = [{{ role = [\"Senior\"] }}, {{ attainment = \"revenue\", from = \"20%\" }}]\n\
         [[pay]]\nname = \"Pool\"\nkind = \"pool\"\namount = 1000\nby = \"equal\"\nmembers = [{{ role = [\"Sales\"] }}]\n\
         [[pay]]\nname = \"Guarantee\"\nkind = \"guarantee\"\ncomponents = [\"Commission\"]\nminimum = 100\n"
    );
    text
}

/// A word with one letter changed, doubled or left out.
fn typo(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = dice.below(letters.len() - 1);
    match dice.below(3) {
        0 => letters[at] = if letters[at] == 'x' { 'z' } else { 'x' },
        1 => letters.insert(at, 'q'),
        _ => drop(letters.remove(at)),
    }
    letters.into_iter().collect()
}

fn with(cell: &str, change: impl Fn(&str) -> String) -> String {
    change(cell)
}

/// A way to spoil a company: what it is called, and what it does.
type Spoiling = (&'static str, fn(&mut Company, &mut Dice));

const SPOILINGS: &[Spoiling] = &[
    ("a word of a policy in another case", |company, dice| {
        let word = dice.one_of(&["\"won\"", "\"Hardware\"", "\"Sales\"", "\"Senior\"", "Software"]);
        let other = if dice.below(2) == 0 { word.to_uppercase() } else { word.to_lowercase() };
        company.policy = company.policy.replace(word, &other);
    }),
    ("a word of the files in another case or width", |company, dice| {
        let wide = |cell: &str| cell.replace('a', "ａ").replace('o', "ｏ");
        match dice.below(4) {
            0 => company.sales.each("status", str::to_uppercase),
            1 => company.sales.each("product", |cell| format!(" {} ", cell.to_lowercase())),
            2 => company.staff.each("role", wide),
            _ => company.sales.each("person", |cell| format!(" {}", wide(cell))),
        }
    }),
    ("a typing error in a word of the policy", |company, dice| {
        let word = dice.one_of(&[
            "won",
            "Hardware",
            "Software",
            "Senior",
            "product",
            "status",
            "commission_pct",
            "revenue",
            "sales.amount",
            "Commission\"]",
            "role",
            "marginal",
            "default",
            "minimum",
            "counted",
            "current",
            "splits.csv",
        ]);
        let (head, tail) = company.policy.split_once("[measures").expect("measures");
        let part = if tail.contains(word) { dice.below(2) } else { 0 };
        let wrong = typo(word, dice);
        company.policy = match part {
            0 => format!("{}[measures{tail}", head.replacen(word, &wrong, 1)),
            _ => format!("{head}[measures{}", tail.replacen(word, &wrong, 1)),
        };
    }),
    ("a word that nobody has", |company, dice| {
        let word = dice.one_of(&["\"won\"", "\"Hardware\"", "Software =", "\"Senior\""]);
        let other = if word.ends_with('=') { "Gardening =" } else { "\"Gardening\"" };
        company.policy = company.policy.replace(word, other);
    }),
    ("a header that nobody knows", |company, dice| {
        let column = dice.one_of(&["date", "person", "status", "amount", "product", "order"]);
        let at = company.sales.column(column);
        company.sales.rows[0][at] = dice.one_of(&["Zuständig", "Feld 7", "qqq"]).to_owned();
    }),
    ("a typing error in a header", |company, dice| {
        let file = match dice.below(4) {
            0 => &mut company.staff,
            1 => &mut company.targets,
            2 => &mut company.returns,
            _ => &mut company.sales,
        };
        let at = dice.below(file.rows[0].len());
        file.rows[0][at] = typo(&file.rows[0][at].clone(), dice);
    }),
    ("headers of another language", |company, _| {
        for (column, other) in
            [("date", "单据日期"), ("person", "业务员"), ("product", "产品名称"), ("amount", "价税合计")]
        {
            let at = company.sales.column(column);
            company.sales.rows[0][at] = other.to_owned();
        }
    }),
    ("amounts in thousands", |company, dice| {
        let exact = |cell: &str| {
            with(cell, |cell| {
                let digits = format!("{:0>9}", cell.replace('.', ""));
                format!("{}.{}", &digits[..digits.len() - 5], &digits[digits.len() - 5..])
            })
        };
        company.sales.each("amount", exact);
        let at = company.sales.column("amount");
        company.sales.rows[0][at] =
            dice.one_of(&["amount (k)", "amount (thousand)", "金额(千元)", "amount (000's)"]).to_owned();
    }),
    ("a unit that nobody knows", |company, dice| {
        let at = company.sales.column("amount");
        company.sales.rows[0][at] = dice.one_of(&["amount (dz)", "amount (grosse)", "金额(打)"]).to_owned();
    }),
    ("decimal commas", |company, dice| {
        company.sales.each("amount", |cell| cell.replace('.', ","));
        company.sales.delimiter = ';';
        if dice.below(2) == 0 {
            company.policy = company.policy.replace("counted =", "decimal = \",\"\ncounted =");
        }
    }),
    ("dates that may be read two ways", |company, _| {
        company.sales.each("date", |cell| format!("{}/{}/{}", &cell[5..7], &cell[8..10], &cell[..4]));
    }),
    ("rows of another year", |company, _| {
        company.sales.each("date", |cell| cell.replace("2026", "2025"));
    }),
    ("another period", |company, dice| {
        company.period = dice.one_of(&["2026-11", "2026-12", "2025-10"]);
    }),
    ("a row twice", |company, dice| {
        let in_period: Vec<usize> =
            (1..company.sales.rows.len()).filter(|row| company.sales.rows[*row][0].starts_with("2026-10")).collect();
        let row = company.sales.rows[in_period[dice.below(in_period.len())]].clone();
        company.sales.rows.push(row);
    }),
    ("a file twice under two names", |company, dice| {
        let mut copy = company.sales.clone();
        if dice.below(2) == 0 {
            copy.rows.truncate(copy.rows.len() - 2);
        } else {
            copy.rows.push(
                vec!["2026-10-30", "ann", "C1", "A999", "Hardware", "lost", "1"]
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
            );
        }
        company.others.push(("sales-copy.csv", copy.text().into_bytes()));
        company.policy = company.policy.replace("files = \"sales.csv\"", "files = \"sales*.csv\"");
    }),
    ("people that nobody knows", |company, dice| {
        let at = company.sales.rows.len() - 1 - dice.below(3);
        let name = &mut company.sales.rows[at][1];
        *name = if dice.below(2) == 0 { String::new() } else { typo("annabel", dice) };
    }),
    ("a sign turned", |company, dice| {
        if dice.below(2) == 0 {
            let at = company.sales.rows.len() - 1 - dice.below(3);
            company.sales.rows[at][6].insert(0, '-');
        } else {
            company.returns.each("amount", |cell| format!("-{cell}"));
        }
    }),
    ("a return that says less, or something else", |company, dice| match dice.below(5) {
        0 => company.returns.each("product", |_| String::new()),
        1 => company.returns.each("customer", |_| "C5".into()),
        2 => company.returns.each("order", |_| "A9000".into()),
        3 => company.returns.each("amount", |_| "99999999".into()),
        _ => company.returns.each("customer", |_| String::new()),
    }),
    ("targets that do not fit", |company, dice| {
        let at = 1 + 2 * dice.below(4);
        match dice.below(5) {
            0 => company.targets.rows[at][0] = "2026-08".into(),
            1 => company.targets.rows[at][2] = typo("annabel", dice),
            2 => company.targets.rows[at][3] = typo("revenue", dice),
            3 => company.targets.rows[at][1] = "team".into(),
            _ => company.targets.rows[at][4] = dice.one_of(&["x", "", "-", "1.5.0"]).to_owned(),
        }
    }),
    ("splits that do not fit", |company, dice| match dice.below(4) {
        0 => company.splits.each("order", |_| "A7777".into()),
        1 => company.splits.rows[2][1] = typo("daniel", dice),
        2 => company.splits.rows[2][2] = "30%".into(),
        _ => company.splits.each("order", |cell| format!(" {} ", cell.to_lowercase())),
    }),
    ("staff that do not fit", |company, dice| {
        let at = 1 + dice.below(3);
        match dice.below(5) {
            0 => company.staff.rows[at][0] = typo("someone", dice),
            1 => company.staff.rows[at][1] = "Director".into(),
            2 => company.staff.rows[at][3] = "2026-10-30".into(),
            3 => company.staff.rows[at][4] = "350".into(),
            _ => {
                let row = company.staff.rows[at].clone();
                company.staff.rows.push(row);
            }
        }
    }),
    ("shares without their sign", |company, dice| {
        let sign = dice.one_of(&["\"5%\"", "\"3%\"", "\"20%\"", "\"8%\""]);
        company.policy = company.policy.replace(sign, sign.trim_matches(['"', '%']));
    }),
    ("a workbook with a second sheet", |company, _| {
        let mut book = Workbook::new();
        let (first, last) = company.sales.rows.split_at(company.sales.rows.len() - 2);
        for part in [first.to_vec(), [vec![first[0].clone()], last.to_vec()].concat()] {
            let sheet = book.add_worksheet();
            for (row, cells) in part.iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    sheet.write_string(row as u32, column as u16, cell).expect("a cell");
                }
            }
        }
        company.others.push(("sales.xlsx", book.save_to_buffer().expect("a workbook")));
        company.policy = company.policy.replace("files = \"sales.csv\"", "files = \"sales.xlsx\"");
    }),
    ("a file that is not there", |company, dice| {
        let name = dice.one_of(&["\"sales.csv\"", "\"targets.csv\"", "\"returns.csv\"", "\"splits.csv\""]);
        company.policy = company.policy.replace(name, "\"none.csv\"");
    }),
    ("another currency", |company, _| {
        company.sales.each("amount", |cell| format!("${cell}"));
    }),
];

#[test]
fn nothing_is_wrong_in_silence() {
    let asked = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (count, from) = (asked("SPOILT").unwrap_or(100), asked("SPOILT_FROM").unwrap_or(0));
    let mut silent = Vec::new();
    let (mut refused, mut told, mut same) = (0, 0, 0);
    for seed in from..from + count {
        let mut dice = Dice((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..8 {
            dice.below(2);
        }
        let clean = Company::new(&mut dice);
        let Some((expected, heard)) = clean.run() else { panic!("the clean company of seed {seed} is refused") };
        let (what, spoil) = SPOILINGS[seed as usize % SPOILINGS.len()];
        let mut spoilt = clean.clone();
        spoil(&mut spoilt, &mut dice);
        match spoilt.run() {
            None => refused += 1,
            Some((reports, _)) if reports == expected => same += 1,
            Some((_, now)) if now.iter().any(|line| !heard.contains(line)) => told += 1,
            Some((reports, _)) => {
                let lines = expected.lines().zip(reports.lines()).find(|(clean, now)| clean != now);
                silent.push(format!("seed {seed}: {what}: {lines:?}"));
            }
        }
    }
    println!("{count} companies: {refused} refused, {told} told, {same} paid the same");
    assert!(silent.is_empty(), "{} silent differences\n{}", silent.len(), silent.join("\n"));
    assert!(count < 100 || (refused > 0 && told > 0 && same > 0), "{refused} {told} {same}");
}
