import { describe, expect, it } from 'vitest';
import { formatDateTime, formatRelative } from './time';
import { hueOf, humanize, initials, shortAddress } from './text';

describe('time', () => {
  it('says how long ago', () => {
    expect(formatRelative(1_000_000, 'en', 1_000_010)).toBe('now');
    expect(formatRelative(1_000_000, 'en', 1_000_000 + 180)).toBe('3 minutes ago');
    expect(formatRelative(1_000_000, 'en', 1_000_000 + 86_400)).toBe('yesterday');
    expect(formatRelative(1_000_000, 'de', 1_000_000 + 7_200)).toBe('vor 2 Stunden');
  });

  it('writes a time in a zone', () => {
    expect(formatDateTime(0, 'en-GB', 'UTC')).toContain('1 Jan 1970');
  });
});

describe('text', () => {
  it('shortens addresses and leaves short ones', () => {
    expect(shortAddress('0x00000000219ab540356cBB839Cbe05303d7705Fa')).toBe('0x0000…05Fa');
    expect(shortAddress('abc')).toBe('abc');
  });

  it('makes letters, hues and names', () => {
    expect(initials('$aUSDC')).toBe('AUS');
    expect(initials('★')).toBe('★');
    expect(hueOf('ETH')).toBe(hueOf('ETH'));
    expect(humanize('arbitrum_one')).toBe('Arbitrum one');
  });
});
