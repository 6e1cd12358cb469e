//! The store on both databases: every function, and what it promises of writes.
//!
//! A test body is written once and listed in `on_both!`; it then runs on SQLite and on PostgreSQL.

#[path = "../support/folder.rs"]
mod folder;
#[path = "../support/keys.rs"]
mod keys;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/rust_text.rs"]
mod rust_text;

/// Makes one test a database of each body named.
macro_rules! on_both {
    ($($body:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[test] fn $body() { crate::site::on_sqlite(super::$body); })+
        }
        mod on_postgres {
            $(#[test] fn $body() { crate::site::on_postgres(super::$body); })+
        }
    };
}

mod agreeing;
mod applications;
mod attachments;
mod erasure;
mod hooks;
mod instances;
mod journal;
mod listed;
mod outbox;
mod people;
mod procedures;
mod prose;
mod races;
mod sample;
mod seals;
mod sessions;
mod shelf;
mod site;
mod sqlite;
mod tokens;
mod writes;
