//! How what is expected is held against what there is, as `tests/cases/README.md` says.

use serde_json::Value;

/// Where a found value is not what is expected. An object may leave keys out; `contains` and `lacks` ask about a text, `within` about a number.
pub fn differ(expected: &Value, found: &Value, at: &str, wrong: &mut Vec<String>) {
    match expected {
        Value::Object(wanted) if !wanted.is_empty() && wanted.keys().all(|key| key == "contains" || key == "lacks") => {
            let text = found.as_str().unwrap_or_default();
            for part in texts(wanted.get("contains")).filter(|part| !text.contains(part)) {
                wrong.push(format!("{at}: “{part}” is not in {found}"));
            }
            for part in texts(wanted.get("lacks")).filter(|part| text.contains(part)) {
                wrong.push(format!("{at}: “{part}” is in {found}"));
            }
        }
        Value::Object(wanted) if wanted.len() == 1 && wanted.contains_key("within") => {
            let ends: Vec<f64> = wanted.values().filter_map(Value::as_array).flatten().filter_map(Value::as_f64).collect();
            if !matches!((ends.as_slice(), found.as_f64()), ([low, high], Some(value)) if (*low..=*high).contains(&value)) {
                wrong.push(format!("{at}: {found} is not within {ends:?}"));
            }
        }
        Value::Object(wanted) if found.is_object() => {
            for (key, value) in wanted {
                differ(value, found.get(key).unwrap_or(&Value::Null), &format!("{at}: {key}"), wrong);
            }
        }
        Value::Array(wanted) => match found.as_array() {
            Some(list) if list.len() == wanted.len() => {
                for (index, (value, there)) in wanted.iter().zip(list).enumerate() {
                    differ(value, there, &format!("{at} {}", index + 1), wrong);
                }
            }
            _ => wrong.push(format!("{at}: expected {expected}, found {found}")),
        },
        _ if same(expected, found) => {}
        _ => wrong.push(format!("{at}: expected {expected}, found {found}")),
    }
}

/// Whether a found value is what is expected.
pub fn matches(expected: &Value, found: &Value) -> bool {
    let mut wrong = Vec::new();
    differ(expected, found, "", &mut wrong);
    wrong.is_empty()
}

/// Numbers are equal by value: JSON has one kind of them, whatever a host makes of it.
fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.to_bits() == b.to_bits(),
        _ => a == b,
    }
}

fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value.into_iter().flat_map(|value| value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice)).filter_map(Value::as_str)
}
