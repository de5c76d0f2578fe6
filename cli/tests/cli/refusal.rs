//! Bad input: exit code 2, nothing on standard output, and every problem at once.

use super::{Ran, data, ran, ran_in, repository, small};
use std::fs;
use std::path::Path;

/// Asserts that a run is refused, for these reasons.
fn refused(ran: &Ran, reasons: &[&str]) {
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    for reason in reasons {
        assert!(ran.err.contains(reason), "no {reason} in\n{}", ran.err);
    }
}

/// Runs the small pack on a record book.
fn on(book: &Path, more: &[&str]) -> Ran {
    ran_in(&data(""), &[&["run", "library-2020", "--as-of", "2021-09-20", "--data", book.to_str().unwrap()], more].concat())
}

#[test]
fn problems_of_pack_data_and_arguments_come_together() {
    refused(
        &ran("run broken --data nowhere --as-of 2021-02-30 --status fial --set x --out report.xlsx"),
        &[
            "没有“名秤”这个词",
            "读不了“nowhere”：没有这个文件或文件夹",
            "“2021-02-30”不是日期",
            "没有“fial”这种结果",
            "“x”里没有“名字=值”",
            "不会写 .xlsx 文件",
            "8 处错误",
        ],
    );
}

#[test]
fn slips_in_options_show_beside_those_in_the_data() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("schools.csv"), "id,name,name\n").unwrap();
    refused(&on(folder.path(), &["--rule", "open-days"]), &["这一列出现了两次", "没有规则“open-days”", "是不是想写“open-day”？", "--> --rule"]);
}

#[test]
fn options_are_checked_against_the_pack() {
    refused(&small("--rule nothing"), &["没有规则“nothing”", "reading-events"]);
    refused(&small("--status fial"), &["没有“fial”这种结果", "是不是想写“fail”？"]);
    refused(&small("--fail-on 未达"), &["--> --fail-on", "是不是想写“未达标”？"]);
    refused(&small("--set event=2"), &["没有参数“event”", "是不是想写“events”？"]);
    refused(&small("--set events=many"), &["参数“events”不能取这样的值"]);
    refused(&small("--set events=1 --set events=2"), &["“events”给了两次"]);
    refused(&small("--reading year=terms"), &["没有理解“terms”", "是不是想写“term”？"]);
    refused(&small("--reading yaer=term"), &["没有口径“yaer”"]);
    refused(&small("--reading year=terms --lang en"), &["there is no choice `terms`", "1 error"]);
    refused(&small("--as-of=tomorrow"), &["cannot be used multiple times"]);
    refused(&small("--threads 0"), &["--threads"]);
}

#[test]
fn packs_that_are_not_there_are_not_found() {
    refused(&ran("check nowhere"), &["没有文件夹“nowhere”", "fenghua-2019"]);
    refused(&ran("check fenghua-2091"), &["是不是想写“fenghua-2019”？"]);
    refused(&ran("check library-2020/policy.rhai"), &["是一个文件，规则包是文件夹"]);
    refused(&ran("check book"), &["里没有 .rhai 文件"]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.rhai"), b"policy(\"\xb7\xee\xbb\xaf\");").unwrap();
    refused(&ran_in(folder.path(), &["check", "."]), &["不是 UTF-8 编码"]);
}

#[test]
fn record_books_that_cannot_be_read_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    refused(&on(folder.path(), &[]), &["里没有 .csv 文件"]);
    refused(&on(&data("book/terms.csv"), &[]), &["不是台账"]);
    fs::write(path("broken.json"), r#"{"schools": [{"id": }]}"#).unwrap();
    refused(&on(&path("broken.json"), &[]), &["JSON 读不下去"]);
    fs::write(path("台账.xlsx"), "").unwrap();
    refused(&on(folder.path(), &[]), &["里没有 .csv 文件", "另存为 .csv"]);
    fs::create_dir(path("schools.csv")).unwrap();
    refused(&on(folder.path(), &[]), &["schools.csv"]);
    fs::create_dir(path("encoded")).unwrap();
    fs::write(path("encoded/schools.csv"), b"id,name\nS1,\xff\xff\n").unwrap();
    refused(&on(&path("encoded"), &[]), &["既不是 UTF-8 也不是 GB18030", "表“学校”"]);
}

#[test]
fn strict_refuses_what_is_set_aside_otherwise() {
    let strict = small("--strict");
    refused(&strict, &["错误[data.cell] 表“活动”第 6 行（E5）“日期”列：“2020-13-01”不是日期", "10 处错误"]);
    assert!(!strict.err.contains("data.repeated"), "what is harmless is no reason to refuse: {}", strict.err);
}

#[test]
fn what_cannot_be_written_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("nowhere/report.csv");
    refused(&small(&format!("--out {}", missing.display())), &["写不进", "没有这个文件或文件夹", "--> --out"]);
    refused(&small("--format json --out ."), &["写不进“.”"]);
    if Path::new("/dev/full").exists() {
        refused(&small("--format csv --out /dev/full"), &["磁盘满了"]);
    }
}

#[test]
fn arguments_that_clap_refuses_are_refused_alike() {
    for arguments in ["", "run", "check", "run library-2020", "run library-2020 --data book --format xml", "nonsense", "packs --lang fr"] {
        assert_eq!(ran(arguments).code, 2, "{arguments}");
    }
    assert_eq!(ran("--help").code, 0);
    assert_eq!(ran(&format!("run --help --data {}", repository("tests"))).code, 0);
}
