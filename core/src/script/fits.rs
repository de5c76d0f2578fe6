//! Whether a text is written as a pattern says.

use super::call::{Call, Outcome, Stop};
use super::named;
use super::numeral::numerals;
use super::value::{Figure, Nothing, as_number};
use crate::calendar::{Day, DayPart};
use crate::diagnostic::{Code, Diagnostic};
use crate::judge::{Amount, Comparison, Status, Test, Verdict};
use rhai::Dynamic;

/// A piece of a pattern.
enum Piece<'a> {
    Plain(&'a str),
    /// `{name}`
    Named(&'a str),
}

/// What is known of a text, or of a value that stands in it.
enum Said {
    /// The ways in which it may be written; the first is the one that is shown.
    Written(Vec<String>),
    Missing,
    /// Known to be nothing, and whether it may still come.
    Nothing {
        open: bool,
    },
}

pub(super) fn fits(call: &mut Call<'_>) -> Outcome {
    let pattern = call.text(1)?;
    let values: rhai::Map = if call.count() > 2 { call.cast(2, "对照表 #{名字: 值}", "a map #{ name: value }")? } else { rhai::Map::new() };
    let pieces = pieces(call, &pattern)?;
    let names: Vec<&str> = pieces.iter().filter_map(|piece| if let Piece::Named(name) = piece { Some(*name) } else { None }).collect();
    if let Some(lacking) = names.iter().find(|name| !values.contains_key(**name)) {
        let (zh, en) = (format!("格式里的“{lacking}”没有给值"), format!("the pattern's `{lacking}` is given no value"));
        return Err(wrong(call, &zh, &en).suggest(lacking, values.keys().map(AsRef::as_ref)).into());
    }
    if let Some(idle) = values.keys().find(|name| !names.contains(&name.as_str())) {
        let (zh, en) = (format!("格式里没有“{idle}”"), format!("the pattern has no `{{{idle}}}`"));
        return Err(wrong(call, &zh, &en).suggest(idle, names).into());
    }
    let text = text(call)?;
    let mut required = String::new();
    // Where in the text the pieces so far may end.
    let mut ends = vec![0];
    let mut status = match &text {
        Said::Written(_) => Status::Pass,
        said => of_lacking(said),
    };
    let read = if let Said::Written(written) = &text { written.first().map_or("", String::as_str) } else { "" };
    for piece in &pieces {
        let ways = match piece {
            Piece::Plain(plain) => vec![half_width(plain)],
            Piece::Named(name) => match value(call, values.get(*name).unwrap_or(&Dynamic::UNIT))? {
                Said::Written(ways) => ways,
                said => {
                    status = Status::all([status, of_lacking(&said)]);
                    vec![format!("{{{name}}}")]
                }
            },
        };
        call.session.charge(ends.len().saturating_mul(ways.len()));
        let after = |end: usize| ways.iter().filter_map(move |way| read.get(end..)?.starts_with(way.as_str()).then_some(end + way.len()));
        ends = ends.into_iter().flat_map(after).collect();
        crate::sorting::sort(&mut ends);
        ends.dedup();
        required.push_str(ways.first().map_or("", String::as_str));
    }
    if status == Status::Pass && !ends.contains(&read.len()) {
        status = Status::Fail;
    }
    let measured = match &text {
        Said::Written(_) => Amount::Text(call.args[0].to_string()),
        Said::Missing => Amount::Missing,
        Said::Nothing { .. } => Amount::Nothing,
    };
    let (input, open) = (named::input(&call.args[0]), status == Status::NotDue);
    let test = Test { open, ..Test::new(Comparison::Fits, input, measured, Amount::Text(required), status) };
    Ok(Dynamic::from(Verdict::test(test)))
}

/// Nothing is written as it should be, unless it may still come.
fn of_lacking(said: &Said) -> Status {
    match said {
        Said::Nothing { open: true } => Status::NotDue,
        Said::Nothing { open: false } => Status::Fail,
        _ => Status::Unknown,
    }
}

fn wrong(call: &Call<'_>, zh: &str, en: &str) -> Diagnostic {
    Diagnostic::error(Code::ScriptArguments, zh, en).at(call.place.clone())
}

fn pieces<'a>(call: &Call<'_>, pattern: &'a str) -> Result<Vec<Piece<'a>>, Stop> {
    let unpaired = || wrong(call, "格式里的花括号没有配对", "a brace of the pattern stands alone").help("写成 {名字}", "write {name}");
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').ok_or_else(unpaired)?;
        if before.contains('}') || name.contains('{') || name.is_empty() {
            return Err(unpaired().into());
        }
        pieces.extend([Piece::Plain(before), Piece::Named(name)]);
        rest = behind;
    }
    if rest.contains('}') {
        return Err(unpaired().into());
    }
    pieces.push(Piece::Plain(rest));
    Ok(pieces)
}

fn text(call: &Call<'_>) -> Result<Said, Stop> {
    let value = &call.args[0];
    if value.is_string() {
        return Ok(Said::Written(vec![half_width(&value.to_string())]));
    }
    let wants = || call.wants(0, "文字", "text");
    match value.read_lock::<Figure>() {
        Some(figure) => lacking(call, &figure).ok_or_else(wants),
        None => Err(wants()),
    }
}

/// What is missing, or known to be nothing.
fn lacking(call: &Call<'_>, figure: &Figure) -> Option<Said> {
    figure.inputs.iter().for_each(|input| call.session.take(*input));
    match figure.nothing {
        _ if figure.missing => Some(Said::Missing),
        Nothing::Yes => Some(Said::Nothing { open: figure.open }),
        _ => None,
    }
}

/// The ways in which a value may be written.
fn value(call: &Call<'_>, value: &Dynamic) -> Result<Said, Stop> {
    if let Some(number) = as_number(value) {
        let number = number.normalize();
        let whole = u16::try_from(number).ok().filter(|_| number.scale() == 0);
        return Ok(Said::Written(std::iter::once(number.to_string()).chain(whole.into_iter().flat_map(numerals)).collect()));
    }
    if let Some(day) = value.read_lock::<Day>() {
        let day = day.without_time();
        let (year, month, date) = (day.year(), day.month(), DayPart::Day.of(day));
        return Ok(Said::Written(vec![format!("{year}年{month}月{date}日"), format!("{year}年{month:02}月{date:02}日"), day.to_string()]));
    }
    if value.is_string() {
        let text = value.to_string();
        let running = call.session.call();
        let choices = named::column(running.as_ref(), value).and_then(|column| column.kind.choices());
        let label = choices.and_then(|choices| choices.iter().find(|choice| choice.id == text)).map(|choice| choice.label.clone());
        return Ok(Said::Written(label.into_iter().chain([text]).map(|way| half_width(&way)).collect()));
    }
    let wants = || call.wants(2, "数、文字或日期的对照表", "a map of numbers, texts and days");
    let figure = value.read_lock::<Figure>().ok_or_else(wants)?;
    Ok(lacking(call, &figure).unwrap_or(match figure.text() {
        Some(text) => Said::Written(vec![text]),
        None if figure.open => Said::Nothing { open: true },
        None => Said::Missing,
    }))
}

/// Digits are digits, of whatever width.
fn half_width(text: &str) -> String {
    let digit = |sign: char| u32::from(sign).checked_sub(u32::from('\u{ff10}')).and_then(|digit| char::from_digit(digit, 10)).unwrap_or(sign);
    text.chars().map(digit).collect()
}
