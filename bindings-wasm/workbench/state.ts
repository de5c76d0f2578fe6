import type { Language } from "./text.js";

/** A value that a parameter can be given. */
export type Setting = Single | Single[];
export type Single = number | string | boolean | { date: string };

/** A table of the record book: the bytes of a CSV file as they came, or the records of a JSON file. */
export type Table = Uint8Array | Record<string, unknown>[];

export type Left = "rules" | "settings";
export type Right = "matrix" | "scores" | "records" | "clauses" | "forms";

/** What a person has made here, and what survives a reload. */
export interface State {
  readonly version: typeof VERSION;
  /** The shipped pack that the files came from; empty if none. */
  readonly pack: string;
  readonly files: Readonly<Record<string, string>>;
  /** The file that is open. */
  readonly file: string;
  readonly params: Readonly<Record<string, Setting>>;
  readonly readings: Readonly<Record<string, string>>;
  readonly profile: string | null;
  readonly tryAll: boolean;
  readonly asOf: string;
  readonly tables: Readonly<Record<string, Table>>;
  readonly language: Language;
  /** Which column a narrow screen shows. */
  readonly side: "left" | "right";
  readonly left: Left;
  readonly right: Right;
  /** Width of the left column, in percent. */
  readonly split: number;
}

/** Raised whenever an older state can no longer be understood. */
export const VERSION = 1;

export const blank: State = {
  version: VERSION,
  pack: "",
  files: {},
  file: "",
  params: {},
  readings: {},
  profile: null,
  tryAll: false,
  asOf: "",
  tables: {},
  language: "zh",
  side: "right",
  left: "rules",
  right: "matrix",
  split: 42,
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
const every = (value: unknown, fits: (member: unknown) => boolean) => isRecord(value) && Object.values(value).every(fits);
const isText = (value: unknown): value is string => typeof value === "string";
const isSingle = (value: unknown) => ["number", "string", "boolean"].includes(typeof value) || (isRecord(value) && isText(value["date"]));
const isSetting = (value: unknown) => isSingle(value) || (Array.isArray(value) && value.every(isSingle));
const isTable = (value: unknown) => value instanceof Uint8Array || (Array.isArray(value) && value.every(isRecord));
const oneOf = (...choices: unknown[]) => (value: unknown) => choices.includes(value);

const shape: Record<keyof State, (value: unknown) => boolean> = {
  version: oneOf(VERSION),
  pack: isText,
  files: (value) => every(value, isText) && Object.keys(value as object).length > 0,
  file: isText,
  params: (value) => every(value, isSetting),
  readings: (value) => every(value, isText),
  profile: (value) => value === null || isText(value),
  tryAll: oneOf(true, false),
  asOf: (value) => isText(value) && /^(\d{4}-\d\d-\d\d)?$/.test(value),
  tables: (value) => every(value, isTable),
  language: oneOf("zh", "en"),
  side: oneOf("left", "right"),
  left: oneOf("rules", "settings"),
  right: oneOf("matrix", "scores", "records", "clauses", "forms"),
  split: (value) => typeof value === "number" && value >= 20 && value <= 80,
};

/** Whether something that was kept is a state: it may come from another version of this page, or be damaged. */
export function isState(value: unknown): value is State {
  return isRecord(value) && Object.entries(shape).every(([key, fits]) => fits(value[key]));
}
