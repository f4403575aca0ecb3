//! Numbers of sales that contradict the others of their file: a piece that costs far more or less than in other rows, a cost, a margin or a quantity above the amount in
//! all rows, or exchanged with it in a few, a price that is the amount of all pieces, shares below a header that says per cent.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::{Cells, Row, Rows, Source};
use crate::finding::Finding;
use crate::ingest::header::{CellKind, columns_of};
use crate::ledger::Ledger;
use crate::number::Number;
use crate::source::Place;
use crate::spelling::folded;

/// Of more rows prices are not compared.
const MOST: usize = 50_000;
/// So many times the middle, or that part of it, a price is no price of the same.
const TIMES: i64 = 8;
/// So many others agree, within a tenth where there are few of them, or by half.
const LEAST: usize = 3;
const MANY: usize = 6;
/// So many of four rows agree.
const OF_FOUR: usize = 3;
/// What headers call that in which a product is packed: another one has a price of its own.
const PACKS: [&str; 8] = ["pack", "size", "规格", "規格", "包装", "包裝", "箱规", "箱規"];
/// So many rows of one such price, and of different quantities, are no slip.
const LEAST_OF_PACK: usize = 2;
/// So many rows show that columns have each other's numbers.
const LEAST_ROWS: usize = 6;
/// So many times its amount nobody sells at a loss, where the cost is below it in all other rows.
const LEAST_EXCHANGED: i64 = 3;
/// So many shares show that a column has shares.
const LEAST_SHARES: usize = 5;
/// Of ten rows so many.
const OF_TEN: usize = 9;

/// All that is to be told.
pub(super) fn told(source: &Source, ledger: &Ledger, rows: &Rows) -> Vec<Finding> {
    let mut found = Vec::new();
    let compared = rows.rows.iter().take(MOST).filter(|row| source.compares(row.at.0));
    let figures: Vec<Figures> = compared.map(|row| source.figures(ledger, *row, &rows.cells_of(row))).collect();
    for file in 0..source.one.layouts().len() {
        let of_file: Vec<&Figures> = figures.iter().filter(|figures| figures.row.at.0 == file).collect();
        let crossed = source.crossed(file, &of_file);
        if crossed.is_none() {
            let odd =
                ["cost", "margin"].into_iter().filter_map(|column| source.exchanged((file, column), &of_file, rows));
            found.extend(odd);
        }
        found.extend(crossed);
        found.extend(source.priced_as_a_whole(file, &of_file));
        found.extend(source.shares_as_percent(file, rows));
    }
    if found.is_empty() && rows.rows.len() <= MOST {
        found.extend(source.odd_prices(&figures, rows));
    }
    found
}

/// The numbers of a row.
struct Figures {
    row: Row,
    /// The product, its number and how it is packed.
    product: Option<String>,
    /// The product as the row writes it.
    called: String,
    amount: Option<Number>,
    cost: Option<Number>,
    margin: Option<Number>,
    /// The currency, and what a unit of it is in the policy's.
    currency: String,
    rate: Number,
    count: Option<Number>,
    /// What the row says that one piece costs.
    listed: Option<Number>,
}

impl Figures {
    /// Whether amount, quantity and price are there, and above 0.
    fn all_above(&self) -> bool {
        [&self.amount, &self.count, &self.listed].iter().all(|one| one.as_ref().is_some_and(Number::is_positive))
    }

    /// Whether the price is what all pieces cost at the amount, to a hundredth.
    fn lists_the_whole(&self) -> bool {
        let (Some(amount), Some(count), Some(listed)) = (&self.amount, &self.count, &self.listed) else { return false };
        (&(amount * count) - listed).abs() <= Number::from_scaled(1, 2)
    }

    /// What one piece costs; nothing where not all is above 0.
    fn price(&self) -> Option<Number> {
        let above = |number: &Option<Number>| number.clone().filter(Number::is_positive);
        above(&self.amount)?.checked_div(&above(&self.count)?)
    }
}

