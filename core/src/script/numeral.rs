//! Whole numbers in Chinese numerals, in every way in which people write them.

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const UNITS: [(u16, &str); 4] = [(1000, "千"), (100, "百"), (10, "十"), (1, "")];

/// The numerals of a number up to 9999: 四, 十二 and 一十二, 一百零五, 两百; a year digit by digit, 二〇一七. Zero may be a circle.
pub(super) fn numerals(number: u16) -> Vec<String> {
    let Some(counted) = counted(number) else { return Vec::new() };
    let mut all = vec![counted];
    if let Some(short) = all[0].strip_prefix("一十") {
        all.push(format!("十{short}"));
    }
    if all[0].contains("二百") || all[0].contains("二千") {
        all.push(all[0].replace("二百", "两百").replace("二千", "两千"));
    }
    if number >= 1000 {
        all.push(number.to_string().bytes().filter_map(|digit| DIGITS.get(usize::from(digit - b'0'))).collect());
    }
    let circled: Vec<String> = all.iter().filter(|numeral| numeral.contains('零')).map(|numeral| numeral.replace('零', "〇")).collect();
    all.extend(circled);
    all
}

fn counted(number: u16) -> Option<String> {
    if number > 9999 {
        return None;
    }
    if number == 0 {
        return Some(DIGITS[0].into());
    }
    let mut text = String::new();
    let mut skipped = false;
    for (unit, name) in UNITS {
        let digit = usize::from(number / unit % 10);
        if digit == 0 {
            // Zeros between others are one; those at the end are none.
            skipped = !text.is_empty();
            continue;
        }
        if skipped {
            text.push(DIGITS[0]);
            skipped = false;
        }
        text.push(DIGITS[digit]);
        text.push_str(name);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::numerals;

    #[test]
    fn numbers_are_written_as_people_do() {
        for (number, written) in [
            (0, "零"),
            (4, "四"),
            (10, "十"),
            (12, "十二"),
            (12, "一十二"),
            (20, "二十"),
            (24, "二十四"),
            (100, "一百"),
            (105, "一百零五"),
            (105, "一百〇五"),
            (110, "一百一十"),
            (200, "两百"),
            (2000, "二千"),
            (2017, "二〇一七"),
            (2017, "二千零一十七"),
            (3005, "三千零五"),
            (3050, "三千零五十"),
            (9999, "九千九百九十九"),
        ] {
            assert!(numerals(number).iter().any(|numeral| numeral == written), "{number}: {:?}", numerals(number));
        }
        assert!(numerals(10_000).is_empty());
    }
}
