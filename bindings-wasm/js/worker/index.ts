// The same API in a worker: the page never waits. Every method gives a promise.

import { DudaoError, errorOf } from "../errors.js";
import type {
  Coverage,
  Diagnostic,
  EvaluateOptions,
  Explanation,
  Finding,
  FindingsSelect,
  FormUnit,
  Language,
  OnlyUnder,
  PackDescription,
  Raised,
  Receipt,
  Score,
  Status,
  TestReport,
  View,
} from "../generated/types.js";
import type { Form } from "../forms.js";
import type { Pace, Progress } from "../pack.js";
import type { Tables } from "../tables.js";
import type { Answer, Question } from "./protocol.js";
import { spawn, type Thread } from "./spawn.js";
import type * as local from "../index.js";

export * from "../errors.js";
export type * from "../generated/types.js";
export type { Form } from "../forms.js";
export type { Pace, Progress } from "../pack.js";
export type { Cell, Table, Tables } from "../tables.js";
export type { Files, Library } from "../authoring.js";

/** How long a worker that was told to stop may go on with the step that it is at, before another one takes its place; in milliseconds. */
const PATIENCE = 1000;

/** A question without its number. */
type Asked = Question extends infer Q ? (Q extends { id: number } ? Omit<Q, "id"> : never) : never;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  onProgress?: (progress: Progress) => void;
}

interface Sayings {
  stopped: Raised;
  failed: Raised;
}

/** The worker behind everything here. It is started when it is first asked, and replaced when it breaks down or does not stop. */
class Office {
  #thread: Thread | undefined;
  #waiting = new Map<number, Waiting>();
  #last = 0;
  /** Counts workers, so that whoever holds a part of one knows when it is gone. */
  generation = 0;
  /** What to say of runs that are stopped, and of an engine that is gone. */
  #sayings: Sayings | undefined;

