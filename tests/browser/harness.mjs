// What a browser test needs: a demo of its own, a browser, and eyes for faults.
//
//   import { startDemo, openBrowser } from "./harness.mjs";
//
// TRESPOR_BIN       the program; else target/debug/trespor (CARGO_TARGET_DIR is respected)
// TRESPOR_CHROMIUM  the browser; else Debian's chromium, or one found in PATH

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = resolve(here, "../..");

/** Milliseconds until a demo that prints no address is given up; a debug build on a busy machine is slow. */
const START_MS_MAX = 180_000;
/** Milliseconds until a demo that was asked to end is killed, which fails the test. */
const STOP_MS_MAX = 15_000;
/** Milliseconds until a page, or a click on it, is given up. */
const PAGE_MS_MAX = 15_000;
/** How the demo is called: port 0 lets the system choose a free one, so that nothing races for it. */
const DEMO_ARGUMENTS = (data, file) => ["demo", ...(file ? [file] : []), "--listen", "127.0.0.1:0", "--data", data];

/** The widths that every page must stand, in CSS pixels: a phone at WCAG's reflow limit, and a desk. */
export const WIDTHS = [320, 1280];

/** The rules that count: WCAG 2.2 A and AA, and axe's own best practices. */
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The program under test. */
function program() {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const path = process.env.TRESPOR_BIN ?? join(target, "debug", "trespor");
  if (!existsSync(path)) throw new Error(`${path} is not there\nhint: cargo build`);
  return path;
}

/** The browser: the first that is there. */
function browserPath() {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const found = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const path = [process.env.TRESPOR_CHROMIUM, "/usr/bin/chromium", ...found].find((path) => path && existsSync(path));
  if (!path) throw new Error("no Chromium found\nhint: apt-get install chromium, or set TRESPOR_CHROMIUM");
  return path;
}

/**
 * Starts `trespor demo` on a free port, with data in a temporary folder, of `file` where one is named.
 *
 * The demo prints these lines once it answers, with the address first and the mail folder last:
 *
 *   address: http://127.0.0.1:PORT
 *   sign-in ROLE: URL          (one a role)
 *   mail: FOLDER
 *
 * Returns `{ address, mail, signIn: { ROLE: URL }, data, output(), stop() }`.
 */
export async function startDemo(environment = {}, file = undefined) {
  const data = await mkdtemp(join(tmpdir(), "trespor-demo-"));
  const child = spawn(program(), DEMO_ARGUMENTS(data, file), {
    cwd: data,
    env: { ...process.env, NO_COLOR: "1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killed = () => child.kill("SIGKILL");
  process.on("exit", killed);
  const ended = new Promise((done) => {
    child.on("error", (error) => done(`could not be started: ${error.message}`));
    child.on("close", (code, signal) => done(signal ?? code));
  });

  const output = [];
  const demo = { address: undefined, mail: undefined, signIn: {}, data, output: () => output.join("\n") };
  createInterface({ input: child.stderr }).on("line", (line) => output.push(line));
  const ready = new Promise((done) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      output.push(line);
      const [, key, role, value] = /^\s*(address|mail|sign-in(?: (.+?))?): (\S.*?)\s*$/.exec(line) ?? [];
      if (key === "address") demo.address = value;
      else if (key === "mail") demo.mail = value;
      else if (key) demo.signIn[role] = value;
      if (demo.address && demo.mail) done("ready");
    });
  });

  /** Ends the demo as an administrator would, and fails if it does not end cleanly. */
  demo.stop = async () => {
    child.kill("SIGTERM");
    const how = await within(STOP_MS_MAX, ended);
    if (how === LATE) {
      killed();
      await ended;
    }
    process.off("exit", killed);
    await rm(data, { recursive: true, force: true });
    if (how === LATE) throw new Error(`the demo did not end within ${STOP_MS_MAX} ms of SIGTERM\n${demo.output()}`);
    if (how !== 0) throw new Error(`the demo ended with ${how}\n${demo.output()}`);
  };

  const first = await within(START_MS_MAX, Promise.race([ready, ended]));
  if (first !== "ready") {
    killed();
    await ended;
    await rm(data, { recursive: true, force: true });
    const what = first === LATE ? `not ready within ${START_MS_MAX} ms` : `ended with ${first} before it was ready`;
    throw new Error(`trespor demo: ${what}\n${demo.output()}`);
  }
  return demo;
}

const LATE = Symbol("late");

/** What `promise` gives, or `LATE` after so many milliseconds. */
function within(milliseconds, promise) {
  let timer;
  const late = new Promise((done) => (timer = setTimeout(done, milliseconds, LATE)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Starts Chromium. The caller closes it. */
export function openBrowser() {
  return chromium.launch({
    executablePath: browserPath(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * A page of a fresh visitor, with a list of what went wrong on it: script errors, console errors (refused by the
 * content security policy, for example), failed requests, and requests to anybody but `address`.
 *
 * Options go to the browser context: `{ javaScriptEnabled: false }`, `{ locale: "da-DK" }`.
 */
export async function openPage(browser, address, { width = 1280, height = 900, ...options } = {}) {
  const context = await browser.newContext({ baseURL: address, viewport: { width, height }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PAGE_MS_MAX);
  const faults = [];
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
  page.on("requestfailed", (request) => faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== address) faults.push(`foreign: ${url}`);
  });
  return { page, context, faults };
}

/**
 * What axe finds on the page, a sentence each; empty is good.
 *
 * axe is evaluated through the debugging protocol: a script element would be refused by a strict policy, and turning
 * the policy off would test another page than the one that is served.
 */
export async function axeFindings(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(
    (tags) => globalThis.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }),
    AXE_TAGS,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}: ${node.html}`),
  );
}

/** What does not fit: how far the page can be scrolled sideways, and the widest culprits; empty is good. */
export function overflowFindings(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const culprits = [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
      .slice(0, 5)
      .map((element) => element.outerHTML.slice(0, 120));
    return [`the page is ${scrollWidth} px wide in a window of ${clientWidth} px`, ...culprits];
  });
}

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // Style, on which the standard has no opinion.
    "void-style": "off",
    "no-trailing-whitespace": "off",
    "long-title": "off",
    "attribute-boolean-style": "off",
    "doctype-style": "off",
    "attribute-empty-style": "off",
    // Several boxes of one question share a name, as several radio buttons do.
    "form-dup-name": ["error", { allowArrayBrackets: true, shared: ["radio", "checkbox", "submit", "button", "reset"] }],
  },
});

/** What is wrong with a page's HTML as the server sent it, by the standard; empty is good. */
export async function htmlFindings(html) {
  const report = await validator.validateString(html);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId}: ${message}`),
  );
}

/** Takes a picture of the whole page into tests/browser/shots, which git ignores. Returns its path. */
export async function shoot(page, name) {
  const folder = join(here, "shots");
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, fullPage: true, animations: "disabled" });
  return path;
}
