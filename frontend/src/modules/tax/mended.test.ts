import { describe, expect, it } from 'vitest';
import { groupFindings, isOfOrigin, keyOf } from './mended';
import type { Finding } from './types';

const finding = (kind: string, timestamp: number, event_id: number, asset = 'ETH'): Finding => ({ kind, timestamp, asset, event_id, group_identifier: `g${String(event_id)}`, params: {} });

describe('findings', () => {
  it('want a price once for a second, whatever the lines are', () => {
    expect(keyOf(finding('missing_price', 5_000, 1))).toBe(keyOf(finding('missing_price', 5_999, 2)));
    expect(keyOf(finding('missing_price', 5_000, 1))).not.toBe(keyOf(finding('missing_price', 6_000, 1)));
    expect(keyOf(finding('missing_price', 5_000, 1))).not.toBe(keyOf(finding('missing_price', 5_000, 1, 'BTC')));
    expect(keyOf(finding('missing_acquisition', 5_000, 1))).not.toBe(keyOf(finding('missing_acquisition', 5_999, 1)));
  });

  it('of what nobody knows where it came from are mended by an opening balance', () => {
    expect(['missing_acquisition', 'missing_lot', 'missing_price', 'bad_adjustment'].filter(isOfOrigin)).toEqual(['missing_acquisition', 'missing_lot']);
  });

  it('stand by kind, those first that are mended most easily, in the order in which they came', () => {
    const found = groupFindings([finding('no_rule', 1, 1), finding('other', 1, 2), finding('missing_price', 9_000, 3), finding('missing_price', 2_000, 4), finding('missing_price', 2_500, 5)]);
    expect([...found].map(([kind, all]) => [kind, all.map(one => one.event_id)])).toEqual([['missing_price', [3, 4]], ['no_rule', [1]], ['other', [2]]]);
  });
});