impl Source<'_> {
    /// Whether the file has a number that its amounts are compared with.
    fn compares(&self, file: usize) -> bool {
        let columns = &self.layout(file).columns;
        columns.iter().any(|(name, _)| ["cost", "margin", "qty"].contains(&name.as_str()))
    }

    /// Whether the row counts, on a day that is looked at.
    pub(super) fn is_paid(&self, row: &Row, rows: &Rows) -> bool {
        let cells = rows.cells_of(row);
        self.counts((row.at.0, &cells)) && self.is_looked_at((row.at.0, &cells))
    }

    fn figures(&self, ledger: &Ledger, own: Row, cells: &[&[u8]]) -> Figures {
        let row: Cells = (own.at.0, cells);
        let product = self.text(row, "product").or_else(|| self.text(row, "product_id"));
        let kind = self.text(row, "product_id").unwrap_or_default() + &self.pack(row);
        let in_units = self.layout(own.at.0).field_of(self.stream.unit).is_some();
        let number = |name: &str| self.number(row, name).filter(|_| !in_units);
        let (currency, rate) = self.exchange_of(row, ledger);
        Figures {
            row: own,
            product: product.as_deref().map(|product| folded(&format!("{product}\n{kind}")).into_owned()),
            called: product.unwrap_or_default(),
            amount: number("amount"),
            cost: number("cost"),
            margin: number("margin"),
            currency,
            rate,
            count: number("qty"),
            listed: number("price"),
        }
    }

    /// How the product is packed, by columns that nothing reads.
    fn pack(&self, (file, cells): Cells) -> String {
        let layout = self.layout(file);
        let is_pack = |label: &str| {
            let label = label.to_lowercase();
            PACKS.iter().any(|word| label.contains(word))
        };
        let fields = layout.labels.iter().enumerate().filter(|(_, label)| is_pack(label)).map(|(field, _)| field);
        let unread = fields.filter(|field| layout.columns.iter().all(|(_, known)| known != field));
        unread.filter_map(|field| cells.get(field)).map(|cell| layout.encoding.lossy(cell).into_owned()).collect()
    }

    /// Rows that count in which the cost, or the margin, is far above the amount, and would be what it is in all others if the two were exchanged.
    fn exchanged(&self, (file, column): (usize, &str), rows: &[&Figures], all: &Rows) -> Option<Finding> {
        let other = |row: &Figures| if column == "cost" { row.cost.clone() } else { row.margin.clone() };
        // No margin is above its amount, and a cost now and then.
        let times = if column == "cost" { LEAST_EXCHANGED } else { 1 };
        let shares = rows.iter().filter_map(|row| {
            let (amount, other) = (row.amount.as_ref()?, other(row)?);
            let is_there = amount.is_positive() && other.is_positive();
            Some((*row, other.checked_div(amount)?)).filter(|_| is_there)
        });
        let (odd, usual): (Vec<_>, Vec<_>) = shares.partition(|(_, share)| *share > Number::from(times));
        let (least, most) = (usual.iter().map(|one| &one.1).min()?, usual.iter().map(|one| &one.1).max()?);
        let would_be =
            |share: &Number| Number::one().checked_div(share).is_some_and(|turned| turned >= *least && turned <= *most);
        let are_few = usual.len() >= LEAST_ROWS.max(odd.len() * LEAST_ROWS) && *most < Number::one();
        let mut odd: Vec<&Figures> =
            odd.iter().filter(|(_, share)| are_few && would_be(share)).map(|one| one.0).collect();
        odd.retain(|row| self.is_paid(&row.row, all));
        let first = odd.first()?;
        let (amount, other) = (first.amount.as_ref()?, other(first)?);
        let finding = Finding::warning("amount-exchanged-in-row").with("input", &self.rule.name);
        let finding = finding.with("column", self.label(file, column)).with("other", self.label(file, "amount"));
        let finding = finding.with("found", other.to_plain(0, 2)).with("amount", amount.to_plain(0, 2));
        let finding = finding.with("count", odd.len()).with("others", usual.len());
        Some(self.at_rows(finding, odd.iter().map(|row| row.row.at)))
    }

    /// A cost or a margin that is above the amount in every row; a quantity that is, has decimals in most rows, and the amount in none.
    fn crossed(&self, file: usize, rows: &[&Figures]) -> Option<Finding> {
        let both = |other: fn(&Figures) -> &Option<Number>| -> Vec<(&Number, &Number)> {
            let pairs = rows.iter().filter_map(|row| Some((row.amount.as_ref()?, other(row).as_ref()?)));
            pairs.filter(|(amount, other)| amount.is_positive() && other.is_positive()).collect()
        };
        let is_above = |pairs: &[(&Number, &Number)]| {
            pairs.len() >= LEAST_ROWS && pairs.iter().all(|(amount, other)| other > amount)
        };
        let costs = both(|row| &row.cost);
        let margins = both(|row| &row.margin);
        let counts = both(|row| &row.count);
        let in_cents = counts.iter().filter(|(_, count)| !count.is_whole()).count();
        let are_amounts = in_cents * 2 >= counts.len() && counts.iter().all(|(amount, _)| amount.is_whole());
        let (column, pairs) = match (is_above(&costs), is_above(&margins), is_above(&counts) && are_amounts) {
            (true, ..) => ("cost", costs),
            (_, true, _) => ("margin", margins),
            (.., true) => ("qty", counts),
            _ => return None,
        };
        let name = &self.layout(file).name;
        let finding = Finding::warning("amount-below-other").with("input", &self.rule.name).with("file", name);
        let finding = finding.with("column", self.label(file, column)).with("other", self.label(file, "amount"));
        Some(finding.with("count", pairs.len()).at(Place::file(name.clone())))
    }

    /// A price that is the amount times the quantity in nearly all rows of more than one piece: the one stands where the other belongs.
    fn priced_as_a_whole(&self, file: usize, rows: &[&Figures]) -> Option<Finding> {
        let is_one = |count: &Number| *count == Number::one();
        let of_several = rows.iter().filter(|row| row.count.as_ref().is_some_and(|count| !is_one(count)));
        let of_several: Vec<&Figures> = of_several.filter_map(|row| row.all_above().then_some(*row)).collect();
        let whole: Vec<&&Figures> = of_several.iter().filter(|row| row.lists_the_whole()).collect();
        let different: BTreeSet<&Number> = whole.iter().filter_map(|row| row.amount.as_ref()).collect();
        if different.len() < LEAST || whole.len() * 10 < of_several.len() * OF_TEN {
            return None;
        }
        let name = &self.layout(file).name;
        let finding = Finding::warning("price-and-amount-swapped").with("input", &self.rule.name).with("file", name);
        let finding = finding.with("price", self.label(file, "price")).with("amount", self.label(file, "amount"));
        let finding = finding.with("qty", self.label(file, "qty")).with("count", whole.len());
        Some(self.at_rows(finding, whole.iter().map(|row| row.row.at)))
    }

    /// A discount whose header says per cent, and whose numbers all are below 1 and whole hundredths: they are read as hundredths of a per cent.
    fn shares_as_percent(&self, file: usize, rows: &Rows) -> Option<Finding> {
        let layout = self.layout(file);
        let specs = columns_of(&self.stream.kind);
        let is_discount = |name: &str| specs.iter().any(|spec| spec.name == name && spec.kind == CellKind::Discount);
        let slots = self.stream.slots.iter().enumerate().filter(|(_, slot)| is_discount(&slot.column));
        let (field, column) = slots
            .filter(|(id, _)| layout.slots[*id].header_percent)
            .find_map(|(id, slot)| Some((layout.field_of(id)?, &slot.column)))?;
        let mut numbers: Vec<(u32, Number, String)> = Vec::new();
        for row in rows.rows.iter().filter(|row| row.at.0 == file) {
            let text = self.text((file, &rows.cells_of(row)), column).unwrap_or_default();
            if text.contains(['%', '％', '折']) {
                return None;
            }
            let number = Number::parse(&text.replace(',', ".")).filter(|number| !number.is_zero());
            numbers.extend(number.map(|number| (row.at.1, number, text)));
        }
        let different: BTreeSet<&Number> = numbers.iter().map(|(_, number, _)| number).collect();
        let is_share = |(_, number, _): &(u32, Number, String)| {
            number.is_positive() && *number < Number::one() && number.decimals().is_some_and(|decimals| decimals <= 2)
        };
        let (line, number, text) = numbers.iter().min_by_key(|(line, ..)| *line)?;
        let finding = Finding::warning("shares-below-percent").with("input", &self.rule.name).with("text", text);
        let finding = finding.with("file", &layout.name).with("label", layout.labels.get(field)?.trim());
        let finding = finding.with("read", format!("{}%", number.to_plain(0, 6))).with("count", numbers.len());
        let is_odd = numbers.len() >= LEAST_SHARES && different.len() > 1 && numbers.iter().all(is_share);
        is_odd.then(|| finding.at(Place::line(layout.name.clone(), *line, "")))
    }

    /// Rows that count in which a piece costs many times, or a small part of, what it costs in the others, while these agree and have different quantities.
    fn odd_prices(&self, figures: &[Figures], rows: &Rows) -> Option<Finding> {
        let odd = priced(figures, false);
        // A price list of its own in each currency is no price at the rates.
        let odd = if odd.is_empty() { priced(figures, true) } else { odd };
        let mut odd: Vec<(&Figures, Number, Priced)> = odd
            .into_iter()
            .flat_map(|priced| priced.odd.clone().into_iter().map(move |(row, price)| (row, price, priced.clone())))
            .filter(|(row, ..)| self.is_paid(&row.row, rows))
            .collect();
        odd.sort_by_key(|(row, ..)| row.row.at);
        let (row, price, priced) = odd.first()?;
        let shown = |number: &Number| number.to_plain(0, 2);
        let finding = Finding::warning("price-out-of-line").with("input", &self.rule.name);
        let finding = finding.with("product", &row.called).with("found", shown(price));
        let finding = finding.with("usual", shown(&priced.middle)).with("others", priced.others);
        let finding = finding.with("count", odd.len());
        let place = |(row, ..): &(&Figures, Number, Priced)| {
            Place::line(self.layout(row.row.at.0).name.clone(), row.row.at.1, "")
        };
        Some(odd.iter().take(MANY).map(place).fold(finding, Finding::at))
    }
}

