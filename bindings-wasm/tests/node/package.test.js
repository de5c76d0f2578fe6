// The package as a program in Node uses it.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as local from "dudao";
import * as remote from "dudao/worker";
import { JUDGED, example } from "../given.js";

const asOf = "2021-06-01";
const book = await example();

/** A file without quotes as records. */
function records(csv) {
  const [header, ...lines] = csv.trim().split("\n").map((line) => line.split(","));
  return lines.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at]])));
}

function columns(rows) {
  return Object.fromEntries(Object.keys(rows[0]).map((name) => [name, rows.map((row) => row[name])]));
}

const encoder = new TextEncoder();
const each = (change) => Object.fromEntries(Object.entries(book).map(([table, csv]) => [table, change(csv)]));

for (const [where, { Pack }] of Object.entries({ "dudao": local, "dudao/worker": remote })) {
  test(`${where}: the same records are the same bytes, whatever they come from`, async () => {
    const pack = await Pack.load("fenghua-2019");
    const written = async (tables) => (await (await pack.evaluate(await pack.dataset(tables), { asOf })).json());
    const expected = await written(book);
    assert.equal(JSON.parse(expected).findings.length, JUDGED);
    assert.equal(await written(each((csv) => encoder.encode(csv))), expected, "bytes");
    assert.equal(await written(each((csv) => encoder.encode(`\ufeff${csv}`))), expected, "bytes with a mark");
    assert.equal(await written(each(records)), expected, "records");
    assert.equal(await written(each((csv) => columns(records(csv)))), expected, "columns");
    assert.equal(await written(JSON.stringify(each(records))), expected, "JSON");
    assert.equal(await written(encoder.encode(JSON.stringify(each(records)))), expected, "bytes of JSON");
    const { schools, ...others } = book;
    assert.equal(await written([{ schools }, JSON.stringify(Object.fromEntries(Object.entries(others).map(([name, csv]) => [name, records(csv)])))]), expected, "parts");
  });

  test(`${where}: cells as JavaScript has them`, async () => {
    const pack = await Pack.load({
      "policy.rhai": `
        policy("t").in_force("2020-01-01", "2020-12-31");
        clause("1").says("试验").force("mandatory");
        table("rows").label("表").number("n", "数").flag("yes", "是否").date("day", "日期").tags("tags", "标签").dated("day");
        entity("row", "rows");
        rule("all").clause("1").each("row").measure("n", sum("rows", "n").having("yes", true).having("tags", "a").everywhere())
            .judge(|m| m.n.at_least(3));`,
    });
    const rows = [
      { id: 1, n: 1.5, yes: true, day: new Date(2020, 2, 1), tags: ["a", "b"] },
      { id: 2n, n: 2n, yes: true, day: new Date(2020, 2, 1, 9, 30), tags: "a;c" },
      { id: "3", n: NaN, yes: false, day: null, tags: [] },
      { id: "", n: undefined, yes: null },
    ];
    const report = await pack.evaluate({ rows }, { asOf });
    const csv = "id,n,yes,day,tags\n1,1.5,true,2020-03-01,a;b\n2,2,true,2020-03-01 09:30,a;c\n3,,false,,\n,,,,\n";
    assert.equal(await report.json(), await (await pack.evaluate({ rows: csv }, { asOf })).json());
    assert.equal((await report.finding(0)).measured, 3.5);
  });

  test(`${where}: a file in GB18030`, async () => {
    const pack = await Pack.load("fenghua-2019");
    // 实验小学 in GB18030.
    const name = [0xca, 0xb5, 0xd1, 0xe9, 0xd0, 0xa1, 0xd1, 0xa7];
    const schools = Uint8Array.from([...encoder.encode("id,name,role\nA,"), ...name, ...encoder.encode(",lead\n")]);
    const report = await pack.evaluate({ schools, terms: book.terms, activities: "id\n" }, { asOf, rules: ["lectures"] });
    assert.equal((await report.finding(0)).entity_name, "实验小学");
    await assert.rejects(async () => pack.dataset({ schools: Uint8Array.from([0x69, 0x64, 0x0a, 0xff, 0xff]) }), { name: "DataError", code: "data.format" });
  });

  test(`${where}: what is wrong is told, all of it`, async () => {
    const { DataError, DudaoError, OptionError, PackError } = where === "dudao" ? local : remote;
    await assert.rejects(Pack.load({ "a.rhai": 'policy("x"' }), (error) => {
      assert.ok(error instanceof PackError && error instanceof DudaoError && error instanceof Error);
      assert.equal(error.code, "script.unclosed");
      assert.deepEqual(error.place, { kind: "script", file: "a.rhai", line: 1, column: 7, length: 1 });
      assert.match(error.help.zh, /补上/);
      assert.match(error.message, /^a\.rhai:1:7: \[script\.unclosed\]/);
      return true;
    });
    await assert.rejects(Pack.load("fenghua-2018"), (error) => error instanceof PackError && /fenghua-2019/.test(error.help.zh));
    const pack = await Pack.load("fenghua-2019");
    await assert.rejects(async () => pack.dataset({ schools: "id,role\nA,领导\n" }, { strict: true }), (error) => {
      assert.ok(error instanceof DataError);
      assert.deepEqual(error.place, { kind: "data", table: "schools", row: 1, id: "A", column: "role" });
      return true;
    });
    await assert.rejects(async () => pack.evaluate(book, { asof: "2021-06-01", params: { demo_lesson: 3, lectures: null }, lang: "fr", statuses: ["failed"] }), (error) => {
      assert.ok(error instanceof OptionError);
      assert.deepEqual(error.problems.map(({ place }) => place.name).sort(), ["asof", "lang", "params", "params", "statuses"]);
      return true;
    });
    const report = await pack.evaluate(book, { asOf });
    await assert.rejects(async () => report.finding(JUDGED), { name: "OptionError" });
    await assert.rejects(async () => report.explain("nothing"), { name: "OptionError" });
    await assert.rejects(async () => report.csv("table"), { name: "OptionError" });
  });

  test(`${where}: a report can be asked`, async () => {
    const pack = await Pack.load("fenghua-2019");
    const report = await pack.evaluate(book, { asOf, params: { demo_lessons: 12 }, readings: {}, lang: "en" });
    assert.equal(report.length, JUDGED);
    const failed = await report.findings({ statuses: ["fail"], rules: ["demo-lessons"] });
    assert.ok(failed.length > 0 && failed.every(({ rule, status, required }) => rule === "demo-lessons" && status === "fail" && required === 12));
    const [first] = failed;
    const same = await report.findings({ table: "schools", entity: first.entity, rules: [first.rule] });
    assert.ok(same.some(({ fingerprint }) => fingerprint === first.fingerprint));
    assert.equal((await report.findings({ from: 10, count: 5 })).length, 5);
    const explained = await report.explain(first.fingerprint);
    assert.equal(explained.measures[0].records.length, explained.finding.evidence.counted);
    assert.equal(explained.params[0].value, "12");
    assert.equal((await report.view()).matrix.length, new Set((await report.findings()).map(({ entity_type, entity }) => entity)).size);
    assert.match(await report.csv(), /^\ufefffingerprint,/, "with the mark that Excel wants");
    assert.equal((await report.receipt()).params.demo_lessons, 12);
    assert.ok((await report.scores()).length > 0);
    assert.equal(Object.values(await report.counts()).reduce((a, b) => a + b), JUDGED);
    assert.equal((await pack.describe()).params.find(({ param }) => param === "demo_lessons").values[0].value, 15);
    const tests = await pack.test();
    assert.equal(tests.failed, 0);
    assert.ok(tests.passed > 0);
  });
}

