//! What is to be done next: first what is still due, then what was missed, then what cannot be decided.

use super::table::{DEPENDS, by_table};
use super::{DIM, hanging, lines, style};
use crate::words::Words;
use dudao::{Day, Schema, Status, Task, View, WorkItem};
use std::io::{self, Write};

/// Tasks that are listed of one unit in one section.
const TASKS: usize = 3;

/// Writes the sections that have anything in them.
pub fn write(view: &View, words: Words, schema: &Schema, to: &mut dyn Write) -> io::Result<()> {
    let units: Vec<&WorkItem> = by_table(schema, &view.worklist, |item| &item.table).into_iter().flat_map(|(_, items)| items).collect();

    let mut due: Vec<(&WorkItem, &[Task])> = tasks(&units, |item| &item.due);
    due.sort_by_key(|(_, tasks)| tasks.iter().filter_map(|task| task.due).min().map_or((true, None), |day| (false, Some(day))));
    let title = words.pick("还没有到期的（最早到期的在前）", "Still due (the soonest first)");
    section(title, Status::NotDue, &due, (view, words), to, |task| (task.due, task.remedy.as_ref().unwrap_or(&task.message)))?;

    let missed = tasks(&units, |item| &item.missed);
    let title = words.pick("没有做到的（只列有约束力的，最近的一期在前）", "Missed (what binds only, the latest period first)");
    section(title, Status::Fail, &missed, (view, words), to, |task| (task.due, &task.message))?;

    let unclear = tasks(&units, |item| &item.unclear);
    let title = words.pick("定不下来的（先补正台账，或由人评定）", "Undecided (mend the records, or let a person judge)");
    section(title, Status::Unknown, &unclear, (view, words), to, |task| (None, &task.message))
}

fn tasks<'a>(units: &[&'a WorkItem], of: impl Fn(&'a WorkItem) -> &'a Vec<Task>) -> Vec<(&'a WorkItem, &'a [Task])> {
    units.iter().map(|item| (*item, of(item).as_slice())).filter(|(_, tasks)| !tasks.is_empty()).collect()
}

fn section(
    title: &str,
    status: Status,
    units: &[(&WorkItem, &[Task])],
    (view, words): (&View, Words),
    to: &mut dyn Write,
    say: impl Fn(&Task) -> (Option<Day>, &String),
) -> io::Result<()> {
    if units.is_empty() {
        return Ok(());
    }
    let heading = style(status).bold();
    let total: usize = units.iter().map(|(_, tasks)| tasks.len()).sum();
    writeln!(to, "\n{heading}{title}{}{total}{heading:#}", words.colon())?;
    let mut cut = false;
    for (unit, tasks) in units {
        lines(to, "  ", &unit.name)?;
        for task in tasks.iter().take(TASKS) {
            let (day, text) = say(task);
            let lead = day.map_or_else(String::new, |day| format!("{day}  "));
            let sign = if task.depends { format!("{DEPENDS} ") } else { String::new() };
            hanging(to, "    ", &lead, &format!("{sign}{}{text}", words.duty(&task.title, &task.period, view)))?;
        }
        if let Some(more) = tasks.len().checked_sub(TASKS).filter(|more| *more > 0) {
            cut = true;
            writeln!(to, "    {DIM}{}{DIM:#}", words.more(more))?;
        }
    }
    if cut {
        let listed = words.pick(format!("每个对象最多列 {TASKS} 项，"), format!("at most {TASKS} are listed for each unit; "));
        writeln!(to, "  {listed}{}", words.rest_in("csv"))?;
    }
    Ok(())
}
