//! Answers shared by exactly what was read.
//!
//! A closure is a pure function, so what it reads next depends only on what it has read so far. The reads of all calls
//! therefore form a tree: each node says which input is read next, each edge is the value that was found there, each leaf
//! is the answer. A unit walks down the tree with its own values; only where the tree ends is the closure called.

use rustc_hash::FxHashMap;

/// An input's value as a key; equal keys stand for equal values.
pub(crate) type Key = (u64, u64);

/// Edges of small plain keys are found by index, without hashing.
const DENSE: u64 = 1024;

#[derive(Debug)]
enum Node<A> {
    /// Nobody came here yet.
    Unvisited,
    /// The input that is read next.
    Read { input: u16, dense: Vec<u32>, sparse: FxHashMap<Key, u32> },
    /// The answer.
    Answer(A),
}

/// The tree of one closure.
#[derive(Debug)]
pub(crate) struct Memo<A> {
    nodes: Vec<Node<A>>,
}

/// Where a walk ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Walk<A> {
    /// At an answer.
    Known(A),
    /// Where nobody has been: call the closure and `record` what it read.
    New,
}

impl<A: Copy> Memo<A> {
    pub(crate) fn new() -> Self {
        Self { nodes: vec![Node::Unvisited] }
    }

    /// Walks down with the values that `key` tells of the inputs.
    pub(crate) fn walk(&self, mut key: impl FnMut(u16) -> Key) -> Walk<A> {
        let mut at = 0_usize;
        loop {
            match &self.nodes[at] {
                Node::Unvisited => return Walk::New,
                Node::Answer(answer) => return Walk::Known(*answer),
                Node::Read { input, dense, sparse } => {
                    let (value, flags) = key(*input);
                    let next = if flags == 0 && value < DENSE {
                        usize::try_from(value).ok().and_then(|index| dense.get(index)).copied().filter(|node| *node != 0)
                    } else {
                        sparse.get(&(value, flags)).copied()
                    };
                    match next {
                        Some(node) => at = node as usize,
                        None => return Walk::New,
                    }
                }
            }
        }
    }

    /// Adds a call: the inputs it read, in order, with their keys, and its answer.
    pub(crate) fn record(&mut self, reads: &[(u16, Key)], answer: A) {
        let mut at = 0_usize;
        for &(input, (value, flags)) in reads {
            let fresh = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
            if matches!(self.nodes[at], Node::Unvisited) {
                self.nodes[at] = Node::Read { input, dense: Vec::new(), sparse: FxHashMap::default() };
            }
            let Node::Read { input: expected, dense, sparse } = &mut self.nodes[at] else { return };
            debug_assert_eq!(*expected, input, "a pure closure reads the same input next");
            let slot = if flags == 0 && value < DENSE {
                let index = usize::try_from(value).unwrap_or(0);
                if dense.len() <= index {
                    dense.resize(index + 1, 0);
                }
                &mut dense[index]
            } else {
                sparse.entry((value, flags)).or_insert(0)
            };
            if *slot == 0 {
                *slot = fresh;
                at = fresh as usize;
                self.nodes.push(Node::Unvisited);
            } else {
                at = *slot as usize;
            }
        }
        self.nodes[at] = Node::Answer(answer);
    }
}
