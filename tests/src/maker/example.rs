//! The example book, table by table.

use std::io;
use std::path::Path;

use super::activity::Scratch;
use super::book::{Book, Papers, example_columns};
use super::calendar::{Calendar, TERM_COUNT, TERMS, day};
use super::dice::Dice;
use super::ledger::Ledger;
use super::places::{ALLIANCES, DISTRICT, OTHER_DISTRICT, WEAK};
use super::{alliance, blemish, bodies, bureau, details, further, lead, member, papers, plan, posting};

/// Sets the stream of chance of the postings apart from that of the activities.
const POSTINGS: u64 = 0x7075;
/// The same for what only the requirements beside the counted ones read.
const DETAILS: u64 = 0x6465;
const FURTHER: u64 = 0x6675;
const BODIES: u64 = 0x626f;
const DOCUMENTS: u64 = 0x646f;
const FIGURES: u64 = 0x6669;
/// The school that has handed in nothing since the end of autumn 2020.
const LATE_SCHOOL: &str = "eryi";
/// The community that has not handed in its projects after the end of its last full term.
const LATE_ALLIANCE: &str = "jujing-alliance";

/// The last day for which anything is handed in: the day after the full assessment.
const LAST_DAY: &str = "2022-12-31";

/// Writes the example record book into the folder `dir`, the same bytes for the same `seed`.
/// Returns the number of rows of all tables.
pub fn write_example(dir: &Path, seed: u64) -> io::Result<u64> {
    let calendar = Calendar::new();
    let mut book = Book::create(dir, example_columns)?;
    let mut papers = Papers::create(dir, |_| &[])?;
    book.calendar(|term| TERMS[term].closed)?;
    standing(&mut book)?;
    activities(&mut book, &calendar, seed)?;
    postings(&mut book, &calendar, seed)?;
    small_tables(&mut book)?;
    bodies::write(&mut papers, seed ^ BODIES)?;
    papers::write(&mut papers, seed ^ DOCUMENTS)?;
    bureau::write(&mut papers, seed ^ FIGURES)?;
    submissions(&mut book, &calendar)?;
    Ok(book.finish()? + papers.finish()?)
}

fn standing(book: &mut Book) -> io::Result<()> {
    book.districts.row(&DISTRICT)?;
    book.districts.row(&OTHER_DISTRICT)?;
    for alliance in &ALLIANCES {
        book.alliances.row(&[alliance.id, alliance.name, "edu_community", DISTRICT[0]])?;
        for (index, school) in alliance.schools.iter().enumerate() {
            let role = if index == 0 { "lead" } else { "member" };
            let teachers = school.teachers.to_string();
            let teachers = if school.id == blemish::NO_TEACHERS { "" } else { &teachers };
            let weak = if WEAK.contains(&school.id) { "yes" } else { "no" };
            let cells = [school.id, school.name, alliance.id, role, DISTRICT[0], school.stage, teachers, weak];
            book.schools.row(&cells)?;
            for subject in school.weak {
                book.weak_subjects.row(&[&format!("{}-{subject}", school.id), school.id, subject])?;
            }
        }
    }
    Ok(())
}

fn activities(book: &mut Book, calendar: &Calendar, seed: u64) -> io::Result<()> {
    let mut ledger = Ledger::new(calendar, seed);
    for term in 0..TERM_COUNT {
        for (index, alliance) in ALLIANCES.iter().enumerate() {
            lead::fill(&mut ledger, index, alliance, term);
            alliance::fill(&mut ledger, index, alliance, term);
            for member in alliance.members() {
                member::fill(&mut ledger, alliance, member, term);
            }
        }
    }
    alliance::fill_dated(&mut ledger);
    let mut activities = ledger.activities;
    let mut later = Ledger::new(calendar, seed ^ FURTHER);
    further::fill(&mut later, &activities);
    let mut later = later.activities;
    blemish::spoil(&mut activities);
    activities.sort_by_key(|activity| activity.date);
    later.sort_by_key(|activity| activity.date);
    activities.append(&mut later);
    details::fill(&mut activities, calendar, &mut Dice::new(seed ^ DETAILS));
    let twice = activities.iter().position(blemish::twice);
    let mut scratch = Scratch::default();
    for (index, activity) in activities.iter().enumerate() {
        let id = format!("H{:05}", index + 1);
        activity.write(&id, &mut book.activities, &mut scratch)?;
        if Some(index) == twice {
            activity.write(&id, &mut book.activities, &mut scratch)?;
        }
    }
    Ok(())
}

fn postings(book: &mut Book, calendar: &Calendar, seed: u64) -> io::Result<()> {
    for (index, p) in posting::all(calendar, seed ^ POSTINGS).iter().enumerate() {
        let established = if p.established { "yes" } else { "no" };
        let id = format!("P{:04}", index + 1);
        let cells = [&id, &p.teacher, p.kind, p.from, p.to, p.start, p.end, p.rank, established, &p.mentor];
        book.postings.row(&cells)?;
    }
    Ok(())
}

