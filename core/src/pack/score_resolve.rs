//! From what a card says to whom its points belong: names become tables and links, under one choice of every reading.

use super::declaration::Rule;
use super::resolve::{Filter, Grain, Resolver, Tie};
use super::schema::{ColumnType, Path, Schema};
use super::score::{Collected, Scorecard};
use crate::calendar::PeriodKind;
use crate::diagnostic::{Code, Diagnostic, Place};

/// A rule or another card, and how its units are tied to those of the card that collects it.
#[derive(Debug, Clone)]
pub(crate) struct Tied {
    /// Number of the rule, or of the card.
    pub(crate) source: usize,
    pub(crate) tie: Tie,
    /// Whether one of its periods can lie inside one of the card's.
    pub(crate) inside: bool,
}

/// A card under one choice of every reading.
#[derive(Debug, Clone)]
pub(crate) struct ResolvedCard {
    pub(crate) entity: usize,
    pub(crate) table: usize,
    pub(crate) members: Vec<Filter>,
    pub(crate) period: Grain,
    /// For each item, its rules.
    pub(crate) items: Vec<Vec<Tied>>,
    /// For each veto, its rules.
    pub(crate) vetoes: Vec<Vec<Tied>>,
    /// For each bound card, the card.
    pub(crate) bound: Vec<Tied>,
}

impl ResolvedCard {
    fn tied(&self) -> impl Iterator<Item = &Tied> {
        self.items.iter().chain(&self.vetoes).flatten().chain(&self.bound)
    }

    /// Every path that a tie follows.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.tied().flat_map(|tied| match &tied.tie {
            Tie::Link { record, unit } => vec![record, unit],
            Tie::Everywhere => Vec::new(),
        })
    }
}

/// Whether a period of one kind can never lie inside one of the other.
fn never_inside(inner: Grain, outer: Grain) -> bool {
    use PeriodKind::{AcademicYear, CalendarYear, Month, Phase, Policy, Term, Week};
    match (inner.kind, outer.kind) {
        (Phase, _) | (_, Phase | Policy) => false,
        (one, other) if one == other => false,
        (Policy | AcademicYear | CalendarYear, _) | (Term, Month | Week) | (Month, Week) => true,
        _ => false,
    }
}

