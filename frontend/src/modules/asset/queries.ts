/** Assets from the backend: pages of the whole list, marks, custom assets, and changes. */
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient, type QueryClient, type UseQueryReturnType } from '@tanstack/vue-query';
import { computed, type ComputedRef, type Ref } from 'vue';
import { api, keys, runTask } from '@/shared/api';
import { assetDirectory, useIgnored } from '@/shared/assets';
import type { AssetEntry, CustomAsset, Page, TokenDetails } from './types';

export interface AssetFilter {
  text: string;
  type: string;
  chain: string;
  show: 'all' | 'owned' | 'ignored' | 'whitelisted';
  hideIgnored: boolean;
  sort: { key: string; descending: boolean };
}

const PAGE = 300;

function bodyOf(filter: AssetFilter, offset: number): Record<string, unknown> {
  const text = filter.text.trim();
  return {
    limit: PAGE,
    offset,
    order_by_attributes: [filter.sort.key],
    ascending: [!filter.sort.descending],
    ...(/^0x[0-9a-fA-F]{40}$/.test(text) ? { address: text } : text !== '' && { [text === text.toUpperCase() && text.length <= 6 ? 'symbol' : 'name']: text }),
    ...(filter.type !== '' && { asset_type: filter.type }),
    ...(filter.chain !== '' && { evm_chain: filter.chain }),
    ignored_assets_handling: filter.show === 'ignored' ? 'show_only' : filter.hideIgnored ? 'exclude' : 'none',
    ...(filter.show === 'owned' && { show_user_owned_assets_only: true }),
    ...(filter.show === 'whitelisted' && { show_whitelisted_assets_only: true }),
  };
}

export interface AssetPages {
  rows: ComputedRef<AssetEntry[] | undefined>;
  /** How many there are in all; null while nobody knows. */
  found: ComputedRef<number | null>;
  error: ComputedRef<unknown>;
  isFetching: ComputedRef<boolean>;
  hasMore: ComputedRef<boolean>;
  more: () => void;
  retry: () => void;
}

export function useAssetPages(filter: ComputedRef<AssetFilter>): AssetPages {
  const query = useInfiniteQuery({
    queryKey: computed(() => [keys.assets, 'pages', filter.value]),
    queryFn: ({ pageParam, signal }) => api.post<Page<AssetEntry>>('/assets/all', bodyOf(filter.value, pageParam), signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.entries.length, 0);
      return last.entries.length > 0 && loaded < last.entries_found ? loaded : undefined;
    },
    placeholderData: keepPreviousData,
  });
  return {
    rows: computed(() => query.data.value?.pages.flatMap(page => page.entries)),
    found: computed(() => query.data.value?.pages[0]?.entries_found ?? null),
    error: computed(() => query.error.value),
    isFetching: computed(() => query.isFetching.value),
    hasMore: computed(() => query.hasNextPage.value),
    more: () => { if (query.hasNextPage.value && !query.isFetchingNextPage.value) void query.fetchNextPage(); },
    retry: () => { void query.refetch(); },
  };
}

export async function fetchAsset(identifier: string): Promise<AssetEntry | null> {
  const page = await api.post<Page<AssetEntry>>('/assets/all', { identifiers: [identifier], limit: 1, offset: 0 });
  return page.entries[0] ?? null;
}

/** The picture of an asset that the user uploaded, as a data URL; null where it has the shipped one or none. */
export function useOwnPicture(identifier: Ref<string>): UseQueryReturnType<string | null, Error> {
  return useQuery({
    queryKey: computed(() => [keys.assets, 'own_picture', identifier.value]),
    queryFn: async () => (await api.post<Record<string, string | null>>('/assets/icons', { identifiers: [identifier.value], only_own: true }))[identifier.value] ?? null,
  });
}

export function useAssetTypes(): UseQueryReturnType<string[], Error> {
  return useQuery({ queryKey: ['asset_types'], queryFn: () => api.get<string[]>('/assets/types') });
}

export interface Marks {
  ignored: ComputedRef<ReadonlySet<string>>;
  whitelisted: ComputedRef<ReadonlySet<string>>;
}

export function useMarks(): Marks {
  const whitelisted = useQuery({ queryKey: [keys.assets, 'whitelisted'], queryFn: () => api.get<string[]>('/assets/ignored/whitelist') });
  return {
    ignored: useIgnored(),
    whitelisted: computed(() => new Set(whitelisted.data.value ?? [])),
  };
}

export interface CustomFilter { name: string; type: string }

export function useCustomAssets(filter: ComputedRef<CustomFilter>): UseQueryReturnType<Page<CustomAsset>, Error> {
  return useQuery({
    queryKey: computed(() => [keys.assets, 'custom', filter.value]),
    queryFn: () => api.post<Page<CustomAsset>>('/assets/custom', {
      limit: 10_000, offset: 0, ...(filter.value.name !== '' && { name: filter.value.name }), ...(filter.value.type !== '' && { custom_asset_type: filter.value.type }),
    }),
    placeholderData: keepPreviousData,
  });
}

