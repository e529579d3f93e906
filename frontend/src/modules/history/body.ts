/** From events to the bodies by which the backend takes them: to change one, or to bring back what was deleted. */
import { checkTime, type TimeProblem } from '@/shared/format';
import type { Entry, HistoryEvent } from './types';

export interface EventDraft {
  type: string;
  subtype: string;
  asset: string;
  amount: string;
  location: string;
  account: string;
  counterparty: string;
  address: string;
  notes: string;
  /** UTC milliseconds. */
  timestamp: number;
}

type Body = Record<string, unknown>;
const VALIDATOR = new Set(['eth withdrawal event', 'eth block event']);

export function draftOf(event: HistoryEvent): EventDraft {
  return {
    type: event.event_type, subtype: event.event_subtype, asset: event.asset, amount: event.amount, location: event.location,
    account: event.location_label ?? '', counterparty: event.counterparty ?? '',
    address: event.address ?? '', notes: event.user_notes ?? '', timestamp: event.timestamp,
  };
}

/** Fields of a form that an event of this kind has. What a validator does has no kind or asset to choose. */
export const isValidatorEvent = (event: HistoryEvent): boolean => VALIDATOR.has(event.entry_type);
export const isOnChain = (event: HistoryEvent): boolean => event.tx_ref !== undefined && event.tx_ref !== '';
/** Made by the user or an import: no decoded version stands behind it. */
export const isOwn = (event: HistoryEvent): boolean => /^(user|import):/.test(event.key);

function commonOf(event: HistoryEvent, draft: EventDraft): Body {
  return {
    timestamp: draft.timestamp, group_identifier: event.group_identifier, sequence_index: event.sequence_index, event_type: draft.type,
    event_subtype: draft.subtype, asset: draft.asset, amount: draft.amount, location: draft.location, location_label: draft.account || null,
    user_notes: draft.notes || null,
  };
}

/** What stands for one event on its own. A leg of a swap in a transaction is changed as the event of that transaction that it is. */
export function bodyOf(event: HistoryEvent, draft: EventDraft): Body {
  if (isValidatorEvent(event)) return validatorBody(event, draft);
  if (event.entry_type === 'asset movement event' && event.event_subtype !== 'fee') return movementBody(event, draft);
  const common = commonOf(event, draft);
  if (!isOnChain(event)) return { entry_type: 'history event', ...common };
  return {
    entry_type: event.entry_type.startsWith('solana') ? 'solana event' : 'evm event', ...common, tx_ref: event.tx_ref,
    counterparty: draft.counterparty || null, address: draft.address || null, product: event.product ?? null, extra_data: event.extra_data ?? null,
  };
}

function validatorBody(event: HistoryEvent, draft: EventDraft): Body {
  const common = { entry_type: event.entry_type, timestamp: draft.timestamp, group_identifier: event.group_identifier, amount: draft.amount, validator_index: event.validator_index };
  return event.entry_type === 'eth withdrawal event'
    ? { ...common, is_exit: event.is_exit ?? false, withdrawal_address: draft.account }
    : { ...common, block_number: event.block_number, is_mev_reward: event.event_subtype === 'mev reward', fee_recipient: draft.account };
}

function movementBody(event: HistoryEvent, draft: EventDraft): Body {
  const { reference, ...extra } = event.extra_data ?? {};
  return {
    entry_type: 'asset movement event', timestamp: draft.timestamp, group_identifier: event.group_identifier, amount: draft.amount, asset: draft.asset,
    event_type: draft.type, event_subtype: draft.subtype, location: draft.location, location_label: draft.account || null,
    user_notes: [draft.notes || null], unique_id: reference ?? null, ...extra,
  };
}

/** Bodies that bring back deleted events of one group; a swap comes back as a swap. */
export function bodiesOf(entries: readonly Entry[]): Body[] {
  const events = entries.map(({ entry }) => entry);
  const legs = (kind: string, subtype: string): HistoryEvent[] => events.filter(event => event.entry_type === kind && event.event_subtype === subtype);
  const [first] = events;
  if (first === undefined) return [];
  const swap = swapBody(first, legs);
  const rest = swap === null ? events : events.filter(event => !/swap event$/.test(event.entry_type));
  return [...(swap === null ? [] : [swap]), ...rest.map(event => bodyOf(event, draftOf(event)))];
}

function swapBody(first: HistoryEvent, legs: (kind: string, subtype: string) => HistoryEvent[]): Body | null {
  const common = { timestamp: first.timestamp, group_identifier: first.group_identifier, location: first.location };
  const [spend, receive] = [legs('swap event', 'spend')[0], legs('swap event', 'receive')[0]];
  if (spend && receive) return {
    entry_type: 'swap event', ...common, spend_asset: spend.asset, spend_amount: spend.amount, receive_asset: receive.asset, receive_amount: receive.amount,
    fees: legs('swap event', 'fee').map(({ asset, amount }) => ({ asset, amount })), location_label: spend.location_label, unique_id: spend.extra_data?.['reference'] ?? null,
    user_notes: [spend.user_notes ?? null, receive.user_notes ?? null],
  };
  const part = (subtype: string): Body[] => legs('evm swap event', subtype).map(({ asset, amount, location_label: account, user_notes: notes }) => ({
    asset, amount, location_label: account, user_notes: notes ?? null,
  }));
  const one = legs('evm swap event', 'spend')[0];
  if (!one || part('receive').length === 0) return null;
  return {
    entry_type: 'evm swap event', ...common, tx_ref: one.tx_ref, sequence_index: one.sequence_index, counterparty: one.counterparty ?? null, address: one.address ?? null,
    product: one.product ?? null, extra_data: one.extra_data ?? null, spend: part('spend'), receive: part('receive'), fee: part('fee'),
  };
}

export type DraftProblem = 'required' | TimeProblem;

/** What is missing in a form, by the backend's names of the fields. */
export function checkDraft(draft: EventDraft): Partial<Record<string, DraftProblem>> {
  const wrong = checkTime(draft.timestamp === 0 ? null : draft.timestamp / 1000, Date.now() / 1000);
  return {
    ...(draft.type === '' && { event_type: 'required' as const }),
    ...(draft.asset === '' && { asset: 'required' as const }),
    ...(draft.amount === '' && { amount: 'required' as const }),
    ...(draft.location === '' && { location: 'required' as const }),
    ...(wrong !== null && { timestamp: wrong }),
  };
}
