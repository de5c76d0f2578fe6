import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, ViewPlugin, type DecorationSet, type EditorView, type ViewUpdate } from "@codemirror/view";

/** How far the rest of a long line stands behind its beginning, in characters. */
const HANG = 4;

const hangs = new Map<number, Decoration>();

function hang(indent: number): Decoration {
  const known = hangs.get(indent) ?? Decoration.line({ attributes: { style: `text-indent: -${indent}ch; padding-left: calc(6px + ${indent}ch)` } });
  hangs.set(indent, known);
  return known;
}

function decorations(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      builder.add(line.from, line.from, hang((/^ */.exec(line.text)?.[0].length ?? 0) + HANG));
      at = line.to + 1;
    }
  }
  return builder.finish();
}

/** Wrapped lines go on further in than they begin, so that the chains of calls can still be seen. */
export const hangingIndentation = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = decorations(view);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.decorations = decorations(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
