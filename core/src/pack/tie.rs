//! Whose records count: the columns by which a row belongs to a unit.

use super::plan::{Filter, Side, Test, Tie};
use super::query::{Belonging, Query, Source};
use super::resolve::{Resolver, Result};
use super::schema::{Column, ColumnType, Path};
use crate::diagnostic::{Code, Diagnostic};

impl Resolver<'_> {
    pub(super) fn tie(&self, query: &Query, table: usize, unit: usize, filters: &[Filter]) -> Result<Tie> {
        match &query.belonging {
            Belonging::Everywhere => Ok(Tie::Everywhere),
            Belonging::By(pick, place) => {
                let name = self.picked(pick, place)?;
                let record = self.schema().resolve(table, name, place)?;
                let target = self.schema().end(&record).and_then(|column| column.kind.target()).and_then(|name| self.schema().table_index(name));
                if target == Some(unit) {
                    return Ok(Tie::Link { record, unit: Path::new(unit, Vec::new()) });
                }
                let label = &self.schema().table(unit).label;
                Err(Diagnostic::error(
                    Code::SchemaTie,
                    told!("“{name}”不指向“{label}”"),
                    told!("`{name}` does not link to `{}`", self.schema().table(unit).name),
                )
                .at(place.clone())
                .given(name)
                .help_with(&self.ways_to(table, unit, !name.is_ascii())))
            }
            Belonging::Implied => {
                let links = self.links_to(table, unit);
                if let Some(only) = self.owner(table, &links) {
                    return Ok(Tie::Link { record: self.schema().resolve(table, only, &query.place)?, unit: Path::new(unit, Vec::new()) });
                }
                let by_condition = filters.iter().filter_map(implied_tie).find(|tie| self.ties_by_link(tie));
                by_condition.ok_or_else(|| self.unclear_tie(query, table, unit, &links))
            }
        }
    }

    /// The one link by which rows belong without further words: the only one, or the one that is marked.
    pub(super) fn owner<'l>(&self, table: usize, links: &[&'l str]) -> Option<&'l str> {
        if let [only] = links {
            return Some(only);
        }
        let columns = &self.schema().table(table).columns;
        links.iter().copied().find(|link| columns.iter().any(|column| column.owner && column.name == **link))
    }

    fn ties_by_link(&self, tie: &Tie) -> bool {
        let Tie::Link { record, .. } = tie else { return false };
        self.schema().end(record).is_some_and(|column| column.kind.target().is_some())
    }

    fn links_to(&self, table: usize, unit: usize) -> Vec<&str> {
        let target = self.schema().table(unit).name.as_str();
        self.schema().table(table).columns.iter().filter(|column| column.kind.target() == Some(target)).map(|column| column.name.as_str()).collect()
    }

    /// The paths by which a row of a table leads to one of another: its links, or else those of the rows that its own links lead to.
    fn ways_to(&self, table: usize, unit: usize, labelled: bool) -> Vec<String> {
        let schema = self.schema();
        let name = |column: &Column| if labelled { column.label.clone() } else { column.name.clone() };
        let direct: Vec<String> =
            schema.table(table).columns.iter().filter(|column| column.kind.target() == Some(&schema.table(unit).name)).map(name).collect();
        if !direct.is_empty() {
            return direct;
        }
        let single = schema.table(table).columns.iter().filter(|column| matches!(column.kind, ColumnType::Link(_)));
        let through = single.filter_map(|column| Some((column, schema.table_index(column.kind.target()?)?)));
        through.flat_map(|(column, there)| self.ways_of(there, unit).into_iter().map(move |link| format!("{}.{}", name(column), name(link)))).collect()
    }

    fn ways_of(&self, table: usize, unit: usize) -> Vec<&Column> {
        let target = self.schema().table(unit).name.as_str();
        self.schema().table(table).columns.iter().filter(|column| column.kind.target() == Some(target)).collect()
    }

    fn unclear_tie(&self, query: &Query, table: usize, unit: usize, links: &[&str]) -> Diagnostic {
        let chinese = matches!(&query.source, Source::Table(name) if !name.is_ascii());
        let far = if links.is_empty() { self.ways_to(table, unit, chinese) } else { Vec::new() };
        let (table, unit) = (self.schema().table(table), self.schema().table(unit));
        let problem = Diagnostic::error(
            Code::SchemaTie,
            told!("说不清“{}”的一行归哪个“{}”", table.label, unit.label),
            told!("it is not clear to which of `{}` a row of `{}` belongs", unit.name, table.name),
        )
        .at(query.place.clone());
        let by = if chinese { "归于" } else { "by" };
        if !far.is_empty() {
            let ways: Vec<String> = far.iter().map(|way| format!(".{by}(\"{way}\")")).collect();
            return problem.help(
                told!("写明其中一个：{}；或写 .其中(列, 本单元的(列))、.不限归属()", ways.join(" ")),
                told!("write one of: {}; or .having(column, of_unit(column)), or .everywhere()", ways.join(" ")),
            );
        }
        if links.is_empty() {
            return problem.help(
                told!("用 .其中(列, 本单元的(列)) 说明，或写 .不限归属()"),
                told!("say it with .having(column, of_unit(column)), or write .everywhere()"),
            );
        }
        let label = |link: &&str| table.columns.iter().find(|column| column.name == **link).map_or_else(|| (*link).to_string(), |column| column.label.clone());
        let ways = links.iter().map(|link| if chinese { label(link) } else { (*link).to_string() });
        let ways: Vec<String> = ways.map(|link| format!(".{by}(\"{link}\")")).collect();
        problem.help(told!("写明其中一个：{}", ways.join(" ")), told!("write one of: {}", ways.join(" ")))
    }
}

/// The tie that a condition like `having("school", of_unit("school"))` says.
pub(super) fn implied_tie(filter: &Filter) -> Option<Tie> {
    match &filter.test {
        Test::OneOf(sides) => match sides.as_slice() {
            [Side::OfUnit(unit)] => Some(Tie::Link { record: filter.path.clone(), unit: unit.clone() }),
            _ => None,
        },
        _ => None,
    }
}
