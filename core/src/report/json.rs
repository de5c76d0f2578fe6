//! The report as JSON, streamed: findings are made and written one by one.

use super::Report;
use serde::ser::{SerializeSeq, SerializeStruct};
use serde::{Serialize, Serializer};
use std::io::{self, Write};

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("report", 5)?;
        report.serialize_field("receipt", self.receipt())?;
        report.serialize_field("findings", &Findings(self))?;
        report.serialize_field("scores", &Scores(self))?;
        report.serialize_field("coverage", self.coverage())?;
        report.serialize_field("data_issues", self.issues())?;
        report.end()
    }
}

struct Findings<'a>(&'a Report);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for finding in self.0.findings() {
            list.serialize_element(&finding)?;
        }
        list.end()
    }
}

struct Scores<'a>(&'a Report);

impl Serialize for Scores<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.scores())
    }
}

impl Report {
    /// Writes the report as JSON, ending with a line end.
    pub fn write_json(&self, mut to: impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut to, self)?;
        to.write_all(b"\n")
    }

    /// The report as JSON.
    pub fn to_json(&self) -> String {
        let mut bytes = Vec::new();
        // Writing to memory does not fail.
        let _ = self.write_json(&mut bytes);
        String::from_utf8(bytes).unwrap_or_default()
    }
}
