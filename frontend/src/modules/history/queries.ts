/** Queries of the history. Groups are fetched in blocks as they come into view, each with its events. */
import { keepPreviousData, useQueries, useQuery, useQueryClient, type UseQueryReturnType } from '@tanstack/vue-query';
import { computed, onScopeDispose, shallowRef, type ComputedRef, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { api, keys, runTask, toApiError, type TaskHandle, type TaskProgress } from '@/shared/api';
import { humanize } from '@/shared/format';
import { showToast } from '@/shared/ui';
import { Categories } from './category';
import { groupEntries } from './group';
import type { Counterparty, Entry, Group, HistoryEvent, HistoryPage, HistorySummary, Known, LinkedEvents, MatchLink, TypeMappings } from './types';

export const BLOCK = 100;
const SETTLE_MS = 90;

interface Block { groups: Group[]; found: number; events: number; total: number }

export async function fetchGroups(ids: readonly string[], signal?: AbortSignal): Promise<Group[]> {
  if (ids.length === 0) return [];
  const page = await api.post<HistoryPage>('/history/events', { group_identifiers: ids, exclude_ignored_assets: false, with_values: true, limit: -1 }, signal);
  return groupEntries(page, ids);
}

/** Events that are wanted by anything but a page of the history: all of them, hidden and ignored ones, too. */
export async function fetchEntries(wanted: Record<string, unknown>, signal?: AbortSignal): Promise<Entry[]> {
  return (await api.post<HistoryPage>('/history/events', { ...wanted, exclude_ignored_assets: false, limit: -1 }, signal)).entries.flat();
}

/** Events by their identifiers; those that are gone are not in it. */
export function useEventsById(identifiers: Ref<readonly number[]>): ComputedRef<ReadonlyMap<number, HistoryEvent>> {
  const query = useQuery({
    queryKey: computed(() => [keys.history, 'by_id', identifiers.value]),
    queryFn: ({ signal }) => fetchEntries({ identifiers: identifiers.value }, signal),
    enabled: computed(() => identifiers.value.length > 0),
  });
  return computed(() => new Map((query.data.value ?? []).map(({ entry }) => [entry.identifier, entry])));
}

async function fetchBlock(request: Record<string, unknown>, block: number, signal: AbortSignal): Promise<Block> {
  const page = await api.post<HistoryPage>('/history/events', { ...request, aggregate_by_group_ids: true, limit: BLOCK, offset: block * BLOCK }, signal);
  const ids = [...new Set(page.entries.flat().map(one => one.entry.group_identifier))];
  return { groups: await fetchGroups(ids, signal), found: page.entries_found, events: page.entries_found_total, total: page.entries_total };
}

export interface GroupList {
  /** Changes with the request. */
  key: ComputedRef<string>;
  found: ComputedRef<number>;
  events: ComputedRef<number>;
  loaded: ComputedRef<boolean>;
  error: ComputedRef<unknown>;
  at: (index: number) => Group | undefined;
  view: (first: number, last: number) => void;
  /** Groups that are looked at now and are there already. */
  inView: () => Group[];
  retry: () => void;
}

/** The groups that match a request, as a list that is fetched where one looks. */
export function useGroups(request: Ref<Record<string, unknown>>): GroupList {
  const seen = shallowRef<readonly [number, number]>([0, 0]);
  const looked = shallowRef<readonly [number, number]>([0, 0]);
  const first = useQuery({
    queryKey: computed(() => [keys.history, 'groups', request.value, 0]),
    queryFn: ({ signal }) => fetchBlock(request.value, 0, signal),
    placeholderData: keepPreviousData,
  });
  const wanted = computed(() => {
    const [from, to] = seen.value;
    return Array.from({ length: to - from + 1 }, (_, index) => from + index).filter(block => block > 0);
  });
  const others = useQueries({
    queries: computed(() => wanted.value.map(block => ({
      queryKey: [keys.history, 'groups', request.value, block],
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchBlock(request.value, block, signal),
    }))),
  });
  const blocks = computed(() => new Map<number, Block | undefined>([[0, first.data.value], ...wanted.value.map((block, index) => [block, others.value[index]?.data] as const)]));
  const near = (block: number): boolean => block >= seen.value[0] - 1 && block <= seen.value[1] + 1;
  let timer: ReturnType<typeof setTimeout> | null = null;
  onScopeDispose(() => { if (timer !== null) clearTimeout(timer); });
  return {
    key: computed(() => JSON.stringify(request.value)),
    found: computed(() => first.data.value?.found ?? 0),
    events: computed(() => first.data.value?.events ?? 0),
    loaded: computed(() => first.data.value !== undefined),
    error: computed(() => first.error.value ?? others.value.find(one => one.error)?.error ?? null),
    at: index => blocks.value.get(Math.floor(index / BLOCK))?.groups[index % BLOCK],
    inView: () => {
      const [from, to] = looked.value;
      return Array.from({ length: to - from + 1 }, (_, at) => blocks.value.get(Math.floor((from + at) / BLOCK))?.groups[(from + at) % BLOCK]).filter(group => group !== undefined);
    },
    view: (from, to) => {
      looked.value = [from, to];
      const [a, b] = [Math.floor(from / BLOCK), Math.floor(to / BLOCK)];
      if (timer !== null) clearTimeout(timer);
      // Blocks that only fly by are not fetched.
      timer = setTimeout(() => { if (a !== seen.value[0] || b !== seen.value[1]) seen.value = [a, b]; }, near(a) && near(b) ? 0 : SETTLE_MS);
    },
    retry: () => {
      void first.refetch();
      others.value.forEach(one => { if (one.error) void one.refetch(); });
    },
  };
}

export function useGroup(id: Ref<string | null>): UseQueryReturnType<Group | null, Error> {
  return useQuery({
    queryKey: computed(() => [keys.history, 'group', id.value]),
    queryFn: async ({ signal }) => (id.value === null ? null : (await fetchGroups([id.value], signal))[0] ?? null),
    placeholderData: keepPreviousData,
  });
}

export function useMappings(): UseQueryReturnType<TypeMappings, Error> {
  return useQuery({ queryKey: ['history_words'], queryFn: () => api.get<TypeMappings>('/history/events/type_mappings') });
}

/** Categories in the words of the reader's language. */
export function useCategories(): ComputedRef<Categories> {
  const mappings = useMappings();
  const { t, te } = useI18n();
  return computed(() => new Categories(mappings.data.value, category => (te(`history.category.${category}`) ? t(`history.category.${category}`) : humanize(category))));
}

export function useKnown(): UseQueryReturnType<Known, Error> {
  return useQuery({ queryKey: [keys.history, 'known'], queryFn: () => api.get<Known>('/history/events/products') });
}

/** When the newest event happened, in seconds; null where there is none. */
export function useLastEventTime(): UseQueryReturnType<number | null, Error> {
  return useQuery({
    queryKey: [keys.history, 'last_time'],
    queryFn: async () => {
      const wanted = { limit: 1, offset: 0, order_by_attributes: ['timestamp'], ascending: [false], exclude_ignored_assets: false };
      const newest = (await api.post<HistoryPage>('/history/events', wanted)).entries.flat()[0];
      return newest === undefined ? null : newest.entry.timestamp / 1000;
    },
  });
}

export function useStatus(): UseQueryReturnType<HistorySummary, Error> {
  return useQuery({ queryKey: [keys.history, 'status'], queryFn: () => api.get<HistorySummary>('/history/status/summary') });
}

export interface Counterparties { labelOf: (id: string) => string; logoOf: (id: string) => string | null }

export function useCounterparties(): Counterparties {
  const names = useQuery({ queryKey: ['counterparties'], queryFn: () => api.get<Counterparty[]>('/history/events/counterparties') });
  const logos = useQuery({ queryKey: ['counterparties', 'logos'], queryFn: () => api.get<Record<string, string>>('/history/events/counterparties/logos') });
  const labels = computed(() => new Map((names.data.value ?? []).map(one => [one.identifier, one.label])));
  return { labelOf: id => labels.value.get(id) ?? humanize(id), logoOf: id => logos.data.value?.[id] ?? null };
}

/** @param decided movements of which the user said that they have no other side, rather than those that wait for one */
export function useUnmatched(path: Ref<string>, decided: boolean): UseQueryReturnType<Entry[], Error> {
  return useQuery({
    queryKey: computed(() => [keys.history, 'unmatched', path.value, decided]),
    queryFn: async ({ signal }) => {
      const ids = await api.get<string[]>(path.value, { only_ignored: decided }, signal);
      return (await fetchGroups(ids.slice(0, 1000), signal)).flatMap(group => group.entries);
    },
  });
}

const MOST_LINKS = 2_000;

/** Links with the events that they are between; the newest links first, no more than can be read. */
export function useLinks(path: Ref<string>): UseQueryReturnType<LinkedEvents[], Error> {
  return useQuery({
    queryKey: computed(() => [keys.history, 'links', path.value]),
    queryFn: async ({ signal }) => {
      const links = (await api.get<MatchLink[]>(`${path.value}/links`, {}, signal)).sort((a, b) => b.identifier - a.identifier).slice(0, MOST_LINKS);
      const identifiers = links.flatMap(link => [link.outgoing, link.incoming]).filter(one => one !== null);
      if (identifiers.length === 0) return [];
      const entries = new Map((await fetchEntries({ identifiers }, signal)).map(one => [one.entry.identifier, one]));
      const find = (identifier: number | null): Entry | null => (identifier === null ? null : entries.get(identifier) ?? null);
      return links.map(link => ({ ...link, from: find(link.outgoing), to: find(link.incoming) }));
    },
  });
}

/** The one long task of the history that runs now, whichever screen started it. */
const running = shallowRef<{ handle: TaskHandle<unknown>; label: string } | null>(null);

/** How a task ended. A failure was told already; `busy`: another one runs, and this one was not started. */
export type TaskEnd<T> = { state: 'done'; result: T } | { state: 'cancelled' | 'failed' | 'busy' };

export interface HistoryTask {
  readonly busy: boolean;
  readonly label: string;
  readonly progress: TaskProgress | null;
  start: <T>(label: string, method: 'POST' | 'PUT', path: string, body?: Record<string, unknown>) => Promise<TaskEnd<T>>;
  cancel: () => void;
}

export function useHistoryTask(): HistoryTask {
  const client = useQueryClient();
  const { t } = useI18n();
  return {
    get busy() { return running.value !== null; },
    get label() { return running.value?.label ?? ''; },
    get progress() { return running.value?.handle.progress.value ?? null; },
    cancel: () => { void running.value?.handle.cancel(); },
    start: async <T>(label: string, method: 'POST' | 'PUT', path: string, body: Record<string, unknown> = {}): Promise<TaskEnd<T>> => {
      if (running.value !== null) return { state: 'busy' };
      const handle = runTask<T>(method, path, { body });
      running.value = { handle, label };
      try {
        return { state: 'done', result: await handle.result };
      }
      catch (reason) {
        const error = toApiError(reason);
        const isCancelled = error.code === 'task_cancelled';
        showToast(isCancelled ? t('history.cancelled') : error.message, { tone: isCancelled ? 'info' : 'error' });
        return { state: isCancelled ? 'cancelled' : 'failed' };
      }
      finally {
        running.value = null;
        await client.invalidateQueries({ queryKey: [keys.history] });
      }
    },
  };
}
