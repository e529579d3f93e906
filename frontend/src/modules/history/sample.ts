/** Made-up events and words for tests. */
import type { Entry, HistoryEvent, TypeMappings } from './types';

const detail = (label: string, direction: 'in' | 'out' | 'neutral'): TypeMappings['event_category_details'][string] => ({ counterparty_mappings: { default: { label } }, direction });
export const mappings: TypeMappings = {
  global_mappings: {
    trade: { spend: { default: 'swap_out' }, receive: { default: 'swap_in' }, fee: { default: 'fee' } },
    spend: { none: { default: 'send' }, fee: { default: 'fee' } },
    receive: { none: { default: 'receive' } },
    informational: { approve: { default: 'approval' } },
    deposit: { 'deposit to protocol': { default: 'protocol_deposit' } },
  },
  event_category_details: {
    swap_out: detail('swap', 'out'), swap_in: detail('swap', 'in'), fee: detail('fee', 'out'), send: detail('send', 'out'), receive: detail('receive', 'in'),
    approval: detail('approval', 'neutral'), protocol_deposit: detail('protocol deposit', 'neutral'),
  },
};

let next = 1;
export function entryOf(changes: Partial<HistoryEvent> = {}, more: Partial<Entry> = {}): Entry {
  next += 1;
  return {
    entry: {
      identifier: next, entry_type: 'evm event', group_identifier: 'g', sequence_index: next, timestamp: 1_700_000_000_500, location: 'ethereum', location_label: '0xA', event_type: 'spend',
      event_subtype: 'none', asset: 'ETH', amount: '1', auto_notes: 'Send 1 ETH', tx_ref: '0x1', key: `log:${String(next)}`, rule: 'r', sources: [], value: null, ...changes,
    },
    ...more,
  };
}
