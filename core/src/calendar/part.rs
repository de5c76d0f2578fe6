//! What can be taken of a day: its year, month, day of the month and day of the week.

use super::Day;
use chrono::Datelike;

/// A part of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DayPart {
    /// The calendar year.
    Year,
    /// From 1 to 12.
    Month,
    /// The day of the month, from 1.
    Day,
    /// From Monday, which is 1, to Sunday, which is 7.
    Weekday,
}

impl DayPart {
    /// The parts by name, with the Chinese twin.
    pub const ALL: [(Self, &'static str, &'static str); 4] =
        [(Self::Year, "year", "年"), (Self::Month, "month", "月"), (Self::Day, "day", "日"), (Self::Weekday, "weekday", "星期")];

    /// The part that a script names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, en, zh)| *en == name || *zh == name).map(|(part, _, _)| *part)
    }

    /// Its English and its Chinese name.
    pub fn names(self) -> (&'static str, &'static str) {
        Self::ALL.iter().find(|(part, _, _)| *part == self).map_or(("", ""), |(_, en, zh)| (en, zh))
    }

    /// Every name, in both languages.
    pub fn all_names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().flat_map(|(_, en, zh)| [*en, *zh])
    }

    /// The part of a day.
    pub fn of(self, day: Day) -> i32 {
        let date = day.date();
        let number = match self {
            Self::Year => return date.year(),
            Self::Month => date.month(),
            Self::Day => date.day(),
            Self::Weekday => date.weekday().number_from_monday(),
        };
        i32::try_from(number).unwrap_or(0)
    }

    /// The least and the largest that it can be; a year has no bounds.
    pub(crate) fn bounds(self) -> Option<(i32, i32)> {
        match self {
            Self::Year => None,
            Self::Month => Some((1, 12)),
            Self::Day => Some((1, 31)),
            Self::Weekday => Some((1, 7)),
        }
    }

    /// Whether two days lie in one stretch in which the part only rises: a month in its year, a day in its month, a weekday in its week.
    pub(crate) fn rises_from(self, first: Day, last: Day) -> bool {
        let (a, b) = (first.date(), last.date());
        match self {
            Self::Year => true,
            Self::Month => a.year() == b.year(),
            Self::Day => a.year() == b.year() && a.month() == b.month(),
            Self::Weekday => first.monday() == last.monday(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_day() {
        let day = Day::from_ymd(2020, 3, 1).unwrap();
        assert_eq!(DayPart::ALL.map(|(part, _, _)| part.of(day)), [2020, 3, 1, 7]);
        assert_eq!(DayPart::Weekday.of(day.plus(1)), 1);
        assert_eq!(DayPart::from_name("星期"), Some(DayPart::Weekday));
        assert_eq!(DayPart::from_name("week"), None);
    }

    #[test]
    fn parts_rise_within_what_holds_them() {
        let day = |month, day| Day::from_ymd(2020, month, day).unwrap();
        assert!(DayPart::Month.rises_from(day(1, 1), day(12, 31)));
        assert!(!DayPart::Day.rises_from(day(1, 31), day(2, 1)));
        assert!(DayPart::Weekday.rises_from(day(3, 2), day(3, 8)));
        assert!(!DayPart::Weekday.rises_from(day(3, 1), day(3, 2)));
    }
}
