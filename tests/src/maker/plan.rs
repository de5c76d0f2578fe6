//! What the example is meant to show: how much each community does in each term.
//!
//! Rows are the communities in the order of `places.rs`, columns the terms 2019 autumn to 2022
//! autumn. The first and last column are terms that the book holds only part of.

use super::calendar::TERM_COUNT;

/// One value for each community and term.
type Plan<T> = [[T; TERM_COUNT]; 5];

/// Demonstration lessons that the lead school gives at members (15 are required). Autumn 2020 has 14, 15 and 16.
pub(super) const DEMO_LESSONS: Plan<u32> =
    [[9, 12, 14, 16, 17, 18, 10], [8, 15, 15, 17, 15, 16, 9], [10, 11, 16, 15, 18, 15, 8], [7, 13, 13, 15, 14, 19, 11], [12, 16, 18, 20, 21, 17, 13]];
/// Demonstration lessons that the lead gives in its own house, which do not count.
pub(super) const DEMO_LESSONS_AT_HOME: Plan<u32> =
    [[1, 0, 1, 0, 2, 0, 0], [0, 0, 0, 1, 0, 0, 1], [0, 1, 0, 0, 0, 2, 0], [1, 0, 2, 0, 1, 0, 0], [0, 0, 0, 1, 0, 0, 0]];
/// Lessons that the lead observes and evaluates at members (30 are required). Autumn 2020 has 29 and 30.
pub(super) const OBSERVED_LESSONS: Plan<u32> =
    [[18, 26, 30, 33, 31, 35, 20], [15, 31, 29, 30, 32, 30, 17], [16, 22, 25, 31, 34, 36, 18], [14, 30, 34, 28, 30, 33, 19], [20, 30, 31, 37, 38, 34, 22]];
/// Lessons that the lead observes without an evaluation. The third community's 25 in autumn 2020 would be 30 with them.
pub(super) const NOT_EVALUATED: Plan<u32> = [[2, 1, 3, 0, 2, 1, 1], [1, 0, 2, 1, 0, 2, 0], [3, 2, 5, 1, 2, 0, 1], [0, 2, 1, 3, 1, 1, 2], [1, 0, 0, 2, 0, 1, 0]];
/// Lectures of the lead (3 are required).
pub(super) const LECTURES: Plan<u32> = [[2, 3, 3, 4, 3, 4, 2], [1, 3, 2, 3, 3, 3, 2], [2, 3, 4, 3, 3, 2, 1], [1, 1, 3, 2, 4, 3, 2], [2, 3, 4, 5, 3, 4, 2]];
/// Meetings of the leadership teams (2 are required of each school).
pub(super) const LEADERSHIP_STUDIES: Plan<u32> =
    [[1, 2, 3, 3, 3, 2, 1], [1, 2, 3, 2, 3, 3, 2], [2, 2, 2, 3, 3, 3, 1], [1, 1, 3, 2, 2, 3, 1], [2, 3, 3, 3, 2, 3, 2]];
/// Lesson deliveries (1 is required).
pub(super) const LESSON_DELIVERIES: Plan<u32> =
    [[1, 1, 1, 1, 1, 2, 1], [1, 0, 1, 1, 1, 1, 1], [1, 1, 2, 1, 1, 1, 0], [0, 1, 1, 0, 1, 1, 1], [1, 1, 1, 2, 1, 2, 1]];
/// Subject contests (1 is required).
pub(super) const SUBJECT_CONTESTS: Plan<u32> =
    [[1, 0, 1, 1, 1, 1, 0], [1, 1, 1, 2, 1, 1, 1], [0, 0, 1, 1, 2, 1, 1], [1, 1, 1, 1, 0, 1, 0], [1, 1, 2, 0, 1, 1, 1]];
/// Contests of a whole grade (1 is required).
pub(super) const GRADE_CONTESTS: Plan<u32> =
    [[1, 0, 1, 1, 1, 1, 1], [0, 1, 0, 1, 1, 1, 0], [1, 0, 1, 1, 1, 2, 0], [1, 0, 1, 1, 1, 0, 1], [1, 1, 1, 1, 1, 1, 0]];
