//! Findings in words, in Chinese and English, from their structured parts.

use super::shown::{Number, Shown};
use super::wording::Wording;
use crate::calendar::Day;
use crate::diagnostic::{Language, Text};
use crate::judge::{Amount, Comparison, Kind, Range, Status, Test, Verdict, day_of, number_of};
use crate::measure::Matter;
use rust_decimal::Decimal;

fn say(language: Language, zh: String, en: String) -> String {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

fn range(range: &Range, write: impl Fn(Decimal) -> String, language: Language) -> String {
    match (range.low, range.high) {
        (Some(low), Some(high)) if low == high => write(low),
        (Some(low), Some(high)) => say(language, format!("{} 至 {}", write(low), write(high)), format!("{} to {}", write(low), write(high))),
        (Some(low), None) => say(language, format!("{} 或更多", write(low)), format!("{} or more", write(low))),
        (None, Some(high)) => say(language, format!("{} 或更少", write(high)), format!("{} or less", write(high))),
        (None, None) => say(language, "不明".into(), "unclear".into()),
    }
}

/// An amount in words, with its unit of counting.
fn amount(amount: &Amount, unit: &str, language: Language) -> String {
    match amount {
        Amount::Number(value) => {
            let number = range(value, |value| Number(value).to_string(), language);
            if unit.is_empty() { number } else { format!("{number} {unit}") }
        }
        Amount::Day(value) => range(value, |value| day_of(value).to_string(), language),
        Amount::Text(text) => text.clone(),
        Amount::Flag(flag) => say(language, if *flag { "是" } else { "否" }.into(), if *flag { "yes" } else { "no" }.into()),
        Amount::Keys(keys) if keys.is_empty() => say(language, "无".into(), "none".into()),
        Amount::Keys(keys) => keys.join(listing(language)),
        Amount::Nothing => say(language, "无".into(), "none".into()),
        Amount::Missing => say(language, "缺".into(), "missing".into()),
        Amount::Unclear => say(language, "说不清".into(), "unclear".into()),
    }
}

/// A share in percent, with two digits behind the point at most.
fn percent(share: Decimal) -> Number {
    Number((share * Decimal::ONE_HUNDRED).round_dp(2))
}

/// How much a measure lacks, in words: of a share, so many of those that it is taken of, or of the hundred.
fn missing(test: &Test, gap: Decimal, wording: Option<&Wording>, language: Language) -> String {
    if let (Some((_, total)), Some(_)) = (test.share, wording.filter(|wording| wording.share)) {
        // The gap is rounded where the share is: a tiny bit above a whole number is that number.
        let more = gap.checked_mul(total).map_or(total, |more| more.round_dp(9).ceil());
        return counted(more, wording);
    }
    if wording.is_some_and(|wording| wording.share) {
        let points = percent(gap);
        return say(language, format!("{points} 个百分点"), format!("{points} percentage points"));
    }
    amount(&Amount::Number(Range::exactly(gap)), wording.map_or("", |wording| wording.unit.as_str()), language)
}

/// An amount of a measure in words: choices by their labels, numbers with the measure's unit.
fn worded(value: &Amount, wording: Option<&Wording>, language: Language) -> String {
    let unit = wording.map_or("", |wording| wording.unit.as_str());
    match value {
        Amount::Number(value) if wording.is_some_and(|wording| wording.share) => range(value, |share| format!("{}%", percent(share)), language),
        Amount::Text(text) => wording.map_or(text, |wording| wording.key(text, language)).clone(),
        Amount::Keys(keys) => named(keys.iter().collect(), wording, language),
        other => amount(other, unit, language),
    }
}

/// Keys in words, as people list them.
fn named(mut keys: Vec<&String>, wording: Option<&Wording>, language: Language) -> String {
    if keys.is_empty() {
        return say(language, "无".into(), "none".into());
    }
    let Some(wording) = wording else { return keys.into_iter().map(String::as_str).collect::<Vec<_>>().join(listing(language)) };
    wording.ordered(&mut keys);
    keys.into_iter().map(|key| wording.key(key, language).as_str()).collect::<Vec<_>>().join(listing(language))
}

/// What stands between the members of a list.
fn listing(language: Language) -> &'static str {
    match language {
        Language::Zh => "、",
        Language::En => ", ",
    }
}

