/** What the guide ticks off: nothing of it is kept, all is asked of what is there. */
import { useQuery } from '@tanstack/vue-query';
import { computed, type ComputedRef } from 'vue';
import { useAllBalances, useManualBalances } from '@/modules/balances';
import { api, keys, type HistorySummary, type Report } from '@/shared/api';
import { useSettings } from '@/shared/settings';
import type { Facts } from './jobs';

/** null until everything is known. What can't be asked counts as not done. */
export function useFacts(): ComputedRef<Facts | null> {
  const settings = useSettings();
  const balances = useAllBalances();
  const manual = useManualBalances();
  const status = useQuery({ queryKey: [keys.history, 'status'], queryFn: () => api.get<HistorySummary>('/history/status/summary') });
  const runs = useQuery({ queryKey: [keys.imports, 'runs'], queryFn: () => api.get<{ time: number }[]>('/import/runs') });
  const reports = useQuery({ queryKey: [keys.reports], queryFn: () => api.get<{ entries: Report[] }>('/reports') });
  return computed(() => {
    if ([balances, manual, status, runs, reports].some(query => query.isLoading.value)) return null;
    const newest = [...reports.data.value?.entries ?? []].sort((a, b) => b.timestamp - a.timestamp)[0];
    return {
      hasAccounts: status.data.value?.has_evm_accounts === true,
      hasManual: (manual.data.value ?? []).length > 0,
      hasAssets: Object.keys(balances.data.value?.assets ?? {}).length > 0,
      unknownPrices: balances.data.value?.unknown_prices?.length ?? 0,
      syncedAt: status.data.value?.evm_last_queried_ts ?? 0,
      importedAt: Math.max(0, ...(runs.data.value ?? []).map(run => run.time)),
      checkedAt: settings.preferences.historyCheckedAt,
      report: newest === undefined ? null : { id: newest.identifier, open: Object.values(newest.findings).reduce((sum, count) => sum + count, 0) },
      backupAt: settings.preferences.lastBackupAt,
    };
  });
}
