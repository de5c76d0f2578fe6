//! What can be wrong with scales, bands and scorecards, found before any record is read.

use super::check::{incomplete, unknown_clauses};
use super::declaration::Declarations;
use super::names::unknown;
use super::needs::{want_belonging, want_filters, want_path};
use super::plan::Choices;
use super::resolve::Resolver;
use super::score::{Bands, Basis, Collected, RollUp, Scorecard, Scorer};
use crate::data::Needs;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::ordered::Ordered;
use crate::sorting::Gather;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

type Found<'a> = &'a mut Vec<Diagnostic>;

/// Checks every declaration by itself, and the names in it.
pub(super) fn complete(declarations: &Declarations, problems: Found<'_>) {
    let scoring = &declarations.scoring;
    for scale in &scoring.scales {
        if scale.grades.is_empty() {
            problems.push(
                incomplete(&scale.place, told!("等级“{}”一个等都没有", scale.id), told!("scale `{}` has no grades", scale.id))
                    .help(told!("加上 .等(\"good 良好\")"), told!("add .grade(\"good\")")),
            );
        }
        // Grades without points are worth nothing that a source would have to state.
        if scale.grades.iter().any(|grade| grade.points.is_some()) {
            rests(declarations, &scale.basis, &scale.place, ("等级", "scale", &scale.id), problems);
        } else {
            unknown_clauses(declarations, scale.basis.clauses.iter().map(|(id, place)| (id, place)), problems);
        }
    }
    for bands in &scoring.bands {
        in_order(bands, problems);
        rests(declarations, &bands.basis, &bands.place, ("分段", "bands", &bands.id), problems);
    }
    for card in &scoring.cards {
        self::card(declarations, card, problems);
        rests(declarations, &card.basis, &card.place, ("评分表", "card", &card.id), problems);
    }
    circles(&scoring.cards, problems);
}

/// Points, cut points and grades that no source states have to say so.
fn rests(declarations: &Declarations, basis: &Basis, place: &Place, (zh, en, id): (&str, &str, &str), problems: Found<'_>) {
    unknown_clauses(declarations, basis.clauses.iter().map(|(id, place)| (id, place)), problems);
    if basis.clauses.is_empty() && basis.local.is_none() {
        problems.push(
            Diagnostic::warning(
                Code::PackIncomplete,
                told!("{zh}“{id}”没有写明分值依据哪一条款"),
                told!("{en} `{id}` does not say which clause its values are from"),
            )
            .help(
                told!("加上 .条款(\"…\")；文件没有写的，加上 .自定(\"理由\")"),
                told!("add .clause(\"…\"), or .local(\"why\") where the source does not state them"),
            )
            .at(place.clone()),
        );
    }
}

