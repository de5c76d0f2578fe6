//! How values are written in texts.

use super::Context;
use rhai::{Array, Dynamic, ImmutableString, Map};

/// A value as it is written in a text.
pub(super) fn joined(context: &Context<'_>, value: &mut Dynamic) -> ImmutableString {
    if value.is_string() || value.is_char() || value.is_unit() {
        return value.to_string().into();
    }
    written(context, value, false)
}

/// A value as the function for values of its type writes it, alone or in a list or map.
fn written(context: &Context<'_>, value: &mut Dynamic, inside: bool) -> ImmutableString {
    let name = if inside { "to_debug" } else { "to_string" };
    match context.call_native_fn_raw(name, true, &mut [value]) {
        Ok(text) if text.is_string() => text.to_string().into(),
        Ok(other) => context.engine().map_type_name(other.type_name()).into(),
        Err(_) => shown(context, value, inside),
    }
}

/// A value as rhai shows it; of a type of the host's, its name.
fn shown(context: &Context<'_>, value: &Dynamic, inside: bool) -> ImmutableString {
    let text = if inside { format!("{value:?}") } else { value.to_string() };
    context.engine().map_type_name(&text).into()
}

/// A value written for itself; a text is in quotes where it stands in a list or map.
pub(super) fn spelt(context: &Context<'_>, value: &mut Dynamic, inside: bool) -> ImmutableString {
    if let Some(mut list) = value.write_lock::<Array>() {
        let items: Vec<ImmutableString> = list.iter_mut().map(|item| written(context, item, true)).collect();
        return format!("[{}]", items.join(", ")).into();
    }
    if let Some(mut map) = value.write_lock::<Map>() {
        let entries: Vec<String> = map.iter_mut().map(|(key, value)| format!("{key:?}: {}", written(context, value, true))).collect();
        return format!("#{{{}}}", entries.join(", ")).into();
    }
    if value.is_char() || value.is_fnptr() || value.is_string() && !inside {
        return value.to_string().into();
    }
    shown(context, value, inside)
}
