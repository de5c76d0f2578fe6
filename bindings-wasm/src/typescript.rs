//! Writes the TypeScript types of everything that crosses the border, as the Rust types have them.

use dudao::authoring::{Action, Completions, Highlight, Hover, Position};
use dudao::{
    Coverage, Diagnostic, Explanation, FilledForm, Finding, FormTemplate, FormUnit, OnlyUnder, PackDescription, Receipt, Score, Status, TestReport, TestResult,
    View,
};
use dudao_wasm::{EvaluateOptions, FindingsSelect, Raised, StatusWords, WordHelp};
use std::collections::BTreeMap;
use std::io::{self, Write};
use ts_rs::{Config, TS, TypeVisitor};

/// Declarations by name.
struct Types {
    config: Config,
    written: BTreeMap<String, String>,
}

impl Types {
    fn with<T: TS + 'static + ?Sized>(mut self) -> Self {
        self.visit::<T>();
        self
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // What has no path of its own, such as a list, is written where it is used.
        if T::output_path().is_none() || self.written.contains_key(&T::ident(&self.config)) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        self.written.insert(T::ident(&self.config), format!("{docs}export {}\n", T::decl(&self.config)));
        T::visit_dependencies(self);
    }
}

fn main() -> io::Result<()> {
    let types = Types { config: Config::new().with_large_int("number"), written: BTreeMap::new() }
        .with::<Action>()
        .with::<Completions>()
        .with::<Coverage>()
        .with::<Diagnostic>()
        .with::<EvaluateOptions>()
        .with::<Explanation>()
        .with::<Finding>()
        .with::<FilledForm>()
        .with::<FindingsSelect>()
        .with::<FormTemplate>()
        .with::<FormUnit>()
        .with::<Highlight>()
        .with::<Hover>()
        .with::<OnlyUnder>()
        .with::<PackDescription>()
        .with::<Position>()
        .with::<Raised>()
        .with::<Receipt>()
        .with::<Score>()
        .with::<Status>()
        .with::<StatusWords>()
        .with::<TestReport>()
        .with::<TestResult>()
        .with::<View>()
        .with::<WordHelp>();
    let mut out = io::stdout().lock();
    writeln!(out, "// Written by `cargo run -p dudao-wasm --features typescript`, from the Rust types.\n")?;
    types.written.values().try_for_each(|declaration| writeln!(out, "{declaration}"))
}
