/**
 * Amounts and values for people: the locale's separators and symbol position, on exact decimal text.
 * Intl.NumberFormat takes decimal text as it is, so nothing is rounded through a float.
 */
import { isKnown, normalizeDecimal, parseDecimal } from './decimal';

const cache = new Map<string, Intl.NumberFormat>();

function formatter(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let found = cache.get(key);
  if (found === undefined) {
    found = new Intl.NumberFormat(locale, options);
    cache.set(key, found);
  }
  return found;
}

/** The minus of mathematics, which is as wide as a digit and a plus; most locales of the browser write a hyphen. */
const withMinus = (text: string): string => text.replace('-', '−');

function formatText(format: Intl.NumberFormat, text: string): string {
  return withMinus(format.format(normalizeDecimal(text) as Intl.StringNumericLiteral));
}

function isIsoCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code) && Intl.supportedValuesOf('currency').includes(code);
}

/** What rounds to zero has no sign. */
const signs = (signed: boolean): Intl.NumberFormatOptions => ({ signDisplay: signed ? 'exceptZero' : 'negative' });

/** Decimal places that keep a column readable: fewer for large amounts, enough for small ones to be told apart. */
export function amountPlaces(text: string): { min: number; max: number } {
  const value = parseDecimal(text);
  if (value === null) return { min: 0, max: 0 };
  const size = value.digits < 0n ? -value.digits : value.digits;
  const whole = size / 10n ** BigInt(value.places);
  if (whole >= 10_000n) return { min: 0, max: 2 };
  if (whole >= 1n) return { min: 0, max: 6 };
  const leadingZeros = value.places - size.toString().length;
  return { min: 0, max: Math.min(20, Math.max(8, leadingZeros + 4)) };
}

/** Places for a unit price: the usual ones from 1 up, four significant digits below. */
export function pricePlaces(text: string, usual: number): number {
  const value = parseDecimal(text);
  if (value === null || value.digits === 0n) return usual;
  const size = value.digits < 0n ? -value.digits : value.digits;
  if (size / 10n ** BigInt(value.places) >= 1n) return usual;
  return Math.min(20, Math.max(usual, value.places - size.toString().length + 4));
}

/** An amount of an asset, without its symbol; `signed`: with a plus, too. */
export function formatAmount(text: string, locale: string, signed = false): string {
  if (!isKnown(text)) return '—';
  const { min, max } = amountPlaces(text);
  return formatText(formatter(locale, { minimumFractionDigits: min, maximumFractionDigits: max, ...signs(signed) }), text);
}

/** The exact number, every digit of it. Put together by hand: engines limit the places that a number format shows. */
export function formatExact(text: string, locale: string): string {
  if (!isKnown(text)) return '—';
  const plain = normalizeDecimal(text);
  const [whole = '0', fraction = ''] = plain.split('.');
  const format = formatter(locale, {});
  const start = whole === '-0' ? format.format(-0) : format.format(BigInt(whole));
  if (fraction === '') return start;
  const separator = format.formatToParts(0.5).find(part => part.type === 'decimal')?.value ?? '.';
  return `${start}${separator}${[...fraction].map(digit => format.format(Number(digit))).join('')}`;
}

const symbolOf = (currency: string, locale: string, currencyDisplay: 'symbol' | 'narrowSymbol'): string =>
  formatter(locale, { style: 'currency', currency, currencyDisplay }).formatToParts(0).find(part => part.type === 'currency')?.value ?? currency;

/** The main currency is written as short as its reader expects. Another one is told apart from it, and from any third: A$, CA$, or by its code. */
function displayOf(currency: string, main: string, locale: string): 'narrowSymbol' | 'symbol' | 'code' {
  if (currency === main) return 'narrowSymbol';
  return isIsoCurrency(main) && symbolOf(currency, locale, 'symbol') === symbolOf(main, locale, 'narrowSymbol') ? 'code' : 'symbol';
}

/**
 * A value in a currency; the symbol stands where the locale puts it. Currencies that are no ISO code follow the number. `main`: the main
 * currency of the reader, where others may stand beside it.
 */
export function formatValue(text: string, currency: string, locale: string, places = 2, signed = false, main = currency): string {
  if (!isKnown(text)) return '—';
  const digits = { minimumFractionDigits: places, maximumFractionDigits: places, ...signs(signed) };
  if (isIsoCurrency(currency))
    return formatText(formatter(locale, { style: 'currency', currency, currencyDisplay: displayOf(currency, main, locale), ...digits }), text);
  return `${formatText(formatter(locale, { ...digits, maximumFractionDigits: Math.max(places, 6) }), text)} ${currency}`;
}

/** Short form for chart axes, such as $1.2K. Charts draw in pixels, so a float is exact enough here. */
export function formatCompact(value: number, currency: string, locale: string): string {
  const options: Intl.NumberFormatOptions = { notation: 'compact', maximumSignificantDigits: 4 };
  if (isIsoCurrency(currency)) return withMinus(formatter(locale, { ...options, style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(value));
  return `${withMinus(formatter(locale, options).format(value))} ${currency}`;
}

/** A share between 0 and 1 as a percentage. */
export function formatPercent(share: number, locale: string, signed = false): string {
  const places = Math.abs(share) < 0.1 ? 2 : 1;
  return withMinus(formatter(locale, {
    style: 'percent',
    minimumFractionDigits: places,
    maximumFractionDigits: places,
    ...signs(signed),
  }).format(share));
}

/** A mark of a chart's axis, such as 5% beside 10%: round already, so that digits would only say zero. */
export function formatPercentStep(share: number, locale: string): string {
  return withMinus(formatter(locale, { style: 'percent', maximumFractionDigits: 2 }).format(share));
}

/** A rate as exact text, such as 0.0123, as a percentage: the same looks as `formatPercent`, without a float between. */
export function formatRate(rate: string, locale: string, signed = false): string {
  if (!isKnown(rate)) return '—';
  return formatText(formatter(locale, { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2, ...signs(signed) }), rate);
}

/**
 * Reads what a person typed into an amount field: `1,234.5` in English, `1.234,5` in German. Gives plain decimal
 * text, or null when it is no amount. A single separator that can be read in only one way is accepted in any locale.
 */
export function parseAmountInput(typed: string, locale: string): string | null {
  const parts = formatter(locale, {}).formatToParts(12345.6);
  const decimal = parts.find(part => part.type === 'decimal')?.value ?? '.';
  const group = parts.find(part => part.type === 'group')?.value ?? ',';
  let text = typed.trim().replace(/[\s\u00A0\u202F'’]/g, '').replace('−', '-');
  if (group !== '' && text.includes(group)) {
    const escaped = group.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const decimalEscaped = decimal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const grouped = new RegExp(`^[+-]?[1-9]\\d{0,2}(${escaped}\\d{3})+(${decimalEscaped}\\d*)?$`);
    if (!grouped.test(text)) {
      // 0.5 typed where the comma is the decimal sign: the dot groups nothing here, so it can only be the decimal sign.
      return /^[+-]?\d+\.\d+$/.test(text) && group === '.' ? normalizeDecimal(text) : null;
    }
    // 1.234 where the dot groups: copied from elsewhere it is one and a bit. A thousandfold amount is no guess to make.
    if (group === '.' && /^[+-]?\d+\.\d{3}$/.test(text)) return null;
    text = text.split(group).join('');
  }
  text = text.replace(decimal, '.');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return null;
  if (text.startsWith('.')) text = `0${text}`;
  return normalizeDecimal(text.replace(/([+-])\./, '$10.'));
}
