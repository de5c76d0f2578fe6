//! Forms with their names looked up: what is filled in where, and which of their cells a measure of blanks counts.

use super::check::incomplete;
use super::declaration::Declarations;
use super::findings::Inside;
use super::form::{Form, FormBlock, FormContent, FormLine, FormPart, FormRows, FormText, Piece};
use super::form_source::{FindingField, PeriodWord, Source, Told};
use super::plan::{Choices, Filter, RecordPlan, Resolved, Test};
use super::query::{Belonging, Condition, Having, Literal, Operand, Pick, Presence, Query, Source as Measured};
use super::resolve::Resolver;
use super::schema::Path;
use crate::calendar::PeriodPart;
use crate::data::Needs;
use crate::diagnostic::{Code, Diagnostic, Place, Telling};
use crate::script::{Program, Runner};
use std::collections::BTreeSet;

/// The cells of a form that are filled in from records.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Blanks {
    /// Cells of the unit.
    pub(crate) unit: Vec<Path>,
    pub(crate) rows: Option<RowGaps>,
}

/// The cells of a form's table: each key has all of them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RowGaps {
    /// Which records stand in the row of each key.
    pub(crate) keys: Vec<Filter>,
    pub(crate) gaps: Vec<Gap>,
}

/// A cell to fill in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gap {
    pub(crate) path: Path,
    /// What can be ticked in it, if it is ticked.
    pub(crate) ticks: Option<Test>,
}

/// A form with its names looked up.
#[derive(Debug, Clone)]
pub(crate) struct ResolvedForm {
    /// For whom and over what it is filled in, what its texts tell, and then the records or findings of each table.
    pub(crate) resolved: Resolved,
    pub(crate) title: Vec<Told>,
    pub(crate) title_en: Option<Vec<Told>>,
    pub(crate) blocks: Vec<Block>,
}

/// A part of a form.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    Line(FormPart, Line),
    Rows(Rows),
}

/// A line or paragraph.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) text: Vec<Told>,
    /// What is filled in behind it.
    pub(crate) value: Option<Told>,
}

/// A table.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    /// Number of the measure that finds its records or findings.
    pub(crate) measure: usize,
    /// Which records stand in each row, if it has a row for each key.
    pub(crate) keys: Option<Vec<Filter>>,
    /// By what its rows are sorted.
    pub(crate) sorted_by: Option<Content>,
    pub(crate) columns: Vec<(String, Content)>,
}

/// What stands in a column of a table.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Path(Path),
    /// A text for each row.
    Texts(Vec<String>),
    /// What can be ticked, and what a cell must satisfy to be.
    Ticks(Path, Vec<(String, Test)>),
    /// The row's number.
    Number,
    /// What a rule found of the record.
    Finding(usize, FindingField),
    /// Of a table of findings.
    Field(FindingField),
}

