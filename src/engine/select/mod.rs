//! stub
use super::exact::Exact;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Spec {}
impl Spec {
    pub fn judged(&self) -> impl Iterator<Item = &str> { [""].into_iter().take(0) }
    pub fn is_judged(&self, _c: &str) -> bool { true }
    pub fn accepts(&self, _c: &str, _p: &Exact) -> bool { true }
}
