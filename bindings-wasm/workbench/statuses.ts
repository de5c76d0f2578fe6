import { statuses } from "./engine.js";
import type { Language } from "./text.js";

type Words = Awaited<ReturnType<typeof statuses>>;

const asked = new Map<Language, Promise<Words>>();

/** Marks and names of the statuses, which the engine is asked for once in each language. */
export function statusWords(language: Language): Promise<Words> {
  const known = asked.get(language) ?? statuses(language);
  asked.set(language, known);
  // An engine that was just replaced answers the next time.
  known.catch(() => asked.delete(language));
  return known;
}
