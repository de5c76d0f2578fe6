import { hoverTooltip } from "@codemirror/view";
import { authoring } from "./engine.js";
import type { Model } from "./model.js";
import { position, span } from "./position.js";

/** What the word under the pointer means. */
export function hovering(model: Model, file: () => string) {
  return hoverTooltip(async (view, at) => {
    const { doc } = view.state;
    const files = { ...model.state.files, [file()]: doc.toString() };
    const found = await authoring.hover(files, file(), position(doc, at)).catch(() => null);
    if (!found || view.state.doc !== doc) return null;
    const { from, to } = span(doc, found.place);
    return {
      pos: from,
      end: to,
      above: true,
      create() {
        const dom = document.createElement("div");
        dom.className = "hover";
        dom.appendChild(document.createElement("strong")).textContent = found.title;
        for (const line of model.read(found.text).split("\n")) dom.appendChild(document.createElement("p")).textContent = line;
        return { dom };
      },
    };
  });
}
