/** Accounts and their balances from the backend's cache. */
import { useQuery, type QueryClient } from '@tanstack/vue-query';
import { computed, type ComputedRef } from 'vue';
import { api, ApiError, keys, runTask } from '@/shared/api';
import { mergeAccounts } from './rows';
import type { ChainAccount, NewAccount, TrackedAddress } from './types';

async function fetchAccounts(): Promise<TrackedAddress[]> {
  const byChain: Record<string, ChainAccount[]> = {};
  for (const account of await api.get<(ChainAccount & { blockchain: string })[]>('/blockchains/evm/accounts'))
    (byChain[account.blockchain] ??= []).push(account);
  return mergeAccounts(byChain);
}

export interface Accounts {
  accounts: ComputedRef<readonly TrackedAddress[] | undefined>;
  isLoading: ComputedRef<boolean>;
  error: ComputedRef<unknown>;
  retry: () => void;
}

export function useAccounts(): Accounts {
  const query = useQuery({ queryKey: [keys.accounts, 'all'], queryFn: fetchAccounts });
  return {
    accounts: computed(() => query.data.value),
    isLoading: computed(() => query.isLoading.value),
    error: computed(() => query.error.value),
    retry: () => { void query.refetch(); },
  };
}

/** Makes every list that shows accounts or their balances read again. */
export async function refreshLists(client: QueryClient): Promise<void> {
  await Promise.all([keys.accounts, keys.blockchainBalances, keys.balances].map(key => client.invalidateQueries({ queryKey: [key] })));
}

export async function saveAccount(account: NewAccount): Promise<void> {
  await runTask('PATCH', '/blockchains/type/evm/accounts', { body: { accounts: [account] } }).result;
}

export async function deleteAccounts(addresses: readonly string[]): Promise<void> {
  await runTask('DELETE', '/blockchains/type/evm/accounts', { body: { accounts: [...addresses] } }).result;
}

/** Puts deleted addresses back on the chains where they were. */
export async function restoreAccount({ address, label, tags, chains }: TrackedAddress): Promise<void> {
  const account = { address, ...(label !== null && { label }), ...(tags.length > 0 && { tags }) };
  await Promise.all(chains.map(chain => runTask('PUT', `/blockchains/${encodeURIComponent(chain)}/accounts`, { body: { accounts: [account] } }).result));
}

export async function refreshBalances(chain: string | null, addresses: readonly string[] | null, name: string): Promise<void> {
  const path = chain === null ? '/balances/blockchains' : `/balances/blockchains/${encodeURIComponent(chain)}`;
  await runTask('POST', path, { name, body: { ...(addresses && { addresses: [...addresses] }) } }).result;
}

/** Looks for tokens of addresses on chains, one task a chain; a chain that fails does not stop the others. */
export async function detectTokens(chains: readonly string[], addresses: readonly string[], name: string): Promise<{ failed: { chain: string; message: string }[] }> {
  const settled = await Promise.allSettled(chains.map(chain =>
    runTask('POST', `/blockchains/${encodeURIComponent(chain)}/tokens/detect`, { name, body: { addresses: [...addresses], only_cache: false } }).result));
  return {
    failed: settled.flatMap((result, index) => (result.status === 'rejected'
      ? [{ chain: chains[index] ?? '', message: result.reason instanceof ApiError ? result.reason.message : String(result.reason) }]
      : [])),
  };
}
