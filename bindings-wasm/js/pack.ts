// Packs, record books and reports, on the thread that asks.

import { engine, Part, stopped } from "./engine.js";
import { PackError } from "./errors.js";
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
  Receipt,
  Score,
  Status,
  TestReport,
  View,
} from "./generated/types.js";
import { type Filled, type Form, laidOut, together, tried } from "./forms.js";
import type * as glue from "./generated/engine.js";
import { library, shipped } from "./packs.js";
import { told } from "./told.js";
import { hand, moment, type Tables } from "./tables.js";

/** How to go about a run that takes its time. */
export interface Pace {
  /** Stops the run. */
  signal?: AbortSignal;
  /** Is told how far it is, now and then. */
  onProgress?: (progress: Progress) => void;
}

/** How far a run is: steps that are done, and steps in all. */
export interface Progress {
  done: number;
  total: number;
}

/** How long a run goes on before the page, or the worker, has its turn; in milliseconds. */
const TURN = 24;

/** A policy that was loaded. Nothing about it changes. */
export class Pack {
  readonly #sources: string;
  readonly #part: Part<glue.Pack>;
  /** What it declares, as far as it was asked for. */
  #described: PackDescription | undefined;

  private constructor(sources: string) {
    this.#sources = sources;
    this.#part = new Part(({ Pack }) => Pack.load(sources));
  }

