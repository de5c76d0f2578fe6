import type { Text } from "@codemirror/state";

/** The engine counts columns in characters, the editor in UTF-16 units: 𠮷 is one of the former and two of the latter. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** UTF-16 units of the first characters of a line. */
function units(line: string, characters: number): number {
  let at = 0;
  for (let passed = 0; passed < characters && at < line.length; passed += 1) at += (line.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}

/** Where a place of the engine lies in a document; places past its end lie at its end. */
export function offset(document: Text, { line, column }: Position): number {
  if (line > document.lines) return document.length;
  const found = document.line(Math.max(1, line));
  return found.from + units(found.text, column - 1);
}

export function span(document: Text, place: Position & { readonly length: number }): { from: number; to: number } {
  const from = offset(document, place);
  const line = document.lineAt(from);
  return { from, to: from + units(document.sliceString(from, line.to), place.length) };
}

export function position(document: Text, at: number): Position {
  const line = document.lineAt(at);
  return { line: line.number, column: [...document.sliceString(line.from, at)].length + 1 };
}
