//! Makes a pack and a book on which the two evaluators differ smaller.

use super::draw::Drawn;

/// Leaves out rules, measures of the book's tables, rows and whole tables while the two still differ.
pub fn shrink(mut drawn: Drawn, differ: &dyn Fn(&Drawn) -> bool) -> Drawn {
    let try_without = |drawn: &mut Drawn, without: &dyn Fn(&mut Drawn)| {
        let mut smaller = drawn.clone();
        without(&mut smaller);
        if differ(&smaller) {
            *drawn = smaller;
        }
    };
    for place in (0..drawn.pack.rules.len()).rev() {
        try_without(&mut drawn, &|smaller| drop(smaller.pack.rules.remove(place)));
    }
    let names: Vec<String> = drawn.book.tables.keys().cloned().collect();
    for name in &names {
        let rows = drawn.book.tables.get(name).map_or(0, |table| table.rows.len());
        for place in (0..rows).rev() {
            try_without(&mut drawn, &|smaller| {
                if let Some(table) = smaller.book.tables.get_mut(name) {
                    table.rows.remove(place);
                }
            });
        }
    }
    for rule in 0..drawn.pack.rules.len() {
        try_without(&mut drawn, &|smaller| smaller.pack.rules[rule].only.clear());
        for measure in 0..drawn.pack.rules[rule].measures.len() {
            for place in (0..drawn.pack.rules[rule].measures[measure].1.having.len()).rev() {
                try_without(&mut drawn, &|smaller| drop(smaller.pack.rules[rule].measures[measure].1.having.remove(place)));
            }
            try_without(&mut drawn, &|smaller| smaller.pack.rules[rule].measures[measure].1.filters.clear());
        }
    }
    drawn
}
