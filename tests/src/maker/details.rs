//! The cells of activities that only the requirements beside the counted ones read: filings, tiers of people, who came.

use super::activity::Activity;
use super::calendar::{Calendar, TERMS, day};
use super::dice::Dice;

/// Filings that went wrong: community, term, what went wrong with one activity of it.
const SLIPS: [(&str, usize, Slip); 8] = [
    ("yuelin-alliance", 2, Slip::FiledLate),
    ("longjin-alliance", 1, Slip::NotFiled),
    ("longjin-alliance", 3, Slip::NotReviewed),
    ("longjin-alliance", 4, Slip::FiledLate),
    ("jujing-alliance", 3, Slip::SentLate),
    ("jinping-alliance", 2, Slip::NotSent),
    ("jinping-alliance", 4, Slip::NotReviewed),
    ("shiyan-alliance", 5, Slip::SentLate),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slip {
    FiledLate,
    NotFiled,
    SentLate,
    NotSent,
    NotReviewed,
}

/// Members to which only ordinary teachers came in a term.
const ORDINARY: [(&str, usize); 3] = [("dayan", 3), ("songao", 2), ("banxi", 1)];
/// Communities whose contests of a term were not the same for all, and one that did not say.
const NOT_UNIFIED: [(&str, usize); 2] = [("jinping-alliance", 2), ("longjin-alliance", 3)];
const UNIFIED_OR_NOT: (&str, usize) = ("jujing-alliance", 4);
/// Contests of one community and term at which not all three of plans, lessons and papers were judged.
const TWO_OF_THREE: (&str, usize) = ("longjin-alliance", 3);
/// Members that took no part in the exchange of materials of a term.
const NO_EXCHANGE: [(&str, usize); 6] = [("baidu", 2), ("eryi", 3), ("songao", 1), ("chenglong", 4), ("banxi", 2), ("yucai", 5)];
/// Schools that held their festivals alone.
const ALONE: [&str; 3] = ["xikou", "qiuzhen", "songao"];

/// Fills in the cells. `dice` is a stream of its own, so that nothing else changes.
pub(super) fn fill<'a>(activities: &mut [Activity<'a>], calendar: &'a Calendar, dice: &mut Dice) {
    let mut slips = SLIPS.to_vec();
    for activity in activities {
        let term = TERMS.iter().position(|term| (term.start..=term.end).contains(&activity.date)).unwrap_or(TERMS.len());
        match activity.kind {
            "joint_prep" | "joint_research" => {
                let slip = slips.iter().position(|(alliance, t, _)| (*alliance, *t) == (activity.alliance, term)).map(|index| slips.remove(index).2);
                filings(activity, slip, calendar, dice);
            }
            "lesson_delivery" => activity.grade_of_people = if dice.chance(9, 10) { "distinguished" } else { "backbone" },
            "demo_lesson" | "observe_evaluate" | "lecture" => {
                let came = if dice.chance(1, 4) { "distinguished" } else { "backbone" };
                let plain = dice.chance(1, 8) || ORDINARY.contains(&(activity.host, term));
                activity.grade_of_people = if plain { "ordinary" } else { came };
            }
            "subject_contest" if UNIFIED_OR_NOT != (activity.alliance, term) => {
                activity.unified = Some(!NOT_UNIFIED.contains(&(activity.alliance, term)));
            }
            "three_goods" => {
                activity.topics = if TWO_OF_THREE == (activity.alliance, term) { "good_plan;good_lesson" } else { "good_plan;good_lesson;good_paper" };
            }
            "resource_exchange" => activity.participants.retain(|school| !NO_EXCHANGE.contains(&(school, term))),
            "festival" if ALONE.contains(&activity.host) => activity.participants = vec![activity.host],
            _ => {}
        }
    }
}

/// Hands a plan in, has it reviewed and files the activity, in time unless there is a slip.
fn filings<'a>(activity: &mut Activity<'a>, slip: Option<Slip>, calendar: &'a Calendar, dice: &mut Dice) {
    let held = day(activity.date);
    let [sent, reviewed, filed] = [dice.between(6, 12), dice.between(3, 5), dice.between(0, 2)].map(i64::from);
    let before = |days: i64| calendar.text_after(held, -days);
    activity.plan_sent = match slip {
        Some(Slip::SentLate) => before(-2),
        Some(Slip::NotSent) => "",
        _ => before(sent),
    };
    activity.plan_reviewed = match slip {
        Some(Slip::NotReviewed | Slip::NotSent | Slip::SentLate) => "",
        _ => before(reviewed),
    };
    activity.filed = match slip {
        Some(Slip::FiledLate) => before(-3),
        Some(Slip::NotFiled) => "",
        _ => before(filed),
    };
}
