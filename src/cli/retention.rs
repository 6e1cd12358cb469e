//! `trespor retention`: what is kept until when and why, what is due, and by whom it is held.

use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use serde_json::{Value, json};

use super::Configured;
use super::serve::assemble;
use crate::app::clock::Clock;
use crate::app::ownership::Office;
use crate::app::ownership::retention::{Keeping, Kept, Note};
use crate::app::{App, AppError};
use crate::engine::calendar::Zone;
use crate::engine::ids::ProcedureId;
use crate::engine::instant::Instant;
use crate::engine::retention::{Due, Keep, Stands};
use crate::i18n::Lang;
use crate::web::refusals;

/// What to list, and what to do first.
#[derive(Debug, clap::Args)]
pub struct RetentionArgs {
    #[command(flatten)]
    configured: Configured,
    /// Only this procedure [default: all]
    #[arg(long, value_name = "PROCEDURE")]
    of: Option<ProcedureId>,
    /// List only what is over its time: what is held and why
    #[arg(long)]
    due: bool,
    /// Erase nothing of a procedure from now on
    #[arg(long, num_args = 2, value_names = ["PROCEDURE", "REASON"], requires = "actor", group = "doing")]
    hold: Vec<String>,
    /// Let what is due be erased again
    #[arg(long, num_args = 2, value_names = ["PROCEDURE", "REASON"], requires = "actor", group = "doing")]
    release: Vec<String>,
    /// Confirm that the archive of a procedure was handed over
    #[arg(long, num_args = 2, value_names = ["PROCEDURE", "NOTE"], requires = "actor", group = "doing")]
    archived: Vec<String>,
    /// Address of the person who holds, releases or confirms
    #[arg(long = "as", id = "actor", value_name = "EMAIL")]
    actor: Option<String>,
    /// Erase now what is due, and clear away what an earlier erasure left; the server does so by itself
    #[arg(long)]
    erase: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Does what is asked and lists what is kept.
pub async fn retention(args: RetentionArgs) -> anyhow::Result<String> {
    let app = assemble(args.configured.settings()?, Clock::system()).await?;
    let listed = listed(&app, &args).await;
    app.store.close().await;
    let listed = listed?;
    if args.json {
        let all: Vec<_> = listed.iter().map(|one| one.json(args.due)).collect();
        return Ok(format!("{:#}", Value::Array(all)));
    }
    let said: Vec<_> = listed.iter().map(|one| one.said(args.due)).collect();
    Ok(if said.is_empty() { "there is no procedure".to_owned() } else { said.join("\n") })
}

/// One procedure and what is kept of it.
struct Listed {
    office: Office,
    kept: Kept,
    now: Instant,
}

async fn listed(app: &Arc<App>, args: &RetentionArgs) -> anyhow::Result<Vec<Listed>> {
    let doing =
        [(Keeping::Hold, &args.hold), (Keeping::Release, &args.release), (Keeping::Archive, &args.archived)];
    let mut only = args.of;
    for (keeping, typed) in doing {
        let [procedure, reason] = typed.as_slice() else { continue };
        let id: ProcedureId = procedure
            .parse()
            .map_err(|_| anyhow!("`{procedure}` is no procedure\nhint: `trespor retention` lists them"))?;
        let office = app.report_office(id, args.actor.as_deref()).await;
        let office =
            office.with_context(|| format!("`{}` in {id}", args.actor.as_deref().unwrap_or_default()))?;
        let done = app.keep(id, office.person, app.receive(), keeping, reason).await;
        if let Err(AppError::Refused(refusal)) = &done {
            let definition = office.definition();
            let said = refusals::words(Lang::En, Some(definition), &definition.zone, refusal);
            anyhow::bail!("nothing was changed for {id}: {said}");
        }
        done.with_context(|| format!("changing what is kept of {id}"))?;
        only = Some(id);
    }
    let now = app.clock.now();
    let mut all = Vec::new();
    for id in app.all_procedures().await? {
        if only.is_some_and(|only| only != id) {
            continue;
        }
        if args.erase {
            app.catch_up(id, now).await.with_context(|| format!("erasing what is due of {id}"))?;
        }
        let office = app.report_office(id, None).await.with_context(|| format!("reading {id}"))?;
        let kept = app.kept(&office).await?;
        all.push(Listed { office, kept, now });
    }
    if args.erase {
        app.clear_away().await.context("clearing away what was erased")?;
    }
    Ok(all)
}

impl Listed {
    /// The kinds of thing to list.
    fn dues(&self, due: bool) -> impl Iterator<Item = &(Due, Option<Instant>)> {
        let over = move |one: &Due| {
            !matches!(one.stands, Stands::Erased(_)) && one.until.is_some_and(|until| until < self.now)
        };
        self.kept.dues.iter().filter(move |(one, _)| !due || over(one))
    }

