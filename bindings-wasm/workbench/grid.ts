import { html, nothing, type PropertyValues } from "lit";
import { LitElement } from "lit";
import { setStyle } from "../components/set-style.js";
import type { Preview } from "./preview.js";

const ROW = 30;
/** Rows drawn beyond what is in sight, so that scrolling shows no gaps. */
const BEYOND = 12;

/** The rows of a table, of which only those in sight are drawn. */
export class WorkbenchGrid extends LitElement {
  static override properties = {
    preview: { attribute: false }, headers: { attribute: false }, marks: { attribute: false }, row: { attribute: false }, label: {}, rowLabel: {}, from: { state: true }, height: { state: true },
  };
  declare preview: Preview;
  /** What each column is called, where that differs from its name. */
  declare headers: readonly string[];
  /** Why a cell cannot be used, by `row:column` with the row from 1; a whole row has no column. */
  declare marks: ReadonlyMap<string, string>;
  /** The row to bring into sight, from 1; 0 for none. */
  declare row: number;
  declare label: string;
  declare rowLabel: string;
  declare private from: number;
  declare private height: number;

  constructor() {
    super();
    this.row = 0;
    this.from = 0;
    this.height = 600;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  get #box() {
    return this.querySelector<HTMLElement>(".grid");
  }

  #scrolled(): void {
    const box = this.#box;
    if (!box) return;
    this.from = Math.max(0, Math.floor(box.scrollTop / ROW) - BEYOND);
    this.height = box.clientHeight;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("preview") || changed.has("row")) {
      const box = this.#box;
      if (box) box.scrollTop = this.row > 0 ? Math.max(0, (this.row - 4) * ROW) : 0;
      this.#scrolled();
    }
  }

  /** Widths by what is in the first rows: a table that draws its rows bit by bit must not change its columns while it scrolls. */
  #widths(): number[] {
    const wide = (text: string) => [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0);
    return this.preview.columns.map((name, column) => {
      const widest = this.preview.rows.slice(0, 60).reduce((most, row) => Math.max(most, wide(row[column] ?? "")), Math.max(wide(name), wide(this.headers[column] ?? "")));
      return Math.min(280, Math.max(56, widest * 7.6 + 26));
    });
  }

  #row(cells: readonly string[], number: number) {
    const whole = this.marks.get(`${number}:`);
    return html`<tr aria-rowindex=${number + 1} class=${number === this.row ? "current" : ""}>
      <th scope="row" class=${whole ? "bad" : ""} title=${whole ?? nothing}>${number}</th>
      ${this.preview.columns.map((name, column) => {
        const why = this.marks.get(`${number}:${name}`);
        const text = cells[column] ?? "";
        return html`<td class=${why ? "bad" : ""} title=${why ?? text}>${text}${why ? html`<span class="visually-hidden"> ${why}</span>` : nothing}</td>`;
      })}
    </tr>`;
  }

  protected override render() {
    const { columns, rows } = this.preview;
    const to = Math.min(rows.length, this.from + Math.ceil(this.height / ROW) + 2 * BEYOND);
    const widths = this.#widths();
    const width = widths.reduce((sum, one) => sum + one, 64);
    const space = (count: number) => (count > 0 ? html`<tr aria-hidden="true" ${setStyle({ height: `${count * ROW}px` })}><td colspan=${columns.length + 1}></td></tr>` : nothing);
    return html`<div class="grid" tabindex="0" role="region" aria-label=${this.label} @scroll=${() => this.#scrolled()}>
      <table aria-rowcount=${rows.length + 1} ${setStyle({ width: `${width}px` })}>
        <colgroup><col ${setStyle({ width: "64px" })} />${widths.map((one) => html`<col ${setStyle({ width: `${one}px` })} />`)}</colgroup>
        <thead><tr aria-rowindex="1"><th scope="col">${this.rowLabel}</th>${columns.map((name, column) => html`<th scope="col" title=${name}>${this.headers[column] ?? name}</th>`)}</tr></thead>
        <tbody>${space(this.from)}${rows.slice(this.from, to).map((row, at) => this.#row(row, this.from + at + 1))}${space(rows.length - to)}</tbody>
      </table>
    </div>`;
  }
}
