//! Which input a name of `[input]` is: one whose columns are known, or a source of the department's own.

/// An input, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is called as in the policy")]
pub enum InputKind {
    Staff,
    Customers,
    Products,
    Targets,
    Splits,
    Overlays,
    Ratings,
    Adjustments,
    Holds,
    Leave,
    FxRates,
    Receivables,
    Plan,
    Reasons,
    Risks,
    Improvements,
    Benchmarks,
    Rewards,
    Acks,
    Sales,
    Returns,
    Collections,
    Activities,
    Surveys,
    Tickets,
    Pipeline,
    Training,
    Events,
    Feedback,
    Conduct,
    /// A source of the department's own, under any other name.
    Own,
}

impl InputKind {
    /// Every known input with its name: first the registers, which say how things stand, then the sources, whose rows happened on a day.
    pub const KNOWN: [(&'static str, InputKind); 30] = [
        ("staff", InputKind::Staff),
        ("customers", InputKind::Customers),
        ("products", InputKind::Products),
        ("targets", InputKind::Targets),
        ("splits", InputKind::Splits),
        ("overlays", InputKind::Overlays),
        ("ratings", InputKind::Ratings),
        ("adjustments", InputKind::Adjustments),
        ("holds", InputKind::Holds),
        ("leave", InputKind::Leave),
        ("fx_rates", InputKind::FxRates),
        ("receivables", InputKind::Receivables),
        ("plan", InputKind::Plan),
        ("reasons", InputKind::Reasons),
        ("risks", InputKind::Risks),
        ("improvements", InputKind::Improvements),
        ("benchmarks", InputKind::Benchmarks),
        ("rewards", InputKind::Rewards),
        ("acks", InputKind::Acks),
        ("sales", InputKind::Sales),
        ("returns", InputKind::Returns),
        ("collections", InputKind::Collections),
        ("activities", InputKind::Activities),
        ("surveys", InputKind::Surveys),
        ("tickets", InputKind::Tickets),
        ("pipeline", InputKind::Pipeline),
        ("training", InputKind::Training),
        ("events", InputKind::Events),
        ("feedback", InputKind::Feedback),
        ("conduct", InputKind::Conduct),
    ];

    /// The input of that name.
    pub fn of(name: &str) -> Self {
        Self::KNOWN.iter().find(|(known, _)| *known == name).map_or(InputKind::Own, |(_, kind)| *kind)
    }

    /// The name of a known input.
    pub fn name(self) -> Option<&'static str> {
        Self::KNOWN.iter().find(|(_, kind)| *kind == self).map(|(name, _)| *name)
    }

    /// Whether its rows say how things stand, not what happened on a day.
    pub fn is_register(self) -> bool {
        match self {
            InputKind::Staff
            | InputKind::Customers
            | InputKind::Products
            | InputKind::Targets
            | InputKind::Splits
            | InputKind::Overlays
            | InputKind::Ratings
            | InputKind::Adjustments
            | InputKind::Holds
            | InputKind::Leave
            | InputKind::FxRates
            | InputKind::Receivables
            | InputKind::Plan
            | InputKind::Reasons
            | InputKind::Risks
            | InputKind::Improvements
            | InputKind::Benchmarks
            | InputKind::Rewards
            | InputKind::Acks => true,
            InputKind::Sales
            | InputKind::Returns
            | InputKind::Collections
            | InputKind::Activities
            | InputKind::Surveys
            | InputKind::Tickets
            | InputKind::Pipeline
            | InputKind::Training
            | InputKind::Events
            | InputKind::Feedback
            | InputKind::Conduct
            | InputKind::Own => false,
        }
    }

    /// Whether its rows are of the market and so of nobody: they stand for the whole department.
    pub fn is_of_nobody(self) -> bool {
        self == InputKind::Benchmarks
    }

    /// Whether its rows say themselves what they are of, a team, a campaign, a region, and need be nobody's.
    pub fn is_said_by_rows(self) -> bool {
        self == InputKind::Events
    }

    /// Whether it is kept for management, so that no rule but a measure goes by its rows.
    pub fn is_of_management(self) -> bool {
        matches!(
            self,
            InputKind::Receivables
                | InputKind::Plan
                | InputKind::Reasons
                | InputKind::Risks
                | InputKind::Improvements
                | InputKind::Benchmarks
                | InputKind::Rewards
                | InputKind::Acks
                | InputKind::Pipeline
                | InputKind::Events
                | InputKind::Feedback
        )
    }

    /// Whether its rows happened on a day and belong to somebody.
    pub fn is_source(self) -> bool {
        !self.is_register()
    }

    /// Whether the same row twice counts twice: in all other registers it contradicts itself, which is an error of its own.
    pub fn adds_up(self) -> bool {
        let is_one_for_each = matches!(
            self,
            InputKind::Staff
                | InputKind::Customers
                | InputKind::Products
                | InputKind::Targets
                | InputKind::Splits
                | InputKind::Ratings
                | InputKind::Holds
                | InputKind::Leave
                | InputKind::FxRates
        );
        !is_one_for_each
    }

    /// Whether its rows are of orders.
    pub fn has_orders(self) -> bool {
        matches!(self, InputKind::Sales | InputKind::Returns | InputKind::Collections)
    }

    /// The column of the day on which a row of a source happened.
    pub fn day_column(self) -> &'static str {
        if matches!(self, InputKind::Tickets | InputKind::Pipeline) { "opened" } else { "date" }
    }
}

#[cfg(test)]
mod tests {
    use super::InputKind;

    #[test]
    fn names_and_kinds_are_the_same_both_ways() {
        for (name, kind) in InputKind::KNOWN {
            assert_eq!((InputKind::of(name), kind.name()), (kind, Some(name)));
        }
        assert_eq!((InputKind::of("rides"), InputKind::Own.name()), (InputKind::Own, None));
    }

    #[test]
    fn registers_stand_first() {
        let are_registers = InputKind::KNOWN.map(|(_, kind)| kind.is_register());
        assert!(are_registers.is_sorted_by(|before, after| before >= after));
    }
}
