// The shared cases in Chromium: what they expect, and the same bytes as Rust's.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { caseNames, caseText, rust } from "../given.js";
import { launch, open, serve } from "./chromium.js";

let browser, server, opened;

before(async () => {
  server = await serve({ "/": "<!doctype html><title>dudao</title>" });
  browser = await launch();
  opened = await open(browser, server.address);
  await opened.page.evaluate(async () => {
    const [dudao, { runCase }] = await Promise.all([import("/dist/dudao.js"), import("/tests/cases.js")]);
    window.run = async (text) => {
      try {
        return await runCase(text, dudao);
      } catch (error) {
        return { wrong: [String(error.stack ?? error)], findings: 0, texts: [] };
      }
    };
  });
});

after(async () => {
  await browser?.close();
  await server?.close();
});

test("every case", async () => {
  const [names, there] = [await caseNames(), await rust()];
  let findings = 0;
  for (const name of names) {
    const run = await opened.page.evaluate((text) => window.run(text), await caseText(name));
    assert.deepEqual(run.wrong, [], name);
    assert.deepEqual({ findings: run.findings, texts: run.texts }, there[name], `${name}: not the bytes that Rust writes`);
    findings += run.findings;
  }
  console.log(`Chromium: cases: ${names.length}, findings: ${findings}`);
  assert.equal(names.length, Object.keys(there).length);
  assert.deepEqual(opened.wrong, []);
});