test("without a day it is judged as of today", async () => {
  const pack = await local.Pack.load("fenghua-2019");
  const today = new Date();
  const two = (number) => String(number).padStart(2, "0");
  assert.equal(pack.evaluate(book).receipt().as_of, `${today.getFullYear()}-${two(today.getMonth() + 1)}-${two(today.getDate())}`);
});

/** A pack whose closure goes on for ever on some records, of which every one is judged anew. */
const ENDLESS = {
  "policy.rhai": `
    policy("t").in_force("2020-01-01", "2020-12-31");
    clause("1").says("试验").force("mandatory");
    table("rows").label("表").text("name", "名称").number("n", "数");
    entity("row", "rows");
    rule("r").clause("1").each("row").judge(|m| { let n = m.n; if m.name == "endless" { loop { } } holds(n > 0, "n") });`,
};
const endless = { rows: Array.from({ length: 3000 }, (_, n) => ({ id: `r${n}`, name: "endless", n })) };

/** A pack of many rules that each take their time over some records. */
const SLOW = {
  "policy.rhai": `
    policy("t").in_force("2020-01-01", "2020-12-31");
    clause("1").says("试验").force("mandatory");
    table("rows").label("表").text("name", "名称").number("n", "数");
    entity("row", "rows");
    for number in 0..40 {
        rule("r" + number).clause("1").each("row").judge(|m| {
            let n = m.n;
            if m.name == "slow" { let left = 8000; while left > 0 { left -= 1; } }
            holds(n >= 0, "n")
        });
    }`,
};
const slow = { rows: Array.from({ length: 10 }, (_, n) => ({ id: `r${n}`, name: "slow", n })) };

