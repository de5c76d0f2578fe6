//! What a pack declares of scores: scales of grades, bands, and the cards on which findings become points.

use super::names::matches;
use super::query::Pick;
use super::schema::Choice;
use crate::diagnostic::{Code, Diagnostic, Place};
use rust_decimal::Decimal;

/// A grade of a scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    /// Its id and label.
    pub choice: Choice,
    /// Its points; what a finding earns is their share of the most points that the scale gives.
    pub points: Option<Decimal>,
}

/// Grades that a person can give.
#[derive(Debug, Clone)]
pub struct Scale {
    /// Id.
    pub id: String,
    /// Grades, as declared.
    pub grades: Vec<Grade>,
    /// What it rests on.
    pub basis: Basis,
    /// Where it is declared.
    pub place: Place,
}

impl Scale {
    /// The most points that one of its grades has.
    pub fn most(&self) -> Option<Decimal> {
        self.grades.iter().filter_map(|grade| grade.points).max()
    }

    /// The grade of that id or label.
    pub fn grade(&self, name: &str) -> Option<&Grade> {
        self.grades.iter().find(|known| known.choice.id == name).or_else(|| self.grades.iter().find(|known| known.choice.label == name))
    }

    /// Which share of a card's points a grade earns; the grade may be told by its id or its label.
    pub fn share(&self, grade: &str) -> Option<Decimal> {
        let points = self.grade(grade)?.points?;
        points.checked_div(self.most().filter(|most| *most > Decimal::ZERO)?)
    }
}

/// What points, cut points or grades rest on: clauses of the source, or a reason why the source does not state them.
#[derive(Debug, Clone, Default)]
pub struct Basis {
    /// Clauses that state them, and where that is said.
    pub clauses: Vec<(String, Place)>,
    /// Why they are not from the source, if they are not.
    pub local: Option<String>,
}

/// Names for stretches of scores: a cut point belongs to the band that it opens, so that every score has exactly one.
#[derive(Debug, Clone)]
pub struct Bands {
    /// Id.
    pub id: String,
    /// From how many points on each band holds, from the highest to the lowest.
    pub cuts: Vec<Cut>,
    /// The band under all cut points.
    pub below: Option<String>,
    /// What they rest on.
    pub basis: Basis,
    /// Where they are declared.
    pub place: Place,
}

/// Where a band begins.
#[derive(Debug, Clone)]
pub struct Cut {
    /// From how many points on.
    pub from: Decimal,
    /// The band's name.
    pub name: String,
    /// Where it is declared.
    pub place: Place,
}

impl Bands {
    /// The band of a score, counted from the highest.
    pub fn index(&self, score: Decimal) -> usize {
        self.cuts.iter().position(|cut| score >= cut.from).unwrap_or(self.cuts.len())
    }

    /// The name of a band, counted from the highest.
    pub fn name(&self, index: usize) -> &str {
        self.cuts.get(index).map_or(self.below.as_deref().unwrap_or(""), |cut| &cut.name)
    }

    /// The names, from the highest band to the lowest.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.cuts.iter().map(|cut| cut.name.as_str()).chain(self.below.as_deref())
    }
}

/// A part of a card.
#[derive(Debug, Clone)]
pub struct Section {
    /// Name.
    pub name: String,
    /// Points of its items together.
    pub points: Decimal,
    /// Where it is declared.
    pub place: Place,
}

/// What a finding that does not pass earns. One that passes earns everything, unless it is graded.
#[derive(Debug, Clone, Default)]
pub enum Scorer {
    /// Nothing.
    #[default]
    AllOrNothing,
    /// As large a part as what was measured is of what is required.
    Proportional,
    /// So many percent where what was measured reaches so much.
    Stepped(Vec<(Decimal, Decimal)>),
    /// By the grade that a person gave.
    ByGrade(String, Place),
}

/// How the findings of an item become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RollUp {
    /// Their mean.
    #[default]
    Mean,
    /// The worst of them.
    Worst,
    /// How many of them pass; the scorer is asked of that share, in percent.
    Share,
}

