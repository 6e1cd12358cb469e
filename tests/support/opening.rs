//! Opening a procedure that a test is not about: whatever the gate lets a person set aside is set aside.

use trespor::engine::digest::Prose;
use trespor::engine::instant::Instant;
use trespor::engine::rules::{self, Barred, Override, Passed, Rehearsal};
use trespor::engine::workflow::{Loaded, load};

const WHY: &str = "a test opens what it is about";

/// The codes that stand in the way of opening `loaded` at `at`, as far as a person may set them aside.
pub fn codes(loaded: &Loaded, at: Instant) -> Vec<&'static str> {
    rehearsed(loaded, at, &rules::unrehearsed)
}

fn rehearsed(loaded: &Loaded, at: Instant, rehearsal: Rehearsal<'_>) -> Vec<&'static str> {
    let pack = rules::pack_of(loaded, at);
    let Err(Barred::Gate(found)) = rules::pass(loaded, pack, at, &[], rehearsal) else {
        return Vec::new();
    };
    let mut codes: Vec<_> = found.iter().filter(|f| f.can_be_overridden()).map(|f| f.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The same with a reason, as the program takes them: it rehearses a file first. A file that cannot be read has none.
pub fn overrides(source: &str, at: Instant) -> Vec<(String, String)> {
    let Ok(loaded) = load(source.as_bytes()) else { return Vec::new() };
    let codes = rehearsed(&loaded, at, &trespor::simulate::rehearsal);
    codes.into_iter().map(|code| (code.to_owned(), WHY.to_owned())).collect()
}

/// The file as one that has passed the gate.
pub fn passed(loaded: &Loaded, at: Instant) -> Passed {
    let salted = |code: &str| Override { code: code.to_owned(), reason: Prose::new([9; 16], WHY) };
    let overrides: Vec<_> = codes(loaded, at).into_iter().map(salted).collect();
    rules::pass(loaded, rules::pack_of(loaded, at), at, &overrides, &rules::unrehearsed)
        .unwrap_or_else(|barred| panic!("the gate is shut: {barred:?}"))
}
