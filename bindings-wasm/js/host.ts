// Where the engine and the shipped packs come from in a browser.

import { PACKS } from "./generated/packs.js";

/** The code of a module. */
export function code(url: URL): Promise<Response> {
  return fetched(url);
}

/** The files of a shipped pack, or of the library that packs use. */
export async function files(name: string): Promise<Record<string, string> | undefined> {
  const url = PACKS[name];
  return url && (await fetched(url())).json();
}

async function fetched(url: URL): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  return response;
}
