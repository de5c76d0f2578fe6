import { css, html, nothing, unsafeCSS, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Column, Table } from "./filter.js";
import { GridElement } from "./grid-element.js";
import type { Extent, Position } from "./keys.js";
import { before, Row, type Shown } from "./matrix-row.js";
import type { MatrixRow, Status } from "./report-types.js";
import { setStyle } from "./set-style.js";
import { listed, type Statuses } from "./status.js";
import { shared } from "./styles.js";
import type { Texts } from "./text.js";
import { inSight, nothing as noColumns, same, scrolledTo, stretched, type Range } from "./window.js";

const rowHeight = 40;
/** Four Chinese characters of a title side by side. */
const cellWidth = 56;
/** Height of a line of a title. */
const line = 16;

const colours: Record<Status, readonly [ink: string, ground: string]> = {
  pass: ["pass", "pass-soft"],
  fail: ["fail", "fail-soft"],
  error: ["ground", "fail"],
  not_due: ["due", "due-soft"],
  unknown: ["unknown", "unknown-soft"],
  needs_review: ["review", "review-soft"],
  not_applicable: ["none", "none-soft"],
  informational: ["none", "none-soft"],
};

const cellColours = unsafeCSS(listed.map((status) => `.is-${status} { color: var(--_${colours[status][0]}); background-color: var(--_${colours[status][1]}); }`).join("\n"));

/** A cell that was chosen; without a column, the whole unit. */
export interface Choice {
  readonly row: MatrixRow;
  readonly column: Column | undefined;
  readonly byKey: boolean;
}

/** Units by rules: the grid inside `<dudao-findings>`. */
export class Matrix extends GridElement {
  static override properties = {
    ...GridElement.properties,
    table: { attribute: false },
    statuses: { attribute: false },
    text: { attribute: false },
    chosen: { attribute: false },
  };

  declare table: Table;
  declare statuses: Statuses;
  declare text: Texts;
  /** The cell whose detail is open. */
  declare chosen: { readonly row: MatrixRow; readonly rule: string | undefined } | undefined;

  protected get rowHeight(): number {
    return rowHeight;
  }

  #across: Range = noColumns;
  readonly #rows = new Map<number, Row>();
  readonly #spare: Row[] = [];

  protected extent(): Extent {
    return { first: 0, rows: this.table.rows.length, columns: this.table.columns.length + before };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const last = changed.get("table") as Table | undefined;
    if (last) {
      // The same units under other values stay where they are.
      const same = last.rows.length === this.table.rows.length && last.rows.every(({ table, entity }, at) => table === this.table.rows[at]?.table && entity === this.table.rows[at]?.entity);
      if (!same) this.scrollToTop();
      this.#across = { from: 0, to: Math.min(this.#across.to, this.table.columns.length) };
    }
  }

