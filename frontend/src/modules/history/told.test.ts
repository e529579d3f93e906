import { describe, expect, it } from 'vitest';
import { shortenText } from './told';

describe('shortenText', () => {
  const [mine, other] = ['0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266', '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'];
  const nameOf = (address: string): string | null => (address === mine ? 'Cold' : null);

  it('puts names in the place of addresses, and the two ends of one without a name', () => {
    expect(shortenText(`Send 1 ETH from ${mine} to ${other}`, nameOf)).toBe('Send 1 ETH from Cold to 0x7099…79C8');
  });

  it('leaves hashes and everything else as they are', () => {
    const hash = `0x${'ab'.repeat(32)}`;
    for (const text of [hash, 'Note 0x12', `a <b>${hash}</b>`, '']) expect(shortenText(text, nameOf)).toBe(text);
  });
});
