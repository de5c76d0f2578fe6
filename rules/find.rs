//! Finding a pack among folders and shipped packs (feature `files`).

use dudao::files::scripts;
use dudao::{Code, Diagnostic, PackSource, Place, Problems};
use std::path::{Component, Path, PathBuf};

/// A pack as it was found, with the way back from its files to those that a person can open.
#[derive(Debug)]
pub struct FoundPack {
    /// Its files and those that they may use.
    pub source: PackSource,
    folder: PathBuf,
    library: PathBuf,
}

impl FoundPack {
    /// The text of a file as the core reads it.
    pub fn text(&self, file: &str) -> Option<&str> {
        self.source.files.get(file).or_else(|| self.source.library.get(file)).map(String::as_str)
    }

    /// Where a person finds a file.
    pub fn shown(&self, file: &str) -> String {
        let folder = if self.source.files.contains_key(file) { &self.folder } else { &self.library };
        folder.join(file).display().to_string()
    }
}

/// The pack that the argument names: a folder with scripts, or else a shipped pack. A problem is one of the argument `pack`.
///
/// A folder `common` beside a pack's folder is the library that its scripts may use; where there is none, or none with scripts, the shipped one is.
///
/// ```
/// use std::path::Path;
///
/// let found = dudao_rules::find(Path::new("fenghua-2019"))?;
/// let pack = dudao::Pack::load(&found.source)?;
/// assert_eq!(pack.policy().id, "fenghua-2019");
/// # Ok::<(), dudao::Problems>(())
/// ```
pub fn find(argument: &Path) -> Result<FoundPack, Problems> {
    let at = |problem: Diagnostic| Problems::from(problem.at(Place::argument("pack")));
    let shown = argument.display();
    let files = if argument.is_dir() { scripts(argument, "")? } else { Vec::new() };
    if files.iter().any(|(path, _)| is_script(path)) {
        let beside = beside(argument);
        let common = beside.join("common");
        let own = if common.is_dir() { scripts(&common, "common/")? } else { Vec::new() };
        let source = PackSource::new(files);
        return Ok(if own.iter().any(|(path, _)| is_script(path)) {
            FoundPack { source: source.with_library(own), folder: argument.into(), library: beside }
        } else {
            FoundPack { source: source.with_library(crate::library()), folder: argument.into(), library: PathBuf::new() }
        });
    }
    let name = argument.to_string_lossy();
    if let Some(source) = crate::pack(&name) {
        return Ok(FoundPack { source, folder: argument.into(), library: PathBuf::new() });
    }
    if argument.is_dir() {
        return Err(at(Diagnostic::error(Code::PackSource, format!("文件夹“{shown}”里没有 .rhai 文件"), format!("folder `{shown}` has no .rhai file"))));
    }
    if argument.exists() {
        let problem = Diagnostic::error(Code::PackSource, format!("“{shown}”是一个文件，规则包是文件夹"), format!("`{shown}` is a file; a pack is a folder"));
        return Err(at(problem.help("写它所在的文件夹", "name the folder that it is in")));
    }
    let problem = Diagnostic::error(
        Code::PackSource,
        format!("没有文件夹“{shown}”，内置规则包里也没有它"),
        format!("there is no folder `{shown}`, and no shipped pack of that name"),
    );
    Err(at(problem.suggest(&name, crate::names())))
}

/// Whether a file is a script, and does not lay a form out.
fn is_script(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("rhai"))
}

/// The folder that a folder lies in, written as shortly as the folder itself.
fn beside(folder: &Path) -> PathBuf {
    match (folder.components().next_back(), folder.parent()) {
        (Some(Component::Normal(_)), Some(parent)) => parent.into(),
        _ => folder.join(".."),
    }
}
