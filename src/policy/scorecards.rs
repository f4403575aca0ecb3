//! `[scorecards]`: whom each appraises, and its indicators.

use super::columns;
use super::document::{Entry, Node};
use super::header;
use super::names::ColumnUse;
use super::rules::{
    Against, ColumnRef, FULL_SCORE, Indicator, IndicatorOf, InputKind, On, Parameter, ScoreRule, Scorecard, SubjectOf,
    Unit, WhenMissing,
};
use super::scope::Scope;
use super::score::{self, ScoreKind};
use super::table::TableReader;
use super::value;
use crate::number::Number;
use crate::source::{Span, Spanned};
use crate::spelling::alike;

/// What holds for an indicator without a value.
pub(super) const WHEN_MISSING: [(&str, WhenMissing); 4] = [
    ("zero", WhenMissing::Zero),
    ("full", WhenMissing::Full),
    ("redistribute", WhenMissing::Redistribute),
    ("error", WhenMissing::Error),
];
/// What attainment is measured by.
pub(super) const AGAINST: [(&str, Against); 4] = [
    ("target", Against::Target),
    ("previous", Against::Previous),
    ("last_year", Against::LastYear),
    ("team_mean", Against::TeamMean),
];
/// Whose figure an indicator looks at.
pub(super) const SUBJECTS: [(&str, SubjectOf); 2] = [("person", SubjectOf::Person), ("team", SubjectOf::Team)];

/// Reads `[scorecards]`, in the order of the file.
pub(super) fn scorecards(table: &TableReader<'_>, scope: &Scope<'_>) -> Vec<Scorecard> {
    let cards: Vec<Scorecard> = table.others().into_iter().filter_map(|entry| scorecard(entry, scope)).collect();
    let roles: Vec<&Spanned<String>> = cards.iter().flat_map(|card| &card.roles).collect();
    for (index, role) in roles.iter().enumerate() {
        if let Some(first) = roles[..index].iter().find(|earlier| alike(&earlier.value, &role.value)) {
            table.reading.conflict("role-on-two-scorecards", [role.span, first.span], &[("role", &role.value)]);
        }
    }
    cards
}

fn scorecard(entry: &Entry, scope: &Scope<'_>) -> Option<Scorecard> {
    let table = TableReader::open(scope.reading(), format!("scorecards.{}", entry.key), &entry.node)?;
    table.require("roles", "roles = [\"Sales\"]");
    table.require("indicators", &format!("[[scorecards.{}.indicators]]", entry.key));
    let roles = table.filled_texts("roles");
    let adjust = table.texts("adjust").unwrap_or_default();
    let indicator_tables = table.tables("indicators");
    let weights = weights(&indicator_tables);
    let indicators = indicators(&table, &indicator_tables, scope);
    let card = Scorecard {
        name: entry.key.as_str().into(),
        span: table.span,
        roles: roles.unwrap_or_default(),
        adjust: adjust.iter().filter_map(|column| adjustment(column, scope)).collect(),
        floor: table.number("floor"),
        cap: table.number("cap"),
        total: table.positive("total").unwrap_or_else(|| Spanned::new(Number::from(FULL_SCORE), table.span)),
        crowded: table.positive("crowded"),
        indicators,
    };
    table.finish();
    if let Some(weights) = weights {
        check_total(&table, &weights, &card.total);
    }
    check_cap(&table, &card);
    Some(card)
}

/// The weights as far as they can be read without a word; nothing when one is missing or wrong, which is a finding of its
/// own and would make any sum wrong.
fn weights(indicators: &[TableReader<'_>]) -> Option<Vec<Number>> {
    indicators.iter().map(|indicator| indicator.plain_number("weight")).collect()
}

fn check_total(table: &TableReader<'_>, weights: &[Number], total: &Parameter) {
    let sum: Number = weights.iter().sum();
    if !weights.is_empty() && sum != total.value {
        let (sum, total) = (sum.to_string(), total.value.to_string());
        let facts = [("table", table.path.as_str()), ("sum", &sum), ("total", &total)];
        table.reading.error("weights-do-not-add-up", table.span, &facts);
    }
}

/// A cap under half of the points that the indicators give is most often one of attainment: 1.2 for 120 of 100.
fn check_cap(table: &TableReader<'_>, card: &Scorecard) {
    let Some(cap) = card.cap.as_ref().filter(|cap| &cap.value * &Number::from(2) < card.total.value) else { return };
    let facts = [("cap", cap.value.to_string()), ("total", card.total.value.to_string())];
    let facts = [("table", table.path.as_str()), ("cap", &facts[0].1), ("total", &facts[1].1)];
    table.reading.warning("score-cap-below-total", cap.span, &facts);
}

fn adjustment(written: &Spanned<String>, scope: &Scope<'_>) -> Option<Spanned<ColumnRef>> {
    let column = scope.names.column(written, ColumnUse::Number)?;
    if columns::unit_of(&column.column) == Unit::Money {
        scope.reading().error("adjust-of-money", written.span, &[("column", &written.value)]);
        return None;
    }
    Some(Spanned::new(column, written.span))
}

fn indicators(card: &TableReader<'_>, tables: &[TableReader<'_>], scope: &Scope<'_>) -> Vec<Indicator> {
    let mut indicators: Vec<Indicator> = Vec::new();
    for indicator in tables.iter().filter_map(|table| indicator(table, scope)) {
        if let Some(first) = indicators.iter().find(|earlier| earlier.name == indicator.name) {
            let facts = [("name", &*indicator.name), ("table", &card.path)];
            card.reading.conflict("duplicate-name", [indicator.span, first.span], &facts);
        }
        indicators.push(indicator);
    }
    indicators
}

