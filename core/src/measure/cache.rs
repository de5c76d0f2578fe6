//! Measures that were taken before. A measure is told from others by its query with the values that it read, and by whom and when it covers.

use super::fold::Measured;
use crate::ordered::Ordered;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Measures kept at most; the oldest go first.
const KEPT: usize = 512;

#[derive(Debug, Default)]
pub(crate) struct MeasureCache(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    measures: Ordered<String, Arc<Measured>>,
    order: VecDeque<String>,
}

impl MeasureCache {
    pub(crate) fn get(&self, identity: &str) -> Option<Arc<Measured>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).measures.get(identity).cloned()
    }

    /// How many are kept.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).order.len()
    }

    pub(crate) fn put(&self, identity: String, measured: Arc<Measured>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.measures.insert(identity.clone(), measured).is_none() {
            kept.order.push_back(identity);
        }
        while kept.order.len() > KEPT {
            if let Some(oldest) = kept.order.pop_front() {
                kept.measures.remove(&oldest);
            }
        }
    }
}
