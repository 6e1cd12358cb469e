//! Files in the age format: a header that wraps a file key to recipients, then the payload in chunks.
//!
//! One application has one file key and one header, made when its draft begins. Each of its texts and files is
//! that header, a nonce of its own, and its payload: sealing one costs symmetric encryption and nothing else,
//! while each by itself is a whole age file that the key of its track opens. The nonce, 16 random bytes, gives
//! each payload a key of its own, as the format says.

use std::fmt::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use ring::aead::LessSafeKey;
use ring::hmac;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::{Zeroize as _, Zeroizing};

use super::{Identity, Recipient, SealError, aead, derived, lock, unlock};

const VERSION: &str = "age-encryption.org/v1";
const X25519: &str = "X25519";
const X25519_INFO: &[u8] = b"age-encryption.org/v1/X25519";
const COLUMNS: usize = 64;

/// Bytes of plain text in a chunk.
pub const CHUNK_BYTES: usize = 64 * 1024;

/// Bytes that encryption adds to a chunk.
const TAG_BYTES: usize = 16;

/// Bytes of the nonce between header and payload.
pub const NONCE_BYTES: usize = 16;

/// Bytes of a header at most: some hundred recipients.
const HEADER_BYTES_MAX: usize = 64 * 1024;

/// The key of one application's contents. Wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct FileKey(Zeroizing<[u8; 16]>);

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(…)")
    }
}

impl FileKey {
    /// A key of 16 bytes that the caller drew at random.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The key's bytes, for wrapping it in another way.
    pub(super) fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The header that wraps this key to each recipient, with 32 random bytes for each.
    ///
    /// # Errors
    /// [`SealError::NoKey`] for a public key that no secret belongs to.
    pub fn header(&self, to: &[(Recipient, [u8; 32])]) -> Result<Vec<u8>, SealError> {
        let mut header = format!("{VERSION}\n");
        for (recipient, random) in to {
            let (share, body) = self.wrapped(*recipient, *random)?;
            // Writing to a string does not fail.
            let _ = writeln!(header, "-> {X25519} {share}");
            // 32 bytes are 43 letters: always one line, shorter than a full one.
            header.push_str(&body);
            header.push('\n');
        }
        header.push_str("---");
        let mac = BASE64.encode(hmac::sign(&self.mac_key(), header.as_bytes()));
        let _ = writeln!(header, " {mac}");
        Ok(header.into_bytes())
    }

    fn wrapped(&self, to: Recipient, random: [u8; 32]) -> Result<(String, String), SealError> {
        let ephemeral = StaticSecret::from(random);
        let share = PublicKey::from(&ephemeral);
        let shared = ephemeral.diffie_hellman(&to.0);
        if !shared.was_contributory() {
            return Err(SealError::NoKey("no secret key belongs to it"));
        }
        let salt = [share.to_bytes(), to.0.to_bytes()].concat();
        let key = aead(&derived(shared.as_bytes(), &salt, X25519_INFO))?;
        let mut body = self.0.to_vec();
        lock(&key, [0; 12], &[], &mut body)?;
        Ok((BASE64.encode(share.as_bytes()), BASE64.encode(body)))
    }

    fn mac_key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &*derived(&*self.0, &[], b"header"))
    }

    fn payload_key(&self, nonce: &[u8]) -> Result<LessSafeKey, SealError> {
        aead(&derived(&*self.0, nonce, b"payload"))
    }

    /// The key that `sealed` is sealed with, and how many bytes its header has.
    ///
    /// # Errors
    /// [`SealError::NoFile`] for anything else, [`SealError::WrongKey`] when it is not sealed to `identity`,
    /// [`SealError::Broken`] when the header was changed.
    pub fn unwrap(sealed: &[u8], identity: &Identity) -> Result<(Self, usize), SealError> {
        let header = Header::read(sealed)?;
        let own = PublicKey::from(&identity.0);
        for (share, body) in &header.stanzas {
            let shared = identity.0.diffie_hellman(&PublicKey::from(*share));
            if !shared.was_contributory() {
                return Err(SealError::NoFile("a share of the header is no point of the curve"));
            }
            let salt = [*share, own.to_bytes()].concat();
            let key = aead(&derived(shared.as_bytes(), &salt, X25519_INFO))?;
            let mut opened = body.to_vec();
            if unlock(&key, [0; 12], &[], &mut opened).is_err() {
                continue;
            }
            let bytes = opened.as_slice().try_into().map_err(|_| SealError::Broken)?;
            opened.zeroize();
            let found = Self::from_random(bytes);
            header.verify(sealed, &found)?;
            return Ok((found, header.bytes));
        }
        Err(SealError::WrongKey)
    }
}

