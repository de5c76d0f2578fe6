// What a clerk does with the workbench, in a real browser.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { JUDGED } from "../given.js";
import { begin, counts, drop, focusEditor, line, standing, until } from "./workbench.js";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let begun;

before(async () => {
  begun = await begin();
});

after(() => begun?.end());

/** A test on a page of its own, which must leave the browser without complaint. */
const onPage = (name, act, options) =>
  test(name, async () => {
    const { page, wrong, close } = await begun.visit({ acceptDownloads: true, ...options });
    try {
      await act(page);
      assert.deepEqual(wrong, []);
    } finally {
      await close();
    }
  });

const openFile = (page, name) => page.getByRole("tab", { name: new RegExp(`^${name}(?!-)`) }).click();

onPage("opens with the shipped pack judged", async (page) => {
  const [judged, failed] = counts(await standing(page));
  assert.equal(judged, JUDGED);
  assert.equal(failed, 178);
  assert.equal(await page.locator("h1").textContent(), "奉化区小学“强基工程”教育共同体");
  assert.equal(await page.locator("input[type=date]").first().inputValue(), "2021-06-01");
  await page.locator("dudao-findings").getByText("岳林小学教学共同体").first().waitFor();
  assert.match(await page.locator(".problems").textContent(), /没有问题/);
  await page.locator("workbench-editor .hl-word").first().waitFor();
});

onPage("runs the tests of the pack whenever its rules change", async (page) => {
  await standing(page);
  await page.locator(".problems").getByText(/包内测试 \d+ 项通过/).waitFor();
  await openFile(page, "teachers");
  await focusEditor(page);
  await page.keyboard.press("Control+Home");
  const before = [await line(page, 1), await line(page, 2), await line(page, 3), 'param("demo_lessons", '].join("\n");
  for (const _ of before) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Delete");
  await page.keyboard.type("9");
  assert.match(await line(page, 4), /"demo_lessons", 95\)/);
  await page.locator(".problems").getByText(/包内测试 \d+ 项不符/).waitFor();
  // The expectation that is not met any more is a way to it.
  await page.locator(".problems").getByText(/demo-lessons 应为/).first().click();
  await page.getByRole("tab", { name: /^teachers-tests/, selected: true }).waitFor();
});

onPage("marks a slip as one types, and mends it by key", async (page) => {
  const whole = await standing(page);
  await openFile(page, "teachers");
  await focusEditor(page);
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("parm(\"x\", 1);\n");
  await page.locator("workbench-editor .cm-lintRange-error").first().waitFor();
  await page.locator(".banner.bad").waitFor();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Control+.");
  await page.locator("workbench-editor .cm-lintRange-error").first().waitFor({ state: "detached" });
  assert.equal(await line(page, 1), 'param("x", 1);');
  await page.locator(".banner.bad").waitFor({ state: "detached" });
  assert.equal(await standing(page), whole);
});

onPage("mends full-width signs from the list of problems", async (page) => {
  await standing(page);
  await openFile(page, "teachers");
  await focusEditor(page);
  await page.keyboard.press("Control+Home");
  await page.keyboard.insertText("param（\"x\", 1);\n");
  await page.locator(".problem .button").first().click();
  await page.locator(".problem.error").first().waitFor({ state: "detached" });
  assert.equal(await line(page, 1), 'param("x", 1);');
});

onPage("judges again when a slider moves", async (page) => {
  const first = await standing(page);
  await page.locator("#left-tab-settings").click();
  const slider = page.getByRole("slider", { name: "每学期示范课，滑块" });
  await slider.focus();
  for (let step = 0; step < 12; step += 1) await slider.press("ArrowLeft");
  const fewer = await standing(page, first);
  assert.ok(counts(fewer)[1] < counts(first)[1], `${fewer} after ${first}`);
  await page.getByRole("button", { name: "还原“每学期示范课”" }).click();
  assert.equal(await standing(page, fewer), first);
});

onPage("judges again when a reading is chosen", async (page) => {
  const first = await standing(page);
  await page.locator("#left-tab-settings").click();
  await page.getByRole("radio", { name: /牵头校合计/ }).first().check();
  const other = await standing(page, first);
  assert.notEqual(counts(other)[0], counts(first)[0]);
});

