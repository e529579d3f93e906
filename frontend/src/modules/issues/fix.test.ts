import { describe, expect, it } from 'vitest';
import type { Issue } from '@/shared/api';
import { fixOf } from './fix';

const issue = (changes: Partial<Issue>): Issue => ({ identifier: 1, kind: 'k', subject: 'eth', severity: 'warning', time: 0, params: {}, action: '', ...changes });

describe('fixOf', () => {
  it('leads to the price of the asset it is about', () => {
    expect(fixOf(issue({ action: 'add_price', subject: 'eip155:1/erc20:0xA' }))?.to).toBe('/assets/prices?asset=eip155%3A1%2Ferc20%3A0xA');
    expect(fixOf(issue({ action: 'add_price', subject: 'x', params: { asset: 'ETH' } }))?.to).toBe('/assets/prices?asset=ETH');
  });

  it('shows what was put aside', () => {
    expect(fixOf(issue({ action: 'show_ignored', subject: 'tokens' }))?.to).toBe('/assets?show=ignored');
  });

  it('opens the events of a transaction that could not be told', () => {
    expect(fixOf(issue({ action: 'open_event', params: { group: '10xab' } }))?.to).toBe('/history?group=10xab');
  });

  it('starts work for a retry and has nothing for unknown actions', () => {
    for (const action of ['retry', 'detect_again', 'rescan_accounts', 'get_transaction_again']) expect(fixOf(issue({ action }))?.run).toBeTypeOf('function');
    for (const action of ['', 'dismiss', 'something_new']) expect(fixOf(issue({ action }))).toBeNull();
  });
});
