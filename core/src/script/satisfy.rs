//! Whether a value satisfies a condition in a closure: yes, no, or not to be told.

use super::call::Stop;
use super::named;
use super::value::{Figure, Nothing};
use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::judge::{Amount, Range, Truth, day_of};
use crate::pack::{Column, Condition, Literal, Operand};
use rust_decimal::Decimal;

/// A value that is asked, the column that it comes from, and where it is asked.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) value: &'a Amount,
    pub(super) column: Option<&'a Column>,
    pub(super) place: &'a Place,
}

type Answer = Result<Truth, Stop>;

impl Asked<'_> {
    pub(super) fn satisfies(&self, condition: &Condition) -> Answer {
        match condition {
            Condition::Not(inner) => return Ok(self.satisfies(inner)?.not()),
            Condition::All(list) => return fold(list, Truth::Yes, Truth::and, |inner| self.satisfies(inner)),
            Condition::Any(list) => return fold(list, Truth::No, Truth::or, |inner| self.satisfies(inner)),
            Condition::Covers(list) => return self.set(list, |here, listed| all(listed.iter().map(|key| has(here, key.as_ref())))),
            Condition::Within(list) => return self.set(list, |here, listed| all(here.iter().map(|key| has(listed, key.as_ref())))),
            Condition::Disjoint(list) => return self.set(list, |here, listed| all(here.iter().map(|key| has(listed, key.as_ref()).not()))),
            Condition::SomeOf(list, least) => return self.some_of(list, least),
            _ => {}
        }
        match self.value {
            Amount::Missing | Amount::Unclear => Ok(Truth::Maybe),
            Amount::Nothing => Ok(Truth::No),
            // One of several is enough.
            Amount::Keys(keys) => {
                let each: Vec<Amount> = keys.iter().cloned().map(Amount::Text).collect();
                fold(&each, Truth::No, Truth::or, |value| Asked { value, ..*self }.satisfies(condition))
            }
            _ => match condition {
                Condition::OneOf(list) => fold(list, Truth::No, Truth::or, |operand| self.equals(operand)),
                Condition::AtLeast(operand) => self.lies(operand, Range::at_least_range),
                Condition::AtMost(operand) => self.lies(operand, |own, other| other.at_least_range(own)),
                Condition::MoreThan(operand) => self.lies(operand, |own, other| other.at_least_range(own).not()),
                Condition::LessThan(operand) => self.lies(operand, |own, other| own.at_least_range(other).not()),
                Condition::Between(low, high) => Ok(self.lies(low, Range::at_least_range)?.and(self.lies(high, |own, other| other.at_least_range(own))?)),
                // A value of which nothing is known may turn out not to be there.
                _ => Ok(if matches!(self.value, Amount::Number(Range::EVERYTHING) | Amount::Day(Range::EVERYTHING)) { Truth::Maybe } else { Truth::Yes }),
            },
        }
    }

    fn equals(&self, operand: &Operand) -> Answer {
        match (self.value, operand) {
            (_, Operand::Literal(Literal::List(items))) => fold(items, Truth::No, Truth::or, |item| self.equals(&Operand::Literal(item.clone()))),
            (Amount::Text(own), Operand::Literal(Literal::Text(other))) => Ok(Truth::certain(*own == named::id(self.column, other, true, self.place)?)),
            // Keys are texts, whatever they stand for.
            (Amount::Text(own), Operand::Literal(Literal::Number(number))) => Ok(Truth::certain(*own == number.normalize().to_string())),
            (Amount::Flag(own), Operand::Literal(Literal::Flag(other))) => Ok(Truth::certain(own == other)),
            (_, Operand::Figure(figure)) if !is_known(figure) => Ok(unknown(figure)),
            _ => self.lies(operand, Range::same),
        }
    }

    /// Compares as numbers: days by their place in the calendar, choices by their rank.
    fn lies(&self, operand: &Operand, holds: impl Fn(&Range, &Range) -> Truth) -> Answer {
        let number = |own: &Range, other: Option<Range>| other.map(|other| holds(own, &other)).ok_or_else(|| self.mixed());
        match (self.value, operand) {
            (_, Operand::OfUnit(_) | Operand::OfRecord(_) | Operand::Param(_)) => Err(misplaced(self.place)),
            (_, Operand::Figure(figure)) if !is_known(figure) => Ok(unknown(figure)),
            (Amount::Number(own), Operand::Figure(figure)) => number(own, Some(figure.reach).filter(|_| !figure.is_day)),
            (Amount::Day(own), Operand::Figure(figure)) => number(&own.whole(), Some(figure.reach).filter(|_| figure.is_day)),
            (Amount::Number(own), Operand::Literal(Literal::Number(other))) => number(own, Some(Range::exactly(*other))),
            (Amount::Day(own), Operand::Literal(Literal::Day(other))) => number(&own.whole(), Some(day(*other))),
            (Amount::Day(own), Operand::Literal(Literal::Text(other))) => number(&own.whole(), Day::parse(other).map(day)),
            (Amount::Text(own), Operand::Literal(Literal::Text(other))) => {
                let column = self.column.ok_or_else(|| self.mixed())?;
                let ranks = named::ranks(column, self.place)?;
                let other = named::id(self.column, other, true, self.place)?;
                let rank = |id: &String| ranks.iter().position(|known| known == id).map(|rank| Range::exactly(Decimal::from(rank)));
                let own = rank(own).ok_or_else(|| self.mixed())?;
                number(&own, rank(&other))
            }
            _ => Err(self.mixed()),
        }
    }

    /// Conditions on which values there are: a single value is a list of one.
    fn set(&self, list: &[Operand], holds: impl Fn(&[Option<String>], &[Option<String>]) -> Truth) -> Answer {
        Ok(self.keys().map_or(Ok(None), |here| self.listed(list).map(|listed| Some(holds(&here, &listed))))?.unwrap_or(Truth::Maybe))
    }

    fn some_of(&self, list: &[Operand], least: &Operand) -> Answer {
        let Some(here) = self.keys() else { return Ok(Truth::Maybe) };
        let listed = self.listed(list)?;
        let count = |truth: Truth| Amount::Number(Range::exactly(Decimal::from(listed.iter().filter(|key| has(&here, key.as_ref()) >= truth).count())));
        let reaches = |count: &Amount| Asked { value: count, column: None, place: self.place }.lies(least, Range::at_least_range);
        let (certain, perhaps) = (reaches(&count(Truth::Yes))?, reaches(&count(Truth::Maybe))?);
        Ok(if certain == Truth::Yes || perhaps == Truth::No { certain } else { Truth::Maybe })
    }

    /// The keys that are there; nothing where that is not known.
    fn keys(&self) -> Option<Vec<Option<String>>> {
        match self.value {
            Amount::Keys(keys) => Some(keys.iter().cloned().map(Some).collect()),
            Amount::Text(text) => Some(vec![Some(text.clone())]),
            Amount::Flag(flag) => Some(vec![Some(flag.to_string())]),
            Amount::Number(range) => Some(vec![range.value().map(|value| value.normalize().to_string())]),
            Amount::Day(range) => Some(vec![range.whole().value().map(|day| day_of(day).to_string())]),
            Amount::Nothing => Some(Vec::new()),
            Amount::Missing | Amount::Unclear => None,
        }
    }

    /// The keys that a condition lists; a missing one is nothing.
    fn listed(&self, list: &[Operand]) -> Result<Vec<Option<String>>, Stop> {
        let mut listed = Vec::new();
        for operand in list {
            match operand {
                Operand::Literal(Literal::List(items)) => {
                    let items: Vec<Operand> = items.iter().cloned().map(Operand::Literal).collect();
                    listed.extend(self.listed(&items)?);
                }
                Operand::Literal(Literal::Text(text)) => listed.push(Some(named::id(self.column, text, true, self.place)?)),
                Operand::Literal(Literal::Number(number)) => listed.push(Some(number.normalize().to_string())),
                Operand::Literal(Literal::Flag(flag)) => listed.push(Some(flag.to_string())),
                Operand::Literal(Literal::Day(day)) => listed.push(Some(day.without_time().to_string())),
                Operand::Figure(figure) if figure.nothing == Nothing::Yes && !figure.open && !figure.missing => {}
                Operand::Figure(figure) => listed.push(figure.reach.value().filter(|_| is_known(figure)).map(|value| value.normalize().to_string())),
                Operand::OfUnit(_) | Operand::OfRecord(_) | Operand::Param(_) => return Err(misplaced(self.place)),
            }
        }
        crate::sorting::sort(&mut listed);
        listed.dedup_by(|a, b| a.is_some() && a == b);
        Ok(listed)
    }

    fn mixed(&self) -> Stop {
        Diagnostic::error(Code::ScriptMixed, "条件里的值和所问的不是同一种", "the condition compares with a value of another type")
            .at(self.place.clone())
            .into()
    }
}

