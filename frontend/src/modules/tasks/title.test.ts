import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTitle } from './title';

describe('findTitle', () => {
  it('knows the routes of long work', () => {
    expect(findTitle('GET /balances')?.key).toBe('refreshBalances');
    expect(findTitle('POST /balances/blockchains')?.key).toBe('refreshBalances');
    expect(findTitle('POST /balances/blockchains/eth')).toEqual({ key: 'refreshChain', place: 'eth' });
    expect(findTitle('POST /balances/blockchains/<string:blockchain>')?.key).toBe('refreshBalances');
    expect(findTitle('PUT /blockchains/evm/accounts')?.key).toBe('addAccounts');
    expect(findTitle('PUT /balances/manual')?.key).toBe('manualBalances');
    expect(findTitle('POST /blockchains/<string:blockchain>/tokens/detect')?.key).toBe('detectTokens');
    expect(findTitle('POST /blockchains/transactions')?.key).toBe('syncTransactions');
    expect(findTitle('PUT /blockchains/transactions/decode')?.key).toBe('decodeTransactions');
    expect(findTitle('POST /import/preview')?.key).toBe('lookAtFile');
    expect(findTitle('POST /import/runs')?.key).toBe('importFile');
    expect(findTitle('GET /history')?.key).toBe('makeReport');
    expect(findTitle('GET /history/status')).toBeNull();
    expect(findTitle('something else')).toBeNull();
  });

  it('has words for every key', () => {
    const words = (JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'app', 'locales', 'en.json'), 'utf8')) as { task: Record<string, string> }).task;
    const source = readFileSync(join(import.meta.dirname, 'title.ts'), 'utf8');
    for (const [, key = ''] of source.matchAll(/, '(\w+)'\],/g)) expect(words[key], key).toBeTruthy();
  });
});
