//! Sheets of marks: each evaluator's own until the scoring is over, whole before they are locked, and fixed after.

use axum::http::StatusCode;
use trespor::engine::ids::ApplicationId;

use super::stage::{Stage, without_secrets};

#[tokio::test]
async fn evaluators_do_not_see_each_others_marks_before_the_scoring_is_over() {
    let stage = Stage::set(true).await;
    stage.screen().await;
    let (anna, bo) = ("anna-found-it-thin", "bo-was-delighted-by-it");
    for (name, reason) in [("anna", anna), ("bo", bo)] {
        stage.no_tie(name, stage.solsikken).await;
        for application in [stage.solsikken, stage.egebjerg] {
            let same = application == stage.egebjerg;
            let points = if same || name == "anna" { "1" } else { "4" };
            stage.score(name, application, points, reason).await;
            stage.lock(name, application).await;
        }
    }
    let review = format!("/review/{}", stage.solsikken);
    let consensus = format!("/consensus/{}", stage.solsikken);
    let pages = [review.clone(), stage.track("scoring"), stage.track("consensus"), consensus.clone()];
    for (name, foreign) in
        [("anna", vec![bo]), ("bo", vec![anna]), ("chair", vec![anna, bo]), ("owner", vec![anna, bo])]
    {
        for path in &pages {
            let page = stage.get(name, path).await;
            for reason in &foreign {
                assert!(!page.body.contains(reason), "{name} sees `{reason}` at {path}");
            }
        }
    }
    assert!(stage.get("anna", &review).await.body.contains(anna), "one's own stays readable");
    assert_eq!(stage.get("chair", &consensus).await.status, StatusCode::CONFLICT);
    assert_eq!(stage.get("anna", &consensus).await.status, StatusCode::NOT_FOUND);

    let finish = stage.track("scoring/finish");
    assert_eq!(stage.post("anna", &finish, &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(stage.post("stranger", &finish, &[]).await.status, StatusCode::NOT_FOUND);
    stage.done("chair", &finish, &[]).await;
    let page = stage.get("anna", &review).await;
    assert!(page.body.contains(bo) && page.body.contains("Evaluator "), "{}", page.body);
    without_secrets(&page, &[]);

    // The chair meets the application on which they differ first, and nobody's name.
    let list = stage.get("chair", &stage.track("consensus")).await;
    let place = |id: ApplicationId| list.body.find(&format!("<h3>{}", id.code())).unwrap();
    assert!(place(stage.solsikken) < place(stage.egebjerg), "{}", list.body);
    for hidden in ["Person anna", "Person bo"] {
        assert!(!list.body.contains(hidden));
    }
    without_secrets(&list, &[]);
    let page = stage.get("chair", &consensus).await;
    assert!(page.body.contains(anna) && page.body.contains(bo), "{}", page.body);
    without_secrets(&page, &[]);

    // The script sends what was changed: what was kept before stays.
    let kept = [("points-quality", "3"), ("reason-quality", "first of two")];
    assert_eq!(stage.post("chair", &format!("{consensus}/autosave"), &kept).await.status, StatusCode::OK);
    let kept = [("points-team", "3"), ("reason-team", "second of two")];
    assert_eq!(stage.post("chair", &format!("{consensus}/autosave"), &kept).await.status, StatusCode::OK);
    let page = stage.get("chair", &consensus).await;
    assert!(page.body.contains("first of two") && page.body.contains("second of two"), "{}", page.body);

    // A change wants a reason, what was typed is kept, and the end waits for everything.
    let thin =
        [("points-quality", "3"), ("reason-quality", "thin"), ("points-team", "3"), ("reason-team", "")];
    let refused = stage.post("chair", &consensus, &thin).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for shown in ["href=\"#reason-quality\"", "href=\"#reason-team\"", ">\nthin</textarea>"] {
        assert!(refused.body.contains(shown), "{shown}: {}", refused.body);
    }
    let why = "Read again together, and met in the middle.";
    let agreed =
        [("points-quality", "3"), ("reason-quality", why), ("points-team", "2"), ("reason-team", why)];
    stage.done("chair", &consensus, &agreed).await;
    assert!(stage.get("chair", &consensus).await.body.contains(why));
    // Where all gave the same, the form begins with it and wants no reason.
    let other = format!("/consensus/{}", stage.egebjerg);
    assert!(stage.get("chair", &other).await.body.contains("All gave 1."));
    let same = [("points-quality", "1"), ("points-team", "1")];
    stage.done("chair", &other, &same).await;
    stage.done("chair", &stage.track("consensus/finish"), &[]).await;
    let late = [("points-quality", "5"), ("reason-quality", why)];
    assert_eq!(stage.post("chair", &consensus, &late).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_locked_sheet_cannot_change() {
    let stage = Stage::set(true).await;
    stage.screen().await;
    stage.no_tie("anna", stage.solsikken).await;
    let review = format!("/review/{}", stage.solsikken);
    stage.score("anna", stage.solsikken, "2", "a sound beginning").await;
    let saved = stage
        .post(
            "anna",
            &format!("{review}/autosave"),
            &[("points-team", "3"), ("reason-team", "a second thought")],
        )
        .await;
    assert_eq!(saved.status, StatusCode::OK);
    assert!(saved.body.starts_with("Saved"), "{}", saved.body);
    // What cannot be marks yet is kept as it was typed, and gone once it is.
    let typed = [("points-quality", ""), ("reason-quality", "no points just now")];
    let half = stage.post("anna", &format!("{review}/autosave"), &typed).await;
    assert_eq!(half.status, StatusCode::OK);
    assert!(half.body.starts_with("Saved") && half.body.contains("Points are missing"), "{}", half.body);
    let page = stage.get("anna", &review).await;
    assert!(page.body.contains("no points just now"), "{}", page.body);
    assert!(!stage.get("bo", &review).await.body.contains("no points just now"));
    let typed = [("points-quality", "2"), ("reason-quality", "a sound beginning")];
    let saved = stage.post("anna", &format!("{review}/autosave"), &typed).await;
    assert!(saved.body.starts_with("Saved") && !saved.body.contains("Points"), "{}", saved.body);
    let page = stage.get("anna", &review).await;
    assert!(!page.body.contains("no points just now") && page.body.contains("a sound beginning"));
    // An older window, drawn before the points were given, takes nothing back that was not touched on it.
    let was = |page: &str, id: &str| {
        let name = format!("name=\"was-{id}\" value=\"");
        page.split(&name).nth(1).and_then(|rest| rest.split('"').next()).expect("what it was").to_owned()
    };
    let other = format!("/review/{}", stage.egebjerg);
    let old = stage.get("anna", &other).await.body;
    let typed = [("was-quality", was(&old, "quality")), ("reason-quality", "first the words".to_owned())];
    let typed = typed.each_ref().map(|(name, value)| (*name, value.as_str()));
    stage.post("anna", &format!("{other}/autosave"), &typed).await;
    stage.score("anna", stage.egebjerg, "4", "given in the newer window").await;
    let (quality, team) = (was(&old, "quality"), was(&old, "team"));
    let typed = [
        ("was-quality", quality.as_str()),
        ("reason-quality", ""),
        ("was-team", team.as_str()),
        ("points-team", "1"),
        ("reason-team", "typed in the older one"),
    ];
    let saved = stage.post("anna", &format!("{other}/autosave"), &typed).await;
    assert!(saved.body.starts_with("Saved"), "{}", saved.body);
    let page = stage.get("anna", &other).await.body;
    assert!(page.contains("given in the newer window") && page.contains("typed in the older one"), "{page}");
    assert!(!page.contains("first the words"), "{page}");
    // One mark that is off the scale keeps no other from being saved, and what is refused is not lost.
    let typed = [
        ("points-quality", "99"),
        ("reason-quality", "more than there is"),
        ("points-team", "2"),
        ("reason-team", "saved beside it"),
    ];
    let refused = stage.post("anna", &other, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = stage.get("anna", &other).await.body;
    assert!(page.contains("saved beside it") && page.contains("more than there is"), "{page}");
    let asked = stage
        .done(
            "anna",
            &review,
            &[("points-quality", "2"), ("reason-quality", "a sound beginning"), ("do", "lock")],
        )
        .await;
    assert_eq!(asked, format!("{review}/lock"));
    assert!(stage.get("anna", &asked).await.body.contains("a second thought"));
    stage.lock("anna", stage.solsikken).await;
    let tries = [
        (
            review.clone(),
            vec![("points-quality", "5"), ("reason-quality", "better after all"), ("do", "save")],
        ),
        (format!("{review}/lock"), vec![]),
        (format!("{review}/interests"), vec![("tie", "yes"), ("reason", "too late for this")]),
    ];
    for (path, fields) in tries {
        let answered = stage.post("anna", &path, &fields).await;
        assert_eq!(answered.status, StatusCode::CONFLICT, "{path}");
    }
    let saved = stage.post("anna", &format!("{review}/autosave"), &[("points-quality", "5")]).await;
    assert_eq!(saved.status, StatusCode::CONFLICT);
    let page = stage.get("anna", &review).await;
    assert!(
        page.body.contains("a sound beginning") && !page.body.contains("better after all"),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("Your sheet was locked on") && !page.body.contains("<textarea"),
        "{}",
        page.body
    );
    // The scoring waits for the other sheets, and says for which.
    let waits = stage.post("chair", &stage.track("scoring/finish"), &[]).await;
    assert_eq!(waits.status, StatusCode::CONFLICT);
    assert!(waits.body.contains(&format!("{} (1/2)", stage.solsikken.code())), "{}", waits.body);
    assert!(
        waits.body.contains("Person bo") && waits.body.contains("Interests not yet declared"),
        "{}",
        waits.body
    );
}

#[tokio::test]
async fn a_sheet_without_reasons_cannot_be_locked_and_the_page_says_what_lacks() {
    let stage = Stage::set(true).await;
    stage.screen().await;
    stage.no_tie("anna", stage.solsikken).await;
    let review = format!("/review/{}", stage.solsikken);
    let fields = [("points-quality", "2"), ("reason-quality", "short"), ("do", "lock")];
    let refused = stage.post("anna", &review, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for shown in ["href=\"#reason-quality\"", "href=\"#points-team\"", ">\nshort</textarea>"] {
        assert!(refused.body.contains(shown), "{shown}: {}", refused.body);
    }
    let at_once = stage.post("anna", &format!("{review}/lock"), &[]).await;
    assert_eq!(at_once.status, StatusCode::CONFLICT);
    assert!(at_once.body.contains("href=\"#reason-quality\""), "{}", at_once.body);
    let off = stage.post("anna", &review, &[("points-quality", "7"), ("do", "save")]).await;
    assert!(off.body.contains("href=\"#points-quality\""), "{}", off.body);
}
