//! What the workspace's tests share: record books, an independent evaluator, hand-written baselines.

pub mod baseline;
pub mod book;
pub mod maker;
pub mod naive;
pub mod oracle;
pub mod random;
pub mod shipped;
mod three;

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
