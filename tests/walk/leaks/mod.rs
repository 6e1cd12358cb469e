//! Every address asked for as everybody at every stage, and every answer, letter and line of the log searched
//! for what this reader may not know. The addresses are read out of the source, so that a new one joins by
//! existing; who may know what stands in [`table`].

mod table;
mod twins;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};

use futures_util::future::join_all;
use table::{Class, Phase, apart, applies_with, from, marks};

use crate::case::Case;
use crate::http::{Browser, Page};
use crate::pages;
use trespor::i18n::Lang;

/// Who is asked: one of each role and standing. Vera follows and has no role; Eva has a tie to Bo; Ellen judges one
/// track alone; Gert never hands in.
const READERS: [&str; 12] =
    ["olga", "siri", "anders", "carl", "eva", "ellen", "lene", "mads", "bo", "nora", "gert", "vera"];

/// The role in which the program of each of them speaks: their own.
const ROLES: [(&str, &str); 6] = [
    ("olga", "owner"),
    ("siri", "secretary"),
    ("anders", "auditor"),
    ("carl", "chair"),
    ("eva", "evaluator"),
    ("ellen", "evaluator"),
];

/// Whose applications are asked for: a consortium, a rival that an evaluator is tied to, one of another track,
/// and one that is never handed in.
const LEADS: [&str; 4] = ["lene", "bo", "hans", "gert"];

/// An application that there is not.
const UNKNOWN: &str = "00000000-0000-7000-8000-000000000000";

/// When forms are sent by hand: whatever is refused is refused before anything is looked up, so that a few stages
/// stand for all.
const FORGED_IN: [Phase; 5] = [Phase::Draft, Phase::Closed, Phase::Scoring, Phase::BeforeRelease, Phase::End];

/// Fields as somebody might send them by hand.
const FORGED: [(&str, &str); 9] = [
    ("reason", "a reason that is long enough to be one"),
    ("confirm", "yes"),
    ("declare", "yes"),
    ("tie", "no"),
    ("remove", UNKNOWN),
    ("email", "mallory@example.net"),
    ("role", "owner"),
    ("track", "all"),
    ("text", "a text that is long enough to be one"),
];

/// What the program wrote into its log while this test ran.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        lock(&self.0).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The log of this process, with everything that the program can say and what its libraries say by default.
fn log() -> Log {
    static LOG: Mutex<Option<Log>> = Mutex::new(None);
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let log = Log::default();
        *lock(&LOG) = Some(log.clone());
        tracing_subscriber::fmt()
            .with_env_filter("trespor=trace,info")
            .with_writer(move || log.clone())
            .init();
    });
    lock(&LOG).clone().expect("it was made")
}

/// What was found so far.
struct Walk {
    /// What somebody saw too early, or at all: said once a secret, reader and address.
    found: BTreeSet<String>,
    /// Kinds of secrets that somebody saw who may: a mark that nobody ever sees proves nothing.
    seen: BTreeSet<Class>,
    /// Letters looked at so far.
    letters: usize,
    /// Calls of webhooks looked at so far, each at every stage since.
    calls: usize,
    /// Tokens of the readers' programs.
    tokens: BTreeMap<&'static str, String>,
    log: Log,
}

/// What one reader got at one address.
struct Got {
    who: &'static str,
    asked: String,
    page: Page,
}

/// Every secret, to be looked for in one pass: there are many texts.
struct Marks {
    all: Vec<(Class, String)>,
    /// Places in `all`, by the first two bytes.
    by_start: Vec<Vec<usize>>,
}

impl Marks {
    fn of(case: &Case) -> Self {
        let all = marks(case);
        let mut by_start = vec![Vec::new(); 1 << 16];
        for (place, (_, mark)) in all.iter().enumerate() {
            by_start[start(mark.as_bytes())].push(place);
        }
        Self { all, by_start }
    }

    /// Those that stand in a text, and not within a longer word: `ida@` is not in `frida@`.
    fn found<'m>(&'m self, text: &str) -> BTreeSet<&'m (Class, String)> {
        let mut found = BTreeSet::new();
        for (at, two) in text.as_bytes().windows(2).enumerate() {
            for place in &self.by_start[start(two)] {
                let one = &self.all[*place];
                let stands = text.as_bytes()[at..].starts_with(one.1.as_bytes());
                if stands && !text[..at].ends_with(|c: char| c.is_alphanumeric()) {
                    found.insert(one);
                }
            }
        }
        found
    }
}

