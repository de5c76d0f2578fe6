import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { detailStyles } from "./detail.js";
import { number, periodId } from "./format.js";
import { Loading, emptiness, failure, waiting } from "./loading.js";
import { ranked, sorted, type Ranked, type Sort } from "./rank.js";
import type { Ranking } from "./ranking.js";
import type { CardTable, Report, Score, View } from "./report-types.js";
import { ReportElement } from "./report-element.js";
import { scoreBarStyles } from "./score-bar.js";
import { scoreDetail, scoreDetailStyles } from "./score-detail.js";
import { statusesIn, type Statuses } from "./status.js";
import { frame, shared, tokens } from "./styles.js";
import type { Texts } from "./text.js";

interface Opened {
  readonly report: Report;
  readonly view: View;
  readonly statuses: Statuses;
}

const byRank: Sort = { by: "rank", down: false };

/** The scores of a report: for each card its units by rank, with the items behind each score. */
export class DudaoScoreboard extends ReportElement {
  static override properties = {
    ...ReportElement.properties,
    card: { state: true },
    period: { state: true },
    sort: { state: true },
    chosen: { state: true },
  };

  declare private card: number;
  declare private period: number;
  declare private sort: Sort;
  declare private chosen: Ranked | undefined;

  readonly #opened = new Loading<Opened>(this);
  /** Asked for when the first unit is opened: of many units they are large. */
  readonly #scores = new Loading<ReadonlyMap<string, Score>>(this);
  #ranked: readonly Ranked[] = [];
  #length = 0;
  #entries: readonly Ranked[] = [];
  #arranged: readonly unknown[] = [];

  constructor() {
    super();
    this.card = 0;
    this.period = 0;
    this.sort = byRank;
  }

  protected get isOpen(): boolean {
    return this.chosen !== undefined;
  }

  protected unchoose(): void {
    this.chosen = undefined;
  }

