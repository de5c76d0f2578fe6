//! The table of words: the language in one place. Registration, arity checks, "did you mean" and the reference all read it.

use super::call::{Call, Outcome};
use super::{declare, fits, form, grade, keys, order, profile, query, rule, score, table, test, verdict};
use crate::diagnostic::TELLS;
use crate::pack::{Blank, ClauseKind, Level, RollUp, Standing, UnruledKind};

/// Where a word belongs; the order is that of the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Declares the policy and what it rests on.
    Pack,
    /// Declares the record book.
    Data,
    /// Declares rules.
    Rule,
    /// Asks for a measure.
    Query,
    /// Says which days count.
    Window,
    /// Compares: a condition without, a verdict with the compared value in front.
    Compare,
    /// Judges.
    Verdict,
    /// Makes points and grades of findings.
    Score,
    /// Declares forms.
    Form,
    /// Declares tests.
    Test,
}

/// A word of the language.
pub struct Word {
    /// English name.
    pub name: &'static str,
    /// Its Chinese twin.
    pub twin: &'static str,
    /// How many values it takes, counting the one before the dot.
    pub arities: &'static [usize],
    /// How it is written.
    pub usage: &'static str,
    /// What it does, in Chinese; with the feature `authoring`.
    pub zh: &'static str,
    /// What it does, in English; with the feature `authoring`.
    pub en: &'static str,
    /// Where it belongs.
    pub group: Group,
    pub(crate) handler: fn(&mut Call<'_>) -> Outcome,
}

impl std::fmt::Debug for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.name, self.twin)
    }
}

impl Word {
    /// How it is written, in the language in which `name` names it.
    pub fn usage_as(&self, name: &str) -> String {
        if name != self.twin {
            return self.usage.into();
        }
        let tokens = super::lexer::tokens(self.usage);
        let calls = |index: usize| tokens.get(index + 1).is_some_and(|next| next.text == "(");
        // What is declared gets its name from whoever declares it; what is chosen from a list is on it in both languages.
        let declares = matches!(self.group, Group::Pack | Group::Data | Group::Score);
        let example = |text: &str| EXAMPLES.iter().find(|(name, _)| *name == text && !declares).map(|(_, twin)| *twin);
        let named = |text: &str| self.listed(text).or_else(|| example(text));
        let written = |(index, token): (usize, &super::lexer::Token<'_>)| match find(token.text).filter(|_| calls(index)) {
            Some(word) => word.twin.to_string(),
            None => match named(token.text.trim_matches('"')) {
                Some(twin) if token.text.starts_with('"') => format!("\"{twin}\""),
                Some(twin) => twin.into(),
                None => token.text.into(),
            },
        };
        tokens.iter().enumerate().map(written).collect()
    }

    /// The Chinese twin of a name that this word takes from a closed list.
    fn listed(&self, name: &str) -> Option<&'static str> {
        fn twin<T>(all: impl IntoIterator<Item = (T, &'static str, &'static str)>, name: &str) -> Option<&'static str> {
            all.into_iter().find(|(_, known, _)| *known == name).map(|(_, _, twin)| twin)
        }
        match self.name {
            "standing" => twin(Standing::ALL, name),
            "force" | "level" => twin(Level::ALL, name),
            "kind" => twin(ClauseKind::ALL, name),
            "unruled" => twin(UnruledKind::ALL, name),
            "blank" => twin(Blank::ALL, name),
            "roll_up" => twin(RollUp::ALL, name),
            _ => None,
        }
    }
}

/// What the usages speak of by way of example, and what it is called where they are written in Chinese words.
const EXAMPLES: &[(&str, &str)] = &[
    ("activities", "活动"),
    ("activities.kind", "活动.类型"),
    ("approved", "立项"),
    ("canteen", "食堂"),
    ("completed", "整改完成"),
    ("date", "日期"),
    ("evaluated", "已评课"),
    ("fail", "未达标"),
    ("figures", "数据"),
    ("filing", "备案"),
    ("founded", "成立"),
    ("grade", "等第"),
    ("headcount", "人数"),
    ("header", "表头"),
    ("heads", "组长"),
    ("kind", "类型"),
    ("kinds", "类型"),
    ("last", "去年"),
    ("lead_school", "牵头校"),
    ("lecture", "专题讲座"),
    ("lessons", "示范课"),
    ("matters", "督导事项"),
    ("narrative", "情况简述"),
    ("now", "今年"),
    ("participants", "参加学校"),
    ("point", "要点序号"),
    ("raised", "反馈日期"),
    ("ratings", "评定"),
    ("received", "收到"),
    ("reports", "报告"),
    ("safety", "安全"),
    ("school", "学校"),
    ("schools", "学校"),
    ("severe", "重大问题"),
    ("signature", "签名"),
    ("steps", "步骤"),
    ("summary", "总结"),
    ("teachers", "教师数"),
    ("term", "学期"),
    ("trip", "研修"),
    ("value", "数值"),
    ("a", "甲"),
    ("b", "乙"),
    ("x", "甲"),
];

