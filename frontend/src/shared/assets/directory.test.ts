import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fallbackSymbol, useAsset } from './directory';

const NFT = 'eip155:1/erc721:0xBC4CA0EdA7647A8aB7C2061c2E118A18a936f13D/2';

// Nobody is asked: the names of a batch are asked for a moment later.
beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

describe('an asset without a symbol', () => {
  it('is a collectible where its identifier says so, and is not only a number', () => {
    expect(fallbackSymbol(NFT)).toBe('NFT #2');
    expect(fallbackSymbol(`${NFT}345678901234567890`)).toBe('NFT #234567…7890');
    expect(useAsset(NFT).value).toMatchObject({ symbol: 'NFT #2', name: '0xBC4C…f13D' });
  });

  it('is the end of its identifier otherwise', () => {
    expect(fallbackSymbol('BTC')).toBe('BTC');
    expect(fallbackSymbol('eip155:1/erc20:0xBC4CA0EdA7647A8aB7C2061c2E118A18a936f13D')).toBe('0xBC4C…f13D');
    expect(fallbackSymbol('eip155:1/erc721:0xBC4CA0EdA7647A8aB7C2061c2E118A18a936f13D')).toBe('0xBC4C…f13D');
  });
});
