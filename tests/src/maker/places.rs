//! The five communities and 28 schools that the document names. Their sizes and weak subjects are invented.

/// How well a school keeps up with its duties.
#[derive(Clone, Copy, Debug)]
pub(super) enum Vigour {
    Strong,
    Steady,
    Stretched,
}

/// A school, and the subjects that it is weak in.
#[derive(Debug)]
pub(super) struct School {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) stage: &'static str,
    pub(super) teachers: u32,
    pub(super) vigour: Vigour,
    pub(super) weak: &'static [&'static str],
}

/// A community: its lead school first, then its members.
#[derive(Debug)]
pub(super) struct Alliance {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) schools: &'static [School],
}

impl Alliance {
    /// The lead school.
    pub(super) fn lead(&self) -> &'static School {
        &self.schools[0]
    }

    /// The members, the lead left out.
    pub(super) fn members(&self) -> &'static [School] {
        &self.schools[1..]
    }
}

use Vigour::{Steady, Stretched, Strong};

const fn primary(id: &'static str, name: &'static str, teachers: u32, vigour: Vigour, weak: &'static [&'static str]) -> School {
    School { id, name, stage: "primary", teachers, vigour, weak }
}

const fn nine_year(id: &'static str, name: &'static str, teachers: u32, vigour: Vigour, weak: &'static [&'static str]) -> School {
    School { id, name, stage: "nine_year", teachers, vigour, weak }
}

/// The communities, in the document's order.
pub(super) const ALLIANCES: [Alliance; 5] = [
    Alliance {
        id: "yuelin-alliance",
        name: "岳林小学教学共同体",
        schools: &[
            primary("yuelin", "岳林小学", 112, Strong, &[]),
            primary("xincheng", "新城实验小学", 86, Strong, &["science"]),
            primary("xiwu", "西坞小学", 62, Steady, &["english"]),
            primary("baidu", "白杜小学", 18, Stretched, &["english", "science"]),
            primary("fangqiao", "方桥小学", 45, Steady, &["maths"]),
            nine_year("xiangyang", "向阳学校", 46, Steady, &["chinese"]),
        ],
    },
    Alliance {
        id: "longjin-alliance",
        name: "龙津实验学校教学共同体",
        schools: &[
            nine_year("longjin", "龙津实验学校", 120, Steady, &[]),
            primary("chunhu", "莼湖小学", 58, Steady, &["maths"]),
            primary("eryi", "尔仪小学", 24, Stretched, &["english"]),
            nine_year("qiucun", "裘村镇校", 37, Steady, &["english"]),
            nine_year("songao", "松岙镇校", 29, Stretched, &["science", "music"]),
        ],
    },
    Alliance {
        id: "jujing-alliance",
        name: "居敬小学教学共同体",
        schools: &[
            primary("jujing", "居敬小学", 104, Strong, &[]),
            primary("jiangkou", "江口小学", 60, Strong, &["science"]),
            primary("nanpu", "南浦小学", 51, Steady, &["chinese"]),
            primary("xiaowangmiao", "萧王庙小学", 50, Steady, &["maths"]),
            nine_year("yucai", "育才学校", 72, Stretched, &["english", "chinese"]),
        ],
    },
    Alliance {
        id: "jinping-alliance",
        name: "锦屏小学教学共同体",
        schools: &[
            primary("jinping", "锦屏小学", 98, Steady, &[]),
            primary("jinxi", "锦溪小学", 68, Strong, &["maths"]),
            primary("shangtian", "尚田小学", 55, Steady, &["english"]),
            nine_year("dayan", "大堰学校", 21, Stretched, &["english"]),
            nine_year("qiuzhen", "求真学校", 40, Steady, &["maths"]),
            nine_year("chenglong", "成龙学校", 33, Stretched, &["science"]),
        ],
    },
    Alliance {
        id: "shiyan-alliance",
        name: "实验小学教学共同体",
        schools: &[
            primary("shiyan", "实验小学", 118, Strong, &[]),
            nine_year("xikou", "溪口镇校", 64, Steady, &["science"]),
            primary("jishan", "畸山小学", 26, Steady, &["english"]),
            primary("wuling", "武岭小学", 52, Strong, &["art"]),
            primary("banxi", "班溪小学", 19, Stretched, &["english"]),
            nine_year("nuode", "诺德安达学校", 75, Steady, &["chinese"]),
        ],
    },
];

/// The schools that the bureau's list calls weak: lessons are to be delivered to these.
pub(super) const WEAK: [&str; 14] =
    ["xiwu", "baidu", "fangqiao", "eryi", "qiucun", "songao", "nanpu", "yucai", "shangtian", "dayan", "chenglong", "jishan", "banxi", "xikou"];

/// The district: id and name.
pub(super) const DISTRICT: [&str; 2] = ["fenghua", "奉化区"];

/// A zone with schools of its own, none of which has formed a community: id and name.
pub(super) const OTHER_DISTRICT: [&str; 2] = ["kaifaqu", "开发区"];

/// Rows of the table `subjects`: id, name, cultural, contest, main, `small_staff`.
pub(super) const SUBJECTS: [[&str; 6]; 9] = [
    ["chinese", "语文", "yes", "yes", "yes", "no"],
    ["maths", "数学", "yes", "yes", "yes", "no"],
    ["english", "英语", "yes", "yes", "yes", "no"],
    ["science", "科学", "yes", "yes", "no", "no"],
    ["moral", "道德与法治", "yes", "no", "no", "no"],
    ["music", "音乐", "no", "no", "no", "yes"],
    ["art", "美术", "no", "no", "no", "yes"],
    ["pe", "体育", "no", "no", "no", "no"],
    ["it", "信息技术", "no", "no", "no", "yes"],
];

/// The subjects that contests, monitoring and weak subjects are mostly about.
pub(super) const CULTURAL: [&str; 4] = ["chinese", "maths", "english", "science"];

/// The Chinese name of a subject.
pub(super) fn subject_name(id: &str) -> &'static str {
    SUBJECTS.iter().find(|row| row[0] == id).map_or("", |row| row[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_five_communities_and_28_schools() {
        assert_eq!(ALLIANCES.len(), 5);
        assert_eq!(ALLIANCES.iter().map(|a| a.schools.len()).sum::<usize>(), 28);
    }

    #[test]
    fn weak_subjects_are_subjects() {
        let weak = ALLIANCES.iter().flat_map(|a| a.schools).flat_map(|s| s.weak);
        for subject in weak {
            assert_ne!(subject_name(subject), "");
        }
    }
}
