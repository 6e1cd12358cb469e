//! loadgen: small HTTP/1.1 load generator with cookies and scripted form flows.
//!
//!   loadgen --base http://127.0.0.1:8345 --clients 16 --secs 20 --get /path
//!   loadgen --base ... --clients 16 --secs 20 --flow flow.json --sessions cookies.txt
//!   loadgen --base ... --rate 200 --secs 20 --get /path        (open loop: fixed arrival rate)
//!
//! A flow is a JSON list of steps; each step is
//!   {"get": "/path"} | {"post": "/path|@last", "form": {"k": "v"}, "multipart": false,
//!    "expect": 302, "count": true}
//! Placeholders in paths and form values: {n} global counter, {uuid}, {pid} process id.
//! "@last" posts to the URL of the last response (after redirects are followed).
//! "@csrf" as a form value is replaced by the value of the hidden input named in "csrf_field"
//! (default csrfmiddlewaretoken) found in the last body.
//! "pick": {"name":"regex with one group"} stores a value from the last body; used as {name}.
//! A line of the sessions file may go on, after a tab, with name=value pairs, tab-separated: placeholders of that
//! client. "bump": "name" adds one to a client's placeholder when the step has gone well.
//! One client = one cookie jar = one TCP connection (re-opened when the server closes it).
//! Output: one JSON object: flows/s, per-step latencies (p50/p90/p99/max), errors.
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[derive(Deserialize, Clone, Default)]
struct Step {
    get: Option<String>,
    post: Option<String>,
    #[serde(default)]
    form: BTreeMap<String, String>,
    #[serde(default)]
    multipart: bool,
    expect: Option<u16>,
    #[serde(default)]
    pick: BTreeMap<String, String>,
    #[serde(default = "yes")]
    follow: bool,
    /// body must contain this text after redirects
    must: Option<String>,
    name: Option<String>,
    /// add one to this placeholder of the client
    bump: Option<String>,
    /// send as JSON body instead of a form
    json: Option<serde_json::Value>,
}
fn yes() -> bool {
    true
}

struct Resp {
    status: u16,
    location: Option<String>,
    body: Vec<u8>,
}

struct Client {
    host: String,
    addr: String,
    conn: Option<TcpStream>,
    jar: BTreeMap<String, String>,
    buf: Vec<u8>,
    connects: u64,
}

impl Client {
    async fn once(&mut self, method: &str, path: &str, ctype: &str, body: &[u8]) -> std::io::Result<Resp> {
        if self.conn.is_none() {
            let s = TcpStream::connect(&self.addr).await?;
            s.set_nodelay(true)?;
            self.conn = Some(s);
            self.connects += 1;
        }
        let mut req = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\nUser-Agent: loadgen\r\n", self.host);
        if !self.jar.is_empty() {
            let c: Vec<String> = self.jar.iter().map(|(k, v)| format!("{k}={v}")).collect();
            req.push_str(&format!("Cookie: {}\r\n", c.join("; ")));
        }
        if method == "POST" {
            req.push_str(&format!("Content-Type: {ctype}\r\nContent-Length: {}\r\nOrigin: http://{}\r\n", body.len(), self.host));
        }
        req.push_str("\r\n");
        let mut out = req.into_bytes();
        out.extend_from_slice(body);
        let r = self.exchange(&out).await;
        if r.is_err() {
            self.conn = None;
        }
        r
    }

