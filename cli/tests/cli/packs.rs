//! `dudao packs`.

use super::ran;

/// Counts change with every edit of a pack, and are not what the listing is about.
fn listing(lang: &str) -> String {
    let listed = ran(&format!("packs --lang {lang}"));
    assert_eq!((listed.code, listed.err.as_str()), (0, ""));
    listed.out
}

#[test]
fn shipped_packs_are_listed() {
    insta::with_settings!({ filters => [(r"\b\d+ (条款|规则|参数|口径|clause|rule|parameter|reading)", "[n] $1")], omit_expression => true }, {
        insta::assert_snapshot!("packs_zh", listing("zh"));
        insta::assert_snapshot!("packs_en", listing("en"));
    });
}
