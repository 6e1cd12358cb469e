//! What every handler starts from: the program, the reader and their language.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, OriginalUri};
use axum::http::header;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;

use super::foreign::Foreign;
use super::page::Page;
use crate::app::limits::{self, Act, Whom};
use crate::app::{App, AppError};
use crate::engine::ids::{ApplicationId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::workflow::check::is_name;
use crate::engine::workflow::definition::Definition;
use crate::i18n::{Lang, Texts, When};
use crate::seal::code::Code;
use crate::store::people::Person;

/// Name of the cookie that holds the session where the site is served over plain HTTP.
const SESSION_PLAIN: &str = "session";
/// Name of the cookie that holds the session where the site is served over HTTPS: the prefix makes
/// browsers refuse one that another host has set.
const SESSION_SECURE: &str = "__Host-session";
/// What the names of cookies begin with that hold the code of an application.
pub const CODE: &str = "code-";
/// Header in which proxies say whom they pass on.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// Name of the cookie that holds a chosen language.
pub const LANGUAGE: &str = "language";
/// How long a browser keeps a cookie that is not a session: 400 days, as long as any does. It is said as a length and not
/// as an instant, so that no answer tells what the machine's clock says.
pub const KEPT: time::Duration = time::Duration::days(400);

/// The program, the reader and their language.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// The program.
    pub app: Arc<App>,
    /// The reader's language.
    pub lang: Lang,
    /// Who is signed in.
    pub person: Option<Person>,
    /// Token of the session, where there is one.
    pub session: Option<String>,
    /// Path and query that were asked for.
    pub path: String,
    /// When the request came.
    pub now: Instant,
    /// What the page shows in another language than the reader's.
    pub foreign: Foreign,
    /// The address that the request came from, if it came over a network.
    pub client: Option<IpAddr>,
    /// Codes of applications that this browser keeps, as it sent them.
    codes: Vec<(String, String)>,
}

/// Name of the session's cookie on this site.
pub fn session_cookie(app: &App) -> &'static str {
    if app.settings.address.starts_with("https:") { SESSION_SECURE } else { SESSION_PLAIN }
}

impl Ctx {
    /// From the head of a request.
    pub async fn of(parts: &mut Parts, app: &Arc<App>) -> Result<Self, AppError> {
        let jar = CookieJar::from_headers(&parts.headers);
        let person = match jar.get(session_cookie(app)) {
            Some(token) => app.session(token.value()).await?,
            None => None,
        };
        Ok(Self::with(parts, app, person))
    }

    /// From the head of a request, where it cannot be looked up who sent it.
    pub fn of_nobody(parts: &Parts, app: &Arc<App>) -> Self {
        Self::with(parts, app, None)
    }

    fn with(parts: &Parts, app: &Arc<App>, person: Option<Person>) -> Self {
        let jar = CookieJar::from_headers(&parts.headers);
        let session = jar.get(session_cookie(app)).map(|cookie| cookie.value().to_owned());
        let chosen = jar.get(LANGUAGE).and_then(|cookie| Lang::parse(cookie.value()));
        let own = || person.as_ref().and_then(|person| Lang::parse(&person.language));
        let accepted = || {
            let header = parts.headers.get(header::ACCEPT_LANGUAGE);
            Lang::from_accept_language(header.and_then(|h| h.to_str().ok()).unwrap_or_default())
        };
        let lang = chosen.or_else(own).unwrap_or_else(accepted);
        let path = parts.extensions.get::<OriginalUri>().map_or_else(
            || parts.uri.path_and_query().map(ToString::to_string),
            |uri| uri.0.path_and_query().map(ToString::to_string),
        );
        let path = path.unwrap_or_else(|| "/".to_owned());
        let codes = jar.iter().filter_map(|cookie| {
            Some((cookie.name().strip_prefix(CODE)?.to_owned(), cookie.value().to_owned()))
        });
        let codes = codes.collect();
        let client = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| {
            // Several headers are one list.
            let said = parts.headers.get_all(FORWARDED_FOR).iter();
            let said: Vec<_> = said.map(|value| value.to_str().unwrap_or_default()).collect();
            limits::client(peer.0.ip(), &said.join(","), &app.settings.trusted_proxies)
        });
        let foreign = parts.extensions.get::<Foreign>().cloned().unwrap_or_default();
        let now = app.clock.now();
        Self { lang, person, session, path, foreign, client, codes, now, app: Arc::clone(app) }
    }

    /// Counts something that the reader does, as themself and as one of their network. `as_whom` names somebody who
    /// is not signed in.
    ///
    /// # Errors
    /// [`AppError::TooOften`] where there is no room, and then nothing is counted.
    pub fn count(&self, act: Act, as_whom: &str) -> Result<(), AppError> {
        let id = self.person.as_ref().map(|person| person.id.to_string());
        let person = if as_whom.is_empty() { id.as_deref() } else { Some(as_whom) };
        let whom = person.map(Whom::Person).into_iter().chain(self.client.map(Whom::Network));
        let whom: Vec<_> = whom.collect();
        let counted = self.app.limits.count(&self.app.settings.limits, act, &whom, self.now);
        counted.map_err(|wait_seconds| AppError::TooOften { wait_seconds })
    }

    /// The texts in the reader's language.
    pub fn t(&self) -> Texts {
        self.lang.texts()
    }

    /// The code of an application, if this browser keeps it.
    pub fn code(&self, application: ApplicationId) -> Option<Code> {
        let name = application.to_string();
        self.codes.iter().find(|(of, _)| *of == name).and_then(|(_, code)| code.parse().ok())
    }

    /// The earlier stage that the address asks for, by its intake: `?stage=…`.
    pub fn look(&self) -> Option<&str> {
        let (_, query) = self.path.split_once('?')?;
        query.split('&').find_map(|pair| pair.strip_prefix("stage=")).filter(|stage| is_name(stage))
    }

    /// An address of the same stage as this one.
    pub fn staying(&self, href: String) -> String {
        match self.look() {
            Some(stage) => format!("{href}?stage={stage}"),
            None => href,
        }
    }

    /// Who is signed in, or [`AppError::SignInNeeded`].
    pub fn signed_in(&self) -> Result<&Person, AppError> {
        self.person.as_ref().ok_or(AppError::SignInNeeded)
    }

    /// The page shows texts of this file; those in another language than the reader's are marked.
    pub fn shows(&self, definition: &Definition) {
        self.foreign.file(definition, self.lang);
    }

    /// The same for the file of a procedure.
    pub async fn shows_file_of(&self, procedure: ProcedureId) -> Result<(), AppError> {
        self.shows(&self.app.definition(procedure).await?.definition);
        Ok(())
    }

    /// The frame of a page with this title. `zone` is the zone of the procedure it is about.
    pub fn page(&self, title: impl Into<String>, zone: &str) -> Page {
        let mut page = Page::new(self.lang, title, self.path.clone());
        page.person = self
            .person
            .as_ref()
            .map(|person| if person.name.is_empty() { person.email.clone() } else { person.name.clone() });
        let clock = When::at(self.now, zone).map(|when| self.lang.full(&when)).unwrap_or_default();
        page.demo = self.app.settings.demo.then(|| clock.clone());
        page.now = clock;
        page
    }
}

impl FromRequestParts<Arc<App>> for Ctx {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, AppError> {
        Self::of(parts, app).await
    }
}
