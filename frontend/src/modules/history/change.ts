/** Runs a change of events: the lists are read again, and a message tells what was done and takes it back. */
import { useQueryClient } from '@tanstack/vue-query';
import { keys, toApiError } from '@/shared/api';
import { showToast } from '@/shared/ui';
import type { Undo } from './actions';

export interface Changes {
  /** True when it went well; otherwise the reason was shown. */
  run: (work: () => Promise<Undo>, done: string) => Promise<boolean>;
  /** For forms, which show the reason at the field. */
  runOrThrow: (work: () => Promise<Undo>, done: string) => Promise<void>;
}

export function useChanges(): Changes {
  const client = useQueryClient();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: [keys.history] });
  async function runOrThrow(work: () => Promise<Undo>, done: string): Promise<void> {
    const undo = await work();
    await refresh();
    showToast(done, {
      undo: async () => {
        try {
          await undo();
        }
        finally {
          await refresh();
        }
      },
    });
  }
  return {
    runOrThrow,
    run: async (work, done) => {
      try {
        await runOrThrow(work, done);
        return true;
      }
      catch (error) {
        showToast(toApiError(error).message, { tone: 'error' });
        return false;
      }
    },
  };
}
