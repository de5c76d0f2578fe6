//! `dudao test`.

use super::{assert_stable, ran};

#[test]
fn shipped_packs_hold_what_their_tests_say() {
    let tested = ran("test fenghua-2019");
    assert_eq!((tested.code, tested.err.as_str()), (0, ""));
    assert!(tested.out.contains("✓ 示范课：十四节不够，十五节够\n"), "{}", tested.out);
    assert!(!tested.out.contains('✗'), "{}", tested.out);
}

#[test]
fn what_differs_is_told_with_its_place() {
    let tested = ran("test tested");
    assert_eq!((tested.code, tested.err.as_str()), (1, ""));
    assert_stable!("test_zh", tested.out);
    assert_stable!("test_en", ran("test tested --lang en").out);
}

#[test]
fn a_filter_goes_by_name_or_rule() {
    let tested = ran("test tested --filter 三次");
    assert_eq!((tested.code, tested.out.as_str()), (0, "✓ 三次读书活动\n\n1 个测试全部通过，1 处应为（另有 2 个没有跑）\n"));
    assert_eq!(ran("test tested --filter reading-events").code, 1);
    assert_eq!(ran("test tested --filter nothing").out, "没有测试（另有 3 个没有跑）\n");
}

#[test]
fn json_has_the_same() {
    let tested = ran("test tested --json");
    assert_eq!(tested.code, 1);
    let report: serde_json::Value = serde_json::from_str(&tested.out).unwrap();
    assert_eq!((&report["passed"], &report["failed"]), (&1.into(), &2.into()));
    assert_eq!(report["tests"][1]["differences"][1]["place"]["line"], 26);
}

#[test]
fn a_pack_that_cannot_be_used_is_refused() {
    let tested = ran("test broken");
    assert_eq!((tested.code, tested.out.as_str()), (2, ""));
    assert!(tested.err.contains("没有“名秤”这个词"), "{}", tested.err);
}
