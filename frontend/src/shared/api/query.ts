/**
 * The cache of server state. Nothing goes stale by time: the websocket says what changed, and those keys are
 * refetched if a screen shows them.
 */
import { QueryClient, type Query } from '@tanstack/vue-query';
import { ApiError } from './error';
import type { Socket } from './socket';

/** First part of every query key. One name a resource; pages add their parameters behind it. */
export const keys = {
  balances: 'balances',
  blockchainBalances: 'blockchain_balances',
  manualBalances: 'manual_balances',
  netValue: 'net_value',
  prices: 'prices',
  accounts: 'accounts',
  tags: 'tags',
  issues: 'issues',
  assets: 'assets',
  settings: 'settings',
  snapshots: 'snapshots',
  nodes: 'nodes',
  names: 'names',
  backups: 'backups',
  services: 'services',
  chains: 'chains',
  locations: 'locations',
  info: 'info',
  history: 'history',
  rules: 'accounting_rules',
  reports: 'reports',
  imports: 'imports',
  reconciliation: 'reconciliation',
  lots: 'lots',
  performance: 'performance',
} as const;

/** What a `data_changed` message makes stale. A word that is not here makes the key of the same name stale. */
const STALE: Record<string, readonly string[]> = {
  history: [keys.history, keys.reconciliation, keys.performance],
  prices: [keys.prices, keys.balances, keys.blockchainBalances, keys.manualBalances, keys.performance, keys.lots],
  balances: [keys.balances, keys.blockchainBalances],
  manual_balances: [keys.manualBalances, keys.balances],
  accounts: [keys.accounts, keys.balances, keys.blockchainBalances],
  tags: [keys.tags],
  issues: [keys.issues],
  assets: [keys.assets, keys.balances],
  ignored_assets: [keys.assets, keys.balances, keys.blockchainBalances],
  settings: [keys.settings],
  snapshots: [keys.snapshots, keys.netValue],
  names: [keys.names],
};

/** What may make a report out of date. Its lines and forms never change: only the list and its head, which say so, are read again. */
const AGES_REPORTS: ReadonlySet<string> = new Set(['history', 'prices', keys.rules, 'named_lots']);
const isReportHead = (query: Query): boolean => query.queryKey[0] === keys.reports && query.queryKey.length <= 2;

export function staleKeys(what: string): readonly string[] {
  return STALE[what] ?? [what];
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
        retry: (count, error) => count < 2 && error instanceof ApiError && error.isOffline,
        retryDelay: attempt => 500 * 2 ** attempt,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

const COLLECT_MS = 80;

/** Lets pushed changes reach the cache. Messages that come close together cause one refetch. */
export function bindSocketToCache(socket: Socket, client: QueryClient): void {
  const collected = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let agesReports = false;
  const flush = (): void => {
    timer = null;
    for (const key of collected) void client.invalidateQueries({ queryKey: [key] });
    if (agesReports) void client.invalidateQueries({ predicate: isReportHead });
    collected.clear();
    agesReports = false;
  };
  socket.onMessage(message => {
    if (message.type === 'data_changed' && AGES_REPORTS.has(message.data.what)) agesReports = true;
    const changed = message.type === 'data_changed' ? staleKeys(message.data.what) : message.type === 'issue' ? [keys.issues] : [];
    changed.forEach(key => collected.add(key));
    if (changed.length > 0) timer ??= setTimeout(flush, COLLECT_MS);
  });
  socket.onReady(again => { if (again) void client.invalidateQueries(); });
}
