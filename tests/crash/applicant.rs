//! Applicants who go on when the program goes away: they look at what is there, as people do, and do what is missing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use mail_parser::MessageParser;
use tokio::sync::watch;

use crate::http::{Browser, Page};
use crate::program::{Place, SITE};
use crate::smtp_sink::SmtpSink;

/// How long somebody waits for a mailed link before they ask for another: the first may have been on its way out when
/// the program was killed.
const LINK_WITHIN: Duration = Duration::from_secs(2);

/// Versions that one applicant hands in at most.
const VERSIONS_MAX: u32 = 40;

/// What all applicants of a burst have in common.
pub struct Shared {
    pub place: Place,
    pub sink: SmtpSink,
    pub procedure: String,
    /// Requests that were sent and answers that came, together.
    pub progress: watch::Sender<u64>,
    /// Told when the burst is over.
    pub over: AtomicBool,
    /// Whether it ends with the deadline: then each makes one more try, which must be refused as late.
    pub closes: bool,
}

/// One try to hand in.
#[derive(Clone, Debug)]
pub struct Try {
    /// What the draft said.
    pub vision: String,
    pub said: Said,
}

/// What the program said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is in: the receipt's count, and the hash of its line in the journal once it was read.
    In { count: u64, hash: String },
    /// It was refused with this status.
    No(u16),
    /// Nothing came back, or that nobody knows.
    Nothing,
}

/// Somebody who applies.
pub struct Applicant {
    pub email: String,
    pub browser: Browser,
    /// The address of the application, once it is begun.
    pub own: String,
    seen: String,
    filled: bool,
    uploaded: bool,
    version: u32,
    pub tries: Vec<Try>,
    /// Answers that no browser should get, with the address.
    pub strange: Vec<String>,
}

impl Applicant {
    pub fn new(place: &Place, number: usize) -> Self {
        Self {
            email: format!("burst-{number}@example.org"),
            browser: place.browser(),
            own: String::new(),
            seen: String::new(),
            filled: false,
            uploaded: false,
            version: 0,
            tries: Vec::new(),
            strange: Vec::new(),
        }
    }

    /// Applies, and replaces again and again until the burst is over.
    pub async fn apply(mut self, shared: &Shared) -> Self {
        loop {
            shared.place.up().await;
            // Nothing came back: look again at what is there.
            if self.step(shared).await == Some(true) {
                return self;
            }
        }
    }

    /// Signs in and begins.
    pub async fn start(&mut self, shared: &Shared) {
        while self.own.is_empty() {
            shared.place.up().await;
            self.begin(shared).await;
        }
    }

    /// The next thing that is missing. True at the end, nothing where the program went away.
    async fn step(&mut self, shared: &Shared) -> Option<bool> {
        if self.own.is_empty() {
            return self.begin(shared).await;
        } else if !self.filled {
            self.fill(shared).await?;
        } else if !self.uploaded {
            self.upload(shared).await?;
        } else if shared.over.load(Ordering::SeqCst) {
            return self.too_late(shared).await;
        } else if self.version < VERSIONS_MAX {
            self.submit(shared).await?;
        } else {
            tokio::task::yield_now().await;
        }
        Some(false)
    }

    /// A page that was asked for; nothing where the program went away or cannot serve it now.
    fn taken(&mut self, shared: &Shared, page: Option<Page>) -> Option<Page> {
        shared.progress.send_modify(|count| *count += 1);
        let page = page?;
        if page.status == 503 {
            // Honest, and it says when to come again.
            if page.header("retry-after").is_empty() || page.header("content-type").is_empty() {
                self.strange.push(format!("{}: 503 without a word: {}", page.path, page.shown()));
            }
            return None;
        }
        if !matches!(page.status, 200 | 303 | 404 | 409) {
            self.strange.push(format!("{}: {} {}", page.path, page.status, page.shown()));
            return None;
        }
        Some(page)
    }

    async fn get(&mut self, shared: &Shared, path: &str) -> Option<Page> {
        shared.progress.send_modify(|count| *count += 1);
        let page = self.browser.try_get(path).await;
        self.taken(shared, page)
    }

    async fn send(&mut self, shared: &Shared, form: crate::html::Form) -> Option<Page> {
        shared.progress.send_modify(|count| *count += 1);
        let page = self.browser.try_send(form).await;
        self.taken(shared, page)
    }

    /// True where it is too late to begin.
    async fn begin(&mut self, shared: &Shared) -> Option<bool> {
        let apply = format!("/tenders/{}/tracks/social/apply", shared.procedure);
        let page = self.get(shared, &apply).await?;
        if page.status == 303 && page.header("location").starts_with("/sign-in") {
            let location = page.header("location").to_owned();
            return self.sign_in(shared, &location).await.map(|()| false);
        }
        if page.status == 303 {
            // It was begun by a request whose answer was lost, or nobody can begin any more.
            let begun = page.header("location").starts_with("/applications/");
            if begun {
                page.header("location").clone_into(&mut self.own);
            }
            return Some(!begun);
        }
        let form = page.form("kind").with("name", "Room & Law").with("kind", "organisation");
        let begun = self.send(shared, form).await?;
        if begun.status == 303 {
            begun.header("location").clone_into(&mut self.own);
        }
        Some(false)
    }

