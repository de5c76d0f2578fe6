//! From what a card says to whom its points belong: names become tables and links, under one choice of every reading.

use super::declaration::Rule;
use super::plan::{Filter, Grain, Tie};
use super::resolve::Resolver;
use super::schema::{ColumnType, Path, Schema};
use super::score::{Collected, Scorecard};
use crate::calendar::PeriodKind;
use crate::diagnostic::{Code, Diagnostic, Place};

/// A rule or another card, and how its units are tied to those of the card that collects it, or of the rule that measures its findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tied {
    /// Number of the rule, or of the card.
    pub(crate) source: usize,
    pub(crate) tie: Tie,
    /// Whether one of its periods can lie inside one of theirs.
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
pub(super) fn never_inside(inner: Grain, outer: Grain) -> bool {
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
        let (units, own) = self.units_of(rule)?;
        let by = collected.by.as_ref().map(|(link, place)| (link.as_str(), place));
        let tie = self.tie_units(units, table, by, &collected.place).map_err(|problem| problems.push(problem)).ok()?;
        Some(Tied { source, tie, inside: !never_inside(own, period) })
    }

    /// How rows of one table belong to rows of another: as `implied`, or by the link that `by` names, whichever of the two has it. What it names
    /// may lead to a third table, to which the other of the two belongs without further words.
    pub(super) fn tie_units(&self, units: usize, card: usize, by: Option<(&str, &Place)>, place: &Place) -> Result<Tie, Diagnostic> {
        let schema = &self.declarations.schema;
        let Some((name, place)) = by else { return self.implied(units, card).ok_or_else(|| self.unclear(units, card, place)) };
        self.named(units, card, name).ok_or_else(|| {
            let (one, other) = (schema.table(units), schema.table(card));
            Diagnostic::error(
                Code::SchemaTie,
                told!("“{name}”不把“{}”和“{}”连起来", one.label, other.label),
                told!("`{name}` does not link `{}` and `{}`", one.name, other.name),
            )
            .at(place.clone())
            .suggest(name, self.ways(units, card).iter().map(String::as_str))
        })
    }

    /// How rows belong to each other without further words: as the same rows, or by the one link between their tables (the only one, or the one
    /// that is marked).
    fn implied(&self, units: usize, card: usize) -> Option<Tie> {
        let schema = &self.declarations.schema;
        if units == card {
            return Some(same_row(units));
        }
        let (ups, downs) = (links(schema, units, card), links(schema, card, units));
        match (ups.is_empty(), downs.is_empty()) {
            (false, true) => self.direct(units, card, self.owner(units, &ups)?),
            (true, false) => self.direct(units, card, self.owner(card, &downs)?),
            _ => None,
        }
    }

    /// How rows belong to each other by a link, or a path of links, that leads from one table to the other.
    fn direct(&self, units: usize, card: usize, name: &str) -> Option<Tie> {
        let row = |table: usize| Path::new(table, Vec::new());
        let along = |from: usize, to: usize| self.leads(from, name).filter(|(_, target)| *target == to).map(|(path, _)| path);
        let up = along(units, card).map(|record| Tie::Link { record, unit: row(card) });
        up.or_else(|| along(card, units).map(|unit| Tie::Link { record: row(units), unit }))
    }

    /// The same where it may lead to a third table first.
    fn named(&self, units: usize, card: usize, name: &str) -> Option<Tie> {
        let up = || {
            let (path, third) = self.leads(units, name)?;
            let Tie::Link { record, unit } = self.implied(third, card)? else { return None };
            Some(Tie::Link { record: self.onward(path, &record)?, unit })
        };
        let down = || {
            let (path, third) = self.leads(card, name)?;
            let Tie::Link { record, unit } = self.implied(units, third)? else { return None };
            Some(Tie::Link { record, unit: self.onward(path, &unit)? })
        };
        self.direct(units, card, name).or_else(up).or_else(down)
    }

    /// The path that a name stands for, and the table to which it leads.
    fn leads(&self, from: usize, name: &str) -> Option<(Path, usize)> {
        let schema = &self.declarations.schema;
        let path = schema.resolve(from, name, &schema.table(from).place).ok()?;
        let target = schema.table_index(schema.end(&path)?.kind.target()?)?;
        Some((path, target))
    }

    /// A path that goes on where another ends; only a single link can be followed.
    fn onward(&self, mut path: Path, next: &Path) -> Option<Path> {
        if !next.steps.is_empty() && self.declarations.schema.end(&path)?.kind.is_list() {
            return None;
        }
        path.steps.extend(&next.steps);
        Some(path)
    }

    /// What a script could name to tie two tables, also over a third.
    fn ways(&self, units: usize, card: usize) -> Vec<String> {
        let schema = &self.declarations.schema;
        let columns = |table: usize| schema.table(table).columns.iter();
        let direct = links(schema, units, card).into_iter().chain(links(schema, card, units)).map(String::from);
        let mut ways: Vec<String> = direct.collect();
        let over = columns(units).filter_map(|column| match &column.kind {
            ColumnType::Link(target) => Some((&column.name, schema.table_index(target)?)),
            _ => None,
        });
        let over = over.filter(|(_, third)| *third != card && *third != units);
        ways.extend(over.flat_map(|(first, third)| links(schema, third, card).into_iter().map(move |second| format!("{first}.{second}"))));
        if ways.is_empty() {
            let single = columns(units).chain(columns(card)).map(|column| &column.name);
            ways.extend(single.filter(|name| self.named(units, card, name).is_some()).cloned());
            ways.dedup();
        }
        ways
    }

    fn unclear(&self, units: usize, card: usize, place: &Place) -> Diagnostic {
        let schema = &self.declarations.schema;
        let (one, other) = (schema.table(units), schema.table(card));
        let problem = Diagnostic::error(
            Code::SchemaTie,
            told!("说不清“{}”的结果归哪个“{}”", one.label, other.label),
            told!("it is not clear to which row of `{}` a finding about a row of `{}` belongs", other.name, one.name),
        )
        .at(place.clone());
        let ways = self.ways(units, card);
        if ways.is_empty() {
            return problem;
        }
        let written = |word: &str, join: &str| ways.iter().map(|way| format!(".{word}(\"{way}\")")).collect::<Vec<_>>().join(join);
        problem.help(told!("加上 {}", written("归于", " 或 ")), told!("add {}", written("by", " or ")))
    }
}

/// How a unit's own findings belong to it.
pub(super) fn same_row(table: usize) -> Tie {
    let row = Path::new(table, Vec::new());
    Tie::Link { record: row.clone(), unit: row }
}

/// The columns by which one table links to another.
pub(super) fn links(schema: &Schema, from: usize, to: usize) -> Vec<&str> {
    let target = &schema.table(to).name;
    schema.table(from).columns.iter().filter(|column| column.kind.target() == Some(target)).map(|column| column.name.as_str()).collect()
}
