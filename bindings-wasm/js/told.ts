// What only the module for authors says of a pack.

import { authoring } from "./engine.js";
import type * as glue from "./generated/authoring.js";

/** Loads a pack there, and asks about it. What is wrong with the pack is thrown. */
export async function told(sources: string, question: (pack: glue.Pack) => string): Promise<string> {
  await authoring.start();
  return authoring.ask(({ Pack }) => {
    const pack = Pack.load(sources);
    try {
      return question(pack);
    } finally {
      pack.free();
    }
  });
}
