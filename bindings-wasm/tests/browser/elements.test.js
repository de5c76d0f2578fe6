// The elements on a page of somebody else: what they show, by mouse, keyboard and screen reader, of few units and of thousands.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { example, ROOT } from "../given.js";
import { launch, open, serve } from "./chromium.js";

const PAGE = `<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>督导</title>
<link rel="stylesheet" href="/page.css"><script type="module" src="/dist/components.js"></script></head>
<body><main><h1>督导</h1><dudao-findings></dudao-findings><dudao-scoreboard></dudao-scoreboard></main></body></html>`;
const HOSTILE = "<img src=x onerror=alert(1)>";

let browser, server;

before(async () => {
  const axe = await readFile(`${ROOT}/bindings-wasm/node_modules/axe-core/axe.min.js`);
  server = await serve({ "/": PAGE, "/axe.js": axe, "/page.css": "body { background: Canvas; color: CanvasText; }", "/light": PAGE.replace(/<meta name="color-scheme"[^>]*>/, ""), "/book.json": JSON.stringify(await example()), "/many.json": JSON.stringify(many(2000)) });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** So many schools in communities of five, of which each has done something. */
function many(count) {
  const schools = Array.from({ length: count }, (_, number) => ({
    id: `s${String(number).padStart(4, "0")}`,
    name: number === 7 ? HOSTILE : `第${number}小学`,
    alliance: `a${Math.floor(number / 5)}`,
    role: number % 5 === 0 ? "lead" : "member",
    teachers: 20 + (number % 40),
  }));
  const alliances = Array.from({ length: count / 5 }, (_, number) => ({ id: `a${number}`, name: `第${number}共同体`, kind: "edu_community" }));
  const terms = [{ id: "2020-2021-1", academic_year: "2020-2021", season: "autumn", start: "2020-09-01", end: "2021-01-22" }];
  const academic_years = [{ id: "2020-2021", start: "2020-09-01", end: "2021-08-31" }];
  const lessons = schools.filter(({ role }) => role === "lead").flatMap(({ id }, lead) =>
    Array.from({ length: lead % 20 }, (_, number) => ({ id: `${id}-${number}`, kind: "demo_lesson", date: "2020-10-10", presenter: id, host: schools[lead * 5 + 1].id })),
  );
  return { schools, alliances, terms, academic_years, activities: lessons };
}

/** Judges a book on the page and hands the report to both elements. */
async function judged(page, book, options) {
  await page.evaluate(
    async ([book, options]) => {
      const { Pack } = await import("/dist/worker.js");
      const tables = await (await fetch(book)).json();
      const pack = await Pack.load("fenghua-2019");
      const report = await pack.evaluate(tables, options);
      for (const element of document.querySelectorAll("dudao-findings, dudao-scoreboard")) {
        if (options.lang) element.lang = options.lang;
        element.report = report;
      }
    },
    [book, options],
  );
  await page.getByRole("grid").first().getByRole("gridcell").first().waitFor();
}

test("a finding is found, opened and closed by keyboard alone", async () => {
  const { page, wrong, close } = await open(browser, server.address);
  await judged(page, "/book.json", { asOf: "2021-06-01", allReadings: true });
  const grid = page.getByRole("grid").first();
  // Every key goes where a person's would.
  await page.evaluate(() => document.body.focus());
  for (let key = 0; key < 30 && !(await grid.evaluate((node) => node.getRootNode().activeElement !== null && node.contains(node.getRootNode().activeElement))); key += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  await page.keyboard.press("PageDown");
  const before = await active(page);
  await page.keyboard.press("Enter");
  const detail = page.getByRole("complementary").or(page.getByRole("dialog")).or(page.getByRole("region", { name: /详情|小学|学校|共同体/ })).first();
  await detail.waitFor();
  await page.keyboard.press("Escape");
  await detail.waitFor({ state: "hidden" });
  assert.equal(await active(page), before, "the focus returns");
  assert.deepEqual(wrong, []);
  await close();
});

/** What has the focus, through all shadow roots. */
function active(page) {
  return page.evaluate(() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node?.getAttribute("aria-label") ?? node?.textContent;
  });
}

test("it speaks English too", async () => {
  const { page, wrong, close } = await open(browser, server.address);
  await judged(page, "/book.json", { asOf: "2021-06-01", lang: "en" });
  await page.getByText("not due").first().waitFor();
  assert.equal(await page.getByText("未达标").count(), 0);
  assert.deepEqual(wrong, []);
  await close();
});

test("two thousand schools, of which few are drawn", async () => {
  const { page, wrong, close } = await open(browser, server.address);
  await judged(page, "/many.json", { asOf: "2021-02-01" });
  const grid = page.getByRole("grid").first();
  const rows = Number(await grid.getAttribute("aria-rowcount"));
  assert.ok(rows > 2400, `${rows} rows are told to a screen reader`);
  assert.ok((await page.getByRole("gridcell").count()) < 4000, "not all of them are drawn");
  await page.getByRole("searchbox").first().fill("onerror");
  await page.getByText(HOSTILE).first().waitFor();
  await page.getByRole("gridcell", { name: /onerror/ }).first().click();
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => document.images.length), 0);
  assert.deepEqual(wrong, []);
  await close();
});

test("nothing serious for axe", async () => {
  for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    // A page that knows no dark stays light, and so do the elements on it.
    for (const [colorScheme, path] of [["light", "/"], ["dark", "/"], ["dark", "/light"]]) {
      const { page, close } = await open(browser, server.address + path, { viewport, colorScheme });
      await judged(page, "/book.json", { asOf: "2021-06-01", allReadings: true });
      await page.getByRole("gridcell", { name: /未达标/ }).first().click();
      await page.waitForTimeout(300);
      await page.addScriptTag({ url: "/axe.js" });
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3)}`), [], `${viewport.width} ${colorScheme} ${path}`);
      await close();
    }
  }
});
