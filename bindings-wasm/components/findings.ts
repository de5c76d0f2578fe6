import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { detail, detailStyles, summary, type Explained } from "./detail.js";
import { everything, isEverything, tableOf, taskCount, worklistOf, type Filter, type Mark, type Table } from "./filter.js";
import { number } from "./format.js";
import { Loading, emptiness, failure, waiting } from "./loading.js";
import type { Choice, Matrix } from "./matrix.js";
import type { ClauseCoverage, Finding, MatrixRow, Report, Task, View, WorkItem } from "./report-types.js";
import { ReportElement } from "./report-element.js";
import { listed, order, statusMark, statusesIn, type Statuses } from "./status.js";
import { frame, shared, tokens } from "./styles.js";
import type { Texts } from "./text.js";
import { step, worklist, worklistStyles } from "./worklist.js";

interface Opened {
  readonly report: Report;
  readonly view: View;
  readonly clauses: readonly ClauseCoverage[];
  readonly statuses: Statuses;
}

/** A cell, or a whole unit if no rule is named; of a cell, one period may be meant. */
interface Selection {
  readonly row: MatrixRow;
  readonly rule: string | undefined;
  readonly period: string | undefined;
}

/**
 * A report as a matrix of units by rules, with what stands behind each cell, and as a list of what is to be done.
 *
 * @fires dudao-select - A finding was opened; it is the event's `detail`.
 */
export class DudaoFindings extends ReportElement {
  static override properties = {
    ...ReportElement.properties,
    filter: { state: true },
    tab: { state: true },
    shownUnits: { state: true },
    selection: { state: true },
  };

  declare private filter: Filter;
  declare private tab: "matrix" | "worklist";
  declare private shownUnits: number;
  declare private selection: Selection | undefined;

  readonly #opened = new Loading<Opened>(this);
  readonly #findings = new Loading<readonly Finding[]>(this);
  readonly #explained = new Map<string, Explained>();
  #table: Table = { rows: [], columns: [], groups: [], marks: new Set() };
  #work: readonly WorkItem[] = [];
  #arranged: readonly [View?, Filter?] = [];

  constructor() {
    super();
    this.filter = everything;
    this.tab = "matrix";
    this.shownUnits = step;
  }

  protected get isOpen(): boolean {
    return this.selection !== undefined;
  }

  protected unchoose(): void {
    this.selection = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("report")) this.#open();
    else if (changed.has("lang")) this.#reword();
    const view = this.#opened.value?.view;
    if (view && (this.#arranged[0] !== view || this.#arranged[1] !== this.filter)) {
      this.#arranged = [view, this.filter];
      this.#table = tableOf(view, this.#opened.value?.clauses ?? [], this.filter);
      this.#work = worklistOf(view, this.filter);
      this.shownUnits = step;
    }
  }

