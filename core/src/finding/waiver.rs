//! What lets a unit off a rule.

use crate::calendar::Day;
use crate::diagnostic::Language;
use serde::Serialize;

/// A waiver that covers a finding: the finding keeps its status, but nobody is blamed for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Waiver {
    /// Why.
    pub reason: String,
    /// Who granted it.
    pub who: Option<String>,
    /// The last day on which a period may begin that it covers; without end if there is none.
    pub through: Option<Day>,
}

impl Waiver {
    /// The waiver in a few words.
    pub fn words(&self, language: Language) -> String {
        let through = self.through.map(|day| match language {
            Language::Zh => format!("至 {day}"),
            Language::En => format!("until {day}"),
        });
        let about: Vec<&str> = self.who.as_deref().into_iter().chain(through.as_deref()).collect();
        match (about.is_empty(), language) {
            (true, _) => self.reason.clone(),
            (false, Language::Zh) => format!("{}（{}）", self.reason, about.join("，")),
            (false, Language::En) => format!("{} ({})", self.reason, about.join(", ")),
        }
    }

    /// The sentence behind a finding's message.
    pub(crate) fn sentence(&self, language: Language) -> String {
        match language {
            Language::Zh => format!("已豁免：{}。", self.words(language)),
            Language::En => format!(" Waived: {}.", self.words(language)),
        }
    }
}
