/** Words of the history on the client. What the API tells is typed in `shared/api`. */
import type { HistoryEntry, MatchLink } from '@/shared/api';

export type { Counterparty, EventProvenance, HistoryEvent, HistoryPage, HistorySummary, MatchLink, MatchSuggestion } from '@/shared/api';
export type Entry = HistoryEntry;

export type Direction = 'in' | 'out' | 'neutral';

/** Events that belong together, mostly those of a transaction. */
export interface Group {
  id: string;
  entries: Entry[];
}

export interface TypeMappings {
  global_mappings: Record<string, Record<string, { default: string }>>;
  event_category_details: Record<string, { counterparty_mappings: { default: { label: string } }; direction: Direction }>;
}

export interface Known {
  products: string[];
  counterparties: string[];
  location_labels: string[];
  locations: string[];
  assets: string[];
}

/** `from` and `to`: what went out and what came in; null where the event is gone. */
export interface LinkedEvents extends MatchLink { from: Entry | null; to: Entry | null }
