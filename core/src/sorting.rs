//! Putting things in order, by one sort for things of all kinds.
//!
//! The sort of the standard library is made anew for every type and every order; that is worth it only where much is sorted.

use std::cmp::Ordering;

/// Sorts; what is equal stays in the order in which it came.
pub(crate) fn sort_by<T>(items: &mut [T], mut order: impl FnMut(&T, &T) -> Ordering) {
    if items.len() > 1 {
        let places = sorted(items.len(), &mut |a, b| order(&items[a], &items[b]));
        arrange(places, &mut |a, b| items.swap(a, b));
    }
}

/// Sorts by the natural order.
pub(crate) fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts by what is told of each.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Gathers into a map or a set, one by one.
///
/// To `collect` into one sorts first, and so brings a sort for every type of entry.
pub(crate) trait Gather: Iterator + Sized {
    fn gather<C: Default + Extend<Self::Item>>(self) -> C {
        let mut all = C::default();
        all.extend(self);
        all
    }
}

impl<I: Iterator> Gather for I {}

/// Which item comes first, which next.
fn sorted(count: usize, order: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| order(*a, *b));
    places
}

/// Moves every item to its place, round by round: each step fills one place with what belongs there.
fn arrange(mut places: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..places.len() {
        let mut at = start;
        while places[at] != start {
            let from = places[at];
            swap(at, from);
            places[at] = at;
            at = from;
        }
        places[at] = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn everything_is_put_in_order(items in prop::collection::vec((0..6_u8, any::<u16>()), 0..40)) {
            let (mut mine, mut expected) = (items.clone(), items.clone());
            sort_by_key(&mut mine, |item| item.0);
            expected.sort_by_key(|item| item.0);
            prop_assert_eq!(&mine, &expected);
            sort(&mut mine);
            expected.sort_unstable();
            prop_assert_eq!(mine, expected);
        }
    }
}
