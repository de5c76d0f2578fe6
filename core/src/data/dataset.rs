//! A record book, bound to the schema of the packs that will judge it.

use super::column::Dictionary;
use super::history::Histories;
use super::raw::{Gb18030, RawTable, TextColumn, Without, blank_rows, decode, from_gb18030, json_tables};
use super::table::{Handed, Table};
use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic, Place, Problems, Severity};
use crate::measure::MeasureCache;
use crate::ordered::Ordered;
use crate::pack::{Column, Dated, Pack, Schema, SharedSchema};
use crate::parallel;
use crate::sorting::Gather;
use crate::watch::Watch;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// Columns that are wanted, by table.
pub(crate) type Needs = Ordered<usize, BTreeSet<usize>>;

/// A record book. It is built once and serves any number of runs, of every pack with the same schema; columns are read when a pack
/// first asks for them, and measures are kept, so that a run with another threshold measures nothing twice.
#[derive(Debug)]
pub struct Dataset {
    schema: SharedSchema,
    raw: Vec<Option<Source>>,
    notes: Vec<Diagnostic>,
    loaded: Mutex<Option<Arc<Loaded>>>,
    pub(crate) measures: MeasureCache,
}

/// A table as it was handed in, and where its columns are.
#[derive(Debug)]
struct Source {
    raw: RawTable,
    /// Position in the header of each column of the schema.
    positions: Vec<Option<usize>>,
    id: Option<usize>,
}

/// The columns that were read.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) schema: SharedSchema,
    pub(crate) tables: Vec<Option<Table>>,
    /// Ids that links name in tables that were not supplied.
    pub(crate) phantoms: Vec<Dictionary>,
    pub(crate) needs: Needs,
    /// For each table: the table that each of its columns links to.
    targets: Vec<Vec<Option<usize>>>,
    /// What changes over time.
    pub(crate) histories: Histories,
    /// Hashes that were asked for, by the columns that they cover.
    hashes: Mutex<Vec<(Needs, String)>>,
}

/// Takes in the tables of a record book.
#[derive(Debug)]
pub struct DatasetBuilder {
    schema: SharedSchema,
    raw: Vec<Option<Source>>,
    notes: Vec<Diagnostic>,
    errors: Vec<Diagnostic>,
    strict: bool,
    gb18030: Gb18030,
}

impl Dataset {
    /// Begins a record book of the given shape (`pack.schema()`).
    pub fn builder(schema: &SharedSchema) -> DatasetBuilder {
        DatasetBuilder {
            schema: schema.clone(),
            raw: schema.tables.iter().map(|_| None).collect(),
            notes: Vec::new(),
            errors: Vec::new(),
            strict: false,
            gb18030: from_gb18030,
        }
    }

    /// The schema it is bound to.
    pub fn schema(&self) -> &SharedSchema {
        &self.schema
    }

