// How a shared case is compared: `tests/cases/README.md` says it, and this does it. Every difference is a line of text.

const FINDING = ["rule", "entity", "period"];
const SCORE = ["card", "entity", "period"];
const COVERED_BY = { rules: "rule", clauses: "clause", cards: "card", readings: "reading" };

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const shown = (value) => JSON.stringify(value);

/** Where `found` is not what is expected. An object may leave keys out; the other side's missing keys count as null. */
export function differences(expected, found, at) {
  if (isObject(expected)) {
    const keys = Object.keys(expected);
    if (keys.length > 0 && keys.every((key) => key === "contains" || key === "lacks")) {
      const text = typeof found === "string" ? found : "";
      const lacking = [expected.contains ?? []].flat().filter((part) => !text.includes(part)).map((part) => `${at}: “${part}” is not in ${shown(found)}`);
      return lacking.concat([expected.lacks ?? []].flat().filter((part) => text.includes(part)).map((part) => `${at}: “${part}” is in ${shown(found)}`));
    }
    if (keys.length === 1 && keys[0] === "within") {
      const [low, high] = expected.within;
      return typeof found === "number" && low <= found && found <= high ? [] : [`${at}: ${shown(found)} is not within ${low} and ${high}`];
    }
    if (isObject(found)) return keys.flatMap((key) => differences(expected[key], found[key] ?? null, `${at}: ${key}`));
  }
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    return expected.flatMap((value, number) => differences(value, found[number], `${at} ${number + 1}`));
  }
  return typeof expected !== "object" || expected === null
    ? Object.is(expected, found ?? null)
      ? []
      : [`${at}: expected ${shown(expected)}, found ${shown(found)}`]
    : [`${at}: expected ${shown(expected)}, found ${shown(found)}`];
}

/** Compares a complete list, in order. */
export function listed(what, expected, found) {
  const wrong = [];
  for (let number = 0; number < Math.min(expected.length, found.length); number += 1) {
    const lines = differences(expected[number], found[number], `${what} ${number + 1}`);
    if (lines.length > 0) wrong.push(...lines, `   it is ${shown(found[number])}`);
  }
  wrong.push(...expected.slice(found.length).map((wanted) => `${what} is lacking: ${shown(wanted)}`));
  wrong.push(...found.slice(expected.length).map((there) => `${what} is one too many: ${shown(there)}`));
  return wrong;
}

/** Compares findings or scores with those that are expected. The list is complete for the rules or cards in it, unless `partial`. */
function rows(what, keys, expected, found, partial) {
  const wrong = [];
  const met = new Set();
  for (const wanted of expected) {
    const unit = keys.map((key) => wanted[key]);
    if (unit.includes(undefined)) {
      wrong.push(`expected ${what} name their ${keys.join(", ")}: ${shown(wanted)}`);
      continue;
    }
    const there = found.flatMap((row, number) => (keys.every((key, part) => row[key] === unit[part]) ? [number] : []));
    if (there.length !== 1) {
      wrong.push(`${unit}: there are ${there.length} such ${what}`);
      continue;
    }
    if (met.has(there[0])) wrong.push(`${unit}: expected twice`);
    met.add(there[0]);
    const row = found[there[0]];
    const unknown = Object.keys(wanted).filter((key) => !(key in row));
    const lines = differences(wanted, row, unit.join(" ")).concat(unknown.map((key) => `${unit}: ${what} have no \`${key}\``));
    if (lines.length > 0) wrong.push(...lines, `   it is ${shown(row)}`);
  }
  if (partial) return wrong;
  const named = new Set(expected.map((wanted) => wanted[keys[0]]));
  return wrong.concat(found.filter((row, number) => !met.has(number) && named.has(row[keys[0]])).map((row) => `not expected: ${shown(row)}`));
}

const encoder = new TextEncoder();

/** Texts by their bytes in UTF-8, which is not the order of UTF-16. */
function byBytes(a, b) {
  const [left, right] = [encoder.encode(a), encoder.encode(b)];
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
}

/** Every report is sorted: by rule or card as declared, entity by its bytes, first day and id of the period. */
function inOrder(what, keys, declared, found) {
  const place = (row) => declared.indexOf(row[keys[0]]);
  const order = (a, b) =>
    place(a) - place(b) || byBytes(a.entity, b.entity) || byBytes(a.period_start ?? "", b.period_start ?? "") || byBytes(a.period, b.period);
  return found.slice(1).flatMap((row, before) => (order(found[before], row) >= 0 ? [`${what} out of order: ${shown(found[before])} before ${shown(row)}`] : []));
}

/** Compares a report's JSON with what a case or a variant expects; also says how many findings that were. */
export function report(found, expected) {
  if (expected.error) return { wrong: [`it should have been refused with ${shown(expected.error.map(({ code }) => code))}`], findings: 0 };
  const { findings, scores = [], coverage } = found;
  const wrong = inOrder("findings", FINDING, coverage.rules.map(({ rule }) => rule), findings);
  wrong.push(...inOrder("scores", SCORE, (coverage.cards ?? []).map(({ card }) => card), scores));
  if (new Set(findings.map(({ fingerprint }) => fingerprint)).size < findings.length) wrong.push("two findings have one fingerprint");
  if (expected.findings) wrong.push(...rows("findings", FINDING, expected.findings, findings, expected.partial));
  if (expected.scores) wrong.push(...rows("scores", SCORE, expected.scores, scores, expected.partial));
  for (const absent of expected.absent ?? []) {
    wrong.push(...findings.filter((finding) => differences(absent, finding, "").length === 0).map((finding) => `there must be none: ${shown(finding)}`));
  }
  if (expected.only_under) wrong.push(...differences(expected.only_under, found.only_under, "only_under"));
  if (expected.data_issues) wrong.push(...listed("data issue", expected.data_issues, found.data_issues));
  for (const [kind, entries] of Object.entries(expected.coverage ?? {})) {
    const key = COVERED_BY[kind];
    for (const entry of entries) {
      const there = (coverage[kind] ?? []).find((covered) => covered[key] === entry[key]);
      wrong.push(...(there ? differences(entry, there, `coverage of ${entry[key]}`) : [`coverage says nothing of ${shown(entry)}`]));
    }
  }
  if (expected.receipt) wrong.push(...differences(expected.receipt, found.receipt, "receipt"));
  const counted = ["findings", "scores", "absent", "only_under"];
  return { wrong, findings: counted.reduce((sum, key) => sum + (expected[key]?.length ?? 0), 0) };
}
