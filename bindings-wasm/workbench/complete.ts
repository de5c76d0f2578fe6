import { autocompletion, snippet, type Completion as Offer, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { authoring, type Completion } from "./engine.js";
import type { Model } from "./model.js";
import { position, span } from "./position.js";

const NAME = /[\p{XID_Continue}]$/u;

function paragraph(text: string): HTMLElement {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

function offer(model: Model, { label, insert, kind, detail, documentation }: Completion, at: number): Offer {
  const info = documentation ? { info: () => paragraph(model.read(documentation)) } : {};
  // The editor's snippets take `#{` for a blank to be filled in, where the language means a map.
  const apply = kind === "snippet" ? snippet(insert.replaceAll("#{", "#\\{")) : insert;
  // Of equally fitting ones, the order is the engine's: the likeliest first.
  const sortText = String(at).padStart(5, "0");
  return { label, type: kind, apply, sortText, detail: model.read(detail), ...info };
}

/** Offers what can be written at the cursor: when asked, and by itself within a name, after a dot and in a text that names something. */
export function completing(model: Model, file: () => string) {
  const source = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const { doc } = context.state;
    const before = doc.sliceString(doc.lineAt(context.pos).from, context.pos);
    if (!context.explicit && !NAME.test(before) && !/[."`]$/.test(before)) return null;
    const files = { ...model.state.files, [file()]: doc.toString() };
    const found = await authoring.complete(files, file(), position(doc, context.pos)).catch(() => null);
    if (context.aborted || !found || found.items.length === 0) return null;
    const { from, to } = span(doc, found.replace);
    // Between quotes ids may hold hyphens and dots; elsewhere those end the name.
    const quoted = /^["`]/.test(doc.sliceString(from - 1, from));
    return { from, to, options: found.items.map((one, at) => offer(model, one, at)), validFor: quoted ? /^[^"`\n]*$/ : /^[\p{XID_Continue}]*$/u };
  };
  return autocompletion({ override: [source], icons: false, activateOnTypingDelay: 120 });
}
