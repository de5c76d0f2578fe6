// Forms as pages. What lays them out is an engine of its own, which is fetched when the first form is asked for.

import init, * as glue from "./generated/forms.js";
import { type DudaoError, errorOf, PackError } from "./errors.js";
import { failed } from "./engine.js";
import { formsEngine } from "./host.js";
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

let started: Promise<unknown> | undefined;

async function start(): Promise<void> {
  started ??= formsEngine().then((module_or_path) => init({ module_or_path }));
  try {
    await started;
  } catch (error) {
    // A network that failed once may work the next time.
    started = undefined;
    throw error;
  }
}

/** The page of a form. */
async function page({ json, template }: Filled): Promise<string> {
  await start();
  try {
    return glue.render(json, template?.file, template?.text);
  } catch (thrown) {
    if (typeof thrown === "string") throw errorOf(JSON.parse(thrown));
    // Nothing can be asked of an instance that broke down.
    glue.__wbg_reset_state();
    throw failed();
  }
}

/** A form with its page. */
export async function laidOut(filled: Filled): Promise<Form> {
  const html = await page(filled);
  return { ...(JSON.parse(filled.json) as FilledForm), html, json: filled.json };
}

/** What is wrong with the templates of a pack, which are tried on made-up forms: an error for each. */
export async function tried(forms: readonly Filled[]): Promise<PackError[]> {
  const found = new Map<string, PackError>();
  for (const form of forms) {
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
