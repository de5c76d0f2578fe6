//! Writes what the shipped calendar says of every day that it knows, and of the week after, for `tests/oracles/working_days.py` to compare with others:
//! the day, whether it is a working day (1 or 0), and the days T+0 to T+30. An empty cell is unknown.

use dudao::{Day, WorkingDays};
use std::io::{self, BufWriter, Write};

/// The farthest T+n.
const FARTHEST: i32 = 30;

fn main() -> io::Result<()> {
    let calendar = WorkingDays::shipped();
    let mut out = BufWriter::new(io::stdout().lock());
    let header: Vec<String> = (0..=FARTHEST).map(|n| format!("T+{n}")).collect();
    writeln!(out, "day,working,{}", header.join(","))?;
    for span in calendar.known() {
        let last = span.last.unwrap_or(span.first).plus(7);
        for day in (span.first.number()..=last.number()).map(Day::from_number) {
            let working = calendar.is_working(day).map_or("", |working| if working { "1" } else { "0" });
            let later: Vec<String> = (0..=FARTHEST).map(|n| calendar.plus(day, n).map_or(String::new(), |day| day.to_string())).collect();
            writeln!(out, "{day},{working},{}", later.join(","))?;
        }
    }
    out.flush()
}
