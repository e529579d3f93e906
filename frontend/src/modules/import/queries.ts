/** Files that are looked at and imported, what was imported before, and the user's own readings of files. */
import { useQuery, useQueryClient, type UseQueryReturnType } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { api, keys, runTask, type TaskHandle } from '@/shared/api';
import { formOf } from './file';
import type { FileChoice, ImportResult, ImportRun, ImportSource, LeftOut, Mapping, NamedMapping, Preview } from './types';

export const startPreview = (file: File, choice: FileChoice): TaskHandle<Preview> => runTask<Preview>('POST', '/import/preview', { form: formOf(file, choice) });
export const startImport = (file: File, choice: FileChoice): TaskHandle<ImportResult> => runTask<ImportResult>('POST', '/import/runs', { form: formOf(file, choice) });

export function useSources(): UseQueryReturnType<ImportSource[], Error> {
  return useQuery({ queryKey: [keys.imports, 'sources'], queryFn: () => api.get<ImportSource[]>('/import/sources') });
}

export function useRuns(): UseQueryReturnType<ImportRun[], Error> {
  return useQuery({ queryKey: [keys.imports, 'runs'], queryFn: () => api.get<ImportRun[]>('/import/runs') });
}

export function useLeftOut(run: Ref<number | null>): UseQueryReturnType<LeftOut | null, Error> {
  return useQuery({
    queryKey: computed(() => [keys.imports, 'left_out', run.value]),
    queryFn: ({ signal }) => (run.value === null ? null : api.get<LeftOut>(`/import/runs/${String(run.value)}`, {}, signal)),
  });
}

export function useMappings(): UseQueryReturnType<NamedMapping[], Error> {
  return useQuery({ queryKey: [keys.imports, 'mappings'], queryFn: () => api.get<NamedMapping[]>('/import/mappings') });
}

export interface ImportChanges {
  saveMapping: (mapping: Mapping & { name: string }) => Promise<void>;
  deleteMapping: (name: string) => Promise<void>;
  sayAsset: (source: string, symbol: string, asset: string) => Promise<void>;
  /** Takes an import back; resolves with the number of events that went. */
  takeBack: (run: number) => Promise<number>;
  imported: () => Promise<void>;
}

export function useImportChanges(): ImportChanges {
  const client = useQueryClient();
  const refresh = (...names: string[]): Promise<void> => client.invalidateQueries({ queryKey: [keys.imports, ...names] });
  const historyChanged = async (): Promise<void> => {
    await Promise.all([keys.imports, keys.history, keys.reconciliation, keys.lots, keys.performance].map(key => client.invalidateQueries({ queryKey: [key] })));
  };
  return {
    saveMapping: async mapping => {
      await api.put('/import/mappings', mapping);
      await refresh('mappings');
    },
    deleteMapping: async name => {
      await api.delete('/import/mappings', { name });
      await refresh('mappings');
    },
    sayAsset: async (source, symbol, asset) => { await api.put('/import/assets', { source, symbol, asset }); },
    takeBack: async run => {
      const { events } = await runTask<{ events: number }>('DELETE', `/import/runs/${String(run)}`, { body: {} }).result;
      await historyChanged();
      return events;
    },
    imported: historyChanged,
  };
}