    /// Names of the tables that were supplied.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.schema.tables.iter().zip(&self.raw).filter(|(_, raw)| raw.is_some()).map(|(table, _)| table.name.as_str())
    }

    /// What was noticed while the tables were taken in: unknown tables and columns.
    pub fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }

    /// Reads every column and returns everything that is wrong with the record book, cell by cell.
    pub fn issues(&self) -> Result<Vec<Diagnostic>, Problems> {
        let all: Needs = (0..self.schema.tables.len()).map(|table| (table, (0..self.schema.table(table).columns.len()).collect())).collect();
        let loaded = self.load(&all, parallel::available(), &Watch::default())?;
        Ok(self.notes.iter().cloned().chain(loaded.issues(&all)).collect())
    }

    /// Reads the columns that a pack can ask for now, rather than when it first judges.
    pub fn prepare(&self, pack: &Pack) -> Result<(), Problems> {
        self.load(pack.needs(), parallel::available(), &Watch::default()).map(|_| ())
    }

    /// How many tables hold these columns: each is a step of reading them.
    pub(crate) fn steps(&self, needs: &Needs) -> u64 {
        needs.keys().filter(|table| self.raw[**table].is_some()).count() as u64
    }

    /// The given columns, read if they have not been yet.
    pub(crate) fn load(&self, needs: &Needs, threads: usize, watch: &Watch) -> Result<Arc<Loaded>, Problems> {
        let mut slot = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(loaded) = slot.as_ref() {
            let covered = needs.iter().all(|(table, columns)| loaded.needs.get(table).is_some_and(|there| there.is_superset(columns)));
            if covered {
                watch.step(self.steps(needs));
                return Ok(loaded.clone());
            }
        }
        let mut union = slot.as_ref().map(|loaded| loaded.needs.clone()).unwrap_or_default();
        for (table, columns) in needs.iter() {
            union.or_default(*table).extend(columns);
        }
        let done = |table: usize| watch.step(u64::from(needs.contains_key(&table)));
        let loaded = Arc::new(self.read(union, threads, watch, done)?);
        *slot = Some(loaded.clone());
        Ok(loaded)
    }

    /// Reads columns; `done` is told of every table.
    fn read(&self, mut needs: Needs, threads: usize, watch: &Watch, done: impl Fn(usize) + Sync) -> Result<Loaded, Problems> {
        for (table, columns) in needs.iter_mut() {
            // The layout is always wanted, and whether an end can be used hangs on the start.
            columns.extend(self.schema.table(*table).partition_column());
            if let Dated::Spell(start, end) = self.schema.table(*table).dated
                && columns.contains(&end)
            {
                columns.insert(start);
            }
        }
        let wanted: Vec<(usize, &Source, &BTreeSet<usize>)> =
            needs.iter().filter_map(|(table, columns)| Some((*table, self.raw[*table].as_ref()?, columns))).collect();
        let read = parallel::map(&wanted, threads, |(table, source, columns)| {
            let handed = Handed { shape: self.schema.table(*table), raw: &source.raw, positions: &source.positions, id: source.id, threads, watch };
            let read = Table::read(&handed, columns);
            done(*table);
            (*table, read)
        });
        watch.check()?;
        let mut tables: Vec<Option<Table>> = self.schema.tables.iter().map(|_| None).collect();
        let mut problems = Vec::new();
        for (index, result) in read {
            match result {
                Ok(table) => tables[index] = Some(table),
                Err(problem) => problems.push(problem),
            }
        }
        // Of a run that was stopped there is one thing to say.
        watch.check()?;
        if !problems.is_empty() {
            return Err(Problems(problems));
        }
        let mut phantoms: Vec<Dictionary> = self.schema.tables.iter().map(|_| Dictionary::default()).collect();
        self.link(&mut tables, &mut phantoms, watch)?;
        let target = |column: &Column| column.kind.target().and_then(|name| self.schema.table_index(name));
        let targets = self.schema.tables.iter().map(|table| table.columns.iter().map(target).collect()).collect();
        let rows_of = |table: usize| tables[table].as_ref().map_or_else(|| phantoms[table].len(), Table::rows);
        let histories = Histories::new(&self.schema, &tables, rows_of, watch)?;
        Ok(Loaded { schema: self.schema.clone(), tables, phantoms, needs, targets, histories, hashes: Mutex::default() })
    }

    fn link(&self, tables: &mut [Option<Table>], phantoms: &mut [Dictionary], watch: &Watch) -> Result<(), Diagnostic> {
        let targets: BTreeSet<usize> = self.targets();
        for (index, table) in tables.iter_mut().enumerate() {
            watch.check()?;
            if let Some(table) = table.as_mut().filter(|_| targets.contains(&index)) {
                table.build_index();
            }
        }
        for index in 0..tables.len() {
            let Some(mut table) = tables[index].take() else { continue };
            for (column, shape) in self.schema.table(index).columns.iter().enumerate() {
                let Some(target) = shape.kind.target().and_then(|name| self.schema.table_index(name)) else { continue };
                if table.column(column).is_none() {
                    continue;
                }
                watch.check()?;
                if target == index {
                    let own: FxHashMap<Box<str>, u32> = (0..table.rows()).map(|row| (table.ids.get(row).into(), u32::try_from(row).unwrap_or(0))).collect();
                    table.link(column, |id| own.get(id).copied());
                } else if let Some(there) = tables[target].as_ref() {
                    table.link(column, |id| there.row(id));
                } else {
                    let phantom = &mut phantoms[target];
                    table.link(column, |id| Some(phantom.number(id.as_bytes())));
                }
            }
            tables[index] = Some(table);
        }
        Ok(())
    }

    /// Tables whose rows are looked up by id: those that something links to, that units may be made from, and that tell periods.
    fn targets(&self) -> BTreeSet<usize> {
        let linked = self.schema.tables.iter().flat_map(|table| &table.columns).filter_map(|column| column.kind.target());
        let standing = self.schema.tables.iter().filter(|table| table.dated == Dated::Standing).map(|table| table.name.as_str());
        let periods = crate::calendar::PeriodKind::ALL.iter().filter_map(|(kind, _, _)| kind.table());
        linked.chain(standing).chain(periods).filter_map(|name| self.schema.table_index(name)).gather()
    }
}

