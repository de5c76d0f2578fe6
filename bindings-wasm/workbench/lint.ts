import { lintGutter, linter, nextDiagnostic, previousDiagnostic, setDiagnostics, type Action as Button, type Diagnostic as Shown } from "@codemirror/lint";
import { keymap, type Command, type EditorView } from "@codemirror/view";
import type { Action, Diagnostic } from "./engine.js";
import type { Model } from "./model.js";
import { span } from "./position.js";

/** Makes a repair, in whichever files it changes. */
export type Repair = (action: Action) => void;

function body(model: Model, problem: Diagnostic): HTMLElement {
  const box = document.createElement("div");
  box.appendChild(document.createElement("div")).textContent = model.read(problem.message);
  if (problem.help) {
    const help = box.appendChild(document.createElement("div"));
    help.className = "problem-help";
    help.textContent = model.read(problem.help);
  }
  box.appendChild(document.createElement("code")).textContent = problem.code;
  return box;
}

const severities = { error: "error", warning: "warning", note: "info" } as const;

/** Where a problem begins and ends, at least one character wide so that it can be seen and pointed at. */
function extent(view: EditorView, problem: Diagnostic, file: string): { from: number; to: number } | null {
  if (problem.place?.kind !== "script" || problem.place.file !== file) return null;
  const { from, to } = span(view.state.doc, problem.place);
  if (to > from) return { from, to };
  const line = view.state.doc.lineAt(from);
  return from > line.from ? { from: from - 1, to: from } : { from, to: Math.min(from + 1, line.to) };
}

/** Puts the problems of a file under its text. */
export function showProblems(view: EditorView, model: Model, file: string, repair: Repair): void {
  const shown = model.live.problems.flatMap((problem, at): Shown[] => {
    const where = extent(view, problem, file);
    if (!where) return [];
    const actions = model.repairsOf(at).map((action): Button => ({ name: model.read(action.title), apply: () => repair(action) }));
    return [{ ...where, severity: severities[problem.severity], message: model.read(problem.message), renderMessage: () => body(model, problem), actions }];
  });
  view.dispatch(setDiagnostics(view.state, shown));
}

/** Makes the repair at the cursor, or else the first one on its line. */
function repairHere(model: Model, file: () => string, repair: Repair): Command {
  return (view) => {
    const at = view.state.selection.main.head;
    const line = view.state.doc.lineAt(at);
    const near = model.live.problems.flatMap((problem, number) => {
      const where = extent(view, problem, file());
      const [action] = model.repairsOf(number);
      return where && action && where.from <= line.to && where.to >= line.from ? [{ where, action }] : [];
    });
    const found = near.find(({ where }) => where.from <= at && at <= where.to) ?? near[0];
    if (found) repair(found.action);
    return found !== undefined;
  };
}

export function linting(model: Model, file: () => string, repair: Repair) {
  return [
    linter(null),
    lintGutter(),
    keymap.of([
      { key: "Mod-.", run: repairHere(model, file, repair), preventDefault: true },
      { key: "F8", run: nextDiagnostic, preventDefault: true },
      { key: "Shift-F8", run: previousDiagnostic, preventDefault: true },
    ]),
  ];
}
