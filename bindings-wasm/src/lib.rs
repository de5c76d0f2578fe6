//! The engine as WebAssembly: handles on packs, record books and reports, and JSON between them and JavaScript.
//!
//! What JavaScript programs see is written in TypeScript, in `js/`; it calls these, and gives what they return the types that `typescript`
//! writes down.

mod arguments;
mod authoring;
mod dataset;
mod evaluation;
mod pack;
mod problems;
mod report;

pub use arguments::{EvaluateOptions, FindingsSelect};
pub use authoring::{StatusWords, WordHelp};
pub use problems::Raised;
