//! The page that counts a period.

use axum::http::StatusCode;

use super::world::World;

#[tokio::test]
async fn a_period_is_counted_with_its_reasons_and_no_advice() {
    let world = World::new().await;
    world.get(None, "/calendar").await.is(StatusCode::SEE_OTHER);
    let form = world.get(Some(&world.owner), "/calendar").await.is(StatusCode::OK);
    form.has("Nothing on this page is legal advice.").lacks("The answer");
    // Ten days from 24 March 2026 end on Good Friday, and so on the Tuesday after Easter.
    let asked = "/calendar?from=2026-03-24&count=10&unit=days&country=DK&zone=";
    let page = world.get(Some(&world.owner), asked).await.is(StatusCode::OK);
    let page = page.has("Tuesday 7 April 2026").has("2026-04-07T22:00:00.000000Z");
    page.has("3 April 2026 is passed over: Good Friday.").has("6 April 2026 is passed over: Easter Monday.");
    let asked = "/calendar?from=2027-02-05T12:00&count=6&unit=days&back=yes&country=DK";
    world.get(Some(&world.owner), asked).await.has("Friday 29 January 2027").has("Nothing moved the end.");
    let asked = "/calendar?from=2026-12-23&count=2&unit=working-days&country=SE&zone=UTC";
    let page = world.get(Some(&world.owner), asked).await.has("A person should look at these days");
    page.has("24 December 2026: offices are closed (Christmas Eve)");
}

#[tokio::test]
async fn what_cannot_be_counted_says_which_field_is_wrong() {
    let world = World::new().await;
    for (asked, said) in [
        ("from=5.2.2027&count=6&unit=days&country=DK", "This is not a date or time"),
        ("from=2027-02-05&count=&unit=days&country=DK", "Write a whole number."),
        ("from=2027-02-05&count=0&unit=weeks&country=DK", "Write a number from 1 to 5200."),
        ("from=2027-02-05&count=6&unit=moons&country=DK", "Choose what the period is counted in."),
        ("from=2027-02-05&count=6&unit=hours&country=DK", "Hours are counted from a time."),
        ("from=2027-02-05&count=6&unit=days&country=DE", "Choose a country."),
        ("from=2027-02-05&count=6&unit=days&country=DK&zone=CET", "This zone is not known."),
        ("from=2190-02-05&count=100&unit=years&country=DK", "The period leaves the years"),
    ] {
        let page = world.get(Some(&world.secretary), &format!("/calendar?{asked}")).await;
        page.is(StatusCode::UNPROCESSABLE_ENTITY).has(said).lacks("The answer");
    }
}