fn small_tables(book: &mut Book) -> io::Result<()> {
    for (index, (alliance, theme, level, approved, concluded)) in plan::PROJECTS.iter().enumerate() {
        let id = format!("K{:02}", index + 1);
        book.projects.row(&[&id, ALLIANCES[*alliance].id, theme, level, approved, concluded])?;
    }
    for (index, (alliance, person, start, end)) in plan::RESEARCHERS.iter().enumerate() {
        let id = format!("R{:02}", index + 1);
        book.resident_researchers.row(&[&id, ALLIANCES[*alliance].id, person, start, end])?;
    }
    Ok(())
}

/// Communities hand in what they do together, schools their postings, at the end of every term but
/// the last. What is handed in reaches to the day before the next term.
fn submissions(book: &mut Book, calendar: &Calendar) -> io::Result<()> {
    for next in &TERMS[1..] {
        let through = calendar.text_after(day(next.start), -1);
        for alliance in &ALLIANCES {
            for table in ["activities", "projects", "resident_researchers"] {
                book.submissions.row(&[table, alliance.id, through])?;
            }
            for school in alliance.schools {
                if school.id != LATE_SCHOOL || next.start < "2021-03-01" {
                    book.submissions.row(&["postings", school.id, through])?;
                }
            }
        }
    }
    // The bureau hands in what it keeps itself, communities the papers, and all is looked at once more at the end of the round.
    let kept = ["alliances", "schools", "subjects", "campuses", "bodies", "seats", "decisions", "attestations", "figures"];
    let through = TERMS[1..].iter().map(|next| calendar.text_after(day(next.start), -1)).chain([LAST_DAY]);
    for through in through {
        for table in kept {
            book.submissions.row(&[table, DISTRICT[0], through])?;
        }
        book.submissions.row(&["alliances", OTHER_DISTRICT[0], through])?;
        for alliance in &ALLIANCES {
            for table in ["documents", "plan_items"] {
                book.submissions.row(&[table, alliance.id, through])?;
            }
        }
    }
    for alliance in &ALLIANCES {
        book.submissions.row(&["activities", alliance.id, LAST_DAY])?;
    }
    // Projects are looked at once more when the policy ends.
    for alliance in ALLIANCES.iter().filter(|alliance| alliance.id != LATE_ALLIANCE) {
        book.submissions.row(&["projects", alliance.id, "2022-12-01"])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::maker::write_scaled;

    fn bytes(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
        let files = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
        let tables = files.filter(|path| path.extension().is_some_and(|ending| ending == "csv"));
        let mut tables: Vec<_> = tables.map(|path| (path.strip_prefix(dir).unwrap().to_owned(), fs::read(&path).unwrap())).collect();
        tables.sort();
        tables
    }

    fn made(name: &str, write: impl Fn(&Path) -> io::Result<u64>) -> Vec<(PathBuf, Vec<u8>)> {
        let dir = std::env::temp_dir().join(format!("dudao-maker-{name}-{}", std::process::id()));
        write(&dir).unwrap();
        let made = bytes(&dir);
        fs::remove_dir_all(&dir).unwrap();
        made
    }

    #[test]
    fn the_example_that_is_kept_is_the_one_that_is_made() {
        let kept = bytes(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data/fenghua-2019")));
        let made = made("kept", |dir| write_example(dir, 2019));
        // Not `assert_eq`, which would print both books.
        assert!(kept == made, "write it again with make-data");
    }

    #[test]
    fn a_seed_gives_the_same_bytes_and_another_seed_other_ones() {
        let [first, second, third] = [("a", 1), ("b", 1), ("c", 2)].map(|(name, seed)| made(name, |dir| write_scaled(dir, 2, seed)));
        assert!(first == second);
        assert!(first != third);
    }

    #[test]
    fn a_larger_book_begins_with_the_smaller_one() {
        let [small, large] = [("d", 2), ("e", 3)].map(|(name, size)| made(name, |dir| write_scaled(dir, size, 1)));
        assert!(small.iter().zip(&large).all(|(small, large)| large.1.starts_with(&small.1)));
    }

    /// One slip of each sort, where `blemish.rs` says that it makes a difference.
    #[test]
    fn the_example_has_its_five_slips() {
        let tables = made("slips", |dir| write_example(dir, 2019));
        let text = |name: &str| {
            let (_, bytes) = tables.iter().find(|(path, _)| path == Path::new(name)).unwrap();
            String::from_utf8(bytes.clone()).unwrap()
        };
        let activities = text("activities.csv");
        let count = |holds: &dyn Fn(&[&str]) -> bool| activities.lines().filter(|line| holds(&line.split(',').collect::<Vec<_>>())).count();
        assert_eq!(count(&|cells| cells[2] == "2021-02-30"), 1);
        assert_eq!(count(&|cells| cells[4] == "jinxii"), 1);
        assert_eq!(count(&|cells| cells[1] == "study_trip" && cells[10].is_empty()), 1);
        let mut lines: Vec<&str> = activities.lines().collect();
        let all = lines.len();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(all - lines.len(), 1);
        assert_eq!(text("schools.csv").lines().filter(|line| line.split(',').nth(6) == Some("")).count(), 1);
    }
}