/// Resolves every form under every choice of the readings that it rests on; adds the columns that it reads.
pub(super) fn check(declarations: &Declarations, program: &Program, runner: &Runner<'_>, usual: &Choices, needs: &mut Needs, problems: &mut Vec<Diagnostic>) {
    for form in &declarations.forms {
        let rule = form.as_rule();
        let mut found = lacking(form);
        let mut inside = Inside::default();
        let mut told: BTreeSet<usize> = BTreeSet::new();
        for choices in super::check::variations(declarations, program, &rule, usual) {
            let resolver = Resolver { declarations, params: &declarations.params, choices: &choices };
            let Some(resolved) = resolver.form(form, &mut found) else { continue };
            super::needs::needs_of(&declarations.schema, program, &resolved.resolved, None, needs);
            resolved.paths().for_each(|path| super::needs::want_shown(&declarations.schema, needs, path));
            super::needs::want_names_of_periods(&declarations.schema, needs);
            resolved.tables().filter_map(|rows| rows.keys.as_ref()).for_each(|keys| super::needs::want_filters(&declarations.schema, needs, keys));
            resolved.resolved.measures.iter().filter_map(|measure| measure.plan.findings()).for_each(|plan| inside.note(plan));
            super::dry_run::dry_run(declarations, program, runner, (&resolved.resolved, None), &choices, &mut found);
            told.extend(resolved.told());
        }
        found.extend(inside.problems(("表单", "form"), &form.id));
        // A template may tell whatever is measured.
        if found.is_empty() && form.template.is_none() {
            found.extend(form.measures.iter().enumerate().filter(|(number, _)| !told.contains(number)).map(|(_, measure)| {
                let name = &measure.name;
                Diagnostic::warning(Code::RuleInput, told!("统计“{name}”没有用到"), told!("measure `{name}` is never read"))
                    .help(told!("在表单的文字里写 {{{name}}}，或删去它"), told!("write {{{name}}} in a text of the form, or remove it"))
                    .at(measure.place.clone())
            }));
        }
        for problem in found {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
}

fn of_form(place: &Place, form: &Form, zh: &str, en: &str) -> Diagnostic {
    incomplete(place, told!("表单“{}”{zh}", form.id), told!("form `{}` {en}", form.id))
}

/// What a form must have and has not.
fn lacking(form: &Form) -> Vec<Diagnostic> {
    let mut lacking = Vec::new();
    if form.entity.is_none() {
        lacking.push(
            of_form(&form.place, form, "没有写明填谁的", "does not say for whom it is filled in")
                .help(told!("加上 .每(\"督导\")"), told!("add .each(\"visit\")")),
        );
    }
    if form.blocks.is_empty() {
        lacking.push(
            of_form(&form.place, form, "里什么也没有", "has nothing in it")
                .help(told!("加上 .表头(\"学校\", \"学校\")、.行(…) 或 .正文(…)"), told!("add .header(\"School\", \"school\"), .rows(…) or .body(…)")),
        );
    }
    let rows = form.rows().filter(|rows| rows.columns.is_empty());
    lacking.extend(rows.map(|rows| {
        of_form(&rows.place, form, "的行没有栏", "has rows without cells")
            .help(told!("加上 .栏(\"情况\", \"列\")"), told!("add .cell(\"Remarks\", \"column\")"))
    }));
    lacking
}

impl ResolvedForm {
    fn lines(&self) -> impl Iterator<Item = (FormPart, &Told)> {
        let lines = self.blocks.iter().filter_map(|block| if let Block::Line(part, line) = block { Some((*part, line)) } else { None });
        lines.flat_map(|(part, line)| line.text.iter().chain(&line.value).map(move |told| (part, told)))
    }

    /// Everything that its title and lines tell.
    pub(crate) fn all_told(&self) -> impl Iterator<Item = &Told> {
        self.title.iter().chain(self.title_en.iter().flatten()).chain(self.lines().map(|(_, told)| told))
    }

    /// Its tables.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &Rows> {
        self.blocks.iter().filter_map(|block| if let Block::Rows(rows) = block { Some(rows) } else { None })
    }

    /// The measures that its texts tell.
    fn told(&self) -> impl Iterator<Item = usize> {
        self.all_told().filter_map(|told| match told {
            Told::Filled(_, Source::Measure(number) | Source::Key(number, _)) => Some(*number),
            _ => None,
        })
    }

    /// Every path whose end it shows.
    fn paths(&self) -> impl Iterator<Item = &Path> {
        let told = self.all_told().filter_map(|told| if let Told::Filled(_, Source::Path(path)) = told { Some(path) } else { None });
        let contents = self.tables().flat_map(|rows| rows.columns.iter().map(|(_, content)| content).chain(&rows.sorted_by));
        told.chain(contents.filter_map(|content| match content {
            Content::Path(path) | Content::Ticks(path, _) => Some(path),
            _ => None,
        }))
    }
}

impl Resolver<'_> {
    /// Looks up every name of a form; nothing if one is not there.
    pub(crate) fn form(&self, form: &Form, problems: &mut Vec<Diagnostic>) -> Option<ResolvedForm> {
        let before = problems.len();
        let resolved = self.measures(&form.as_rule(), problems)?;
        let names = Names { resolver: self, form, resolved: &resolved };
        let title = names.told(&form.title, &form.place, problems);
        let title_en = form.title_en.as_ref().map(|text| names.told(text, &form.place, problems));
        let mut table = form.measures.len();
        let blocks = form
            .blocks
            .iter()
            .filter_map(|block| {
                Some(match block {
                    FormBlock::Header(line) => Block::Line(FormPart::Header, names.line(line, problems)),
                    FormBlock::Body(line) => Block::Line(FormPart::Body, names.line(line, problems)),
                    FormBlock::Footer(line) => Block::Line(FormPart::Footer, names.line(line, problems)),
                    FormBlock::Rows(rows) => {
                        table += 1;
                        Block::Rows(names.rows(rows, table - 1, problems)?)
                    }
                })
            })
            .collect();
        (problems.len() == before).then_some(ResolvedForm { resolved, title, title_en, blocks })
    }

    /// The rule of a form's cell, and the column of findings.
    fn finding_cell(&self, rule: &str, field: &str, of: usize, place: &Place) -> Result<(usize, FindingField), Diagnostic> {
        let rules = &self.declarations.rules;
        let Some(number) = rules.iter().position(|known| known.id == rule) else {
            return Err(super::names::unknown("规则", "rule", rule, place, rules.iter().map(|rule| rule.id.as_str())));
        };
        let field = FindingField::find(field, place)?;
        // What is wrong with the rule itself is reported there.
        let judged = rules.get(number).and_then(|rule| self.units_of(rule)).map(|(table, _)| table);
        if let Some(judged) = judged.filter(|judged| *judged != of) {
            let (judged, here) = (self.schema().table(judged), self.schema().table(of));
            return Err(Diagnostic::error(
                Code::SchemaTie,
                told!("规则“{rule}”考核“{}”，这里是“{}”", judged.label, here.label),
                told!("rule `{rule}` judges `{}`, and this is `{}`", judged.name, here.name),
            )
            .help(told!("写一条考核它的规则"), told!("name a rule that judges it"))
            .at(place.clone()));
        }
        Ok((number, field))
    }

    fn tickable(&self, table: usize, name: &str, place: &Place) -> Result<(), Diagnostic> {
        let path = self.schema().resolve(table, name, place)?;
        if self.schema().end(&path).is_some_and(|column| column.kind.choices().is_some()) {
            return Ok(());
        }
        Err(Diagnostic::error(Code::SchemaType, told!("列“{name}”没有选项，不能勾选"), told!("column `{name}` has no choices to tick"))
            .help(told!("改用 .栏(题头, 列)"), told!("use .cell(head, column)"))
            .at(place.clone()))
    }

    fn one_of(&self, column: &str, literals: Vec<Literal>, table: usize, unit: usize, place: &Place) -> Result<Filter, Diagnostic> {
        let condition = Pick::One(Condition::OneOf(literals.into_iter().map(Operand::Literal).collect()));
        self.filter(&Having { column: column.into(), condition, if_supplied: false, place: place.clone() }, table, unit)
    }

    /// Resolves a query for the blanks of a form as one of the form's rows, or of the unit itself.
    pub(super) fn blanks(&self, query: &Query, form: &str, unit: usize, problems: &mut Vec<Diagnostic>) -> Option<RecordPlan> {
        let forms = &self.declarations.forms;
        let Some(form) = forms.iter().find(|known| known.id == form || known.title.text == form) else {
            let unknown = Diagnostic::error(Code::PackUnknown, told!("没有名为“{form}”的表单"), told!("there is no form `{form}`"));
            problems.push(unknown.at(query.place.clone()).suggest(form, forms.iter().map(|form| form.id.as_str())));
            return None;
        };
        // What is wrong with the form itself is told where it is declared.
        let resolved = self.form(form, &mut Vec::new())?;
        let wrong = |code: Code, zh: Telling, en: Telling| Diagnostic::error(code, zh, en).at(query.place.clone());
        if resolved.resolved.table != unit {
            let (of, judged) = (self.schema().table(resolved.resolved.table), self.schema().table(unit));
            problems.push(wrong(
                Code::SchemaTie,
                told!("表单“{}”填的是“{}”，这条规则考核“{}”", form.id, of.label, judged.label),
                told!("form `{}` is filled in for `{}`, and the rule judges `{}`", form.id, of.name, judged.name),
            ));
            return None;
        }
        let part = query.columns.first().and_then(|name| FormPart::from_name(name));
        let wants = |wanted: FormPart| part.is_none_or(|part| part == wanted);
        let lines = resolved.lines().filter(|(part, _)| wants(*part)).filter_map(|(_, told)| match told {
            Told::Filled(_, Source::Path(path)) => Some(path.clone()),
            _ => None,
        });
        let cells: Vec<Path> = lines.collect();
        // How many rows of records there are to be, a form does not say: only rows that stand in it can be blank.
        let keyed = form.rows().zip(resolved.tables());
        let keyed: Vec<_> = keyed.filter_map(|(declared, rows)| Some((declared, RowGaps::of(rows)?))).filter(|_| wants(FormPart::Rows)).collect();
        if keyed.len() > 1 {
            problems.push(wrong(
                Code::SchemaType,
                told!("表单“{}”有几张固定了各行的表，不能一起数空白", form.id),
                told!("form `{}` has several tables with rows of its own, whose blanks cannot be counted together", form.id),
            ));
            return None;
        }
        let rows = keyed.into_iter().next();
        if cells.is_empty() && rows.as_ref().is_none_or(|(_, rows)| rows.gaps.is_empty()) {
            problems.push(wrong(
                Code::PackValue,
                told!("表单“{}”的这一部分没有要填的", form.id),
                told!("this part of form `{}` has nothing to fill in", form.id),
            ));
            return None;
        }
        if query.per.is_some() || !query.that.is_empty() || !query.that_where.is_empty() {
            problems.push(wrong(Code::SchemaType, told!("空白项不能分列，也没有“达标”"), told!("blanks can have neither `per` nor `that`")));
            return None;
        }
        let refined = !query.having.is_empty() || !query.filters.is_empty() || query.belonging != Belonging::Implied;
        let refined = refined || query.dated.is_some() || query.presence != Presence::Starting;
        let mut query = Query { columns: Vec::new(), ..query.clone() };
        let Some((declared, rows)) = rows else {
            if refined {
                problems.push(
                    Diagnostic::error(
                        Code::SchemaType,
                        told!("这一部分填的是考核对象自己，没有行可选"),
                        told!("this part shows the unit itself; there are no rows to choose from"),
                    )
                    .help(told!("删去跟在后面的限定"), told!("remove the refinements behind it"))
                    .at(query.place.clone()),
                );
                return None;
            }
            let blanks = Blanks { unit: cells, rows: None };
            return self.query(&query, &self.schema().table(unit).name, unit, Some(blanks), problems);
        };
        let Measured::Table(table) = &declared.query.source else { return None };
        if query.belonging == Belonging::Implied {
            query.belonging = declared.query.belonging.clone();
        }
        query.having.extend(declared.query.having.iter().cloned());
        query.filters.extend(declared.query.filters.iter().cloned());
        self.query(&query, table, unit, Some(Blanks { unit: cells, rows: Some(rows) }), problems)
    }
}

