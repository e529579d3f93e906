import { describe, expect, it } from 'vitest';
import { checkMapping, emptyMapping, guessColumns, guessKind, wordsOf } from './mapping';
import type { Mapping, ProblemRow } from './types';

const mapping = (columns: Mapping['columns']): Mapping => ({ ...emptyMapping(), columns });

describe('the first guess', () => {
  it('knows columns by their names, each once', () => {
    expect(guessColumns(['Date', 'Type', 'Received Amount', 'Received Currency', 'Sent Amount', 'Sent Currency', 'Fee', 'Fee Currency', 'Exchange', 'TxHash', 'Comment'])).toEqual({
      time: 'Date', type: 'Type', in_amount: 'Received Amount', in_asset: 'Received Currency', out_amount: 'Sent Amount', out_asset: 'Sent Currency',
      fee_amount: 'Fee', fee_asset: 'Fee Currency', location: 'Exchange', transaction: 'TxHash', note: 'Comment',
    });
  });

  it('takes one signed amount where there are no sides, and leaves half pairs out', () => {
    expect(guessColumns(['time_utc', 'Coin', 'Change', 'Fee'])).toEqual({ time: 'time_utc', amount: 'Change', asset: 'Coin' });
    expect(guessColumns(['foo', 'bar'])).toEqual({});
  });

  it('knows orders: what they were traded for, in the currency that the column names', () => {
    const rows = [{ Menge: '0,5' }, { Menge: '2' }];
    expect(emptyMapping(['Handelstag', 'Art', 'Coin', 'Menge', 'Betrag EUR', 'Gebühr EUR', 'Kommentar'], rows)).toMatchObject({
      columns: { time: 'Handelstag', type: 'Art', asset: 'Coin', amount: 'Menge', total: 'Betrag EUR', fee_amount: 'Gebühr EUR', note: 'Kommentar' },
      assets: { price_asset: 'EUR', fee_asset: 'EUR' },
    });
    expect(emptyMapping(['Date', 'Side', 'Market', 'Quantity', 'Price', 'Fee'], [{ Quantity: '1' }, { Quantity: '-1' }])).toMatchObject({
      columns: { time: 'Date', type: 'Side', pair: 'Market', amount: 'Quantity', price: 'Price', fee_amount: 'Fee' }, assets: {},
    });
    expect(guessColumns(['Date', 'Type', 'Coin', 'Amount', 'Total'])).toEqual({ time: 'Date', type: 'Type', asset: 'Coin', amount: 'Amount' });
  });

  it('only proposes what can be tried', () => {
    for (const heads of [['Date', 'Market', 'Fee'], ['Date', 'Market', 'Amount', 'Coin'], ['Date', 'Amount', 'Price (USD)'], ['Date', 'Pair', 'Amount', 'Currency', 'Total'], ['Date', 'Bought', 'Buy Currency', 'Price', 'Fee EUR']]) {
      const problems = Object.entries(checkMapping(emptyMapping(heads))).filter(([field]) => field !== 'amount' && field !== 'time');
      expect([heads, problems]).toEqual([heads, []]);
    }
  });
});

describe('what a mapping lacks', () => {
  it('is a time, an amount, and the other half of a pair', () => {
    expect(checkMapping(mapping({}))).toEqual({ time: 'time', amount: 'amount' });
    expect(checkMapping(mapping({ time: 'T', amount: 'A' }))).toEqual({ asset: 'asset' });
    expect(checkMapping(mapping({ time: 'T', in_asset: 'C' }))).toEqual({ in_amount: 'amount', amount: 'amount' });
    expect(checkMapping(mapping({ time: 'T', in_amount: 'I', in_asset: 'C', amount: 'A', asset: 'B' }))).toEqual({ amount: 'side' });
    expect(checkMapping(mapping({ time: 'T', out_amount: 'O', out_asset: 'C' }))).toEqual({});
    const order = { time: 'T', amount: 'A', asset: 'C', total: 'P' };
    expect(checkMapping(mapping(order))).toEqual({ price_asset: 'asset' });
    expect(checkMapping({ ...mapping(order), assets: { price_asset: 'EUR' } })).toEqual({});
    expect(checkMapping({ ...mapping(order), assets: { price_asset: '' } })).toEqual({ price_asset: 'asset' });
    expect(checkMapping({ ...mapping({ time: 'T', amount: 'A', asset: 'C' }), assets: { price_asset: 'EUR' } })).toEqual({ price: 'price' });
    expect(checkMapping(mapping({ time: 'T', amount: 'A', pair: 'M', price: 'P', fee_amount: 'F' }))).toEqual({});
    expect(checkMapping(mapping({ time: 'T', amount: 'A', pair: 'M', asset: 'C' }))).toEqual({ asset: 'market', price: 'price' });
    expect(checkMapping(mapping({ time: 'T', pair: 'M', in_amount: 'I', in_asset: 'C' }))).toEqual({ amount: 'amount', price: 'price' });
  });
});

it('collects the words that need a meaning, and guesses it', () => {
  const problem = { line: 3, code: 'unknown_kind', column: 'Type', params: { kind: 'Weird' }, message: '' } satisfies ProblemRow;
  expect(wordsOf({ ...mapping({ type: 'Type' }), kinds: { buy: 'trade' } }, [{ Type: 'Buy' }, { Type: 'Staking Rewards' }], [problem, { ...problem, code: 'bad_time' }])).toEqual(['buy', 'staking rewards', 'weird']);
  expect(wordsOf(mapping({}), [{ Type: 'Buy' }], [problem])).toEqual([]);
  expect(['buy', 'Staking Rewards', 'Withdrawal', 'weird'].map(guessKind)).toEqual(['buy', 'staking reward', 'withdrawal', null]);
  expect(['Verkauf', 'Kauf', 'Einzahlung', 'Market Sell', 'B', 'Buying'].map(guessKind)).toEqual(['sell', 'buy', 'deposit', 'sell', 'buy', 'trade']);
});
