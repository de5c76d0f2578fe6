import { html, type TemplateResult } from "lit";
import { STATUSES } from "../js/generated/statuses.js";
import type { Language, Status, StatusWords } from "./report-types.js";

/** From the worst to the least: of several, the first stands for all. */
export const order: readonly Status[] = ["fail", "error", "unknown", "needs_review", "not_due", "pass", "informational", "not_applicable"];

/** The order in which they are listed. */
export const listed: readonly Status[] = STATUSES.zh.map(({ status }) => status);

export type Statuses = Readonly<Record<Status, StatusWords>>;

/** What the statuses are called in a language. */
export function statusesIn(language: Language): Statuses {
  return Object.fromEntries(STATUSES[language].map((words) => [words.status, words])) as Record<Status, StatusWords>;
}

export const statusMark = (status: Status, statuses: Statuses): TemplateResult =>
  html`<span class="mark ${status}" aria-hidden="true">${statuses[status].mark}</span>`;

export const statusTag = (status: Status, statuses: Statuses): TemplateResult =>
  html`<span class="tag ${status}"><span aria-hidden="true">${statuses[status].mark}</span> ${statuses[status].words}</span>`;
