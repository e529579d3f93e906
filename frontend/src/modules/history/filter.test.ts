import { describe, expect, it } from 'vitest';
import { addChip, checkChip, fromQuery, isBackwards, parseChip, parseDay, splitWord, toQuery, toRequest, type Chip } from './filter';

const hash = `0x${'ab'.repeat(32)}`;
const address = `0x${'cd'.repeat(20)}`;

describe('words of the filter', () => {
  it('knows keys, hashes, addresses and plain text', () => {
    expect(parseChip('asset:ETH')).toEqual({ key: 'asset', value: 'ETH' });
    expect(parseChip(' Asset: eip155:1/erc20:0xA0 ')).toEqual({ key: 'asset', value: 'eip155:1/erc20:0xA0' });
    expect(parseChip(hash)).toEqual({ key: 'tx', value: hash });
    expect(parseChip(address)).toEqual({ key: 'address', value: address });
    expect(parseChip('swap 1.5: fast')).toEqual({ key: 'text', value: 'swap 1.5: fast' });
    expect(parseChip('asset:')).toBeNull();
    expect(parseChip('  ')).toBeNull();
  });

  it('understands keys in the language of the reader, and its own before them', () => {
    const german = (key: string): string => ({ type: 'Typ', account: 'Adresse', address: 'Gegenadresse' } as Record<string, string>)[key] ?? key;
    expect(parseChip('Typ: trade', german)).toEqual({ key: 'type', value: 'trade' });
    expect(parseChip('typ:trade')).toEqual({ key: 'text', value: 'typ:trade' });
    expect(parseChip('type:trade', german)).toEqual({ key: 'type', value: 'trade' });
    expect(splitWord('adresse:', german)).toEqual({ key: 'account', rest: '' });
    expect(splitWord('address:', key => (key === 'account' ? 'Address' : key))).toEqual({ key: 'address', rest: '' });
    expect(splitWord('2024', german)).toBeNull();
  });

  it('lets some stand once and no word twice', () => {
    let chips: Chip[] = [];
    for (const word of ['asset:ETH', 'asset:BTC', 'type:trade', 'type:spend', 'type:trade']) {
      const chip = parseChip(word);
      if (chip) chips = addChip(chips, chip);
    }
    expect(toQuery(chips)).toEqual(['asset:BTC', 'type:spend', 'type:trade']);
    expect(fromQuery(toQuery(chips))).toEqual(chips);
    expect(fromQuery(undefined)).toEqual([]);
    expect(fromQuery('from:yesterday')).toEqual([]);
  });

  it('becomes a request', () => {
    const chips = fromQuery(['type:trade', 'type:spend', 'protocol:uniswap', 'location:ethereum', 'text:1.5', 'from:2024', 'to:2024-02', 'state:missing price', 'state:matched']);
    expect(toRequest(chips)).toEqual({
      hidden: false, event_types: ['trade', 'spend'], counterparties: ['uniswap'], location: 'ethereum', notes_substring: '1.5', missing_price: true, state_markers: ['matched'],
      from_timestamp: new Date(2024, 0, 1).getTime() / 1000, to_timestamp: new Date(2024, 2, 1).getTime() / 1000 - 1,
    });
  });
});

describe('days', () => {
  it('takes a year, a month or a day, and ends with its last second', () => {
    expect(parseDay('2024-02-29', true)).toBe(new Date(2024, 2, 1).getTime() / 1000 - 1);
    expect(parseDay('2024', true)).toBe(new Date(2025, 0, 1).getTime() / 1000 - 1);
    expect(parseDay('2023-02-29')).toBeNull();
    expect(parseDay('2024-13')).toBeNull();
    expect(parseDay('soon')).toBeNull();
    expect(checkChip({ key: 'to', value: '2024-02-31' })).toBe('date');
  });

  it('leaves spam out unless it is asked for', () => {
    expect(toRequest([])).toEqual({ hidden: false });
    expect(toRequest([{ key: 'spam', value: 'shown' }])).toEqual({});
    expect(toRequest([{ key: 'asset', value: 'ETH' }], true)).toEqual({ hidden: true, exclude_ignored_assets: false, asset: 'ETH' });
    expect(toRequest([{ key: 'accounting', value: 'ignored' }])).toEqual({ hidden: false, ignored_in_accounting: true });
  });

  it('takes of some keys only the values that there are', () => {
    expect([checkChip({ key: 'state', value: 'edited' }), checkChip({ key: 'state', value: 'customized' }), checkChip({ key: 'accounting', value: 'yes' })]).toEqual(['value', null, 'value']);
    expect(fromQuery(['spam:shown', 'spam:hidden', 'asset:ETH'])).toEqual([{ key: 'spam', value: 'shown' }, { key: 'asset', value: 'ETH' }]);
  });

  it('knows a period that ends before it begins', () => {
    const period = (from: string, to: string): Chip[] => [{ key: 'from', value: from }, { key: 'to', value: to }];
    expect(isBackwards(period('2024', '2023'))).toBe(true);
    expect(isBackwards(period('2024', '2024'))).toBe(false);
    expect(isBackwards(period('2024-03-02', '2024-03'))).toBe(false);
    expect(isBackwards([{ key: 'to', value: '2020' }])).toBe(false);
  });
});
