import type { Finding, Language, Shown, View } from "./report-types.js";
import { texts } from "./text.js";

const numbers: Record<Language, Intl.NumberFormat> = {
  zh: new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 4 }),
  en: new Intl.NumberFormat("en", { maximumFractionDigits: 4 }),
};

/** Both ends of a score or a measure; an open end is infinite. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export const number = (value: number, language: Language): string => numbers[language].format(value);

const isPair = (value: readonly unknown[]): value is readonly [number | null, number | null] =>
  value.length === 2 && value.every((end) => end === null || typeof end === "number");

function range(low: string | null, high: string | null, language: Language, dash: string): string {
  if (low !== null && high !== null) return low === high ? low : `${low}${dash}${high}`;
  if (low !== null) return `≥ ${low}`;
  if (high !== null) return `≤ ${high}`;
  return texts[language].undetermined;
}

/** A value as a person reads it; a dash where there is none. */
export function shown(value: Shown | null | undefined, language: Language): string {
  const text = texts[language];
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return number(value, language);
  if (typeof value === "boolean") return value ? text.yes : text.no;
  if (typeof value === "string") return value;
  if ("date" in value) return typeof value.date === "string" ? value.date : range(value.date[0], value.date[1], language, " – ");
  if (!isPair(value)) return value.length ? value.join(text.comma) : "–";
  const [low, high] = value.map((end) => (end === null ? null : number(end, language)));
  return range(low ?? null, high ?? null, language, "–");
}

export function withUnit(value: Shown | null, unit: string | null, language: Language): string {
  const words = shown(value, language);
  return value !== null && unit ? `${words} ${unit}` : words;
}

export function intervalOf(value: Shown | null | undefined): Interval | null {
  if (typeof value === "number") return { low: value, high: value };
  if (Array.isArray(value) && isPair(value)) return { low: value[0] ?? -Infinity, high: value[1] ?? Infinity };
  return null;
}

export const span = (from: string | null, to: string | null): string => (from && to ? `${from} – ${to}` : from ? `${from} –` : to ? `– ${to}` : "");

/** What the phases of a policy are called, by id. */
type Phases = View["periods"];

export function periodName(period: Pick<Finding, "period" | "period_kind">, language: Language, phases: Phases): string {
  const kind = texts[language].periodKinds[period.period_kind];
  if (period.period_kind === "phase") return phases[period.period] ?? period.period;
  return period.period_kind === "policy" ? kind : language === "zh" ? `${kind} ${period.period}` : `${period.period} ${kind}`;
}

/** The period of a whole policy has no name of its own, and a phase goes by its title. */
export const periodId = (period: string, language: Language, phases: Phases): string => (period === "policy" ? texts[language].periodKinds.policy : (phases[period] ?? period));
