// The modules of WebAssembly. An instance that broke down is replaced, since nothing can be asked of it any more.

import * as authoringGlue from "./generated/authoring.js";
import * as engineGlue from "./generated/engine.js";
import * as formsGlue from "./generated/forms.js";
import { type DudaoError, errorOf } from "./errors.js";
import { code } from "./host.js";

/** What is generated for each module. */
interface Glue {
  default(options: { module_or_path: Awaited<ReturnType<typeof code>> }): Promise<unknown>;
  __wbg_reset_state(): void;
}

/** A module, of which there is one instance at a time. */
class Module<G extends Glue> {
  readonly #url: () => URL;
  readonly #glue: G;
  readonly #failed: () => string;
  #started: Promise<unknown> | undefined;
  /** Counts instances, so that whoever holds a part of one knows when it is gone. */
  generation = 0;

  /** `failed` gives what is said of an instance that broke down. */
  constructor(url: () => URL, glue: G, failed: () => string) {
    this.#url = url;
    this.#glue = glue;
    this.#failed = failed;
  }

  /** Starts it, if nobody did. */
  async start(): Promise<void> {
    this.#started ??= code(this.#url()).then((module_or_path) => this.#glue.default({ module_or_path }));
    try {
      await this.#started;
    } catch (error) {
      // A network that failed once may work the next time.
      this.#started = undefined;
      throw error;
    }
  }

  /** Asks it. What it raises becomes an error of JavaScript. */
  ask<T>(question: (glue: G) => T): T {
    try {
      return question(this.#glue);
    } catch (thrown) {
      if (typeof thrown === "string") throw errorOf(JSON.parse(thrown));
      if (!brokeDown(thrown)) throw thrown;
      this.generation += 1;
      this.#glue.__wbg_reset_state();
      throw this.failed();
    }
  }

  /** What is said of an instance that broke down. */
  failed(): DudaoError {
    return errorOf(JSON.parse(this.#failed()));
  }
}

/** Whether it is a trap of WebAssembly, or the end of the stack, which Firefox calls otherwise. */
function brokeDown(thrown: unknown): boolean {
  return thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError || (thrown instanceof Error && thrown.name === "InternalError");
}

// Each address is written out, so that bundlers find the files.

/** Judges. */
export const engine = new Module(() => new URL("./engine.wasm", import.meta.url), engineGlue, engineGlue.engine_failed);

/** Tells authors what is wrong with a pack, and editors what they ask; fetched when that is first wanted. */
export const authoring = new Module(() => new URL("./authoring.wasm", import.meta.url), authoringGlue, authoringGlue.engine_failed);

/** Lays out forms that the engine filled in; fetched with the first one. */
export const forms = new Module(() => new URL("./forms.wasm", import.meta.url), formsGlue, engineGlue.engine_failed);

/** What is said of a run that was stopped. */
export function stopped(): DudaoError {
  return errorOf(JSON.parse(engineGlue.run_stopped()));
}

/** A part of the engine that is made again where the one that it belonged to is gone. */
export class Part<T extends { free(): void }> {
  #raw: T | undefined;
  #generation = -1;
  readonly #make: (glue: typeof engineGlue) => T;

  constructor(make: (glue: typeof engineGlue) => T) {
    this.#make = make;
    this.raw;
  }

  get raw(): T {
    if (this.#generation !== engine.generation) {
      this.#raw = engine.ask(this.#make);
      this.#generation = engine.generation;
    }
    if (!this.#raw) throw new TypeError("it was freed");
    return this.#raw;
  }

  /** Gives its memory back. */
  free(): void {
    if (this.#generation === engine.generation) this.#raw?.free();
    this.#raw = undefined;
    this.#generation = engine.generation;
  }
}
