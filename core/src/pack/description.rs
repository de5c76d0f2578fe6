//! What a pack declares, as plain values that hosts can hand on: to a page that shows parameters as sliders, to an editor, to a form.

use super::{Blank, ClauseKind, Level, Literal, Pack, Standing};
use crate::calendar::Day;
use crate::finding::{Number, Shown};
use serde::{Serialize, Serializer};

/// What a pack declares.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PackDescription {
    /// Id of the policy.
    pub id: String,
    /// Title of the policy.
    pub title: String,
    /// Title in English; empty if none was given.
    pub title_en: String,
    /// Who issued it.
    pub issuer: String,
    /// When it was issued.
    pub issued: Option<Day>,
    /// The first day on which it is in force.
    pub in_force_from: Option<Day>,
    /// The last one.
    pub in_force_to: Option<Day>,
    /// What kind of paper it is.
    pub standing: Standing,
    /// The hash of its files and of those that they use: equal hashes judge alike.
    pub hash: String,
    /// Rules, in order of declaration.
    pub rules: Vec<RuleDescription>,
    /// Clauses.
    pub clauses: Vec<ClauseDescription>,
    /// Parameters.
    pub params: Vec<ParamDescription>,
    /// Readings.
    pub readings: Vec<ReadingDescription>,
    /// Profiles.
    pub profiles: Vec<ProfileDescription>,
    /// Scorecards.
    pub cards: Vec<CardDescription>,
    /// Forms.
    pub forms: Vec<FormDescription>,
    /// The record book that it reads.
    pub tables: Vec<TableDescription>,
}

/// A rule.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RuleDescription {
    /// Id.
    pub rule: String,
    /// Title.
    pub title: String,
    /// Title in English; empty if none was given.
    pub title_en: String,
    /// How it is judged; empty if its clauses say it all.
    pub says: String,
    /// The same in English.
    pub says_en: String,
    /// Clauses that it rests on.
    pub clauses: Vec<String>,
    /// How binding it is.
    pub level: Level,
    /// Who is judged, under each choice of readings.
    pub entities: Vec<String>,
    /// Over which period, under each choice of readings.
    pub periods: Vec<String>,
}

/// A form.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FormDescription {
    /// Id.
    pub form: String,
    /// Title, with what is filled in between braces.
    pub title: String,
    /// Title in English; empty if none was given.
    pub title_en: String,
    /// For whom it is filled in.
    pub entity: String,
    /// Over which period.
    pub period: String,
    /// The file that lays it out; nothing if it is laid out as usual.
    pub template: Option<String>,
}

/// A clause.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ClauseDescription {
    /// Id.
    pub clause: String,
    /// Section of the document.
    pub article: String,
    /// What it asks.
    pub says: String,
    /// The same in English.
    pub says_en: String,
    /// How binding it is.
    pub force: Option<Level>,
    /// What sort of thing it asks for, if it was said.
    pub kind: Option<ClauseKind>,
    /// Why it has no rule, if it is to have none.
    pub unruled: Option<String>,
}

/// A parameter.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ParamDescription {
    /// Id.
    pub param: String,
    /// What it is called.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// Its values, in order of the days from which they hold.
    pub values: Vec<ParamValueDescription>,
    /// Clauses that it comes from.
    pub clauses: Vec<String>,
    /// Why it is not from the source, if it is not.
    pub local: Option<String>,
    /// Why it has no value, if it has none.
    pub unset: Option<String>,
}

/// A value of a parameter.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ParamValueDescription {
    /// The first day on which it holds; always if there is none.
    pub from: Option<Day>,
    /// The value.
    #[serde(serialize_with = "literal")]
    #[cfg_attr(feature = "typescript", ts(type = "number | string | boolean | { date: string } | Array<number | string | boolean | { date: string }>"))]
    pub value: Literal,
}

/// A reading.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReadingDescription {
    /// Id.
    pub reading: String,
    /// The question.
    pub asks: String,
    /// The choice that is taken if nobody says otherwise.
    pub usual: String,
    /// Its choices.
    pub choices: Vec<ChoiceDescription>,
    /// Clauses that it is about.
    pub clauses: Vec<String>,
}

/// A choice of a reading or of a column.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ChoiceDescription {
    /// Id.
    pub choice: String,
    /// What it means, or is called.
    pub text: String,
}

/// A profile.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ProfileDescription {
    /// Id.
    pub profile: String,
    /// Title.
    pub title: String,
    /// Title in English; empty if none was given.
    pub title_en: String,
    /// Whether it is taken where none is named.
    pub usual: bool,
    /// Its rules, by id or pattern; all of them if it names none.
    pub rules: Vec<String>,
}

/// A scorecard.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CardDescription {
    /// Id.
    pub card: String,
    /// Title.
    pub title: String,
    /// Title in English; empty if none was given.
    pub title_en: String,
}

/// A table of the record book.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TableDescription {
    /// Name.
    pub table: String,
    /// What it is called; files and scripts may write it in place of the name.
    pub label: String,
    /// Columns, beside the `id` that every table has.
    pub columns: Vec<ColumnDescription>,
}

/// A column.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ColumnDescription {
    /// Name.
    pub column: String,
    /// What it is called; files and scripts may write it in place of the name.
    pub label: String,
    /// What it holds: `text`, `number`, `integer`, `flag`, `date`, `moment`, `choice`, `choices`, `tags`, `link` or `links`.
    pub kind: &'static str,
    /// The table that it links to.
    pub target: Option<String>,
    /// What it can hold, if that is a list.
    pub choices: Vec<ChoiceDescription>,
    /// What an empty cell means: `unknown`, `not_yet`, `none` or `open`.
    pub blank: &'static str,
}

