// The shared cases of `tests/cases/`, as everything else runs them too: what they expect, how much they check, and the same bytes. It runs in Node
// and in browsers.

import { differences, listed, report } from "./compare.js";

const OF_BOTH = ["description", "options", "findings", "scores", "partial", "absent", "only_under", "error", "data_issues", "coverage", "receipt", "forms"];
const OF_CASE = [...OF_BOTH, "source", "pack", "library", "tables", "csv", "warnings", "tests", "variants"];
const OPTIONS = ["as_of", "params", "readings", "profile", "rules", "statuses", "language", "strict", "evidence", "all_readings"];

/** Runs a case, given as its text. Says what is wrong, how many findings it counted, and the hashes of the texts that came out. */
export async function runCase(written, dudao) {
  const run = new Run(written, dudao);
  await run.all();
  return { wrong: run.wrong, findings: run.findings, texts: run.texts };
}

class Run {
  wrong = [];
  findings = 0;
  texts = [];

  constructor(written, dudao) {
    this.written = written;
    this.case = JSON.parse(written);
    this.dudao = dudao;
  }

  async all() {
    const given = this.case;
    checkKeys(given, OF_CASE);
    const asked = ["findings", "scores", "error", "warnings", "tests", "variants"].filter((key) => key in given);
    if (asked.length === 0 || ("error" in given && ("findings" in given || "scores" in given))) {
      throw new Error("a case expects `findings` and `scores`, or `error`, and not both");
    }
    const files = typeof given.pack === "string" ? given.pack : texts(given.pack);
    const library = texts(given.library ?? {});
    let pack;
    try {
      pack = await this.dudao.Pack.load(files, { library });
    } catch (error) {
      await this.refused(error, given.error);
      this.wrong.push(...(await mended(this.dudao, files, library, error.problems)));
      return;
    }
    const warnings = await pack.check();
    await this.gotProblems(warnings);
    this.wrong.push(...listed("warnings", given.warnings ?? warnings, warnings));
    if (asked.some((key) => ["findings", "scores", "error"].includes(key))) await this.evaluate(pack, given.options ?? {}, given);
    if ("tests" in given) await this.runTests(pack);
    for (const variant of given.variants ?? []) {
      checkKeys(variant, OF_BOTH);
      await this.evaluate(pack, { ...given.options, ...variant.options }, variant);
    }
    pack.free();
  }

  async runTests(pack) {
    try {
      const written = await pack.testJson({ lang: this.case.options?.language ?? "zh" });
      const found = JSON.parse(written);
      this.findings += found.expectations;
      await this.got(written);
      this.wrong.push(...differences(this.case.tests, found, "tests"));
    } catch (error) {
      await this.refused(error, undefined);
    }
  }

  async evaluate(pack, options, expected) {
    checkKeys(options, OPTIONS);
    const { as_of = "2021-02-01", language, all_readings, strict = false, ...others } = options;
    const asked = { asOf: as_of, ...others, ...(language && { lang: language }), ...(all_readings && { allReadings: all_readings }) };
    let found;
    try {
      const data = await pack.dataset(this.tables(), { strict });
      found = await pack.evaluate(data, asked);
      data.free();
    } catch (error) {
      return this.refused(error, expected.error);
    }
    const written = await found.json();
    await this.got(written);
    const { wrong, findings } = report(JSON.parse(written), expected);
    this.wrong.push(...wrong);
    this.findings += findings;
    for (const form of expected.forms ?? []) await this.fill(found, form);
    found.free();
  }

  async fill(found, { ask, filled = {}, html = { contains: [] }, error: refusal, ...unknown }) {
    checkKeys(unknown, []);
    this.findings += 1;
    let form;
    try {
      form = await found.form(ask.form, ask.unit, ask.period === undefined ? {} : { period: ask.period });
    } catch (error) {
      return this.refused(error, refusal);
    }
    await this.got(form.json);
    await this.got(form.html);
    const wrong = refusal ? ["it should have been refused"] : [];
    wrong.push(...differences(filled, form, "filled"), ...differences(html, form.html, "html").map((line) => line.slice(0, 400)));
    this.wrong.push(...wrong.map((line) => `form ${ask.form} of ${ask.unit}: ${line}`));
  }

  /** Lists of objects; the very text where JavaScript has no such thing. */
  tables() {
    const text = member(this.written, "tables");
    const csv = texts(this.case.csv ?? {});
    if (text === undefined) return csv;
    return [isBook(this.case.tables) && isExact(text) ? this.case.tables : text, csv];
  }

