//! The same work on every item, on as many threads as the host grants; results come in the order of the items.

/// Applies `work` to every item. With one thread, or where the host has no threads, it runs in place.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn map<T: Sync, R: Send>(items: &[T], threads: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};
    let threads = threads.min(items.len());
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((index, item)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|index| Some((index, items.get(index)?))) {
                    let result = work(item);
                    results.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((index, result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Applies `work` to every item in place: a host without threads.
#[cfg(target_family = "wasm")]
pub(crate) fn map<T, R>(items: &[T], _threads: usize, work: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(work).collect()
}

/// What threads may share, where there are threads.
#[cfg(not(target_family = "wasm"))]
pub(crate) trait Shared: Send + Sync {}
#[cfg(not(target_family = "wasm"))]
impl<T: Send + Sync + ?Sized> Shared for T {}

/// A host without threads shares nothing.
#[cfg(target_family = "wasm")]
pub(crate) trait Shared {}
#[cfg(target_family = "wasm")]
impl<T: ?Sized> Shared for T {}

/// How many threads to use if nobody says.
pub(crate) fn available() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
