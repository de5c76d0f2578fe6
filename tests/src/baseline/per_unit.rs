//! The same counts, but a script judges: one call to rhai for each unit that a rule applies to.

use chrono::NaiveDate;
use rhai::{AST, Engine, EvalAltResult, INT, ImmutableString, Scope};

use super::{Finding, Records, Rule, Status, units};

/// Judges all units on the day `as_of`. Findings come by rule, entity row and period.
///
/// # Errors
/// When a script does not compile, fails, or returns no status.
pub fn judge(records: &Records, as_of: NaiveDate) -> Result<Vec<Finding>, Box<EvalAltResult>> {
    let engine = Engine::new();
    let scripts = Rule::ALL.iter().map(|rule| engine.compile(script(*rule))).collect::<Result<Vec<AST>, _>>()?;
    let mut scope = Scope::new();
    units::judge(records, as_of, |rule, measured, open| {
        let arguments = (INT::from(measured), open);
        let said: ImmutableString = engine.call_fn(&mut scope, &scripts[rule as usize], "judge", arguments)?;
        status(&said)
    })
}

fn script(rule: Rule) -> String {
    let early = if rule == Rule::ResidentResearchers { "open" } else { "open && done < need" };
    let need = rule.required();
    format!(
        r#"fn judge(done, open) {{
            let need = {need};
            if {early} {{ return "not_due"; }}
            if done >= need {{ "pass" }} else {{ "fail" }}
        }}"#
    )
}

fn status(said: &str) -> Result<Status, Box<EvalAltResult>> {
    match said {
        "pass" => Ok(Status::Pass),
        "fail" => Ok(Status::Fail),
        "not_due" => Ok(Status::NotDue),
        other => Err(format!("not a status: {other}").into()),
    }
}
