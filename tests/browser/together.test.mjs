// Two members of one application at two browsers: what one saves arrives at the other, and nothing is overwritten.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { openBrowser, openPage, startDemo } from "./harness.mjs";

const ROOT = resolve(fileURLToPath(new URL(".", import.meta.url)), "../..");
/** A list with rows, which the case that comes with the program does not ask for. */
const ROWS = `  - id: refs
    label: {da: Referencer, en: References}
    takes:
      rows:
        rows_max: 4
        columns:
          - {id: what, label: {da: Opgave, en: Assignment}, required: true, takes: {text: {chars_max: 40}}}
          - {id: year, label: {da: År, en: Year}, takes: {number: {}}}
`;

let browser, folder, demo;

before(async () => {
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), "trespor-together-"));
  const file = await readFile(join(ROOT, "workflows", "boligliv-i-balance.yaml"), "utf8");
  const before = "  - id: turnover\n    label:";
  assert.ok(file.includes(before));
  await writeFile(join(folder, "rows.yaml"), file.replace(before, ROWS + before));
  demo = await startDemo({}, join(folder, "rows.yaml"));
});

after(async () => {
  await demo?.stop();
  await browser?.close();
  if (folder) await rm(folder, { recursive: true });
});

/** Somebody at a browser of their own. */
async function sit(name) {
  const { page, context, faults } = await openPage(browser, demo.address, { locale: "en-GB" });
  await context.addCookies([{ name: "language", value: "en", url: demo.address }]);
  const press = async (selector) => {
    const arrived = page.waitForNavigation();
    await page.click(selector);
    await arrived;
  };
  await page.goto("/demo");
  await press(`button:has-text("${name} ")`);
  await press("main form button");
  const note = (words) => page.waitForFunction((words) => document.querySelector(".autosave").textContent.includes(words), words);
  /** Types, and waits until it is saved: the note is emptied first, so that it is not an older one. */
  const type = async (field, text, words = "Saved") => {
    await page.evaluate(() => { document.querySelector(".autosave").textContent = ""; });
    await page.fill(`[name="${field}"]`, text);
    await note(words);
  };
  const value = (field) => page.inputValue(`[name="${field}"]`);
  return { page, press, type, value, note, context, faults };
}

test("two who edit at once do not overwrite each other", async () => {
  const nina = await sit("Nina");
  await nina.page.goto("/");
  await nina.press('main a[href^="/tenders/"]');
  await nina.press('a[href$="/tracks/social/apply"]');
  await nina.page.fill("input[name=name]", "Nymark & Venner");
  await nina.page.check("main input[type=radio] >> nth=0");
  await nina.press("main form button");
  const application = nina.page.url();
  await nina.page.goto(`${application}/members`);
  await nina.page.fill("[name=name]", "Mølgaard Byliv");
  await nina.page.fill("[name=email]", "mads@example.org");
  await nina.page.check("[value=organisation]");
  await nina.press("main form:has([name=email]) button");
  const mads = await sit("Mads");

  // On the page of all questions: other fields, and rows of one list.
  for (const who of [nina, mads]) await who.page.goto(`${application}/form`);
  await nina.type("a-approach", "We listen first.");
  await nina.type("a-refs_1_what", "A courtyard");
  await mads.type("a-refs_1_what", "A staircase", "others saved");
  await mads.page.waitForFunction(() => document.querySelector('[name="a-refs_2_what"]').value !== "");
  assert.deepEqual(
    [await mads.value("a-approach"), await mads.value("a-refs_1_what"), await mads.value("a-refs_2_what")],
    ["We listen first.", "A staircase", "A courtyard"],
  );
  // He goes on in his row: hers stays.
  await mads.type("a-refs_1_year", "2024");
  await nina.type("a-team", "Three trades.", "others saved");
  await nina.page.waitForFunction(() => document.querySelector('[name="a-refs_1_year"]').value === "2024");
  await nina.type("a-refs_2_year", "2025");
  const rows = async (who) => {
    await who.page.goto(`${application}/form`);
    const cells = ["1_what", "1_year", "2_what", "2_year", "3_what"];
    return Promise.all(cells.map((cell) => who.value(`a-refs_${cell}`)));
  };
  const both = ["A staircase", "2024", "A courtyard", "2025", ""];
  assert.deepEqual([await rows(nina), await rows(mads)], [both, both]);
  assert.equal(await mads.value("a-team"), "Three trades.");

  // The same field: the second is told, keeps what they typed, and sees both.
  await nina.type("a-approach", "We listen, then draw.");
  await mads.type("a-approach", "We draw, then listen.", "others have changed the same");
  assert.equal(await mads.value("a-approach"), "We draw, then listen.");
  await mads.press("button[value=save]");
  const shown = await mads.page.locator("main").innerText();
  assert.ok(shown.includes("We listen, then draw."), shown);
  assert.equal(await mads.value("a-approach"), "We draw, then listen.");

  // The page of one question shares the list in the same way; the counter is there for a text in a row.
  for (const who of [nina, mads]) await who.page.goto(`${application}/form/refs`);
  await nina.type("a-refs_3_what", "A roof");
  await mads.type("a-refs_3_what", "A cellar", "others saved");
  await mads.page.waitForFunction(() => document.querySelector('[name="a-refs_4_what"]').value === "A roof");
  assert.match(await mads.page.locator("#a-refs_3_what-count").innerText(), /\b32\b/);
  // The refusal above is an answer of 409, which a browser writes to its console; and who leaves a page breaks off what
  // it still loads.
  const faults = [...nina.faults, ...mads.faults].filter((fault) => /^(script|foreign):/.test(fault));
  assert.deepEqual(faults, []);
});