impl Loaded {
    pub(crate) fn table(&self, index: usize) -> Option<&Table> {
        self.tables.get(index).and_then(Option::as_ref)
    }

    /// The different days of a column, in order; none where they are not known.
    pub(crate) fn days(&self, table: usize, column: usize) -> &[Day] {
        self.table(table).map_or(&[], |table| table.days(column))
    }

    /// The table that a column links to.
    pub(crate) fn target(&self, table: usize, column: usize) -> Option<usize> {
        self.targets.get(table).and_then(|columns| columns.get(column)).copied().flatten()
    }

    /// How many rows a link to a table can lead to.
    pub(crate) fn rows_of(&self, table: usize) -> usize {
        self.table(table).map_or_else(|| self.phantoms.get(table).map_or(0, Dictionary::len), Table::rows)
    }

    /// The id of a row that a link of this table's columns leads to.
    pub(crate) fn linked_id(&self, target: usize, code: u32) -> &str {
        match self.table(target) {
            Some(table) => table.ids.get(code as usize),
            None => self.phantoms.get(target).map_or("", |phantom| phantom.text(code)),
        }
    }

    /// Hash of the wanted columns, worked out once.
    pub(crate) fn hash(&self, needs: &Needs, threads: usize) -> String {
        let mut hashes = self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, hash)) = hashes.iter().find(|(known, _)| known == needs) {
            return hash.clone();
        }
        let hash = super::data_hash(self, needs, threads);
        hashes.push((needs.clone(), hash.clone()));
        hash
    }

    /// What is wrong with the wanted cells, by table, row and column.
    pub(crate) fn issues(&self, needs: &Needs) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (index, table) in self.tables.iter().enumerate() {
            let Some((table, wanted)) = table.as_ref().zip(needs.get(&index)) else { continue };
            let mut issues: Vec<_> = table.issues.iter().filter(|issue| issue.column == super::issue::WHOLE_ROW || wanted.contains(&issue.column)).collect();
            if issues.is_empty() {
                continue;
            }
            crate::sorting::sort_by(&mut issues, |a, b| (a.row, a.column, a.code, &a.text).cmp(&(b.row, b.column, b.code, &b.text)));
            let rows = table.places(issues.iter().map(|issue| issue.row));
            found.extend(issues.into_iter().map(|issue| {
                let id = rows.get(&issue.row).map_or(&*issue.text, |row| table.ids.get(*row));
                issue.diagnostic(&self.schema, index, id)
            }));
        }
        found
    }
}

impl DatasetBuilder {
    /// Refuses data with any cell or row that cannot be used, instead of setting it aside.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Reads GB18030 in the host's own way; it gives UTF-8, or nothing of what is no GB18030. Only where there are no tables of encodings, which is
    /// in WebAssembly, is that needed.
    #[must_use]
    pub fn gb18030(mut self, decode: fn(&[u8]) -> Option<Vec<u8>>) -> Self {
        self.gb18030 = decode;
        self
    }

    /// Adds a table as CSV, in UTF-8 or GB18030. `table` is its name or Chinese label.
    #[must_use]
    pub fn csv(mut self, table: &str, bytes: Vec<u8>) -> Self {
        match decode(bytes, table, self.gb18030) {
            Ok(bytes) => self.add(table, RawTable::Csv(bytes)),
            Err(problem) => self.errors.push(problem),
        }
        self
    }

    /// Adds a table by its columns, as a host holds them in memory. `table` is its name or Chinese label.
    #[must_use]
    pub fn columns(mut self, table: &str, columns: Vec<(String, Box<dyn TextColumn>)>) -> Self {
        let rows = columns.first().map_or(0, |(_, cells)| cells.rows());
        let mut even = true;
        for (name, cells) in columns.iter().filter(|(_, cells)| cells.rows() != rows) {
            even = false;
            let found = cells.rows();
            self.errors.push(
                Diagnostic::error(
                    Code::DataFormat,
                    format!("“{name}”这一列有 {found} 格，第一列有 {rows} 格"),
                    format!("column `{name}` has {found} cells, the first one has {rows}"),
                )
                .at(Place::column(table, name)),
            );
        }
        if even {
            let blank: Arc<[usize]> = blank_rows(&columns).into();
            let filled = |cells: Box<dyn TextColumn>| -> Box<dyn TextColumn> { Box::new(Without::new(cells, blank.clone())) };
            let columns = if blank.is_empty() { columns } else { columns.into_iter().map(|(name, cells)| (name, filled(cells))).collect() };
            self.add(table, RawTable::Columns { rows: rows - blank.len(), columns });
        }
        self
    }

