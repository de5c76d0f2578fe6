import { html } from "lit";
import { Panel } from "./panel.js";

const LEAST = 24;
const MOST = 68;

/** The line between the columns, which can be dragged or moved with the arrow keys. */
export class WorkbenchDivider extends Panel {
  #move(split: number): void {
    this.model.change({ split: Math.round(Math.min(MOST, Math.max(LEAST, split)) * 10) / 10 });
  }

  #drag(event: PointerEvent): void {
    const handle = event.currentTarget as HTMLElement;
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const { left, width } = (this.parentElement as HTMLElement).getBoundingClientRect();
    this.#move(((event.clientX - left) / width) * 100);
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowLeft: -2, ArrowRight: 2, Home: -100, End: 100 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#move(this.model.state.split + step);
  }

  protected override render() {
    return html`<div class="divider" role="separator" tabindex="0" aria-orientation="vertical" aria-label=${this.say("divider")}
      aria-valuemin=${LEAST} aria-valuemax=${MOST} aria-valuenow=${Math.round(this.model.state.split)}
      @pointerdown=${(event: PointerEvent) => (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)}
      @pointermove=${(event: PointerEvent) => this.#drag(event)} @keydown=${(event: KeyboardEvent) => this.#key(event)}></div>`;
  }
}
