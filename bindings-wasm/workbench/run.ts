import { DudaoError, EngineError, DataError, OptionError, Pack, PackError, StoppedError, authoring, type Dataset, type Report, type Tables } from "./engine.js";
import type { Model, Result, Trouble } from "./model.js";
import type { State } from "./state.js";

/** How long nothing must change before the files are checked, and before anything else is judged again. */
const AFTER_TYPING = 250;
const AFTER_A_CHANGE = 90;

/** What a change of the state asks for. */
const JUDGED: readonly (keyof State)[] = ["params", "readings", "profile", "tryAll", "asOf", "tables", "language"];

/** Thrown inside a turn when a later one has begun. */
class Overtaken extends Error {}

/**
 * Checks and judges whatever the model holds, anew after each change. The latest turn wins: a turn that is overtaken ends its run and drops
 * whatever it still learns.
 */
export class Runner {
  readonly #model: Model;
  #turn = 0;
  #timer = 0;
  #abort = new AbortController();
  #checked: State["files"] | null = null;
  #pack: { files: State["files"]; pack: Pack } | null = null;
  #data: { pack: Pack; tables: State["tables"]; dataset: Dataset } | null = null;
  /** A report that is no longer shown is kept for one turn, since a component may still be asking it something. */
  #retired: Report | null = null;

  constructor(model: Model) {
    this.#model = model;
    model.addEventListener("state", (event) => {
      const before = (event as CustomEvent<State>).detail;
      if (before.files !== model.state.files) this.#schedule(AFTER_TYPING);
      else if (JUDGED.some((key) => before[key] !== model.state[key])) this.#schedule(AFTER_A_CHANGE);
    });
  }

  /** Judges now. */
  start(): void {
    this.#schedule(0);
  }

  stop(): void {
    this.#overtake();
    this.#model.show({ phase: "stopped", progress: null });
  }

  #overtake(): void {
    this.#turn += 1;
    this.#abort.abort();
    clearTimeout(this.#timer);
  }

  #schedule(delay: number): void {
    this.#overtake();
    this.#timer = window.setTimeout(() => void this.#run(), delay);
  }

  async #run(): Promise<void> {
    const turn = this.#turn;
    this.#abort = new AbortController();
    /** Passes a value on if it is still wanted. */
    const wanted = async <T>(promise: Promise<T> | T): Promise<T> => {
      try {
        return await promise;
      } finally {
        if (turn !== this.#turn) throw new Overtaken();
      }
    };
    try {
      await this.#attempt(wanted, true);
    } catch (error) {
      if (error instanceof Overtaken || turn !== this.#turn) return;
      this.#fail(error);
    }
  }

  /** One way through check, load, read and judge; a second one if the engine had to be replaced, since what it held is gone with it. */
  async #attempt(wanted: <T>(promise: Promise<T> | T) => Promise<T>, again: boolean): Promise<void> {
    try {
      if (await this.#check(wanted)) await this.#judge(wanted);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.#pack = this.#data = this.#checked = null;
      if (!again) throw error;
      await this.#attempt(wanted, false);
      this.#model.notify(this.#model.say("engine_replaced"));
    }
  }

  /** Whether the files can be loaded. */
  async #check(wanted: <T>(promise: Promise<T> | T) => Promise<T>): Promise<boolean> {
    const model = this.#model;
    const { files } = model.state;
    if (files !== this.#checked) {
      model.show({ phase: "checking", progress: null });
      const problems = await wanted(authoring.check(files));
      const repairs = problems.length > 0 ? await wanted(authoring.actions(files)) : [];
      this.#checked = files;
      model.show({ problems, checked: true, repairs, tests: null });
    }
    if (model.errors.length === 0) return true;
    model.show({ phase: "idle", trouble: null });
    return false;
  }

  async #judge(wanted: <T>(promise: Promise<T> | T) => Promise<T>): Promise<void> {
    const model = this.#model;
    const { state } = model;
    if (state.asOf === "") {
      model.show({ phase: "idle", trouble: optionMissing(model) });
      return;
    }
    model.show({ phase: "running", progress: null, trouble: null });
    const start = performance.now();

    if (this.#pack?.files !== state.files) {
      const pack = await wanted(Pack.load(state.files));
      this.#data?.dataset.free();
      this.#data = null;
      this.#pack?.pack.free();
      this.#pack = { files: state.files, pack };
      model.show({ description: await wanted(pack.describe()) });
    }
    const { pack } = this.#pack;
    if (this.#data?.tables !== state.tables) {
      const dataset = await wanted(pack.dataset(state.tables as Tables));
      this.#data?.dataset.free();
      this.#data = { pack, tables: state.tables, dataset };
    }

    const description = model.live.description;
    const known = <T>(values: Readonly<Record<string, T>>, names: readonly string[]) =>
      Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
    const report = await wanted(
      pack.evaluate(this.#data.dataset, {
        asOf: state.asOf,
        lang: state.language,
        // A parameter that was renamed in the files leaves its setting behind.
        params: known(state.params, description?.params.map((param) => param.param) ?? []),
        readings: known(state.readings, description?.readings.map((reading) => reading.reading) ?? []),
        ...(description?.profiles.some((profile) => profile.profile === state.profile) && state.profile ? { profile: state.profile } : {}),
        allReadings: state.tryAll,
        signal: this.#abort.signal,
        onProgress: (progress) => {
          if (!this.#abort.signal.aborted) model.show({ progress });
        },
      }),
    );
    const [view, coverage, issues, receipt] = await wanted(
      Promise.all([report.view(), report.coverage(), report.issues(), report.receipt()]),
    );
    const board: Result["board"] = {
      view: () => view,
      coverage: () => coverage,
      findings: (select) => report.findings(select),
      scores: () => report.scores(),
      explain: (which) => report.explain(which),
    };
    const result: Result = {
      report, board, view, coverage, issues, count: report.length, milliseconds: performance.now() - start,
      afterAsOf: Object.values(receipt.after_as_of).reduce((sum, count) => sum + count, 0),
    };
    this.#retired?.free();
    this.#retired = model.live.result?.report ?? null;
    model.show({ phase: "idle", progress: null, result });
    // They do not hang on the records: once for each state of the files.
    if (!model.live.tests) model.show({ tests: await wanted(pack.test({ lang: state.language })) });
  }

  /** Says what went wrong where it belongs; the result before stays. */
  #fail(error: unknown): void {
    const model = this.#model;
    if (error instanceof StoppedError) return;
    if (error instanceof PackError) {
      model.show({ phase: "idle", progress: null, problems: error.problems, checked: true, repairs: [] });
      return;
    }
    const kind: Trouble["kind"] = error instanceof DataError ? "data" : error instanceof OptionError ? "option" : "engine";
    const words = error instanceof Error ? error.message : String(error);
    const said = error instanceof DudaoError && error.problems.length > 0 ? error.problems : [{ message: { zh: words, en: words } }];
    model.show({ phase: "idle", progress: null, trouble: { kind, problems: said } });
  }
}

function optionMissing(model: Model): Trouble {
  const words = model.say("as_of_missing");
  return { kind: "option", problems: [{ message: { zh: words, en: words }, place: { kind: "argument", name: "asOf" } }] };
}
