//! What activities are called.

/// Lessons: subject, grade, title.
pub(super) const LESSONS: [(&str, u32, &str); 30] = [
    ("chinese", 1, "《秋天》"),
    ("chinese", 2, "《小蝌蚪找妈妈》"),
    ("chinese", 3, "《富饶的西沙群岛》"),
    ("chinese", 3, "《赵州桥》"),
    ("chinese", 4, "《观潮》"),
    ("chinese", 4, "《爬山虎的脚》"),
    ("chinese", 5, "《落花生》"),
    ("chinese", 6, "《草原》"),
    ("maths", 1, "《认识钟表》"),
    ("maths", 2, "《角的初步认识》"),
    ("maths", 3, "《分数的初步认识》"),
    ("maths", 4, "《平行四边形和梯形》"),
    ("maths", 5, "《多边形的面积》"),
    ("maths", 5, "《简易方程》"),
    ("maths", 6, "《圆的面积》"),
    ("maths", 6, "《百分数》"),
    ("english", 3, "Unit 2 Colours"),
    ("english", 4, "Unit 3 My friends"),
    ("english", 5, "Unit 4 What can you do?"),
    ("english", 6, "Unit 2 Ways to go to school"),
    ("science", 3, "《水到哪里去了》"),
    ("science", 4, "《点亮小灯泡》"),
    ("science", 5, "《光和影》"),
    ("science", 6, "《杠杆的科学》"),
    ("moral", 4, "《我们的班规我们订》"),
    ("moral", 5, "《我们神圣的国土》"),
    ("music", 3, "《赶海的小姑娘》"),
    ("art", 4, "《家乡的桥》"),
    ("pe", 5, "《篮球行进间运球》"),
    ("it", 5, "《算法初步》"),
];

/// What lectures are about.
pub(super) const LECTURES: [&str; 9] = [
    "学为中心的课堂教学",
    "单元整体教学设计",
    "新课程标准解读",
    "作业设计与评价",
    "命题技术与试卷分析",
    "课堂观察与诊断",
    "青年教师的专业成长",
    "小学生学习习惯培养",
    "项目化学习的实践",
];

/// What the leadership teams study.
pub(super) const LEADERSHIP: [&str; 6] = ["教学质量提升方案", "精细化常规管理", "三年发展规划推进", "校本研修机制", "教师队伍建设", "减负提质经验交流"];

/// What a principal looks into at a member school.
pub(super) const VISITS: [&str; 6] = ["教学常规管理", "校园文化建设", "学科组建设", "质量分析", "后勤与安全管理", "课堂改革推进"];

/// What a member's teachers go to the lead school for.
pub(super) const TRIPS: [&str; 5] = ["跟班听课", "课堂教学观摩", "学科组活动观摩", "班主任工作研修", "集体备课观摩"];

/// What whole staffs are trained in.
pub(super) const TRAININGS: [&str; 5] = ["师德师风", "新课标", "课堂教学改革", "信息技术应用", "作业改革"];

/// Sessions on a weak subject: topics, and what they are called.
pub(super) const WEAK_BOTH: [&str; 4] = ["集体备课与教研", "同备一课暨课例研讨", "备课组与教研组联动研修", "单元备课暨主题教研"];
/// Sessions that have only one of the two topics.
pub(super) const WEAK_ONE: [(&str, &str); 2] = [("preparation", "集体备课"), ("research", "教研组活动")];

/// Festivals of the year.
pub(super) const FESTIVALS: [&str; 5] = ["读书节", "科技节", "艺术节", "体育节", "英语节"];
