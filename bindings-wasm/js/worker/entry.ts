// What a browser's worker runs.

import { answer } from "./thread.js";
import type { Question } from "./protocol.js";

const port = globalThis as unknown as { postMessage(message: unknown): void; onmessage: ((event: MessageEvent<Question>) => void) | null };
port.onmessage = ({ data }) => void answer(data, port);
