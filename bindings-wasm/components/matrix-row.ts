import { bears, type Table } from "./filter.js";
import type { Statuses } from "./status.js";
import type { Texts } from "./text.js";
import type { Range } from "./window.js";

/** The unit's name and its overall result stand before the rules. */
export const before = 2;

/** What a row shows, other than its unit. */
export interface Shown {
  readonly table: Table;
  readonly statuses: Statuses;
  readonly text: Texts;
  /** Columns that are drawn. */
  readonly across: Range;
  /** Rows of the head, which count in `aria-rowindex`. */
  readonly head: number;
  readonly rowHeight: number;
  readonly cellWidth: number;
}

/**
 * A row of the matrix, filled again and again for the units that come into sight. While somebody scrolls there are thousands of cells to draw in
 * a second, more than templates can make anew.
 */
export class Row {
  readonly element = part("row", "row");
  readonly #name = part("name", "rowheader");
  readonly #words = document.createElement("span");
  readonly #overall = part("cell", "gridcell");
  readonly #space = part("space", "none");
  #cells: HTMLElement[] = [];
  /** The column of the first cell. */
  #first = 0;
  #last: readonly unknown[] = [];

  constructor() {
    this.#name.append(this.#words);
    this.#name.ariaColIndex = "1";
    this.#overall.ariaColIndex = "2";
    this.element.append(this.#name, this.#overall, this.#space);
  }

  /** Fills the row for the unit at an index. `active` is the column that has the focus, -1 for none; `open` the rule whose detail is open, if any. */
  fill(index: number, active: number, open: string | undefined, shown: Shown): HTMLElement {
    const { table, statuses, text, across } = shown;
    const row = table.rows[index];
    const now = [row, index, active, open, table, statuses, text, across.from, across.to];
    if (!row || now.every((value, place) => value === this.#last[place])) return this.element;
    this.#last = now;

    this.element.dataset["row"] = String(index);
    this.element.ariaRowIndex = String(index + shown.head + 1);
    this.element.style.setProperty("transform", `translateY(${index * shown.rowHeight}px)`);
    this.#words.textContent = row.name || row.entity;
    this.#name.title = row.name;
    this.#name.tabIndex = active === 0 ? 0 : -1;
    const overall = statuses[row.overall];
    this.#fillCell(this.#overall, `cell overall is-${row.overall}`, overall.mark, text.cell(row.name, text.overall, overall.words), open === "", active === 1);
    this.#space.style.setProperty("width", `${across.from * shown.cellWidth}px`);
    this.#stretch(across);

    this.#cells.forEach((cell, place) => {
      const column = table.columns[across.from + place];
      if (!column) return;
      const { rule, index: number } = column;
      const status = row.cells[number];
      const at = across.from + place + before;
      if (cell.ariaColIndex !== String(at + 1)) cell.ariaColIndex = String(at + 1);
      if (!status) {
        this.#fillCell(cell, "cell", "", text.notJudged, undefined, active === at);
        return;
      }
      const waived = row.waived[number] ? text.waived : "";
      const depends = row.depends[number] ? text.depends : "";
      const kind = `cell is-${status}${waived && " waived"}${depends && " depends"}${bears(row, number, table.marks) ? "" : " dim"}`;
      const marks = [statuses[status].words, waived, depends].filter(Boolean).join(text.separator);
      this.#fillCell(cell, kind, statuses[status].mark, text.cell(row.name, rule.title || rule.rule, marks), open === rule.rule, active === at);
    });
    return this.element;
  }

  /** Cells whose columns stay in sight stay as they are, one of them may have the focus; the others move to where columns come into sight. */
  #stretch({ from, to }: Range): void {
    const kept = this.#cells;
    const spare = kept.splice(0, Math.max(0, from - this.#first));
    const first = Math.max(from, this.#first);
    spare.push(...kept.splice(Math.max(0, to - first)));
    const cells = (count: number) => Array.from({ length: Math.max(0, count) }, () => spare.pop() ?? part("cell", "gridcell"));
    const left = cells((kept.length ? first : to) - from);
    const right = cells(to - from - left.length - kept.length);
    this.#space.after(...left);
    this.element.append(...right);
    for (const cell of spare) cell.remove();
    this.#cells = [...left, ...kept, ...right];
    this.#first = from;
  }

  #fillCell(cell: HTMLElement, kind: string, mark: string, label: string, selected: boolean | undefined, active: boolean): void {
    // To set what is there already is not free.
    if (cell.className !== kind) cell.className = kind;
    if (cell.textContent !== mark) cell.textContent = mark;
    if (cell.ariaLabel !== label) cell.ariaLabel = label;
    const chosen = selected === undefined ? null : String(selected);
    if (cell.ariaSelected !== chosen) cell.ariaSelected = chosen;
    const tab = active ? 0 : -1;
    if (cell.tabIndex !== tab || !cell.hasAttribute("tabindex")) cell.tabIndex = tab;
  }
}

function part(kind: string, role: string): HTMLElement {
  const element = document.createElement("div");
  element.className = kind;
  element.setAttribute("role", role);
  return element;
}
