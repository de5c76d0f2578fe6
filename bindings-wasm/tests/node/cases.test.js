// The shared cases in Node, on the thread that asks: what they expect, and the same bytes as Rust's.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as dudao from "dudao";
import { runCase } from "../cases.js";
import { caseNames, caseText, rust } from "../given.js";

let findings = 0;
const names = await caseNames();

for (const name of names) {
  test(name, async () => {
    const run = await runCase(await caseText(name), dudao);
    assert.deepEqual(run.wrong, []);
    findings += run.findings;
    const there = (await rust())[name];
    assert.deepEqual({ findings: run.findings, texts: run.texts }, there, "not the bytes that Rust writes");
  });
}

test("as many as in Rust", async () => {
  const all = Object.values(await rust());
  console.log(`Node: cases: ${names.length}, findings: ${findings}`);
  assert.equal(names.length, all.length);
  assert.equal(findings, all.reduce((sum, { findings }) => sum + findings, 0));
});