onPage("shows what cannot be used of a CSV that was dropped", async (page) => {
  const first = await standing(page);
  await page.locator("#result-tab-records").click();
  await drop(page, [{ name: "projects (1).csv", text: "id,alliance,theme,level,approved,concluded\nK01,yuelin-alliance,quality_action,city,2020-02-31,2021-06-18\nK02,nobody,quality_action,town,2020-03-20,\n" }]);
  await page.getByText("台账 1 张表").waitFor();
  await page.locator(".issue", { hasText: "projects" }).or(page.locator(".issue", { hasText: "课题" })).first().waitFor();
  await page.locator(".issue", { hasText: "2020-02-31" }).getByRole("button").click();
  assert.match(await page.locator("workbench-grid td.bad").first().textContent(), /2020-02-31/);
  await page.getByRole("button", { name: "返回各表" }).click();
  await page.getByRole("button", { name: "撤销" }).click();
  await until(page, (text) => document.getElementById("standing").textContent === text, first);
});

onPage("shows names as text, whatever they are", async (page) => {
  await standing(page);
  const hostile = "<img src=x onerror=alert(1)>";
  page.on("dialog", () => assert.fail("a script ran"));
  await drop(page, [{ name: "alliances.csv", text: `id,name,kind,district\nyuelin-alliance,${hostile},edu_community,fenghua\n` }, { name: `${hostile}.csv`.replaceAll("/", ""), text: "id\n1\n" }]);
  await page.locator("dudao-findings").getByText(hostile).first().waitFor();
  await page.locator("#result-tab-records").click();
  await page.getByText(hostile).first().waitFor();
  assert.equal(await page.locator("img").count(), 0);
});

onPage("survives a script without end", async (page) => {
  await standing(page);
  await openFile(page, "policy");
  await focusEditor(page);
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("\nlet n = 0; while true { n += 1; }\n");
  await page.locator(".problem.error").first().waitFor({ timeout: 30_000 });
  await page.locator("#result-tab-clauses").click();
  await page.locator(".clauses").waitFor();
  await focusEditor(page);
  await page.keyboard.press("Control+z");
  await page.locator(".problem.error").first().waitFor({ state: "detached", timeout: 30_000 });
  assert.equal(counts(await standing(page))[0], JUDGED);
});

onPage("fills in the forms of the pack", async (page) => {
  await standing(page);
  await page.getByRole("tab", { name: "表单", exact: true }).click();
  const form = page.locator("workbench-forms li").filter({ has: page.getByText("目标责任书完成情况表") }).first();
  await form.locator("select option").first().waitFor({ state: "attached" });
  const save = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), form.getByRole("button", { name, exact: true }).click()]);
    return [download.suggestedFilename(), await readFile(await download.path())];
  };
  const [name, saved] = await save(/^保存/);
  assert.match(name, /\.html$/);
  const [popup] = await Promise.all([page.context().waitForEvent("page"), form.getByRole("button", { name: "打开", exact: true }).click()]);
  // The page that is opened is the one that is saved, and it is what the unit's records say.
  await popup.locator("table").first().waitFor();
  assert.match(saved.toString(), /^<!DOCTYPE html>/i);
  assert.ok(saved.toString().includes(await popup.locator("h1").textContent()));
  await popup.close();
  const [all, zip] = await save(/全部保存/);
  assert.match(all, /\.zip$/);
  assert.equal(zip.subarray(0, 2).toString(), "PK");
});

