import { nothing, type ElementPart } from "lit";
import { Directive, PartType, directive, type PartInfo } from "lit/directive.js";

/** Sets style properties one by one through the object model, which a strict content-security policy allows; lit's `styleMap` first writes an attribute. */
class SetStyle extends Directive {
  #last: Readonly<Record<string, string>> = {};

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error("`setStyle` belongs on an element");
  }

  override render(_styles: Readonly<Record<string, string>>): typeof nothing {
    return nothing;
  }

  override update(part: ElementPart, [styles]: [Readonly<Record<string, string>>]): typeof nothing {
    const { style } = part.element as HTMLElement;
    for (const name of Object.keys(this.#last)) if (!(name in styles)) style.removeProperty(name);
    for (const [name, value] of Object.entries(styles)) if (this.#last[name] !== value) style.setProperty(name, value);
    this.#last = styles;
    return nothing;
  }
}

export const setStyle = directive(SetStyle);
