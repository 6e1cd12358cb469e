//! How often somebody may ask for what costs others something: links by mail, wrong codes, uploads, questions.
//!
//! Two counts each: one for the person, and a far more generous one for the network that they come from, since an
//! office may stand behind one address. Both are kept in memory, are bounded, and are gone with a restart.
//! Handing in an application that is begun is never counted.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Deserialize;

use crate::engine::instant::Instant;

/// Counts that are kept at most. Each is two numbers.
const COUNTS_MAX: usize = 100_000;

/// Bits of an IPv6 address that name a customer's network.
const NETWORK_BITS: u32 = 56;

const HOUR_MICROS: i64 = 3_600_000_000;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// A link to sign in is mailed.
    Link,
    /// A link or a code was tried that is wrong.
    Guess,
    /// Files are sent.
    Upload,
    /// A question is asked.
    Question,
    /// A workflow file is tried out.
    Trial,
    /// Somebody's program asks for something.
    Api,
}

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Whom<'w> {
    /// A person, by their identifier or their address.
    Person(&'w str),
    /// A network.
    Network(IpAddr),
}

/// So many at once, and then so many an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// At once at most.
    pub burst: u32,
    /// In an hour after that.
    pub an_hour: u32,
}

/// What one person and what one network may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    /// One person.
    pub person: Rate,
    /// Everybody behind one address of IPv4, or behind the first 56 bits of one of IPv6.
    pub network: Rate,
}

impl Rates {
    const fn new(person: (u32, u32), network: (u32, u32)) -> Self {
        Self {
            person: Rate { burst: person.0, an_hour: person.1 },
            network: Rate { burst: network.0, an_hour: network.1 },
        }
    }
}

/// Settings of all limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Allowed {
    /// Links to sign in that are mailed.
    pub links: Rates,
    /// Wrong links and codes.
    pub guesses: Rates,
    /// Requests that bring files.
    pub uploads: Rates,
    /// Questions.
    pub questions: Rates,
    /// Workflow files that are tried out.
    pub trials: Rates,
    /// Requests of programs.
    pub api: Rates,
}

impl Default for Allowed {
    fn default() -> Self {
        Self {
            links: Rates::new((20, 20), (300, 1_200)),
            guesses: Rates::new((20, 60), (200, 600)),
            uploads: Rates::new((200, 400), (2_000, 8_000)),
            questions: Rates::new((20, 40), (200, 800)),
            trials: Rates::new((60, 240), (200, 800)),
            api: Rates::new((600, 7_200), (3_000, 36_000)),
        }
    }
}

/// The counts of a running program.
#[derive(Debug, Default)]
pub struct Limits {
    /// When what was done so far will have been worked off, in microseconds since 1970, by who did what.
    counts: Mutex<HashMap<u64, i64>>,
    keys: RandomState,
}

impl Limits {
    fn counts(&self) -> MutexGuard<'_, HashMap<u64, i64>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts something that `whom` do together. Nothing is counted where one of them has to wait.
    ///
    /// # Errors
    /// How many seconds there are to wait.
    pub fn count(&self, allowed: &Allowed, act: Act, whom: &[Whom<'_>], now: Instant) -> Result<(), u64> {
        let now = now.micros();
        let mut held = self.counts();
        let mut wait = 0;
        let mut after = Vec::with_capacity(whom.len());
        for one in whom {
            let rate = allowed.rate(act, *one);
            let each = HOUR_MICROS / i64::from(rate.an_hour.max(1));
            let key = self.keys.hash_one((act, broad(*one)));
            // Done until then: every act pushes it on, and time catches up with it.
            let until = held.get(&key).copied().unwrap_or(now).max(now).saturating_add(each);
            wait = wait.max(until - now - each.saturating_mul(i64::from(rate.burst.max(1))));
            after.push((key, until));
        }
        if wait > 0 {
            return Err(u64::try_from(wait).unwrap_or_default().div_ceil(1_000_000));
        }
        for (key, until) in after {
            if held.len() >= COUNTS_MAX && !held.contains_key(&key) {
                held.retain(|_, until| *until > now);
            }
            // Where even that leaves no room, those who are known stay counted and others are let in.
            if held.len() < COUNTS_MAX || held.contains_key(&key) {
                held.insert(key, until);
            }
        }
        Ok(())
    }
}

impl Allowed {
    const fn rate(&self, act: Act, whom: Whom<'_>) -> Rate {
        let rates = match act {
            Act::Link => &self.links,
            Act::Guess => &self.guesses,
            Act::Upload => &self.uploads,
            Act::Question => &self.questions,
            Act::Trial => &self.trials,
            Act::Api => &self.api,
        };
        match whom {
            Whom::Person(_) => rates.person,
            Whom::Network(_) => rates.network,
        }
    }
}

/// A network instead of one of its addresses.
fn broad(whom: Whom<'_>) -> Whom<'_> {
    match whom {
        Whom::Network(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
            Some(address) => Whom::Network(address.into()),
            None => Whom::Network(IpAddr::V6((address.to_bits() & !(u128::MAX >> NETWORK_BITS)).into())),
        },
        other => other,
    }
}

/// Addresses of proxies, such as `10.0.0.0/8` or `::1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let bad = || format!("`{text}` is no address and no network: write 127.0.0.1 or 10.0.0.0/8");
        let (address, bits) = text.split_once('/').map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.trim().parse().map_err(|_| bad())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.trim().parse().map_err(|_| bad()))?;
        if bits > most { Err(bad()) } else { Ok(Self { address, bits }) }
    }
}