fn start(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// Whether sending this form by hand changes nothing, because the sender has no right to. What somebody has a
/// right to is tried by the case itself.
fn is_refused(who: &str, path: &str, case: &Case) -> bool {
    let applies = applies_with(who);
    let own = applies.is_some_and(|lead| path.starts_with(case.own(lead)));
    let anybody = ["/sign-out", "/follow", "/apply", "/tokens"].iter().any(|end| path.ends_with(end));
    let evaluates = ["eva", "erik", "ellen"].contains(&who);
    let works = match who {
        "olga" | "siri" => true,
        "carl" => path.contains("/consensus") || path.contains("/scoring"),
        _ if evaluates => path.contains("/review/") || path.contains("/scoring"),
        _ => applies.is_some() && path.starts_with("/joint/"),
    };
    let behind = !path.starts_with("/applications/");
    !(anybody || own || works && behind)
}

impl Walk {
    fn new() -> Self {
        Self {
            found: BTreeSet::new(),
            seen: BTreeSet::new(),
            letters: 0,
            calls: 0,
            tokens: BTreeMap::new(),
            log: log(),
        }
    }

    /// Somebody's program, which asks for what is no page; nobody's has no token.
    async fn program(&mut self, case: &Case, who: &'static str) -> Browser {
        if !self.tokens.contains_key(who) && who != "nobody" {
            let app = &case.world.app;
            let person = app.person(&format!("{who}@example.org"), "", Lang::En).await.expect("somebody");
            let role = ROLES.iter().find(|(of, _)| *of == who).map_or("applicant", |(_, role)| role);
            let (_, token) = app.make_token(person.id, "a program", role, 366).await.expect("a token");
            self.tokens.insert(who, token);
        }
        let visitor = case.world.visitor("en");
        self.tokens.get(who).map_or_else(|| visitor.reading("en"), |token| visitor.program(token))
    }

    /// Searches one text that reaches somebody.
    fn search(&mut self, marks: &Marks, phase: Phase, who: &str, asked: &str, text: &str) {
        let held: BTreeSet<Class> = marks
            .found(text)
            .into_iter()
            // What is asked for by its identifier says it back, as anybody can who asks.
            .filter(|(class, mark)| !(matches!(class, Class::Identifier(_)) && asked.contains(mark.as_str())))
            .map(|(class, _)| *class)
            .collect();
        for class in &held {
            if from(*class, who).is_some_and(|first| first <= phase) {
                self.seen.insert(*class);
            } else {
                self.found.insert(format!("{class:?} for {who} at {asked} in {phase:?}"));
            }
            if let Some(other) = apart(*class, who).filter(|other| held.contains(other)) {
                self.found.insert(format!("{class:?} beside {other:?} for {who} at {asked} in {phase:?}"));
            }
        }
    }

    /// Asks for everything as everybody.
    async fn look(&mut self, case: &Case, phase: Phase) {
        let marks = Marks::of(case);
        let (mut get, mut post) = (BTreeSet::new(), BTreeSet::new());
        for lead in LEADS {
            get.extend(pages::filled(case, lead, "get(").await);
        }
        if FORGED_IN.contains(&phase) {
            post.extend(pages::filled(case, "lene", "post(").await);
        }
        let visitor = case.world.visitor("en");
        let readers = READERS.into_iter().filter(|who| case.people.contains_key(who));
        let readers: Vec<_> = readers.map(|who| (who, case.who(who))).chain([("nobody", &visitor)]).collect();
        let mut asked = Vec::new();
        for (who, browser) in readers {
            let program = self.program(case, who).await;
            asked.push(ask_all(case, who, [browser.reading("en"), program], &get, &post));
        }
        for got in join_all(asked).await.into_iter().flatten() {
            self.search(&marks, phase, got.who, &got.asked, &got.page.whole());
        }
        self.oracles(case, phase).await;
        for letter in case.world.letters().into_iter().skip(self.letters) {
            self.letters += 1;
            let who = letter.to.split('@').next().unwrap_or_default().to_owned();
            let whole = format!("{:?}\n{}\n{}\n{}", letter.headers, letter.subject, letter.text, letter.html);
            // A letter is folded; a secret may stand across the lines.
            let whole = format!("{whole}\n{}", letter.text.split_whitespace().collect::<Vec<_>>().join(" "));
            self.search(&marks, phase, &who, &format!("the letter “{}”", letter.subject), &whole);
        }
        for body in case.world.calls().await {
            self.calls += 1;
            // Whoever runs the receiver may be anybody.
            self.search(&marks, phase, "nobody", "a webhook", &body);
        }
        let log = String::from_utf8_lossy(&lock(&self.log.0)).into_owned();
        for (class, _) in marks.found(&log) {
            // Identifiers are for the log: they tell nobody who it is.
            if !matches!(class, Class::Identifier(_)) {
                self.found.insert(format!("{class:?} in the log in {phase:?}"));
            }
        }
    }

    /// An application that somebody may not know of answers like one that there is not.
    async fn oracles(&mut self, case: &Case, phase: Phase) {
        let visitor = case.world.visitor("en");
        for who in ["nobody", "bo", "ellen"] {
            let browser = if who == "nobody" { &visitor } else { case.who(who) }.reading("en");
            let program = self.program(case, who).await;
            for lead in ["lene", "gert"] {
                if from(Class::Identifier(lead), who).is_some_and(|first| first <= phase) {
                    continue;
                }
                let id = case.id(lead);
                for path in pages::filled(case, lead, "get(").await {
                    if !path.contains(id) {
                        continue;
                    }
                    let asks = if path.starts_with(pages::API) { &program } else { &browser };
                    let there = asks.get(&path).await;
                    let not = asks.get(&path.replace(id, UNKNOWN)).await;
                    let (there, not) = (there.whole().replace(id, UNKNOWN), not.whole());
                    if there != not {
                        self.found.insert(format!("that {lead} is there, for {who} at {path} in {phase:?}"));
                    }
                }
            }
        }
    }

    /// Fails with everything that was found.
    fn end(self, case: &Case) {
        let mut found: Vec<_> = self.found.iter().map(|one| unnamed(case, one)).collect();
        found.sort();
        found.dedup();
        assert!(found.is_empty(), "{} leaks:\n{}", found.len(), found.join("\n"));
        let never: Vec<_> = marks(case).into_iter().map(|(class, _)| class).collect();
        // Judged by nobody: their marks do not exist. Whose own pages are not among those that are asked for.
        let unseen = |class: &Class| match class {
            Class::Contents(lead) => ["dan", "ea"].contains(lead),
            Class::Marks(judge, lead) => {
                let social = crate::case::applicant(lead).track == "social";
                ["dan", "ea", "gert"].contains(lead) || (*judge == "ellen" && !social) || {
                    (*judge, *lead) == ("eva", "bo")
                }
            }
            _ => false,
        };
        let never: Vec<_> =
            never.into_iter().filter(|class| !self.seen.contains(class) && !unseen(class)).collect();
        assert!(never.is_empty(), "nobody ever saw {never:?}: are the marks right?");
    }
}

/// A finding with names for identifiers.
fn unnamed(case: &Case, found: &str) -> String {
    let mut text = found.replace(&case.procedure.to_string(), "PROCEDURE");
    for lead in case.applications.keys() {
        text = text.replace(case.id(lead), &lead.to_uppercase());
    }
    text
}

/// Everything that one reader gets, by asking and by sending what they have no right to.
async fn ask_all(
    case: &Case,
    who: &'static str,
    [browser, program]: [Browser; 2],
    get: &BTreeSet<String>,
    post: &BTreeSet<String>,
) -> Vec<Got> {
    let mut all = Vec::new();
    for path in get {
        // Each with cookies of its own: one of the addresses changes the language.
        let asks = if path.starts_with(pages::API) { &program } else { &browser };
        let page = asks.reading("en").get(path).await;
        assert!(page.status < 500, "{who} asks for {path} and gets {}: {}", page.status, page.shown());
        all.push(Got { who, asked: path.clone(), page });
    }
    for path in post.iter().filter(|path| is_refused(who, path, case)) {
        for fields in [&[][..], &FORGED[..]] {
            if fields.is_empty() != (path.starts_with("/sign-in") || path.ends_with("/files")) {
                continue;
            }
            let asks = if path.starts_with(pages::API) { &program } else { &browser };
            let page = asks.reading("en").forge(path, fields).await;
            let away = page.status == 303 && page.header("location").starts_with("/sign-in");
            assert!(
                (400..500).contains(&page.status) || away,
                "{who} sends to {path} and gets {}: {}",
                page.status,
                page.shown()
            );
            all.push(Got { who, asked: format!("POST {path}"), page });
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_learns_what_is_not_theirs_to_know() {
    let mut walk = Walk::new();
    let mut case = Case::open().await;
    case.give_roles().await;
    case.world.hook(case.procedure).await;
    case.begin_all().await;
    walk.look(&case, Phase::Draft).await;
    case.hand_in_all().await;
    case.ask_and_answer().await;
    case.publish_documents().await;
    walk.look(&case, Phase::Before).await;
    case.move_the_deadline().await;
    case.pass_the_deadline_quietly().await;
    walk.look(&case, Phase::Closed).await;
    case.open_the_applications().await;
    walk.look(&case, Phase::Opened).await;
    case.ask_for_a_cure().await;
    case.cure().await;
    case.screen().await;
    walk.look(&case, Phase::Screened).await;
    case.declare_interests().await;
    walk.look(&case, Phase::Scoring).await;
    case.score().await;
    walk.look(&case, Phase::Consensus).await;
    case.agree().await;
    walk.look(&case, Phase::Selection).await;
    case.choose().await;
    walk.look(&case, Phase::BeforeRelease).await;
    case.release_the_letters().await;
    walk.look(&case, Phase::Released).await;
    case.complain().await;
    let recommended = case.recommend().await;
    walk.look(&case, Phase::Joint).await;
    case.take_stands(recommended).await;
    walk.look(&case, Phase::End).await;
    assert!(walk.calls > 100, "only {} calls were looked at", walk.calls);
    walk.end(&case);
}
