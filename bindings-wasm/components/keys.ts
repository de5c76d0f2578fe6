export interface Position {
  readonly row: number;
  readonly column: number;
}

export interface Extent {
  /** The first row that can be reached: -1 where the header can. */
  readonly first: number;
  readonly rows: number;
  readonly columns: number;
}

/** Where a key leads in a grid; nothing if it is not one that moves. */
export function moved(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">, at: Position, extent: Extent, page: number): Position | undefined {
  const far = event.ctrlKey || event.metaKey;
  const last = extent.rows - 1;
  const steps: Record<string, Position> = {
    ArrowUp: { row: far ? extent.first : at.row - 1, column: at.column },
    ArrowDown: { row: far ? last : at.row + 1, column: at.column },
    ArrowLeft: { row: at.row, column: far ? 0 : at.column - 1 },
    ArrowRight: { row: at.row, column: far ? extent.columns - 1 : at.column + 1 },
    Home: { row: far ? extent.first : at.row, column: 0 },
    End: { row: far ? last : at.row, column: extent.columns - 1 },
    PageUp: { row: at.row - page, column: at.column },
    PageDown: { row: at.row + page, column: at.column },
  };
  const to = steps[event.key];
  return to && clamped(to, extent);
}

export const clamped = (at: Position, extent: Extent): Position => ({
  row: Math.max(extent.first, Math.min(at.row, extent.rows - 1)),
  column: Math.max(0, Math.min(at.column, extent.columns - 1)),
});
