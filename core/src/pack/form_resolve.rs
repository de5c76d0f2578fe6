//! Forms with their names looked up: the cells that they show, and which of them a measure of blanks counts.

use super::declaration::Declarations;
use super::form::{Form, FormContent, FormLine, FormPart, FormRows};
use super::plan::{Choices, Filter, RecordPlan, Test};
use super::query::{Aggregate, Belonging, Condition, Having, Literal, Operand, Pick, Presence, Query, Source};
use super::resolve::Resolver;
use super::schema::Path;
use crate::diagnostic::{Code, Diagnostic, Place};

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
struct Resolved {
    table: usize,
    header: Vec<Path>,
    body: Vec<Path>,
    footer: Vec<Path>,
    /// Its table, whose rows they are, and their cells.
    rows: Option<(String, Belonging, RowGaps)>,
}

/// What is wrong with the forms of a pack.
pub(super) fn check(declarations: &Declarations, usual: &Choices, problems: &mut Vec<Diagnostic>) {
    let resolver = Resolver { declarations, params: &declarations.params, choices: usual };
    for form in &declarations.forms {
        resolver.form(form, problems);
    }
}

fn incomplete(place: &Place, form: &Form, zh: &str, en: &str) -> Diagnostic {
    super::check::incomplete(place, format!("表单“{}”{zh}", form.id), format!("form `{}` {en}", form.id))
}

