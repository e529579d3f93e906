import { describe, expect, it } from 'vitest';
import { checkName } from './draft';

describe('checkName', () => {
  it('wants an address and a name', () => {
    expect(checkName({ address: '', name: ' ', chain: '' })).toEqual({ address: 'required', name: 'required' });
    expect(checkName({ address: '0x123', name: 'x', chain: '' })).toEqual({ address: 'address' });
    expect(checkName({ address: `0x${'a'.repeat(40)}`, name: 'x', chain: '' })).toEqual({});
    expect(checkName({ address: 'bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh', name: 'x', chain: 'btc' })).toEqual({});
  });
});
