/** Columns of a DataTable and the order of its rows. */
import { compareDecimals } from '@/shared/format';

export interface Column<T> {
  key: string;
  label: string;
  /** Numbers go to the right. */
  align?: 'left' | 'right';
  /** CSS width; columns without one share the rest. */
  width?: string;
  /** The width on a phone, where it differs. */
  phoneWidth?: string;
  /** On a phone its text may take more lines. */
  wraps?: boolean;
  /** Makes the column sortable: gives what to compare. Decimal text must be marked with `numeric`. */
  sortBy?: (row: T) => string | number | null | undefined;
  /** Compare as exact decimals. Unknown values always come last. */
  numeric?: boolean;
  /** Leaves the column out on narrow screens. */
  hideBelow?: 'sm' | 'md' | 'lg';
  /** The label is for screen readers only (a column of buttons). */
  hideLabel?: boolean;
}

export interface SortState {
  key: string;
  descending: boolean;
}

function compareValues(a: string | number, b: string | number, numeric: boolean): number {
  if (numeric) return compareDecimals(String(a), String(b));
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true, sensitivity: 'base' });
}

function isUnknown(value: string | number | null | undefined): boolean {
  return value === null || value === undefined || value === '' || value === 'NaN';
}

/** A sorted copy; equal rows keep their order and unknown values come last whichever way it is sorted. */
export function sortRows<T>(rows: readonly T[], columns: readonly Column<T>[], sort: SortState | null): readonly T[] {
  const column = columns.find(candidate => candidate.key === sort?.key);
  const read = column?.sortBy;
  if (!sort || !column || !read) return rows;
  const direction = sort.descending ? -1 : 1;
  return [...rows].sort((left, right) => {
    const a = read(left);
    const b = read(right);
    if (isUnknown(a) || isUnknown(b)) return Number(isUnknown(a)) - Number(isUnknown(b));
    return direction * compareValues(a as string | number, b as string | number, column.numeric === true);
  });
}
