//! Draws entities and rules.

use fastrand::Rng;

use super::conditions::{Scene, having};
use super::queries::{Sort, query};
use super::verdicts::verdict;
use super::{chance, pick};
use crate::oracle::pack::{Entity, Grain, Pack, Rule};

/// One entity for each table whose rows may be judged, and one more with conditions.
pub(super) fn entities(rng: &mut Rng, pack: &Pack) -> Vec<Entity> {
    let mut entities: Vec<Entity> = ["schools", "groups", "people", "events"]
        .into_iter()
        .filter(|table| pack.table(table).is_some())
        .map(|table| Entity { id: format!("any_{table}"), table: table.to_owned(), having: Vec::new() })
        .collect();
    let scene = Scene { pack, record: None, unit: "schools" };
    let conditions: Vec<_> = (0..rng.usize(1..=2)).filter_map(|_| having(rng, scene)).collect();
    entities.push(Entity { id: "some_schools".to_owned(), table: "schools".to_owned(), having: conditions });
    entities
}

/// The rule of that number.
pub(super) fn rule(rng: &mut Rng, pack: &Pack, number: usize) -> Rule {
    let entity = pick(rng, &pack.entities);
    // Schools have the most to be asked.
    let entity = if entity.table == "schools" || chance(rng, 60) { entity } else { &pack.entities[0] };
    let grain = grain(rng, pack);
    let partial = chance(rng, 35);
    let mut measures = Vec::new();
    let mut sorts: Vec<(String, Sort)> = Vec::new();
    for number in 1..=rng.usize(1..=3) {
        if let Some((query, sort)) = query(rng, pack, &entity.table, &grain) {
            let name = format!("n{number}");
            sorts.push((name.clone(), sort));
            measures.push((name, query));
        }
    }
    let scene = Scene { pack, record: None, unit: &entity.table };
    let only = if chance(rng, 20) { having(rng, scene).into_iter().collect() } else { Vec::new() };
    let judge = verdict(rng, scene, &sorts, 2);
    Rule { id: format!("r{number}"), entity: entity.id.clone(), partial, grain, only, measures, judge }
}

fn grain(rng: &mut Rng, pack: &Pack) -> Grain {
    let has = |name: &str| pack.table(name).is_some();
    match rng.u8(..20) {
        0..=6 if has("terms") => Grain::Term,
        7..=8 if has("academic_years") => Grain::AcademicYear,
        9..=10 => Grain::Month,
        11..=12 if has("terms") => Grain::Week,
        13..=14 => Grain::Phase(pick(rng, &pack.phases).id.clone()),
        15..=16 => Grain::Policy,
        _ => Grain::CalendarYear,
    }
}
