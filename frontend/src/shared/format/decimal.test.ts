import { describe, expect, it } from 'vitest';
import { addDecimals, compareDecimals, divideDecimals, normalizeDecimal, parseDecimal, ratio, signOf, subtractDecimals } from './decimal';

describe('decimal', () => {
  it('adds without losing a digit', () => {
    expect(addDecimals(['0.1', '0.2'])).toBe('0.3');
    expect(addDecimals(['9007199254740993', '0.000000000000000001'])).toBe('9007199254740993.000000000000000001');
    expect(addDecimals(['1', undefined, 'NaN', '-1.50'])).toBe('-0.5');
    expect(addDecimals([])).toBe('0');
  });

  it('reads exponents and refuses what is no decimal', () => {
    expect(normalizeDecimal('1E-8')).toBe('0.00000001');
    expect(normalizeDecimal('1.5e3')).toBe('1500');
    for (const text of ['', 'NaN', 'Infinity', '1_000', '１２', '0x10', '1,5', '--1', '.5', 'e5']) expect(parseDecimal(text), text).toBeNull();
  });

  it('compares exactly and puts unknown first', () => {
    expect(compareDecimals('9007199254740993', '9007199254740992')).toBe(1);
    expect(compareDecimals('1.0', '1')).toBe(0);
    expect(compareDecimals('-2', '1')).toBe(-1);
    expect(compareDecimals(undefined, '-5')).toBe(-1);
    expect(compareDecimals('NaN', null)).toBe(0);
  });

  it('subtracts, divides and takes ratios', () => {
    expect(subtractDecimals('1', '0.9')).toBe('0.1');
    expect(divideDecimals('10', '4')).toBe('2.5');
    expect(divideDecimals('1', '3')).toMatch(/^0\.3{17,20}$/);
    expect(divideDecimals('0.00000000012', '1000000')).toBe('0.00000000000000012');
    expect(divideDecimals('3000000000000', '0.000001')).toBe('3000000000000000000');
    expect(divideDecimals('1', '0')).toBeNull();
    expect(ratio('1', '4')).toBe(0.25);
    expect(ratio('1', undefined)).toBeNull();
    expect(signOf('-0.0')).toBe(0);
  });
});
