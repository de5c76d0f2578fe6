// Workers of Node.

import { Worker } from "node:worker_threads";
import type { Answer } from "./protocol.js";
import type { Thread } from "./spawn.js";

export type { Thread };

export function spawn(answered: (answer: Answer) => void, broken: (reason: unknown) => void): Thread {
  const worker = new Worker(new URL("./worker-thread.node.js", import.meta.url));
  worker.on("message", answered);
  worker.on("error", broken);
  return {
    ask: (question) => worker.postMessage(question),
    // A program ends when it waits for nothing any more.
    awaited: (whether) => (whether ? worker.ref() : worker.unref()),
    end: () => void worker.terminate(),
  };
}