  /**
   * Loads a pack: one that comes with the package, by its name, or the files of one, path to text. `library` has further files that `uses`
   * may name, beside those that come with the package.
   *
   * @throws {PackError} with everything that is wrong with it.
   */
  static async load(source: string | Readonly<Record<string, string>>, options: { library?: Readonly<Record<string, string>> } = {}): Promise<Pack> {
    await engine.start();
    const files = typeof source === "string" ? await shipped(source) : source;
    const sources = JSON.stringify({ files, library: { ...(await library()), ...options.library } });
    const pack = await sound(sources, () => new Pack(sources));
    // What lays forms out is not a part of the engine, so templates are tried here.
    const errors = await tried(pack.#json<Filled[]>((raw) => raw.made_up_forms()));
    if (errors.length === 0) return pack;
    pack.free();
    throw together(errors);
  }

  /** The policy's id. */
  get id(): string {
    return this.describe().id;
  }

  /** The policy's title. */
  get title(): string {
    return this.describe().title;
  }

  /** The hash of its files and of those that they use: equal hashes judge alike. */
  get hash(): string {
    return this.describe().hash;
  }

  /** What is odd about it without being wrong, such as a parameter that nothing uses. What is wrong is thrown by `load`. */
  async check(): Promise<Diagnostic[]> {
    return JSON.parse(await told(this.#sources, (pack) => pack.warnings()));
  }

  /** What it declares: rules, clauses, parameters, readings, profiles, scorecards, and the record book that it reads. */
  describe(): PackDescription {
    return (this.#described ??= this.#json<PackDescription>((pack) => pack.describe()));
  }

  /**
   * Reads a record book. It is built once and serves any number of runs; a run with another threshold measures nothing twice.
   *
   * A cell that cannot be used is set aside and listed in `Dataset.issues`; with `strict` it is thrown.
   *
   * @throws {DataError} with everything that is wrong.
   */
  dataset(tables: Tables, options: { strict?: boolean } = {}): Dataset {
    return new Dataset(() => {
      const builder = this.#part.raw.dataset(options.strict ?? false);
      try {
        hand(tables, builder);
        return builder.finish();
      } finally {
        builder.free();
      }
    });
  }

  /**
   * Judges a record book, all in one go; `evaluateInTurns` lets others have theirs.
   *
   * @throws {DataError | OptionError} A rule that is broken does not throw: its findings have the status `error`.
   */
  evaluate(data: Dataset | Tables, options: EvaluateOptions = {}): Report {
    const dataset = this.#read(data);
    try {
      return new Report(engine.ask(() => this.#part.raw.evaluate(dataset.raw, written(options))));
    } finally {
      // A report keeps what it needs of it.
      if (dataset !== data) dataset.free();
    }
  }

  /** Judges a record book step by step, so that the page stays responsive; `signal` stops it, and `onProgress` is told how far it is. */
  async evaluateInTurns(data: Dataset | Tables, options: EvaluateOptions & Pace = {}): Promise<Report> {
    const { signal, onProgress, ...asked } = options;
    const dataset = this.#read(data);
    const evaluation = engine.ask(() => this.#part.raw.begin(dataset.raw, written(asked)));
    const born = engine.generation;
    try {
      for (;;) {
        if (signal?.aborted) throw stopped();
        if (born !== engine.generation) throw engine.failed();
        const end = performance.now() + TURN;
        do {
          const report = engine.ask(() => evaluation.step());
          if (report) {
            onProgress?.({ done: evaluation.done(), total: evaluation.total() });
            return new Report(report);
          }
        } while (performance.now() < end);
        onProgress?.({ done: evaluation.done(), total: evaluation.total() });
        await turn();
      }
    } finally {
      if (born === engine.generation) evaluation.free();
      if (dataset !== data) dataset.free();
    }
  }

  /**
   * Runs the tests that stand in the pack; with `filter` only those whose name, or one of whose rules, contains it. `json` gives the report as
   * every other host writes it.
   */
  async test(options: { filter?: string; lang?: Language } = {}): Promise<TestReport> {
    return JSON.parse(await this.testJson(options));
  }

  /** The same as the text that every other host writes. */
  testJson(options: { filter?: string; lang?: Language } = {}): Promise<string> {
    return told(this.#sources, (pack) => pack.test(options.filter, options.lang ?? "zh"));
  }

  /** Gives its memory back; left alone, that happens by itself some time. */
  free(): void {
    this.#part.free();
  }

  #json<T>(question: (pack: glue.Pack) => string): T {
    return JSON.parse(engine.ask(() => question(this.#part.raw)));
  }

  #read(data: Dataset | Tables): Dataset {
    return data instanceof Dataset ? data : this.dataset(data);
  }
}

/** A record book that was read, for its pack and every other one with the same tables. */
export class Dataset {
  readonly #part: Part<glue.Dataset>;

  /** @internal */
  constructor(read: () => glue.Dataset) {
    this.#part = new Part(read);
  }

  /** @internal */
  get raw(): glue.Dataset {
    return this.#part.raw;
  }

  /** Names of the tables that were supplied. */
  tables(): string[] {
    return JSON.parse(engine.ask(() => this.raw.tables()));
  }

  /** Everything that is wrong with it, table by table and cell by cell. */
  issues(): Diagnostic[] {
    return JSON.parse(engine.ask(() => this.raw.issues()));
  }

  /** Gives its memory back; left alone, that happens by itself some time. */
  free(): void {
    this.#part.free();
  }
}

/** What a run found. Numbers that JavaScript would round are exact in `json` and `csv`. */
export class Report {
  readonly #raw: glue.Report;
  readonly #generation = engine.generation;

  /** @internal */
  constructor(raw: glue.Report) {
    this.#raw = raw;
  }

  /** How many findings there are. */
  get length(): number {
    return this.#ask((report) => report.length);
  }

  /** The report as people read it: counts, rules, a matrix of units by rules, what is to be done, scores. */
  view(): View {
    return this.#json((report) => report.view());
  }

  /** What it rests on: the hashes of pack and data, the day, parameters, readings. Equal receipts have equal reports. */
  receipt(): Receipt {
    return this.#json((report) => report.receipt());
  }

  /** What it covers: rules, clauses, cards, readings. */
  coverage(): Coverage {
    return this.#json((report) => report.coverage());
  }

  /** What is wrong with the records that the pack reads. */
  issues(): Diagnostic[] {
    return this.#json((report) => report.issues());
  }

  /** How many findings have each status; those that none has are left out. */
  counts(): Partial<Record<Status, number>> {
    return this.#json((report) => report.counts());
  }

  /** The findings, or those that are asked for, sorted by rule, unit and period. */
  findings(select: FindingsSelect = {}): Finding[] {
    return this.#json((report) => report.findings(JSON.stringify(select)));
  }

  /** One finding, by its number or its fingerprint. */
  finding(which: number | string): Finding {
    return this.#json((report) => report.finding(JSON.stringify(which)));
  }

  /** What stands behind a finding: its clauses, parameters and readings, its measures, and the ids of their records. */
  explain(which: number | string): Explanation {
    return this.#json((report) => report.explain(JSON.stringify(which)));
  }

  /** The scores, by card, unit and period. */
  scores(): Score[] {
    return this.#json((report) => report.scores());
  }

  /** The findings that only another choice of a reading has; none unless the run was asked for `allReadings`. */
  onlyUnder(): OnlyUnder[] {
    return this.#json((report) => report.only_under());
  }

  /**
   * Fills a form of the pack in for a unit, by its id; over a period where the form has several for it.
   *
   * @throws {OptionError} if there is no such form, unit or period.
   */
  async form(name: string, unit: string, options: { period?: string } = {}): Promise<Form> {
    return laidOut(this.#json<Filled>((report) => report.form(name, unit, options.period)));
  }

  /** For whom a form can be filled in, and over which periods. */
  formUnits(name: string): FormUnit[] {
    return this.#json((report) => report.form_units(name));
  }

  /** The forms that can be filled in for a unit, such as that of a finding, and over which periods. */
  formsOf(unit: { entity_type: string; entity: string }): FormUnit[] {
    return this.#json((report) => report.forms_of(unit.entity_type, unit.entity));
  }

  /** The whole report as JSON, byte for byte what Rust and Python write. */
  json(): string {
    return this.#ask((report) => report.json());
  }

  /** A table as CSV: the findings, the scores, or what depends on a reading. */
  csv(table: "findings" | "scores" | "readings" = "findings"): string {
    return this.#ask((report) => report.csv(table));
  }

  /** Gives its memory back; left alone, that happens by itself some time. */
  free(): void {
    if (this.#generation === engine.generation) this.#raw.free();
  }

  #ask<T>(question: (report: glue.Report) => T): T {
    if (this.#generation !== engine.generation) throw engine.failed();
    return engine.ask(() => question(this.#raw));
  }

  #json<T>(question: (report: glue.Report) => string): T {
    return JSON.parse(this.#ask(question));
  }
}

/** A pack, unless something is wrong with it. */
async function sound(sources: string, load: () => Pack): Promise<Pack> {
  try {
    return load();
  } catch (error) {
    // The engine refuses it without a word.
    if (error instanceof PackError) await told(sources, () => "");
    throw error;
  }
}

/** Options as the engine takes them. Only a host asks a clock. */
function written(options: EvaluateOptions): string {
  const { asOf = new Date(), params, ...others } = options;
  const day = asOf instanceof Date ? moment(asOf).slice(0, "2020-01-01".length) : asOf;
  return JSON.stringify({ asOf: day, params: params && value(params), ...others });
}

/** A value of parameters, with days told from texts. */
function value(given: unknown): unknown {
  if (given instanceof Date) return { date: moment(given) };
  if (typeof given === "bigint") return Number(given);
  if (Array.isArray(given)) return given.map(value);
  if (typeof given !== "object" || given === null) return given;
  return Object.fromEntries(Object.entries(given).map(([name, member]) => [name, value(member)]));
}

/** Lets everything that waits have its turn. A timer would wait longer than that. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
