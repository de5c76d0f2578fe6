import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import type { Incoming } from "./incoming.js";
import type { State, Table } from "./state.js";

/** What an archive says besides its rules and records. */
export type Settings = Pick<State, "pack" | "asOf" | "params" | "readings" | "profile">;

export const SETTINGS = "workbench.json";

const bytesOf = (table: Table) => (table instanceof Uint8Array ? table : strToU8(JSON.stringify(table, null, 1)));

/** Everything that a person has made here, as a zip: `rules/`, `records/` and the settings. */
export function pack(state: State): Uint8Array {
  const settings: Settings = { pack: state.pack, asOf: state.asOf, params: state.params, readings: state.readings, profile: state.profile };
  const rules = Object.entries(state.files).map(([path, text]) => [`rules/${path}`, strToU8(text)] as const);
  const records = Object.entries(state.tables).map(
    ([name, table]) => [`records/${name}.${table instanceof Uint8Array ? "csv" : "json"}`, bytesOf(table)] as const,
  );
  return zipSync(Object.fromEntries([...rules, ...records, [SETTINGS, strToU8(JSON.stringify(settings, null, 2))]]));
}

/** Texts as a zip, by the names of their files. Those that several bear are told apart by numbers. */
export function zip(texts: readonly (readonly [name: string, text: string])[]): Uint8Array {
  const files: Record<string, Uint8Array> = {};
  for (const [name, text] of texts) {
    let free = name;
    for (let number = 2; files[free]; number += 1) free = name.replace(/(\.\w+)?$/, `-${number}$1`);
    files[free] = strToU8(text);
  }
  return zipSync(files);
}

/** Chinese Windows writes names in GB18030 and does not say so; such a name arrives with each byte as a letter. */
function named(path: string): string {
  const letters = [...path].map((letter) => letter.codePointAt(0) ?? 0);
  if (letters.every((letter) => letter < 0x80) || letters.some((letter) => letter > 0xff)) return path;
  return new TextDecoder("gb18030").decode(Uint8Array.from(letters));
}

export function unpack(bytes: Uint8Array): Incoming[] {
  const isFile = (path: string) => !path.endsWith("/") && !path.startsWith("__MACOSX/") && !path.includes("/.");
  return Object.entries(unzipSync(bytes, { filter: (file) => isFile(file.name) })).map(([path, content]) => ({ path: named(path), bytes: content }));
}

export const textOf = (bytes: Uint8Array) => strFromU8(bytes).replace(/^\ufeff/, "");
