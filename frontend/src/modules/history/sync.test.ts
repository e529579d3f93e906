import { describe, expect, it } from 'vitest';
import { noteStatus, type ChainProgress } from './sync';

const after = (messages: [chain: string, status: string, address?: string][], before: readonly ChainProgress[] = []) =>
  messages.reduce((chains, [chain, status, address = '0xa']) => noteStatus(chains, { chain, address, status }), before);
const told = (chains: readonly ChainProgress[]) => chains.map(({ chain, phase, addresses }) => `${chain} ${phase} ${String(addresses.size)}`);

describe('noteStatus', () => {
  it('follows each chain from the lists to the events', () => {
    const started = after([['eth', 'querying_transactions_started'], ['eth', 'querying_transactions_started', '0xb'], ['base', 'querying_transactions_started']]);
    expect(told(started)).toEqual(['eth waiting 2', 'base waiting 1']);
    const reading = after([['base', 'querying_transactions'], ['base', 'querying_evm_tokens_transactions'], ['eth', 'querying_internal_transactions', '0xb']], started);
    expect(told(reading)).toEqual(['eth listing 2', 'base listing 1']);
    expect(told(after([['eth', 'decoding_transactions_started'], ['base', 'decoding_transactions_finished']], reading))).toEqual(['eth decoding 2', 'base done 1']);
  });

  it('forgets the sync before when a new one starts, and one that was cancelled', () => {
    const done = after([['eth', 'querying_transactions_started'], ['eth', 'querying_transactions_finished']]);
    expect(told(after([['base', 'querying_transactions_started']], done))).toEqual(['base waiting 1']);
    expect(after([['eth', 'cancelled']], done)).toEqual([]);
  });

  it('passes over words that it does not know', () => {
    const one = after([['eth', 'querying_transactions_started']]);
    expect(after([['eth', 'something_new']], one)).toBe(one);
  });
});
