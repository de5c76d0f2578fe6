// Record books as programs hold them, on their way to the engine: every cell becomes the text that a CSV file would have.

import type { Builder } from "./generated/engine.js";

/** What a cell may hold. A blank is `null`, `undefined`, `NaN` or an empty text; a list has its parts in order. A `Date` is the day and time that clocks here show. */
export type Cell = string | number | bigint | boolean | Date | null | undefined | readonly Cell[];

/** A table: records, columns, or a CSV file as text or as bytes in UTF-8 or GB18030. */
export type Table = readonly Readonly<Record<string, Cell>>[] | Readonly<Record<string, readonly Cell[]>> | string | Uint8Array;

/**
 * A record book: tables by their names or labels; all of it as JSON, an object of tables that are lists of records; or several such parts of one.
 */
export type Tables = Readonly<Record<string, Table>> | string | Uint8Array | readonly Tables[];

/**
 * Hands a record book over.
 *
 * @internal
 */
export function hand(tables: Tables, builder: Builder): void {
  if (Array.isArray(tables)) {
    for (const part of tables as readonly Tables[]) hand(part, builder);
    return;
  }
  if (typeof tables === "string" || tables instanceof Uint8Array) {
    builder.json(bytes(tables));
    return;
  }
  for (const [name, table] of Object.entries(tables as Readonly<Record<string, Table>>)) {
    if (typeof table === "string" || table instanceof Uint8Array) {
      builder.csv(name, bytes(table));
    } else {
      const columns = Array.isArray(table) ? columnsOf(table) : new Map(Object.entries(table as Record<string, readonly Cell[]>));
      const cells = [...columns.values()].map((column) => joined(column.map(text)));
      builder.columns(
        name,
        [...columns.keys()],
        Uint32Array.from(columns.values(), (column) => column.length),
        cells.map(({ text }) => text),
        cells.map(({ separator }) => separator).join(""),
      );
    }
  }
}

function bytes(given: string | Uint8Array): Uint8Array {
  return typeof given === "string" ? new TextEncoder().encode(given) : given;
}

/** The columns of records; a record that lacks one has a blank there. */
function columnsOf(records: readonly Readonly<Record<string, Cell>>[]): Map<string, Cell[]> {
  const columns = new Map<string, Cell[]>();
  records.forEach((record, row) => {
    for (const name in record) {
      let column = columns.get(name);
      if (!column) columns.set(name, (column = new Array<Cell>(records.length).fill(undefined)));
      column[row] = record[name];
    }
  });
  return columns;
}

/** A cell as a CSV file would have it. */
function text(cell: Cell): string {
  switch (typeof cell) {
    case "string":
      return cell;
    case "number":
      return Number.isNaN(cell) ? "" : String(cell);
    case "undefined":
      return "";
    case "object":
      if (cell === null) return "";
      if (cell instanceof Date) return moment(cell);
      // What no cell can hold is shown as it is written, when it is found unusable.
      return Array.isArray(cell) ? cell.map(text).filter((part) => part !== "").join(";") : JSON.stringify(cell);
    default:
      return String(cell);
  }
}

/**
 * The day, and the time unless it is midnight.
 *
 * @internal
 */
export function moment(date: Date): string {
  if (Number.isNaN(date.getTime())) return String(date);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return time.some((part) => part > 0) ? `${day} ${time.map(two).join(":")}` : day;
}

/** Cells in one text, parted by a sign that none of them has: one text crosses to the engine faster than many. */
function joined(cells: readonly string[]): { text: string; separator: string } {
  for (let sign = 31; ; sign -= 1) {
    const separator = String.fromCharCode(sign < 0 ? 0xe000 - sign : sign);
    const text = cells.join(separator);
    let found = 0;
    for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + 1)) found += 1;
    if (found === Math.max(0, cells.length - 1)) return { text, separator };
  }
}
