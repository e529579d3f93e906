/**
 * Work that runs, by profile, kept in this browser: a page that was loaded anew after a new start of the backend still knows what that cut off.
 * Only what kind of work it is, as the backend names it; nothing of what it works on.
 */
import type { TrackedTask } from '@/shared/api';

export interface RunningWork {
  id: number;
  /** Method and path, such as `PUT /import`. */
  name: string;
  /** Seconds. */
  started: number | null;
}

const keyOf = (user: string): string => `running ${user}`;

const isWork = (value: unknown): value is RunningWork => {
  const one = value as RunningWork | null;
  return typeof one === 'object' && one !== null && typeof one.id === 'number' && typeof one.name === 'string' && (one.started === null || typeof one.started === 'number');
};

export function readRunning(user: string): RunningWork[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(keyOf(user)) ?? '[]');
    return Array.isArray(found) ? found.filter(isWork) : [];
  }
  catch {
    return [];
  }
}

export function keepRunning(user: string, work: readonly RunningWork[]): void {
  if (work.length === 0) localStorage.removeItem(keyOf(user));
  else localStorage.setItem(keyOf(user), JSON.stringify(work));
}

export const workOf = ({ id, route, started }: TrackedTask): RunningWork => ({ id, name: route, started });
