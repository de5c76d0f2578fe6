import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { PackDescription } from "./engine.js";
import { Panel } from "./panel.js";

type Reading = PackDescription["readings"][number];
type Profile = PackDescription["profiles"][number];

/** The choices between honest interpretations, and the profile to judge by. */
export class WorkbenchReadings extends Panel {
  #choose(reading: Reading, choice: string): void {
    const { [reading.reading]: _before, ...rest } = this.model.state.readings;
    this.model.change({ readings: choice === reading.usual ? rest : { ...rest, [reading.reading]: choice } });
  }

  /** How many findings another choice would change, if the run has tried it. */
  #effect(reading: Reading, choice: string) {
    const tried = this.model.live.result?.view.readings.find((one) => one.reading === reading.reading)?.others.find((one) => one.choice === choice);
    if (!tried || !this.model.state.tryAll) return nothing;
    const count = tried.changed + tried.gone + tried.only;
    return html`<span class="effect">${count > 0 ? this.say("would_change", { count }) : this.say("would_not_change")}</span>`;
  }

  #reading(reading: Reading) {
    const given = this.model.state.readings[reading.reading];
    const current = reading.choices.some(({ choice }) => choice === given) ? given : reading.usual;
    return html`<li class=${current === reading.usual ? "reading" : "reading changed"}><fieldset>
      <legend>${reading.asks}<span class="notes">${reading.clauses.map((clause) => this.say("clause_of", { clause })).join(" · ")}</span></legend>
      ${reading.choices.map(({ choice, text }) => html`<label class="choice">
        <input type="radio" name="reading-${reading.reading}" .checked=${live(choice === current)} @change=${() => this.#choose(reading, choice)} />
        <span><span>${text}</span>${choice === reading.usual ? html`<span class="badge">${this.say("usual")}</span>` : nothing}${this.#effect(reading, choice)}</span>
      </label>`)}
    </fieldset></li>`;
  }

  #profiles(profiles: readonly Profile[]) {
    const { profile } = this.model.state;
    const title = (one: Profile) => (this.model.state.language === "en" && one.title_en) || one.title;
    const hasUsual = profiles.some((one) => one.usual);
    return html`<label class="profile">${this.say("profile")}
      <select @change=${(event: Event) => this.model.change({ profile: (event.target as HTMLSelectElement).value || null })}>
        ${hasUsual ? nothing : html`<option value="" ?selected=${profile === null}>${this.say("profile_usual")}</option>`}
        ${profiles.map((one) => html`<option value=${one.profile} ?selected=${profile === one.profile || (profile === null && one.usual)}>${title(one)}</option>`)}
      </select></label>`;
  }

  protected override render() {
    const { description } = this.model.live;
    const readings = description?.readings ?? [];
    const profiles = description?.profiles ?? [];
    const changed = readings.filter((reading) => (this.model.state.readings[reading.reading] ?? reading.usual) !== reading.usual).length;
    return html`<section aria-labelledby="readings-heading">
      ${profiles.length > 0 ? this.#profiles(profiles) : nothing}
      <div class="section-head"><h3 id="readings-heading">${this.say("readings")}</h3>
        ${changed > 0 ? html`<span class="summary">${this.say("changed_count", { count: changed })}</span>
          <button type="button" class="link" @click=${() => this.model.change({ readings: {} })}>${this.say("reset_all")}</button>` : nothing}</div>
      <p class="hint">${this.say(readings.length > 0 ? "readings_hint" : "no_readings")}</p>
      ${readings.length > 0 ? html`<label class="choice try"><input type="checkbox" .checked=${live(this.model.state.tryAll)}
        @change=${(event: Event) => this.model.change({ tryAll: (event.target as HTMLInputElement).checked })} />
        <span><span>${this.say("try_all")}</span><span class="effect">${this.say("try_all_hint")}</span></span></label>` : nothing}
      <ul class="readings">${readings.map((reading) => this.#reading(reading))}</ul>
    </section>`;
  }
}
