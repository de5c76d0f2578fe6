// The two examples of a page that holds the package: plain HTML as it stands, and a Vue portal as Vite builds it.

import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { build } from "vite";
import { JUDGED, ROOT } from "../given.js";
import { launch, open, serve } from "./chromium.js";

const HERE = path.join(ROOT, "bindings-wasm");
let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

/** A folder as a server has it. */
async function folder(at, under) {
  const files = (await readdir(at, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const pages = files.map(async (entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return [`${under}${path.relative(at, file).replaceAll(path.sep, "/")}`, await readFile(file)];
  });
  return Object.fromEntries(await Promise.all(pages));
}

test("plain HTML, without a bundler", async () => {
  const example = await folder(path.join(HERE, "examples/plain"), "/");
  const server = await serve({ ...example, ...(await folder(path.join(HERE, "dist"), "/dudao/")), "/": example["/index.html"] });
  const { page, wrong, close } = await open(browser, server.address);
  const book = path.join(ROOT, "tests/data/fenghua-2019");
  await page.setInputFiles("input[type=file]", (await readdir(book)).map((file) => path.join(book, file)));
  await page.getByText(`共 ${JUDGED} 条结果。`).waitFor();
  await page.getByText("锦屏小学教学共同体").first().waitFor();
  await page.locator("input[type=date]").fill("2020-06-01");
  await page.getByText(/共 \d+ 条结果。/).waitFor();
  await page.setInputFiles("input[type=file]", { name: "schools.csv", mimeType: "text/csv", buffer: Buffer.from("id,id\n1,2\n") });
  await page.getByText(/出现了两次/).waitFor();
  assert.deepEqual(wrong, []);
  await close();
  await server.close();
});

test("a Vue portal, built by Vite", async () => {
  const out = await mkdtemp(path.join(tmpdir(), "dudao-vue-"));
  // As `npm install` would put it there.
  await symlink("..", path.join(HERE, "node_modules/dudao")).catch(() => {});
  const example = path.join(HERE, "examples/vue");
  await build({ root: example, configFile: path.join(example, "vite.config.js"), logLevel: "error", build: { outDir: out, emptyOutDir: true } });
  const pages = await folder(out, "/");
  const server = await serve({ ...pages, "/": pages["/index.html"] });
  const { page, wrong, close } = await open(browser, server.address);
  await page.getByText("城东小学").first().waitFor();
  const cell = page.getByRole("gridcell", { name: /牵头校送示范课.*未达标|未达标.*牵头校送示范课/ }).first();
  await cell.waitFor();
  await page.locator("input[type=range]").fill("12");
  await page.getByRole("gridcell", { name: /示范课/ }).filter({ hasNotText: "✗" }).first().waitFor();
  assert.deepEqual(wrong, []);
  await close();
  await server.close();
  await rm(out, { recursive: true });
});
