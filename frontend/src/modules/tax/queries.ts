/** Reports: made as tasks, listed, looked into page by page, taken away. They never change, so what was read stays true. */
import { keepPreviousData, useQueries, useQuery, useQueryClient, type UseQueryReturnType } from '@tanstack/vue-query';
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import { api, keys, runTask, toApiError, type HeldLot, type TaskHandle, type TaskProgress, type WhatIf } from '@/shared/api';
import { saveBlob, showToast } from '@/shared/ui';
import { totalsOf } from './summary';
import type { Finding, Form, Jurisdiction, Line, LinePage, LineWish, OpenedReportLine, Report, ReportList, Sale, Wish } from './types';

const EVERYTHING = -1;
type Reports = Omit<ReportList, 'entries'> & { entries: Report[] };
const pathOf = (report: number): string => `/reports/${String(report)}`;

export function useReports(): UseQueryReturnType<Reports, Error> {
  return useQuery({ queryKey: [keys.reports], queryFn: () => api.get<Reports>('/reports') });
}

export function useReport(id: Ref<number>): UseQueryReturnType<Report | null, Error> {
  return useQuery({
    queryKey: computed(() => [keys.reports, id.value]),
    queryFn: async ({ signal }) => (await api.get<{ entries: Report[] }>(pathOf(id.value), {}, signal)).entries[0] ?? null,
  });
}

export function useJurisdictions(): UseQueryReturnType<Jurisdiction[], Error> {
  return useQuery({ queryKey: ['jurisdictions'], queryFn: () => api.get<Jurisdiction[]>('/accounting/jurisdictions') });
}

export function useForms(report: Ref<number>): UseQueryReturnType<Form[], Error> {
  return useQuery({ queryKey: computed(() => [keys.reports, report.value, 'forms']), queryFn: () => runTask<Form[]>('GET', `${pathOf(report.value)}/forms`).result });
}

export function useFindings(report: Ref<number>): UseQueryReturnType<Finding[], Error> {
  return useQuery({
    queryKey: computed(() => [keys.reports, report.value, 'findings']),
    queryFn: async ({ signal }) => (await api.post<{ entries: Finding[] }>(`${pathOf(report.value)}/findings`, { limit: EVERYTHING }, signal)).entries,
  });
}

/** Lots that are still held, at prices of today. */
export function useLots(report: Ref<number>): UseQueryReturnType<HeldLot[], Error> {
  return useQuery({
    queryKey: computed(() => [keys.lots, report.value]),
    queryFn: async ({ signal }) => (await api.post<{ entries: HeldLot[] }>(`${pathOf(report.value)}/lots`, { limit: EVERYTHING }, signal)).entries,
  });
}

export const computeSale = async (report: number, sale: { asset: string; amount: string; price?: string; pool?: string }): Promise<Sale[]> =>
  (await api.post<WhatIf>('/accounting/what_if', { report_id: report, ...sale })).sales;

// ------------------------------------------------------------------ lines
const BLOCK = 100;
/** The place of a line in the list; without the line while it is fetched. */
export interface LineSlot { at: number; line: Line | null }

export interface Lines {
  rows: ComputedRef<LineSlot[] | undefined>;
  found: ComputedRef<number>;
  /** Without the filter. */
  total: ComputedRef<number>;
  error: ComputedRef<unknown>;
  view: (first: number, last: number) => void;
  /** Fetches what is not there yet, up to so many lines; resolves when it is. */
  loadAll: (most: number) => Promise<void>;
  retry: () => void;
}

