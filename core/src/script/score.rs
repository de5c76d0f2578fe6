//! Words that declare scales, bands and scorecards.

use super::call::{Call, Outcome, Stop};
use super::declare::{change, duplicate, not_among};
use super::value::{Handle, Local, as_number};
use crate::calendar::PeriodKind;
use crate::diagnostic::{Code, Diagnostic};
use crate::pack::{Bands, Basis, Bound, Choice, Collected, Cut, Declarations, Grade, Item, Literal, Pick, RollUp, Scale, Scorecard, Scorer, Section, Veto};
use rhai::Dynamic;
use rust_decimal::Decimal;

/// Digits behind the point that a score can have.
const DIGITS: u32 = 6;

/// Points that an item or section can have at most.
const POINTS: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

const CARD: (&str, &str) = ("评分表", "a card");
const BANDS: (&str, &str) = ("分段", "bands");
const ITEM: (&str, &str) = ("评分表的项目", "an item of a card");

fn number(call: &Call<'_>, index: usize) -> Result<Decimal, Stop> {
    call.args.get(index).and_then(as_number).ok_or_else(|| call.wants(index, "数", "a number"))
}

fn value(call: &Call<'_>, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::PackValue, zh, en).at(call.place.clone())
}

/// Points have to be worth something, and no sum of them may leave the range of exact decimals.
fn points(call: &Call<'_>, index: usize) -> Result<Decimal, Stop> {
    let points = number(call, index)?;
    if points > Decimal::ZERO && points <= POINTS {
        return Ok(points);
    }
    Err(value(call, told!("分值是 {points}，应大于 0，不超过 {POINTS}"), told!("points must be more than 0 and at most {POINTS}, not {points}")).into())
}

/// What a card, bands or a scale rest on.
pub(super) fn basis(declarations: &mut Declarations, handle: Handle) -> Option<&mut Basis> {
    let scoring = &mut declarations.scoring;
    match handle {
        Handle::Scale(index) => scoring.scales.get_mut(index).map(|scale| &mut scale.basis),
        Handle::Bands(index) => scoring.bands.get_mut(index).map(|bands| &mut bands.basis),
        Handle::Card(index) => scoring.cards.get_mut(index).map(|card| &mut card.basis),
        _ => None,
    }
}

/// `.local(why)` after a card, bands or a scale.
pub(super) fn local(call: &Call<'_>) -> Outcome {
    let why = call.text(1)?;
    change(call, ("评分表、分段或等级", "a card, bands or a scale"), |declarations, handle| {
        basis(declarations, handle).map(|basis| basis.local = Some(why)).is_some()
    })
}

pub(super) fn scale(call: &mut Call<'_>) -> Outcome {
    let id = call.text(0)?;
    let mut declarations = call.session.declarations();
    let scales = &mut declarations.scoring.scales;
    if scales.iter().any(|scale| scale.id == id) {
        call.session.report(duplicate("等级", "scale", &id, &call.place));
    }
    scales.push(Scale { id, grades: Vec::new(), basis: Basis::default(), place: call.place.clone() });
    Ok(Dynamic::from(Handle::Scale(scales.len() - 1)))
}

pub(super) fn grade(call: &mut Call<'_>) -> Outcome {
    let choice = Choice::parse(&call.text(1)?);
    let points = if call.count() > 2 { Some(number(call, 2)?) } else { None };
    if points.is_some_and(|points| points < Decimal::ZERO) {
        return Err(value(call, "等级的分值不能小于 0", "a grade's points cannot be less than 0").into());
    }
    let id = choice.id.clone();
    let mut twice = false;
    let outcome = change(call, ("等级", "a scale"), |declarations, handle| match handle {
        Handle::Scale(index) => declarations.scoring.scales.get_mut(index).is_some_and(|scale| {
            twice = scale.grades.iter().any(|grade| grade.choice.id == choice.id);
            scale.grades.push(Grade { choice, points });
            true
        }),
        _ => false,
    });
    if twice {
        call.session.report(duplicate("等级", "grade", &id, &call.place));
    }
    outcome
}

/// The bands that the chain speaks of, if it does.
pub(super) fn bands_before(call: &Call<'_>) -> Option<usize> {
    match call.handle() {
        Ok(Handle::Bands(index)) => Some(index),
        _ => None,
    }
}

/// `bands` declares; after a card it names the ones that the card uses.
pub(super) fn bands(call: &mut Call<'_>) -> Outcome {
    if call.count() > 1 {
        let (id, place) = (call.text(1)?, call.place.clone());
        return change_card(call, |card| card.bands = Some((id, place)));
    }
    let id = call.text(0)?;
    let mut declarations = call.session.declarations();
    let bands = &mut declarations.scoring.bands;
    if bands.iter().any(|known| known.id == id) {
        call.session.report(duplicate("分段", "bands", &id, &call.place));
    }
    bands.push(Bands { id, cuts: Vec::new(), below: None, basis: Basis::default(), place: call.place.clone() });
    Ok(Dynamic::from(Handle::Bands(bands.len() - 1)))
}

