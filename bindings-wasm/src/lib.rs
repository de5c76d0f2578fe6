//! The engine as WebAssembly: handles on packs, record books and reports, and JSON between them and JavaScript.
//!
//! What JavaScript programs see is written in TypeScript, in `js/`; it calls these, and gives what they return the types that `typescript`
//! writes down.

mod arguments;
#[cfg(feature = "authoring")]
mod authoring;
mod dataset;
mod evaluation;
mod pack;
mod problems;
mod report;
mod status;

pub use arguments::{EvaluateOptions, FindingsSelect};
#[cfg(feature = "authoring")]
pub use authoring::WordHelp;
pub use problems::Raised;
pub use status::StatusWords;
