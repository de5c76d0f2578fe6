//! The handbook for rule authors, in Chinese and in English: every sample in it is carried out, every output that it shows is what the command
//! says, its reference is what the table of words says, and both languages tell the same story.
//!
//! With `DUDAO_HANDBOOK=write` in the environment, outputs and reference are written into the handbook instead of being compared with it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod book;
mod mentions;
mod page;
mod reference;
mod sample;
mod trace;

use book::{Block, Part};
use dudao::Language;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::LazyLock;
use trace::Step;

/// A handbook, and what came of carrying out what it says.
struct Handbook {
    language: Language,
    text: String,
    /// The text as it should be.
    written: String,
    /// What its samples do, in order.
    steps: Vec<Step>,
}

static CHINESE: LazyLock<Handbook> = LazyLock::new(|| Handbook::carried_out(Language::Zh));
static ENGLISH: LazyLock<Handbook> = LazyLock::new(|| Handbook::carried_out(Language::En));

fn repository(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(path)
}

impl Handbook {
    fn path(language: Language) -> PathBuf {
        repository(match language {
            Language::Zh => "rules/HANDBOOK.zh-CN.md",
            Language::En => "rules/HANDBOOK.md",
        })
    }

    /// Carries out every sample in a folder of its own, one after the other, as somebody would who reads from the beginning.
    fn carried_out(language: Language) -> Self {
        let path = Self::path(language);
        let text = std::fs::read_to_string(&path).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut desk = sample::Desk::new(folder.path());
        let mut steps = Vec::new();
        let written: String = book::parts(&text)
            .into_iter()
            .map(|part| match part {
                Part::Prose(prose) => prose,
                Part::Reference => reference::reference(language),
                Part::Block(block) => {
                    let at = format!("{}:{}", path.display(), block.line);
                    let (body, step) = desk.carry_out(&block).unwrap_or_else(|wrong| panic!("{at}: {wrong}\n{}", block.body));
                    steps.push(Step { at, ..step });
                    Block { body, ..block }.to_string()
                }
            })
            .collect();
        assert!(desk.is_tidy(), "{}: what is tried last is not followed by commands that show what comes of it", path.display());
        Self { language, text, written, steps }
    }

    fn compare(&self) {
        if std::env::var("DUDAO_HANDBOOK").is_ok_and(|wish| wish == "write") {
            std::fs::write(Self::path(self.language), &self.written).unwrap();
            return;
        }
        let mut differs = String::new();
        for (number, (found, should)) in self.text.lines().zip(self.written.lines()).enumerate() {
            if found != should {
                writeln!(differs, "line {}\n  is     {found}\n  should {should}", number + 1).unwrap();
                break;
            }
        }
        assert!(self.text == self.written, "the handbook is not what it should be (DUDAO_HANDBOOK=write mends it)\n{differs}");
    }
}

#[test]
fn the_chinese_handbook_is_what_its_samples_and_the_table_of_words_make_it() {
    CHINESE.compare();
}

#[test]
fn the_english_handbook_is_what_its_samples_and_the_table_of_words_make_it() {
    ENGLISH.compare();
}

#[test]
fn both_languages_tell_the_same_story() {
    for (chinese, english) in CHINESE.steps.iter().zip(&ENGLISH.steps) {
        assert_eq!(chinese.told, english.told, "{} and {} differ", chinese.at, english.at);
    }
    assert_eq!(CHINESE.steps.len(), ENGLISH.steps.len(), "one of the handbooks has more samples");
    assert_eq!(book::outline(&CHINESE.text), book::outline(&ENGLISH.text), "the handbooks have other headings");
}

#[test]
fn samples_are_many_and_of_every_kind() {
    for kind in ["file", "add", "change", "try", "console", "page"] {
        assert!(CHINESE.steps.iter().any(|step| step.kind == kind), "no sample of the kind {kind}");
    }
}

#[test]
fn what_the_prose_names_is_there() {
    for handbook in [&*CHINESE, &*ENGLISH] {
        let wrong = mentions::wrong(&handbook.text, handbook.language);
        assert!(wrong.is_empty(), "{:?}: {}", handbook.language, wrong.join("\n"));
    }
}
