import { decode, parse } from "./csv.js";
import type { Table } from "./state.js";

/** A table as text, to be looked at. */
export interface Preview {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const seen = new WeakMap<Table, Preview>();

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(cell).join(";");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function read(table: Table): Preview {
  if (table instanceof Uint8Array) {
    const [columns = [], ...rows] = parse(decode(table));
    return { columns, rows };
  }
  const columns = [...new Set(table.flatMap((row) => Object.keys(row)))];
  return { columns, rows: table.map((row) => columns.map((column) => cell(row[column]))) };
}

/** Tables never change in place, so each is read once. */
export function preview(table: Table): Preview {
  const known = seen.get(table) ?? read(table);
  seen.set(table, known);
  return known;
}
