import { html, nothing } from "lit";
import type { Notice } from "./model.js";
import { Panel } from "./panel.js";

/** Long enough to read and to reach the button. */
const SHOWN_FOR = 12_000;

/** A line at the foot of the page that says what was just done, and takes it back. */
export class WorkbenchNotice extends Panel {
  #timed: Notice | null = null;
  #timer = 0;

  #dismiss(): void {
    this.model.show({ notice: null });
  }

  /** Nothing vanishes from under the pointer or the focus. */
  #start(notice: Notice): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (this.matches(":hover, :focus-within")) this.#start(notice);
      else if (this.model.live.notice === notice) this.#dismiss();
    }, SHOWN_FOR);
  }

  protected override updated(): void {
    const { notice } = this.model.live;
    if (notice === this.#timed) return;
    this.#timed = notice;
    if (notice) this.#start(notice);
  }

  protected override render() {
    const { notice } = this.model.live;
    return html`<div role="status" class="notice-place">${notice ? html`<div class="notice">
      <span>${notice.words}</span>
      ${notice.undo ? html`<button type="button" class="link" @click=${() => { this.#dismiss(); notice.undo?.(); }}>${this.say("undo")}</button>` : nothing}
      <button type="button" class="link" aria-label=${this.say("close")} @click=${() => this.#dismiss()}>✕</button>
    </div>` : nothing}</div>`;
  }
}
