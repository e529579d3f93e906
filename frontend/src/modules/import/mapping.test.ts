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
    expect(guessColumns(['Date', 'Coin', 'Quantity', 'Price'])).toEqual({ time: 'Date', asset: 'Coin', amount: 'Quantity' });
  });

  it('knows orders of a market, which names the assets of amount, price and fee', () => {
    expect(guessColumns(['Time', 'Pair', 'Side', 'Amount', 'Price', 'Total', 'Fee'])).toEqual({
      time: 'Time', type: 'Side', pair: 'Pair', amount: 'Amount', price: 'Price', total: 'Total', fee_amount: 'Fee',
    });
  });
});

describe('what a mapping lacks', () => {
  it('is a time, an amount, and the other half of a pair', () => {
    expect(checkMapping(mapping({}))).toEqual({ time: 'time', amount: 'amount' });
    expect(checkMapping(mapping({ time: 'T', amount: 'A' }))).toEqual({ asset: 'asset' });
    expect(checkMapping(mapping({ time: 'T', in_asset: 'C' }))).toEqual({ in_amount: 'amount', amount: 'amount' });
    expect(checkMapping(mapping({ time: 'T', in_amount: 'I', in_asset: 'C', amount: 'A', asset: 'B' }))).toEqual({ amount: 'side' });
    expect(checkMapping(mapping({ time: 'T', out_amount: 'O', out_asset: 'C' }))).toEqual({});
    expect(checkMapping(mapping({ time: 'T', amount: 'A', pair: 'P', price: 'R', fee_amount: 'F' }))).toEqual({});
    expect(checkMapping(mapping({ time: 'T', amount: 'A', asset: 'C', price: 'R' }))).toEqual({ price_asset: 'price' });
    expect(checkMapping(mapping({ time: 'T', amount: 'A', pair: 'P', asset: 'C' }))).toEqual({ price: 'price', asset: 'market' });
    expect(checkMapping(mapping({ time: 'T', in_amount: 'A', in_asset: 'C', pair: 'P', total: 'S' }))).toEqual({ amount: 'amount' });
  });
});

it('collects the words that need a meaning, and guesses it', () => {
  const problem = { line: 3, code: 'unknown_kind', column: 'Type', params: { kind: 'Weird' }, message: '' } satisfies ProblemRow;
  expect(wordsOf({ ...mapping({ type: 'Type' }), kinds: { buy: 'trade' } }, [{ Type: 'Buy' }, { Type: 'Staking Rewards' }], [problem, { ...problem, code: 'bad_time' }])).toEqual(['buy', 'staking rewards', 'weird']);
  expect(wordsOf(mapping({}), [{ Type: 'Buy' }], [problem])).toEqual([]);
  expect(['buy', 'Market Sell', 'Swap', 'Staking Rewards', 'Withdrawal', 'weird'].map(guessKind)).toEqual(['buy', 'sell', 'trade', 'staking reward', 'withdrawal', null]);
});
