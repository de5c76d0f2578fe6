//! The folder of tables: which there are, their columns, and how rows are written.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::calendar::{ACADEMIC_YEARS, TERMS};
use super::places::SUBJECTS;

/// Bytes that a table gathers before it writes them.
const BUFFER: usize = 1 << 17;

/// One table's CSV file.
#[derive(Debug)]
pub(super) struct Sheet {
    out: csv::Writer<File>,
    columns: usize,
    rows: u64,
}

impl Sheet {
    fn create(dir: &Path, table: &str, columns: &[&str]) -> io::Result<Self> {
        let file = File::create(dir.join(format!("{table}.csv")))?;
        let mut out = csv::WriterBuilder::new().buffer_capacity(BUFFER).from_writer(file);
        out.write_record(columns)?;
        Ok(Self { out, columns: columns.len(), rows: 0 })
    }

    /// Adds a row; it must have a cell for each column. Cells of columns that only the example has are left out elsewhere.
    pub(super) fn row(&mut self, cells: &[&str]) -> io::Result<()> {
        self.rows += 1;
        Ok(self.out.write_record(&cells[..self.columns.min(cells.len())])?)
    }

    fn finish(mut self) -> io::Result<u64> {
        self.out.flush()?;
        Ok(self.rows)
    }
}

macro_rules! tables {
    ($name:ident { $($table:ident: $columns:expr;)* }) => {
        /// The tables of a record book that is being written.
        #[derive(Debug)]
        pub(super) struct $name {
            $(pub(super) $table: Sheet,)*
        }

        impl $name {
            /// Makes the folder and begins every table, over what is there. `more` says which columns a table has behind its own.
            pub(super) fn create(dir: &Path, more: impl Fn(&str) -> &'static [&'static str]) -> io::Result<Self> {
                fs::create_dir_all(dir)?;
                Ok(Self {
                    $($table: Sheet::create(dir, stringify!($table), &[&$columns, more(stringify!($table))].concat())?,)*
                })
            }

            /// Writes what is still buffered. Returns the number of rows of all tables.
            pub(super) fn finish(self) -> io::Result<u64> {
                let mut rows = 0;
                $(rows += self.$table.finish()?;)*
                Ok(rows)
            }
        }
    };
}

tables! { Book {
    districts: ["id", "name"];
    academic_years: ["id", "start", "end"];
    terms: ["id", "academic_year", "season", "start", "end", "midterm_start", "midterm_end", "closed"];
    alliances: ["id", "name", "kind", "district"];
    schools: ["id", "name", "alliance", "role", "district", "stage", "teachers"];
    subjects: ["id", "name", "cultural", "contest", "main", "small_staff"];
    weak_subjects: ["id", "school", "subject"];
    activities: [
        "id", "kind", "date", "alliance", "host", "presenter", "participants", "subject", "grade", "post",
        "headcount", "scope", "title", "topics", "evaluated",
    ];
    postings: ["id", "teacher", "kind", "from_school", "to_school", "start", "end", "rank", "established", "mentor"];
    projects: ["id", "alliance", "theme", "level", "approved", "concluded"];
    resident_researchers: ["id", "alliance", "person", "start", "end"];
    submissions: ["table", "submitter", "through"];
} }

// What only the example has: the tables that are read for the requirements beside the counted ones.
tables! { Papers {
    campuses: ["id", "name", "kind", "order", "school", "alliance"];
    bodies: ["id", "kind", "alliance", "subject", "founded", "appointed_by"];
    seats: ["id", "body", "person", "school", "seat", "post", "tier"];
    documents: ["id", "kind", "title", "date", "alliance", "school", "subject", "sections", "sent_to", "signed_by", "carried_out"];
    plan_items: ["id", "school", "planned", "item", "done"];
    decisions: ["id", "kind", "school", "alliance", "district", "date"];
    attestations: ["id", "item", "school", "alliance", "district", "answer", "date"];
    figures: ["id", "item", "school", "district", "academic_year", "value"];
} }

/// The columns that some tables have in the example and not in large books.
pub(super) fn example_columns(table: &str) -> &'static [&'static str] {
    match table {
        "terms" => &["name"],
        "schools" => &["weak"],
        "activities" => &["plan_sent", "plan_reviewed", "filed", "unified", "grade_of_people"],
        _ => &[],
    }
}

impl Book {
    /// Writes the tables that are the same in every book. `closed` says what the `closed` cell of a term holds.
    pub(super) fn calendar(&mut self, closed: impl Fn(usize) -> &'static str) -> io::Result<()> {
        for year in &ACADEMIC_YEARS {
            self.academic_years.row(year)?;
        }
        for (index, t) in TERMS.iter().enumerate() {
            let [midterm_start, midterm_end] = t.midterm;
            let cells = [t.id, t.academic_year, t.season, t.start, t.end, midterm_start, midterm_end];
            self.terms.row(&[cells.as_slice(), &[closed(index), &t.name()]].concat())?;
        }
        for subject in &SUBJECTS {
            self.subjects.row(subject)?;
        }
        Ok(())
    }
}
