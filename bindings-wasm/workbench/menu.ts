import { LitElement, html, nothing } from "lit";

export interface Choice {
  readonly label: string;
  readonly heading?: boolean;
  readonly current?: boolean;
  readonly disabled?: boolean;
  readonly act?: () => void;
}

/** A button that opens a list of things to do. */
export class WorkbenchMenu extends LitElement {
  static override properties = { label: {}, choices: { attribute: false }, open: { state: true }, icon: { type: Boolean } };
  declare label: string;
  declare choices: readonly Choice[];
  declare icon: boolean;
  declare private open: boolean;

  constructor() {
    super();
    this.label = "";
    this.choices = [];
    this.open = false;
    this.icon = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  get #button() {
    return this.querySelector("button") as HTMLButtonElement;
  }

  get #items() {
    return [...this.querySelectorAll<HTMLElement>("[role^=menuitem]:not([disabled])")];
  }

  readonly #outside = (event: Event) => {
    if (!event.composedPath().includes(this)) this.#close();
  };

  async #show(from: "first" | "last"): Promise<void> {
    this.open = true;
    document.addEventListener("pointerdown", this.#outside);
    await this.updateComplete;
    this.#items.at(from === "first" ? 0 : -1)?.focus();
  }

  #close(): void {
    this.open = false;
    document.removeEventListener("pointerdown", this.#outside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  #key(event: KeyboardEvent): void {
    const items = this.#items;
    const at = items.indexOf(event.target as HTMLElement);
    if (event.key === "Escape" && this.open) {
      event.stopPropagation();
      this.#close();
      this.#button.focus();
    } else if (event.key === "Tab") {
      this.#close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (!this.open) void this.#show(step === 1 ? "first" : "last");
      else items[(at + step + items.length) % items.length]?.focus();
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      items.at(event.key === "Home" ? 0 : -1)?.focus();
    }
  }

  #choose(choice: Choice): void {
    this.#close();
    this.#button.focus();
    choice.act?.();
  }

  #item(choice: Choice) {
    if (choice.heading) return html`<li role="none" class="menu-heading">${choice.label}</li>`;
    const role = choice.current === undefined ? "menuitem" : "menuitemradio";
    return html`<li role="none"><button type="button" role=${role} tabindex="-1" aria-checked=${choice.current ?? nothing}
      ?disabled=${choice.disabled ?? false} @click=${() => this.#choose(choice)}>${choice.label}</button></li>`;
  }

  protected override render() {
    return html`<div class="menu" @keydown=${(event: KeyboardEvent) => this.#key(event)}>
      <button type="button" class=${this.icon ? "button icon" : "button"} aria-haspopup="menu" aria-expanded=${this.open}
        aria-label=${this.icon ? this.label : nothing} title=${this.icon ? this.label : nothing}
        @click=${() => (this.open ? this.#close() : void this.#show("first"))}>${this.icon ? "⋯" : html`${this.label}<span class="caret" aria-hidden="true"></span>`}</button>
      ${this.open ? html`<ul role="menu" aria-label=${this.label}>${this.choices.map((choice) => this.#item(choice))}</ul>` : nothing}
    </div>`;
  }
}
