import { pack, zip } from "./archive.js";
import type { FormUnit } from "./engine.js";
import type { Model } from "./model.js";

function download(name: string, content: BlobPart, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  // The browser reads the blob after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Names of exported files begin with the policy and the day, so that they sort well in a folder. */
const stem = (model: Model) => `${model.live.description?.id ?? "dudao"}-${model.state.asOf}`;

/** Excel takes a CSV for UTF-8 only if it begins with this mark. */
const MARK = "\ufeff";

export async function findings(model: Model): Promise<void> {
  const text = await model.live.result?.report.csv("findings");
  if (text !== undefined) download(`${stem(model)}-${model.say("results")}.csv`, MARK + text, "text/csv;charset=utf-8");
}

export async function scores(model: Model): Promise<void> {
  const text = await model.live.result?.report.csv("scores");
  if (text !== undefined) download(`${stem(model)}-${model.say("scores")}.csv`, MARK + text, "text/csv;charset=utf-8");
}

export async function report(model: Model): Promise<void> {
  const text = await model.live.result?.report.json();
  if (text !== undefined) download(`${stem(model)}.json`, text, "application/json");
}

/** A form's page in a tab of its own. The page's own policy keeps it from running or loading anything. */
export async function openForm(model: Model, unit: FormUnit): Promise<void> {
  const form = await filled(model, unit);
  if (!form) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([form.html], { type: "text/html" }));
  link.target = "_blank";
  link.rel = "noopener";
  link.click();
  // Whoever prints a page, or loads it again, still wants it a while later.
  setTimeout(() => URL.revokeObjectURL(link.href), 600_000);
}

export async function saveForm(model: Model, unit: FormUnit): Promise<void> {
  const form = await filled(model, unit);
  if (form) download(formName(unit), form.html, "text/html;charset=utf-8");
}

/** Forms as a zip, a page each. */
export async function forms(model: Model, units: readonly FormUnit[]): Promise<void> {
  const pages: [string, string][] = [];
  for (const unit of units) {
    const form = await filled(model, unit);
    if (!form) return;
    pages.push([formName(unit), form.html]);
  }
  download(`${stem(model)}-${model.say("forms")}.zip`, zip(pages) as Uint8Array<ArrayBuffer>, "application/zip");
}

/** Every form of the pack for everybody. */
export async function allForms(model: Model): Promise<void> {
  const report = model.live.result?.report;
  if (!report) return;
  const all = await Promise.all((model.live.description?.forms ?? []).map(({ form }) => report.formUnits(form)));
  await forms(model, all.flat());
}

async function filled(model: Model, { form, entity, period }: FormUnit): Promise<{ html: string } | undefined> {
  return model.live.result?.report.form(form, entity, { period });
}

/** What no system refuses in the name of a file. */
const formName = ({ form, entity, period }: FormUnit) => `${[form, entity, ...(period === "policy" ? [] : [period])].join("-").replace(/[\\/:*?"<>|\s\p{C}]/gu, "_").slice(0, 100)}.html`;

export function everything(model: Model): void {
  download(`${stem(model)}.zip`, pack(model.state) as Uint8Array<ArrayBuffer>, "application/zip");
}
