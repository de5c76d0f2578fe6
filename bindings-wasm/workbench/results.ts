import { html, nothing } from "lit";
import * as exports from "./export.js";
import type { Finding } from "./engine.js";
import { Panel } from "./panel.js";
import type { Position } from "./position.js";
import { tabId, tabs } from "./tabs.js";
import { duration, number } from "./text.js";
import type { Right } from "./state.js";

/** What the rules make of the records. */
export class WorkbenchResults extends Panel {
  go: (file: string, place: Position) => void = () => {};
  judge: () => void = () => {};

  /** One sentence on where things stand, which screen readers hear. */
  #standing(): string {
    const { live, state } = this.model;
    // A run that is soon over must not be heard of twice.
    if (live.phase === "running" && !live.result) return this.say("judging");
    if (live.phase === "stopped" || this.model.errors.length > 0 || !live.result) return "";
    const failed = live.result.view.counts.fail ?? 0;
    return this.say("judged", { count: number(state.language, live.result.count), failed: number(state.language, failed) });
  }

  #toRecords(): void {
    this.model.change({ right: "records", side: "right" });
  }

  #trouble() {
    const { live } = this.model;
    const [first] = this.model.errors;
    if (first) {
      const { place } = first;
      return html`<div class="banner bad"><span>${this.say(live.result ? "stale" : "stale_bare")}</span>
        ${place?.kind === "script" ? html`<button type="button" class="link" @click=${() => this.go(place.file, place)}>${this.say("go_to_problem")}</button>` : nothing}</div>`;
    }
    if (live.phase === "stopped") {
      return html`<div class="banner warn"><span>${this.say(live.result ? "stopped" : "stopped_bare")}</span><button type="button" class="link" @click=${() => this.judge()}>${this.say("judge_again")}</button></div>`;
    }
    if (!live.trouble && live.result && Object.keys(this.model.state.tables).length === 0 && this.model.state.right !== "records") {
      return html`<div class="banner warn"><span>${this.say("no_records")}</span><button type="button" class="link" @click=${() => this.#toRecords()}>${this.say("records")}</button></div>`;
    }
    if (!live.trouble) return nothing;
    const { kind, problems } = live.trouble;
    const why = problems.slice(0, 3).map((problem) => [problem.message, ...(problem.help ? [problem.help] : [])].map((text) => this.model.read(text)).join(" ")).join(" ");
    return html`<div class="banner bad" role="alert"><span>${this.say(`${kind}_failed`, { why })}</span>
      ${kind === "data" && this.model.state.right !== "records" ? html`<button type="button" class="link" @click=${() => this.#toRecords()}>${this.say("records")}</button>` : nothing}
      <button type="button" class="link" @click=${() => this.judge()}>${this.say("judge_again")}</button></div>`;
  }

  /** Beside the tabs: the result in a sentence, and what can be taken away. */
  #summary() {
    const { live, state } = this.model;
    const took = live.result && live.phase === "idle" && this.model.errors.length === 0 ? this.say("took", { time: duration(state.language, live.result.milliseconds) }) : "";
    return html`<div class="result-summary">
      <p aria-live="polite" id="standing">${this.#standing()}</p><span class="took">${took}</span>
      <workbench-menu .label=${this.say("export")} .choices=${this.#exports()}></workbench-menu>
    </div>`;
  }

  #exports() {
    const { model } = this;
    const none = !model.live.result;
    const guarded = (act: () => Promise<void>) => () => void act().catch((error: unknown) => model.notify(this.say("failed", { why: String(error) })));
    return [
      { label: this.say("export_findings"), disabled: none, act: guarded(() => exports.findings(model)) },
      { label: this.say("export_scores"), disabled: none || (model.live.description?.cards.length ?? 0) === 0, act: guarded(() => exports.scores(model)) },
      { label: this.say("export_forms"), disabled: none || (model.live.description?.forms.length ?? 0) === 0, act: guarded(() => exports.allForms(model)) },
      { label: this.say("export_report"), disabled: none, act: guarded(() => exports.report(model)) },
      { label: this.say("export_zip"), act: () => exports.everything(model) },
    ];
  }

  #skeleton() {
    return html`<div class="skeleton" role="status" aria-busy="true"><span class="visually-hidden">${this.say("loading")}</span>${Array.from({ length: 9 }, () => html`<i></i>`)}</div>`;
  }

  #panel(right: Right) {
    const { live, state } = this.model;
    if (right === "records") return html`<workbench-records .model=${this.model}></workbench-records>`;
    if (right === "forms" && live.result) return html`<workbench-forms .model=${this.model}></workbench-forms>`;
    if (right === "clauses") return html`<workbench-clauses .model=${this.model} .show=${this.go}></workbench-clauses>`;
    if (!live.result) return live.phase === "idle" || live.phase === "stopped" ? html`<p class="hint">${this.say("no_result")}</p>` : this.#skeleton();
    if (right === "scores" && live.result.view.scores.length === 0) return html`<p class="hint">${this.say("no_scores")}</p>`;
    const late = live.result.afterAsOf;
    return right === "matrix" && late > 0 ? html`<p class="hint">${this.say("after_as_of", { count: number(state.language, late) })}</p>` : nothing;
  }

  readonly #chosen = ({ detail }: CustomEvent<Finding>) => this.model.show({ chosen: detail });

  /** Both stay where they are while another tab is open, with whatever is filtered and chosen in them. */
  #boards(right: Right) {
    const { result } = this.model.live;
    const { language } = this.model.state;
    if (!result) return nothing;
    return html`<dudao-findings ?hidden=${right !== "matrix"} lang=${language} .report=${result.board} @dudao-select=${this.#chosen}></dudao-findings>
      <dudao-scoreboard ?hidden=${right !== "scores" || result.view.scores.length === 0} lang=${language} .report=${result.board}></dudao-scoreboard>`;
  }

  protected override render() {
    const { model } = this;
    const { right, language } = model.state;
    const issues = model.live.result?.issues.length ?? 0;
    const all = [
      { id: "matrix", label: this.say("matrix") },
      { id: "scores", label: this.say("scores") },
      { id: "records", label: html`${this.say("records")}${issues > 0 ? html`<span class="tab-count">${number(language, issues)}</span>` : nothing}` },
      { id: "clauses", label: this.say("clauses") },
      ...((model.live.description?.forms.length ?? 0) > 0 || right === "forms" ? [{ id: "forms", label: this.say("forms") }] : []),
    ];
    const choose = (id: string) => model.change({ right: id as Right, side: "right" });
    return html`<h2 class="visually-hidden">${this.say("results")}</h2>
      <div class="result-tabs" data-shown=${right}>${tabs("result", this.say("results"), all, right, choose)}${this.#summary()}</div>
      ${this.#trouble()}
      <div class="panel" ?data-stale=${model.errors.length > 0} role="tabpanel" id="result-panel" tabindex="-1" aria-labelledby=${tabId("result", right)}>${this.#boards(right)}${this.#panel(right)}</div>`;
  }
}
