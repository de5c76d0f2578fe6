import { html, nothing } from "lit";
import * as exports from "./export.js";
import { Panel } from "./panel.js";
import type { FormUnit, PackDescription, Report } from "./engine.js";

type Form = PackDescription["forms"][number];

/** Units that are offered in a list; a person who has more looks one up by its finding. */
const LISTED = 500;

/** The forms of the pack: for the unit whose finding is open, and for any other. */
export class WorkbenchForms extends Panel {
  static override properties = { ...Panel.properties, units: { state: true }, near: { state: true } };
  declare private units: Readonly<Record<string, readonly FormUnit[]>>;
  declare private near: readonly FormUnit[];
  /** What the lists were asked of. */
  #asked: { report: Report | undefined; chosen: unknown } = { report: undefined, chosen: undefined };

  constructor() {
    super();
    this.units = {};
    this.near = [];
  }

  /** Asks for whom there are forms, when that may have changed. */
  async #ask(): Promise<void> {
    const { result, chosen, description } = this.model.live;
    const report = result?.report;
    if (this.#asked.report === report && this.#asked.chosen === chosen) return;
    const other = this.#asked.report !== report;
    this.#asked = { report, chosen };
    if (!report) return;
    try {
      if (other) {
        const all = await Promise.all((description?.forms ?? []).map(async ({ form }) => [form, await report.formUnits(form)] as const));
        if (this.#asked.report === report) this.units = Object.fromEntries(all);
      }
      const near = chosen ? await report.formsOf(chosen) : [];
      if (this.#asked.report === report && this.#asked.chosen === chosen) this.near = near;
    } catch {
      // A report that is gone is followed by another one.
    }
  }

  protected override updated(): void {
    void this.#ask();
  }

  #guarded(act: () => Promise<void>) {
    return () => void act().catch((error: unknown) => this.model.notify(this.say("failed", { why: error instanceof Error ? error.message : String(error) })));
  }

  #title(form: string): string {
    const known = this.model.live.description?.forms.find((one) => one.form === form);
    return known ? this.#titled(known) : form;
  }

  /** What a form is called whoever it is filled in for: without what its title says of the unit. */
  #titled({ form, title, title_en }: Form): string {
    const whole = this.model.state.language === "en" && title_en ? title_en : title;
    return whole.replace(/(\{[^{}]*\})+/g, "…").replace(/^…\s*/, "") || form;
  }

  #buttons(unit: FormUnit) {
    const name = [this.#title(unit.form), unit.entity_name, unit.period_name].filter(Boolean).join(" ");
    return html`<button type="button" class="link" aria-label="${this.say("open_form")}: ${name}" @click=${this.#guarded(() => exports.openForm(this.model, unit))}>${this.say("open_form")}</button>
      <button type="button" class="link" aria-label="${this.say("save_form")}: ${name}" @click=${this.#guarded(() => exports.saveForm(this.model, unit))}>${this.say("save_form")}</button>`;
  }

  /** The forms of the unit whose finding was opened last; over the finding's period first. */
  #near() {
    const { chosen } = this.model.live;
    if (!chosen || this.near.length === 0) return nothing;
    const first = this.near.filter(({ period }) => period === chosen.period);
    const rest = this.near.filter(({ period }) => period !== chosen.period).reverse();
    return html`<section><h3>${this.say("forms_of", { unit: chosen.entity_name })}</h3>
      <ul class="forms">${[...first, ...rest].slice(0, LISTED).map((unit) => html`<li><span>${this.#title(unit.form)}</span><span class="notes">${unit.period_name ?? unit.period}</span>${this.#buttons(unit)}</li>`)}</ul></section>`;
  }

  #form(form: Form) {
    const units = this.units[form.form] ?? [];
    const id = `form-${form.form}`;
    const chosen = () => units[Number(this.querySelector<HTMLSelectElement>(`#${CSS.escape(id)}`)?.value ?? 0)];
    const act = (what: (unit: FormUnit) => Promise<void>) => this.#guarded(async () => {
      const unit = chosen();
      if (unit) await what(unit);
    });
    const named = ({ entity_name, entity, period, period_name }: FormUnit) => [entity_name === entity ? entity : `${entity_name}\u2002${entity}`, form.period === "policy" ? "" : (period_name ?? period)].filter(Boolean).join(" \u00b7 ");
    return html`<li><label for=${id}>${this.#titled(form)}</label>
      <select id=${id} ?disabled=${units.length === 0}>${units.slice(0, LISTED).map((unit, at) => html`<option value=${at}>${named(unit)}</option>`)}</select>
      <button type="button" class="link" ?disabled=${units.length === 0} @click=${act((unit) => exports.openForm(this.model, unit))}>${this.say("open_form")}</button>
      <button type="button" class="link" ?disabled=${units.length === 0} @click=${act((unit) => exports.saveForm(this.model, unit))}>${this.say("save_form")}</button>
      <button type="button" class="link" ?disabled=${units.length === 0} @click=${this.#guarded(() => exports.forms(this.model, units))}>${this.say("save_forms", { count: units.length })}</button></li>`;
  }

  protected override render() {
    const forms = this.model.live.description?.forms ?? [];
    if (forms.length === 0) return html`<p class="hint">${this.say("no_forms")}</p>`;
    return html`<div class="forms-panel">${this.#near()}
      <section><h3>${this.say("forms")}</h3><ul class="forms">${forms.map((form) => this.#form(form))}</ul></section></div>`;
  }
}
