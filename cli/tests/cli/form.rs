//! `dudao form`: what is listed, what is written and where, and what is refused.

use super::{Ran, assert_stable, copy, data, edit, ran, ran_in};
use std::fs;
use std::path::Path;

const FORM: &str = r#"
form("visits").title("{name}{period.name}活动记录", "{name}, {period.name}").each("school", "calendar_year")
    .measure("number", count("events")).header("学校", "name").body("共{number}次。").rows("events").cell("序号", row_number()).cell("日期", "date").footer("签名：{}");
"#;

/// A copy of the small pack with a form.
fn pack(folder: &Path) {
    copy(&data("library-2020"), &folder.join("pack"));
    let script = fs::read_to_string(folder.join("pack/policy.rhai")).unwrap();
    fs::write(folder.join("pack/policy.rhai"), script + FORM).unwrap();
}

fn on(folder: &Path, more: &[&str]) -> Ran {
    let book = data("book");
    ran_in(folder, &[&["form", "pack", "visits", "--as-of", "2021-09-20", "--data", book.to_str().unwrap()], more].concat())
}

#[test]
fn the_forms_of_a_pack_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    pack(folder.path());
    let listed = ran_in(folder.path(), &["form", "pack"]);
    assert_eq!(listed.code, 0, "{}", listed.err);
    assert_stable!("form_list_zh", listed.out);
    assert!(ran_in(folder.path(), &["form", "pack", "--lang", "en"]).out.contains("{name}, {period.name}"));
    assert_eq!(ran("form library-2020").out, "规则包没有表单\n");
}

#[test]
fn a_form_is_a_page() {
    let folder = tempfile::tempdir().unwrap();
    pack(folder.path());
    let filled = on(folder.path(), &["--unit", "S1", "--period", "2020"]);
    assert_eq!(filled.code, 0, "{}", filled.err);
    assert_stable!("form_zh", filled.out);
    let english = on(folder.path(), &["--unit", "S1", "--period", "2020", "--lang", "en", "--out", "a.html"]);
    assert_eq!((english.code, english.out.as_str()), (0, ""), "{}", english.err);
    assert!(fs::read_to_string(folder.path().join("a.html")).unwrap().contains("<html lang=\"en\">"));
    assert!(english.err.contains("wrote 1 form to `a.html`"), "{}", english.err);
}

#[test]
fn without_a_unit_everybody_has_a_file() {
    let folder = tempfile::tempdir().unwrap();
    pack(folder.path());
    let all = on(folder.path(), &["--period", "2020", "--out", "forms"]);
    assert_eq!(all.code, 0, "{}", all.err);
    let mut names: Vec<String> = fs::read_dir(folder.path().join("forms")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.len() > 1 && names.contains(&"visits-S1-2020.html".into()), "{names:?}");
    assert!(all.err.contains(&format!("已写入“forms”，表单 {} 张", names.len())), "{}", all.err);
    let one = on(folder.path(), &["--unit", "S1", "--period", "2020"]);
    assert_eq!(fs::read_to_string(folder.path().join("forms/visits-S1-2020.html")).unwrap(), one.out);
}

#[test]
fn what_cannot_be_filled_in_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    pack(folder.path());
    let refused = |ran: Ran, reasons: &[&str]| {
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        reasons.iter().for_each(|reason| assert!(ran.err.contains(reason), "no {reason} in\n{}", ran.err));
    };
    refused(ran_in(folder.path(), &["form", "pack", "visits"]), &["没有说填哪份台账里的", "--> --data", "放在哪个文件夹", "--> --out"]);
    refused(on(folder.path(), &["--unit", "S11", "--period", "2020"]), &["没有对象“S11”", "--> --unit"]);
    refused(on(folder.path(), &["--unit", "S1", "--period", "2031"]), &["没有考核期“2031”", "2021", "--> --period"]);
    refused(on(folder.path(), &["--unit", "S1"]), &["要写明考核期", "2020"]);
    refused(on(folder.path(), &["--period", "2031", "--out", "forms"]), &["没有考核期“2031”"]);
    refused(on(folder.path(), &["--unit", "S1", "--period", "2020", "--out", "nowhere/a.html"]), &["写不进", "--> --out"]);
    let book = data("book");
    refused(ran_in(folder.path(), &["form", "pack", "visit", "--unit", "S1", "--data", book.to_str().unwrap()]), &["没有表单“visit”", "visits"]);
    edit(&folder.path().join("pack/policy.rhai"), ".footer(\"签名：{}\");", ".footer(\"签名：{}\").template(\"a.html\");");
    refused(ran_in(folder.path(), &["form", "pack"]), &["找不到模板“a.html”"]);
    fs::write(folder.path().join("pack/a.html"), "<p>\n{{ director }}\n").unwrap();
    refused(ran_in(folder.path(), &["form", "pack"]), &["错误[form.template]", "表单里没有“director”", "a.html:2"]);
}
