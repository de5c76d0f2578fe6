// What an editor of packs asks. The files need not be sound: they are being written.

import { authoring, engine } from "./engine.js";
import type * as glue from "./generated/authoring.js";
import type { Action, Completions, Diagnostic, Highlight, Hover, Language, Position, StatusWords, WordHelp } from "./generated/types.js";
import { type Filled, tried } from "./forms.js";
import { library } from "./packs.js";

/** The files of a pack, path to text. */
export type Files = Readonly<Record<string, string>>;

/** Further files that `uses` may name, beside those that come with the package. */
export interface Library {
  library?: Files;
}

async function asked<T>(files: Files, options: Library, question: (module: typeof glue, sources: string) => string): Promise<T> {
  await authoring.start();
  const all = JSON.stringify({ files, library: { ...(await library()), ...options.library } });
  return JSON.parse(authoring.ask((module) => question(module, all)));
}

/** Everything that is wrong with a pack, or odd about it. */
export async function check(files: Files, options: Library = {}): Promise<Diagnostic[]> {
  const problems = await asked<Diagnostic[]>(files, options, (module, sources) => module.check(sources));
  const templates = [...Object.keys(files), ...Object.keys(options.library ?? {})].some((path) => path.endsWith(".html"));
  if (!templates || problems.some((problem) => problem.severity === "error")) return problems;
  const errors = await tried(await asked<Filled[]>(files, options, (module, sources) => module.made_up_forms(sources)));
  return errors.length > 0 ? errors.flatMap((error) => error.problems) : problems;
}

/** What can be written at a place. */
export function complete(files: Files, file: string, at: Position, options: Library = {}): Promise<Completions> {
  return asked(files, options, (module, sources) => module.complete(sources, file, at.line, at.column));
}

/** What stands at a place; nothing if nothing is to be said of it. */
export function hover(files: Files, file: string, at: Position, options: Library = {}): Promise<Hover | null> {
  return asked(files, options, (module, sources) => module.hover(sources, file, at.line, at.column));
}

/** What can be done about the problems that `check` finds. */
export function actions(files: Files, options: Library = {}): Promise<Action[]> {
  return asked(files, options, (module, sources) => module.actions(sources));
}

/** What each stretch of a text is, for colours. */
export async function highlight(text: string): Promise<Highlight[]> {
  await authoring.start();
  return JSON.parse(authoring.ask(({ highlight }) => highlight(text)));
}

/** The text as it is usually laid out. */
export async function format(text: string): Promise<string> {
  await authoring.start();
  return authoring.ask(({ format }) => format(text));
}

/** The words of the rule language. */
export async function words(): Promise<WordHelp[]> {
  await authoring.start();
  return JSON.parse(authoring.ask(({ words }) => words()));
}

/** The statuses that a finding can have, from the best known to the rarest: mark in a narrow column, and the words that people read. */
export async function statuses(lang: Language = "zh"): Promise<StatusWords[]> {
  await engine.start();
  return JSON.parse(engine.ask(({ statuses }) => statuses(lang)));
}
