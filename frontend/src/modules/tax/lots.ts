/** Open lots by asset, with sums that say what they lack. */
import { addDecimals, compareDecimals, isKnown } from '@/shared/format';

export interface LotFigures { asset: string; amount: string; cost: string | null; value: string | null; gain: string | null }

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
