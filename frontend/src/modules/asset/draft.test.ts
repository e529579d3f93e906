import { describe, expect, it } from 'vitest';
import { bodyOf, checkAsset, draftOf, EVM_TOKEN } from './draft';

const token = { ...draftOf(null), name: 'Dai', symbol: 'DAI', chain: 'ethereum', address: '0x6B175474E89094C44Da98b954EedeAC495271d0F' };

describe('checkAsset', () => {
  it('accepts a token and names what is wrong', () => {
    expect(checkAsset(token)).toEqual({});
    expect(checkAsset({ ...token, address: '0x12', decimals: '256', chain: '' })).toEqual({ address: 'address', decimals: 'decimals', evm_chain: 'required' });
    expect(checkAsset({ ...token, name: ' ', symbol: '' })).toEqual({ name: 'required', symbol: 'required' });
  });

  it('wants no address of other kinds', () => {
    expect(checkAsset({ ...token, type: 'other', address: '', chain: '', decimals: '' })).toEqual({});
  });
});

describe('bodyOf', () => {
  it('sends tokens with their chain and keeps what the form does not show', () => {
    expect(bodyOf(token, null)).toMatchObject({ asset_type: EVM_TOKEN, evm_chain: 'ethereum', decimals: 18, token_kind: 'erc20', coingecko: null });
    const edited = { identifier: 'x', name: 'Dai', asset_type: 'other', started: 5, forked: 'ETH' };
    expect(bodyOf({ ...token, type: 'other' }, edited)).toMatchObject({ identifier: 'x', started: 5, forked: 'ETH' });
    expect(bodyOf({ ...token, type: 'other' }, edited)).not.toHaveProperty('address');
  });
});
