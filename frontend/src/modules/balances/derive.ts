/** What screens show out of the stored balances: pure functions, exact sums. */
import type { AllBalances, BlockchainBalances, ManualBalance, NetValueHistory } from '@/shared/api';
import { addDecimals, compareDecimals, divideDecimals, isKnown, ratio, subtractDecimals } from '@/shared/format';

export interface AssetRow {
  asset: string;
  amount: string;
  value: string | undefined;
  price: string | null;
  /** Part of the sum of all assets, 0 to 1. */
  share: number | null;
}

/** Assets or liabilities as rows, greatest value first, unknown values last. */
export function assetRows(entries: AllBalances['assets']): AssetRow[] {
  const total = addDecimals(Object.values(entries).map(entry => entry.value));
  return Object.entries(entries)
    .map(([asset, { amount, value }]): AssetRow => {
      const known = isKnown(value) ? value : undefined;
      return { asset, amount, value: known, price: known === undefined ? null : divideDecimals(known, amount), share: ratio(known, total) };
    })
    .sort((a, b) => compareDecimals(b.value, a.value) || a.asset.localeCompare(b.asset));
}

/** The balances of accounts without what is ignored; totals are without it already. */
export function withoutAssets(balances: BlockchainBalances, ignored: ReadonlySet<string>): BlockchainBalances {
  if (ignored.size === 0) return balances;
  const keep = <T>(side: Record<string, T>): Record<string, T> => Object.fromEntries(Object.entries(side).filter(([asset]) => !ignored.has(asset)));
  const perAccount = Object.entries(balances.per_account).map(([chain, accounts]) => [chain, Object.fromEntries(
    Object.entries(accounts).map(([address, account]) => [address, { ...account, assets: keep(account.assets), liabilities: keep(account.liabilities) }]))] as const);
  return { ...balances, per_account: Object.fromEntries(perAccount) };
}

export interface Holding {
  key: string;
  place: string;
  kind: 'chain' | 'manual';
  address: string | null;
  label: string | null;
  protocol: string | null;
  amount: string;
  value: string | undefined;
  liability: boolean;
}

/** Every place where an asset is held, so that a total can be traced to its parts. */
export function holdingsOf(asset: string, chains: BlockchainBalances | undefined, manual: readonly ManualBalance[] | undefined): Holding[] {
  const found: Holding[] = [];
  for (const [chain, accounts] of Object.entries(chains?.per_account ?? {})) {
    for (const [address, account] of Object.entries(accounts)) {
      for (const [side, liability] of [['assets', false], ['liabilities', true]] as const) {
        for (const [protocol, entry] of Object.entries(account[side]?.[asset] ?? {})) {
          found.push({
            key: `${chain} ${address} ${protocol} ${side}`, place: chain, kind: 'chain', address, label: null,
            protocol: protocol === 'address' ? null : protocol, amount: entry.amount, value: entry.value, liability,
          });
        }
      }
    }
  }
  for (const entry of manual ?? []) {
    if (entry.asset !== asset) continue;
    found.push({
      key: `manual ${String(entry.identifier)}`, place: entry.location, kind: 'manual', address: null, label: entry.label, protocol: null,
      amount: entry.amount, value: isKnown(entry.value) ? entry.value : undefined, liability: entry.balance_type === 'liability',
    });
  }
  return found.sort((a, b) => compareDecimals(b.amount, a.amount));
}

export type Range = '1w' | '1m' | '3m' | '1y' | 'all';
const RANGE_SECONDS: Record<Exclude<Range, 'all'>, number> = { '1w': 7 * 86_400, '1m': 30 * 86_400, '3m': 91 * 86_400, '1y': 365 * 86_400 };
export const ranges: readonly Range[] = ['1w', '1m', '3m', '1y', 'all'];

export type Point = readonly [number, string];

export interface LedgerNetValue { times: number[]; net_values: (string | null)[]; unknown_times?: number[] }

/** Whether a range begins before anything was recorded, so that the history has to tell of it. */
export function needsEarlier(history: NetValueHistory | undefined, range: Range, now: number): boolean {
  if (history === undefined) return false;
  const first = history.times[0] ?? now;
  return range === 'all' || now - RANGE_SECONDS[range] < first - 86_400;
}

/** What was recorded, and before it what the history of events tells. */
export function withEarlier(history: NetValueHistory | undefined, earlier: LedgerNetValue | undefined): NetValueHistory | undefined {
  if (history === undefined || earlier === undefined) return history;
  const first = history.times[0] ?? Infinity;
  const unknown = new Set(earlier.unknown_times ?? []);
  const found = earlier.times.flatMap((time, index) => {
    const value = earlier.net_values[index];
    return time < first && !unknown.has(time) && isKnown(value) ? [[time, value] as const] : [];
  });
  return { ...history, times: [...found.map(([time]) => time), ...history.times], data: [...found.map(([, value]) => value), ...history.data] };
}

/** Net value within a range up to now. The last value before the range opens it, so that a change starts where the range does. */
export function pointsInRange(history: NetValueHistory | undefined, current: string | undefined, range: Range, now: number): Point[] {
  const points: Point[] = (history?.times ?? []).flatMap((time, index) => {
    const value = history?.data[index];
    return isKnown(value) ? [[time, value] as const] : [];
  });
  if (isKnown(current)) points.push([Math.floor(now), current]);
  if (range === 'all') return points;
  const from = now - RANGE_SECONDS[range];
  const inside = points.filter(([time]) => time >= from);
  const before = points.findLast(([time]) => time < from);
  return before && inside.length > 0 ? [[Math.floor(from), before[1]], ...inside] : inside;
}

export interface Change { amount: string; share: number | null }

/** Difference between the last and the first point; null with fewer than two. */
export function changeOf(points: readonly Point[]): Change | null {
  const first = points[0]?.[1];
  const last = points.at(-1)?.[1];
  if (points.length < 2 || first === undefined || last === undefined) return null;
  const amount = subtractDecimals(last, first);
  return { amount, share: ratio(amount, first) };
}