/// A comparison of keys in words: those that lack, that are too many, or that are shared.
fn keys_sentence(test: &Test, wordings: &[Wording], language: Language) -> Option<String> {
    let (Amount::Keys(measured), Amount::Keys(required)) = (&test.measured, &test.required) else { return None };
    let wording = wording_of(test, wordings);
    let label = plain_label(wording, language);
    let named = |keys: Vec<&String>| named(keys, wording, language);
    let of = |keys: &[String], among: bool| keys.iter().filter(|key| required.contains(key) == among).cloned().collect::<Vec<_>>();
    Some(match test.comparison {
        Comparison::Covers => {
            let lacking: Vec<&String> = required.iter().filter(|key| !measured.contains(key)).collect();
            match (test.status, lacking.is_empty()) {
                (_, true) => say(
                    language,
                    format!("{label}齐全：{}", named(required.iter().collect())),
                    format!("{label}: all there ({})", named(required.iter().collect())),
                ),
                (Status::NotDue, _) => say(language, format!("{label}还缺 {}", named(lacking.clone())), format!("{label}: still lacking {}", named(lacking))),
                (Status::Unknown, _) => say(language, format!("{label}未见 {}", named(lacking.clone())), format!("{label}: not seen: {}", named(lacking))),
                _ => say(language, format!("{label}缺 {}", named(lacking.clone())), format!("{label}: lacking {}", named(lacking))),
            }
        }
        Comparison::CoversWith => {
            let wrong: Vec<&String> = required.iter().filter(|key| !measured.contains(key)).collect();
            match (test.status, wrong.is_empty()) {
                (_, true) => say(
                    language,
                    format!("{label}都合要求：{}", named(required.iter().collect())),
                    format!("{label}: as wanted for all ({})", named(required.iter().collect())),
                ),
                (Status::NotDue, _) => {
                    say(language, format!("{label}还没有合要求的 {}", named(wrong.clone())), format!("{label}: not as wanted yet for {}", named(wrong)))
                }
                (Status::Unknown, _) => {
                    say(language, format!("{label}说不清是否合要求：{}", named(wrong.clone())), format!("{label}: unclear for {}", named(wrong)))
                }
                _ => {
                    say(language, format!("{label}没有或不合要求：{}", named(wrong.clone())), format!("{label}: lacking or not as wanted for {}", named(wrong)))
                }
            }
        }
        Comparison::SomeOf => {
            let (there, wanted) = (named(measured.iter().collect()), named(required.iter().collect()));
            match test.gap.and_then(|gap| gap.checked_add(measured.len().into())) {
                Some(least) => say(
                    language,
                    format!("{label}有 {there}，要有 {wanted} 中的至少 {least} 项"),
                    format!("{label}: {there}, at least {least} wanted of {wanted}"),
                ),
                None => say(language, format!("{label}有 {there}"), format!("{label}: {there}")),
            }
        }
        Comparison::Within => {
            let beyond = of(measured, false);
            if beyond.is_empty() {
                say(language, format!("{label}没有超出"), format!("{label}: nothing beyond what is allowed"))
            } else {
                say(
                    language,
                    format!("{label}多出 {}", named(beyond.iter().collect())),
                    format!("{label}: beyond what is allowed: {}", named(beyond.iter().collect())),
                )
            }
        }
        Comparison::InOrder => {
            let label = wording.map_or_else(|| say(language, "各步".into(), "the steps".into()), |wording| wording.label.clone());
            // The steps of a list are called as what was read.
            let called = |step: &String| {
                wordings.iter().find(|read| read.name == *step && !read.label.is_empty()).map_or_else(|| step.clone(), |read| read.label.clone())
            };
            let steps = match wording {
                Some(_) => named(measured.iter().collect()),
                None => measured.iter().map(called).collect::<Vec<_>>().join(listing(language)),
            };
            if measured.is_empty() {
                say(language, format!("{label}次序没有颠倒"), format!("{label}: in order"))
            } else {
                say(language, format!("{label}次序颠倒：{steps}"), format!("{label}: out of order: {steps}"))
            }
        }
        _ => {
            let shared = of(measured, true);
            if shared.is_empty() {
                say(language, format!("{label}没有相同的"), format!("{label}: nothing in common"))
            } else {
                say(language, format!("{label}有相同的 {}", named(shared.iter().collect())), format!("{label}: in common: {}", named(shared.iter().collect())))
            }
        }
    })
}

