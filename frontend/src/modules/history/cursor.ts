/** Where the keyboard is in the list: on a group, or on one of its events while it is open. */
export interface Cursor {
  index: number;
  /** -1: the group itself. */
  sub: number;
}

export type Step = 'down' | 'up' | 'pageDown' | 'pageUp' | 'first' | 'last';

const PAGE = 12;
const KEYS: Record<string, Step> = { ArrowDown: 'down', j: 'down', ArrowUp: 'up', k: 'up', PageDown: 'pageDown', PageUp: 'pageUp', Home: 'first', End: 'last' };

export const stepOf = (key: string): Step | undefined => KEYS[key];

/** @param eventsOf how many events of a group are shown under it */
export function moveCursor({ index, sub }: Cursor, step: Step, count: number, eventsOf: (index: number) => number): Cursor {
  const clamp = (at: number): number => Math.max(0, Math.min(count - 1, at));
  switch (step) {
    case 'down':
      if (sub + 1 < eventsOf(index)) return { index, sub: sub + 1 };
      return index + 1 < count ? { index: index + 1, sub: -1 } : { index, sub };
    case 'up':
      if (sub >= 0) return { index, sub: sub - 1 };
      return index > 0 ? { index: index - 1, sub: eventsOf(index - 1) - 1 } : { index, sub };
    case 'pageDown': return { index: clamp(index + PAGE), sub: -1 };
    case 'pageUp': return { index: clamp(index - PAGE), sub: -1 };
    case 'first': return { index: 0, sub: -1 };
    case 'last': return { index: clamp(count - 1), sub: -1 };
  }
}
