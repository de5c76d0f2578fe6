//! From findings to points: whose findings a card collects, what each of them earns, and what that comes to.

mod card;
mod earn;
mod share;
mod tally;

pub(crate) use card::{CardRun, Scores, Sources, Standing, Unscored, scores};
pub(crate) use share::Share;
