//! Samples are carried out in the order in which they stand: files grow from piece to piece, and commands see what is there by then.

use super::book::Block;
use super::page;
use super::trace::{self, Step};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder in which somebody follows the handbook.
pub struct Desk<'a> {
    folder: &'a Path,
    /// What the files were before what is only tried; nothing where there was none.
    before: Vec<(PathBuf, Option<String>)>,
}

/// What a block is, by its info string.
enum Kind<'b> {
    /// A file as a whole.
    File(&'b str),
    /// More of a file.
    Add(&'b str),
    /// What stands in a file in place of what has the same name.
    Change(&'b str),
    /// The same, or more of the file, only tried: taken back after the next commands.
    Try(&'b str),
    /// Commands and what they print, or those paragraphs of it that begin so.
    Console(Vec<&'b str>),
    /// What somebody reads on a page that a command has written.
    Page(&'b str),
}

impl<'a> Desk<'a> {
    pub fn new(folder: &'a Path) -> Self {
        Self { folder, before: Vec::new() }
    }

    /// The block's body as it should be, and what it does.
    pub fn carry_out(&mut self, block: &Block) -> Result<(String, Step), String> {
        let kind = kind(&block.info)?;
        let step = |kind, told| Step { at: String::new(), kind, told };
        if let Kind::Console(beginnings) = &kind {
            // What is tried is on the desk until its commands have run.
            let (body, told) = self.run_all(&block.body, beginnings)?;
            for (path, text) in self.before.drain(..).rev() {
                text.map_or_else(|| fs::remove_file(&path), |text| fs::write(&path, text)).unwrap();
            }
            return Ok((body, step("console", told)));
        }
        if !self.before.is_empty() && !matches!(kind, Kind::Try(_)) {
            return Err("what is tried before is not followed by commands that show what comes of it".into());
        }
        if let Kind::Page(file) = kind {
            let html = fs::read_to_string(self.folder.join(file)).map_err(|error| format!("{file}: {error}"))?;
            let text = page::text(&html);
            let told = text.lines().map(|line| line.matches('|').count().to_string()).collect();
            return Ok((text, step("page", told)));
        }
        let name = match kind {
            Kind::File(file) => self.put(file, |_| Ok(block.body.clone())).map(|()| "file"),
            Kind::Add(file) => self.put(file, |text| add(file, text, &block.body)).map(|()| "add"),
            Kind::Change(file) => self.put(file, |text| change(file, text, &block.body, false)).map(|()| "change"),
            Kind::Try(file) => {
                let path = self.folder.join(file);
                self.before.push((path.clone(), fs::read_to_string(path).ok()));
                self.put(file, |text| change(file, text, &block.body, true)).map(|()| "try")
            }
            Kind::Console(_) | Kind::Page(_) => unreachable!("neither makes a file"),
        }?;
        let told = trace::of_file(&block.info, &block.body);
        Ok((block.body.clone(), step(name, told)))
    }

    /// Whether everything that was tried has been shown.
    pub fn is_tidy(&self) -> bool {
        self.before.is_empty()
    }

    fn put(&self, file: &str, text: impl FnOnce(&str) -> Result<String, String>) -> Result<(), String> {
        let path = self.folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = text(&fs::read_to_string(&path).unwrap_or_default())?;
        fs::write(path, text).unwrap();
        Ok(())
    }

    /// Runs the commands of a block; what they print stands below each.
    fn run_all(&self, body: &str, beginnings: &[&str]) -> Result<(String, Vec<String>), String> {
        let mut lines = body.split_inclusive('\n').peekable();
        let (mut should, mut told) = (String::new(), Vec::new());
        while let Some(line) = lines.next() {
            let command = line.trim_end().strip_prefix("$ dudao ").ok_or("a line that is no command and no output of one")?;
            let shown: String = std::iter::from_fn(|| lines.next_if(|line| !line.starts_with("$ "))).collect();
            let arguments = words(command);
            let (code, printed) = self.run(&arguments);
            let excerpt = excerpt(&printed, beginnings)?;
            should.push_str(line);
            should.push_str(if without_versions(&shown) == without_versions(&excerpt) { &shown } else { &excerpt });
            told.extend(trace::of_command(&arguments, code, &printed, &|arguments| self.run(arguments)));
        }
        Ok((should, told))
    }

    /// The exit code, and what is printed on the screen, in the order in which it comes.
    fn run(&self, arguments: &[String]) -> (i32, String) {
        let screen = tempfile::NamedTempFile::new().unwrap();
        let to = || Stdio::from(File::options().append(true).open(screen.path()).unwrap());
        let mut command = Command::new(env!("CARGO_BIN_EXE_dudao"));
        command.current_dir(self.folder).args(arguments).stdin(Stdio::null()).stdout(to()).stderr(to());
        let status = command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("CLICOLOR").status().unwrap();
        (status.code().unwrap(), fs::read_to_string(screen.path()).unwrap())
    }
}

fn kind(info: &str) -> Result<Kind<'_>, String> {
    if let Some(beginnings) = info.strip_prefix("console") {
        return Ok(Kind::Console(beginnings.split(',').map(str::trim).filter(|beginning| !beginning.is_empty()).collect()));
    }
    let (_, what) = info.split_once(' ').ok_or("nobody says what this block is")?;
    match what.split_once('=') {
        Some(("file", file)) => Ok(Kind::File(file)),
        Some(("add", file)) => Ok(Kind::Add(file)),
        Some(("change", file)) => Ok(Kind::Change(file)),
        Some(("page", file)) => Ok(Kind::Page(file)),
        Some(("try", file)) => Ok(Kind::Try(file)),
        _ => Err(format!("a block cannot be {what:?}")),
    }
}

/// A command's words; quotes keep together what has blanks.
fn words(command: &str) -> Vec<String> {
    let quoted = command.split('"').enumerate();
    quoted.flat_map(|(number, part)| if number % 2 == 1 { vec![part.to_string()] } else { part.split_whitespace().map(String::from).collect() }).collect()
}

fn is_table(file: &str) -> bool {
    Path::new(file).extension().is_some_and(|extension| extension == "csv")
}

/// More of a script at its end, or more rows of a table.
fn add(file: &str, text: &str, more: &str) -> Result<String, String> {
    if is_table(file) {
        let (head, rows) = more.split_once('\n').unwrap();
        let own = text.lines().next().ok_or("the table has not begun yet")?;
        return if own == head { Ok(format!("{text}{rows}")) } else { Err(format!("the table's columns are {own}")) };
    }
    if let Some(twice) = statements(more).find(|statement| statements(text).any(|known| head(known) == head(statement))) {
        return Err(format!("the script has that already: {}", head(twice)));
    }
    Ok(format!("{text}{}{more}", if text.is_empty() { "" } else { "\n" }))
}

/// Statements or rows in place of those of the same name; where `loose`, others are added.
fn change(file: &str, text: &str, new: &str, loose: bool) -> Result<String, String> {
    let pieces = |text| if is_table(file) { rows(text) } else { statements(text).map(String::from).collect() };
    let name = |piece: &str| if is_table(file) { piece.split(',').next().unwrap_or_default().to_string() } else { head(piece).to_string() };
    let mut known: Vec<String> = pieces(text);
    for piece in pieces(new) {
        match known.iter_mut().find(|known| name(known) == name(&piece)) {
            Some(place) => *place = piece,
            None if loose => known.push(piece),
            None => return Err(format!("the file does not have {} yet", name(&piece))),
        }
    }
    Ok(known.concat())
}

fn rows(table: &str) -> Vec<String> {
    table.split_inclusive('\n').map(String::from).collect()
}

/// The statements of a script, each with the comments and blank lines before it.
fn statements(script: &str) -> impl Iterator<Item = &str> {
    let mut rest = script;
    std::iter::from_fn(move || {
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            end += line.len();
            // What goes on in another line is indented there.
            let goes_on = rest.split_at(end).1.starts_with([' ', '}', ')']);
            if line.trim_end().ends_with([';', '}']) && !goes_on {
                break;
            }
        }
        let (statement, after) = rest.split_at(end);
        rest = after;
        (!statement.is_empty()).then_some(statement)
    })
}

/// What a statement declares: `规则("示范课"`.
fn head(statement: &str) -> &str {
    let first = statement.trim_start().lines().find(|line| !line.starts_with("//") && !line.is_empty()).unwrap_or_default();
    first.match_indices(['"', ')']).nth(1).map_or(first, |(end, _)| first.split_at(end).0)
}

/// The paragraphs of what was printed that begin with one of these texts; `…` stands for what is left out. Everything, if none is named.
fn excerpt(printed: &str, beginnings: &[&str]) -> Result<String, String> {
    if let Some(nowhere) = beginnings.iter().find(|beginning| !printed.split("\n\n").any(|paragraph| paragraph.starts_with(**beginning))) {
        return Err(format!("nothing that is printed begins with {nowhere:?}:\n{printed}"));
    }
    if beginnings.is_empty() {
        return Ok(printed.into());
    }
    let mut shown: Vec<&str> = Vec::new();
    for paragraph in printed.trim_end().split("\n\n") {
        if beginnings.iter().any(|beginning| paragraph.starts_with(beginning)) {
            shown.push(paragraph);
        } else if shown.last() != Some(&"…") {
            shown.push("…");
        }
    }
    Ok(shown.join("\n\n") + "\n")
}

/// Hashes and versions are other ones after every change of the engine or of the shared record book.
fn without_versions(text: &str) -> String {
    let is_hash = |word: &str| word.len() == 12 && word.chars().all(|letter| letter.is_ascii_hexdigit());
    let is_version = |word: &str| word.split('.').count() == 3 && word.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    let word = |word: &str| if is_hash(word) || is_version(word) { "*".to_string() } else { word.to_string() };
    text.split_inclusive('\n').map(|line| line.split(' ').map(|part| word(part.trim_end())).collect::<Vec<_>>().join(" ") + "\n").collect()
}
