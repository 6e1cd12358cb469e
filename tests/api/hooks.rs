//! Webhooks: made by tokens, called by the worker, taken by a real receiver that checks every signature.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::hmac;
use rustls::pki_types::PrivateKeyDer;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use trespor::app::App;
use trespor::app::blobs::Blobs;
use trespor::app::clock::Clock;
use trespor::app::limits::Network;
use trespor::app::settings::{Settings, Webhooks};
use trespor::engine::instant::Instant;
use trespor::hooks::{Call, Caller, Failure};
use trespor::store::Store;
use trespor::worker::hooks::{PAUSES, send_calls};

use crate::client::Program;
use crate::world::{START, World};

/// What a receiver does with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    Takes,
    Fails,
    Redirects,
    Hangs,
    WantsNoMore,
}

/// Calls as they came in: headers and body.
type Came = Vec<(HeaderMap, Vec<u8>)>;

/// A program of somebody else's.
#[derive(Clone)]
struct Receiver {
    does: Arc<Mutex<Does>>,
    came: Arc<Mutex<Came>>,
    address: String,
}

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}/hook", listener.local_addr().unwrap());
        let receiver = Self { does: Arc::new(Mutex::new(Does::Takes)), came: Arc::default(), address };
        let elsewhere = |State(own): State<Self>| async move {
            own.came.lock().unwrap().push((HeaderMap::new(), b"elsewhere".to_vec()));
        };
        let router = Router::new()
            .route("/hook", post(Self::hook))
            .route("/elsewhere", post(elsewhere))
            .with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    async fn hook(State(own): State<Self>, headers: HeaderMap, body: Bytes) -> Response {
        own.came.lock().unwrap().push((headers, body.to_vec()));
        let does = *own.does.lock().unwrap();
        match does {
            Does::Takes => StatusCode::NO_CONTENT.into_response(),
            Does::Fails => (StatusCode::INTERNAL_SERVER_ERROR, "inner secrets").into_response(),
            Does::Redirects => Redirect::temporary("/elsewhere").into_response(),
            Does::WantsNoMore => StatusCode::GONE.into_response(),
            Does::Hangs => std::future::pending().await,
        }
    }

    fn does(&self, what: Does) {
        *self.does.lock().unwrap() = what;
    }

    /// What came in since, checked with the secret.
    fn checked(&self, secret: &str) -> Vec<(String, Value)> {
        let came = std::mem::take(&mut *self.came.lock().unwrap());
        let key = BASE64.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        let check = |(headers, body): (HeaderMap, Vec<u8>)| {
            let of = |name: &str| headers[name].to_str().unwrap().to_owned();
            let (id, timestamp, signed) =
                (of("webhook-id"), of("webhook-timestamp"), of("webhook-signature"));
            let tag = BASE64.decode(signed.strip_prefix("v1,").unwrap()).unwrap();
            let said = [id.as_bytes(), b".", timestamp.as_bytes(), b".", &body].concat();
            hmac::verify(&key, &said, &tag).expect("the signature is good");
            assert_eq!(of("content-type"), "application/json");
            assert!(timestamp.parse::<i64>().unwrap() >= START / 1_000_000);
            (id, serde_json::from_slice(&body).unwrap())
        };
        came.into_iter().map(check).collect()
    }
}

fn here() -> Vec<Network> {
    vec![Network::try_from("127.0.0.0/8".to_owned()).unwrap()]
}

pub async fn world(networks: Vec<Network>) -> World {
    let folder = World::folder();
    let store = Store::open_sqlite(&folder.join("test.db"), crate::keys::cipher()).await.unwrap();
    let settings = Settings {
        webhooks: Webhooks { networks },
        owners: vec!["owner@example.org".into()],
        ..Settings::default()
    };
    World::over(store, folder, settings).await
}

struct Cast {
    world: World,
    owner: Program,
    receiver: Receiver,
    caller: Caller,
}

impl Cast {
    async fn new() -> Self {
        let world = world(here()).await;
        let owner = Program::of(&world.app, &world.owner.person, "owner").await;
        let caller = Caller::new(world.app.may_call()).unwrap();
        Self { owner, receiver: Receiver::start().await, caller, world }
    }

    fn at(&self, path: &str) -> String {
        format!("/api/v1/procedures/{}{path}", self.world.procedure)
    }

