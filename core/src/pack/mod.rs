//! A policy, as its scripts declare it.

mod check;
mod condition;
mod coverage;
mod declaration;
mod description;
mod dry_run;
mod findings;
mod form;
mod form_resolve;
mod form_source;
mod labels;
mod names;
mod needs;
mod plan;
mod profile;
mod query;
mod resolve;
mod schema;
mod score;
mod score_check;
mod score_resolve;
mod source;
mod tie;
mod unused;
mod uses;

pub(crate) use check::bearing;
pub use declaration::{Clause, ClauseKind, Declarations, Level, Measure, Param, ParamValue, Phase, Policy, Reading, Rule, Standing, Unruled, UnruledKind};
pub use description::{
    CardDescription, ChoiceDescription, ClauseDescription, ColumnDescription, FormDescription, PackDescription, ParamDescription, ParamValueDescription,
    ProfileDescription, ReadingDescription, RuleDescription, TableDescription,
};
pub(crate) use findings::{FindingColumn, FindingFilter, FindingPlan, level_choice};
pub use form::{Form, FormBlock, FormColumn, FormContent, FormLine, FormPart, FormRows, FormText, Piece};
pub(crate) use form_resolve::{Blanks, Block, Content, Gap, ResolvedForm, RowGaps, Rows};
pub(crate) use form_source::{FindingField, PeriodWord, Source as FormSource, Told};
pub(crate) use labels::Labels;
pub(crate) use names::{matches, unknown, wrong_choice, wrong_value};
pub(crate) use plan::{Cell, Choices, Filter, Grain, Limit, Origin, Placing, Plan, PlannedMeasure, RecordPlan, Resolved, Side, Test, Tie};
pub use profile::{Profile, ProfileChoice, ProfileValue};
pub use query::{Aggregate, Belonging, Condition, Findings, Having, Literal, Months, Operand, Pick, Presence, Query, Source, Where, Window};
pub(crate) use resolve::Resolver;
pub use schema::{Blank, Choice, Column, ColumnType, Dated, Entity, Path, Schema, SharedSchema, Table, TitlePiece};
pub use score::{Bands, Basis, Bound, Collected, Cut, Grade, Item, RollUp, Scale, Scorecard, Scorer, Scoring, Section, Veto};
pub(crate) use score_resolve::{ResolvedCard, Tied};
pub use source::PackSource;

use crate::data::Needs;
use crate::diagnostic::{Code, Diagnostic, Fix, Place, Problems, Severity, TELLS};
use crate::form::{FilledForm, made_up};
use crate::script::{self, Program};
use crate::sorting::Gather;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A loaded pack. It is cheap to clone and can be shared between threads.
#[derive(Debug, Clone)]
pub struct Pack(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    declarations: Declarations,
    policy: Policy,
    schema: SharedSchema,
    program: Program,
    needs: Needs,
    uses: uses::Uses,
    /// The file and text by which a form is laid out, by the form's id.
    templates: BTreeMap<String, (String, String)>,
    hash: String,
    warnings: Vec<Diagnostic>,
}

/// Moves a problem with a name from the word that the name was given to, to where the name stands, and repairs it there.
fn point_at_given(problem: &mut Diagnostic, program: &Program) {
    let Some((given, near)) = problem.given.take() else { return };
    let Some(Place::Script { file, line, column, .. }) = &problem.place else { return };
    let Some(source) = program.source(file) else { return };
    // A function may have been handed a name; where one text of the pack says it, that is the one.
    let named = matches!(problem.code, Code::SchemaUnknown | Code::PackUnknown);
    let elsewhere = || if named { program.only_text(&given) } else { None };
    if let Some(place) = script::lexer::find_given(file, source, (*line, *column), &given).or_else(elsewhere) {
        problem.fix = near.map(|near| Fix { place: place.clone(), insert: near });
        problem.place = Some(place);
    }
}

