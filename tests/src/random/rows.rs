//! Single records: their cells, and the numbers and days around which they crowd.

use super::{SUBJECTS, School, Span, World, chance, date, days_after, pick};

/// The cells of a row, by column.
pub(super) type Cells = Vec<(&'static str, String)>;

/// Kinds of activity with their labels, some of which no rule counts.
const KINDS: [(&str, &str); 8] = [
    ("demo_lesson", "示范课"),
    ("observe_evaluate", "听课评课"),
    ("lecture", "专题讲座"),
    ("study_trip", "听课研修"),
    ("lead_visit", "校长指导"),
    ("joint_prep", "集体备课"),
    ("festival", "节庆"),
    ("open_class", "公开课"),
];
/// What a session was about; the first two are what the rule asks for.
pub(super) const TOPICS: [&str; 6] = ["preparation;research", "备课;教研", "preparation", "research;management", "management", ""];
/// Who visited; the first three are leaders of a school.
pub(super) const POSTS: [&str; 5] = ["principal", "vice_principal", "校长", "middle", "teacher"];
/// Ways to write that something is so.
pub(super) const YES: [&str; 5] = ["true", "yes", "1", "是", "Y"];

pub(super) fn cells<const N: usize>(cells: [(&'static str, &str); N]) -> Cells {
    cells.map(|(column, value)| (column, value.to_owned())).to_vec()
}

impl World {
    /// How many records to make: mostly as many as asked for, one fewer or more, or none.
    pub(super) fn quota(&mut self, parameter: &str, default: i64) -> i64 {
        let least = self.options.params.get(parameter).copied().unwrap_or(default);
        let more = pick(&mut self.rng, &[-least, -1, -1, 0, 0, 0, 1, 1, 2]);
        (least + more).max(0)
    }

    /// Activities of a kind around the number that a parameter asks for; one in eight has something wrong with it.
    pub(super) fn activities(&mut self, kind: &'static str, (parameter, default): (&str, i64), window: Span, common: &Cells) {
        for _ in 0..self.quota(parameter, default) {
            let mut activity = common.clone();
            activity.push(("kind", self.spelling_of(kind)));
            activity.push(("date", self.day_for(window).to_string()));
            // What schools do together need not name their alliance.
            if activity.len() > 3 && chance(&mut self.rng, 25) {
                activity.retain(|(column, _)| *column != "alliance");
            }
            if chance(&mut self.rng, 12) {
                let place = self.rng.usize(..activity.len());
                activity[place].1 = self.other(activity[place].0);
            }
            self.push("activities", activity);
        }
    }

    fn spelling_of(&mut self, kind: &str) -> String {
        let label = KINDS.iter().find(|(id, _)| *id == kind).map(|(_, label)| *label);
        label.filter(|_| chance(&mut self.rng, 10)).unwrap_or(kind).to_owned()
    }

    /// Some value that a column may have, often the wrong one.
    fn other(&mut self, column: &str) -> String {
        match column {
            "alliance" => pick(&mut self.rng, &self.alliances).to_owned(),
            "host" | "presenter" | "participants" => pick(&mut self.rng, &self.schools).id.to_owned(),
            "subject" => pick(&mut self.rng, &SUBJECTS).to_owned(),
            "kind" => pick(&mut self.rng, &KINDS).0.to_owned(),
            "post" => pick(&mut self.rng, &POSTS).to_owned(),
            "topics" => pick(&mut self.rng, &TOPICS).to_owned(),
            "scope" => "alliance".to_owned(),
            "evaluated" => pick(&mut self.rng, &["false", "否", "0"]).to_owned(),
            "headcount" => self.rng.u8(..14).to_string(),
            _ => self.day_for(Span { first: date("2019-09-01"), last: date("2023-01-31") }).to_string(),
        }
    }

    pub(super) fn posting(&mut self, kind: &str, rank: &str, from: &str, to: &str, window: Span) {
        let teacher = format!("t{}", self.rng.u8(..40));
        let established = pick(&mut self.rng, &YES);
        let mut posting = cells([("teacher", &teacher), ("kind", kind), ("from_school", from), ("to_school", to)]);
        posting.extend(cells([("rank", rank), ("established", established)]));
        posting.extend(self.spell(window));
        if chance(&mut self.rng, 15) {
            let school = pick(&mut self.rng, &self.schools).id;
            let slips = [("rank", "ordinary"), ("established", "no"), ("to_school", school), ("kind", "支教")];
            let (column, value) = pick(&mut self.rng, &slips);
            posting.retain(|(name, _)| *name != column);
            posting.push((column, value.to_owned()));
        }
        self.push("postings", posting);
    }

    /// The start and end of a spell, on or next to the days on which it matters.
    pub(super) fn spell(&mut self, window: Span) -> Cells {
        let as_of = self.options.as_of;
        let inside = self.day_within(window);
        let starts = [window.first, window.first, days_after(window.first, -40), window.last, days_after(window.last, 1), as_of, inside];
        let start = pick(&mut self.rng, &starts);
        let ends =
            [days_after(window.first, -1), window.first, window.last, days_after(window.last, -1), days_after(window.last, 60), as_of, days_after(as_of, -1)];
        let end = pick(&mut self.rng, &ends);
        let end = if end < start || self.rng.bool() { String::new() } else { end.to_string() };
        cells([("start", &start.to_string()), ("end", &end)])
    }

    /// The school, with up to two of any others.
    pub(super) fn participants(&mut self, school: &School) -> String {
        let mut participants = vec![school.id];
        for _ in 0..self.rng.usize(..=2) {
            participants.push(pick(&mut self.rng, &self.schools).id);
        }
        self.rng.shuffle(&mut participants);
        participants.join(";")
    }

    pub(super) fn headcount(&mut self, school: &School) -> String {
        let is_larger = self.options.readings.get("trip_size").is_some_and(|choice| choice == "larger");
        let fifth = (school.teachers + 4) / 5;
        let least = if is_larger { fifth.max(10) } else { fifth.min(10) };
        (least + pick(&mut self.rng, &[-1, 0, 0, 0, 1])).to_string()
    }

    /// A school of an alliance with that role, or any school where there is none.
    pub(super) fn school_of(&mut self, alliance: &str, is_lead: bool) -> &'static str {
        let fitting: Vec<&School> = self.schools.iter().filter(|s| s.alliance == alliance && s.is_lead == is_lead).collect();
        let among = if fitting.is_empty() { self.schools.iter().collect() } else { fitting };
        pick(&mut self.rng, &among).id
    }

    pub(super) fn push(&mut self, table: &str, mut row: Cells) {
        self.records_made += 1;
        row.push(("id", format!("r{}", self.records_made)));
        if let Some(table) = self.book.tables.get_mut(table) {
            table.push(&row);
        }
    }
}