/// What stands in front of a payload.
struct Header {
    stanzas: Vec<([u8; 32], [u8; 32])>,
    /// Bytes up to and with `---`, which the authentication code covers.
    covered: usize,
    mac: Vec<u8>,
    bytes: usize,
}

impl Header {
    fn read(sealed: &[u8]) -> Result<Self, SealError> {
        let shown = &sealed[..sealed.len().min(HEADER_BYTES_MAX)];
        let mut at = 0;
        let mut line = || {
            let rest = &shown[at..];
            let end = rest.iter().position(|byte| *byte == b'\n')?;
            let text = std::str::from_utf8(&rest[..end]).ok()?;
            let began = at;
            at += end + 1;
            Some((began, text, at))
        };
        let cut = SealError::NoFile("the header is cut off");
        match line() {
            Some((_, VERSION, _)) => {}
            _ => return Err(SealError::NoFile("it does not begin as an age file of version 1")),
        }
        let mut stanzas = Vec::new();
        loop {
            let (began, text, after) = line().ok_or_else(|| cut.clone())?;
            if let Some(mac) = text.strip_prefix("--- ") {
                let mac = BASE64.decode(mac).map_err(|_| SealError::NoFile("the code of the header"))?;
                return Ok(Self { stanzas, covered: began + 3, mac, bytes: after });
            }
            let kind = text.strip_prefix("-> ").ok_or(SealError::NoFile("a line of the header"))?;
            let mut body = String::new();
            loop {
                let (_, text, _) = line().ok_or_else(|| cut.clone())?;
                body.push_str(text);
                if text.len() < COLUMNS {
                    break;
                }
            }
            // Stanzas of other kinds are for others, as the format says.
            if let Some(share) = kind.strip_prefix(X25519).and_then(|rest| rest.strip_prefix(' ')) {
                stanzas.push((decoded(share)?, decoded(&body)?));
            }
        }
    }

    fn verify(&self, sealed: &[u8], key: &FileKey) -> Result<(), SealError> {
        hmac::verify(&key.mac_key(), &sealed[..self.covered], &self.mac).map_err(|_| SealError::Broken)
    }
}

fn decoded(text: &str) -> Result<[u8; 32], SealError> {
    let bytes = BASE64.decode(text).map_err(|_| SealError::NoFile("a key of the header"))?;
    bytes.as_slice().try_into().map_err(|_| SealError::NoFile("a key of the header has the wrong length"))
}

/// The nonce of a chunk: its number, and whether it is the last.
fn chunk_nonce(number: u64, last: bool) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[3..11].copy_from_slice(&number.to_be_bytes());
    nonce[11] = u8::from(last);
    nonce
}

/// Seals a payload piece by piece.
pub struct Sealer {
    key: LessSafeKey,
    held: Vec<u8>,
    number: u64,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealer(chunk {})", self.number)
    }
}

impl Sealer {
    /// Begins a payload: what goes first into the file, and what seals the rest. `nonce` was drawn at random.
    pub fn begin(
        key: &FileKey,
        header: &[u8],
        nonce: [u8; NONCE_BYTES],
    ) -> Result<(Vec<u8>, Self), SealError> {
        let first = [header, &nonce].concat();
        Ok((first, Self { key: key.payload_key(&nonce)?, held: Vec::new(), number: 0 }))
    }

    /// Takes the next bytes, and gives what of them can be written.
    pub fn update(&mut self, mut bytes: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut out = Vec::new();
        while !bytes.is_empty() {
            if self.held.len() == CHUNK_BYTES {
                // More comes after it: it was not the last.
                self.flush(false, &mut out)?;
            }
            let taken = bytes.len().min(CHUNK_BYTES - self.held.len());
            self.held.extend_from_slice(&bytes[..taken]);
            bytes = &bytes[taken..];
        }
        Ok(out)
    }

    /// The rest.
    pub fn finish(mut self) -> Result<Vec<u8>, SealError> {
        let mut out = Vec::new();
        self.flush(true, &mut out)?;
        Ok(out)
    }