/// The products that have odd prices: of each currency by itself, as they are written, or of all of them at their rates.
fn priced(figures: &[Figures], at_rates: bool) -> Vec<Priced<'_>> {
    let mut products: BTreeMap<(&str, &str), Vec<(&Figures, Number)>> = BTreeMap::new();
    for row in figures {
        let Some((product, price)) = row.product.as_deref().zip(row.price()) else { continue };
        let (currency, price) = if at_rates { ("", &price * &row.rate) } else { (row.currency.as_str(), price) };
        products.entry((product, currency)).or_default().push((row, price));
    }
    products.into_values().filter_map(Priced::of).collect()
}

/// The rows of one product.
#[derive(Clone)]
struct Priced<'r> {
    middle: Number,
    /// How many agree.
    others: usize,
    odd: Vec<(&'r Figures, Number)>,
}

impl<'r> Priced<'r> {
    /// Those of which most agree and some are far from these.
    fn of(mut rows: Vec<(&'r Figures, Number)>) -> Option<Self> {
        rows.sort_by(|(_, one), (_, other)| one.cmp(other));
        let middle = rows.get(rows.len() / 2)?.1.clone();
        let is_within = |price: &Number, tenths: i64| {
            let (times, ten) = (Number::from(tenths), Number::from(10));
            price * &ten <= &middle * &times && &middle * &ten <= price * &times
        };
        let is_far = |price: &Number| {
            let times = Number::from(TIMES);
            *price >= &middle * &times || price * &times <= middle
        };
        let tenths = if rows.len() > MANY { 15 } else { 11 };
        let agree: Vec<&(&Figures, Number)> = rows.iter().filter(|(_, price)| is_within(price, tenths)).collect();
        let counts: BTreeSet<&Number> = agree.iter().filter_map(|(row, _)| row.count.as_ref()).collect();
        let odd: Vec<(&Figures, Number)> = rows.iter().filter(|(_, price)| is_far(price)).cloned().collect();
        let are_packs = are_packs(&odd, &middle);
        let do_agree =
            !are_packs && agree.len() >= LEAST && counts.len() > 1 && agree.len() * 4 >= rows.len() * OF_FOUR;
        let others = agree.len();
        (do_agree && agree.len() + odd.len() == rows.len() && !odd.is_empty()).then_some(Priced { middle, others, odd })
    }
}

/// Whether rows of another price are of packs of the product: a whole number of pieces each, or pieces of a pack, more than one row and quantity of it. Ten, a
/// hundred or a thousand times the price may as well be a slip of the point.
fn are_packs(odd: &[(&Figures, Number)], piece: &Number) -> bool {
    let Some((_, price)) = odd.first() else { return false };
    let (least, most) = if price < piece { (price, piece) } else { (piece, price) };
    let counts: BTreeSet<&Number> = odd.iter().filter_map(|(row, _)| row.count.as_ref()).collect();
    let is_of_point = |times: &Number| [10, 100, 1000, 10_000].into_iter().any(|point| *times == Number::from(point));
    let is_of_pieces = |times: Number| times.is_whole() && !is_of_point(&times);
    counts.len() >= LEAST_OF_PACK
        && odd.iter().all(|(_, other)| other == price)
        && most.checked_div(least).is_some_and(is_of_pieces)
}
