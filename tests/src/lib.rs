//! What the workspace's tests share: record books, an independent evaluator, hand-written baselines.

pub mod baseline;
pub mod book;
pub mod maker;
pub mod naive;
pub mod random;
