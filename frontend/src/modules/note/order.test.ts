import { describe, expect, it } from 'vitest';
import { inOrder, type Note } from './order';

const note = (identifier: number, pinned: boolean, at: number): Note => ({ identifier, title: '', content: '', location: '', is_pinned: pinned, last_update_timestamp: at });

describe('inOrder', () => {
  it('puts pinned notes first and newer ones before older ones', () => {
    expect(inOrder([note(1, false, 5), note(2, true, 1), note(3, false, 9)]).map(entry => entry.identifier)).toEqual([2, 3, 1]);
  });
});