    fn flush(&mut self, last: bool, out: &mut Vec<u8>) -> Result<(), SealError> {
        lock(&self.key, chunk_nonce(self.number, last), &[], &mut self.held)?;
        out.append(&mut self.held);
        self.number += 1;
        Ok(())
    }
}

/// Opens a payload piece by piece. What it has given is authentic; that it was whole is known at the end.
pub struct Opener {
    key: FileKey,
    payload: Option<LessSafeKey>,
    skip: usize,
    held: Vec<u8>,
    number: u64,
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opener(chunk {})", self.number)
    }
}

impl Opener {
    /// Opens a file whose header has `header_bytes` bytes.
    pub fn new(key: FileKey, header_bytes: usize) -> Self {
        Self { key, payload: None, skip: header_bytes, held: Vec::new(), number: 0 }
    }

    /// Takes the next bytes of the file, and gives what of it can be read.
    pub fn update(&mut self, mut bytes: &[u8]) -> Result<Vec<u8>, SealError> {
        let skipped = bytes.len().min(self.skip);
        self.skip -= skipped;
        bytes = &bytes[skipped..];
        self.held.extend_from_slice(bytes);
        let mut out = Vec::new();
        if !self.ready()? {
            return Ok(out);
        }
        // A whole chunk with nothing behind it may be the last.
        while self.held.len() > CHUNK_BYTES + TAG_BYTES {
            let rest = self.held.split_off(CHUNK_BYTES + TAG_BYTES);
            self.flush(false, &mut out)?;
            self.held = rest;
        }
        Ok(out)
    }

    /// The rest; fails when the file was cut off.
    pub fn finish(mut self) -> Result<Vec<u8>, SealError> {
        let mut out = Vec::new();
        if !self.ready()? {
            return Err(SealError::Broken);
        }
        // Only a payload of nothing may end with an empty chunk.
        if self.held.len() == TAG_BYTES && self.number > 0 {
            return Err(SealError::Broken);
        }
        self.flush(true, &mut out)?;
        Ok(out)
    }

    fn ready(&mut self) -> Result<bool, SealError> {
        if self.payload.is_none() && self.skip == 0 && self.held.len() >= NONCE_BYTES {
            let rest = self.held.split_off(NONCE_BYTES);
            self.payload = Some(self.key.payload_key(&self.held)?);
            self.held = rest;
        }
        Ok(self.payload.is_some())
    }

    fn flush(&mut self, last: bool, out: &mut Vec<u8>) -> Result<(), SealError> {
        let key = self.payload.as_ref().ok_or(SealError::Broken)?;
        unlock(key, chunk_nonce(self.number, last), &[], &mut self.held)?;
        out.append(&mut self.held);
        self.number += 1;
        Ok(())
    }
}

/// Seals a whole text under a header that is there already. `nonce` was drawn at random.
pub fn seal(
    key: &FileKey,
    header: &[u8],
    nonce: [u8; NONCE_BYTES],
    plain: &[u8],
) -> Result<Vec<u8>, SealError> {
    let (mut file, mut sealer) = Sealer::begin(key, header, nonce)?;
    file.extend(sealer.update(plain)?);
    file.extend(sealer.finish()?);
    Ok(file)
}

/// How many bytes the header has that `bytes` begins with; nothing while it is not whole, or is none.
pub fn header_bytes(bytes: &[u8]) -> Option<usize> {
    Header::read(bytes).ok().map(|header| header.bytes)
}

/// Whether a file that begins with `bytes` can be a sealed one whose header is not whole yet.
pub fn may_begin(bytes: &[u8]) -> bool {
    let first = format!("{VERSION}\n").into_bytes();
    let shared = bytes.len().min(first.len());
    bytes[..shared] == first[..shared] && bytes.len() < HEADER_BYTES_MAX
}

/// Opens a whole file with the key of its payload.
///
/// # Errors
/// [`SealError::Broken`] when it was changed or cut off, or sealed with another key.
pub fn open(key: &FileKey, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let header = Header::read(sealed)?;
    header.verify(sealed, key)?;
    let mut opener = Opener::new(key.clone(), header.bytes);
    let mut plain = opener.update(sealed)?;
    plain.extend(opener.finish()?);
    Ok(plain)
}

