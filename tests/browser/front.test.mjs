// The front page of the demo, as a visitor meets it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  WIDTHS, axeFindings, htmlFindings, openBrowser, openPage, overflowFindings, shoot, startDemo,
} from "./harness.mjs";

let browser, demo;

before(async () => {
  demo = await startDemo();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

for (const width of WIDTHS) {
  test(`the front page at ${width} px`, async () => {
    const { page, context, faults } = await openPage(browser, demo.address, { width });
    const response = await page.goto("/");
    assert.equal(response.status(), 200);
    assert.notEqual((await page.title()).trim(), "");
    assert.deepEqual(await axeFindings(page), []);
    assert.deepEqual(await overflowFindings(page), []);
    assert.deepEqual(await htmlFindings(await response.text()), []);
    await shoot(page, `front-${width}`);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

/** Bytes that a public page may bring, with everything that belongs to it. */
const WEIGHT_MAX = 100 * 1024;

test("public pages are light, and need nobody else", async () => {
  const { page, context, faults } = await openPage(browser, demo.address);
  await page.goto("/");
  const tender = await page.getAttribute("main .ds-card h3 a", "href");
  for (const path of ["/", tender, "/help", "/privacy", "/sign-in", "/calendar"]) {
    let bytes = 0;
    const counted = [];
    // What leads elsewhere has no body.
    const count = (response) => response.ok() && counted.push(response.body().then((body) => (bytes += body.length)));
    page.on("response", count);
    await page.goto(path, { waitUntil: "networkidle" });
    page.off("response", count);
    await Promise.all(counted);
    assert.ok(bytes > 1_000 && bytes <= WEIGHT_MAX, `${path} brings ${bytes} bytes`);
  }
  assert.deepEqual(faults, []);
  await context.close();
});
