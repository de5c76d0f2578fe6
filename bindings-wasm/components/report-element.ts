import { LitElement, html, type TemplateResult } from "lit";
import type { Panel } from "./panel.js";
import type { Language, Report } from "./report-types.js";
import { narrow } from "./styles.js";
import { languageOf, texts, type Texts } from "./text.js";

/** What both elements are: a report in a language, with a panel for what is chosen, beside it or over it. */
export abstract class ReportElement extends LitElement {
  static override properties = { report: { attribute: false }, lang: { reflect: true }, theme: { reflect: true }, sheet: { state: true } };

  /** A report of `dudao` or `dudao/worker`, or a promise of one; while there is none, the element says that it is loading. */
  declare report: Report | Promise<Report> | undefined;
  /** `light` or `dark`; otherwise as the page or the system has it. */
  declare theme: string | undefined;
  /** Whether the panel covers the element, for want of room beside it. */
  declare protected sheet: boolean;

  /** Puts the focus back to where the panel was opened from. */
  protected returnTo: (() => void) | undefined;
  readonly #resized = new ResizeObserver(() => (this.sheet = this.clientWidth < narrow));

  constructor() {
    super();
    this.sheet = false;
  }

  protected get language(): Language {
    return languageOf(this.lang);
  }

  protected get text(): Texts {
    return texts[this.language];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  /** Whether something is chosen, so that the panel is open. */
  protected abstract get isOpen(): boolean;

  /** Chooses nothing any more. */
  protected abstract unchoose(): void;

  protected abstract body(text: Texts): TemplateResult;

  protected async focusPanel(): Promise<void> {
    await this.updateComplete;
    const panel = this.renderRoot.querySelector<Panel>("dudao-panel");
    await panel?.updateComplete;
    panel?.focus();
  }

  protected readonly closed = (): void => {
    this.unchoose();
    void this.updateComplete.then(() => this.returnTo?.());
  };

  /** Escape closes the panel from wherever in the element the focus is. */
  readonly #keyed = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.isOpen) return;
    event.preventDefault();
    this.closed();
  };

  protected override render(): TemplateResult {
    return html`<div class="all" lang=${this.language === "zh" ? "zh-Hans" : "en"} @keydown=${this.#keyed}>${this.body(this.text)}</div>`;
  }
}