/// Seals `plain` to one recipient, as a file of its own. `random` was drawn for this alone.
pub fn seal_to(to: Recipient, random: [u8; 64], plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut parts = ([0; 16], [0; NONCE_BYTES], [0; 32]);
    parts.0.copy_from_slice(&random[..16]);
    parts.1.copy_from_slice(&random[16..32]);
    parts.2.copy_from_slice(&random[32..]);
    let key = FileKey::from_random(parts.0);
    let header = key.header(&[(to, parts.2)])?;
    seal(&key, &header, parts.1, plain)
}

/// Opens a whole file with a secret key.
///
/// # Errors
/// As [`FileKey::unwrap`], and [`SealError::Broken`] when the payload was changed or cut off.
pub fn open_with(identity: &Identity, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (key, _) = FileKey::unwrap(sealed, identity)?;
    open(&key, sealed).map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> Identity {
        Identity::from_key_file(include_str!("../../tests/data/seal/key.txt")).unwrap()
    }

    #[test]
    fn a_file_of_the_reference_implementation_is_opened() {
        // Made by `age` 1.1.1 with the key beside it.
        let sealed = include_bytes!("../../tests/data/seal/sealed.age");
        let plain = include_bytes!("../../tests/data/seal/plain.txt");
        assert_eq!(open_with(&key(), sealed).unwrap().as_slice(), plain);
        let other = Identity::from_random([9; 32]);
        assert_eq!(open_with(&other, sealed).unwrap_err(), SealError::WrongKey);
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_found() {
        let sealed = seal_to(key().recipient(), [5; 64], b"Rum og fred").unwrap();
        for at in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[at / 8] ^= 1 << (at % 8);
            assert!(open_with(&key(), &changed).is_err(), "bit {at}");
        }
        for length in 0..sealed.len() {
            assert!(open_with(&key(), &sealed[..length]).is_err(), "cut to {length}");
        }
        let mut longer = sealed.clone();
        longer.push(0);
        assert!(open_with(&key(), &longer).is_err());
    }

    #[test]
    fn a_public_key_without_a_secret_is_refused() {
        let none = Recipient(PublicKey::from([0; 32]));
        assert!(matches!(seal_to(none, [5; 64], b"x"), Err(SealError::NoKey(_))));
    }

    #[test]
    fn the_chunks_of_a_file_cannot_change_places() {
        let sealed = seal_to(key().recipient(), [5; 64], &vec![7; 3 * CHUNK_BYTES]).unwrap();
        let payload = sealed.len() - 3 * (CHUNK_BYTES + TAG_BYTES);
        let mut changed = sealed.clone();
        let (one, two) = (payload, payload + CHUNK_BYTES + TAG_BYTES);
        changed[one..two].copy_from_slice(&sealed[two..two + CHUNK_BYTES + TAG_BYTES]);
        changed[two..two + CHUNK_BYTES + TAG_BYTES].copy_from_slice(&sealed[one..two]);
        assert_eq!(open_with(&key(), &changed).unwrap_err(), SealError::Broken);
        // Nor can the last be dropped.
        let cut = &sealed[..sealed.len() - CHUNK_BYTES - TAG_BYTES];
        assert_eq!(open_with(&key(), cut).unwrap_err(), SealError::Broken);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn what_was_sealed_in_any_pieces_is_opened_in_any_pieces(
            size in prop_oneof![0_usize..200, 65_500..65_600_usize, 131_000..131_200_usize],
            piece in 1_usize..70_000,
            other in 1_usize..70_000,
        ) {
            let plain: Vec<u8> = (0..size).map(|i| u8::try_from(i % 251).unwrap()).collect();
            let key = FileKey::from_random([3; 16]);
            let header = key.header(&[(super::tests::key().recipient(), [4; 32])]).unwrap();
            let (mut sealed, mut sealer) = Sealer::begin(&key, &header, [8; 16]).unwrap();
            for part in plain.chunks(piece) {
                sealed.extend(sealer.update(part).unwrap());
            }
            sealed.extend(sealer.finish().unwrap());
            let mut opener = Opener::new(key, header.len());
            let mut opened = Vec::new();
            for part in sealed.chunks(other) {
                opened.extend(opener.update(part).unwrap());
            }
            opened.extend(opener.finish().unwrap());
            prop_assert_eq!(&opened, &plain);
            prop_assert_eq!(&*open_with(&super::tests::key(), &sealed).unwrap(), &plain);
        }
    }
}
