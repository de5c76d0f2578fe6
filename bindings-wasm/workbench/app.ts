import { html, nothing } from "lit";
import { setStyle } from "../components/set-style.js";
import { showHelp } from "./help.js";
import { take } from "./import.js";
import { dropped } from "./incoming.js";
import { Panel } from "./panel.js";
import type { Position } from "./position.js";
import type { WorkbenchRules } from "./rules.js";
import { tabId, tabs } from "./tabs.js";
import type { Left, State } from "./state.js";

/** What can be seen one at a time on a narrow screen. */
const views: readonly { id: string; words: "rules" | "results" | "records" | "settings_short"; shows: (state: State) => boolean; to: (state: State) => Partial<State> }[] = [
  { id: "rules", words: "rules", shows: (state) => state.side === "left" && state.left === "rules", to: () => ({ side: "left", left: "rules" }) },
  {
    id: "results", words: "results", shows: (state) => state.side === "right" && state.right !== "records",
    to: (state) => ({ side: "right", right: state.right === "records" ? "matrix" : state.right }),
  },
  { id: "records", words: "records", shows: (state) => state.side === "right" && state.right === "records", to: () => ({ side: "right", right: "records" }) },
  { id: "settings", words: "settings_short", shows: (state) => state.side === "left" && state.left === "settings", to: () => ({ side: "left", left: "settings" }) },
];

/** The page: the pack on the left, what comes of it on the right; on a narrow screen one of them at a time. */
export class WorkbenchApp extends Panel {
  static override properties = { ...Panel.properties, dragging: { state: true } };
  declare private dragging: boolean;
  runner!: { start(): void; stop(): void };
  openPack!: (name: string) => void;
  newPack!: () => void;
  reset!: () => void;

  constructor() {
    super();
    this.dragging = false;
  }

  readonly #over = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.dragging = true;
  };

  readonly #leave = (event: DragEvent) => {
    if (event.relatedTarget === null) this.dragging = false;
  };

  readonly #drop = (event: DragEvent) => {
    this.dragging = false;
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    void dropped(event.dataTransfer).then(
      (files) => take(files, this.model),
      (error: unknown) => this.model.notify(this.say("failed", { why: String(error) })),
    );
  };

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("dragover", this.#over);
    addEventListener("dragleave", this.#leave);
    addEventListener("drop", this.#drop, true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("dragover", this.#over);
    removeEventListener("dragleave", this.#leave);
    removeEventListener("drop", this.#drop, true);
  }

  readonly #go = async (file: string, place: Position) => {
    this.model.change({ side: "left", left: "rules" });
    await this.updateComplete;
    await this.querySelector<WorkbenchRules>("workbench-rules")?.editor?.go(file, place);
  };

  #left() {
    const { model } = this;
    const { left, params, readings } = model.state;
    const errors = model.errors.length;
    const changed = Object.keys(params).length + Object.keys(readings).length;
    const all = [
      { id: "rules", label: html`${this.say("rules")}${errors > 0 ? html`<span class="tab-count bad">${errors}</span>` : nothing}` },
      { id: "settings", label: html`${this.say("settings")}${changed > 0 ? html`<span class="tab-count">${changed}</span>` : nothing}` },
    ];
    return html`<section class="column left" id="rules-column" tabindex="-1" aria-label=${this.say(left === "rules" ? "rules" : "settings")}>
      <h2 class="visually-hidden">${this.say(left === "rules" ? "rules" : "settings")}</h2>
      <div class="left-tabs">${tabs("left", this.say("view"), all, left, (id) => model.change({ left: id as Left, side: "left" }))}</div>
      <div class="left-panel" role="tabpanel" id="left-panel" aria-labelledby=${tabId("left", left)}>
        <workbench-rules .model=${model} ?hidden=${left !== "rules"}></workbench-rules>
        <div class="settings" ?hidden=${left !== "settings"}><workbench-params .model=${model}></workbench-params><workbench-readings .model=${model}></workbench-readings></div>
      </div>
    </section>`;
  }

  protected override render() {
    const { model } = this;
    const { side, split, right } = model.state;
    return html`<a class="skip" href="#rules-column">${this.say("skip_to_rules")}</a><a class="skip" href="#results-column">${this.say("skip_to_results")}</a>
      <workbench-bar .model=${model} .stop=${() => this.runner.stop()} .openPack=${this.openPack} .newPack=${this.newPack} .reset=${this.reset} .help=${() => showHelp(model)}></workbench-bar>
      <main class="columns" data-side=${side} ${setStyle({ "--split": `${split}%` })}>
        ${this.#left()}
        <workbench-divider .model=${model}></workbench-divider>
        <section class="column right" id="results-column" tabindex="-1" aria-label=${this.say(right === "records" ? "records" : "results")}>
          <workbench-results .model=${model} .go=${this.#go} .judge=${() => this.runner.start()}></workbench-results>
        </section>
      </main>
      <nav class="views" aria-label=${this.say("view")}>
        ${views.map(({ id, words, shows, to }) => html`<button type="button" id="view-${id}" aria-current=${shows(model.state) ? "page" : nothing} @click=${() => model.change(to(model.state))}>
          ${this.say(words)}${id === "rules" && model.errors.length > 0 ? html`<span class="tab-count bad">${model.errors.length}</span>` : nothing}</button>`)}
      </nav>
      <workbench-notice .model=${model}></workbench-notice>
      ${this.dragging ? html`<div class="dropping"><span>${this.say("drop_anywhere")}</span></div>` : nothing}`;
  }
}
