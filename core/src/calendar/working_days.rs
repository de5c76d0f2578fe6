//! Which days are working days 工作日, and counting in them.

use super::holidays::{notice_year, span_of_notice_year};
use super::{Day, Holiday, HolidayKind, Span};
use crate::ordered::Ordered;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Working days 工作日: Monday to Friday but for holidays, and the weekend days that are worked in exchange 调休.
///
/// A day is known only where the notice that settles it is: the shipped calendar knows the days from 2006-12-25 to 24 December of the last year whose
/// notice it has. Beyond, even a plain Wednesday may turn out to be off, so every answer that needs such a day is `None`: unknown.
///
/// ```
/// use dudao::{Day, WorkingDays};
///
/// let calendar = WorkingDays::shipped();
/// let day = |text| Day::parse(text).unwrap();
/// // Told on the Friday before National Day, to be put right in five working days: the Sunday is worked, and the seven days off do not count.
/// assert_eq!(calendar.plus(day("2024-09-27"), 5), Some(day("2024-10-10")));
/// assert_eq!(calendar.between(day("2024-09-27"), day("2024-10-10")), Some(5));
/// assert_eq!(calendar.is_working(day("2024-09-29")), Some(true));
/// assert_eq!(calendar.is_working(day("2199-01-02")), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingDays {
    /// The known working days, in order.
    days: Vec<Day>,
    /// The stretches of known days, in order, with unknown days between them.
    known: Vec<Span>,
}

impl WorkingDays {
    /// By the shipped notices alone.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<WorkingDays> = LazyLock::new(|| WorkingDays::with([]));
        &SHIPPED
    }

    /// By the rows of a table `holidays`, and by the shipped notices for the years of which it says nothing.
    ///
    /// A year of which the table has a row rests on the table alone, so it must list that year in full. As in the notices, the week from 25 December
    /// goes with the year that it leads to. A row without a kind (its cell cannot be read), or rows of one day that differ, leave that day unknown.
    pub fn with(rows: impl IntoIterator<Item = (Day, Option<HolidayKind>)>) -> Self {
        let shipped = by_year(Holiday::shipped().iter().flat_map(|holiday| holiday.days().map(|day| (day, Some(holiday.kind)))));
        let years: Ordered<_, _> = shipped.into_iter().chain(by_year(rows)).collect();
        let mut calendar = Self { days: Vec::new(), known: Vec::new() };
        for (year, rows) in years {
            let Some(Span { first, last: Some(last) }) = span_of_notice_year(year) else { continue };
            for day in (first.number()..=last.number()).map(Day::from_number) {
                match rows.get(&day) {
                    None => calendar.push(day, !day.is_weekend()),
                    Some(Some(kind)) => calendar.push(day, *kind == HolidayKind::MakeUpWorkday),
                    Some(None) => {}
                }
            }
        }
        calendar
    }

    /// Adds a known day, later than all before.
    fn push(&mut self, day: Day, working: bool) {
        match self.known.last_mut() {
            Some(span) if span.last == Some(day.plus(-1)) => span.last = Some(day),
            _ => self.known.push(Span::new(day, day)),
        }
        if working {
            self.days.push(day);
        }
    }

    /// The stretches of days that are known, in order.
    pub fn known(&self) -> &[Span] {
        &self.known
    }

    /// Whether it is a working day.
    pub fn is_working(&self, day: Day) -> Option<bool> {
        self.knows(day, day).then(|| self.days.binary_search(&day).is_ok())
    }

    /// The `count`-th working day after a day (T+n), or before it if `count` is negative.
    ///
    /// The day itself is never counted: the next working day after it is the first, whether the day is a working day or not. So 1 gives the next
    /// working day, -1 the previous, and 0 the day itself, whatever day it is.
    pub fn plus(&self, day: Day, count: i32) -> Option<Day> {
        let distance = usize::try_from(count.unsigned_abs()).ok()?;
        match count {
            0 => Some(day),
            1.. => {
                let last = *self.days.get((self.through(day) + distance).checked_sub(1)?)?;
                self.knows(day.plus(1), last).then_some(last)
            }
            _ => {
                let first = *self.days.get(self.through(day.plus(-1)).checked_sub(distance)?)?;
                self.knows(first, day.plus(-1)).then_some(first)
            }
        }
    }

    /// How many working days lie after `from` up to and with `to`; negative where `to` is the earlier.
    ///
    /// So `between(day, plus(day, n))` is `n` for every `n` that is not negative, and from a working day for every `n`.
    pub fn between(&self, from: Day, to: Day) -> Option<i32> {
        if from == to {
            return Some(0);
        }
        if to < from {
            return self.between(to, from).map(|count| -count);
        }
        let count = i32::try_from(self.through(to) - self.through(from)).ok()?;
        self.knows(from.plus(1), to).then_some(count)
    }

    /// How many known working days there are up to and with a day.
    fn through(&self, day: Day) -> usize {
        self.days.partition_point(|working| *working <= day)
    }

    /// Whether every day from one to another is known.
    fn knows(&self, first: Day, last: Day) -> bool {
        let begun = self.known.partition_point(|span| span.first <= first);
        begun.checked_sub(1).and_then(|index| self.known.get(index)).is_some_and(|span| span.encloses(&Span::new(first, last)))
    }
}

