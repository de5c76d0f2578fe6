//! The report as JSON, streamed. What is said of one unit is mostly said of others in the same words, so these are put into JSON once.

use super::{Report, RuleRun};
use crate::finding::Finding;
use crate::judge::{Key, Outcome, Raw};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::io::{self, Write};

/// Text that is written to the file at once.
const PIECE: usize = 1 << 16;

/// Forms of one rule that are kept at most: where nearly every unit has values of its own, keeping them gains nothing.
const KEPT: usize = 4096;

/// A finding as JSON but for who is judged: the text before the fingerprint, before the id, before the name, and after it.
struct Form([String; 4]);

/// What findings must agree in to have the same form: period, outcome, and the values of all measures.
type Look = Vec<Key>;

impl Form {
    /// `finding` has an empty fingerprint, id and name.
    fn of(finding: &Finding) -> io::Result<Self> {
        let text = serde_json::to_string(finding)?;
        // Inside a text every quote is escaped, so what looks like a field is one; they come in this order.
        let mut rest = text.as_str();
        let mut before = |field: &str| {
            let (head, tail) = rest.split_once(&format!("\"{field}\":\"\"")).unwrap_or((rest, ""));
            rest = tail;
            format!("{head}\"{field}\":")
        };
        let parts = [before("fingerprint"), before("entity"), before("entity_name")];
        let [fingerprint, id, name] = parts;
        Ok(Self([fingerprint, id, name, rest.to_string()]))
    }

    fn write(&self, text: &mut Vec<u8>, fingerprint: &str, id: &str, name: &str) -> io::Result<()> {
        let Self(parts) = self;
        for (part, value) in parts.iter().zip([fingerprint, id, name]) {
            text.extend_from_slice(part.as_bytes());
            serde_json::to_writer(&mut *text, value)?;
        }
        text.extend_from_slice(parts[3].as_bytes());
        Ok(())
    }
}

impl Report {
    /// Writes the report as JSON, ending with a line end.
    pub fn write_json(&self, mut to: impl Write) -> io::Result<()> {
        let mut text: Vec<u8> = Vec::with_capacity(PIECE * 2);
        let field = |text: &mut Vec<u8>, name: &str, value: &dyn Fn(&mut Vec<u8>) -> serde_json::Result<()>| {
            text.extend_from_slice(format!("\"{name}\":").as_bytes());
            value(text)
        };
        text.push(b'{');
        field(&mut text, "receipt", &|text| json(text, self.receipt()))?;
        text.extend_from_slice(b",\"findings\":[");
        self.write_findings(&mut text, &mut to)?;
        text.extend_from_slice(b"],\"scores\":[");
        write_all(self.scores(), &mut text, &mut to)?;
        text.extend_from_slice(b"],\"only_under\":[");
        write_all(self.only_under(), &mut text, &mut to)?;
        text.extend_from_slice(b"],");
        field(&mut text, "coverage", &|text| json(text, self.coverage()))?;
        text.push(b',');
        field(&mut text, "data_issues", &|text| json(text, self.issues()))?;
        text.extend_from_slice(b"}\n");
        to.write_all(&text)
    }

    fn write_findings(&self, text: &mut Vec<u8>, to: &mut impl Write) -> io::Result<()> {
        let mut first = true;
        let mut look = Look::new();
        for (number, run) in self.runs().iter().enumerate() {
            let mut forms: FxHashMap<Look, Form> = FxHashMap::default();
            for raw in &run.findings {
                if !std::mem::take(&mut first) {
                    text.push(b',');
                }
                if self.is_alike(run, raw) {
                    run.look(raw, &mut look);
                    let who = self.who(run, raw);
                    if let Some(form) = forms.get(&look) {
                        form.write(text, &who.fingerprint, &who.entity, &who.entity_name)?;
                    } else {
                        let anybody = Finding { fingerprint: String::new(), entity: String::new(), entity_name: String::new(), ..self.row(number, raw) };
                        let form = Form::of(&anybody)?;
                        form.write(text, &who.fingerprint, &who.entity, &who.entity_name)?;
                        if forms.len() < KEPT {
                            forms.insert(look.clone(), form);
                        }
                    }
                } else {
                    json(text, &self.row(number, raw))?;
                }
                if text.len() >= PIECE {
                    to.write_all(text)?;
                    text.clear();
                }
            }
        }
        Ok(())
    }

    /// Whether other units with the same values are told the same: no cells or records of this one's own are named.
    fn is_alike(&self, run: &RuleRun, raw: &Raw) -> bool {
        let outcome = &run.outcomes[raw.outcome as usize];
        !self.options.evidence && run.waiver(raw).is_none() && !matches!(outcome, Outcome::Membership) && !outcome.status().is_undecided()
    }

    /// The report as JSON.
    pub fn to_json(&self) -> String {
        let mut bytes = Vec::new();
        // Writing to memory does not fail.
        let _ = self.write_json(&mut bytes);
        String::from_utf8(bytes).unwrap_or_default()
    }
}

/// Writes rows one after the other, parted by commas.
fn write_all<T: Serialize>(rows: impl Iterator<Item = T>, text: &mut Vec<u8>, to: &mut impl Write) -> io::Result<()> {
    for (number, row) in rows.enumerate() {
        if number > 0 {
            text.push(b',');
        }
        json(text, &row)?;
        if text.len() >= PIECE {
            to.write_all(text)?;
            text.clear();
        }
    }
    Ok(())
}

impl RuleRun {
    fn look(&self, raw: &Raw, look: &mut Look) {
        look.clear();
        look.push((u64::from(raw.period), u64::from(raw.outcome)));
        look.push((self.depends.number(raw).map_or(0, |number| number as u64 + 1), 0));
        look.extend(self.taken.iter().map(|taken| taken.key(&self.members, raw.unit as usize, raw.period as usize)));
    }
}

fn json(text: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) -> serde_json::Result<()> {
    serde_json::to_writer(text, value)
}
