import { intervalOf, type Interval } from "./format.js";
import type { CardCell, CardRow, CardTable } from "./report-types.js";

export interface Ranked {
  readonly row: CardRow;
  readonly cell: CardCell;
  readonly interval: Interval | null;
  /** The best and the worst place that it may take; of units with equal scores, both the same. */
  readonly best: number;
  readonly worst: number;
}

export type SortKey = "rank" | "name" | "score" | "highest";

export interface Sort {
  readonly by: SortKey;
  readonly down: boolean;
}

/** How many of the ascending values are greater. */
function above(values: Float64Array, value: number): number {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (values[middle]! > value) to = middle;
    else from = middle + 1;
  }
  return values.length - from;
}

/** The units that have a score in a period, each with the places that its score leaves open. */
export function ranked(card: CardTable, period: number): Ranked[] {
  const scored = card.rows.flatMap((row) => {
    const cell = row.cells[period];
    return cell ? [{ row, cell, interval: intervalOf(cell.score) }] : [];
  });
  const intervals = scored.flatMap(({ interval }) => interval ?? []);
  const lows = Float64Array.from(intervals, ({ low }) => low).sort();
  const highs = Float64Array.from(intervals, ({ high }) => high).sort();
  return scored.map((entry) => {
    const { interval } = entry;
    if (!interval) return { ...entry, best: 0, worst: 0 };
    const { low, high } = interval;
    // A score that is not settled is above its own lower end.
    return { ...entry, best: 1 + above(lows, high), worst: 1 + above(highs, low) - (high > low ? 1 : 0) };
  });
}

const collator = new Intl.Collator("zh-Hans-CN", { numeric: true });

export function sorted(entries: readonly Ranked[], { by, down }: Sort): Ranked[] {
  const low = (entry: Ranked) => entry.interval?.low ?? -Infinity;
  const high = (entry: Ranked) => entry.interval?.high ?? -Infinity;
  const names = (one: Ranked, other: Ranked) => collator.compare(one.row.name, other.row.name);
  const numbers = (one: number, other: number) => (one === other ? 0 : one < other ? -1 : 1);
  const byScore = (one: Ranked, other: Ranked) => numbers(low(one), low(other)) || numbers(high(one), high(other));
  const orders: Record<SortKey, (one: Ranked, other: Ranked) => number> = {
    rank: (one, other) => byScore(other, one),
    score: byScore,
    highest: (one, other) => numbers(high(one), high(other)) || numbers(low(one), low(other)),
    name: names,
  };
  const order = orders[by];
  return [...entries].sort((one, other) => numbers(one.interval ? 0 : 1, other.interval ? 0 : 1) || (down ? -1 : 1) * order(one, other) || names(one, other));
}
