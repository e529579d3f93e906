/**
 * Exact arithmetic on decimal text, for the few sums and comparisons that a screen needs. No floats: a value is a
 * BigInt and a count of decimal places.
 */
export interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

const PATTERN = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** Reads decimal text (`-12.50`, `1E-8`); null for anything else, `NaN` and empty text included. */
export function parseDecimal(text: string | null | undefined): Decimal | null {
  const match = PATTERN.exec(text ?? '');
  if (match === null) return null;
  const [, sign, whole = '0', fraction = '', exponent = '0'] = match;
  const shift = fraction.length - Number(exponent);
  let digits = BigInt(whole + fraction);
  if (sign === '-') digits = -digits;
  return shift >= 0 ? { digits, places: shift } : { digits: digits * 10n ** BigInt(-shift), places: 0 };
}

function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const places = Math.max(a.places, b.places);
  return [a.digits * 10n ** BigInt(places - a.places), b.digits * 10n ** BigInt(places - b.places), places];
}

export function toPlainText({ digits, places }: Decimal): string {
  const negative = digits < 0n;
  const text = (negative ? -digits : digits).toString().padStart(places + 1, '0');
  const whole = text.slice(0, text.length - places);
  const fraction = text.slice(text.length - places).replace(/0+$/, '');
  const plain = fraction === '' ? whole : `${whole}.${fraction}`;
  return negative && digits !== 0n ? `-${plain}` : plain;
}

/** The same value without exponent and without trailing zeros; text that is no number comes back as it was. */
export function normalizeDecimal(text: string): string {
  const value = parseDecimal(text);
  return value === null ? text : toPlainText(value);
}

export function addDecimals(values: readonly (string | null | undefined)[]): string {
  let sum: Decimal = { digits: 0n, places: 0 };
  for (const text of values) {
    const value = parseDecimal(text);
    if (value === null) continue;
    const [left, right, places] = align(sum, value);
    sum = { digits: left + right, places };
  }
  return toPlainText(sum);
}

export function negateDecimal(text: string): string {
  const value = parseDecimal(text);
  return value === null ? text : toPlainText({ digits: -value.digits, places: value.places });
}

export function subtractDecimals(a: string, b: string): string {
  return addDecimals([a, negateDecimal(b)]);
}

/** Order of two decimal texts; unknown values (null, `NaN`) come before every number. */
export function compareDecimals(a: string | null | undefined, b: string | null | undefined): number {
  const left = parseDecimal(a);
  const right = parseDecimal(b);
  if (left === null || right === null) return (left === null ? 0 : 1) - (right === null ? 0 : 1);
  const [x, y] = align(left, right);
  return x < y ? -1 : x > y ? 1 : 0;
}

export function signOf(text: string | null | undefined): -1 | 0 | 1 {
  const digits = parseDecimal(text)?.digits ?? 0n;
  return digits < 0n ? -1 : digits > 0n ? 1 : 0;
}

export function isKnown(text: string | null | undefined): text is string {
  return parseDecimal(text) !== null;
}

/** a / b as an ordinary number, for the length of a bar or a percentage; null when b is zero or either is unknown. */
export function ratio(a: string | null | undefined, b: string | null | undefined): number | null {
  const left = parseDecimal(a);
  const right = parseDecimal(b);
  if (left === null || right === null || right.digits === 0n) return null;
  const [x, y] = align(left, right);
  return Number((x * 1_000_000_000n) / y) / 1_000_000_000;
}

/** a / b to eighteen significant digits (rounded down), for a price out of value and amount; null when it has none. */
export function divideDecimals(a: string | null | undefined, b: string | null | undefined): string | null {
  const left = parseDecimal(a);
  const right = parseDecimal(b);
  if (left === null || right === null || right.digits === 0n) return null;
  const places = Math.max(0, 18 + right.digits.toString().length - left.digits.toString().length);
  const digits = (left.digits * 10n ** BigInt(places)) / right.digits;
  const shift = places + left.places - right.places;
  return shift >= 0 ? toPlainText({ digits, places: shift }) : toPlainText({ digits: digits * 10n ** BigInt(-shift), places: 0 });
}
