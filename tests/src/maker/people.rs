//! What people are called who sit on a group: a surname and a title, no more.

use super::dice::Dice;

const SURNAMES: [&str; 40] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐",
    "冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕",
];

/// A person by surname and post.
pub(super) fn person(dice: &mut Dice, post: &str) -> String {
    let title = match post {
        "principal" => "校长",
        "vice_principal" | "teaching_vice" => "副校长",
        "middle" => "主任",
        _ => "老师",
    };
    format!("{}{title}", dice.pick(&SURNAMES))
}