impl RollUp {
    /// The roll-ups by name, with the Chinese twin.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [(Self::Mean, "mean", "平均"), (Self::Worst, "worst", "最差"), (Self::Share, "share", "占比")];

    /// The roll-up that a script names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, en, zh)| *en == name || *zh == name).map(|(roll_up, _, _)| *roll_up)
    }
}

/// Rules by id or by a pattern such as `T3*`, and the link that ties their units to those of the card.
#[derive(Debug, Clone)]
pub struct Collected {
    /// The id or pattern.
    pub rules: String,
    /// The link, where it has to be named.
    pub by: Option<(String, Place)>,
    /// Where it is declared.
    pub place: Place,
}

impl Collected {
    /// Whether a rule is meant.
    pub fn takes(&self, rule: &str) -> bool {
        matches(&self.rules, rule)
    }
}

/// An item of a card.
#[derive(Debug, Clone)]
pub struct Item {
    /// Whose findings it collects.
    pub collected: Collected,
    /// Its points.
    pub points: Decimal,
    /// Number of its section among the card's.
    pub section: Option<usize>,
    /// What a finding that does not pass earns. A share of findings is proportional unless said otherwise, all else all or nothing.
    pub scorer: Option<Scorer>,
    /// How its findings become one.
    pub roll_up: RollUp,
}

/// A rule whose failure caps the band.
#[derive(Debug, Clone)]
pub struct Veto {
    /// The rule.
    pub collected: Collected,
    /// The best band that is left.
    pub band: String,
}

/// Another card that is shown beside this one, or blended into it.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The other card.
    pub card: String,
    /// How many percent of this card's score are the other's, and why.
    pub blend: Option<(Decimal, String)>,
    /// Where it is declared.
    pub place: Place,
}

/// How findings become points and a grade.
#[derive(Debug, Clone)]
pub struct Scorecard {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Title in English; empty if none was given.
    pub title_en: String,
    /// Who is scored.
    pub entity: Option<(Pick<String>, Place)>,
    /// Over what period: a kind of period, or a phase.
    pub period: Pick<String>,
    /// Sections, as declared.
    pub sections: Vec<Section>,
    /// Items, as declared.
    pub items: Vec<Item>,
    /// Rules whose failure caps the band.
    pub vetoes: Vec<Veto>,
    /// Cards beside it.
    pub bound: Vec<Bound>,
    /// What stretches of its score are called.
    pub bands: Option<(String, Place)>,
    /// Digits behind the point.
    pub digits: u32,
    /// Whether what a script says next of the link is said of the last veto, not of the last item.
    pub(crate) last_is_veto: bool,
    /// What its points rest on.
    pub basis: Basis,
    /// Where it is declared.
    pub place: Place,
}

impl Scorecard {
    /// Digits behind the point of a score whose card does not say.
    pub const DIGITS: u32 = 2;

    /// The points of all items together.
    pub fn points(&self) -> Decimal {
        self.items.iter().map(|item| item.points).sum()
    }
}

/// Everything that a pack declares of scores, in order.
#[derive(Debug, Clone, Default)]
pub struct Scoring {
    /// Scales.
    pub scales: Vec<Scale>,
    /// Bands.
    pub bands: Vec<Bands>,
    /// Cards.
    pub cards: Vec<Scorecard>,
}

impl Scoring {
    /// The error for a scale that is not declared.
    pub(crate) fn unknown_scale(&self, id: &str, place: &Place) -> Diagnostic {
        Diagnostic::error(Code::PackUnknown, told!("没有声明过等级“{id}”"), told!("scale `{id}` is not declared"))
            .at(place.clone())
            .suggest(id, self.scales.iter().map(|scale| scale.id.as_str()))
    }

    /// The scale of that id.
    pub fn scale(&self, id: &str) -> Option<&Scale> {
        self.scales.iter().find(|scale| scale.id == id)
    }

    /// The bands of a card.
    pub fn bands_of(&self, card: &Scorecard) -> Option<&Bands> {
        let (id, _) = card.bands.as_ref()?;
        self.bands.iter().find(|bands| bands.id == *id)
    }
}
