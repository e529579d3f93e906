/** An event, a trade or a movement that somebody types in: what must be there, and the body that the backend takes. */
import { signOf, type TimeProblem } from '@/shared/format';
import { TX_HASH } from './filter';
import { checkDraft, type EventDraft } from './body';
import type { HistoryEvent } from './types';

export const KINDS = ['event', 'swap', 'movement'] as const;

export interface NewDraft extends EventDraft {
  kind: typeof KINDS[number];
  /** Text of a date-and-time input. */
  time: string;
  tx: string;
  receiveAsset: string;
  receiveAmount: string;
  feeAsset: string;
  feeAmount: string;
  /** Of a movement: `deposit asset` or `remove asset`. */
  way: string;
}

export function emptyDraft(): NewDraft {
  return {
    kind: 'event', time: '', timestamp: 0, location: 'external', account: '', type: 'receive', subtype: 'none', asset: '', amount: '', counterparty: '', address: '', tx: '',
    notes: '', receiveAsset: '', receiveAmount: '', feeAsset: '', feeAmount: '', way: 'deposit asset',
  };
}

export type Problem = 'required' | 'positive' | 'hash' | 'chain' | TimeProblem;
const NO_CHAIN = 'external';

/** What is missing, by the backend's names of the fields. */
export function checkNew(draft: NewDraft): Partial<Record<string, Problem>> {
  const { asset, amount, ...rest } = checkDraft(draft) as Partial<Record<string, Problem>>;
  const isSwap = draft.kind === 'swap';
  return {
    ...rest,
    ...(asset && { [isSwap ? 'spend_asset' : 'asset']: asset }),
    ...(amount && { [isSwap ? 'spend_amount' : 'amount']: amount }),
    ...(isSwap && draft.receiveAsset === '' && { receive_asset: 'required' as const }),
    ...(isSwap && draft.amount !== '' && signOf(draft.amount) <= 0 && { spend_amount: 'positive' as const }),
    ...(isSwap && (draft.receiveAmount === '' ? { receive_amount: 'required' as const } : signOf(draft.receiveAmount) <= 0 && { receive_amount: 'positive' as const })),
    ...(draft.kind !== 'event' && draft.feeAmount !== '' && draft.feeAsset === '' && isSwap && { fee_asset: 'required' as const }),
    ...(draft.kind === 'event' && draft.tx.startsWith('0x') && !TX_HASH.test(draft.tx.trim()) && { tx_ref: 'hash' as const }),
    ...(draft.kind === 'event' && TX_HASH.test(draft.tx.trim()) && draft.location === NO_CHAIN && { location: 'chain' as const }),
  };
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** @param beside an event whose group the new one joins, behind it */
export function newBody(draft: NewDraft, beside: HistoryEvent | null, name: () => string = () => crypto.randomUUID()): Record<string, unknown> {
  const common = { timestamp: draft.timestamp, location: draft.location, location_label: orNull(draft.account) };
  if (draft.kind === 'swap') return {
    ...common, entry_type: 'swap event', spend_asset: draft.asset, spend_amount: draft.amount, receive_asset: draft.receiveAsset, receive_amount: draft.receiveAmount,
    fees: draft.feeAmount === '' ? [] : [{ asset: draft.feeAsset, amount: draft.feeAmount }], user_notes: [orNull(draft.notes)], unique_id: name(),
  };
  if (draft.kind === 'movement') return {
    ...common, entry_type: 'asset movement event', event_subtype: draft.way, asset: draft.asset, amount: draft.amount, unique_id: name(), user_notes: [orNull(draft.notes)],
    ...(draft.feeAmount !== '' && { fee: draft.feeAmount, fee_asset: draft.feeAsset || draft.asset }), ...(orNull(draft.tx) && { transaction_id: draft.tx.trim() }),
  };
  const plain = {
    ...common, event_type: draft.type, event_subtype: draft.subtype, asset: draft.asset, amount: draft.amount, user_notes: orNull(draft.notes),
    sequence_index: beside ? beside.sequence_index + 1 : 0,
  };
  if (orNull(draft.tx) === null) return { ...plain, entry_type: 'history event', group_identifier: beside?.group_identifier ?? name() };
  return {
    ...plain, entry_type: beside?.entry_type.startsWith('solana') ? 'solana event' : 'evm event', tx_ref: draft.tx.trim(),
    group_identifier: beside?.group_identifier ?? null, counterparty: orNull(draft.counterparty), address: orNull(draft.address),
  };
}
