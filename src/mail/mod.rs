//! Mail: letters as typed structs, rendered in the reader's language.

pub mod letters;
