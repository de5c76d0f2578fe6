// What a worker of Node runs.

import { parentPort } from "node:worker_threads";
import { answer } from "./thread.js";
import type { Question } from "./protocol.js";

parentPort?.on("message", (question: Question) => void answer(question, parentPort as NonNullable<typeof parentPort>));