impl Network {
    /// Whether an address belongs to it.
    pub fn holds(self, address: IpAddr) -> bool {
        let bits = u32::from(self.bits);
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(net), IpAddr::V4(one)) => {
                (net.to_bits() ^ one.to_bits()).checked_shr(32 - bits).unwrap_or(0) == 0
            }
            (IpAddr::V6(net), IpAddr::V6(one)) => {
                (net.to_bits() ^ one.to_bits()).checked_shr(128 - bits).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

/// Whose request it is: the peer, or what trusted proxies say of it. Each proxy puts the address that called it at
/// the end of `X-Forwarded-For`; from the end, the first that is no trusted proxy called the first that is one.
pub fn client(peer: IpAddr, forwarded: &str, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.holds(address));
    let mut client = peer;
    for said in forwarded.rsplit(',') {
        if !is_trusted(client) {
            break;
        }
        let Ok(address) = said.trim().parse() else { break };
        client = address;
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed() -> Allowed {
        Allowed { questions: Rates::new((2, 60), (5, 360)), ..Allowed::default() }
    }

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(1_800_000_000_000_000).plus_seconds(seconds)
    }

    #[test]
    fn a_burst_is_taken_and_then_so_many_an_hour() {
        let (limits, allowed) = (Limits::default(), allowed());
        let ask = |who: &str, now| limits.count(&allowed, Act::Question, &[Whom::Person(who)], now);
        assert_eq!((ask("a", at(0)), ask("a", at(0))), (Ok(()), Ok(())));
        assert_eq!(ask("a", at(0)), Err(60));
        assert_eq!(ask("a", at(59)), Err(1));
        assert_eq!(ask("b", at(59)), Ok(()), "somebody else");
        assert_eq!(
            limits.count(&allowed, Act::Upload, &[Whom::Person("a")], at(0)),
            Ok(()),
            "something else"
        );
        assert_eq!(ask("a", at(60)), Ok(()));
        assert_eq!(ask("a", at(60)), Err(60));
        // Having waited long is worth a burst and no more.
        assert_eq!(
            (ask("a", at(9_000)), ask("a", at(9_000)), ask("a", at(9_000))),
            (Ok(()), Ok(()), Err(60))
        );
        // A clock that is set back gives nothing away and takes nothing for long.
        assert_eq!(ask("c", at(0)), Ok(()));
        assert_eq!(ask("c", at(-100)), Err(100));
    }

    #[test]
    fn an_office_is_not_one_person() {
        let (limits, allowed) = (Limits::default(), allowed());
        let network = Whom::Network("192.0.2.1".parse().unwrap());
        let ask = |who: &str| limits.count(&allowed, Act::Question, &[Whom::Person(who), network], at(0));
        for who in ["a", "a", "b", "b"] {
            assert_eq!(ask(who), Ok(()));
        }
        // Who is refused takes nothing from the others.
        assert_eq!((ask("a"), ask("a"), ask("a")), (Err(60), Err(60), Err(60)));
        assert_eq!(ask("c"), Ok(()));
        assert_eq!(ask("d"), Err(10), "the network has done its five");
    }

    #[test]
    fn neighbours_in_one_network_of_ipv6_are_one() {
        let (limits, allowed) = (Limits::default(), allowed());
        let ask = |address: &str| {
            let network = Whom::Network(address.parse().unwrap());
            limits.count(&allowed, Act::Question, &[network], at(0)).is_ok()
        };
        assert!((1..=5).all(|n| ask(&format!("2001:db8:0:{n:02}::{n}"))));
        assert!(!ask("2001:db8:0:ff::1"));
        assert!(ask("2001:db8:0:100::1"));
    }

    #[test]
    fn memory_is_bounded() {
        let (limits, allowed) = (Limits::default(), allowed());
        let ask = |n: usize, now| limits.count(&allowed, Act::Link, &[Whom::Person(&n.to_string())], now);
        for n in 0..COUNTS_MAX + 10 {
            assert_eq!(ask(n, at(0)), Ok(()));
        }
        assert_eq!(limits.counts().len(), COUNTS_MAX);
        assert_eq!(ask(0, at(4_000)), Ok(()));
        assert_eq!(ask(COUNTS_MAX + 20, at(4_000)), Ok(()));
        assert!(limits.counts().len() < 10, "{}", limits.counts().len());
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let net = |text: &str| Network::try_from(text.to_owned());
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let trusted = [net("127.0.0.1").unwrap(), net("10.0.0.0/8").unwrap()];
        let of = |peer: &str, said: &str, trusted: &[Network]| client(ip(peer), said, trusted).to_string();
        assert_eq!(of("127.0.0.1", "192.0.2.7", &[]), "127.0.0.1", "none is configured");
        assert_eq!(of("192.0.2.1", "192.0.2.7", &trusted), "192.0.2.1", "the peer is none");
        assert_eq!(of("127.0.0.1", "192.0.2.7", &trusted), "192.0.2.7");
        // What the client put there itself stands before what the proxy wrote.
        assert_eq!(of("127.0.0.1", "203.0.113.9, 192.0.2.7, 10.1.2.3", &trusted), "192.0.2.7");
        assert_eq!(of("127.0.0.1", "nonsense", &trusted), "127.0.0.1");
        for bad in ["", "10.0.0.0/33", "example.org", "::1/129", "10.0.0.0/x"] {
            assert!(net(bad).is_err(), "{bad}");
        }
        assert!(
            net("::/0").unwrap().holds(ip("2001:db8::1")) && net("0.0.0.0/0").unwrap().holds(ip("1.2.3.4"))
        );
    }
}
