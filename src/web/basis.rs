//! What people add to the basis of a selection: orders, votes, grades, struck scores, evidence, departures, and the way
//! out of a tie that the file leaves to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};

use super::ctx::Ctx;
use super::errors::{ok, shown};
use super::marks::{Fields, field};
use super::page::Page;
use super::parts::{Choice, Errors, Link};
use super::refusals::words;
use crate::app::choosing::Shortlist;
use crate::app::{App, AppError, random};
use crate::engine::ids::{ApplicationId, ProcedureId};
use crate::engine::select::spec::Choose;
use crate::engine::steps::selection::basis::{Addition, Given};
use crate::engine::steps::selection::{Command as Select, REASON_CHARS_MIN};
use crate::engine::turn::{Command, Verb};
use crate::engine::workflow::form::parse_number;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/procedures/{procedure}/tracks/{track}/basis", get(show).post(add))
}

#[derive(Template)]
#[template(path = "pages/choosing-basis.html")]
struct BasisPage {
    page: Page,
    crumbs: Vec<Link>,
    here: String,
    errors: Errors,
    may_add: bool,
    applications: Vec<Choice>,
    orders: Vec<Part>,
    votes: Vec<Part>,
    grades: Vec<Part>,
    judged: Vec<Choice>,
    evaluators: Vec<Choice>,
    evidence: String,
    triggers: Option<Vec<String>>,
    ways: Vec<Choice>,
    answers: Vec<Choice>,
    recorded: Vec<String>,
    reason_hint: String,
    /// What was typed in the form that was refused; nothing else.
    typed: BTreeMap<String, String>,
}

impl BasisPage {
    /// What was typed in the form of `kind` for `criterion`.
    fn given(&self, kind: &str, criterion: &str, name: &str) -> &str {
        let of = |key: &str| self.typed.get(key).map_or("", String::as_str);
        let same = criterion.is_empty() || of("criterion") == criterion;
        if of("kind") == kind && same { of(name) } else { "" }
    }
}

/// One criterion that is added to.
struct Part {
    id: String,
    title: String,
    /// Code and name of each application, and how many references it has.
    counts: Vec<String>,
}

type Target = Path<(ProcedureId, String)>;

fn page(
    ctx: &Ctx,
    procedure: ProcedureId,
    list: &Shortlist,
    typed: BTreeMap<String, String>,
    errors: Errors,
) -> BasisPage {
    let (t, lang) = (ctx.t(), ctx.lang);
    let definition = &list.loaded.definition;
    let title = |id: &str| definition.title_of(id, lang.code()).unwrap_or(id).to_owned();
    let called = |id: ApplicationId| {
        let name = list.rows.iter().find(|row| row.id == id).map(|row| row.name.as_str());
        format!("{} · {}", id.code(), name.unwrap_or_default())
    };
    let part = |id: &String| Part { id: id.clone(), title: title(id), counts: Vec::new() };
    let grades = list.asks.grades.iter().map(|(id, counts)| Part {
        counts: counts
            .iter()
            .map(|(id, count)| format!("{}: {}", called(*id), lang.number(*count)))
            .collect(),
        ..part(id)
    });
    let recorded = list.added.iter().map(|added| match added {
        Addition::Order { criterion, order, .. } => {
            let order: Vec<_> = order.iter().map(|id| called(*id)).collect();
            format!("{}: {}", title(criterion), order.join(", "))
        }
        Addition::Votes { criterion, application, yes, no, abstained, .. } => {
            format!("{}: {} – {yes}/{no}/{abstained}", title(criterion), called(*application))
        }
        Addition::Grades { criterion, application, points, .. } => {
            let points: Vec<_> = points.iter().map(|points| lang.decimal(&points.to_string())).collect();
            format!("{}: {} – {}", title(criterion), called(*application), points.join(" · "))
        }
        Addition::Struck { criterion, application, .. } => {
            format!("{}: {} – {}", t.basis_struck(), called(*application), title(criterion))
        }
        Addition::Evidence { application, shown, .. } => {
            let word = if *shown { t.word_yes() } else { t.word_no() };
            format!("{}: {} – {word}", t.basis_evidence(), called(*application))
        }
        Addition::Left { application, trigger, .. }
        | Addition::GaveUp { application, limit: trigger, .. } => {
            format!("{}: {} – {trigger}", t.basis_left(), called(*application))
        }
    });
    let track = definition.track(&list.track).map(|track| track.title.get(lang.code()));
    let track = track.unwrap_or(&list.track);
    let list_href = format!("/procedures/{procedure}/tracks/{}/selection", list.track);
    ctx.shows(definition);
    BasisPage {
        page: ctx.page(t.basis_title(track), &definition.zone),
        crumbs: vec![
            Link::new(format!("/procedures/{procedure}"), t.owner_desk()),
            Link::new(list_href, t.choose_title(track)),
            Link::here(t.basis_title(track)),
        ],
        here: format!("/procedures/{procedure}/tracks/{}/basis", list.track),
        errors,
        may_add: list.may_decide,
        applications: list.rows.iter().map(|row| Choice::new(row.id.to_string(), called(row.id))).collect(),
        orders: list.asks.orders.iter().map(part).collect(),
        votes: list.asks.votes.iter().map(part).collect(),
        grades: grades.collect(),
        judged: list.asks.judged.iter().map(|id| Choice::new(id.clone(), title(id))).collect(),
        evaluators: list
            .asks
            .evaluators
            .iter()
            .map(|(person, name)| Choice::new(person.to_string(), name.clone()))
            .collect(),
        evidence: list.asks.evidence.clone(),
        triggers: list.asks.triggers.clone(),
        ways: list
            .asks
            .ways
            .iter()
            .map(|way| match way {
                Choose::Expand => Choice::new("expand", t.basis_expand()),
                Choose::Draw => Choice::new("draw", t.basis_draw()),
            })
            .collect(),
        answers: super::fields::yes_no(lang),
        recorded: recorded.collect(),
        reason_hint: t.basis_reason_hint(REASON_CHARS_MIN),
        typed,
    }
}

