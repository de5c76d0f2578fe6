import type { PackDescription } from "./engine.js";
import type { Setting } from "./state.js";

export type Param = PackDescription["params"][number];

/** The value that holds on a day: the last one that has begun, or else the first. */
export function valueOn(param: Param, day: string): { value: Setting; from: string | null } | null {
  const begun = param.values.filter((value) => value.from === null || value.from <= day);
  const found = begun.at(-1) ?? param.values[0];
  return found ? { value: found.value, from: found.from } : null;
}

const isDate = (value: Setting): value is { date: string } => typeof value === "object" && !Array.isArray(value);

export function shown(value: Setting): string {
  if (Array.isArray(value)) return value.map(shown).join("、");
  return isDate(value) ? value.date : String(value);
}

export const same = (a: Setting, b: Setting) => JSON.stringify(a) === JSON.stringify(b);

/** How far a slider goes: from nothing to about twice the value, in steps as fine as the value is written. */
export function range(value: number, unit: string): { min: number; max: number; step: number } {
  const decimals = /\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0;
  const step = 10 ** -decimals;
  if (unit === "%" || unit === "％") return { min: 0, max: 100, step };
  const reach = Math.max(Math.abs(value) * 2, 5 * step);
  // A round end: 30 for 15, 60 for 30, 5 for 2.
  const scale = 10 ** Math.floor(Math.log10(reach)) / 2;
  const max = Number((Math.ceil(reach / scale) * scale).toFixed(decimals + 1));
  return { min: value < 0 ? -max : 0, max: Math.max(max, step), step };
}

/** What was written in a list's field. */
export const listOf = (text: string, like: readonly Setting[]): (string | number)[] => {
  const items = text.split(/[、,，;；]/).map((item) => item.trim()).filter((item) => item !== "");
  return like.length > 0 && like.every((item) => typeof item === "number") && items.every((item) => Number.isFinite(Number(item))) ? items.map(Number) : items;
};
