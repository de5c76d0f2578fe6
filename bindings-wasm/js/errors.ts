// Problems as JavaScript sees them: one `Error` for all that is wrong, with the first one's code, place and help.

import type { Diagnostic, Place, Raised, Subject, Text } from "./generated/types.js";

/** Names that no minifier shortens. */
const NAMES = { pack: "PackError", data: "DataError", option: "OptionError", run: "StoppedError", engine: "EngineError" } as const;

/** Something cannot be used. A rule that is broken is no error but a finding. Its message says everything in Chinese and English. */
export class DudaoError extends Error {
  /** What cannot be used. */
  readonly subject: Subject;
  /** Everything that is wrong, in order. */
  readonly problems: readonly Diagnostic[];

  constructor({ subject, message, problems }: Raised) {
    super(message);
    this.name = NAMES[subject];
    this.subject = subject;
    this.problems = problems;
  }

  /** The stable code of the first problem, such as `data.cell`. */
  get code(): string | undefined {
    return this.problems[0]?.code;
  }

  /** Where the first problem is. */
  get place(): Place | undefined {
    return this.problems[0]?.place;
  }

  /** How to mend the first problem. */
  get help(): Text | undefined {
    return this.problems[0]?.help;
  }
}

/** A pack cannot be used. */
export class PackError extends DudaoError {}

/** Records cannot be read, or a strict reading refuses them. */
export class DataError extends DudaoError {}

/** An argument names what the pack does not have, or has a value that cannot be. */
export class OptionError extends DudaoError {}

/** The run was stopped, because somebody asked for it. */
export class StoppedError extends DudaoError {}

/**
 * The engine broke down, for want of memory or through a fault of its own, and a new one has taken its place. Packs and record books are read
 * again by themselves when they are next used; a `Report` of the old engine is gone.
 */
export class EngineError extends DudaoError {}

/** The error that something raised comes to. */
export function errorOf(raised: Raised): DudaoError {
  const Class = { pack: PackError, data: DataError, option: OptionError, run: StoppedError, engine: EngineError }[raised.subject];
  return new Class(raised);
}
