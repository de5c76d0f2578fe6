/** The only place that names the engine's package, so that a build can put it where it likes. */
import "dudao/components";

export { DudaoError, EngineError, Pack, PackError, DataError, OptionError, StoppedError, authoring, packs, sources } from "dudao/worker";
export type { Action, Completion, Coverage, Dataset, Diagnostic, Difference, Finding, FormUnit, Highlight, PackDescription, Report, Tables, TestReport, View } from "dudao/worker";