  ask(asked: Asked, how: { signal?: AbortSignal; onProgress?: (progress: Progress) => void } = {}): { id: number; answer: Promise<unknown> } {
    const id = ++this.#last;
    const question = { ...asked, id } as Question;
    const { signal, onProgress } = how;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, ...(onProgress && { onProgress }) });
      try {
        const thread = this.#running();
        thread.awaited(true);
        thread.ask(question);
      } catch (error) {
        // What cannot be handed to a worker, such as a function.
        this.#waiting.delete(id);
        reject(error);
      }
    });
    if (signal) this.#stopOn(signal, id, answer);
    return { id, answer };
  }

  free(id: number, generation: number): void {
    if (generation === this.generation) this.#thread?.ask({ id, what: "free" });
  }

  /** Whoever holds a part of a worker that is gone hears this. */
  gone(): DudaoError {
    return this.#sayings ? errorOf(this.#sayings.failed) : errorOf({ subject: "engine", message: "", problems: [] });
  }

  #running(): Thread {
    if (!this.#thread) {
      this.#thread = spawn(
        (answer) => this.#answered(answer),
        (reason) => this.#replace(new Error(String(reason))),
      );
      // Whoever asked for something else hears why there is no answer.
      this.#learn().catch(() => {});
    }
    return this.#thread;
  }

  /** What is said of a run that was stopped. */
  async stopped(): Promise<DudaoError> {
    return errorOf((await this.#learn()).stopped);
  }

  async #learn(): Promise<Sayings> {
    return (this.#sayings ??= (await this.ask({ what: "ask", name: "sayings", arguments: [] }).answer) as Sayings);
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    if ("progress" in answer) return waiting.onProgress?.(answer.progress);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#thread?.awaited(false);
    if ("value" in answer) return waiting.resolve(answer.value);
    if ("thrown" in answer) return waiting.reject(new Error(answer.thrown));
    const error = errorOf(answer.raised);
    waiting.reject(error);
    if (answer.raised.subject === "engine") this.#replace(error);
  }

  /** Starts anew. Whoever still waits hears why. */
  #replace(reason: unknown): void {
    this.#thread?.end();
    this.#thread = undefined;
    this.generation += 1;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(reason);
  }

  #stopOn(signal: AbortSignal, id: number, answer: Promise<unknown>): void {
    const stop = (): void => {
      this.#thread?.ask({ id, what: "stop" });
      const late = setTimeout(() => {
        const waiting = this.#waiting.get(id);
        if (!waiting || !this.#sayings) return;
        // It is in the middle of a step that has no end, or none soon.
        this.#waiting.delete(id);
        waiting.reject(errorOf(this.#sayings.stopped));
        this.#replace(this.gone());
      }, PATIENCE);
      void answer.catch(() => {}).finally(() => clearTimeout(late));
    };
    if (signal.aborted) return void stop();
    signal.addEventListener("abort", stop, { once: true });
    void answer.catch(() => {}).finally(() => signal.removeEventListener("abort", stop));
  }
}

const office = new Office();

/** Frees in the worker what the page has let go. */
const letGo = new FinalizationRegistry<{ id: number; generation: number }>(({ id, generation }) => office.free(id, generation));

/** Something that the worker holds, made again in the next one if that one is gone. */
class Held<T> {
  #generation = -1;
  #made: Promise<{ id: number; told: T }> | undefined;
  readonly #make: () => Promise<{ id: number; answer: Promise<unknown> }>;

  constructor(make: () => Promise<{ id: number; answer: Promise<unknown> }>) {
    this.#make = make;
  }

  there(): Promise<{ id: number; told: T }> {
    if (!this.#made || this.#generation !== office.generation) {
      const generation = (this.#generation = office.generation);
      const made = this.#make().then(async ({ id, answer }) => {
        const told = (await answer) as T;
        letGo.register(this, { id, generation }, this);
        return { id, told };
      });
      this.#made = made;
      // Whoever asks for it next may have more luck; this one hears of it.
      made.catch(() => {
        if (this.#made === made) this.#made = undefined;
      });
    }
    return this.#made;
  }

  async call<R>(method: string, ...given: unknown[]): Promise<R> {
    const { id } = await this.there();
    return (await office.ask({ what: "call", of: id, method, arguments: given }).answer) as R;
  }

  free(): void {
    const generation = this.#generation;
    letGo.unregister(this);
    void this.#made?.then(({ id }) => office.free(id, generation), () => {});
    this.#made = undefined;
  }
}

/** A policy that was loaded, in the worker. */
export class Pack {
  /** The policy's id. */
  readonly id: string;
  /** The policy's title. */
  readonly title: string;
  /** The hash of its files and of those that they use: equal hashes judge alike. */
  readonly hash: string;
  readonly #held: Held<PackTold>;
  #described: Promise<PackDescription> | undefined;

  private constructor(held: Held<PackTold>, { id, title, hash }: PackTold) {
    this.#held = held;
    this.id = id;
    this.title = title;
    this.hash = hash;
  }

  /** Loads a pack, as `Pack.load` of "dudao" does. */
  static async load(source: string | Readonly<Record<string, string>>, options: { library?: Readonly<Record<string, string>> } = {}): Promise<Pack> {
    const held = new Held<PackTold>(async () => office.ask({ what: "make", kind: "pack", arguments: [source, options] }));
    return new Pack(held, (await held.there()).told);
  }

  /** What is odd about it without being wrong. */
  check(): Promise<Diagnostic[]> {
    return this.#held.call("check");
  }

  /** What it declares. */
  describe(): Promise<PackDescription> {
    return (this.#described ??= this.#held.call<PackDescription>("describe"));
  }

  /** Reads a record book. What was handed over must not be changed: should the worker have to be replaced, it is read again. */
  async dataset(tables: Tables, options: { strict?: boolean } = {}): Promise<Dataset> {
    const held = new Held<object>(async () => office.ask({ what: "make", kind: "dataset", of: (await this.#held.there()).id, arguments: [tables, options] }));
    await held.there();
    return new Dataset(held);
  }

  /**
   * Judges a record book. `signal` stops the run with a `StoppedError`; a script that would go on for ever ends with its worker, and another one
   * takes its place. `onProgress` is told how far it is.
   */
  async evaluate(data: Dataset | Tables, options: EvaluateOptions & Pace = {}): Promise<Report> {
    const { signal, onProgress, ...asked } = options;
    if (signal?.aborted) throw await office.stopped();
    const dataset = data instanceof Dataset ? data : await this.dataset(data);
    try {
      const [of, book] = [(await this.#held.there()).id, (await dataset.held.there()).id];
      const generation = office.generation;
      const question = { what: "make", kind: "report", of, dataset: book, options: asked, told: onProgress !== undefined } as const;
      const { id, answer } = office.ask(question, { ...(signal && { signal }), ...(onProgress && { onProgress }) });
      const { length } = (await answer) as { length: number };
      return new Report(id, generation, length);
    } finally {
      // A report keeps what it needs of it.
      if (dataset !== data) dataset.free();
    }
  }

  /** Runs the tests that stand in the pack. */
  test(options: { filter?: string; lang?: Language } = {}): Promise<TestReport> {
    return this.#held.call("test", options);
  }

  /** The same as the text that every other host writes. */
  testJson(options: { filter?: string; lang?: Language } = {}): Promise<string> {
    return this.#held.call("testJson", options);
  }

  /** Gives its memory back. */
  free(): void {
    this.#held.free();
  }
}

interface PackTold {
  id: string;
  title: string;
  hash: string;
}

/** A record book that was read, in the worker. */
export class Dataset {
  /** @internal */
  readonly held: Held<object>;

  /** @internal */
  constructor(held: Held<object>) {
    this.held = held;
  }

  /** Names of the tables that were supplied. */
  tables(): Promise<string[]> {
    return this.held.call("tables");
  }

  /** Everything that is wrong with it, table by table and cell by cell. */
  issues(): Promise<Diagnostic[]> {
    return this.held.call("issues");
  }

  /** Gives its memory back. */
  free(): void {
    this.held.free();
  }
}

/** What a run found, in the worker. */
export class Report {
  /** How many findings there are. */
  readonly length: number;
  readonly #id: number;
  readonly #generation: number;

  /** @internal */
  constructor(id: number, generation: number, length: number) {
    this.#id = id;
    this.#generation = generation;
    this.length = length;
    letGo.register(this, { id, generation }, this);
  }

  /** The report as people read it: counts, rules, a matrix of units by rules, what is to be done, scores. */
  view(): Promise<View> {
    return this.#call("view");
  }

  /** What it rests on. */
  receipt(): Promise<Receipt> {
    return this.#call("receipt");
  }

  /** What it covers: rules, clauses, cards, readings. */
  coverage(): Promise<Coverage> {
    return this.#call("coverage");
  }

  /** What is wrong with the records that the pack reads. */
  issues(): Promise<Diagnostic[]> {
    return this.#call("issues");
  }

  /** How many findings have each status; those that none has are left out. */
  counts(): Promise<Partial<Record<Status, number>>> {
    return this.#call("counts");
  }

  /** The findings, or those that are asked for, sorted by rule, unit and period. */
  findings(select: FindingsSelect = {}): Promise<Finding[]> {
    return this.#call("findings", select);
  }

  /** One finding, by its number or its fingerprint. */
  finding(which: number | string): Promise<Finding> {
    return this.#call("finding", which);
  }

  /** What stands behind a finding. */
  explain(which: number | string): Promise<Explanation> {
    return this.#call("explain", which);
  }

  /** The scores, by card, unit and period. */
  scores(): Promise<Score[]> {
    return this.#call("scores");
  }

  /** The findings that only another choice of a reading has; none unless the run was asked for `allReadings`. */
  onlyUnder(): Promise<OnlyUnder[]> {
    return this.#call("onlyUnder");
  }

  /** Fills a form of the pack in for a unit, by its id; over a period where the form has several for it. */
  form(name: string, unit: string, options: { period?: string } = {}): Promise<Form> {
    return this.#call("form", name, unit, options);
  }

  /** For whom a form can be filled in, and over which periods. */
  formUnits(name: string): Promise<FormUnit[]> {
    return this.#call("formUnits", name);
  }

  /** The forms that can be filled in for a unit, such as that of a finding, and over which periods. */
  formsOf(unit: { entity_type: string; entity: string }): Promise<FormUnit[]> {
    return this.#call("formsOf", { entity_type: unit.entity_type, entity: unit.entity });
  }

  /** The whole report as JSON, byte for byte what Rust and Python write. */
  json(): Promise<string> {
    return this.#call("json");
  }

  /** A table as CSV: the findings, the scores, or what depends on a reading. */
  csv(table: "findings" | "scores" | "readings" = "findings"): Promise<string> {
    return this.#call("csv", table);
  }

  /** Gives its memory back. */
  free(): void {
    letGo.unregister(this);
    office.free(this.#id, this.#generation);
  }

  async #call<T>(method: string, ...given: unknown[]): Promise<T> {
    if (this.#generation !== office.generation) throw office.gone();
    return (await office.ask({ what: "call", of: this.#id, method, arguments: given }).answer) as T;
  }
}

/** A question that belongs to no pack. */
function asking<F extends (...given: never[]) => Promise<unknown>>(name: string): F {
  return ((...given: unknown[]) => office.ask({ what: "ask", name, arguments: given }).answer) as unknown as F;
}

/** The names of the packs that come with the package. */
export const packs: typeof local.packs = asking("packs");

/** The files of a pack that comes with the package, path to text: to be shown, changed and loaded again. */
export const sources: typeof local.sources = asking("sources");

/** The statuses that a finding can have, from the best known to the rarest: mark in a narrow column, and the words that people read. */
export const statuses: typeof local.statuses = asking("statuses");

/** What an editor of packs asks. */
export const authoring: typeof local.authoring = {
  check: asking("check"),
  complete: asking("complete"),
  hover: asking("hover"),
  actions: asking("actions"),
  highlight: asking("highlight"),
  format: asking("format"),
  words: asking("words"),
};
