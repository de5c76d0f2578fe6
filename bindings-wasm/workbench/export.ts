import { pack } from "./archive.js";
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

export function everything(model: Model): void {
  download(`${stem(model)}.zip`, pack(model.state) as Uint8Array<ArrayBuffer>, "application/zip");
}
