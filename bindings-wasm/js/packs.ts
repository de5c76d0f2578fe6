// The packs that come with the package. They are files of their own beside the engine.

import { PACKS } from "./generated/packs.js";
import { engine } from "./engine.js";
import { errorOf } from "./errors.js";
import { files } from "./host.js";

/** Where the shared files of all packs are. */
const LIBRARY = "common";

/** The names of the packs that come with the package. */
export async function packs(): Promise<string[]> {
  return names();
}

/** The files of a pack that comes with the package, path to text: to be shown, changed and loaded again. */
export async function sources(name: string): Promise<Record<string, string>> {
  return { ...(await shipped(name)) };
}

const read = new Map<string, Promise<Record<string, string> | undefined>>();

function once(name: string): Promise<Record<string, string> | undefined> {
  let known = read.get(name);
  if (!known) {
    read.set(name, (known = files(name)));
    // A network that failed once may work the next time.
    known.catch(() => read.delete(name));
  }
  return known;
}

export async function shipped(name: string): Promise<Record<string, string>> {
  const found = name === LIBRARY ? undefined : await once(name);
  if (found) return found;
  await engine.start();
  throw errorOf(JSON.parse(engine.ask(({ unknown_pack }) => unknown_pack(name, names()))));
}

function names(): string[] {
  return Object.keys(PACKS).filter((name) => name !== LIBRARY);
}

export async function library(): Promise<Record<string, string>> {
  return (await once(LIBRARY)) ?? {};
}
