import { describe, expect, it } from 'vitest';
import { readableOn } from './colour';

describe('readableOn', () => {
  it('chooses the colour with more contrast', () => {
    expect(readableOn('#000000')).toBe('FFFFFF');
    expect(readableOn('17695d')).toBe('FFFFFF');
    expect(readableOn('#ffff00')).toBe('000000');
    expect(readableOn('nothing')).toBe('000000');
  });
});
