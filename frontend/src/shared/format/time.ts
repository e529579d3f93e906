/** Points in time for people. The backend speaks seconds since 1970. */
const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let found = cache.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(locale, options);
    cache.set(key, found);
  }
  return found;
}

export function formatDateTime(seconds: number, locale: string, timeZone?: string): string {
  return formatter(locale, { dateStyle: 'medium', timeStyle: 'short', ...(timeZone && { timeZone }) }).format(seconds * 1000);
}

export function formatDate(seconds: number, locale: string, timeZone?: string): string {
  return formatter(locale, { dateStyle: 'medium', ...(timeZone && { timeZone }) }).format(seconds * 1000);
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3_600], ['minute', 60],
];

/** `3 minutes ago`, `yesterday`; under a minute it is `now`. */
export function formatRelative(seconds: number, locale: string, nowSeconds = Date.now() / 1000): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const passed = seconds - nowSeconds;
  for (const [unit, size] of STEPS)
    if (Math.abs(passed) >= size) return format.format(Math.trunc(passed / size), unit);
  return format.format(0, 'second');
}

/** `2024-05-01T12:30` in local time as seconds since 1970; null when it is no time. */
export function parseLocalTime(text: string): number | null {
  if (!/^\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text)) return null;
  const ms = new Date(text).getTime();
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000);
}

export type TimeProblem = 'time' | 'early' | 'future';

/** What is wrong with a typed time, in seconds: there is none, it is before 1970, it is still to come. Null for nothing. */
export function checkTime(at: number | null, nowSeconds: number): TimeProblem | null {
  return at === null ? 'time' : at < 0 ? 'early' : at > nowSeconds ? 'future' : null;
}

/** Seconds as text for a date-and-time input. */
export function toLocalTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
