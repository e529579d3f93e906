/** Prices that people set, what price sources there are, and what is cached of them. */
import { useQuery, useQueryClient, type QueryClient, type UseQueryReturnType } from '@tanstack/vue-query';
import { computed, type ComputedRef, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { api, keys } from '@/shared/api';
import { humanize } from '@/shared/format';
import type { CachedRange, HistoricPrice, LatestPrice, OracleEntry, Oracles } from './types';

export function useLatestPrices(): UseQueryReturnType<LatestPrice[], Error> {
  return useQuery({ queryKey: [keys.prices, 'manual'], queryFn: () => api.post<LatestPrice[]>('/assets/prices/latest/all') });
}

export function useHistoricPrices(): UseQueryReturnType<HistoricPrice[], Error> {
  return useQuery({ queryKey: [keys.prices, 'historic'], queryFn: () => api.get<HistoricPrice[]>('/assets/prices/historical') });
}

const idOf = (entry: OracleEntry): string => (typeof entry === 'string' ? entry : entry.id);

export interface OracleNames {
  current: ComputedRef<string[]>;
  history: ComputedRef<string[]>;
  nameOf: (id: string) => string;
  query: UseQueryReturnType<Oracles, Error>;
}

export function useOracles(): OracleNames {
  const { t, te } = useI18n();
  const query = useQuery({ queryKey: ['oracles'], queryFn: () => api.get<Oracles>('/oracles') });
  const names = computed(() => new Map([...query.data.value?.current ?? [], ...query.data.value?.history ?? []]
    .map(entry => [idOf(entry), typeof entry === 'string' ? null : entry.name ?? null] as const)));
  return {
    current: computed(() => (query.data.value?.current ?? []).map(idOf)),
    history: computed(() => (query.data.value?.history ?? []).map(idOf)),
    nameOf: id => names.value.get(id) ?? (te(`price.oracle.${id}`) ? t(`price.oracle.${id}`) : humanize(id)),
    query,
  };
}

export function useOracleCache(oracle: Ref<string>): UseQueryReturnType<CachedRange[], Error> {
  return useQuery({
    queryKey: computed(() => ['oracle_cache', oracle.value]),
    queryFn: () => api.get<CachedRange[]>(`/oracles/${encodeURIComponent(oracle.value)}/cache`),
    enabled: computed(() => oracle.value !== ''),
  });
}

/** A changed price changes every value. */
async function pricesChanged(client: QueryClient): Promise<void> {
  await Promise.all([keys.prices, keys.balances, keys.blockchainBalances, keys.manualBalances].map(key => client.invalidateQueries({ queryKey: [key] })));
}

export interface PriceChanges {
  saveLatest: (price: LatestPrice) => Promise<void>;
  deleteLatest: (asset: string) => Promise<void>;
  /** With `replaced` an existing price at another time or currency is taken away first. */
  saveHistoric: (price: HistoricPrice, replaced: HistoricPrice | null) => Promise<void>;
  deleteHistoric: (price: HistoricPrice) => Promise<void>;
  deleteCache: (oracle: string, range: CachedRange) => Promise<void>;
}

export function usePriceChanges(): PriceChanges {
  const client = useQueryClient();
  const keyOf = ({ from_asset, to_asset, timestamp }: HistoricPrice): object => ({ from_asset, to_asset, timestamp, source_type: 'manual' });
  return {
    saveLatest: async price => {
      await api.put('/assets/prices/latest', price);
      await pricesChanged(client);
    },
    deleteLatest: async asset => {
      await api.delete('/assets/prices/latest', { asset });
      await pricesChanged(client);
    },
    saveHistoric: async (price, replaced) => {
      const same = replaced && replaced.timestamp === price.timestamp && replaced.from_asset === price.from_asset && replaced.to_asset === price.to_asset;
      const body = { ...keyOf(price), price: price.price };
      await (same ? api.patch('/assets/prices/historical', body) : api.put('/assets/prices/historical', body));
      if (replaced && !same) await api.delete('/assets/prices/historical', keyOf(replaced));
      await pricesChanged(client);
    },
    deleteHistoric: async price => {
      await api.delete('/assets/prices/historical', keyOf(price));
      await pricesChanged(client);
    },
    deleteCache: async (oracle, { from_asset, to_asset }) => {
      await api.delete(`/oracles/${encodeURIComponent(oracle)}/cache`, { from_asset, to_asset });
      await client.invalidateQueries({ queryKey: ['oracle_cache', oracle] });
    },
  };
}
