import { describe, expect, it } from 'vitest';
import { Categories } from './category';
import { mappings } from './sample';

describe('Categories', () => {
  const categories = new Categories(mappings, category => ({ swap_out: 'Swap', swap_in: 'Swap', fee: 'Fee', send: 'Send' })[category] ?? category);

  it('offers every pair once, and tells apart those of one name', () => {
    expect(categories.options).toHaveLength(8);
    expect(new Set(categories.options.map(option => option.label)).size).toBe(8);
    expect(categories.options.map(option => option.label)).toContain('Swap (trade, spend)');
    expect(categories.options.map(option => option.label)).toContain('Send');
  });

  it('knows what a pair is, and guesses for one that it does not know', () => {
    expect(categories.find('spend', 'fee')).toMatchObject({ category: 'fee', direction: 'out' });
    expect(categories.find('spend', 'receive')).toBeNull();
    expect(categories.directionOf({ event_type: 'x', event_subtype: 'none' })).toBe('neutral');
    expect(categories.labelOf({ event_type: 'new kind', event_subtype: 'none' })).toBe('New kind');
  });

  it('is empty before the words are there', () => {
    expect(new Categories(undefined).options).toEqual([]);
  });
});
