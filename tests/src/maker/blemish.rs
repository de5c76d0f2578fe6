//! The slips that a real bureau's tables have. There are five, each where it makes a difference to an answer.

use super::activity::Activity;
use super::calendar::TERMS;
use super::member::TRIP_WITHOUT_NUMBER;

/// The school whose number of teachers was left blank: none of its study trips can be told to be large enough.
pub(super) const NO_TEACHERS: &str = "nuode";
/// A date that does not exist, in place of that of a lecture.
pub(super) const IMPOSSIBLE_DATE: &str = "2021-02-30";
/// A slip of the pen for `jinxi`.
const DANGLING_HOST: &str = "jinxii";

/// Puts the slips of the table of activities into it.
///
/// - A study trip has no number of people; the school has three trips, the least required.
/// - A demonstration lesson has a host that does not exist; with it the lead has fifteen, the least required.
/// - A lecture has an impossible date; with it the lead has three, the least required.
///
/// The row that is entered twice is [`twice`].
pub(super) fn spoil(activities: &mut [Activity<'_>]) {
    let (school, term) = TRIP_WITHOUT_NUMBER;
    let trip = |a: &Activity<'_>| a.kind == "study_trip" && a.participants == [school] && in_term(a, term);
    if let Some(found) = activities.iter_mut().find(|a| trip(a)) {
        found.headcount = None;
    }
    let lesson = |a: &Activity<'_>| presented(a, "demo_lesson", "jinping", 3) && a.host == "jinxi";
    if let Some(found) = activities.iter_mut().find(|a| lesson(a)) {
        found.host = DANGLING_HOST;
    }
    if let Some(found) = activities.iter_mut().find(|a| presented(a, "lecture", "jujing", 3)) {
        found.date = IMPOSSIBLE_DATE;
    }
}

/// Whether the activity is the one whose row is entered twice: one of two lectures, where three are required.
pub(super) fn twice(activity: &Activity<'_>) -> bool {
    presented(activity, "lecture", "longjin", 2)
}

fn presented(activity: &Activity<'_>, kind: &str, presenter: &str, term: usize) -> bool {
    activity.kind == kind && activity.presenter == presenter && in_term(activity, term)
}

fn in_term(activity: &Activity<'_>, term: usize) -> bool {
    (TERMS[term].start..=TERMS[term].end).contains(&activity.date)
}
