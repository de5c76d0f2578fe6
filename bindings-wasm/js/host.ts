// Where the engine and the shipped packs come from in a browser.

import { PACKS } from "./generated/packs.js";

/** The files of a shipped pack, or of the library that packs use. */
export async function files(name: string): Promise<Record<string, string> | undefined> {
  const url = PACKS[name];
  return url && (await code(url())).json();
}

/** The code of a module, or any other file. */
export async function code(url: URL): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  return response;
}
