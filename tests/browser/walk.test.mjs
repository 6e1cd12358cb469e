// The newcomer's ten minutes, as the README tells them: from reading the tender to reading the letters, in a real
// browser, with every page looked at on the way.
//
// The case is walked three times, so that everybody meets it with script and without, in Danish, bokmål and English:
// in each walk everybody reads another language than the one before them. The first walk is looked at on a phone and at
// a desk, the second, without script and so without axe, on a phone. Where the pages are the same again, their HTML is enough.

import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { axeFindings, htmlFindings, openBrowser, openPage, overflowFindings, shoot, startDemo } from "./harness.mjs";

const PDF = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n";
const ROOT = resolve(fileURLToPath(new URL(".", import.meta.url)), "../..");
const LANGUAGES = ["da", "nb", "en"];
/** Everybody who sits at the browser, in the order in which they first do. */
const PEOPLE = ["visitor", "Nina", "Mads", "Olga", "Siri", "Eva", "Carl"];

/** The walks: with script or without, one question at a time or all on one page, and at which widths axe and the camera look. */
const WALKS = [
  { name: "with script", script: true, questions: false, widths: [1280, 320] },
  { name: "without script", script: false, questions: true, widths: [320] },
  { name: "with script, once more", script: true, questions: false, widths: [] },
];

let browser, folder, texts;

before(async () => {
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), "trespor-walk-"));
  await writeFile(join(folder, "reference.pdf"), PDF);
  texts = {};
  for (const language of LANGUAGES) {
    const lines = (await readFile(join(ROOT, "locales", `${language}.ftl`), "utf8")).split("\n");
    const pairs = lines.map((line) => /^([a-z][a-z0-9-]*) = (.+)$/.exec(line)).filter(Boolean);
    texts[language] = Object.fromEntries(pairs.map(([, key, text]) => [key, text]));
  }
});

after(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true });
});

for (const [turn, walk] of WALKS.entries()) {
  test(`from the tender to the letters, ${walk.name}`, async () => {
    const demo = await startDemo();
    try {
      await walkThrough(demo, walk, turn);
    } finally {
      await demo.stop();
    }
  });
}

