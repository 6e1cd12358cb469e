//! The pages.

pub mod page;
pub mod parts;

#[cfg(test)]
mod tests;
