//! Of whom or what a number is asked for, where that is no person.

use clap::Args;

use crate::run::AskedSubject;

/// Whose number is asked for, where that is no person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
#[group(multiple = false)]
pub struct SubjectOptions {
    /// The measures of a customer, by id or name.
    #[arg(long, value_name = "NAME")]
    pub customer: Option<String>,
    /// The measures of a product.
    #[arg(long, value_name = "NAME")]
    pub product: Option<String>,
    /// The measures of a team.
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
    /// The measures of the whole department.
    #[arg(long)]
    pub department: bool,
    /// The measures of all rows that have a word in a column of their source: `region=North`.
    #[arg(long, value_name = "COLUMN=WORD", value_parser = word_of_column)]
    pub of: Option<(String, String)>,
}

/// `region=North`.
fn word_of_column(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').filter(|(column, word)| !column.trim().is_empty() && !word.trim().is_empty());
    let (column, word) = parts.ok_or_else(|| "write COLUMN=WORD, such as `region=North`".to_owned())?;
    Ok((column.trim().to_owned(), word.trim().to_owned()))
}

impl SubjectOptions {
    /// The subject; nothing where a person is asked for.
    pub fn subject(&self) -> Option<AskedSubject> {
        let labelled = |column: &str, label: &Option<String>| {
            label.clone().map(|label| AskedSubject::Labelled { column: column.to_owned(), label })
        };
        let of = |(column, label): &(String, String)| AskedSubject::Labelled {
            column: column.clone(),
            label: label.clone(),
        };
        labelled("customer", &self.customer)
            .or_else(|| labelled("product", &self.product))
            .or_else(|| self.team.clone().map(AskedSubject::Team))
            .or_else(|| self.department.then_some(AskedSubject::Department))
            .or_else(|| self.of.as_ref().map(of))
    }
}
