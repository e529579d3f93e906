import { describe, expect, it } from 'vitest';
import { formatAmount, formatCompact, formatExact, formatPercent, formatPercentStep, formatRate, formatValue, parseAmountInput, pricePlaces } from './amount';

const plain = (text: string): string => text.replace(/[\u00A0\u202F]/g, ' ');

describe('formatValue', () => {
  it('puts the symbol where the locale wants it', () => {
    expect(formatValue('1234.5', 'USD', 'en-US')).toBe('$1,234.50');
    expect(plain(formatValue('1234.5', 'EUR', 'de-DE'))).toBe('1.234,50 €');
    expect(formatValue('-3', 'GBP', 'en-GB')).toBe('−£3.00');
    expect(formatValue('1234', 'JPY', 'ja-JP', 0)).toBe('￥1,234');
  });

  it('keeps every digit that it shows exact', () => {
    expect(formatValue('90071992547409931234.56', 'USD', 'en-US')).toBe('$90,071,992,547,409,931,234.56');
  });

  it('gives no sign to what rounds to zero', () => {
    expect(formatValue('-0.0031', 'EUR', 'en-US')).toBe('€0.00');
    expect(formatValue('0.0031', 'EUR', 'en-US', 2, true)).toBe('€0.00');
    expect(formatValue('1062.6', 'EUR', 'en-US', 2, true)).toBe('+€1,062.60');
    expect(formatValue('-1.5', 'BTC', 'en-US', 2, true)).toBe('−1.50 BTC');
    expect(formatAmount('0.35', 'en-US', true)).toBe('+0.35');
  });

  it('tells dollars apart from each other and from the main currency, which stays short', () => {
    const shown = (currency: string, main: string, locale: string): string => plain(formatValue('5', currency, locale, 2, false, main));
    expect(['USD', 'AUD', 'CAD', 'GBP'].map(one => shown(one, 'EUR', 'en-US'))).toEqual(['$5.00', 'A$5.00', 'CA$5.00', '£5.00']);
    expect(['USD', 'AUD', 'CAD'].map(one => shown(one, 'AUD', 'en-US'))).toEqual(['USD 5.00', '$5.00', 'CA$5.00']);
    expect(['USD', 'AUD'].map(one => shown(one, 'USD', 'en-GB'))).toEqual(['$5.00', 'A$5.00']);
    expect(['USD', 'CAD'].map(one => shown(one, 'BTC', 'de-DE'))).toEqual(['5,00 $', '5,00 CA$']);
  });

  it('writes currencies without an ISO code behind the number', () => {
    expect(plain(formatValue('0.12345678', 'BTC', 'en-US'))).toBe('0.123457 BTC');
  });

  it('shows unknown as a dash, never as zero', () => {
    for (const text of ['NaN', '', 'Infinity']) expect(formatValue(text, 'USD', 'en-US')).toBe('—');
  });
});

describe('formatAmount', () => {
  it('shows fewer places the larger the amount', () => {
    expect(formatAmount('1234567.123456789', 'en-US')).toBe('1,234,567.12');
    expect(formatAmount('1.23456789', 'en-US')).toBe('1.234568');
    expect(formatAmount('0.000000001234567', 'en-US')).toBe('0.000000001235');
    expect(formatAmount('0.75000001', 'en-US')).toBe('0.75000001');
    expect(formatAmount('0', 'en-US')).toBe('0');
  });

  it('has all digits in its exact form', () => {
    expect(formatExact('123456789.123456789012345678', 'en-US')).toBe('123,456,789.123456789012345678');
    expect(formatExact('1E-18', 'de-DE')).toBe('0,000000000000000001');
    expect(formatExact('-0.5', 'en-US')).toBe('-0.5');
    expect(formatExact('-1234.5', 'en-US')).toBe('-1,234.5');
    expect(formatExact('7', 'en-US')).toBe('7');
    expect(formatExact(`0.${'0'.repeat(40)}1`, 'en-US')).toBe(`0.${'0'.repeat(40)}1`);
  });
});

describe('other forms', () => {
  it('writes percentages and axis labels', () => {
    expect(formatPercent(0.1234, 'en-US')).toBe('12.3%');
    expect(formatPercent(0.0012, 'en-US', true)).toBe('+0.12%');
    expect([-0.05, 0, 0.025, 0.1].map(share => formatPercentStep(share, 'en-US'))).toEqual(['−5%', '0%', '2.5%', '10%']);
    expect(formatCompact(1_234_567, 'USD', 'en-US')).toBe('$1.235M');
    expect(formatCompact(-1200, 'A-B', 'en-US')).toBe('−1.2K A-B');
  });

  it('gives small prices enough places', () => {
    expect(pricePlaces('1234.5', 2)).toBe(2);
    expect(pricePlaces('0.0000012345', 2)).toBe(9);
  });
});

describe('parseAmountInput', () => {
  it('reads amounts the way of the locale', () => {
    expect(parseAmountInput('1,234.5', 'en-US')).toBe('1234.5');
    expect(parseAmountInput('1.234,5', 'de-DE')).toBe('1234.5');
    expect(parseAmountInput('0,5', 'de-DE')).toBe('0.5');
    expect(parseAmountInput('0.5', 'de-DE')).toBe('0.5');
    expect(parseAmountInput('0.123', 'de-DE')).toBe('0.123');
    expect(parseAmountInput('-0.123', 'de-DE')).toBe('-0.123');
    expect(parseAmountInput('1.234.567', 'de-DE')).toBe('1234567');
    expect(parseAmountInput('1.234,0', 'de-DE')).toBe('1234');
    expect(parseAmountInput(' 1 000,25 ', 'fr-FR')).toBe('1000.25');
    expect(parseAmountInput('.5', 'en-US')).toBe('0.5');
    expect(parseAmountInput('−1,234.5', 'en-US')).toBe('-1234.5');
    expect(parseAmountInput('0.123456789012345678', 'en-US')).toBe('0.123456789012345678');
  });

  it('refuses what could be read in two ways or not at all', () => {
    expect(parseAmountInput('1.234', 'de-DE')).toBeNull();
    expect(parseAmountInput('0,123', 'en-US')).toBeNull();
    for (const text of ['', '1,5', '1.2.3', 'abc', '1e5', 'NaN', '１２', '--1', '1_000']) expect(parseAmountInput(text, 'en-US'), text).toBeNull();
  });
});

it('shows a rate as a percentage without a float', () => {
  expect(formatRate('0.123449999999999999999999', 'en-US')).toBe('12.34%');
  expect(formatRate('-0.5', 'en-US', true)).toBe('−50.00%');
  expect(formatRate('0.01', 'en-US', true)).toBe('+1.00%');
  expect(formatRate('NaN', 'en-US')).toBe('—');
});