    async fn exchange(&mut self, out: &[u8]) -> std::io::Result<Resp> {
        let s = self.conn.as_mut().unwrap();
        s.write_all(out).await?;
        self.buf.clear();
        let eof = || std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "eof");
        let hend = loop {
            if let Some(p) = find(&self.buf, b"\r\n\r\n") {
                break p;
            }
            if s.read_buf(&mut self.buf).await? == 0 {
                return Err(eof());
            }
        };
        let head = String::from_utf8_lossy(&self.buf[..hend]).to_string();
        let mut lines = head.split("\r\n");
        let status: u16 = lines.next().and_then(|l| l.split(' ').nth(1)).and_then(|c| c.parse().ok()).unwrap_or(0);
        let (mut len, mut chunked, mut close, mut location) = (None, false, false, None);
        for l in lines {
            let Some((k, v)) = l.split_once(':') else { continue };
            let v = v.trim();
            match k.to_ascii_lowercase().as_str() {
                "content-length" => len = v.parse::<usize>().ok(),
                "transfer-encoding" => chunked = v.eq_ignore_ascii_case("chunked"),
                "connection" => close = v.eq_ignore_ascii_case("close"),
                "location" => location = Some(v.to_string()),
                "set-cookie" => {
                    let pair = v.split(';').next().unwrap_or("");
                    if let Some((ck, cv)) = pair.split_once('=') {
                        if v.to_ascii_lowercase().contains("max-age=0") {
                            self.jar.remove(ck);
                        } else {
                            self.jar.insert(ck.to_string(), cv.to_string());
                        }
                    }
                }
                _ => {}
            }
        }
        let bstart = hend + 4;
        let body = if chunked {
            loop {
                if let Some(b) = dechunk(&self.buf[bstart..]) {
                    break b;
                }
                if s.read_buf(&mut self.buf).await? == 0 {
                    return Err(eof());
                }
            }
        } else if let Some(n) = len {
            while self.buf.len() < bstart + n {
                if s.read_buf(&mut self.buf).await? == 0 {
                    return Err(eof());
                }
            }
            self.buf[bstart..bstart + n].to_vec()
        } else {
            while s.read_buf(&mut self.buf).await? != 0 {}
            close = true;
            self.buf[bstart..].to_vec()
        };
        if close {
            self.conn = None;
        }
        Ok(Resp { status, location, body })
    }

    async fn req(&mut self, method: &str, path: &str, ctype: &str, body: &[u8]) -> std::io::Result<Resp> {
        // a kept-alive connection may have been closed by the server: GETs are retried once
        match self.once(method, path, ctype, body).await {
            Err(_) if method == "GET" => self.once(method, path, ctype, body).await,
            r => r,
        }
    }
}

fn find(h: &[u8], n: &[u8]) -> Option<usize> {
    h.windows(n.len()).position(|w| w == n)
}

fn dechunk(mut b: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let p = find(b, b"\r\n")?;
        let n = usize::from_str_radix(std::str::from_utf8(&b[..p]).ok()?.split(';').next()?.trim(), 16).ok()?;
        b = &b[p + 2..];
        if n == 0 {
            return Some(out);
        }
        if b.len() < n + 2 {
            return None;
        }
        out.extend_from_slice(&b[..n]);
        b = &b[n + 2..];
    }
}

fn enc(s: &str) -> String {
    let mut o = String::new();
    for b in s.bytes() {
        match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => o.push(b as char),
            _ => o.push_str(&format!("%{b:02X}")),
        }
    }
    o
}

fn pct(v: &mut [u64], p: f64) -> f64 {
    if v.is_empty() {
        return 0.0;
    }
    v.sort_unstable();
    let i = ((v.len() as f64 * p).ceil() as usize).clamp(1, v.len()) - 1;
    v[i] as f64 / 1000.0
}

fn path_of(loc: &str) -> String {
    if let Some(i) = loc.find("://") {
        let rest = &loc[i + 3..];
        return rest.find('/').map(|j| rest[j..].to_string()).unwrap_or("/".into());
    }
    loc.to_string()
}

struct Shared {
    n: AtomicU64,
    lat: Mutex<BTreeMap<String, Vec<u64>>>,
    status: Mutex<BTreeMap<String, u64>>,
    errs: Mutex<BTreeMap<String, u64>>,
    flows: AtomicU64,
    all_ok: AtomicU64,
    requests: AtomicU64,
    connects: AtomicU64,
}

fn fill(s: &str, vars: &HashMap<String, String>) -> String {
    let mut o = s.to_string();
    for (k, v) in vars {
        let key = format!("{{{k}}}");
        if o.contains(&key) {
            o = o.replace(&key, v);
        }
    }
    o
}