export function useCustomTypes(): UseQueryReturnType<string[], Error> {
  return useQuery({ queryKey: [keys.assets, 'custom_types'], queryFn: () => api.get<string[]>('/assets/custom/types') });
}

/** Name, symbol and decimals of a token, read from its chain. */
export function fetchTokenDetails(address: string, chain: string): Promise<TokenDetails> {
  return runTask<TokenDetails>('GET', '/blockchains/evm/erc20details', { query: { address, evm_chain: chain } }).result;
}

async function assetsChanged(client: QueryClient): Promise<void> {
  assetDirectory.clear();
  await Promise.all([keys.assets, keys.balances, keys.blockchainBalances, keys.manualBalances].map(key => client.invalidateQueries({ queryKey: [key] })));
}

export type Mark = 'ignore' | 'unignore' | 'whitelist' | 'unwhitelist' | 'spam' | 'unspam';

export interface AssetChanges {
  add: (body: Record<string, unknown>) => Promise<string>;
  edit: (body: Record<string, unknown>) => Promise<void>;
  remove: (identifier: string) => Promise<void>;
  replace: (source: string, target: string) => Promise<void>;
  mark: (mark: Mark, identifiers: readonly string[]) => Promise<void>;
  addCustom: (asset: Omit<CustomAsset, 'identifier'>) => Promise<string>;
  editCustom: (asset: CustomAsset) => Promise<void>;
  removeCustom: (identifier: string) => Promise<void>;
  uploadIcon: (identifier: string, file: File) => Promise<void>;
  removeIcon: (identifier: string) => Promise<void>;
  changed: () => Promise<void>;
}

export function useAssetChanges(client: QueryClient = useQueryClient()): AssetChanges {
  const after = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    await assetsChanged(client);
    return result;
  };
  const marks: Record<Mark, (assets: readonly string[]) => Promise<unknown>> = {
    ignore: assets => api.put('/assets/ignored', { assets }),
    unignore: assets => api.delete('/assets/ignored', { assets }),
    whitelist: assets => Promise.all(assets.map(token => api.post('/assets/ignored/whitelist', { token }))),
    unwhitelist: assets => Promise.all(assets.map(token => api.delete('/assets/ignored/whitelist', { token }))),
    spam: tokens => api.post('/assets/spam', { tokens }),
    unspam: assets => Promise.all(assets.map(token => api.delete('/assets/spam', { token }))),
  };
  return {
    add: body => after(api.put<{ identifier: string }>('/assets/all', body).then(answer => answer.identifier)),
    edit: body => after(api.patch<unknown>('/assets/all', body).then(() => undefined)),
    remove: identifier => after(api.delete<unknown>('/assets/all', { identifier }).then(() => undefined)),
    replace: (source, target) => after(api.put<unknown>('/assets/replace', { source_identifier: source, target_asset: target }).then(() => undefined)),
    mark: (mark, identifiers) => after(marks[mark](identifiers).then(() => undefined)),
    addCustom: asset => after(api.put<string>('/assets/custom', asset)),
    editCustom: asset => after(api.patch<unknown>('/assets/custom', asset).then(() => undefined)),
    removeCustom: identifier => after(api.delete<unknown>('/assets/custom', { identifier }).then(() => undefined)),
    uploadIcon: (identifier, file) => {
      const form = new FormData();
      form.set('asset', identifier);
      form.set('file', file);
      return after(api.upload<unknown>('POST', '/assets/icon/modify', form).then(() => undefined));
    },
    removeIcon: asset => after(api.patch<unknown>('/assets/icon/modify', { asset }).then(() => undefined)),
    changed: () => assetsChanged(client),
  };
}

export interface AssetHistory { amounts: readonly (readonly [number, string])[]; values: readonly (readonly [number, string])[] }
interface HistoryPoint { time: number; amount: string; usd_value?: string; value?: string }

/** Amount and value of an asset at each snapshot. */
export function useAssetHistory(asset: Ref<string>): UseQueryReturnType<AssetHistory, Error> {
  return useQuery({
    queryKey: computed(() => [keys.snapshots, 'asset', asset.value]),
    queryFn: async () => {
      const points = await api.post<HistoryPoint[]>('/statistics/balance', { asset: asset.value, from_timestamp: 0, to_timestamp: Math.floor(Date.now() / 1000) });
      return {
        amounts: points.map(point => [point.time, point.amount] as const),
        values: points.flatMap(point => (point.value ?? point.usd_value ? [[point.time, point.value ?? point.usd_value ?? ''] as const] : [])),
      };
    },
    enabled: computed(() => asset.value !== ''),
  });
}
