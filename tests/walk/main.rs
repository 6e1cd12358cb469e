//! The whole case through the real thing: pages over HTTP, letters over SMTP, a file as the database.

#[path = "../support/folder.rs"]
mod folder;
#[path = "../support/html.rs"]
mod html;
#[path = "../support/http.rs"]
mod http;
#[path = "../support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;
#[path = "../support/smtp_sink.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod smtp_sink;

mod after;
mod applying;
mod case;
mod curing;
mod documents;
mod envelopes;
mod facts;
mod interview;
mod judging;
mod leaks;
mod network;
mod outcome;
mod pages;
mod places;
mod questions;
mod stages;
mod tables;
mod tampering;
mod trouble;
mod waits;
mod workshop;
mod world;

use case::Case;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_tracks_from_the_opening_to_the_recommendations() {
    let mut case = Case::open().await;
    case.give_roles().await;
    case.apply().await;
    case.sealed_until_the_deadline().await;
    case.ask_and_answer().await;
    case.move_the_deadline().await;
    case.pass_the_deadline().await;
    case.open_the_applications().await;
    case.ask_for_a_cure().await;
    case.cure().await;
    case.screen().await;
    case.take_the_screening().await;
    case.declare_interests().await;
    case.score().await;
    case.agree().await;
    case.take_the_ranking().await;
    case.choose().await;
    case.release_the_letters().await;
    case.complain().await;
    let recommended = case.recommend().await;
    case.take_stands(recommended).await;
    case.nothing_is_broken().await;
}
