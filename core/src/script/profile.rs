//! Words that declare profiles.

use super::call::{Call, Outcome};
use super::declare::{self, change, duplicate};
use super::test;
use super::value::Handle;
use crate::diagnostic::{Code, Diagnostic};
use crate::pack::{Profile, ProfileChoice, ProfileValue};
use rhai::Dynamic;

const PROFILE: (&str, &str) = ("方案", "a profile");

/// `profile` declares; after a test it names the profile by which the test goes.
pub(super) fn profile(call: &mut Call<'_>) -> Outcome {
    if call.count() > 1 {
        return test::profile(call);
    }
    let id = call.text(0)?;
    let mut declarations = call.session.declarations();
    if declarations.profiles.iter().any(|profile| profile.id == id) {
        call.session.report(duplicate("方案", "profile", &id, &call.place));
    }
    declarations.profiles.push(Profile {
        title: id.clone(),
        id,
        title_en: String::new(),
        rules: Vec::new(),
        values: Vec::new(),
        choices: Vec::new(),
        usual: None,
        place: call.place.clone(),
    });
    Ok(Dynamic::from(Handle::Profile(declarations.profiles.len() - 1)))
}

fn change_profile(call: &Call<'_>, edit: impl FnOnce(&mut Profile)) -> Outcome {
    change(call, PROFILE, |declarations, handle| match handle {
        Handle::Profile(index) => declarations.profiles.get_mut(index).map(edit).is_some(),
        _ => false,
    })
}

pub(super) fn rules(call: &mut Call<'_>) -> Outcome {
    let patterns: Vec<String> = (1..call.count()).map(|index| call.text(index)).collect::<Result<_, _>>()?;
    let place = call.place.clone();
    change_profile(call, |profile| profile.rules.extend(patterns.into_iter().map(|pattern| (pattern, place.clone()))))
}

/// `set` after a profile; after a test it is `test::set`.
pub(super) fn set(call: &mut Call<'_>) -> Outcome {
    match call.handle() {
        Ok(Handle::Profile(_)) => {
            let (param, (value, local), place) = (call.text(1)?, call.setting_or_local(2)?, call.place.clone());
            change_profile(call, |profile| profile.values.push(ProfileValue { param, value, local, place }))
        }
        Ok(Handle::Test(_)) => test::set(call),
        _ => Err(call.wants(0, "方案或测试", "a profile or a test")),
    }
}

/// `choose` after a profile; after a test it is `test::choose`.
pub(super) fn choose(call: &mut Call<'_>) -> Outcome {
    match call.handle() {
        Ok(Handle::Profile(_)) => {
            let (reading, choice, place) = (call.text(1)?, call.text(2)?, call.place.clone());
            change_profile(call, |profile| profile.choices.push(ProfileChoice { reading, choice, place }))
        }
        Ok(Handle::Test(_)) => test::choose(call),
        _ => Err(call.wants(0, "方案或测试", "a profile or a test")),
    }
}

/// `usual` after a profile, without a value; after a reading it is `declare::usual`.
pub(super) fn usual(call: &mut Call<'_>) -> Outcome {
    match (call.handle(), call.count()) {
        (Ok(Handle::Profile(_)), 1) => {
            let place = call.place.clone();
            change_profile(call, |profile| profile.usual = Some(place))
        }
        (Ok(Handle::Profile(_)), _) => {
            Err(Diagnostic::error(Code::ScriptArguments, told!("“通常取”(usual)跟在方案后面时不写值"), told!("`usual` takes no value after a profile"))
                .help(told!("写法：.通常取()"), told!("usage: .usual()"))
                .at(call.place.clone())
                .into())
        }
        _ => declare::usual(call),
    }
}
