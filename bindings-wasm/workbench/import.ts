import { SETTINGS, textOf, unpack, type Settings } from "./archive.js";
import { decode } from "./csv.js";
import type { Incoming } from "./incoming.js";
import type { Model } from "./model.js";
import { isState, type State, type Table } from "./state.js";

/** What a heap of files amounts to. */
interface Found {
  files: Record<string, string>;
  tables: Record<string, Table>;
  settings: Partial<Settings>;
  skipped: string[];
  broken: [file: string, why: string][];
}

const base = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/** The table that a file holds: its name without the ending, and without the mark of a second download. */
const tableName = (path: string) => base(path).replace(/\.\w+$/, "").replace(/\s*[(（]\d+[)）]$/, "").trim();

type Row = Record<string, unknown>;
const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);

/** Records from the JSON of one table: a list of records, or lists of equal length by column. */
function rowsOf(value: unknown): Row[] | null {
  if (Array.isArray(value)) return value.every(isRow) ? value : null;
  if (!isRow(value)) return null;
  const columns = Object.entries(value);
  if (!columns.every((column): column is [string, unknown[]] => Array.isArray(column[1]))) return null;
  const length = Math.max(0, ...columns.map(([, cells]) => cells.length));
  return Array.from({ length }, (_, at) => Object.fromEntries(columns.map(([name, cells]) => [name, cells[at] ?? null])));
}

/** Tables of a JSON file: one table, a record book, or an example with its day. */
function readJson(path: string, bytes: Uint8Array, found: Found, bad: string): void {
  let value: unknown;
  try {
    value = JSON.parse(textOf(bytes));
  } catch {
    found.broken.push([path, bad]);
    return;
  }
  if (Array.isArray(value)) value = { [tableName(path)]: value };
  if (isRow(value) && isRow(value["tables"])) {
    if (typeof value["asOf"] === "string") found.settings = { ...found.settings, asOf: value["asOf"] };
    value = value["tables"];
  }
  if (!isRow(value)) {
    found.broken.push([path, bad]);
    return;
  }
  for (const [name, content] of Object.entries(value)) {
    const table = typeof content === "string" ? new TextEncoder().encode(content) : rowsOf(content);
    if (table) found.tables[name] = table;
    else found.broken.push([`${path}: ${name}`, bad]);
  }
}

/** Folder names that all rule files share say nothing about the pack. */
function withoutSharedFolder(files: Record<string, string>): Record<string, string> {
  const paths = Object.keys(files).map((path) => path.split("/"));
  const first = paths[0]?.[0];
  if (first === undefined || paths.some((parts) => parts.length < 2 || parts[0] !== first)) return files;
  return withoutSharedFolder(Object.fromEntries(Object.entries(files).map(([path, text]) => [path.slice(first.length + 1), text])));
}

function sort(incoming: readonly Incoming[], model: Model, found: Found): void {
  for (const { path, bytes } of incoming) {
    const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
    if (base(path) === SETTINGS) {
      try {
        found.settings = { ...found.settings, ...(JSON.parse(textOf(bytes)) as Partial<Settings>) };
      } catch {
        found.broken.push([path, "JSON"]);
      }
    } else if (ending === "zip") {
      try {
        sort(unpack(bytes), model, found);
      } catch {
        found.broken.push([path, model.say("bad_zip")]);
      }
    } else if (ending === "rhai" || ending === "html") found.files[path] = decode(bytes).replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
    else if (ending === "csv") found.tables[tableName(path)] = bytes;
    else if (ending === "json") readJson(path, bytes, found, model.say("bad_json"));
    else found.skipped.push(base(path));
  }
}

/** Only settings of the right kind are taken: the file may have been edited by hand. */
function sound(settings: Partial<Settings>, model: Model): Partial<State> {
  const names = ["pack", "asOf", "params", "readings", "profile"] as const;
  const entries = names.filter((name) => settings[name] !== undefined).map((name) => [name, settings[name]] as const);
  return Object.fromEntries(entries.filter(([name, value]) => isState({ ...model.state, [name]: value })));
}

/** Takes in whatever was chosen or dropped: rule files replace the pack, tables join the records. */
export function take(incoming: readonly Incoming[], model: Model): void {
  if (incoming.length === 0) return;
  const found: Found = { files: {}, tables: {}, settings: {}, skipped: [], broken: [] };
  sort(incoming, model, found);

  const all = withoutSharedFolder(found.files);
  const own = Object.fromEntries(Object.entries(all).filter(([path]) => !path.startsWith("common/")));
  const files = Object.keys(own).length > 0 ? withoutSharedFolder(own) : all;
  const paths = Object.keys(files).sort();
  const tables = Object.keys(found.tables);

  const said: string[] = [];
  if (paths.length > 0) said.push(model.say("imported_files", { count: paths.length }));
  if (tables.length > 0) said.push(model.say("imported_tables", { count: tables.length }));
  if (paths.length > 0 && files !== all && Object.keys(own).length < Object.keys(all).length) said.push(model.say("import_common"));
  const joint = model.state.language === "zh" ? "，" : ", ";
  const sentences = [
    said.length > 0 ? model.say("imported", { what: said.join(joint) }) : model.say("import_nothing"),
    ...found.broken.map(([file, why]) => model.say("import_broken", { file, why })),
    ...(found.skipped.length > 0 ? [model.say("import_skipped", { files: found.skipped.join(joint) })] : []),
  ].join(" ");

  if (said.length === 0) {
    model.notify(sentences);
    return;
  }
  const fresh: Partial<State> = paths.length > 0 ? { pack: "", files, file: paths.find((path) => base(path).startsWith("policy")) ?? paths[0] ?? "", params: {}, readings: {}, profile: null } : {};
  // The same table may be here under its name and come under its label.
  const known = model.live.description?.tables ?? [];
  const canonical = (name: string) => known.find((one) => one.table === name || one.label === name)?.table ?? name;
  const replaced = new Set(tables.map(canonical));
  const kept = Object.fromEntries(Object.entries(model.state.tables).filter(([name]) => !replaced.has(canonical(name))));
  // An archive of this page is whole: its records replace those that are here, while loose tables join them.
  const whole = Object.keys(found.settings).includes("params");
  model.replace(
    { ...fresh, ...sound(found.settings, model), tables: whole ? found.tables : { ...kept, ...found.tables } },
    sentences,
  );
}
