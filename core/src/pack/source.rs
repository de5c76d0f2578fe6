//! The files of a pack, and those that they use.

use super::form::Form;
use crate::diagnostic::{Code, Diagnostic, Fix, Place, Problems};
use crate::script::lexer::{self, TokenKind};
use crate::sorting::Gather;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The largest script that is read, in bytes.
const LARGEST: usize = 1 << 20;

/// The sources of a pack, as its host hands them in: the core reads no files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackSource {
    /// The pack's own files: path to text.
    pub files: BTreeMap<String, String>,
    /// Files that `uses` may name, such as `common/records.rhai`: path to text.
    pub library: BTreeMap<String, String>,
}

impl PackSource {
    /// A pack of the given files.
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { files: files.into_iter().map(|(path, text)| (path, normalised(&text))).gather(), library: BTreeMap::new() }
    }

    /// Adds files that `uses` may name.
    #[must_use]
    pub fn with_library(mut self, files: impl IntoIterator<Item = (String, String)>) -> Self {
        self.library.extend(files.into_iter().map(|(path, text)| (path, normalised(&text))));
        self
    }

    /// Every file that takes part, used ones first, each once.
    pub(crate) fn ordered(&self) -> Result<Vec<(String, String)>, Problems> {
        let mut order = Order { source: self, done: Vec::new(), open: Vec::new(), problems: Vec::new() };
        // What one file uses serves all of them, in whatever order they come.
        let own: Vec<(String, String)> = self
            .files
            .iter()
            .filter(|(path, _)| !is_template(path))
            .filter(|(path, text)| order.enters(path, text))
            .map(|(path, text)| (path.clone(), text.clone()))
            .collect();
        order.done.extend(own);
        if order.done.is_empty() && order.problems.is_empty() {
            order
                .problems
                .push(Diagnostic::error(Code::PackSource, told!("规则包里没有 .rhai 文件"), told!("the pack has no .rhai file")).at(Place::argument("pack")));
        }
        for problem in &mut order.problems {
            // Here the place is the name itself.
            if let (Some((_, Some(near))), Some(place)) = (problem.given.take(), problem.place.clone()) {
                problem.fix = Some(Fix { place, insert: near });
            }
        }
        if order.problems.is_empty() { Ok(order.done) } else { Err(Problems(order.problems)) }
    }
}

/// Whether a file lays a form out, and is no script.
fn is_template(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("html"))
}

impl PackSource {
    /// The files that lay forms out, by the form's id. Each stands beside the script that names it.
    pub(crate) fn templates(&self, forms: &[Form], problems: &mut Vec<Diagnostic>) -> BTreeMap<String, (String, String)> {
        let mut templates = BTreeMap::new();
        for form in forms {
            let Some((name, place)) = &form.template else { continue };
            let folder = if let Place::Script { file, .. } = place { file.rsplit_once('/').map_or("", |(folder, _)| folder) } else { "" };
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            match self.files.get(&path).or_else(|| self.library.get(&path)).filter(|_| is_template(&path)) {
                Some(text) if text.len() <= LARGEST => drop(templates.insert(form.id.clone(), (path, text.clone()))),
                Some(_) => problems.push(
                    Diagnostic::error(Code::PackSource, told!("文件“{path}”太大"), told!("file `{path}` is too large"))
                        .help(told!("一个模板最大 1 MB"), told!("a template holds 1 MB at most"))
                        .at(place.clone()),
                ),
                None => {
                    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
                    let beside = self.files.keys().chain(self.library.keys()).filter_map(|path| path.strip_prefix(&prefix)).filter(|path| is_template(path));
                    problems.push(
                        Diagnostic::error(Code::PackSource, told!("找不到模板“{name}”"), told!("the template `{name}` is not there"))
                            .help(told!("模板是与脚本放在一起的 .html 文件"), told!("a template is an .html file beside the script"))
                            .at(place.clone())
                            .suggest(name, beside),
                    );
                }
            }
        }
        templates
    }
}

/// Line ends and byte-order marks make no difference.
fn normalised(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n")
}

struct Order<'a> {
    source: &'a PackSource,
    done: Vec<(String, String)>,
    open: Vec<String>,
    problems: Vec<Diagnostic>,
}

impl Order<'_> {
    /// Whether a file can take part, with everything that it uses before it.
    fn enters(&mut self, path: &str, text: &str) -> bool {
        if text.len() > LARGEST {
            self.problems.push(
                Diagnostic::error(Code::PackSource, told!("文件“{path}”太大"), told!("file `{path}` is too large"))
                    .help(told!("一个脚本最大 1 MB"), told!("a script holds 1 MB at most"))
                    .at(Place::Script { file: path.into(), line: 1, column: 1, length: 1 }),
            );
            return false;
        }
        self.follow(path, text);
        true
    }

    fn visit(&mut self, path: &str, text: &str) {
        if !self.done.iter().any(|(done, _)| done == path) && self.enters(path, text) {
            self.done.push((path.to_string(), text.to_string()));
        }
    }

    /// Visits what a file uses.
    fn follow(&mut self, path: &str, text: &str) {
        self.open.push(path.to_string());
        for (name, place) in used(path, text) {
            let wanted = format!("{name}.rhai");
            if self.open.contains(&wanted) {
                self.problems.push(
                    Diagnostic::error(Code::PackCycle, told!("“{name}”绕一圈又引用了自己"), told!("`{name}` uses itself in a circle"))
                        .help(told!("去掉其中一个引用"), told!("remove one of the uses"))
                        .at(place),
                );
                continue;
            }
            match self.source.library.get(&wanted) {
                Some(text) => self.visit(&wanted, text),
                None => self.problems.push(
                    Diagnostic::error(Code::PackSource, told!("找不到引用的“{name}”"), told!("the used source `{name}` is not there"))
                        .at(place)
                        .suggest(&name, self.source.library.keys().filter_map(|path| path.strip_suffix(".rhai"))),
                ),
            }
        }
        self.open.pop();
    }
}

/// The sources that a file says it uses, and where it says so.
fn used(path: &str, text: &str) -> Vec<(String, Place)> {
    let tokens: Vec<_> = lexer::tokens(text).into_iter().filter(|token| !matches!(token.kind, TokenKind::Space | TokenKind::Comment)).collect();
    tokens
        .windows(3)
        .filter(|three| matches!(three[0].text, "uses" | "引用") && three[1].text == "(" && three[2].kind == TokenKind::Text)
        .map(|three| (three[2].text.trim_matches(['"', '`']).to_string(), lexer::place_inside(path, &three[2])))
        .collect()
}

/// Hash of the files that take part.
pub(crate) fn pack_hash(mut sorted: Vec<(String, String)>) -> String {
    crate::sorting::sort(&mut sorted);
    // Several forms may be laid out by one file.
    sorted.dedup();
    let mut hash = Sha256::new();
    for (path, text) in sorted {
        hash.update(format!("{path}\n{}\n", text.len()));
        hash.update(text);
    }
    crate::data::hex(&hash.finalize())
}
