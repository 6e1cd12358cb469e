//! The connection of the embedded database that writes: its statements run where they are called.
//!
//! The driver of the readers hands every statement to a thread of its own and back. For the one writer, which runs
//! nothing else meanwhile, that costs more than most statements do. Rows come back in the driver's own form, so that
//! the functions of the store need not know which of the two they speak to.

use std::borrow::Cow;
use std::collections::HashMap;
use std::error::Error as StdError;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, OpenFlags};
use sqlx::Error;
use sqlx::error::{DatabaseError, ErrorKind};
use sqlx_core::any::{
    AnyArguments, AnyColumn, AnyQueryResult, AnyRow, AnyTypeInfo, AnyTypeInfoKind, AnyValue, AnyValueKind,
};
use sqlx_core::ext::ustr::UStr;

/// Statements that stay prepared at most: all that the store has, in their four sizes.
const PREPARED_MAX: usize = 512;

/// The one connection that writes.
#[derive(Debug)]
pub(super) struct Embedded {
    /// Only ever reached through `&mut`; the lock is what lets a reference to it travel between threads.
    connection: Mutex<Connection>,
    plans: HashMap<String, Arc<Plan>>,
}

/// What is known of a statement once it was prepared.
#[derive(Debug)]
struct Plan {
    /// For each place of the statement, which argument goes there.
    places: Vec<usize>,
    columns: Vec<AnyColumn>,
    names: Arc<sqlx_core::HashMap<UStr, usize>>,
}

/// Rows of a statement, and how many it changed.
pub(super) type Done = (Vec<AnyRow>, AnyQueryResult);

impl Embedded {
    /// Opens the database at `path`, which is there.
    pub(super) fn open(path: &Path, pragmas: &[&str]) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(said)?;
        connection.set_prepared_statement_cache_capacity(PREPARED_MAX);
        for pragma in pragmas {
            connection.execute_batch(pragma).map_err(said)?;
        }
        Ok(Self { connection: Mutex::new(connection), plans: HashMap::new() })
    }

    /// Runs one statement to its end.
    pub(super) fn run(&mut self, sql: &str, arguments: Option<AnyArguments>) -> Result<Done, Error> {
        let connection = self.connection.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut statement = connection.prepare_cached(sql).map_err(said)?;
        let plan = if let Some(known) = self.plans.get(sql) {
            Arc::clone(known)
        } else {
            if self.plans.len() >= PREPARED_MAX {
                self.plans.clear();
            }
            let plan = Arc::new(Plan::of(&statement)?);
            self.plans.insert(sql.to_owned(), Arc::clone(&plan));
            plan
        };
        let arguments = arguments.map(|arguments| arguments.values.0).unwrap_or_default();
        for (place, argument) in plan.places.iter().enumerate() {
            let value = arguments.get(*argument).ok_or_else(|| {
                Error::Protocol(format!("argument {} of {} is missing", argument + 1, arguments.len()))
            })?;
            bind(&mut statement, place + 1, value)?;
        }
        let mut rows = Vec::new();
        let mut found = statement.raw_query();
        while let Some(row) = found.next().map_err(said)? {
            let mut values = Vec::with_capacity(plan.columns.len());
            for column in 0..plan.columns.len() {
                values.push(AnyValue { kind: value(row.get_ref(column).map_err(said)?)? });
            }
            rows.push(AnyRow {
                column_names: Arc::clone(&plan.names),
                columns: plan.columns.clone(),
                values,
            });
        }
        drop(found);
        let changed = if statement.readonly() { 0 } else { connection.changes() };
        Ok((rows, AnyQueryResult { rows_affected: changed, last_insert_id: None }))
    }
}

impl Plan {
    fn of(statement: &CachedStatement<'_>) -> Result<Self, Error> {
        let places = (1..=statement.parameter_count()).map(|place| {
            // A place is named after its argument: `$2` takes the second, wherever it stands.
            let name = statement.parameter_name(place).unwrap_or_default();
            let number = name.strip_prefix('$').and_then(|number| number.parse::<usize>().ok());
            let argument = number.and_then(|number| number.checked_sub(1));
            argument.ok_or_else(|| Error::Protocol(format!("`{name}` is no place like $1")))
        });
        let places = places.collect::<Result<_, _>>()?;
        let (mut columns, mut names) = (Vec::new(), sqlx_core::HashMap::default());
        for (ordinal, name) in statement.column_names().into_iter().enumerate() {
            let name = UStr::new(name);
            names.insert(name.clone(), ordinal);
            // What a value is stands with the value.
            columns.push(AnyColumn { ordinal, name, type_info: AnyTypeInfo { kind: AnyTypeInfoKind::Null } });
        }
        Ok(Self { places, columns, names: Arc::new(names) })
    }
}

fn bind(statement: &mut CachedStatement<'_>, place: usize, value: &AnyValueKind) -> Result<(), Error> {
    match value {
        AnyValueKind::Null(_) => statement.raw_bind_parameter(place, rusqlite::types::Null),
        AnyValueKind::Bool(value) => statement.raw_bind_parameter(place, value),
        AnyValueKind::SmallInt(value) => statement.raw_bind_parameter(place, value),
        AnyValueKind::Integer(value) => statement.raw_bind_parameter(place, value),
        AnyValueKind::BigInt(value) => statement.raw_bind_parameter(place, value),
        AnyValueKind::Real(value) => statement.raw_bind_parameter(place, value),
        AnyValueKind::Double(value) => statement.raw_bind_parameter(place, value),
        AnyValueKind::Text(value) => statement.raw_bind_parameter(place, value.as_str()),
        AnyValueKind::TextSlice(value) => statement.raw_bind_parameter(place, &**value),
        AnyValueKind::Blob(value) => statement.raw_bind_parameter(place, value.as_slice()),
        other => return Err(Error::Protocol(format!("{other:?} cannot be given to the embedded database"))),
    }
    .map_err(said)
}

fn value(value: ValueRef<'_>) -> Result<AnyValueKind, Error> {
    Ok(match value {
        ValueRef::Null => AnyValueKind::Null(AnyTypeInfoKind::Null),
        ValueRef::Integer(value) => AnyValueKind::BigInt(value),
        ValueRef::Real(value) => AnyValueKind::Double(value),
        ValueRef::Text(value) => {
            let text = std::str::from_utf8(value).map_err(|why| Error::Decode(why.into()))?;
            AnyValueKind::Text(Arc::new(text.to_owned()))
        }
        ValueRef::Blob(value) => AnyValueKind::Blob(Arc::new(value.to_vec())),
    })
}

/// What the database said no with, told as the driver of the readers tells it.
#[derive(Debug, thiserror::Error)]
#[error("(code: {code}) {message}")]
struct Said {
    /// The extended code (<https://www.sqlite.org/rescode.html>).
    code: i32,
    message: String,
}

fn said(error: rusqlite::Error) -> Error {
    match error {
        rusqlite::Error::SqliteFailure(failure, message) => {
            let message = message.unwrap_or_else(|| failure.to_string());
            Error::Database(Box::new(Said { code: failure.extended_code, message }))
        }
        other => Error::Protocol(other.to_string()),
    }
}

impl DatabaseError for Said {
    fn message(&self) -> &str {
        &self.message
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.to_string().into())
    }

    fn as_error(&self) -> &(dyn StdError + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn StdError + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn StdError + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}