/// `from` after bands; after a parameter it is `declare::from`.
pub(super) fn cut(call: &Call<'_>, index: usize) -> Outcome {
    let cut = Cut { from: number(call, 1)?, name: call.text(2)?, place: call.place.clone() };
    change_bands(call, index, |bands| bands.cuts.push(cut))
}

pub(super) fn below(call: &mut Call<'_>) -> Outcome {
    let name = call.text(1)?;
    let index = bands_before(call).ok_or_else(|| call.wants(0, BANDS.0, BANDS.1))?;
    let mut twice = false;
    let outcome = change_bands(call, index, |bands| twice = bands.below.replace(name).is_some());
    if twice {
        call.session.report(
            Diagnostic::error(Code::PackDuplicate, told!("“其余”写了两次"), told!("`below` is said twice"))
                .help(told!("分数线以下只有一段，删去其中一个"), told!("there is one band below all cut points; remove one of the two"))
                .at(call.place.clone()),
        );
    }
    outcome
}

fn change_bands(call: &Call<'_>, index: usize, edit: impl FnOnce(&mut Bands)) -> Outcome {
    change(call, BANDS, |declarations, _| declarations.scoring.bands.get_mut(index).map(edit).is_some())
}

pub(super) fn scorecard(call: &mut Call<'_>) -> Outcome {
    let id = call.text(0)?;
    let mut declarations = call.session.declarations();
    let cards = &mut declarations.scoring.cards;
    if cards.iter().any(|card| card.id == id) {
        call.session.report(duplicate("评分表", "card", &id, &call.place));
    }
    cards.push(Scorecard {
        title: id.clone(),
        id,
        title_en: String::new(),
        entity: None,
        period: Pick::One(PeriodKind::Policy.name().into()),
        sections: Vec::new(),
        items: Vec::new(),
        vetoes: Vec::new(),
        bound: Vec::new(),
        bands: None,
        digits: Scorecard::DIGITS,
        last_is_veto: false,
        basis: Basis::default(),
        place: call.place.clone(),
    });
    Ok(Dynamic::from(Handle::Card(cards.len() - 1)))
}

fn change_card(call: &Call<'_>, edit: impl FnOnce(&mut Scorecard)) -> Outcome {
    change(call, CARD, |declarations, handle| match handle {
        Handle::Card(index) => declarations.scoring.cards.get_mut(index).map(edit).is_some(),
        _ => false,
    })
}

pub(super) fn section(call: &mut Call<'_>) -> Outcome {
    let section = Section { name: call.text(1)?, points: points(call, 2)?, place: call.place.clone() };
    change_card(call, |card| card.sections.push(section))
}

pub(super) fn item(call: &mut Call<'_>) -> Outcome {
    let collected = Collected { rules: call.text(1)?, by: None, place: call.place.clone() };
    let points = points(call, 2)?;
    change_card(call, |card| {
        let section = card.sections.len().checked_sub(1);
        card.last_is_veto = false;
        card.items.push(Item { collected, points, section, scorer: None, roll_up: RollUp::default() });
    })
}

fn last_item(call: &Call<'_>, edit: impl FnOnce(&mut Item)) -> Outcome {
    change(call, ITEM, |declarations, handle| match handle {
        Handle::Card(index) => declarations.scoring.cards.get_mut(index).and_then(|card| card.items.last_mut()).map(edit).is_some(),
        _ => false,
    })
}

fn score(call: &Call<'_>, scorer: Scorer) -> Outcome {
    let mut twice = false;
    let outcome = last_item(call, |item| twice = item.scorer.replace(scorer).is_some());
    if twice {
        call.session.report(
            Diagnostic::error(Code::PackDuplicate, told!("一个项目只能有一种得分办法"), told!("an item is scored in one way only"))
                .help(told!("留下一种，删去另一种"), told!("keep one and remove the other"))
                .at(call.place.clone()),
        );
    }
    outcome
}

pub(super) fn all_or_nothing(call: &mut Call<'_>) -> Outcome {
    score(call, Scorer::AllOrNothing)
}

pub(super) fn proportional(call: &mut Call<'_>) -> Outcome {
    score(call, Scorer::Proportional)
}

pub(super) fn by_grade(call: &mut Call<'_>) -> Outcome {
    let scale = call.text(1)?;
    score(call, Scorer::ByGrade(scale, call.place.clone()))
}

