/** Stored balances: every query answers at once from what the backend has; a refresh is a task of its own. */
import { useQuery, useQueryClient, type UseQueryReturnType } from '@tanstack/vue-query';
import { shallowRef, type Ref } from 'vue';
import type { LedgerNetValue } from './derive';
import { api, keys, runTask, toApiError, type AllBalances, type BlockchainBalances, type ManualBalance, type NetValueHistory, type TaskHandle, type TaskProgress } from '@/shared/api';

export function useAllBalances(enabled: Ref<boolean> | boolean = true): UseQueryReturnType<AllBalances, Error> {
  return useQuery({ queryKey: [keys.balances], queryFn: ({ signal }) => api.get<AllBalances>('/balances', { only_cache: true }, signal), enabled });
}

export function useBlockchainBalances(enabled: Ref<boolean> | boolean = true): UseQueryReturnType<BlockchainBalances, Error> {
  return useQuery({ queryKey: [keys.blockchainBalances], queryFn: ({ signal }) => api.get<BlockchainBalances>('/balances/blockchains', {}, signal), enabled });
}

export function useManualBalances(enabled: Ref<boolean> | boolean = true): UseQueryReturnType<ManualBalance[], Error> {
  return useQuery({
    queryKey: [keys.manualBalances],
    queryFn: async ({ signal }) => (await api.get<{ balances: ManualBalance[] }>('/balances/manual', {}, signal)).balances,
    enabled,
  });
}

export function useNetValueHistory(): UseQueryReturnType<NetValueHistory, Error> {
  return useQuery({ queryKey: [keys.netValue], queryFn: ({ signal }) => api.get<NetValueHistory>('/statistics/netvalue', { include_nfts: false }, signal) });
}

/** The net worth at the end of each day, out of the history of events: for the time before anything was recorded. */
export function useEarlierNetValue(enabled: Ref<boolean>): UseQueryReturnType<LedgerNetValue, Error> {
  return useQuery({ queryKey: [keys.history, keys.netValue], queryFn: ({ signal }) => api.post<LedgerNetValue>('/balances/historical/netvalue', {}, signal), enabled });
}

/** The refresh that runs now, whichever page started it. */
const running = shallowRef<TaskHandle<AllBalances> | null>(null);
const STALE_AFTER_SECONDS = 3_600;
let lastStart = 0;

export interface Refresh {
  readonly busy: boolean;
  readonly progress: TaskProgress | null;
  /** Asks chains and price sources anew. Resolves when done; a message when it failed, null when it went well or was cancelled. */
  start: () => Promise<string | null>;
  cancel: () => void;
  /** Whether figures of this time (seconds, null for unknown) should be brought up to date without being asked. */
  isDue: (refreshedAt: number | null) => boolean;
}

export function useRefresh(): Refresh {
  const client = useQueryClient();
  return {
    get busy() { return running.value !== null; },
    get progress() { return running.value?.progress.value ?? null; },
    start: async () => {
      if (running.value !== null) return null;
      const handle = runTask<AllBalances>('GET', '/balances', { query: { ignore_cache: true } });
      running.value = handle;
      lastStart = Date.now() / 1000;
      try {
        client.setQueryData([keys.balances], await handle.result);
        await client.invalidateQueries({ queryKey: [keys.blockchainBalances] });
        return null;
      }
      catch (reason) {
        const error = toApiError(reason);
        return error.code === 'task_cancelled' ? null : error.message;
      }
      finally {
        running.value = null;
      }
    },
    cancel: () => { void running.value?.cancel().catch(() => undefined); },
    isDue: refreshedAt => Date.now() / 1000 - Math.max(refreshedAt ?? 0, lastStart) > STALE_AFTER_SECONDS,
  };
}