/// How many findings pass of those that bear on the unit.
fn passing_sentence(test: &Test, wording: Option<&Wording>, language: Language) -> String {
    let label = plain_label(wording, language);
    let (passing, all) = (amount(&test.measured, "", language), amount(&test.required, "", language));
    if matches!(&test.required, Amount::Number(all) if all.high == Some(Decimal::ZERO)) {
        return say(language, format!("{label}没有适用的结果"), format!("{label}: no finding that bears on it"));
    }
    say(language, format!("{label} {all} 条结果中 {passing} 条达标"), format!("{label}: {passing} of {all} findings pass"))
}

fn requirement(test: &Test, wording: Option<&Wording>, language: Language) -> String {
    let is_day = matches!(test.required, Amount::Day(_));
    let (zh, en) = match test.comparison {
        Comparison::AtLeast if is_day => ("不早于 ", "not before "),
        Comparison::AtMost if is_day => ("不晚于 ", "not after "),
        Comparison::MoreThan if is_day => ("晚于 ", "after "),
        Comparison::LessThan if is_day => ("早于 ", "before "),
        Comparison::AtLeast => ("至少 ", "at least "),
        Comparison::AtMost => ("至多 ", "at most "),
        Comparison::MoreThan => ("多于 ", "more than "),
        Comparison::LessThan => ("少于 ", "less than "),
        Comparison::Exactly
        | Comparison::Between
        | Comparison::Covers
        | Comparison::CoversWith
        | Comparison::SomeOf
        | Comparison::Within
        | Comparison::Disjoint
        | Comparison::InOrder
        | Comparison::Graded
        | Comparison::Fits
        | Comparison::AllPass => ("", ""),
        Comparison::Present if test.status == Status::Pass => return say(language, "已有".into(), "it is there".into()),
        Comparison::Present => return say(language, "要有".into(), "it must be there".into()),
        Comparison::ByDate => {
            let due = match &test.required {
                Amount::Day(Range { high: Some(due), .. }) => Day::from_number(i32::try_from(*due).unwrap_or(0)).to_string(),
                other => amount(other, "", language),
            };
            return say(language, format!("不晚于 {due}"), format!("by {due}"));
        }
    };
    let value = worded(&test.required, wording, language);
    let apart = if zh.is_empty() && value.starts_with(|first: char| first.is_ascii()) { " " } else { "" };
    say(language, format!("要求{zh}{apart}{value}"), format!("{en}{value} required"))
}

fn plain_label(wording: Option<&Wording>, language: Language) -> String {
    let label = wording.map(|wording| wording.label.clone()).filter(|label| !label.is_empty());
    label.unwrap_or_else(|| say(language, "所计".into(), "the value".into()))
}

/// What people said in words, or that nobody has said anything.
fn graded_sentence(test: &Test, wording: Option<&Wording>, language: Language) -> String {
    let label = plain_label(wording, language);
    let answer = worded(&test.measured, wording, language);
    match (&test.measured, test.status) {
        (Amount::Keys(_), Status::Pass) => say(language, format!("{label}齐备：{answer}"), format!("{label}: all given ({answer})")),
        (Amount::Keys(_), Status::Fail) => say(language, format!("{label}为否：{answer}"), format!("{label}: no for {answer}")),
        (Amount::Keys(_), Status::NeedsReview) => say(language, format!("{label}还没有评定：{answer}"), format!("{label}: not given yet: {answer}")),
        (Amount::Keys(_), _) => say(language, format!("{label}说不清：{answer}"), format!("{label}: unclear: {answer}")),
        (Amount::Missing | Amount::Nothing, _) => say(language, format!("{label}还没有评定"), format!("{label}: not given yet")),
        (Amount::Text(_), Status::Unknown) => {
            let grades = worded(&test.required, wording, language);
            say(language, format!("{label} {answer}，不在等级 {grades} 之中"), format!("{label}: {answer}, which is none of {grades}"))
        }
        _ => say(language, format!("{label} {answer}"), format!("{label}: {answer}")),
    }
}

