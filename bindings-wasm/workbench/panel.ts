import { LitElement } from "lit";
import type { Model } from "./model.js";
import type { Words } from "./text.js";

/**
 * A part of the page that shows the model. It renders into the page itself: one style sheet and one set of ids serve all panels, and only the
 * editor, which brings styles of its own, has a shadow root.
 */
export abstract class Panel extends LitElement {
  static override properties = { model: { attribute: false } };
  declare model: Model;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  readonly #update = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    this.model.addEventListener("change", this.#update);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.model.removeEventListener("change", this.#update);
  }

  protected say(words: Words, values?: Record<string, string | number>): string {
    return this.model.say(words, values);
  }
}
