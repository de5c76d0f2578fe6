// What the README shows does what it says.

import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { example, ROOT } from "../given.js";

const HERE = path.join(ROOT, "bindings-wasm");
const written = await readFile(path.join(HERE, "README.md"), "utf8");
const [first, forms, worker] = [...written.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);

/** Runs a piece of code as a module of this package, with some names known to it; gives what it logs. */
async function run(code, known = {}, given = "report") {
  const file = path.join(HERE, "tests/node", `readme-${process.pid}.mjs`);
  globalThis.readme = { known, logged: [] };
  const names = `const { ${Object.keys(known).join(", ")} } = globalThis.readme.known;\nconst console = { log: (...words) => globalThis.readme.logged.push(words) };\n`;
  const imports = (code.match(/^import .*$/gm) ?? []).join("\n");
  await writeFile(file, `${imports}\n${names}${code.replaceAll(/^import .*$/gm, "")}\nexport { ${given} };\n`);
  try {
    return { ...(await import(`${file}?${Math.random()}`)), logged: globalThis.readme.logged };
  } finally {
    await rm(file);
  }
}

test("the first lines", async () => {
  const { report, logged } = await run(first);
  assert.equal(logged.length, report.length);
  assert.ok(logged.some(([name, status, message]) => name === "一小" && status === "fail" && message.includes("12")));
});

test("a form", async () => {
  const { Pack } = await import("dudao");
  const pack = await Pack.load("fenghua-2019");
  const { form } = await run(forms, { report: pack.evaluate(pack.dataset(await example()), { asOf: "2021-06-01" }) }, "form");
  assert.match(form.html, /^<!DOCTYPE html>/i);
});

test("the same in a worker", async () => {
  const { report } = await run(worker, { tables: await example(), signal: new AbortController().signal });
  assert.equal(report.length, 2397);
});
