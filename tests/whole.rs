//! The whole program, simulated: applicants, a deadline, a worker, a clock that is cranked, and deaths at every boundary
//! of a commit, all of it drawn from a seed.
//!
//! A run is pages asked over HTTP, in the process, on a database in a file. When the program dies, everything that was
//! under way is lost with it, and it is started again over what lies on the disk. At the end is looked at what was
//! promised: what was acknowledged is there, what was refused is not, nothing is there twice, all chains verify, and
//! each receipt went out at least once under one Message-ID.
//!
//!     WHOLE_RUNS=5000 cargo test --release --test whole     more runs
//!     WHOLE_SEED=17 cargo test --test whole                 one run again, with what it did
//!
//! The plan, the deaths, identifiers and salts come from the seed: the same seed gives the same journal to the byte, but
//! for two requests at once, which race for the threads that read the database.

#[path = "support/chance.rs"]
mod chance;
#[path = "support/keys.rs"]
mod keys;
#[path = "support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;
#[path = "support/site.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use chance::Chance;
use site::{Answer, Reader, Site};
use trespor::app::random;
use trespor::app::settings::Settings;
use trespor::engine::digest::Digest;
use trespor::engine::ids::{ApplicationId, ProcedureId};
use trespor::engine::instant::Instant;
use trespor::engine::journal::root_of;
use trespor::engine::steps::StepState;
use trespor::mail::{Memory, Transport};
use trespor::store::faults::Faults;
use trespor::store::{Store, applications, journal, outbox};

const WORKFLOW: &str = include_str!("data/small-workflow.yaml");

/// 5 February 2027 at 12:00 in Copenhagen.
const DEADLINE: Instant = Instant::from_micros(1_801_825_200_000_000);

/// Runs without a wish for more.
const RUNS: u64 = 60;

/// Things that happen in a run.
const STEPS: u32 = 30;

const APPLICANTS: usize = 3;

/// What an applicant wants to lie there.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wish {
    /// These words, submitted.
    Words(String),
    /// Nothing: it is taken back.
    Withdrawn,
}

/// What an applicant knows of their own application.
struct Applicant {
    reader: Reader,
    path: Option<String>,
    /// What was acknowledged last.
    sure: Option<Wish>,
    /// What was asked for since, and never answered.
    unsure: Vec<Wish>,
    written: u32,
}

/// How long a program lives.
struct Life {
    /// Boundaries until it dies; below zero it lives on.
    left: AtomicI64,
    died: AtomicBool,
}

impl Life {
    fn new() -> Arc<Self> {
        Arc::new(Self { left: AtomicI64::new(-1), died: AtomicBool::new(false) })
    }

    fn ends_after(&self, boundaries: i64) {
        self.left.store(boundaries, Ordering::SeqCst);
    }

    fn goes_on(&self) {
        self.ends_after(-1);
    }

    /// Whether it ends at this boundary.
    fn ends(&self) -> bool {
        let ends = self.left.fetch_sub(1, Ordering::SeqCst) == 0;
        if ends {
            self.died.store(true, Ordering::SeqCst);
        }
        ends
    }
}

struct World {
    seed: u64,
    folder: PathBuf,
    site: Option<Site>,
    life: Arc<Life>,
    mail: Memory,
    procedure: ProcedureId,
    applicants: Vec<Applicant>,
    /// Whether nothing happens at once.
    alone: bool,
    deaths: u32,
    said: Vec<String>,
}

/// The form without files.
fn workflow() -> String {
    let (before, rest) = WORKFLOW.split_once("  - id: references").unwrap();
    let (_, after) = rest.split_once("selections:").unwrap();
    format!("{before}selections:{after}")
}

async fn start(folder: &Path, now: Instant, life: &Arc<Life>) -> Site {
    let life = Arc::clone(life);
    let faults = Faults::new(move |_| life.ends());
    let path = folder.join("trespor.db");
    let store = Store::open_sqlite_with(&path, keys::cipher(), Some(faults)).await.unwrap();
    Site::over(store, folder.to_owned(), now, Settings::default()).await
}

