import { LitElement, type PropertyValues } from "lit";
import { clamped, moved, type Extent, type Position } from "./keys.js";
import { inSight, items, nothing, same, scrolledTo, type Range } from "./window.js";

const beyond = 6;
/** Rows that go onto paper; more than that takes a browser minutes. */
const onPaper = 400;

/**
 * A grid of rows of equal height in a box that scrolls, of which only the rows in sight are in the document, and that one which has the focus:
 * a focused element that left the document would lose it.
 */
export abstract class GridElement extends LitElement {
  static override properties = { active: { state: true }, whole: { state: true } };

  declare protected active: Position;
  /** Whether rows are drawn that are out of sight, as on paper. */
  declare protected whole: boolean;
  protected sight: Range = nothing;
  #focusing = false;
  readonly #resized = new ResizeObserver(() => this.look());

  constructor() {
    super();
    this.active = { row: 0, column: 0 };
    this.whole = false;
  }

  protected abstract get rowHeight(): number;
  protected abstract extent(): Extent;
  /** Brings a column into sight, where columns scroll. */
  protected revealColumn(_scroller: HTMLElement, _column: number): void {}
  /** What else depends on where the box is scrolled to. */
  protected lookAcross(_scroller: HTMLElement): boolean {
    return false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("beforeprint", this.#print);
    addEventListener("afterprint", this.#print);
    if (this.hasUpdated && this.scroller) this.#resized.observe(this.scroller);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("beforeprint", this.#print);
    removeEventListener("afterprint", this.#print);
    this.#resized.disconnect();
  }

  readonly #print = (event: Event): void => {
    this.whole = event.type === "beforeprint";
    // The browser prints what there is when the event returns.
    this.performUpdate();
  };

  /** How many rows do not go onto paper. */
  protected get leftOffPaper(): number {
    return this.whole ? Math.max(0, this.extent().rows - onPaper) : 0;
  }

  protected get scroller(): HTMLElement | null {
    return this.renderRoot.querySelector(".scroller");
  }

  protected headHeight(): number {
    return this.renderRoot.querySelector<HTMLElement>(".head")?.offsetHeight ?? 0;
  }

  protected rowsDrawn(): number[] {
    const { rows } = this.extent();
    if (this.whole) return Array.from({ length: Math.min(rows, onPaper) }, (_, row) => row);
    return rows ? items({ from: Math.min(this.sight.from, rows), to: Math.min(this.sight.to, rows) }, Math.max(0, this.active.row)) : [];
  }

  /** Draws again if other rows have come into sight. */
  protected readonly look = (): void => {
    const scroller = this.scroller;
    if (!scroller) return;
    const room = scroller.clientHeight - this.headHeight();
    const sight = inSight(scroller.scrollTop, Math.max(room, this.rowHeight), this.rowHeight, this.extent().rows, beyond);
    const across = this.lookAcross(scroller);
    if (!across && same(sight, this.sight)) return;
    this.sight = sight;
    this.requestUpdate();
  };

  protected override willUpdate(_changed: PropertyValues): void {
    const within = clamped(this.active, this.extent());
    if (within.row !== this.active.row || within.column !== this.active.column) this.active = within;
  }

  protected override firstUpdated(_changed: PropertyValues): void {
    if (this.scroller) this.#resized.observe(this.scroller);
  }

  protected override updated(_changed: PropertyValues): void {
    if (this.#focusing) {
      this.#focusing = false;
      this.renderRoot.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
    }
    this.look();
  }

  protected scrollToTop(): void {
    this.scroller?.scrollTo({ top: 0 });
    this.active = { ...this.active, row: 0 };
  }

  /** Puts the focus back on the cell that had it. */
  override focus(): void {
    this.#go(this.active);
  }

  #go(to: Position): void {
    this.active = to;
    this.#focusing = true;
    const scroller = this.scroller;
    if (scroller && to.row >= 0) scroller.scrollTop = scrolledTo(to.row, this.rowHeight, scroller.scrollTop, scroller.clientHeight - this.headHeight());
    if (scroller) this.revealColumn(scroller, to.column);
    this.look();
    this.requestUpdate();
  }

  #cellOf(event: Event): Position | undefined {
    const cell = (event.target as Element).closest<HTMLElement>("[aria-colindex]");
    const row = cell?.closest<HTMLElement>("[data-row]")?.dataset["row"];
    return cell && row !== undefined ? { row: Number(row), column: Number(cell.ariaColIndex) - 1 } : undefined;
  }

  protected readonly keyed = (event: KeyboardEvent): void => {
    if (event.altKey) return;
    const scroller = this.scroller;
    const page = scroller ? Math.max(1, Math.floor((scroller.clientHeight - this.headHeight()) / this.rowHeight) - 1) : 1;
    const to = moved(event, this.active, this.extent(), page);
    if (to) {
      event.preventDefault();
      this.#go(to);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(this.active, true);
    }
  };

  protected readonly clicked = (event: Event): void => {
    const at = this.#cellOf(event);
    if (!at) return;
    this.active = at;
    this.choose(at, false);
  };

  protected readonly focused = (event: Event): void => {
    const at = this.#cellOf(event);
    if (at && (at.row !== this.active.row || at.column !== this.active.column)) this.active = at;
  };

  /** Somebody chose a cell, with the keyboard or not. */
  protected abstract choose(at: Position, byKey: boolean): void;
}