fn csrf(body: &[u8], field: &str) -> Option<String> {
    let t = String::from_utf8_lossy(body);
    let i = t.find(&format!("name=\"{field}\"")).or_else(|| t.find(&format!("name={field}")))?;
    let rest = &t[i..];
    let j = rest.find("value=")? + 6;
    let r = &rest[j..];
    Some(match r.as_bytes()[0] {
        b'"' => r[1..].split('"').next()?.to_string(),
        _ => r.split(|c: char| c == '>' || c.is_whitespace()).next()?.to_string(),
    })
}

async fn flow(c: &mut Client, own: &mut HashMap<String, String>, steps: &[Step], sh: &Shared, csrf_field: &str, rec: bool) -> Result<(), String> {
    let n = sh.n.fetch_add(1, Ordering::Relaxed);
    let mut vars: HashMap<String, String> = own.clone();
    vars.insert("n".into(), n.to_string());
    vars.insert("pid".into(), std::process::id().to_string());
    vars.insert("uuid".into(), uuid::Uuid::new_v4().to_string());
    let mut last_path = String::new();
    let mut last_body: Vec<u8> = Vec::new();
    for st in steps {
        let (method, raw) = match (&st.get, &st.post) {
            (Some(g), _) => ("GET", g),
            (_, Some(p)) => ("POST", p),
            _ => return Err("bad step".into()),
        };
        let path = if raw == "@last" { last_path.clone() } else { fill(raw, &vars) };
        let mut ctype = "application/x-www-form-urlencoded".to_string();
        let mut body = Vec::new();
        if method == "POST" {
            let mut kv: Vec<(String, String)> = vec![];
            for (k, v) in &st.form {
                let v = if v == "@csrf" { csrf(&last_body, csrf_field).ok_or("no csrf token in page")? } else { fill(v, &vars) };
                kv.push((k.clone(), v));
            }
            if let Some(j) = &st.json {
                ctype = "application/json".into();
                body = fill(&j.to_string(), &vars).into_bytes();
            } else if st.multipart {
                let b = "----loadgenboundary7MA4YWxk";
                ctype = format!("multipart/form-data; boundary={b}");
                for (k, v) in &kv {
                    body.extend_from_slice(format!("--{b}\r\nContent-Disposition: form-data; name=\"{k}\"\r\n\r\n{v}\r\n").as_bytes());
                }
                body.extend_from_slice(format!("--{b}--\r\n").as_bytes());
            } else {
                body = kv.iter().map(|(k, v)| format!("{}={}", enc(k), enc(v))).collect::<Vec<_>>().join("&").into_bytes();
            }
        }
        let t = Instant::now();
        let mut r = c.req(method, &path, &ctype, &body).await.map_err(|e| format!("io {e}"))?;
        let mut us = t.elapsed().as_micros() as u64;
        sh.requests.fetch_add(1, Ordering::Relaxed);
        let name = st.name.clone().unwrap_or_else(|| format!("{method} {raw}"));
        if rec {
            sh.lat.lock().unwrap().entry(name.clone()).or_default().push(us);
            *sh.status.lock().unwrap().entry(format!("{name} {}", r.status)).or_default() += 1;
        }
        if let Some(e) = st.expect {
            if r.status != e {
                if std::env::var("LG_DEBUG").is_ok() {
                    eprintln!("{name} got {}: {}", r.status, String::from_utf8_lossy(&r.body));
                }
                return Err(format!("{name}: status {} not {e}", r.status));
            }
        }
        last_path = path;
        let mut hops = 0;
        while st.follow && (300..400).contains(&r.status) && hops < 5 {
            let Some(l) = r.location.clone() else { break };
            last_path = path_of(&l);
            let t2 = Instant::now();
            r = c.req("GET", &last_path, "", b"").await.map_err(|e| format!("io {e}"))?;
            us = t2.elapsed().as_micros() as u64;
            sh.requests.fetch_add(1, Ordering::Relaxed);
            if rec {
                sh.lat.lock().unwrap().entry(format!("{name} -> redirect")).or_default().push(us);
            }
            hops += 1;
        }
        if let Some(m) = &st.must {
            if find(&r.body, fill(m, &vars).as_bytes()).is_none() {
                if std::env::var("LG_DEBUG").is_ok() {
                    eprintln!("{name} missing text at {last_path}: {}", String::from_utf8_lossy(&r.body));
                }
                return Err(format!("{name}: text missing at {last_path}"));
            }
        }
        if r.status >= 400 {
            if std::env::var("LG_DEBUG").is_ok() {
                eprintln!("{name} {}: {}", r.status, String::from_utf8_lossy(&r.body));
            }
            return Err(format!("{name}: status {}", r.status));
        }
        for (k, re) in &st.pick {
            let t = String::from_utf8_lossy(&r.body).to_string();
            let re = regex::Regex::new(re).map_err(|e| e.to_string())?;
            let v = re.captures(&t).and_then(|c| c.get(1)).ok_or(format!("{name}: pick {k} found nothing"))?;
            vars.insert(k.clone(), v.as_str().to_string());
        }
        if let Some(k) = &st.bump {
            let v = own.get(k).and_then(|v| v.parse::<u64>().ok()).unwrap_or(0) + 1;
            own.insert(k.clone(), v.to_string());
        }
        last_body = r.body;
    }
    Ok(())
}