impl Pack {
    /// What it declares, as plain values.
    pub fn describe(&self) -> PackDescription {
        let policy = self.policy();
        PackDescription {
            id: policy.id.clone(),
            title: policy.title.clone(),
            title_en: policy.title_en.clone(),
            issuer: policy.issuer.clone(),
            issued: policy.issued,
            in_force_from: policy.in_force.map(|span| span.first),
            in_force_to: policy.in_force.and_then(|span| span.last),
            standing: policy.standing,
            hash: self.hash().into(),
            rules: self.rules().iter().map(|rule| self.describe_rule(rule)).collect(),
            clauses: self.clauses().iter().map(clause).collect(),
            params: self.params().iter().map(param).collect(),
            readings: self.readings().iter().map(reading).collect(),
            profiles: self.profiles().iter().map(profile).collect(),
            cards: self.cards().iter().map(card).collect(),
            forms: self.forms().iter().map(form).collect(),
            tables: self.schema().tables.iter().map(table).collect(),
        }
    }

    fn describe_rule(&self, rule: &super::Rule) -> RuleDescription {
        RuleDescription {
            rule: rule.id.clone(),
            title: rule.title.clone(),
            title_en: rule.title_en.clone(),
            says: rule.says.clone(),
            says_en: rule.says_en.clone(),
            clauses: rule.clauses.iter().map(|(clause, _)| clause.clone()).collect(),
            level: self.level(rule),
            entities: rule.entity.iter().flat_map(|(entity, _)| entity.options()).cloned().collect(),
            periods: rule.period.options().into_iter().cloned().collect(),
        }
    }
}

fn clause(clause: &super::Clause) -> ClauseDescription {
    ClauseDescription {
        clause: clause.id.clone(),
        article: clause.article.clone(),
        says: clause.says.clone(),
        says_en: clause.says_en.clone(),
        force: clause.force,
        kind: clause.kind,
        unruled: clause.unruled.as_ref().map(|unruled| unruled.why.clone()),
    }
}

fn param(param: &super::Param) -> ParamDescription {
    ParamDescription {
        param: param.id.clone(),
        label: param.label.clone(),
        unit: param.unit.clone(),
        values: param.values.iter().map(|value| ParamValueDescription { from: value.from, value: value.value.clone() }).collect(),
        clauses: param.clauses.clone(),
        local: param.local.clone(),
        unset: param.unset.clone(),
    }
}

fn reading(reading: &super::Reading) -> ReadingDescription {
    ReadingDescription {
        reading: reading.id.clone(),
        asks: reading.asks.clone(),
        usual: reading.usual.clone(),
        choices: reading.choices.iter().map(|(choice, text)| ChoiceDescription { choice: choice.clone(), text: text.clone() }).collect(),
        clauses: reading.clauses.clone(),
    }
}

fn profile(profile: &super::Profile) -> ProfileDescription {
    ProfileDescription {
        profile: profile.id.clone(),
        title: profile.title.clone(),
        title_en: profile.title_en.clone(),
        usual: profile.usual.is_some(),
        rules: profile.rules.iter().map(|(rule, _)| rule.clone()).collect(),
    }
}

fn card(card: &super::Scorecard) -> CardDescription {
    CardDescription { card: card.id.clone(), title: card.title.clone(), title_en: card.title_en.clone() }
}

fn form(form: &super::Form) -> FormDescription {
    FormDescription {
        form: form.id.clone(),
        title: form.title.text.clone(),
        title_en: form.title_en.as_ref().map(|title| title.text.clone()).unwrap_or_default(),
        entity: form.entity.as_ref().map(|(entity, _)| entity.clone()).unwrap_or_default(),
        period: form.period.clone(),
        template: form.template.as_ref().map(|(file, _)| file.clone()),
    }
}

fn table(table: &super::Table) -> TableDescription {
    TableDescription { table: table.name.clone(), label: table.label.clone(), columns: table.columns.iter().map(column).collect() }
}

fn column(column: &super::Column) -> ColumnDescription {
    let choices = column.kind.choices().unwrap_or_default();
    ColumnDescription {
        column: column.name.clone(),
        label: column.label.clone(),
        kind: column.kind.describe().1,
        target: column.kind.target().map(Into::into),
        choices: choices.iter().map(|choice| ChoiceDescription { choice: choice.id.clone(), text: choice.label.clone() }).collect(),
        blank: Blank::ALL.iter().find(|(blank, _, _)| *blank == column.blank).map_or("unknown", |(_, name, _)| name),
    }
}

/// A value as hosts hand it over: a day is told from a text.
fn literal<S: Serializer>(value: &Literal, serializer: S) -> Result<S::Ok, S::Error> {
    struct Item<'a>(&'a Literal);
    impl Serialize for Item<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            literal(self.0, serializer)
        }
    }
    match value {
        Literal::Number(number) => Number(*number).serialize(serializer),
        Literal::Text(text) => text.serialize(serializer),
        Literal::Flag(flag) => flag.serialize(serializer),
        Literal::Day(day) => Shown::Day(*day).serialize(serializer),
        Literal::List(items) => serializer.collect_seq(items.iter().map(Item)),
    }
}