  #nameWidth(): number {
    return this.renderRoot.querySelector<HTMLElement>(".titles > .name")?.offsetWidth ?? 0;
  }

  #overallWidth(): number {
    return this.renderRoot.querySelector<HTMLElement>(".titles > .overall")?.offsetWidth ?? 0;
  }

  protected override lookAcross(scroller: HTMLElement): boolean {
    const room = scroller.clientWidth - this.#nameWidth();
    const across = inSight(scroller.scrollLeft - this.#overallWidth(), room, cellWidth, this.table.columns.length, 4);
    if (same(across, this.#across)) return false;
    this.#across = across;
    return true;
  }

  protected override revealColumn(scroller: HTMLElement, column: number): void {
    if (column < before) {
      scroller.scrollLeft = 0;
      return;
    }
    const room = scroller.clientWidth - this.#nameWidth();
    scroller.scrollLeft = scrolledTo(column - before, cellWidth, scroller.scrollLeft - this.#overallWidth(), room) + this.#overallWidth();
  }

  protected override choose(at: Position, byKey: boolean): void {
    const row = this.table.rows[at.row];
    if (!row) return;
    const column = this.table.columns[at.column - before];
    if (column && !row.cells[column.index]) return;
    this.dispatchEvent(new CustomEvent<Choice>("choose", { detail: { row, column, byKey } }));
  }

  protected override render(): TemplateResult {
    const { rows, columns, groups } = this.table;
    const headRows = groups.length ? 2 : 1;
    const across = this.whole ? { from: 0, to: columns.length } : this.#across;
    const drawn = this.rowsDrawn();
    this.#release(drawn);
    const shown = { table: this.table, statuses: this.statuses, text: this.text, across, head: headRows, rowHeight, cellWidth };
    const width = { "--columns": String(columns.length), "--head-height": `${headHeight(columns)}px` };
    return html`<div class="scroller" @scroll=${this.look}>
      <div
        class="grid"
        role="grid"
        aria-label=${this.text.matrixName}
        aria-rowcount=${rows.length + headRows}
        aria-colcount=${columns.length + before}
        ${setStyle(width)}
        @keydown=${this.keyed}
        @click=${this.clicked}
        @focusin=${this.focused}
      >
        <div class="head" role="rowgroup">${groups.length ? this.#groups(across) : nothing}${this.#titles(across, headRows)}</div>
        <div class="body" role="rowgroup" ${setStyle({ height: `${rows.length * rowHeight}px` })}>
          ${repeat(
            drawn,
            (index) => index,
            (index) => this.#row(index, shown),
          )}
        </div>
      </div>
    </div>
    ${this.leftOffPaper ? html`<p class="quiet">${this.text.leftOff(this.leftOffPaper)}</p>` : nothing}`;
  }

  #groups(across: Range): TemplateResult {
    const inside = this.table.groups.filter((group) => group.from < across.to && group.from + group.count > across.from);
    return html`<div class="groups" role="row" aria-rowindex="1">
      <div class="name" role="none"></div>
      <div class="overall" role="none"></div>
      ${space(inside[0]?.from ?? 0)}
      ${inside.map(
        (group) => html`<div
          class="group"
          role="columnheader"
          aria-colindex=${group.from + before + 1}
          aria-colspan=${group.count}
          title=${group.article}
          ${setStyle({ width: `${group.count * cellWidth}px`, "--count": String(group.count) })}
        >
          <span>${group.article}</span>
        </div>`,
      )}
    </div>`;
  }

  #titles(across: Range, headRows: number): TemplateResult {
    const { columns } = this.table;
    return html`<div class="titles" role="row" aria-rowindex=${headRows}>
      <div class="name" role="columnheader" aria-colindex="1">${this.text.unit}</div>
      <div class="overall" role="columnheader" aria-colindex="2"><span>${this.text.overall}</span></div>
      ${space(across.from)}
      ${columns.slice(across.from, across.to).map(({ rule }, place) => {
        const column = across.from + place + before;
        const title = rule.title || rule.rule;
        return html`<div
          class="rule ${rule.binds ? "" : "advisory"} ${isUpright(title) ? "" : "sideways"} ${this.active.column === column ? "active" : ""}"
          role="columnheader"
          aria-colindex=${column + 1}
          title=${rule.binds ? title : `${title}（${this.text.advisory}）`}
        >
          <span>${title}</span>
        </div>`;
      })}
    </div>`;
  }

  #row(index: number, shown: Shown): HTMLElement {
    const row = this.#rows.get(index) ?? this.#spare.pop() ?? new Row();
    this.#rows.set(index, row);
    const active = index === this.active.row ? this.active.column : -1;
    const open = this.chosen && this.chosen.row === this.table.rows[index] ? (this.chosen.rule ?? "") : undefined;
    return row.fill(index, active, open, active >= before ? { ...shown, across: stretched(shown.across, active - before) } : shown);
  }

  /** Rows that are out of sight are there for others to come. */
  #release(drawn: readonly number[]): void {
    const needed = new Set(drawn);
    for (const [index, row] of this.#rows) {
      if (needed.has(index)) continue;
      this.#rows.delete(index);
      if (this.#spare.length < drawn.length) this.#spare.push(row);
    }
  }

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        container-type: inline-size;
        --name-width: 13.5rem;
        --overall-width: 3.5rem;
      }
      .scroller {
        max-height: var(--_height);
        overflow: auto;
        overscroll-behavior-x: contain;
        background: var(--_ground);
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
      }
      .grid {
        width: max-content;
        min-width: 100%;
      }
      .head {
        position: sticky;
        top: 0;
        z-index: 3;
        background: var(--_raised);
        border-bottom: 1px solid var(--_line);
      }
      .groups,
      .titles,
      .row {
        display: flex;
        width: calc(var(--name-width) + var(--overall-width) + var(--columns) * ${cellWidth}px);
        min-width: 100%;
      }
      .space {
        flex: none;
      }
      .name {
        position: sticky;
        left: 0;
        z-index: 2;
        flex: none;
        width: var(--name-width);
        padding: 0 0.75rem;
        background: inherit;
        border-right: 1px solid var(--_line);
      }
      .overall {
        flex: none;
        width: var(--overall-width);
      }
      .groups {
        background: var(--_raised);
        font-size: 0.86em;
        line-height: 1.2;
        color: var(--_quiet);
      }
      .group {
        flex: none;
        display: flex;
        align-items: flex-end;
        justify-content: center;
        padding: 0.4rem 2px 0.25rem;
        text-align: center;
        overflow-wrap: anywhere;
      }
      .group span {
        flex: 1;
        padding-bottom: 0.2rem;
        border-bottom: 2px solid var(--_line);
      }
      .titles {
        height: var(--head-height);
        align-items: stretch;
        background: var(--_raised);
        font-weight: 500;
      }
      .titles > .name,
      .titles > .overall {
        font-size: 0.93em;
        display: flex;
        align-items: flex-end;
        padding-bottom: 0.5rem;
        color: var(--_quiet);
      }
      .titles > .overall {
        justify-content: center;
      }
      .rule {
        flex: none;
        display: flex;
        align-items: flex-end;
        justify-content: center;
        width: ${cellWidth}px;
        padding: 0.4rem 0 0.5rem;
        overflow: hidden;
      }
      .rule span {
        max-height: 100%;
        padding: 0 2px;
        font-size: 12px;
        line-height: ${line}px;
        text-align: center;
        text-wrap: balance;
        overflow-wrap: anywhere;
      }
      .rule.advisory {
        font-weight: 400;
        color: var(--_quiet);
      }
      .grid:focus-within .rule.active {
        color: var(--_accent);
      }
      .rule.sideways span {
        padding: 0;
        writing-mode: vertical-rl;
        rotate: 180deg;
        line-height: 1.15;
        text-align: start;
        overflow-wrap: normal;
      }
      .body {
        position: relative;
      }
      .row {
        position: absolute;
        top: 0;
        left: 0;
        height: ${rowHeight}px;
        background: var(--_ground);
        border-bottom: 1px solid var(--_faint);
        contain: layout style;
      }
      .row:hover {
        background: var(--_raised);
      }
      .row > .name {
        display: flex;
        align-items: center;
        line-height: 1.25;
        cursor: pointer;
      }
      .row > .name span {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        overflow-wrap: anywhere;
      }
      /* The mark is the cell's own ground within a border that cannot be seen: one element a cell keeps scrolling light. */
      .cell {
        position: relative;
        flex: none;
        width: ${cellWidth}px;
        height: ${rowHeight - 1}px;
        border: solid transparent;
        border-width: 5px 8px;
        border-radius: 12px;
        background-clip: padding-box;
        font-weight: 600;
        line-height: ${rowHeight - 11}px;
        text-align: center;
      }
      .cell.overall {
        width: var(--overall-width);
      }
      ${cellColours}
      .cell[aria-selected] {
        cursor: pointer;
      }
      .cell[aria-selected]:hover {
        box-shadow: inset 0 0 0 1.5px currentcolor;
      }
      .cell[aria-selected="true"] {
        box-shadow: inset 0 0 0 2px currentcolor;
      }
      .dim {
        opacity: 0.25;
      }
      .cell:focus-visible,
      .name:focus-visible {
        outline: 2px solid var(--_accent);
        outline-offset: -2px;
      }
      .waived::before,
      .depends::after {
        content: "";
        position: absolute;
      }
      .waived::before {
        top: 0;
        right: 0;
        border: 5px solid transparent;
        border-top-color: var(--_ink);
        border-right-color: var(--_ink);
      }
      .depends::after {
        bottom: 2px;
        right: 2px;
        width: 5px;
        height: 5px;
        border: 1.5px solid var(--_ink);
        border-radius: 50%;
        background: var(--_ground);
      }
      @container (max-width: 40rem) {
        .grid {
          --name-width: 7.25rem;
          --overall-width: 3rem;
        }
        .titles > .overall {
          font-size: 12px;
        }
        .name {
          padding: 0 0.5rem;
          font-size: 0.93em;
        }
      }
      @media print {
        .scroller {
          max-height: none;
          overflow: visible;
          border: 0;
        }
        .grid {
          width: auto;
          --name-width: 6.5rem;
          --overall-width: 2rem;
        }
        .head,
        .name {
          position: static;
        }
        .titles {
          height: auto;
        }
        .body {
          height: auto !important;
        }
        .groups,
        .titles,
        .row {
          width: 100%;
        }
        .row {
          position: static;
          transform: none !important;
          height: auto;
          min-height: 1.5rem;
          break-inside: avoid;
        }
        .cell,
        .rule,
        .group {
          flex: 1 1 0;
          width: auto;
          min-width: 0;
        }
        .group {
          flex-grow: var(--count);
        }
        .cell {
          height: auto;
          border-width: 2px 3px;
          font-size: 0.86em;
          line-height: 1.4;
          print-color-adjust: exact;
        }
        .cell.overall {
          flex: none;
        }
        .name {
          font-size: 0.79em;
          padding: 0 0.25rem;
        }
        .rule span,
        .groups {
          font-size: 0.79em;
        }
      }
    `,
  ];
}

/** Room for the columns that are out of sight. */
const space = (columns: number): TemplateResult | typeof nothing =>
  columns ? html`<div class="space" ${setStyle({ width: `${columns * cellWidth}px` })}></div>` : nothing;

/** Titles with Chinese in them are broken into short lines, others lie on their side. */
const isUpright = (title: string): boolean => /[\u2e80-\uffef]/.test(title);

/** As tall as the longest title needs. */
function headHeight(columns: readonly Column[]): number {
  const heights = columns.map(({ rule }) => {
    const title = rule.title || rule.rule;
    const width = [...title].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 12 : 6.6), 0);
    if (isUpright(title)) return Math.ceil(width / (cellWidth - 8)) * line;
    return width > 108 ? width / 1.75 : width;
  });
  return Math.round(Math.min(180, Math.max(3 * line, ...heights)) + 20);
}
