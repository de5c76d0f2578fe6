//! Which rules measure findings of which, and so in which order they can be judged.

use super::declaration::{Declarations, Rule};
use super::findings::{meant, named, over_findings};
use crate::diagnostic::{Code, Diagnostic};

/// Findings of how many rules all rules of a pack may measure together: far more than any policy asks for, and few enough to be quickly looked at.
const USES: usize = 500_000;

/// Which rules measure findings of which.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// For each rule: the rules whose findings it measures under any reading.
    sources: Vec<Vec<usize>>,
    /// For each rule: its place in an order in which it comes after all of these.
    rank: Vec<usize>,
}

impl Uses {
    pub(super) fn sources(&self, rule: usize) -> &[usize] {
        self.sources.get(rule).map_or(&[], Vec::as_slice)
    }

    pub(super) fn rank(&self, rule: usize) -> usize {
        self.rank.get(rule).copied().unwrap_or(0)
    }

    /// Finds them; rules that rest on each other in a circle can never be judged. Nothing if they are too many.
    pub(super) fn of(declarations: &Declarations, problems: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut all = Vec::new();
        let mut count = 0;
        for rule in &declarations.rules {
            let mut sources: Vec<usize> = named(rule).flat_map(|name| meant(declarations, name)).collect();
            crate::sorting::sort(&mut sources);
            sources.dedup();
            count += sources.len();
            if count > USES {
                problems.push(
                    Diagnostic::error(Code::ScriptLimit, told!("规则之间看结果的地方太多"), told!("rules measure too many findings of each other"))
                        .help(told!("少用“*”，或检查循环会不会结束"), told!("use `*` less, or check that loops end"))
                        .at(rule.place.clone()),
                );
                return None;
            }
            all.push(sources);
        }
        let (order, circles) = order(&all);
        problems.extend(circles.iter().filter_map(|circle| turning(declarations, circle)));
        let mut rank = vec![0; all.len()];
        for (place, rule) in order.into_iter().enumerate() {
            rank.get_mut(rule).into_iter().for_each(|rank| *rank = place);
        }
        Some(Self { sources: all, rank })
    }
}

/// Rules so that each comes after its sources; and circles in which none can, no rule in more than one of them.
fn order(sources: &[Vec<usize>]) -> (Vec<usize>, Vec<Vec<usize>>) {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Begun,
        Done,
    }
    let mut states = vec![State::New; sources.len()];
    let mut in_circle = vec![false; sources.len()];
    let (mut order, mut circles) = (Vec::new(), Vec::new());
    for start in 0..sources.len() {
        // The way from the start to where it is now, with how many sources were followed from each.
        let mut way: Vec<(usize, usize)> = if states[start] == State::New { vec![(start, 0)] } else { Vec::new() };
        while let Some((rule, followed)) = way.last_mut() {
            let rule = *rule;
            states[rule] = State::Begun;
            let Some(source) = sources[rule].get(*followed).copied() else {
                states[rule] = State::Done;
                order.push(rule);
                way.pop();
                continue;
            };
            *followed += 1;
            match states[source] {
                State::New => way.push((source, 0)),
                State::Begun if !in_circle[rule] && !in_circle[source] => {
                    let circle: Vec<usize> = way.iter().map(|(rule, _)| *rule).skip_while(|rule| *rule != source).collect();
                    circle.iter().for_each(|rule| in_circle[*rule] = true);
                    circles.push(circle);
                }
                State::Begun | State::Done => {}
            }
        }
    }
    (order, circles)
}

/// What to say of a circle: told at the rule of it that was declared first.
fn turning(declarations: &Declarations, circle: &[usize]) -> Option<Diagnostic> {
    let first = circle.iter().enumerate().min_by_key(|(_, rule)| **rule).map_or(0, |(place, _)| place);
    let turned: Vec<&Rule> = circle.iter().cycle().skip(first).take(circle.len() + 1).filter_map(|rule| declarations.rules.get(*rule)).collect();
    let (rule, next) = (turned.first()?, turned.get(1)?);
    let names_next = |name: &String| meant(declarations, name).into_iter().filter_map(|rule| declarations.rules.get(rule)).any(|rule| rule.id == next.id);
    let place = over_findings(rule).find(|(_, findings)| findings.rules.iter().any(names_next)).map_or(&rule.place, |(_, findings)| &findings.place);
    let ids: Vec<&str> = turned.iter().map(|rule| rule.id.as_str()).collect();
    let ids = ids.join(" → ");
    Some(
        Diagnostic::error(Code::PackCycle, told!("规则的结果绕成了一圈：{ids}"), told!("rules measure each other's findings in a circle: {ids}"))
            .help(
                told!("规则不能看由它自己推出来的结果：去掉其中一处，或把规则一条条写明"),
                told!("no rule can measure what follows from itself: remove one of these, or name the rules one by one"),
            )
            .at(place.clone()),
    )
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn every_rule_comes_after_those_that_it_rests_on() {
        let sources = [vec![2, 3], vec![], vec![4], vec![2, 1], vec![]];
        let (order, circles) = order(&sources);
        assert!(circles.is_empty());
        let place = |rule: usize| order.iter().position(|other| *other == rule);
        for (rule, sources) in sources.iter().enumerate() {
            assert!(sources.iter().all(|source| place(*source) < place(rule)), "{rule} {order:?}");
        }
        assert_eq!(order.len(), sources.len());
    }

    #[test]
    fn circles_are_found_wherever_they_hang() {
        // 0 rests on itself; 1 and 2 on each other; 3 on both and on nobody who rests on it; 4 → 5 → 6 → 4.
        let (_, circles) = order(&[vec![0], vec![2], vec![1], vec![0, 1], vec![3, 5], vec![6], vec![4]]);
        assert_eq!(circles, [vec![0], vec![1, 2], vec![4, 5, 6]]);
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let sources: Vec<Vec<usize>> = (0..200_000).map(|rule: usize| rule.checked_add(1).filter(|next| *next < 200_000).into_iter().collect()).collect();
        let (order, circles) = order(&sources);
        assert_eq!((order.first(), order.last(), circles.len()), (Some(&199_999), Some(&0), 0));
    }
}