/// What is said of each day, by the year whose notice settles it.
fn by_year(rows: impl IntoIterator<Item = (Day, Option<HolidayKind>)>) -> Ordered<i32, FxHashMap<Day, Option<HolidayKind>>> {
    let mut years: Ordered<i32, FxHashMap<_, _>> = Ordered::default();
    for (day, kind) in rows {
        let said = years.or_default(notice_year(day)).entry(day).or_insert(kind);
        if *said != kind {
            *said = None;
        }
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFF: Option<HolidayKind> = Some(HolidayKind::Holiday);
    const WORKED: Option<HolidayKind> = Some(HolidayKind::MakeUpWorkday);

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn shipped_span() -> Span {
        let [span] = WorkingDays::shipped().known() else { panic!("the shipped years are one stretch") };
        *span
    }

    fn days(span: Span) -> impl Iterator<Item = Day> {
        (span.first.number()..=span.last.unwrap().number()).map(Day::from_number)
    }

    #[test]
    fn the_shipped_years_are_known_but_for_the_last_week_of_the_last() {
        assert_eq!(shipped_span(), Span::new(day("2006-12-25"), day("2026-12-24")));
        let calendar = WorkingDays::shipped();
        assert_eq!(calendar.is_working(day("2006-12-24")), None);
        assert_eq!(calendar.is_working(day("2006-12-30")), Some(true));
        assert_eq!(calendar.is_working(day("2026-12-24")), Some(true));
        assert_eq!(calendar.is_working(day("2026-12-25")), None);
        assert_eq!(calendar.is_working(day("2027-01-01")), None);
    }

    #[test]
    fn changes_within_a_year_count() {
        let calendar = WorkingDays::shipped();
        let told = [
            // The notice for 2008 and the weekend before New Year.
            ("2007-12-28", true),
            ("2007-12-29", true),
            ("2007-12-30", false),
            ("2007-12-31", false),
            ("2008-01-02", true),
            // The anniversary of the victory.
            ("2015-09-02", true),
            ("2015-09-03", false),
            ("2015-09-04", false),
            ("2015-09-05", false),
            ("2015-09-06", true),
            // Labour Day of 2019, longer than first announced.
            ("2019-04-28", true),
            ("2019-05-01", false),
            ("2019-05-02", false),
            ("2019-05-03", false),
            ("2019-05-05", true),
            // The Spring Festival of 2020, prolonged over a Saturday that was to be worked.
            ("2020-01-19", true),
            ("2020-01-31", false),
            ("2020-02-01", false),
            ("2020-02-02", false),
            ("2020-02-03", true),
        ];
        for (text, working) in told {
            assert_eq!(calendar.is_working(day(text)), Some(working), "{text}");
        }
    }

    #[test]
    fn each_year_has_the_days_off_and_weekend_days_worked_that_its_notices_name() {
        let named = [
            (2007, 24, 8),
            (2008, 29, 6),
            (2009, 27, 6),
            (2010, 29, 8),
            (2011, 29, 5),
            (2012, 27, 7),
            (2013, 29, 12),
            (2014, 22, 5),
            (2015, 26, 5),
            (2016, 24, 6),
            (2017, 24, 5),
            (2018, 23, 6),
            (2019, 24, 7),
            (2020, 30, 6),
            (2021, 31, 7),
            (2022, 31, 7),
            (2023, 27, 7),
            (2024, 28, 8),
            (2025, 28, 5),
            (2026, 33, 6),
        ];
        for (year, off, worked) in named {
            let count =
                |kind| Holiday::shipped().iter().filter(|holiday| holiday.kind == kind).flat_map(Holiday::days).filter(|day| notice_year(*day) == year).count();
            assert_eq!((count(HolidayKind::Holiday), count(HolidayKind::MakeUpWorkday)), (off, worked), "{year}");
        }
    }

    #[test]
    fn the_day_itself_is_not_counted() {
        let calendar = WorkingDays::shipped();
        let friday = day("2021-04-30");
        assert_eq!(calendar.plus(friday, 0), Some(friday));
        assert_eq!(calendar.plus(friday, 1), Some(day("2021-05-06")));
        assert_eq!(calendar.plus(friday, 3), Some(day("2021-05-08")));
        assert_eq!(calendar.plus(friday, -1), Some(day("2021-04-29")));
        // From a day off the next working day is the first all the same, and T+0 is the day off.
        assert_eq!(calendar.plus(day("2021-05-02"), 0), Some(day("2021-05-02")));
        assert_eq!(calendar.plus(day("2021-05-02"), 1), Some(day("2021-05-06")));
        assert_eq!(calendar.plus(day("2021-05-02"), -1), Some(friday));
        assert_eq!(calendar.between(day("2021-05-02"), day("2021-05-05")), Some(0));
        assert_eq!(calendar.between(day("2021-05-08"), friday), Some(-3));
    }

    #[test]
    fn counting_adds_up_and_undoes_itself() {
        let calendar = WorkingDays::shipped();
        let mut checked = 0;
        for from in days(shipped_span()) {
            for n in [1, 2, 5, 10, 15, 30, 60] {
                let Some(to) = calendar.plus(from, n) else {
                    assert!(calendar.between(from, shipped_span().last.unwrap()).unwrap() < n, "{from} + {n}");
                    continue;
                };
                assert_eq!(calendar.is_working(to), Some(true), "{from} + {n}");
                assert_eq!(calendar.between(from, to), Some(n), "{from} + {n}");
                assert_eq!(calendar.between(to, from), Some(-n), "{from} + {n}");
                for part in 0..=n {
                    assert_eq!(calendar.plus(from, part).and_then(|via| calendar.plus(via, n - part)), Some(to), "{from} + {part} + {}", n - part);
                }
                let back = calendar.plus(to, -n);
                if calendar.is_working(from) == Some(true) {
                    assert_eq!(back, Some(from), "{to} - {n}");
                } else {
                    assert!(back.is_none_or(|back| back < from), "{to} - {n}");
                }
                checked += 1;
            }
        }
        assert!(checked > 50_000, "{checked}");
    }

    #[test]
    fn what_leaves_the_known_days_is_unknown() {
        let calendar = WorkingDays::shipped();
        assert_eq!(calendar.plus(day("2026-12-23"), 1), Some(day("2026-12-24")));
        assert_eq!(calendar.plus(day("2026-12-23"), 2), None);
        assert_eq!(calendar.plus(day("2026-12-24"), 1), None);
        assert_eq!(calendar.plus(day("2026-12-24"), i32::MAX), None);
        assert_eq!(calendar.plus(day("2006-12-25"), -1), None);
        assert_eq!(calendar.plus(day("2006-12-26"), i32::MIN), None);
        // The days that are counted are known, though the one they are counted from is not.
        assert_eq!(calendar.plus(day("2006-12-24"), 1), Some(day("2006-12-25")));
        assert_eq!(calendar.plus(day("2006-12-23"), 1), None);
        assert_eq!(calendar.between(day("2006-12-24"), day("2006-12-31")), Some(7));
        assert_eq!(calendar.between(day("2006-12-23"), day("2006-12-31")), None);
        assert_eq!(calendar.between(day("2026-12-24"), day("2026-12-25")), None);
        for end in [i32::MIN, i32::MAX].map(Day::from_number) {
            assert_eq!(calendar.is_working(end), None);
            assert_eq!(calendar.plus(end, 1), None);
            assert_eq!(calendar.plus(end, -1), None);
            assert_eq!(calendar.between(end, day("2020-01-01")), None);
        }
    }

    #[test]
    fn a_table_stands_in_place_of_the_notice_for_its_years() {
        // Without the anniversary, and with the notice for 2028 before that for 2027.
        let calendar = WorkingDays::with([(day("2015-05-01"), OFF), (day("2027-12-31"), OFF), (day("2028-01-01"), OFF), (day("2028-01-08"), WORKED)]);
        assert_eq!(calendar.is_working(day("2015-09-03")), Some(true));
        assert_eq!(calendar.is_working(day("2015-09-06")), Some(false));
        assert_eq!(calendar.is_working(day("2015-05-01")), Some(false));
        assert_eq!(calendar.is_working(day("2014-10-01")), Some(false));
        assert_eq!(calendar.is_working(day("2016-10-08")), Some(true));
        assert_eq!(calendar.known(), [shipped_span(), Span::new(day("2027-12-25"), day("2028-12-24"))]);
        assert_eq!(calendar.plus(day("2027-12-30"), 1), Some(day("2028-01-03")));
        assert_eq!(calendar.is_working(day("2028-01-08")), Some(true));
        // 2027 lies between.
        assert_eq!(calendar.plus(day("2026-12-24"), 1), None);
        assert_eq!(calendar.between(day("2026-12-24"), day("2027-12-25")), None);
        assert_eq!(calendar.plus(day("2027-12-27"), -1), None);
    }

    #[test]
    fn rows_of_the_last_week_of_december_belong_to_the_notice_for_the_next_year() {
        let calendar = WorkingDays::with([(day("2026-12-26"), WORKED), (day("2027-01-01"), OFF)]);
        assert_eq!(calendar.known(), [Span::new(day("2006-12-25"), day("2027-12-24"))]);
        assert_eq!(calendar.is_working(day("2026-12-26")), Some(true));
        assert_eq!(calendar.is_working(day("2026-10-01")), Some(false), "the shipped notice for 2026 stands");
    }

    #[test]
    fn a_day_of_which_the_table_cannot_be_read_is_unknown() {
        let rows = [(day("2026-03-03"), None), (day("2026-05-01"), OFF), (day("2026-05-01"), OFF), (day("2026-06-06"), OFF), (day("2026-06-06"), WORKED)];
        let calendar = WorkingDays::with(rows);
        assert_eq!(calendar.is_working(day("2026-03-03")), None);
        assert_eq!(calendar.is_working(day("2026-05-01")), Some(false));
        assert_eq!(calendar.is_working(day("2026-06-06")), None);
        assert_eq!(calendar.plus(day("2026-03-02"), 1), None);
        assert_eq!(calendar.plus(day("2026-03-03"), 1), Some(day("2026-03-04")));
    }

    #[test]
    fn kinds_are_named_in_both_languages() {
        for (kind, name, label) in HolidayKind::ALL {
            assert_eq!((HolidayKind::from_name(name), HolidayKind::from_name(label)), (Some(kind), Some(kind)));
        }
        assert_eq!(HolidayKind::from_name("weekend"), None);
    }
}
