//! A connection to either database, with the cipher for what lies sealed in it.

use std::fmt;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use sqlx::any::{AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, Connection as _, Either, Error, Execute, Executor, SqlStr, Transaction};

use super::StoreError;
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
    Own(AnyConnection),
    Pooled(PoolConnection<Any>),
    Begun(Transaction<'static, Any>),
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Db")
    }
}

impl Db {
    pub(super) fn own(connection: AnyConnection, cipher: Cipher) -> Self {
        Self { connection: Connection::Own(connection), cipher, shelf: None }
    }

    pub(super) fn pooled(connection: PoolConnection<Any>, cipher: Cipher) -> Self {
        Self { connection: Connection::Pooled(connection), cipher, shelf: None }
    }

    pub(super) fn begun(transaction: Transaction<'static, Any>, cipher: Cipher) -> Self {
        Self { connection: Connection::Begun(transaction), cipher, shelf: None }
    }

    /// The driver's own connection.
    pub(super) fn raw(&mut self) -> &mut AnyConnection {
        match &mut self.connection {
            Connection::Own(connection) => connection,
            Connection::Pooled(connection) => connection,
            Connection::Begun(transaction) => transaction,
        }
    }

    /// The transaction that this is, if it is one.
    pub(super) fn transaction(self) -> Option<Transaction<'static, Any>> {
        match self.connection {
            Connection::Begun(transaction) => Some(transaction),
            Connection::Own(_) | Connection::Pooled(_) => None,
        }
    }

    /// Closes a connection of one's own; another goes back to where it came from.
    pub(super) async fn close(self) -> Result<(), Error> {
        match self.connection {
            Connection::Own(connection) => connection.close().await,
            Connection::Pooled(_) | Connection::Begun(_) => Ok(()),
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
        self.raw().fetch_many(query)
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        self.raw().fetch_optional(query)
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [AnyTypeInfo],
    ) -> BoxFuture<'e, Result<AnyStatement, Error>>
    where
        'c: 'e,
    {
        self.raw().prepare_with(sql, parameters)
    }

    #[doc(hidden)]
    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<sqlx::Describe<Any>, Error>>
    where
        'c: 'e,
    {
        self.raw().describe(sql)
    }
}
