// Workers of a browser.

import type { Answer, Question } from "./protocol.js";

/** A worker, as the page sees it. */
export interface Thread {
  ask(question: Question): void;
  /** Whether somebody waits for an answer. */
  awaited(whether: boolean): void;
  end(): void;
}

/** Starts a worker. `answered` gets what it says, `broken` is called if it cannot go on. */
export function spawn(answered: (answer: Answer) => void, broken: (reason: unknown) => void): Thread {
  const worker = new Worker(new URL("./worker-thread.js", import.meta.url), { type: "module", name: "dudao" });
  worker.onmessage = ({ data }: MessageEvent<Answer>) => answered(data);
  worker.onerror = (event) => broken(event.message ?? "the worker could not be started");
  return { ask: (question) => worker.postMessage(question), awaited: () => {}, end: () => worker.terminate() };
}
