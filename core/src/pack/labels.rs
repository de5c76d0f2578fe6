//! What choices are called, in the order in which they were declared.

use super::schema::Choice;
use std::sync::Arc;

/// Ids and labels. They are shared by whatever tells of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Labels(Arc<[(String, String)]>);

impl Labels {
    pub(crate) fn of(choices: &[Choice]) -> Self {
        Self(choices.iter().map(|choice| (choice.id.clone(), choice.label.clone())).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter().map(|(id, label)| (id, label))
    }

    pub(crate) fn get(&self, id: &str) -> Option<&String> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, label)| label)
    }

    /// Where among the choices one stands.
    pub(crate) fn position(&self, id: &str) -> Option<usize> {
        self.0.iter().position(|(known, _)| known == id)
    }
}
