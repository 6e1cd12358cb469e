//! What an applicant sent in time is in, whatever happens to the program, its database, its disk, its clock and its
//! mail server. All but the letters are tried on the real program, killed and started again.

mod applicant;
mod burst;
#[path = "../support/chance.rs"]
mod chance;
mod faults;
#[path = "../support/folder.rs"]
mod folder;
#[path = "../support/html.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod html;
#[path = "../support/http.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod http;
mod leftovers;
mod letters;
#[path = "../support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;
#[path = "../support/postgres.rs"]
mod postgres;
mod program;
#[path = "../support/smtp_sink.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod smtp_sink;
