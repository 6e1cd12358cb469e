//! stub
use crate::engine::case::Procedure;
use crate::engine::ids::*;
use crate::engine::instant::Instant;
use crate::engine::digest::Digest;
use crate::engine::refusal::Refusal;
use crate::engine::turn::{Scope, Turn};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Spec {}
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State { pub decided: Option<Decision> }
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision { pub selected: Vec<ApplicationId>, pub reserve: Vec<ApplicationId>, pub reasons: BTreeMap<ApplicationId, Digest> }
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {}
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {}
impl Command { pub fn scope(&self) -> Scope { Scope::Head } }
pub fn decided<'c>(_p: &'c Procedure, _t: &str) -> Option<&'c Decision> { None }
pub fn entered(_t: &mut Turn<'_>, _l: &str, _s: &str, _spec: &Spec) {}
pub fn decide(_t: &mut Turn<'_>, _a: PersonId, _c: &Command) -> Result<(), Refusal> { Ok(()) }
pub fn apply_line(_s: &mut State, _at: Instant, _a: Option<PersonId>, _e: &Event) {}
