//! A department's files of more than a year in which nothing is wrong, for the policy of `examples/handbook`; people, customers and amounts are invented.
//!
//! What is small and changes seldom lies in `tests/quiet` as it is; what comes every month is made here of the staff and the customers there:
//! orders on every working day, everybody a little above the target, money that comes after twenty days, visits that lead to a call.

mod months;
mod sales;
mod weeks;

use std::collections::BTreeMap;
use std::ops::Range;

use months::Month;
use sales_appraisal::calendar::NaiveDate;

/// The lines of each file by its name, the header first.
pub type Files = BTreeMap<String, Vec<String>>;

/// Somebody who sells.
#[derive(Clone, Debug)]
pub struct Seller {
    pub name: String,
    pub manager: String,
    pub team: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// How far sales and marks stand above what is asked, in hundredths.
    pub level: usize,
    /// Where it stands among the sellers.
    pub place: usize,
}

/// A time in which somebody owns a customer.
#[derive(Clone, Debug)]
pub struct Owned {
    pub customer: String,
    pub owner: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub class: String,
    /// The day of the year on which it is greeted.
    pub birthday: Option<NaiveDate>,
    /// Whether it bought before the files begin.
    pub is_old: bool,
    /// Where it stands among the customers.
    pub place: usize,
}

/// Those whom all files are made of.
pub struct Department {
    pub sellers: Vec<Seller>,
    pub owned: Vec<Owned>,
}

/// A day, or what stands for one where the cell is blank.
fn day_or(text: &str, otherwise: &str) -> NaiveDate {
    (if text.is_empty() { otherwise } else { text }).parse().expect("a day")
}

const ALWAYS: [&str; 2] = ["2000-01-01", "2099-12-31"];

impl Department {
    fn of(files: &Files) -> Self {
        let rows = |name: &str| -> Vec<Vec<String>> {
            files[name][1..].iter().map(|line| line.split(',').map(str::to_owned).collect()).collect()
        };
        let staff = rows("staff.csv");
        let name_of = |id: &str| staff.iter().find(|row| row[0] == id).map(|row| row[1].clone());
        let sells = staff.iter().filter(|row| row[3].ends_with("业务员"));
        let sellers = sells.enumerate().map(|(place, row)| Seller {
            name: row[1].clone(),
            manager: name_of(&row[4]).expect("a manager"),
            team: row[2].clone(),
            from: day_or(&row[6], ALWAYS[0]),
            to: day_or(&row[7], ALWAYS[1]),
            level: LEVELS[place],
            place,
        });
        let owned = rows("customers.csv").into_iter().map(|row| Owned {
            place: row[0][1..].parse().expect("a number"),
            birthday: row[14].parse().ok(),
            from: day_or(&row[3], ALWAYS[0]),
            to: day_or(&row[4], ALWAYS[1]),
            is_old: !row[17].is_empty(),
            class: row[5].clone(),
            customer: row[1].clone(),
            owner: row[2].clone(),
        });
        Department { sellers: sellers.collect(), owned: owned.collect() }
    }

    /// Who sells on that day.
    pub fn selling(&self, day: NaiveDate) -> impl Iterator<Item = &Seller> {
        self.sellers.iter().filter(move |seller| (seller.from..=seller.to).contains(&day))
    }

    /// Who owns which customer on that day.
    pub fn owning(&self, day: NaiveDate) -> impl Iterator<Item = &Owned> {
        self.owned.iter().filter(move |owned| (owned.from..=owned.to).contains(&day))
    }

    /// Who owns the customer on that day.
    pub fn owner(&self, customer: &str, day: NaiveDate) -> &str {
        &self.owning(day).find(|owned| owned.customer == customer).expect("an owner").owner
    }
}

const LEVELS: [usize; 8] = [116, 104, 102, 101, 109, 103, 101, 102];

/// The files of the year, and of some months before and after it, so that everything in it has its past.
pub fn files() -> Files {
    files_of(0..Month::ALL)
}

/// The files with a month and the five before it alone, as long as what was done in them is enough.
pub fn files_up_to(month: &str) -> Files {
    let last = (0..Month::ALL).find(|place| Month::new(*place).name() == month).expect("a month of the files");
    files_of(last - 5..last + 1)
}

fn files_of(months: Range<usize>) -> Files {
    let mut files = Files::new();
    for path in super::files("tests/quiet", "csv") {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("a file");
        files.insert(name, text.lines().map(str::to_owned).collect());
    }
    let department = Department::of(&files);
    let months: Vec<Month> = months.map(Month::new).collect();
    let orders = sales::orders(&department, &months);
    sales::add(&mut files, &department, &orders, months.last().expect("a month").last);
    weeks::add(&mut files, &department, &months);
    months::add(&mut files, &department, &months);
    files
}

/// Begins a file.
fn begin<'f>(files: &'f mut Files, name: &str, header: &str) -> &'f mut Vec<String> {
    let lines = files.entry(name.to_owned()).or_default();
    lines.push(header.to_owned());
    lines
}