onPage("exports for Excel, and takes its own archive back", async (page) => {
  const first = await standing(page);
  const exported = async (name) => {
    await page.locator("workbench-results workbench-menu button").first().click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name }).click()]);
    return readFile(await download.path());
  };
  const findings = await exported("判定结果（CSV）");
  assert.deepEqual([...findings.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  assert.ok(findings.toString().split("\n").length > JUDGED);
  assert.ok((await exported("评分（CSV）")).length > 100);
  assert.equal(JSON.parse(await exported("完整报告（JSON）")).findings.length, JUDGED);

  await page.locator("#left-tab-settings").click();
  await page.getByRole("spinbutton", { name: "每学期示范课" }).fill("3");
  await page.keyboard.press("Tab");
  const changed = await standing(page, first);
  const archive = await exported("导出规则和台账（zip）");
  await page.locator("workbench-bar workbench-menu button").click();
  await page.getByRole("menuitem", { name: "回到初始状态" }).click();
  assert.equal(await standing(page, changed), first);
  await page.locator("workbench-bar workbench-menu button").click();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("menuitem", { name: "导入 zip 或文件…" }).click()]);
  await chooser.setFiles({ name: "dudao.zip", mimeType: "application/zip", buffer: archive });
  assert.equal(await standing(page, first), changed);
});

onPage("takes a folder of rules", async (page) => {
  const first = await standing(page);
  await page.locator("workbench-bar workbench-menu button").click();
  await page.getByRole("menuitem", { name: "新建规则包" }).click();
  const fresh = await standing(page, first);
  assert.equal(await page.locator(".problem").count(), 0);
  assert.ok(counts(fresh)[0] > 100);
  await page.locator("workbench-bar workbench-menu button").click();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("menuitem", { name: "导入文件夹…" }).click()]);
  await chooser.setFiles(fileURLToPath(new URL("../../../rules/fenghua-2019", import.meta.url)));
  assert.equal(await standing(page, fresh), first);
  await page.getByRole("tab", { name: "scorecards" }).waitFor();
});

onPage("takes tables under their labels, in the encoding of Chinese Windows", async (page) => {
  const first = await standing(page);
  // 共同体.csv, with a name in GB18030.
  const bytes = [...Buffer.from("id,name\nyuelin-alliance,"), 0xb9, 0xb2, 0xcd, 0xac, 0xcc, 0xe5, 0x0a];
  await drop(page, [{ name: "共同体.csv", bytes }]);
  await standing(page, first);
  await page.locator("#result-tab-records").click();
  assert.equal(await page.locator("#look-alliances").count(), 0);
  await page.getByRole("button", { name: "查看 共同体", exact: true }).click();
  await page.getByRole("cell", { name: "共同体", exact: true }).waitFor();
});

onPage("leaves an input method in peace", async (page) => {
  await standing(page);
  await focusEditor(page);
  await page.keyboard.press("Control+End");
  const browserTools = await page.context().newCDPSession(page);
  for (const text of ["n", "ni", "ni hao"]) {
    await browserTools.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await page.waitForTimeout(350);
  }
  await browserTools.send("Input.insertText", { text: "// 你好，督导。" });
  await page.waitForTimeout(500);
  assert.equal(await line(page), "// 你好，督导。");
});

onPage("is as it was after a reload", async (page) => {
  const first = await standing(page);
  await page.locator("#left-tab-settings").click();
  await page.getByRole("spinbutton", { name: "每学期示范课" }).fill("3");
  await page.keyboard.press("Tab");
  const changed = await standing(page, first);
  await page.locator("#result-tab-scores").click();
  await page.waitForTimeout(700);
  await page.reload();
  assert.equal(await standing(page), changed);
  assert.equal(await page.locator("#result-tab-scores").getAttribute("aria-selected"), "true");
  assert.equal(await page.getByRole("spinbutton", { name: "每学期示范课" }).inputValue(), "3");
});

onPage("drops a state that it cannot read, and says so", async (page) => {
  await standing(page);
  await page.waitForTimeout(700);
  await page.evaluate(() => new Promise((resolve, reject) => {
    const request = indexedDB.open("dudao-workbench", 1);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const transaction = request.result.transaction("state", "readwrite");
      transaction.objectStore("state").put({ version: 0 }, "state");
      transaction.oncomplete = () => { request.result.close(); resolve(); };
    };
  }));
  await page.reload();
  await page.getByText("上次保存的内容读不出来").waitFor();
  assert.equal(counts(await standing(page))[0], JUDGED);
});

