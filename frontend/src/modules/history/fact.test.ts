import { describe, expect, it } from 'vitest';
import { findFact } from './fact';

const log = (logIndex: string, address: string) => ({ logIndex, address, topics: ['0xddf2'], data: '0x01' });
const raw = {
  chain: 'eth',
  transaction: { from: '0xa', to: '0xb', value: '0x1', input: '0x', nonce: '0x3' },
  receipt: { logs: [log('0x9', '0xtoken'), log('0xa', '0xpool')] },
  internal: [{ from: '0xc', to: '0xa', value: '5' }],
};

describe('findFact', () => {
  it('finds the log by its number in the block, also when only a part of it is meant', () => {
    expect(findFact(raw, 'log:10')).toEqual({ source: 'log:10', kind: 'log', index: 10, address: '0xpool', fact: raw.receipt.logs[1] });
    expect(findFact(raw, 'log:9.2')).toMatchObject({ kind: 'log', index: 9, address: '0xtoken' });
  });

  it('finds internal transfers by their place, and what was sent with the transaction', () => {
    expect(findFact(raw, 'internal:0')).toMatchObject({ kind: 'internal', index: 0, address: '0xc', fact: raw.internal[0] });
    expect(findFact(raw, 'value').fact).toEqual({ from: '0xa', to: '0xb', value: '0x1', input: '0x' });
  });

  it('names what it cannot find', () => {
    expect(findFact(raw, 'log:77')).toMatchObject({ kind: 'log', index: 77, fact: null });
    expect(findFact(null, 'internal:0')).toMatchObject({ kind: 'internal', fact: null });
    expect(findFact(raw, 'withdrawal:12')).toEqual({ source: 'withdrawal:12', kind: 'other', index: null, address: null, fact: null });
    for (const odd of [undefined, 'text', [], { receipt: { logs: 'none' } }, { receipt: { logs: [null, 3] } }]) expect(findFact(odd, 'log:1').fact).toBeNull();
  });
});
