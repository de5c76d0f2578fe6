//! The same records give the same bytes, however they come in and however many threads look at them; the same files with another number
//! give another answer, without compiling anything.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use dudao::{Dataset, Day, Decimal, Literal, Options, Pack, PackSource, Report, Status, TextColumn};
use dudao_tests::book::{Book, Table};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

const EXAMPLE: &str = "fenghua-2019";

fn folder() -> PathBuf {
    dudao_tests::shipped::data(EXAMPLE)
}

fn shipped() -> Pack {
    dudao_tests::shipped::pack(EXAMPLE)
}

fn from_csv(pack: &Pack) -> Dataset {
    dudao_tests::shipped::dataset(pack, EXAMPLE)
}

/// The example record book, read by another program than the engine.
fn book() -> Book {
    let tables = fs::read_dir(folder()).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let columns = reader.headers().unwrap().iter().map(String::from).collect();
        let rows = reader.records().map(|record| record.unwrap().iter().map(String::from).collect()).collect();
        (path.file_stem().unwrap().to_str().unwrap().to_string(), Table { columns, rows })
    });
    Book { tables: tables.collect() }
}

fn options(threads: usize) -> Options {
    let mut options = Options::new(Day::parse("2021-09-01").unwrap());
    options.threads = Some(threads);
    options.evidence = true;
    options
}

fn json(pack: &Pack, data: &Dataset, threads: usize) -> String {
    pack.evaluate(data, &options(threads)).unwrap().to_json()
}

#[test]
fn threads_and_repetition_change_no_byte() {
    let pack = shipped();
    let data = from_csv(&pack);
    let first = json(&pack, &data, 1);
    assert_eq!(first, json(&pack, &data, 1), "the same dataset twice");
    assert_eq!(first, json(&pack, &from_csv(&pack), 2), "two threads");
    assert_eq!(first, json(&shipped(), &from_csv(&pack), 1), "everything loaded anew");
    assert!(first.len() > 100_000);
}

/// Columns that a host holds in memory say what a file says, also where they are read in pieces.
#[test]
fn columns_and_files_give_the_same_bytes() {
    let pack = shipped();
    let mut book = book();
    let activities = book.tables.get_mut("activities").unwrap();
    let id = activities.columns.iter().position(|column| column == "id").unwrap();
    let rows = std::mem::take(&mut activities.rows);
    for copy in 0..=40_000 / rows.len() {
        activities.rows.extend(rows.iter().cloned().map(|mut row| {
            row[id] = format!("{copy}-{}", row[id]);
            row
        }));
    }
    let files = book.tables.keys().fold(Dataset::builder(pack.schema()), |builder, name| builder.csv(name, book.to_csv(name).into_bytes()));
    let columns = book.tables.iter().fold(Dataset::builder(pack.schema()), |builder, (name, table)| {
        let cells = |number: usize| table.rows.iter().map(|row| row[number].clone()).collect::<Vec<String>>();
        builder.columns(name, table.columns.iter().cloned().zip((0..).map(|number| Box::new(cells(number)) as Box<dyn TextColumn>)).collect())
    });
    let (files, columns) = (files.finish().unwrap(), columns.finish().unwrap());
    let first = json(&pack, &files, 1);
    assert_eq!(first, json(&pack, &columns, 3));
    assert!(first.len() > 100_000);

    let uneven = vec![("id".to_string(), Box::new(vec!["A".to_string()]) as Box<dyn TextColumn>), ("name".to_string(), Box::new(Vec::new()))];
    let refused = Dataset::builder(pack.schema()).columns("schools", uneven).finish().unwrap_err();
    assert_eq!(refused.0.iter().map(|problem| problem.code.as_str()).collect::<Vec<_>>(), ["data.format"]);
}

/// Large files are read in pieces, side by side; a piece must never begin inside a cell, however many line ends the cell holds.
#[test]
fn pieces_of_a_large_file_change_no_byte() {
    let pack = shipped();
    let book = book();
    let large = |long_title: usize| {
        let activities = &book.tables["activities"];
        let place = |name: &str| activities.columns.iter().position(|column| column == name).unwrap();
        let (id, title, headcount) = (place("id"), place("title"), place("headcount"));
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&activities.columns).unwrap();
        let again = 2 + 4_000_000 / (activities.rows.len() * 100);
        for copy in 0..again {
            for (number, row) in activities.rows.iter().enumerate() {
                let mut row = row.clone();
                row[id] = format!("{copy}-{number}");
                row[title] = if copy == again / 2 && number == 0 { "第一行\n".repeat(long_title) } else { "说\"好\"，\n再, 说".into() };
                if number == 7 {
                    row[headcount] = "许多".into();
                }
                writer.write_record(&row).unwrap();
            }
        }
        let text = writer.into_inner().unwrap();
        let mut builder = Dataset::builder(pack.schema()).csv("activities", text);
        for entry in fs::read_dir(folder()).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap();
            if name != "activities" {
                builder = builder.csv(name, fs::read(&path).unwrap());
            }
        }
        builder.finish().unwrap()
    };
    for long_title in [1, 400_000] {
        let told = |threads: usize| {
            let mut options = options(threads);
            options.evidence = false;
            let report = pack.evaluate(&large(long_title), &options).unwrap();
            (report.to_json(), report.issues().len())
        };
        let (one, issues) = told(1);
        assert!(issues > 10);
        assert_eq!((one, issues), told(3), "{long_title} lines in one cell");
    }
}

