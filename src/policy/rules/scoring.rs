//! `[scorecards]`, `[grades]`, `[ranking]`.

use std::sync::Arc;

use super::Parameter;
use super::input::ColumnRef;
use super::measure::{Against, MeasureId};
use super::steps::Steps;
use crate::number::Rounding;
use crate::source::{Span, Spanned};

/// The sum of the weights where no `total` says another.
pub const FULL_SCORE: i64 = 100;

/// One scorecard.
#[derive(Clone, Debug)]
pub struct Scorecard {
    /// Its id.
    pub name: Arc<str>,
    /// Where it is defined.
    pub span: Span,
    /// Roles whose people it appraises.
    pub roles: Vec<Spanned<String>>,
    /// Number columns whose period sums are added after the indicators.
    pub adjust: Vec<Spanned<ColumnRef>>,
    /// The complete score is not below this.
    pub floor: Option<Parameter>,
    /// The complete score is not above this.
    pub cap: Option<Parameter>,
    /// What the weights add up to; 100 by default, then with the span of the scorecard.
    pub total: Parameter,
    /// Share of people at an indicator's cap, or at 0, from which it is named.
    pub crowded: Option<Parameter>,
    /// At least one.
    pub indicators: Vec<Indicator>,
}

/// One indicator.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Its id, unique in the scorecard.
    pub name: Arc<str>,
    /// Where it is defined.
    pub span: Span,
    /// What it looks at.
    pub of: IndicatorOf,
    /// Points at full score.
    pub weight: Parameter,
    /// How it is scored.
    pub score: ScoreRule,
    /// Where `score` stands.
    pub score_span: Span,
    /// What attainment is measured by.
    pub against: Spanned<Against>,
    /// Whose figure is taken.
    pub subject: SubjectOf,
    /// What a missing value means; absent only where a value cannot be missing.
    pub when_missing: Option<Spanned<WhenMissing>>,
    /// How its points are rounded; not at all where it is not written.
    pub rounding: Option<Spanned<Rounding>>,
}

/// What an indicator looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndicatorOf {
    /// A measure.
    Measure(MeasureId),
    /// A rating given by people, found in `ratings.csv` under this name.
    Rating(String),
}

/// Whose figure is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SubjectOf {
    /// The person's own.
    #[default]
    Person,
    /// That of the person's team.
    Team,
}

/// What a missing value means for an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenMissing {
    /// No points.
    Zero,
    /// All points.
    Full,
    /// Its weight goes to the others.
    Redistribute,
    /// An error that names person and measure.
    Error,
}

/// What a score is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// Actual against target.
    Attainment,
    /// The value itself.
    Value,
}

/// How an indicator is scored.
#[derive(Clone, Debug)]
pub enum ScoreRule {
    /// Weight × min(attainment, cap); nothing under `from`.
    Linear {
        /// Attainment from which there are points.
        from: Option<Parameter>,
        /// Attainment beyond which there are no more.
        cap: Parameter,
        /// How often the part above 1 counts, before the cap; 1 when absent.
        accelerate: Option<Parameter>,
    },
    /// The points of the step reached.
    Steps {
        /// What reaches the steps.
        on: On,
        /// Points.
        steps: Steps<Parameter>,
    },
    /// Straight lines between points, flat outside.
    Curve {
        /// What runs along the curve.
        on: On,
        /// x and points, x rising.
        points: Vec<(Parameter, Parameter)>,
    },
    /// Weight at or beyond `qualified`, `points` off for each `per` short of it, not below 0.
    Deduct {
        /// What is compared.
        on: On,
        /// Full weight from here on.
        qualified: Parameter,
        /// How much short costs `points`.
        per: Parameter,
        /// Points for each `per`.
        points: Parameter,
        /// Whether a part of `per` costs its part; otherwise each full one.
        partial: bool,
        /// Under this there are no points.
        minimum: Option<Parameter>,
    },
    /// Points × value, at most `max`.
    PerUnit {
        /// Points for one.
        points: Parameter,
        /// At most.
        max: Parameter,
    },
    /// By place among those with the same scorecard.
    Rank(RankPoints),
    /// Weight × rating ÷ scale.
    Rating {
        /// The best rating.
        scale: Parameter,
    },
    /// Weight or 0.
    AllOrNothing {
        /// Attainment from which it is the weight.
        from: Parameter,
    },
}

impl ScoreRule {
    /// What it is read from; a rating has neither a value nor an attainment.
    pub fn on(&self) -> Option<On> {
        match self {
            ScoreRule::Linear { .. } | ScoreRule::AllOrNothing { .. } => Some(On::Attainment),
            ScoreRule::Steps { on, .. } | ScoreRule::Curve { on, .. } | ScoreRule::Deduct { on, .. } => Some(*on),
            ScoreRule::PerUnit { .. } | ScoreRule::Rank(_) => Some(On::Value),
            ScoreRule::Rating { .. } => None,
        }
    }

    /// The bounds, and the steps between them, that an attainment or a value is compared with.
    pub fn bounds(&self) -> Vec<&Parameter> {
        match self {
            ScoreRule::Linear { from, cap, .. } => from.iter().chain([cap]).collect(),
            ScoreRule::Steps { steps, .. } => steps.list.iter().map(|step| &step.bound.at).collect(),
            ScoreRule::Curve { points, .. } => points.iter().map(|(x, _)| x).collect(),
            ScoreRule::Deduct { qualified, per, minimum, .. } => [qualified, per].into_iter().chain(minimum).collect(),
            ScoreRule::AllOrNothing { from } => vec![from],
            ScoreRule::PerUnit { .. } | ScoreRule::Rank(_) | ScoreRule::Rating { .. } => Vec::new(),
        }
    }
}

/// Points by place.
#[derive(Clone, Debug)]
pub enum RankPoints {
    /// Of the first, second, …; nothing after the last.
    List(Vec<Parameter>),
    /// `best` for the first, `step` less for each place after, not below 0.
    Sliding {
        /// Points of the first.
        best: Parameter,
        /// Points less for each place.
        step: Parameter,
    },
}

/// `[grades]`.
#[derive(Clone, Debug)]
pub struct Grades {
    /// From which score which grade.
    pub steps: Steps<GradeRule>,
    /// At most, or exactly, these shares.
    pub distribution: Option<Distribution>,
}

/// One grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeRule {
    /// Its letter.
    pub grade: Spanned<String>,
    /// What pay is multiplied by, where pay uses it.
    pub coefficient: Option<Parameter>,
}

/// How grades are to be spread.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// Whether grades are changed; otherwise the difference is only shown.
    pub force: bool,
    /// Grade and the share of people it may have at most.
    pub shares: Vec<(Spanned<String>, Parameter)>,
    /// Smaller groups are left alone.
    pub smallest_group: Option<Spanned<u32>>,
    /// How far a share may be off before it is mentioned.
    pub tolerance: Option<Parameter>,
    /// Where it stands.
    pub span: Span,
}

/// `[ranking]`.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// Keys, highest first; the next breaks a tie. `score`, then measures, by default `score` alone.
    pub by: Vec<Spanned<MeasureId>>,
    /// How places after a tie are numbered.
    pub ties: Ties,
    /// Whether people in probation are ranked in a list of their own.
    pub probation_apart: bool,
    /// Where it stands.
    pub span: Span,
}

/// How places after a tie are numbered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ties {
    /// 1, 2, 2, 4.
    #[default]
    Standard,
    /// 1, 2, 2, 3.
    Dense,
}