    /// Makes a webhook by what is offered: its identifier and secret.
    async fn hook(&self, place: &str, events: Value) -> (String, String) {
        let list = self.owner.get(place).await.good();
        let more = json!({ "address": self.receiver.address, "events": events });
        let made = self.owner.take(&list, "make_webhook", &[], more).await.good();
        (made["id"].as_str().unwrap().to_owned(), made["secret"].as_str().unwrap().to_owned())
    }

    async fn extend(&self) {
        let extend = json!({
            "do": "extend", "date": "applications", "to": "2027-02-12T12:00", "reason": "There was no power for a day.",
        });
        self.owner.post(&self.at("/commands"), &extend).await.good();
    }

    /// Makes what is due, as the worker does.
    async fn send(&self) -> usize {
        // Those that happened at one instant are a microsecond apart.
        self.world.crank(self.world.app.clock.now().micros() + 1_000);
        send_calls(&self.world.app, &self.caller).await.unwrap()
    }

    /// The calls of the first webhook of the procedure.
    async fn calls(&self) -> Value {
        self.owner.get(&self.at("/webhooks")).await.good()["webhooks"][0]["calls"].clone()
    }
}

#[tokio::test]
async fn what_is_published_is_told_signed_and_once() {
    let cast = Cast::new().await;
    let (_, secret) = cast.hook(&cast.at("/webhooks"), json!([])).await;
    let (_, all_secret) = cast.hook("/api/v1/webhooks", json!(["date.moved", "question.answered"])).await;
    assert_ne!(secret, all_secret);
    assert_eq!(cast.send().await, 0, "nothing has happened since");
    // What is asked is told when it is answered, and an application is told to nobody.
    let applicant = Program::of(&cast.world.app, &cast.world.outsider.person, "applicant").await;
    for done in [
        json!({ "do": "ask", "text": "May a house have two doors?" }),
        json!({ "do": "begin", "track": "social", "name": "Otto Outsider", "kind": "person" }),
    ] {
        applicant.post(&cast.at("/commands"), &done).await.good();
    }
    assert_eq!(cast.send().await, 0);
    cast.extend().await;
    assert_eq!(cast.send().await, 2, "one for each webhook");
    let came = std::mem::take(&mut *cast.receiver.came.lock().unwrap());
    assert_eq!(came.len(), 2);
    let mut signed = 0;
    for (of, one) in [&secret, &all_secret].iter().flat_map(|of| came.iter().map(move |one| (*of, one))) {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &BASE64.decode(&of[6..]).unwrap());
        let head = |name: &str| one.0[name].to_str().unwrap();
        let said =
            [format!("{}.{}.", head("webhook-id"), head("webhook-timestamp")).as_bytes(), &one.1].concat();
        let tag = BASE64.decode(&head("webhook-signature")[3..]).unwrap();
        signed += usize::from(hmac::verify(&key, &said, &tag).is_ok());
    }
    assert_eq!(signed, 2, "each webhook has a secret of its own");
    let told: Value = serde_json::from_slice(&came[0].1).unwrap();
    let procedure = cast.world.procedure.to_string();
    assert_eq!(told["type"], "date.moved");
    assert_eq!(told["data"]["procedure"], procedure);
    assert_eq!(told["data"]["date"], "applications");
    assert_eq!(told["data"]["to"], "2027-02-12T11:00:00.000000Z");
    assert!(told["data"]["page"].as_str().unwrap().ends_with(&format!("/tenders/{procedure}")));
    assert!(told.to_string().find("power").is_none(), "what people wrote is read where everybody reads it");
    // What it says is what anybody reads there.
    let public = Program::nobodys(&cast.world.app).get(&cast.at("")).await.good();
    assert_eq!(public["changes"][0]["to"], told["data"]["to"]);
    assert_eq!(cast.send().await, 0, "once is enough");
    assert_eq!(
        (&cast.calls().await[0]["state"], &cast.calls().await[0]["last_reply"]),
        (&json!("sent"), &json!("status 204"))
    );
}

