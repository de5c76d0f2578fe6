import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { Panel } from "./panel.js";
import { listOf, range, same, shown, valueOn, type Param } from "./setting.js";
import type { Setting } from "./state.js";

/** The pack's parameters, each with a field to try another value. */
export class WorkbenchParams extends Panel {
  #set(param: Param, value: Setting): void {
    const usual = valueOn(param, this.model.state.asOf);
    const { [param.param]: _before, ...rest } = this.model.state.params;
    this.model.change({ params: usual && same(usual.value, value) ? rest : { ...rest, [param.param]: value } });
  }

  #reset(param: Param): void {
    const { [param.param]: _before, ...rest } = this.model.state.params;
    this.model.change({ params: rest });
  }

  #number(param: Param, id: string, value: number, usual: number) {
    const { min, max, step } = range(usual, param.unit);
    const set = (event: Event) => {
      const { valueAsNumber } = event.target as HTMLInputElement;
      if (Number.isFinite(valueAsNumber)) this.#set(param, valueAsNumber);
    };
    return html`<span class="number">
      <input type="range" min=${min} max=${Math.max(max, value)} step=${step} .value=${live(String(value))} aria-label=${this.say("slider_of", { name: param.label || param.param })} @input=${set} />
      <input type="number" id=${id} inputmode="decimal" step=${step} .value=${live(String(value))} @change=${set} /><span class="unit">${param.unit}</span>
    </span>`;
  }

  #field(param: Param, id: string, value: Setting | null, usual: Setting | null) {
    const text = (event: Event) => (event.target as HTMLInputElement).value;
    if (typeof value === "number") return this.#number(param, id, value, typeof usual === "number" ? usual : value);
    if (typeof value === "boolean") {
      return html`<span class="flag"><input type="checkbox" id=${id} .checked=${live(value)} @change=${(event: Event) => this.#set(param, (event.target as HTMLInputElement).checked)} /> ${this.say("yes")}</span>`;
    }
    if (Array.isArray(value)) {
      return html`<span class="text"><input id=${id} .value=${live(shown(value))} title=${this.say("list_hint")} @change=${(event: Event) => this.#set(param, listOf(text(event), value))} /></span>`;
    }
    if (value !== null && typeof value === "object") {
      return html`<span class="text"><input type="date" id=${id} .value=${live(value.date)} @change=${(event: Event) => text(event) && this.#set(param, { date: text(event) })} /></span>`;
    }
    // A parameter without a value takes whatever is written: a number where it is one.
    const written = (event: Event) => {
      const given = text(event).trim();
      if (given === "") this.#reset(param);
      else this.#set(param, usual === null && Number.isFinite(Number(given)) ? Number(given) : given);
    };
    return html`<span class="text"><input id=${id} .value=${live(value ?? "")} @change=${written} /><span class="unit">${param.unit}</span></span>`;
  }

  #param(param: Param) {
    const { state } = this.model;
    const usual = valueOn(param, state.asOf);
    const given = state.params[param.param];
    const id = `param-${param.param}`;
    const name = param.label || param.param;
    const notes = [
      ...param.clauses.map((clause) => this.say("clause_of", { clause })),
      ...(usual?.from ? [this.say("since", { day: usual.from })] : []),
      ...(param.local ? [this.say("local", { why: param.local })] : []),
      ...(param.unset ? [this.say("unset", { why: param.unset })] : []),
    ];
    return html`<li class="param ${given === undefined ? "" : "changed"}">
      <span class="name"><label for=${id}>${name}</label> ${notes.map((note) => html`<span class="notes">${note}</span> `)}</span>
      ${this.#field(param, id, given ?? usual?.value ?? null, usual?.value ?? null)}
      ${given === undefined ? nothing : html`<span class="change">${usual ? html`<span>${this.say("changed_from", { value: shown(usual.value) })}</span>` : nothing}
        <button type="button" class="link" aria-label=${this.say("reset_one", { name })} @click=${() => this.#reset(param)}>${this.say("reset")}</button></span>`}
    </li>`;
  }

  protected override render() {
    const params = this.model.live.description?.params ?? [];
    const changed = params.filter((param) => this.model.state.params[param.param] !== undefined).length;
    const { trouble } = this.model.live;
    return html`<section aria-labelledby="params-heading">
      ${trouble?.kind === "option" ? trouble.problems.map((problem) => html`<p class="banner bad">${this.model.read(problem.message)} ${problem.help ? this.model.read(problem.help) : nothing}</p>`) : nothing}
      <div class="section-head"><h3 id="params-heading">${this.say("parameters")}</h3>
        ${changed > 0 ? html`<span class="summary">${this.say("changed_count", { count: changed })}</span>
          <button type="button" class="link" @click=${() => this.model.change({ params: {} })}>${this.say("reset_all")}</button>` : nothing}</div>
      <p class="hint">${this.say(params.length > 0 ? "parameters_hint" : "no_parameters")}</p>
      <ul class="params">${params.map((param) => this.#param(param))}</ul>
    </section>`;
  }
}
