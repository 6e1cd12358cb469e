//! A connection to either database, with the cipher for what lies sealed in it.

use std::fmt;
use std::future::ready;

use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use sqlx::any::{AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo};
use sqlx::pool::PoolConnection;
use sqlx::{Any, Either, Error, Execute, Executor, SqlStr, Transaction};

use super::StoreError;
use super::embedded::{Done, Embedded};
use super::shelf::Shelf;
use crate::seal::Cipher;

/// A connection to either database, or a transaction on one.
pub struct Db {
    connection: Connection,
    cipher: Cipher,
    /// What is read and written together, where a write asked for it.
    pub(super) shelf: Option<Box<Shelf>>,
}

enum Connection {
    /// The one that writes the embedded database.
    Embedded(Box<Embedded>),
    Pooled(PoolConnection<Any>),
    Begun(Transaction<'static, Any>),
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Db")
    }
}

impl Db {
    pub(super) fn embedded(connection: Embedded, cipher: Cipher) -> Self {
        Self { connection: Connection::Embedded(Box::new(connection)), cipher, shelf: None }
    }

    pub(super) fn pooled(connection: PoolConnection<Any>, cipher: Cipher) -> Self {
        Self { connection: Connection::Pooled(connection), cipher, shelf: None }
    }

    pub(super) fn begun(transaction: Transaction<'static, Any>, cipher: Cipher) -> Self {
        Self { connection: Connection::Begun(transaction), cipher, shelf: None }
    }

    /// Whether others write beside this connection, so that rows must be kept from them.
    pub(super) fn is_shared(&self) -> bool {
        match &self.connection {
            Connection::Embedded(_) => false,
            Connection::Pooled(connection) => connection.backend_name() == "PostgreSQL",
            Connection::Begun(transaction) => transaction.backend_name() == "PostgreSQL",
        }
    }

    /// The transaction that this is, if it is one.
    pub(super) fn transaction(self) -> Option<Transaction<'static, Any>> {
        match self.connection {
            Connection::Begun(transaction) => Some(transaction),
            Connection::Embedded(_) | Connection::Pooled(_) => None,
        }
    }

    /// A text as the table holds it; `row` is empty where one searches by it.
    pub(super) fn sealed(&self, column: &'static str, row: &str, text: &str) -> Result<String, StoreError> {
        let sealed = self.cipher.seal(&place(column, row), text);
        sealed.map_err(|why| StoreError::Sealed { column, row: row.to_owned(), why })
    }

    /// The text that the table holds sealed.
    pub(super) fn opened(&self, column: &'static str, row: &str, held: String) -> Result<String, StoreError> {
        let opened = self.cipher.open(&place(column, row), held);
        opened.map_err(|why| StoreError::Sealed { column, row: row.to_owned(), why })
    }

    /// The cipher of this database.
    pub(super) fn cipher(&self) -> Cipher {
        self.cipher.clone()
    }
}

fn place(column: &str, row: &str) -> String {
    if row.is_empty() { column.to_owned() } else { format!("{column}:{row}") }
}

impl<'c> Executor<'c> for &'c mut Db {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<AnyQueryResult, AnyRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        match &mut self.connection {
            Connection::Embedded(own) => {
                let items = match in_place(own, query) {
                    Ok((rows, result)) => {
                        let rows = rows.into_iter().map(|row| Ok(Either::Right(row)));
                        rows.chain([Ok(Either::Left(result))]).collect()
                    }
                    Err(error) => vec![Err(error)],
                };
                Box::pin(stream::iter(items))
            }
            Connection::Pooled(connection) => connection.fetch_many(query),
            Connection::Begun(transaction) => transaction.fetch_many(query),
        }
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        match &mut self.connection {
            Connection::Embedded(own) => {
                Box::pin(ready(in_place(own, query).map(|(rows, _)| rows.into_iter().next())))
            }
            Connection::Pooled(connection) => connection.fetch_optional(query),
            Connection::Begun(transaction) => transaction.fetch_optional(query),
        }
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [AnyTypeInfo],
    ) -> BoxFuture<'e, Result<AnyStatement, Error>>
    where
        'c: 'e,
    {
        match &mut self.connection {
            Connection::Embedded(_) => Box::pin(ready(Err(unused("prepare")))),
            Connection::Pooled(connection) => connection.prepare_with(sql, parameters),
            Connection::Begun(transaction) => transaction.prepare_with(sql, parameters),
        }
    }

    #[doc(hidden)]
    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<sqlx::Describe<Any>, Error>>
    where
        'c: 'e,
    {
        match &mut self.connection {
            Connection::Embedded(_) => Box::pin(ready(Err(unused("describe")))),
            Connection::Pooled(connection) => connection.describe(sql),
            Connection::Begun(transaction) => transaction.describe(sql),
        }
    }
}

/// Runs a statement on the connection that writes the embedded database.
fn in_place<'q>(own: &mut Embedded, mut query: impl Execute<'q, Any>) -> Result<Done, Error> {
    let arguments = query.take_arguments().map_err(Error::Encode)?;
    own.run(query.sql().as_str(), arguments)
}

/// The store neither prepares statements by hand nor asks what they are.
fn unused(what: &str) -> Error {
    Error::Protocol(format!("the embedded database does not {what} statements by hand"))
}
