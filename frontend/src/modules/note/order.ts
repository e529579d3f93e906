/** A note as the backend gives it. */
export interface Note {
  identifier: number;
  title: string;
  content: string;
  location: string;
  is_pinned: boolean;
  last_update_timestamp: number;
}

/** Pinned first, then the newest. */
export function inOrder(notes: readonly Note[]): Note[] {
  return [...notes].sort((a, b) => Number(b.is_pinned) - Number(a.is_pinned) || b.last_update_timestamp - a.last_update_timestamp);
}