    /// Adds tables as JSON: one object of tables, each a list of records.
    #[must_use]
    pub fn json(mut self, bytes: &[u8]) -> Self {
        match json_tables(bytes) {
            Ok(tables) => tables.into_iter().fold(self, |builder, (name, columns)| builder.columns(&name, columns)),
            Err(problem) => {
                self.errors.push(problem);
                self
            }
        }
    }

    fn add(&mut self, name: &str, raw: RawTable) {
        let schema = self.schema.clone();
        let Some(index) = schema.table_index(name) else {
            let place = Place::table(name);
            self.notes.push(
                Diagnostic::warning(
                    Code::DataUnknownTable,
                    format!("台账没有名为“{name}”的表，未读"),
                    format!("the record book has no table `{name}`; it was not read"),
                )
                .at(place)
                .suggest_named(name, schema.tables.iter().map(|table| (table.name.as_str(), table.label.as_str()))),
            );
            return;
        };
        match Source::new(&schema, index, raw, &mut self.notes) {
            Ok(_) if self.raw[index].is_some() => self
                .errors
                .push(Diagnostic::error(Code::DataFormat, format!("表“{name}”交了两次"), format!("table `{name}` is given twice")).at(Place::table(name))),
            Ok(source) => self.raw[index] = Some(source),
            Err(problems) => self.errors.extend(problems),
        }
    }

    /// Finishes the record book.
    pub fn finish(mut self) -> Result<Dataset, Problems> {
        // In whatever order tables and columns were handed in.
        crate::sorting::sort_by(&mut self.errors, |a, b| a.place.cmp(&b.place));
        crate::sorting::sort_by(&mut self.notes, |a, b| a.place.cmp(&b.place));
        if !self.errors.is_empty() {
            return Err(Problems(self.errors));
        }
        let dataset = Dataset { schema: self.schema, raw: self.raw, notes: self.notes, loaded: Mutex::new(None), measures: MeasureCache::default() };
        if self.strict {
            let mut unusable: Vec<Diagnostic> = dataset.issues()?.into_iter().filter(|issue| issue.severity >= Severity::Warning).collect();
            if !unusable.is_empty() {
                // What is a warning otherwise is what a strict reading refuses.
                unusable.iter_mut().for_each(|problem| problem.severity = Severity::Error);
                return Err(Problems(unusable));
            }
        }
        Ok(dataset)
    }
}

impl Source {
    fn new(schema: &Schema, index: usize, raw: RawTable, notes: &mut Vec<Diagnostic>) -> Result<Self, Vec<Diagnostic>> {
        let shape = schema.table(index);
        let header = raw.header(&shape.name).map_err(|problem| vec![problem])?;
        let mut positions = vec![None; shape.columns.len()];
        let mut id = None;
        let mut errors = Vec::new();
        for (position, name) in header.iter().enumerate() {
            let slot = match (shape.column_index(name), name.as_str()) {
                (Some(column), _) => &mut positions[column],
                (None, "id" | "编号") => &mut id,
                (None, "") => continue,
                (None, _) => {
                    notes.push(
                        Diagnostic::warning(
                            Code::DataUnknownColumn,
                            format!("表“{}”没有“{name}”这一列，未读", shape.label),
                            format!("table `{}` has no column `{name}`; it was not read", shape.name),
                        )
                        .at(Place::column(&shape.name, name))
                        .suggest_named(name, shape.columns.iter().map(|column| (column.name.as_str(), column.label.as_str()))),
                    );
                    continue;
                }
            };
            if slot.replace(position).is_some() {
                errors.push(
                    Diagnostic::error(Code::DataFormat, format!("表头里“{name}”这一列出现了两次"), format!("the header names column `{name}` twice"))
                        .at(Place::column(&shape.name, name)),
                );
            }
        }
        if errors.is_empty() { Ok(Self { raw, positions, id }) } else { Err(errors) }
    }
}
