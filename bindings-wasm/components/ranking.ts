import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { shown } from "./format.js";
import { GridElement } from "./grid-element.js";
import type { Extent, Position } from "./keys.js";
import type { Ranked, Sort, SortKey } from "./rank.js";
import type { Language } from "./report-types.js";
import { scoreBar, scoreBarStyles } from "./score-bar.js";
import { setStyle } from "./set-style.js";
import { shared } from "./styles.js";
import { texts } from "./text.js";

const rowHeights = { wide: 44, compact: 52 };

interface Head {
  readonly name: string;
  readonly title: string;
  readonly sort?: SortKey;
}

/** Units of one card by rank: the grid inside `<dudao-scoreboard>`. Says `choose` with a unit, `sort` with an order. */
export class Ranking extends GridElement {
  static override properties = {
    ...GridElement.properties,
    entries: { attribute: false },
    points: { type: Number },
    heading: {},
    sort: { attribute: false },
    language: {},
    chosen: {},
    compact: { type: Boolean, reflect: true },
  };

  declare entries: readonly Ranked[];
  declare points: number;
  declare heading: string;
  declare sort: Sort;
  declare language: Language;
  /** Id of the unit whose detail is open. */
  declare chosen: string | undefined;
  /** Whether there is so little room that the bar stands below the name. */
  declare compact: boolean;

  protected get rowHeight(): number {
    return this.compact ? rowHeights.compact : rowHeights.wide;
  }

