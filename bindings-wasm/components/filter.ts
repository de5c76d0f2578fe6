import type { ClauseCoverage, MatrixRow, RuleSummary, Status, Task, View, WorkItem } from "./report-types.js";

/** What a cell can be marked with. */
export type Mark = Status | "waived" | "depends";

export interface Filter {
  readonly search: string;
  readonly kind: string;
  readonly rule: string;
  readonly marks: ReadonlySet<Mark>;
  readonly binding: boolean;
}

export const everything: Filter = { search: "", kind: "", rule: "", marks: new Set(), binding: false };

export const isEverything = (filter: Filter): boolean => !filter.search.trim() && !filter.kind && !filter.rule && !filter.marks.size && !filter.binding;

/** A column of the matrix: a rule, and its number in the view. */
export interface Column {
  readonly rule: RuleSummary;
  readonly index: number;
}

/** Columns next to each other whose rules rest on one article. */
export interface Group {
  readonly article: string;
  readonly from: number;
  readonly count: number;
}

/** The part of a view that a filter leaves. */
export interface Table {
  readonly rows: readonly MatrixRow[];
  readonly columns: readonly Column[];
  readonly groups: readonly Group[];
  readonly marks: ReadonlySet<Mark>;
}

const sought = (filter: Filter) => {
  const words = filter.search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return (unit: { readonly table: string; readonly name: string; readonly entity: string }) => {
    if (filter.kind && unit.table !== filter.kind) return false;
    if (!words.length) return true;
    const text = `${unit.name} ${unit.entity}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
};

/** Whether a cell bears one of the marks; every cell does where none is asked for. */
export function bears(row: MatrixRow, index: number, marks: ReadonlySet<Mark>): boolean {
  const status = row.cells[index];
  if (!status) return false;
  return !marks.size || marks.has(status) || (marks.has("waived") && row.waived[index] === true) || (marks.has("depends") && row.depends[index] === true);
}

export function tableOf(view: View, clauses: readonly ClauseCoverage[], filter: Filter): Table {
  const fits = sought(filter);
  const ofKind = view.matrix.filter((row) => !filter.kind || row.table === filter.kind);
  const columns = view.rules
    .map((rule, index) => ({ rule, index }))
    .filter(({ rule, index }) => {
      if (filter.rule && rule.rule !== filter.rule) return false;
      if (filter.binding && !rule.binds) return false;
      return ofKind.some((row) => row.cells[index]);
    });
  const rows = ofKind.filter((row) => fits(row) && columns.some(({ index }) => bears(row, index, filter.marks)));
  return { rows, columns, groups: groupsOf(columns, clauses), marks: filter.marks };
}

function groupsOf(columns: readonly Column[], clauses: readonly ClauseCoverage[]): Group[] {
  const articles = new Map(clauses.map(({ clause, article }) => [clause, article]));
  const groups: { article: string; from: number; count: number }[] = [];
  columns.forEach(({ rule }, from) => {
    const article = articles.get(rule.clauses[0] ?? "") ?? "";
    const last = groups.at(-1);
    if (last?.article === article) last.count++;
    else groups.push({ article, from, count: 1 });
  });
  return groups.some((group) => group.article) ? groups : [];
}

export function worklistOf(view: View, filter: Filter): WorkItem[] {
  const fits = sought(filter);
  const binds = new Map(view.rules.map((rule) => [rule.rule, rule.binds]));
  const asked = (task: Task) => {
    const { marks } = filter;
    if (filter.rule && task.rule !== filter.rule) return false;
    if (filter.binding && binds.get(task.rule) === false) return false;
    return !marks.size || marks.has(task.status) || (marks.has("depends") && task.depends);
  };
  return view.worklist
    .filter(fits)
    .map((item) => ({ ...item, due: item.due.filter(asked), missed: item.missed.filter(asked), unclear: item.unclear.filter(asked) }))
    .filter((item) => taskCount(item) > 0);
}

export const taskCount = (item: WorkItem): number => item.due.length + item.missed.length + item.unclear.length;