/** Lines of a filter, in blocks; only blocks that are in view are fetched. */
export function useLines(report: Ref<number>, wish: Ref<LineWish>): Lines {
  const seen = ref<readonly number[]>([0]);
  const key = computed(() => JSON.stringify([report.value, wish.value]));
  watch(key, () => { seen.value = [0]; });
  const blocks = useQueries({
    queries: computed(() => seen.value.map(block => ({
      queryKey: [keys.reports, report.value, 'lines', wish.value, block],
      queryFn: async ({ signal }: { signal: AbortSignal }) => ({ block, page: await api.post<LinePage>(`${pathOf(report.value)}/data`, { ...wish.value, limit: BLOCK, offset: block * BLOCK }, signal) }),
    }))),
  });
  const loaded = computed(() => blocks.value.flatMap(one => (one.data === undefined ? [] : [one.data])));
  const found = computed(() => loaded.value[0]?.page.entries_found ?? 0);
  const rows = computed<LineSlot[] | undefined>(() => {
    if (loaded.value.length === 0) return undefined;
    const all: LineSlot[] = Array.from({ length: found.value }, (_, at) => ({ at, line: null }));
    for (const { block, page } of loaded.value) page.entries.forEach((line, at) => { all[block * BLOCK + at] = { at: block * BLOCK + at, line }; });
    return all;
  });
  return {
    rows,
    found,
    total: computed(() => loaded.value[0]?.page.entries_total ?? 0),
    error: computed(() => blocks.value.find(one => one.error)?.error ?? null),
    view: (first, last) => {
      const wanted = [...new Set([Math.floor(first / BLOCK), Math.floor(last / BLOCK)])];
      // What was seen stays, so that scrolling back needs no request.
      const all = [...new Set([...seen.value, ...wanted])];
      if (all.length !== seen.value.length) seen.value = all;
    },
    loadAll: async most => {
      seen.value = Array.from({ length: Math.max(1, Math.ceil(Math.min(found.value, most) / BLOCK)) }, (_, block) => block);
      await new Promise<void>(done => {
        const stop = watch(() => blocks.value.length === seen.value.length && blocks.value.every(one => one.data !== undefined || one.error !== null), ready => {
          if (!ready) return;
          done();
          setTimeout(() => { stop(); }, 0);
        }, { immediate: true });
      });
    },
    retry: () => { for (const one of blocks.value) if (one.error) void one.refetch(); },
  };
}

const YEAR_PAGE = 5_000;
/** Totals by category of one calendar year (UTC) of a report, out of its lines. */
export function useYearTotals(report: Ref<number>, year: Ref<number | null>): UseQueryReturnType<ReturnType<typeof totalsOf> | null, Error> {
  return useQuery({
    queryKey: computed(() => [keys.reports, report.value, 'year', year.value]),
    queryFn: async ({ signal }) => {
      if (year.value === null) return null;
      const wish = { counted: true, from_timestamp: Date.UTC(year.value, 0, 1) / 1000, to_timestamp: Date.UTC(year.value + 1, 0, 1) / 1000 - 1, limit: YEAR_PAGE };
      const lines: Line[] = [];
      for (;;) {
        const page = await api.post<LinePage>(`${pathOf(report.value)}/data`, { ...wish, offset: lines.length }, signal);
        lines.push(...page.entries);
        if (page.entries.length === 0 || lines.length >= page.entries_found) return totalsOf(lines);
      }
    },
  });
}

export function useLine(report: Ref<number>, index: Ref<number | null>): UseQueryReturnType<OpenedReportLine | null, Error> {
  return useQuery({
    queryKey: computed(() => [keys.reports, report.value, 'line', index.value]),
    queryFn: ({ signal }) => (index.value === null ? null : api.get<OpenedReportLine>(`${pathOf(report.value)}/lines/${String(index.value)}`, {}, signal)),
    placeholderData: keepPreviousData,
  });
}

/** The index of the first line that an event made; null when it made none. */
export async function findLine(report: number, event: number): Promise<number | null> {
  return (await api.post<LinePage>(`${pathOf(report)}/data`, { event_id: event, limit: 1, offset: 0 })).entries[0]?.index ?? null;
}

// ------------------------------------------------------------------ making
/** The report that is being made, whichever screen started it. */
const running = shallowRef<TaskHandle<number> | null>(null);

