//! What goes out in the forms of others: pictures of a procedure.

pub mod drawing;
