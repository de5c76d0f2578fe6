import { html, nothing } from "lit";
import { live as current } from "lit/directives/live.js";
import { setStyle } from "../components/set-style.js";
import { everything } from "./export.js";
import { take } from "./import.js";
import { choose } from "./incoming.js";
import { Panel } from "./panel.js";

/** The bar at the top: which policy, as of which day, and how the run stands. */
export class WorkbenchBar extends Panel {
  stop: () => void = () => {};
  openPack: (name: string) => void = () => {};
  newPack: () => void = () => {};
  reset: () => void = () => {};
  help: () => void = () => {};

  #choices() {
    const { live, state } = this.model;
    const chosen = (what: { accept?: string; folder?: boolean }) => () => void choose(what).then((files) => take(files, this.model));
    return [
      { label: this.say("shipped_packs"), heading: true },
      ...live.packs.map((name) => ({ label: name, current: name === state.pack, act: () => this.openPack(name) })),
      { label: this.say("new_pack"), act: () => this.newPack() },
      { label: this.say("import_files"), act: chosen({ accept: ".zip,.rhai,.html,.csv,.json" }) },
      { label: this.say("import_folder"), act: chosen({ folder: true }) },
      { label: this.say("export_zip"), act: () => everything(this.model) },
      { label: this.say("back_to_shipped"), act: () => this.reset() },
    ];
  }

  #run() {
    const { phase, progress } = this.model.live;
    if (phase === "checking") return html`<span class="run quiet">${this.say("checking")}</span>`;
    if (phase !== "running") return nothing;
    return html`<span class="run"><progress aria-label=${this.say("judging")} max=${progress?.total ?? 1} value=${progress?.done ?? nothing}></progress>
      <button type="button" class="button small" @click=${() => this.stop()}>${this.say("stop")}</button></span>`;
  }

  #busy() {
    const { phase, progress } = this.model.live;
    const share = progress && progress.total > 0 ? progress.done / progress.total : 0;
    return html`<div class="thread ${phase === "running" ? "on" : ""}" aria-hidden="true"><i ${setStyle({ transform: `scaleX(${share})` })}></i></div>`;
  }

  protected override render() {
    const { live, state } = this.model;
    const other = state.language === "zh" ? "en" : "zh";
    return html`<header class="bar">
        <div class="titles"><span class="product">${this.say("product")}</span><h1>${live.description?.title || (live.phase === "loading" ? " " : this.say("untitled"))}</h1></div>
        <label class="day">${this.say("as_of")} <input type="date" required .value=${current(state.asOf)} aria-invalid=${state.asOf === ""} @change=${(event: Event) => this.model.change({ asOf: (event.target as HTMLInputElement).value })} /></label>
        <div class="run-place">${this.#run()}</div>
        <workbench-menu .label=${this.say("pack_menu")} .choices=${this.#choices()}></workbench-menu>
        <button type="button" class="button" lang=${other === "zh" ? "zh-CN" : "en"} @click=${() => this.model.change({ language: other })}>${this.say("other_language")}</button>
        <button type="button" class="button icon" aria-label=${this.say("help")} title=${this.say("help")} @click=${() => this.help()}>?</button>
      </header>${this.#busy()}`;
  }
}
