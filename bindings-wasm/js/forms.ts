// Forms as pages. What lays them out is an engine of its own, which is fetched when the first form is asked for.

import { forms } from "./engine.js";
import { type DudaoError, errorOf, PackError } from "./errors.js";
import type { FilledForm, FormTemplate } from "./generated/types.js";

/** A form that was filled in: what stands in each line and cell, the same as a page that prints on A4, and as the text that every other host writes. */
export interface Form extends FilledForm {
  /** The page. It needs nothing from outside and runs nothing. */
  html: string;
  /** What it says, as JSON, byte for byte what Rust and Python write. */
  json: string;
}

/** A form as the engine hands it over. */
export interface Filled {
  json: string;
  template: FormTemplate | null;
}

/** The page of a form. */
async function page({ json, template }: Filled): Promise<string> {
  await forms.start();
  return forms.ask(({ render }) => render(json, template?.file, template?.text));
}

/** A form with its page. */
export async function laidOut(filled: Filled): Promise<Form> {
  const html = await page(filled);
  return { ...(JSON.parse(filled.json) as FilledForm), html, json: filled.json };
}

/** What is wrong with the templates of a pack, which are tried on made-up forms: an error for each. */
export async function tried(made: readonly Filled[]): Promise<PackError[]> {
  const found = new Map<string, PackError>();
  for (const form of made) {
    try {
      await page(form);
    } catch (error) {
      if (!(error instanceof PackError)) throw error;
      // Filled in and left blank, a form stumbles over the same.
      found.set(error.message, error);
    }
  }
  return [...found.values()];
}

/** One error for all of them. */
export function together(errors: readonly PackError[]): DudaoError {
  return errorOf({ subject: "pack", message: errors.map(({ message }) => message).join("\n"), problems: errors.flatMap(({ problems }) => problems) });
}
