import { beforeAll, describe, expect, it } from 'vitest';
import { readAddresses, usableAddresses, type ToChecksum } from './address';
import { loadChecksum } from './checksum';

// Examples of EIP-55 itself.
const GOOD = ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359'];
let checksum: ToChecksum;
beforeAll(async () => { checksum = await loadChecksum(); });

const states = (text: string, tracked: string[] = []): string[] =>
  readAddresses(text, new Set(tracked.map(address => address.toLowerCase())), checksum).map(entry => entry.state);

describe('readAddresses', () => {
  it('accepts checksummed, lower case and upper case addresses and gives them their checksum', () => {
    const lower = readAddresses(GOOD.map(address => address.toLowerCase()).join('\n'), new Set(), checksum);
    expect(lower.map(entry => entry.address)).toEqual(GOOD);
    expect(states(GOOD.join('\n'))).toEqual(['valid', 'valid']);
    expect(states(`0x${(GOOD[0] ?? '').slice(2).toUpperCase()}`)).toEqual(['valid']);
  });

  it('tells a wrong checksum from a wrong address', () => {
    expect(states((GOOD[0] ?? '').replace('aA', 'Aa'))).toEqual(['checksum']);
    expect(states('0x1234')).toEqual(['invalid']);
    expect(states('hello')).toEqual(['invalid']);
    expect(states('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa')).toEqual(['foreign']);
    expect(states('bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq')).toEqual(['foreign']);
    expect(states(`xpub${'6'.repeat(107)}`)).toEqual(['foreign']);
  });

  it('marks the second of two equal addresses, whatever their case', () => {
    expect(states(`${GOOD[0] ?? ''}\n${(GOOD[0] ?? '').toLowerCase()}`)).toEqual(['valid', 'duplicate']);
  });

  it('marks addresses that are tracked already', () => {
    expect(states(GOOD[1] ?? '', [GOOD[1] ?? ''])).toEqual(['tracked']);
  });

  it('takes several addresses in a line, and words after one as its label', () => {
    expect(states(GOOD.join(', '))).toEqual(['valid', 'valid']);
    const [entry] = readAddresses(`${GOOD[0] ?? ''}, cold wallet, blue`, new Set(), checksum);
    expect(entry?.label).toBe('cold wallet, blue');
  });

  it('takes ENS names and skips empty lines, keeping line numbers', () => {
    const [entry] = readAddresses('\n\nName.ETH', new Set(), checksum);
    expect(entry).toMatchObject({ line: 3, address: 'name.eth', state: 'ens' });
  });

  it('sends nothing before the checksum can be checked', () => {
    expect(usableAddresses(readAddresses(GOOD.join('\n'), new Set(), null))).toEqual([]);
  });

  it('sends tracked addresses only when asked to', () => {
    const typed = readAddresses(GOOD.join('\n'), new Set([(GOOD[0] ?? '').toLowerCase()]), checksum);
    expect(usableAddresses(typed)).toHaveLength(1);
    expect(usableAddresses(typed, true)).toHaveLength(2);
  });
});
