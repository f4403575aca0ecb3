//! The management half: what the commands `customers`, `progress`, `targets`, `trend` and `watch` find. Pure as stages are: they take rules,
//! registers, figures and rows that were read, and return values; each has a folder of its own.

pub mod customers;
mod figures;
pub mod labels;
mod listing;
pub mod progress;
pub mod targets;
pub mod trend;
pub mod watch;
pub mod window;

use crate::appraisal::Appraisal;
use crate::calendar::{NaiveDate, Period};
use crate::finding::{Finding, Findings, Severity};
use crate::ingest::header::name_in;
use crate::ledger::Ledger;
use crate::ledger::rows::RowReader;
use crate::measure::Book;
use crate::measure::cube::Cube;
use crate::measure::plan::AskedAlong;
use crate::policy::Policy;
use crate::policy::rules::management::Listed;
use crate::policy::rules::{InputKind, MeasureId, ReturnsTo};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Who the customers are, and which of them asks for what; or the file of one, by id or name.
    Customers(Option<String>),
    /// How far everybody is; and what was crossed since that day.
    Progress(Option<NaiveDate>),
    /// How targets are handed down; or whether those in use are right.
    Targets(TargetsAsked),
    /// What sells, and how that changes.
    Trend(TrendAsked),
    /// What needs a look.
    Watch,
}

impl Question {
    /// The label by which figures are told apart.
    pub fn label(&self) -> Option<&str> {
        if let Question::Trend(asked) = self { Some(&asked.by) } else { None }
    }
}

/// Which view of targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetsAsked {
    /// What `[targets.split]` makes, and the levels beside each other.
    Split,
    /// The targets in use, compared with what was done before.
    Check,
}

/// What a trend is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendAsked {
    /// By the words of which label.
    pub by: String,
    /// The measure's name; nothing: the money measure that pays.
    pub measure: Option<String>,
    /// Over how many periods, the last of which is the one asked for; at least 1.
    pub periods: u32,
    /// How many labels are listed; nothing: all.
    pub top: Option<u32>,
}

/// What a question needs beside what every run gathers.
#[derive(Debug, Default)]
pub struct Needs {
    /// Measures by the words of columns.
    pub along: Vec<AskedAlong>,
    /// Windows of people, teams and the department.
    pub windows: Vec<Period>,
}

/// All that answers follow from.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The book of the period: rules, registers, totals, history, and the as-of day.
    pub book: Book<'a>,
    /// What was gathered, with the words of columns.
    pub cube: &'a Cube<'a>,
    /// The same as it was known on the day since which something is asked, where later rows take from earlier days.
    pub then: Option<&'a Cube<'a>>,
    /// Scores and ranking of the period.
    pub appraisal: &'a Appraisal,
    /// The rows of inputs.
    pub rows: &'a dyn RowReader,
}

impl View<'_> {
    /// The last day that counts: the as-of day, or the period's last.
    pub fn last_day(&self) -> NaiveDate {
        self.book.as_of.unwrap_or_else(|| self.book.period.last())
    }
}

/// What a section or a watch needs and the policy's `[input]` does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotKept {
    /// The section's id; `watch` of watches.
    pub section: String,
    /// The watch, where it is one.
    pub name: Option<String>,
    /// The input.
    pub needs: String,
    /// Whether the policy or the question asks for it; else it is a part of a report that nobody need have.
    pub is_asked: bool,
}

/// What was found.
#[allow(clippy::large_enum_variant, reason = "a run has few")]
pub enum Answer {
    /// Of `customers`.
    Customers(Box<customers::Answer>),
    /// Of `progress`.
    Progress(progress::Answer),
    /// Of `targets`.
    Targets(targets::Answer),
    /// Of `trend`.
    Trend(trend::Answer),
    /// Of `watch`.
    Watch(watch::Answer),
}

/// Adds the measures that a question is answered with and the policy does not have; their names hold a blank, so that no policy has them.
pub fn prepare(policy: &mut Policy, ledger: &Ledger, question: &Question) {
    match question {
        Question::Customers(name) => customers::prepare(policy, ledger, name.is_some()),
        Question::Progress(_) => progress::prepare(policy, ledger),
        Question::Targets(_) => targets::prepare(policy),
        Question::Trend(asked) => trend::prepare(policy, asked),
        Question::Watch => watch::prepare(policy, ledger),
    }
}

/// The inputs whose rows are looked at one by one to answer questions, each once.
pub fn listed(policy: &Policy, questions: &[Question]) -> Vec<Listed> {
    let of_question = |question: &Question| match question {
        Question::Customers(name) => customers::listed(name.is_some()),
        Question::Progress(_) => listing::named(&["staff", "plan"]),
        Question::Targets(_) | Question::Trend(_) => Vec::new(),
        Question::Watch => watch::listed(policy),
    };
    listing::joined(policy, questions.iter().flat_map(of_question).collect())
}

/// Whether an answer calls products by their names.
pub fn names_products(policy: &Policy, questions: &[Question]) -> bool {
    let sales = policy.known_input(InputKind::Sales);
    let is_of_them = |label: &str| labels::is_product(sales.map_or(label, |rule| name_in(rule, label)));
    questions.iter().any(|question| match question {
        Question::Customers(name) => name.is_some(),
        Question::Trend(asked) => is_of_them(&asked.by),
        Question::Watch => watch::labels(policy).any(is_of_them),
        Question::Progress(_) | Question::Targets(_) => false,
    })
}