async fn show(ctx: Ctx, Path((procedure, track)): Target) -> Result<Response, AppError> {
    let list = ctx.app.shortlist(ctx.signed_in()?.id, procedure, &track, ctx.look()).await?;
    Ok(ok(&page(&ctx, procedure, &list, BTreeMap::new(), Errors::default())))
}

/// What the form says, or the field that says nothing that can be meant.
fn given(list: &Shortlist, fields: &Fields) -> Result<Given, &'static str> {
    let of = |name: &str| field(fields, name).trim();
    let criterion = of("criterion").to_owned();
    let reason = random::prose(of("reason"));
    let application = || of("application").parse::<ApplicationId>().map_err(|_| "application");
    let votes =
        |name: &'static str| if of(name).is_empty() { Ok(0) } else { of(name).parse().map_err(|_| name) };
    Ok(match of("kind") {
        "order" => {
            let mut placed = Vec::new();
            for row in &list.rows {
                let place = of(&format!("place-{}", row.id)).to_owned();
                if !place.is_empty() {
                    placed.push((place.parse::<u32>().map_err(|_| "criterion")?, row.id));
                }
            }
            placed.sort_unstable();
            // Two on one place are no order.
            if placed.windows(2).any(|pair| pair[0].0 == pair[1].0) {
                return Err("criterion");
            }
            let reasons =
                list.rows.iter().map(|row| (row.id, random::prose(of(&format!("reason-{}", row.id)))));
            let reasons = reasons.collect();
            Addition::Order { criterion, order: placed.into_iter().map(|(_, id)| id).collect(), reasons }
        }
        "votes" => Addition::Votes {
            criterion,
            application: application()?,
            yes: votes("yes")?,
            no: votes("no")?,
            abstained: votes("abstained")?,
            reason,
        },
        "grades" => {
            let points = of("points").split_whitespace().map(parse_number).collect::<Option<_>>();
            Addition::Grades {
                criterion,
                application: application()?,
                points: points.ok_or("points")?,
                reason,
            }
        }
        "struck" => Addition::Struck {
            criterion,
            application: application()?,
            evaluator: of("evaluator").parse().map_err(|_| "evaluator")?,
            reason,
        },
        "evidence" => {
            let shown = match of("shown") {
                "yes" => true,
                "no" => false,
                _ => return Err("shown"),
            };
            Addition::Evidence { application: application()?, shown, reason }
        }
        "left" => Addition::Left { application: application()?, trigger: of("trigger").to_owned(), reason },
        _ => return Err("kind"),
    })
}

/// Names of fields without what keeps their identifiers apart on the page: `reason-struck` is `reason`.
fn plain(fields: Fields) -> Fields {
    const NAMES: [&str; 7] = ["application", "criterion", "reason", "yes", "no", "abstained", "points"];
    let kind = field(&fields, "kind").to_owned();
    let plain = |name: String| match NAMES.iter().find(|plain| name.starts_with(&format!("{plain}-"))) {
        // In an order, each application has a reason of its own.
        Some(plain) if kind != "order" => (*plain).to_owned(),
        _ => name,
    };
    fields.into_iter().map(|(name, value)| (plain(name), value)).collect()
}

async fn add(
    ctx: Ctx,
    Path((procedure, track)): Target,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let fields = plain(fields);
    let ticket = ctx.app.receive();
    let actor = ctx.signed_in()?.id;
    let list = ctx.app.shortlist(actor, procedure, &track, None).await?;
    let again = |status: StatusCode, message: String| {
        let mut errors = Errors::default();
        errors.add("basis", message);
        let typed = fields.iter().cloned().collect();
        Ok(shown(status, &page(&ctx, procedure, &list, typed, errors)))
    };
    let command = if field(&fields, "kind") == "choice" {
        let choose = if field(&fields, "way") == "expand" { Choose::Expand } else { Choose::Draw };
        let reason = random::prose(field(&fields, "reason"));
        Select::Choose { track: track.clone(), step: None, choose, reason }
    } else {
        match given(&list, &fields) {
            Ok(given) => Select::Add { track: track.clone(), given },
            Err(_) => {
                return again(StatusCode::UNPROCESSABLE_ENTITY, ctx.t().basis_not_understood().to_owned());
            }
        }
    };
    match ctx.app.act(procedure, ticket, Command { actor, verb: Verb::Selection(command) }).await {
        Ok(_) => {
            let to = format!("/procedures/{procedure}/tracks/{track}/basis");
            Ok(Redirect::to(&to).into_response())
        }
        Err(AppError::Refused(refusal)) => {
            let definition = &list.loaded.definition;
            again(StatusCode::CONFLICT, words(ctx.lang, Some(definition), &definition.zone, &refusal))
        }
        Err(error) => Err(error),
    }
}