#[test]
fn csv_and_json_give_the_same_bytes() {
    let pack = shipped();
    let data = Dataset::builder(pack.schema()).json(book().to_json().as_bytes()).finish().unwrap();
    assert_eq!(json(&pack, &from_csv(&pack), 1), json(&pack, &data, 1));
}

#[test]
fn rows_in_another_order_give_the_same_findings_and_hash() {
    let pack = shipped();
    let mut book = book();
    for table in book.tables.values_mut() {
        table.rows.reverse();
    }
    let turned = Dataset::builder(pack.schema()).json(book.to_json().as_bytes()).finish().unwrap();
    let (one, other) = (pack.evaluate(&from_csv(&pack), &options(1)).unwrap(), pack.evaluate(&turned, &options(1)).unwrap());
    assert_eq!(one.counts(), other.counts());
    assert_eq!(one.receipt().data_hash, other.receipt().data_hash);
}

#[test]
fn another_cell_gives_another_hash() {
    let pack = shipped();
    let mut book = book();
    book.tables.get_mut("activities").unwrap().rows[7][2] = "2020-03-03".into();
    let changed = Dataset::builder(pack.schema()).json(book.to_json().as_bytes()).finish().unwrap();
    let hash = |data: &Dataset| pack.evaluate(data, &options(1)).unwrap().receipt().data_hash.clone();
    assert_ne!(hash(&from_csv(&pack)), hash(&changed));
}

/// Moments of one day differ in what is written and hashed, and in nothing that is judged.
#[test]
fn another_time_of_the_day_gives_another_hash() {
    let script = r#"
        policy("t").in_force("2020-01-01", "2020-12-31");
        clause("1").says("试验").force("mandatory");
        table("schools").label("学校").moment("opened", "到校");
        entity("school", "schools");
        rule("opened").clause("1").each("school").judge(|m| m.opened.by_date("2020-03-05"));
    "#;
    let pack = Pack::load(&PackSource::new([("policy.rhai".into(), script.into())])).unwrap();
    let report = |cell: &str| {
        let data = Dataset::builder(pack.schema()).csv("schools", format!("id,opened\nA,{cell}\n").into_bytes()).finish().unwrap();
        pack.evaluate(&data, &options(1)).unwrap()
    };
    let [plain, timed, written] = ["2020-03-05", "2020-03-05 09:30", "2020年3月5日 9:30:20"].map(report);
    assert_eq!(plain.counts(), timed.counts());
    assert_ne!(plain.receipt().data_hash, timed.receipt().data_hash);
    assert_eq!(timed.receipt().data_hash, written.receipt().data_hash);
    let csv = |report: &Report| {
        let mut bytes = Vec::new();
        report.write_csv(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    assert!(csv(&timed).contains(",2020-03-05 09:30,") && !csv(&plain).contains("09:30"));
    assert!(timed.to_json().contains(r#""measured":{"date":"2020-03-05T09:30"}"#) && plain.to_json().contains(r#""measured":{"date":"2020-03-05"}"#));
}

fn passes(report: &Report, rule: &str) -> u64 {
    report.findings().filter(|finding| finding.rule == rule && finding.status == Status::Pass).count() as u64
}

#[test]
fn another_number_in_the_script_or_the_call_changes_the_answer() {
    let source = dudao_rules::pack("fenghua-2019").unwrap();
    let edited: BTreeMap<String, String> =
        source.files.iter().map(|(path, text)| (path.clone(), text.replace("param(\"demo_lessons\", 15)", "param(\"demo_lessons\", 12)"))).collect();
    assert_ne!(source.files, edited);
    let edited = Pack::load(&PackSource { files: edited, library: source.library.clone() }).unwrap();
    let pack = shipped();
    let data = from_csv(&pack);
    let usual = passes(&pack.evaluate(&data, &options(1)).unwrap(), "demo-lessons");
    let by_script = passes(&edited.evaluate(&from_csv(&edited), &options(1)).unwrap(), "demo-lessons");
    let mut asked = options(1);
    asked.params.insert("demo_lessons".into(), Literal::Number(Decimal::from(12)));
    let by_call = passes(&pack.evaluate(&data, &asked).unwrap(), "demo-lessons");
    assert!(by_script > usual);
    assert_eq!(by_script, by_call);
    assert_ne!(pack.hash(), edited.hash());
}

/// The committed example is what the maker makes, so whoever changes the maker sees what changes.
#[test]
fn the_example_is_what_the_maker_makes() {
    let made = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("example");
    dudao_tests::maker::write_example(&made, 2019).unwrap();
    for entry in fs::read_dir(&made).unwrap() {
        let path = entry.unwrap().path();
        let committed = folder().join(path.file_name().unwrap());
        assert_eq!(fs::read(&path).unwrap(), fs::read(&committed).unwrap(), "{}", committed.display());
    }
}
