// What tests are given: shared cases, example records, and what Rust made of them.

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

export const ROOT = path.join(import.meta.dirname, "../..");
const CASES = path.join(ROOT, "tests/cases");

/** The shared cases, by their paths. */
export async function caseNames() {
  const files = await readdir(CASES, { recursive: true });
  return files.filter((file) => file.endsWith(".json")).map((file) => file.replaceAll(path.sep, "/")).sort();
}

/** A case as it is written, with the record book that it names put in its place. */
export async function caseText(name) {
  const text = await readFile(path.join(CASES, name), "utf8");
  const book = JSON.parse(text).csv;
  return typeof book === "string" ? text.replace(`"csv": ${JSON.stringify(book)}`, `"csv": ${JSON.stringify(await example(book)).replaceAll("$", "$$$$")}`) : text;
}

let read;

/** How many findings each case has in Rust, and the hashes of the texts that come out. */
export function rust() {
  if (!process.env.DUDAO_CASES) throw new Error("`DUDAO_CASES` names what the shared cases gave in Rust; `./test` makes it");
  return (read ??= readFile(process.env.DUDAO_CASES, "utf8").then(JSON.parse));
}

/** How many findings the whole pack has on the example records, on the day on which the workbench begins. */
export const JUDGED = 2397;

/** The example record book: CSV by table. */
export async function example(name = "fenghua-2019") {
  const folder = path.join(ROOT, "tests/data", name);
  const tables = (await readdir(folder)).filter((file) => file.endsWith(".csv")).map(async (file) => [path.basename(file, ".csv"), await readFile(path.join(folder, file), "utf8")]);
  return Object.fromEntries(await Promise.all(tables));
}
