//! The register of campuses, the leading groups and the subject groups, and who sits on them.

use std::io;

use super::book::Papers;
use super::dice::Dice;
use super::people::person;
use super::places::{ALLIANCES, Alliance, SUBJECTS};

/// Village schools and teaching points: name, kind, the school they belong to, and the community that the register names if it is not
/// that school's.
const VILLAGE: [(&str, &str, &str, &str); 9] = [
    ("西坞小学尚桥教学点", "teaching_point", "xiwu", ""),
    ("莼湖小学南岙村完小", "village_school", "chunhu", ""),
    ("莼湖小学东溪教学点", "teaching_point", "chunhu", ""),
    ("裘村镇校海沿教学点", "teaching_point", "qiucun", ""),
    ("萧王庙小学前山村完小", "village_school", "xiaowangmiao", ""),
    ("尚田小学后山村完小", "village_school", "shangtian", ""),
    ("大堰学校上坪教学点", "teaching_point", "dayan", "shiyan-alliance"),
    ("溪口镇校岭下村完小", "village_school", "xikou", ""),
    ("溪口镇校石门教学点", "teaching_point", "xikou", ""),
];
/// A school that was forgotten when the communities were formed.
const FORGOTTEN: &str = "新芽民工子弟小学";
/// The community in whose list the first two schools were entered the wrong way round.
const TURNED: usize = 2;

/// Days on which leading groups were founded: the second on the last day in time, the third a day late, the fourth a day early.
const FOUNDED: [&str; 5] = ["2019-10-18", "2019-12-30", "2019-12-31", "2019-09-30", "2019-11-05"];
/// Subject groups that were never set up: community, subject.
const NO_GROUP: [(usize, &str); 2] = [(1, "it"), (3, "it")];
/// Schools without anybody in a group: community, subject, school.
const NOBODY: [(usize, &str, &str); 4] = [(1, "english", "songao"), (3, "art", "dayan"), (3, "art", "qiuzhen"), (4, "science", "banxi")];
/// Groups whose leader is a backbone teacher, or somebody whose tier nobody wrote down.
const BACKBONE: [(usize, &str); 5] = [(0, "music"), (1, "art"), (2, "it"), (3, "music"), (4, "moral")];
const NO_TIER: (usize, &str) = (2, "pe");

/// Writes the register, the groups and their seats.
pub(super) fn write(papers: &mut Papers, seed: u64) -> io::Result<()> {
    campuses(papers)?;
    let mut seats = Seats { papers, dice: Dice::new(seed), count: 0 };
    for (index, alliance) in ALLIANCES.iter().enumerate() {
        seats.leading_group(index, alliance)?;
        seats.subject_groups(index, alliance)?;
    }
    Ok(())
}

fn campuses(papers: &mut Papers) -> io::Result<()> {
    let mut count = 0;
    let mut id = || {
        count += 1;
        format!("C{count:02}")
    };
    for (index, alliance) in ALLIANCES.iter().enumerate() {
        for (place, school) in alliance.schools.iter().enumerate() {
            let order = match place {
                0 | 1 if index == TURNED => 2 - place,
                _ => place + 1,
            };
            papers.campuses.row(&[&id(), school.name, "school", &order.to_string(), school.id, alliance.id])?;
        }
    }
    for (name, kind, school, otherwise) in VILLAGE {
        let of_school = ALLIANCES.iter().find(|alliance| alliance.schools.iter().any(|one| one.id == school)).map_or("", |alliance| alliance.id);
        let alliance = if otherwise.is_empty() { of_school } else { otherwise };
        papers.campuses.row(&[&id(), name, kind, "", school, alliance])?;
    }
    papers.campuses.row(&[&id(), FORGOTTEN, "school", "", "", ""])
}

/// Writes seats, numbered.
struct Seats<'p> {
    papers: &'p mut Papers,
    dice: Dice,
    count: usize,
}

impl Seats<'_> {
    fn seat(&mut self, body: &str, school: &str, seat: &str, post: &str, tier: &str) -> io::Result<()> {
        self.count += 1;
        let id = format!("S{:03}", self.count);
        let person = person(&mut self.dice, post);
        self.papers.seats.row(&[&id, body, &person, school, seat, post, tier])
    }

    /// The lead's principal heads the group, except for one; one lacks a member's principal, one has a deputy more, one no member of a school.
    fn leading_group(&mut self, index: usize, alliance: &Alliance) -> io::Result<()> {
        let body = format!("L{}", index + 1);
        self.papers.bodies.row(&[&body, "leading_group", alliance.id, "", FOUNDED[index], ""])?;
        let lead = alliance.lead().id;
        let head = if index == 1 { "vice_principal" } else { "principal" };
        self.seat(&body, lead, "head", head, "")?;
        self.seat(&body, lead, "deputy", "teaching_vice", "")?;
        for member in alliance.members().iter().filter(|member| member.id != "chenglong") {
            self.seat(&body, member.id, "deputy", "principal", "")?;
        }
        if index == 4 {
            self.seat(&body, lead, "deputy", "middle", "")?;
        }
        for school in alliance.schools.iter().filter(|school| school.id != "yucai") {
            self.seat(&body, school.id, "member", "middle", "")?;
        }
        Ok(())
    }

    fn subject_groups(&mut self, index: usize, alliance: &Alliance) -> io::Result<()> {
        for [subject, ..] in SUBJECTS {
            if NO_GROUP.contains(&(index, subject)) {
                continue;
            }
            let body = format!("G{}-{subject}", index + 1);
            let appointed_by = match (index, subject) {
                (4, "pe") | (3, "moral") => "school",
                (2, "music") => "",
                _ => "researcher",
            };
            self.papers.bodies.row(&[&body, "subject_group", alliance.id, subject, "2019-11-15", appointed_by])?;
            for (place, school) in alliance.schools.iter().enumerate() {
                if NOBODY.contains(&(index, subject, school.id)) {
                    continue;
                }
                let (seat, tier) = match place {
                    0 if NO_TIER == (index, subject) => ("head", ""),
                    0 if BACKBONE.contains(&(index, subject)) => ("head", "backbone"),
                    0 => ("head", "distinguished"),
                    _ => ("member", *self.dice.pick(&["ordinary", "backbone", "backbone", "distinguished"])),
                };
                self.seat(&body, school.id, seat, "teacher", tier)?;
            }
        }
        Ok(())
    }
}
