//! The pages: one file a resource, handlers of about fifteen lines.
//!
//! A handler extracts its [`Ctx`], parses the form into types, calls the app and draws a template.
//! Whatever goes wrong becomes a page in the reader's language in [`errors`].

pub mod afterwards;
pub mod api;
pub mod application;
pub mod apply;
pub mod basis;
pub mod calendar;
pub mod choosing;
pub mod consensus;
pub mod ctx;
pub mod curing;
pub mod demo;
pub mod desk;
pub mod documents;
pub mod errors;
pub mod exhibit;
pub mod feeds;
mod fields;
pub mod files;
pub mod foreign;
pub mod gathering;
pub mod hooks;
pub mod joint;
pub mod keys;
pub mod law;
pub mod log;
pub mod mandate;
pub mod markdown;
pub mod marks;
pub mod members;
pub mod minutes;
pub mod outcome;
pub mod owner;
pub mod page;
pub mod parts;
pub mod patience;
pub mod places;
mod question;
pub mod ranking;
pub mod receipt;
mod received;
pub mod refusals;
pub mod review;
pub mod scoring;
pub mod screening;
pub mod sign_in;
pub mod site;
pub mod submit;
pub mod tender;
pub mod tokens;
mod typed;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::app::App;

/// Bytes of a form without files at most; uploads count their own. A workflow file of the largest size fits, though a
/// form writes three letters for one that is not plain.
pub const FORM_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What a browser may load and do: this site's own files, and nothing written into a page.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
    script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'; frame-src 'self'; object-src 'none'";

/// Every address of the program.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .merge(site::routes())
        .merge(sign_in::routes())
        .merge(calendar::routes())
        .merge(basis::routes())
        .merge(choosing::routes())
        .merge(places::routes())
        .merge(afterwards::routes())
        .merge(demo::routes())
        .merge(tender::routes())
        .merge(feeds::routes())
        .merge(documents::routes())
        .merge(application::routes())
        .merge(apply::routes())
        .merge(files::routes())
        .merge(members::routes())
        .merge(submit::routes())
        .merge(receipt::routes())
        .merge(keys::routes())
        .merge(outcome::routes())
        .merge(curing::routes())
        .merge(screening::routes())
        .merge(scoring::routes())
        .merge(review::routes())
        .merge(consensus::routes())
        .merge(minutes::routes())
        .merge(desk::routes())
        .merge(owner::routes())
        .merge(joint::routes())
        .merge(gathering::routes())
        .merge(mandate::routes())
        .merge(tokens::routes())
        .merge(hooks::routes())
        .merge(api::routes(&app))
        .fallback(site::nowhere)
        .layer(middleware::from_fn(typed::keep))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), received::whole))
        .layer(middleware::from_fn(foreign::mark))
        .layer(middleware::from_fn(log::each))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), patience::limit))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), errors::draw))
        .layer(CsrfLayer::new())
        .layer(middleware::from_fn_with_state(Arc::clone(&app), errors::draw_cross_site))
        .layer(header_layer("content-security-policy", CONTENT_SECURITY_POLICY))
        .layer(header_layer("x-content-type-options", "nosniff"))
        .layer(header_layer("referrer-policy", "same-origin"))
        .layer(header_layer("cross-origin-opener-policy", "same-origin"))
        .layer(header_layer("permissions-policy", "camera=(), microphone=(), geolocation=()"))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(CompressionLayer::new().compress_when(worth_compressing()))
        .layer(CatchPanicLayer::new())
        .with_state(app)
}

/// Everything but what is small, an image, or compressed already.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/vnd.openxmlformats"))
}

fn header_layer(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
}
