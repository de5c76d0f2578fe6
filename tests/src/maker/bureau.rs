//! What the bureau did, confirmed and counted: inspections, assessments, decisions, yes or no, figures.

use std::io;

use super::book::Papers;
use super::dice::Dice;
use super::places::{ALLIANCES, DISTRICT, Vigour};

/// Decisions about communities and schools: kind, community, school (empty: the community as a whole), day.
///
/// The third was never visited unannounced in 2020, the last never inspected at a set time in 2021, the fourth not assessed in 2020; the full
/// assessment of 2022 began on its first day, and ended a day too late.
const DECISIONS: [(&str, usize, &str, &str); 47] = [
    ("regular_check", 0, "", "2020-06-16"),
    ("regular_check", 1, "", "2020-06-17"),
    ("regular_check", 2, "", "2020-06-18"),
    ("regular_check", 3, "", "2020-06-23"),
    ("regular_check", 4, "", "2020-06-24"),
    ("irregular_check", 0, "xiwu", "2020-10-20"),
    ("irregular_check", 1, "qiucun", "2020-10-27"),
    ("irregular_check", 3, "dayan", "2020-11-10"),
    ("irregular_check", 4, "", "2020-12-08"),
    ("assess_unit", 0, "", "2020-12-15"),
    ("assess_unit", 1, "", "2020-12-16"),
    ("assess_unit", 2, "", "2020-12-17"),
    ("assess_unit", 4, "", "2020-12-18"),
    ("commend", 0, "", "2020-12-28"),
    ("commend", 2, "jiangkou", "2020-12-28"),
    ("notify", 1, "songao", "2020-12-28"),
    ("reward", 0, "", "2021-01-15"),
    ("reward", 4, "", "2021-01-15"),
    ("irregular_check", 2, "nanpu", "2021-03-23"),
    ("regular_check", 0, "", "2021-06-08"),
    ("regular_check", 1, "", "2021-06-09"),
    ("regular_check", 2, "", "2021-06-10"),
    ("regular_check", 3, "", "2021-06-15"),
    ("irregular_check", 0, "", "2021-09-28"),
    ("irregular_check", 1, "songao", "2021-10-12"),
    ("irregular_check", 3, "chenglong", "2021-10-19"),
    ("irregular_check", 4, "nuode", "2021-11-16"),
    ("account", 3, "chenglong", "2021-11-30"),
    ("assess_unit", 0, "", "2021-12-14"),
    ("assess_unit", 1, "", "2021-12-15"),
    ("assess_unit", 2, "", "2021-12-16"),
    ("assess_unit", 3, "", "2021-12-17"),
    ("assess_unit", 4, "", "2021-12-17"),
    ("commend", 4, "", "2021-12-28"),
    ("notify", 3, "chenglong", "2021-12-28"),
    ("reward", 4, "", "2022-01-14"),
    ("reward", 2, "", "2022-01-14"),
    ("regular_check", 0, "", "2022-06-07"),
    ("regular_check", 1, "", "2022-06-08"),
    ("regular_check", 2, "", "2022-06-09"),
    ("regular_check", 3, "", "2022-06-14"),
    ("regular_check", 4, "", "2022-06-15"),
    ("full_assessment", 0, "", "2022-12-01"),
    ("full_assessment", 1, "", "2022-12-08"),
    ("full_assessment", 2, "", "2022-12-15"),
    ("full_assessment", 3, "", "2022-12-30"),
    ("full_assessment", 4, "", "2022-12-31"),
];

/// Whether communities take part in the action research, the last of which nobody has confirmed.
const ACTION_RESEARCH: [&str; 5] = ["yes", "yes", "yes", "no", ""];
const OUTCOMES: [&str; 4] = ["better_management", "better_teachers", "better_weak_subjects", "lasting_mechanism"];
const STANDARDS: [&str; 4] = ["philosophy", "rules_complete", "conduct", "daily"];
/// Whether the district was at an upper-middle level in the province. Nobody has said so yet of the last year.
const UPPER_MIDDLE: [(&str, &str); 3] = [("no", "2020-07-10"), ("no", "2021-07-09"), ("yes", "2022-07-08")];
/// Terms whose contests were looked at: the day on which it was confirmed.
const CONTESTS_SEEN: [&str; 5] = ["2020-06-29", "2021-01-21", "2021-06-29", "2022-01-20", "2022-06-29"];
/// The last day of the years in which schools are told what counts in their evaluation.
const EVALUATED: [(&str, &str); 2] = [("2020-2021", "2021-07-08"), ("2021-2022", "2022-07-07")];

