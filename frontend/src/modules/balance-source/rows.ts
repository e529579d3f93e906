/** Balances as trees: an asset with its places, a chain with its assets. Sums are exact; an unknown price stays unknown. */
import type { Holding } from '@/modules/balances';
import type { AllBalances, BlockchainBalances } from '@/shared/api';
import { addDecimals, compareDecimals, isKnown } from '@/shared/format';

export interface TreeRow {
  key: string;
  depth: number;
  kind: 'asset' | 'place' | 'chain' | 'holding';
  leaf: boolean;
  asset: string | null;
  /** Chain or location. */
  place: string | null;
  address: string | null;
  label: string | null;
  amount: string | null;
  value: string | null;
  liability: boolean;
}

const blank = { asset: null, place: null, address: null, label: null, amount: null, value: null, liability: false, leaf: false };

/** Sum of values, or null when one of them is unknown. */
function valueOf(values: readonly (string | null | undefined)[]): string | null {
  return values.every(isKnown) ? addDecimals(values) : null;
}

function holdingRow(holding: Holding, depth: number, prefix: string): TreeRow {
  return {
    ...blank, key: `${prefix} ${holding.key}`, depth, kind: 'holding', leaf: true, address: holding.address,
    label: [holding.label, holding.protocol].filter(Boolean).join(' · ') || null, amount: holding.amount, value: holding.value ?? null, liability: holding.liability,
  };
}

function placeRow(place: string, holdings: readonly Holding[], prefix: string, withAmount: boolean): TreeRow {
  const sign = (text: string, liability: boolean): string => (liability && !text.startsWith('-') ? `-${text}` : text);
  return {
    ...blank, key: `${prefix} ${place}`, depth: 1, kind: 'place', place,
    amount: withAmount ? addDecimals(holdings.map(holding => sign(holding.amount, holding.liability))) : null,
    value: valueOf(holdings.map(holding => (holding.value === undefined ? undefined : sign(holding.value, holding.liability)))),
  };
}

/** Everything owned, by asset; opened, an asset shows where it is. */
export function assetTree(
  balances: AllBalances,
  holdingsOf: (asset: string) => readonly Holding[],
  isOpen: (key: string) => boolean,
  sort: (rows: TreeRow[]) => readonly TreeRow[],
): TreeRow[] {
  const top = Object.entries(balances.assets).map(([asset, { amount, value }]): TreeRow =>
    ({ ...blank, key: asset, depth: 0, kind: 'asset', asset, amount, value: isKnown(value) ? value : null }));
  return sort(top).flatMap((row): TreeRow[] => {
    if (!isOpen(row.key)) return [row];
    const holdings = holdingsOf(row.asset ?? '').filter(holding => !holding.liability);
    const places = [...new Set(holdings.map(holding => holding.place))];
    return [row, ...places.flatMap((place): TreeRow[] => {
      const inside = holdings.filter(holding => holding.place === place);
      const parent = placeRow(place, inside, row.key, true);
      return isOpen(parent.key) ? [parent, ...inside.map(holding => holdingRow(holding, 2, parent.key))] : [parent];
    })];
  });
}

/** What is on chains, by chain; opened, a chain shows its assets and debts, and these their addresses. */
export function chainTree(balances: BlockchainBalances, isOpen: (key: string) => boolean, sort: (rows: TreeRow[]) => readonly TreeRow[]): TreeRow[] {
  const chains = Object.entries(balances.per_account).map(([chain, accounts]) => {
    const holdings = Object.entries(accounts).flatMap(([address, account]) => (['assets', 'liabilities'] as const).flatMap(side =>
      Object.entries(account[side]).flatMap(([asset, protocols]) => Object.entries(protocols).map(([protocol, entry]) => ({
        asset,
        key: `${address} ${protocol} ${side}`, place: chain, kind: 'chain' as const, address, label: null,
        protocol: protocol === 'address' ? null : protocol, amount: entry.amount, value: isKnown(entry.value) ? entry.value : undefined, liability: side === 'liabilities',
      })))));
    const known = holdings.filter(holding => holding.value !== undefined);
    const row: TreeRow = { ...placeRow(chain, known, 'chain', false), depth: 0, kind: 'chain', key: chain };
    return { row, holdings };
  }).filter(chain => chain.holdings.length > 0);
  const byKey = new Map(chains.map(chain => [chain.row.key, chain.holdings]));
  return sort(chains.map(chain => chain.row)).flatMap((row): TreeRow[] => {
    if (!isOpen(row.key)) return [row];
    const holdings = byKey.get(row.key) ?? [];
    const groups = [...new Set(holdings.map(holding => `${holding.liability ? '-' : '+'}${holding.asset}`))].map((group): TreeRow => {
      const inside = holdings.filter(holding => `${holding.liability ? '-' : '+'}${holding.asset}` === group);
      return {
        ...blank, key: `${row.key} ${group}`, depth: 1, kind: 'asset', asset: group.slice(1), liability: group.startsWith('-'),
        amount: addDecimals(inside.map(holding => holding.amount)), value: valueOf(inside.map(holding => holding.value)),
      };
    }).sort((a, b) => compareDecimals(b.value, a.value));
    return [row, ...groups.flatMap((group): TreeRow[] => (isOpen(group.key)
      ? [group, ...holdings.filter(holding => `${holding.liability ? '-' : '+'}${holding.asset}` === `${group.liability ? '-' : '+'}${group.asset ?? ''}`).map(holding => holdingRow(holding, 2, group.key))]
      : [group]))];
  });
}