/// How a text is written, and how it should be.
fn fits_sentence(test: &Test, wording: Option<&Wording>, language: Language) -> String {
    let label = plain_label(wording, language);
    let (text, required) = (amount(&test.measured, "", language), amount(&test.required, "", language));
    match (&test.measured, test.status) {
        (Amount::Text(_), Status::Pass) => say(language, format!("{label}“{text}”合格式"), format!("{label}: `{text}`, as it should be")),
        (Amount::Text(_), _) => say(language, format!("{label}“{text}”，应写成“{required}”"), format!("{label}: `{text}`, which should be `{required}`")),
        _ => say(language, format!("{label} {text}，应写成“{required}”"), format!("{label}: {text}, which should be `{required}`")),
    }
}

/// One comparison in words.
fn test_sentence(test: &Test, wordings: &[Wording], language: Language) -> String {
    let wording = wording_of(test, wordings);
    if test.comparison == Comparison::Graded {
        return graded_sentence(test, wording, language);
    }
    if test.comparison == Comparison::Fits {
        return fits_sentence(test, wording, language);
    }
    if let Some(sentence) = keys_sentence(test, wordings, language) {
        return sentence;
    }
    if test.comparison == Comparison::AllPass {
        return passing_sentence(test, wording, language);
    }
    let label = plain_label(wording, language);
    let mut measured = worded(&test.measured, wording, language);
    if let Some((met, total)) = test.share.filter(|(_, total)| !total.is_zero()) {
        measured.push_str(&say(
            language,
            format!("（{}中的 {}）", counted(total, wording), counted(met, wording)),
            format!(" ({} of {})", Number(met), Number(total)),
        ));
    }
    if test.status == Status::Informational || !test.asked {
        return say(language, format!("{label} {measured}"), format!("{label}: {measured}"));
    }
    let required = requirement(test, wording, language);
    say(language, format!("{label} {measured}，{required}"), format!("{label}: {measured}, {required}"))
}

/// What a test compares.
fn wording_of<'a>(test: &Test, wordings: &'a [Wording]) -> Option<&'a Wording> {
    test.input.and_then(|input| wordings.get(usize::from(input)))
}

/// A number of what a measure counts.
fn counted(number: Decimal, wording: Option<&Wording>) -> String {
    format!("{} {}", Number(number), wording.map_or("", |wording| wording.unit.as_str())).trim_end().into()
}

/// The whole finding in one sentence. `causes` say why it is not decided.
pub(crate) fn message(verdict: &Verdict, wordings: &[Wording], causes: &[String], language: Language) -> String {
    let deciding = verdict.deciding();
    let mut sentence = match &deciding.kind {
        Kind::Test(test) => {
            let mut sentence = test_sentence(test, wordings, language);
            if let Some(lack) = lack(test, wording_of(test, wordings), language) {
                sentence.push_str(&lack);
            }
            sentence
        }
        Kind::Said(Some(why)) => why.clone(),
        _ => status_words(verdict.status, language),
    };
    // Parts that inform without deciding are told as well.
    let told: Vec<String> = verdict
        .tests()
        .into_iter()
        .filter(|test| test.status == Status::Informational && !matches!(&deciding.kind, Kind::Test(decided) if decided == *test))
        .map(|test| test_sentence(test, wordings, language))
        .collect();
    if !told.is_empty() {
        sentence.push_str(&say(language, format!("；另：{}", told.join("，")), format!("; also {}", told.join(", "))));
    }
    if !causes.is_empty() {
        let list = causes.join(&say(language, "；".into(), "; ".into()));
        sentence.push_str(&say(language, format!("。原因：{list}"), format!(". Because: {list}")));
    }
    for note in verdict.all_notes() {
        sentence.push_str(&say(language, format!("。{note}"), format!(". {note}")));
    }
    sentence.push_str(&say(language, "。".into(), ".".into()));
    sentence
}

fn status_words(status: Status, language: Language) -> String {
    say(language, status.label().into(), status.name().replace('_', " "))
}

