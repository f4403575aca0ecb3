//! What a folder of reports has, and which of it is asked for.

use clap::{Args, ValueEnum};

/// A part of the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Piece {
    /// `index.html`: the page of whoever decides.
    Index,
    /// The ranking.
    Score,
    /// What is paid.
    Pay,
    /// How far everybody is.
    Progress,
    /// Who the customers are.
    Customers,
    /// How targets are handed down.
    Targets,
    /// What sells, and how that changes.
    Trend,
    /// What needs a look.
    Watch,
    /// A page for each person.
    Statements,
    /// A page for each team.
    Teams,
    /// The tables as CSV.
    Data,
    /// The workbook.
    Workbook,
}

/// What is made of the reports.
const COLLECTIONS: [Piece; 5] = [Piece::Index, Piece::Teams, Piece::Data, Piece::Workbook, Piece::Statements];

impl Piece {
    /// As it is asked for.
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// With what the paths of its files begin.
    pub fn beginning(self) -> &'static str {
        match self {
            Piece::Index => "index.",
            Piece::Score => "score.",
            Piece::Pay => "pay.",
            Piece::Progress => "progress.",
            Piece::Customers => "customers.",
            Piece::Targets => "targets.",
            Piece::Trend => "trend-",
            Piece::Watch => "watch.",
            Piece::Statements => "statements/",
            Piece::Teams => "teams/",
            Piece::Data => "data/",
            Piece::Workbook => "report.",
        }
    }
}

/// Which parts are asked for; without an option all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub struct Choice {
    /// Only these parts, separated by commas.
    #[arg(
        id = "report_only",
        long = "only",
        value_name = "PARTS",
        value_enum,
        value_delimiter = ',',
        conflicts_with = "without"
    )]
    pub only: Vec<Piece>,
    /// All parts but these, separated by commas.
    #[arg(long, value_name = "PARTS", value_enum, value_delimiter = ',')]
    pub without: Vec<Piece>,
}

impl Choice {
    /// Whether a report is in what is made of the reports: one that is asked for; where no report is named, every one.
    pub fn shows(&self, report: Piece) -> bool {
        let is_of_all = self.only.iter().all(|piece| COLLECTIONS.contains(piece));
        (is_of_all || self.only.contains(&report)) && !self.without.contains(&report)
    }

    /// A part that is named, and that only whole periods have.
    pub fn of_whole_periods(&self) -> Option<Piece> {
        self.only.iter().copied().find(|piece| matches!(piece, Piece::Pay | Piece::Statements))
    }

    /// Whether a part is asked for.
    pub fn has(&self, piece: Piece) -> bool {
        (self.only.is_empty() || self.only.contains(&piece)) && !self.without.contains(&piece)
    }
}