export interface Making {
  readonly busy: boolean;
  readonly progress: TaskProgress | null;
  /** Resolves with the new report, or with null after a cancel. */
  start: (wish: Wish) => Promise<number | null>;
  cancel: () => void;
}

export function useMaking(): Making {
  const client = useQueryClient();
  return {
    get busy() { return running.value !== null; },
    get progress() { return running.value?.progress.value ?? null; },
    cancel: () => { void running.value?.cancel(); },
    start: async wish => {
      if (running.value !== null) return null;
      const handle = runTask<number>('PUT', '/reports', { body: { ...wish } });
      running.value = handle;
      try {
        return await handle.result;
      }
      catch (reason) {
        if (toApiError(reason).code === 'task_cancelled') return null;
        throw reason;
      }
      finally {
        running.value = null;
        await Promise.all([keys.reports, keys.lots].map(key => client.invalidateQueries({ queryKey: [key] })));
      }
    },
  };
}

const SETTINGS = [
  'include_crypto2crypto', 'taxfree_after_period', 'include_gas_costs', 'calculate_past_cost_basis', 'include_fees_in_cost_basis', 'eth_staking_taxable_after_withdrawal_enabled',
  'use_asset_collections_in_cost_basis', 'treat_eth2_as_eth', 'cost_basis_method', 'missing_basis',
] as const;

/** The same report again, of what is known now. */
export function wishOf(report: Report): Wish {
  const settings = Object.fromEntries(SETTINGS.filter(name => report.settings[name] !== undefined).map(name => [name, report.settings[name]]));
  const terms = { choices: report.choices, method: report.methods, scope: report.scopes, settings, profit_currency: report.settings.profit_currency };
  if (report.jurisdiction && report.year) return { ...terms, jurisdiction: report.jurisdiction, year: report.year };
  return { ...terms, ...(report.jurisdiction && { jurisdiction: report.jurisdiction }), name: report.name, from_timestamp: report.start_ts, to_timestamp: report.end_ts };
}

export function useDeleteReport(): (report: number) => Promise<void> {
  const client = useQueryClient();
  return async report => {
    await api.delete(pathOf(report));
    await Promise.all([client.invalidateQueries({ queryKey: [keys.reports], exact: true }), client.invalidateQueries({ queryKey: [keys.lots] })]);
  };
}

// ------------------------------------------------------------------ files
export const FORMATS = ['pdf', 'xlsx', 'csv', 'json', 'zip'] as const;
export type FileFormat = typeof FORMATS[number];

export interface Download { busy: Ref<boolean>; run: (report: number, format: FileFormat, form?: string) => Promise<void> }

export function useDownload(): Download {
  const busy = ref(false);
  return {
    busy,
    run: async (report, format, form) => {
      busy.value = true;
      try {
        const { blob, name } = await api.download(`${pathOf(report)}/download`, { query: { format, ...(form !== undefined && { form }) } });
        saveBlob(blob, name ?? `report_${String(report)}.${format}`);
      }
      catch (error) {
        showToast(toApiError(error).message, { tone: 'error' });
      }
      finally {
        busy.value = false;
      }
    },
  };
}

export interface PriceFix {
  set: (asset: string, currency: string, timestamp: number, price: string) => Promise<void>;
  takeBack: (asset: string, currency: string, timestamp: number) => Promise<void>;
}

/** Sets a price of the past by hand. */
export function usePriceFix(): PriceFix {
  const client = useQueryClient();
  const keyOf = (asset: string, currency: string, timestamp: number): object => ({ from_asset: asset, to_asset: currency, timestamp, source_type: 'manual' });
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: [keys.prices] });
  return {
    set: async (asset, currency, timestamp, price) => {
      await api.put('/assets/prices/historical', { ...keyOf(asset, currency, timestamp), price });
      await refresh();
    },
    takeBack: async (asset, currency, timestamp) => {
      await api.delete('/assets/prices/historical', keyOf(asset, currency, timestamp));
      await refresh();
    },
  };
}
