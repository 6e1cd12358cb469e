//! More places than may be kept, over HTTP: one answers on its own page, another by telephone, and only then do the letters go.

use trespor::engine::ids::ProcedureId;

use crate::after::apply;
use crate::http::{Browser, Page};
use crate::pages;
use crate::world::{OWNER, World};

const SOURCE: &str = include_str!("../data/places.yaml");
const DAY: i64 = 86_400;

/// Two tracks decided, with Anna and Bo on both lists.
struct Asked {
    world: World,
    procedure: ProcedureId,
    olga: Browser,
    anna: (Browser, String),
    bo: (Browser, String),
    dan: (Browser, String),
}

async fn asked() -> Asked {
    let world = World::start(false).await;
    let procedure = world.open_procedure(SOURCE).await;
    let anna = apply(&world, procedure, "anna", "bath", 9).await;
    apply(&world, procedure, "anna", "sauna", 9).await;
    let bo = apply(&world, procedure, "bo", "bath", 8).await;
    apply(&world, procedure, "bo", "sauna", 8).await;
    let dan = apply(&world, procedure, "dan", "bath", 5).await;
    apply(&world, procedure, "eva", "sauna", 4).await;
    world.crank(world.app.clock.now().plus_seconds(60 * DAY));
    let olga = world.signed_in(OWNER, "en").await;
    for track in ["bath", "sauna"] {
        let track = format!("/procedures/{procedure}/tracks/{track}");
        olga.press(olga.open(&format!("{track}/opening")).await.form_to("/opening")).await;
        let list = olga.open(&format!("{track}/selection")).await;
        olga.press(list.form("remark")).await.says(&["Decided on"]);
    }
    Asked { world, procedure, olga, anna, bo, dan }
}

/// The pages on which places are chosen, the owner's with a reason that is too short; `see` is shown each in each language.
pub async fn walk(see: &mut impl FnMut(&str, &Page, &'static str)) {
    let Asked { world: _world, olga, anna: (anna, at_anna), procedure, .. } = asked().await;
    let letters = format!("/procedures/{procedure}/letters");
    for language in ["da", "en", "nb"] {
        see(
            "application-outcome-places",
            &anna.reading(language).open(&format!("{at_anna}/outcome")).await,
            language,
        );
        let olga = olga.reading(language);
        let form = olga.open(&letters).await.form_to("/letters/places");
        see("choosing-letters-places", &olga.send(form.with("reason-1", "By phone")).await, language);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_more_places_than_may_be_kept_says_which_before_anybody_is_told() {
    let Asked { mut world, procedure, olga, anna: (anna, at_anna), bo: (bo, at_bo), dan: (dan, at_dan) } =
        asked().await;

    // Both are asked; nothing is told before.
    world.letter("anna@example.org", "places").await.says(&["Bath", "Sauna"]);
    let letters = format!("/procedures/{procedure}/letters");
    let page = olga.open(&letters).await;
    page.says(&["More places than may be kept (1)", "More places than may be kept (2)", "not answered yet"]);
    page.says(&["still to say which places are kept"]);
    pages::check(&page, "en");
    assert_eq!(olga.forge(&letters, &[]).await.status, 409, "the letters wait");
    assert_eq!(
        dan.forge(&format!("{at_dan}/places"), &[("keep-bath", "yes")]).await.status,
        409,
        "never asked"
    );

    // Anna answers on her page: not both, and then one.
    let page = anna.open(&format!("{at_anna}/outcome")).await;
    page.says(&["Choose which places to keep", "Bath", "Sauna"]);
    pages::check(&page, "en");
    let both = page.form("keep-bath").with("keep-bath", "yes").with("keep-sauna", "yes");
    assert_eq!(anna.send(both).await.status, 409);
    assert_eq!(bo.forge(&format!("{at_anna}/places"), &[("keep-bath", "yes")]).await.status, 404, "not Bo's");
    anna.press(page.form("keep-bath").with("keep-sauna", "yes")).await.hides(["Choose which places to keep"]);

    // Bo telephones; the owner writes down how, or is told to.
    let page = olga.open(&letters).await;
    page.says(&["Keeps Sauna"]);
    // They stand in the order of who holds the places, which nobody chose.
    let n = if String::from_utf8_lossy(&page.bytes).contains("keep-1-bath") { 1 } else { 2 };
    let record = |page: &Page, reason: &str| {
        let form = page.form_to("/letters/places").with(&format!("keep-{n}-bath"), "yes");
        form.with(&format!("reason-{n}"), reason)
    };
    let refused = olga.send(record(&page, "By phone")).await;
    assert_eq!(refused.status, 409, "a reason is asked for");
    refused.says(&["By phone"]);
    assert_eq!(
        bo.forge(&format!("{letters}/places"), &[("number", "1")]).await.status,
        404,
        "not for applicants"
    );
    let page = olga.press(record(&page, "He said so by telephone on the second of May, at ten.")).await;
    page.says(&["Keeps Sauna", "Keeps Bath"]).hides(["still to say"]);
    pages::check(&page, "en");
    bo.open(&format!("{at_bo}/outcome")).await.hides(["Choose which places to keep"]);

    // Dan has moved up, and everybody is told at one moment.
    dan.open(&format!("{at_dan}/outcome")).await.hides(["You are selected"]);
    olga.press(page.form_to("/letters")).await;
    world.letter("dan@example.org", "You are selected").await;
    world.letter("eva@example.org", "You are selected").await;

    // What anybody computes again from the dossier is the same.
    world.verified(procedure).await;
}