impl Pack {
    /// Loads a pack: runs its files once, resolves every name and dry-runs every closure.
    ///
    /// # Errors
    /// Everything that is wrong with it, all at once.
    pub fn load(source: &PackSource) -> Result<Self, Problems> {
        let crashed = || Diagnostic::engine_failed().at(Place::argument("pack"));
        script::with_stack(|| Self::run(source)).unwrap_or_else(|| Err(crashed().into()))
    }

    fn run(source: &PackSource) -> Result<Self, Problems> {
        let mut files = source.ordered()?;
        let mut loaded = script::load(&files);
        let mut problems = loaded.problems;
        let mut declarations = loaded.declarations;
        let slips = problems.len();
        check::finish(&mut declarations, loaded.deferred, &mut problems);
        let follow_ups = problems.split_off(slips);
        problems.extend(follow_ups.into_iter().filter(|problem| !loaded.lost.explains(problem)));
        loaded.program.learn(&declarations);
        let slips = problems.len();
        let broken = problems.iter().any(|problem| problem.severity == Severity::Error);
        let (needs, uses) = check::check(&declarations, &loaded.program, &mut problems);
        crate::test::check(&declarations, &mut problems);
        if TELLS && problems.iter().all(|problem| problem.severity != Severity::Error) {
            // What a slip was to use is not unused.
            unused::check(&declarations, &loaded.program, &mut problems);
        }
        if broken {
            // What a broken declaration lacks would only hide it.
            let own = |problem: &Diagnostic| problem.code != Code::PackIncomplete && problem.severity == Severity::Error && !loaded.lost.explains(problem);
            let found = problems.split_off(slips);
            problems.extend(found.into_iter().filter(own));
        }
        if TELLS && !broken && problems.iter().all(|problem| problem.severity != Severity::Error) {
            // A rule that failed would only seem to lack.
            coverage::check(&declarations, &mut problems);
            crate::waiver::check(&declarations.schema, &mut problems);
        }
        let templates = source.templates(&declarations.forms, &mut problems);
        if TELLS {
            problems.iter_mut().for_each(|problem| point_at_given(problem, &loaded.program));
            crate::sorting::sort_by(&mut problems, |a, b| a.place.cmp(&b.place));
            problems.dedup();
        }
        files.extend(templates.values().cloned());
        let hash = source::pack_hash(files);
        let (errors, warnings): (Vec<_>, Vec<_>) = problems.into_iter().partition(|problem| problem.severity == Severity::Error);
        let policy = declarations.policy.clone();
        match policy {
            Some(policy) if errors.is_empty() => {
                let schema = Arc::new(declarations.schema.clone());
                let pack = Self(Arc::new(Inner { declarations, policy, schema, program: loaded.program, needs, uses, templates, hash, warnings }));
                #[cfg(feature = "html")]
                pack.try_templates()?;
                Ok(pack)
            }
            _ => Err(Problems(errors.into_iter().chain(warnings).collect())),
        }
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// Its clauses.
    pub fn clauses(&self) -> &[Clause] {
        &self.0.declarations.clauses
    }

    /// Its parameters.
    pub fn params(&self) -> &[Param] {
        &self.0.declarations.params
    }

    /// Its readings.
    pub fn readings(&self) -> &[Reading] {
        &self.0.declarations.readings
    }

    /// The stretches of days that it names.
    pub fn phases(&self) -> &[Phase] {
        &self.0.declarations.phases
    }

    /// Its rules.
    pub fn rules(&self) -> &[Rule] {
        &self.0.declarations.rules
    }

    /// Its profiles.
    pub fn profiles(&self) -> &[Profile] {
        &self.0.declarations.profiles
    }

    /// Its scorecards.
    pub fn cards(&self) -> &[Scorecard] {
        &self.0.declarations.scoring.cards
    }

    /// The bands in which its cards' scores are named.
    pub fn bands(&self) -> &[Bands] {
        &self.0.declarations.scoring.bands
    }

    /// The scales of grades that its cards know.
    pub fn scales(&self) -> &[Scale] {
        &self.0.declarations.scoring.scales
    }

    /// Its forms.
    pub fn forms(&self) -> &[Form] {
        &self.0.declarations.forms
    }

    /// The file that lays a form out, and its text; nothing for the usual way.
    pub(crate) fn template(&self, form: &str) -> Option<(&str, &str)> {
        self.0.templates.get(form).map(|(file, text)| (file.as_str(), text.as_str()))
    }

    /// Made-up forms on which templates are tried: for each form that has one, filled in and left blank.
    pub fn made_up_forms(&self) -> Vec<FilledForm> {
        let usual = self.usual();
        let resolver = Resolver { declarations: self.declarations(), params: self.params(), choices: &usual };
        let mut forms = Vec::new();
        for form in self.forms().iter().filter(|form| form.template.is_some()) {
            if let Some(resolved) = resolver.form(form, &mut Vec::new()) {
                forms.extend([true, false].map(|filled| made_up(self, form, &resolved, filled)));
            }
        }
        forms
    }

    /// Tries every template on made-up forms.
    #[cfg(feature = "html")]
    fn try_templates(&self) -> Result<(), Problems> {
        let mut problems: Vec<Diagnostic> = Vec::new();
        for form in self.made_up_forms() {
            problems.extend(form.html().err().into_iter().flat_map(|problems| problems.0).filter(|problem| !problems.contains(problem)).collect::<Vec<_>>());
        }
        if problems.is_empty() { Ok(()) } else { Err(Problems(problems)) }
    }

    /// The kinds of rows that its rules judge.
    pub fn entities(&self) -> &[Entity] {
        &self.0.declarations.entities
    }

    /// The shape of the record book that it judges.
    pub fn schema(&self) -> &SharedSchema {
        &self.0.schema
    }

    /// Hash of the files that take part.
    pub fn hash(&self) -> &str {
        &self.0.hash
    }

    /// What is odd about it without being wrong; nobody looks for it without the feature `authoring`.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.0.warnings
    }

