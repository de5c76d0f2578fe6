// The same run in Rust, on one thread, and in Chromium, on the same records: `node bindings-wasm/bench.mjs [ALLIANCES]`. Both read CSV in memory.
// Each time is the fastest of five.

import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { launch, open, serve } from "./tests/browser/chromium.js";
import { ROOT } from "./tests/given.js";

const alliances = process.argv[2] ?? "50";
const temporary = await mkdtemp(path.join(tmpdir(), "dudao-"));
const folder = path.join(temporary, "book");
const rust = ["bench", "--quiet", "--package", "dudao-tests", "--bench", "hosts", "--", folder, alliances, "1"];
const native = JSON.parse(execFileSync("cargo", rust, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }));
const pages = { "/": "<!doctype html><title>dudao</title>" };
const tables = (await readdir(folder)).map((file) => path.basename(file, ".csv"));
for (const table of tables) pages[`/book/${table}.csv`] = await readFile(path.join(folder, `${table}.csv`));
await rm(temporary, { recursive: true });

const server = await serve(pages);
const browser = await launch();
const { page } = await open(browser, server.address);
const there = await page.evaluate(async (tables) => {
  const { Pack } = await import("/dist/dudao.js");
  const pack = await Pack.load("fenghua-2019");
  const read = async (table) => [table, new Uint8Array(await (await fetch(`/book/${table}.csv`)).arrayBuffer())];
  const book = Object.fromEntries(await Promise.all(tables.map(read)));
  const fastest = { evaluate: Infinity, view: Infinity, json: Infinity };
  let findings;
  const timed = (name, work) => {
    const start = performance.now();
    const result = work();
    fastest[name] = Math.min(fastest[name], (performance.now() - start) / 1000);
    return result;
  };
  for (let time = 0; time < 5; time += 1) {
    let data;
    const report = timed("evaluate", () => pack.evaluate((data = pack.dataset(book)), { asOf: "2022-12-31", profile: "counted" }));
    findings = report.length;
    timed("view", () => report.view());
    timed("json", () => report.json());
    report.free();
    data.free();
  }
  return { findings, ...fastest };
}, tables);
await browser.close();
await server.close();

if (there.findings !== native.findings) throw new Error(`${there.findings} findings in Chromium, ${native.findings} in Rust`);
const times = (name) => `${there[name].toFixed(3)} s (${(there[name] / native[name]).toFixed(2)} times Rust's)`;
console.log(`${alliances} alliances, ${native.findings} findings`);
console.log(`Rust:     evaluate ${native.evaluate.toFixed(3)} s, json ${native.json.toFixed(3)} s`);
console.log(`Chromium: evaluate ${times("evaluate")}, json ${times("json")}, view ${there.view.toFixed(3)} s`);
