// Prints the results of `node --test` in the words of `cargo test`, so that one eye reads both.

import { relative } from "node:path";

export default async function* report(events) {
  let [passed, failed, left] = [0, 0, 0];
  const failures = [];
  const started = process.hrtime.bigint();
  for await (const { type, data } of events) {
    if (type === "test:stdout" || type === "test:stderr") yield data.message;
    if (type !== "test:pass" && type !== "test:fail") continue;
    // Suites and files are counted by the tests in them, unless a file fails before its first test.
    if (data.details.type === "suite") continue;
    const file = data.file ? relative(process.cwd(), data.file) : "";
    const name = data.name.endsWith(".mjs") ? relative(process.cwd(), data.name) : `${file} ${data.name}`;
    const skipped = data.skip !== undefined || data.todo !== undefined;
    if (type === "test:fail") {
      failed += 1;
      const { cause, message } = data.details.error;
      failures.push(`---- ${name}\n${cause?.stack ?? message}\n`);
    } else if (skipped) left += 1;
    else passed += 1;
    yield `test ${name} ... ${type === "test:fail" ? "FAILED" : skipped ? "ignored" : "ok"}\n`;
  }
  if (failures.length > 0) yield `\nfailures:\n\n${failures.join("\n")}`;
  const seconds = (Number(process.hrtime.bigint() - started) / 1e9).toFixed(2);
  yield `\ntest result: ${failed > 0 ? "FAILED" : "ok"}. ${passed} passed; ${failed} failed; ${left} ignored; ` +
    `0 measured; 0 filtered out; finished in ${seconds}s\n\n`;
}
