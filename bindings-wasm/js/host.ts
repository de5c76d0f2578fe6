// Where the engine and the shipped packs come from in a browser.

import { PACKS } from "./generated/packs.js";

/** The engine's code. */
export async function engine(): Promise<Response> {
  return fetched(new URL("./engine.wasm", import.meta.url));
}

/** The code that lays forms out. */
export async function formsEngine(): Promise<Response> {
  return fetched(new URL("./forms.wasm", import.meta.url));
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
