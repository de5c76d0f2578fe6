import { LitElement, css, html, type PropertyValues, type TemplateResult } from "lit";
import { shared } from "./styles.js";
import type { Texts } from "./text.js";

/** What stands behind a choice: beside the grid where there is room, over everything as a sheet where there is not. Says `close` when it is done. */
export class Panel extends LitElement {
  static override properties = { open: { type: Boolean }, sheet: { type: Boolean }, heading: {}, subheading: {}, text: { attribute: false } };

  declare open: boolean;
  declare sheet: boolean;
  declare heading: string;
  declare subheading: string;
  declare text: Texts;

  constructor() {
    super();
    this.open = false;
    this.sheet = false;
    this.heading = "";
    this.subheading = "";
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  protected override updated(changed: PropertyValues<this>): void {
    const dialog = this.#dialog;
    if (!dialog) return;
    if (changed.has("open") || changed.has("sheet")) {
      if (dialog.open) dialog.close();
      if (this.open && this.sheet) dialog.showModal();
      // Not `show`, which takes the focus from whoever points at one cell after another.
      else if (this.open) dialog.open = true;
    }
    if (changed.has("heading") || changed.has("subheading")) this.renderRoot.querySelector(".content")?.scrollTo({ top: 0 });
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h3")?.focus();
  }

  readonly #close = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
    this.dispatchEvent(new CustomEvent("close"));
  };

  readonly #keyed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.#close(event);
  };

  /** The area around the sheet belongs to the dialog, but not to what is in it. */
  readonly #clicked = (event: Event): void => {
    if (event.target === this.#dialog && this.sheet) this.#close(event);
  };

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="heading" @cancel=${this.#close} @keydown=${this.#keyed} @click=${this.#clicked}>
      <div class="all">
        <header>
          <div>
            <h3 id="heading" tabindex="-1" autofocus>${this.heading}</h3>
            <p class="quiet">${this.subheading}</p>
          </div>
          <button class="close" aria-label=${this.text?.close ?? ""} title=${this.text?.close ?? ""} @click=${this.#close}><span aria-hidden="true">×</span></button>
        </header>
        <div class="content" tabindex="0"><slot></slot></div>
      </div>
    </dialog>`;
  }

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      dialog {
        position: static;
        width: 100%;
        max-width: none;
        margin: 0;
        padding: 0;
        color: inherit;
        background: var(--_ground);
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        overflow: hidden;
      }
      .all {
        display: flex;
        flex-direction: column;
        max-height: calc(var(--_height) - 2px);
      }
      header {
        display: flex;
        gap: 0.75rem;
        align-items: flex-start;
        justify-content: space-between;
        padding: 0.75rem 0.625rem 0.75rem 1rem;
        background: var(--_raised);
        border-bottom: 1px solid var(--_line);
      }
      h3 {
        font-size: 1.2em;
        font-weight: 600;
        line-height: 1.4;
        overflow-wrap: anywhere;
      }
      h3:focus {
        outline: none;
      }
      h3:focus-visible {
        outline: 2px solid var(--_accent);
        outline-offset: 3px;
        border-radius: 2px;
      }
      .close {
        flex: none;
        width: 2.25rem;
        height: 2.25rem;
        border: 0;
        border-radius: 6px;
        background: none;
        font-size: 1.7em;
        line-height: 1;
        color: var(--_quiet);
      }
      .close:hover {
        color: var(--_ink);
        background: var(--_faint);
      }
      .content {
        min-height: 0;
        overflow-y: auto;
        overscroll-behavior: contain;
      }
      .content:focus-visible {
        outline-offset: -2px;
      }
      dialog:modal {
        position: fixed;
        inset: auto 0 0;
        height: fit-content;
        max-height: 90dvh;
        border-width: 1px 0 0;
        border-radius: 14px 14px 0 0;
      }
      dialog:modal .all {
        max-height: 90dvh;
        padding-bottom: env(safe-area-inset-bottom);
      }
      /* On a wide screen it comes from the side, and leaves in sight what it is about. */
      @media (min-width: 48rem) {
        dialog:modal {
          inset: 0 0 0 auto;
          width: min(34rem, 90vw);
          height: auto;
          max-height: none;
          border-width: 0 0 0 1px;
          border-radius: 0;
        }
        dialog:modal .all {
          height: 100%;
          max-height: none;
        }
      }
      dialog::backdrop {
        background: rgb(10 14 20 / 0.35);
      }
      @media print {
        dialog,
        dialog:modal {
          position: static;
          max-height: none;
        }
        .all,
        dialog:modal .all {
          max-height: none;
        }
        .content {
          overflow: visible;
        }
        .close {
          display: none;
        }
      }
    `,
  ];
}