fn arg(a: &[String], k: &str) -> Option<String> {
    a.iter().position(|x| x == k).and_then(|i| a.get(i + 1).cloned())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let a: Vec<String> = std::env::args().collect();
    let base = arg(&a, "--base").unwrap_or("http://127.0.0.1:8345".into());
    let host = base.trim_start_matches("http://").trim_end_matches('/').to_string();
    let clients: usize = arg(&a, "--clients").and_then(|s| s.parse().ok()).unwrap_or(8);
    let secs: f64 = arg(&a, "--secs").and_then(|s| s.parse().ok()).unwrap_or(10.0);
    let warm: f64 = arg(&a, "--warm").and_then(|s| s.parse().ok()).unwrap_or(2.0);
    let max_flows: u64 = arg(&a, "--flows").and_then(|s| s.parse().ok()).unwrap_or(u64::MAX);
    let rate: Option<f64> = arg(&a, "--rate").and_then(|s| s.parse().ok());
    let fresh = a.iter().any(|x| x == "--fresh"); // new cookie jar per flow
    let start: u64 = arg(&a, "--start").and_then(|s| s.parse().ok()).unwrap_or(0);
    let csrf_field = arg(&a, "--csrf-field").unwrap_or("csrfmiddlewaretoken".into());
    let steps: Vec<Step> = if let Some(f) = arg(&a, "--flow") {
        serde_json::from_str(&std::fs::read_to_string(f).expect("flow file")).expect("flow json")
    } else {
        vec![Step { get: arg(&a, "--get"), follow: false, ..Default::default() }]
    };
    // --sessions: one Cookie header value per line, given to clients in turn
    let sess: Vec<String> = arg(&a, "--sessions")
        .map(|f| std::fs::read_to_string(f).unwrap().lines().map(|l| l.to_string()).collect())
        .unwrap_or_default();
    let sh = Arc::new(Shared {
        n: AtomicU64::new(start),
        lat: Default::default(),
        status: Default::default(),
        errs: Default::default(),
        flows: AtomicU64::new(0),
        all_ok: AtomicU64::new(0),
        requests: AtomicU64::new(0),
        connects: AtomicU64::new(0),
    });
    let t0 = Instant::now();
    let wend = t0 + Duration::from_secs_f64(warm);
    let end = wend + Duration::from_secs_f64(secs);
    let next = Arc::new(AtomicU64::new(0));
    let late = Arc::new(Mutex::new(Vec::<u64>::new()));
    let mut hs = vec![];
    for i in 0..clients {
        let (sh, steps, host, sess, cf, next, late) = (sh.clone(), steps.clone(), host.clone(), sess.clone(), csrf_field.clone(), next.clone(), late.clone());
        hs.push(tokio::spawn(async move {
            let jar0: BTreeMap<String, String> = sess
                .get(i % sess.len().max(1))
                .map(|l| l.split('\t').next().unwrap_or("").split(';').filter_map(|p| p.trim().split_once('=')).map(|(k, v)| (k.into(), v.into())).collect())
                .unwrap_or_default();
            let mut own: HashMap<String, String> = sess
                .get(i % sess.len().max(1))
                .map(|l| l.split('\t').skip(1).filter_map(|p| p.split_once('=')).map(|(k, v)| (k.into(), v.into())).collect())
                .unwrap_or_default();
            let mut c = Client { host: host.clone(), addr: host, conn: None, jar: jar0.clone(), buf: Vec::with_capacity(1 << 16), connects: 0 };
            loop {
                let now = Instant::now();
                if now >= end || sh.flows.load(Ordering::Relaxed) >= max_flows {
                    break;
                }
                let sched = rate.map(|r| t0 + Duration::from_secs_f64(next.fetch_add(1, Ordering::Relaxed) as f64 / r));
                if let Some(s) = sched {
                    if s >= end {
                        break;
                    }
                    tokio::time::sleep_until(s.into()).await;
                }
                if fresh {
                    c.jar = jar0.clone();
                }
                let tf = Instant::now();
                let rec = tf >= wend;
                let r = flow(&mut c, &mut own, &steps, &sh, &cf, rec).await;
                let done = Instant::now();
                if r.is_ok() {
                    sh.all_ok.fetch_add(1, Ordering::Relaxed);
                }
                if rec && done < end + Duration::from_secs(3600) {
                    match r {
                        Ok(()) => {
                            if done <= end || rate.is_some() {
                                sh.flows.fetch_add(1, Ordering::Relaxed);
                            }
                            sh.lat.lock().unwrap().entry("FLOW".into()).or_default().push((done - tf).as_micros() as u64);
                            if let Some(s) = sched {
                                // latency from the scheduled arrival: no coordinated omission
                                late.lock().unwrap().push((done - s).as_micros() as u64);
                            }
                        }
                        Err(e) => *sh.errs.lock().unwrap().entry(e).or_default() += 1,
                    }
                } else if let Err(e) = r {
                    *sh.errs.lock().unwrap().entry(format!("warm: {e}")).or_default() += 1;
                }
            }
            sh.connects.fetch_add(c.connects, Ordering::Relaxed);
        }));
    }
    for h in hs {
        let _ = h.await;
    }
    let dur = if max_flows < u64::MAX { wend.elapsed().as_secs_f64() } else { secs };
    let mut lat = sh.lat.lock().unwrap();
    if rate.is_some() {
        lat.insert("FLOW from scheduled arrival".into(), late.lock().unwrap().clone());
    }
    let lj: BTreeMap<String, serde_json::Value> = lat
        .iter_mut()
        .map(|(k, v)| (k.clone(), serde_json::json!({"n": v.len(), "p50_ms": pct(v, 0.5), "p90_ms": pct(v, 0.9), "p99_ms": pct(v, 0.99), "max_ms": pct(v, 1.0)})))
        .collect();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!(
        "{}",
        serde_json::json!({
            "clients": clients, "secs": dur, "rate": rate, "flows": sh.flows.load(Ordering::Relaxed),
            "flows_per_s": sh.flows.load(Ordering::Relaxed) as f64 / dur,
            "all_ok": sh.all_ok.load(Ordering::Relaxed), "requests": sh.requests.load(Ordering::Relaxed), "connects": sh.connects.load(Ordering::Relaxed),
            "status": *sh.status.lock().unwrap(), "errors": *sh.errs.lock().unwrap(), "latency": lj, "loadavg_end": load.trim()
        })
    );
}
