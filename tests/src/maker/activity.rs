//! A row of the table `activities`, and how it is written.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

use super::book::Sheet;

/// An activity; what is empty or `None` is a blank cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Activity<'a> {
    pub(super) kind: &'static str,
    pub(super) date: &'a str,
    pub(super) alliance: &'a str,
    pub(super) host: &'a str,
    pub(super) presenter: &'a str,
    pub(super) participants: Vec<&'a str>,
    pub(super) subject: &'a str,
    pub(super) grade: Option<u32>,
    pub(super) post: &'static str,
    pub(super) headcount: Option<u32>,
    pub(super) scope: &'static str,
    pub(super) title: Cow<'static, str>,
    pub(super) topics: &'static str,
    pub(super) evaluated: Option<bool>,
    pub(super) plan_sent: &'a str,
    pub(super) plan_reviewed: &'a str,
    pub(super) filed: &'a str,
    pub(super) unified: Option<bool>,
    pub(super) grade_of_people: &'static str,
}

/// Text that is made anew for each row, kept so that a large book does not allocate it each time.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    participants: String,
    grade: String,
    headcount: String,
}

impl Activity<'_> {
    /// Adds the activity to its table as the record `id`.
    pub(super) fn write(&self, id: &str, sheet: &mut Sheet, scratch: &mut Scratch) -> io::Result<()> {
        scratch.participants.clear();
        for (index, school) in self.participants.iter().enumerate() {
            if index > 0 {
                scratch.participants.push(';');
            }
            scratch.participants.push_str(school);
        }
        number(&mut scratch.grade, self.grade);
        number(&mut scratch.headcount, self.headcount);
        sheet.row(&[
            id,
            self.kind,
            self.date,
            self.alliance,
            self.host,
            self.presenter,
            &scratch.participants,
            self.subject,
            &scratch.grade,
            self.post,
            &scratch.headcount,
            self.scope,
            &self.title,
            self.topics,
            flag(self.evaluated),
            self.plan_sent,
            self.plan_reviewed,
            self.filed,
            flag(self.unified),
            self.grade_of_people,
        ])
    }
}

fn flag(value: Option<bool>) -> &'static str {
    match value {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

/// Puts a number's text into `cell`.
fn number(cell: &mut String, value: Option<u32>) {
    cell.clear();
    if let Some(value) = value {
        // Writing into a `String` cannot fail.
        let _ = write!(cell, "{value}");
    }
}