    async fn sign_in(&mut self, shared: &Shared, ask: &str) -> Option<()> {
        let before = links_to(shared, &self.email).len();
        let ask = self.get(shared, ask).await?;
        let sent = self.send(shared, ask.form("email").with("email", &self.email)).await?;
        assert_eq!(sent.status, 200, "{}", sent.shown());
        let link = shared.sink.until("a link", |_| links_to(shared, &self.email).get(before).cloned());
        let link = tokio::time::timeout(LINK_WITHIN, link).await.ok()?;
        let mut forms = self.get(shared, &link).await?.forms();
        if forms.len() == 1 {
            self.send(shared, forms.remove(0)).await?;
        }
        Some(())
    }

    async fn fill(&mut self, shared: &Shared) -> Option<()> {
        let page = self.get(shared, &format!("{}/form", self.own)).await?;
        let Some(form) = page.forms().into_iter().find(|form| form.has("a-vision") && form.pressable) else {
            // The deadline has passed: the last draft is what the late try sends.
            self.filled = true;
            return Some(());
        };
        let vision = format!("Version {} of {}", self.version + 1, self.email);
        let form = form.with("a-vision", &vision).with("a-turnover", "1250000").with("a-honest", "yes");
        form.value("seen").clone_into(&mut self.seen);
        let saved = self.send(shared, form).await?;
        self.filled = saved.status == 303;
        Some(())
    }

    async fn upload(&mut self, shared: &Shared) -> Option<()> {
        let page = self.get(shared, &format!("{}/files", self.own)).await?;
        self.uploaded = page.shown().contains("reference.txt");
        let form = page.forms().into_iter().find(|form| form.has("a-references") && form.pressable);
        if let Some(form) = form.filter(|_| !self.uploaded) {
            let form = form.with_file("a-references", "reference.txt", self.email.as_bytes());
            self.uploaded = self.send(shared, form).await?.status == 303;
        } else {
            self.uploaded = true;
        }
        Some(())
    }

    async fn submit(&mut self, shared: &Shared) -> Option<()> {
        let review = self.get(shared, &format!("{}/review", self.own)).await?;
        let Some(form) = review.forms().into_iter().find(|form| form.has("declare")) else {
            // A try whose answer was lost is in, or it is too late.
            self.look(shared).await?;
            self.filled = shared.over.load(Ordering::SeqCst);
            tokio::task::yield_now().await;
            return Some(());
        };
        form.value("seen").clone_into(&mut self.seen);
        let vision = format!("Version {} of {}", self.version + 1, self.email);
        self.tries.push(Try { vision, said: Said::Nothing });
        let answer = self.send(shared, form.with("declare", "yes")).await?;
        if answer.status != 303 {
            self.say(Said::No(answer.status));
            return Some(());
        }
        // From here on it must be there, whatever happens.
        self.say(Said::In { count: 0, hash: String::new() });
        self.look(shared).await?;
        Some(())
    }

    fn say(&mut self, said: Said) {
        self.tries.last_mut().expect("a try").said = said;
    }

    /// Reads the receipt: is what was tried last in?
    async fn look(&mut self, shared: &Shared) -> Option<()> {
        let page = self.get(shared, &format!("{}/receipt.json", self.own)).await?;
        if page.status == 200 {
            let receipt: serde_json::Value = serde_json::from_slice(&page.bytes).expect("a receipt is JSON");
            let text =
                |path: &str| receipt.pointer(path).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
            let count = receipt["count"].as_u64().expect("a count");
            let last = self.tries.last_mut().expect("what is in was tried");
            if text("/content/body").contains(&format!("\"{}\"", last.vision)) {
                last.said = Said::In { count, hash: text("/journal/hash") };
                self.version += 1;
                self.filled = false;
            } else {
                assert!(
                    !matches!(last.said, Said::In { .. }),
                    "{}: {} was acknowledged",
                    self.own,
                    last.vision
                );
            }
        }
        Some(())
    }

    /// One more try after the end, which nobody may take.
    async fn too_late(&mut self, shared: &Shared) -> Option<bool> {
        self.look(shared).await?;
        if !shared.closes {
            return Some(true);
        }
        let fields = [("seen", self.seen.as_str()), ("declare", "yes")];
        let answer = self.browser.try_forge(&format!("{}/review", self.own), &fields).await;
        let answer = self.taken(shared, answer)?;
        self.tries.push(Try { vision: "too late".into(), said: Said::No(answer.status) });
        Some(true)
    }
}

/// The sign-in links mailed to `email` so far, without the site's address.
fn links_to(shared: &Shared, email: &str) -> Vec<String> {
    let start = format!("{SITE}/sign-in/");
    let mails = shared.sink.mails();
    let own = mails.iter().filter(|mail| mail.to.iter().any(|to| to == email));
    let links = own.filter_map(|mail| {
        let mail = MessageParser::default().parse(&mail.bytes)?;
        let text = mail.body_text(0)?.replace("\r\n", "\n");
        let at = text.find(&start)? + SITE.len();
        text[at..].split(['>', '\n', ' ']).next().map(ToOwned::to_owned)
    });
    links.collect()
}
