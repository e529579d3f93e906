/** The comparison of ledger and places, which is a task, and closing a gap with an opening balance. */
import { useQuery, useQueryClient, type UseQueryReturnType } from '@tanstack/vue-query';
import { shallowRef } from 'vue';
import { api, keys, runTask, toApiError, type TaskHandle, type TaskProgress } from '@/shared/api';
import { showToast } from '@/shared/ui';
import type { Reconciliation } from './types';

export function useReconciliation(): UseQueryReturnType<Reconciliation, Error> {
  return useQuery({ queryKey: [keys.reconciliation], queryFn: () => runTask<Reconciliation>('GET', '/reconciliation').result });
}

const running = shallowRef<TaskHandle<Reconciliation> | null>(null);

export interface Check {
  readonly busy: boolean;
  readonly progress: TaskProgress | null;
  /** Reads chains first, then compares. */
  start: () => Promise<void>;
  cancel: () => void;
}

export function useCheck(): Check {
  const client = useQueryClient();
  return {
    get busy() { return running.value !== null; },
    get progress() { return running.value?.progress.value ?? null; },
    cancel: () => { void running.value?.cancel(); },
    start: async () => {
      if (running.value !== null) return;
      const handle = runTask<Reconciliation>('POST', '/reconciliation', { body: { refresh: true } });
      running.value = handle;
      try {
        client.setQueryData([keys.reconciliation], await handle.result);
      }
      catch (reason) {
        const error = toApiError(reason);
        if (error.code !== 'task_cancelled') showToast(error.message, { tone: 'error' });
      }
      finally {
        running.value = null;
      }
    },
  };
}

export interface OpeningBalance { location: string; location_label: string | null; asset: string; amount: string; timestamp?: number | null }

/** Adds one, and tells of it with an undo. */
export function useOpeningBalance(): (opening: OpeningBalance, done: string) => Promise<void> {
  const client = useQueryClient();
  const refresh = async (): Promise<void> => { await Promise.all([keys.reconciliation, keys.history, keys.lots, keys.performance].map(key => client.invalidateQueries({ queryKey: [key] }))); };
  return async (opening, done) => {
    const { identifier } = await api.put<{ identifier: number; group_identifier: string }>('/reconciliation/opening_balance', opening);
    await refresh();
    showToast(done, {
      undo: async () => {
        try {
          await api.delete('/history/events', { identifiers: [identifier], force_delete: true });
        }
        catch (error) {
          showToast(toApiError(error).message, { tone: 'error' });
        }
        finally {
          await refresh();
        }
      },
    });
  };
}
