import { StateEffect, StateField, type Range } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";
import { authoring, type Highlight } from "./engine.js";
import { span } from "./position.js";

const AFTER_TYPING = 40;

const arrived = StateEffect.define<DecorationSet>();

/** The colours as they last came, moved along with the text until the next ones come. */
const colours = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(arrived)) return effect.value;
    return value.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function decorations(view: EditorView, highlights: readonly Highlight[]): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const one of highlights) {
    const { from, to } = span(view.state.doc, one);
    if (to > from) ranges.push(Decoration.mark({ class: `hl-${one.kind}` }).range(from, to));
  }
  return Decoration.set(ranges, true);
}

const asking = ViewPlugin.fromClass(
  class {
    timer = 0;
    /** How often in a row the engine gave no answer. */
    failures = 0;

    constructor(readonly view: EditorView) {
      this.ask(0);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged) this.ask(AFTER_TYPING);
    }

    ask(delay: number): void {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.fetch(), delay);
    }

    async fetch(): Promise<void> {
      const { view } = this;
      // Input methods lose what they compose if the page is redrawn under it.
      if (view.composing) return this.ask(AFTER_TYPING);
      const { doc } = view.state;
      const highlights = await authoring.highlight(doc.toString()).catch(() => null);
      if (view.state.doc !== doc) return;
      if (highlights === null) {
        // It may be about to be replaced.
        if (++this.failures < 4) this.ask(600);
        return;
      }
      this.failures = 0;
      if (view.composing) return this.ask(AFTER_TYPING);
      view.dispatch({ effects: arrived.of(decorations(view, highlights)) });
    }

    destroy(): void {
      clearTimeout(this.timer);
    }
  },
);

/** Colours of the engine's own lexer, which knows both vocabularies. */
export const highlighting = [colours, asking];