async function walkThrough(demo, walk, turn) {
  const { page, context, faults } = await openPage(browser, demo.address, {
    locale: "da-DK",
    javaScriptEnabled: walk.script,
  });
  /** What was found on any page; told together at the end, so that one walk tells everything. */
  const found = [];
  let language;

  /** Everything that a page must stand. */
  const look = async (name) => {
    assert.equal(await page.getAttribute("html", "lang"), language, name);
    // First, before axe and the camera touch the document.
    const findings = await htmlFindings(await page.content());
    for (const width of walk.widths) {
      await page.setViewportSize({ width, height: 900 });
      // axe waits for timers, which a page without script does not have; the first walk has shown it these pages.
      if (walk.script) findings.push(...(await axeFindings(page)));
      findings.push(...(await overflowFindings(page)));
      await shoot(page, `walk-${walk.script ? "" : "plain-"}${name}-${width}`);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    found.push(...findings.map((finding) => `${name} in ${language}: ${finding}`));
  };
  /** A text of the program in the language of whoever sits here; values stand for what is in braces. */
  const text = (key, values = {}) => {
    const found = texts[language][key];
    assert.notEqual(found, undefined, `${key} in ${language}`);
    return found.replace(/\{ \$(\w+) \}/g, (_, name) => values[name]);
  };
  /** From now on the browser is theirs, and speaks their language. */
  const speak = async (who) => {
    language = LANGUAGES[(PEOPLE.indexOf(who) + turn) % LANGUAGES.length];
    await context.addCookies([{ name: "language", value: language, url: demo.address }]);
  };
  // Every click here leads to another page. Wait for it, or the next step would cut the action off.
  const press = async (selector) => {
    const arrived = page.waitForNavigation();
    await page.click(selector);
    await arrived;
  };
  const main = () => page.locator("main").innerText();
  const be = async (name) => {
    await speak(name);
    await page.goto("/demo");
    await press(`button:has-text("${name} ")`);
    await press("main form button");
  };
  const clock = async (to) => {
    await page.goto("/demo");
    await press(`button[value="${to}"]`);
  };
  const links = (part) =>
    page.evaluate((part) => [...new Set([...document.querySelectorAll(`main a[href*="${part}"]`)].map((a) => a.href.split("#")[0]))], part);
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

  await speak("visitor");
  await page.goto("/");
  await look("tenders");
  await press('main a[href^="/tenders/"]');
  const tender = page.url();
  const desk = `${demo.address}/procedures/${tender.split("/").pop()}`;
  await look("tender");

  await be("Nina");
  await look("desk-empty");
  await page.goto(tender);
  await press('a[href$="/tracks/social/apply"]');
  await look("start");
  await page.fill("input[name=name]", "Nymark & Venner");
  await page.check("main input[type=radio] >> nth=0");
  await press("main form button");
  const application = page.url();
  assert.ok((await main()).includes(text("apply-status-not-submitted")));
  await look("overview");
  if (walk.questions) {
    // One question at a time, by the way that the overview shows, to the files.
    await press(`main a:has-text("${text("applicant-question-begin")}")`);
    const answers = ["Vi lytter først og tegner bagefter.", "Tre fag og ti års erfaring.", "to en halv million"];
    for (const [i, answer] of [...answers, "2500000", ""].entries()) {
      // The third is asked twice: a number that is none is shown again, with what is the matter.
      const n = i < 3 ? i + 1 : i;
      assert.ok((await main()).includes(text("applicant-question", { n, of: 4 })), `question ${n}`);
      await look(`question-${i + 1}`);
      if (answer) await page.fill('main form [name^="a-"]', answer);
      else await agree();
      await press("button[value=next]");
    }
    assert.equal(page.url(), `${application}/files`);
    await page.goto(`${application}/form`);
    await look("form");
  } else {
    await page.goto(`${application}/form`);
    await page.fill("[name=a-approach]", "Vi lytter først og tegner bagefter.");
    await page.fill("[name=a-team]", "Tre fag og ti års erfaring.");
    await page.fill("[name=a-turnover]", "2500000");
    await agree();
    await look("form");
    await press("button[value=next]");
  }
  await page.goto(`${application}/files`);
  await page.setInputFiles("main input[type=file]", join(folder, "reference.pdf"));
  await press("main form[enctype] button");
  assert.match(await main(), /reference\.pdf/);
  await look("files");
  await page.goto(`${application}/members`);
  await page.fill("[name=name]", "Mølgaard Byliv");
  await page.fill("[name=email]", "mads@example.org");
  await page.check("[value=organisation]");
  await press("main form:has([name=email]) button");
  await look("members");
  await page.goto(`${application}/review`);
  assert.ok((await main()).includes(text("apply-missing-signature", { member: "Mølgaard Byliv" })));
  await look("review-incomplete");

  await be("Mads");
  await page.goto(`${application}/sign`);
  await look("sign");
  await agree();
  await press("main form button >> nth=0");

  await be("Nina");
  await page.goto(`${application}/review`);
  await press('main form[action$="review"] button');
  await look("review-wrong");
  await agree();
  await press('main form[action$="review"] button');
  await page.goto(`${application}/receipt`);
  assert.ok((await main()).includes(text("apply-status-submitted")));
  assert.match(await main(), /[0-9a-f]{64}/);
  await look("receipt");

  await be("Olga");
  await look("desk-owner");
  await page.goto(desk);
  assert.doesNotMatch(await main(), /Nymark|Fælles Gård/);
  await look("owner-sealed");
  for (const part of ["people", "dates", "questions", "letters", "outbox", "complaints", "journal"]) {
    await page.goto(`${desk}/${part}`);
    assert.doesNotMatch(await main(), /Nymark & Venner|Fælles Gård/, part);
    await look(`owner-${part}`);
  }
  // A file of her own, with a mistake and without.
  const file = await readFile(join(ROOT, "tests", "data", "small-workflow.yaml"), "utf8");
  await page.goto("/workflow-file");
  await look("file");
  await page.fill("[name=source]", file.replace("\ntracks:\n", "\ntrack:\n"));
  await press('button[value="check"]');
  assert.match(await page.inputValue("[name=source]"), /\ntrack:\n/);
  await look("file-wrong");
  await page.fill("[name=source]", file);
  await press('button[value="preview"]');
  assert.equal(await page.inputValue("[name=source]"), file);
  assert.ok((await page.locator("details .letter").count()) > 5);
  await look("file-preview");
  await clock("after");
  await look("demo");
  await be("Nina");
  await page.goto(`${application}/form`);
  await look("form-late");
  await be("Olga");
  await page.goto(`${desk}/tracks/social/opening`);
  await look("opening");
  await press("main form button");

  await be("Siri");
  await page.goto(`${desk}/tracks/social/screening`);
  await look("screening");
  const screened = await links("/screening/");
  assert.equal(screened.length, 5);
  for (const [i, address] of screened.entries()) {
    await page.goto(address);
    if (i === 0) await look("screening-one");
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
  await look("scoring");
  const reviews = await links("/review/");
  assert.equal(reviews.length, 5);
  await page.goto(reviews[0]);
  await look("declare");
  await page.check('form[action$="/interests"] input[value=no]');
  await press('form[action$="/interests"] button');
  for (const [i, address] of reviews.entries()) {
    await page.goto(address);
    assert.doesNotMatch(await main(), /Nymark|Fælles Gård|Kvarterkollektivet/);
    if (i === 0) await look("sheet");
    await choose(String(5 - i));
    await say("main textarea[name^=reason-]", "Klar vej fra undersøgelse til forslag.");
    await press("button[value=lock]");
    if (i === 0) await look("lock");
    await press("main form button >> nth=0");
  }

  await be("Carl");
  await page.goto(`${desk}/tracks/social/scoring`);
  await press('form[action$="/finish"] button');
  await page.goto(`${desk}/tracks/social/consensus`);
  await look("consensus");
  const agreed = await links("/consensus/");
  for (const [i, address] of agreed.entries()) {
    await page.goto(address);
    if (i === 0) await look("consensus-one");
    // Three at the top, two below the line of forty points.
    await choose(i < 3 ? "4" : "1");
    await say("main textarea[name^=reason]", "Panelet er enigt efter drøftelse.");
    await press("main form button >> nth=-1");
  }
  await page.goto(`${desk}/tracks/social/consensus`);
  await press('form[action$="/finish"] button');

  await be("Olga");
  await page.goto(`${desk}/tracks/social/selection`);
  const chosen = new RegExp(`^\\s*${text("choose-selected")}\\s*$`);
  assert.equal(await page.locator("main tbody td").filter({ hasText: chosen }).count(), 3);
  await look("selection");
  await press('form[action$="/selection"] button');
  await page.goto(`${desk}/letters`);
  await look("letters");
  await press("main form button");
  assert.ok((await main()).includes(text("choose-released", { when: "" }).trim()));
  await page.goto(`${desk}/outbox`);
  await look("outbox-after");
  await page.goto(desk);
  await look("owner-after");
  await be("Nina");
  await page.goto(`${application}/outcome`);
  assert.doesNotMatch(await main(), /\{|undefined/);
  await look("outcome");
  const letters = await readdir(demo.mail);
  assert.equal(letters.some((name) => name.includes("nina-example-org") && name.endsWith(".eml")), true);

  await clock("month");
  await be("Olga");
  await page.goto(`/joint/${tender.split("/").pop()}/joint`);
  await look("joint");
  for (const path of ["/help", "/privacy", "/sign-in", "/no-such-page"]) {
    await page.goto(path);
    await look(path.slice(1));
  }
  assert.deepEqual(found, []);
  assert.deepEqual(faults.filter((fault) => !/404|422|409|ERR_ABORTED/.test(fault)), []);
  await context.close();
}