impl Resolver<'_> {
    /// Looks up every name of a form; nothing if one is not there.
    fn form(&self, form: &Form, problems: &mut Vec<Diagnostic>) -> Option<Resolved> {
        let before = problems.len();
        let Some((entity, place)) = &form.entity else {
            problems.push(
                incomplete(&form.place, form, "没有写明填谁的", "does not say for whom it is filled in").help("加上 .每(\"督导\")", "add .each(\"visit\")"),
            );
            return None;
        };
        if form.header.is_empty() && form.body.is_empty() && form.footer.is_empty() && form.rows.is_none() {
            problems.push(
                incomplete(&form.place, form, "里什么也没有", "has nothing in it")
                    .help("加上 .表头(\"学校\", \"学校\")、.行(…) 或 .正文(…)", "add .header(\"School\", \"school\"), .rows(…) or .body(…)"),
            );
        }
        let (_, table, _) = self.entity(&Pick::One(entity.clone()), place).map_err(|problem| problems.push(problem)).ok()?;
        let mut lines = |lines: &[FormLine]| -> Vec<Path> {
            let named = lines.iter().flat_map(|line| line.text.paths().chain(line.column.as_deref()).map(|path| (path, &line.place)));
            named.filter_map(|(path, place)| self.schema().resolve(table, path, place).map_err(|problem| problems.push(problem)).ok()).collect()
        };
        let (header, body, footer) = (lines(&form.header), lines(&form.body), lines(&form.footer));
        let rows = form.rows.as_ref().map(|rows| self.form_rows(form, rows, table, problems));
        let rows = if let Some(rows) = rows { Some(rows?) } else { None };
        (problems.len() == before).then_some(Resolved { table, header, body, footer, rows })
    }

    fn form_rows(&self, form: &Form, rows: &FormRows, unit: usize, problems: &mut Vec<Diagnostic>) -> Option<(String, Belonging, RowGaps)> {
        let table = self.table(&rows.table, &rows.place).map_err(|problem| problems.push(problem)).ok()?;
        if rows.columns.is_empty() {
            problems.push(
                incomplete(&rows.place, form, "的行没有栏", "has rows without cells").help("加上 .栏(\"情况\", \"列\")", "add .cell(\"Remarks\", \"column\")"),
            );
        }
        let mut query = Query::new(Source::Table(rows.table.clone()), Aggregate::Blanks, rows.place.clone());
        if let Some((link, place)) = &rows.by {
            query.belonging = Belonging::By(Pick::One(link.clone()), place.clone());
        }
        problems.extend(self.tie(&query, table, unit, &[]).err());
        let one_of = |column: &str, literals: Vec<Literal>, place: &Place| {
            let condition = Pick::One(Condition::OneOf(literals.into_iter().map(Operand::Literal).collect()));
            self.filter(&Having { column: column.into(), condition, if_supplied: false, place: place.clone() }, table, unit)
        };
        let keys: Result<Vec<Filter>, Diagnostic> = rows.keys.iter().map(|key| one_of(&rows.key, vec![key.clone()], &rows.place)).collect();
        let keys = keys.map_err(|problem| problems.push(problem)).ok()?;
        let key = keys.first().map(|filter| filter.path.clone())?;
        if self.schema().end(&key).is_some_and(|column| column.kind.is_list()) {
            problems.push(
                Diagnostic::error(
                    Code::SchemaType,
                    format!("“{}”一格可有几个值，不能分行", rows.key),
                    format!("a cell of `{}` can hold several values and names no row", rows.key),
                )
                .at(rows.place.clone()),
            );
        }
        let mut gaps = Vec::new();
        for column in &rows.columns {
            let gap = match &column.content {
                FormContent::Texts(texts) if texts.len() == keys.len() => continue,
                FormContent::Texts(texts) => {
                    let (given, wanted) = (texts.len(), keys.len());
                    Err(Diagnostic::error(
                        Code::PackValue,
                        format!("栏“{}”有 {given} 段文字，表单有 {wanted} 行", column.head),
                        format!("column `{}` has {given} texts, and the form has {wanted} rows", column.head),
                    )
                    .at(column.place.clone()))
                }
                FormContent::Column(name) => self.schema().resolve(table, name, &column.place).map(|path| Gap { path, ticks: None }),
                FormContent::Ticks(name, choices) => self
                    .tickable(table, name, &column.place)
                    .and_then(|()| one_of(name, choices.iter().cloned().map(Literal::Text).collect(), &column.place))
                    .map(|Filter { path, test, .. }| Gap { path, ticks: Some(test) }),
            };
            match gap {
                // What tells the rows apart stands in the form itself.
                Ok(gap) if gap.path == key => {}
                Ok(gap) => gaps.push(gap),
                Err(problem) => problems.push(problem),
            }
        }
        Some((rows.table.clone(), query.belonging, RowGaps { keys, gaps }))
    }

    fn tickable(&self, table: usize, name: &str, place: &Place) -> Result<(), Diagnostic> {
        let path = self.schema().resolve(table, name, place)?;
        if self.schema().end(&path).is_some_and(|column| column.kind.choices().is_some()) {
            return Ok(());
        }
        Err(Diagnostic::error(Code::SchemaType, format!("列“{name}”没有选项，不能勾选"), format!("column `{name}` has no choices to tick"))
            .help("改用 .栏(题头, 列)", "use .cell(head, column)")
            .at(place.clone()))
    }

    /// Resolves a query for the blanks of a form as one of the form's rows, or of the unit itself.
    pub(super) fn blanks(&self, query: &Query, form: &str, unit: usize, problems: &mut Vec<Diagnostic>) -> Option<RecordPlan> {
        let forms = &self.declarations.forms;
        let Some(form) = forms.iter().find(|known| known.id == form || known.title == form) else {
            let unknown = Diagnostic::error(Code::PackUnknown, format!("没有名为“{form}”的表单"), format!("there is no form `{form}`"));
            problems.push(unknown.at(query.place.clone()).suggest(form, forms.iter().map(|form| form.id.as_str())));
            return None;
        };
        // What is wrong with the form itself is told where it is declared.
        let resolved = self.form(form, &mut Vec::new())?;
        let wrong = |code: Code, zh: String, en: String| Diagnostic::error(code, zh, en).at(query.place.clone());
        if resolved.table != unit {
            let (of, judged) = (self.schema().table(resolved.table), self.schema().table(unit));
            problems.push(wrong(
                Code::SchemaTie,
                format!("表单“{}”填的是“{}”，这条规则考核“{}”", form.id, of.label, judged.label),
                format!("form `{}` is filled in for `{}`, and the rule judges `{}`", form.id, of.name, judged.name),
            ));
            return None;
        }
        let part = query.columns.first().and_then(|name| FormPart::from_name(name));
        let wants = |wanted: FormPart| part.is_none_or(|part| part == wanted);
        let lines = [(FormPart::Header, resolved.header), (FormPart::Body, resolved.body), (FormPart::Footer, resolved.footer)];
        let cells: Vec<Path> = lines.into_iter().filter(|(part, _)| wants(*part)).flat_map(|(_, paths)| paths).collect();
        let rows = resolved.rows.filter(|_| wants(FormPart::Rows));
        if cells.is_empty() && rows.as_ref().is_none_or(|(_, _, rows)| rows.gaps.is_empty()) {
            problems.push(wrong(
                Code::PackValue,
                format!("表单“{}”的这一部分没有要填的", form.id),
                format!("this part of form `{}` has nothing to fill in", form.id),
            ));
            return None;
        }
        if query.per.is_some() || !query.that.is_empty() || !query.that_where.is_empty() {
            problems.push(wrong(Code::SchemaType, "空白项不能分列，也没有“达标”".into(), "blanks can have neither `per` nor `that`".into()));
            return None;
        }
        let refined = !query.having.is_empty() || !query.filters.is_empty() || query.belonging != Belonging::Implied;
        let refined = refined || query.dated.is_some() || query.presence != Presence::Starting;
        let mut query = Query { columns: Vec::new(), ..query.clone() };
        let Some((table, belonging, rows)) = rows else {
            if refined {
                problems.push(
                    Diagnostic::error(
                        Code::SchemaType,
                        "这一部分填的是考核对象自己，没有行可选",
                        "this part shows the unit itself; there are no rows to choose from",
                    )
                    .help("删去跟在后面的限定", "remove the refinements behind it")
                    .at(query.place.clone()),
                );
                return None;
            }
            let blanks = Blanks { unit: cells, rows: None };
            return self.query(&query, &self.schema().table(unit).name, unit, Some(blanks), problems);
        };
        if query.belonging == Belonging::Implied {
            query.belonging = belonging;
        }
        self.query(&query, &table, unit, Some(Blanks { unit: cells, rows: Some(rows) }), problems)
    }
}
