import { describe, expect, it } from 'vitest';
import { gapKey, offersOpening, pageOf, sideOf } from './gap';
import type { Gap } from './types';

const gap = (extra: Partial<Gap> = {}): Gap => ({
  location: 'kraken', location_label: null, asset: 'eip155:1/erc20:0xA', ledger: '1', live: '3', difference: '2', value: null, since: 'since_start', first_time: null, last_event_time: null, event: null, causes: [], ...extra,
});

describe('a gap', () => {
  it('knows its side and its place', () => {
    expect(sideOf(gap())).toBe('more');
    expect(sideOf(gap({ difference: '-0.000000000000000001' }))).toBe('less');
    expect(gapKey(gap({ location_label: '0x1' }))).toBe('kraken 0x1 eip155:1/erc20:0xA');
  });

  it('leads to where it is fixed', () => {
    expect(pageOf('import_file', gap())).toBe('/import');
    expect(pageOf('show_hidden_events', gap())).toBe('/history/hidden?f=asset%3Aeip155%3A1%2Ferc20%3A0xA');
    expect(pageOf('add_opening_balance', gap())).toBeNull();
    expect(offersOpening(gap({ causes: [{ kind: 'opening_balance', likelihood: 'likely', fix: 'add_opening_balance', amount: '2', events: [], time: null }] }))).toBe(true);
    expect(offersOpening(gap())).toBe(false);
  });
});