/// A folder with an open procedure and people who are signed in, to be copied for every run.
async fn template(folder: &Path) -> (ProcedureId, Vec<Reader>) {
    let life = Life::new();
    let mut site = start(folder, DEADLINE.plus_seconds(-3_600), &life).await;
    let owner = site.sign_in("owner@example.org", "Olga").await;
    let procedure = site.open(&workflow(), &owner).await;
    let mut readers = Vec::new();
    for number in 0..APPLICANTS {
        readers.push(
            site.sign_in(&format!("applicant-{number}@example.org"), &format!("Person {number}")).await,
        );
    }
    site.app.store.close().await;
    site.folder = PathBuf::new();
    (procedure, readers)
}

impl World {
    /// A world in `folder`, over a copy of the template.
    async fn new(
        seed: u64,
        (folder, template): (PathBuf, &Path),
        procedure: ProcedureId,
        readers: &[Reader],
    ) -> Self {
        std::fs::copy(template.join("trespor.db"), folder.join("trespor.db")).unwrap();
        let life = Life::new();
        let site = start(&folder, DEADLINE.plus_seconds(-3_600), &life).await;
        let begun = |reader: &Reader| Applicant {
            reader: reader.clone(),
            path: None,
            sure: None,
            unsure: Vec::new(),
            written: 0,
        };
        let applicants = readers.iter().map(begun).collect();
        let (mail, said) = (Memory::default(), Vec::new());
        let (site, alone, deaths) = (Some(site), false, 0);
        Self { seed, folder, site, life, mail, procedure, applicants, alone, deaths, said }
    }

    fn site(&self) -> &Site {
        self.site.as_ref().expect("the program runs")
    }

    /// Starts the program again over what lies on the disk.
    async fn again(&mut self) {
        let mut old = self.site.take().expect("the program ran");
        let now = old.app.clock.now();
        old.folder = PathBuf::new();
        old.app.store.close().await;
        drop(old);
        self.life.goes_on();
        self.site = Some(start(&self.folder, now, &self.life).await);
    }

    async fn step(&mut self, chance: &mut Chance) {
        let who = usize::try_from(chance.below(APPLICANTS as u64)).unwrap();
        match chance.below(20) {
            0..=2 => self.begin(who).await,
            3..=10 => self.submit(who).await,
            11 => self.withdraw(who).await,
            12 if self.alone => self.submit(who).await,
            12 => self.two(who).await,
            13..=15 => self.work().await,
            16 | 17 => {
                let seconds = i64::try_from(chance.below(400)).unwrap();
                let now = self.site().app.clock.now().plus_seconds(seconds);
                self.said.push(format!("{seconds} seconds pass"));
                self.site().app.clock.crank(now);
            }
            18 => {
                self.said.push("the deadline comes near".into());
                self.site().app.clock.crank(DEADLINE.plus_micros(-2_000));
            }
            _ => {
                let left = i64::try_from(chance.below(8)).unwrap();
                self.said.push(format!("death after {left} boundaries is decided"));
                self.life.ends_after(left);
            }
        }
        if self.life.died.swap(false, Ordering::SeqCst) {
            self.deaths += 1;
            self.said.push("it died, and is started again".into());
            self.again().await;
        }
    }

    async fn begin(&mut self, who: usize) {
        let applicant = &self.applicants[who];
        if applicant.path.is_some() {
            return;
        }
        self.said.push(format!("{who} begins"));
        let path = format!("/tenders/{}/tracks/social/apply", self.procedure);
        let form = [("name", "A company"), ("kind", "organisation")];
        let answer = self.site().post(&applicant.reader, &path, &form).await;
        if answer.status == 303 && answer.location().starts_with("/applications/") {
            self.applicants[who].path = Some(answer.location().to_owned());
        }
    }

    async fn post(&self, who: usize, words: &str) -> Option<Answer> {
        let applicant = &self.applicants[who];
        let path = format!("{}/form", applicant.path.as_ref()?);
        let seen = self.site().get(&applicant.reader, &path).await.text();
        let seen = seen.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let form = [
            ("seen", seen.unwrap_or("1")),
            ("a-vision", words),
            ("a-turnover", "1250000"),
            ("a-honest", "yes"),
            ("declare", "yes"),
            ("do", "submit"),
        ];
        Some(self.site().post(&applicant.reader, &path, &form).await)
    }

    async fn submit(&mut self, who: usize) {
        self.applicants[who].written += 1;
        let words = format!("Words {} of {who}", self.applicants[who].written);
        let Some(answer) = self.post(who, &words).await else { return };
        self.said.push(format!("{who} submits {words:?}: {}", answer.status));
        self.learnt(who, &answer, Wish::Words(words));
    }

