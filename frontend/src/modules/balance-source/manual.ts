/** Manual balances: reading the form, and changes that show at once. */
import { useQueryClient, type QueryClient } from '@tanstack/vue-query';
import { api, keys, type ManualBalance } from '@/shared/api';
import { signOf } from '@/shared/format';

export interface ManualDraft {
  asset: string;
  amount: string;
  location: string;
  label: string;
  tags: string[];
  kind: 'asset' | 'liability';
}

export type DraftProblem = 'required' | 'positive';

/** What is missing in a form, by field. */
export function checkDraft(draft: ManualDraft): Partial<Record<'asset' | 'amount' | 'location', DraftProblem>> {
  return {
    ...(draft.asset === '' && { asset: 'required' as const }),
    ...(draft.amount === '' ? { amount: 'required' as const } : signOf(draft.amount) <= 0 && { amount: 'positive' as const }),
    ...(draft.location === '' && { location: 'required' as const }),
  };
}

/** A label that no other entry has: `ETH, Kraken`, then `ETH, Kraken 2`. */
export function suggestLabel(symbol: string, place: string, taken: readonly string[]): string {
  const base = place === '' ? symbol : `${symbol}, ${place}`;
  const used = new Set(taken.map(label => label.toLocaleLowerCase()));
  if (!used.has(base.toLocaleLowerCase())) return base;
  let number = 2;
  while (used.has(`${base} ${String(number)}`.toLocaleLowerCase())) number += 1;
  return `${base} ${String(number)}`;
}

interface Answer { balances: ManualBalance[] }
type Body = Omit<ManualBalance, 'identifier' | 'value' | 'asset_is_missing'> & { identifier?: number };

function bodyOf(draft: ManualDraft, identifier?: number): Body {
  const { asset, amount, location, label, tags, kind } = draft;
  return { asset, amount, location, label, tags: tags.length > 0 ? tags : null, balance_type: kind, ...(identifier !== undefined && { identifier }) };
}

async function adopt(client: QueryClient, answer: Answer): Promise<void> {
  client.setQueryData([keys.manualBalances], answer.balances);
  await client.invalidateQueries({ queryKey: [keys.balances] });
}

export interface ManualBalances {
  save: (draft: ManualDraft, identifier: number | null) => Promise<void>;
  remove: (balance: ManualBalance) => Promise<void>;
  restore: (balance: ManualBalance) => Promise<void>;
}

/** The backend stores at once and looks for a price later, so saving never waits for one. */
export function useManualChanges(): ManualBalances {
  const client = useQueryClient();
  return {
    save: async (draft, identifier) => {
      const body = { balances: [bodyOf(draft, identifier ?? undefined)] };
      await adopt(client, await (identifier === null ? api.put<Answer>('/balances/manual', body) : api.patch<Answer>('/balances/manual', body)));
    },
    remove: async balance => { await adopt(client, await api.delete<Answer>('/balances/manual', { ids: [balance.identifier] })); },
    restore: async ({ asset, amount, location, label, tags, balance_type: kind }) => {
      await adopt(client, await api.put<Answer>('/balances/manual', { balances: [{ asset, amount, location, label, tags, balance_type: kind }] }));
    },
  };
}
