import type { Action, Coverage, Diagnostic, Finding, PackDescription, Report, TestReport, View } from "./engine.js";
import { STATUSES } from "../js/generated/statuses.js";
import { blank, type State } from "./state.js";
import { say, type Language, type Words } from "./text.js";

/** A report with those of its parts that every panel needs. */
export interface Result {
  readonly report: Report;
  /** The same for the components, with what is known already: so they show it at once, without a moment of waiting between two runs. */
  readonly board: Pick<Report, "findings" | "scores" | "explain"> & { view(): View; coverage(): Coverage };
  readonly view: View;
  readonly coverage: Coverage;
  readonly issues: readonly Diagnostic[];
  readonly count: number;
  readonly afterAsOf: number;
  readonly milliseconds: number;
}

/** Why there is no new result. */
export interface Trouble {
  readonly kind: "data" | "option" | "engine";
  readonly problems: readonly Pick<Diagnostic, "message" | "help" | "place">[];
}

export interface Notice {
  readonly words: string;
  readonly undo?: () => void;
}

/** What is true only while the page is open. */
export interface Live {
  readonly packs: readonly string[];
  readonly phase: "loading" | "checking" | "running" | "idle" | "stopped";
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly problems: readonly Diagnostic[];
  /** Whether the files have been looked through at all. */
  readonly checked: boolean;
  /** What can be done about the problems. */
  readonly repairs: readonly Action[];
  readonly description: PackDescription | null;
  /** What the tests that stand in the pack came to. */
  readonly tests: TestReport | null;
  readonly result: Result | null;
  readonly trouble: Trouble | null;
  readonly notice: Notice | null;
  /** The finding that was opened last. */
  readonly chosen: Finding | null;
  /** The table that is looked at, and the row to show. */
  readonly look: { readonly table: string; readonly row: number } | null;
}

const unborn: Live = {
  packs: [], phase: "loading", progress: null, problems: [], checked: false, repairs: [], description: null, tests: null, result: null, trouble: null, notice: null, chosen: null, look: null,
};

/** Where everything stands. Values are never changed in place, so that comparing by identity tells what is new. */
export class Model extends EventTarget {
  state: State = blank;
  live: Live = unborn;

  change(patch: Partial<State>): void {
    const before = this.state;
    this.state = { ...before, ...patch };
    this.dispatchEvent(new CustomEvent("state", { detail: before }));
    this.dispatchEvent(new Event("change"));
  }

  show(patch: Partial<Live>): void {
    this.live = { ...this.live, ...patch };
    this.dispatchEvent(new Event("change"));
  }

  say(words: Words, values?: Record<string, string | number>): string {
    return say(this.state.language, words, values);
  }

  /** The text in the language of the screen. */
  read(text: Record<Language, string>): string {
    return text[this.state.language];
  }

  notify(words: string, undo?: () => void): void {
    this.show({ notice: undo ? { words, undo } : { words } });
  }

  /** Changes what cannot be typed back, and offers to take it back. */
  replace(patch: Partial<State>, words: string): void {
    const before = Object.fromEntries((Object.keys(patch) as (keyof State)[]).map((key) => [key, this.state[key]]));
    this.change(patch);
    this.notify(words, () => this.change(before));
  }

  /** The repairs of one problem, by its number. */
  repairsOf(problem: number): readonly Action[] {
    return this.live.repairs.filter((action) => action.diagnostic === problem);
  }

  /** Marks and names of the statuses, in the language of the screen. */
  get statuses() {
    return STATUSES[this.state.language];
  }

  get errors(): readonly Diagnostic[] {
    return this.live.problems.filter((problem) => problem.severity === "error");
  }
}
