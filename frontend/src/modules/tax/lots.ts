/** Open lots by asset, with sums that say what they lack. */
import { addDecimals, compareDecimals, isKnown } from '@/shared/format';

export interface LotFigures { asset: string; amount: string; cost: string | null; value: string | null; gain: string | null }

/** Where a sale would take an asset from: one for each pool that the law keeps apart. */
export interface Pool { pool: string; location: string; account: string | null; amount: string }

/** The largest amount first. */
export function poolsOf(lots: readonly { pool: string; location: string; account: string | null; amount: string }[]): Pool[] {
  const found = new Map<string, Pool>();
  for (const { pool, location, account, amount } of lots) {
    const known = found.get(pool);
    found.set(pool, { pool, location, account: pool === location ? null : account, amount: known ? addDecimals([known.amount, amount]) : amount });
  }
  return [...found.values()].sort((a, b) => compareDecimals(b.amount, a.amount) || a.pool.localeCompare(b.pool));
}

export interface AssetLots<L extends LotFigures> {
  asset: string;
  lots: L[];
  amount: string;
  /** null where any lot's own is unknown. */
  cost: string | null;
  value: string | null;
  gain: string | null;
}

const sumOrNull = (values: readonly (string | null)[]): string | null => (values.every(isKnown) ? addDecimals(values) : null);

/** The largest value first; assets without a known value last. */
export function byAsset<L extends LotFigures>(lots: readonly L[]): AssetLots<L>[] {
  const groups = new Map<string, L[]>();
  for (const lot of lots) {
    const group = groups.get(lot.asset);
    if (group) group.push(lot);
    else groups.set(lot.asset, [lot]);
  }
  return [...groups].map(([asset, all]) => ({
    asset, lots: all, amount: addDecimals(all.map(lot => lot.amount)), cost: sumOrNull(all.map(lot => lot.cost)), value: sumOrNull(all.map(lot => lot.value)), gain: sumOrNull(all.map(lot => lot.gain)),
  })).sort((a, b) => compareDecimals(b.value, a.value) || a.asset.localeCompare(b.asset));
}
