// The newcomer's ten minutes, as the README tells them: from reading the tender to reading the letters, in a real
// browser, with every page looked at on the way.

import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { axeFindings, htmlFindings, openBrowser, openPage, overflowFindings, shoot, startDemo } from "./harness.mjs";

const PDF = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n";

let browser, demo, folder;

before(async () => {
  demo = await startDemo();
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), "trespor-walk-"));
  await writeFile(join(folder, "reference.pdf"), PDF);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  if (folder) await rm(folder, { recursive: true });
});

/** What was found on any page; told together at the end, so that one run tells everything. */
const found = [];

/** Everything that a page must stand, at a desk and on a phone. */
async function look(page, name) {
  // First, before axe and the camera touch the document.
  const findings = await htmlFindings(await page.content());
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 900 });
    findings.push(...(await axeFindings(page)), ...(await overflowFindings(page)));
    await shoot(page, `walk-${name}-${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  found.push(...findings.map((finding) => `${name}: ${finding}`));
}

test("a draft is begun and saved without script, in English", async () => {
  const { page, context } = await openPage(browser, demo.address, { locale: "en-GB", javaScriptEnabled: false });
  await page.goto("/demo");
  await page.click('button:has-text("Nina Nymark")');
  await page.click("main form button");
  await page.goto("/language/en?back=/");
  await page.click('main a[href^="/tenders/"]');
  assert.match(await page.locator("main").innerText(), /Application deadline/);
  await page.click('a[href$="/tracks/physical/apply"]');
  await page.fill("input[name=name]", "Nymark & Venner");
  await page.check("main input[type=radio] >> nth=0");
  await page.click("main form button");
  assert.match(await page.locator("main").innerText(), /NOT SUBMITTED/);
  await page.goto(`${page.url()}/form`);
  await page.fill("[name=a-approach]", "We listen first.");
  await page.click("button[value=save]");
  assert.equal(await page.inputValue("[name=a-approach]"), "We listen first.");
  await context.close();
});

test("from the tender to the letters", async () => {
  const { page, context, faults } = await openPage(browser, demo.address, { locale: "da-DK" });
  // Every click here leads to another page. Wait for it, or the next step would cut the action off.
  const press = async (selector) => {
    const arrived = page.waitForNavigation();
    await page.click(selector);
    await arrived;
  };
  const main = () => page.locator("main").innerText();
  const be = async (name) => {
    await page.goto("/demo");
    await press(`button:has-text("${name}")`);
    await press("main form button");
  };
  const clock = async (to) => {
    await page.goto("/demo");
    await press(`button[value="${to}"]`);
  };
  const links = (part) =>
    page.evaluate((part) => [...new Set([...document.querySelectorAll(`main a[href*="${part}"]`)].map((a) => a.href))], part);
  const say = async (selector, text) => {
    for (const field of await page.$$(selector)) await field.fill(text);
  };
  const choose = async (value) => {
    const names = await page.evaluate(() => [
      ...new Set([...document.querySelectorAll('main input[type="radio"]')].map((input) => input.name)),
    ]);
    for (const name of names) await page.check(`input[name="${name}"][value="${value}"]`);
  };
  const agree = async () => {
    // Not what lies folded away, such as submitting at once.
    for (const box of await page.$$('main input[type="checkbox"]')) if (await box.isVisible()) await box.check();
  };

  await page.goto("/");
  await look(page, "tenders");
  await press('main a[href^="/tenders/"]');
  const tender = page.url();
  const desk = `${demo.address}/procedures/${tender.split("/").pop()}`;
  await look(page, "tender");

  await be("Nina Nymark");
  await look(page, "desk-empty");
  await page.goto(tender);
  await press('a[href$="/tracks/social/apply"]');
  await look(page, "start");
  await page.fill("input[name=name]", "Nymark & Venner");
  await page.check("main input[type=radio] >> nth=0");
  await press("main form button");
  const application = page.url();
  assert.match(await main(), /IKKE INDSENDT/);
  await look(page, "overview");
  await page.goto(`${application}/form`);
  await page.fill("[name=a-approach]", "Vi lytter først og tegner bagefter.");
  await page.fill("[name=a-team]", "Tre fag og ti års erfaring.");
  await page.fill("[name=a-turnover]", "2.500.000");
  await agree();
  await look(page, "form");
  await press("button[value=next]");
  await page.goto(`${application}/files`);
  await page.setInputFiles("main input[type=file]", join(folder, "reference.pdf"));
  await press("main form[enctype] button");
  assert.match(await main(), /reference\.pdf/);
  await look(page, "files");
  await page.goto(`${application}/members`);
  await page.fill("[name=name]", "Mølgaard Byliv");
  await page.fill("[name=email]", "mads@example.org");
  await page.check("[value=organisation]");
  await press("main form:has([name=email]) button");
  await look(page, "members");
  await page.goto(`${application}/review`);
  assert.match(await main(), /Mølgaard Byliv har ikke skrevet under/);
  await look(page, "review-incomplete");

  await be("Mads");
  await page.goto(`${application}/sign`);
  await look(page, "sign");
  await agree();
  await press("main form button >> nth=0");

  await be("Nina");
  await page.goto(`${application}/review`);
  await press('main form[action$="review"] button');
  await look(page, "review-wrong");
  await agree();
  await press('main form[action$="review"] button');
  await page.goto(`${application}/receipt`);
  assert.match(await main(), /INDSENDT/);
  assert.match(await main(), /[0-9a-f]{64}/);
  await look(page, "receipt");

  await be("Olga");
  await look(page, "desk-owner");
  await page.goto(desk);
  assert.doesNotMatch(await main(), /Nymark|Fælles Gård/);
  await look(page, "owner-sealed");
  for (const part of ["people", "dates", "questions", "letters", "outbox", "complaints", "journal"]) {
    await page.goto(`${desk}/${part}`);
    assert.doesNotMatch(await main(), /Nymark & Venner|Fælles Gård/, part);
    await look(page, `owner-${part}`);
  }
  await clock("after");
  await look(page, "demo");
  await be("Nina");
  await page.goto(`${application}/form`);
  await look(page, "form-late");
  await be("Olga");
  await page.goto(`${desk}/tracks/social/opening`);
  await look(page, "opening");
  await press("main form button");

  await be("Siri");
  await page.goto(`${desk}/tracks/social/screening`);
  await look(page, "screening");
  const screened = await links("/screening/");
  assert.equal(screened.length, 5);
  for (const [i, address] of screened.entries()) {
    await page.goto(address);
    if (i === 0) await look(page, "screening-one");
    await choose("yes");
    await say("main input[name^=verified]", "2500000");
    await press("main form button >> nth=-1");
  }
  await page.goto(`${desk}/tracks/social/screening`);
  await press('form[action$="/finish"] button');
  await page.goto("/demo");
  await press("button[value=social]");

  await be("Eva");
  await page.goto(`${desk}/tracks/social/scoring`);
  await look(page, "scoring");
  const reviews = await links("/review/");
  assert.equal(reviews.length, 5);
  await page.goto(reviews[0]);
  await look(page, "declare");
  await page.check('form[action$="/interests"] input[value=no]');
  await press('form[action$="/interests"] button');
  for (const [i, address] of reviews.entries()) {
    await page.goto(address);
    assert.doesNotMatch(await main(), /Nymark|Fælles Gård|Kvarterkollektivet/);
    if (i === 0) await look(page, "sheet");
    await choose(String(5 - i));
    await say("main textarea[name^=reason-]", "Klar vej fra undersøgelse til forslag.");
    await press("button[value=lock]");
    if (i === 0) await look(page, "lock");
    await press("main form button >> nth=0");
  }

  await be("Carl");
  await page.goto(`${desk}/tracks/social/scoring`);
  await press('form[action$="/finish"] button');
  await page.goto(`${desk}/tracks/social/consensus`);
  await look(page, "consensus");
  const agreed = await links("/consensus/");
  for (const [i, address] of agreed.entries()) {
    await page.goto(address);
    if (i === 0) await look(page, "consensus-one");
    // Three at the top, two below the line of forty points.
    await choose(i < 3 ? "4" : "1");
    await say("main textarea[name^=reason]", "Panelet er enigt efter drøftelse.");
    await press("main form button >> nth=-1");
  }
  await page.goto(`${desk}/tracks/social/consensus`);
  await press('form[action$="/finish"] button');

  await be("Olga");
  await page.goto(`${desk}/tracks/social/selection`);
  assert.equal((await page.locator("main tbody tr:has-text('Udvalgt')").count()) >= 3, true);
  await look(page, "selection");
  await press('form[action$="/selection"] button');
  await page.goto(`${desk}/letters`);
  await look(page, "letters");
  await press("main form button");
  assert.match(await main(), /Brevene blev sendt/);
  await page.goto(`${desk}/outbox`);
  await look(page, "outbox-after");
  await page.goto(desk);
  await look(page, "owner-after");
  await be("Nina");
  await page.goto(`${application}/outcome`);
  assert.match(await main(), /prækvalificeret|ikke er blandt|desværre/);
  await look(page, "outcome");
  const letters = await readdir(demo.mail);
  assert.equal(letters.some((name) => name.includes("nina-example-org") && name.endsWith(".eml")), true);

  await clock("month");
  await be("Olga");
  await page.goto(`/joint/${tender.split("/").pop()}/joint`);
  await look(page, "joint");
  for (const path of ["/help", "/privacy", "/sign-in", "/no-such-page"]) {
    await page.goto(path);
    await look(page, path.slice(1));
  }
  assert.deepEqual(found, []);
  assert.deepEqual(faults.filter((fault) => !/404|422|409|ERR_ABORTED/.test(fault)), []);
  await context.close();
});
