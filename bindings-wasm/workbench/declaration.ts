import type { Position } from "./position.js";

const words = { rule: ["rule", "规则"], clause: ["clause", "条款"] } as const;

/** Where the files declare something, for going there; a name that a script makes up is not found. */
export function declared(files: Readonly<Record<string, string>>, kind: keyof typeof words, id: string): { file: string; place: Position } | null {
  const escaped = id.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const pattern = new RegExp(`(?:^|[^.\\p{XID_Continue}])(?:${words[kind].join("|")})\\s*\\(\\s*["\`]${escaped}["\`]\\s*\\)`, "u");
  for (const [file, text] of Object.entries(files)) {
    const found = pattern.exec(text);
    if (found) return { file, place: { line: text.slice(0, found.index + 1).split("\n").length, column: 1 } };
  }
  return null;
}
