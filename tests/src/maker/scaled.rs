//! Large books of the same shape, written community by community in constant memory.
//!
//! Records are clean, and counts lie around what the rules ask for. A community's rows rest on the
//! seed and its own number alone, so a larger book begins with the smaller one.

mod activities;

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use chrono::NaiveDate;

use super::activity::{Activity, Scratch};
use super::book::Book;
use super::calendar::{Calendar, TERM_COUNT, TERMS, day};
use super::dice::Dice;
use super::places::CULTURAL;

/// Communities to a district.
const DISTRICT_SIZE: usize = 40;
/// Adds a scattering to a community's number, so that neighbours do not share a stream of chance.
const SCATTER: u64 = 0xd6e8_feb8_6659_fd93;

/// Writes a book of `alliances` communities into the folder `dir`: about six schools, 1,800 activities and 80
/// postings each. Returns the number of rows of all tables. The same `seed` gives the same bytes.
pub fn write_scaled(dir: &Path, alliances: usize, seed: u64) -> io::Result<u64> {
    let calendar = Calendar::new();
    let mut writer = Writer {
        book: Book::create(dir, |_| &[])?,
        calendar: &calendar,
        days: (0..TERM_COUNT).map(|term| calendar.school_days(term)).collect(),
        scratch: Scratch::default(),
        id: String::new(),
        activities: 0,
        postings: 0,
    };
    // Everything is over and settled.
    writer.book.calendar(|_| "yes")?;
    for number in 0..alliances {
        if number % DISTRICT_SIZE == 0 {
            let district = number / DISTRICT_SIZE + 1;
            writer.book.districts.row(&[&format!("d{district:03}"), &format!("第{district}区")])?;
        }
        let index = u64::try_from(number).unwrap_or(u64::MAX);
        let mut dice = Dice::new(seed ^ index.wrapping_add(1).wrapping_mul(SCATTER));
        let community = Community::made(number, &mut dice);
        writer.community(&community, &mut dice)?;
    }
    writer.book.finish()
}

/// A community's ids and sizes; its lead school comes first.
struct Community {
    id: String,
    district: String,
    schools: Vec<School>,
}

struct School {
    id: String,
    teachers: u32,
    weak: Vec<&'static str>,
}

impl Community {
    fn made(number: usize, dice: &mut Dice) -> Self {
        let id = format!("a{:05}", number + 1);
        let schools = (0..dice.between(5, 7))
            .map(|index| School {
                id: format!("{id}-{index}"),
                teachers: dice.between(18, 120),
                weak: if index == 0 { Vec::new() } else { some_subjects(dice) },
            })
            .collect();
        Self { id, district: format!("d{:03}", number / DISTRICT_SIZE + 1), schools }
    }

    fn lead(&self) -> &str {
        &self.schools[0].id
    }

    fn members(&self) -> &[School] {
        &self.schools[1..]
    }
}

fn some_subjects(dice: &mut Dice) -> Vec<&'static str> {
    let count = dice.between(1, 2) as usize;
    dice.indexes(CULTURAL.len(), count).into_iter().map(|index| CULTURAL[index]).collect()
}

struct Writer<'c> {
    book: Book,
    calendar: &'c Calendar,
    days: Vec<&'c [NaiveDate]>,
    scratch: Scratch,
    id: String,
    activities: u64,
    postings: u64,
}

impl<'c> Writer<'c> {
    fn community(&mut self, community: &Community, dice: &mut Dice) -> io::Result<()> {
        self.standing(community)?;
        self.activities(community, dice)?;
        self.postings(community, dice)?;
        self.small_tables(community, dice)
    }

    fn standing(&mut self, community: &Community) -> io::Result<()> {
        let Community { id, district, schools } = community;
        let name = format!("第{id}教学共同体");
        self.book.alliances.row(&[id, &name, "edu_community", district])?;
        for (index, school) in schools.iter().enumerate() {
            let role = if index == 0 { "lead" } else { "member" };
            let name = format!("{}小学", school.id);
            let cells = [&school.id, &name, id, role, district, "primary", &school.teachers.to_string()];
            self.book.schools.row(&cells)?;
            for subject in &school.weak {
                self.book.weak_subjects.row(&[&format!("{}-{subject}", school.id), &school.id, subject])?;
            }
        }
        for table in ["activities", "postings", "projects", "resident_researchers"] {
            self.book.submissions.row(&[table, id, "2022-12-31"])?;
        }
        Ok(())
    }

    fn activity(&mut self, activity: &Activity<'_>) -> io::Result<()> {
        self.activities += 1;
        self.id.clear();
        // Writing into a `String` cannot fail.
        let _ = write!(self.id, "h{:08}", self.activities);
        activity.write(&self.id, &mut self.book.activities, &mut self.scratch)
    }

    fn day(&self, dice: &mut Dice, term: usize) -> &'c str {
        self.calendar.text(*dice.pick(self.days[term]))
    }

    fn postings(&mut self, community: &Community, dice: &mut Dice) -> io::Result<()> {
        for member in community.members() {
            for _ in 0..dice.between(10, 20) {
                self.postings += 1;
                let kind = *dice.pick(&["teach_at_lead", "teach_at_lead", "cadre_secondment", "support_teach"]);
                let rank = *match kind {
                    "teach_at_lead" => dice.pick(&["young", "young", "young", "ordinary"]),
                    "cadre_secondment" => dice.pick(&["middle", "middle", "backbone"]),
                    _ => &"backbone",
                };
                let first = dice.index(TERM_COUNT);
                let last = (first + dice.index(2)).min(TERM_COUNT - 1);
                let start = self.calendar.text_after(day(TERMS[first].start), i64::from(dice.below(30)));
                let end = if last + 1 == TERM_COUNT { "" } else { TERMS[last].end };
                let established = if dice.chance(9, 10) { "yes" } else { "no" };
                let id = format!("p{:07}", self.postings);
                let teacher = format!("t{:07}", self.postings);
                let ways = [[member.id.as_str(), community.lead()], [community.lead(), &member.id]];
                let [from, to] = ways[usize::from(kind == "support_teach")];
                self.book.postings.row(&[&id, &teacher, kind, from, to, start, end, rank, established, ""])?;
            }
        }
        Ok(())
    }

    fn small_tables(&mut self, community: &Community, dice: &mut Dice) -> io::Result<()> {
        let alliance = community.id.as_str();
        for number in 0..dice.between(1, 3) {
            let theme = *dice.pick(&["quality_action", "quality_action", "other"]);
            let level = *dice.pick(&["school", "district", "city", "city", "province", "national"]);
            let first = dice.index(3) + 1;
            let approved = self.day(dice, first);
            let concluded = if dice.chance(1, 5) { "" } else { self.day(dice, first + 2) };
            self.book.projects.row(&[&format!("{alliance}-k{number}"), alliance, theme, level, approved, concluded])?;
        }
        for number in 0..dice.between(3, 6) {
            let first = dice.index(4);
            let start = if dice.chance(1, 2) { "2019-10-08" } else { TERMS[first].start };
            let end = if dice.chance(2, 3) { "" } else { TERMS[first + dice.index(3)].end };
            // Now and then a second spell of the same person.
            let person = format!("{alliance}-y{}", number - u32::from(number > 0 && dice.chance(1, 6)));
            let id = format!("{alliance}-r{number}");
            self.book.resident_researchers.row(&[&id, alliance, &person, start, end])?;
        }
        Ok(())
    }
}
