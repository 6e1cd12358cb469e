// Every page that the walk in Rust drew, in every language: valid HTML, nothing for axe, nothing too wide, light and dark.
//
// `cargo test --test walk every_page` draws each template at least once in each language, and keeps the longest page of each in
// target/tmp/pages. So a new page is looked at here by existing. The languages take turns: each page is looked at once
// on a phone, once on a tablet in the dark and once at a desk, each in another language, and its HTML is held against the standard in all three.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { axeFindings, htmlFindings, openBrowser, openPage, overflowFindings, shoot } from "./harness.mjs";

const root = resolve(fileURLToPath(new URL(".", import.meta.url)), "../..");
const folder = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "tmp", "pages");
const LANGUAGES = ["da", "en", "nb"];
const TYPES = { ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".html": "text/html; charset=utf-8" };
/** The policy of the program, so that a style in a page is refused here too. */
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; frame-src 'self'";
/** The report is a document of its own, with its style in it. */
const REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/** How each page is looked at. */
const VIEWS = [
  { width: 320, colorScheme: "light" },
  { width: 900, colorScheme: "dark" },
  { width: 1280, colorScheme: "light" },
];

let browser, server, address;

before(async () => {
  if (!existsSync(folder)) throw new Error(`${folder} is not there\nhint: cargo test --test walk every_page`);
  server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://here").pathname;
    const file = path.startsWith("/static/") ? join(root, path) : join(folder, path);
    // What else a page names, such as the picture of a procedure, is not there.
    if (!existsSync(file) || !file.startsWith(root)) return response.writeHead(204).end();
    response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream");
    response.setHeader("Content-Security-Policy", file.includes("/report.") ? REPORT_POLICY : POLICY);
    response.end(await readFile(file));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${server.address().port}`;
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

test("every page in every language", async () => {
  const drawn = (await readdir(folder)).filter((name) => name.endsWith(".html"));
  const pages = [...new Set(drawn.map((name) => name.replace(/\.\w\w\.html$/, "")))].sort();
  assert.ok(pages.length > 50, `${pages.length} pages are drawn`);
  const { page, context, faults } = await openPage(browser, address);
  const found = [];
  for (const [turn, name] of pages.entries()) {
    for (const language of LANGUAGES) {
      const html = await readFile(join(folder, `${name}.${language}.html`), "utf8");
      found.push(...(await htmlFindings(html)).map((finding) => `${name} in ${language}: ${finding}`));
    }
    for (const [nth, { width, colorScheme }] of VIEWS.entries()) {
      const language = LANGUAGES[(turn + nth) % LANGUAGES.length];
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`/${name}.${language}.html`);
      const findings = [...(await axeFindings(page)), ...(await overflowFindings(page))];
      await shoot(page, `page-${name}-${width}`);
      found.push(...findings.map((finding) => `${name} in ${language} at ${width} px, ${colorScheme}: ${finding}`));
    }
  }
  assert.deepEqual(found, []);
  assert.deepEqual(faults.filter((fault) => !/ERR_ABORTED/.test(fault)), []);
  await context.close();
});

/** What somebody prints: a receipt, the report, a letter, the minutes of a selection. */
const PRINTED = ["application-receipt", "report", "own-letter", "choosing-shortlist", "journal-lines"];

test("what is printed fits on the paper", async () => {
  const { page, context } = await openPage(browser, address);
  await page.emulateMedia({ media: "print" });
  // A4 between the margins of the style sheet, at 96 dots an inch.
  await page.setViewportSize({ width: 673, height: 985 });
  const found = [];
  for (const name of PRINTED) {
    for (const language of LANGUAGES) {
      await page.goto(`/${name}.${language}.html`);
      found.push(...(await overflowFindings(page)).map((finding) => `${name} in ${language}: ${finding}`));
      const shown = await page.evaluate(() =>
        [...document.querySelectorAll("button, .ds-button, .tabs, input[type=file]")].filter((one) => one.checkVisibility())
          .map((one) => one.outerHTML.slice(0, 120)));
      found.push(...shown.map((html) => `${name} in ${language} prints ${html}`));
    }
  }
  assert.deepEqual(found, []);
  await context.close();
});

/** Pages on which work is done: the form, the sheet, the check, the decision. */
const WORKED = ["application-form", "judge-review", "screen-application", "agree-application", "choosing-shortlist", "webhooks"];

test("everything is reached and seen by keyboard alone", async () => {
  const { page, context } = await openPage(browser, address);
  const found = [];
  for (const [turn, name] of WORKED.entries()) {
    await page.goto(`/${name}.${LANGUAGES[turn % LANGUAGES.length]}.html`);
    // What can be reached: of a group of radio buttons one, and the arrow keys choose among them.
    const wanted = await page.evaluate(() => {
      const groups = new Set();
      const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
      const reached = all.filter((one) => {
        if (one.type === "hidden" || one.disabled || !one.checkVisibility()) return false;
        if (one.type !== "radio") return true;
        return groups.has(one.name) ? false : groups.add(one.name);
      });
      return reached.length;
    });
    const seen = new Set();
    for (let press = 0; press < wanted + 2; press += 1) {
      await page.keyboard.press("Tab");
      const now = await page.evaluate(() => {
        const here = document.activeElement;
        if (!here || here === document.body) return null;
        const box = here.closest("label") ?? here;
        const [own, around] = [getComputedStyle(here), getComputedStyle(box)];
        const ring = parseFloat(own.outlineWidth) > 0 && own.outlineStyle !== "none";
        const boxed = parseFloat(around.outlineWidth) > 0 && around.outlineStyle !== "none";
        const { top, bottom } = here.getBoundingClientRect();
        here.dataset.place ??= String(Math.random());
        return { place: here.dataset.place, lit: ring || boxed, inside: bottom > 0 && top < innerHeight, html: here.outerHTML.slice(0, 120) };
      });
      if (!now) continue;
      seen.add(now.place);
      if (!now.lit) found.push(`${name}: no focus is seen on ${now.html}`);
      if (!now.inside) found.push(`${name}: the focus is out of sight on ${now.html}`);
    }
    if (seen.size < wanted) found.push(`${name}: ${seen.size} of ${wanted} are reached`);
  }
  assert.deepEqual(found, []);
  await context.close();
});

test("nothing moves for whoever asked for less motion", async () => {
  const { page, context } = await openPage(browser, address, { reducedMotion: "reduce" });
  for (const name of ["tender", "judge-review", "own-desk"]) {
    await page.goto(`/${name}.en.html`);
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll("*")].filter((one) => {
        const { transitionDuration, animationName } = getComputedStyle(one);
        return animationName !== "none" || transitionDuration.split(",").some((length) => parseFloat(length) > 0);
      }).length);
    assert.equal(moving, 0, name);
  }
  await context.close();
});
