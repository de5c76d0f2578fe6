import { html, nothing } from "lit";
import type { Diagnostic, PackDescription } from "./engine.js";
import { take } from "./import.js";
import { choose } from "./incoming.js";
import { Panel } from "./panel.js";
import { preview } from "./preview.js";
import { isTooBig } from "./store.js";
import { number } from "./text.js";

/** More than this many issues make a page that nobody reads to the end. */
const MOST = 300;

type DataPlace = Extract<NonNullable<Diagnostic["place"]>, { kind: "data" }>;
type TableDescription = PackDescription["tables"][number];

/** The records: what was handed in, a look at each table, and what is wrong with them. */
export class WorkbenchRecords extends Panel {
  #focusBack = "";

  /** What the pack knows of a table of the record book, which may be named by its label. */
  #known(table: string): TableDescription | undefined {
    return this.model.live.description?.tables.find((one) => one.table === table || one.label === table);
  }

  /** The name under which the records have a table that the engine speaks of. */
  #given(table: string): string | undefined {
    return Object.keys(this.model.state.tables).find((name) => name === table || this.#known(name)?.table === table);
  }

  get #issues(): readonly Diagnostic[] {
    const { trouble, result } = this.model.live;
    return trouble?.kind === "data" ? (trouble.problems as readonly Diagnostic[]) : (result?.issues ?? []);
  }

  #of(table: string): (Diagnostic & { place: DataPlace })[] {
    return this.#issues.filter((issue): issue is Diagnostic & { place: DataPlace } => issue.place?.kind === "data" && this.#given(issue.place.table) === table);
  }

  async #look(table: string, row = 0): Promise<void> {
    this.#focusBack = (document.activeElement as HTMLElement | null)?.id ?? "";
    this.model.show({ look: { table, row } });
    await this.updateComplete;
    this.querySelector<HTMLElement>("#records-back")?.focus();
  }

  async #back(): Promise<void> {
    this.model.show({ look: null });
    await this.updateComplete;
    document.getElementById(this.#focusBack)?.focus();
  }

  #remove(table: string): void {
    const { [table]: _gone, ...rest } = this.model.state.tables;
    this.model.replace({ tables: rest }, this.say("removed_table", { table: this.#title(table) }));
  }

  #title(table: string): string {
    const known = this.#known(table);
    return this.model.state.language === "zh" && known?.label ? known.label : table;
  }

  async #choose(): Promise<void> {
    take(await choose({ accept: ".csv,.json,.zip" }), this.model);
  }

  #tables() {
    const { tables } = this.model.state;
    const names = Object.keys(tables);
    if (names.length === 0) return html`<p class="hint">${this.say("no_records")}</p>`;
    return html`<div class="scroll-x" tabindex="0" role="region" aria-labelledby="tables-heading"><table class="list">
      <thead><tr><th scope="col">${this.say("table")}</th><th scope="col" class="right">${this.say("rows")}</th><th scope="col">${this.say("table_issues")}</th><th><span class="visually-hidden">${this.say("remove")}</span></th></tr></thead>
      <tbody>${names.map((name) => {
        const issues = this.#of(name).length;
        const title = this.#title(name);
        const known = this.#known(name) !== undefined || this.model.live.description === null;
        return html`<tr>
          <th scope="row"><button type="button" class="link" id="look-${name}" aria-label=${this.say("look", { table: title })} @click=${() => void this.#look(name)}>${title}</button>
            ${title === name ? nothing : html`<span class="notes">${name}</span>`}</th>
          <td class="right">${number(this.model.state.language, preview(tables[name] ?? []).rows.length)}</td>
          <td>${known ? nothing : html`<span class="badge">${this.say("unknown_table")}</span>`}${issues > 0 ? html`<span class="badge warn">${this.say("issue_count", { count: issues })}</span>` : nothing}</td>
          <td class="right"><button type="button" class="link" aria-label=${this.say("remove_table", { table: title })} @click=${() => this.#remove(name)}>${this.say("remove")}</button></td>
        </tr>`;
      })}</tbody>
    </table></div>`;
  }

  #place(place: DataPlace): string {
    const table = this.#given(place.table) ?? place.table;
    const column = this.#known(table)?.columns.find((one) => one.column === place.column);
    const named = this.model.state.language === "zh" && column?.label ? column.label : place.column;
    const parts = [this.#title(table), ...(place.row ? [this.say("row", { row: place.row })] : []), ...(named ? [named] : []), ...(place.id ? [place.id] : [])];
    return parts.join(" · ");
  }

  #issue(issue: Diagnostic, at: number) {
    const { place } = issue;
    const where = place?.kind === "data" ? this.#place(place) : "";
    const table = place?.kind === "data" ? this.#given(place.table) : undefined;
    return html`<li class="issue ${issue.severity}">
      ${place?.kind === "data" && table !== undefined && place.row
        ? html`<button type="button" class="link" id="issue-${at}" aria-label=${this.say("show_cell", { place: where })} @click=${() => void this.#look(table, place.row ?? 0)}>${where}</button>`
        : html`<span class="issue-where">${where}</span>`}
      <span><span class="visually-hidden">${this.say(`severity_${issue.severity}`)} </span>${this.model.read(issue.message)}${issue.help ? html` <span class="problem-help">${this.model.read(issue.help)}</span>` : nothing}
        <code>${issue.code}</code></span>
    </li>`;
  }

  #overview() {
    const issues = this.#issues;
    const { state } = this.model;
    return html`<div class="records">
      <p class="hint">${this.say("privacy")}</p>
      <div class="drop"><span>${this.say("drop_records")}</span><button type="button" class="button" @click=${() => void this.#choose()}>${this.say("choose_files")}</button></div>
      ${isTooBig(state) ? html`<p class="banner warn">${this.say("too_big_to_keep")}</p>` : nothing}
      <div class="section-head"><h3 id="tables-heading">${this.say("tables")}</h3>
        ${Object.keys(state.tables).length > 0 ? html`<button type="button" class="link" @click=${() => this.model.replace({ tables: {} }, this.say("removed_all"))}>${this.say("clear_records")}</button>` : nothing}</div>
      ${this.#tables()}
      <div class="section-head"><h3>${this.say("table_issues")}</h3>${issues.length > 0 ? html`<span class="summary">${this.say("issue_count", { count: issues.length })}</span>` : nothing}</div>
      ${issues.length === 0 ? html`<p class="hint">${this.say("no_issues")}</p>` : html`<ul class="issues">${issues.slice(0, MOST).map((issue, at) => this.#issue(issue, at))}</ul>`}
      ${issues.length > MOST ? html`<p class="hint">${this.say("issues_more", { count: issues.length - MOST })}</p>` : nothing}
    </div>`;
  }

  #table(table: string, row: number) {
    const content = this.model.state.tables[table] ?? [];
    const shown = preview(content);
    const known = this.#known(table);
    const byName = (name: string) => known?.columns.find((column) => column.column === name || column.label === name);
    const headers = shown.columns.map((name) => (this.model.state.language === "zh" && byName(name)?.label) || name);
    const marks = new Map(this.#of(table).map((issue) => {
      const column = shown.columns.find((name) => name === issue.place.column || byName(name)?.column === issue.place.column);
      return [`${issue.place.row ?? 0}:${column ?? ""}`, this.say("unusable", { why: this.model.read(issue.message) })];
    }));
    return html`<div class="look">
      <div class="section-head"><button type="button" class="button small" id="records-back" @click=${() => void this.#back()}>← ${this.say("back")}</button>
        <h3>${this.#title(table)}</h3><span class="summary">${this.say("row_count", { count: number(this.model.state.language, shown.rows.length) })}</span></div>
      <workbench-grid .preview=${shown} .headers=${headers} .marks=${marks} .row=${row} .label=${this.#title(table)} .rowLabel=${this.say("row_number")}></workbench-grid>
    </div>`;
  }

  protected override render() {
    const { look } = this.model.live;
    return look && this.model.state.tables[look.table] ? this.#table(look.table, look.row) : this.#overview();
  }
}
