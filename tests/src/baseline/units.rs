//! Which units there are, and what is known of each before it is judged.

use super::measures::Measures;
use super::periods::{Slot, number};
use super::records::{Records, Role};
use super::rules::{Entity, Rule};
use super::{Finding, Status};

use chrono::NaiveDate;

/// Judges every unit. `verdict` is asked about those that the rule applies to, with the rule, the count, and whether
/// more may come; the first error it gives ends the run.
pub(super) fn judge<E>(records: &Records, as_of: NaiveDate, mut verdict: impl FnMut(Rule, u32, bool) -> Result<Status, E>) -> Result<Vec<Finding>, E> {
    let as_of = number(as_of);
    let counts = Measures::count(records, as_of);
    let mut findings = Vec::new();
    for rule in Rule::ALL {
        let slots = records.periods.slots(rule, as_of);
        let units = units(records, rule.entity());
        findings.reserve(units.len() * slots.len());
        for entity in units {
            for (slot, period) in slots.iter().zip(0_u16..) {
                let (status, measured) = match slot {
                    Slot::Absent => continue,
                    Slot::Partial => (Status::NotApplicable, 0),
                    Slot::Judged { open } => {
                        let measured = counts.get(rule, entity as usize, usize::from(period));
                        (verdict(rule, measured, *open)?, measured)
                    }
                };
                findings.push(Finding { rule, status, period, entity, measured });
            }
        }
    }
    Ok(findings)
}

/// The rows of an entity's table that are judged.
fn units(records: &Records, entity: Entity) -> Vec<u32> {
    let rows = |len: usize| (0..u32::try_from(len).unwrap_or(u32::MAX)).collect::<Vec<u32>>();
    let schools = |role: Option<Role>| {
        let judged = |(school, _): &(&super::records::School, u32)| match role {
            Some(role) => school.role == role,
            None => school.in_alliance,
        };
        records.schools.iter().zip(0..).filter(judged).map(|(_, row)| row).collect()
    };
    match entity {
        Entity::School => schools(None),
        Entity::Member => schools(Some(Role::Member)),
        Entity::Lead => schools(Some(Role::Lead)),
        Entity::Alliance => rows(records.alliances.len()),
        Entity::WeakSubject => rows(records.weak_subjects.len()),
    }
}