fn indicator(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<Indicator> {
    table.require("measure", "measure = \"revenue\"");
    let kind = table.required_choice("score", &ScoreKind::ALL);
    let measure = table.text("measure");
    let name = table.text("name");
    let weight = score::weight(table);
    let subject = table.choice("of", &SUBJECTS).map(|subject| subject.value).unwrap_or_default();
    let Some(kind) = kind else {
        // Which other keys belong to an indicator depends on its score.
        table.others();
        table.finish();
        return None;
    };
    let rule = score::score(table, kind.value);
    let of = measure.as_ref().and_then(|measure| looked_at(measure, kind.value, scope));
    let against = rule.as_ref().and_then(|rule| against(table, rule, kind.span, scope));
    let both = rule.as_ref().zip(of.as_ref());
    if both.is_some_and(|(rule, of)| may_be_missing(rule, against.as_ref(), of, scope)) {
        table.require_choice("when_missing", &WHEN_MISSING);
    }
    let when_missing = table.choice("when_missing", &WHEN_MISSING);
    let rounding = header::written_rounding(table, "rounding");
    finish(table, rule.as_ref());
    if let (Some(rule), Some(weight)) = (&rule, &weight) {
        score::check_points(table.reading, rule, weight);
    }
    Some(Indicator {
        name: name.or(measure)?.value.into(),
        span: table.span,
        of: of?,
        weight: weight?,
        score: rule?,
        score_span: kind.span,
        against: against.unwrap_or_else(|| Spanned::new(Against::Target, kind.span)),
        subject,
        when_missing,
        rounding,
    })
}

/// A score that could not be read may leave keys unread that belong to it.
fn finish(table: &TableReader<'_>, rule: Option<&ScoreRule>) {
    if rule.is_none() {
        table.entry("against");
    }
    table.finish();
}

fn looked_at(measure: &Spanned<String>, kind: ScoreKind, scope: &Scope<'_>) -> Option<IndicatorOf> {
    if kind == ScoreKind::Rating {
        scope.names.needs_input(InputKind::Ratings, measure);
        return Some(IndicatorOf::Rating(measure.value.clone()));
    }
    scope.names.measure(measure).map(|id| IndicatorOf::Measure(id.value))
}

/// What attainment is measured by; only where attainment counts.
fn against(table: &TableReader<'_>, rule: &ScoreRule, score_span: Span, scope: &Scope<'_>) -> Option<Spanned<Against>> {
    if rule.on() != Some(On::Attainment) {
        return None;
    }
    table.default("against", "\"target\"");
    let against = match table.node("against") {
        Some(node) => written_against(table, node)?,
        None => Spanned::new(Against::Target, score_span),
    };
    if against.value == Against::Target {
        scope.names.needs_input(InputKind::Targets, &against);
    }
    Some(against)
}

/// A word, or a number above 0.
fn written_against(table: &TableReader<'_>, node: &Node) -> Option<Spanned<Against>> {
    if value::plain_number(node).is_none() {
        return value::choice(table.reading, "against", node, &AGAINST);
    }
    let number = value::number(table.reading, "against", node)?;
    let number = value::within(table.reading, "against", number, "> 0", Number::is_positive)?;
    Some(Spanned::new(Against::Fixed(number), node.span))
}

/// Whether an indicator may meet a missing value, so that the policy must say what then holds.
fn may_be_missing(rule: &ScoreRule, against: Option<&Spanned<Against>>, of: &IndicatorOf, scope: &Scope<'_>) -> bool {
    let measure = match of {
        IndicatorOf::Rating(_) => return true,
        IndicatorOf::Measure(id) => *id,
    };
    let fixed = matches!(against.map(|against| &against.value), Some(Against::Fixed(_)));
    (rule.on() == Some(On::Attainment) && !fixed) || scope.can_be_missing(measure)
}
