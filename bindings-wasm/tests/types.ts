// What the package's types allow, and what they do not: it is compiled against what is published, and never run.

import { DudaoError, Pack, type Finding, type Status } from "dudao";
import { Pack as PackInWorker } from "dudao/worker";
import "dudao/components";

const pack = await Pack.load("fenghua-2019");
const tables = { schools: [{ id: "A", teachers: 3, opened: new Date() }], terms: "id\n", activities: { id: ["1"], evaluated: [true] } };
const report = pack.evaluate(tables, { asOf: new Date(), params: { demo_lessons: 12 }, lang: "en", statuses: ["fail"] });
const [first]: Finding[] = report.findings({ statuses: ["fail"] });
export const status: Status | undefined = first?.status;

const inWorker = await PackInWorker.load({ "policy.rhai": "" });
const later = await inWorker.evaluate([tables, "{}"], { asOf: "2020-01-01", onProgress: ({ done, total }) => done / total });
export const cell = (await later.view()).matrix[0]?.cells[0];
const element = document.querySelector("dudao-findings");
if (element) element.report = later;

// @ts-expect-error It is `asOf`.
pack.evaluate({}, { as_of: "2020-01-01" });
// @ts-expect-error There is no such status.
pack.evaluate({}, { statuses: ["failed"] });
// @ts-expect-error A promise of a view is no view.
later.view().matrix;

try {
  pack.dataset("{");
} catch (error) {
  if (error instanceof DudaoError) console.log(error.code, error.place?.kind, error.help?.zh, error.problems.length);
}