  async refused(error, expected) {
    if (!(error instanceof this.dudao.DudaoError)) throw error;
    await this.gotProblems(error.problems);
    this.wrong.push(...(expected ? listed("error", expected, error.problems) : [`not expected: ${error.message}`]));
  }

  async gotProblems(problems) {
    await this.got(JSON.stringify(sorted(problems)));
  }

  async got(text) {
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    this.texts.push(Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join(""));
  }
}

/** The same with the keys of every object in order. */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

function checkKeys(given, known) {
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Error(`cases have no ${unknown}`);
}

/** A text is a string, or a list of its lines. */
function texts(given) {
  return Object.fromEntries(Object.entries(given).map(([name, text]) => [name, typeof text === "string" ? text : text.map((line) => `${line}\n`).join("")]));
}

/** Whether it is tables of records of cells. */
function isBook(tables) {
  const isRecord = (record) =>
    typeof record === "object" && record !== null && !Array.isArray(record) && Object.values(record).every((cell) => Array.isArray(cell) || typeof cell !== "object" || cell === null);
  return !Array.isArray(tables) && Object.values(tables).every((rows) => Array.isArray(rows) && rows.every(isRecord));
}

/** Whether every number is written as JavaScript writes it, and no object repeats a key. */
function isExact(text) {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/gs, '""');
  const keys = (text.match(/"(?:[^"\\]|\\.)*"(?=\s*:)/gs) ?? []).length;
  const count = (value) => (typeof value === "object" && value !== null ? Object.values(value).reduce((sum, member) => sum + count(member), Array.isArray(value) ? 0 : Object.keys(value).length) : 0);
  return (bare.match(/-?\d[\d.eE+-]*/g) ?? []).every((number) => String(Number(number)) === number) && keys === count(JSON.parse(text));
}

/** The text of a member of the object that `text` is. */
function member(text, wanted) {
  let at = text.indexOf("{") + 1;
  for (;;) {
    at = skip(text, at);
    if (text[at] !== '"') return undefined;
    const end = endOf(text, at);
    const name = JSON.parse(text.slice(at, end));
    const start = skip(text, end);
    at = endOf(text, start);
    if (name === wanted) return text.slice(start, at);
  }
}

/** Past blanks and what stands between the members. */
function skip(text, at) {
  while (" \t\r\n,:".includes(text[at])) at += 1;
  return at;
}

/** Where a value ends that starts at a place. */
function endOf(text, start) {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') {
      for (at += 1; text[at] !== '"'; at += 1) if (text[at] === "\\") at += 1;
    } else if ("[{".includes(sign)) depth += 1;
    else if ("]}".includes(sign)) depth -= 1;
    else if (!/[-+.\w]/.test(sign) || /[-+.\w]/.test(text[at + 1] ?? "")) continue;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

/** A repair that is offered must repair: each its own problem, and all of them the pack if every problem has one. */
async function mended(dudao, files, library, problems) {
  const wrong = [];
  const told = problems.map((problem) => JSON.stringify([problem.code, problem.message]));
  for (const [number, { fix }] of problems.entries()) {
    // The same slip elsewhere keeps its own problem; only the one at this place has to go.
    const alone = told.filter((other) => other === told[number]).length === 1;
    if (fix && alone && (await left(dudao, files, library, [fix])).includes(told[number])) wrong.push(`its fix does not mend it: ${told[number]}`);
  }
  const fixes = problems.map(({ fix }) => fix);
  if (fixes.every(Boolean)) {
    const still = await left(dudao, files, library, fixes);
    if (still.length > 0) wrong.push(`with every fix applied the pack is still refused: ${still}`);
  }
  return wrong;
}

/** What is wrong with a pack after repairs, the last ones made first so that the others keep their places. */
async function left(dudao, files, library, fixes) {
  const [own, shared] = [{ ...files }, { ...library }];
  const unlike = [...new Map(fixes.map((fix) => [JSON.stringify(fix), fix])).values()];
  const key = ({ place }) => [place.file, place.line, place.column];
  unlike.sort((a, b) => (key(b)[0] > key(a)[0] ? 1 : key(b)[0] < key(a)[0] ? -1 : key(b)[1] - key(a)[1] || key(b)[2] - key(a)[2]));
  for (const { place, insert } of unlike) {
    const among = place.file in own ? own : shared;
    const lines = among[place.file].split("\n");
    const signs = [...lines[place.line - 1]];
    signs.splice(place.column - 1, place.length, insert);
    lines[place.line - 1] = signs.join("");
    among[place.file] = lines.join("\n");
  }
  try {
    (await dudao.Pack.load(own, { library: shared })).free();
    return [];
  } catch (error) {
    return error.problems.map((problem) => JSON.stringify([problem.code, problem.message]));
  }
}