fn in_order(bands: &Bands, problems: Found<'_>) {
    if bands.cuts.is_empty() {
        problems.push(
            incomplete(&bands.place, told!("分段“{}”没有分数线", bands.id), told!("bands `{}` have no cut point", bands.id))
                .help(told!("加上 .自(60, \"合格\")"), told!("add .from(60, \"合格\")")),
        );
    }
    if bands.below.is_none() {
        problems.push(
            incomplete(
                &bands.place,
                told!("分段“{}”没有说最低分数线以下叫什么", bands.id),
                told!("bands `{}` do not say what a score below all cut points is called", bands.id),
            )
            .help(told!("加上 .其余(\"不合格\")"), told!("add .below(\"不合格\")")),
        );
    }
    for pair in bands.cuts.windows(2) {
        let [higher, lower] = pair else { continue };
        if lower.from >= higher.from {
            let (from, above) = (lower.from.normalize(), higher.from.normalize());
            problems.push(
                Diagnostic::error(
                    Code::PackValue,
                    told!("分数线应从高到低：{from} 写在 {above} 后面"),
                    told!("cut points run from high to low: {from} comes after {above}"),
                )
                .at(lower.place.clone()),
            );
        }
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    if let Some(twice) = bands.names().find(|name| !seen.insert(name)) {
        problems.push(
            Diagnostic::error(Code::PackDuplicate, told!("两个分数段都叫“{twice}”"), told!("two bands are called `{twice}`"))
                .help(told!("改用另一个名字"), told!("give one of them another name"))
                .at(bands.place.clone()),
        );
    }
}

fn card(declarations: &Declarations, card: &Scorecard, problems: Found<'_>) {
    let scoring = &declarations.scoring;
    if card.entity.is_none() {
        problems.push(
            incomplete(&card.place, told!("评分表“{}”没有写明给谁评分", card.id), told!("card `{}` does not say who is scored", card.id))
                .help(told!("加上 .每(\"学校\", \"学年\")"), told!("add .each(\"school\", \"academic_year\")")),
        );
    }
    if card.items.is_empty() {
        problems.push(
            incomplete(&card.place, told!("评分表“{}”没有项目", card.id), told!("card `{}` has no items", card.id))
                .help(told!("加上 .项目(\"规则名\", 10)"), told!("add .item(\"rule\", 10)")),
        );
    }
    sections(card, problems);
    let mut scored: BTreeSet<&str> = BTreeSet::new();
    for item in &card.items {
        for rule in rules(declarations, &item.collected, problems) {
            if !scored.insert(rule) {
                problems.push(
                    Diagnostic::error(
                        Code::PackDuplicate,
                        told!("规则“{rule}”在评分表“{}”上算了两次", card.id),
                        told!("rule `{rule}` is scored twice on card `{}`", card.id),
                    )
                    .help(told!("留下一个项目，删去另一个"), told!("keep one item and remove the other"))
                    .at(item.collected.place.clone()),
                );
            }
        }
        if let Some(Scorer::ByGrade(id, place)) = &item.scorer {
            graded(declarations, id, place, item.roll_up, problems);
        }
    }
    let bands = scoring.bands_of(card);
    if let (Some((id, place)), None) = (&card.bands, bands) {
        problems.push(unknown("分段", "bands", id, place, scoring.bands.iter().map(|bands| bands.id.as_str())));
    }
    if let (Some(bands), Some((_, place)), false) = (bands, &card.bands, card.items.is_empty()) {
        let points = card.points();
        if let Some(cut) = bands.cuts.iter().find(|cut| cut.from > points) {
            let (name, from, points) = (&cut.name, cut.from.normalize(), points.normalize());
            problems.push(
                Diagnostic::error(
                    Code::PackValue,
                    told!("满分只有 {points} 分，到不了“{name}”的 {from} 分"),
                    told!("the card has {points} points only; nobody can reach {from} for `{name}`"),
                )
                .at(place.clone()),
            );
        }
    }
    for veto in &card.vetoes {
        rules(declarations, &veto.collected, problems);
        match bands {
            None if card.bands.is_none() => problems.push(
                incomplete(&veto.collected.place, told!("评分表没有分段，一票否决无从降等"), told!("a veto caps the band, but the card has no bands"))
                    .help(told!("加上 .分段(\"…\")"), told!("add .bands(\"…\")")),
            ),
            Some(bands) if !bands.names().any(|name| name == veto.band) => {
                problems.push(unknown("分段", "band", &veto.band, &veto.collected.place, bands.names()));
            }
            _ => {}
        }
    }
    for bound in &card.bound {
        if !scoring.cards.iter().any(|other| other.id == bound.card) {
            problems.push(unknown("评分表", "card", &bound.card, &bound.place, scoring.cards.iter().map(|card| card.id.as_str())));
        }
    }
    let blended: Decimal = card.bound.iter().filter_map(|bound| bound.blend.as_ref()).map(|(percent, _)| *percent).sum();
    if blended >= Decimal::ONE_HUNDRED {
        problems.push(
            Diagnostic::error(
                Code::PackValue,
                told!("捆绑的百分比一共是 {blended}，本表自己没有剩下的"),
                told!("blends take {blended} percent together and leave nothing of the card's own"),
            )
            .at(card.place.clone()),
        );
    }
}

/// The points of a section are those of its items.
fn sections(card: &Scorecard, problems: Found<'_>) {
    for (number, section) in card.sections.iter().enumerate() {
        let items: Decimal = card.items.iter().filter(|item| item.section == Some(number)).map(|item| item.points).sum();
        if items != section.points {
            let (name, points, items) = (&section.name, section.points.normalize(), items.normalize());
            problems.push(
                Diagnostic::error(
                    Code::PackValue,
                    told!("板块“{name}”写 {points} 分，各项目合计 {items} 分"),
                    told!("section `{name}` has {points} points, but its items have {items} together"),
                )
                .at(section.place.clone()),
            );
        }
    }
}

/// The rules that an item or a veto takes; there has to be one.
fn rules<'a>(declarations: &'a Declarations, collected: &Collected, problems: Found<'_>) -> Vec<&'a str> {
    let all = || declarations.rules.iter().map(|rule| rule.id.as_str());
    let taken: Vec<&str> = all().filter(|rule| collected.takes(rule)).collect();
    if taken.is_empty() {
        problems.push(unknown("规则", "rule", &collected.rules, &collected.place, all()));
    }
    taken
}

fn graded(declarations: &Declarations, id: &str, place: &Place, roll_up: RollUp, problems: Found<'_>) {
    let scoring = &declarations.scoring;
    let Some(scale) = scoring.scale(id) else {
        return problems.push(scoring.unknown_scale(id, place));
    };
    if let Some(grade) = scale.grades.iter().find(|grade| grade.points.is_none()) {
        problems.push(
            incomplete(place, told!("等级“{}”没有分值", grade.choice.label), told!("grade `{}` has no points", grade.choice.id))
                .help(told!("写成 .等(\"good 良好\", 3)"), told!("write .grade(\"good 良好\", 3)")),
        );
    } else if scale.most().is_some_and(|most| most == Decimal::ZERO) {
        problems.push(incomplete(place, told!("等级“{id}”的分值都是 0"), told!("every grade of scale `{id}` has 0 points")));
    }
    if roll_up == RollUp::Share {
        problems.push(
            Diagnostic::error(Code::PackValue, told!("达标的占比不是等级，不能按等级得分"), told!("a share of findings is no grade"))
                .help(told!("改用 平均 或 最差"), told!("roll up by mean or worst"))
                .at(place.clone()),
        );
    }
}

/// Cards that show or blend each other in a circle have no score to begin with.
fn circles(cards: &[Scorecard], problems: Found<'_>) {
    for (card, bound) in cards.iter().flat_map(|card| card.bound.iter().map(move |bound| (card, bound))) {
        if leads(cards, &bound.card, &card.id) {
            problems.push(
                Diagnostic::error(
                    Code::PackCycle,
                    told!("评分表“{}”和“{}”互相引用", card.id, bound.card),
                    told!("cards `{}` and `{}` refer to each other", card.id, bound.card),
                )
                .help(told!("去掉其中一处"), told!("remove one of the two"))
                .at(bound.place.clone()),
            );
        }
    }
}

/// Whether a card refers to another, itself or through others.
fn leads(cards: &[Scorecard], from: &str, to: &str) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut queue = vec![from];
    while let Some(id) = queue.pop() {
        if id == to {
            return true;
        }
        let next = cards.iter().filter(|card| card.id == id).flat_map(|card| &card.bound).map(|bound| bound.card.as_str());
        queue.extend(next.filter(|next| seen.insert(next)));
    }
    false
}

