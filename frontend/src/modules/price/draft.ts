/** What must be right about a typed price. */
import { checkTime, parseLocalTime, signOf, type TimeProblem } from '@/shared/format';

export interface PriceDraft { from: string; to: string; price: string; time: string }
export type PriceProblem = 'required' | 'positive' | 'same' | TimeProblem;

/** `time` is text of a date-and-time input (local time); it is only looked at for historic prices. */
export function checkPrice(draft: PriceDraft, historic: boolean, nowSeconds: number): Partial<Record<'from_asset' | 'to_asset' | 'price' | 'timestamp', PriceProblem>> {
  const wrong = checkTime(parseLocalTime(draft.time), nowSeconds);
  return {
    ...(draft.from === '' && { from_asset: 'required' as const }),
    ...(draft.to === '' ? { to_asset: 'required' as const } : draft.to === draft.from && { to_asset: 'same' as const }),
    ...(draft.price === '' ? { price: 'required' as const } : signOf(draft.price) <= 0 && { price: 'positive' as const }),
    ...(historic && wrong !== null && { timestamp: wrong }),
  };
}
