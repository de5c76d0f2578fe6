// Where the engine and the shipped packs come from in Node.

import { readFile } from "node:fs/promises";
import { PACKS } from "./generated/packs.js";

export async function code(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(url));
}

export async function files(name: string): Promise<Record<string, string> | undefined> {
  const url = PACKS[name];
  return url && JSON.parse(await readFile(url(), "utf8"));
}