  #heads(): Head[] {
    const text = texts[this.language];
    const waived = !this.compact && this.entries.some(({ cell }) => cell.with_waivers);
    return [
      { name: "place", title: text.rank, sort: "rank" },
      { name: "name", title: text.unit, sort: "name" },
      { name: "score", title: text.score, sort: "score" },
      { name: "range", title: text.highest, sort: "highest" },
      { name: "band", title: text.band },
      ...(waived ? [{ name: "waivers", title: text.withWaivers }] : []),
    ];
  }

  protected extent(): Extent {
    return { first: -1, rows: this.entries.length, columns: this.#heads().length };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.get("heading")) this.scrollToTop();
  }

  protected override choose(at: Position, byKey: boolean): void {
    if (at.row < 0) {
      const by = this.#heads()[at.column]?.sort;
      if (!by) return;
      const down = this.sort.by === by ? !this.sort.down : by === "score" || by === "highest";
      this.dispatchEvent(new CustomEvent<Sort>("sort", { detail: { by, down } }));
      return;
    }
    const entry = this.entries[at.row];
    if (entry) this.dispatchEvent(new CustomEvent("choose", { detail: { entry, byKey } }));
  }

  protected override render(): TemplateResult {
    const heads = this.#heads();
    const tab = (column: number) => (this.active.row === -1 && this.active.column === column ? 0 : -1);
    const sorting = (head: Head) => (!head.sort ? nothing : head.sort !== this.sort.by ? "none" : this.sort.down ? "descending" : "ascending");
    return html`<div class="scroller" @scroll=${this.look}>
      <div
        class="grid ${heads.length > 5 ? "with-waivers" : ""}"
        role="grid"
        aria-label=${this.heading}
        aria-rowcount=${this.entries.length + 1}
        aria-colcount=${heads.length}
        @keydown=${this.keyed}
        @click=${this.clicked}
        @focusin=${this.focused}
      >
        <div class="head" role="rowgroup">
          <div class="line" role="row" data-row="-1" aria-rowindex="1">
            ${heads.map(
              (head, column) => html`<div
                class="${head.name} ${head.sort ? "sorts" : ""}"
                role="columnheader"
                aria-colindex=${column + 1}
                aria-sort=${sorting(head)}
                tabindex=${tab(column)}
              >
                <span>${head.title}</span>
              </div>`,
            )}
          </div>
        </div>
        <div class="body" role="rowgroup" ${setStyle({ height: `${this.entries.length * this.rowHeight}px` })}>
          ${repeat(
            this.rowsDrawn(),
            (index) => index,
            (index) => this.#row(index, heads),
          )}
        </div>
      </div>
    </div>
    ${this.leftOffPaper ? html`<p class="quiet">${texts[this.language].leftOff(this.leftOffPaper)}</p>` : nothing}`;
  }

  #row(index: number, heads: readonly Head[]): unknown {
    const entry = this.entries[index];
    if (!entry) return nothing;
    const active = index === this.active.row ? this.active.column : -1;
    const open = this.chosen === entry.row.entity;
    return guard([entry, index, active, open, this.language, this.points, this.compact, heads.length], () => {
      const cell = (head: Head, column: number) =>
        html`<div
          class=${head.name}
          role=${head.name === "name" ? "rowheader" : "gridcell"}
          aria-colindex=${column + 1}
          aria-selected=${head.name === "name" ? nothing : open}
          tabindex=${column === active ? 0 : -1}
        >
          ${this.#content(head.name, entry)}
        </div>`;
      return html`<div class="line row ${open ? "open" : ""}" role="row" data-row=${index} aria-rowindex=${index + 2} ${setStyle({ transform: `translateY(${index * this.rowHeight}px)` })}>
        ${heads.map(cell)}
      </div>`;
    });
  }

  #content(name: string, { row, cell, interval, best, worst }: Ranked): unknown {
    const text = texts[this.language];
    switch (name) {
      case "place":
        return !interval ? "–" : best === worst ? best : `${best}–${worst}`;
      case "name":
        return html`<span title=${row.name}>${row.name || row.entity}</span>`;
      case "score":
        return cell.score === null ? html`<span class="quiet">–</span>` : shown(cell.score, this.language);
      case "range":
        return interval ? html`<span class="aside">${shown(interval.high, this.language)}</span>${scoreBar(interval, this.points)}` : nothing;
      case "band":
        return html`${cell.band ?? html`<span class="quiet">${interval ? text.bandOpen : text.unrated}</span>`}${cell.vetoed ? html` <span class="veto">${text.vetoed}</span>` : nothing}`;
      default:
        return cell.with_waivers ? html`${shown(cell.with_waivers.score, this.language)} <span class="quiet">${cell.with_waivers.band ?? ""}</span>` : nothing;
    }
  }

  static override styles = [
    shared,
    scoreBarStyles,
    css`
      :host {
        display: block;
        container-type: inline-size;
      }
      .scroller {
        max-height: var(--_height);
        overflow: auto;
        background: var(--_ground);
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
      }
      .head {
        position: sticky;
        top: 0;
        z-index: 2;
        background: var(--_raised);
        border-bottom: 1px solid var(--_line);
        font-size: 0.93em;
        font-weight: 500;
        color: var(--_quiet);
      }
      .line {
        display: grid;
        grid-template-columns: 4.5rem minmax(8rem, 1.4fr) 6.5rem minmax(6rem, 2fr) minmax(6rem, 9rem);
        align-items: center;
      }
      .with-waivers .line {
        grid-template-columns: 4.5rem minmax(8rem, 1.4fr) 6.5rem minmax(6rem, 2fr) minmax(6rem, 8rem) minmax(6rem, 9rem);
      }
      .line > * {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.375rem;
        align-items: center;
        min-width: 0;
        height: 100%;
        padding: 0 0.75rem;
      }
      .head .line {
        min-height: 2.25rem;
      }
      .place,
      .score {
        justify-content: flex-end;
        white-space: nowrap;
      }
      .row .place {
        color: var(--_quiet);
      }
      .row .score {
        font-weight: 600;
      }
      .sorts {
        cursor: pointer;
      }
      .sorts:hover {
        color: var(--_ink);
      }
      [aria-sort="ascending"],
      [aria-sort="descending"] {
        color: var(--_ink);
      }
      [aria-sort="ascending"]::after,
      [aria-sort="descending"]::after {
        content: "";
        border: 4px solid transparent;
        border-top: 0;
        border-bottom: 5px solid currentcolor;
      }
      [aria-sort="descending"]::after {
        rotate: 180deg;
      }
      .body {
        position: relative;
      }
      .row {
        position: absolute;
        inset: 0 0 auto;
        height: ${rowHeights.wide}px;
        border-bottom: 1px solid var(--_faint);
        line-height: 1.25;
        cursor: pointer;
        contain: layout style;
      }
      .row:hover {
        background: var(--_raised);
      }
      .row.open {
        background: var(--_due-soft);
      }
      .row .name span {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        overflow-wrap: anywhere;
        font-weight: 500;
      }
      .range .score-bar {
        width: 100%;
      }
      .veto {
        padding: 0 0.4em;
        border-radius: 4px;
        font-size: 0.86em;
        color: var(--_fail);
        background: var(--_fail-soft);
      }
      :focus-visible {
        outline-offset: -2px;
        border-radius: 6px;
      }
      :host([compact]) .line {
        grid-template: minmax(0, 1fr) auto / 3.5rem minmax(5rem, 1fr) auto 4.75rem;
      }
      :host([compact]) .line > * {
        padding: 0 0.375rem;
      }
      :host([compact]) .place {
        grid-area: 1 / 1 / 3;
        font-size: 0.86em;
        white-space: normal;
        text-align: end;
      }
      :host([compact]) .name {
        grid-area: 1 / 2;
      }
      :host([compact]) .score {
        grid-area: 1 / 3;
      }
      :host([compact]) .range {
        grid-area: 2 / 2 / auto / 4;
        height: 1rem;
      }
      :host([compact]) .head .range {
        position: absolute;
        clip-path: inset(50%);
      }
      :host([compact]) .range .score-bar {
        height: 0.3125rem;
      }
      :host([compact]) .band {
        grid-area: 1 / 4 / 3;
      }
      :host([compact]) .row {
        height: ${rowHeights.compact}px;
      }
      :host([compact]) .row .name span {
        font-size: 0.93em;
      }
      @media print {
        .scroller {
          max-height: none;
          overflow: visible;
          border: 0;
        }
        .head {
          position: static;
        }
        .body {
          height: auto !important;
        }
        .row {
          position: static;
          transform: none !important;
          height: auto;
          min-height: 1.75rem;
          break-inside: avoid;
        }
      }
    `,
  ];
}