onPage("can be used by keyboard alone", async (page) => {
  await standing(page);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "跳到规则");
  await page.keyboard.press("Enter");
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.localName);
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "left-tab-rules");
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused(), "left-tab-settings");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Tab");
  assert.match(await focused(), /^file-tab-/);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "workbench-editor");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  assert.notEqual(await focused(), "workbench-editor");
  await page.getByRole("separator").focus();
  const before = await page.locator(".column.left").evaluate((column) => column.offsetWidth);
  await page.keyboard.press("ArrowRight");
  await until(page, (width) => document.querySelector(".column.left").offsetWidth > width, before);
});

onPage("offers words as one types", async (page) => {
  await standing(page);
  await openFile(page, "teachers");
  await focusEditor(page);
  await page.keyboard.press("Control+End");
  await page.keyboard.type("\nrul");
  await page.locator("workbench-editor .cm-tooltip-autocomplete li").first().waitFor();
  assert.match(await page.locator("workbench-editor .cm-tooltip-autocomplete").textContent(), /rule/);
});

onPage("judges two thousand schools without stutter", async (page) => {
  const first = await standing(page);
  const schools = ["id,name,alliance,role,district,stage,teachers", "yuelin,岳林小学,yuelin-alliance,lead,fenghua,primary,112"];
  for (let number = 1; number < 2000; number += 1) schools.push(`s${number},第${number}小学,yuelin-alliance,member,fenghua,primary,${20 + (number % 90)}`);
  await drop(page, [{ name: "schools.csv", text: `${schools.join("\n")}\n` }]);
  const [judged] = counts(await standing(page, first));
  assert.ok(judged > 20_000, `${judged} were judged`);
  await page.locator("#result-tab-records").click();
  await page.getByRole("button", { name: "查看 学校", exact: true }).click();
  assert.ok((await page.locator("workbench-grid tbody tr").count()) < 120);
  const frames = await page.locator("workbench-grid .grid").evaluate(async (grid) => {
    const times = [];
    for (let step = 0; step < 41; step += 1) {
      const start = performance.now();
      grid.scrollTop += 700;
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b);
  });
  // The machine may be busy with other things; most frames are not held up by them.
  assert.ok(frames[20] < 250, `a frame took ${frames[20]} ms`);

  await page.locator("#left-tab-settings").click();
  const slider = page.getByRole("slider", { name: "每学期示范课，滑块" });
  await slider.press("ArrowLeft");
  await page.getByRole("button", { name: "停止" }).click();
  await page.getByText("已停止").waitFor();
  const before = await page.locator("#standing").textContent();
  await page.getByRole("button", { name: "重新判定" }).click();
  await page.getByText("已停止").waitFor({ state: "detached" });
  assert.ok(counts(await standing(page, before === "" ? "" : before))[0] > 20_000);
});

for (const [name, options] of [
  ["wide and light", {}],
  ["wide and dark", { colorScheme: "dark" }],
  ["narrow", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
]) {
  onPage(`has nothing serious for axe to find: ${name}`, async (page) => {
    await standing(page);
    const look = async (where) => {
      const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      assert.deepEqual(serious.map(({ id, nodes }) => [where, id, nodes.slice(0, 3).map((node) => node.target.join(" "))]), []);
    };
    // The policy forbids inline scripts; what the browser's tools put in is exempt.
    await page.evaluate(await readFile(axe, "utf8"));
    const narrow = options.viewport !== undefined;
    await look("first");
    for (const tab of ["scores", "clauses"]) {
      await page.locator(`#result-tab-${tab}`).click();
      await page.waitForTimeout(300);
      await look(tab);
    }
    await page.locator(narrow ? "#view-records" : "#result-tab-records").click();
    await look("records");
    await page.getByRole("button", { name: "查看 活动", exact: true }).click();
    await look("table");
    await page.locator(narrow ? "#view-settings" : "#left-tab-settings").click();
    await look("settings");
    await page.locator(narrow ? "#view-rules" : "#left-tab-rules").click();
    await focusEditor(page);
    await page.keyboard.insertText("polcy（\"x\");\n");
    await page.locator(".problem.error").first().waitFor();
    await look("problems");
    await page.getByRole("button", { name: "帮助" }).click();
    await look("help");
  }, options);
}