  #open(): void {
    const { report } = this;
    const language = this.language;
    if (!report) {
      this.selection = undefined;
      this.filter = everything;
      return this.#opened.reset();
    }
    // Until the next one is there, the last one stays: whoever tries other values sees what they change.
    const explained = [...this.#explained.keys()];
    const loaded = this.#opened.load(async () => {
      const opened = await report;
      const [view, coverage] = await Promise.all([opened.view(), opened.coverage()]);
      this.#settle(opened, view);
      return { report: opened, view, clauses: coverage.clauses, statuses: statusesIn(language) };
    });
    void loaded.then(() => explained.forEach((fingerprint) => void this.#explain(fingerprint)));
  }

  /** What is chosen and filtered stays, where the next report has it too. */
  #settle(report: Report, view: View): void {
    this.#explained.clear();
    const { filter, selection } = this;
    const hasRule = (wanted: string) => view.rules.some(({ rule }) => rule === wanted);
    if ((filter.rule && !hasRule(filter.rule)) || (filter.kind && !(filter.kind in view.tables))) this.filter = everything;
    if (!selection) return;
    const { rule, period } = selection;
    const row = view.matrix.find(({ table, entity }) => table === selection.row.table && entity === selection.row.entity);
    if (row && (!rule || hasRule(rule))) this.#look({ row, rule, period }, report);
    else this.selection = undefined;
  }

  #reword(): void {
    const opened = this.#opened.value;
    const language = this.language;
    if (opened) void this.#opened.load(async () => ({ ...opened, statuses: statusesIn(language) }));
    else this.#open();
  }

  #select(selection: Selection, returnTo: () => void): void {
    const opened = this.#opened.value;
    if (!opened) return;
    this.returnTo = returnTo;
    this.#findings.reset();
    this.#look(selection, opened.report);
  }

  #look(selection: Selection, report: Report): void {
    this.selection = selection;
    const { row, rule } = selection;
    const unit = { table: row.table, entity: row.entity };
    void this.#findings.load(() => report.findings(rule ? { ...unit, rules: [rule] } : unit));
  }

  readonly #chosen = (event: CustomEvent<Choice>): void => {
    const matrix = event.currentTarget as Matrix;
    const { row, column, byKey } = event.detail;
    this.#select({ row, rule: column?.rule.rule, period: undefined }, () => matrix.focus());
    if (byKey) void this.focusPanel();
  };

  readonly #taskOpened = (item: WorkItem, task: Task): void => {
    const row = this.#opened.value?.view.matrix.find((row) => row.table === item.table && row.entity === item.entity);
    if (!row) return;
    const button = (this.renderRoot as ShadowRoot).activeElement as HTMLElement | null;
    this.#select({ row, rule: task.rule, period: task.period }, () => button?.focus());
    void this.focusPanel();
  };

  #unfolded(event: Event, finding: Finding): void {
    if (!(event.currentTarget as HTMLDetailsElement).open) return;
    this.dispatchEvent(new CustomEvent<Finding>("dudao-select", { detail: finding, bubbles: true, composed: true }));
    void this.#explain(finding.fingerprint);
  }

  async #explain(fingerprint: string): Promise<void> {
    const report = this.#opened.value?.report;
    const known = this.#explained.get(fingerprint);
    if (!report || (known && "explanation" in known)) return;
    let explained: Explained;
    try {
      explained = { explanation: await report.explain(fingerprint) };
    } catch (error) {
      explained = { error };
    }
    if (this.#opened.value?.report !== report) return;
    this.#explained.set(fingerprint, explained);
    this.requestUpdate();
  }

  protected body(text: Texts): TemplateResult {
    const { state } = this.#opened;
    if (state.is === "waiting") return waiting(text);
    if (state.is === "failed") return failure(state.error, text.failed, this.language);
    const { view } = state.value;
    const total = listed.reduce((sum, status) => sum + (view.counts[status] ?? 0), 0);
    return html`<header class="top" part="heading">
        <h2>${view.title}</h2>
        <p class="facts">
          <span>${text.asOf(view.as_of)}</span>${view.profile ? html`<span>${view.profile}</span>` : nothing}<span>${text.units(view.matrix.length)}</span
          ><span>${text.findings(total)}</span>
        </p>
      </header>
      ${view.matrix.length ? this.#parts(state.value, text) : emptiness(text.empty, text.emptyHint)}`;
  }

  #parts({ view, statuses }: Opened, text: Texts): TemplateResult {
    const tasks = this.#work.reduce((sum, item) => sum + taskCount(item), 0);
    const tab = (name: "matrix" | "worklist", label: string) =>
      html`<button
        role="tab"
        id=${`tab-${name}`}
        aria-controls="part"
        aria-selected=${this.tab === name}
        tabindex=${this.tab === name ? 0 : -1}
        @click=${() => (this.tab = name)}
      >
        ${label}
      </button>`;
    const said =
      this.tab === "matrix" ? text.shownUnits(this.#table.rows.length, this.#table.columns.length) : text.shownTasks(this.#work.length, tasks);
    return html`<div class="bar controls" role="group" aria-label=${text.byStatus}>${this.#chips(view, statuses, text)}</div>
      <div class="tabs controls" role="tablist" aria-label=${text.views} @keydown=${this.#tabKeyed}>${tab("matrix", text.matrix)}${tab("worklist", text.worklist)}</div>
      <div class="bar controls">${this.#fields(view, text)}</div>
      <div class="beside ${this.selection ? "open" : ""}">
        <div id="part" role="tabpanel" aria-labelledby=${`tab-${this.tab}`}>${this.tab === "matrix" ? this.#matrix(statuses, text) : this.#worklist(statuses, text)}</div>
        ${this.#panel(view, statuses, text)}
      </div>
      <div class="bar foot">
        <span class="quiet" role="status" aria-live="polite">${said}</span>
        ${this.tab === "matrix" ? this.#legend(text) : nothing}
      </div>`;
  }

  readonly #tabKeyed = (event: KeyboardEvent): void => {
    if (!["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    this.tab = event.key === "Home" ? "matrix" : event.key === "End" ? "worklist" : this.tab === "matrix" ? "worklist" : "matrix";
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus());
  };

  #chips(view: View, statuses: Statuses, text: Texts): unknown[] {
    const { marks } = this.filter;
    const toggle = (mark: Mark) => {
      const next = new Set(marks);
      if (!next.delete(mark)) next.add(mark);
      this.filter = { ...this.filter, marks: next };
    };
    const chip = (mark: Mark, count: number, sign: unknown, words: string) =>
      count || marks.has(mark)
        ? html`<button class="chip ${mark}" aria-pressed=${marks.has(mark)} @click=${() => toggle(mark)}>${sign}<span>${words}</span><b>${number(count, this.language)}</b></button>`
        : nothing;
    const depends = view.rules.reduce((sum, rule) => sum + rule.depends, 0);
    return [
      ...listed.map((status) => chip(status, view.counts[status] ?? 0, statusMark(status, statuses), statuses[status].words)),
      chip("waived", view.waived, html`<span class="sign corner" aria-hidden="true"></span>`, text.waived),
      chip("depends", depends, html`<span class="sign ring" aria-hidden="true"></span>`, text.depends),
    ];
  }

  #fields(view: View, text: Texts): TemplateResult {
    const { filter } = this;
    const change = (part: Partial<Filter>) => (this.filter = { ...filter, ...part });
    const value = (event: Event) => (event.target as HTMLInputElement | HTMLSelectElement).value;
    const kinds = [...new Set(view.matrix.map((row) => row.table))];
    const option = (id: string, name: string, chosen: string) => html`<option value=${id} .selected=${id === chosen}>${name}</option>`;
    return html`<input
        class="field search"
        type="search"
        aria-label=${text.search}
        placeholder=${text.search}
        .value=${live(filter.search)}
        @input=${(event: Event) => change({ search: value(event) })}
      />
      ${kinds.length > 1
        ? html`<select class="field" aria-label=${text.kind} @change=${(event: Event) => change({ kind: value(event) })}>
            ${option("", text.everyKind, filter.kind)}${kinds.map((kind) => option(kind, view.tables[kind] ?? kind, filter.kind))}
          </select>`
        : nothing}
      <select class="field rules" aria-label=${text.rule} @change=${(event: Event) => change({ rule: value(event) })}>
        ${option("", text.everyRule, filter.rule)}${view.rules.map((rule) => option(rule.rule, rule.title || rule.rule, filter.rule))}
      </select>
      <label class="tick"><input type="checkbox" .checked=${live(filter.binding)} @change=${(event: Event) => change({ binding: (event.target as HTMLInputElement).checked })} />${text.binding}</label>
      ${isEverything(filter) ? nothing : html`<button class="plain" @click=${() => (this.filter = everything)}>${text.clear}</button>`}`;
  }

  #matrix(statuses: Statuses, text: Texts): TemplateResult {
    if (!this.#table.rows.length) return emptiness(text.nothingFits);
    return html`<dudao-findings-matrix .table=${this.#table} .statuses=${statuses} .text=${text} .chosen=${this.selection} @choose=${this.#chosen}></dudao-findings-matrix>`;
  }

  #worklist(statuses: Statuses, text: Texts): TemplateResult {
    if (!this.#work.length) return emptiness(text.nothingFits);
    return worklist(this.#work, this.shownUnits, { text, statuses, language: this.language, periods: this.#opened.value?.view.periods ?? {}, open: this.#taskOpened, more: () => (this.shownUnits += step) });
  }

  #legend(text: Texts): TemplateResult {
    return html`<span class="legend quiet" role="note" aria-label=${text.legend}>
      <span><span class="sign corner" aria-hidden="true"></span>${text.waived}</span>
      <span><span class="sign ring" aria-hidden="true"></span>${text.depends}</span>
      <span class="keys">${text.keys}</span>
    </span>`;
  }

  #panel(view: View, statuses: Statuses, text: Texts): TemplateResult {
    const { selection } = this;
    const rule = view.rules.find((rule) => rule.rule === selection?.rule);
    const kind = selection ? (view.tables[selection.row.table] ?? selection.row.table) : "";
    return html`<dudao-panel
      ?open=${selection !== undefined}
      ?sheet=${this.sheet}
      .heading=${selection ? selection.row.name || selection.row.entity : ""}
      .subheading=${rule ? rule.title || rule.rule : kind}
      .text=${text}
      @close=${this.closed}
    >
      ${selection ? this.#found(selection, view, statuses, text) : nothing}
    </dudao-panel>`;
  }

  #found(selection: Selection, view: View, statuses: Statuses, text: Texts): unknown {
    const { state } = this.#findings;
    if (state.is === "waiting") return waiting(text);
    if (state.is === "failed") return failure(state.error, text.openFailed, this.language);
    const words = { text, statuses, language: this.language, tables: view.tables, periods: view.periods };
    const first = selection.rule ? firstOf(state.value, selection.period) : undefined;
    const titles = new Map(view.rules.map((rule) => [rule.rule, rule.title || rule.rule]));
    return repeat(
      state.value,
      (finding) => finding.fingerprint,
      (finding, place) => html`${selection.rule === undefined && state.value[place - 1]?.rule !== finding.rule ? html`<h4 class="of">${titles.get(finding.rule) ?? finding.rule}</h4>` : nothing}
        <details class="fold" ?open=${finding === first} @toggle=${(event: Event) => this.#unfolded(event, finding)}>
          <summary>${summary(finding, words)}</summary>
          ${detail(finding, this.#explained.get(finding.fingerprint), words)}
        </details>`,
    );
  }

  static override styles = [
    tokens,
    shared,
    frame,
    detailStyles,
    worklistStyles,
    css`
      .all {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.75rem;
      }
      .search {
        flex: 1 1 12rem;
        max-width: 18rem;
      }
      .rules {
        max-width: 15rem;
      }
      .sign {
        flex: none;
        position: relative;
        display: inline-block;
        width: 1.375rem;
        height: 1.375rem;
        border-radius: 0.3125rem;
        background: var(--_none-soft);
      }
      .sign::after {
        content: "";
        position: absolute;
      }
      .corner::after {
        top: 0;
        right: 0;
        border: 5px solid transparent;
        border-top-color: var(--_ink);
        border-right-color: var(--_ink);
      }
      .ring::after {
        right: 2px;
        bottom: 2px;
        width: 5px;
        height: 5px;
        box-sizing: content-box;
        border: 1.5px solid var(--_ink);
        border-radius: 50%;
        background: var(--_ground);
      }
      .foot {
        justify-content: space-between;
        font-size: 0.93em;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1rem;
        align-items: center;
      }
      .legend > span {
        display: inline-flex;
        gap: 0.375rem;
        align-items: center;
      }
      .legend .sign {
        width: 1.125rem;
        height: 1.125rem;
      }
      .of {
        padding: 0.875rem 1rem 0.25rem;
        color: var(--_ink);
      }
      .fold {
        border-bottom: 1px solid var(--_line);
      }
      .fold:last-child {
        border-bottom: 0;
      }
      .fold > summary {
        display: flex;
        flex-wrap: wrap;
        gap: 0.125rem 0.75rem;
        align-items: center;
        justify-content: space-between;
        padding: 0.625rem 1rem 0.625rem 1.875rem;
        position: relative;
        cursor: pointer;
        list-style: none;
      }
      .fold > summary::-webkit-details-marker {
        display: none;
      }
      .fold > summary::before {
        content: "";
        position: absolute;
        left: 0.9375rem;
        top: 1.2rem;
        width: 0.375rem;
        height: 0.375rem;
        border: solid var(--_quiet);
        border-width: 0 1.5px 1.5px 0;
        rotate: -45deg;
      }
      .fold[open] > summary::before {
        rotate: 45deg;
      }
      .fold > summary:hover {
        background: var(--_raised);
      }
      .fold > summary:focus-visible {
        outline-offset: -2px;
      }
      .line {
        display: inline-flex;
        flex-wrap: wrap;
        gap: 0.25rem 0.5rem;
        align-items: center;
      }
      .period {
        font-weight: 500;
      }
      @container (max-width: 40rem) {
        .search {
          flex-basis: 100%;
          max-width: none;
        }
        select.field {
          flex: 1 1 8rem;
          min-width: 0;
          max-width: none;
        }
        .keys {
          display: none;
        }
      }
      @media (hover: none) {
        .legend .keys {
          display: none;
        }
      }
      @media print {
        .legend .keys {
          display: none;
        }
      }
    `,
  ];
}

/** The finding that is open at first: that of the period which was meant, or the worst, and of several such the latest. */
function firstOf(findings: readonly Finding[], period: string | undefined): Finding | undefined {
  const meant = period === undefined ? undefined : findings.find((finding) => finding.period === period);
  if (meant) return meant;
  const rank = (finding: Finding) => order.indexOf(finding.waiver && finding.status === "fail" ? "not_applicable" : finding.status);
  return findings.reduce<Finding | undefined>((best, finding) => (best && rank(best) < rank(finding) ? best : finding), undefined);
}
