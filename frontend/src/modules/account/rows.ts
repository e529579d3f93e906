/** Rows of the accounts table: one an address, and below it its chains, assets and debts. */
import type { AccountBalances, BlockchainBalances } from '@/shared/api';
import { addDecimals, compareDecimals, isKnown } from '@/shared/format';
import type { ChainAccount, TrackedAddress } from './types';

export interface AccountRow {
  kind: 'account';
  key: string;
  account: TrackedAddress;
  name: string | null;
  /** null when nothing is known yet. */
  value: string | null;
  /** Some asset of it has no known price. */
  incomplete: boolean;
}
export interface ChainRow { kind: 'chain'; key: string; address: string; chain: string; value: string | null; incomplete: boolean; loaded: boolean; updated: number | null; error: string | null }
export interface HoldingRow { kind: 'asset' | 'liability'; key: string; asset: string; amount: string; value: string | null }
export type Row = AccountRow | ChainRow | HoldingRow;

/** With the figures comes when they were read, and why they could not be read since. */
type ReadBalances = AccountBalances & { last_update?: number | null; error?: string | null };

/** The balances of an address on a chain; undefined while they have never been read, as that is not the same as nothing. */
function partOf(balances: BlockchainBalances | undefined, chain: string, address: string): AccountBalances | undefined {
  const part: ReadBalances | undefined = balances?.per_account[chain]?.[address];
  return part?.last_update === null ? undefined : part;
}

/** Merges the accounts of all chains into one entry an address, in the order of their first appearance. */
export function mergeAccounts(byChain: Readonly<Record<string, readonly ChainAccount[]>>): TrackedAddress[] {
  const merged = new Map<string, TrackedAddress>();
  for (const [chain, accounts] of Object.entries(byChain)) {
    for (const { address, label, tags } of accounts) {
      const known = merged.get(address) ?? { address, label: null, tags: [], chains: [] };
      merged.set(address, {
        address,
        label: known.label ?? (label === '' || label === address ? null : label),
        tags: [...new Set([...known.tags, ...tags ?? []])],
        chains: [...known.chains, chain],
      });
    }
  }
  return [...merged.values()];
}

interface Sum { value: string; incomplete: boolean }

/** Assets less debts. An entry without a price makes the sum incomplete, never smaller without a word. */
export function sumOf(balances: AccountBalances | undefined): Sum {
  const known: string[] = [];
  let incomplete = false;
  for (const [side, sign] of [[balances?.assets, ''], [balances?.liabilities, '-']] as const) {
    for (const protocols of Object.values(side ?? {})) {
      for (const { value } of Object.values(protocols)) {
        if (isKnown(value)) known.push(sign === '-' ? `-${value}`.replace('--', '') : value);
        else incomplete = true;
      }
    }
  }
  return { value: addDecimals(known), incomplete };
}

function holdingsOf(balances: AccountBalances | undefined, kind: 'asset' | 'liability', prefix: string): HoldingRow[] {
  const side = kind === 'asset' ? balances?.assets : balances?.liabilities;
  return Object.entries(side ?? {}).map(([asset, protocols]): HoldingRow => {
    const entries = Object.values(protocols);
    const complete = entries.every(entry => isKnown(entry.value));
    return {
      kind,
      key: `${prefix} ${kind} ${asset}`,
      asset,
      amount: addDecimals(entries.map(entry => entry.amount)),
      value: complete ? addDecimals(entries.map(entry => entry.value)) : null,
    };
  }).sort((a, b) => compareDecimals(b.value, a.value));
}

export function accountRow(account: TrackedAddress, balances: BlockchainBalances | undefined, name: string | null): AccountRow {
  const parts = account.chains.map(chain => partOf(balances, chain, account.address));
  const known = parts.filter(part => part !== undefined);
  const sums = known.map(sumOf);
  return {
    kind: 'account',
    key: account.address,
    account,
    name: account.label ?? name,
    value: known.length === 0 ? null : addDecimals(sums.map(sum => sum.value)),
    incomplete: known.length > 0 && (known.length < parts.length || sums.some(sum => sum.incomplete)),
  };
}

/** The rows below an address that is open; those of a chain only while it is open too. */
export function detailRows(account: TrackedAddress, balances: BlockchainBalances | undefined, isOpen: (key: string) => boolean): Row[] {
  const chains = account.chains.map((chain): ChainRow => {
    const entry: ReadBalances | undefined = balances?.per_account[chain]?.[account.address];
    const part = partOf(balances, chain, account.address);
    const { value, incomplete } = sumOf(part);
    return { kind: 'chain', key: `${account.address} ${chain}`, address: account.address, chain, value: part ? value : null, incomplete, loaded: part !== undefined, updated: entry?.last_update ?? null, error: entry?.error ?? null };
  }).sort((a, b) => compareDecimals(b.value, a.value));
  return chains.flatMap((chain): Row[] => {
    if (!isOpen(chain.key)) return [chain];
    const part = balances?.per_account[chain.chain]?.[account.address];
    return [chain, ...holdingsOf(part, 'asset', chain.key), ...holdingsOf(part, 'liability', chain.key)];
  });
}
