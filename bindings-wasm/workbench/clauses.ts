import { html, nothing } from "lit";
import { declared } from "./declaration.js";
import type { Coverage } from "./engine.js";
import { Panel } from "./panel.js";
import type { Position } from "./position.js";
import { say, type Words } from "./text.js";

type Clause = Coverage["clauses"][number];

/** The clauses of the document, with the rules that rest on them and how those came out. */
export class WorkbenchClauses extends Panel {
  show: (file: string, place: Position) => void = () => {};

  #rule(id: string) {
    const { model } = this;
    const result = model.live.result;
    const summary = result?.view.rules.find((rule) => rule.rule === id);
    const covered = result?.coverage.rules.find((rule) => rule.rule === id);
    const title = summary?.title ?? covered?.title ?? id;
    const found = declared(model.state.files, "rule", id);
    const counts = model.statuses.map(({ status, mark, words }) => ({ mark, words, status, count: (summary?.counts as Record<string, number> | undefined)?.[status] ?? 0 })).filter(({ count }) => count > 0);
    return html`<li>
      ${found ? html`<button type="button" class="link" aria-label=${this.say("show_rule", { rule: title })} @click=${() => this.show(found.file, found.place)}>${title}</button>` : html`<span>${title}</span>`}
      ${covered && !covered.ran ? html`<span class="badge warn">${this.say("not_run", { why: covered.why ?? "" })}</span>` : nothing}
      <span class="counts">${counts.map(({ mark, words, status, count }) => html`<span class="count ${status}" title=${words}><span aria-hidden="true">${mark}</span><span class="visually-hidden">${words} </span>${count}</span>`)}</span>
    </li>`;
  }

  #clause(clause: Clause) {
    const force = clause.force ? say(this.model.state.language, `force_${clause.force}` as Words) : "";
    return html`<tr>
      <th scope="row">${clause.article || clause.clause}${clause.article ? html`<span class="notes">${clause.clause}</span>` : nothing}</th>
      <td><span class="says">${clause.says}</span> ${force ? html`<span class="badge">${force}</span>` : nothing}</td>
      <td>${clause.rules.length > 0
        ? html`<ul class="clause-rules">${clause.rules.map((rule) => this.#rule(rule))}</ul>`
        : html`<span class="notes">${clause.unruled ? clause.unruled.why : clause.scoring.length > 0 ? clause.scoring.join(" ") : this.say("no_rule")}</span>`}</td>
    </tr>`;
  }

  protected override render() {
    const coverage = this.model.live.result?.coverage;
    if (!coverage) return html`<p class="hint">${this.say("no_result")}</p>`;
    const ruled = coverage.clauses.filter((clause) => clause.rules.length > 0).length;
    const unscored = coverage.cards.filter((card) => !card.scored);
    return html`<div class="clauses">
      <div class="section-head"><h3 id="clauses-heading">${this.say("clauses")}</h3><span class="summary">${this.say("clause_count", { count: coverage.clauses.length, ruled })}</span></div>
      <table class="list" aria-labelledby="clauses-heading">
        <thead><tr><th scope="col">${this.say("clause")}</th><th scope="col">${this.say("says")}</th><th scope="col">${this.say("clause_rules")}</th></tr></thead>
        <tbody>${coverage.clauses.map((clause) => this.#clause(clause))}</tbody>
      </table>
      ${unscored.length > 0 ? html`<h3>${this.say("cards_not_scored")}</h3><ul class="unscored">${unscored.map((card) => html`<li>${card.title} <span class="notes">${card.why ?? ""}</span></li>`)}</ul>` : nothing}
    </div>`;
  }
}
