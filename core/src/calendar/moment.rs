//! Days with a time of the day, as people and programs write them.

use super::Day;

/// Where a date ends and a time of the day begins.
const BETWEEN: [char; 4] = [' ', '\u{3000}', 'T', '日'];

impl Day {
    /// Reads a day with or without a time of the day: a date as `Day::parse` reads it, behind it `9:30`, `09:30:00`, `T09:30`, `9时30分`, `9点半`, with
    /// 上午 or 下午 before it or AM or PM behind it; or the number that a spreadsheet shows, with the time behind its point (`43529.395833`).
    /// Seconds are dropped. With anything else behind the date it is nothing.
    pub fn parse_moment(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((days, part)) = text.split_once('.').filter(|(days, part)| days.len() == 5 && is_number(days) && is_number(part)) {
            return Some(Self::parse(days)?.at(minute_of_part(part)?));
        }
        let Some(end) = text.find(BETWEEN) else { return Self::parse(text) };
        let (date, behind) = text.split_at_checked(end)?;
        let between = behind.chars().next()?;
        let time = behind.strip_prefix(between)?.trim();
        let day = Self::parse(date)?;
        match time {
            "" if between == 'T' => None,
            "" => Some(day),
            time => Some(day.at(minute(time)?)),
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The minute in which a part of a day lies. What spreadsheets write may miss a second by a hair.
fn minute_of_part(digits: &str) -> Option<u16> {
    const DIGITS: usize = 12;
    const WHOLE: u64 = 1_000_000_000_000;
    const SECONDS: u64 = 24 * 60 * 60;
    let padded = format!("{digits:0<DIGITS$}");
    let part: u64 = padded.get(..DIGITS)?.parse().ok()?;
    let seconds = ((part * SECONDS + WHOLE / 2) / WHOLE).min(SECONDS - 1);
    u16::try_from(seconds / 60).ok()
}

/// The half of the day that a time is said to lie in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// Minutes since midnight of a time of the day.
fn minute(text: &str) -> Option<u16> {
    const BEFORE: [(&str, Half); 2] = [("上午", Half::Morning), ("下午", Half::Afternoon)];
    const BEHIND: [(&str, Half); 2] = [("am", Half::Morning), ("pm", Half::Afternoon)];
    let lower = text.to_ascii_lowercase();
    let before = BEFORE.iter().find_map(|(word, half)| Some((lower.strip_prefix(word)?, *half)));
    let behind = BEHIND.iter().find_map(|(word, half)| Some((lower.strip_suffix(word)?, *half)));
    let (time, half) = match before.or(behind) {
        Some((time, half)) => (time.trim(), Some(half)),
        None => (lower.as_str(), None),
    };
    let (hour, minute) = if let Some((hour, rest)) = time.split_once(['时', '点']) {
        let rest = rest.strip_suffix('秒').and_then(|rest| Some(rest.rsplit_once('分')?.0)).unwrap_or(rest);
        let minute = match rest {
            "" | "整" => 0,
            "半" => 30,
            rest => number(rest.strip_suffix('分').unwrap_or(rest), 2)?,
        };
        (number(hour, 2)?, minute)
    } else {
        let mut parts = time.split(':');
        let (hour, minute) = (number(parts.next()?, 2)?, parts.next().filter(|minute| minute.len() == 2).and_then(|minute| number(minute, 2))?);
        if let Some(seconds) = parts.next() {
            let (whole, part) = seconds.split_once('.').unwrap_or((seconds, "0"));
            number(whole, 2).filter(|seconds| *seconds < 60 && is_number(part))?;
        }
        parts.next().is_none().then_some((hour, minute))?
    };
    let hour = match half {
        None => hour,
        Some(_) if hour > 12 => return None,
        Some(Half::Morning) => hour % 12,
        Some(Half::Afternoon) => hour % 12 + 12,
    };
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// A number of at most so many digits.
fn number(text: &str, digits: usize) -> Option<u16> {
    (is_number(text) && text.len() <= digits).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Option<(Day, Option<u16>)> {
        Day::parse_moment(text).map(|day| (day, day.minute()))
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        let day = Day::from_ymd(2019, 3, 5).unwrap();
        let half_past_nine = Some((day, Some(9 * 60 + 30)));
        for text in [
            "2019-03-05 09:30",
            "2019-03-05 9:30",
            "2019-03-05T09:30:00",
            "2019-03-05 09:30:59.999",
            "2019/3/5 9:30",
            "2019年3月5日 9:30",
            "2019年3月5日9时30分",
            "2019年3月5日9时30分20秒",
            "2019.3.5 9点半",
            "2019年3月5日 上午9:30",
            "2019/3/5 9:30:00 AM",
            "20190305 09:30",
            "43529.3958333333",
            "43529.395833333336",
        ] {
            assert_eq!(moment(text), half_past_nine, "{text}");
        }
        assert_eq!(moment("2019-03-05 下午3:05"), Some((day, Some(15 * 60 + 5))));
        assert_eq!(moment("2019-03-05 12:10 PM"), Some((day, Some(12 * 60 + 10))));
        assert_eq!(moment("2019-03-05 上午12:10"), Some((day, Some(10))));
        assert_eq!(moment("2019-03-05 00:00"), Some((day, Some(0))));
        assert_eq!(moment("43529.999305555"), Some((day, Some(1439))));
        assert_eq!(moment("43529.99999999"), Some((day, Some(1439))));
        assert_eq!(moment("43529.0"), Some((day, Some(0))));
        for text in ["2019-03-05", "2019年3月5日", "43529", "20190305"] {
            assert_eq!(moment(text), Some((day, None)), "{text}");
        }
        for text in [
            "2019-03-05 24:00",
            "2019-03-05 9:60",
            "2019-03-05 9",
            "2019-03-05 9:3",
            "2019-03-05T",
            "2019-03-05T09:30Z",
            "2019-03-05 上午13:00",
            "2019-03-05 9:30:75",
            "2019-03-05 9:30:20:10",
            "2019-03-05 早上",
            "09:30",
            "2019-02-30 09:30",
            "",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