/// Ties every item to its card under every choice of the readings that either picks by; notes the columns that this reads.
pub(super) fn tied(declarations: &Declarations, usual: &Choices, needs: &mut Needs, problems: Found<'_>) {
    let schema = &declarations.schema;
    for card in &declarations.scoring.cards {
        let mut found = Vec::new();
        // Items by whether any choice lets a finding of them lie inside the card's period.
        let mut inside: Ordered<usize, bool> = Ordered::default();
        for choices in variations(declarations, card, usual) {
            let resolver = Resolver { declarations, params: &declarations.params, choices: &choices };
            let Some(resolved) = resolver.card(card, &mut found) else { continue };
            needs.or_default(resolved.table);
            want_filters(schema, needs, &resolved.members);
            want_belonging(schema, needs, resolved.table, &mut BTreeSet::new());
            resolved.paths().for_each(|path| want_path(schema, needs, path));
            for (number, rules) in resolved.items.iter().enumerate().filter(|(_, rules)| !rules.is_empty()) {
                *inside.or_default(number) |= rules.iter().any(|rule| rule.inside);
            }
        }
        for (number, _) in inside.iter().filter(|(_, inside)| !**inside) {
            let Some(item) = card.items.get(*number) else { continue };
            let rules = &item.collected.rules;
            found.push(
                Diagnostic::error(
                    Code::PackValue,
                    told!("规则“{rules}”的考核期不会落在评分表“{}”的考核期里", card.id),
                    told!("the periods of rule `{rules}` never lie inside those of card `{}`", card.id),
                )
                .help(told!("换一张考核期更长的评分表"), told!("put it on a card of a longer period"))
                .at(item.collected.place.clone()),
            );
        }
        for problem in found {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
}

/// The usual choices, and each other choice of a reading that the card or one of its rules picks its units or periods by.
fn variations(declarations: &Declarations, card: &Scorecard, usual: &Choices) -> Vec<Choices> {
    let collected = card.items.iter().map(|item| &item.collected).chain(card.vetoes.iter().map(|veto| &veto.collected));
    let rules = collected.flat_map(|collected| declarations.rules.iter().filter(|rule| collected.takes(&rule.id)));
    let of_rules = rules.flat_map(|rule| [rule.entity.as_ref().and_then(|(entity, _)| entity.reading()), rule.period.reading()]);
    let bound = card.bound.iter().filter_map(|bound| declarations.scoring.cards.iter().find(|card| card.id == bound.card));
    let of_cards = bound.chain([card]).flat_map(|card| [card.entity.as_ref().and_then(|(entity, _)| entity.reading()), card.period.reading()]);
    let names: BTreeSet<&str> = of_rules.chain(of_cards).flatten().gather();
    let mut all = vec![usual.clone()];
    for reading in declarations.readings.iter().filter(|reading| names.contains(reading.id.as_str())) {
        for (choice, _) in reading.choices.iter().filter(|(choice, _)| *choice != reading.usual) {
            let mut choices = usual.clone();
            choices.insert(reading.id.clone(), choice.clone());
            all.push(choices);
        }
    }
    all
}
