//! What stories say of a cure window.

use std::collections::BTreeMap;

use super::Teller;
use crate::engine::steps::screening::Command;
use crate::engine::steps::screening::cure::Fault;
use crate::engine::turn::Verb;
use crate::engine::workflow::form::Content;

impl Teller<'_> {
    /// `asks-cure social A:turnover,references B:references "why"`, `cures A turnover`, `hands-in-cure A`.
    pub(super) fn cure_verb(&mut self, words: &[&str], text: &str) -> Result<Verb, String> {
        Ok(Verb::Screening(match words {
            ["asks-cure", track, asked @ ..] => {
                let mut faults = BTreeMap::new();
                for one in asked {
                    let (name, fields) = one.split_once(':').ok_or("an application and its fields")?;
                    let fields = fields.split(',').filter(|f| !f.is_empty()).map(ToOwned::to_owned).collect();
                    let fault = Fault { fields, reason: self.world.prose(text) };
                    faults.insert(self.application(name), fault);
                }
                Command::AskCure { track: (*track).into(), faults }
            }
            // What was handed in, with these fields filled in anew.
            ["cures", name, fields @ ..] => {
                let application = self.application(name);
                let found = self.world.case.applications.get(&application).ok_or("an application")?;
                let (seen, submitted) = (found.draft.number, found.submitted.as_ref());
                let digest = submitted.ok_or("a submitted application")?.version.content;
                let before = self.world.texts.get(&digest).cloned().ok_or("the text handed in")?;
                let mut content: Content =
                    serde_json::from_str(before.body()).map_err(|error| error.to_string())?;
                let mut mended = self.content(application, "mended", text, &[])?;
                for field in fields {
                    if let Some(answer) = mended.answers.remove(*field) {
                        content.answers.insert((*field).to_owned(), answer);
                    }
                }
                let kept = serde_json::to_string(&content).map_err(|error| error.to_string())?;
                let kept = self.world.prose(&kept);
                Command::SaveCure { application, seen, before, kept }
            }
            ["hands-in-cure", name] => Command::HandInCure { application: self.application(name) },
            other => return Err(super::words::no_command(other)),
        }))
    }
}
