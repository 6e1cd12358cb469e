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
