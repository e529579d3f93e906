import { describe, expect, it } from 'vitest';
import { checkDraft, suggestLabel } from './manual';

const draft = { asset: 'ETH', amount: '1', location: 'external', label: '', tags: [], kind: 'asset' as const };

describe('checkDraft', () => {
  it('accepts a full form and names what is missing', () => {
    expect(checkDraft(draft)).toEqual({});
    expect(checkDraft({ ...draft, asset: '', amount: '', location: '' })).toEqual({ asset: 'required', amount: 'required', location: 'required' });
  });

  it('refuses zero and below', () => {
    expect(checkDraft({ ...draft, amount: '0.000' })).toEqual({ amount: 'positive' });
    expect(checkDraft({ ...draft, amount: '-1' })).toEqual({ amount: 'positive' });
  });
});

describe('suggestLabel', () => {
  it('finds a label that is free', () => {
    expect(suggestLabel('ETH', 'Kraken', [])).toBe('ETH, Kraken');
    expect(suggestLabel('ETH', 'Kraken', ['eth, kraken', 'ETH, Kraken 2'])).toBe('ETH, Kraken 3');
  });
});