    fn said(&self, due: bool) -> String {
        let definition = self.office.definition();
        let mut out = format!("{} {}\n", self.office.procedure.id, definition.title.get("en"));
        let Some(spec) = &definition.retention else {
            out.push_str(
                "  the workflow file does not say how long anything is kept: nothing is ever erased\n",
            );
            return out;
        };
        let note = |note: &Note| format!("{} by {}: {}", self.day(note.at), note.by, note.text);
        if let Some(held) = &self.kept.held {
            writeln!(out, "  on hold since {}", note(held)).unwrap_or_default();
        }
        if let Some(archived) = &self.kept.archived {
            writeln!(out, "  archive handed over {}", note(archived)).unwrap_or_default();
        }
        for (one, _) in self.dues(due) {
            let Some(keep) = spec.keep.of(one.kind) else { continue };
            let until = one.until.map_or_else(String::new, |until| format!(", until {}", self.day(until)));
            let (track, kind, from) = (&one.track, one.kind.name(), one.from.name());
            let (long, stands) = (long(keep), self.stands(one));
            writeln!(out, "  {track}: {kind}, {long} from {from}{until}: {stands}").unwrap_or_default();
            writeln!(out, "    {}", keep.why.get("en").trim()).unwrap_or_default();
        }
        if let Some(journal) = spec.keep.journal.as_ref().filter(|_| !due) {
            writeln!(out, "  journal, kept for good\n    {}", journal.why.get("en").trim())
                .unwrap_or_default();
        }
        out
    }

    fn stands(&self, due: &Due) -> String {
        match due.stands {
            Stands::Waiting => "the time has not begun".to_owned(),
            Stands::Free if due.until.is_some_and(|until| until < self.now) => "due".to_owned(),
            Stands::Free => "then erased".to_owned(),
            Stands::Needed => "needed by what is still under way".to_owned(),
            Stands::Complaint => "held by an open complaint".to_owned(),
            Stands::Held => "held".to_owned(),
            Stands::Unarchived => "held until the archive is handed over".to_owned(),
            Stands::Erased(at) => format!("erased {}", self.day(at)),
        }
    }

    fn day(&self, at: Instant) -> String {
        let zone = Zone::new(&self.office.definition().zone);
        zone.map(|zone| zone.date_of(at).to_string()).unwrap_or_default()
    }

    fn json(&self, due: bool) -> Value {
        let definition = self.office.definition();
        let spec = definition.retention.as_ref();
        let note = |note: &Option<Note>| match note {
            Some(note) => json!({"at": note.at.to_string(), "by": note.by, "text": note.text}),
            None => Value::Null,
        };
        let kept: Vec<_> = self
            .dues(due)
            .map(|(one, erased_at)| {
                let keep = spec.and_then(|spec| spec.keep.of(one.kind));
                let (stands, erased) = match one.stands {
                    Stands::Waiting => ("waiting", None),
                    Stands::Free => ("free", None),
                    Stands::Needed => ("needed", None),
                    Stands::Complaint => ("complaint", None),
                    Stands::Held => ("held", None),
                    Stands::Unarchived => ("unarchived", None),
                    Stands::Erased(at) => ("erased", Some(at)),
                };
                json!({
                    "track": one.track,
                    "kind": one.kind.name(),
                    "from": one.from.name(),
                    "since": one.since.map(|at| at.to_string()),
                    "until": one.until.map(|at| at.to_string()),
                    "stands": stands,
                    "erases_at": erased_at.map(|at| at.to_string()),
                    "erased_at": erased.map(|at| at.to_string()),
                    "why": keep.map(|keep| &keep.why),
                })
            })
            .collect();
        json!({
            "procedure": self.office.procedure.id.to_string(),
            "title": definition.title,
            "held": note(&self.kept.held),
            "archived": note(&self.kept.archived),
            "archive_owed": self.kept.archive_owed,
            "kept": kept,
        })
    }
}

/// How long something is kept, such as `5 years`.
fn long(keep: &Keep) -> String {
    let t = Lang::En.texts();
    match (keep.years, keep.months, keep.days) {
        (Some(years), ..) => t.retention_years(years),
        (_, Some(months), _) => t.retention_months(months),
        (.., days) => t.retention_days(days.unwrap_or_default()),
    }
}