#[tokio::test]
async fn the_deadline_and_what_follows_it_are_told_without_a_number() {
    let cast = Cast::new().await;
    let (_, secret) = cast.hook(&cast.at("/webhooks"), json!([])).await;
    cast.world.told().await;
    let mut told = Vec::new();
    while cast.send().await > 0 {
        told.extend(cast.receiver.checked(&secret));
    }
    let kinds: BTreeSet<_> = told.iter().map(|(_, body)| body["type"].as_str().unwrap().to_owned()).collect();
    for kind in ["intake.closed", "step.began", "letters.released"] {
        assert!(kinds.contains(kind), "{kinds:?}");
    }
    let closed = told.iter().find(|(_, body)| body["type"] == "intake.closed").unwrap();
    let fields: BTreeSet<_> = closed.1["data"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, BTreeSet::from(["api", "page", "procedure", "track"]));
    // In the order in which it happened, and each under an identifier of its own.
    let ids: BTreeSet<_> = told.iter().map(|(id, _)| id).collect();
    assert_eq!(ids.len(), told.len());
    let times: Vec<_> = told.iter().map(|(_, body)| body["timestamp"].as_str().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    let applications: Vec<_> = [cast.world.application, cast.world.mates].map(|id| id.to_string()).into();
    for (_, body) in &told {
        assert!(applications.iter().all(|id| !body.to_string().contains(id)), "{body}");
    }
}

#[tokio::test]
async fn a_receiver_that_fails_is_called_again_less_and_less_often() {
    let cast = Cast::new().await;
    let (hook, secret) = cast.hook(&cast.at("/webhooks"), json!(["date.moved"])).await;
    cast.receiver.does(Does::Fails);
    cast.extend().await;
    let mut ids = BTreeSet::new();
    for pause in PAUSES {
        assert_eq!(cast.send().await, 1);
        ids.extend(cast.receiver.checked(&secret).into_iter().map(|(id, _)| id));
        let call = cast.calls().await[0].clone();
        assert_eq!((&call["state"], &call["last_reply"]), (&json!("waiting"), &json!("status 500")));
        let now = cast.world.app.clock.now().micros();
        cast.world.crank(now + pause * 1_000_000 - 2_000);
        assert_eq!(cast.send().await, 0, "not before its time");
        cast.world.crank(now + pause * 1_000_000);
    }
    assert_eq!(cast.send().await, 1);
    ids.extend(cast.receiver.checked(&secret).into_iter().map(|(id, _)| id));
    assert_eq!(ids.len(), 1, "the same identifier over all tries");
    let list = cast.owner.get(&cast.at("/webhooks")).await.good();
    let call = &list["webhooks"][0]["calls"][0];
    assert_eq!((&call["state"], &call["attempts"]), (&json!("failed"), &json!(PAUSES.len() + 1)));
    assert!(!list.to_string().contains("inner secrets"), "what a receiver says is not read");
    // By hand.
    cast.receiver.does(Does::Takes);
    cast.owner.just(&list, "call_again", &[("call", call["id"].as_str().unwrap())]).await.good();
    assert_eq!(cast.send().await, 1);
    assert_eq!(cast.receiver.checked(&secret).len(), 1);
    assert_eq!(cast.calls().await[0]["state"], "sent");
    // A trial, and the end of it.
    cast.owner.just(&list, "try_webhook", &[("webhook", &hook)]).await.good();
    assert_eq!(cast.send().await, 1);
    assert_eq!(cast.receiver.checked(&secret)[0].1["type"], "webhook.test");
    cast.owner.just(&list, "remove_webhook", &[("webhook", &hook)]).await.good();
    assert_eq!(cast.owner.get(&cast.at("/webhooks")).await.good()["webhooks"], json!([]));
}

#[tokio::test]
async fn no_redirect_is_followed_and_whoever_wants_no_more_is_left_alone() {
    let cast = Cast::new().await;
    let (hook, secret) = cast.hook(&cast.at("/webhooks"), json!([])).await;
    cast.receiver.does(Does::Redirects);
    cast.extend().await;
    assert_eq!(cast.send().await, 1);
    assert_eq!(cast.receiver.checked(&secret).len(), 1, "nobody was called elsewhere");
    assert_eq!(cast.calls().await[0]["last_reply"], "status 307");
    cast.receiver.does(Does::WantsNoMore);
    let list = cast.owner.get(&cast.at("/webhooks")).await.good();
    cast.owner.just(&list, "try_webhook", &[("webhook", &hook)]).await.good();
    assert_eq!(cast.send().await, 1);
    let call = cast.calls().await[0].clone();
    assert_eq!(
        (&call["state"], &call["attempts"], &call["last_reply"]),
        (&json!("failed"), &json!(1), &json!("status 410"))
    );
}

#[tokio::test]
async fn whoever_hangs_is_given_up_and_keeps_nobody_waiting() {
    let cast = Cast::new().await;
    cast.hook(&cast.at("/webhooks"), json!([])).await;
    let other = Receiver::start().await;
    let list = cast.owner.get("/api/v1/webhooks").await.good();
    let more = json!({ "address": other.address });
    cast.owner.take(&list, "make_webhook", &[], more).await.good();
    cast.receiver.does(Does::Hangs);
    cast.extend().await;
    let cast = Cast { caller: cast.caller.clone().within(Duration::from_millis(200)), ..cast };
    assert_eq!(cast.send().await, 2);
    assert_eq!(cast.calls().await[0]["last_reply"], "late");
    assert_eq!(other.came.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_call_outlives_the_program_that_wrote_it() {
    let cast = Cast::new().await;
    let (_, secret) = cast.hook(&cast.at("/webhooks"), json!([])).await;
    cast.extend().await;
    let now = cast.world.app.clock.now().plus_seconds(1);
    // Another program on the same database, as after a crash between the write and the call.
    let store = Store::open_sqlite(&cast.world.folder.join("test.db"), crate::keys::cipher()).await.unwrap();
    let blobs = Blobs::open(&cast.world.folder.join("files")).await.unwrap();
    let settings = Settings { webhooks: Webhooks { networks: here() }, ..Settings::default() };
    let other = App::new(store, Clock::hand_cranked(now), blobs, settings);
    // The first died with the lease in its hand.
    let until = Instant::from_micros(now.micros()).plus_seconds(60);
    let leased = other.store.write(move |db| {
        Box::pin(async move { trespor::store::hooks::lease_calls(db, now, until, 9).await })
    });
    assert_eq!(leased.await.unwrap().len(), 1);
    assert_eq!(send_calls(&other, &cast.caller).await.unwrap(), 0, "it may be under way");
    assert!(other.clock.crank(until));
    assert_eq!(send_calls(&other, &cast.caller).await.unwrap(), 1);
    assert_eq!(cast.receiver.checked(&secret).len(), 1);
    cast.world.crank(until.micros() + 1);
    assert_eq!(cast.send().await, 0, "nobody calls twice");
}

#[tokio::test]
async fn nobody_has_this_program_call_what_stands_behind_the_wall() {
    let world = world(Vec::new()).await;
    let owner = Program::of(&world.app, &world.owner.person, "owner").await;
    let commands = format!("/api/v1/procedures/{}/commands", world.procedure);
    for address in [
        "http://127.0.0.1:1/",
        "https://localhost/",
        "https://10.1.2.3/",
        "https://[::1]/",
        "ftp://x/",
        "http://example.org/",
        "https://a:b@example.org/",
    ] {
        let make = json!({ "do": "make_webhook", "address": address });
        owner.post(&commands, &make).await.is(422, "bad_webhook");
    }
    let make =
        json!({ "do": "make_webhook", "address": "https://example.org/", "events": ["intake.submitted"] });
    owner.post(&commands, &make).await.is(422, "bad_webhook");
    let make = json!({ "do": "make_webhook", "address": "https://example.org/" });
    for _ in 0..10 {
        owner.post(&commands, &make).await.good();
    }
    owner.post(&commands, &make).await.is(422, "bad_webhook");
}

#[tokio::test]
async fn webhooks_are_for_those_who_keep_the_procedure() {
    let cast = Cast::new().await;
    let (hook, _) = cast.hook(&cast.at("/webhooks"), json!([])).await;
    let (all, _) = cast.hook("/api/v1/webhooks", json!([])).await;
    let world = &cast.world;
    let list = cast.at("/webhooks");
    let secretary = Program::of(&world.app, &world.secretary.person, "secretary").await;
    assert_eq!(secretary.get(&list).await.good()["webhooks"][0]["id"], hook);
    secretary.get("/api/v1/webhooks").await.is(404, "not_found");
    let make = json!({ "do": "make_webhook", "address": "https://example.org/" });
    for (who, role) in
        [(&world.auditor, "auditor"), (&world.evaluator, "evaluator"), (&world.outsider, "owner")]
    {
        let program = Program::of(&world.app, &who.person, role).await;
        assert!([403, 404].contains(&program.get(&list).await.status.as_u16()), "{role}");
        assert!(
            [403, 404].contains(&program.post(&cast.at("/commands"), &make).await.status.as_u16()),
            "{role}"
        );
        program.post("/api/v1/commands", &make).await.is(404, "not_found");
    }
    let applicant = Program::of(&world.app, &world.applicant.person, "applicant").await;
    applicant.get(&list).await.is(403, "not_allowed");
    // The owner in another role is nobody here.
    let hat = Program::of(&world.app, &world.owner.person, "auditor").await;
    hat.get("/api/v1/webhooks").await.is(404, "not_found");
    // One of all procedures is not one of this, and the other way round.
    let remove = |id: &str| json!({ "do": "remove_webhook", "webhook": id });
    cast.owner.post(&cast.at("/commands"), &remove(&all)).await.is(404, "not_found");
    cast.owner.post("/api/v1/commands", &remove(&hook)).await.is(404, "not_found");
    cast.owner.post("/api/v1/commands", &json!({ "do": "follow" })).await.is(422, "bad_body");
    cast.owner.post("/api/v1/commands", &remove(&all)).await.good();
}

#[tokio::test]
async fn a_secret_is_kept_nowhere_to_be_said_again() {
    let cast = Cast::new().await;
    let wanted = json!({ "do": "make_webhook", "address": "https://example.org/" }).to_string().into_bytes();
    let more = [("content-type", "application/json"), ("idempotency-key", "a hook")];
    let made = cast.owner.send("POST", &cast.at("/commands"), &more, wanted.clone()).await.good();
    let secret = made["secret"].as_str().unwrap().to_owned();
    cast.owner.send("POST", &cast.at("/commands"), &more, wanted).await.is(409, "outcome_unknown");
    let list = cast.owner.get(&cast.at("/webhooks")).await.good();
    assert_eq!(list["webhooks"].as_array().unwrap().len(), 1, "it was made once");
    assert!(!list.to_string().contains(&secret));
    let mut searched = 0;
    for entry in std::fs::read_dir(&cast.world.folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            searched += bytes.len();
            assert!(
                !bytes.windows(secret.len()).any(|window| window == secret.as_bytes()),
                "{}",
                path.display()
            );
            assert!(!bytes.windows(9).any(|window| window == b"https://e"), "{}", path.display());
        }
    }
    assert!(searched > 10_000, "nothing was searched");
}

#[tokio::test]
async fn whatever_else_begins_like_the_api_is_answered_as_a_problem() {
    let world = World::new().await;
    let nobody = Program::nobodys(&world.app);
    for path in ["/api", "/api/", "/api/v2", "/api/v1/nothing", "/api/v1/procedures/x/y/z"] {
        for method in ["GET", "POST", "DELETE"] {
            nobody.send(method, path, &[], Vec::new()).await.is(404, "not_found");
        }
    }
    let told = nobody.send("DELETE", "/api/v1/procedures", &[], Vec::new()).await;
    told.is(405, "no_such_method");
    assert!(told.header("allow").contains("GET"), "{told:?}");
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        rustls::ServerConfig::builder_with_provider(ring).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (tcp, _) = listener.accept().await.unwrap();
            let Ok(mut tls) = acceptor.accept(tcp).await else { continue };
            let mut head = [0; 1024];
            let read = tls.read(&mut head).await.unwrap();
            assert!(head[..read].starts_with(b"POST /hook?key=1 HTTP/1.1\r\n"));
            tls.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
            tls.shutdown().await.unwrap();
        }
    });
    let secret = trespor::hooks::secret(&[7; 32]);
    let call = |address| Call { address, secret: &secret, id: "one", timestamp: 1, body: "{}" };
    let (named, bare) =
        (format!("https://localhost:{port}/hook?key=1"), format!("https://127.0.0.1:{port}/hook?key=1"));
    let here = |address: std::net::IpAddr| address.is_loopback();
    assert_eq!(Caller::new(here).unwrap().call(call(&named)).await, Err(Failure::Tls));
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let trusting = Caller::trusting(roots, here).unwrap();
    assert_eq!(trusting.call(call(&named)).await, Ok(204));
    assert_eq!(trusting.call(call(&bare)).await, Err(Failure::Tls), "the certificate is for another name");
}
