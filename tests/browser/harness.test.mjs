// The harness itself: each of its eyes sees a planted fault, under the strictest policy, and none where there is none.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { axeFindings, htmlFindings, openBrowser, openPage, overflowFindings, shoot } from "./harness.mjs";

const GOOD = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Good</title></head>
<body><main><h1>Good</h1><p>Nothing to see.</p></main></body></html>`;
const BAD = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Bad</title></head>
<body><main><h1>Bad</h1><input name="reason"><script>console.log(1)</script>
<img src="http://localhost:1/logo.png" alt=""><table><tr><td>${"x".repeat(400)}</td></tr></table>
<p><div></div></p></main></body></html>`;

let browser, server, address;

before(async () => {
  server = createServer((request, response) => {
    if (request.url === "/favicon.ico") return response.writeHead(204).end();
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.setHeader("Content-Security-Policy", "default-src 'none'; require-trusted-types-for 'script'");
    response.end(request.url === "/good" ? GOOD : BAD);
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

test("a good page has no findings", async () => {
  const { page, faults } = await openPage(browser, address, { width: 320 });
  await page.goto("/good");
  assert.deepEqual(await axeFindings(page), []);
  assert.deepEqual(await overflowFindings(page), []);
  assert.deepEqual(await htmlFindings(GOOD), []);
  assert.deepEqual(faults, []);
  assert.match(await shoot(page, "harness-good"), /harness-good\.png$/);
});

test("each planted fault is found", async () => {
  const { page, faults } = await openPage(browser, address, { width: 320 });
  await page.goto("/bad");
  assert.match((await axeFindings(page)).join("\n"), /^label: /m);
  assert.match((await overflowFindings(page)).join("\n"), /px wide in a window of 320 px/);
  assert.match((await htmlFindings(BAD)).join("\n"), /no-implicit-close|element-permitted-content|close-order/);
  assert.match(faults.join("\n"), /Content Security Policy/);
  assert.match(faults.join("\n"), /^foreign: http:\/\/localhost:1\/logo.png/m);
});
