// What the page and its worker say to each other.

import type { Raised } from "../generated/types.js";
import type { Progress } from "../pack.js";

/** The page asks for something, or takes it back. */
export type Question =
  | { id: number; what: "make"; kind: "pack"; arguments: unknown[] }
  | { id: number; what: "make"; kind: "dataset"; of: number; arguments: unknown[] }
  | { id: number; what: "make"; kind: "report"; of: number; dataset: number; options: unknown; told: boolean }
  | { id: number; what: "call"; of: number; method: string; arguments: unknown[] }
  | { id: number; what: "ask"; name: string; arguments: unknown[] }
  | { id: number; what: "free" }
  | { id: number; what: "stop" };

/** The worker answers. `id` is that of the question; what a question made is known by it from then on. */
export type Answer =
  | { id: number; value: unknown }
  | { id: number; raised: Raised }
  | { id: number; thrown: string }
  | { id: number; progress: Progress };
