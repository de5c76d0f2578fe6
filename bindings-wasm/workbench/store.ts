import { isState, type State, type Table } from "./state.js";

/** Larger records are not kept: browsers may refuse them, and writing them would make the page stutter. */
const LARGEST = 20 << 20;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("dudao-workbench", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("state");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("indexedDB"));
  });
}

async function transact<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => () => T): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction("state", mode);
      const answer = act(transaction.objectStore("state"));
      transaction.oncomplete = () => resolve(answer());
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("indexedDB"));
    });
  } finally {
    database.close();
  }
}

const sizes = new WeakMap<Table, number>();

function size(table: Table): number {
  const known = sizes.get(table) ?? (table instanceof Uint8Array ? table.length : JSON.stringify(table).length);
  sizes.set(table, known);
  return known;
}

export const isTooBig = ({ tables }: State) => Object.values(tables).reduce((sum, table) => sum + size(table), 0) > LARGEST;

/** The records as they were last written: they are large and change seldom, so that they are kept apart from the rest. */
let written: State["tables"] | null = null;

/** Keeps the state, without its records where they are too many. */
export async function keep(state: State): Promise<void> {
  const { tables, ...rest } = state;
  const fresh = tables !== written;
  await transact("readwrite", (store) => {
    store.put(rest, "state");
    if (fresh) store.put(isTooBig(state) ? {} : tables, "tables");
    return () => undefined;
  });
  written = tables;
}

/** What was kept: nothing, a state, or `"broken"`. */
export async function recall(): Promise<State | "broken" | null> {
  try {
    const [rest, tables] = await transact("readonly", (store) => {
      const requests = [store.get("state"), store.get("tables")] as IDBRequest<unknown>[];
      return () => requests.map((request) => request.result);
    });
    if (rest === undefined) return null;
    const kept: unknown = { ...(rest as object), tables };
    return isState(kept) ? kept : "broken";
  } catch {
    // A browser that keeps nothing has nothing to recall; that it keeps nothing is said when it is asked to.
    return null;
  }
}
