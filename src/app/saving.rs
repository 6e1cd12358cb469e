//! Saving what was typed: over what others saved meanwhile, and handed in at once where somebody is short of time.

use std::sync::Arc;

use super::applicant::{Own, read};
use super::at_hand::Held;
use super::gate::Ticket;
use super::merging::{merge, with_files};
use super::{App, AppError, random};
use crate::engine::access;
use crate::engine::event::{Stream, What};
use crate::engine::ids::AttachmentId;
use crate::engine::journal;
use crate::engine::refusal::Refusal;
use crate::engine::steps::{intake, screening};
use crate::engine::turn::{Command, Verb};
use crate::engine::workflow::form::{Answer, CONTENT_BYTES_MAX, Content, FileRef};
use crate::store;

/// How often a change that several people make at once is tried again on what the others saved.
const TRIES_MAX: usize = 8;

/// How something is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// What others saved meanwhile is put together with it.
    Merge,
    /// Whatever others saved meanwhile is a conflict.
    Strict,
    /// Put together, and handed in at once.
    Submit,
}

/// What a writer sent of the form.
#[derive(Clone, Debug)]
pub enum Sent {
    /// All of it: a field that is not there was emptied.
    All(Content),
    /// One field alone; without an answer it was emptied.
    One(String, Option<Answer>),
}

impl Sent {
    /// The form as the writer had it before them, with what they typed in it.
    fn over(&self, before: &Content) -> Content {
        match self {
            Self::All(content) => content.clone(),
            Self::One(field, answer) => {
                let mut content = before.clone();
                match answer {
                    Some(answer) => content.answers.insert(field.clone(), answer.clone()),
                    None => content.answers.remove(field),
                };
                content
            }
        }
    }
}

/// What became of a save.
#[derive(Clone, Debug)]
pub enum Saved {
    /// It is saved.
    As {
        /// As this version.
        version: u32,
        /// Whether there is something in it that others saved meanwhile.
        others: bool,
    },
    /// Others have changed the same fields since; nothing was saved.
    Conflict {
        /// The application as it is now.
        current: Box<Own>,
        /// What to show: as typed where both sides changed, put together elsewhere.
        shown: Box<Content>,
        /// Short names of the fields that both sides changed.
        fields: Vec<String>,
    },
}

impl App {
    /// Saves what was sent over version `seen`. [`Way`] says what others may have saved since, and whether it is
    /// handed in at once: a refusal of that leaves it saved.
    pub async fn save_answers(
        self: &Arc<Self>,
        held: Held,
        ticket: Ticket,
        seen: u32,
        sent: &Sent,
        way: Way,
    ) -> Result<Saved, AppError> {
        let mut held = held;
        // What is at hand may be older than what the writer saw: others save too, maybe on another instance.
        let mut read_anew = false;
        for _ in 0..TRIES_MAX {
            let own = &held.own;
            let current = seen == own.application.draft.number;
            let typed = |before: &Content| super::curing::completed(own, &sent.over(before));
            let (content, fields) = if current {
                (with_files(&typed(&own.draft), &own.draft), Vec::new())
            } else {
                let base = self.version(own, seen).await?.unwrap_or_default();
                merge(own.definition(), &base, &own.draft, &typed(&base))
            };
            let apart = !fields.is_empty() || (way == Way::Strict && !current);
            if !read_anew && (apart || seen > own.application.draft.number) {
                self.at_hand.forget(own.id());
                held = self.own_at_hand(own.id(), own.person).await?;
                read_anew = true;
                continue;
            }
            if apart {
                let (current, shown) = (Box::new((**own).clone()), Box::new(content));
                return Ok(Saved::Conflict { current, shown, fields });
            }
            if let Some(version) = self.save(&held, ticket.clone(), content, way == Way::Submit).await? {
                return Ok(Saved::As { version, others: !current });
            }
            self.at_hand.forget(own.id());
            held = self.own_at_hand(own.id(), own.person).await?;
            read_anew = true;
        }
        Err(AppError::Refused(Refusal::Stale { current: held.own.application.draft.number }))
    }

    /// Adds files to the draft, whatever others save meanwhile.
    pub async fn add_files(
        self: &Arc<Self>,
        own: Own,
        ticket: Ticket,
        files: &[(String, FileRef)],
    ) -> Result<(), AppError> {
        self.change(own, ticket, |content| {
            for (field, file) in files {
                match content.answers.entry(field.clone()).or_insert_with(|| Answer::Files(Vec::new())) {
                    Answer::Files(held) => held.push(file.clone()),
                    other => *other = Answer::Files(vec![file.clone()]),
                }
            }
        })
        .await
    }