macro_rules! words {
    ($($group:ident { $($name:literal $twin:literal $arities:expr, $usage:literal, $zh:literal, $en:literal, $handler:path;)* })*) => {
        /// Every word, in the order of the reference.
        pub static WORDS: &[Word] = &[$($(Word {
            name: $name, twin: $twin, arities: &$arities, usage: $usage, zh: if TELLS { $zh } else { "" }, en: if TELLS { $en } else { "" }, group: Group::$group, handler: $handler,
        },)*)*];
    };
}

words! {
    Pack {
        "uses" "引用" [1], "uses(\"common/records\")", "使用另一个来源的声明和函数", "uses the declarations and functions of another source", declare::uses;
        "policy" "政策" [1], "policy(\"id\")", "声明本包所依据的政策", "declares the policy that the pack states", declare::policy;
        "title" "名称" [2, 3], ".title(\"中文\", \"English\")", "政策、规则、评分表、方案或表单的名称；跟在表后面时，说明一行叫什么，里面可写 {列}", "the title of a policy, rule, card, profile or form; after a table, what its rows are called, with {column} in it", declare::title;
        "issuer" "发文机关" [2], ".issuer(\"…教育局\")", "谁发的文", "who issued the policy", declare::issuer;
        "issued" "发文日期" [2], ".issued(\"2019-09-11\")", "哪天发的文", "when the policy was issued", declare::issued;
        "in_force" "施行" [2, 3], ".in_force(\"2020-01-01\", \"2022-12-01\")", "从哪天施行到哪天(含首尾)", "from which day to which day the policy is in force, both included", declare::in_force;
        "standing" "性质" [2], ".standing(\"issued\")", "正式、计划、草案或范本", "issued, plan, draft or template", declare::standing;
        "clause" "条款" [1, 2, 3, 4, 5], "clause(\"3.3.4b\")", "声明一条要求；跟在规则、参数、口径后面时说明它依据哪条", "declares a requirement; after a rule, parameter or reading it names the clauses it rests on", declare::clause;
        "article" "条目" [2], ".article(\"三(三)4\")", "在原文的哪一条目", "the section of the document", declare::article;
        "says" "要求" [2, 3], ".says(\"中文\", \"English\")", "用一句自己的话说清条款要求什么、规则怎么判", "what a clause asks, or how a rule is judged, in one sentence of your own", declare::says;
        "force" "效力" [2], ".force(\"mandatory\")", "必须、计划、一般应、可以或目标", "mandatory, planned, expected, optional or aim", declare::force;
        "kind" "类别" [2], ".kind(\"quantity\")", "条款要求的是哪一类：数量、时限、文书、活动、步骤、清单或质性", "what sort of thing a clause asks for: quantity, deadline, document, event, step, checklist or quality", declare::kind;
        "unruled" "不设规则" [3], ".unruled(\"aim\", \"没有可查的事项\")", "说明这一条为何没有规则", "says why the clause has no rule", declare::unruled;
        "param" "参数" [1, 2], "param(\"demo_lessons\", 15)", "声明一个可调的数值；只给名字时，取已声明的参数", "declares a value that may be changed; with the id alone, the declared one", declare::param;
        "from" "自" [3], ".from(\"2021-09-01\", 12)", "从某天起改用另一个值；跟在分段后面时，从多少分起叫什么", "another value from that day on; after bands, from how many points on which band holds", declare::from;
        "local" "自定" [2], "local(1, \"文件没有写明\")", "文件没有写、由本地定的值，并说明理由；评分表、分段、等级整个如此时跟在后面", "a value that the source does not state, with the reason; after a card, bands or a scale, that none of it does", declare::local;
        "unset" "未定" [2], ".unset(\"文件没有数字\")", "参数还没有值，并说明理由；用到它的规则无法判定", "a parameter without a value, with the reason; whatever reads it is unknown", declare::unset;
        "phase" "阶段" [3], "phase(\"preparation\", \"2019-10-01\", \"2019-12-30\")", "声明一个阶段，规则可以按它考核；整月可写 \"2019-10\"", "names a stretch of days that rules can judge over; a month may be written as \"2019-10\"", declare::phase;
        "reading" "口径" [1], "reading(\"lessons_scope\")", "声明对条款的几种合理理解", "declares a choice between honest interpretations", declare::reading;
        "asks" "问" [2], ".asks(\"合计还是各计?\")", "这个口径在问什么", "the question of a reading", declare::asks;
        "usual" "通常取" [1, 2], ".usual(\"total\")", "没有另外说明时取哪一种；跟在方案后面时不写值，没有另外说明时就按它", "the choice that is taken unless somebody says otherwise; after a profile, without a value, that it is the one", profile::usual;
        "pick" "取" [2], "scope.pick(#{ total: \"lead_school\", per_member: \"member_school\" })", "每种理解各取什么", "one thing for each choice of a reading", declare::pick;
        "profile" "方案" [1, 2], "profile(\"E19\")", "声明一个方案：只用一部分规则，另定参数和口径；跟在测试后面时，按这个方案测", "declares a profile: some of the rules, with values and choices of its own; after a test, the profile that it goes by", profile::profile;
        "rules" "所含规则" [2, 3, 4, 5, 6], ".rules(\"E19-*\")", "方案有哪些规则；* 可代表任何字", "the rules of a profile; * stands for anything", profile::rules;
    }
    Data {
        "table" "表" [1], "table(\"activities\")", "声明一张表", "declares a table", table::table;
        "text" "文本" [3], ".text(\"title\", \"标题\")", "一列文字", "a column of text", table::text;
        "number" "数值" [3], ".number(\"value\", \"数值\")", "一列数，可有小数", "a column of numbers", table::number;
        "integer" "整数" [3], ".integer(\"headcount\", \"人数\")", "一列整数", "a column of whole numbers", table::integer;
        "flag" "是否" [3], ".flag(\"established\", \"在编\")", "一列是或否", "a column of yes or no", table::flag;
        "date" "日期列" [3], ".date(\"date\", \"日期\")", "一列日期", "a column of days", table::date;
        "moment" "时刻" [3], ".moment(\"at\", \"时间\")", "一列日期，可带几点几分(次序按时刻，其余按日期)", "a column of days that may have a time: in_order looks at it, all else at the day", table::moment;
        "tags" "标记" [3], ".tags(\"sections\", \"内容\")", "一列，每格可有几个词", "a column of several free words", table::tags;
        "choice" "选项" [3, 4], ".choice(\"kind\", \"类型\", [\"lecture 讲座\"])", "一列，每格取其一；跟在口径后面时声明一种理解", "a column that holds one of the listed choices; after a reading, one of its choices", table::choice;
        "choices" "多选" [4], ".choices(\"topics\", \"主题\", [\"research 教研\"])", "一列，每格可取几个", "a column that holds several of the listed choices", table::choices;
        "link" "关联" [4], ".link(\"host\", \"承办学校\", \"schools\")", "一列，指向另一张表的一行", "a column that points to a row of another table", table::link;
        "links" "多关联" [4], ".links(\"participants\", \"参加学校\", \"schools\")", "一列，指向另一张表的几行", "a column that points to several rows of another table", table::links;
        "more" "增选" [3], "table(\"activities\").more(\"kind\", [\"symposium 座谈\"])", "给别处声明的选项列增加选项，并给出它们的名字，可以接着用", "adds choices to a column that is declared elsewhere, and gives their ids", table::more;
        "ordered" "有序" [1], ".ordered()", "上一列的选项从低到高排列", "the choices of the last column run from low to high", table::ordered;
        "blank" "空白即" [2], ".blank(\"not_yet\")", "上一列的空格是什么意思：未知、尚未、没有、仍在继续", "what an empty cell of the last column means: unknown, not_yet, none or open", table::blank;
        "dated" "记于" [2, 3], ".dated(\"date\")", "表的各行发生在哪一天，或从哪天到哪天；跟在统计后面时改用另一列日期", "when the rows of a table happened; on a query, another column that dates them", table::dated;
        "owner" "属主" [1], ".owner()", "有几列指向同一张表时，不另说就按上一列归属", "of several links to one table, the one by which a row belongs unless something else is said", table::owner;
        "history_of" "沿革" [3], "table(\"memberships\").history_of(\"schools\", \"school\")", "记下另一张表的同名各列在什么时候是什么", "tells when the columns of the same names of another table had which values", table::history_of;
        "scope" "影响范围" [2, 3, 4, 5], ".scope(\"alliance\", \"host.alliance\")", "归属写错的行最多影响哪个共同体", "which alliance a row with an unusable tie can concern at most", table::scope;
        "entity" "对象" [2], "entity(\"lead_school\", \"schools\")", "声明一种考核对象", "declares a kind of row that is judged", table::entity;
    }
    Rule {
        "rule" "规则" [1], "rule(\"demo-lessons\")", "声明一条规则", "declares a rule", rule::rule;
        "level" "强度" [2], ".level(\"optional\")", "规则的强度与条款不同时写明", "how binding the rule is, if not as its clause says", rule::level;
        "each" "每" [2, 3], ".each(\"lead_school\", \"term\")", "考核谁，按什么期", "who is judged, over what period", rule::each;
        "only" "限于" [3], ".only(\"kind\", \"follow\")", "只考核这一列合乎条件的；其余不适用", "the rule bears only on units whose column satisfies the condition", rule::only;
        "partial" "不足期也判" [1], ".partial()", "考核期只有一部分在施行期内时，按这一部分考核", "judges a period that lies only partly in the time in force over that part", rule::partial;
        "measure" "统计" [3], ".measure(\"lessons\", count(\"activities\"))", "统计什么，叫什么名", "what is measured, and its name", rule::measure;
        "judge" "判定" [2], ".judge(|m, p| m.lessons.at_least(p.demo_lessons))", "怎样判定；跟在测试后面时说明由哪条规则判定", "how it is judged; after a test, the rule that judges", rule::judge;
    }
    Query {
        "count" "计数" [1], "count(\"activities\")", "有几条", "how many records", query::count;
        "distinct" "去重计数" [2], "distinct(\"activities\", \"date\")", "有几个不同的值", "how many different values", query::distinct;
        "sum" "合计" [2], "sum(\"figures\", \"value\")", "加起来多少", "their sum", query::sum;
        "largest" "最大" [2], "largest(\"activities\", \"headcount\")", "最大的值", "the largest value", query::largest;
        "smallest" "最小" [2], "smallest(\"activities\", \"headcount\")", "最小的值", "the smallest value", query::smallest;
        "average" "平均" [2], "average(\"activities\", \"headcount\")", "平均值", "the mean", query::average;
        "latest" "最晚" [2], "latest(\"activities\", \"date\")", "最晚的一天", "the latest day", query::latest;
        "earliest" "最早" [2], "earliest(\"activities\", \"date\")", "最早的一天", "the earliest day", query::earliest;
        "value" "取值" [2], "value(\"ratings\", \"grade\")", "仅有的那个值；几行不一致时无法判定", "the one value; rows that disagree make it unknown", query::value;
        "blanks" "空白项" [1, 2], "blanks(\"record-form\", \"header\")", "表单有几处空白；可只看表头(header)、正文(body)、行(rows)或表尾(footer)", "how many cells of a form are blank, or of its header, body, rows or footer", query::blanks;
        "share" "占比" [1], "share(\"activities\").that(\"evaluated\", true)", "其中多少达标", "which share of them satisfies `that`", query::share;
        "worst" "取最差" [1], "worst(findings(\"study-trips\", \"lead-visits\"))", "几条结果合起来怎样：一条不达标就不达标", "how findings came out together: one that fails makes the whole fail", query::worst;
        "findings" "结果" [1, 2, 3, 4, 5, 6], "count(findings(\"study-trips\", \"T3*\")).having(\"status\", \"pass\")", "代替表名：别的规则的结果(\"*\" 是所有不看结果的规则)", "in place of a table: what other rules found (\"*\": all rules that do not measure findings)", query::findings;
        "having" "其中" [3], ".having(\"kind\", \"lecture\")", "只数这一列合乎条件的行", "only rows whose column satisfies the condition", query::having;
        "having_if_supplied" "有此列则其中" [3], ".having_if_supplied(\"evaluated\", true)", "台账有这一列时才作这个限定", "the same, where the record book has the column", query::having_if_supplied;
        "where" "并且" [2, 3], ".where(|trip, school| trip.headcount >= 10, \"人数不足\")", "只数函数认可的行，并说明不认可的理由", "only rows that the closure accepts, with what to say of the others", query::filter;
        "that" "达标" [2, 3], ".that(\"evaluated\", true)", "占比里怎样算达标；也可用函数，并说明不达标的理由", "what a share counts; also by a closure, with what to say of the others", query::that;
        "by" "归于" [2], ".by(\"participants\")", "哪一列说明这行归谁；跟在项目后面时，规则的对象凭哪一列归到评分表的对象", "the link that says whose row it is; after an item, the link between the rule's units and the card's", query::by;
        "everywhere" "不限归属" [1], ".everywhere()", "不论归谁都数", "rows of everybody", query::everywhere;
        "during" "期间" [2], ".during(from_start(-7, -1))", "只数这些天里的行", "only rows of these days", query::during;
        "per" "分列" [2], ".per(\"matters\")", "按这一列的每个值分别统计", "a value for each key of the column", query::per;
        "choices_of" "全部选项" [1], "choices_of(\"activities.kind\")", "一列的所有选项", "every choice of a column", keys::choices_of;
        "overlapping" "跨期即计" [1], ".overlapping()", "与期间有一天相交就数", "spells that share a day with the window", query::overlapping;
        "at_end" "期末在册" [1], ".at_end()", "数期间最后一天仍在的", "spells that run on the window's last day", query::at_end;
        "label" "称作" [2], ".label(\"示范课\")", "叫什么", "what it is called", query::label;
        "unit" "单位" [2], ".unit(\"节\")", "用什么量词", "its unit of counting", query::unit;
        "of_unit" "本单元的" [1], "of_unit(\"school\")", "考核对象自己的那一格", "the unit's own cell", query::of_unit;
        "of_record" "本记录的" [1], "of_record(\"date\")", "这一行自己的那一格", "the record's own cell", query::of_record;
        "day" "日" [1], "day(\"2017-06-09\")", "某一天", "a day", query::day;
    }
    Window {
        "from_start" "距期初" [2], "from_start(-7, -1)", "从期初算起第几天到第几天(负数在期初之前)", "from so many days after the period's first day to so many; negative is before", query::from_start;
        "from_end" "距期末" [2], "from_end(-6, 0)", "从期末算起第几天到第几天(负数在期末之前)", "from so many days after the period's last day to so many; negative is before", query::from_end;
        "middle_week" "期中周" [0], "middle_week()", "学期的期中一周", "the middle week of the term", query::middle_week;
        "dates" "起止" [2], "dates(\"2020-01-01\", \"2022-12-01\")", "从哪天到哪天(含首尾)", "from one day to another, both included", query::dates;
        "previous" "上期" [0, 1], "previous()", "上一个考核期；给数时，往前第几个", "the period before; with a number, so many before", query::previous;
        "so_far" "截至期末" [0], "so_far()", "期末以前的都算", "everything until the period's last day", query::so_far;
        "months" "月份" [1], "months([4, 11])", "期内的这几个月", "these months of the period", query::months;
        "weeks" "周次" [2], "weeks(1, 4)", "学期的第几周到第几周(开学那天在第一周)", "from one week of the term to another; the first holds the opening day", query::weeks;
        "anytime" "不限时间" [0], "anytime()", "不论何时", "whenever", query::anytime;
    }
    Compare {
        "at_least" "至少" [1, 2], "m.lessons.at_least(15)", "不少于(含本数)", "at least, the bound included", verdict::at_least;
        "at_most" "至多" [1, 2], "m.lessons.at_most(15)", "不超过(含本数)", "at most, the bound included", verdict::at_most;
        "more_than" "多于" [1, 2], "m.lessons.more_than(15)", "超过(不含本数)", "more than, the bound excluded", verdict::more_than;
        "less_than" "少于" [1, 2], "m.lessons.less_than(15)", "不满(不含本数)", "less than, the bound excluded", verdict::less_than;
        "between" "介于" [2, 3], "m.lessons.between(2, 3)", "在两数之间(含首尾)", "from one to another, both included", verdict::between;
        "exactly" "等于" [1, 2], "m.heads.exactly(1)", "正好是", "equal to", verdict::exactly;
        "share_at_least" "占比至少" [2], "m.reports.share_at_least(80)", "占比不低于百分之几", "a share of at least so many percent", verdict::share_at_least;
        "present" "已有" [0, 1], "present(m.approved)", "已经有了", "has a value", verdict::present;
        "by_date" "不晚于" [1, 2], "m.founded.by_date(\"2019-12-30\")", "在那天或之前", "on that day or before", verdict::by_date;
        "within_workdays" "工作日内" [3], "m.completed.within_workdays(m.raised, 5)", "从起算日的次日算起，在几个工作日之内", "within so many working days after a day", verdict::within_workdays;
        "covers" "齐全" [1, 2, 3], "m.matters.covers([\"safety\", \"canteen\"])", "要有的每一样都有；可要求各有几次(#{safety: 2})，或各自合乎条件；作条件时，一列里这些都有", "every key that is wanted is there; with a map, so often; with a condition, its value satisfies it; as a condition, a column has all of these", keys::covers;
        "some_of" "含有" [1, 2, 3], "m.matters.some_of([\"safety\", \"canteen\"], 1)", "要有的里面至少有几样(不写即一样)；作条件时，一列里有这些中的几样", "at least so many of the wanted keys are there (one, if nothing is said); as a condition, a column has so many of these", keys::some_of;
        "within" "不超出" [1, 2], "m.kinds.within([\"a\", \"b\"])", "没有这些以外的；作条件时，一列只有这些，单个值是其中之一", "no key is there beside these; as a condition, a column has nothing else, and a single value is one of these", keys::within;
        "disjoint" "互不相同" [1, 2], "m.a.disjoint(m.b)", "没有共同的；作条件时，一列里这些都没有", "they have no key in common; as a condition, a column has none of these", keys::disjoint;
        "in_order" "依次" [1, 2], "m.steps.in_order([\"filing\", \"summary\"])", "各步按先后发生(没有发生的不算)", "the steps came one after the other; those that did not happen are left aside", order::in_order;
        "graded" "评定" [1, 2, 3], "m.grade.graded(\"three_grades\")", "由人评定：是即达标，否即不达标；写明等级的，评了就达标；各项的，每一项都要。没有人评过即待评定", "what a person says: yes passes, no fails; with a scale, any of its grades passes; with keys, each of them. Until somebody has said it, it needs review", grade::graded;
        "fits" "符合格式" [2, 3], "m.title.fits(\"第{n}责任区报告\", #{ n: m.area.number })", "写成这个格式：{名字} 处是它的值，数可写成数字或汉字", "is written as the pattern: {name} stands for its value, a number in digits or in Chinese numerals", fits::fits;
        "not" "非" [1], "not(present())", "反过来", "the opposite", verdict::not;
        "all" "都须" [1, 2, 3, 4, 5, 6], "all(m.a.at_least(1), m.b.at_least(1))", "每一项都要", "every part must hold", verdict::all;
        "any" "任一" [1, 2, 3, 4, 5, 6], "any(m.a.at_least(1), m.b.at_least(1))", "有一项即可", "one part is enough", verdict::any;
    }
    Verdict {
        "when" "若" [2], "when(m.severe.at_least(1), m.reports.at_least(1))", "前提成立时才有后面的要求", "a duty that holds only if its trigger does", verdict::when;
        "note" "附注" [2, 3], ".note(more_than(3), \"超出所说的2—3名\")", "达标时附一句话；可加条件", "a remark on a pass, with or without a condition", verdict::note;
        "final" "即定" [1], "holds(x > 3, \"…\").final()", "不再等后来的记录", "does not wait for records to come", verdict::final_word;
        "holds" "成立" [1, 2], "holds(m.a > m.b, \"…\")", "条件成立即达标，并说明理由", "passes if the condition holds, with the reason", verdict::holds;
        "pass" "通过" [0, 1], "pass(\"…\")", "达标", "passes", verdict::pass;
        "fail" "不通过" [0, 1], "fail(\"…\")", "未达标", "fails", verdict::fail;
        "needs_review" "待评定" [0, 1], "needs_review(\"…\")", "须由人评定", "a person must judge it", verdict::needs_review;
        "not_applicable" "不适用" [0, 1], "not_applicable(\"…\")", "这条与它无关", "the rule does not bear on this unit", verdict::not_applicable;
        "unknown" "无法判定" [0, 1], "unknown(\"…\")", "无法判定", "cannot be decided", verdict::unknown;
        "informational" "仅供参考" [1], "informational(m.received)", "只报数，不判定", "tells a value without judging it", verdict::informational;
        "smaller" "较小" [2], "smaller(school.teachers / 5, 10)", "两数中较小的", "the smaller of two", verdict::smaller;
        "larger" "较大" [2], "larger(school.teachers / 5, 10)", "两数中较大的", "the larger of two", verdict::larger;
        "abs" "绝对值" [1], "abs(m.now - m.last)", "去掉正负号", "without its sign", verdict::abs;
        "workdays_between" "相隔工作日" [2], "workdays_between(a, b)", "从前一天的次日到后一天有几个工作日", "working days after the first up to the second", verdict::workdays_between;
        "days_between" "相隔天数" [2], "days_between(a, b)", "从前一天到后一天隔几天", "days from the first to the second", verdict::days_between;
    }
    Score {
        "scale" "等级" [1], "scale(\"four\")", "声明一套由人评定的等级", "declares grades that a person can give", score::scale;
        "grade" "等" [2, 3], ".grade(\"good 良好\", 3)", "一个等级，可写它的分值", "a grade, and its points if it has any", score::grade;
        "bands" "分段" [1, 2], "bands(\"four\")", "声明一套分数段；跟在评分表后面时说明用哪一套", "declares names for stretches of scores; after a card, the ones that it uses", score::bands;
        "below" "其余" [2], ".below(\"不合格\")", "最低的分数线以下叫什么", "what a score below all cut points is called", score::below;
        "scorecard" "评分表" [1], "scorecard(\"alliance-year\")", "声明一张评分表", "declares a card on which findings become points", score::scorecard;
        "section" "板块" [3], ".section(\"教学工作\", 60)", "评分表的一个板块和它的总分", "a part of a card, and the points of its items together", score::section;
        "item" "项目" [3], ".item(\"demo-lessons\", 10)", "一个项目：哪条规则(可写 \"T3*\")，多少分", "an item: which rule (or rules such as \"T3*\"), and its points", score::item;
        "all_or_nothing" "全有或全无" [1], ".all_or_nothing()", "上一个项目：不达标不得分", "of the last item: whoever does not pass earns nothing", score::all_or_nothing;
        "proportional" "按比例" [1], ".proportional()", "上一个项目：不达标时按完成的比例得分", "of the last item: whoever does not pass earns what was measured as a part of what is required", score::proportional;
        "stepped" "分档" [2], ".stepped([[3, 100], [2, 60], [1, 30]])", "上一个项目：不达标时，做到多少得百分之几", "of the last item: whoever does not pass earns so many percent for reaching so much", score::stepped;
        "by_grade" "按等级" [2], ".by_grade(\"four\")", "上一个项目：按评定的等级得分", "of the last item: by the points of the grade that a person gave", score::by_grade;
        "roll_up" "汇总方式" [2], ".roll_up(\"worst\")", "上一个项目有几条结果时取平均、最差或达标的占比", "of the last item: mean, worst or share (of findings that pass)", score::roll_up;
        "veto" "一票否决" [3], ".veto(\"safety\", \"不合格\")", "这条规则不达标时，等级最高到哪一段", "the best band that is left if the rule fails", score::veto;
        "beside" "并列" [2], ".beside(\"alliance-year\")", "旁边列出另一张评分表的得分", "shows the score of another card beside this one", score::beside;
        "blend" "捆绑" [3], ".blend(\"alliance-year\", local(20, \"区里商定\"))", "得分里有百分之几取自另一张评分表", "how many percent of the score are those of another card", score::blend;
        "round" "小数位" [2], ".round(1)", "得分保留几位小数", "digits of the score behind the point", score::round;
    }
    Form {
        "form" "表单" [1], "form(\"record-form\")", "声明一张表单，给每个对象填", "declares a form that is filled in for each unit", form::form;
        "header" "表头" [2, 3], ".header(\"学校\", \"school\")", "表单上方的一行：文字，可带对象的一格；文字里可写 {列}、{统计}、{考核期.年}，{} 是留给人填的空", "a line at the top of a form: a text, and a cell of the unit behind it; the text may hold {column}, {measure}, {period.year}, and {} for the hand to fill", form::header;
        "body" "正文" [2, 3], ".body(\"{school.name}：\")", "表单的一段正文，写法同表头", "a paragraph of a form, written like a header", form::body;
        "rows" "行" [2, 4], ".rows(\"ratings\", \"point\", 1..=8)", "表单里的表：一张表(或结果)里归这个对象的每条一行，其后可写 其中、归于、期间 等限定；写明列和各行的，固定为这些行", "a table of a form: a row for each of the unit's records of a table, or for each finding, which having, by, during and the like refine; with a column and its values, just these rows", form::rows;
        "cell" "栏" [3], ".cell(\"督查情况\", \"narrative\")", "表中的一栏：题头，和一列、一条结果、行号，或每行一段文字", "a column of a form's table: its head, and a column, a finding, the row's number, or a text for each row", form::cell;
        "ticks" "勾选栏" [4], ".ticks(\"评价\", \"grade\", [\"好\", \"一般\"])", "表中勾选的一栏：题头、列和可勾的选项", "a column of a form's table in which choices are ticked: its head, the column and the choices", form::ticks;
        "sorted_by" "排序" [2], ".sorted_by(\"raised\")", "表中各行按哪一列排；不写即按日期、编号", "by what the rows of a form's table are sorted; if nothing is said, by day and id", form::sorted_by;
        "row_number" "行号" [0], "row_number()", "这一行是第几行", "the number of the row", form::row_number;
        "finding" "一条结果" [2], "finding(\"rectified-in-time\", \"due\")", "一条规则对这一行(或这个对象)的结果里的一格", "a cell of what a rule found of the row, or of the unit", form::finding;
        "footer" "表尾" [2, 3], ".footer(\"签名\", \"signature\")", "表单下方的一行，写法同表头", "a line at the bottom of a form, written like a header", form::footer;
        "template" "模板" [2], ".template(\"record-form.html\")", "不按通常的样子排，而按这个文件排", "lays the form out by this file, and not as usual", form::template;
    }
    Test {
        "test" "测试" [1], "test(\"十四节不够\")", "声明一个测试", "declares a test", test::test;
        "given" "已知" [3], ".given(\"schools\", `…`)", "有这些记录：第一行写列名，以下一行一条，各格用 | 隔开", "these records are there: a line of column names, then a line for each, with | between the cells", test::given;
        "repeat" "重复" [4], ".repeat(14, \"activities\", `…`)", "同样的记录有几条；{n} 写作第几条", "the same record so many times; {n} is the number of each", test::repeat;
        "as_of" "截至" [2], ".as_of(\"2021-02-01\")", "按哪一天判定", "the day on which it is judged", test::as_of;
        "set" "设" [3], ".set(\"demo_lessons\", 12)", "改一个参数", "sets a parameter", profile::set;
        "choose" "取口径" [3], ".choose(\"lessons_scope\", \"per_member\")", "选一种理解", "takes a reading in one way", profile::choose;
        "expect" "应为" [5], ".expect(\"demo-lessons\", \"L\", \"2020-2021-1\", \"fail\")", "哪条规则、哪个对象、哪个考核期应是什么结果", "what is to be found of a unit in a period by a rule", test::expect;
        "open" "未结束" [1], ".open()", "还会有记录来", "records can still come in", test::open;
        "of" "输入" [3], ".of(#{ lessons: 14 }, \"fail\")", "统计是这些值时应是什么结果", "what is to come of these measured values", test::of;
        "missing" "缺失" [0], "missing()", "没有人知道的值", "a value that nobody knows", test::missing;
        "not_yet" "未发生" [0], "not_yet()", "还没有的值", "what has not happened", test::not_yet;
        "ratio" "比" [2], "ratio(19, 20)", "二十个里有十九个", "nineteen of twenty", test::ratio;
    }
}

/// The word of that name, in either language.
pub fn find(name: &str) -> Option<&'static Word> {
    WORDS.iter().find(|word| word.name == name || word.twin == name)
}

/// Whether a top-level statement can begin with this word.
pub(crate) fn begins_statement(name: &str) -> bool {
    const OPENERS: [&str; 15] =
        ["uses", "policy", "clause", "param", "phase", "reading", "table", "entity", "rule", "scale", "bands", "scorecard", "form", "profile", "test"];
    find(name).is_some_and(|word| OPENERS.contains(&word.name))
}

/// Every name that a script may call, in both languages.
pub fn names() -> impl Iterator<Item = &'static str> {
    WORDS.iter().flat_map(|word| [word.name, word.twin])
}
