//! The journal: hash-chained lines, one chain a stream, tied together by Merkle roots.
//!
//! A line's hash covers the hash of the line before it and the line's own bytes, and the bytes name
//! the stream and the position. So a changed, missing, reordered or transplanted line breaks the
//! chain, and a cut-off one disagrees with the head that the tables keep.

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::event::Event;

/// One line as it is hashed and stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Position in its stream, counted from one.
    pub seq: u64,
    /// What happened.
    pub event: Event,
}

/// A line with the bytes and hashes that witness it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sealed {
    /// Name of the stream.
    pub stream: String,
    /// Position in its stream, counted from one.
    pub seq: u64,
    /// The line as JSON; these exact bytes are hashed.
    pub body: String,
    /// Hash of the line before, zero for the first.
    pub prev: Digest,
    /// Hash of this line.
    pub hash: Digest,
}

/// The end of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Position of the last line; zero when there is none.
    pub seq: u64,
    /// Hash of the last line; zero when there is none.
    pub hash: Digest,
}

impl Default for Head {
    fn default() -> Self {
        Self { seq: 0, hash: Digest::ZERO }
    }
}

/// What is the matter with a chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A line is not where it should be.
    #[error("{stream}: line {expected} is missing or out of order; found line {found}")]
    Order {
        /// Which stream.
        stream: String,
        /// Position that comes next.
        expected: u64,
        /// Position that was found.
        found: u64,
    },
    /// A line does not follow from the one before it.
    #[error("{stream}: line {seq} does not follow from the line before it")]
    Link {
        /// Which stream.
        stream: String,
        /// Which line.
        seq: u64,
    },
    /// A line's bytes do not match its hash.
    #[error("{stream}: line {seq} was changed: its bytes do not match its hash")]
    Changed {
        /// Which stream.
        stream: String,
        /// Which line.
        seq: u64,
    },
    /// A line cannot be read, or speaks of another stream or position.
    #[error("{stream}: line {seq} does not belong here: {why}")]
    Foreign {
        /// Which stream.
        stream: String,
        /// Which line.
        seq: u64,
        /// What is the matter.
        why: String,
    },
    /// The chain ends before or after the place that its head names.
    #[error("{stream}: the journal ends at line {found}, its head says line {head}")]
    CutOff {
        /// Which stream.
        stream: String,
        /// Position that the head names.
        head: u64,
        /// Position of the last line there is.
        found: u64,
    },
}

/// The hash of a line with these bytes after the line with the hash `prev`.
pub fn hash(prev: Digest, body: &str) -> Digest {
    Digest::of(&[b"trespor journal 1\n", prev.bytes(), body.as_bytes()])
}

/// Appends `event` to the chain that ends at `head`, and moves the head.
pub fn append(head: &mut Head, event: &Event) -> Sealed {
    let seq = head.seq + 1;
    // Events are plain data with string keys, which JSON always holds.
    let body = serde_json::to_string(&Line { seq, event: event.clone() }).unwrap_or_default();
    let prev = head.hash;
    let hash = hash(prev, &body);
    *head = Head { seq, hash };
    Sealed { stream: event.stream.to_string(), seq, body, prev, hash }
}

/// Checks a whole chain against its head and returns the events it witnesses.
pub fn verify(stream: &str, head: Head, lines: &[Sealed]) -> Result<Vec<Event>, Broken> {
    let mut end = Head::default();
    let mut events = Vec::with_capacity(lines.len());
    for line in lines {
        let stream = stream.to_owned();
        let seq = line.seq;
        if seq != end.seq + 1 {
            return Err(Broken::Order { stream, expected: end.seq + 1, found: seq });
        }
        if line.prev != end.hash {
            return Err(Broken::Link { stream, seq });
        }
        if line.hash != hash(line.prev, &line.body) {
            return Err(Broken::Changed { stream, seq });
        }
        let parsed: Line = match serde_json::from_str(&line.body) {
            Ok(parsed) => parsed,
            Err(error) => return Err(Broken::Foreign { stream, seq, why: error.to_string() }),
        };
        if parsed.seq != seq || parsed.event.stream.to_string() != stream {
            let why = format!("it says line {} of {}", parsed.seq, parsed.event.stream);
            return Err(Broken::Foreign { stream, seq, why });
        }
        end = Head { seq, hash: line.hash };
        events.push(parsed.event);
    }
    if end != head {
        return Err(Broken::CutOff { stream: stream.to_owned(), head: head.seq, found: end.seq });
    }
    Ok(events)
}

/// The root over heads in the order of their streams: it ties the chains of a procedure together.
pub fn root_of(heads: &[(String, Head)]) -> Digest {
    let leaves: Vec<_> = heads
        .iter()
        .map(|(stream, head)| {
            Digest::of(&[stream.as_bytes(), b"\n", &head.seq.to_be_bytes(), head.hash.bytes()])
        })
        .collect();
    merkle_root(&leaves)
}

/// The Merkle root of `leaves` in the order given; zero when there are none.
///
/// Leaves and nodes are hashed with different prefixes, so that no node passes for a leaf; an odd one
/// is carried up unpaired, so that no leaf counts twice (RFC 6962 § 2.1).
pub fn merkle_root(leaves: &[Digest]) -> Digest {
    if leaves.is_empty() {
        return Digest::ZERO;
    }
    let mut row: Vec<_> = leaves.iter().map(|leaf| Digest::of(&[&[0], leaf.bytes()])).collect();
    while row.len() > 1 {
        row = row
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => Digest::of(&[&[1], left.bytes(), right.bytes()]),
                [odd, ..] => *odd,
                [] => Digest::ZERO,
            })
            .collect();
    }
    row.first().copied().unwrap_or(Digest::ZERO)
}
