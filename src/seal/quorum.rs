//! k of n people: the secret is sealed once for every row of k holders, one layer of age for each of them.
//!
//! Every order of every group has its row, so that the holders come in whichever order they like, and a stock
//! `age` peels a row without this program. Nothing here is new cryptography: no sharing of secrets, no arithmetic.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::{Identity, Recipient, SealError, file};

/// Rows at most: 4 of 6 people make 360, 3 of 7 make 210.
pub const ROWS_MAX: usize = 400;

/// A secret under layers: who peels next, in order, and what is left to peel.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Row {
    /// Places of the holders that have still to peel, the next one first.
    pub left: Vec<usize>,
    /// The age file that is left, in base64.
    pub sealed: String,
}

/// How many rows `need` of `of` people make; nothing when it is more than [`ROWS_MAX`] or cannot be.
pub fn rows(need: usize, of: usize) -> Option<usize> {
    if need == 0 || need > of {
        return None;
    }
    let mut count = 1_usize;
    for step in 0..need {
        count = count.checked_mul(of - step).filter(|count| *count <= ROWS_MAX)?;
    }
    Some(count)
}

/// Seals `secret` so that any `need` of the holders open it. `random` draws 64 bytes each time.
///
/// # Errors
/// [`SealError::NoKey`] when the numbers cannot be, or a key is no key.
pub fn seal(
    secret: &Identity,
    holders: &[Recipient],
    need: usize,
    random: &mut dyn FnMut() -> [u8; 64],
) -> Result<Vec<Row>, SealError> {
    rows(need, holders.len()).ok_or(SealError::NoKey("so many of so many people cannot be"))?;
    let mut orders: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..need {
        orders = orders
            .iter()
            .flat_map(|order| {
                (0..holders.len())
                    .filter(|holder| !order.contains(holder))
                    .map(|holder| [order.as_slice(), &[holder]].concat())
            })
            .collect();
    }
    orders
        .into_iter()
        .map(|left| {
            let mut sealed = Zeroizing::new(secret.reveal().as_bytes().to_vec());
            for holder in left.iter().rev() {
                sealed = Zeroizing::new(file::seal_to(holders[*holder], random(), &sealed)?);
            }
            Ok(Row { left, sealed: coded(&sealed) })
        })
        .collect()
}

/// What came of a holder's key.
#[derive(Debug)]
pub enum Peeled {
    /// Others have to come: the rows that are left.
    Left(Vec<Row>),
    /// The secret.
    Whole(Identity),
}

/// Peels the layers of the holder at place `holder` with its secret key.
///
/// # Errors
/// [`SealError::WrongKey`] when it is not that holder's key, or the holder has peeled already.
pub fn peel(rows: &[Row], holder: usize, key: &Identity) -> Result<Peeled, SealError> {
    let mut left = Vec::new();
    for row in rows.iter().filter(|row| row.left.first() == Some(&holder)) {
        let opened = file::open_with(key, &decoded(&row.sealed)?)?;
        if row.left.len() == 1 {
            let text = std::str::from_utf8(&opened).map_err(|_| SealError::Broken)?;
            return Ok(Peeled::Whole(text.parse()?));
        }
        left.push(Row { left: row.left[1..].to_vec(), sealed: coded(&opened) });
    }
    if left.is_empty() { Err(SealError::WrongKey) } else { Ok(Peeled::Left(left)) }
}

/// Who may come next.
pub fn awaited(rows: &[Row]) -> BTreeMap<usize, usize> {
    let mut awaited = BTreeMap::new();
    for holder in rows.iter().filter_map(|row| row.left.first()) {
        *awaited.entry(*holder).or_default() += 1;
    }
    awaited
}

fn coded(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn decoded(text: &str) -> Result<Vec<u8>, SealError> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).map_err(|_| SealError::Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holders(count: u8) -> Vec<Identity> {
        (0..count).map(|n| Identity::from_random([n + 10; 32])).collect()
    }

    fn sealed(secret: &Identity, holders: &[Identity], need: usize) -> Vec<Row> {
        let public: Vec<_> = holders.iter().map(Identity::recipient).collect();
        let mut drawn = 0_u64;
        let mut random = || {
            drawn += 1;
            let mut bytes = [0; 64];
            bytes[..8].copy_from_slice(&drawn.to_be_bytes());
            bytes[32..40].copy_from_slice(&drawn.to_be_bytes());
            bytes
        };
        seal(secret, &public, need, &mut random).unwrap()
    }

    #[test]
    fn every_group_in_every_order_opens_and_no_smaller_one_does() {
        let (secret, people) = (Identity::from_random([99; 32]), holders(4));
        let rows = sealed(&secret, &people, 3);
        assert_eq!(rows.len(), 24);
        for order in &rows {
            let mut left = rows.clone();
            for (step, holder) in order.left.iter().enumerate() {
                match peel(&left, *holder, &people[*holder]).unwrap() {
                    Peeled::Left(rest) => {
                        assert!(step < 2);
                        left = rest;
                    }
                    Peeled::Whole(found) => {
                        assert_eq!((step, found.recipient()), (2, secret.recipient()));
                    }
                }
            }
        }
    }

    #[test]
    fn another_key_and_a_second_time_open_nothing() {
        let (secret, people) = (Identity::from_random([99; 32]), holders(3));
        let rows = sealed(&secret, &people, 2);
        assert!(matches!(peel(&rows, 0, &people[1]), Err(SealError::WrongKey)));
        let Peeled::Left(left) = peel(&rows, 0, &people[0]).unwrap() else { panic!("two are needed") };
        assert!(matches!(peel(&left, 0, &people[0]), Err(SealError::WrongKey)));
        assert_eq!(awaited(&left), BTreeMap::from([(1, 1), (2, 1)]));
    }

    #[test]
    fn numbers_that_cannot_be_are_refused() {
        assert_eq!((rows(2, 3), rows(1, 1), rows(3, 7)), (Some(6), Some(1), Some(210)));
        assert_eq!((rows(0, 3), rows(4, 3), rows(6, 9)), (None, None, None));
    }
}
