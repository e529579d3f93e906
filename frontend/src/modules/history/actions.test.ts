import { beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from '@/shared/api';
import { changeKind, deleteEvents, restoreEvents } from './actions';
import { entryOf } from './sample';

let calls: [string, string, unknown][];
beforeEach(() => {
  calls = [];
  for (const method of ['post', 'put', 'patch', 'delete'] as const)
    vi.spyOn(api, method).mockImplementation((path: string, body?: unknown) => { calls.push([method, path, body]); return Promise.resolve({ count: 1, identifiers: [] } as never); });
});

describe('changeKind', () => {
  it('changes all at once; undoing restores what was decoded group by group, and gives the others their own kinds back', async () => {
    const decoded = [entryOf({ group_identifier: 'a', key: 'log:1' }), entryOf({ group_identifier: 'b', key: 'log:1' })];
    const edited = entryOf({ group_identifier: 'b', key: 'log:2', event_subtype: 'donate' }, { states: ['customized'] });
    const own = [entryOf({ key: 'user:1' }), entryOf({ key: 'import:x', event_type: 'receive' })];
    const all = [...decoded, edited, ...own];
    const ids = all.map(({ entry }) => entry.identifier);
    const undo = await changeKind(all, 'spend', 'payment');
    expect(calls).toEqual([['patch', '/history/events/bulk', { identifiers: ids, event_type: 'spend', event_subtype: 'payment' }]]);
    calls = [];
    await undo();
    expect(calls).toEqual([
      ['post', '/history/events/restore', { group_identifiers: ['a'], keys: ['log:1'] }],
      ['post', '/history/events/restore', { group_identifiers: ['b'], keys: ['log:1'] }],
      ['patch', '/history/events/bulk', { identifiers: [ids[2]], event_type: 'spend', event_subtype: 'donate' }],
      ['patch', '/history/events/bulk', { identifiers: [ids[3]], event_type: 'spend', event_subtype: 'none' }],
      ['patch', '/history/events/bulk', { identifiers: [ids[4]], event_type: 'receive', event_subtype: 'none' }],
    ]);
  });

  it('offers no undo for what was refused', async () => {
    vi.spyOn(api, 'patch').mockRejectedValue(new Error('event_subtype: no such pair'));
    await expect(changeKind([entryOf()], 'spend', 'reward')).rejects.toThrow('no such pair');
  });
});

describe('deleteEvents and restoreEvents', () => {
  it('brings decoded events back by their keys and adds the others again', async () => {
    const undo = await deleteEvents([entryOf({ group_identifier: 'a', key: 'log:4' }), entryOf({ group_identifier: 'h', key: 'user:9', entry_type: 'history event', tx_ref: undefined, amount: '2' })]);
    calls = [];
    await undo();
    expect(calls[0]).toEqual(['post', '/history/events/restore', { group_identifiers: ['a'], keys: ['log:4'] }]);
    expect(calls[1]).toMatchObject(['put', '/history/events', { entry_type: 'history event', group_identifier: 'h', amount: '2' }]);
    expect(calls).toHaveLength(2);
  });

  it('takes edits of each group back, and makes them again', async () => {
    const edited = entryOf({ group_identifier: 'a', key: 'log:1', amount: '7' }, { states: ['customized'] });
    const undo = await restoreEvents([edited]);
    expect(calls).toEqual([['post', '/history/events/restore', { group_identifiers: ['a'], keys: ['log:1'] }]]);
    calls = [];
    await undo();
    expect(calls).toMatchObject([['patch', '/history/events', { identifier: edited.entry.identifier, amount: '7' }]]);
  });
});
