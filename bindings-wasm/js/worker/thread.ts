// The worker's side: it holds packs, record books and reports, and answers one question after the other.

import * as authoring from "../authoring.js";
import { DudaoError } from "../errors.js";
import { engine, stopped } from "../engine.js";
import { Dataset, Pack, Report } from "../pack.js";
import { packs, sources } from "../packs.js";
import type { Raised } from "../generated/types.js";
import type { Answer, Question } from "./protocol.js";

/** The half of a channel that the worker has. */
export interface Port {
  postMessage(answer: Answer): void;
}

const made = new Map<number, Pack | Dataset | Report>();
const running = new Map<number, AbortController>();

/** Questions that belong to no pack. */
const ASKED: Record<string, (...given: never[]) => unknown> = { ...authoring, packs, sources, sayings };

/** What the page says of this worker when it cannot say anything any more. */
async function sayings(): Promise<{ stopped: Raised; failed: Raised }> {
  await engine.start();
  return { stopped: raised(stopped()), failed: raised(engine.failed()) };
}

/** Answers a question. */
export async function answer(question: Question, port: Port): Promise<void> {
  const { id } = question;
  try {
    const value = await answered(question, port);
    if (question.what !== "free" && question.what !== "stop") port.postMessage({ id, value });
  } catch (error) {
    port.postMessage(error instanceof DudaoError ? { id, raised: raised(error) } : { id, thrown: String(error) });
  } finally {
    running.delete(id);
  }
}

async function answered(question: Question, port: Port): Promise<unknown> {
  switch (question.what) {
    case "make": {
      const thing = await make(question, port);
      made.set(question.id, thing);
      // What never changes is told at once.
      return thing instanceof Pack ? { id: thing.id, title: thing.title, hash: thing.hash } : thing instanceof Report ? { length: thing.length } : {};
    }
    case "call": {
      const thing = held<Record<string, (...given: unknown[]) => unknown>>(question.of);
      return thing[question.method]?.(...question.arguments);
    }
    case "ask":
      return ASKED[question.name]?.(...(question.arguments as never[]));
    case "free":
      made.get(question.id)?.free();
      made.delete(question.id);
      return undefined;
    case "stop":
      running.get(question.id)?.abort();
      return undefined;
  }
}

/** What a question is about. */
function held<T>(id: number): T {
  const thing = made.get(id);
  if (!thing) throw new TypeError("it was freed");
  return thing as T;
}

async function make(question: Extract<Question, { what: "make" }>, port: Port): Promise<Pack | Dataset | Report> {
  if (question.kind === "pack") return Pack.load(...(question.arguments as Parameters<typeof Pack.load>));
  const pack = held<Pack>(question.of);
  if (question.kind === "dataset") return pack.dataset(...(question.arguments as Parameters<Pack["dataset"]>));
  const stop = new AbortController();
  running.set(question.id, stop);
  return pack.evaluateInTurns(held<Dataset>(question.dataset), {
    ...(question.options as object),
    signal: stop.signal,
    ...(question.told ? { onProgress: (progress) => port.postMessage({ id: question.id, progress }) } : {}),
  });
}

/** An error as it crosses to the page. */
function raised(error: DudaoError): Raised {
  return { subject: error.subject, message: error.message, problems: [...error.problems] };
}