/// How much is lacking, and whether there is still time.
fn lack(test: &Test, wording: Option<&Wording>, language: Language) -> Option<String> {
    // Keys are named, not counted; and of findings it was said how many pass of how many.
    let counted = !matches!(test.measured, Amount::Keys(_)) && test.comparison != Comparison::AllPass;
    let gap = test.gap.filter(|_| matches!(test.status, Status::Fail | Status::NotDue) && counted)?;
    if matches!(test.required, Amount::Day(_)) {
        let late = matches!(test.comparison, Comparison::AtMost | Comparison::LessThan | Comparison::ByDate);
        let (zh, en) = if late { ("晚了", "late") } else { ("早了", "early") };
        let days = Number(gap);
        return Some(say(language, format!("，{zh} {days} 天"), format!(", {days} days too {en}")));
    }
    let gap = missing(test, gap, wording, language);
    let (zh, en) = match test.comparison {
        Comparison::AtMost | Comparison::LessThan => ("超出", "too many by"),
        _ if test.status == Status::NotDue => ("还差", "still lacking"),
        _ => ("差", "lacking"),
    };
    Some(say(language, format!("，{zh} {gap}"), format!(", {en} {gap}")))
}

/// The least change that would make the verdict pass.
pub(crate) fn remedy(verdict: &Verdict, wordings: &[Wording], language: Language) -> Option<String> {
    match &verdict.kind {
        Kind::Test(test) => step(test, wording_of(test, wordings), language),
        Kind::Said(_) | Kind::Pending(_) => None,
        Kind::All(parts) => {
            join(&parts.iter().filter_map(|part| remedy(part, wordings, language)).collect::<Vec<_>>(), &say(language, "；".into(), "; and ".into()))
        }
        Kind::Any(_) if verdict.status == Status::Pass => None,
        Kind::Any(parts) => {
            join(&parts.iter().filter_map(|part| remedy(part, wordings, language)).collect::<Vec<_>>(), &say(language, "，或者".into(), ", or ".into()))
        }
    }
}

fn join(parts: &[String], with: &str) -> Option<String> {
    (!parts.is_empty()).then(|| parts.join(with))
}

/// What a person has still to say, or should be able to say.
fn graded_step(test: &Test, wording: Option<&Wording>, language: Language) -> Option<String> {
    let (zh, en) = match test.status {
        Status::NeedsReview => ("请评定", "still to be given:"),
        Status::Fail => ("做到以后再确认：", "to be made good:"),
        _ => return None,
    };
    let label = plain_label(wording, language);
    let of = match &test.measured {
        Amount::Keys(_) => {
            say(language, format!("（{}）", worded(&test.measured, wording, language)), format!(" ({})", worded(&test.measured, wording, language)))
        }
        _ => String::new(),
    };
    Some(say(language, format!("{zh}{label}{of}"), format!("{en} {label}{of}")))
}