pub(super) fn stepped(call: &mut Call<'_>) -> Outcome {
    let pair = |step: Dynamic| match step.into_array().ok()?.as_slice() {
        [reached, percent] => Some((as_number(reached)?, as_number(percent)?)),
        _ => None,
    };
    let list = call.args.get(1).and_then(|list| list.clone().into_array().ok());
    let steps: Option<Vec<(Decimal, Decimal)>> = list.and_then(|list| list.into_iter().map(pair).collect());
    let steps = steps.filter(|steps| !steps.is_empty()).ok_or_else(|| call.wants(1, "分档 [[做到多少, 百分之几], …]", "steps [[reached, percent], …]"))?;
    if let Some((_, percent)) = steps.iter().find(|(_, percent)| *percent < Decimal::ZERO || *percent > Decimal::ONE_HUNDRED) {
        return Err(value(call, told!("百分之 {percent} 不在 0 到 100 之间"), told!("{percent} percent is not between 0 and 100")).into());
    }
    let cuts = |in_order: fn(&Decimal, &Decimal) -> bool| steps.windows(2).all(|pair| matches!(pair, [(one, _), (next, _)] if in_order(one, next)));
    let percents = steps.windows(2).all(|pair| matches!(pair, [(_, one), (_, next)] if one > next));
    if !percents || !(cuts(PartialOrd::gt) || cuts(PartialOrd::lt)) {
        return Err(value(call, "各档没有按得分从高到低排列", "the steps are not in order, from the most percent to the least")
            .help(
                told!("要求“至少”时写 [[3, 100], [2, 60], [1, 30]]；要求“至多”时写 [[1, 60], [2, 30]]"),
                told!("for at least: [[3, 100], [2, 60], [1, 30]]; for at most: [[1, 60], [2, 30]]"),
            )
            .into());
    }
    score(call, Scorer::Stepped(steps))
}

pub(super) fn roll_up(call: &mut Call<'_>) -> Outcome {
    let name = call.text(1)?;
    let roll_up = RollUp::from_name(&name).ok_or_else(|| not_among(call, &name, RollUp::ALL.iter().map(|(_, en, zh)| (*en, *zh))))?;
    last_item(call, |item| item.roll_up = roll_up)
}

pub(super) fn veto(call: &mut Call<'_>) -> Outcome {
    let collected = Collected { rules: call.text(1)?, by: None, place: call.place.clone() };
    let band = call.text(2)?;
    change_card(call, |card| {
        card.last_is_veto = true;
        card.vetoes.push(Veto { collected, band });
    })
}

/// `by` after an item or a veto; after a query it is `query::by`.
pub(super) fn by(call: &Call<'_>) -> Outcome {
    let by = Some((call.text(1)?, call.place.clone()));
    change(call, ITEM, |declarations, handle| {
        let Handle::Card(index) = handle else { return false };
        let Some(card) = declarations.scoring.cards.get_mut(index) else { return false };
        let veto = card.vetoes.last_mut().filter(|_| card.last_is_veto).map(|veto| &mut veto.collected);
        veto.or(card.items.last_mut().map(|item| &mut item.collected)).map(|collected| collected.by = by).is_some()
    })
}

pub(super) fn beside(call: &mut Call<'_>) -> Outcome {
    let bound = Bound { card: call.text(1)?, blend: None, place: call.place.clone() };
    change_card(call, |card| card.bound.push(bound))
}

/// The weight of another card is nobody's but the bureau's, so it has to be a local value.
pub(super) fn blend(call: &mut Call<'_>) -> Outcome {
    let card = call.text(1)?;
    let local: Local = call.args.get(2).cloned().unwrap_or_default().try_cast().ok_or_else(|| {
        Stop::from(
            Diagnostic::error(
                Code::PackIncomplete,
                told!("捆绑的百分比由本地定，要说明理由"),
                told!("the percentage of a blend is local and needs its reason"),
            )
            .help(told!("写成 自定(20, \"区里商定\")"), told!("write it as local(20, \"agreed in the district\")"))
            .at(call.place.clone()),
        )
    })?;
    let percent = match local.value {
        Literal::Number(percent) if percent > Decimal::ZERO && percent < Decimal::ONE_HUNDRED => percent,
        _ => return Err(value(call, "捆绑的百分比应在 0 和 100 之间", "the percentage of a blend must lie between 0 and 100").into()),
    };
    let bound = Bound { card, blend: Some((percent, local.why)), place: call.place.clone() };
    change_card(call, |card| card.bound.push(bound))
}

pub(super) fn round(call: &mut Call<'_>) -> Outcome {
    let digits = call.integer(1)?;
    let digits = u32::try_from(digits)
        .ok()
        .filter(|digits| *digits <= DIGITS)
        .ok_or_else(|| Stop::from(value(call, told!("小数位应在 0 到 {DIGITS} 之间"), told!("a score has from 0 to {DIGITS} digits behind the point"))))?;
    change_card(call, |card| card.digits = digits)
}