impl RowGaps {
    /// The cells of a table that has a row for each key.
    fn of(rows: &Rows) -> Option<Self> {
        let gap = |content: &Content| match content {
            Content::Path(path) => Some(Gap { path: path.clone(), ticks: None }),
            Content::Ticks(path, choices) => Some(Gap { path: path.clone(), ticks: Some(Test::Any(choices.iter().map(|(_, test)| test.clone()).collect())) }),
            _ => None,
        };
        Some(Self { keys: rows.keys.clone()?, gaps: rows.columns.iter().filter_map(|(_, content)| gap(content)).collect() })
    }
}

/// Looks up what a form names.
struct Names<'a> {
    resolver: &'a Resolver<'a>,
    form: &'a Form,
    resolved: &'a Resolved,
}

impl Names<'_> {
    fn line(&self, line: &FormLine, problems: &mut Vec<Diagnostic>) -> Line {
        let text = self.told(&line.text, &line.place, problems);
        let value = line.value.as_ref().and_then(|value| self.value(value, &line.place).map_err(|problem| problems.push(problem)).ok());
        Line { text, value }
    }

    /// What is filled in behind a line.
    fn value(&self, value: &FormContent, place: &Place) -> Result<Told, Diagnostic> {
        match value {
            FormContent::Column(name) => Ok(Told::Filled(name.clone(), self.source(name, place)?)),
            FormContent::Finding(rule, field) => {
                let (rule_number, found) = self.resolver.finding_cell(rule, field, self.resolved.table, place)?;
                Ok(Told::Filled(format!("{rule}.{field}"), Source::Finding(rule_number, found)))
            }
            _ => Err(Diagnostic::error(Code::PackValue, told!("只有表里的行才有行号"), told!("only rows of a table have numbers")).at(place.clone())),
        }
    }

    fn told(&self, text: &FormText, place: &Place, problems: &mut Vec<Diagnostic>) -> Vec<Told> {
        let told = |piece: &Piece| match piece {
            Piece::Text(text) => Some(Told::Text(text.clone())),
            Piece::Blank => Some(Told::Blank),
            Piece::Name(name) => {
                let source = self.source(name, place).map_err(|problem| problems.push(problem)).ok()?;
                Some(Told::Filled(name.clone(), source))
            }
        };
        text.pieces.iter().filter_map(told).collect()
    }

    /// What a name in a text stands for: a measure of the form, a part of its period, a cell of the unit.
    fn source(&self, name: &str, place: &Place) -> Result<Source, Diagnostic> {
        let named =
            |wanted: &str| self.form.measures.iter().zip(&self.resolved.measures).position(|(measure, plan)| measure.name == wanted || plan.label == wanted);
        if let Some(number) = named(name) {
            return Ok(Source::Measure(number));
        }
        let schema = self.resolver.schema();
        let Some((first, rest)) = name.split_once('.').filter(|(first, _)| schema.table(self.resolved.table).column_index(first).is_none()) else {
            return schema.resolve(self.resolved.table, name, place).map(Source::Path).map_err(|problem| self.measures_too(problem, name));
        };
        if let Some(number) = named(first) {
            return self.key(number, rest, place).map(|key| Source::Key(number, key));
        }
        if PeriodPart::PERIOD.contains(&first) {
            return PeriodWord::find(rest, place).map(Source::Period);
        }
        schema.resolve(self.resolved.table, name, place).map(Source::Path)
    }

    /// A name that is no column may have been meant for a measure.
    fn measures_too(&self, problem: Diagnostic, name: &str) -> Diagnostic {
        let near = crate::diagnostic::nearest(name, &self.form.measures.iter().map(|measure| measure.name.as_str()).collect::<Vec<_>>());
        match near {
            Some(near) => problem.suggest(name, [near]),
            None => problem,
        }
    }

    /// The key of a measure that has a value for each.
    fn key(&self, number: usize, key: &str, place: &Place) -> Result<String, Diagnostic> {
        let Some(measure) = self.resolved.measures.get(number) else { return Ok(key.into()) };
        if !measure.plan.has_keys() || measure.plan.one_value(self.resolver.schema()).is_some() {
            return Err(Diagnostic::error(Code::SchemaType, told!("统计“{}”没有分列", measure.name), told!("measure `{}` is not taken per key", measure.name))
                .help(told!("给统计加上 .分列(列)，或去掉点后面的"), told!("add .per(column) to the measure, or leave out what follows the dot"))
                .at(place.clone()));
        }
        if measure.keys.is_empty() {
            return Ok(key.into());
        }
        match measure.keys.iter().find(|(id, label)| *id == key || *label == key) {
            Some((id, _)) => Ok(id.clone()),
            None => Err(Diagnostic::error(
                Code::SchemaUnknown,
                told!("统计“{}”没有“{key}”这一列", measure.name),
                told!("measure `{}` has no key `{key}`", measure.name),
            )
            .at(place.clone())
            .suggest_named(key, measure.keys.iter().map(|(id, label)| (id.as_str(), label.as_str())))),
        }
    }

    fn rows(&self, rows: &FormRows, measure: usize, problems: &mut Vec<Diagnostic>) -> Option<Rows> {
        let plan = &self.resolved.measures.get(measure)?.plan;
        let Some(records) = plan.records() else { return Self::findings(rows, measure, problems) };
        let (table, unit) = (records.table, self.resolved.table);
        let keys = match &rows.keys {
            Some((column, literals)) => Some(self.keys(column, literals, table, &rows.place).map_err(|problem| problems.push(problem)).ok()?),
            None => None,
        };
        let key = keys.as_ref().and_then(|keys| keys.first()).map(|filter| filter.path.clone());
        let sorted_by =
            rows.sorted_by.as_ref().filter(|_| keys.is_none()).map(|(column, place)| self.resolver.schema().resolve(table, column, place).map(Content::Path));
        let mut keep = |content: Result<Content, Diagnostic>| content.map_err(|problem| problems.push(problem)).ok();
        let sorted_by = sorted_by.and_then(&mut keep);
        let mut columns = Vec::new();
        for column in &rows.columns {
            let (schema, place) = (self.resolver.schema(), &column.place);
            let content = match &column.content {
                FormContent::Texts(texts) => match &rows.keys {
                    Some((_, keys)) if keys.len() == texts.len() => Ok(Content::Texts(texts.clone())),
                    Some((_, keys)) => {
                        let (given, wanted) = (texts.len(), keys.len());
                        Err(Diagnostic::error(
                            Code::PackValue,
                            told!("栏“{}”有 {given} 段文字，表单有 {wanted} 行", column.head),
                            told!("column `{}` has {given} texts, and the form has {wanted} rows", column.head),
                        )
                        .at(place.clone()))
                    }
                    None => Err(Diagnostic::error(
                        Code::PackValue,
                        told!("栏“{}”每行一段文字，而表单没有写明有哪些行", column.head),
                        told!("column `{}` has a text for each row, and the form does not say which rows there are", column.head),
                    )
                    .help(told!("写成 .行(表, 列, 1..=8)"), told!("write .rows(table, column, 1..=8)"))
                    .at(place.clone())),
                },
                FormContent::Column(name) => schema.resolve(table, name, place).map(|path| match (&rows.keys, &key) {
                    // What tells the rows apart stands in the form itself.
                    (Some((_, literals)), Some(key)) if path == *key => Content::Texts(literals.iter().map(|literal| self.key_text(literal, key)).collect()),
                    _ => Content::Path(path),
                }),
                FormContent::Ticks(name, choices) => self.ticks(name, choices, table, unit, place),
                FormContent::Finding(rule, field) => self.resolver.finding_cell(rule, field, table, place).map(|(rule, field)| Content::Finding(rule, field)),
                FormContent::Number => Ok(Content::Number),
            };
            columns.extend(keep(content).map(|content| (column.head.clone(), content)));
        }
        Some(Rows { measure, keys, sorted_by, columns })
    }

    fn keys(&self, column: &str, keys: &[Literal], table: usize, place: &Place) -> Result<Vec<Filter>, Diagnostic> {
        let filters: Vec<Filter> =
            keys.iter().map(|key| self.resolver.one_of(column, vec![key.clone()], table, self.resolved.table, place)).collect::<Result<_, _>>()?;
        let schema = self.resolver.schema();
        if filters.first().and_then(|key| schema.end(&key.path)).is_some_and(|column| column.kind.is_list()) {
            return Err(Diagnostic::error(
                Code::SchemaType,
                told!("“{column}”一格可有几个值，不能分行"),
                told!("a cell of `{column}` can hold several values and names no row"),
            )
            .at(place.clone()));
        }
        Ok(filters)
    }

    /// How a form writes what tells its rows apart: a choice by its label.
    fn key_text(&self, key: &Literal, path: &Path) -> String {
        let text = key.to_string();
        let choices = self.resolver.schema().end(path).and_then(|column| column.kind.choices());
        choices.and_then(|choices| choices.iter().find(|choice| choice.id == text)).map_or(text, |choice| choice.label.clone())
    }

    fn ticks(&self, name: &str, choices: &[String], table: usize, unit: usize, place: &Place) -> Result<Content, Diagnostic> {
        self.resolver.tickable(table, name, place)?;
        let path = self.resolver.schema().resolve(table, name, place)?;
        let choice = |choice: &String| {
            let filter = self.resolver.one_of(name, vec![Literal::Text(choice.clone())], table, unit, place)?;
            Ok((choice.clone(), filter.test))
        };
        Ok(Content::Ticks(path, choices.iter().map(choice).collect::<Result<_, _>>()?))
    }

    /// A table with a row for each finding.
    fn findings(rows: &FormRows, measure: usize, problems: &mut Vec<Diagnostic>) -> Option<Rows> {
        let field = |name: &str, place: &Place| FindingField::find(name, place).map(Content::Field);
        if rows.keys.is_some() {
            let problem = Diagnostic::error(Code::SchemaType, told!("结果没有写明各行的列"), told!("findings have no column that names the rows"));
            problems.push(problem.help(told!("写成 .行(结果(…))"), told!("write .rows(findings(…))")).at(rows.place.clone()));
        }
        let mut keep = |content: Result<Content, Diagnostic>| content.map_err(|problem| problems.push(problem)).ok();
        let sorted_by = rows.sorted_by.as_ref().and_then(|(name, place)| keep(field(name, place)));
        let mut columns = Vec::new();
        for column in &rows.columns {
            let content = match &column.content {
                FormContent::Column(name) => field(name, &column.place),
                FormContent::Number => Ok(Content::Number),
                FormContent::Texts(_) | FormContent::Ticks(..) | FormContent::Finding(..) => Err(Diagnostic::error(
                    Code::SchemaType,
                    told!("栏“{}”这样写不能用在结果上", column.head),
                    told!("column `{}` cannot be written so for findings", column.head),
                )
                .help(told!("写成 .栏(题头, 列)"), told!("write .cell(head, column)"))
                .at(column.place.clone())),
            };
            columns.extend(keep(content).map(|content| (column.head.clone(), content)));
        }
        Some(Rows { measure, keys: None, sorted_by, columns })
    }
}
