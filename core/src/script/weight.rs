//! How large the language's own values may grow: rhai bounds texts, lists and maps, but does not look into these.

use super::value::Picked;
use crate::judge::{Kind, Pending, Verdict};
use crate::pack::{Condition, Having, Literal, Operand, Pick, Query, Source};
use rhai::Dynamic;

/// Parts of one value.
const PARTS: usize = 2_000;
/// How deep parts may stand in each other.
const DEPTH: usize = 32;
/// Characters of text that count as one more part.
const TEXT: usize = 100;

/// How many parts a value of the language has; nothing if there are too many, or they stand too deep.
pub(super) fn weight(value: &Dynamic) -> Option<usize> {
    let mut scale = Scale { parts: 0 };
    scale.value(value, 0).map(|()| scale.parts)
}

struct Scale {
    parts: usize,
}

impl Scale {
    fn add(&mut self, parts: usize) -> Option<()> {
        self.parts = self.parts.saturating_add(parts);
        (self.parts <= PARTS).then_some(())
    }

    fn text(&mut self, text: &str) -> Option<()> {
        self.add(1 + text.len() / TEXT)
    }

    fn value(&mut self, value: &Dynamic, depth: usize) -> Option<()> {
        if depth > DEPTH {
            return None;
        }
        if let Some(verdict) = value.read_lock::<Verdict>() {
            return self.verdict(&verdict, depth);
        }
        if let Some(condition) = value.read_lock::<Condition>() {
            return self.condition(&condition, depth);
        }
        if let Some(query) = value.read_lock::<Query>() {
            return self.query(&query, depth);
        }
        if let Some(picked) = value.read_lock::<Picked>() {
            return picked.options.iter().try_for_each(|(_, option)| self.value(option, depth + 1));
        }
        self.add(1)
    }

    fn verdict(&mut self, verdict: &Verdict, depth: usize) -> Option<()> {
        if depth > DEPTH {
            return None;
        }
        self.add(1)?;
        verdict.notes.iter().try_for_each(|note| self.text(note))?;
        match &verdict.kind {
            Kind::All(parts) | Kind::Any(parts) => parts.iter().try_for_each(|part| self.verdict(part, depth + 1)),
            Kind::Said(why) => why.iter().try_for_each(|why| self.text(why)),
            Kind::Pending(pending) => match &**pending {
                Pending::Not(inner) => self.verdict(inner, depth + 1),
                Pending::When(trigger, duty) => [trigger, duty].into_iter().try_for_each(|part| self.verdict(part, depth + 1)),
            },
            Kind::Test(_) => Some(()),
        }
    }

    fn query(&mut self, query: &Query, depth: usize) -> Option<()> {
        let rules = if let Source::Findings(findings) = &query.source { findings.rules.len() } else { 0 };
        self.add(1 + rules + query.columns.len() + query.filters.len() + query.that_where.len())?;
        query.having.iter().chain(&query.that).try_for_each(|having| self.having(having, depth + 1))
    }

    fn having(&mut self, having: &Having, depth: usize) -> Option<()> {
        self.add(1)?;
        match &having.condition {
            Pick::One(condition) => self.condition(condition, depth),
            Pick::ByReading { options, .. } => options.iter().try_for_each(|(_, condition)| self.condition(condition, depth)),
        }
    }

    fn condition(&mut self, condition: &Condition, depth: usize) -> Option<()> {
        if depth > DEPTH {
            return None;
        }
        self.add(1)?;
        match condition {
            Condition::OneOf(operands)
            | Condition::Covers(operands)
            | Condition::SomeOf(operands, _)
            | Condition::Within(operands)
            | Condition::Disjoint(operands) => operands.iter().try_for_each(|operand| self.operand(operand)),
            Condition::Not(inner) => self.condition(inner, depth + 1),
            Condition::All(parts) | Condition::Any(parts) => parts.iter().try_for_each(|part| self.condition(part, depth + 1)),
            _ => Some(()),
        }
    }

    fn operand(&mut self, operand: &Operand) -> Option<()> {
        match operand {
            Operand::Literal(Literal::Text(text)) => self.text(text),
            _ => self.add(1),
        }
    }
}
