//! Makes record books: the example book of the pack `fenghua-2019`, and large ones of the same shape for timing.
//!
//! The example has the five communities and 28 schools that the policy document names. Everything
//! that they are said to have done is invented, and so are their sizes; people appear only as codes. What each
//! school is meant to reach is planned (`plan.rs`), so that every rule meets units that pass, units that fail
//! and units on the edge; chance only fills in days, numbers of people and titles.

mod activity;
mod alliance;
mod blemish;
mod bodies;
mod book;
mod bureau;
mod calendar;
mod details;
mod dice;
mod example;
mod further;
mod lead;
mod ledger;
mod member;
mod papers;
mod people;
mod places;
mod plan;
mod posting;
mod scaled;
mod titles;

pub use example::write_example;
pub use scaled::write_scaled;
