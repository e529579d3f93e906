/** What must be right about a typed price. */
import { signOf } from '@/shared/format';

export interface PriceDraft { from: string; to: string; price: string; time: string }
export type PriceProblem = 'required' | 'positive' | 'same' | 'time' | 'future';

/** `time` is text of a date-and-time input (local time); it is only looked at for historic prices. */
export function checkPrice(draft: PriceDraft, historic: boolean, nowSeconds: number): Partial<Record<'from_asset' | 'to_asset' | 'price' | 'timestamp', PriceProblem>> {
  const at = parseLocalTime(draft.time);
  return {
    ...(draft.from === '' && { from_asset: 'required' as const }),
    ...(draft.to === '' ? { to_asset: 'required' as const } : draft.to === draft.from && { to_asset: 'same' as const }),
    ...(draft.price === '' ? { price: 'required' as const } : signOf(draft.price) <= 0 && { price: 'positive' as const }),
    ...(historic && (at === null ? { timestamp: 'time' as const } : at > nowSeconds && { timestamp: 'future' as const })),
  };
}

/** `2024-05-01T12:30` in local time as seconds since 1970; null when it is no time. */
export function parseLocalTime(text: string): number | null {
  if (!/^\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text)) return null;
  const ms = new Date(text).getTime();
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000);
}

/** Seconds as text for a date-and-time input. */
export function toLocalTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