    /// Takes a file out of the draft. What was submitted keeps it.
    pub async fn remove_file(
        self: &Arc<Self>,
        own: Own,
        ticket: Ticket,
        attachment: AttachmentId,
    ) -> Result<(), AppError> {
        self.change(own, ticket, |content| {
            for answer in content.answers.values_mut() {
                if let Answer::Files(held) = answer {
                    held.retain(|file| file.attachment != attachment);
                }
            }
        })
        .await
    }

    async fn change(
        self: &Arc<Self>,
        own: Own,
        ticket: Ticket,
        edit: impl Fn(&mut Content),
    ) -> Result<(), AppError> {
        let (id, person) = (own.id(), own.person);
        for _ in 0..TRIES_MAX {
            let held = self.own_at_hand(id, person).await?;
            let mut content = held.own.draft.clone();
            edit(&mut content);
            if self.save(&held, ticket.clone(), content, false).await?.is_some() {
                return Ok(());
            }
            self.at_hand.forget(id);
        }
        Err(AppError::Refused(Refusal::Stale { current: own.application.draft.number }))
    }

    /// Saves `content` over the draft that is at hand, and hands it in with `submit`: the number of the version, or
    /// nothing when somebody else was first.
    async fn save(
        self: &Arc<Self>,
        held: &Held,
        ticket: Ticket,
        content: Content,
        submit: bool,
    ) -> Result<Option<u32>, AppError> {
        let own = &held.own;
        let seen = own.application.draft.number;
        // A version that says the same would void signatures and look like a change.
        let same = content == own.draft && own.fillable();
        if same && !submit {
            return Ok(Some(seen));
        }
        let body = serde_json::to_string(&content).unwrap_or_default();
        if body.len() > CONTENT_BYTES_MAX {
            return Err(AppError::BadValue { field: "content", value: body.len().to_string() });
        }
        // Going back to what was submitted is no change of it: the same text keeps its digest.
        let kept = match held.handed_in.as_deref() {
            Some((prose, submitted)) if *submitted == content => prose.clone(),
            _ => random::prose(body),
        };
        if !own.open() && own.application.cure.is_some() {
            let saved = self.save_cure(own, ticket, seen, kept).await;
            self.at_hand.forget(own.id());
            return match saved {
                Ok(()) => Ok(Some(seen.saturating_add(1))),
                Err(AppError::Refused(Refusal::Stale { .. })) => Ok(None),
                Err(error) => Err(error),
            };
        }
        let application = own.id();
        let mut verbs = Vec::new();
        let mut number = seen;
        if !same {
            let (content, kept) = (content.clone(), kept.clone());
            verbs.push(intake::Command::SaveDraft { application, seen, content, kept });
            number = seen.saturating_add(1);
        }
        if submit {
            verbs.push(intake::Command::Submit { application, seen: Some(number) });
        }
        let command = |verb| Command { actor: own.person, verb: Verb::Intake(verb) };
        let commands = verbs.into_iter().map(command).collect();
        let (mut done, refusal) = self.act_in_turn(own.procedure, ticket, commands).await?;
        match done.pop().and_then(|acted| acted.application).filter(|_| !same) {
            Some(after) if after.draft.content == kept.digest() => {
                self.saved_at_hand(held, after, &kept, content);
            }
            _ => self.at_hand.forget(application),
        }
        match refusal {
            None => Ok(Some(number)),
            Some(Refusal::Stale { .. }) => Ok(None),
            Some(refusal) => Err(AppError::Refused(refusal)),
        }
    }

    /// The contents of version `number`, as far back as the journal and the kept texts go.
    async fn version(&self, own: &Own, number: u32) -> Result<Option<Content>, AppError> {
        let mut db = self.store.read().await?;
        let stream = Stream::Application(own.id()).to_string();
        let lines = store::journal::lines(&mut db, &stream).await?;
        let digest = lines.iter().rev().find_map(|line| {
            let line: journal::Line = serde_json::from_str(&line.body).ok()?;
            match line.event.what {
                What::Intake(
                    intake::Event::DraftSaved(version)
                    | intake::Event::Started { version, .. }
                    | intake::Event::StageBegan { version, .. },
                )
                | What::Screening(
                    screening::Event::CureAsked { draft: version, .. } | screening::Event::CureSaved(version),
                ) if version.number == number => Some(version.content),
                _ => None,
            }
        });
        let Some(digest) = digest else { return Ok(None) };
        let proof = access::own_draft(&own.application, own.person, digest).map_err(AppError::Refused)?;
        Ok(read(self, &mut db, &proof, digest).await?.map(|(_, content)| content))
    }
}