/// Days from the term's first day to each preparation before it. In time are -7 to -1; -8 is a day too early, 0 a day too late.
pub(super) const PREPARATIONS: Plan<&[i64]> = [
    [&[], &[-5], &[-8], &[-4], &[-5], &[-3], &[-4]],
    [&[], &[-3, -2], &[-7], &[-3], &[], &[-4], &[-7]],
    [&[], &[-6], &[-1], &[-9], &[-6], &[-5], &[-2]],
    [&[], &[], &[0], &[-6, -2], &[-2], &[0], &[-3]],
    [&[], &[-4], &[-5], &[-1], &[-7], &[-3, -2], &[-6]],
];
/// Days from the Monday of the middle week to each monitoring. In time are 0 to 4 (to 6 where no week is fixed).
pub(super) const MONITORINGS: Plan<&[i64]> = [
    [&[2], &[1], &[3], &[2], &[1], &[3], &[0]],
    [&[3], &[9], &[8], &[4], &[0], &[2], &[1]],
    [&[1], &[2], &[1], &[3], &[2], &[-3], &[3]],
    [&[4], &[], &[4], &[7], &[3], &[1], &[2]],
    [&[0, 1], &[3], &[2], &[1, 2], &[4], &[2], &[]],
];

/// Contests of classroom teaching, one required a calendar year: community, date.
pub(super) const CLASSROOM_CONTESTS: [(usize, &str); 14] = [
    (0, "2020-11-20"),
    (0, "2021-05-14"),
    (0, "2022-10-21"),
    (1, "2020-10-29"),
    (1, "2021-11-18"),
    (1, "2022-05-12"),
    (2, "2019-12-12"),
    (2, "2021-06-04"),
    (2, "2022-04-28"),
    (3, "2020-06-12"),
    (3, "2021-10-27"),
    (4, "2020-12-03"),
    (4, "2021-04-22"),
    (4, "2022-04-21"),
];
/// Course shows, one required an academic year and open to the district: community, date, scope.
pub(super) const COURSE_SHOWS: [(usize, &str, &str); 11] = [
    (0, "2020-12-10", "district"),
    (0, "2021-12-09", "district"),
    (1, "2021-04-15", "alliance"),
    (1, "2022-04-14", "district"),
    (2, "2020-05-21", "district"),
    (2, "2021-05-20", "district"),
    (2, "2022-05-26", "alliance"),
    (3, "2022-05-19", "district"),
    (4, "2020-11-26", "district"),
    (4, "2021-06-03", "district"),
    (4, "2021-11-25", "district"),
];
/// Projects: community, theme, level, approved, concluded (empty: not yet).
pub(super) const PROJECTS: [(usize, &str, &str, &str, &str); 10] = [
    (0, "quality_action", "city", "2020-03-20", "2021-06-18"),
    (0, "other", "province", "2020-05-11", "2021-12-20"),
    (1, "quality_action", "district", "2020-04-10", "2021-05-28"),
    (1, "quality_action", "city", "2020-09-25", "2022-06-24"),
    (2, "quality_action", "city", "2020-06-15", ""),
    (2, "quality_action", "school", "2020-03-02", "2020-12-25"),
    (3, "quality_action", "district", "2020-03-27", "2022-05-20"),
    (3, "other", "city", "2020-10-16", "2022-03-18"),
    (4, "quality_action", "province", "2020-05-08", "2022-09-23"),
    (4, "quality_action", "district", "2020-11-06", "2021-11-12"),
];
/// Resident researchers, 2 to 3 required: community, person, start, end (empty: still there).
pub(super) const RESEARCHERS: [(usize, &str, &str, &str); 19] = [
    (0, "Y01", "2019-10-08", ""),
    (0, "Y02", "2019-10-08", ""),
    (0, "Y03", "2019-10-08", "2022-06-30"),
    (1, "Y04", "2019-10-08", ""),
    (1, "Y05", "2019-10-08", "2020-12-31"),
    // Comes only after the autumn term of 2020 has ended.
    (1, "Y06", "2021-03-01", ""),
    (2, "Y07", "2019-10-08", ""),
    (2, "Y08", "2020-09-01", "2022-01-21"),
    (2, "Y09", "2022-03-01", ""),
    (3, "Y10", "2019-10-08", "2021-06-30"),
    (3, "Y11", "2019-10-08", ""),
    (3, "Y12", "2020-02-24", ""),
    // A fourth from autumn 2020 on: more than the document speaks of.
    (3, "Y13", "2020-09-01", "2022-06-30"),
    (4, "Y14", "2019-10-08", "2021-01-22"),
    // The same person once more: two spells, one researcher.
    (4, "Y14", "2020-12-01", ""),
    (4, "Y15", "2019-10-08", "2020-06-29"),
    (4, "Y16", "2020-09-01", ""),
    (4, "Y17", "2021-09-13", ""),
    (2, "Y18", "2021-02-22", "2021-06-29"),
];
