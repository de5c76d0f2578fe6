//! The example's postings: cadres exchanged, young teachers sent to the lead, and others.

use super::calendar::{Calendar, TERMS, day};
use super::dice::Dice;
use super::places::{ALLIANCES, Alliance, School, Vigour};

/// A row of the table `postings` without its id.
#[derive(Debug)]
pub(super) struct Posting<'a> {
    pub(super) teacher: String,
    pub(super) kind: &'static str,
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) start: &'a str,
    pub(super) end: &'a str,
    pub(super) rank: &'static str,
    pub(super) established: bool,
    pub(super) mentor: String,
}

/// The postings of the example while they are gathered.
#[derive(Debug)]
struct Roll<'a> {
    calendar: &'a Calendar,
    dice: Dice,
    postings: Vec<Posting<'a>>,
}

/// First and last term of each academic year that the book holds; the last year has only one.
const YEARS: [(usize, usize); 4] = [(0, 1), (2, 3), (4, 5), (6, 6)];

/// Young teachers of one community in 2020-2021, whatever the vigour of its schools: none, one, two, and three.
const YOUNG_TEACHERS: [(&str, u32); 4] = [("dayan", 0), ("qiuzhen", 1), ("shangtian", 2), ("jinxi", 3)];
/// The school that in 2020-2021 sends one young teacher, who has no established post.
const NOT_ESTABLISHED: &str = "chenglong";

/// All postings of the example, in order of their start.
pub(super) fn all(calendar: &Calendar, seed: u64) -> Vec<Posting<'_>> {
    let mut roll = Roll { calendar, dice: Dice::new(seed), postings: Vec::new() };
    for alliance in &ALLIANCES {
        for member in alliance.members() {
            for year in 0..YEARS.len() {
                roll.young_teachers(alliance, member, year);
                roll.cadres(alliance, member, year);
                roll.others(alliance, member, year);
            }
        }
    }
    let mut postings = roll.postings;
    postings.sort_by_key(|posting| posting.start);
    postings
}

impl Roll<'_> {
    fn teacher(&mut self) -> String {
        format!("T{:04}", self.dice.between(100, 1899))
    }

    /// Adds a posting from the start of one term to the end of another.
    /// One that lasts to the end of the book is still running.
    fn add(&mut self, kind: &'static str, [from, to]: [&'static School; 2], [first, last]: [usize; 2], rank: &'static str, established: bool) {
        let late = i64::from(self.dice.below(3)) * 7;
        let start = self.calendar.text_after(day(TERMS[first].start), late);
        let end = if last + 1 == TERMS.len() { "" } else { TERMS[last].end };
        let mentored = kind == "teach_at_lead" && self.dice.chance(7, 8);
        let mentor = if mentored { self.teacher() } else { String::new() };
        let teacher = self.teacher();
        let (from, to) = (from.id, to.id);
        self.postings.push(Posting { teacher, kind, from, to, start, end, rank, established, mentor });
    }

    fn young_teachers(&mut self, alliance: &'static Alliance, member: &'static School, year: usize) {
        let (first, last) = YEARS[year];
        let way = [member, alliance.lead()];
        let chosen = YOUNG_TEACHERS.iter().find(|(school, _)| *school == member.id && year == 1);
        if member.id == NOT_ESTABLISHED && year == 1 {
            return self.add("teach_at_lead", way, [first, last], "young", false);
        }
        let counts: &[u32] = match member.vigour {
            Vigour::Strong => &[1, 2, 2],
            Vigour::Steady => &[0, 1, 1, 1, 2],
            Vigour::Stretched => &[0, 0, 1],
        };
        let count = chosen.map_or_else(|| *self.dice.pick(counts), |(_, count)| *count);
        for _ in 0..count {
            // Most go for the whole year, some for a term.
            let terms = match self.dice.below(5) {
                0 if chosen.is_none() => [first, first],
                1 if chosen.is_none() => [last, last],
                _ => [first, last],
            };
            self.add("teach_at_lead", way, terms, "young", true);
        }
        // Some who go are not young.
        if chosen.is_none() && self.dice.chance(1, 8) {
            self.add("teach_at_lead", way, [first, last], "ordinary", true);
        }
    }

    fn cadres(&mut self, alliance: &'static Alliance, member: &'static School, year: usize) {
        let (first, last) = YEARS[year];
        let (part, whole) = match member.vigour {
            Vigour::Strong => (9, 10),
            Vigour::Steady => (3, 4),
            Vigour::Stretched => (1, 3),
        };
        if self.dice.chance(part, whole) {
            self.add("cadre_secondment", [member, alliance.lead()], [first, last], "middle", true);
            if self.dice.chance(1, 2) {
                self.add("cadre_secondment", [alliance.lead(), member], [first, last], "middle", true);
            }
        } else if self.dice.chance(1, 3) {
            // Sent, but not of the rank that the document asks for.
            self.add("cadre_secondment", [member, alliance.lead()], [first, last], "backbone", true);
        }
    }

    fn others(&mut self, alliance: &'static Alliance, member: &'static School, year: usize) {
        let (first, last) = YEARS[year];
        if self.dice.chance(1, 5) {
            self.add("support_teach", [alliance.lead(), member], [first, last], "backbone", true);
        }
        if self.dice.chance(1, 6) {
            let term = first + self.dice.index(last + 1 - first);
            self.add("study_at_lead", [member, alliance.lead()], [term, term], "ordinary", true);
        }
    }
}
