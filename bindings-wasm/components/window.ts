/** Items of equal size of which only those in sight are drawn; `to` is not among them. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export const nothing: Range = { from: 0, to: 0 };

/** Which items lie in sight, and how many beyond either edge so that a quick scroll does not meet a gap. */
export function inSight(offset: number, extent: number, size: number, count: number, beyond: number): Range {
  const from = Math.min(Math.max(0, Math.floor(offset / size) - beyond), count);
  const to = Math.min(count, Math.ceil((offset + extent) / size) + beyond);
  return { from, to: Math.max(from, to) };
}

export const same = (one: Range, other: Range): boolean => one.from === other.from && one.to === other.to;

/** The range made longer until it holds an item. */
export function stretched(range: Range, item: number): Range {
  return { from: Math.min(range.from, item), to: Math.max(range.to, item + 1) };
}

/** The items of a range, and one that must stay although it is out of sight, in order. */
export function items(range: Range, kept: number): number[] {
  const all = Array.from({ length: range.to - range.from }, (_, index) => range.from + index);
  if (kept < range.from) all.unshift(kept);
  if (kept >= range.to) all.push(kept);
  return all;
}

/** How far to scroll so that an item lies wholly in sight. */
export function scrolledTo(item: number, size: number, offset: number, extent: number): number {
  const start = item * size;
  return start < offset ? start : start + size > offset + extent ? start + size - extent : offset;
}
