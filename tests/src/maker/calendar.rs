//! The school years of the books, and the days on which schools do things.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// A row of the table `terms`. Dates are ISO text; an empty one is a blank cell.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) id: &'static str,
    pub(super) academic_year: &'static str,
    pub(super) season: &'static str,
    pub(super) start: &'static str,
    pub(super) end: &'static str,
    pub(super) midterm: [&'static str; 2],
    pub(super) closed: &'static str,
}

impl Term {
    /// What people call it.
    pub(super) fn name(&self) -> String {
        let number = if self.season == "autumn" { "一" } else { "二" };
        format!("{}学年第{number}学期", self.academic_year.replace('-', "—"))
    }
}

/// How many terms a book has.
pub(super) const TERM_COUNT: usize = 7;
/// The term that the epidemic cut short: schools opened on [`REOPENED`] only.
pub(super) const EPIDEMIC_TERM: usize = 1;
/// The day on which pupils came back in spring 2020.
pub(super) const REOPENED: &str = "2020-04-20";

/// The terms, the first and the last only partly inside the policy's time in force.
pub(super) const TERMS: [Term; TERM_COUNT] = [
    term("2019-2020-1", "2019-09-01", "2020-01-17", ["2019-11-11", "2019-11-15"], "yes"),
    term("2019-2020-2", "2020-02-24", "2020-06-30", ["2020-05-18", "2020-05-22"], "yes"),
    // The bureau never fixed the mid-term week of this term.
    term("2020-2021-1", "2020-09-01", "2021-01-22", ["", ""], "yes"),
    term("2020-2021-2", "2021-02-22", "2021-06-30", ["2021-04-26", "2021-04-30"], "yes"),
    term("2021-2022-1", "2021-09-01", "2022-01-21", ["2021-11-08", "2021-11-12"], "yes"),
    term("2021-2022-2", "2022-02-14", "2022-06-30", ["2022-04-18", "2022-04-22"], "yes"),
    term("2022-2023-1", "2022-09-01", "2023-01-13", ["2022-11-07", "2022-11-11"], ""),
];

const fn term(id: &'static str, start: &'static str, end: &'static str, midterm: [&'static str; 2], closed: &'static str) -> Term {
    // An id is its academic year, `-`, and the number of the term in it.
    let (academic_year, number) = id.split_at(9);
    let season = if number.as_bytes()[1] == b'1' { "autumn" } else { "spring" };
    Term { id, academic_year, season, start, end, midterm, closed }
}

/// Rows of the table `academic_years`: id, start, end.
pub(super) const ACADEMIC_YEARS: [[&str; 3]; 4] = [
    ["2019-2020", "2019-09-01", "2020-08-31"],
    ["2020-2021", "2020-09-01", "2021-08-31"],
    ["2021-2022", "2021-09-01", "2022-08-31"],
    ["2022-2023", "2022-09-01", "2023-08-31"],
];

/// Public holidays on weekdays. Only the look of the made records rests on them.
const DAYS_OFF: [(&str, &str); 19] = [
    ("2019-10-01", "2019-10-07"),
    ("2020-01-01", "2020-01-01"),
    ("2020-04-06", "2020-04-06"),
    ("2020-05-01", "2020-05-05"),
    ("2020-06-25", "2020-06-26"),
    ("2020-10-01", "2020-10-08"),
    ("2021-01-01", "2021-01-01"),
    ("2021-04-05", "2021-04-05"),
    ("2021-05-03", "2021-05-05"),
    ("2021-06-14", "2021-06-14"),
    ("2021-09-20", "2021-09-21"),
    ("2021-10-01", "2021-10-07"),
    ("2022-01-03", "2022-01-03"),
    ("2022-04-04", "2022-04-05"),
    ("2022-05-02", "2022-05-04"),
    ("2022-06-03", "2022-06-03"),
    ("2022-09-12", "2022-09-12"),
    ("2022-10-03", "2022-10-07"),
    ("2023-01-02", "2023-01-02"),
];

/// The first and last day that a book has activities of.
const SPAN: (&str, &str) = ("2019-10-08", "2022-11-30");
/// At the end of a term come the examinations: nothing else happens in so many school days.
const EXAM_DAYS: usize = 8;

/// Reads an ISO date. The tables here are fixed, and a slip in one shows as the year 1970.
pub(super) fn day(iso: &str) -> NaiveDate {
    iso.parse().unwrap_or_default()
}

/// The Monday of the middle week of a term: what the bureau says, or else the week that holds the middle day.
pub(super) fn middle_monday(term: &Term) -> NaiveDate {
    let [monday, _] = term.midterm;
    if !monday.is_empty() {
        return day(monday);
    }
    let (start, end) = (day(term.start), day(term.end));
    let middle = start + (end - start) / 2;
    middle.week(Weekday::Mon).first_day()
}

/// The days of a book, with their text at hand.
#[derive(Debug)]
pub(super) struct Calendar {
    first: NaiveDate,
    texts: Vec<String>,
    school_days: Vec<Vec<NaiveDate>>,
}

impl Calendar {
    /// All days from the first term's start to the last term's end.
    pub(super) fn new() -> Self {
        let first = day(TERMS[0].start);
        let last = day(TERMS[TERM_COUNT - 1].end);
        let texts = first.iter_days().take_while(|d| *d <= last).map(|d| d.to_string()).collect();
        Self { first, texts, school_days: TERMS.iter().map(school_days).collect() }
    }

    /// The ISO text of a day of the book (empty outside it).
    pub(super) fn text(&self, date: NaiveDate) -> &str {
        let index = usize::try_from((date - self.first).num_days()).unwrap_or(usize::MAX);
        self.texts.get(index).map_or("", String::as_str)
    }

    /// The days of a term on which schools do things, in order.
    pub(super) fn school_days(&self, term: usize) -> &[NaiveDate] {
        &self.school_days[term]
    }

    /// `offset` days after `date`, as text.
    pub(super) fn text_after(&self, date: NaiveDate, offset: i64) -> &str {
        let whole = Days::new(offset.unsigned_abs());
        self.text(if offset < 0 { date - whole } else { date + whole })
    }
}

fn school_days(term: &Term) -> Vec<NaiveDate> {
    let (start, end) = (day(term.start), day(term.end));
    let mut days: Vec<NaiveDate> = start
        .iter_days()
        .take_while(|date| *date <= end)
        .filter(|date| date.weekday().num_days_from_monday() < 5)
        .filter(|date| !DAYS_OFF.iter().any(|(from, to)| (day(from)..=day(to)).contains(date)))
        .collect();
    days.truncate(days.len().saturating_sub(EXAM_DAYS));
    days.retain(|date| (day(SPAN.0)..=day(SPAN.1)).contains(date));
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_date_of_the_tables_can_be_read() {
        let terms = TERMS.iter().flat_map(|t| [t.start, t.end]);
        let years = ACADEMIC_YEARS.iter().flat_map(|[_, start, end]| [*start, *end]);
        let off = DAYS_OFF.iter().flat_map(|(from, to)| [*from, *to]);
        for text in terms.chain(years).chain(off).chain([REOPENED, SPAN.0, SPAN.1]) {
            assert_eq!(day(text).to_string(), text);
        }
    }

    #[test]
    fn the_middle_week_of_autumn_2020_is_that_of_its_middle_day() {
        assert_eq!(middle_monday(&TERMS[2]), day("2020-11-09"));
    }
}