/// Whether what a condition compares with is not decided; if so, whether only records to come would decide it.
pub(super) fn doubt(condition: &Condition) -> Option<bool> {
    let figures = condition.operands().into_iter().filter_map(|operand| match operand {
        Operand::Figure(figure) if figure.open || !is_known(figure) && figure.nothing != Nothing::Yes => Some(figure.open && !figure.missing),
        _ => None,
    });
    figures.reduce(|a, b| a && b)
}

/// Whether a figure has a value, be it between two ends.
fn is_known(figure: &Figure) -> bool {
    !figure.missing && figure.nothing == Nothing::No
}

/// How a comparison comes out with what has no value: nothing satisfies one with what is known to be nothing.
fn unknown(figure: &Figure) -> Truth {
    if figure.nothing == Nothing::Yes && !figure.open && !figure.missing { Truth::No } else { Truth::Maybe }
}

fn day(day: Day) -> Range {
    Range::exactly(Decimal::from(day.number()))
}

fn has(list: &[Option<String>], key: Option<&String>) -> Truth {
    list.iter().map(|member| if member.is_none() || key.is_none() { Truth::Maybe } else { Truth::certain(member.as_ref() == key) }).fold(Truth::No, Truth::or)
}

fn all(truths: impl Iterator<Item = Truth>) -> Truth {
    truths.fold(Truth::Yes, Truth::and)
}

fn fold<T>(list: &[T], start: Truth, combine: fn(Truth, Truth) -> Truth, ask: impl Fn(&T) -> Answer) -> Answer {
    list.iter().try_fold(start, |truth, item| Ok(combine(truth, ask(item)?)))
}

fn misplaced(place: &Place) -> Stop {
    Diagnostic::error(Code::ScriptPhase, "判定时不能用“本单元的”“本记录的”", "a closure that judges cannot use of_unit or of_record")
        .help("直接写 m.列", "write m.column itself")
        .at(place.clone())
        .into()
}