    /// The level of a rule: its own, or that of the most binding of its clauses; a draft binds nobody.
    pub fn level(&self, rule: &Rule) -> Level {
        let of_clauses = rule.clauses.iter().filter_map(|(id, _)| self.clauses().iter().find(|clause| clause.id == *id)?.force).min();
        let level = rule.level.or(of_clauses).unwrap_or(Level::Mandatory);
        if self.policy().standing == Standing::Draft { level.max(Level::Optional) } else { level }
    }

    pub(crate) fn declarations(&self) -> &Declarations {
        &self.0.declarations
    }

    pub(crate) fn program(&self) -> &Program {
        &self.0.program
    }

    /// The rules whose findings a rule measures, under any reading.
    pub(crate) fn sources(&self, rule: usize) -> &[usize] {
        self.0.uses.sources(rule)
    }

    /// Some rules, and all those whose findings they measure, again and again.
    pub(crate) fn with_sources(&self, rules: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut all = rules.clone();
        let mut queue: Vec<usize> = rules.iter().copied().collect();
        while let Some(rule) = queue.pop() {
            queue.extend(self.sources(rule).iter().filter(|source| all.insert(**source)));
        }
        all
    }

    /// Some rules, and all those that measure their findings, again and again.
    pub(crate) fn with_users(&self, mut rules: BTreeSet<usize>) -> BTreeSet<usize> {
        let mut all: Vec<usize> = (0..self.rules().len()).collect();
        crate::sorting::sort_by_key(&mut all, |rule| self.rank(*rule));
        for rule in all {
            if self.sources(rule).iter().any(|source| rules.contains(source)) {
                rules.insert(rule);
            }
        }
        rules
    }

    /// The place of a rule in an order in which each comes after those whose findings it measures.
    pub(crate) fn rank(&self, rule: usize) -> usize {
        self.0.uses.rank(rule)
    }

    pub(crate) fn needs(&self) -> &Needs {
        &self.0.needs
    }

    /// The usual choice of every reading.
    pub(crate) fn usual(&self) -> Choices {
        self.readings().iter().map(|reading| (reading.id.clone(), reading.usual.clone())).gather()
    }
}