test("a run in a worker is told how far it is, stops between its steps, and the worker lives on", async () => {
  const pack = await remote.Pack.load("fenghua-2019");
  const data = await pack.dataset(book);
  const told = [];
  await pack.evaluate(data, { asOf, onProgress: (progress) => told.push(progress) });
  assert.ok(told.length > 0 && told.at(-1).done === told.at(-1).total);
  const before = await pack.evaluate(data, { asOf });
  const stop = new AbortController();
  const judged = (await remote.Pack.load(SLOW)).evaluate(slow, { asOf, signal: stop.signal, onProgress: () => stop.abort() });
  await assert.rejects(judged, (error) => error instanceof remote.StoppedError && error.code === "run.stopped");
  assert.equal((await before.findings()).length, JUDGED, "it is the same worker");
  await assert.rejects(pack.evaluate(data, { asOf, signal: AbortSignal.abort() }), { name: "StoppedError" });
  assert.equal((await pack.evaluate(data, { asOf })).length, JUDGED);
});

test("an endless script is stopped, and the next worker has everything again", async () => {
  const [shipped, pack] = [await remote.Pack.load("fenghua-2019"), await remote.Pack.load(ENDLESS)];
  const data = await shipped.dataset(book);
  const before = await shipped.evaluate(data, { asOf });
  const judged = pack.evaluate(endless, { asOf, signal: AbortSignal.timeout(100) });
  await assert.rejects(judged, { name: "StoppedError" });
  await assert.rejects(before.view(), { name: "EngineError", code: "engine.failed" });
  assert.equal((await shipped.evaluate(data, { asOf })).length, JUDGED);
  // Left alone it ends by itself, rule by rule.
  const few = await pack.evaluate({ rows: endless.rows.slice(0, 3) }, { asOf });
  assert.deepEqual(await few.counts(), { error: 3 });
});

test("a page without a worker has its turns as well", async () => {
  const pack = await local.Pack.load("fenghua-2019");
  const data = pack.dataset(book);
  const report = await pack.evaluateInTurns(data, { asOf });
  assert.equal(report.json(), pack.evaluate(data, { asOf }).json());
  await assert.rejects(pack.evaluateInTurns(data, { asOf, signal: AbortSignal.abort() }), { name: "StoppedError" });
});

test("CommonJS has it too", async () => {
  const { Pack } = createRequire(import.meta.url)("dudao");
  assert.equal((await Pack.load("fenghua-2019")).evaluate(book, { asOf }).length, JUDGED);
  const { Pack: There } = createRequire(import.meta.url)("dudao/worker");
  assert.equal((await (await There.load("fenghua-2019")).evaluate(book, { asOf })).length, JUDGED);
});
