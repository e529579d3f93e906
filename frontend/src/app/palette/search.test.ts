import { describe, expect, it } from 'vitest';
import { remember } from './recent';
import { historyFilter, searchCommands } from './search';
import type { Command } from './types';

const command = (group: Command['group'], key: string, label: string, words?: string): Command => ({ group, key, label, words, icon: 'search', run: () => undefined });
const all = [
  command('page', 'accounts', 'Accounts'), command('page', 'history', 'History'), command('action', 'add-account', 'Add an address', 'account wallet'),
  command('action', 'backup', 'Make a backup'), command('asset', 'asset ETH', 'ETH', 'Ethereum'), command('setting', 'setting setting.idle', 'Lock when idle'),
];

describe('searchCommands', () => {
  it('begins with what was used last and leaves out what is gone', () => {
    const sections = searchCommands('', all, ['asset ETH', 'asset GONE', 'history']);
    expect(sections.map(one => one.group)).toEqual(['recent', 'action', 'page']);
    expect(sections[0]?.commands.map(one => one.key)).toEqual(['asset ETH', 'history']);
    expect(sections[2]?.commands.map(one => one.key)).toEqual(['accounts']);
  });

  it('puts the kind with the best entry first', () => {
    expect(searchCommands('ethereum', all).map(one => one.group)).toEqual(['asset']);
    expect(searchCommands('acc', all).map(one => one.group)).toEqual(['page', 'action']);
    expect(searchCommands('lock', all)[0]?.commands[0]?.key).toBe('setting setting.idle');
    expect(searchCommands('zzzz', all)).toEqual([]);
  });
});

describe('historyFilter', () => {
  it('tells hashes and addresses from text', () => {
    const hash = `0x${'ab'.repeat(32)}`;
    const address = `0x${'12'.repeat(20)}`;
    expect(historyFilter(` ${hash} `)).toEqual({ kind: 'tx', filter: `tx:${hash}` });
    expect(historyFilter(address)).toEqual({ kind: 'address', filter: `address:${address}` });
    expect(historyFilter('rent: may')).toEqual({ kind: 'text', filter: 'text:rent: may' });
    expect(historyFilter('ab')).toBeNull();
  });
});

describe('remember', () => {
  it('keeps the newest first, each once, and not for ever', () => {
    expect(remember(['a', 'b'], 'b')).toEqual(['b', 'a']);
    expect(remember(Array.from({ length: 20 }, (_, index) => String(index)), 'new')).toHaveLength(8);
  });
});