impl Resolver<'_> {
    /// Resolves a card; every problem it has is added to `problems`. What other checks report already is passed over.
    pub(crate) fn card(&self, card: &Scorecard, problems: &mut Vec<Diagnostic>) -> Option<ResolvedCard> {
        let (entity, place) = card.entity.as_ref()?;
        let (entity, table, members) = self.entity(entity, place).map_err(|problem| problems.push(problem)).ok()?;
        let period = self.picked(&card.period, place).and_then(|name| self.grain(name, place)).map_err(|problem| problems.push(problem)).ok()?;
        let mut collect = |collected: &Collected| {
            let rules = self.declarations.rules.iter().enumerate().filter(|(_, rule)| collected.takes(&rule.id));
            rules.filter_map(|(number, rule)| self.collected(number, rule, collected, table, period, problems)).collect::<Vec<_>>()
        };
        let items = card.items.iter().map(|item| collect(&item.collected)).collect();
        let vetoes = card.vetoes.iter().map(|veto| collect(&veto.collected)).collect();
        let cards = &self.declarations.scoring.cards;
        let bound = card.bound.iter().filter_map(|bound| {
            let source = cards.iter().position(|other| other.id == bound.card)?;
            let other = cards.get(source)?;
            let (entity, place) = other.entity.as_ref()?;
            // What is wrong with the other card is reported there.
            let (_, there, _) = self.entity(entity, place).ok()?;
            let inside = !never_inside(self.grain(self.picked(&other.period, place).ok()?, place).ok()?, period);
            let tie = self.tie_units(there, table, None, &bound.place).map_err(|problem| problems.push(problem)).ok()?;
            Some(Tied { source, tie, inside })
        });
        let bound: Vec<Tied> = bound.collect();
        (bound.len() == card.bound.len()).then_some(ResolvedCard { entity, table, members, period, items, vetoes, bound })
    }

    fn collected(&self, source: usize, rule: &Rule, collected: &Collected, table: usize, period: Grain, problems: &mut Vec<Diagnostic>) -> Option<Tied> {
        let (entity, place) = rule.entity.as_ref()?;
        let (_, units, _) = self.entity(entity, place).ok()?;
        let own = self.grain(self.picked(&rule.period, place).ok()?, place).ok()?;
        let by = collected.by.as_ref().map(|(link, place)| (link.as_str(), place));
        let tie = self.tie_units(units, table, by, &collected.place).map_err(|problem| problems.push(problem)).ok()?;
        Some(Tied { source, tie, inside: !never_inside(own, period) })
    }

    /// How rows of one table belong to rows of another: as the same rows, or by the one link between them, whichever of the two has it.
    fn tie_units(&self, units: usize, card: usize, by: Option<(&str, &Place)>, place: &Place) -> Result<Tie, Diagnostic> {
        let schema = &self.declarations.schema;
        let row = |table: usize| Path::new(table, Vec::new());
        let along = |from: usize, to: usize, name: &str| {
            let path = schema.resolve(from, name, place).ok()?;
            let target = schema.end(&path).and_then(|column| schema.table_index(column.kind.target()?));
            (target == Some(to)).then_some(path)
        };
        let up = |name: &str| along(units, card, name).map(|record| Tie::Link { record, unit: row(card) });
        let down = |name: &str| along(card, units, name).map(|unit| Tie::Link { record: row(units), unit });
        if let Some((name, place)) = by {
            return up(name).or_else(|| down(name)).ok_or_else(|| {
                let (one, other) = (schema.table(units), schema.table(card));
                let ways = ways(schema, units, card);
                Diagnostic::error(
                    Code::SchemaTie,
                    format!("“{name}”不把“{}”和“{}”连起来", one.label, other.label),
                    format!("`{name}` does not link `{}` and `{}`", one.name, other.name),
                )
                .at(place.clone())
                .suggest(name, ways.iter().map(String::as_str))
            });
        }
        if units == card {
            return Ok(Tie::Link { record: row(units), unit: row(card) });
        }
        let (ups, downs) = (links(schema, units, card), links(schema, card, units));
        match (ups.as_slice(), downs.as_slice()) {
            ([only], []) => up(only),
            ([], [only]) => down(only),
            _ => None,
        }
        .ok_or_else(|| unclear(schema, units, card, place))
    }
}

fn links(schema: &Schema, from: usize, to: usize) -> Vec<&str> {
    let target = &schema.table(to).name;
    schema.table(from).columns.iter().filter(|column| column.kind.target() == Some(target)).map(|column| column.name.as_str()).collect()
}

/// Links between two tables that a script could name, also over a third.
fn ways(schema: &Schema, units: usize, card: usize) -> Vec<String> {
    let direct = links(schema, units, card).into_iter().chain(links(schema, card, units)).map(String::from);
    let over = schema.table(units).columns.iter().filter_map(|column| match &column.kind {
        ColumnType::Link(target) => Some((&column.name, schema.table_index(target)?)),
        _ => None,
    });
    let over = over.filter(|(_, third)| *third != card && *third != units);
    direct.chain(over.flat_map(|(first, third)| links(schema, third, card).into_iter().map(move |second| format!("{first}.{second}")))).collect()
}

fn unclear(schema: &Schema, units: usize, card: usize, place: &Place) -> Diagnostic {
    let (one, other) = (schema.table(units), schema.table(card));
    let problem = Diagnostic::error(
        Code::SchemaTie,
        format!("说不清“{}”的结果归哪个“{}”", one.label, other.label),
        format!("it is not clear to which row of `{}` a finding about a row of `{}` belongs", other.name, one.name),
    )
    .at(place.clone());
    let ways = ways(schema, units, card);
    if ways.is_empty() {
        return problem;
    }
    let all = |join: &str| ways.iter().map(|way| format!(".by(\"{way}\")")).collect::<Vec<_>>().join(join);
    let zh = ways.iter().map(|way| format!(".归于(\"{way}\")")).collect::<Vec<_>>().join(" 或 ");
    problem.help(format!("加上 {zh}"), format!("add {}", all(" or ")))
}
