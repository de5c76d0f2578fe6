import type { Coverage, Explanation, Finding, FindingsSelect, Score, View } from "../js/generated/types.js";

export type {
  CardCell,
  CardRow,
  CardTable,
  ClauseCoverage,
  Explanation,
  Finding,
  ItemScore,
  Language,
  Level,
  MatrixRow,
  MeasureBehind,
  MeasureShown,
  PeriodKind,
  RecordBehind,
  RuleSummary,
  Score,
  Shown,
  Status,
  StatusWords,
  Task,
  View,
  WorkItem,
} from "../js/generated/types.js";

type Soon<Value> = Value | Promise<Value>;

/** What the components ask of a report: one on this thread gives values, one in a worker promises of them. */
export interface Report {
  view(): Soon<View>;
  coverage(): Soon<Pick<Coverage, "clauses">>;
  findings(select?: FindingsSelect): Soon<Finding[]>;
  scores(): Soon<Score[]>;
  explain(which: string): Soon<Explanation>;
}