/// The inputs whose rows some question looks at one by one, whether it is asked or not.
pub fn looked_through(policy: &Policy) -> Vec<String> {
    let questions = [Question::Customers(Some(String::new())), Question::Progress(None), Question::Watch];
    let all = listed(policy, &questions).into_iter();
    // Who has seen an alert, and what it announces, matters where there are watches.
    let is_of_watches = |name: &String| matches!(InputKind::of(name), InputKind::Acks | InputKind::Risks);
    let is_read = |name: &String| !is_of_watches(name) || !policy.management.watches.is_empty();
    all.map(|listed| listed.input).filter(is_read).collect()
}

/// What a question about a period, up to the as-of day where there is one, needs gathered. Windows cut at that day are planned anyhow.
pub fn needs(
    policy: &Policy,
    ledger: &Ledger,
    (question, period, as_of): (&Question, &Period, Option<NaiveDate>),
) -> Needs {
    match question {
        Question::Customers(_) => customers::needs(policy, ledger, period),
        Question::Progress(since) => progress::needs((policy, ledger), period, (*since, as_of)),
        Question::Targets(_) => targets::needs(policy, ledger, period),
        Question::Trend(asked) => trend::needs(policy, ledger, (asked, period)),
        Question::Watch => watch::needs(policy, ledger, period),
    }
}

/// The measures that an answer shows, compares or is told by, as the policy or the question names them.
pub fn measures(policy: &Policy, ledger: &Ledger, question: &Question) -> Vec<MeasureId> {
    let with_targets = || ledger.targets.rows.iter().map(|row| row.measure).collect();
    match question {
        // What customers are told by was added for them.
        Question::Customers(_) => Vec::new(),
        Question::Progress(_) | Question::Targets(_) => with_targets(),
        Question::Trend(asked) => trend::measures(policy, asked),
        Question::Watch => watch::measures(policy, ledger),
    }
}

/// The days that the answer is made of whose rows are looked at: of watches those of the period and what that is compared with, and not those in which they may
/// have spoken before; none of a trend, which shows what there is.
pub fn made_of(policy: &Policy, needs: &Needs, (question, period): (&Question, &Period)) -> Vec<Period> {
    match question {
        Question::Trend(_) => Vec::new(),
        Question::Watch => watch::made_of(policy, period),
        Question::Customers(_) | Question::Progress(_) | Question::Targets(_) => {
            let of_labels = needs.along.iter().flat_map(|asked| asked.windows.iter());
            of_labels.chain(&needs.windows).cloned().collect()
        }
    }
}

/// Of how many periods, the one asked for included, scores and grades are looked at.
pub fn looks_back(policy: &Policy, question: &Question) -> usize {
    match question {
        Question::Watch => watch::looks_back(policy),
        Question::Customers(_) | Question::Progress(_) | Question::Targets(_) | Question::Trend(_) => 1,
    }
}

/// The day since which something is asked, where rows of later days may have taken from earlier ones since.
pub fn known_since(policy: &Policy, questions: &[Question]) -> Option<NaiveDate> {
    let is_taken_back = policy.crediting.returns == ReturnsTo::Original;
    questions.iter().filter(|_| is_taken_back).find_map(|question| match question {
        Question::Progress(since) => *since,
        Question::Customers(_) | Question::Targets(_) | Question::Trend(_) | Question::Watch => None,
    })
}

/// Answers the question; nothing, with an error, where it asks for what is not there.
pub fn answer(view: View, question: &Question, findings: &mut Findings) -> Option<Answer> {
    let answer = match question {
        Question::Customers(name) => {
            customers::answer(view, name.as_deref(), findings).map(Box::new).map(Answer::Customers)
        }
        Question::Progress(since) => progress::answer(view, *since, findings).map(Answer::Progress),
        Question::Targets(asked) => targets::answer(view, *asked, findings).map(Answer::Targets),
        Question::Trend(asked) => trend::answer(view, asked, findings).map(Answer::Trend),
        Question::Watch => watch::answer(view, findings).map(Answer::Watch),
    };
    answer.iter().flat_map(|answer| told(answer.not_kept())).for_each(|finding| findings.push(finding));
    answer
}

impl Answer {
    /// What could not be told for want of an input.
    fn not_kept(&self) -> &[NotKept] {
        match self {
            Answer::Customers(answer) => &answer.not_kept,
            Answer::Progress(answer) => &answer.not_kept,
            Answer::Targets(answer) => &answer.not_kept,
            Answer::Trend(answer) => &answer.not_kept,
            Answer::Watch(answer) => &answer.not_kept,
        }
    }
}

/// One line about all that was asked for and could not be told, and a note about parts of a report that nobody asked for.
fn told(not_kept: &[NotKept]) -> Vec<Finding> {
    let called = |one: &NotKept| format!("`{}` (`{}`)", one.name.as_ref().unwrap_or(&one.section), one.needs);
    let told = [(true, Severity::Warning), (false, Severity::Note)].into_iter().filter_map(|(is_asked, severity)| {
        let list: Vec<String> = not_kept.iter().filter(|one| one.is_asked == is_asked).map(called).collect();
        let finding = Finding::warning("not-kept").with("list", list.join(", "));
        (!list.is_empty()).then_some(Finding { severity, ..finding })
    });
    told.collect()
}