/// Writes decisions, confirmations and figures.
pub(super) fn write(papers: &mut Papers, seed: u64) -> io::Result<()> {
    for (index, (kind, alliance, school, date)) in DECISIONS.iter().enumerate() {
        let id = format!("Q{:02}", index + 1);
        papers.decisions.row(&[&id, kind, school, ALLIANCES[*alliance].id, DISTRICT[0], date])?;
    }
    attestations(papers)?;
    figures(papers, &mut Dice::new(seed))
}

/// Adds the answer of somebody who confirms things; an empty answer is none at all.
fn attest(papers: &mut Papers, count: &mut usize, item: &str, [school, alliance, district]: [&str; 3], answer: &str, date: &str) -> io::Result<()> {
    if answer.is_empty() {
        return Ok(());
    }
    *count += 1;
    papers.attestations.row(&[&format!("A{count:03}"), item, school, alliance, district, answer, date])
}

fn attestations(papers: &mut Papers) -> io::Result<()> {
    let mut count = 0;
    for (answer, date) in UPPER_MIDDLE {
        attest(papers, &mut count, "upper_middle", ["", "", DISTRICT[0]], answer, date)?;
    }
    for (index, alliance) in ALLIANCES.iter().enumerate() {
        let of_alliance = ["", alliance.id, ""];
        attest(papers, &mut count, "capital_normal_project", of_alliance, ACTION_RESEARCH[index], "2021-12-24")?;
        for item in OUTCOMES {
            let answer = match (index, item) {
                (1, "better_weak_subjects") | (3, "better_management") => "no",
                (2, "lasting_mechanism") => "",
                _ => "yes",
            };
            attest(papers, &mut count, item, of_alliance, answer, "2022-12-20")?;
        }
        for (term, date) in CONTESTS_SEEN.into_iter().enumerate() {
            let answer = match (index, term) {
                (3, 1) | (1, 2) => "no",
                (1, 4) => "",
                _ => "yes",
            };
            attest(papers, &mut count, "contest_orientation", of_alliance, answer, date)?;
        }
        for school in alliance.schools {
            let of_school = [school.id, "", ""];
            for item in STANDARDS {
                let answer = match (school.id, item) {
                    ("eryi", _) | ("songao", "conduct") => "",
                    ("baidu", "daily") | ("chenglong", "rules_complete") => "no",
                    _ => "yes",
                };
                attest(papers, &mut count, item, of_school, answer, "2022-11-25")?;
            }
            for (year, date) in EVALUATED {
                let answer = match (school.id, year) {
                    ("nuode", _) => "no",
                    ("qiuzhen" | "banxi", "2021-2022") => "",
                    _ => "yes",
                };
                attest(papers, &mut count, "bundled_included", of_school, answer, date)?;
            }
        }
    }
    Ok(())
}

fn figures(papers: &mut Papers, dice: &mut Dice) -> io::Result<()> {
    let mut count = 0;
    let mut figure = |item: &str, school: &str, district: &str, year: &str, value: &str| {
        count += 1;
        papers.figures.row(&[&format!("F{count:02}"), item, school, district, year, value])
    };
    figure("provincial_percentile", "", DISTRICT[0], "2020-2021", "46")?;
    figure("provincial_percentile", "", DISTRICT[0], "2021-2022", "57.5")?;
    for school in ALLIANCES.iter().flat_map(|alliance| alliance.schools) {
        for (year, _) in EVALUATED {
            let thousands = match school.vigour {
                Vigour::Strong => dice.between(20, 60),
                Vigour::Steady => dice.between(8, 30),
                Vigour::Stretched => dice.between(2, 8),
            };
            let value = match (school.id, year) {
                ("baidu", "2020-2021") | ("songao", "2021-2022") => "0".to_string(),
                ("dayan", "2021-2022") => String::new(),
                _ => (thousands * 1000).to_string(),
            };
            figure("school_funds", school.id, "", year, &value)?;
        }
    }
    Ok(())
}
