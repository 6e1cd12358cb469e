//! Words to standard output. `println!` panics where a reader such as `head` has had enough.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write as _};

/// Writes to standard output. Whoever closed it wants no more; nothing else that goes wrong is passed over.
pub fn words(words: Arguments<'_>) {
    match std::io::stdout().lock().write_fmt(words) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("cannot write to standard output: {error}");
            std::process::exit(1);
        }
        _ => {}
    }
}

/// Writes words to standard output, as `print!` does.
macro_rules! say {
    ($($words:tt)*) => { $crate::cli::say::words(format_args!($($words)*)) };
}

/// Writes a line to standard output, as `println!` does.
macro_rules! say_line {
    ($($words:tt)*) => {{
        $crate::cli::say::words(format_args!($($words)*));
        $crate::cli::say::words(format_args!("\n"));
    }};
}
