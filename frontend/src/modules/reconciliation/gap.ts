/** One gap on the screen: how it is named, and where its fix leads. */
import { signOf } from '@/shared/format';
import type { Gap } from './types';

export const gapKey = (gap: Pick<Gap, 'location' | 'location_label' | 'asset'>): string => `${gap.location} ${gap.location_label ?? ''} ${gap.asset}`;

/** More there than the history explains, or less. */
export const sideOf = (gap: Gap): 'more' | 'less' => (signOf(gap.difference) >= 0 ? 'more' : 'less');

/** The page where a fix is done; null for one that is done here. */
export function pageOf(fix: string, gap: Gap): string | null {
  const filter = `f=${encodeURIComponent(`asset:${gap.asset}`)}`;
  switch (fix) {
    case 'import_file': return '/import';
    case 'fetch_transactions': return '/history';
    case 'add_event': case 'add_reward': return '/history?add=1';
    case 'match_events': return '/history/unmatched';
    case 'show_hidden_events': return `/history/hidden?${filter}`;
    case 'decode_again': return `/history?${filter}`;
    default: return null;
  }
}

/** The opening balance is always left as a last way, unless a cause offers it. */
export const offersOpening = (gap: Gap): boolean => gap.causes.some(cause => cause.fix === 'add_opening_balance');
