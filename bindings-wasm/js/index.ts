// dudao on the thread that asks. "dudao/worker" has the same in a worker.

import * as everything from "./authoring.js";

export * from "./errors.js";
export type * from "./generated/types.js";
export { Dataset, Pack, Report, type Pace, type Progress } from "./pack.js";
export { packs, sources } from "./packs.js";
export type { Form } from "./forms.js";
export type { Cell, Table, Tables } from "./tables.js";
export type { Files, Library } from "./authoring.js";
export { statuses } from "./authoring.js";

const { statuses: _, ...questions } = everything;

/** What an editor of packs asks. */
export const authoring = questions;
