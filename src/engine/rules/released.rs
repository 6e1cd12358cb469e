//! The packs that come with the program, byte for byte.

use std::sync::LazyLock;

use super::pack::Pack;
use crate::engine::calendar::Date;
use crate::engine::digest::Digest;
use crate::engine::workflow::law::Regime;

/// The files. A released one is never edited: a change is a new file with the next version.
const FILES: [&str; 11] = [
    include_str!("../../../rules/dk-light-1.yaml"),
    include_str!("../../../rules/dk-light-2.yaml"),
    include_str!("../../../rules/dk-udbudslov-1.yaml"),
    include_str!("../../../rules/dk-udbudslov-2.yaml"),
    include_str!("../../../rules/eu-2014-24-1.yaml"),
    include_str!("../../../rules/eu-2014-24-2.yaml"),
    include_str!("../../../rules/no-foa-3-1.yaml"),
    include_str!("../../../rules/no-foa-3-2.yaml"),
    include_str!("../../../rules/private-voluntary-1.yaml"),
    include_str!("../../../rules/private-voluntary-2.yaml"),
    include_str!("../../../rules/private-voluntary-3.yaml"),
];

/// A pack with the bytes that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Released {
    /// What it says.
    pub pack: Pack,
    /// Digest of its bytes.
    pub digest: Digest,
    /// Its bytes.
    pub source: String,
}

impl Released {
    /// Reads a pack and keeps its bytes beside it.
    ///
    /// # Errors
    /// What the reader says of bytes that are no pack.
    pub fn read(source: &str) -> Result<Self, String> {
        let digest = Digest::of(&[source.as_bytes()]);
        Ok(Self { pack: Pack::read(source)?, digest, source: source.to_owned() })
    }
}

/// The files as they were read, once.
static PACKS: LazyLock<Vec<Released>> = LazyLock::new(|| {
    FILES.iter().map(|file| Released::read(file).expect("a test reads every pack of the program")).collect()
});

/// Every pack that comes with the program.
pub fn packs() -> &'static [Released] {
    &PACKS
}

/// The pack of a regime for a procedure that opens on `day`.
pub fn find(regime: Regime, day: Date) -> Option<&'static Released> {
    choose(packs(), regime, day)
}

/// The pack of a regime that holds on `day`: of several, the one with the highest version.
pub fn choose(packs: &[Released], regime: Regime, day: Date) -> Option<&Released> {
    packs
        .iter()
        .filter(|released| released.pack.regime == regime && released.pack.holds_on(day))
        .max_by_key(|released| released.pack.version)
}
