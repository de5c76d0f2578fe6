// The instance of the engine. One that broke down is replaced, since nothing can be asked of it any more.

import init, * as glue from "./generated/engine.js";
import { errorOf, type DudaoError } from "./errors.js";
import { engine } from "./host.js";

export { glue };

let started: Promise<unknown> | undefined;

/** Counts instances, so that whoever holds a part of one knows when it is gone. */
export let generation = 0;

/** Starts the engine, if nobody did. */
export async function start(): Promise<void> {
  started ??= engine().then((module_or_path) => init({ module_or_path }));
  try {
    await started;
  } catch (error) {
    // A network that failed once may work the next time.
    started = undefined;
    throw error;
  }
}

/** Asks the engine. What it raises becomes an error of JavaScript. */
export function ask<T>(question: () => T): T {
  try {
    return question();
  } catch (thrown) {
    if (typeof thrown === "string") throw errorOf(JSON.parse(thrown));
    if (!brokeDown(thrown)) throw thrown;
    generation += 1;
    glue.__wbg_reset_state();
    throw failed();
  }
}

/** What is said of a run that was stopped. */
export function stopped(): DudaoError {
  return errorOf(JSON.parse(glue.run_stopped()));
}

/** What is said of an engine that broke down. */
export function failed(): DudaoError {
  return errorOf(JSON.parse(glue.engine_failed()));
}

/** Whether it is a trap of WebAssembly, or the end of the stack, which Firefox calls otherwise. */
function brokeDown(thrown: unknown): boolean {
  return thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError || (thrown instanceof Error && thrown.name === "InternalError");
}

/** A part of the engine that is made again where the one that it belonged to is gone. */
export class Part<T extends { free(): void }> {
  #raw: T | undefined;
  #generation = -1;
  readonly #make: () => T;

  constructor(make: () => T) {
    this.#make = make;
    this.raw;
  }

  get raw(): T {
    if (this.#generation !== generation) {
      this.#raw = ask(this.#make);
      this.#generation = generation;
    }
    if (!this.#raw) throw new TypeError("it was freed");
    return this.#raw;
  }

  /** Gives its memory back. */
  free(): void {
    if (this.#generation === generation) this.#raw?.free();
    this.#raw = undefined;
    this.#generation = generation;
  }
}