    /// Two browsers of the same person at once.
    async fn two(&mut self, who: usize) {
        self.applicants[who].written += 2;
        let words = [1, 2].map(|n| format!("Words {}-{n} of {who}", self.applicants[who].written));
        let (one, other) = tokio::join!(self.post(who, &words[0]), self.post(who, &words[1]));
        let (Some(one), Some(other)) = (one, other) else { return };
        self.said.push(format!("{who} submits twice at once: {} {}", one.status, other.status));
        let [first, second] = words;
        if one.status == 303 && other.status == 303 {
            // One after the other: which was last is not told.
            self.applicants[who].sure = Some(Wish::Words(first));
            self.applicants[who].unsure = vec![Wish::Words(second)];
        } else {
            self.learnt(who, &one, Wish::Words(first));
            self.learnt(who, &other, Wish::Words(second));
        }
    }

    async fn withdraw(&mut self, who: usize) {
        let applicant = &self.applicants[who];
        let Some(path) = &applicant.path else { return };
        let answer = self.site().post(&applicant.reader, &format!("{path}/withdraw"), &[]).await;
        self.said.push(format!("{who} withdraws: {}", answer.status));
        self.learnt(who, &answer, Wish::Withdrawn);
    }

    fn learnt(&mut self, who: usize, answer: &Answer, what: Wish) {
        let applicant = &mut self.applicants[who];
        let receipt = answer.location().ends_with("/receipt") || what == Wish::Withdrawn;
        match answer.status.as_u16() {
            303 if receipt => {
                applicant.sure = Some(what);
                applicant.unsure.clear();
            }
            // Refused, and said so: nothing of it may be found.
            200..500 => {}
            _ => applicant.unsure.push(what),
        }
    }

    async fn work(&mut self) {
        self.said.push("the worker works".into());
        let app = &self.site().app;
        // A dead program's worker sees errors, and that is all.
        let _ = trespor::worker::wake(app, app.clock.now()).await;
        let transport = Arc::new(Transport::Memory(self.mail.clone()));
        let _ = trespor::worker::send(app, &transport).await;
    }

    /// Lets all come to its end and looks at what was promised. Returns the root over all chains.
    async fn end(&mut self) -> Digest {
        self.life.goes_on();
        // Leases of letters that a dead program took run out first.
        self.site().app.clock.crank(DEADLINE.plus_seconds(3_600));
        let app = Arc::clone(&self.site().app);
        let transport = Arc::new(Transport::Memory(self.mail.clone()));
        trespor::worker::wake(&app, app.clock.now()).await.unwrap();
        while trespor::worker::send(&app, &transport).await.unwrap() > 0 {}

        let faults: Vec<_> =
            app.verify().await.unwrap().into_iter().flat_map(|verified| verified.faults).collect();
        assert!(faults.is_empty(), "{faults:?}");
        let standing = app.whole(self.procedure, None).await.unwrap();
        for (who, applicant) in self.applicants.iter().enumerate() {
            let Some(path) = &applicant.path else { continue };
            let id: ApplicationId = path.rsplit('/').next().unwrap().parse().unwrap();
            let found = &standing.case.applications[&id];
            let own = app.own(id, applicant.reader.person.unwrap()).await.unwrap();
            let received = app.received(&own).await.unwrap();
            let words_there = received.map(|received| received.content.text("vision").to_owned());
            let may: Vec<_> = applicant.sure.iter().chain(&applicant.unsure).collect();
            let is = |what: &Wish| match what {
                Wish::Words(words) => found.counts() && words_there.as_ref() == Some(words),
                Wish::Withdrawn => found.withdrawn_at.is_some(),
            };
            let nothing = applicant.sure.is_none() && found.submitted.is_none();
            assert!(nothing || may.iter().any(|what| is(what)), "{who}: none of {may:?} is {words_there:?}");
        }
        let mut db = app.store.read().await.unwrap();
        for (track, line) in &standing.case.procedure.lines {
            let Some(StepState::Intake(intake)) = line.states.get("intake") else { continue };
            let closed = intake.closed.as_ref().expect("the deadline was performed");
            let count = standing.case.counting(track).count();
            assert_eq!((closed.count as usize, track.as_str()), (count, track.as_str()));
        }
        self.letters(&mut db).await;
        let root = root_of(&journal::heads(&mut db, self.procedure).await.unwrap());
        drop(db);
        let mut old = self.site.take().expect("the program runs");
        old.folder = PathBuf::new();
        old.app.store.close().await;
        std::fs::remove_dir_all(&self.folder).unwrap();
        root
    }