fn step(test: &Test, wording: Option<&Wording>, language: Language) -> Option<String> {
    if test.comparison == Comparison::Graded {
        return graded_step(test, wording, language);
    }
    if !matches!(test.status, Status::Fail | Status::NotDue) || !test.asked {
        return None;
    }
    let label = plain_label(wording, language);
    let more = matches!(test.comparison, Comparison::AtLeast | Comparison::MoreThan | Comparison::Between | Comparison::Exactly)
        && !matches!(test.required, Amount::Day(_));
    let due = wording.and_then(|wording| wording.due);
    let open = wording.is_some_and(|wording| wording.open);
    match test.gap {
        Some(gap) if more && wording.is_some_and(|wording| wording.share) => {
            let more = missing(test, gap, wording, language);
            Some(match (due.filter(|_| open), test.share) {
                (Some(due), Some(_)) => say(language, format!("{due} 以前再有 {label} {more}"), format!("{label}: {more} more by {due}")),
                (None, Some(_)) => say(language, format!("{label} 少 {more}"), format!("{label} falls short by {more}")),
                (Some(due), None) => say(language, format!("{due} 以前把 {label} 达标的占比提高 {more}"), format!("{label} to rise by {more} by {due}")),
                (None, None) => say(language, format!("{label} 达标的占比少 {more}"), format!("{label} falls short by {more}")),
            })
        }
        Some(gap) if more => {
            let gap = missing(test, gap, wording, language);
            let past = wording.is_some_and(|wording| wording.past);
            Some(match (open, due) {
                (true, Some(due)) if past => say(
                    language,
                    format!("再有 {label} {gap}（期限 {due} 已过，尚未结账，还可补报）"),
                    format!("{label}: {gap} more (it was due on {due}, but the term is not closed: records can still be handed in)"),
                ),
                (true, Some(due)) => say(language, format!("{due} 以前再有 {label} {gap}"), format!("{label}: {gap} more by {due}")),
                (true, None) => say(language, format!("再有 {label} {gap}"), format!("{label}: {gap} more")),
                (false, Some(due)) => say(language, format!("{label} 少 {gap}，期限 {due} 已过"), format!("{label} falls short by {gap}; it was due on {due}")),
                (false, None) => say(language, format!("{label} 少 {gap}"), format!("{label} falls short by {gap}")),
            })
        }
        _ if matches!(test.comparison, Comparison::Covers | Comparison::CoversWith) => {
            let (Amount::Keys(measured), Amount::Keys(required)) = (&test.measured, &test.required) else { return None };
            let lacking: Vec<&String> = required.iter().filter(|key| !measured.contains(key)).collect();
            if lacking.is_empty() {
                return None;
            }
            let lacking = named(lacking, wording, language);
            Some(match due.filter(|_| open) {
                Some(due) => say(language, format!("{due} 以前补齐 {label}：{lacking}"), format!("{label} by {due}: {lacking}")),
                None if test.comparison == Comparison::CoversWith => {
                    say(language, format!("{label} 须有且合要求：{lacking}"), format!("{label} must be there and as wanted: {lacking}"))
                }
                None => say(language, format!("{label} 少 {lacking}"), format!("{label} lacks {lacking}")),
            })
        }
        Some(gap) if test.comparison == Comparison::SomeOf => {
            let (Amount::Keys(measured), Amount::Keys(required)) = (&test.measured, &test.required) else { return None };
            let (gap, others) = (Number(gap), named(required.iter().filter(|key| !measured.contains(key)).collect(), wording, language));
            Some(match due.filter(|_| open) {
                Some(due) => say(language, format!("{due} 以前 {label} 再有 {others} 中的 {gap} 项"), format!("{label}: {gap} more of {others} by {due}")),
                None => say(language, format!("{label} 少 {others} 中的 {gap} 项"), format!("{label} lacks {gap} of {others}")),
            })
        }
        Some(gap) if test.comparison == Comparison::AllPass => {
            let gap = Number(gap);
            Some(match due.filter(|_| open) {
                Some(due) => say(language, format!("{due} 以前使 {label} 其余 {gap} 条结果达标"), format!("{label}: {gap} more findings to pass by {due}")),
                None => say(language, format!("{label} 有 {gap} 条结果没有达标"), format!("{label}: {gap} findings do not pass")),
            })
        }
        _ if test.comparison == Comparison::Fits => {
            let required = amount(&test.required, "", language);
            Some(say(language, format!("把{label}写成“{required}”"), format!("write {label} as `{required}`")))
        }
        _ if test.comparison == Comparison::Present => Some(say(language, format!("补上 {label}"), format!("{label} must be supplied"))),
        _ => None,
    }
}

/// A missing cell in words.
pub(crate) fn cause_text(table: &str, record: &str, column: Option<(&str, &str)>, matter: Matter) -> Text {
    let (column_zh, column_en) = column.map_or((String::new(), String::new()), |(name, label)| (format!("的“{label}”"), format!(", column `{name}`")));
    let row_zh = if record.is_empty() { String::new() } else { format!("“{record}”") };
    let row_en = if record.is_empty() { String::new() } else { format!(" `{record}`") };
    let (zh, en) = match matter {
        Matter::Blank => ("是空白", "is blank"),
        Matter::Unusable => ("读不懂", "cannot be used"),
        Matter::NotSupplied => ("没有交", "is not supplied"),
        Matter::Conflict => ("重复且不一致", "is repeated with different content"),
    };
    Text::new(format!("{table}{row_zh}{column_zh}{zh}"), format!("{table}{row_en}{column_en} {en}"))
}

impl Shown {
    /// The value as a person reads it.
    pub fn words(&self, unit: &str, language: Language) -> String {
        let value = match self {
            Self::Number(number) => Amount::Number(Range::exactly(number.0)),
            Self::Numbers(low, high) => Amount::Number(Range { low: low.map(|low| low.0), high: high.map(|high| high.0) }),
            Self::Day(day) => Amount::Day(Range::exactly(number_of(*day))),
            Self::Days(low, high) => Amount::Day(Range { low: low.map(number_of), high: high.map(number_of) }),
            Self::Text(text) => Amount::Text(text.clone()),
            Self::Flag(flag) => Amount::Flag(*flag),
            Self::Keys(keys) => Amount::Keys(keys.clone()),
        };
        amount(&value, unit, language)
    }
}