  get #card(): CardTable | undefined {
    return this.#opened.value?.view.scores[this.card];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("report")) {
      this.#open();
    } else if (changed.has("lang")) this.#reword();
    const card = this.#card;
    if (!card) return;
    const [before, period, sort] = this.#arranged;
    if (before !== card || period !== this.period) {
      this.#ranked = ranked(card, this.period);
      this.#length = longest(card.points, this.#ranked);
    }
    if (before !== card || period !== this.period || sort !== this.sort) this.#entries = sorted(this.#ranked, this.sort);
    this.#arranged = [card, this.period, this.sort];
  }

  #open(): void {
    const { report } = this;
    const language = this.language;
    if (!report) {
      this.chosen = undefined;
      return this.#opened.reset();
    }
    // Until the next one is there, the last one stays: whoever tries other values sees what they change.
    void this.#opened.load(async () => {
      const opened = await report;
      const view = await opened.view();
      this.#settle(opened, view);
      return { report: opened, view, statuses: statusesIn(language) };
    });
  }

  /** The card, the period and the unit that are shown stay, where the next report has them too. */
  #settle(report: Report, view: View): void {
    const before = this.#card;
    const period = before?.periods[this.period];
    const entity = this.chosen?.row.entity;
    this.card = Math.max(0, view.scores.findIndex(({ card }) => card === before?.card));
    const card = view.scores[this.card];
    const same = card?.periods.indexOf(period ?? "") ?? -1;
    this.period = same >= 0 ? same : Math.max(0, (card?.periods.length ?? 1) - 1);
    this.chosen = card && same >= 0 ? ranked(card, this.period).find(({ row }) => row.entity === entity) : undefined;
    if (this.chosen) this.#look(report);
    else this.#scores.reset();
  }

  #reword(): void {
    const opened = this.#opened.value;
    const language = this.language;
    if (opened) void this.#opened.load(async () => ({ ...opened, statuses: statusesIn(language) }));
    else this.#open();
  }

  /** Shows a card, by its last period at first. */
  #turnTo(card: number): void {
    this.card = card;
    this.period = Math.max(0, (this.#card?.periods.length ?? 1) - 1);
    this.sort = byRank;
    this.chosen = undefined;
  }

  readonly #chosen = (event: CustomEvent<{ entry: Ranked; byKey: boolean }>): void => {
    const ranking = event.currentTarget as Ranking;
    const opened = this.#opened.value;
    if (!opened) return;
    this.chosen = event.detail.entry;
    this.returnTo = () => ranking.focus();
    if (this.#scores.state.is !== "ready") this.#look(opened.report);
    if (event.detail.byKey) void this.focusPanel();
  };

  #look(report: Report): void {
    void this.#scores.load(async () => new Map((await report.scores()).map((score) => [keyOf(score.card, score.entity, score.period), score])));
  }

  protected body(text: Texts): TemplateResult {
    const { state } = this.#opened;
    if (state.is === "waiting") return waiting(text);
    if (state.is === "failed") return failure(state.error, text.failed, this.language);
    const card = this.#card;
    if (!card) return emptiness(text.noScores, text.noScoresHint);
    const language = this.language;
    const { scores: cards } = state.value.view;
    return html`<header class="top" part="heading">
        <h2>${state.value.view.title}</h2>
        <p class="facts"><span>${text.asOf(state.value.view.as_of)}</span>${state.value.view.profile ? html`<span>${state.value.view.profile}</span>` : nothing}</p>
      </header>
      ${cards.length > 1
        ? html`<div class="tabs controls" role="tablist" aria-label=${text.cards} @keydown=${this.#tabKeyed}>
            ${cards.map(
              (other, index) =>
                html`<button role="tab" id=${`tab-${index}`} aria-controls="part" aria-selected=${index === this.card} tabindex=${index === this.card ? 0 : -1} @click=${() => this.#turnTo(index)}>
                  ${other.title || other.card}
                </button>`,
            )}
          </div>`
        : nothing}
      <div class="bar">
        ${cards.length > 1 ? nothing : html`<h3>${card.title || card.card}</h3>`}
        ${card.periods.length > 1
          ? html`<select class="field controls" aria-label=${text.period} @change=${this.#periodChosen}>
              ${card.periods.map((period, index) => html`<option value=${index} .selected=${index === this.period}>${periodId(period, language, state.value.view.periods)}</option>`)}
            </select>`
          : nothing}
        <p class="facts">
          ${card.periods.length > 1 ? nothing : html`<span>${periodId(card.periods[0] ?? "", language, state.value.view.periods)}</span>`}<span>${text.outOf(number(card.points, language))}</span
          ><span role="status" aria-live="polite">${text.scoredUnits(this.#entries.length)}</span>
        </p>
        ${card.local ? html`<p class="local"><b>${text.local}</b> ${card.local}</p>` : nothing}
      </div>
      <div class="beside ${this.chosen ? "open" : ""}">
        <div id="part" role=${cards.length > 1 ? "tabpanel" : nothing} aria-labelledby=${cards.length > 1 ? `tab-${this.card}` : nothing}>
          <dudao-scoreboard-ranking
            .entries=${this.#entries}
            .points=${this.#length}
            .heading=${`${text.scoreTable(card.title || card.card)} ${card.periods[this.period] ?? ""}`}
            .sort=${this.sort}
            .compact=${this.sheet}
            .language=${language}
            .chosen=${this.chosen?.row.entity}
            @choose=${this.#chosen}
            @sort=${(event: CustomEvent<Sort>) => (this.sort = event.detail)}
          ></dudao-scoreboard-ranking>
        </div>
        ${this.#panel(card, state.value, text)}
      </div>`;
  }

  readonly #tabKeyed = (event: KeyboardEvent): void => {
    const count = this.#opened.value?.view.scores.length ?? 0;
    const to = { ArrowLeft: (this.card + count - 1) % count, ArrowRight: (this.card + 1) % count, Home: 0, End: count - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#turnTo(to);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus());
  };

  readonly #periodChosen = (event: Event): void => {
    this.period = Number((event.target as HTMLSelectElement).value);
    this.chosen = undefined;
  };

  #panel(card: CardTable, opened: Opened, text: Texts): TemplateResult {
    const { chosen } = this;
    const period = card.periods[this.period] ?? "";
    return html`<dudao-panel
      ?open=${chosen !== undefined}
      ?sheet=${this.sheet}
      .heading=${chosen ? chosen.row.name || chosen.row.entity : ""}
      .subheading=${`${card.title || card.card} · ${periodId(period, this.language, opened.view.periods)}`}
      .text=${text}
      @close=${this.closed}
    >
      ${chosen ? this.#scored(card, chosen, period, opened, text) : nothing}
    </dudao-panel>`;
  }

  #scored(card: CardTable, chosen: Ranked, period: string, { view, statuses }: Opened, text: Texts): TemplateResult {
    const { state } = this.#scores;
    if (state.is === "waiting") return waiting(text);
    if (state.is === "failed") return failure(state.error, text.openFailed, this.language);
    const score = state.value.get(keyOf(card.card, chosen.row.entity, period));
    if (!score) return emptiness(text.unrated);
    const titles = new Map(view.rules.map((rule) => [rule.rule, rule.title || rule.rule]));
    const cards = new Map(view.scores.map((other) => [other.card, other.title || other.card]));
    return scoreDetail(score, titles, cards, { text, statuses, language: this.language, tables: view.tables, periods: view.periods });
  }

  static override styles = [
    tokens,
    shared,
    frame,
    detailStyles,
    scoreBarStyles,
    scoreDetailStyles,
    css`
      .all {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.75rem;
      }
      .bar {
        gap: 0.25rem 1rem;
      }
      .bar h3 {
        font-size: 1.14em;
        font-weight: 600;
      }
      .local {
        font-size: 0.93em;
        color: var(--_quiet);
      }
      .local b {
        padding: 0 0.4em;
        border: 1px solid var(--_line);
        border-radius: 4px;
        font-weight: 500;
      }
    `,
  ];
}

/** What a whole bar stands for: bonus points can lift a score above those of its card. */
const longest = (points: number, all: readonly Ranked[]): number =>
  all.reduce((most, { interval }) => (interval && Number.isFinite(interval.high) ? Math.max(most, interval.high) : most), points);

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);