    /// Each letter of the outbox went out, and each that went out is one of the outbox.
    async fn letters(&self, db: &mut trespor::store::Db) {
        let rows = outbox::of_procedure(db, self.procedure, 10_000).await.unwrap();
        let ids: BTreeSet<_> = rows.iter().map(|row| row.message_id.clone()).collect();
        assert_eq!(ids.len(), rows.len(), "a Message-ID twice");
        let mut went = BTreeMap::<String, u32>::new();
        for kept in self.mail.kept() {
            let text = String::from_utf8_lossy(&kept.bytes).into_owned();
            let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).expect("an identifier");
            *went.entry(id.trim().to_owned()).or_default() += 1;
        }
        assert_eq!(went.keys().cloned().collect::<BTreeSet<_>>(), ids, "what went out is what was to go out");
        // One receipt for each submission on the record.
        let receipts = rows.iter().filter(|row| row.kind == "receipt").count();
        let mut submitted = 0;
        for (_, stored) in self.standing(db).await {
            submitted += stored.submitted.map_or(0, |submission| submission.count as usize);
        }
        assert_eq!(receipts, submitted);
    }

    async fn standing(
        &self,
        db: &mut trespor::store::Db,
    ) -> BTreeMap<ApplicationId, trespor::engine::case::Application> {
        let all = applications::all(db, self.procedure, None).await.unwrap();
        all.into_iter().map(|stored| (stored.application.id, stored.application)).collect()
    }
}

async fn run(seed: u64, template: &Path, procedure: ProcedureId, readers: &[Reader], aloud: bool) -> u32 {
    // The name of its folder is nobody else's; nothing else draws on this thread.
    let folder = site::new_folder();
    let _seeded = random::seeded(seed);
    let mut chance = Chance::new(seed);
    let mut world = World::new(seed, (folder, template), procedure, readers).await;
    for _ in 0..STEPS {
        world.step(&mut chance).await;
    }
    let _ = world.end().await;
    if aloud {
        println!("{}", world.said.join("\n"));
    }
    world.deaths
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("again with WHOLE_SEED={}; it did this:\n{}", self.seed, self.said.join("\n"));
        }
    }
}

#[test]
fn what_was_acknowledged_survives_every_death() {
    let wish = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = site::new_folder();
        let (procedure, readers) = template(&folder).await;
        let (first, count) =
            wish("WHOLE_SEED").map_or((1, wish("WHOLE_RUNS").unwrap_or(RUNS)), |seed| (seed, 1));
        let mut deaths = 0;
        for seed in first..first + count {
            deaths += run(seed, &folder, procedure, &readers, count == 1).await;
        }
        std::fs::remove_dir_all(folder).unwrap();
        // A simulation in which nobody dies shows nothing.
        assert!(count == 1 || deaths > u32::try_from(count / 4).unwrap(), "only {deaths} deaths");
    });
}

/// Everything of one run from its seed, with nothing at once: where its journal ends, what it did, how often it died.
async fn repeated(seed: u64, steps: u32) -> (Digest, Vec<String>, u32) {
    let (folder, own) = (site::new_folder(), site::new_folder());
    let _seeded = random::seeded(seed);
    let (procedure, readers) = template(&folder).await;
    let mut chance = Chance::new(seed);
    let mut world = World::new(seed, (own, &folder), procedure, &readers).await;
    world.alone = true;
    for _ in 0..steps {
        world.step(&mut chance).await;
    }
    let root = world.end().await;
    std::fs::remove_dir_all(folder).unwrap();
    (root, std::mem::take(&mut world.said), world.deaths)
}

#[test]
fn the_same_seed_gives_the_same_journal() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (mut roots, mut deaths) = (BTreeSet::new(), 0);
        for seed in 1_000..1_008 {
            let (root, said, died) = repeated(seed, STEPS).await;
            let (again, said_again, _) = repeated(seed, STEPS).await;
            assert_eq!((root, said), (again, said_again), "seed {seed}");
            roots.insert(root);
            deaths += died;
        }
        assert_eq!(roots.len(), 8, "another seed gives the same journal");
        assert!(deaths > 0, "nobody died");
    });
}
