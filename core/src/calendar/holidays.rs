//! What the State Council's yearly notices say: which days are off, and which weekend days are worked instead.
//!
//! The facts are in `holidays.csv`, a line for each stretch of days that a notice names, and `notices.csv`. When next year's notice is out, add its
//! lines to both. A notice that changes an earlier one takes the place of its lines, so that every day is listed once.

use super::{Day, Span};
use std::sync::LazyLock;

/// What makes a day other than its weekday does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HolidayKind {
    /// A day off 放假.
    Holiday,
    /// A day worked in exchange for another 调休上班, as a rule a Saturday or Sunday.
    MakeUpWorkday,
}

impl HolidayKind {
    /// Every kind, with its name and its Chinese twin.
    pub const ALL: [(Self, &'static str, &'static str); 2] = [(Self::Holiday, "holiday", "放假"), (Self::MakeUpWorkday, "make_up_workday", "调休上班")];

    /// The kind that the table `holidays` names, in either language.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, en, zh)| *en == name || *zh == name).map(|(kind, _, _)| *kind)
    }
}

/// A stretch of days of which a notice says that they are off, or worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// Its first day.
    pub first: Day,
    /// Its last day, included.
    pub last: Day,
    /// Whether the days are off or worked.
    pub kind: HolidayKind,
    /// The festival, in Chinese.
    pub occasion: &'static str,
    /// The number of the notice that says so: one of [`HolidayNotice::all`].
    pub notice: &'static str,
}

impl Holiday {
    /// All that the shipped notices say, in the order of the days, each day once.
    pub fn shipped() -> &'static [Self] {
        static SHIPPED: LazyLock<Vec<Holiday>> = LazyLock::new(|| lines(include_str!("holidays.csv")).filter_map(Holiday::read).collect());
        &SHIPPED
    }

    /// Its days.
    pub fn days(&self) -> impl Iterator<Item = Day> + use<> {
        (self.first.number()..=self.last.number()).map(Day::from_number)
    }

    fn read([first, last, kind, occasion, notice]: [&'static str; 5]) -> Option<Self> {
        Some(Self { first: Day::parse(first)?, last: Day::parse(last)?, kind: HolidayKind::from_name(kind)?, occasion, notice })
    }
}

/// A notice of the State Council 国务院 or its General Office on which days are off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayNotice {
    /// Its number 发文字号.
    pub number: &'static str,
    /// The day it was signed 成文日期.
    pub issued: Day,
    /// Its title.
    pub title: &'static str,
}

impl HolidayNotice {
    /// The notices that the shipped calendar rests on, in the order of their issue.
    pub fn all() -> &'static [Self] {
        static ALL: LazyLock<Vec<HolidayNotice>> = LazyLock::new(|| lines(include_str!("notices.csv")).filter_map(HolidayNotice::read).collect());
        &ALL
    }

    fn read([number, issued, title]: [&'static str; 3]) -> Option<Self> {
        Some(Self { number, issued: Day::parse(issued)?, title })
    }
}

/// The year whose notice settles a day.
///
/// New Year's holiday and what is worked for it reach back into the last days of December (2006-12-30, 2007-12-29, 2011-12-31, 2018-12-29 and
/// 2022-12-31 did), which no notice for their own year ever names. So the week from 25 December belongs to the year that it leads to.
pub(super) fn notice_year(day: Day) -> i32 {
    day.plus(7).year()
}

/// The days that the notice for a year settles: from 25 December before it to its 24 December.
pub(super) fn span_of_notice_year(year: i32) -> Option<Span> {
    Some(Span::new(Day::from_ymd(year.checked_sub(1)?, 12, 25)?, Day::from_ymd(year, 12, 24)?))
}

/// The cells of each line below the first, which names the columns. No cell holds a comma.
fn lines<const CELLS: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; CELLS]> {
    text.lines().skip(1).filter_map(|line| line.split(',').collect::<Vec<_>>().try_into().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_of_the_files_is_read() {
        assert_eq!(Holiday::shipped().len() + 1, include_str!("holidays.csv").lines().count());
        assert_eq!(HolidayNotice::all().len() + 1, include_str!("notices.csv").lines().count());
    }

    #[test]
    fn days_are_in_order_and_listed_once() {
        for pair in Holiday::shipped().windows(2) {
            assert!(pair[0].last < pair[1].first, "{} and {}", pair[0].last, pair[1].first);
        }
        assert!(Holiday::shipped().iter().all(|holiday| holiday.first <= holiday.last));
        assert!(HolidayNotice::all().windows(2).all(|pair| pair[0].issued < pair[1].issued));
    }

    #[test]
    fn only_weekends_are_worked_in_exchange() {
        for holiday in Holiday::shipped().iter().filter(|holiday| holiday.kind == HolidayKind::MakeUpWorkday) {
            assert!(holiday.days().all(Day::is_weekend), "{}", holiday.first);
        }
    }

    #[test]
    fn every_line_rests_on_a_notice_and_every_notice_on_its_year() {
        let named: BTreeSet<&str> = Holiday::shipped().iter().map(|holiday| holiday.notice).collect();
        assert_eq!(named, HolidayNotice::all().iter().map(|notice| notice.number).collect());
        for holiday in Holiday::shipped() {
            let notice = HolidayNotice::all().iter().find(|notice| notice.number == holiday.notice).unwrap();
            for day in holiday.days() {
                // The title of the notice of 2015 on the anniversary of the victory names no year.
                assert!(notice.title.contains(&format!("{}年", notice_year(day))) || notice.number == "国发明电〔2015〕1号", "{day}");
            }
        }
    }
}
